"""A total whose type is not its column's is shown by Excel as every other output shows it."""

from datetime import date, datetime

import pytest
from making import make
from read_back import xlsx_rows
from wild import SCHEMA, table

from nbreports import Column, Report, Table


@pytest.mark.parametrize(
    ("value", "total", "expected", "code"),
    [
        ("w", "nunique", 2, "#,##0"),
        ("m", "count", 2, "#,##0"),
        ("i", "mean", 1.5, "#,##0.00"),
        ("b", "sum", 1, "#,##0"),
    ],
)
def test_totals_have_numbers_formats(value, total, expected, code):
    empty = dict.fromkeys(SCHEMA.names)
    rows = [
        {**empty, "g": "a", "w": date(2024, 1, 1), "m": datetime(2024, 1, 1), "i": 1, "b": True},
        {**empty, "g": "a", "w": date(2024, 1, 2), "m": datetime(2024, 1, 2), "i": 2, "b": False},
    ]
    report = Report("Totals", "rows", [Table("t", Column(value, total=total), group_by="g")])
    sheet = xlsx_rows(make(report, {"rows": table(rows)}, ".xlsx")[".xlsx"])
    lines = [row[1] for row in sheet if str(row[0].value).startswith("Total") and row[1].value is not None]
    assert [(cell.value, cell.number_format) for cell in lines] == [(expected, code)] * 2
