"""The notebook's chart says what the page's picture says: data, scales, ticks, texts and colours."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "renderers"))

from charts_samples import make, samples

from nbreports.document.chart_scales import as_number
from nbreports.renderers.charts.measure import clean
from nbreports.renderers.charts.places import Places
from nbreports.renderers.charts.vega import to_vega_lite
from nbreports.widgets.chart_figure import ChartFigure, parts_of
from nbreports.widgets.chart_parts import as_script

SAMPLES = samples()
WITH_AXES = [name for name, node in SAMPLES.items() if node.points and node.type not in ("pie", "sparkline")]
MARKS = {
    "bar": ["Bars"],
    "histogram": ["Bars"],
    "scatter": ["Scatter"],
    "line": ["Lines"],
    "area": ["Lines"],
    "pie": ["Pie"],
    "sparkline": ["Lines", "Scatter"],
}
SIZE = (482.0, 220.0)


def figure(name):
    return ChartFigure(SAMPLES[name], *SIZE).figure


def of(shown, kind):
    return [mark for mark in shown.marks if type(mark).__name__ == kind]


def texts_of(shown):
    written = [text for mark in of(shown, "Label") for text in np.atleast_1d(mark.text).tolist()]
    return written + [text for axis in shown.axes for text in axis.tick_labels.values() if text]


def spec_texts(node):
    spec = to_vega_lite(node, *SIZE)
    texts = [
        row["t"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text"
        for row in layer["data"]["values"]
    ]
    return [line for text in texts for line in ([text] if isinstance(text, str) else text)]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_kind_has_its_marks(name):
    node, shown = SAMPLES[name], figure(name)
    kinds = [type(mark).__name__ for mark in shown.marks]
    for kind in MARKS[node.type] if node.points else ["Label"]:
        assert kind in kinds


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_same_texts_stand_in_both(name):
    assert sorted(texts_of(figure(name))) == sorted(spec_texts(SAMPLES[name]))


@pytest.mark.parametrize("name", WITH_AXES)
def test_ticks_and_their_texts_are_the_nodes(name):
    node, shown = SAMPLES[name], figure(name)
    below, side = shown.axes
    across, up = (node.y_axis, node.x_axis) if node.horizontal else (node.x_axis, node.y_axis)
    for axis, drawn in ((across, below), (up, side)):
        spots = Places(axis)
        assert drawn.tick_values.tolist() == [spots.of(tick.value) for tick in axis.ticks]
        said = {as_script(spots.of(tick.value)): clean(tick.text) for tick in axis.ticks}
        for key, text in drawn.tick_labels.items():
            # room may be short: then a text is cut, or left out
            assert text == "" or said[key].startswith(text.removesuffix("…"))


@pytest.mark.parametrize("name", WITH_AXES)
def test_the_scales_are_the_nodes_and_the_pages(name):
    node = SAMPLES[name]
    scales = parts_of(node, *SIZE).scales
    for axis, scale in ((node.x_axis, scales["x"]), (node.y_axis, scales["y"])):
        spots = Places(axis)
        if axis.kind == "band":
            assert scale.count == len(axis.domain)
        else:
            assert (scale.count, scale.low, scale.high) == (None, spots.low, spots.high)


@pytest.mark.parametrize("name", [name for name in WITH_AXES if SAMPLES[name].type == "bar"])
def test_bars_are_as_high_as_their_points(name):
    node, shown = SAMPLES[name], figure(name)
    (bars,) = of(shown, "Bars")
    drawn = np.atleast_2d(bars.y)
    wanted = [as_number(point.y) for point in node.points]
    assert sorted(drawn[drawn != 0].tolist()) == sorted(amount for amount in wanted if amount)
    assert set(bars.colors) == {series.color for series in node.series}
    assert bars.type == ("stacked" if node.stack else "grouped")
    assert bars.orientation == ("horizontal" if node.horizontal else "vertical")
    # the first category stands at the left, or on top
    domain = bars.scales["x"].domain
    assert list(domain) == (sorted(domain, reverse=True) if node.horizontal else sorted(domain))


def test_bins_stand_between_their_edges():
    node = SAMPLES["histogram"]
    (bars,) = of(figure("histogram"), "Bars")
    assert bars.x.tolist() == [(point.x + point.x_end) / 2 for point in node.points]
    assert bars.y.tolist() == [point.y for point in node.points]


def test_a_bin_alone_is_as_wide_as_the_plot():
    node = make("histogram", [(0.0, 4, None, None, 10.0)], x=SAMPLES["histogram"].x)
    (bars,) = of(ChartFigure(node, *SIZE).figure, "Bars")
    assert (bars.x.tolist(), bars.padding, list(bars.scales["x"].domain)) == ([0.0], 0.0, [0])


def test_a_line_breaks_where_values_are_missing():
    node = SAMPLES["line daily"]
    lines = of(figure("line daily"), "Lines")[-1]
    drawn = lines.y[~np.isnan(lines.y)]
    assert drawn.tolist() == [point.y for point in node.points if point.y is not None]
    assert lines.y.shape[0] == 2


@pytest.mark.parametrize("name", ["line", "area", "area stacked"])
def test_lines_and_areas_have_the_series_colours(name):
    colors = [series.color for series in SAMPLES[name].series]
    lines = of(figure(name), "Lines")[-1]
    assert (lines.fill_colors if SAMPLES[name].stack else lines.colors) == colors


@pytest.mark.parametrize("name", ["scatter", "bubbles"])
def test_dots_stand_where_their_points_are(name):
    node = SAMPLES[name]
    dots = next(mark for mark in of(figure(name), "Scatter") if mark.marker == "circle")
    assert dots.x.tolist() == [point.x for point in node.points]
    assert dots.y.tolist() == [point.y for point in node.points]
    colors = {series.key: series.color for series in node.series}
    assert dots.colors == [colors[point.color if node.color else None] for point in node.points]


def test_slices_are_as_large_as_their_amounts():
    node = SAMPLES["pie"]
    (pie,) = of(figure("pie"), "Pie")
    assert pie.sizes.tolist() == [point.y for point in node.points]
    assert pie.colors == [series.color for series in node.series]


def test_a_chart_is_changed_where_it_stands():
    kept = ChartFigure(SAMPLES["bar lying"], *SIZE)
    shown, before = kept.figure, kept.figure.marks
    node = make("bar", [("A", 1), ("B", 2)], horizontal=True, labels=True)
    kept.update(node, *SIZE)
    assert kept.figure is shown
    (bars,) = of(shown, "Bars")
    assert bars in before
    assert bars.y.tolist() == [1, 2]


def test_only_what_another_kind_needs_is_made_anew():
    kept = ChartFigure(SAMPLES["bar"], *SIZE)
    shown, axes = kept.figure, list(kept.figure.axes)
    (bars,) = of(shown, "Bars")
    kept.update(SAMPLES["line categories"], *SIZE)
    assert (kept.figure, kept.figure.axes) == (shown, axes)
    assert not of(shown, "Bars")
    assert bars.comm is None


@pytest.mark.parametrize("first", sorted(SAMPLES))
def test_any_chart_follows_any_other_in_one_figure(first):
    kept = ChartFigure(SAMPLES[first], *SIZE)
    for node in SAMPLES.values():
        kept.update(node, *SIZE)
    kept.close()


def test_the_figures_size_is_the_pictures():
    layout = figure("bar").layout
    assert (layout.width, layout.height) == ("1928px", "880px")


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (-0.0, "0"), (20000, "20000"), (0.1, "0.1"), (1356998400000, "1356998400000"),
     (1e-5, "0.00001"), (1e-7, "1e-7"), (1e20, "100000000000000000000"), (2.5e21, "2.5e+21")],
)  # fmt: skip
def test_numbers_are_looked_up_as_javascript_writes_them(number, text):
    assert as_script(number) == text
    json.dumps(text)
