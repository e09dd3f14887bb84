"""The newest request alone goes on; what is stopped, cancelled or closed leaves nothing."""

import asyncio
import os
import subprocess
import sys
import threading
from contextlib import aclosing
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from previewing import (
    CHARTED,
    ENDLESS,
    PLAIN,
    REPORT,
    Endless,
    asked_since,
    catalog_of,
    sales,
    under_way,
    until,
)

from nbreports.errors import JobCancelled, SourceError, UsageError
from nbreports.sources.base import Description

ROWS = "rows of endless"


def both():
    return catalog_of(sales=sales(), endless=Endless("endless"))


async def test_a_newer_request_takes_the_place_of_one_that_would_never_end(previews):
    service = previews(ENDLESS, both())
    old = asyncio.create_task(service.preview(rev=1))
    await under_way(service, ROWS)
    new = await service.preview(PLAIN.definition, rev=2)
    assert new.rev == 2 and new.rows == 300
    with pytest.raises(JobCancelled) as caught:
        await old
    assert caught.value.code == "superseded"


async def test_of_many_requests_at_once_the_last_is_answered(previews):
    service = previews()
    asked = [asyncio.create_task(service.preview(rev=rev)) for rev in range(20)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert answers[-1].rev == 19
    assert all(isinstance(one, JobCancelled) for one in answers[:-1])
    assert (await service.preview(rev=20)).rev == 20


async def test_cancel_stops_what_is_under_way_and_the_next_request_goes_on(previews):
    service = previews(ENDLESS, both())
    asked = asyncio.create_task(service.preview())
    await under_way(service, ROWS)
    service.cancel()
    with pytest.raises(JobCancelled):
        await asked
    assert (await service.preview(PLAIN.definition)).rows == 300


async def test_nothing_is_to_be_cancelled_and_nothing_happens(previews):
    service = previews()
    service.cancel()
    result = await service.preview()
    service.cancel()
    assert (await service.preview()).output == result.output


async def test_a_task_that_no_longer_waits_stops_the_engine(previews):
    service = previews(ENDLESS, both())
    asked = asyncio.create_task(service.preview())
    await under_way(service, ROWS)
    engine = service.engine
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await until(lambda: engine.generation > 0)
    assert (await service.preview(PLAIN.definition)).rows == 300


async def test_a_stream_left_after_its_sample_stops_the_exact_answer(previews):
    service = previews(ENDLESS, both(), seconds=0, sample=100)
    async with aclosing(service.stream()) as results:
        async for result in results:
            assert result.sampled
            break
    assert (await service.preview(PLAIN.definition, exact=True)).rows == 300


async def test_what_a_stopped_request_had_learnt_serves_the_next(previews):
    service = previews(PLAIN, both())
    await service.preview()
    asked = len(service.engine.asked)
    changed = PLAIN.definition.model_copy(update={"title": "Changed"})
    tasks = [asyncio.create_task(service.preview(changed, rev=rev)) for rev in range(3)]
    await asyncio.gather(*tasks, return_exceptions=True)
    assert asked_since(service, asked) == []


class Slow:
    """A source whose reading waits until it is let go on."""

    def __init__(self, table):
        self.name = "sales"
        self.inner = catalog_of(sales=table).get("sales").source
        self.reading = threading.Event()
        self.go = threading.Event()
        self.read = 0

    def describe(self) -> Description:
        return self.inner.describe()

    def attach(self, engine):
        self.reading.set()
        assert self.go.wait(60)
        self.read += 1
        return self.inner.attach(engine)


async def test_a_source_being_read_is_read_once_for_all_who_asked_meanwhile(previews):
    source = Slow(sales())
    service = previews(PLAIN, catalog_of(sales=source))
    old = asyncio.create_task(service.preview(rev=1))
    await until(source.reading.is_set)
    new = asyncio.create_task(service.preview(rev=2))
    with pytest.raises(JobCancelled):
        await old
    source.go.set()
    assert (await new).rev == 2
    assert source.read == 1


class Broken:
    def __init__(self):
        self.name = "sales"
        self.whole = False

    def describe(self):
        return catalog_of(sales=sales()).get("sales").source.describe()

    def attach(self, engine):
        if not self.whole:
            raise OSError("the line is dead")
        return catalog_of(sales=sales()).get("sales").source.attach(engine)


async def test_a_source_that_could_not_be_read_is_read_at_the_next_request(previews):
    source = Broken()
    service = previews(PLAIN, catalog_of(sales=source))
    with pytest.raises(SourceError, match="the line is dead"):
        await service.preview()
    source.whole = True
    assert (await service.preview()).rows == 300


def test_loops_of_several_threads_may_ask_at_once(previews):
    service = previews()
    found = []

    def asking(rev):
        async def ask():
            for number in range(5):
                try:
                    found.append((await service.preview(rev=rev + number)).rows)
                except JobCancelled as error:
                    found.append(error.code)

        asyncio.run(ask())

    threads = [threading.Thread(target=asking, args=(100 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20
    assert set(found) <= {300, "superseded"} and 300 in found


def own_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("nbreports-preview")]


def scratch_files(folder):
    return sorted(path.name for path in Path(folder).iterdir())


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.mark.parametrize("busy", [False, True])
async def test_close_leaves_no_process_thread_or_file(previews, scratch, busy):
    children = {child.pid for child in psutil.Process(os.getpid()).children(recursive=True)}
    service = previews(CHARTED, both(), seconds=0, sample=100)
    results = [result async for result in service.stream()]
    await service.page(1)
    assert own_threads() and scratch_files(scratch)
    assert [result.sampled for result in results] == [True, False]
    asked = None
    if busy:
        asked = asyncio.create_task(service.preview(ENDLESS.definition, exact=True))
        await under_way(service, ROWS)
    await asyncio.to_thread(service.close)
    assert own_threads() == []
    assert scratch_files(scratch) == []
    assert {child.pid for child in psutil.Process(os.getpid()).children(recursive=True)} <= children
    if asked is not None:
        with pytest.raises(JobCancelled):
            await asked
    service.close()
    for attempt in (service.preview(), service.page(1)):
        with pytest.raises(UsageError, match="closed"):
            await attempt


async def test_a_service_that_was_never_asked_closes_as_well(previews):
    previews().close()
    assert own_threads() == []


async def test_a_service_nobody_holds_any_more_ends_by_itself(previews):
    service = previews(PLAIN)
    await service.preview()
    engine = service.engine
    previews.made.clear()
    del service
    await until(lambda: engine.closed)
    assert own_threads() == []


AT_EXIT = """
import asyncio, threading
from previewing import ENDLESS, Endless, catalog_of, under_way
from nbreports.pipeline.preview import PreviewService

async def main():
    global service
    service = PreviewService(ENDLESS.definition, catalog_of(endless=Endless("endless")))
    asked = asyncio.create_task(service.preview(exact=True))
    await under_way(service, "rows of endless")
    print(service.engine.scratch, flush=True)
    import os
    asked.cancel() if {cancel} else os.kill(os.getpid(), 2)
    await asked

asyncio.run(main())
"""


@pytest.mark.parametrize("cancel", [True, False])
def test_a_program_that_ends_meanwhile_ends(cancel):
    here = Path(__file__).parent
    run = subprocess.run(
        [sys.executable, "-c", AT_EXIT.format(cancel=cancel)],
        cwd=here,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode != 0 and ("CancelledError" in run.stderr or "KeyboardInterrupt" in run.stderr)
    assert not Path(run.stdout.strip()).exists()


async def test_a_preview_that_is_refreshed_meanwhile_can_still_be_stopped(previews):
    service = previews(ENDLESS, both())
    asked = asyncio.create_task(service.preview())
    await under_way(service, ROWS)
    service.refresh()
    assert (await service.preview(PLAIN.definition)).rows == 300
    with pytest.raises(JobCancelled):
        await asked


async def test_a_reader_is_read_once_for_page_pages_and_sample(previews):
    table = sales(500)
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=50))
    service = previews(PLAIN, catalog_of(sales=reader), seconds=0, sample=100)
    page, last = await asyncio.gather(service.page(1), service.preview(exact=True))
    sample, exact = [result async for result in service.stream(REPORT.definition)]
    assert page.count > 1 and last.rows == exact.rows == 500 and sample.sampled
