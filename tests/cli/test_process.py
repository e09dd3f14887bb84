"""The real command, as its own process: exit codes, two lines on stderr, and what is left after Ctrl-C."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SALES = ("--source", "sales=sales.csv")
ROWS = 1_000_000


def command(*arguments):
    return [sys.executable, "-m", "nbreports", *map(str, arguments)]


def run(*arguments, **options):
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, check=False, timeout=120, **options
    )


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (2, ("run", "simple.nbreport", *SALES, "-o", "x.docx")),
        (3, ("run", "simple.nbreport", "-o", "x.pdf")),
        (6, ("run", "simple.nbreport", *SALES, "-o", "nowhere/x.pdf")),
    ],
)
def test_failures_are_two_lines_and_a_code(folder, code, arguments):
    before = sorted(folder.iterdir())
    said = run(*arguments)
    assert said.returncode == code
    assert said.stdout == ""
    assert said.stderr.count("\n") == 2
    assert all(said.stderr.splitlines())
    assert sorted(folder.iterdir()) == before


def test_done_is_0_and_our_own_bug_is_1_with_a_traceback(folder):
    done = run("run", "simple.nbreport", *SALES, "-o", "x.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "x.json\n", "")
    program = (
        "import nbreports.cli.commands as commands\n"
        "def broken(arguments): raise RuntimeError('a bug')\n"
        "commands.call = broken\n"
        "from nbreports.cli.main import main; main(['doctor'])"
    )
    broken = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert broken.returncode == 1
    assert "RuntimeError: a bug" in broken.stderr


def test_what_is_too_large_is_a_limit(folder):
    lines = "".join(f"a{i},1\n" for i in range(30_000))
    (folder / "r.csv").write_text("k,v\n" + lines)
    definition = {
        "schema": "nbreport/1",
        "title": "t",
        "source": "r",
        "sources": {"r": {"kind": "file", "path": "r.csv"}},
    }
    chart = {"kind": "chart", "type": "bar", "x": "k", "y": "sum(v)"}
    (folder / "r.nbreport").write_text(json.dumps(definition | {"body": [chart]}))
    said = run("run", "r.nbreport", "-o", "x.json")
    assert (said.returncode, said.stdout) == (4, ""), said.stderr[-500:]
    assert said.stderr.count("\n") == 2
    assert not (folder / "x.json").exists()


def test_a_reader_that_goes_away_is_no_failure(folder):
    process = subprocess.Popen(
        command("sources", "sales.csv"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(60) == 0


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    path = tmp_path_factory.mktemp("big") / "big.parquet"
    number = np.arange(ROWS)
    regions = pa.DictionaryArray.from_arrays(
        pa.array(number * 4 // ROWS), pa.array(["N", "E", "S", "W"])
    ).cast(pa.string())
    pq.write_table(pa.table({"id": number, "region": regions, "amount": number / 7}), path)
    return path


BIG = {
    "schema": "nbreport/1",
    "title": "Big",
    "source": "big",
    "body": [
        {"kind": "chart", "type": "bar", "x": "region", "y": "sum(amount)"},
        {"kind": "table", "columns": ["id", "amount"], "group_by": "region", "totals": "sum"},
    ],
}


@contextlib.contextmanager
def started(folder, big, *outputs, **environment):
    (folder / "big.nbreport").write_text(json.dumps(BIG))
    scratch = folder / "scratch"
    scratch.mkdir()
    arguments = [
        "run",
        "big.nbreport",
        "--source",
        f"big={big}",
        *(word for name in outputs for word in ("-o", name)),
    ]
    process = subprocess.Popen(
        command(*arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(scratch)} | environment,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(process, condition):
    """Wait until ``condition`` holds while the run goes on, and return what it gave."""
    for _ in range(6000):
        found = condition()
        if found:
            return found
        assert process.poll() is None, "the run ended before it could be stopped"
        time.sleep(0.01)
    raise AssertionError("it never came so far")


def descendants(process):
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(process.pid).children(recursive=True)
    return []


def parts(folder):
    return list(folder.glob(".*.part"))


def grown(folder):
    # rows are being written: the run is in the middle
    return [part for part in parts(folder) if part.stat().st_size > 3_000_000]


def early(folder):
    return parts(folder)


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name
)
@pytest.mark.parametrize("moment", [early, grown])
def test_a_signal_leaves_nothing(folder, big, number, moment):
    (folder / "x.html").write_text("as it was")
    before = sorted(path.name for path in folder.iterdir())
    with started(folder, big, "x.pdf", "x.html", "x.csv", "x.py") as process:
        until(process, lambda: moment(folder))
        children = until(process, lambda: descendants(process)) if moment is grown else descendants(process)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 5
    assert out == ""
    assert err == "stopped\nNothing was written; run it again.\n"
    assert sorted(path.name for path in folder.iterdir()) == sorted([*before, "big.nbreport", "scratch"])
    assert (folder / "x.html").read_text() == "as it was"
    assert list((folder / "scratch").iterdir()) == []
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []


def test_an_impatient_user_changes_nothing(folder, big):
    with started(folder, big, "x.pdf") as process:
        until(process, lambda: grown(folder))
        for _ in range(5):
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (5, "")
    assert err.count("\n") == 2
    assert parts(folder) == []
    assert list((folder / "scratch").iterdir()) == []


@pytest.mark.parametrize("delay", [0.12, 0.2, 0.3, 0.45, 0.7])
def test_a_signal_while_it_starts(folder, big, delay):
    # wherever it strikes, in an import too: only once signals are handled, which takes an interpreter's own start
    with started(folder, big, "x.pdf", PYTHONVERBOSE="") as process:
        until(process, lambda: handles_signals(process))
        time.sleep(delay)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.count("\n")) == (5, "", 2)
    assert parts(folder) == []
    assert list((folder / "scratch").iterdir()) == []


def handles_signals(process):
    """Tell whether SIGTERM is caught, as the system sees it."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        pytest.skip("no /proc on this system")
    mask = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
    return int(mask.split()[1], 16) >> (signal.SIGTERM - 1) & 1


def test_a_killed_run_is_tidied_by_the_next(folder, big):
    with started(folder, big, "x.csv") as process:
        until(process, lambda: grown(folder))
        children = descendants(process)
        process.kill()
        process.wait()
    assert len(parts(folder)) == 1
    assert not (folder / "x.csv").exists()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []
    assert run("run", "simple.nbreport", *SALES, "-o", "x.csv").returncode == 0
    assert parts(folder) == []
