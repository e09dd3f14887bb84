"""``python -m nbreports``."""

from __future__ import annotations

from nbreports.cli.main import main

main()
