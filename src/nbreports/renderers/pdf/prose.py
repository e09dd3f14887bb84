"""Text blocks: paragraphs, headings and lists of mixed styles, broken into lines and over pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nbreports.document.markdown import Heading, ListBlock, Paragraph, Span, parse_markdown

from .fonts import BOLD, ITALIC
from .headings import note, note_height, title, title_height
from .shaping import clean
from .stream import Ink, Link
from .wrap import longest_unit, units, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.markdown import Block
    from nbreports.document.nodes import TextNode

    from .pages import Flow
    from .press import Press
    from .tags import Element

SIZE = 9.25
_LEAD = 1.42
_AFTER = 5.0
_MEASURE = 560.0
_HEADINGS = {1: 14.0, 2: 11.5, 3: 10.0}
_LIST_INDENT = 14.0
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class _Word:
    """A piece between two breaks, in one style; ``end`` forces a new line after it."""

    text: str
    span: Span
    width: float
    end: bool = False


@dataclass(frozen=True, slots=True)
class _Setting:
    """One paragraph in lines, ready to print."""

    lines: tuple[tuple[_Word, ...], ...]
    size: float
    indent: float
    before: float
    after: float
    kind: str
    bullet: str = ""
    rtl: bool = False

    @property
    def step(self) -> float:
        return self.size * (_LEAD if self.size < 10 else 1.25)

    @property
    def height(self) -> float:
        return self.before + len(self.lines) * self.step + self.after


def print_text(node: TextNode, flow: Flow, press: Press) -> None:
    """Print a text block with its title and note; it may run over pages."""
    settings = _settings(node, flow.width, press)
    first = settings[0] if settings else None
    need = title_height(flow, press, node.title)
    if first is not None:
        need += first.before + min(len(first.lines), 2) * first.step
    flow.need(need)
    title(flow, press, node.title)
    containers: list[Element] = []
    for index, setting in enumerate(settings):
        _print(setting, settings[index + 1] if index + 1 < len(settings) else None, flow, press, containers)
    for container in containers:
        press.tags.close(container)
    if settings:
        flow.y -= min(settings[-1].after, _AFTER)
    note(flow, press, node.note)


def text_height(node: TextNode, flow: Flow, press: Press) -> float:
    """Return what the whole block takes."""
    inner = sum(setting.height for setting in _settings(node, flow.width, press))
    return title_height(flow, press, node.title) + inner + note_height(flow, press, node.note)


def _settings(node: TextNode, width: float, press: Press) -> list[_Setting]:
    found: list[_Setting] = []
    for block in parse_markdown(node.md):
        _set(block, min(width, _MEASURE), 0.0, press, found)
    return found


def _set(block: Block, width: float, indent: float, press: Press, found: list[_Setting]) -> None:
    if isinstance(block, Paragraph):
        lines = _lines(block.spans, width - indent, SIZE, 0, press)
        found.append(_Setting(lines, SIZE, indent, 0.0, _AFTER, "P", rtl=_is_rtl(block.spans)))
    elif isinstance(block, Heading):
        size = _HEADINGS.get(block.level, SIZE)
        lines = _lines(block.spans, width - indent, size, BOLD, press)
        kind = f"H{min(block.level + 1, 6)}"
        found.append(
            _Setting(lines, size, indent, 4.0 if found else 0.0, 3.0, kind, rtl=_is_rtl(block.spans))
        )
    elif isinstance(block, ListBlock):
        for index, item in enumerate(block.items):
            bullet = f"{block.start + index}." if block.ordered else "\u2022"
            inner = indent + _LIST_INDENT
            lines = _lines(item.spans, width - inner, SIZE, 0, press)
            found.append(_Setting(lines, SIZE, inner, 0.0, 1.5, "LI", bullet))
            for child in item.children:
                _set(child, width, inner, press, found)
        if found and not indent:
            found[-1] = replace(found[-1], after=_AFTER)


def _is_rtl(spans: Sequence[Span]) -> bool:
    text = "".join(span.text for span in spans)
    if not _RTL.search(text):
        return False
    from bidi.algorithm import get_base_level

    return bool(get_base_level(text))


def _style(span: Span, base: int) -> int:
    return base | (BOLD if span.bold else 0) | (ITALIC if span.italic else 0)


def _lines(
    spans: Sequence[Span], width: float, size: float, base: int, press: Press
) -> tuple[tuple[_Word, ...], ...]:
    limit = width / size * 1000
    lines: list[list[_Word]] = [[]]
    used = 0.0
    for word in _words(spans, base, limit, press):
        bare = press.setter.prose(word.text.rstrip(" "), _style(word.span, base)).width
        if lines[-1] and used + bare > limit:
            lines.append([])
            used = 0.0
        if word.text:
            lines[-1].append(word)
            used += word.width
        if word.end:
            lines.append([])
            used = 0.0
    return tuple(tuple(line) for line in lines)


def _words(spans: Sequence[Span], base: int, limit: float, press: Press) -> list[_Word]:
    setter = press.setter
    words: list[_Word] = []
    for span in spans:
        style = _style(span, base)
        pieces = clean(span.text).split("\n")
        for number, piece in enumerate(pieces):
            parts: list[str] = []
            for unit in units(piece, style, setter) if piece else [""]:
                if longest_unit(unit, style, setter) > limit:
                    parts += wrap(unit, style, limit, setter)
                else:
                    parts.append(unit)
            for index, part in enumerate(parts):
                end = number < len(pieces) - 1 and index == len(parts) - 1
                words.append(_Word(part, span, setter.prose(part, style).width, end))
    return words


def _print(
    setting: _Setting, following: _Setting | None, flow: Flow, press: Press, containers: list[Element]
) -> None:
    lines, step = setting.lines, setting.step
    heading = setting.kind.startswith("H")
    need = setting.before + min(len(lines), 2) * step
    if heading and following is not None:
        need = setting.height + min(len(following.lines), 2) * following.step
    flow.need(need)
    flow.gap(setting.before)
    item: Element | None = None
    label: Element | None = None
    if setting.kind == "LI":
        if not containers:
            containers.append(flow.element("L"))
        item = flow.element("LI", containers[-1])
        label = flow.element("Lbl", item)
        body = flow.element("LBody", item)
    else:
        while containers:
            press.tags.close(containers.pop())
        body = flow.element(setting.kind)
    for number, line in enumerate(lines):
        # no line of a paragraph alone at a page's foot or top
        if flow.room < step or (number == len(lines) - 2 and len(lines) > 3 and flow.room < 2 * step):
            flow.advance()
        baseline = flow.y + step / 2 + setting.size * 0.35
        if number == 0 and label is not None:
            run = press.setter.prose(setting.bullet, 0)
            flow.canvas.mark(label)
            x = flow.x + setting.indent - 5 - run.width * setting.size / 1000
            flow.canvas.text(x, baseline, run, Ink(setting.size, 0, press.look.muted))
            flow.canvas.unmark()
        _print_line(line, setting, baseline, flow, press, body=body)
        flow.y += step
    flow.y += setting.after
    for element in (label, body, item):
        if element is not None:
            press.tags.close(element)


def _print_line(
    line: Sequence[_Word], setting: _Setting, baseline: float, flow: Flow, press: Press, *, body: Element
) -> None:
    size, canvas, look = setting.size, flow.canvas, press.look
    base = BOLD if setting.kind.startswith("H") else 0
    runs: list[tuple[str, Span]] = []
    for word in line:
        if runs and runs[-1][1] is word.span:
            runs[-1] = (runs[-1][0] + word.text, word.span)
        else:
            runs.append((word.text, word.span))
    if not runs:
        return
    runs[-1] = (runs[-1][0].rstrip(" "), runs[-1][1])
    set_runs = [(press.setter.prose(text, _style(span, base)), span) for text, span in runs]
    x = flow.x + setting.indent
    if setting.rtl:
        set_runs.reverse()
        x = flow.x + min(flow.width, _MEASURE) - sum(run.width for run, _ in set_runs) * size / 1000
    for run, span in set_runs:
        width = run.width * size / 1000
        if span.code:
            canvas.fill(x - 1, baseline - size * 0.86, width + 2, size * 1.16, look.band)
        owner = press.tags.open("Link", body) if span.link else None
        canvas.mark(owner or body)
        color = look.primary if span.link else look.text
        canvas.text(x, baseline, run, Ink(size, _style(span, base), color))
        canvas.unmark()
        if span.link:
            canvas.links.append(
                Link(x, baseline - size * 0.9, x + width, baseline + size * 0.25, span.link, owner)
            )
        x += width
