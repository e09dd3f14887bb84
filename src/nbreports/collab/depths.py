"""How deep every struct of a document stands, so that no update can build a chain of shared types."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from nbreports.collab.scan import MOST_CLIENTS, MOST_SHARED, Id, Span, Unsafe, Update

if TYPE_CHECKING:
    from collections.abc import Iterable


class Depths:
    """The depth of each struct by client and clock, in runs of the same depth."""

    def __init__(self) -> None:
        self._ends: dict[int, list[int]] = {}
        self._depths: dict[int, list[int]] = {}

    def known(self, client: int) -> int:
        """Return the first clock of a client that is not known."""
        ends = self._ends.get(client)
        return ends[-1] if ends else 0

    def missing(self, update: Update) -> bool:
        """Say whether an update builds on something that has not arrived."""
        ends: dict[int, int] = {}
        starts: dict[int, int] = {}
        for span in (*update.spans, *update.skipped):
            starts[span.client] = min(starts.get(span.client, span.clock), span.clock)
            ends[span.client] = max(ends.get(span.client, 0), span.clock + span.length)
        if any(start > self.known(client) for client, start in starts.items()):
            return True
        if any(span.clock + span.length > self.known(span.client) for span in update.skipped):
            return True
        referred: Iterable[Id] = (
            each for span in update.spans for each in (span.beside, span.inside) if each is not None
        )
        if any(clock >= max(self.known(client), ends.get(client, 0)) for client, clock in referred):
            return True
        return any(
            span.clock + span.length > max(self.known(span.client), ends.get(span.client, 0))
            for span in update.deleted
        )

    def depths(self, update: Update) -> list[tuple[Span, int]]:
        """Return the spans of an update that are new, in clock order, each with its depth.

        Raises
        ------
        Unsafe
            Where shared types are nested too deep, or stand in themselves.
        """
        fresh = sorted(
            (span for span in update.spans if span.clock + span.length > self.known(span.client)),
            key=lambda span: (span.client, span.clock),
        )
        starts: dict[int, list[int]] = {}
        places: dict[int, list[int]] = {}
        for place, span in enumerate(fresh):
            starts.setdefault(span.client, []).append(span.clock)
            places.setdefault(span.client, []).append(place)
        if len(self._ends.keys() | starts.keys()) > MOST_CLIENTS * 20:
            raise Unsafe("more authors than any report has")
        found: list[int | None] = [None] * len(fresh)
        for place in range(len(fresh)):
            self._resolve(place, fresh, starts, places, found)
        return [(span, depth or 0) for span, depth in zip(fresh, found, strict=True)]

    def learn(self, update: Update) -> None:
        """Take the structs of an update that a document now holds."""
        for span, depth in self.depths(update):
            end = span.clock + span.length
            ends = self._ends.setdefault(span.client, [])
            depths = self._depths.setdefault(span.client, [])
            if depths and depths[-1] == depth:
                ends[-1] = end
            else:
                ends.append(end)
                depths.append(depth)

    def _resolve(
        self,
        place: int,
        fresh: list[Span],
        starts: dict[int, list[int]],
        places: dict[int, list[int]],
        found: list[int | None],
    ) -> None:
        """Find the depth of one span; the way to what it hangs on is a list, not a recursion."""
        way: list[int] = []
        depth = 0
        here: int | None = place
        while here is not None and found[here] is None:
            span = fresh[here]
            way.append(here)
            if len(way) > len(fresh):
                raise Unsafe("a shared type that stands in itself")
            there = span.beside or span.inside
            here = None
            if there is None:
                depth = 0
            elif there[1] < self.known(there[0]):
                depth = self._at(there)
            else:
                at = bisect_right(starts.get(there[0], []), there[1]) - 1
                if at >= 0:
                    here = places[there[0]][at]
        if here is not None:
            depth = found[here] or 0
        for each in reversed(way):
            if fresh[each].beside is None and fresh[each].inside is not None:
                depth += 1
            if depth > MOST_SHARED:
                raise Unsafe(f"shared types nested deeper than {MOST_SHARED}")
            found[each] = depth

    def _at(self, ident: Id) -> int:
        client, clock = ident
        return self._depths[client][bisect_right(self._ends[client], clock)]
