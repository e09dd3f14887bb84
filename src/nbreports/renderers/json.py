"""JSON: the whole document as ``nbreport-output/1``, which is also what a preview receives.

One object, written as the nodes come: nothing is gathered but warnings, which end the object. Decimals and
big integers are JSON numbers with all their digits; NULL is ``null``, infinities are strings, dates ISO
8601, durations seconds, bytes base64.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from operator import add
from types import NoneType
from typing import TYPE_CHECKING, Any

from nbreports.document import nodes
from nbreports.errors import RenderError
from nbreports.renderers.raw import decimal_text, is_nan, raw_text, seconds_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nbreports.document.nodes import (
        BandRow,
        Cell,
        ChartNode,
        CrosstabNode,
        DetailRows,
        Node,
        Stamp,
        TableStart,
    )
    from nbreports.renderers.base import RenderContext

SCHEMA = "nbreport-output/1"
_FORMATS = {
    "float": "decimal:2",
    "decimal": "decimal:2",
    "date": "date:medium",
    "datetime": "datetime:medium",
}
"""What a type is written in where nothing else is said; the other types are presets themselves."""


class JsonRenderer:
    """Write the document as one JSON object."""

    def __init__(self, context: RenderContext) -> None:
        self._stamp = context.options.stamp
        self._warnings: list[nodes.Warning] = []
        self._blocks = _Blocks()
        self._begun = self._ended = False

    def feed(self, node: Node) -> Iterable[bytes]:
        """Take the next node and return its JSON."""
        match node:
            case nodes.DocumentStart():
                self._begun = True
                self._warnings += node.warnings
                stamp = stamp_object(node.stamp) if self._stamp and node.show_stamp else None
                head = {"schema": SCHEMA, "report": {"title": node.title, "name": node.name}, "stamp": stamp}
                parts: Iterable[str] = (encode(head)[:-1], ', "body": [')
            case nodes.DocumentEnd():
                self._ended = True
                self._warnings += node.warnings
                found = [{"code": w.code, "message": w.message, "block": w.block} for w in self._warnings]
                parts = ("\n], ", f'"warnings": {encode(found)}', "}\n")
            case _:
                parts = self._blocks.feed(node)
        # an escape of JSON too: lone surrogates have no UTF-8
        data = "".join(parts).encode("utf-8", "backslashreplace")
        return (data,) if data else ()

    def finish(self) -> Iterable[bytes]:
        """Return nothing: the object ended with the document."""
        if not (self._begun and self._ended):
            raise RenderError("the document has no end")
        return ()

    def close(self) -> None:
        """Nothing is held."""


class _Blocks:
    """A list of blocks being written: that of the body, or of a row."""

    def __init__(self) -> None:
        self._comma = "\n"
        self._rows = ""
        self._names: tuple[str, ...] = ()

    def feed(self, node: Node) -> Iterator[str]:
        match node:
            case nodes.TableStart():
                yield self._comma
                yield from _table_head(node)
                self._names = tuple(f"{encode(column.name)}: " for column in node.columns)
                self._rows = "\n"
            case nodes.DetailRows():
                yield self._rows
                yield ",\n".join(_detail_rows(node, self._names))
                self._rows = ",\n" if node.height else self._rows
            case nodes.BandRow():
                yield self._rows
                yield _band_row(node, self._names)
                self._rows = ",\n"
            case nodes.TableEnd():
                yield "\n]}"
                self._comma = ",\n"
            case nodes.RowNode():
                yield f'{self._comma}{encode(_block("row", node))[:-1]}, "blocks": ['
                inner = _Blocks()
                for child in node.children:
                    for each in child:
                        yield from inner.feed(each)
                yield "\n]}"
                self._comma = ",\n"
            case _:
                yield self._comma
                yield encode(_object(node))
                self._comma = ",\n"


def stamp_object(stamp: Stamp) -> dict[str, Any]:
    """Return the stamp as FORMAT has it; ``params`` maps names to raw values."""
    return {
        "source": stamp.source,
        "rows": stamp.rows,
        "sampled": stamp.sampled,
        "params": {param.name: param.raw for param in stamp.params},
        "filters": list(stamp.filters),
        "version": stamp.version,
        "started": stamp.started,
    }


# --- blocks ---------------------------------------------------------------------------------------


def _block(kind: str, node: Any) -> dict[str, Any]:
    return {"kind": kind, "id": node.id, "title": getattr(node, "title", None)}


def _object(node: Node) -> dict[str, Any]:
    match node:
        case nodes.TextNode():
            return {**_block("text", node), "md": node.md}
        case nodes.MetricNode():
            return {
                **_block("metric", node),
                "value": node.cell.value,
                "text": node.cell.text,
                "label": node.label,
                "compare": _cell(node.compare),
                "target": _cell(node.target),
                "spark": None if node.spark is None else list(node.spark),
            }
        case nodes.CrosstabNode():
            return _crosstab(node)
        case nodes.ChartNode():
            return _chart(node)
        case nodes.ImageNode():
            data = base64.b64encode(node.image.data).decode("ascii")
            return {
                **_block("image", node),
                "src": f"data:{node.image.media_type};base64,{data}",
                "alt": node.alt,
                "width": node.width,
                "height": node.height,
                "fit": node.fit,
            }
        case nodes.PageBreakNode():
            return _block("pagebreak", node)
    raise RenderError(f"a node of type {type(node).__name__} has no place in a document")


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    return None if cell is None else {"value": cell.value, "text": cell.text}


def _channel(channel: nodes.Channel | nodes.TableColumn) -> dict[str, Any]:
    return {
        "name": channel.name,
        "label": channel.label,
        "type": channel.type,
        "format": channel.spec.format or _FORMATS.get(channel.type, channel.type),
    }


def _chart(node: ChartNode) -> dict[str, Any]:
    points = []
    for point in node.points:
        each = {"x": point.x, "y": point.y}
        if node.type == "histogram":
            each["x_end"] = point.x_end
        if node.color is not None:
            each["color"] = point.color
        if node.size is not None:
            each["size"] = point.size
        points.append(each)
    return {
        **_block("chart", node),
        "type": node.type,
        "x": _channel(node.x),
        "y": _channel(node.y),
        "color": None if node.color is None else _channel(node.color),
        **({} if node.size is None else {"size": _channel(node.size)}),
        "points": points,
    }


def _crosstab(node: CrosstabNode) -> dict[str, Any]:
    names = [value.name for value in node.values]
    cells = []
    for head, line in zip(node.row_heads, node.cells, strict=True):
        row = {dimension.name: key for dimension, key in zip(node.rows, head.keys, strict=False)}
        for other, values in zip(node.column_heads, line, strict=True):
            column = {dimension.name: key for dimension, key in zip(node.columns, other.keys, strict=False)}
            filled = [(name, cell) for name, cell in zip(names, values, strict=True) if cell is not None]
            cells.append(
                {
                    "row": row,
                    "column": column,
                    "values": {name: cell.value for name, cell in filled},
                    "text": {name: cell.text for name, cell in filled},
                }
            )
    return {
        **_block("crosstab", node),
        "rows": [{"name": dimension.name, "label": dimension.label} for dimension in node.rows],
        "columns": [{"name": dimension.name, "label": dimension.label} for dimension in node.columns],
        "values": [_channel(value) for value in node.values],
        "cells": cells,
    }


# --- tables ---------------------------------------------------------------------------------------


def _table_head(node: TableStart) -> Iterator[str]:
    head = {**_block("table", node), "columns": [_channel(column) for column in node.columns]}
    yield encode(head)[:-1]
    yield ', "rows": ['


def _detail_rows(node: DetailRows, names: tuple[str, ...]) -> Iterator[str]:
    start = f'{{"band": "detail", "level": {node.level}, "group": {encode(dict(node.group))}, "values": {{'
    values = [map(encode, chunk.values.to_pylist()) for chunk in node.columns]
    texts = [map(_string, chunk.text) for chunk in node.columns]
    for row, text in zip(zip(*values, strict=True), zip(*texts, strict=True), strict=True):
        yield f'{start}{", ".join(map(add, names, row))}}}, "text": {{{", ".join(map(add, names, text))}}}}}'


def _band_row(node: BandRow, names: tuple[str, ...]) -> str:
    filled = [(name, cell) for name, cell in zip(names, node.cells, strict=True) if cell is not None]
    values = ", ".join(name + encode(cell.value) for name, cell in filled)
    texts = ", ".join(name + _string(cell.text) for name, cell in filled)
    return (
        f'{{"band": "{node.band}", "level": {node.level}, "group": {encode(dict(node.group))}, '
        f'"values": {{{values}}}, "text": {{{texts}}}}}'
    )


# --- values ---------------------------------------------------------------------------------------

_string = json.encoder.encode_basestring
_EXACT: dict[type, Callable[[Any], str]] = {str: _string, int: str, NoneType: lambda _: "null"}


def encode(value: Any) -> str:
    """Return a raw value, list or mapping as JSON.

    Raises
    ------
    RenderError
        For a type that no cell of a document has.
    """
    exact = _EXACT.get(type(value))
    if exact is not None:
        return exact(value)
    if is_nan(value):
        return "null"
    if isinstance(value, bool | int):
        return raw_text(value)
    if isinstance(value, float | Decimal):
        text = raw_text(value) if isinstance(value, float) else decimal_text(value)
        return f'"{text}"' if text.endswith("y") else text
    if isinstance(value, timedelta):
        return seconds_text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_string(str(key))}: {encode(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return "[" + ", ".join(map(encode, value)) + "]"
    return encode(value.item()) if hasattr(value, "item") else _string(raw_text(value))
