"""Names and places that come from a page: one plain name, and nothing outside a folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

from nbreports.errors import UsageError

_BAD = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
MOST = 120


def plain_name(name: str, ending: str) -> str:
    """Return a file's name with its ending, the one given or already there.

    Raises
    ------
    UsageError
        For a name that some system cannot hold, that hides the file, or that leads elsewhere.
    """
    stem = name.strip()
    if stem.lower().endswith(ending.lower()):
        stem = stem[: len(stem) - len(ending)].rstrip()
    found = _BAD.search(stem)
    if not stem or stem.startswith(".") or stem.endswith(".") or found or _RESERVED.fullmatch(stem):
        why = f" holds {found[0]!r}" if found else " is no name of a file"
        raise UsageError(
            f"{name!r:.80}{why}", remedy="Use letters, digits, spaces, - and _.", code="bad_name"
        )
    if len(stem) > MOST or len(os.fsencode(stem + ending)) > 200:
        raise UsageError(
            f"{name!r:.40} is too long a name", remedy=f"Use at most {MOST} characters.", code="bad_name"
        )
    return stem + ending


def suggested_name(title: str) -> str:
    """Return a name for what a title names."""
    words = re.sub(r"[^\w.+-]+", "-", title, flags=re.UNICODE).strip("-._").lower()
    return words[:60].strip("-._") or "report"


def inside(root: Path, path: str) -> Path:
    """Return the place ``path`` names in ``root``, links followed.

    Raises
    ------
    UsageError
        Where it is outside of the folder, or hidden.
    """
    whole = Path(os.path.realpath(root))
    if "\0" not in path:
        place = Path(os.path.realpath(whole / path))
        if place.is_relative_to(whole) and not any(
            part.startswith(".") for part in place.relative_to(whole).parts
        ):
            return place
    raise UsageError(
        f"{path!r:.80} is outside of this notebook's folder",
        remedy="Name a place in the folder, or open the file in Python: ReportBuilder('path').",
        code="outside",
    )
