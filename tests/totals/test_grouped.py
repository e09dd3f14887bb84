"""Every printed total of a grouped report equals brute force over the rows of its scope."""

from brute import MEASURES, groups, key_order, magnitude, present, ratio, same, total
from frames import ROWS, cleaned, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import made

from nbreports import Column, Group, Report, Table

PROPERTY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

KEYS = st.sampled_from([[], ["g"], ["h"], ["g", "h"], ["h", "g"], ["g", "h", "t"]])
SOME_MEASURES = st.lists(st.sampled_from(sorted(MEASURES)), min_size=1, max_size=5, unique=True)


def scale(rows):
    return max(magnitude(rows, field) for field in ("i", "x", "d"))


def lines(output, band, level=None):
    block = output["body"][0]
    return [row for row in block["rows"] if row["band"] == band and level in (None, row["level"])]


def check_line(row, rows, measures):
    for measure in measures:
        assert same(row["values"][measure], MEASURES[measure](rows), scale(rows)), (measure, row)


@PROPERTY
@given(rows=ROWS, keys=KEYS, measures=SOME_MEASURES, detail=st.booleans())
def test_totals_of_every_level(rows, keys, measures, detail):
    columns = [Column(measure, total=True) for measure in measures]
    if detail:
        columns = [Column("t", name="row"), *columns]
    report = Report("Totals", "rows", [Table(*columns, group_by=keys, detail=detail)])
    output = made(report, {"rows": table(rows)})
    seen = cleaned(rows)
    for depth in range(1, len(keys) + 1):
        expected = groups(seen, keys[:depth])
        printed = lines(output, "group_footer", depth)
        assert [tuple(row["group"].values()) for row in printed] == [key for key, _ in expected]
        for row, (_, members) in zip(printed, expected, strict=True):
            check_line(row, members, measures)
    summary = lines(output, "summary")
    assert len(summary) == (1 if rows else 0)
    for row in summary:
        check_line(row, seen, measures)
    if detail:
        order = (
            [row["t"] for _, members in groups(seen, keys) for row in members]
            if keys
            else [row["t"] for row in seen]
        )
        assert [row["values"]["row"] for row in lines(output, "detail")] == order


@PROPERTY
@given(rows=ROWS, keys=st.sampled_from([["g"], ["g", "h"]]), reset=st.booleans())
def test_running_totals_and_shares(rows, keys, reset):
    running = f"running(sum(d), reset='{keys[0]}')" if reset else "running(sum(d))"
    report = Report(
        "Running",
        "rows",
        [
            Table(
                Column("i"),
                Column(running, name="so_far"),
                Column("running(count())", name="number"),
                Column("pct_of(sum(i), 'parent')", name="of_parent", total=True),
                Column("pct_of(count(), 'report')", name="of_all", total=True),
                group_by=keys,
            )
        ],
    )
    output = made(report, {"rows": table(rows)})
    seen = cleaned(rows)
    ordered = [row for _, members in groups(seen, keys) for row in members]
    expected, done = [], []
    for row in ordered:
        if reset and done and done[-1][keys[0]] != row[keys[0]]:
            done = []
        done.append(row)
        expected.append(total(present(done, "d")))
    details = lines(output, "detail")
    assert [row["values"]["number"] for row in details] == list(range(1, len(rows) + 1))
    for row, value in zip(details, expected, strict=True):
        assert same(row["values"]["so_far"], value)
    for depth in range(1, len(keys) + 1):
        for row, (key, members) in zip(
            lines(output, "group_footer", depth), groups(seen, keys[:depth]), strict=True
        ):
            parent = [
                one
                for one in seen
                if all(one[name] == part for name, part in zip(keys, key[:-1], strict=False))
            ]
            assert same(
                row["values"]["of_parent"], ratio(total(present(members, "i")), total(present(parent, "i")))
            )
            assert same(row["values"]["of_all"], ratio(len(members), len(seen)))


@PROPERTY
@given(rows=ROWS, top=st.integers(1, 4), other=st.booleans(), falling=st.booleans())
def test_top_hides_lines_and_changes_no_total(rows, top, other, falling):
    sort = "-sum(i)" if falling else "sum(i)"
    group = Group("g", sort=sort, top=top, other=other)
    report = Report("Top", "rows", [Table("sum(i)", "count()", "nunique(t)", group_by=[group], detail=False)])
    output = made(report, {"rows": table(rows)})
    seen = cleaned(rows)

    def place(item):
        value = total(present(item[1], "i"))
        return (value is None, 0 if value is None else -value if falling else value, key_order(item[0][0]))

    ranked = sorted(groups(seen, ["g"]), key=place)
    printed = lines(output, "group_footer", 1)
    rest = [row for _, members in ranked[top:] for row in members]
    expected = [members for _, members in ranked[:top]] + ([rest] if other and rest else [])
    assert len(printed) == len(expected)
    for row, members in zip(printed, expected, strict=True):
        check_line(row, members, ["sum(i)", "count()", "nunique(t)"])
    for row in lines(output, "summary"):
        check_line(row, seen, ["sum(i)", "count()", "nunique(t)"])


@PROPERTY
@given(rows=ROWS, limit=st.integers(1, 10))
def test_limit_hides_details_and_changes_no_total(rows, limit):
    report = Report(
        "Limit",
        "rows",
        [Table("i", Column("d", total="sum"), group_by="g", limit=limit, order_by=["-i", "t"])],
    )
    output = made(report, {"rows": table(rows)})
    seen = cleaned(rows)
    ordered = []
    for _, members in groups(seen, ["g"]):
        by_text = sorted(members, key=lambda row: key_order(row["t"]))
        ordered += sorted(by_text, key=lambda row: (row["i"] is None, -(row["i"] or 0)))
    assert [row["values"]["i"] for row in lines(output, "detail")] == [row["i"] for row in ordered[:limit]]
    for row, (_, members) in zip(lines(output, "group_footer", 1), groups(seen, ["g"]), strict=True):
        assert same(row["values"]["d"], total(present(members, "d")))


@PROPERTY
@given(
    rows=ROWS, where=st.sampled_from(["h > 0", "g == 'North' or g is none", "not (i < 0)", "x is not none"])
)
def test_a_filter_is_applied_before_every_total(rows, where):
    tests = {
        "h > 0": lambda row: row["h"] is not None and row["h"] > 0,
        "g == 'North' or g is none": lambda row: row["g"] is None or row["g"] == "North",
        "not (i < 0)": lambda row: row["i"] is not None and row["i"] >= 0,
        "x is not none": lambda row: row["x"] is not None,
    }
    report = Report("Where", "rows", [Table("count()", "sum(d)", group_by="g", detail=False, where=where)])
    output = made(report, {"rows": table(rows)})
    kept = [row for row in cleaned(rows) if tests[where](row)]
    printed = lines(output, "group_footer", 1)
    expected = groups(kept, ["g"])
    assert len(printed) == len(expected)
    for row, (_, members) in zip(printed, expected, strict=True):
        check_line(row, members, ["count()", "sum(d)"])
