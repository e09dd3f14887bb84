"""Both languages are held to one schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nbreports.widgets.messages import schema
from nbreports.widgets.messages.long_form import long_form

PROTOCOL = Path(__file__).resolve().parents[2] / "js" / "src" / "protocol"


@pytest.mark.parametrize(("name", "made"), [("messages", schema), ("report", long_form)])
def test_the_schemas_of_the_front_end_are_these(name, made):
    """Else: python -m nbreports.widgets.messages [report] > js/src/protocol/NAME.schema.json, then npm run protocol."""
    assert json.loads((PROTOCOL / f"{name}.schema.json").read_text("utf-8")) == made()
