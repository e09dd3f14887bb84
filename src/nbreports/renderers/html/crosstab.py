"""A crosstab as markup: heads of several levels, joined where neighbours share them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.renderers.html.cells import ALIGNED, band_cell
from nbreports.renderers.html.markup import anchor, classes, escape
from nbreports.renderers.html.sheet import least_class

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import CrosstabNode, Header
    from nbreports.renderers.html.scene import Scene


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
    many = len(node.values) > 1
    depth = max(len(node.columns), 1) + many
    corner = "".join(
        f'<th scope="col" class="corner"{_over("rowspan", depth)}>{escape(dimension.label)}</th>'
        for dimension in node.rows
    )
    lines: list[list[str]] = [[] for _ in range(depth)]
    lines[0].append(corner)
    width = len(node.values)
    for level in range(max(len(node.columns), 1)):
        for at, run in _runs(node.column_heads, level):
            head = node.column_heads[at]
            if head.margin and level > len(head.keys):
                continue
            down = max(len(node.columns), 1) - level if head.margin and level == len(head.keys) else 1
            spread = run * width
            scope = "colgroup" if spread > 1 else "col"
            kind = classes(
                [ALIGNED[node.values[0].align] if spread == 1 else "c", "margin" if head.margin else ""]
            )
            lines[level].append(
                f'<th scope="{scope}"{kind}{_over("colspan", spread)}{_over("rowspan", down)}>'
                f"{escape(_text(head, level))}</th>"
            )
    if many:
        for head in node.column_heads:
            names = (ALIGNED[value.align] for value in node.values)
            margin = "margin" if head.margin else ""
            lines[-1] += [
                f'<th scope="col"{classes([name, margin])}>{escape(value.label)}</th>'
                for name, value in zip(names, node.values, strict=True)
            ]
    return "".join(f"<tr>{''.join(line)}</tr>" for line in lines)


def _body(node: CrosstabNode) -> str:
    depth = len(node.rows)
    starts = [dict(_runs(node.row_heads, level)) for level in range(depth)]
    rows = []
    for at, (head, line) in enumerate(zip(node.row_heads, node.cells, strict=True)):
        heads = []
        for level in range(depth):
            if at not in starts[level] or (head.margin and level > len(head.keys)):
                continue
            closing = head.margin and level == len(head.keys)
            run = starts[level][at]
            scope = "rowgroup" if run > 1 else "row"
            across = _over("colspan", depth - level if closing else 1)
            heads.append(
                f'<th scope="{scope}"{across}{_over("rowspan", run)}>{escape(_text(head, level))}</th>'
            )
        cells = "".join(
            band_cell(cell, value.align)
            for values in line
            for cell, value in zip(values, node.values, strict=True)
        )
        kind = "" if not head.margin else ("t l0" if not head.keys else "t l1")
        rows.append(f"<tr{classes([kind])}>{''.join(heads)}{cells}</tr>\n")
    return "".join(rows)


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
