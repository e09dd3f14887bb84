"""A crosstab as markup: heads of several levels, joined where neighbours share them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nbreports.renderers.html.cells import ALIGNED, band_cell
from nbreports.renderers.html.markup import anchor, classes, escape
from nbreports.renderers.html.sheet import least_class

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import CrosstabNode, Header
    from nbreports.renderers.html.scene import Scene


class HeadCell(NamedTuple):
    """One cell of a head: its text, scope and classes, over how many columns and rows it stretches."""

    text: str
    scope: str
    names: str
    across: int = 1
    down: int = 1


def crosstab(node: CrosstabNode, scene: Scene) -> str:
    """Write a crosstab."""
    top = f'<section class="block tbl cross" id="{anchor(node.id)}">\n'
    top += scene.heading(node.title) + scene.note(node.note)
    if not node.row_heads or not node.column_heads:
        return f'{top}<p class="none">{escape(node.no_data or "—")}</p>\n</section>\n'
    name = escape(node.title or scene.title)
    lines = [[len(cell.text) if cell else 0 for values in line for cell in values] for line in node.cells]
    least = 96.0 * len(node.rows) + sum(max(*column, 5) * 7.4 + 18 for column in zip(*lines, strict=True))
    return (
        f'{top}<div class="scroll {least_class(least)}" role="region" tabindex="0" aria-label="{name}">\n'
        f'<table class="auto"><caption class="vh">{name}</caption>\n<thead>{_head(node)}</thead>\n'
        f"<tbody>\n{_body(node)}</tbody></table>\n</div>\n</section>\n"
    )


def _head(node: CrosstabNode) -> str:
    return "".join(f"<tr>{''.join(map(_head_cell, line))}</tr>" for line in head_lines(node))


def head_lines(node: CrosstabNode) -> list[list[HeadCell]]:
    """Return the lines of a crosstab's head, the corner first; each cell says how far it stretches."""
    many = len(node.values) > 1
    levels = max(len(node.columns), 1)
    depth = levels + many
    lines: list[list[HeadCell]] = [[] for _ in range(depth)]
    lines[0] += [HeadCell(dimension.label, "col", "corner", down=depth) for dimension in node.rows]
    width = len(node.values)
    for level in range(levels):
        for at, run in _runs(node.column_heads, level):
            head = node.column_heads[at]
            if head.margin and level > len(head.keys):
                continue
            down = levels - level if head.margin and level == len(head.keys) else 1
            spread = run * width
            names = [ALIGNED[node.values[0].align] if spread == 1 else "c", "margin" if head.margin else ""]
            scope = "colgroup" if spread > 1 else "col"
            lines[level].append(HeadCell(_text(head, level), scope, _joined(names), spread, down))
    if many:
        for head in node.column_heads:
            margin = "margin" if head.margin else ""
            lines[-1] += [
                HeadCell(value.label, "col", _joined([ALIGNED[value.align], margin])) for value in node.values
            ]
    return lines


def lead_lines(node: CrosstabNode) -> list[list[HeadCell]]:
    """Return the heads that begin each row of a crosstab."""
    depth = len(node.rows)
    starts = [dict(_runs(node.row_heads, level)) for level in range(depth)]
    lines = []
    for at, head in enumerate(node.row_heads):
        heads = []
        for level in range(depth):
            if at not in starts[level] or (head.margin and level > len(head.keys)):
                continue
            closing = head.margin and level == len(head.keys)
            run = starts[level][at]
            scope = "rowgroup" if run > 1 else "row"
            heads.append(HeadCell(_text(head, level), scope, "", depth - level if closing else 1, run))
        lines.append(heads)
    return lines


def _body(node: CrosstabNode) -> str:
    rows = []
    for head, heads, line in zip(node.row_heads, lead_lines(node), node.cells, strict=True):
        cells = "".join(
            band_cell(cell, value.align)
            for values in line
            for cell, value in zip(values, node.values, strict=True)
        )
        kind = "" if not head.margin else ("t l0" if not head.keys else "t l1")
        rows.append(f"<tr{classes([kind])}>{''.join(map(_head_cell, heads))}{cells}</tr>\n")
    return "".join(rows)


def _head_cell(cell: HeadCell) -> str:
    reach = _over("colspan", cell.across) + _over("rowspan", cell.down)
    return f'<th scope="{cell.scope}"{classes([cell.names])}{reach}>{escape(cell.text)}</th>'


def _joined(names: list[str]) -> str:
    return " ".join(name for name in names if name)


def _text(head: Header, level: int) -> str:
    if level < len(head.keys) or level < len(head.texts):
        return head.texts[level]
    return "Total"


def _runs(heads: Sequence[Header], level: int) -> list[tuple[int, int]]:
    """Return where a level's heads begin and over how many each stretches."""
    runs: list[tuple[int, int]] = []
    before: tuple[object, ...] | None = None
    for at, head in enumerate(heads):
        own = head.margin and level >= len(head.keys)
        key = (head.keys[: level + 1], at if own else None)
        if runs and key == before:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((at, 1))
        before = key
    return runs


def _over(name: str, count: int) -> str:
    return f' {name}="{count}"' if count > 1 else ""
