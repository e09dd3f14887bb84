"""Charts and images: never cut by a page's end, sized to their column, said in words where asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.errors import RenderError

from .fonts import ITALIC
from .headings import note, note_height, title, title_height
from .look import MM
from .tags import alternative
from .wrap import wrap

if TYPE_CHECKING:
    from nbreports.document.nodes import ChartNode, ImageData, ImageNode

    from .forms import Form
    from .pages import Flow
    from .press import Press

_LOGO = 34.0


def chart_size(chart: ChartNode, width: float) -> tuple[float, float]:
    """Return a chart's size in points for a column's width."""
    if chart.type == "sparkline":
        return width, 48.0
    if chart.type == "pie":
        return width, min(max(width * 0.45, 150.0), 210.0)
    if chart.horizontal and chart.x_axis.kind == "band":
        rows = len(chart.x_axis.domain)
        return width, min(max(rows * 20.0 + 60, 150.0), 420.0)
    return width, min(max(width * 0.42, 165.0), 250.0)


def chart_height(chart: ChartNode, flow: Flow, press: Press) -> float:
    """Return what the whole block takes."""
    around = title_height(flow, press, chart.title) + note_height(flow, press, chart.note)
    if chart.no_data and not chart.points:
        return around + press.look.size * press.look.leading
    return around + chart_size(chart, flow.width)[1]


def print_chart(chart: ChartNode, flow: Flow, press: Press, *, least: float = 0.0) -> None:
    """Print a chart with its title and note, at least ``least`` points high."""
    flow.need(chart_height(chart, flow, press))
    title(flow, press, chart.title)
    if chart.no_data and not chart.points:
        look = press.look
        element = flow.element("P")
        lines = wrap(chart.no_data, ITALIC, flow.width / look.size * 1000, press.setter)
        press.lines(flow, lines, look.size, ITALIC, look.muted, element=element)
        press.tags.close(element)
    else:
        width, height = chart_size(chart, flow.width)
        height = max(height, least)
        around = note_height(flow, press, chart.note)
        height = min(height, max(flow.room - around, 60.0))
        form = press.forms.page(press.charts.pdf(chart, width, height))
        _place(form, flow, press, (width, height), chart.alt or chart.title or "")
    note(flow, press, chart.note)


def _place(form: Form, flow: Flow, press: Press, size: tuple[float, float], alt: str) -> None:
    width, height = size
    figure = flow.element("Figure", None, alternative(alt) if alt else "")
    flow.canvas.mark(figure)
    flow.canvas.form(form, flow.x, flow.y, width, height)
    flow.canvas.unmark()
    press.tags.close(figure)
    flow.y += height


def take_image(press: Press, image: ImageData) -> tuple[Form, float, float]:
    """Return an image in the file with its own size in points.

    Raises
    ------
    RenderError
        It is SVG and the chart drawer cannot convert that.
    """
    if image.media_type != "image/svg+xml":
        form = press.forms.image(image)
        return form, form.width, form.height
    convert = getattr(press.charts, "svg_to_pdf", None)
    if convert is None:
        raise RenderError("an SVG picture cannot be printed here", remedy="Use the picture as PNG or JPEG.")
    form = press.forms.page(convert(image.data.decode("utf-8")))
    return form, form.width, form.height


def image_size(node: ImageNode, flow: Flow, press: Press) -> tuple[float, float]:
    """Return the box of an image in points, within the column and a page."""
    _, own_width, own_height = take_image(press, node.image)
    ratio = own_height / own_width
    width = node.width * MM if node.width else None
    height = node.height * MM if node.height else None
    if width is None and height is None:
        width, height = own_width, own_height
    elif width is None:
        width = (height or 0) / ratio
    elif height is None:
        height = width * ratio
    most = flow.height() - title_height(flow, press, node.title) - note_height(flow, press, node.note)
    share = min(1.0, flow.width / width, most / (height or 1))
    return width * share, (height or 1) * share


def image_height(node: ImageNode, flow: Flow, press: Press) -> float:
    """Return what the whole block takes."""
    around = title_height(flow, press, node.title) + note_height(flow, press, node.note)
    return around + image_size(node, flow, press)[1]


def print_image(node: ImageNode, flow: Flow, press: Press) -> None:
    """Print a picture with its title and note."""
    flow.need(image_height(node, flow, press))
    title(flow, press, node.title)
    width, height = image_size(node, flow, press)
    form, own_width, own_height = take_image(press, node.image)
    if node.fit == "fill":
        _place(form, flow, press, (width, height), node.alt)
    else:
        shares = (width / own_width, height / own_height)
        share = min(shares) if node.fit == "contain" else max(shares)
        inner, tall = own_width * share, own_height * share
        figure = flow.element("Figure", None, alternative(node.alt) if node.alt else "")
        canvas = flow.canvas
        canvas.mark(figure)
        foot = canvas.height - flow.y - height
        canvas.raw(f"q {flow.x:.2f} {foot:.2f} {width:.2f} {height:.2f} re W n")
        left = flow.x if node.fit == "contain" else flow.x + (width - inner) / 2
        canvas.form(form, left, flow.y + (height - tall) / 2, inner, tall)
        canvas.raw("Q")
        canvas.unmark()
        press.tags.close(figure)
        flow.y += height
    note(flow, press, node.note)


def _logo_size(press: Press, logo: ImageData) -> tuple[Form, float, float]:
    form, width, height = take_image(press, logo)
    share = min(_LOGO / height, 140.0 / width)
    return form, width * share, height * share


def logo_width(press: Press, logo: ImageData) -> float:
    """Return what the logo takes beside the report's title."""
    return _logo_size(press, logo)[1]


def place_logo(flow: Flow, press: Press, logo: ImageData) -> None:
    """Place the logo at the top right; the title flows beside it."""
    form, width, height = _logo_size(press, logo)
    flow.canvas.artifact()
    flow.canvas.form(form, flow.right - width, flow.y, width, height)
    flow.canvas.unmark()
