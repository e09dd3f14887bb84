"""The journal as a machine: whatever is asked of it in whatever order, jobs go lawful ways and ends are told once."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from nbreports.errors import OutputError, UsageError
from nbreports.storage.job_states import ENDS, LAWFUL, STATES
from nbreports.storage.journal import Journal


def test_every_state_but_done_can_be_left_and_every_state_reached() -> None:
    assert {state for state in STATES if not LAWFUL[state]} == {"done"}
    assert {to for ways in LAWFUL.values() for to in ways} == set(STATES)


class JobMachine(RuleBasedStateMachine):
    """Wishes, workers and retries in any order, against a plain copy of what must be true."""

    jobs: Bundle[str] = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.journal = Journal(self.folder)
        self.states: dict[str, str] = {}
        self.workers: set[str] = set()
        self.ends = 0
        self.told: dict[str, list[int]] = {"early": []}
        self.journal.notices("early")

    def teardown(self) -> None:
        self.journal.close()
        shutil.rmtree(self.folder)

    @rule(target=jobs)
    def add(self) -> str:
        job = f"job{len(self.states)}"
        self.journal.add(job, title="t", line="", starter={}, targets=["/x.pdf"])
        self.states[job] = "queued"
        return job

    @rule(job=jobs, wish=st.sampled_from(["run", "pause", "cancel"]))
    def wish(self, job: str, wish: Any) -> None:
        before = self.states[job]
        if before in ENDS:
            with pytest.raises(UsageError):
                self.journal.wish(job, wish)
            return
        idle = before in ("queued", "paused") and job not in self.workers
        self.journal.wish(job, wish)
        if wish == "cancel" and before != "cancelling":
            self._became(job, "cancelled" if idle else "cancelling")
        elif idle:
            self._became(job, "paused" if wish == "pause" else "queued")

    @rule(job=jobs)
    def begin(self, job: str) -> None:
        if self.journal.move(job, "running", expect=("queued",), pid=1, born=1.0):
            assert self.states[job] == "queued"
            self.workers.add(job)
            self._became(job, "running")
        else:
            assert self.states[job] != "queued"

    @rule(job=jobs, to=st.sampled_from(STATES))
    def move(self, job: str, to: Any) -> None:
        before = self.states[job]
        moved = self.journal.move(job, to)
        assert moved == (to in LAWFUL[before])  # type: ignore[index]
        if moved:
            self._became(job, to)

    @rule(job=jobs)
    def worker_is_gone(self, job: str) -> None:
        self.journal.change(job, pid=None, born=None)
        self.workers.discard(job)

    @rule(job=jobs)
    def retry(self, job: str) -> None:
        if self.states[job] in ("failed", "cancelled"):
            self.journal.retry(job)
            self._became(job, "queued")
        else:
            with pytest.raises(UsageError):
                self.journal.retry(job)

    @rule(client=st.sampled_from(["early", "late"]), take=st.integers(0, 3))
    def hear(self, client: str, take: int) -> None:
        if client not in self.told:
            self.told[client] = []
            self.journal.notices(client)
        for notice in self.journal.notices(client)[:take]:
            assert self.journal.acknowledge(client, notice.number)
            assert not self.journal.acknowledge(client, notice.number)
            self.told[client].append(notice.number)

    @rule(job=consumes(jobs))
    def forget(self, job: str) -> None:
        if self.states[job] in ENDS:
            self.journal.remove(job)
            del self.states[job]
            self.states[f"gone {job}"] = "gone"

    @rule()
    def killed(self) -> None:
        """Leave without a word, and open what is there."""
        self.journal.close()
        self.journal = Journal(self.folder)

    def _became(self, job: str, state: str) -> None:
        if state in ENDS and self.states[job] not in ENDS:
            self.ends += 1
            self.workers.discard(job)
        self.states[job] = state

    @invariant()
    def journal_says_the_same(self) -> None:
        known = {job: state for job, state in self.states.items() if state != "gone"}
        assert {record.id: record.state for record in self.journal.jobs()} == known

    @invariant()
    def no_end_is_told_twice(self) -> None:
        for numbers in self.told.values():
            assert numbers == sorted(set(numbers))
        assert len(self.told["early"]) <= self.ends


TestJobMachine = JobMachine.TestCase
TestJobMachine.settings = settings(max_examples=25, stateful_step_count=40)


def test_each_change_has_a_revision_of_its_own(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        for job in ("a", "b"):
            journal.add(job, title=job, line="", starter={}, targets=[])
        seen = max(record.revision for record in journal.jobs())
        assert journal.jobs(since=seen) == []
        journal.change("a", progress={"rows": 3})
        assert [(record.id, record.progress) for record in journal.jobs(since=seen)] == [("a", {"rows": 3})]


def test_a_batch_is_one_change_or_none(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.add("a", title="a", line="", starter={}, targets=[])

        def fail() -> None:
            with journal.batch():
                journal.move("a", "running")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert journal.get("a").state == "queued"


def test_an_id_is_found_by_its_beginning(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        for job in ("abc1", "abd2"):
            journal.add(job, title=job, line="", starter={}, targets=[])
        assert journal.find("abd").id == "abd2"
        with pytest.raises(UsageError, match="several jobs begin with 'ab'"):
            journal.find("ab")
        with pytest.raises(UsageError, match="no job 'x'"):
            journal.find("x")
        with pytest.raises(UsageError, match="no job ''"):
            journal.find("")


def test_a_file_that_is_no_journal_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"this is a letter, not a database" * 200)
    with pytest.raises(OutputError, match="the journal of jobs cannot be used"):
        Journal(tmp_path)
    assert (tmp_path / "journal.sqlite").read_bytes().startswith(b"this is a letter")


def test_a_newer_journal_is_left_to_the_newer(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal._connection.execute("PRAGMA user_version = 99")
    with pytest.raises(OutputError, match="version 99"):
        Journal(tmp_path)


def test_only_its_owner_may_look(tmp_path: Path) -> None:
    with Journal(tmp_path / "state") as journal:
        assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
        assert journal.path.stat().st_mode & 0o777 == 0o600
        assert journal.job_folder("a").stat().st_mode & 0o777 == 0o700
