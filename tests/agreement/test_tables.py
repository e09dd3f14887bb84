"""JSON, XLSX, HTML, Markdown, notebook and Typst of one run show the same lines, and those are the lines of brute force."""

import json
import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from brute import magnitude, same
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import make
from notebook_read import htmls
from oracle import Case, Oracle, Shown
from read_back import html_lines, in_html, markdown_lines, squeezed, xlsx_rows, xlsx_value
from typst_source import typst_lines, typst_tables
from wild import FIELDS, ROWS, TOTALLED, TOTALS, cleaned, table

from nbreports import Rule
from nbreports.document.formatting import FormatSpec, format_value

AGREEMENT = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

FORMATS = {
    "i": ("integer", "compact", "#,##0.0"), "x": ("decimal:1", "percent:1", "0.00E0"), "d": ("currency:EUR", "decimal:0"),
    "w": ("date:short", "yyyy"), "m": ("datetime", "HH:mm"), "z": ("decimal:3",),
}  # fmt: skip
RULES = {
    "i": (Rule("i > 0", italic=True),),
    "d": (Rule(bar=True),),
    "x": (Rule(icons="arrows"),),
    "h": (Rule(scale="blues"),),
}
SORTS = ["asc", "desc", "-count()", "sum(d)", "-nunique(t)"]
SHARES = ["pct_of(count(), 'parent')", "pct_of(sum(d), 'report')", "pct_of(sum(i), 'parent')"]


@st.composite
def fields(draw):
    value = draw(st.sampled_from(FIELDS))
    keys = {}
    if value in FORMATS and draw(st.booleans()):
        keys["format"] = draw(st.sampled_from(FORMATS[value]))
    if value in TOTALLED and draw(st.booleans()):
        keys["total"] = draw(st.sampled_from(TOTALLED[value]))
    if value in RULES and draw(st.booleans()):
        keys["style"] = draw(st.sampled_from(RULES[value]))
    return value, keys


@st.composite
def cases(draw):
    by = draw(
        st.sampled_from(
            [[], ["g"], ["h"], ["w"], ["b"], ["k"], ["u"], ["g", "h"], ["h", "g"], ["g", "w", "b"]]
        )
    )
    groups = []
    for name in by:
        top = draw(st.sampled_from([None, None, 1, 2]))
        at = draw(st.sampled_from(["footer", "header", "both", "none"]))
        groups.append(
            {
                "by": name,
                "sort": draw(st.sampled_from(SORTS)),
                "totals_at": at,
                "top": top,
                "other": top is not None and draw(st.booleans()),
            }
        )
    detail = draw(st.booleans()) or not by
    measures = st.tuples(st.sampled_from([*sorted(TOTALS), *SHARES]), st.just({}))
    running = ["running(sum(d))", "running(count())", *([f"running(sum(d), reset='{by[0]}')"] if by else [])]
    kinds = [measures, st.tuples(st.sampled_from(running), st.just({}))]
    chosen = draw(
        st.lists(st.one_of(*([fields(), fields()] if detail else []), *kinds), min_size=1, max_size=6)
    )
    columns = tuple(Shown(f"c{number}", value, keys) for number, (value, keys) in enumerate(chosen))
    order = draw(st.sampled_from([(), (), ("-i", "t"), ("d", "-x"), ("-w",)])) if detail else ()
    limit = draw(st.sampled_from([None, None, None, 1, 5]))
    locale = draw(st.sampled_from(["en-US", "en-US", "de-DE", "fr-FR", "hi-IN"]))
    return Case(columns, tuple(groups), detail, limit, order, draw(st.booleans()), locale)


def raw(value):
    """A value as JSON carries it."""
    if isinstance(value, float) and math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value.isoformat() if isinstance(value, date) else value


def equal(got, expected, scale):
    if isinstance(expected, bool | str | date) or expected is None or isinstance(got, str):
        return got == raw(expected) and isinstance(got, bool) == isinstance(expected, bool)
    return same(got, expected, scale)


def check_json(rows, lines, all_rows):
    """Every line of the JSON output is the one brute force makes."""
    scale = max(magnitude(all_rows, field) for field in ("i", "x", "d"))
    assert [(row["band"], row["level"]) for row in rows] == [(line.band, line.level) for line in lines]
    for row, line in zip(rows, lines, strict=True):
        assert list(row["group"]) == list(line.group)
        for name, key in line.group.items():
            assert equal(row["group"][name], key, 0.0), (row, line)
        assert row["values"].keys() == row["text"].keys() == line.values.keys()
        for name, value in line.values.items():
            assert equal(row["values"][name], value, scale if line.band != "detail" else 0.0), (
                name,
                row,
                line,
            )


def label(case, line):
    """The label of a line with keys, as the report's defaults make it."""
    if line.band == "summary":
        return "Total"
    name, key = list(line.group.items())[-1]
    if isinstance(key, float):
        key += 0.0  # a group of zeros is named by the positive one
    kinds = {"g": "text", "h": "integer", "k": "float", "w": "date", "b": "boolean", "u": "datetime"}
    other = line.band == "group_footer" and key == "(other)"
    text = (
        "Other"
        if other
        else "(none)"
        if key is None
        else format_value(key, FormatSpec(kinds[name], None, case.locale))
    )
    if key is not None and not other and name in "hkb":
        text = f"{name.upper()} {text}"
    innermost = not case.detail and line.level == len(case.groups)
    return text if line.band == "group_header" or innermost or other else f"Total {text}"


def check_html(data, case, visible):
    names = [shown.name for shown in case.columns]
    seen = html_lines(data, len(names), stub=case.stub)
    assert len(seen) == len(visible)
    for (head, cells, _), (line, row) in zip(seen, visible, strict=True):
        assert head == (None if line.band == "detail" else in_html(label(case, line)))
        assert [text or "" for text in cells] == [in_html(row["text"].get(name, "")) for name in names]
    return seen


