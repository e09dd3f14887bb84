"""JSON files: a list of objects, or one object a line. A key is a column, typed by all its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from nbreports.errors import FrameRefused, SourceError
from nbreports.sources.csv_types import moment_sql, moment_type
from nbreports.sources.files import FileSource, Opened, fingerprint
from nbreports.sources.naming import unique_names
from nbreports.sources.quoting import quote, quote_text
from nbreports.sources.shape import DECIMAL_INTEGER, Column, Shape

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.sources.engine import Engine

_OBJECT_BYTES = 64 * 2**20
_INTEGER, _LONG, _FLOAT, _BOOLEAN, _NESTED, _TEXT = (1 << (bit + 16) for bit in range(6))


class JsonSource(FileSource):
    """A JSON or JSON Lines file."""

    def __init__(self, path: Path, table: str | None = None, name: str | None = None) -> None:
        super().__init__(path, table, name)
        self._known: tuple[tuple[int, int, int], Shape, int] | None = None

    def _open(self, engine: Engine, path: Path) -> Opened:
        mark = fingerprint(path)
        readable = engine.readable(path)
        relation = (
            f"read_json({quote_text(str(readable))}, maximum_depth=1, sample_size=-1, records='true', "
            f"map_inference_threshold=-1, field_appearance_threshold=0, maximum_object_size={_OBJECT_BYTES})"
        )
        if self._known is None or self._known[0] != mark:
            self._known = (mark, *self._typed(engine, relation))
        _, shape, rows = self._known
        return Opened(relation, shape, rows)

    def _typed(self, engine: Engine, relation: str) -> tuple[Shape, int]:
        try:
            schema = engine.raw_schema(f"SELECT * FROM {relation} LIMIT 0", label=f"describe {self.name}")
        except SourceError as error:
            if "non-record" in error.message:
                raise FrameRefused(
                    "the file holds no list of objects",
                    remedy='Write it as [{"a": 1}, {"a": 2}], or one object a line.',
                ) from error
            raise
        asked = ", ".join(f"bit_or({_class_sql(quote(raw))}) AS {quote(raw)}" for raw in schema.names)
        found = engine.fetch(
            f'SELECT count(*) AS "\u0001n", {asked} FROM {relation}', label=f"types of {self.name}"
        )
        names, notes = unique_names(schema.names)
        said = list(notes)
        columns = []
        for raw, name in zip(schema.names, names, strict=True):
            kind, sql, note = _type_of(found[raw][0].as_py() or 0, quote(raw))
            if note:
                said.append(f"{name}: {note}")
            columns.append(Column(raw, name, kind, sql))
        return Shape(tuple(columns), tuple(said)), found["\u0001n"][0].as_py()


def _class_sql(cell: str) -> str:
    text = f"({cell}->>'$')"
    return (
        f"CASE json_type({cell}) WHEN 'BIGINT' THEN {_INTEGER}"
        f" WHEN 'UBIGINT' THEN CASE WHEN try_cast({text} AS BIGINT) IS NULL THEN {_LONG} ELSE {_INTEGER} END"
        # JSON's numbers past 64 bits are doubles to the reader, though their digits are there
        f" WHEN 'DOUBLE' THEN CASE WHEN regexp_full_match({text}, '-?[0-9]{{19,38}}') THEN {_LONG}"
        f" ELSE {_FLOAT} END"
        f" WHEN 'BOOLEAN' THEN {_BOOLEAN} WHEN 'VARCHAR' THEN {_TEXT} | ({moment_sql(text)})"
        f" WHEN 'ARRAY' THEN {_NESTED} WHEN 'OBJECT' THEN {_NESTED} ELSE 0 END"
    )


def _type_of(classes: int, cell: str) -> tuple[pa.DataType, str, str | None]:
    text = f"({cell}->>'$')"
    kinds = classes & ~0xFFFF
    if kinds == _INTEGER:
        return pa.int64(), f"CAST({text} AS BIGINT)", None
    if kinds and not kinds & ~(_INTEGER | _LONG):
        return DECIMAL_INTEGER, f"CAST({text} AS DECIMAL(38,0))", "integers over 64 bits are read as decimals"
    if kinds and not kinds & ~(_INTEGER | _FLOAT):
        wide = f"CAST({text} AS DOUBLE)"
        return pa.float64(), f"CASE WHEN isnan({wide}) THEN NULL ELSE {wide} END", None
    if kinds == _BOOLEAN:
        return pa.bool_(), f"CAST({text} AS BOOLEAN)", None
    if kinds == _TEXT:
        moment = moment_type(classes & 0xFFFF, text)
        return moment.type, moment.sql, moment.note
    if kinds == _NESTED:
        return pa.string(), text, "nested values are read as JSON text"
    return pa.string(), text, "mixed values are read as text" if kinds else None
