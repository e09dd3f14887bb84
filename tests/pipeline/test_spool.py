"""The spool: a document that was filled once is rendered again to the same bytes, without its sources."""

import asyncio
import json
import random
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from departures import departures
from trouble import COLUMNS, NOW, WORDS, folder, holding, made, report, run, trouble

from nbreports import Report, Table
from nbreports.document.codec import encode
from nbreports.document.nodes import DetailRows
from nbreports.errors import OutputError, SourceError, SpoolError
from nbreports.pipeline import spool as spooling
from nbreports.pipeline.events import Finished, PhaseStarted, RowsRead, RowsRendered
from nbreports.pipeline.spool import SpoolWriter, complete, read_spool, spool
from nbreports.renderers.charts.drawer import chart_pool
from nbreports.renderers.registry import ENDINGS
from nbreports.sources.catalog import Catalog
from nbreports.storage.frames import FrameWriter

SMALL = Report("Small", "rows", [Table("id", "word", "amount", group_by="g", totals="sum")]).definition
LONG = Report("Long", "rows", [Table("id", "word", "amount", group_by=["g", "h"], totals="sum")]).definition
LONG_ENDINGS = (".csv", ".html", ".xlsx")
PRINTABLE = [word for word in WORDS if word != "🐟"]
ALL_BUT_PDF = tuple(ending for ending in ENDINGS if ending != ".pdf")


