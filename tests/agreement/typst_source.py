"""Reads the Typst that is written, by a grammar of its own: calls, strings, numbers, sums, and nothing else.

What reads so holds no markup and no code but the calls named here: every text of a report is a string.
"""

import re
from dataclasses import dataclass, field

FUNCTIONS = {
    "block", "bytes", "datetime", "document", "emph", "enum", "grid", "heading", "image", "linebreak", "link", "list", "on-page",
    "page", "pagebreak", "par", "raw", "rgb", "stack", "strong", "table", "table.cell", "table.header", "table.hline", "text",
}  # fmt: skip
NAMES = {"auto", "none", "left", "right", "center", "true", "false", "page-number", "page-count", "black"}
PRELUDE = (
    '#let page-number = context counter(page).display("1")\n'
    "#let page-count = context str(counter(page).final().first())\n"
    "#let on-page(first, rest) = context if here().page() == 1 { first } else { rest }\n"
)
TOKEN = re.compile(
    r'\s*(?:(?P<string>"(?:[^"\\\n\x00-\x1f]|\\[\\"t])*")|(?P<number>-?\d+(?:\.\d+)?(?:mm|pt|fr|%)?)'
    r"|(?P<name>[a-z][a-z-]*(?:\.[a-z]+)?)|(?P<mark>[(),:+]))"
)


@dataclass
class Call:
    name: str
    inside: list = field(default_factory=list)
    named: dict = field(default_factory=dict)

    def all(self, name):
        for part in [*self.inside, *self.named.values()]:
            for each in part if isinstance(part, list) else [part]:
                if isinstance(each, Call):
                    if each.name == name:
                        yield each
                    yield from each.all(name)


class Reader:
    def __init__(self, source):
        self.source, self.at = source, 0

    def next(self, *, taken=True):
        match = TOKEN.match(self.source, self.at)
        assert match, f"no Typst of ours at {self.source[self.at : self.at + 60]!r}"
        if taken:
            self.at = match.end()
        return match.lastgroup, match[match.lastgroup]

    def peek(self):
        match = TOKEN.match(self.source, self.at)
        return match[match.lastgroup] if match else ""

    def value(self):
        """A value, or a list of the values that are joined by ``+``."""
        parts = [self.one()]
        while self.peek() == "+":
            self.next()
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else parts

    def one(self):
        kind, word = self.next()
        if kind == "string":
            return re.sub(r"\\(.)", lambda match: "\t" if match[1] == "t" else match[1], word[1:-1])
        if kind == "number":
            return float(re.match(r"-?[\d.]+", word)[0])
        if word == "(":
            return self.arguments(Call(""))
        assert kind == "name", word
        if self.peek() != "(":
            assert word in NAMES, word
            return Call(word)
        assert word in FUNCTIONS, word
        self.next()
        return self.arguments(Call(word))

    def arguments(self, call):
        while self.peek() != ")":
            before = self.at
            kind, word = self.next()
            if kind == "name" and self.peek() == ":":
                self.next()
                assert word not in call.named
                call.named[word] = self.value()
            else:
                self.at = before
                call.inside.append(self.value())
            if self.peek() != ")":
                assert self.next() == ("mark", ",")
        self.next()
        return call


def typst_blocks(data):
    """The document's calls in order, its settings left out."""
    source = data.decode()
    head, found, body = source.partition(PRELUDE)
    assert found
    assert re.fullmatch(r"// Made by nbreports [0-9A-Za-z.+-]*\n#set document\([^\n]*\n", head), head
    blocks = []
    openings = ("#set ", "#show heading: set ", "#")
    at = 0
    while body[at:].strip():
        at += len(body[at:]) - len(body[at:].lstrip())
        start = next(each for each in openings if body.startswith(each, at))
        reader = Reader(body)
        reader.at = at + len(start)
        call = reader.value()
        assert isinstance(call, Call)
        at = reader.at
        assert body[at] == "\n", body[at - 20 : at + 20]
        if start == "#":
            blocks.append(call)
    return blocks


def shown(value):
    """The text a value prints."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(map(shown, value))
    if not isinstance(value, Call):
        return ""
    if value.name == "linebreak":
        return "\n"
    if value.name in {"image", "bytes"}:
        return ""
    inside = value.inside[1:] if value.name == "link" else value.inside
    return "".join(map(shown, inside))


def typst_lines(table):
    """A table's lines under its head: cells, None where a cell before reaches over."""
    columns = len(table.named["columns"].inside)
    lines, row = [], []
    for cell in table.inside:
        if isinstance(cell, Call) and cell.name in {"table.header", "table.hline"}:
            assert not row
            continue
        span = int(cell.named.get("colspan", 1)) if isinstance(cell, Call) else 1
        row += [shown(cell), *[None] * (span - 1)]
        assert len(row) <= columns
        if len(row) == columns:
            lines.append(row)
            row = []
    assert not row
    return lines


def typst_tables(data):
    """Every table of a document."""
    blocks = Call("", typst_blocks(data))
    return list(blocks.all("table"))
