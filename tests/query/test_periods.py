"""``prior`` and ``change`` against the same sums worked out by hand."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from asking import asked, column, rows

from nbreports import Chart, Crosstab, Group, Metric, Table, Text
from nbreports.errors import DefinitionError

DAYS = [date(2022, 11, 3) + timedelta(days=11 * n) for n in range(70)] + [None]
FRAME = {
    "s": pa.table({"d": DAYS, "r": ["ABC"[n % 3] for n in range(71)], "n": [n * n % 37 for n in range(71)]}),
}
MONTH = "date_trunc('month', d)"


def sums(key):
    found = defaultdict(int)
    for day, region, number in zip(*(FRAME["s"][name].to_pylist() for name in "drn"), strict=True):
        found[key(day, region)] += number
    return found


def month(day, years=0, months=0):
    if day is None:
        return None
    place = (day.year - years) * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


@pytest.mark.parametrize(("shift", "years", "months"), [("1y", 1, 0), ("1q", 0, 3), ("1m", 0, 1)])
@pytest.mark.parametrize("sort", ["asc", "-sum(n)"])
def test_prior_of_nested_groups(shift, years, months, sort):
    groups = ["date_trunc('year', d)", Group("r", sort=sort), Group(MONTH, name="m", sort=sort)]
    output = asked(Table("sum(n)", f"prior(sum(n), '{shift}')", group_by=groups, detail=False), frames=FRAME)
    expected = sums(lambda day, region: (month(day), region))
    lines = [row for row in rows(output, "group_footer") if row["level"] == 3]
    assert len(lines) == len(expected)
    for line in lines:
        own = None if line["group"]["m"] is None else date.fromisoformat(line["group"]["m"])
        region = line["group"]["r"]
        sum_, before = line["values"].values()
        assert sum_ == expected[own, region]
        key = (month(own, years, months), region)
        assert before == (None if own is None or key not in expected else expected[key])
    assert list(rows(output, "summary")[0]["values"]) == ["sum(n)"]


def test_change_is_a_fraction_and_percent():
    output = asked(
        Table("change(sum(n), '1y')", group_by="date_trunc('year', d)", detail=False), frames=FRAME
    )
    years = sums(lambda day, _: day and day.year)
    printed = column(output, "group_footer", "change(sum(n), '1y')")
    assert printed[0] is printed[-1] is None
    assert float(printed[1]) == pytest.approx(years[2023] / years[2022] - 1)
    assert rows(output, "group_footer")[1]["text"]["change(sum(n), '1y')"].endswith("%")


def test_a_month_earlier_ends_where_that_month_ends():
    frame = {
        "s": pa.table(
            {
                "d": [date(2024, 1, 29), date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)],
                "n": [1, 2, 4, 8],
            }
        )
    }
    output = asked(Table("prior(sum(n), '1m')", group_by="d", detail=False), frames=frame)
    assert column(output, "group_footer", "prior(sum(n), '1m')") == [None, None, 1, 4]


def test_prior_in_charts_crosstabs_texts_and_sorts():
    year = "date_trunc('year', d)"
    output = asked(
        Chart("line", x=year, y="prior(sum(n), '1y')", where="d is not none"),
        Crosstab(rows="r", columns=year, values="prior(sum(n), '1y')", totals=True, where="d is not none"),
        Table("sum(n)", group_by=Group(year, sort="-change(sum(n), '1y')"), detail=False),
        frames=FRAME,
    )
    chart, crosstab, _ = output["body"]
    years = sums(lambda day, _: day and day.year)
    assert [point["y"] for point in chart["points"]] == [None, years[2022], years[2023]]
    regions = sums(lambda day, region: (day and day.year, region))
    for cell in crosstab["cells"]:
        if not cell["column"]:
            assert cell["values"]["prior(sum(n), '1y')"] is None
            continue
        before = date.fromisoformat(cell["column"][year]).year - 1
        found = regions.get((before, cell["row"]["r"])) if cell["row"] else years.get(before)
        assert cell["values"]["prior(sum(n), '1y')"] == found


@pytest.mark.parametrize(
    ("block", "where"),
    [
        (lambda: Table("prior(sum(n), '1y')"), "/body/0/columns/0/value"),
        (lambda: Table("change(sum(n), '1y')", group_by="r"), "/body/0/columns/0/value"),
        (lambda: Table("n", group_by=Group("r", sort="prior(sum(n), '1y')")), "/body/0/group_by/0/sort"),
        (
            lambda: Table("prior(sum(n), '1m')", group_by=Group(MONTH, top=2), detail=False),
            "/body/0/columns/0/value",
        ),
        (lambda: Metric("sum(n)", compare="prior(sum(n), '1y')"), "/body/0/compare"),
        (lambda: Text("{{ prior(sum(n), '1y') }}"), "/body/0/md"),
        (lambda: Chart("bar", x="r", y="prior(sum(n), '1y')"), "/body/0/y"),
        (lambda: Crosstab(rows="r", columns="n", values="prior(sum(n), '1y')"), "/body/0/values/0"),
    ],
)
def test_where_there_is_no_period_it_is_refused(block, where):
    with pytest.raises(DefinitionError) as caught:
        asked(block(), frames=FRAME)
    assert (caught.value.where, caught.value.code) == (where, "no_period")
    assert "date_trunc" in caught.value.remedy


def test_decimals_stay_exact():
    frame = {
        "s": pa.table(
            {
                "d": [date(2023, 1, 1), date(2024, 1, 1)],
                "x": pa.array([Decimal("0.10"), Decimal("0.20")], pa.decimal128(5, 2)),
            }
        )
    }
    output = asked(Table("prior(sum(x), '1y')", group_by="d", detail=False), frames=frame)
    assert column(output, "group_footer", "prior(sum(x), '1y')") == [None, Decimal("0.10")]
