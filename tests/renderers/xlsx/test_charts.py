"""Native charts draw what the node says, from cells that a reader can see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from openpyxl.utils import range_boundaries

from . import parts, sample

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.document.nodes import ChartNode

KINDS = {
    "bar1": "barChart", "bar2": "barChart", "bar3": "barChart", "bar4": "barChart", "line1": "scatterChart",
    "line2": "scatterChart", "line3": "scatterChart", "area1": "areaChart", "area2": "areaChart", "scatter1": "scatterChart",
    "pie1": "doughnutChart", "hist1": "barChart", "spark1": "lineChart", "dur1": "barChart",
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return sample.render(sample.every_chart(), tmp_path_factory.mktemp("charts"))


def nodes() -> list[ChartNode]:
    return [node for node in sample.every_chart() if getattr(node, "points", None)]  # type: ignore[misc]


def chart(data: bytes, number: int) -> str:
    return parts.part(data, f"xl/charts/chart{number}.xml")


def referred(data: bytes, reference: str) -> list[float | str | None]:
    """Return what the cells of a chart's reference hold."""
    sheet, _, cells = reference.replace("$", "").partition("!")
    assert sheet == "'Chart data'"
    column, first, _, last = range_boundaries(cells)
    found = parts.cells(data, 2)
    letter = chr(64 + (column or 0))
    values: list[float | str | None] = []
    for row in range(first or 0, (last or 0) + 1):
        cell = found.get(f"{letter}{row}")
        values.append(
            None
            if cell is None or cell.value is None
            else float(cell.value)
            if cell.kind == "n"
            else cell.value
        )
    return values


def test_every_chart_is_of_excels_own_kind_and_says_itself_in_words(book: bytes) -> None:
    made = nodes()
    assert [node.id for node in made] == list(KINDS)
    drawing = parts.part(book, "xl/drawings/drawing1.xml")
    for number, node in enumerate(made, start=1):
        assert f"<c:{KINDS[node.id]}>" in chart(book, number)
    assert drawing.count("descr=") == len(made)
    assert any(
        "none1" not in KINDS and "No data" in (cell.value or "") for cell in parts.cells(book).values()
    )


def test_ranges_hold_the_points_in_the_nodes_order(book: bytes) -> None:
    for number, node in enumerate(nodes(), start=1):
        xml = chart(book, number)
        tag = "yVal" if "scatterChart" in xml else "val"
        ranges = re.findall(rf"<c:{tag}><c:numRef><c:f>([^<]*)</c:f>", xml)
        got = sorted(
            value for reference in ranges for value in referred(book, reference) if isinstance(value, float)
        )
        if node.type == "pie":
            wanted = sorted(float(point.y) for point in node.points if point.y > 0)
        elif node.y.type == "duration":
            wanted = sorted(point.y.total_seconds() / 86_400 for point in node.points)
        else:
            wanted = sorted(float(point.y) for point in node.points)
        assert got == pytest.approx(wanted), node.id
        assert len(ranges) == (1 if node.type == "pie" else len(node.series))


def test_the_cache_of_a_chart_says_what_its_cells_say(book: bytes) -> None:
    for number in range(1, len(KINDS) + 1):
        xml = chart(book, number)
        for reference, cache in re.findall(
            r"<c:f>([^<]*)</c:f><c:(?:num|str)Cache>(.*?)</c:(?:num|str)Cache>", xml
        ):
            cached = {
                int(at): value for at, value in re.findall(r'<c:pt idx="(\d+)"><c:v>([^<]*)</c:v>', cache)
            }
            for at, value in enumerate(referred(book, reference)):
                if isinstance(value, float):
                    assert float(cached[at]) == pytest.approx(value)
                elif value is not None:
                    assert cached[at] == value


def test_categories_keep_their_order_and_series_their_colours(book: bytes) -> None:
    made = nodes()
    xml = chart(book, 2)
    categories = re.search(r"<c:cat><c:strRef><c:f>([^<]*)</c:f>", xml)
    assert categories is not None
    assert referred(book, categories[1]) == list(made[1].x_axis.domain)
    colors = re.findall(r'<c:spPr><a:solidFill><a:srgbClr val="([0-9A-F]{6})"', xml)
    assert [f"#{color}" for color in colors[:2]] == [series.color.upper() for series in made[1].series]


def test_scales_stacks_and_titles_are_the_nodes(book: bytes) -> None:
    made = nodes()
    stacked = chart(book, 3)
    assert '<c:barDir val="bar"/><c:grouping val="stacked"/>' in stacked
    assert '<c:overlap val="100"/>' in stacked
    assert '<c:orientation val="maxMin"/>' in stacked
    low, high = made[2].y_axis.domain
    ends = re.search(r'<c:max val="([^"]*)"/><c:min val="([^"]*)"/>', stacked)
    assert ends is not None
    assert (float(ends[1]), float(ends[2])) == (high, low)
    assert "<a:t>A bar</a:t>" in stacked
    assert "<c:showVal" in chart(book, 4)
    histogram = chart(book, 12)
    assert '<c:gapWidth val="0"/>' in histogram
    assert 'formatCode="[h]:mm:ss"' in chart(book, 14)


def test_a_trend_beside_a_figure_is_a_sparkline_over_its_values(tmp_path: Path) -> None:
    data = sample.render(sample.everything(), tmp_path / "s")
    xml = parts.part(data, "xl/worksheets/sheet1.xml")
    match = re.search(r"<xm:f>'Chart data'!A(\d+):C\d+</xm:f>", xml)
    assert match is not None
    found = parts.cells(data, 4)
    assert [found[f"A{match[1]}"].value, found[f"C{match[1]}"].value] == ["1.0", "3.0"]
    assert f"B{match[1]}" not in found