@pytest.fixture(scope="module")
def pool():
    with chart_pool() as pool:
        yield pool


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A whole spool."""
    path = tmp_path_factory.mktemp("spool") / "small"
    made(run(SMALL, holding(trouble(40)), endings=(".json",), spool=path))
    return path


@pytest.fixture(scope="module")
def records(path):
    """What is in it: a record for each list of nodes."""
    return [encode(nodes) for nodes in read_spool(path)]


def read(path):
    """Return the records that could be read, and the code of the error that ended them."""
    found = []
    try:
        found.extend(encode(nodes) for nodes in read_spool(path))
    except SpoolError as error:
        return found, error.code if error.remedy and error.where == str(path) else "not explained"
    return found, None


# --- the same bytes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "columns", "endings"),
    [
        (trouble(120, PRINTABLE), COLUMNS, ENDINGS),
        (trouble(60), COLUMNS, ALL_BUT_PDF),
        (trouble(0), COLUMNS, ENDINGS),
        (trouble(1, PRINTABLE), COLUMNS, ENDINGS),
        (trouble(30), COLUMNS * 8, ALL_BUT_PDF),
    ],
    ids=["trouble", "emoji", "no rows", "one row", "many columns"],
)
def test_outputs_made_of_the_spool_are_those_of_the_run(tmp_path, pool, frame, columns, endings):
    definition = report(columns).definition
    base, kept = folder(tmp_path), tmp_path / "spool"
    first = made(run(definition, holding(frame), base=base, endings=endings, spool=kept, pool=pool))
    assert complete(kept)
    # neither sources, pictures nor the moment of the run are asked for again
    again = made(run(definition, Catalog(), endings=endings, spool=kept, now=None, pool=pool))
    for name, data in first.items():
        assert data and data == again[name], name


def test_departures_made_of_the_spool_are_those_of_the_run(tmp_path, pool):
    definition, catalog = departures(tmp_path)
    kept = tmp_path / "spool"
    direct = made(run(definition, catalog, base=tmp_path, table="t2", pool=pool))
    made(run(definition, catalog, base=tmp_path, endings=(".json",), spool=kept, pool=pool))
    (tmp_path / "flights.parquet").unlink()
    # formats that were not asked for at first are in the document, too
    assert made(run(definition, catalog, spool=kept, now=None, table="t2", pool=pool)) == direct


def test_rows_of_several_batches_come_back(tmp_path):
    definition = Report("Long", "rows", [Table("id", "word", "amount", group_by=["g", "h"])]).definition
    frame = trouble(40_000)
    direct = made(run(definition, holding(frame), endings=(".csv", ".html", ".parquet"), table=None))
    kept = tmp_path / "spool"
    made(run(definition, holding(frame), endings=(".json",), spool=kept))
    assert (
        sum(node.height for nodes in read_spool(kept) for node in nodes if isinstance(node, DetailRows))
        == 40_000
    )
    assert (
        made(run(definition, Catalog(), endings=(".csv", ".html", ".parquet"), spool=kept, table=None))
        == direct
    )


def test_a_run_from_the_spool_tells_of_itself_and_opens_no_engine(path):
    events = []
    again = run(SMALL, Catalog(), endings=(".csv",), spool=path, tell=events.append, table=None)
    made(again)
    assert again.engine is None
    assert [(event.phase, event.total) for event in events if isinstance(event, PhaseStarted)] == [
        ("filling", 40),
        ("writing", None),
    ]
    assert [event.rows for event in events if isinstance(event, RowsRead)][-1] == 40
    assert [event.rows for event in events if isinstance(event, RowsRendered)][-1] == 40
    assert isinstance(events[-1], Finished) and events[-1].rows == 40


# --- what is not whole -----------------------------------------------------------------------------------------


def test_a_spool_cut_anywhere_is_a_beginning_and_never_complete(path, records, tmp_path):
    whole, cut = path.read_bytes(), tmp_path / "cut"
    ends = [8]
    while ends[-1] < len(whole):
        ends.append(ends[-1] + 12 + int.from_bytes(whole[ends[-1] : ends[-1] + 8], "little"))
    assert ends[-1] == len(whole) and len(ends) == len(records) + 3
    chance = random.Random(3)
    places = {place + shift for place in ends for shift in (-1, 0, 1)} | {
        chance.randrange(*pair) for pair in pairwise(ends) for _ in range(20)
    }
    for place in sorted(places):
        if 0 <= place < len(whole):
            cut.write_bytes(whole[:place])
            found, code = read(cut)
            # the header is the first frame
            assert found == records[: max(sum(end <= place for end in ends) - 2, 0)]
            assert code == "spool_unfinished"
            assert not complete(cut)


def test_a_flipped_bit_anywhere_is_found(path, records, tmp_path):
    whole, bad = path.read_bytes(), tmp_path / "bad"
    chance = random.Random(4)
    for at in [
        *range(150),
        *(chance.randrange(len(whole)) for _ in range(400)),
        *range(len(whole) - 60, len(whole)),
    ]:
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        found, code = read(bad)
        assert found == records[: len(found)]
        assert code in ("spool_damaged", "spool_unfinished")
        assert not complete(bad)


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([], "spool_unfinished"),
        ([b"E{}"], "spool_damaged"),
        ([b"Hnone"], "spool_damaged"),
        ([b"H[]"], "spool_damaged"),
        ([b"H{}"], "spool_version"),
        (["header", b'E{"records": 1}'], "spool_damaged"),
        (["header", b"?"], "spool_damaged"),
        (["header", "header"], "spool_damaged"),
        (["header", b'E{"records": 0}'], None),
        (["header", b'E{"records": 0}', b"R"], "spool_damaged"),
        (["header", b"Rnothing"], "spool_damaged"),
    ],
)
def test_sound_frames_that_are_no_document_are_found(tmp_path, frames, code):
    header = b"H" + json.dumps(spooling._header()).encode()
    with FrameWriter(tmp_path / "spool") as writer:
        for frame in frames:
            writer.write(header if frame == "header" else frame)
    assert read(tmp_path / "spool") == ([], code)


KILLED = """
import sys
sys.path.insert(0, sys.argv[1])
import time
from pathlib import Path
from test_spool import LONG, LONG_ENDINGS, holding, made, run, trouble
kept = Path(sys.argv[2])

def tell(event):
    if kept.exists() and kept.stat().st_size >= int(sys.argv[3]):
        time.sleep(600)

