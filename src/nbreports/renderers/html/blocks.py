"""The blocks that are one node: text, figures, pictures, charts."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from nbreports.document.markdown import Heading, ListBlock, Paragraph, parse_markdown
from nbreports.document.nodes import ImageData
from nbreports.renderers.html.markup import anchor, classes, escape, icon, link, mask_classes
from nbreports.renderers.html.sheet import width_class
from nbreports.renderers.html.svg import inline_svg

if TYPE_CHECKING:
    from nbreports.document.markdown import Block, Span
    from nbreports.document.nodes import Cell, ChartNode, ImageNode, MetricNode, TextNode
    from nbreports.renderers.html.scene import Scene

CHART_WIDTH = 620.0
"""Points a chart has over the whole width: its text then stands about its own size on a screen."""
READABLE = 120
"""Points of a chart up to which its figures are also given as a table to those who cannot see it."""


def text(node: TextNode, scene: Scene) -> str:
    """Write a text block; its headings stand below the report's title."""
    body = "\n".join(_block(block, scene.level - 1) for block in parse_markdown(node.md))
    return (
        f'<section class="block text" id="{anchor(node.id)}">\n{scene.heading(node.title)}{body}\n'
        f"{scene.note(node.note)}</section>\n"
    )


def _block(block: Block, below: int) -> str:
    match block:
        case Heading():
            level = min(block.level + below, 6)
            return f"<h{level}>{_spans(block.spans)}</h{level}>"
        case Paragraph():
            return f"<p>{_spans(block.spans)}</p>"
        case ListBlock():
            items = "".join(
                f"<li>{_spans(item.spans)}{''.join(_block(child, below) for child in item.children)}</li>"
                for item in block.items
            )
            if not block.ordered:
                return f"<ul>{items}</ul>"
            first = f' start="{block.start}"' if block.start != 1 else ""
            return f"<ol{first}>{items}</ol>"


def _spans(spans: tuple[Span, ...]) -> str:
    made = []
    for span in spans:
        inner = escape(span.text).replace("\n", "<br>")
        if span.code:
            inner = f"<code>{inner}</code>"
        if span.italic:
            inner = f"<em>{inner}</em>"
        if span.bold:
            inner = f"<strong>{inner}</strong>"
        made.append(link(inner, span.link))
    return "".join(made)


# --- figures --------------------------------------------------------------------------------------


def metric(node: MetricNode, scene: Scene) -> str:
    """Write a figure: label, value, then what it is measured against."""
    unit = f' <span class="unit">{escape(node.unit)}</span>' if node.unit else ""
    against = [f'<span class="cmp">{_cell(node.compare)}</span>'] if node.compare else []
    if node.target is not None:
        reached = {True: "good", False: "bad", None: ""}[node.good]
        sign = {True: "✓ ", False: "", None: ""}[node.good]
        against.append(
            f"<span{classes(['tgt', reached])}>{sign}{escape(scene.words.target)} {_cell(node.target)}</span>"
        )
    below = f'<p class="vs">{"".join(against)}</p>\n' if against else ""
    return (
        f'<section class="block metric" id="{anchor(node.id)}">\n{scene.heading(node.title)}'
        f'<p class="key">{escape(node.label)}</p>\n<p class="val">{_cell(node.cell)}{unit}</p>\n'
        f"{below}{_spark(node.spark)}{scene.note(node.note)}</section>\n"
    )


def _cell(cell: Cell) -> str:
    inner = (icon(cell.icon) if cell.icon else "") + link(escape(cell.text), cell.link)
    styles = mask_classes(cell.styles)
    return f'<span class="{styles}">{inner}</span>' if styles else inner


def _spark(values: tuple[float | None, ...] | None) -> str:
    known = [value for value in values or () if value is not None]
    if values is None or len(known) < 2:
        return ""
    low, high = min(known), max(known)
    reach = (high - low) or 1.0
    runs: list[list[str]] = [[]]
    last = ""
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        x, y = 2 + 116 * at / (len(values) - 1), 25 - 22 * (value - low) / reach
        last = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2"/>'
        runs[-1].append(f"{x:.1f} {y:.1f}")
    lines = "".join(f'<path d="M{" L".join(run)}"/>' for run in runs if run)
    return f'<svg class="spark" viewBox="0 0 122 28" aria-hidden="true">{lines}{last}</svg>\n'


# --- pictures -------------------------------------------------------------------------------------


def data_uri(image: ImageData) -> str:
    """Return a picture as an address that holds it."""
    return f"data:{image.media_type};base64,{base64.b64encode(image.data).decode('ascii')}"


def image(node: ImageNode, scene: Scene) -> str:
    """Write a picture: inside ``<img>``, where no SVG can run anything."""
    content = max(scene.page.width - scene.page.margin_left - scene.page.margin_right, 10.0) * scene.share
    width = f" {width_class(node.width / content)}" if node.width else ""
    size = "".join(
        f' {name}="{value * 96 / 25.4:.0f}"'
        for name, value in (("width", node.width), ("height", node.height))
        if value
    )
    return (
        f'<figure class="block image" id="{anchor(node.id)}">\n{scene.heading(node.title)}'
        f'<img class="fit-{node.fit}{width}" src="{data_uri(node.image)}" alt="{escape(node.alt)}"{size}>\n'
        f"{_caption(node.note)}</figure>\n"
    )


def _caption(note: str | None) -> str:
    return f'<figcaption class="note">{escape(note)}</figcaption>\n' if note else ""


def chart(node: ChartNode, scene: Scene) -> str:
    """Write a chart as the drawer draws it, its figures behind it for those who cannot see it."""
    head = f'<figure class="block chart" id="{anchor(node.id)}">\n{scene.heading(node.title)}'
    tail = f"{_caption(node.note)}</figure>\n"
    if not node.points:
        return f'{head}<p class="none">{escape(node.no_data or "—")}</p>\n{tail}'
    drawn = inline_svg(scene.charts.svg(node, *chart_size(node, scene.share)))
    if scene.pictures:
        picture = ImageData(drawn.encode("utf-8", "replace"), "image/svg+xml")
        drawn = f'<img src="{data_uri(picture)}" alt="{escape(node.alt)}">'
    return f'{head}<div class="draw">{drawn}</div>\n{_figures(node)}{tail}'


def chart_size(node: ChartNode, share: float) -> tuple[float, float]:
    """Return width and height of a chart's drawing in points, where it has that ``share`` of the page's width."""
    width = max(CHART_WIDTH * share, 150.0)
    return width, 40.0 if node.type == "sparkline" else max(min(width * 0.4, 250.0), 150.0)


def _figures(node: ChartNode) -> str:
    if len(node.points) > READABLE:
        return ""
    names = {tick.value: tick.text for tick in node.x_axis.ticks} if node.x_axis.kind == "band" else {}
    colors = {series.key: series.text for series in node.series}
    heads = [node.x.label, *([node.color.label] if node.color else []), node.y.label]
    rows = []
    for point in node.points:
        first = names.get(point.x) if _hashable(point.x) else None
        color = [colors.get(point.color) or str(point.color)] if node.color else []
        cells = [first if first is not None else _plain(point.x), *color, point.text]
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    top = "".join(f'<th scope="col">{escape(label)}</th>' for label in heads)
    caption = escape(node.title or node.alt)
    return (
        f'<table class="vh"><caption>{caption}</caption><thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>\n"
    )


def _hashable(value: object) -> bool:
    return not isinstance(value, list | dict)


def _plain(value: object) -> str:
    return "" if value is None else str(value)