def check_xlsx(data, case, visible, columns):
    sheet = xlsx_rows(data)
    width = len(columns) + case.stub
    heads = [""] * case.stub + [column["label"] for column in columns]
    if case.stub and case.groups and not case.detail:
        heads[0] = case.groups[-1]["by"].upper()
    begins = (
        next(
            number
            for number, row in enumerate(sheet)
            if [xlsx_value(cell) or "" for cell in row[:width]] == heads
        )
        + 1
    )
    body, below = sheet[begins : begins + len(visible)], sheet[begins + len(visible) :]
    # rows of empty cells at the end of a sheet are not read
    body += [(Empty(),) * max(width, 1)] * (len(visible) - len(body))
    for row, (line, printed) in zip(body, visible, strict=True):
        cells = [*row[:width]]
        if line.band != "detail":
            assert (xlsx_value(cells[0]) or "") == label(case, line)
            cells[0] = None
        for cell, column in zip(cells[case.stub :], columns, strict=True):
            value = None if cell is None else xlsx_value(cell)
            name = column["name"]
            assert in_excel(value, line.values.get(name), printed["values"].get(name)), (value, printed, name)
    for row in below:
        assert all(cell.value is None for cell in row[1:])
        assert (
            row[0].value is None
            or "more rows are not shown" in row[0].value
            or "kept as text" in row[0].value
        ), row[0].value
    return body


class Empty:
    """A cell that is not there."""

    value = None


def in_excel(value, expected, printed):
    """Whether a cell holds a raw value, or its digits as text where a number of Excel cannot."""
    if expected is None or printed is None:
        return value is None
    if isinstance(expected, bool | str) and isinstance(printed, bool | str):
        return value == printed and isinstance(value, bool) == isinstance(printed, bool)
    if isinstance(expected, datetime):
        local = expected.replace(tzinfo=None)
        if isinstance(value, datetime):
            return abs(value - local) < timedelta(milliseconds=1)
        return local < datetime(1900, 3, 1) and value == local.isoformat(" ")
    if isinstance(expected, date):
        if isinstance(value, datetime):
            return value == datetime(expected.year, expected.month, expected.day)
        return expected < date(1900, 3, 1) and value == expected.isoformat()
    if isinstance(value, str):
        return printed in ("Infinity", "-Infinity") or (
            not holds(printed) and Decimal(value) == Decimal(printed)
        )
    return float(value) == float(printed) and (isinstance(printed, Decimal) or int(value) == printed)


def holds(number):
    """Whether Excel keeps all digits of a number."""
    if number and not Decimal("2.3e-308") < abs(Decimal(number)) < Decimal("1e308"):
        return False
    return len(str(number).replace(".", "").strip("-0")) <= 15


def check_markdown(data, case, visible):
    names = [shown.name for shown in case.columns]
    seen = markdown_lines(data)
    assert len(seen) == len(visible)
    for cells, (line, row) in zip(seen, visible, strict=True):
        texts = [row["text"].get(name, "") for name in names]
        if case.stub:
            texts.insert(0, "")
        if line.band != "detail":
            assert texts[0] == ""
            texts[0] = label(case, line)
        assert [without_icon(squeezed(in_html(cell))) for cell in cells] == [
            squeezed(in_html(text)) for text in texts
        ]


def in_typst(text):
    """A text as a Typst string holds it: no control characters of the upper half either, but breaks are blanks."""
    return re.sub("[\x80-\x84\x86-\x9f]", "\ufffd", in_html(text))


def check_typst(data, case, visible):
    names = [shown.name for shown in case.columns]
    seen = [line for table in typst_tables(data) for line in typst_lines(table)]
    assert len(seen) == len(visible)
    for cells, (line, row) in zip(seen, visible, strict=True):
        texts = [row["text"].get(name, "") for name in names]
        if case.stub:
            texts.insert(0, "")
        if line.band != "detail":
            assert texts[0] == ""
            texts[0] = label(case, line)
        assert [without_icon(squeezed(in_html(cell or ""))) for cell in cells] == [
            squeezed(in_typst(text)) for text in texts
        ]


def without_icon(cell):
    head, _, rest = cell.partition(" ")
    return rest if head in ("▲", "▬", "▼") else cell


@AGREEMENT
@given(rows=ROWS, case=cases())
def test_every_output_prints_the_lines_of_brute_force(rows, case):
    outputs = make(case.report(), {"rows": table(rows)}, ".json", ".xlsx", ".html", ".md", ".ipynb", ".typ")
    block = json.loads(outputs[".json"], parse_float=Decimal)["body"][0]
    seen = cleaned(rows)
    lines = Oracle(case, seen).lines
    check_json(block["rows"], lines, seen)
    visible = [(line, row) for line, row in zip(lines, block["rows"], strict=True) if line.shown]
    html = check_html(outputs[".html"], case, visible)
    sheet = check_xlsx(outputs[".xlsx"], case, visible, block["columns"])
    check_markdown(outputs[".md"], case, visible)
    assert check_html(htmls(outputs[".ipynb"])[0].encode(), case, visible) == html
    check_typst(outputs[".typ"], case, visible)
    for number, shown in enumerate(case.columns):
        if shown.keys.get("style") in RULES["i"]:
            for (_, _, marked), row, (line, _) in zip(html, sheet, visible, strict=True):
                if line.band == "detail":
                    positive = (line.values[shown.name] or 0) > 0
                    assert marked[number] == positive
                    assert not positive or row[number + case.stub].font.italic
