"""A source with hidden columns: as reports see it, and whole, as the owner's row filter reads it."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pyarrow as pa

from nbreports.errors import FrameRefused, SourceError
from nbreports.sources.fingerprint import fingerprint
from nbreports.sources.quoting import quote

if TYPE_CHECKING:
    from nbreports.sources.base import Description, Source
    from nbreports.sources.engine import Engine
    from nbreports.sources.fingerprint import Fingerprint


class WholeSource:
    """``source`` with the columns ``hidden`` still in it, but no word about them."""

    def __init__(self, source: Source, hidden: frozenset[str]) -> None:
        self.name = source.name
        self._source = source
        self._hidden = hidden

    def describe(self) -> Description:
        """Return the whole shape.

        Raises
        ------
        SourceError
            When a hidden column does not exist: a misspelt name would show the column it meant to hide.
        """
        whole = self._source.describe()
        names = whole.schema.names
        for column in sorted(self._hidden):
            if column not in names:
                near = get_close_matches(column, names, 1, 0.6)
                raise SourceError(
                    f"the column {column!r} is to be hidden, but there is none of that name",
                    where=self.name,
                    remedy=f"Did you mean {near[0]!r}?" if near else f"Columns: {', '.join(names[:20])}.",
                )
        return replace(whole, notes=tuple(note for note in whole.notes if not self._tells(note)))

    def fingerprint(self) -> Fingerprint:
        """Return what changes when the source does, or what is hidden of it."""
        return (tuple(sorted(self._hidden)), fingerprint(self._source))

    def attach(self, engine: Engine) -> str:
        """Return the whole relation."""
        return self._source.attach(engine)

    def _tells(self, note: str) -> bool:
        return any(note.startswith(f"{column}:") for column in self._hidden)


class RestrictedSource(WholeSource):
    """``source`` without the columns ``hidden``: no description, profile, sample or relation has them."""

    def describe(self) -> Description:
        """Return the shape of what is left; raises as that of the whole."""
        whole = super().describe()
        left = [field for field in whole.schema if field.name not in self._hidden]
        if not left:
            raise FrameRefused(
                "every column is hidden", where=self.name, remedy="Leave at least one column to report."
            )
        return replace(
            whole,
            schema=pa.schema(left),
            primary_key=whole.primary_key if self._hidden.isdisjoint(whole.primary_key) else (),
            foreign_keys=tuple(key for key in whole.foreign_keys if self._hidden.isdisjoint(key.columns)),
        )

    def attach(self, engine: Engine) -> str:
        """Return a view of what is left."""
        columns = ", ".join(quote(name) for name in self.describe().schema.names)
        whole = self._source.attach(engine)
        view = engine.name(self.name)
        engine.execute(f"CREATE VIEW {view} AS SELECT {columns} FROM {whole}", label=f"attach {self.name}")
        return view