made(run(LONG, holding(trouble(60_000)), endings=LONG_ENDINGS, spool=kept, table=None, tell=tell))
"""


@pytest.mark.parametrize("part", [0.4, 1.0])
def test_a_run_that_is_killed_is_made_again_to_the_same_bytes(tmp_path, long, part):
    """SIGKILL in the middle of filling, and after it, while renderers are still at work."""
    size, direct = long
    kept, enough = tmp_path / "spool", int(size * part)
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(Path(__file__).parent), str(kept), str(enough)]
    )
    while child.poll() is None and not (kept.exists() and kept.stat().st_size >= enough):
        time.sleep(0.002)
    child.kill()
    child.wait()
    assert complete(kept) == (part == 1)
    catalog = Catalog() if part == 1 else holding(trouble(60_000))
    assert made(run(LONG, catalog, endings=LONG_ENDINGS, spool=kept, table=None)) == direct


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """The size of the spool of a long document, and its outputs."""
    kept = tmp_path_factory.mktemp("long") / "spool"
    outputs = made(
        run(LONG, holding(trouble(60_000)), endings=(".csv", ".html", ".xlsx"), spool=kept, table=None)
    )
    return kept.stat().st_size, outputs


def test_what_follows_the_end_is_damage(path, tmp_path):
    (tmp_path / "more").write_bytes(path.read_bytes() + b"\0" * 20)
    assert read(tmp_path / "more")[1] == "spool_damaged"
    assert not complete(tmp_path / "more")
    assert not complete(tmp_path / "none")


@pytest.mark.parametrize("of", ["nbreports", "babel", "nodes"])
def test_a_spool_of_another_version_is_refused_and_made_anew(tmp_path, monkeypatch, of):
    kept = tmp_path / "spool"
    header = spooling._header()
    monkeypatch.setattr(spooling, "_header", lambda: {**header, of: "0.0.0"})
    made(run(SMALL, holding(trouble(3)), endings=(".csv",), spool=kept, table=None))
    assert complete(kept)
    monkeypatch.undo()
    assert not complete(kept)
    with pytest.raises(SpoolError, match="another version") as caught:
        next(read_spool(kept))
    assert caught.value.code == "spool_version" and "0.0.0" in caught.value.message
    outputs = made(run(SMALL, holding(trouble(5)), endings=(".csv",), spool=kept, table=None))
    assert outputs == made(run(SMALL, holding(trouble(5)), endings=(".csv",), table=None))
    assert complete(kept)


def test_a_run_that_died_is_made_anew_to_the_same_bytes(path, tmp_path):
    whole = path.read_bytes()
    direct = made(run(SMALL, holding(trouble(40)), endings=(".json",), table=None))
    kept = tmp_path / "spool"
    for cut in (0, 5, 100, len(whole) // 2, len(whole) - 1, len(whole)):
        kept.write_bytes(whole[:cut])
        assert made(run(SMALL, holding(trouble(40)), endings=(".json",), spool=kept, table=None)) == direct
        assert complete(kept)


async def test_a_cancelled_run_leaves_the_beginning_of_a_document(tmp_path):
    kept = tmp_path / "spool"
    loop, some = asyncio.get_running_loop(), asyncio.Event()

    def tell(event):
        if isinstance(event, RowsRendered):
            loop.call_soon_threadsafe(some.set)

    definition = Report("Long", "rows", [Table("id", "word")]).definition
    task = asyncio.create_task(
        run(definition, holding(trouble(200_000)), endings=(".csv",), spool=kept, tell=tell).execute()
    )
    await some.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    found, code = read(kept)
    assert found and code == "spool_unfinished"
    with SpoolWriter(kept)._opened():  # nobody is writing it any more
        pass


# --- errors ----------------------------------------------------------------------------------------------------


def test_a_spool_that_cannot_be_written_is_an_output_error(tmp_path):
    with pytest.raises(OutputError) as caught:
        made(
            run(SMALL, holding(trouble(3)), endings=(".csv",), spool=tmp_path / "none" / "spool", table=None)
        )
    assert caught.value.remedy


def test_a_source_that_fails_leaves_no_whole_spool(tmp_path):
    with pytest.raises((SourceError, LookupError)):
        made(run(SMALL, Catalog(), endings=(".csv",), spool=tmp_path / "spool"))
    assert not complete(tmp_path / "spool")


async def test_the_stage_keeps_each_list_before_it_passes_it_on(path, tmp_path):
    lists = list(read_spool(path))
    writer = SpoolWriter(tmp_path / "spool")

    async def stream():
        for nodes in lists:
            yield nodes

    passed = []
    async for nodes in spool(stream(), writer):
        passed.append(nodes)
        assert len(read(tmp_path / "spool")[0]) == len(passed)
    assert all(one is other for one, other in zip(passed, lists, strict=True))
    assert complete(tmp_path / "spool")
    assert read(tmp_path / "spool") == read(path)


def test_the_header_is_told_in_json(path):
    data = path.read_bytes()
    header = json.loads(data[21 : 20 + int.from_bytes(data[8:16], "little")])
    assert header["format"] == "nbreport-spool/1"
    assert NOW.isoformat()[:19] not in json.dumps(header)
