"""Tables and views of a DuckDB file, attached for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.errors import SourceError
from nbreports.sources.base import ForeignKey
from nbreports.sources.files import FileSource, Opened
from nbreports.sources.quoting import quote, quote_text
from nbreports.sources.shape import shape_of
from nbreports.sources.tables import choose_table, columns_of

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.sources.engine import Engine


class DuckdbFileSource(FileSource):
    """One table or view of a DuckDB file; ``table`` is its name, ``schema.name`` outside ``main``."""

    fixed = False

    def _open(self, engine: Engine, path: Path) -> Opened:
        try:
            catalog = engine.attach_database(path)
        except SourceError as error:
            if "file handle conflict" in error.message:
                raise SourceError(
                    "the file is open for writing in this program",
                    remedy="Close that connection, or give a relation of it: con.table('…').",
                ) from error
            if "Could not set lock" in error.message:
                raise SourceError(
                    "another program is writing to the file",
                    remedy="Close it there, or report a copy of the file.",
                ) from error
            raise
        listed = engine.fetch(
            "SELECT schema_name AS s, table_name AS t, true AS stored FROM duckdb_tables()"
            f" WHERE database_name = {quote_text(catalog)} UNION ALL"
            " SELECT schema_name, view_name, false FROM duckdb_views()"
            f" WHERE database_name = {quote_text(catalog)} AND NOT internal ORDER BY 1, 2",
            label=f"tables of {path.name}",
        ).to_pylist()
        names = {(r["t"] if r["s"] == "main" else f"{r['s']}.{r['t']}"): (r["s"], r["t"]) for r in listed}
        schema, table = names[choose_table(self.table, names, path.name)]
        relation = f"{quote(catalog)}.{quote(schema)}.{quote(table)}"
        arrow, types = columns_of(engine, relation, self.name)
        count = engine.fetch(f"SELECT count(*) AS n FROM {relation}", label=f"count {self.name}")["n"][
            0
        ].as_py()
        primary, foreign = _keys(engine, catalog, schema, table)
        return Opened(relation, shape_of(arrow, types=types), count, (), primary, foreign)


def _keys(
    engine: Engine, catalog: str, schema: str, table: str
) -> tuple[tuple[str, ...], tuple[ForeignKey, ...]]:
    rows = engine.fetch(
        "SELECT constraint_type AS kind, constraint_column_names AS here, referenced_table AS there,"
        " referenced_column_names AS columns FROM duckdb_constraints()"
        f" WHERE database_name = {quote_text(catalog)} AND schema_name = {quote_text(schema)}"
        f" AND table_name = {quote_text(table)} AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')",
        label=f"keys of {table}",
    ).to_pylist()
    primary = next((tuple(row["here"]) for row in rows if row["kind"] == "PRIMARY KEY"), ())
    foreign = tuple(
        ForeignKey(tuple(row["here"]), row["there"], tuple(row["columns"]))
        for row in rows
        if row["kind"] == "FOREIGN KEY"
    )
    return primary, foreign
