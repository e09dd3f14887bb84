"""A chart is resolved once: axes, order, stacks, colours and words are the node's, for every output."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbreports.document.chart import NO_DATA, NULL_COLOR, RawPoint, resolve_chart
from nbreports.document.chart_palettes import PALETTES, series_colors
from nbreports.document.formatting import FormatSpec
from nbreports.document.nodes import Channel, ChartNode, Theme
from nbreports.errors import RenderError


def channel(name: str, kind: str, pattern: str | None = None, locale: str = "en-US", **spec) -> Channel:
    return Channel(name, name.capitalize(), kind, FormatSpec(kind, pattern, locale, **spec))


REGION = channel("region", "text")
SALES = channel("sales", "integer")


def chart(kind: str = "bar", x: Channel = REGION, y: Channel = SALES, points=(), **options) -> ChartNode:
    given = {"id": "c1", "title": None, "note": None, "color": None, "size": None, "theme": Theme()}
    return resolve_chart(
        type=kind, x=x, y=y, points=[RawPoint(*point) for point in points], **(given | options)
    )


def texts(axis) -> list[str]:
    return [tick.text for tick in axis.ticks]


# --- axes --------------------------------------------------------------------------------------------------


def test_a_bar_chart_over_text_has_a_category_for_each_in_order_of_appearance():
    node = chart(points=[("South", 7), ("North", 12), (None, 3)])
    assert node.x_axis.kind == "band"
    assert node.x_axis.domain == ("South", "North", None)
    assert texts(node.x_axis) == ["South", "North", "(none)"]
    assert (node.x_axis.title, node.y_axis.title) == ("Region", "Sales")
    assert node.y_axis.domain == (0, 15)
    assert texts(node.y_axis) == ["0", "5", "10", "15"]


@pytest.mark.parametrize(
    ("drawn", "x", "values", "kind"),
    [
        ("bar", channel("month", "integer"), [1, 2], "band"),
        ("bar", channel("on_time", "boolean"), [True, False], "band"),
        ("bar", channel("day", "date"), [date(2024, 1, 1), date(2024, 1, 2)], "band"),
        ("line", channel("day", "date"), [date(2024, 1, 1), date(2024, 1, 2)], "time"),
        ("area", channel("at", "datetime"), [datetime(2024, 1, 1), datetime(2024, 1, 2)], "time"),
        ("scatter", channel("distance", "decimal"), [Decimal("1.5"), Decimal(2)], "linear"),
        ("line", channel("month", "integer"), [1, 2], "linear"),
        ("line", REGION, ["North", "South"], "band"),
        ("pie", REGION, ["North", "South"], "band"),
    ],
)
def test_the_kind_of_axis_follows_type_and_values(drawn, x, values, kind):
    assert chart(drawn, x=x, points=[(value, 1 + n) for n, value in enumerate(values)]).x_axis.kind == kind


@pytest.mark.parametrize("kind", ["bar", "area", "histogram"])
def test_zero_is_the_foot_of_what_has_a_body(kind):
    x = channel("delay", "float")
    assert (
        chart(kind, x=x, points=[(1.0, 1001, None, None, 2.0), (2.0, 1009, None, None, 3.0)]).y_axis.domain[0]
        == 0
    )


@pytest.mark.parametrize("kind", ["line", "scatter"])
def test_lines_and_dots_stand_where_their_values_are(kind):
    low, high = chart(kind, x=channel("n", "float"), points=[(1.0, 1001), (2.0, 1009)]).y_axis.domain
    assert 1000 <= low <= 1001
    assert 1009 <= high <= 1010


def test_negative_values_have_their_side_of_the_axis():
    node = chart(y=channel("change", "float", "percent:1"), points=[("N", 0.123), ("S", -0.081)])
    assert node.y_axis.domain == (-0.1, 0.15)
    assert texts(node.y_axis) == ["-10%", "-5%", "0%", "5%", "10%", "15%"]


def test_a_chart_over_bins_has_edges_not_categories():
    node = chart(
        "histogram",
        x=channel("delay", "float"),
        points=[(-10.0, 4, None, None, 0.0), (0.0, 9, None, None, 10.0)],
    )
    assert node.x_axis.domain == (-10, 10)
    assert [point.x_end for point in node.points] == [0.0, 10.0]


def test_a_sparkline_has_no_axes():
    node = chart("sparkline", x=channel("day", "date"), points=[(date(2024, 1, n), n) for n in range(1, 9)])
    assert node.x_axis.ticks == node.y_axis.ticks == ()
    assert node.x_axis.title == node.y_axis.title == ""
    assert node.y_axis.domain == (1, 8)


def test_titles_given_by_the_report_win_and_may_be_empty():
    node = chart(points=[("N", 1)], x_title="Where", y_title="")
    assert (node.x_axis.title, node.y_axis.title) == ("Where", "")


def test_dates_need_no_title():
    day = channel("day", "date")
    points = [(date(2024, 1, 1), 1), (date(2024, 2, 1), 2)]
    assert chart("line", x=day, points=points).x_axis.title == ""
    assert chart("bar", x=day, points=points).x_axis.title == ""
    assert chart("bar", x=day, points=points, x_title="Day").x_axis.title == "Day"


# --- the texts of ticks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("y", "highest", "expected"),
    [
        (channel("n", "integer"), 58_665, ["0", "20K", "40K", "60K"]),
        (channel("n", "integer"), 9_400, ["0", "2K", "4K", "6K", "8K", "10K"]),
        (channel("n", "integer", locale="de-DE"), 9_400, ["0", "2.000", "4.000", "6.000", "8.000", "10.000"]),
        (channel("n", "integer", locale="de-DE"), 2_900_000, ["0", "1 Mio.", "2 Mio.", "3 Mio."]),
        (
            channel("n", "integer", locale="de-DE"),
            900_000,
            ["0", "200.000", "400.000", "600.000", "800.000", "1.000.000"],
        ),
        (channel("n", "integer", locale="ja-JP"), 58_000, ["0", "2万", "4万", "6万"]),
        (channel("n", "float"), 0.9, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (channel("n", "float"), 90.0, ["0", "20", "40", "60", "80", "100"]),
        (channel("n", "decimal", "currency"), 2_900_000, ["$0", "$1M", "$2M", "$3M"]),
        (channel("n", "decimal", "currency"), 29, ["$0", "$10", "$20", "$30"]),
        (channel("n", "decimal", "currency:EUR", "fr-FR"), 29, ["0 €", "10 €", "20 €", "30 €"]),
        (channel("n", "float", "percent:1"), 0.58, ["0%", "20%", "40%", "60%"]),
        (channel("n", "float", "percent"), 0.0058, ["0.0%", "0.2%", "0.4%", "0.6%"]),
        (channel("n", "float", "#,##0.00 'km'"), 58_000, ["0 km", "20,000 km", "40,000 km", "60,000 km"]),
        (channel("n", "float"), 2.9e18, ["0E0", "1E18", "2E18", "3E18"]),
        (channel("n", "duration"), timedelta(hours=3), ["0:00:00", "1:00:00", "2:00:00", "3:00:00"]),
    ],
)
def test_ticks_are_short_and_say_no_more_than_their_step(y, highest, expected):
    node = chart(y=y, points=[("N", highest)])
    assert [text.replace("\xa0", " ").replace("\u202f", " ") for text in texts(node.y_axis)][
        : len(expected)
    ] == expected


@given(
    highest=st.floats(1e-290, 1e290),
    preset=st.sampled_from([None, "currency", "percent:1", "compact", "number"]),
)
def test_no_two_ticks_read_the_same(highest, preset):
    found = texts(chart(y=channel("n", "float", preset), points=[("N", highest)]).y_axis)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([date(2024, month, 1) for month in (1, 2, 3)], ["Jan 2024", "Feb", "Mar"]),
        ([date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1)], ["Dec 2023", "Jan 2024", "Feb"]),
        ([date(2024, 2, 1), date(2024, 1, 1)], ["Feb 2024", "Jan 2024"]),
        ([date(2023, 1, 1), date(2024, 1, 1)], ["2023", "2024"]),
        ([datetime(2024, 1, 1), datetime(2024, 4, 1), None], ["Q1 2024", "Q2", "(none)"]),
        ([date(2024, 1, 1), date(2024, 1, 2)], ["Jan 1, 2024", "Jan 2"]),
    ],
)
def test_bars_over_whole_months_are_named_so(values, expected):
    kind = "datetime" if any(isinstance(value, datetime) for value in values) else "date"
    assert texts(chart(x=channel("d", kind), points=[(value, 1) for value in values]).x_axis) == expected


def test_a_format_of_the_reports_own_is_kept_for_categories():
    day = channel("day", "date", "yyyy-MM-dd")
    assert texts(chart(x=day, points=[(date(2024, 1, 1), 1), (date(2024, 2, 1), 1)]).x_axis) == [
        "2024-01-01",
        "2024-02-01",
    ]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en-US", ["Jan 2024", "Mar", "May", "Jul", "Sep", "Nov"]),
        ("de-DE", ["Jan. 2024", "Mär", "Mai", "Jul", "Sep", "Nov"]),
    ],
)
def test_a_year_of_days_has_ticks_at_months_in_the_reports_language(locale, expected):
    node = chart(
        "line",
        x=channel("day", "date", locale=locale),
        points=[(date(2024, 1, 1) + timedelta(n), n) for n in range(366)],
    )
    assert texts(node.x_axis) == expected


def test_hours_are_told_by_the_clock_and_midnight_by_the_day():
    at = channel("at", "datetime")
    points = [(datetime(2024, 3, 1) + timedelta(hours=n), n) for n in range(60)]
    assert texts(chart("line", x=at, points=points).x_axis) == ["Mar 1", "12 PM", "Mar 2", "12 PM", "Mar 3"]


def test_instants_stand_in_the_reports_time_zone():
    at = channel("at", "datetime", timezone="America/New_York")
    points = [(datetime(2024, 3, 1, 5, tzinfo=UTC) + timedelta(hours=n), n) for n in range(49)]
    assert texts(chart("line", x=at, points=points).x_axis)[0] == "Mar 1"


def test_years_are_not_written_with_thousands():
    year = channel("year", "integer")
    assert texts(chart(x=year, points=[(2023, 1), (2024, 2)]).x_axis) == ["2023", "2024"]
    assert "2022" in texts(chart("line", x=year, points=[(2019, 1), (2024, 2)]).x_axis)


# --- series, colours, stacks --------------------------------------------------------------------------------


def test_a_single_series_has_the_themes_primary():
    (series,) = chart(
        points=[("N", 1)], theme=Theme(colors={"primary": "#123456"}, palette=("#111111",))
    ).series
    assert (series.key, series.text, series.color) == (None, "Sales", "#123456")


def test_series_come_in_order_of_appearance_with_the_palette_and_null_in_grey():
    node = chart(
        points=[("N", 1, "B"), ("N", 2, None), ("S", 3, "A"), ("S", 4, "B")],
        color=channel("kind", "text"),
        theme=Theme(palette=("#aa0000", "#00aa00")),
    )
    assert [(one.key, one.text, one.color) for one in node.series] == [
        ("B", "B", "#aa0000"),
        (None, "(none)", NULL_COLOR),
        ("A", "A", "#00aa00"),
    ]


def test_bars_stack_up_and_down_from_zero_in_the_order_of_series():
    node = chart(
        points=[
            ("N", 5, "a"),
            ("N", -2, "b"),
            ("N", 3, "c"),
            ("S", 1, "c"),
            ("S", 4, "a"),
            ("S", None, "b"),
            ("S", -1, "c"),
        ],
        color=channel("kind", "text"),
        stack=True,
    )
    assert [(point.y_start, point.y_end) for point in node.points] == [
        (0, 5), (0, -2), (5, 8), (4, 5), (0, 4), (None, None), (0, -1),
    ]  # fmt: skip
    assert node.y_axis.domain == (-2, 8)


def test_stacks_of_decimals_are_exact():
    points = [("N", Decimal("0.1"), kind) for kind in "abc"]
    node = chart(y=channel("sales", "decimal"), points=points, color=channel("kind", "text"), stack=True)
    assert [point.y_end for point in node.points] == [0.1, 0.2, 0.3]


def test_what_cannot_stack_or_lie_does_neither():
    node = chart("line", x=channel("n", "integer"), points=[(1, 2), (2, 3)], stack=True, horizontal=True)
    assert not node.stack
    assert not node.horizontal
    assert node.points[0].y_end is None


def test_slices_follow_one_another_and_tell_their_share():
    node = chart("pie", points=[("N", 60), ("S", 37), ("E", -5), ("W", None), ("C", 3)])
    assert [(point.y_start, point.y_end, point.share) for point in node.points] == [
        (0, 60, "60%"), (60, 97, "37%"), (None, None, ""), (None, None, ""), (97, 100, "3.0%"),
    ]  # fmt: skip
    assert [series.text for series in node.series] == ["N", "S", "E", "W", "C"]


def test_palettes_are_six_digit_colours_and_the_primary_comes_first():
    for base, palette in PALETTES.items():
        assert series_colors(Theme(base=base), 4) == palette[:4]
        mine = series_colors(Theme(base=base, colors={"primary": "#0a7f42"}), 4)
        assert mine[0] == "#0a7f42"
        assert len(set(mine)) == 4


def test_many_series_have_colours_of_their_own():
    colors = series_colors(Theme(), 24)
    assert len(set(colors)) == 24
    assert all(len(color) == 7 and int(color[1:], 16) >= 0 for color in colors)


def _linear(color: str) -> list[float]:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _lightness_and_hue(rgb: list[float]) -> tuple[float, float, float]:
    r, g, b = (max(part, 0.0) for part in rgb)
    long, middle, short = (
        (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3),
        (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3),
        (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3),
    )
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


# Machado, Oliveira and Fernandes (2009), full severity
_SIGHT = {
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
}


@pytest.mark.parametrize("sight", sorted(_SIGHT))
@pytest.mark.parametrize("base", sorted(PALETTES))
def test_the_first_six_colours_stay_apart_for_the_colour_blind(base, sight):
    seen = [
        _lightness_and_hue(
            [sum(a * b for a, b in zip(row, _linear(color), strict=True)) for row in _SIGHT[sight]]
        )
        for color in PALETTES[base][:6]
    ]
    nearest = min(
        sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
        for one, other in combinations(seen, 2)
    )
    assert nearest > 0.08


@pytest.mark.parametrize("base", sorted(PALETTES))
def test_every_colour_stands_out_from_paper(base):
    for color in PALETTES[base]:
        red, green, blue = _linear(color)
        assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 2


# --- values at the edge -------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [[], [("N", None), ("S", float("nan"))], [("N", float("inf"))]])
def test_without_a_value_there_is_nothing_to_draw(points):
    node = chart(points=points, y=channel("sales", "float"))
    assert node.points == ()
    assert node.series == ()
    assert node.no_data == NO_DATA
    assert chart(points=points, no_data="Nothing sold").no_data == "Nothing sold"


def test_a_gap_stays_a_gap():
    node = chart(
        "line",
        x=channel("n", "integer"),
        y=channel("v", "float"),
        points=[(1, 2.0), (2, None), (3, float("nan"))],
    )
    assert [point.y for point in node.points] == [2.0, None, None]
    assert [point.text for point in node.points] == ["2.00", "", ""]


def test_one_point_and_equal_points_have_room_around_them():
    for points in ([(5, 7)], [(5, 7), (5, 7)]):
        node = chart("scatter", x=channel("a", "float"), points=points)
        assert node.x_axis.domain[0] < 5 < node.x_axis.domain[1]
        assert node.y_axis.domain[0] < 7 < node.y_axis.domain[1]


def test_a_measure_that_is_no_number_is_refused_by_name():
    with pytest.raises(RenderError, match="'region' is text") as caught:
        chart(y=REGION, points=[("N", "S")])
    assert caught.value.where == "c1"


def test_points_keep_raw_values_and_get_their_text():
    node = chart(y=channel("sales", "decimal", "currency"), points=[("N", Decimal("1234.50"))])
    assert node.points[0].y == Decimal("1234.50")
    assert node.points[0].text == "$1,234.50"


any_number = (
    st.none()
    | st.integers(-(10**18), 10**18)
    | st.floats()
    | st.decimals(allow_nan=False, allow_infinity=False)
)


@given(
    kind=st.sampled_from(["bar", "line", "area", "scatter", "pie", "sparkline"]),
    x=st.sampled_from(
        [("text", st.none() | st.text(max_size=5)), ("date", st.none() | st.dates()), ("float", any_number)]
    ),
    stack=st.booleans(),
    data=st.data(),
)
def test_any_data_resolves(kind, x, stack, data):
    x_type, x_values = x
    points = data.draw(
        st.lists(st.tuples(x_values, any_number, st.none() | st.sampled_from("ab")), max_size=8)
    )
    node = chart(
        kind,
        x=channel("x", x_type),
        y=channel("y", "float"),
        points=points,
        color=channel("c", "text"),
        stack=stack,
    )
    assert len(node.points) in (0, len(points))
    for axis in (node.x_axis, node.y_axis):
        assert len({tick.value for tick in axis.ticks}) == len(axis.ticks)
    for point in node.points:
        assert any(series.key == point.color for series in node.series)
    assert node.alt


# --- in words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (
            chart(points=[("North", 5400), ("South", 32), (None, 77)]),
            "Bar chart of Sales by Region, 3 points, from North to (none). Largest: 5,400 (North). Smallest: 32 (South).",
        ),
        (
            chart(points=[("N", 5, "a"), ("S", 3, "b")], color=channel("kind", "text"), stack=True),
            "Stacked bar chart of Sales by Region, 2 points, from N to S. 2 series: a, b. Largest: 5 (a, N). Smallest: 3 (b, S).",
        ),
        (
            chart("line", x=channel("month", "date"), points=[(date(2024, 1, 1), 1), (date(2024, 12, 1), 2)]),
            "Line chart of Sales by Month, 2 points, from Jan 2024 to Dec 2024. Largest: 2 (Dec 2024). Smallest: 1 (Jan 2024).",
        ),
        (
            chart(
                "histogram",
                x=channel("delay", "integer"),
                points=[(0, 4, None, None, 10), (10, 9, None, None, 20)],
            ),
            "Histogram of Delay, 2 bins, from 0 to 20. Largest: 9 (10 to 20). Smallest: 4 (0 to 10).",
        ),
        (chart(points=[("N", 4)]), "Bar chart of Sales by Region, 1 point. Its value is 4."),
        (
            chart(points=[("N", 4), ("S", 4)]),
            "Bar chart of Sales by Region, 2 points, from N to S. All values are 4.",
        ),
        (chart(points=[]), "Bar chart of Sales by Region: no data."),
    ],
)
def test_a_chart_can_be_read_aloud(node, words):
    assert node.alt == words
