"""Prints the schema of the messages; with ``report``, that of a report in long form."""

from __future__ import annotations

import json
import sys

from nbreports.widgets.messages import schema
from nbreports.widgets.messages.long_form import long_form

found = long_form() if sys.argv[1:] == ["report"] else schema()
sys.stdout.write(json.dumps(found, indent=2) + "\n")
