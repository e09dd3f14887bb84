"""Column names a report can use: text, not empty, and distinct also for an engine that ignores case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def unique_names(raw: Iterable[Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a usable name for each of ``raw``, in order, and a note for each that had to change.

    Levels of a tuple are joined with `` / ``, numbers and None are spelled, control characters become spaces,
    an empty name becomes ``column_<position>``. The first of several equal names (upper and lower case count
    as equal) keeps it, the others get ``_2``, ``_3``, ….
    """
    given = list(raw)
    spelled = [_spell(name, position) for position, name in enumerate(given, start=1)]
    wanted = {name.lower() for name in spelled}
    taken: set[str] = set()
    names: list[str] = []
    notes: list[str] = []
    for before, name in zip(given, spelled, strict=True):
        chosen, count = name, 1
        while chosen.lower() in taken or (count > 1 and chosen.lower() in wanted):
            count += 1
            chosen = f"{name}_{count}"
        taken.add(chosen.lower())
        names.append(chosen)
        if chosen != name:
            notes.append(f"{chosen}: renamed, another column is already called {name!r}")
        elif chosen != before:
            notes.append(f"{chosen}: renamed from {before!r}")
    return tuple(names), tuple(notes)


def _spell(name: Any, position: int) -> str:
    if isinstance(name, tuple):
        text = " / ".join(part for part in (str(level) for level in name) if part)
    else:
        text = str(name)
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = "".join(" " if ord(c) < 32 or ord(c) == 127 else c for c in text).strip()
    return text or f"column_{position}"
