"""Both languages are held to one schema."""

from __future__ import annotations

import json
from pathlib import Path

from nbreports.widgets.messages import schema

WRITTEN = Path(__file__).resolve().parents[2] / "js" / "src" / "protocol" / "messages.schema.json"


def test_the_schema_of_the_front_end_is_this_one():
    """Else: python -m nbreports.widgets.messages > js/src/protocol/messages.schema.json, then npm run protocol."""
    assert json.loads(WRITTEN.read_text("utf-8")) == schema()
