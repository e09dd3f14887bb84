"""Workers under whole programs: unguarded scripts, killed parents, forks, folders with odd modules."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]


def environment() -> dict[str, str]:
    path = os.pathsep.join([str(Path(__file__).parent), str(ROOT / "src")])
    return {**os.environ, "PYTHONPATH": path}


def script(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "script.py"
    file.write_text(textwrap.dedent(text))
    return file


def run(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", file.name],
        cwd=file.parent,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def wait_until_gone(pid: int) -> None:
    until = time.monotonic() + 30
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until, "the worker outlived its parent"
        time.sleep(0.01)


def test_an_unguarded_script_runs_once(tmp_path):
    file = script(
        tmp_path,
        """
        from nbreports.workers.pool import Pool

        print("top of the script")
        pool = Pool(["chores:echo"])
        print(pool.call("chores:echo", b"hello").decode())
        """,
    )
    done = run(file)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["top of the script", "hello"]


def test_modules_in_the_users_folder_do_not_reach_the_worker(tmp_path):
    (tmp_path / "selectors.py").write_text("raise SystemExit('the wrong module')")
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong module')")
    file = script(
        tmp_path,
        """
        import sys

        here = sys.path.pop(0)
        from nbreports.workers.pool import Pool

        with Pool(["chores:echo"]) as pool:
            print(pool.call("chores:echo", b"safe").decode())
        """,
    )
    done = run(file)
    assert (done.returncode, done.stdout) == (0, "safe\n"), done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_a_worker_dies_with_its_killed_parent_even_in_the_middle_of_a_task(tmp_path):
    note = tmp_path / "pid"
    file = script(
        tmp_path,
        f"""
        from nbreports.workers.pool import Pool

        Pool(["chores:hold_the_interpreter"]).call("chores:hold_the_interpreter", {str(note)!r}.encode())
        """,
    )
    program = subprocess.Popen([sys.executable, str(file)], env=environment())
    until = time.monotonic() + 30
    while not (note.exists() and note.read_text()):
        assert time.monotonic() < until, "the task never began"
        time.sleep(0.01)
    worker = int(note.read_text())
    assert psutil.pid_exists(worker)
    program.send_signal(signal.SIGKILL)
    program.wait(30)
    wait_until_gone(worker)


def test_an_interrupted_program_leaves_no_worker(tmp_path):
    note = tmp_path / "pid"
    file = script(
        tmp_path,
        f"""
        from nbreports.workers.pool import Pool

        try:
            Pool(["chores:hold_the_interpreter"]).call("chores:hold_the_interpreter", {str(note)!r}.encode())
        except KeyboardInterrupt:
            print("interrupted")
        """,
    )
    program = subprocess.Popen(
        [sys.executable, str(file)], env=environment(), stdout=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 30
    while not (note.exists() and note.read_text()):
        assert time.monotonic() < until, "the task never began"
        time.sleep(0.01)
    program.send_signal(signal.SIGINT)
    out, _ = program.communicate(timeout=30)
    assert out == "interrupted\n"
    wait_until_gone(int(note.read_text()))


def test_a_worker_ends_when_its_input_closes():
    worker = subprocess.Popen(
        [sys.executable, "-m", "nbreports.workers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    )
    from nbreports.workers import frames

    hello = {"tasks": ["chores:echo"], "warm": [], "parent": os.getpid()}
    worker.stdin.write(frames.pack(hello) + frames.pack({"task": "chores:echo"}, b"one"))
    worker.stdin.flush()
    assert frames.read(worker.stdout.read) == ({"ok": True}, b"one")
    worker.stdin.close()
    assert worker.wait(30) == 0
    worker.stdout.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_copy_of_the_program_gets_workers_of_its_own(tmp_path):
    file = script(
        tmp_path,
        """
        import os, sys, warnings

        warnings.simplefilter("ignore")  # newer Pythons warn of forking with threads, which is the point here
        from nbreports.workers.pool import Pool

        pool = Pool(["chores:pid"])
        mine = pool.call("chores:pid", b"")
        child = os.fork()
        if child == 0:
            theirs = pool.call("chores:pid", b"")
            pool.close()
            os._exit(0 if theirs != mine else 1)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), pool.call("chores:pid", b"") == mine)
        """,
    )
    done = run(file)
    assert done.stdout == "0 True\n", done.stderr
