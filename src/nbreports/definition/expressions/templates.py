"""Text with ``{{ expression | format }}`` in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbreports.definition.expressions.parser import parse
from nbreports.errors import ExpressionError

if TYPE_CHECKING:
    from nbreports.definition.expressions.nodes import Expression

OPEN = "{{"
CLOSE = "}}"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place in a text that a value fills.

    ``format`` is the name of a format or a pattern, None for the value's own; ``source`` the expression as
    written; ``column`` the offset of ``{{`` in the text.
    """

    expression: Expression
    format: str | None = None
    source: str = ""
    column: int = 0


def parse_template(text: str, where: str | None = None) -> tuple[str | Placeholder, ...]:
    """Read a text into what stands and what is filled.

    Parameters
    ----------
    text
        Markdown, or one line of a header; never read as markup here.
    where
        Its place in the report, for errors: a JSON pointer.

    Returns
    -------
    tuple
        Texts and placeholders in order; no empty texts, no two texts side by side.

    Raises
    ------
    ExpressionError
        Where braces do not match or an expression does not parse; ``column`` is the offset in ``text``.
    """
    parts: list[str | Placeholder] = []
    position = 0
    while position < len(text):
        start = text.find(OPEN, position)
        stop = text.find(CLOSE, position)
        if stop >= 0 and (start < 0 or stop < start):
            raise ExpressionError(
                "'}}' has no '{{' before it",
                where=where,
                remedy="Write {{ expression }}; braces that shall be printed as {{ '}}' }}.",
                code="template_braces",
                column=stop,
                text=text,
            )
        if start < 0:
            parts.append(text[position:])
            break
        if start > position:
            parts.append(text[position:start])
        placeholder, position = _placeholder(text, start, where)
        parts.append(placeholder)
    return tuple(parts)


def _placeholder(text: str, start: int, where: str | None) -> tuple[Placeholder, int]:
    """Return the placeholder that begins at ``start``, and the offset behind it."""
    bar, end = _scan(text, start, where)
    written = text[start + len(OPEN) : end if bar is None else bar]
    try:
        expression = parse(written, where=where)
    except ExpressionError as error:
        inside = start + len(OPEN)
        error.column = inside if error.column is None else inside + error.column
        error.text = text
        raise
    format_ = None
    if bar is not None:
        format_ = text[bar + 1 : end].strip()
        if not format_:
            raise ExpressionError(
                "there is no format after '|'",
                where=where,
                remedy="Write one, such as {{ sum(amount) | currency }}, or leave '|' out.",
                code="template_format",
                column=bar,
                text=text,
            )
    return Placeholder(expression, format_, written.strip(), start), end + len(CLOSE)


def _scan(text: str, start: int, where: str | None) -> tuple[int | None, int]:
    """Return the offsets of ``|``, if any, and of the closing braces; neither counts inside quotes."""
    position = start + len(OPEN)
    quote = ""
    bar: int | None = None
    while position < len(text):
        character = text[position]
        if quote:
            if character == "\\" and bar is None:
                position += 1
            elif character == quote:
                quote = ""
        elif character in "'\"" and (bar is None or character == "'"):
            quote = character
        elif text.startswith(CLOSE, position):
            return bar, position
        elif text.startswith(OPEN, position):
            break
        elif character == "|" and bar is None:
            bar = position
        position += 1
    raise ExpressionError(
        "'{{' is not closed",
        where=where,
        remedy="Close it by }}, as in {{ sum(amount) | currency }}.",
        code="template_braces",
        column=start,
        text=text,
    )
