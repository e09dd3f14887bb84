"""The engine of one run: what it refuses once locked, what it lets through, and how it stops."""

from __future__ import annotations

import threading

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from nbreports.errors import (
    JobCancelled,
    LimitError,
    NbreportsError,
    SourceError,
    SourceNotAllowed,
    UsageError,
)
from nbreports.sources.engine import Engine

secret_frame = pd.DataFrame({"canary": ["canary"]})
"""A variable of this module no engine may see."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder that is allowed, and beside it one that is not."""
    tmp_path = tmp_path_factory.mktemp("files")
    (tmp_path / "open").mkdir()
    (tmp_path / "shut").mkdir()
    (tmp_path / "open" / "fine.csv").write_text("a\n1\n")
    (tmp_path / "shut" / "canary.csv").write_text("a\ncanary\n")
    (tmp_path / "open" / "link.csv").symlink_to(tmp_path / "shut" / "canary.csv")
    (tmp_path / "open" / "linked").symlink_to(tmp_path / "shut")
    with duckdb.connect(tmp_path / "shut" / "canary.duckdb") as con:
        con.execute("CREATE TABLE t AS SELECT 'canary' AS a")
    return tmp_path


@pytest.fixture
def locked(folder):
    yield from _locked(folder)


@pytest.fixture(scope="module")
def attacked(folder):
    """One engine for all attacks: none may change anything for the next."""
    yield from _locked(folder)


def _locked(folder):
    with Engine(readable=[folder / "open"], threads=2, memory_limit=256 * 2**20) as engine:
        engine.execute("CREATE TABLE t AS SELECT range AS a FROM range(5)", label="make")
        engine.lock()
        yield engine


ATTACKS = """
SELECT * FROM read_csv('{shut}/canary.csv')
SELECT * FROM read_csv_auto('{shut}/canary.csv')
SELECT * FROM read_text('{shut}/canary.csv')
SELECT * FROM read_blob('{shut}/canary.csv')
SELECT * FROM read_json('{shut}/canary.csv')
SELECT * FROM read_parquet('{shut}/canary.parquet')
SELECT * FROM parquet_metadata('{shut}/canary.parquet')
SELECT * FROM sniff_csv('{shut}/canary.csv')
SELECT * FROM glob('{shut}/*')
SELECT * FROM '{shut}/canary.csv'
SELECT * FROM '/etc/passwd'
SELECT * FROM read_text('/proc/self/environ')
SELECT * FROM read_csv('{open}/../shut/canary.csv')
SELECT * FROM read_csv('{open}/link.csv')
SELECT * FROM read_csv('{open}/linked/canary.csv')
SELECT * FROM read_csv('file://{shut}/canary.csv')
SELECT * FROM read_csv('http://127.0.0.1:9/canary.csv')
SELECT * FROM read_csv('s3://bucket/canary.csv')
SELECT * FROM read_csv(['{open}/fine.csv', '{shut}/canary.csv'])
SELECT * FROM query('SELECT * FROM read_text(''{shut}/canary.csv'')')
SELECT * FROM secret_frame
SELECT getenv('HOME')
COPY t TO '{shut}/out.csv'
COPY t TO '{open}/out.csv'
COPY t FROM '{open}/fine.csv'
COPY (SELECT 1) TO '{open}/fine.csv'
EXPORT DATABASE '{open}/all'
IMPORT DATABASE '{open}'
ATTACH '{shut}/canary.duckdb' AS other
ATTACH '{open}/new.duckdb' AS other
ATTACH ':memory:' AS other
DETACH memory
INSTALL httpfs
LOAD httpfs
LOAD '{shut}/evil.duckdb_extension'
CREATE SECRET s (TYPE s3)
SET enable_external_access=true
SET lock_configuration=false
SET memory_limit='99GB'
SET threads=64
SET temp_directory='{shut}'
SET allowed_directories=['/']
SET python_enable_replacements=true
SET log_query_path='{shut}/log'
RESET memory_limit
PRAGMA enable_logging
SET VARIABLE x = 1
SELECT 1; SELECT 2
SELECT 1; DROP TABLE t
CALL pragma_version()
BEGIN TRANSACTION
CHECKPOINT
VACUUM
CREATE MACRO peek() AS TABLE SELECT * FROM read_text('{shut}/canary.csv')
CREATE VIEW peek AS SELECT * FROM read_csv('{shut}/canary.csv')
CREATE TABLE peek AS SELECT * FROM read_csv('{shut}/canary.csv')
INSERT INTO t SELECT * FROM read_csv('{shut}/canary.csv')
DELETE FROM t
UPDATE t SET a = 0
""".strip().splitlines()


