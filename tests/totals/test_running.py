"""A running total on a group or report line is the one at the line's last row, whatever stood before."""

from frames import table
from making import made

from nbreports import Column, Report, Table


def row(g, i):
    return {"g": g, "h": None, "i": i, "x": None, "d": None, "t": "a"}


def test_a_running_total_that_began_again_without_values_has_none():
    rows = [row("a", 1), row("a", 2), row("b", None)]
    report = Report(
        "Running",
        "rows",
        [Table(Column("running(sum(i), reset='g')", name="so_far"), group_by="g", detail=False)],
    )
    lines = made(report, {"rows": table(rows)})["body"][0]["rows"]
    printed = [(line["band"], line["values"]["so_far"]) for line in lines if line["values"]]
    assert printed == [("group_footer", 3), ("group_footer", None), ("summary", None)]
