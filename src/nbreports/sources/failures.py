"""DuckDB's errors in our words."""

from __future__ import annotations

import re

from nbreports.errors import JobCancelled, LimitError, NbreportsError, SourceError, SourceNotAllowed

_KIND = re.compile(r"(?:^|[\s:])([A-Z][A-Za-z ]*? Error): ")


def translated(error: Exception, label: str) -> NbreportsError:
    """Return our error for ``error``, raised by DuckDB or by one of its Arrow readers.

    Readers raise ``OSError`` and ``ArrowInvalid`` with DuckDB's text inside, so the text decides, not the
    type.
    """
    text = str(error)
    found = _KIND.search(text)
    kind = found.group(1).lower() if found else ""
    said = _first_line(text[found.end() :] if found else text) or type(error).__name__
    if kind == "interrupt error" or "Interrupted!" in text:
        return JobCancelled(f"{label} was stopped")
    if kind == "out of memory error" or isinstance(error, MemoryError):
        return LimitError(
            f"{label} ran out of memory: {said}",
            remedy="Raise the memory limit, free disk space for spilling, or ask for fewer rows or columns.",
            code="out_of_memory",
        )
    if "overflow" in text.lower() or kind == "out of range error":
        return LimitError(
            f"{label}: a number grew too large: {said}",
            remedy="Divide first, or multiply by 1.0 so that it is computed as a float.",
            code="overflow",
        )
    if kind in {"conversion error", "invalid type error", "mismatch type error"}:
        return SourceError(
            f"{label}: a value cannot be converted: {said}",
            remedy="Correct the value in the source, or give the field the type text.",
            code="conversion",
        )
    if kind == "permission error":
        return SourceNotAllowed(
            f"{label}: {said}", remedy="Register the file or folder with the catalog before the run."
        )
    return SourceError(
        f"{label} failed: {said}", remedy="Check that the source can be read, and try again.", code="engine"
    )


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.strip().splitlines()] or [""]
    if lines[0].startswith("CSV Error on Line") and len(lines) > 2:
        # the line itself comes second, what is wrong with it third
        return f"{lines[0].removeprefix('CSV Error on ')}: {lines[2]} ({lines[1][:120]})"
    return lines[0]
