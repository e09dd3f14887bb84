"""The report of a session under many hands: pages write, the session reads, and the other way round."""

from __future__ import annotations

import threading

import pytest

from nbreports import Report, Table
from nbreports.collab import Provider, new_doc, read
from nbreports.collab.binding import maps_of


class Page:
    """A browser's page: its own document behind a session's line."""

    def __init__(self, line, name):
        self.line = line
        self.name = name
        self.count = 0
        self.read = 0
        self.takers = []
        self.doc = new_doc()
        self.provider = Provider(self.doc, self)

    def send(self, data):
        self.count += 1
        content = {"v": 1, "id": f"{self.name}.{self.count}", "kind": "y.sync"}
        self.line.session._handle_custom_msg(content, [memoryview(data)])

    def receive(self, take):
        self.takers.append(take)
        return lambda: self.takers.remove(take)

    def listen(self):
        """Take what came for this page since."""
        while self.read < len(self.line.answers()):
            content, buffers = self.line.answers()[self.read]
            self.read += 1
            if content["kind"] == "y.sync" and content["id"].startswith(f"{self.name}."):
                for take in tuple(self.takers):
                    take(bytes(buffers[0]))

    def title(self, text):
        report, _, _ = maps_of(self.doc)
        report["title"] = text


@pytest.fixture
def shared(opened, sales):
    session, line = opened(Report("Shop", "sales", [Table("amount")]), {"sales": sales})
    pages = [Page(line, name) for name in ("first", "second")]
    for page in pages:
        page.provider.start()
        page.listen()
    return session, line, pages


def change(session, act):
    """Do what changes a session's report and wait until it has."""
    changed = threading.Event()
    session.observe(lambda _change: changed.set(), "revision")
    act()
    assert changed.wait(30)


def test_pages_get_the_report(shared):
    session, _, pages = shared
    for page in pages:
        assert read(page.doc)["title"] == "Shop"
        assert read(page.doc)["body"][0]["columns"] == ["amount"]
    assert session.revision == 0


def test_what_a_page_writes_is_the_sessions_and_the_other_pages(shared):
    session, _, (first, second) = shared
    change(session, lambda: first.title("Shop in May"))
    assert session.report.definition.title == "Shop in May"
    assert session.revision == 1
    second.listen()
    assert read(second.doc)["title"] == "Shop in May"
    second.title("Shop in June")
    first.listen()
    assert read(first.doc)["title"] == "Shop in June"


def test_what_the_program_sets_is_the_pages(shared):
    session, _, (first, second) = shared
    session.report = Report("Other", "sales", [Table("customer")])
    assert session.revision == 1
    for page in (first, second):
        page.listen()
        assert read(page.doc)["title"] == "Other"
        assert read(page.doc)["body"][0]["columns"] == ["customer"]


def test_bytes_that_are_no_edit_are_refused_and_change_nothing(shared):
    session, line, (first, _) = shared
    for number, data in enumerate(
        (b"", b"\x00", b"\x02\xff\xff\xff", b"\x07\x01a", bytes(100), b"\x02\x03abc")
    ):
        content = {"v": 1, "id": f"evil.{number}", "kind": "y.sync"}
        session._handle_custom_msg(content, [data])
    refused = [content for content, _ in line.answers() if content["kind"] == "refused"]
    assert {content["code"] for content in refused} == {"update_refused"}
    assert session.report.definition.title == "Shop"
    change(session, lambda: first.title("Still here"))
    assert session.report.definition.title == "Still here"


def test_awareness_is_handed_on(shared):
    _, line, (first, _) = shared
    first.line.session._handle_custom_msg({"v": 1, "id": "first.99", "kind": "y.awareness"}, [b"who is here"])
    content, (data,) = line.answers()[-1]
    assert (content["kind"], content["id"], data) == ("y.awareness", "first.99", b"who is here")
