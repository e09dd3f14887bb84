from __future__ import annotations

import asyncio
import os
import signal
import threading
import time

import psutil
import pytest

from nbreports.errors import GlyphError, JobCancelled, LimitError, RenderError, UsageError
from nbreports.workers.pool import Cancellation, Pool
from nbreports.workers.process import Worker


def wait_for(condition, what: str) -> None:
    """Give ``condition`` ample time; no test says how fast anything is."""
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until, f"never happened: {what}"
        time.sleep(0.01)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


class Held:
    """A call that holds its worker's interpreter until something ends it."""

    def __init__(self, pool: Pool, tmp_path, **options) -> None:
        self.note = tmp_path / "pid"
        self.error: BaseException | None = None
        self._options = options
        self._pool = pool
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        wait_for(lambda: self.note.exists() and self.note.read_text(), "the task began")
        self.pid = int(self.note.read_text())

    def _run(self) -> None:
        try:
            self._pool.call("chores:hold_the_interpreter", str(self.note).encode(), **self._options)
        except BaseException as error:  # noqa: BLE001
            self.error = error

    def ended(self) -> BaseException | None:
        self.thread.join(30)
        assert not self.thread.is_alive()
        return self.error


# --- a pool's ordinary day ---------------------------------------------------------------------------------


def test_one_process_serves_call_after_call(pool):
    first, second = pool.call("chores:pid", b""), pool.call("chores:pid", b"")
    assert first == second
    assert int(first) != os.getpid()
    assert pool.pids == (int(first),)


def test_megabytes_go_both_ways(pool):
    payload = os.urandom(5 << 20)
    assert pool.call("chores:echo", payload) == payload


def test_what_a_task_prints_never_enters_the_pipe(pool):
    assert pool.call("chores:shout", b"quiet") == b"QUIET"
    assert pool.call("chores:echo", b"still in step") == b"still in step"


def test_many_threads_share_few_workers_and_each_gets_its_own_answer(make_pool):
    pool = make_pool(size=2)
    answers: dict[int, bytes] = {}

    def ask(number: int) -> None:
        answers[number] = pool.call("chores:echo", str(number).encode() * 1000)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == {number: str(number).encode() * 1000 for number in range(12)}
    assert len(pool.pids) <= 2


def test_a_worker_outlives_the_thread_that_first_called_it(pool):
    """The system's parent-death signal follows the thread that started a process, not the program."""
    pids = []
    thread = threading.Thread(target=lambda: pids.append(pool.call("chores:pid", b"")))
    thread.start()
    thread.join(30)
    assert pool.call("chores:pid", b"") == pids[0]


def test_warm_tasks_run_once_at_the_start_of_each_process(make_pool, monkeypatch, tmp_path):
    mark = tmp_path / "mark"
    monkeypatch.setenv("CHORES_MARK", str(mark))
    pool = make_pool(warm=["chores:mark"])
    pool.start()
    wait_for(mark.exists, "the worker warmed up before any call")
    pool.call("chores:echo", b"")
    pool.call("chores:echo", b"")
    assert mark.read_text() == "warm\n"


async def test_the_event_loop_stays_free_while_a_worker_works(pool):
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    assert await pool.acall("chores:echo", b"hello") == b"hello"
    counting.cancel()
    assert turns > 1


# --- what may not be asked ---------------------------------------------------------------------------------


def test_only_the_pools_own_tasks_are_run(pool):
    with pytest.raises(UsageError, match="os:system"):
        pool.call("os:system", b"true")


def test_the_worker_itself_refuses_a_name_it_was_not_given():
    worker = Worker(["chores:echo"], [], 1 << 30)
    try:
        with pytest.raises(RenderError, match="not one of this pool's"):
            worker.call("chores:pid", b"", timeout=30, stopped=lambda: False)
        assert worker.call("chores:echo", b"x", timeout=30, stopped=lambda: False) == b"x"
    finally:
        worker.close()


def test_a_pool_without_workers_cannot_be_meant():
    with pytest.raises(UsageError):
        Pool(["chores:echo"], size=0)


# --- a task that fails -------------------------------------------------------------------------------------


def test_a_failing_task_is_an_answer_and_its_process_goes_on(pool):
    before = pool.call("chores:pid", b"")
    with pytest.raises(RenderError, match="ValueError: seven is not a colour"):
        pool.call("chores:fail", b"")
    assert pool.call("chores:pid", b"") == before


def test_the_packages_own_errors_cross_with_place_and_remedy(pool):
    with pytest.raises(GlyphError) as caught:
        pool.call("chores:refuse", b"")
    assert caught.value.lines() == ("chart-1: no font shows U+1F600", "Add a font.")


