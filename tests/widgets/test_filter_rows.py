"""Filters as the builder's rows write them: the engine keeps the rows that a person would keep, one by one."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
import pytest

from nbreports import Metric, Report
from nbreports.definition.sources import FrameSource, Join, QuerySource
from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline.run import Run, RunOptions
from nbreports.sources.catalog import Catalog

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
CASES = json.loads((FIXTURES / "filters.json").read_text("utf-8"))
ODD = 'odd name, "x"'
COLUMNS = {'col("odd name, \\"x\\"")': ODD}
NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)
TEXTS = ["AA", "a, b", "it's", 'say "x"', "back\\slash", "😀", "שלום", " x ", "and", "other AA", None]
DAYS = [0, 1, 2, 6, 7, 8, 27, 30, 31, 32, 58, 59, 89, 90, 91, 120, 200, 365, 366, 700, -1, -3, -8, -31, -100]


@pytest.fixture(scope="module")
def rows():
    count = 50
    days = [NOW.date() - timedelta(days=DAYS[k % len(DAYS)]) for k in range(count)]
    at = [datetime.combine(day, time(k % 24, 30 * (k % 2))) for k, day in enumerate(days)]
    at[4], at[5] = datetime(2026, 3, 31), datetime(2026, 2, 28, 12)
    return pd.DataFrame(
        {
            "bit": [2**k for k in range(count)],
            "carrier": [TEXTS[k % len(TEXTS)] for k in range(count)],
            ODD: [TEXTS[k * 3 % len(TEXTS)] for k in range(count)],
            "delay": [[0.0, -1.5, 15.0, 7.25, float("nan")][k % 5] for k in range(count)],
            "n": pd.array([[1, 3, -2, None][k % 4] for k in range(count)], "Int64"),
            "day": pd.array(
                [None if k % 9 == 8 else days[k] for k in range(count)], pd.ArrowDtype(_date_type())
            ),
            "at": [pd.NaT if k % 11 == 7 else at[k] for k in range(count)],
            "late": pd.array([[True, False, None][k % 3] for k in range(count)], "boolean"),
        }
    )


def _date_type():
    import pyarrow as pa

    return pa.date32()


NAMES = {"AA": "it's", "a, b": "AA", "😀": None}
AIRLINES = pd.DataFrame({"carrier": list(NAMES), "name": list(NAMES.values())})


def engine_rows(rows, texts):
    """Return for each filter the bits of the rows it keeps, all asked in one run."""
    joined = QuerySource("rows", joins=[Join("airlines", on={"carrier": "carrier"})])
    body = [Metric("sum(bit)", where=text, id=f"m{place}") for place, text in enumerate(texts)]
    report = Report("Kept", "joined", body, sources={"joined": joined}).definition
    catalog = Catalog()
    catalog.register("rows", rows)
    catalog.register("airlines", AIRLINES)
    made = MemoryOutput("rows.json")
    asyncio.run(Run(report, [made], catalog=catalog, options=RunOptions(now=NOW)).execute())
    return [int(block["value"] or 0) for block in json.loads(made.data)["body"]]


def plain(rows):
    """Return the rows as dicts of Python values, the joined name among them, None for whatever is missing."""
    for row in rows.to_dict("records"):
        values = {key: None if pd.isna(value) else value for key, value in row.items()}
        values["airlines.name"] = NAMES.get(values["carrier"])
        yield values


def holds(node, row):
    """Return whether a row passes a node, None where that is unknown: three-valued, by hand."""
    if node["kind"] == "row":
        return row_holds(row=row, **node["condition"])
    found = [holds(each, row) for each in node["items"]]
    decisive = node["op"] == "or"
    whole = decisive if decisive in found else None if None in found else not decisive
    return whole if whole is None or not node["not"] else not whole


def row_holds(row, field, how, values):
    value = row[COLUMNS.get(field, field)]
    if how in ("empty", "not_empty"):
        return (value is None) == (how == "empty")
    if value is None:
        return None
    if how in ("true", "false"):
        return bool(value) == (how == "true")
    if how == "relative":
        return in_range(value, *values)
    if how in ("contains", "lacks", "starts", "ends"):
        found = {
            "starts": value.startswith(values[0]),
            "ends": value.endswith(values[0]),
        }.get(how, values[0] in value)
        return found != (how == "lacks")
    low = [edge(value, each, 0) for each in values]
    high = [edge(value, each, 1) for each in values]
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    match how:
        case "one_of" | "not_one_of":
            return (value in low) == (how == "one_of")
        case "is" | "is_not":
            return (value == low[0]) == (how == "is")
        case "less":
            return value < low[0]
        case "at_least":
            return value >= low[0]
        case "at_most":
            return value <= high[0]
        case "more":
            return value > high[0]
        case "between":
            return low[0] <= value <= high[1]
    raise AssertionError(how)


def edge(value, text, end):
    """Return what a text stands for beside a value: of a day its first or its last moment."""
    if isinstance(value, pd.Timestamp):
        last = time.max if end and len(text) == 10 else time()
        return (
            datetime.combine(date.fromisoformat(text), last)
            if len(text) == 10
            else datetime.fromisoformat(text)
        )
    if isinstance(value, date):
        return date.fromisoformat(text)
    return text if isinstance(value, str) else float(text)


def in_range(value, unit, first, last):
    day = value.date() if isinstance(value, pd.Timestamp) else value
    away = place(day, unit) - place(NOW.date(), unit)
    if last == "today":
        return away == 0 and day <= NOW.date()
    return int(first) <= away <= int(last)


def place(day, unit):
    """Return the number of the unit a day lies in."""
    return {
        "day": day.toordinal(),
        "week": (day - timedelta(days=day.weekday())).toordinal() // 7,
        "month": day.year * 12 + day.month,
        "quarter": day.year * 4 + (day.month - 1) // 3,
        "year": day.year,
    }[unit]


def test_every_filter_keeps_the_rows_that_one_would_keep_by_hand(rows):
    said = list(plain(rows))
    answers = engine_rows(rows, [case["text"] for case in CASES])
    wrong = [
        case["text"]
        for case, answer in zip(CASES, answers, strict=True)
        if answer != sum(row["bit"] for row in said if holds(case["filter"], row))
    ]
    assert wrong == []
    # the cases are no row of the same: most keep some rows and leave some
    assert sum(0 < answer < 2**50 - 1 for answer in answers) > len(answers) // 2


def test_values_of_a_field_are_told_with_their_rows(opened, rows):
    report = Report(
        "Rows", "rows", [Metric("count()")], sources={"rows": FrameSource("rows", where="carrier == 'AA'")}
    )
    _, line = opened(report, {"rows": rows})

    def values(ident, **asked):
        line.ask(ident, "values.list", rev=0, **asked)
        answer, _ = line.answer(ident)
        return answer if answer["kind"] == "refused" else {v["value"]: v["count"] for v in answer["values"]}

    # its own filter is no reason to hide the other values
    assert values("a.1", field="carrier") == rows.carrier.value_counts().to_dict()
    assert set(values("a.2", field="carrier", search="aA")) == {"AA", "other AA"}
    assert set(values("a.3", field="carrier", search="') or true or contains(carrier, '")) == set()
    assert set(values("a.4", field='col("odd name, \\"x\\"")', search='"')) == {'say "x"'}
    assert set(values("a.5", field="n")) == {"1", "3", "-2"}
    assert values("a.6", field="nothing")["kind"] == "refused"
    assert values("a.7", field="sum(")["kind"] == "refused"
