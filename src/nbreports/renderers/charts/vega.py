"""A resolved chart as a Vega-Lite specification of our own making.

The specification is data: no text of a report becomes an expression, a signal, an address or a name. User
text stands in one place only, the values of the field ``t`` of text marks; categories and series are numbers
there, and every domain, tick, colour, stack and place comes from the node. Vega aggregates, sorts, stacks,
bins and fetches nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.renderers.charts import marks, texts
from nbreports.renderers.charts.layout import LINE, ROW, SIZE, SWATCH, Layout, lay_out
from nbreports.renderers.charts.lines import sparkline
from nbreports.renderers.charts.measure import FONT
from nbreports.renderers.charts.pie import pie_layers
from nbreports.renderers.charts.scales import no_places, places, scaled

if TYPE_CHECKING:
    from nbreports.document.nodes import ChartNode
    from nbreports.renderers.charts.scales import Spec

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
VERSION = "6.4"

INK = "#2a3038"
MUTED = "#5b6470"
GRID = "#e4e7eb"
BASE = "#9aa1ab"


def to_vega_lite(chart: ChartNode, width: float, height: float) -> dict[str, Any]:
    """Return the Vega-Lite specification of ``chart`` in ``width`` by ``height`` points."""
    if not chart.points:
        text = [
            texts.text_layer([(width / 2, height / 2, (chart.no_data or "",))], color=MUTED, align="center")
        ]
        return _document(text, Layout(0.0, 0.0, width, height, *no_places()), width, height)
    if chart.type == "pie":
        layers, layout = pie_layers(chart, width, height, ink=INK, muted=MUTED)
        return _document(layers, layout, width, height)
    if chart.type == "sparkline":
        inset = min(3.0, width / 4, height / 4)
        layout = Layout(inset, inset, width - 2 * inset, height - 2 * inset, *places(chart))
        return _document(sparkline(chart, layout), layout, width, height)
    layout = lay_out(chart, width, height)
    layers = [*_grid(chart, layout), *marks.layers(chart, layout, ink=INK), *_axis_texts(chart, layout)]
    return _document([*layers, *_legend(chart, layout), *_titles(layout)], layout, width, height)


def _document(layers: list[Spec], layout: Layout, width: float, height: float) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "width": layout.width,
        "height": layout.height,
        "autosize": {"type": "none"},
        "padding": {
            "left": layout.left,
            "top": layout.top,
            "right": max(width - layout.left - layout.width, 0),
            "bottom": max(height - layout.top - layout.height, 0),
        },
        "background": None,
        "config": {"aria": False, "font": FONT, "view": {"stroke": None, "fill": None}},
        "layer": layers,
    }


def _grid(chart: ChartNode, layout: Layout) -> list[Spec]:
    """Draw hairlines on the value axis only, and the line the marks stand on."""
    along = "x" if chart.horizontal else "y"
    places = layout.y
    ticks = [places.of(tick.value) for tick in chart.y_axis.ticks]
    length = layout.height if chart.horizontal else layout.width
    base = 0 if places.low <= 0 <= places.high else places.low
    lines = [tick for tick in ticks if tick is not None and tick != base]
    return [
        texts.rules(lines, along, length, scaled(chart, layout, along), color=GRID, width=0.6),
        texts.rules([base], along, length, scaled(chart, layout, along), color=BASE, width=0.8),
    ]


def _axis_texts(chart: ChartNode, layout: Layout) -> list[Spec]:
    layers: list[Spec] = []
    across, up = scaled(chart, layout, "x"), scaled(chart, layout, "y")
    if layout.side:
        color = INK if chart.horizontal else MUTED
        layers.append(texts.axis_texts(layout.side, "y", up, color=color, line=LINE))
    if layout.below:
        layers.append(
            texts.axis_texts(
                layout.below,
                "x",
                across,
                color=INK if chart.x_axis.kind == "band" and not chart.horizontal else MUTED,
                line=LINE,
                offset=layout.height,
                slanted=layout.below_slanted,
            )
        )
    return layers


def _legend(chart: ChartNode, layout: Layout) -> list[Spec]:
    if not layout.legend:
        return []
    left, top = layout.left, layout.top
    swatches = [
        (item.x - left, item.y - top + (ROW - SWATCH) / 2, chart.series[item.series].color)
        for item in layout.legend
        if item.series >= 0
    ]
    named = [
        (item.x - left + (SWATCH + 5 if item.series >= 0 else 0), item.y - top + ROW / 2, (item.text,))
        for item in layout.legend
    ]
    return [texts.swatches(swatches, SWATCH), texts.text_layer(named, color=INK)]


def _titles(layout: Layout) -> list[Spec]:
    layers: list[Spec] = []
    if layout.side_title:
        place = (-layout.left, layout.side_title_y - layout.top, (layout.side_title,))
        layers.append(texts.text_layer([place], color=MUTED, baseline="alphabetic"))
    if layout.below_title:
        place = (layout.width / 2, layout.below_title_y - layout.top, (layout.below_title,))
        layers.append(texts.text_layer([place], color=MUTED, align="center", baseline="alphabetic"))
    return layers


__all__ = ["SIZE", "VERSION", "to_vega_lite"]
