"""What a reader of each output sees of its one table or crosstab: lines of cells, labels first."""

import io
import re
import warnings
from html.parser import HTMLParser

import openpyxl
from markdown_it import MarkdownIt

VOID = {"meta", "link", "col", "br", "hr", "img", "use", "path", "circle"}


class Element:
    def __init__(self, tag, attributes=()):
        self.tag, self.attributes, self.inside = tag, dict(attributes), []

    @property
    def classes(self):
        return (self.attributes.get("class") or "").split()

    @property
    def text(self):
        return "".join(part if isinstance(part, str) else part.text for part in self.inside)

    @property
    def children(self):
        return [part for part in self.inside if not isinstance(part, str)]

    def all(self, *tags):
        for child in self.children:
            if child.tag in tags:
                yield child
            yield from child.all(*tags)

    def of_class(self, name):
        return next((child for child in self.all("span", "table", "tr") if name in child.classes), None)


class Page(HTMLParser):
    """The page as a tree; a tag closed in the wrong place is an error, so text that became markup is seen."""

    def __init__(self, data):
        super().__init__(convert_charrefs=True)
        self.open = [Element("page")]
        self.comments = 0
        self.feed(data.decode())
        self.close()
        assert len(self.open) == 1, [element.tag for element in self.open]
        self.root = self.open[0]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs)
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].inside.append(Element(tag, attrs))

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag

    def handle_data(self, data):
        self.open[-1].inside.append(data)

    def handle_comment(self, data):
        self.comments += 1


def html_lines(data, columns, *, stub):
    """Lines of a table as (label or None, cells or None, marked): what a fold's summary says is a line too."""
    page = Page(data)
    assert not page.comments
    assert not list(page.root.all("script"))
    section = next(page.root.all("section"))
    lines = []
    for element in in_order(section):
        lines.append(
            summary(element, columns, stub) if element.tag == "summary" else row(element, columns, stub)
        )
    return lines


def in_order(section):
    for element in section.all("summary", "tbody"):
        if element.tag == "summary":
            yield element
        else:
            yield from element.all("tr")


def summary(element, columns, stub):
    values = element.of_class("vals")
    label = element.of_class("lbl").text
    if values is None:
        return label, [None] * columns, []
    spans = values.children[1:]
    cells = [None] * (columns - len(spans)) + [span.text for span in spans]
    assert values.children[0].text == label
    return label, cells, marks([*[None] * (columns - len(spans)), *spans])


def row(element, columns, stub):
    cells = element.children
    if cells[0].tag == "th":
        span = int(cells[0].attributes.get("colspan", "1"))
        lead = [] if stub else [None] * span
        assert stub == (span == 1 and len(cells) == columns + 1)
        every = [*lead, *cells[1:]]
        label = cells[0].text
    else:
        every, label = cells[1:] if stub else cells, None
        assert not stub or cells[0].text == ""
    assert len(every) == columns
    return label, [None if cell is None else cell.text for cell in every], marks(every)


def marks(cells):
    """Which cells have the first style of the report."""
    return [cell is not None and "s0" in cell.classes for cell in cells]


def html_grid(data):
    """A crosstab as a grid of texts, each standing in every place its cell covers."""
    page = Page(data)
    grid = {}
    for number, line in enumerate(next(page.root.all("table")).all("tr")):
        at = 0
        for cell in line.children:
            while (number, at) in grid:
                at += 1
            for down in range(int(cell.attributes.get("rowspan", "1"))):
                for across in range(int(cell.attributes.get("colspan", "1"))):
                    assert (number + down, at + across) not in grid
                    grid[number + down, at + across] = cell.text
    width, height = (max((place[axis] for place in grid), default=-1) + 1 for axis in (1, 0))
    assert len(grid) == width * height
    return [[grid[line, column] for column in range(width)] for line in range(height)]


def in_html(text):
    """A text as HTML can hold it: no control characters."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "\ufffd", text)


def xlsx_rows(data):
    """The rows of the first sheet as cells."""
    with warnings.catch_warnings():
        # bars in cells are an extension that the reader leaves out
        warnings.filterwarnings("ignore", message=".*extension is not supported.*")
        book = openpyxl.load_workbook(io.BytesIO(data))
    return list(book.worksheets[0].iter_rows())


def xlsx_value(cell):
    """A cell's value; Excel's own notation for characters XML cannot hold is read as Excel does."""
    value = cell.value
    if isinstance(value, str):
        return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), value)
    return value


def markdown_lines(data):
    """The lines of the first table of a Markdown text, as a reader of GitHub's sees them, white space run together."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(data.decode())
    lines, inside = [], False
    for at, token in enumerate(tokens):
        if token.type == "tbody_open":
            inside = True
        elif token.type == "table_close":
            break
        elif inside and token.type == "tr_open":
            lines.append([])
        elif inside and token.type == "td_open":
            lines[-1].append(squeezed(inline(tokens[at + 1].children)))
    return lines


def inline(tokens):
    assert {token.type for token in tokens} <= {
        "text",
        "strong_open",
        "strong_close",
        "softbreak",
        "text_special",
    }, tokens
    return "".join("\n" if token.type == "softbreak" else token.content for token in tokens)


def squeezed(text):
    return " ".join(text.split())
