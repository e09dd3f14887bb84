"""What a report may say: exact types, checked texts, and short forms."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest
from pydantic import ValidationError

from nbreports.definition import (
    Chart,
    Column,
    Crosstab,
    Field,
    FileSource,
    FrameSource,
    Group,
    Image,
    Join,
    Measure,
    Metric,
    Page,
    PageBreak,
    Param,
    QuerySource,
    ReportDefinition,
    Row,
    Rule,
    Style,
    Table,
    Text,
    Theme,
)
from nbreports.errors import DefinitionError


def refused(make, *args, **keys):
    with pytest.raises(DefinitionError) as caught:
        make(*args, **keys)
    assert caught.value.remedy
    assert caught.value.where
    return caught.value


def test_python_mirrors_the_format():
    table = Table(
        "order_id", Column("amount", total="sum"), group_by=["region", Group("city", top=3)], totals="sum"
    )
    assert [column.value for column in table.columns] == ["order_id", "amount"]
    assert [group.by for group in table.group_by] == ["region", "city"]
    assert (
        Table("a", group_by="region")
        == Table("a", group_by=["region"])
        == Table("a", group_by=Group("region"))
    )
    assert Row("# Title", Metric("count()"), widths=[2, 1]).blocks[0] == Text("# Title")
    assert Crosstab(rows="region", columns=["year"], values="sum(amount)").rows == ("region",)
    assert QuerySource("a", joins=[Join("b", on={"x": "y"}, as_="c")]).joins[0].as_ == "c"
    report = ReportDefinition(
        "Title", "sales", [table, PageBreak()], sources={"sales": "df"}, params=["year"]
    )
    assert report == ReportDefinition(
        title="Title",
        source="sales",
        body=[table, PageBreak()],
        sources={"sales": FrameSource("df")},
        params=[Param("year")],
    )


@pytest.mark.parametrize(
    ("make", "keys", "where"),
    [
        (Table, {"limit": "5"}, "Table/limit"),
        (Table, {"limit": True}, "Table/limit"),
        (Table, {"limit": 5.0}, "Table/limit"),
        (Table, {"limit": 0}, "Table/limit"),
        (Table, {"detail": 1}, "Table/detail"),
        (Table, {"detail": "true"}, "Table/detail"),
        (Table, {"title": 5}, "Table/title"),
        (Table, {"columns": {"a": 1}}, "Table/columns"),
        (Table, {"columns": ["a", 5]}, "Table/columns/1"),
        (Table, {"columns": [{"value": True}]}, "Table/columns/0/value"),
        (Table, {"where": ""}, "Table/where"),
        (Metric, {"value": "a", "target": True}, "Metric/target"),
        (Metric, {"value": "a", "target": float("nan")}, "Metric/target"),
        (Metric, {"value": "a", "target": 2**63}, "Metric/target"),
        (Row, {"blocks": ["a"], "widths": [0]}, "Row/widths/0"),
        (Row, {"blocks": ["a"], "widths": [1, 2]}, "Row/widths"),
        (Row, {"blocks": ["a", {"kind": "text", "md": None}]}, "Row/blocks/1/md"),
        (Crosstab, {"totals": {"rows": 5}}, "Crosstab/totals/rows"),
        (Theme, {"palette": ["#fff"]}, "Theme/palette/0"),
    ],
)
def test_types_are_exact_and_errors_have_their_place(make, keys, where):
    assert refused(make, **keys).where == where


def test_a_missing_key_is_named():
    assert '"type" is missing' in refused(Chart, x="a").message
    assert '"x" is missing' in refused(Chart, "bar").message
    assert '"by" is missing' in refused(Group).message
    assert '"on" is missing' in refused(QuerySource, "a", joins=["b"]).message


def test_places_and_names_do_not_both_say_a_key():
    assert "twice" in refused(Chart, "bar", type="line", x="a").message
    assert "positional" in refused(Metric, "a", "b").message


@pytest.mark.parametrize("width", ["20mm", "12%", "2fr", "0.5fr", "100%"])
def test_widths(width):
    assert Column("a", width=width).width == width


@pytest.mark.parametrize(
    "width", ["20", "20px", "mm", "-1mm", "0fr", "101%", "2 fr", "1e3mm", "٣mm", "20mm\n", ""]
)
def test_texts_that_are_no_width(width):
    assert refused(Column, "a", width=width).remedy == "Write it as 20mm, 12% or 2fr."


def test_colours_are_the_theme_s_or_hexadecimal():
    assert Rule("a", color="warn", background="#1764C0").color == "warn"
    assert refused(Rule, "a", color="primry").remedy == "Did you mean 'primary'?"
    for color in ("red", "#fff", "#1764c0ff", "url(x)", "#1764c0\n"):
        refused(Style, color=color)
    refused(Theme, primary="warn")


@pytest.mark.parametrize(
    "text",
    ["integer", "decimal", "decimal:2", "percent:1", "currency", "currency:EUR", "compact", "bytes", "duration", "date", "date:short", "datetime:full", "time", "boolean", "text", "number", "#,##0.0", "0.00 'kg'", "#,##0.00;(#,##0.00)", "yyyy-MM-dd", "d. MMMM y", "EEE", "HH:mm", "¤#,##0", "0%"],
)  # fmt: skip
def test_formats(text):
    assert Column("a", format=text).format == text


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("decmal:2", "Did you mean 'decimal'?"),
        ("decmal:0", "Did you mean 'decimal'?"),
        ("percent:x", "Did you mean 'percent'?"),
        ("currency:eur", "Did you mean 'currency'?"),
        ("date:tiny", "Did you mean 'date'?"),
    ],
)
def test_texts_that_are_no_format(text, remedy):
    assert refused(Column, "a", format=text).remedy == remedy


def test_a_format_s_name_is_one_of_the_report_s():
    body = [Table(Column("a", format="chf"))]
    assert ReportDefinition("t", "s", body, formats={"chf": "#,##0 'CHF'"}).body
    error = refused(ReportDefinition, "t", "s", body, formats={"chff": "0"})
    assert error.where == "ReportDefinition/body/0/columns/0/format"
    assert error.remedy == "Did you mean 'chff'?"
    refused(ReportDefinition, "t", "s", formats={"a": "words"})


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../a.png",
        "a/../../b.png",
        "C:\\a.png",
        "\\\\host\\a.png",
        "a\\..\\b.png",
        "~/a.png",
        "http://x/a.png",
        "file:a.png",
        "a\0.png",
        "x/../y",
    ],
)
def test_no_path_leaves_the_report_s_folder(path):
    for make, key in [(Image, "src"), (FileSource, "path")]:
        assert refused(make, **{key: path}).code == "path"
    refused(Theme, logo=path)


def test_an_image_is_a_file_or_a_field():
    assert Image("art/logo.PNG").is_file
    assert not Image("airline.logo").is_file
    refused(Theme, logo="airline.logo")


def test_a_rule_looks_at_one_thing():
    for keys in ({}, {"when": "a", "bar": True}, {"scale": "blues", "icons": "stars"}, {"bar": False}):
        assert "exactly one" in refused(Rule, **keys).remedy
    refused(Rule, bar=True, target="row")
    assert refused(Rule, scale="blue").remedy == "Did you mean 'blues'?"


def test_a_rule_may_stand_for_a_style_of_the_report():
    report = ReportDefinition(
        "t", "s", [Table(Column("a", style=["loud"]))], styles={"loud": Style(color="warn", bold=True)}
    )
    rule = report.body[0].columns[0].style[0]
    assert report.look(rule) == Rule("true", color="warn", bold=True)
    assert report.look(Rule("loud", italic=True)) == Rule("loud", italic=True)
    assert report.look(Rule("a > 1")) == Rule("a > 1")


def test_pages():
    assert Page().margins == (20, 18, 20, 18)
    assert Page(margin="15mm").margins == (15, 15, 15, 15)
    assert Page(margin="1mm 2mm 3mm 4.5mm").margins == (1, 2, 3, 4.5)
    for margin in ("15", "1mm 2mm 3mm", "-1mm", "300mm", "15 mm"):
        refused(Page, margin=margin)
    assert Page(first={"header": None}).first.header is None
    assert Page(first={"header": None}).first.footer == "same"
    assert refused(Page, "A6").remedy.startswith("Did you mean 'A")


def test_locale_timezone_currency():
    assert ReportDefinition("t", "s", locale="zh-Hant-TW", timezone="Europe/Zurich", currency="CHF")
    for keys in (
        {"locale": "english"},
        {"locale": "../x"},
        {"timezone": "Mars/Base"},
        {"timezone": "../etc/passwd"},
        {"currency": "chf"},
    ):
        refused(ReportDefinition, "t", "s", **keys)


def test_values_are_frozen():
    table = Table("a")
    with pytest.raises(ValidationError):
        table.limit = 5
    assert hash(table) == hash(Table("a"))


def test_ids_are_given_in_order_and_kept():
    report = ReportDefinition(
        "t", "s", [Text("a"), Row(Text("b"), Text("c", id="x")), Text("d", id="b2"), Text("e")]
    )
    row = report.body[1]
    assert [
        report.body[0].id,
        row.id,
        row.blocks[0].id,
        row.blocks[1].id,
        report.body[2].id,
        report.body[3].id,
    ] == ["b1", "b7", "b3", "x", "b2", "b6"]
    for name in ("", "a b", "é", "a" * 101, "<x>"):
        refused(Text, "a", id=name)


def test_measures_and_fields():
    assert Measure("sum(a)", format="integer").expr == "sum(a)"
    assert Field(expr="a * 2").expr == "a * 2"
    assert refused(Field, type="int").remedy == "Did you mean 'integer'?"


def test_definitions_need_no_engine():
    code = (
        "import sys, nbreports.definition\n"
        "heavy = {'pandas', 'ibis', 'duckdb', 'babel', 'pyarrow', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_notebook_shows_how_to_call_it():
    assert str(inspect.signature(Measure)) == "(expr, *, label=None, format=None)"
    assert str(inspect.signature(Row)) == "(*blocks, id=None, title=None, note=None, visible=None, widths=())"
    assert str(inspect.signature(Join)) == "(to, *, on, as_=None, how='left')"
    assert str(inspect.signature(ReportDefinition)).startswith("(title, source, body=(), *, name=None, ")
    assert "page_totals" not in str(inspect.signature(Table))
