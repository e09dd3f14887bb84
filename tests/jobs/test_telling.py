"""The addresses given with a job: told once of its end, whatever their servers do, and seen by nobody else."""

from __future__ import annotations

import json
import socket
import stat
import sys
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller

from jobs.conftest import processes, until
from nbreports import Jobs, Report, Table
from nbreports.errors import JobCancelled, NotificationError, UsageError
from nbreports.jobs.telling import keep, take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    import pandas as pd

SECRET = "hunter2hunter2"  # noqa: S105


class Mailbox:
    """What an SMTP server has taken."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with listening() as free:
        port = free.getsockname()[1]
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    box.url = f"mailto://127.0.0.1:{port}?from=reports@example.com&to=ada@example.com"
    box.refused = f"mailto://127.0.0.1:{port}?from=reports@example.com&to=nobody@example.com&name={SECRET}"
    yield box
    server.stop()


@pytest.fixture
def few() -> Report:
    return Report("Sales\r\nBcc: eve@example.com", "sales", [Table("region")])


def mute(server: socket.socket) -> str:
    return f"mailto://u:{SECRET}@127.0.0.1:{server.getsockname()[1]}?from=r@example.com&to=ada@example.com"


def test_what_cannot_be_meant_is_no_job(
    jobs: Jobs, few: Report, sales: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in (f"carrier://ada:{SECRET}@pigeon", f"mailto://ada:{SECRET}@", SECRET, f"slack://{SECRET}"):
        with pytest.raises(UsageError, match=r"notify\[0\]") as caught:
            few.generate(tmp_path / "a.csv", data={"sales": sales}, notify=[url])
        assert SECRET not in f"{caught.value} {caught.value.remedy}"
    with pytest.raises(UsageError, match="not a URL"):
        few.generate(tmp_path / "a.csv", data={"sales": sales}, notify=[3])
    with pytest.raises(UsageError, match="one text"):
        few.generate(tmp_path / "a.csv", data={"sales": sales}, notify="mailto://u:p@example.com")
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(NotificationError) as caught:
        few.generate(tmp_path / "a.csv", data={"sales": sales}, notify=["mailto://u:p@example.com"])
    assert caught.value.code == "notify_extra"
    assert list(jobs) == []


def test_a_jobs_end_is_told_once_and_no_secret_is_left(
    jobs: Jobs, state: Path, few: Report, sales: pd.DataFrame, tmp_path: Path, mailbox: Mailbox
) -> None:
    job = few.generate(
        tmp_path / "a.csv", data={"sales": sales.head(5)}, notify=[mailbox.url, mailbox.refused]
    )
    job.wait()
    until(lambda: "not_notified" in {event.kind for event in job.log}, "it is known what came of it")
    (mail,) = mailbox.mails
    assert mail["subject"] == "Sales Bcc: eve@example.com: done"
    assert mail["bcc"] is None
    said = mail.get_body().get_content().splitlines()
    assert said[:2] == ["Report: Sales Bcc: eve@example.com", "State: done"]
    assert said[-2:] == ["Output: a.csv", f"Job: {job.id}"]
    (event,) = [event for event in job.log if "notified" in event.kind]
    assert len(event.data["to"]) == 2
    assert "of 2 notifications, these were not delivered: 2 (mailto://" in event.data["error"]
    for path in state.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
            assert b"ada@example.com" not in path.read_bytes(), path


def test_a_server_that_hangs_holds_up_no_job(
    jobs: Jobs, state: Path, few: Report, sales: pd.DataFrame, tmp_path: Path, mailbox: Mailbox
) -> None:
    with listening() as server:
        first = few.generate(
            tmp_path / "a.csv", data={"sales": sales.head(5)}, notify=[mute(server), mailbox.url]
        )
        kept = jobs.journal.job_folder(first.id) / "notify.json"
        if kept.exists():  # not for others to read, while it is there
            assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        first.wait()
        until(lambda: mailbox.mails, "the other one is told")
        assert not kept.exists()
        assert processes(state, "nbreports.jobs.telling")
        # another begins and ends meanwhile; one that is cancelled is told too
        few.generate(tmp_path / "b.csv", data={"sales": sales.head(5)}).wait()
        paused = few.generate(tmp_path / "c.csv", data={"sales": sales}, notify=[mailbox.url])
        paused.cancel()
        with pytest.raises(JobCancelled):
            paused.wait()
        until(lambda: len(mailbox.mails) == 2, "it is told")
        assert str(mailbox.mails[1]["subject"]).endswith(": cancelled")
        assert processes(state, "nbreports.jobs.telling")
    assert "notified" not in {event.kind for event in first.log}


def test_of_several_who_ask_one_gets_the_addresses(tmp_path: Path) -> None:
    keep(["mailto://a@example.com"], tmp_path)
    assert json.loads((tmp_path / "notify.json").read_text()) == ["mailto://a@example.com"]
    assert [take(tmp_path), take(tmp_path)] == [("mailto://a@example.com",), ()]
    assert list(tmp_path.iterdir()) == []
