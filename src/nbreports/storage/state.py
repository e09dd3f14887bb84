"""Where nbreports keeps what is no report and no output: the journal of jobs, their folders, the audit log."""

from __future__ import annotations

import os
from pathlib import Path

from nbreports.errors import OutputError

FOLDER_VARIABLE = "NBREPORTS_STATE"


def state_folder() -> Path:
    """Return the folder, made where it is missing and closed to other users.

    It is that of ``NBREPORTS_STATE``, else ``nbreports`` in the user's state folder.

    Raises
    ------
    OutputError
        Where it cannot be made.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        folder = Path(named).expanduser().absolute()
    else:
        from platformdirs import user_state_path

        folder = user_state_path("nbreports", appauthor=False)
    return private_folder(folder)


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner may enter, and return it.

    Raises
    ------
    OutputError
        Where it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"the folder cannot be made: {error.strerror or error}",
            where=str(folder),
            remedy=f"Set {FOLDER_VARIABLE} to a folder you may write to.",
        ) from error
    return folder
