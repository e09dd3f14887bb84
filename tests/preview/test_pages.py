"""Pictures of the PDF's pages: of the whole data, made once, stoppable."""

import asyncio
import io

import pypdfium2
import pytest
from PIL import Image
from previewing import ENDLESS, NOW, PLAIN, Endless, catalog_of, sales, until

from nbreports.errors import JobCancelled, SourceUnbound, UsageError
from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline.events import Finished, PhaseStarted
from nbreports.pipeline.run import Run, RunOptions


def size_of(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and png.endswith(b"IEND\xaeB`\x82")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


async def exported_pdf(report, catalog):
    output = MemoryOutput("report.pdf")
    await Run(
        report.definition, [output], catalog=catalog, options=RunOptions(now=NOW, deterministic=True)
    ).execute()
    return output.data


async def test_pages_are_those_of_the_export(previews):
    service = previews(PLAIN, rows=20)
    first, second = await asyncio.gather(service.page(1, scale=1), service.page(2, scale=1))
    document = pypdfium2.PdfDocument(await exported_pdf(PLAIN, catalog_of(sales=sales())))
    assert first.count == second.count == len(document) > 2
    for number, page in ((1, first), (2, second)):
        assert page.number == number
        drawn = document[number - 1].render(scale=1).to_pil().convert("RGB")
        assert Image.open(io.BytesIO(page.png)).convert("RGB").tobytes() == drawn.tobytes()
    document.close()


async def test_the_pdf_is_made_once_and_again_when_its_source_changed(previews):
    bound = {"sales": sales()}
    service = previews(PLAIN, lambda: catalog_of(**bound))
    made = []

    def tell(event):
        if isinstance(event, Finished):
            made.append(event)

    pages = [await service.page(number, tell=tell) for number in (1, 2, 1)]
    assert len(made) == 1 and pages[0] == pages[2]
    bound["sales"] = sales(900)
    assert (await service.page(1, tell=tell)).count > pages[0].count
    assert len(made) == 2


async def test_scale_is_pixels_of_the_paper(previews):
    service = previews(PLAIN)
    one, two = await service.page(1, scale=1), await service.page(1, scale=2)
    assert size_of(one.png) == (596, 842)
    assert size_of(two.png) == (1191, 1684)


@pytest.mark.parametrize(("number", "scale"), [(0, 1), (99, 1), (1, 0), (1, -1), (1, 99)])
async def test_a_page_that_cannot_be_is_refused(previews, number, scale):
    with pytest.raises(UsageError):
        await previews(PLAIN).page(number, scale=scale)


async def test_errors_are_those_of_a_run(previews):
    with pytest.raises(SourceUnbound):
        await previews(PLAIN, catalog_of()).page(1)


def telling():
    """Return what hears a run's events, and what says that it reads."""
    events = []
    return events.append, lambda: any(isinstance(event, PhaseStarted) for event in events)


@pytest.mark.parametrize("how", ["cancel", "close", "task", "newer"])
async def test_the_making_of_pages_can_be_stopped(previews, how):
    catalog = catalog_of(sales=sales(), endless=Endless("endless"))
    service = previews(ENDLESS, catalog)
    tell, reading = telling()
    asked = asyncio.create_task(service.page(1, tell=tell))
    await until(reading)
    if how == "cancel":
        service.cancel()
    elif how == "close":
        await asyncio.to_thread(service.close)
    elif how == "task":
        asked.cancel()
    if how != "close":
        assert (await service.page(1, definition=PLAIN.definition)).number == 1
    with pytest.raises(asyncio.CancelledError if how == "task" else JobCancelled):
        await asked


async def test_pages_and_previews_do_not_stop_each_other(previews):
    catalog = catalog_of(sales=sales(), endless=Endless("endless"))
    service = previews(ENDLESS, catalog)
    tell, reading = telling()
    asked = asyncio.create_task(service.page(1, tell=tell))
    await until(reading)
    assert (await service.preview(PLAIN.definition)).rows == 300
    assert not asked.done()
    service.cancel()
    with pytest.raises(JobCancelled):
        await asked
