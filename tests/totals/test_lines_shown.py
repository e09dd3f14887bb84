"""Which lines a reader sees: what a limit or a top leaves out, and what stands for it."""

from frames import table
from making import made, make

from nbreports import Column, Group, Report, Table


def rows(*groups):
    return table([{"g": g, "h": None, "i": 1, "x": None, "d": None, "t": "a"} for g in groups])


def first_cells(report, frame):
    text = make(report, {"rows": frame}, ".md")[".md"].decode()
    return [line.split("|")[1].strip(" *") for line in text.splitlines() if line.startswith("|")][2:], text


def test_a_limit_counts_lines_that_carry_their_totals_in_the_header():
    block = Table("sum(i)", group_by=[Group("g", totals_at="header")], detail=False, limit=2)
    printed, text = first_cells(Report("Limit", "rows", [block]), rows("a", "b", "c"))
    assert printed == ["a", "b", "Total"]
    assert "1 rows not shown" in text


def test_the_other_line_has_its_totals_where_the_groups_show_none():
    block = Table(
        "t",
        Column("i", total="sum"),
        group_by=[Group("g", totals_at="none", sort="-sum(i)", top=1, other=True)],
    )
    report = Report("Other", "rows", [block])
    frame = rows("a", "a", "b", "c")
    printed, _ = first_cells(report, frame)
    assert printed == ["a", "a", "a", "Other", "Total"]
    lines = made(report, {"rows": frame})["body"][0]["rows"]
    assert [line["values"] for line in lines if line["band"] == "group_footer"] == [{}, {"i": 2}]


def test_zero_and_negative_zero_are_one_group_named_zero():
    frame = table(
        [{"g": "a", "h": None, "i": 1, "x": x, "d": None, "t": "a"} for x in (-0.0, 0.0, -0.0, 1.5, None)]
    )
    report = Report("Zero", "rows", [Table("count()", group_by="x", detail=False)])
    lines = [
        line for line in made(report, {"rows": frame})["body"][0]["rows"] if line["band"] == "group_footer"
    ]
    assert [(str(line["group"]["x"]), line["values"]["count()"]) for line in lines] == [
        ("0.0", 3),
        ("1.5", 1),
        ("None", 1),
    ]
