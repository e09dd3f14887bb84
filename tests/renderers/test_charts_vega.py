"""The specification is data, and what it says is the node's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from charts_samples import AIRLINES, MONTH, by_origin, channel, make, samples
from hypothesis import example, given
from hypothesis import strategies as st

from nbreports.document.nodes import Theme
from nbreports.renderers.charts.vega import to_vega_lite

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = samples()
HOSTILE = [
    "datum.x",
    "</script><script>alert(1)</script>",
    '\'); alert("x") //',
    "{{constructor.constructor('return process')()}}",
    "${7*7}",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "javascript:alert(1)",
    "https://example.org/a.csv",
    "signal",
    "a.b[0]['c']",
    "🎉 party 日本語",
    "שלום עולם \u202emoc",
    "line\nbreak\ttab\x00null",
    "__proto__",
    "",
    " ",
]
FORBIDDEN = {
    "url",
    "href",
    "signal",
    "expr",
    "calculate",
    "transform",
    "params",
    "labelExpr",
    "usermeta",
    "loader",
    "name",
    "test",
    "aggregate",
    "bin",
    "timeUnit",
}


def walk(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every key and string of a specification with the keys above it."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield key, path
            yield from walk(child, (*path, key))
    elif isinstance(value, list):
        for child in value:
            yield from walk(child, path)
    elif isinstance(value, str):
        yield value, path


def constants(spec: dict[str, Any]) -> list[str]:
    """Return the texts in inline data: the only place for text of a report."""
    return [text for text, path in walk(spec) if path[-3:] == ("data", "values", "t")]


def vocabulary(spec: dict[str, Any]) -> set[str]:
    """Return all keys and strings but those."""
    return {text for text, path in walk(spec) if path[-3:] != ("data", "values", "t")}


OWN_WORDS = set().union(*(vocabulary(to_vega_lite(node, 482, 220)) for node in SAMPLES.values()))
"""All keys and strings of specifications without their texts: what we write ourselves."""

texts = st.sampled_from(HOSTILE) | st.text(max_size=12)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_no_key_of_a_specification_can_compute_or_fetch(name):
    spec = to_vega_lite(SAMPLES[name], 482, 220)
    assert not vocabulary(spec) & FORBIDDEN
    json.dumps(spec, allow_nan=False)


@given(
    kind=st.sampled_from(["bar", "line", "area", "pie", "scatter"]),
    categories=st.lists(texts, min_size=1, max_size=5),
    series=st.lists(texts, min_size=1, max_size=3),
    title=texts,
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
@example(kind="bar", categories=HOSTILE, series=HOSTILE[:3], title="datum.x", flags=(True, False, True))
@example(kind="pie", categories=HOSTILE, series=[""], title="", flags=(False, False, True))
def test_text_of_a_report_stands_in_text_constants_only(kind, categories, series, title, flags):
    horizontal, stack, labels = flags
    points = [(category, 1 + n, one) for category in categories for n, one in enumerate(series)]
    x = channel("n", "integer") if kind == "scatter" else channel(title or "x", "text", label=title or None)
    if kind == "scatter":
        points = [(n, y, color) for n, (_, y, color) in enumerate(points)]
    node = make(
        kind, points, x=x, y=channel("y", "integer", label=title or None), color=channel("c", "text"),
        x_title=title, y_title=title, horizontal=horizontal, stack=stack, labels=labels,
    )  # fmt: skip
    spec = to_vega_lite(node, 482, 220)
    assert vocabulary(spec) <= OWN_WORDS | {series.color for series in node.series}
    assert not any(ord(character) < 32 for text in constants(spec) for character in text)


def layers_with(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]


def test_the_scales_are_the_nodes():
    node = SAMPLES["bar stacked"]
    (bars,) = layers_with(to_vega_lite(node, 482, 220), "bar")
    assert bars["encoding"]["y"]["scale"]["domain"] == list(node.y_axis.domain)
    assert bars["encoding"]["x"]["scale"]["domain"] == list(range(12))
    assert bars["encoding"]["fill"]["scale"]["range"] == [series.color for series in node.series]
    assert [(row["y"], row["y2"]) for row in bars["data"]["values"]] == [
        (point.y_start, point.y_end) for point in node.points
    ]
    assert all(encoding.get("stack") is None for encoding in bars["encoding"].values())


def test_a_time_scale_counts_milliseconds():
    node = SAMPLES["line"]
    (lines,) = layers_with(to_vega_lite(node, 482, 220), "line")
    assert lines["encoding"]["x"]["scale"]["domain"] == [1356998400000, 1385856000000]


def shown_texts(spec: dict[str, Any]) -> list[str]:
    rows = [row["t"] for layer in layers_with(spec, "text") for row in layer["data"]["values"]]
    return [text if isinstance(text, str) else " ".join(text) for text in rows]


def test_ticks_titles_and_legend_are_the_nodes_texts():
    node = by_origin("line")
    shown = shown_texts(to_vega_lite(node, 482, 220))
    for text in [tick.text for axis in (node.x_axis, node.y_axis) for tick in axis.ticks]:
        assert text in shown
    assert shown[-4:] == ["EWR", "JFK", "LGA", "Flights"]


def test_long_categories_beside_lying_bars_are_whole():
    shown = shown_texts(to_vega_lite(SAMPLES["bar lying"], 482, 260))
    assert set(AIRLINES) <= set(shown)


def test_too_many_categories_thin_their_labels_but_keep_their_bars():
    spec = to_vega_lite(SAMPLES["bar days"], 482, 220)
    (bars,) = layers_with(spec, "bar")
    assert len(bars["data"]["values"]) == 90
    assert 4 < len(shown_texts(spec)) < 30


def test_no_legend_where_the_axis_says_the_same():
    origin = channel("origin", "text")
    node = make("bar", [("EWR", 3, "EWR"), ("JFK", 2, "JFK")], x=origin, color=origin)
    spec = to_vega_lite(node, 300, 150)
    assert shown_texts(spec).count("EWR") == 1
    (bars,) = layers_with(spec, "bar")
    assert "xOffset" not in bars["encoding"]


def test_a_legend_with_too_many_series_says_how_many_more():
    points = [("N", 1, f"A rather long name of series {n}") for n in range(60)]
    shown = shown_texts(to_vega_lite(make("bar", points, color=channel("c", "text")), 300, 200))
    (more,) = [text for text in shown if text.startswith("+ ")]
    named = sum(text.startswith("A rather") for text in shown)
    assert named + int(more[2:]) == 60


def test_a_pie_with_too_many_slices_says_how_many_more():
    shown = shown_texts(to_vega_lite(make("pie", [(f"slice {n}", 1) for n in range(40)]), 300, 150))
    named = sum(text.startswith("slice") for text in shown)
    (more,) = [text for text in shown if text.startswith("+ ")]
    assert named + int(more[2:]) == 40


def test_a_line_breaks_at_a_gap_and_a_lone_value_is_a_dot():
    points = [(1, 1), (2, 2), (3, None), (4, 4), (5, None), (6, 6), (7, 7)]
    spec = to_vega_lite(make("line", points, x=channel("n", "integer")), 300, 150)
    (line,) = layers_with(spec, "line")
    assert [(row["x"], row["g"]) for row in line["data"]["values"]] == [(1, 0), (2, 0), (6, 2), (7, 2)]
    (dot,) = layers_with(spec, "point")
    assert [row["x"] for row in dot["data"]["values"]] == [4]


def test_a_stacked_area_that_lacks_a_series_somewhere_is_not_cut_short():
    points = [(1, 5, "a"), (1, 2, "b"), (2, 6, "a"), (3, 4, "a"), (3, 1, "b")]
    node = make("area", points, x=channel("n", "integer"), color=channel("c", "text"), stack=True)
    (area,) = layers_with(to_vega_lite(node, 300, 150), "area")
    upper = [(row["x"], row["y2"], row["y"]) for row in area["data"]["values"] if row["c"] == 1]
    assert upper == [(1, 5, 7), (2, 6, 6), (3, 4, 5)]


def test_dots_have_areas_in_proportion_to_their_size():
    node = make(
        "scatter",
        [(1, 1, None, 100), (2, 2, None, 50), (3, 3, None, None)],
        x=channel("n", "integer"),
        size=channel("s", "integer"),
    )
    (dots,) = layers_with(to_vega_lite(node, 300, 150), "point")
    large, half, none = (row["s"] for row in dots["data"]["values"])
    assert half == pytest.approx(large / 2)
    assert 0 < none < half


def test_a_single_series_is_in_the_themes_primary():
    node = make("bar", [("N", 1)], theme=Theme(colors={"primary": "#0a7f42"}))
    (bars,) = layers_with(to_vega_lite(node, 300, 150), "bar")
    assert bars["encoding"]["fill"]["scale"]["range"] == ["#0a7f42"]


@pytest.mark.parametrize("size", [(482, 220), (120, 80), (30, 20), (1, 1)])
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_chart_fits_any_picture(name, size):
    width, height = size
    spec = to_vega_lite(SAMPLES[name], width, height)
    assert spec["width"] > 0
    assert spec["height"] > 0
    if width > 100:
        padding = spec["padding"]
        assert padding["left"] + spec["width"] + padding["right"] == pytest.approx(width)
        assert padding["top"] + spec["height"] + padding["bottom"] == pytest.approx(height)


def test_a_year_of_dates_has_no_title_of_its_own():
    shown = shown_texts(to_vega_lite(by_origin("bar"), 482, 220))
    assert MONTH.label not in shown