def _state(folder):
    return sorted((str(path), path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_locked_engine_refuses(attacked, folder, attack):
    before = _state(folder)
    sql = attack.format(shut=folder / "shut", open=folder / "open")
    for ask in (attacked.execute, attacked.fetch, attacked.stream):
        with pytest.raises(NbreportsError) as caught:
            ask(sql, label="attack")
        assert not isinstance(caught.value, JobCancelled)
        assert caught.value.exit_code in {2, 3}
    assert attacked.fetch("SELECT sum(a) AS s FROM t", label="after")["s"].to_pylist() == [10]
    assert _state(folder) == before


def test_a_locked_engine_has_no_secrets(locked):
    assert locked.fetch("SELECT * FROM duckdb_secrets()", label="secrets").num_rows == 0


def test_the_attacks_work_where_nothing_is_locked(folder):
    """The table above would be worth nothing if these failed anyway."""
    with Engine() as engine:
        found = engine.fetch(f"SELECT * FROM read_text('{folder}/shut/canary.csv')", label="read")
        assert "canary" in found["content"][0].as_py()
        engine.execute(f"COPY (SELECT 1) TO '{folder}/shut/out.csv'", label="write")
    assert (folder / "shut" / "out.csv").exists()


def test_what_was_allowed_is_read_after_the_lock(locked, folder):
    assert locked.fetch(f"SELECT * FROM read_csv('{folder}/open/fine.csv')", label="r").num_rows == 1
    locked.register("given", pa.table({"x": [1]}))
    assert locked.fetch("SELECT * FROM given", label="r").to_pylist() == [{"x": 1}]
    with pytest.raises(UsageError, match="locked"):
        locked.allow(folder / "shut")


def test_a_spill_works_after_the_lock_and_stays_in_the_scratch_folder(tmp_path):
    with Engine(memory_limit=16 * 2**20, threads=1, scratch=tmp_path) as engine:
        engine.lock()
        engine.execute(
            "CREATE TABLE big AS SELECT range AS a, hash(range) AS b FROM range(2000000)", label="big"
        )
        assert any(tmp_path.rglob("*"))
        rows = engine.fetch("SELECT count(*) AS n FROM big", label="count")
        assert rows["n"].to_pylist() == [2000000]


@pytest.mark.parametrize("way", ["fetch", "stream"])
def test_running_out_of_memory_is_a_limit(way):
    with Engine(memory_limit=24 * 2**20, threads=1) as engine:
        engine.lock()
        with pytest.raises(LimitError, match="the rows ran out of memory") as caught:
            list(getattr(engine, way)("SELECT list(hash(range)) FROM range(9000000)", label="the rows"))
        assert caught.value.code == "out_of_memory"
        assert engine.fetch("SELECT 1 AS a", label="after").num_rows == 1


def test_a_private_scratch_folder_goes_with_the_engine():
    engine = Engine()
    (engine.scratch / "left").write_text("x")
    engine.close()
    engine.close()
    assert not engine.scratch.exists()


def test_streams_do_not_cut_each_other_short(locked):
    locked.execute("CREATE TABLE many AS SELECT range AS i FROM range(200000)", label="many")
    one = locked.stream("SELECT i FROM many", label="one", batch_rows=1000)
    seen = next(one).num_rows
    two = locked.stream("SELECT i FROM many", label="two", batch_rows=1000)
    assert next(two).num_rows == 1000
    assert locked.fetch("SELECT count(*) AS n FROM many", label="between")["n"].to_pylist() == [200000]
    locked.execute("CREATE TABLE another AS SELECT * FROM many", label="between")
    two.close()
    seen += sum(batch.num_rows for batch in one)
    assert seen == 200000
    with pytest.raises(JobCancelled):
        next(two)
    one.close()
    one.close()


def test_a_stream_keeps_the_order_of_the_table(locked):
    locked.execute(
        "CREATE TABLE shuffled AS SELECT range AS i, hash(range) AS h FROM range(300000) ORDER BY h",
        label="make",
    )
    order = locked.fetch("SELECT i FROM shuffled", label="all")["i"].to_pylist()
    with locked.stream("SELECT i FROM shuffled", label="rows") as stream:
        assert [i for batch in stream for i in batch["i"].to_pylist()] == order


def test_interrupting_stops_streams_between_batches_too(locked):
    locked.execute("CREATE TABLE many AS SELECT range AS i FROM range(200000)", label="many")
    stream = locked.stream("SELECT i FROM many", label="rows", batch_rows=100)
    next(stream)
    locked.interrupt()
    with pytest.raises(JobCancelled, match="rows was stopped"):
        next(stream)
    stream.close()
    assert locked.fetch("SELECT 1 AS a", label="after").num_rows == 1


def test_closing_a_stream_from_another_thread_stops_it(locked):
    stream = locked.stream("SELECT range AS i FROM range(10000000000)", label="rows", batch_rows=100)
    ended = []

    def read():
        try:
            for _ in stream:
                pass
        except JobCancelled:
            ended.append("cancelled")

    reading = threading.Thread(target=read)
    reading.start()
    stream.close()
    reading.join(20)
    assert ended == ["cancelled"]


def test_a_query_that_waits_for_the_connection_is_stopped_as_well(locked):
    outcomes = []

    def ask(sql):
        try:
            locked.fetch(sql, label="asked")
        except JobCancelled:
            outcomes.append("cancelled")

    endless = "SELECT sum(random() * range) FROM range(1000000000000)"
    threads = [threading.Thread(target=ask, args=(endless,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    while len([q for q in locked.asked if q.label == "asked"]) < 3 or not locked._busy:
        pass
    locked.interrupt()
    for thread in threads:
        thread.join(20)
    assert outcomes == ["cancelled"] * 3


def test_a_closed_engine_answers_nothing():
    engine = Engine()
    engine.close()
    with pytest.raises(JobCancelled):
        engine.fetch("SELECT 1", label="late")
    with pytest.raises(JobCancelled):
        engine.stream("SELECT 1", label="late")


FAILURES = {
    "SELECT 9223372036854775807 + a FROM t": (LimitError, "overflow", "too large"),
    "SELECT (9223372036854775807::HUGEINT + a)::BIGINT FROM t": (SourceError, "conversion", "converted"),
    "SELECT CAST('x' || a AS INTEGER) FROM t": (SourceError, "conversion", "Could not convert string 'x0'"),
    "SELECT nope FROM t": (SourceError, "engine", "nope"),
    "SELECT * FROM nowhere": (SourceError, "engine", "nowhere"),
    "SELECT error('out of paper')": (SourceError, "engine", "out of paper"),
    "SELEC 1": (SourceError, "engine", "syntax error"),
    "SELECT * FROM read_csv('/etc/passwd')": (SourceNotAllowed, "source_not_allowed", "passwd"),
}


@pytest.mark.parametrize("sql", FAILURES)
@pytest.mark.parametrize("way", ["fetch", "stream"])
def test_failures_are_ours(locked, sql, way):
    kind, code, message = FAILURES[sql]
    with pytest.raises(NbreportsError) as caught:
        answer = getattr(locked, way)(sql, label="the rows")
        list(answer)
    error = caught.value
    assert type(error) is kind
    assert error.code == code
    assert message in error.message
    assert "the rows" in error.message
    assert "\n" not in error.message
    assert error.remedy


def test_every_query_asked_is_kept(locked):
    locked.asked.clear()
    locked.fetch("SELECT 1 AS a", label="one")
    locked.stream("SELECT 2 AS a", label="two").close()
    assert [(asked.label, asked.sql) for asked in locked.asked] == [
        ("one", "SELECT 1 AS a"),
        ("two", "SELECT 2 AS a"),
    ]


def test_a_python_failure_inside_a_source_comes_out_as_it_is():
    def batches():
        yield pa.record_batch({"x": [1]})
        raise SourceError("the tape is torn", where="tape")

    with Engine() as engine:
        engine.register_batches("tape", pa.schema([("x", pa.int64())]), batches())
        with pytest.raises(SourceError, match="the tape is torn") as caught:
            engine.execute("CREATE TABLE t AS SELECT * FROM tape", label="read")
        assert caught.value.where == "tape"
        # and is not told again of the next query
        with pytest.raises(SourceError, match="nowhere"):
            engine.fetch("SELECT * FROM nowhere", label="after")


def test_instants_are_in_the_zone_asked_for_on_every_cursor():
    day = "SELECT CAST(TIMESTAMPTZ '2024-07-01 23:30:00+00' AS DATE)::VARCHAR AS d"
    for zone, expected in (("UTC", "2024-07-01"), ("Europe/Berlin", "2024-07-02")):
        with Engine(timezone=zone) as engine:
            engine.lock()
            assert engine.fetch(day, label="day")["d"].to_pylist() == [expected]
            with engine.stream(day, label="day") as stream:
                assert next(stream)["d"].to_pylist() == [expected]
    with pytest.raises(SourceError):
        Engine(timezone="Moon/Base")


def test_durations_come_back_as_durations(locked):
    rows = locked.fetch(
        "SELECT INTERVAL 1 DAY + INTERVAL 2 SECOND AS a UNION ALL SELECT NULL UNION ALL SELECT INTERVAL (-3) HOUR",
        label="spans",
    )
    assert rows.schema.field("a").type == pa.duration("us")
    assert [None if v is None else v.total_seconds() for v in rows["a"].to_pylist()] == [86402, None, -10800]
