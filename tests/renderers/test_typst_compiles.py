"""Typst takes the source: every template and a frame of trouble become a PDF that says what the report says."""

from __future__ import annotations

import json
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest
import typst

from nbreports import Column, Crosstab, Group, Metric, Page, PageText, Report, Table, Text
from nbreports.templates import template

NOTO = Path(template.__file__).parents[1] / "renderers" / "pdf" / "fonts"
NAMES = sorted(path.stem for path in (Path(template.__file__).parent / "builtin").glob("*.nbreport"))
NOW = datetime(2026, 3, 1, 12)
SALES = pd.DataFrame(
    {
        "order_id": range(60),
        "order_date": pd.date_range("2026-01-01", periods=60),
        "region": ["North", "South", "East"] * 20,
        "product": [f"Product {n % 7}" for n in range(60)],
        "revenue": [Decimal(n * 125) / 100 for n in range(60)],
        "quantity": range(60),
        "paid": [n % 3 == 0 for n in range(60)],
    }
)
TROUBLE = [
    '#import "@preview/cetz:0.3.4"', "#panic()", "$x^2$", "*bold* _it_", "= Heading", "[x]", "`raw`", "<label>", "@ref", "\\", '"', "//",
    "/* */", "#{ 1 + 1 }", "~ --- ...", "'", "a\nb", "a\tb", " padded ", "\x07bell", "\u202eabc", "e\u0301", "Ä ß €", "x" * 300, "", None,
]  # fmt: skip
FRAME = pd.DataFrame(
    {"text": TROUBLE, "part": ["#a", "$b"] * 13, "amount": [Decimal(n) / 4 for n in range(len(TROUBLE))]}
)


def compiled(report, data, folder):
    """Return the text of the compiled PDF, blanks as one, and the report's JSON."""
    source, told = report.export(
        folder / "report.typ", folder / "report.json", data=data, now=NOW, progress=False
    )
    assert not re.search(r"^\s*#(import|include)\b", source.read_text("utf-8"), re.MULTILINE)
    # no package is imported, none is there, and the fonts are our own: nothing comes from elsewhere
    packages = folder / "packages"
    packages.mkdir()
    pdf = typst.compile(
        source.read_bytes(),
        root=str(folder),
        font_paths=[str(NOTO)],
        ignore_system_fonts=True,
        package_path=str(packages),
    )
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert len(document) >= 1
    return squeezed(text), json.loads(told.read_text("utf-8"), parse_float=Decimal)


def squeezed(text):
    return re.sub(r"\s+", "", text.replace("\ufffe", "").replace("\xad", ""))


def figures(block):
    """Yield every total of a block as it reads."""
    if block["kind"] == "row":
        for inner in block["blocks"]:
            yield from figures(inner)
    elif block["kind"] == "metric":
        yield block["text"]
    elif block["kind"] == "table":
        for row in block["rows"]:
            if row["band"] in ("group_footer", "group_header", "summary"):
                yield from row["text"].values()
    elif block["kind"] == "crosstab":
        for cell in block["cells"]:
            yield from cell["text"].values()


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles_with_its_totals(name, tmp_path):
    report = Report.from_template(name, {"sales": SALES})
    text, told = compiled(report, {"sales": SALES}, tmp_path)
    wanted = [squeezed(figure) for block in told["body"] for figure in figures(block)]
    assert [figure for figure in wanted if figure not in text] == []
    assert squeezed(told["report"]["title"]) in text


def test_there_are_ten():
    assert len(NAMES) == 10


def test_a_frame_of_trouble_compiles_and_stays_text(tmp_path):
    title = '#panic("title") $a$ *b* \\ "c" [d] {{ "#e" }}'
    report = Report(
        title,
        "trouble",
        body=[
            Metric("sum(amount)", label="#let x = 1"),
            Text("`#raw()` and **$bold$** {{ sum(amount) }} #here"),
            Table(
                "text",
                Column("amount", label="$amount$"),
                group_by=Group("part", footer="{{ group.key }} #sub"),
                totals="sum",
                title="#show: none",
                note="// note",
            ),
            Crosstab(rows="text", columns="part", values=["sum(amount)"], totals=True),
        ],
        page=Page(
            header=PageText(left="#h $x$"), footer=PageText(right="{{ page.number }} of {{ page.count }}")
        ),
    )
    text, told = compiled(report, {"trouble": FRAME}, tmp_path)
    wanted = [squeezed(figure) for block in told["body"] for figure in figures(block)]
    assert [figure for figure in wanted if figure not in text] == []
    for said in (
        "#import",
        "#panic()",
        "$x^2$",
        "*bold*_it_",
        "=Heading",
        "`raw`",
        "<label>",
        "@ref",
        "#{1+1}",
        "#h$x$",
        "1of",
    ):
        assert said in text
