"""The dispatcher: ``python -m nbreports.jobs.dispatcher FOLDER``, one process for all jobs of a state folder.

It takes jobs from the queue as the machine has room, hears what their workers say, writes the journal, makes the
workers obey, and takes up again what a worker left that died. Whoever asks something of a job sees to it that there is
a dispatcher; it ends by itself when there is nothing left to do. Killed, it is missed by nobody: workers go on, and the
next one finds them by the journal.
"""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nbreports.errors import OutputError, RenderError, described
from nbreports.jobs.auditing import audit, audited
from nbreports.jobs.hand import Hand
from nbreports.jobs.keeping import after_end, prune
from nbreports.jobs.lock import DispatcherLock
from nbreports.jobs.slots import slots
from nbreports.jobs.telling import begin
from nbreports.jobs.worker import BUSY, memory_error
from nbreports.storage.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from subprocess import Popen
    from typing import Any

    from nbreports.storage.journal import JobRecord, Notice

TICK = 0.05
"""Seconds between two looks at the journal and the workers."""
IDLE = 5.0
"""Seconds without work after which it ends."""
RESTARTS = 2
"""How often a job is taken up again whose worker died, before it fails."""
CLIENT = "dispatcher"
"""As whom it takes the journal's notices of ends."""
_MEMORY_EVERY = 0.5
_TIDY_EVERY = 60.0

logger = logging.getLogger("nbreports.jobs")


