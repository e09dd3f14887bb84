"""Every text of every visible line stands on the pages of the PDF, in order."""

import json
import re
from datetime import date

import pyarrow as pa
import pypdfium2 as pdfium
import pytest
from making import make

from nbreports import Column, Crosstab, Group, Report, Rule, Table

ROWS = pa.table(
    {
        "region": ["North", "South", None, "Øst & <West>"] * 45,
        "day": [date(2024, 1 + number % 3, 1 + number % 28) for number in range(180)],
        "name": [f"Käufer {number}" for number in range(180)],
        "amount": [number * 37.25 - 900 for number in range(180)],
        "units": [None if number % 7 == 0 else number * 1001 for number in range(180)],
    }
)
AMOUNT = Column("amount", total="sum", style=[Rule("amount < 0", color="negative")])
REPORTS = {
    "grouped, with details": Table("day", "name", AMOUNT, Column("units", total="mean"), group_by=["region"]),
    "totals in header and footer": Table(
        "name",
        AMOUNT,
        group_by=[Group("region", totals_at="both"), Group("date_trunc('month', day)", totals_at="header")],
    ),
    "group lines": Table(
        "sum(amount)", "nunique(units)", "pct_of(count(), 'report')", group_by=["region", "day"], detail=False
    ),
    "top and other": Table(
        "count()",
        "median(units)",
        group_by=[Group("day", sort="-sum(amount)", top=3, other=True)],
        detail=False,
    ),
    "plain": Table("name", "day", AMOUNT, "running(sum(units))", limit=120),
    "crosstab": Crosstab(
        rows="region", columns="date_trunc('month', day)", values=["sum(amount)", "count()"], totals=True
    ),
}


def solid(text):
    """A text without white space, as a page breaks lines where it likes."""
    return re.sub(r"\s|\u00ad", "", text)


def pages(data):
    with pdfium.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def texts(block):
    """The lines of a block as lists of texts; the group lines of a table without details once, in their footer."""
    if block["kind"] == "crosstab":
        return [list(cell["text"].values()) for cell in block["cells"]]
    return [[text for text in row["text"].values() if text] for row in block["rows"]]


@pytest.mark.parametrize("name", REPORTS)
def test_every_text_is_on_the_pages_in_order(name):
    report = Report("Pages", "rows", [REPORTS[name]])
    outputs = make(report, {"rows": ROWS}, ".json", ".pdf")
    block = json.loads(outputs[".json"])["body"][0]
    printed = solid("".join(pages(outputs[".pdf"])))
    at = 0
    for line in texts(block):
        for text in line:
            found = printed.find(solid(text), at)
            assert found >= 0, (text, line, printed[at : at + 200])
            # whatever stands between is a label or the head and foot of a page
            assert found - at < 400, (text, line, printed[at:found])
            at = found + len(solid(text))
