"""Messages about jobs, sent to real servers on this machine: one that takes them, one that refuses, one that hangs."""

from __future__ import annotations

import email
import email.policy
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import psutil
import pytest
from aiosmtpd.controller import Controller

from nbreports.errors import NotificationError, UsageError
from nbreports.jobs.notifying import message_of, notify, redacted, send
from nbreports.storage.journal import JobRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "hunter2secret"  # noqa: S105 - what must not be told


class Inbox:
    """Takes every message, except for those to ``nobody``."""

    def __init__(self):
        self.mails = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append((envelope.rcpt_tos, mail))
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    handler = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.port = port
    yield handler
    controller.stop()


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as server:
        yield server.getsockname()[1]


def url(port: int, to: str = "ann") -> str:
    return f"mailto://127.0.0.1:{port}?mode=insecure&from=reports%40example.org&to={to}%40example.org&pass={SECRET}"


def job(**changes) -> JobRecord:
    facts = {
        "number": 1, "id": "j1", "title": "Sales", "state": "done", "wish": "run", "ready": True, "line": "kernel",
        "starter": {}, "targets": (), "outputs": (), "progress": {}, "error": None, "created": 0.0, "started": 10.0,
        "ended": 75.0, "attempt": 1, "restarts": 0, "pid": None, "born": None, "applied": 0, "revision": 1,
    }  # fmt: skip
    return JobRecord(**{**facts, **changes})


def test_a_job_that_ended_is_told_with_its_output(inbox: Inbox, tmp_path: Path):
    output = tmp_path / "sales.csv"
    output.write_bytes(b"a,b\r\n1,2\r\n")
    notify(job(outputs=({"path": str(output), "bytes": 10},)), [url(inbox.port)], attach=True)
    [(recipients, mail)] = inbox.mails
    assert recipients == ["ann@example.org"]
    assert mail["Subject"] == "Sales: done"
    text = mail.get_body(("plain",)).get_content()
    assert "Duration: 1 min 5 s" in text and "Output: sales.csv" in text
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == "sales.csv"
    assert attached.get_payload(decode=True).split() == [b"a,b", b"1,2"]


def test_a_title_can_neither_add_headers_nor_markup(inbox: Inbox):
    title = "Sales\r\nBcc: eve@example.org\r\n\r\n<b>bold</b> \u202eevil\x1b[31m \\n {{app_id}} *x*"
    notify(
        job(title=title, state="failed", error={"message": "no\r\nway <script>", "remedy": None}),
        [url(inbox.port)],
    )
    [(recipients, mail)] = inbox.mails
    assert recipients == ["ann@example.org"]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Sales Bcc: eve@example.org <b>bold</b> evil[31m \\n {{app_id}} *x*: failed"
    assert [part.get_content_type() for part in mail.walk() if not part.is_multipart()] == ["text/plain"]
    assert "Error: no way <script>\n" in mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_one_that_fails_keeps_no_other_from_its_message(inbox: Inbox, silent: int):
    urls = [
        f"nonsense://{SECRET}@example.org",
        url(silent),
        f"mailto {SECRET}",
        url(inbox.port, "nobody"),
        url(inbox.port),
    ]
    with pytest.raises(NotificationError) as caught:
        send(urls, "T", "B", seconds=5)
    assert [recipients for recipients, _ in inbox.mails] == [["ann@example.org"]]
    said = str(caught.value) + str(caught.value.remedy)
    assert "of 5 notifications" in said
    assert "1 (nonsense://…) is no URL of a service" in said
    assert "2 (mailto://127.0.0.1) did not answer in 5 s" in said
    assert "3 (no scheme) is no URL" in said
    assert "4 (mailto://127.0.0.1) did not take the message" in said
    assert "5 (" not in said
    assert SECRET not in said
    assert caught.value.__cause__ is None


def test_a_hanging_server_leaves_no_process(silent: int):
    before = set(psutil.Process().children(recursive=True))
    with pytest.raises(NotificationError, match=r"did not answer in 0\.2 s"):
        send([url(silent)], "T", "B", seconds=0.2)
    assert set(psutil.Process().children(recursive=True)) <= before


def test_secrets_are_not_in_the_command_line_of_the_child(silent: int):
    seen: list[str] = []

    def hang():
        with pytest.raises(NotificationError):
            send([url(silent)], "T", "B", seconds=3)

    sending = threading.Thread(target=hang)
    sending.start()
    while sending.is_alive():
        for child in psutil.Process().children(recursive=True):
            try:
                seen += [*child.cmdline(), *child.environ().values()]
            except psutil.Error:
                continue
        sending.join(0.1)
    assert "nbreports.workers" in seen
    assert not any(SECRET in each for each in seen)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("mailtos://ann:pw@mail.example.org", "mailtos://mail.example.org"),
        ("mailto://ann:p@ss@mail.example.org", "mailto://mail.example.org"),
        ("mailto://ann:p@pw/ss@mail.example.org", "mailto://…"),
        ("mailto://ann:p@pw?ss@mail.example.org", "mailto://…"),
        ("slack://tokena/tokenb/tokenc", "slack://…"),
        ("tgram://123:abc/456", "tgram://…"),
        ("jsons://hooks.example.org/token", "jsons://hooks.example.org"),
        ("json://[bad", "json://…"),
        ("token", "no scheme"),
    ],
)
def test_what_is_told_of_an_url_is_no_secret(given: str, told: str):
    assert redacted(given) == told


def test_the_extra_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "apprise.py").write_text("raise ImportError('not installed')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(NotificationError) as caught:
        send(["mailto://127.0.0.1"], "T", "B")
    assert caught.value.code == "notify_extra"
    assert 'pip install "nbreports[notify]"' in str(caught.value.remedy)


def test_what_cannot_be_meant_is_refused_before_anything_is_sent(inbox: Inbox, tmp_path: Path):
    with pytest.raises(UsageError, match="one text"):
        send(url(inbox.port), "T", "B")
    with pytest.raises(UsageError, match="no such file"):
        send([url(inbox.port)], "T", "B", attach=[tmp_path / "none.pdf"])
    send([], "T", "B")
    assert not inbox.mails


def test_nothing_is_loaded_that_nobody_asked_for():
    code = "import sys, nbreports.jobs.notifying; assert 'apprise' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_job_cancelled_before_its_turn_has_no_duration():
    assert message_of(job(state="cancelled", started=None))[1] == "Report: Sales\nState: cancelled\nJob: j1"