@pytest.mark.parametrize(("task", "how"), [("die", "signal 9"), ("leave", "code 3")])
def test_a_crash_is_a_typed_error_and_the_next_call_finds_a_new_process(pool, task, how):
    before = pool.call("chores:pid", b"")
    with pytest.raises(RenderError, match=how) as caught:
        pool.call(f"chores:{task}", b"")
    assert caught.value.code == "worker_died"
    assert pool.call("chores:pid", b"") != before
    assert len(pool.pids) == 1


def test_the_error_of_a_crash_quotes_the_last_words(pool):
    with pytest.raises(RenderError, match="about to go"):
        pool.call("chores:die", b"")


def test_a_worker_killed_while_idle_is_replaced_without_a_word(pool):
    before = int(pool.call("chores:pid", b""))
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: gone(before), "the idle worker died")
    assert int(pool.call("chores:pid", b"")) != before


def test_a_worker_killed_from_outside_in_the_middle_of_a_call(pool, tmp_path):
    held = Held(pool, tmp_path)
    os.kill(held.pid, signal.SIGKILL)
    error = held.ended()
    assert isinstance(error, RenderError)
    assert error.code == "worker_died"
    assert pool.call("chores:echo", b"again") == b"again"


# --- limits ------------------------------------------------------------------------------------------------


def test_a_call_over_its_time_is_ended_even_while_it_holds_the_interpreter(pool):
    pool.call("chores:echo", b"")
    (before,) = pool.pids
    with pytest.raises(LimitError, match="longer than") as caught:
        pool.call("chores:hold_the_interpreter", b"", timeout=0.2)
    assert caught.value.code == "time_limit"
    assert gone(before)
    assert pool.call("chores:echo", b"after") == b"after"


def test_a_call_over_its_memory_is_ended(make_pool):
    pool = make_pool(memory=150 << 20)
    with pytest.raises(LimitError, match="150 MB") as caught:
        pool.call("chores:eat", b"")
    assert caught.value.code == "memory_limit"
    assert pool.pids == ()
    assert pool.call("chores:echo", b"after") == b"after"


# --- cancelling --------------------------------------------------------------------------------------------


def test_cancel_ends_the_call_and_leaves_no_process(pool, tmp_path):
    held = Held(pool, tmp_path)
    pool.cancel()
    assert isinstance(held.ended(), JobCancelled)
    assert gone(held.pid)
    assert pool.call("chores:echo", b"on") == b"on"


def test_one_call_can_be_cancelled_and_another_left_alone(make_pool, tmp_path):
    pool = make_pool(size=2)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    mine = Cancellation()
    held, other = Held(pool, tmp_path / "a", cancellation=mine), Held(pool, tmp_path / "b")
    mine.cancel()
    assert isinstance(held.ended(), JobCancelled)
    assert other.thread.is_alive()
    pool.close()
    assert isinstance(other.ended(), JobCancelled)


def test_a_call_still_waiting_for_a_worker_can_be_cancelled(pool, tmp_path):
    held = Held(pool, tmp_path)
    mine = Cancellation()
    mine.cancel()
    with pytest.raises(JobCancelled):
        pool.call("chores:echo", b"", cancellation=mine)
    pool.cancel()
    held.ended()


async def test_cancelling_the_awaiting_task_ends_the_worker(pool, tmp_path):
    note = tmp_path / "pid"
    task = asyncio.create_task(pool.acall("chores:hold_the_interpreter", str(note).encode()))
    await asyncio.to_thread(wait_for, lambda: note.exists() and note.read_text(), "the task began")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert gone(int(note.read_text()))


# --- the end -----------------------------------------------------------------------------------------------


def test_close_leaves_no_process_not_even_what_a_task_started(make_pool):
    pool = make_pool(size=2)
    grandchild = int(pool.call("chores:start_another", b""))
    (worker,) = pool.pids
    pool.close()
    assert gone(worker)
    wait_for(lambda: gone(grandchild), "the task's own child ended")
    with pytest.raises(UsageError, match="closed"):
        pool.call("chores:echo", b"")
    pool.close()


def test_close_ends_a_call_in_progress(make_pool, tmp_path):
    pool = make_pool()
    held = Held(pool, tmp_path)
    pool.close()
    assert isinstance(held.ended(), JobCancelled)
    assert gone(held.pid)


def test_a_pool_that_is_forgotten_takes_its_processes_with_it(make_pool):
    pool = Pool(["chores:pid"])
    worker = int(pool.call("chores:pid", b""))
    del pool
    wait_for(lambda: gone(worker), "the forgotten pool's worker ended")
