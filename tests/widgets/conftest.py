"""Widgets whose comm leads into a list: what would go to the browser is read there."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from nbreports.widgets import ReportSession

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


class Line:
    """The other end of a session's comm."""

    def __init__(self, session):
        self.session = session
        self.messages = []
        self.arrived = threading.Condition()
        session.comm.publish_msg = self._publish

    def _publish(self, _kind, data=None, metadata=None, buffers=None, **_keys):
        with self.arrived:
            self.messages.append((data, buffers or []))
            self.arrived.notify_all()

    def ask(self, ident, kind, **content):
        """Send a question as a front end does."""
        message = {"method": "custom", "content": {"v": 1, "id": ident, "kind": kind, **content}}
        self.session._handle_msg({"content": {"data": message}, "buffers": []})

    def answers(self):
        """Return custom messages with their buffers."""
        return [(data["content"], buffers) for data, buffers in self.messages if data["method"] == "custom"]

    def answer(self, ident, seconds=60):
        """Wait for the last answer to a question and return it with its buffers."""
        end = time.monotonic() + seconds
        with self.arrived:
            while True:
                found = [each for each in self.answers() if each[0]["id"] == ident]
                if found and not found[-1][0].get("more"):
                    return found[-1]
                assert self.arrived.wait(end - time.monotonic()), f"no answer to {ident}"


@pytest.fixture
def sales():
    return pd.read_csv(FIXTURES / "sales.csv")


@pytest.fixture
def opened():
    """Make sessions, each with its line; they end with the test."""
    sessions = []

    def make(report, data=None, **keys):
        session = ReportSession(report, data, **keys)
        sessions.append(session)
        return session, Line(session)

    yield make
    for session in sessions:
        session.close()