class Dispatcher:
    """The jobs of one state folder.

    Parameters
    ----------
    journal
        Stays its owner's.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._slots = slots()
        self._hands: dict[str, Hand] = {}
        self._version = -1
        self._changed = True
        self._looked_at_memory = 0.0
        self._tidied = 0.0
        self._turn: list[str] = []
        journal.notices(CLIENT)  # from the first dispatcher on, each end is heard of
        self._inherited = journal.last_notice()
        self._closed = 0
        self._noticed = 0
        self._telling: list[Popen[bytes]] = []
        for record in journal.jobs("running", "paused", "cancelling"):
            if record.state != "paused" or record.pid is not None:
                self._hands[record.id] = self._hand(record)

    def step(self) -> bool:
        """Do what there is to do now; return whether anything is left to wait for."""
        version = self._journal.version()
        if version != self._version:
            self._version, self._changed = version, True
        self._listen()
        self._close()
        self._watch_memory()
        if self._changed:
            self._changed = False
            self._obey()
            self._start()
        else:
            for hand in list(self._hands.values()):
                if hand.cancelling:
                    hand.cancel()
        if time.monotonic() - self._tidied > _TIDY_EVERY:
            self._tidied = time.monotonic()
            prune(self._journal)
        return bool(self._hands) or bool(self._journal.jobs("queued"))

    # --- what workers say --------------------------------------------------------------------------------------

    def _listen(self) -> None:
        for hand in list(self._hands.values()):
            alive = hand.alive  # asked first: what it said before it ended is then there to be heard
            try:
                with self._journal.batch():
                    self._hear(hand)
                    if not alive:
                        self._left(hand)
            except OutputError:
                # the disk is full, say: nothing of it was kept, so it is heard again
                hand.unhear()
                self._hands[hand.job] = hand
                raise

    def _hear(self, hand: Hand) -> None:
        progress = None
        for said in hand.listen():
            if said["kind"] == "progress":
                progress = said["progress"]
            else:
                self._take(hand, said)
        if progress is not None:
            self._journal.change(hand.job, progress=progress, applied=hand.heard)

    def _take(self, hand: Hand, said: Mapping[str, Any]) -> None:
        journal, job = self._journal, hand.job
        detail = {name: value for name, value in said.items() if name not in ("n", "at", "kind")}
        match said["kind"]:
            case "begun":
                journal.change(job, pid=said["pid"], born=said["born"], applied=said["n"])
            case "written":
                record = journal.get(job)
                others = [each for each in record.outputs if each["path"] != said["path"]]
                journal.change(job, outputs=[*others, detail], applied=said["n"])
                journal.log(job, "written", detail)
            case "done" | "failed" | "cancelled" as end:
                journal.change(job, applied=said["n"])
                self._end(job, end, said.get("error"))
            case kind:
                journal.change(job, applied=said["n"])
                journal.log(job, kind, detail)

    def _left(self, hand: Hand) -> None:
        """Take up again, or give up, the job of a worker that is gone and has not said how it ended."""
        del self._hands[hand.job]
        self._changed = True
        record = self._journal.get(hand.job)
        if record.over:
            return
        hand.kill()  # what it started
        if record.state == "cancelling":
            self._end(hand.job, "cancelled", None)
        elif record.state == "paused":
            self._journal.change(hand.job, pid=None, born=None)
            self._journal.log(hand.job, "worker_died", {})
            if record.wish == "run":  # said while it was not known yet
                self._journal.move(hand.job, "queued")
        elif hand.exit_code == BUSY:
            self._journal.move(hand.job, "queued", pid=None, born=None)
        elif hand.failure is not None:
            self._end(hand.job, "failed", described(hand.failure))
        elif record.restarts < RESTARTS:
            self._journal.log(hand.job, "worker_died", {"exit": hand.exit_code})
            self._journal.move(
                hand.job, "queued", pid=None, born=None, restarts=record.restarts + 1, outputs=[]
            )
        else:
            code = hand.exit_code
            how = "was lost" if code is None else f"ended with code {code}"
            if code is not None and code < 0:
                how = f"was killed by signal {-code}"
            died = RenderError(
                f"the worker process {how}, {record.restarts + 1} times",
                remedy="Look at the job's log, and retry it; the machine may be short of memory.",
                code="worker_died",
            )
            self._end(hand.job, "failed", described(died))

    def _end(self, job: str, end: Any, error: Mapping[str, Any] | None) -> None:
        changes: dict[str, Any] = {"error": error}
        if end == "done":
            record = self._journal.get(job)
            changes["progress"] = {**record.progress, "phase": "", "share": 1.0, "left": 0.0}
        elif end == "cancelled":
            changes["outputs"] = []
        # no lawful move where it cancelled itself, as when the system goes down: it is taken up again
        self._journal.move(job, end, **changes)

    def _close(self) -> None:
        """Do what follows each end, outside of any transaction; the journal knows what is done over a crash."""
        self._telling = [each for each in self._telling if each.poll() is None]
        last = self._journal.last_notice()
        if last <= self._noticed:
            return
        for notice in self._journal.notices(CLIENT):
            if notice.number > self._closed:  # not again where the disk refused to note it
                self._after(notice)
                self._closed = notice.number
            self._journal.acknowledge(CLIENT, notice.number)
        self._noticed = last

    def _after(self, notice: Notice) -> None:
        record, state = self._journal.get(notice.job), self._journal.folder
        folder = self._journal.job_folder(record.id)
        if record.over:  # else somebody has retried it already
            after_end(record, folder)
        if notice.number > self._inherited or not audited(notice, state):
            audit(notice, record, folder, state)
        telling = begin(state, record.id, notice.state)
        if telling is not None:
            self._telling.append(telling)

    def _watch_memory(self) -> None:
        if time.monotonic() - self._looked_at_memory < _MEMORY_EVERY:
            return
        self._looked_at_memory = time.monotonic()
        for hand in self._hands.values():
            if not hand.paused and hand.memory() > self._slots.memory:
                hand.failure = memory_error()
                hand.kill()

    # --- what is wanted ----------------------------------------------------------------------------------------

    def _obey(self) -> None:
        for record in self._journal.jobs("running", "paused", "cancelling"):
            hand = self._hands.get(record.id)
            if hand is None:
                continue
            if record.wish == "cancel":
                hand.cancel()
            elif record.wish == "pause" and not hand.paused:
                hand.pause()
                self._journal.move(record.id, "paused")
            elif record.wish == "run" and hand.paused:
                hand.resume()
                self._journal.move(record.id, "running")

    def _start(self) -> None:
        queued = [record for record in self._journal.jobs("queued") if record.ready]
        running = [hand for hand in self._hands.values() if not hand.paused]
        for _ in range(self._slots.count - len(running)):
            record = self._next(queued)
            if record is None:
                return
            queued.remove(record)
            self._journal.move(
                record.id,
                "running",
                attempt=record.attempt + 1,
                started=record.started or time.time(),
                applied=0,
                pid=None,
                born=None,
            )
            hand = self._hand(self._journal.get(record.id))
            try:
                hand.start()
            except OSError as error:
                wrong = OutputError(
                    f"no worker could be started: {error}", remedy="Free memory or processes, then retry."
                )
                self._end(record.id, "failed", described(wrong))
                continue
            self._hands[record.id] = hand

    def _next(self, queued: list[JobRecord]) -> JobRecord | None:
        """Return the job whose turn it is: lines take turns, the one served longest ago first."""
        if not queued:
            return None
        record = min(
            queued,
            key=lambda each: (self._turn.index(each.line) if each.line in self._turn else -1, each.number),
        )
        if record.line in self._turn:
            self._turn.remove(record.line)
        self._turn.append(record.line)
        return record

    def _hand(self, record: JobRecord) -> Hand:
        return Hand(record, self._journal.job_folder(record.id), self._slots.engine_memory)


def main(arguments: list[str]) -> int:
    """Serve until there is nothing left to do, and return the exit code."""
    folder = Path(arguments[0])
    idle = float(arguments[1]) if len(arguments) > 1 else IDLE
    with DispatcherLock(folder) as lock:
        if not lock.acquire():
            return 0
        with Journal(folder) as journal:
            while True:
                _serve(Dispatcher(journal), idle)
                # a job that came just now found a dispatcher, so it is looked for once more without the lock
                lock.release()
                if not journal.jobs("queued", "running", "cancelling") or not lock.acquire():
                    return 0


def _serve(dispatcher: Dispatcher, idle: float) -> None:
    last = time.monotonic()
    while time.monotonic() - last < idle:
        try:
            if dispatcher.step():
                last = time.monotonic()
        except OutputError as error:  # the disk is full, say: it may not stay so
            logger.warning("%s %s", error, error.remedy)
            time.sleep(0.5)
        time.sleep(TICK)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    sys.exit(main(sys.argv[1:]))
