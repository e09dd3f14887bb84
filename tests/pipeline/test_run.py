"""A run: back-pressure, pause, cancel, failures; several outputs from one pass; nothing left behind."""

import asyncio
import threading
import time
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from nbreports import Column, Report, Table
from nbreports.document.nodes import DetailRows
from nbreports.errors import NbreportsError, RenderError, SourceError
from nbreports.outputs.file import FileOutput
from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline import run as running
from nbreports.pipeline.asking import BATCH_ROWS
from nbreports.pipeline.events import (
    Failed,
    Finished,
    OutputWritten,
    Paused,
    PhaseStarted,
    Resumed,
    RowsRead,
    RowsRendered,
)
from nbreports.pipeline.run import Run, RunOptions
from nbreports.pipeline.stages import QUEUE
from nbreports.sources.catalog import Catalog

ROWS = 400_000
REPORT = Report(
    "Rows", "rows", [Table("n", Column("n", name="again", total="sum"), group_by="g", no_data="none")]
)
NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)


def rows(count=ROWS, groups=4):
    n = pa.array(range(count), pa.int64())
    return pa.table({"n": n, "g": pa.array([str(i * groups // max(count, 1)) for i in range(count)])})


def prepared(outputs, frame, tell=lambda event: None, **options):
    catalog = Catalog()
    catalog.register("rows", frame)
    return Run(REPORT.definition, outputs, catalog=catalog, tell=tell, options=RunOptions(now=NOW, **options))


HELD = []


class Held:
    """A renderer that takes details only while it is let to; real in all else."""

    def __init__(self):
        self.go = threading.Event()
        self.taken = 0
        self.waiting = threading.Event()
        self.closed = 0
        HELD.append(self)

    def __call__(self, context):
        return self

    def feed(self, node):
        if isinstance(node, DetailRows):
            self.waiting.set()
            self.go.wait(30)
            self.taken += node.height
        return []

    def finish(self):
        return [b"done"]

    def close(self):
        self.closed += 1


@pytest.fixture(autouse=True)
def nothing_left(tmp_path):
    before = set(threading.enumerate())
    yield
    while HELD:
        HELD.pop().go.set()
    assert not list(tmp_path.glob("**/*.part")) and not list(tmp_path.glob("**/.*part"))
    late = [thread for thread in set(threading.enumerate()) - before if thread.name.startswith("nbreports")]
    assert not late


async def settled(read, still=0.5):
    """Return what ``read`` gives once it has not changed for a while."""
    value, since = read(), time.monotonic()
    while time.monotonic() - since < still:
        await asyncio.sleep(0.02)
        if read() != value:
            value, since = read(), time.monotonic()
    return value


async def test_a_slow_renderer_stops_the_source(monkeypatch):
    held = Held()
    monkeypatch.setattr(running, "renderer_for", lambda name: held)
    seen = []
    run = prepared(
        [MemoryOutput("x.pdf")],
        rows(),
        lambda event: seen.append(event) if isinstance(event, RowsRead) else None,
    )
    task = asyncio.create_task(run.execute())
    await asyncio.to_thread(held.waiting.wait, 30)
    pulled = await settled(lambda: seen[-1].rows if seen else 0)
    # what is looked at before the table begins, what waits in the queue and what is in work: no more
    assert 0 < pulled <= (QUEUE + 4) * BATCH_ROWS * 2 < ROWS
    assert await settled(lambda: seen[-1].rows) == pulled
    held.go.set()
    await task
    assert held.taken == ROWS
    assert held.closed


async def test_the_slowest_of_several_sets_the_pace(monkeypatch):
    slow, quick = Held(), Held()
    quick.go.set()
    monkeypatch.setattr(running, "renderer_for", lambda name: {"a.pdf": slow, "b.pdf": quick}[name])
    task = asyncio.create_task(prepared([MemoryOutput("a.pdf"), MemoryOutput("b.pdf")], rows()).execute())
    await asyncio.to_thread(slow.waiting.wait, 30)
    assert await settled(lambda: quick.taken) < ROWS
    slow.go.set()
    await task
    assert slow.taken == quick.taken == ROWS


async def test_pause_holds_and_resume_goes_on():
    events = []
    output = MemoryOutput("x.csv")
    run = prepared([output], rows(), events.append)
    run.gate.pause()
    task = asyncio.create_task(run.execute())
    await settled(lambda: len(events))
    assert any(isinstance(event, Paused) for event in events)
    assert not any(isinstance(event, RowsRendered) for event in events)
    run.gate.resume()
    await task
    assert any(isinstance(event, Resumed) for event in events)
    assert output.data.count(b"\n") == ROWS + 1


async def test_events_tell_the_run_from_start_to_end(tmp_path):
    events = []
    outputs = [FileOutput(tmp_path / "x.csv"), FileOutput(tmp_path / "x.json")]
    await prepared(outputs, rows(1000), events.append).execute()
    phases = [event.phase for event in events if isinstance(event, PhaseStarted)]
    assert phases[:2] == ["reading", "totals"]
    assert set(phases) == {"reading", "totals", "filling", "writing"}
    read = [event.rows for event in events if isinstance(event, RowsRead)]
    rendered = [event.rows for event in events if isinstance(event, RowsRendered)]
    assert read == sorted(read) and read[-1] == 1000
    assert rendered == sorted(rendered) and rendered[-1] == 1000
    written = [event for event in events if isinstance(event, OutputWritten)]
    assert [event.path.name for event in written] == ["x.csv", "x.json"]
    assert all(event.bytes == event.path.stat().st_size for event in written)
    assert isinstance(events[-1], Finished)


async def test_several_outputs_share_one_pass():
    outputs = [MemoryOutput(name) for name in ("x.csv", "x.json", "x.html", "x.xlsx", "x.md")]
    run = prepared(outputs, rows(1000))
    await run.execute()
    labels = [asked.label for asked in run.engine.asked]
    assert labels.count("details of b1") == 1
    assert labels.count("rows of rows") == 1
    assert labels.count("group g") == 1
    assert all(output.data for output in outputs)


@pytest.mark.parametrize("after", [0, 1, 3])
async def test_cancel_leaves_nothing(tmp_path, after):
    (tmp_path / "x.csv").write_text("as it was")
    taken = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell(event):
        if (isinstance(event, RowsRendered) and event.rows >= after * BATCH_ROWS) or (
            after == 0 and isinstance(event, PhaseStarted)
        ):
            loop.call_soon_threadsafe(taken.set)

    outputs = [FileOutput(tmp_path / "x.csv"), FileOutput(tmp_path / "x.html")]
    run = prepared(outputs, rows(), tell)
    task = asyncio.create_task(run.execute())
    await taken.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert run.engine is None or run.engine.closed
    assert (tmp_path / "x.csv").read_text() == "as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


async def test_a_failing_renderer_fails_the_run_and_leaves_no_output(monkeypatch, tmp_path):
    class Failing(Held):
        def feed(self, node):
            if isinstance(node, DetailRows):
                raise RenderError("no room", where="b1", remedy="Use less.")
            return [b"some"]

    failing = Failing()
    real = running.renderer_for
    monkeypatch.setattr(running, "renderer_for", lambda name: failing if name == "x.pdf" else real(name))
    events = []
    outputs = [FileOutput(tmp_path / "x.pdf"), FileOutput(tmp_path / "x.csv")]
    with pytest.raises(RenderError, match="no room"):
        await prepared(outputs, rows(), events.append).execute()
    assert list(tmp_path.iterdir()) == []
    assert isinstance(events[-1], Failed)
    assert failing.closed


async def test_a_source_that_dies_midway_is_a_source_error(tmp_path):
    def batches():
        for start in range(0, 50_000, 10_000):
            if start == 30_000:
                raise ConnectionError("the line went dead")
            yield pa.RecordBatch.from_pydict({"n": list(range(start, start + 10_000)), "g": ["a"] * 10_000})

    schema = pa.schema([("n", pa.int64()), ("g", pa.string())])
    reader = pa.RecordBatchReader.from_batches(schema, batches())
    with pytest.raises(SourceError) as caught:
        await prepared([FileOutput(tmp_path / "x.csv")], reader).execute()
    assert "the line went dead" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


async def test_no_rows_is_a_report_too():
    output = MemoryOutput("x.json")
    await prepared([output], rows(0)).execute()
    assert b'"rows": 0' in output.data


def test_export_works_inside_and_outside_a_running_loop(tmp_path):
    frame = rows(10)
    first = REPORT.export(tmp_path / "a.csv", data={"rows": frame}, progress=False)

    async def inside():
        return REPORT.export(tmp_path / "b.csv", data={"rows": frame}, progress=False)

    second = asyncio.run(inside())
    assert first[0].read_bytes() == second[0].read_bytes()


async def test_aexport_is_awaitable_and_several_run_at_once(tmp_path):
    frame = rows(5000)
    paths = await asyncio.gather(
        *(REPORT.aexport(tmp_path / f"{i}.csv", data={"rows": frame}, progress=False) for i in range(4))
    )
    assert len({path.read_bytes() for (path,) in paths}) == 1


async def test_the_error_of_a_run_is_one_typed_error():
    with pytest.raises(NbreportsError):
        await Run(REPORT.definition, [MemoryOutput("x.csv")], catalog=Catalog()).execute()
