"""A crosstab reads alike in JSON, HTML, XLSX, Markdown, notebook and Typst: heads, every cell, every margin in its place."""

import json
from decimal import Decimal

from brute import groups, magnitude, same
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import make
from notebook_read import htmls
from read_back import html_grid, in_html, markdown_lines, squeezed, xlsx_rows, xlsx_value
from typst_source import typst_lines, typst_tables
from wild import ROWS, TOTALS, cleaned, table

from nbreports import Crosstab, CrosstabTotals, Report
from nbreports.document.formatting import FormatSpec, format_value

VALUES = ["count()", "sum(d)", "sum(i) / count()", "nunique(t)", "median(i)", "min(w)", "any(b)"]
KINDS = {"g": "text", "h": "integer", "k": "float", "w": "date", "b": "boolean"}


def key_text(name, key):
    if isinstance(key, float):
        key += 0.0  # a group of zeros is named by the positive one
    return "(none)" if key is None else format_value(key, FormatSpec(KINDS[name], None, "en-US"))


def heads(rows, names, totals, subtotals):
    """The heads of one side: keys in order, each subtotal after what it sums up, the grand one last."""
    found = []
    keys = [key for key, _ in groups(rows, names)]
    for number, key in enumerate(keys):
        found.append((key, [key_text(name, part) for name, part in zip(names, key, strict=True)]))
        following = keys[number + 1] if number + 1 < len(keys) else None
        if subtotals and (following is None or following[:1] != key[:1]):
            found.append((key[:1], [f"Total {key_text(names[0], key[0])}"]))
    return [*found, ((), ["Total"])] if totals and found else found


def of(rows, names, key):
    return [row for row in rows if all(row[name] == part for name, part in zip(names, key, strict=False))]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(
    rows=ROWS,
    sides=st.sampled_from(
        [(["g"], ["b"]), (["h"], ["w"]), (["g", "h"], ["b"]), (["b"], ["w", "k"]), (["k"], ["g"])]
    ),
    values=st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique=True),
    margins=st.tuples(*[st.sampled_from(["none", "grand", "subtotals"])] * 2),
)
def test_every_output_shows_the_cells_of_brute_force(rows, sides, values, margins):
    asked = [
        len(names) > 1 and [names[0]] if margin == "subtotals" else margin == "grand"
        for margin, names in zip(margins, sides, strict=True)
    ]
    totals = CrosstabTotals(rows=asked[0], columns=asked[1])
    report = Report(
        "Crosstab", "rows", [Crosstab(rows=sides[0], columns=sides[1], values=values, totals=totals)]
    )
    outputs = make(report, {"rows": table(rows)}, ".json", ".html", ".xlsx", ".md", ".ipynb", ".typ")
    block = json.loads(outputs[".json"], parse_float=Decimal)["body"][0]
    seen = cleaned(rows)
    (down, across) = (
        heads(seen, names, margin is True, isinstance(margin, list))
        for names, margin in zip(sides, asked, strict=True)
    )
    assert len(block["cells"]) == len(down) * len(across)
    lines = [
        block["cells"][at : at + len(across)] for at in range(0, len(block["cells"]), max(len(across), 1))
    ]
    check_values(lines, down, across, seen, sides, values)
    if not rows:
        return
    texts = [[cell["text"].get(value, "") for cell in line for value in values] for line in lines]
    lead, top = len(sides[0]), len(sides[1]) + (len(values) > 1)

    grid = html_grid(outputs[".html"])
    assert html_grid(htmls(outputs[".ipynb"])[0].encode()) == grid
    assert [row[lead:] for row in grid[top:]] == [[in_html(text) for text in line] for line in texts]
    assert [row[:lead] for row in grid[top:]] == [in_html_heads(sides[0], head) for head in down]
    for level in range(len(sides[1])):
        expected = [in_html_heads(sides[1], head)[level] for head in across for _ in values]
        assert grid[level][lead:] == expected

    sheet = [[xlsx_value(cell) for cell in row] for row in xlsx_rows(outputs[".xlsx"])]
    begins = next(at for at in range(len(sheet)) if sheet[at][0] == key_label(sides[0][0])) + 1
    for row, line, (_, words) in zip(sheet[begins:], lines, down, strict=False):
        assert [in_html(cell or "") for cell in row[:lead]] == [
            in_html(word) for word in [*words, *[""] * (lead - len(words))]
        ]
        for got, cell in zip(
            row[lead:], [cell["values"].get(value) for cell in line for value in values], strict=True
        ):
            assert excel_equal(got, cell), (got, cell)

    for got, line in zip(markdown_lines(outputs[".md"]), texts, strict=True):
        assert [squeezed(cell) for cell in got[lead:]] == [squeezed(in_html(text)) for text in line]
    for got, line, (_, words) in zip(typst_lines(typst_tables(outputs[".typ"])[0]), texts, down, strict=True):
        assert [squeezed(cell) for cell in got[lead:]] == [squeezed(in_html(text)) for text in line]
        assert squeezed(got[0]) == squeezed(in_html(words[0]))


def key_label(name):
    return name.upper()


def in_html_heads(names, head):
    """A head's texts in every place it covers: a page joins a subtotal to what it sums up, and says "Total" beside it."""
    key, _ = head
    texts = [key_text(name, part) for name, part in zip(names, key, strict=False)]
    return [in_html(text) for text in [*texts, *["Total"] * (len(names) - len(key))]]


def check_values(lines, down, across, rows, sides, values):
    for line, (row_key, _) in zip(lines, down, strict=True):
        for cell, (column_key, _) in zip(line, across, strict=True):
            assert len(cell["row"]) == len(row_key)
            assert len(cell["column"]) == len(column_key)
            members = of(of(rows, sides[0], row_key), sides[1], column_key)
            scale = max(magnitude(members, field) for field in ("i", "x", "d"))
            for value in values:
                expected = TOTALS[value](members) if members else None
                got = cell["values"].get(value)
                if isinstance(got, str) or hasattr(expected, "isoformat"):
                    assert got == (expected and expected.isoformat()), cell
                else:
                    assert same(got, expected, scale), cell


def excel_equal(got, value):
    if value is None or isinstance(value, bool):
        return got is value
    if isinstance(value, str):
        return (got if isinstance(got, str) else got.date().isoformat()) == value
    if isinstance(got, str):
        return len(str(value).replace(".", "").strip("-0")) > 15 and Decimal(got) == Decimal(value)
    return float(got) == float(value)
