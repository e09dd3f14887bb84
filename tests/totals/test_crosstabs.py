"""Every cell and margin of a crosstab equals brute force over its own rows."""

from brute import MEASURES, groups, key_order, magnitude, same
from frames import ROWS, cleaned, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import made

from nbreports import Crosstab, Report

VALUES = ["count()", "sum(d)", "sum(i) / count()", "nunique(t)", "median(i)", "quantile(x, 0.9)"]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(
    rows=ROWS,
    dimensions=st.sampled_from([(["g"], ["h"]), (["h"], ["t"]), (["g", "h"], ["t"]), (["t"], ["g", "h"])]),
    values=st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique=True),
)
def test_cells_and_margins(rows, dimensions, values):
    down, across = dimensions
    report = Report("Crosstab", "rows", [Crosstab(rows=down, columns=across, values=values, totals=True)])
    block = made(report, {"rows": table(rows)})["body"][0]
    seen = cleaned(rows)
    printed = {}
    for cell in block["cells"]:
        printed[tuple(cell["row"].items()), tuple(cell["column"].items())] = cell["values"]
    for row_keys in (down, []):
        for column_keys in (across, []):
            for key, members in groups(seen, [*row_keys, *column_keys]):
                row = tuple(zip(row_keys, key[: len(row_keys)], strict=True))
                column = tuple(zip(column_keys, key[len(row_keys) :], strict=True))
                figures = printed.pop((row, column))
                scale = max(magnitude(members, field) for field in ("i", "x", "d"))
                for value in values:
                    assert same(figures[value], MEASURES[value](members), scale), (row, column, value)
    assert all(all(figure is None for figure in figures.values()) for figures in printed.values())


def test_rows_ascend_with_null_last():
    rows = [
        {"g": g, "h": h, "i": 1, "x": 1.0, "d": None, "t": "a"}
        for g in ("b", None, "a")
        for h in (2, None, 1)
    ]
    report = Report("Order", "rows", [Crosstab(rows="g", columns="h", values="count()")])
    block = made(report, {"rows": table(rows)})["body"][0]
    seen = list(dict.fromkeys(cell["row"]["g"] for cell in block["cells"]))
    assert seen == sorted(seen, key=key_order) == ["a", "b", None]
