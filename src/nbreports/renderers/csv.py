"""CSV: the rows of one table, typed and unformatted, safe to open in a spreadsheet.

UTF-8 without a mark, one line feed a row, quotes only where RFC 4180 needs them. NULL is nothing, empty
text is ``""``; numbers are as they are, dates and times ISO 8601, durations seconds, bytes base64. See
`nbreports.renderers.flat` for which rows and columns there are.

Text that a spreadsheet would run as a formula gets a leading ``'``; taking that one character away from
text whose rest is such a formula gives the value back. ``csv_safety="raw"`` writes it as it is, for
machines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nbreports.errors import RenderError
from nbreports.renderers.flat import Details, FlatTable
from nbreports.renderers.raw import is_nan, raw_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbreports.document.nodes import Node
    from nbreports.renderers.base import RenderContext

_CODES = tuple[tuple[int, int], ...]
_SKIPPED: _CODES = (
    (0x00, 0x20), (0x22, 0x22), (0x27, 0x27), (0x7F, 0xA0), (0xAD, 0xAD), (0x1680, 0x1680), (0x2000, 0x200F),
    (0x2028, 0x202F), (0x205F, 0x206F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
"""What a spreadsheet may skip before a formula: blanks, controls, quotes, invisible characters."""
_BEGINS: _CODES = tuple(
    (code, code)
    for code in (*b"\t\r\n=+-@", 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20, 0xFE62, 0xFE63, 0xFE66, 0xFE6B, 0x2212)
)
"""What begins one, in its full-width and small forms too; tab and line ends do so themselves."""


def _class(codes: _CODES, escape: str) -> str:
    return "[" + "".join(f"{escape % low}-{escape % high}" for low, high in codes) + "]"


# the same pattern for RE2, which reads columns, and for Python, which reads single cells
_FORMULA = "^" + _class(_SKIPPED, r"\x{%x}") + "*" + _class(_BEGINS, r"\x{%x}")
_FORMULA_PY = re.compile(_class(_SKIPPED, r"\u%04x") + "*" + _class(_BEGINS, r"\u%04x"))
_QUOTED = r'[",\r\n]|^$|^[ \t\x0b\x0c]|[ \t\x0b\x0c]$'
_QUOTED_PY = re.compile(_QUOTED.replace("^$", r"\A\Z").replace("$", r"\Z"))


class CsvRenderer:
    """Write the document's table as CSV.

    Raises
    ------
    RenderError
        Where the document holds no table, or several and the option ``table`` names none.
    """

    def __init__(self, context: RenderContext) -> None:
        if context.options.csv_safety not in {"escape", "raw"}:
            raise RenderError(
                f"csv_safety is {context.options.csv_safety!r}", remedy="Use 'escape' or 'raw'."
            )
        self._flat = FlatTable(context.options)
        self._safe = context.options.csv_safety == "escape"
        self._begun = False

    def feed(self, node: Node) -> Iterable[bytes]:
        """Take the next node and return the rows that are final."""
        out = bytearray()
        for batch in self._flat.feed(node):
            out += self._head()
            if isinstance(batch, Details):
                out += self._details(batch)
            else:
                lines = (",".join(map(self._value, row)) or '""' for row in batch.rows)
                out += "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
        return (bytes(out),) if out else ()

    def finish(self) -> Iterable[bytes]:
        """Return the head of a table without rows; all else is out already."""
        head = self._head()
        return (head,) if head else ()

    def close(self) -> None:
        """Nothing is held."""

    def _head(self) -> bytes:
        if self._begun:
            return b""
        columns = self._flat.require()
        self._begun = True
        return (",".join(self._cell(column.name) for column in columns) + "\n").encode("utf-8", "replace")

    def _details(self, batch: Details) -> bytes:
        columns = [self._column(array) for array in batch.arrays]
        lines = _joined(*columns, separator=",")
        if len(columns) == 1:  # an empty line would be no row
            lines = pc.if_else(pc.equal(lines, _large("")), _large('""'), lines)
        lines = _joined(lines, _large(""), separator="\n")
        # the data buffer of an Arrow array of text is its strings one after another: the file itself
        _, offsets, data = lines.buffers()
        ends = np.frombuffer(offsets, np.int64)
        return bytes(memoryview(data)[int(ends[lines.offset]) : int(ends[lines.offset + len(lines)])])

    def _column(self, array: pa.Array) -> pa.Array:
        texts, safe = texts_of(array)
        texts = texts.cast(pa.large_string())
        if safe:
            return texts
        if self._safe:
            formula = pc.match_substring_regex(texts, _FORMULA)
            if pc.any(formula).as_py():
                texts = pc.if_else(formula, _joined(_large("'"), texts), texts)
        quoted = pc.match_substring_regex(texts, _QUOTED)
        if pc.any(quoted).as_py():
            inner = pc.replace_substring(texts, '"', '""')
            texts = pc.if_else(quoted, _joined(_large('"'), inner, _large('"')), texts)
        return texts

    def _value(self, value: Any) -> str:
        if value is None or is_nan(value):
            return ""
        text = _short(raw_text(value)) if isinstance(value, float) else raw_text(value)
        return self._cell(text) if isinstance(value, str | bytes) else text

    def _cell(self, text: str) -> str:
        if self._safe and _FORMULA_PY.match(text):
            text = "'" + text
        return '"' + text.replace('"', '""') + '"' if _QUOTED_PY.search(text) else text


def _large(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def _joined(*columns: pa.Array | pa.Scalar, separator: str = "") -> pa.Array:
    return pc.binary_join_element_wise(
        *columns, _large(separator), null_handling="replace", null_replacement=""
    )


def _short(text: str) -> str:
    return text.removesuffix(".0")


def texts_of(array: pa.Array) -> tuple[pa.Array, bool]:
    """Return the cells as text (NULL stays NULL), and whether none of it can need a quote or an escape."""
    kind = array.type
    types = pa.types
    if types.is_dictionary(kind):
        return texts_of(array.dictionary_decode())
    if types.is_floating(kind):
        if kind != pa.float64():
            array = array.cast(pa.float64())
        finite = pc.is_finite(array)
        if pc.all(finite).as_py() is not False:
            return array.cast(pa.string()), True
        return _one_by_one(array), True
    if types.is_timestamp(kind):
        return _timestamps(array), True
    plain = types.is_integer(kind) or types.is_boolean(kind) or types.is_date(kind) or types.is_null(kind)
    if plain or (types.is_decimal(kind) and 0 <= kind.scale <= 6):
        return array.cast(pa.string()), True
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return array, False
    return _one_by_one(array), types.is_decimal(kind) or types.is_time(kind) or types.is_duration(kind)


def _one_by_one(array: pa.Array) -> pa.Array:
    values = array.to_pylist()
    return pa.array([None if v is None or is_nan(v) else _short_float(v) for v in values], pa.string())


def _short_float(value: Any) -> str:
    return _short(raw_text(value)) if isinstance(value, float) else raw_text(value)


def _timestamps(array: pa.Array) -> pa.Array:
    pattern = "%Y-%m-%dT%H:%M:%S" + ("%z" if array.type.tz else "")
    texts = pc.strftime(array, format=pattern)
    if array.type.tz:
        texts = pc.replace_substring_regex(texts, r"([+-]\d\d)(\d\d)$", r"\1:\2")
    texts = pc.replace_substring_regex(texts, r"\.0+([+-]|$)", r"\1")
    return pc.replace_substring_regex(texts, r"(\.\d*[1-9])0+([+-]|$)", r"\1\2")
