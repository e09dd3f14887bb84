"""Who asks for a report, as well as it can be known."""

from __future__ import annotations

import getpass
import os
from typing import TypedDict

_HUB_USER = "JUPYTERHUB_USER"

Who = TypedDict("Who", {"name": str, "from": str, "verified": bool})
"""A name; ``jupyterhub`` or ``system``, where it is from; whether somebody has signed in by it."""


def who() -> Who:
    """Return the user of this process.

    It is the one JupyterHub signed in and started the server for, else the account of the system, which says whose
    process it is and not who sits before it.
    """
    name = os.environ.get(_HUB_USER)
    if name:
        return {"name": name, "from": "jupyterhub", "verified": True}
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name, as in some containers
        name = str(os.getuid()) if hasattr(os, "getuid") else "unknown"
    return {"name": name, "from": "system", "verified": False}
