"""What every source does the same, whatever it is made of."""

from __future__ import annotations

import datetime as dt
import math
import random
import threading
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from kinds import KINDS, NO_ROWS_POSSIBLE, UNTYPED_WHEN_EMPTY

from nbreports.errors import FrameRefused, JobCancelled
from nbreports.sources.catalog import Catalog
from nbreports.sources.engine import Engine
from nbreports.sources.profile import profile, sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nbreports.sources.base import Source

ROWS = 6000
SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("code", pa.string()),
        ("amount", pa.float64()),
        ("day", pa.date32()),
        ("paid", pa.bool_()),
    ]
)


def _rows() -> pa.Table:
    """Rows in no order a query would give by itself; each hundredth amount is NaN, each hundred-and-first missing."""
    order = list(range(ROWS))
    random.Random(7).shuffle(order)
    first = dt.date(2024, 1, 1)
    return pa.table(
        {
            "id": order,
            "code": [None if i % 7 == 3 else f"{i % 50:03d}" for i in order],
            "amount": [math.nan if i % 100 == 0 else None if i % 101 == 0 else i / 4 for i in order],
            "day": [first + dt.timedelta(days=i % 366) for i in order],
            "paid": [None if i % 11 == 0 else i % 2 == 0 for i in order],
        },
        schema=SCHEMA,
    )


def _expected() -> list[dict[str, object]]:
    return [
        {**row, "amount": None if row["amount"] is None or math.isnan(row["amount"]) else row["amount"]}
        for row in _rows().to_pylist()
    ]


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Source]:
    """The big table in each kind, written once."""
    known: dict[str, Source] = {}

    def make(kind: str) -> Source:
        if kind not in known:
            known[kind] = KINDS[kind](_rows(), tmp_path_factory.mktemp("rows"))
        return known[kind]

    return make


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as engine:
        yield engine


def _read(source: Source, engine: Engine) -> pa.Table:
    relation = source.attach(engine)
    engine.lock()
    return engine.fetch(f"SELECT * FROM {relation}", label="read")


def test_describes_names_and_types(kind, made):
    described = made(kind).describe()
    assert described.schema.equals(SCHEMA)
    assert described.rows in {ROWS, None}
    assert described.notes == ()


def test_gives_every_row_in_its_order_with_nan_as_null(kind, made, engine):
    rows = _read(made(kind), engine)
    assert rows.schema.equals(SCHEMA)
    assert rows.to_pylist() == _expected()


def test_can_be_attached_again_and_again(kind, made):
    for _ in range(2):
        with Engine() as engine:
            assert _read(made(kind), engine).num_rows == ROWS


def test_two_of_the_same_live_in_one_engine(kind, made, engine):
    one, two = made(kind).attach(engine), made(kind).attach(engine)
    assert one != two
    count = engine.fetch(f"SELECT count(*) AS n FROM {one} JOIN {two} USING (id)", label="join")
    assert count["n"].to_pylist() == [ROWS]


def test_a_snapshot_of_it_streams_in_order(kind, made, engine):
    relation = made(kind).attach(engine)
    engine.lock()
    engine.execute(
        f"CREATE TABLE snap AS SELECT row_number() OVER () AS n, * FROM {relation}", label="snapshot"
    )
    with engine.stream("SELECT * FROM snap ORDER BY n", label="rows", batch_rows=512) as stream:
        batches = list(stream)
    assert all(batch.num_rows <= 512 for batch in batches)
    assert [i for batch in batches for i in batch["id"].to_pylist()] == _rows()["id"].to_pylist()


def test_profiles_columns_exactly(kind, made, engine):
    relation = made(kind).attach(engine)
    amount, code, day = profile(engine, relation, ["amount", "code", "day"])
    values = [row["amount"] for row in _expected() if row["amount"] is not None]
    assert (amount.type, amount.rows, amount.nulls) == ("float", ROWS, ROWS - len(values))
    assert (amount.distinct, amount.minimum, amount.maximum) == (len(set(values)), min(values), max(values))
    assert sum(amount.histogram) == len(values)
    assert (code.type, code.distinct, code.minimum, code.maximum) == ("text", 50, "000", "049")
    assert code.histogram == ()
    assert (day.type, day.minimum, day.maximum) == ("date", dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert day.samples[0] == dt.date(2024, 1, 1)


def test_samples_its_first_rows(kind, made, engine):
    relation = made(kind).attach(engine)
    assert sample(engine, relation, ["id"], rows=5)["id"].to_pylist() == _rows()["id"].to_pylist()[:5]


def test_a_query_over_it_can_be_cancelled(kind, made, engine):
    relation = made(kind).attach(engine)
    endless = f"SELECT sum(random() * a.id) FROM {relation} a, range(100000000000)"
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            engine.fetch(endless, label="endless")
        except JobCancelled as error:
            caught.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    while not engine._busy:
        pass
    engine.interrupt()
    asking.join(20)
    assert not asking.is_alive()
    assert [str(error) for error in caught] == ["endless was stopped"]
    assert engine.fetch(f"SELECT count(*) AS n FROM {relation}", label="after")["n"].to_pylist() == [ROWS]


def test_hidden_columns_are_nowhere(kind, made, engine):
    catalog = Catalog()
    catalog.register("rows", made(kind), where="code != '001'", hidden=["amount", "paid"])
    entry = catalog.get("rows")
    assert entry.where == "code != '001'"
    assert entry.source.describe().schema.names == ["id", "code", "day"]
    relation = entry.source.attach(engine)
    assert engine.fetch(f"SELECT * FROM {relation}", label="all").schema.names == ["id", "code", "day"]
    assert [column.name for column in profile(engine, relation)] == ["id", "code", "day"]
    assert sample(engine, relation).schema.names == ["id", "code", "day"]


def test_no_rows(kind, tmp_path, engine):
    empty = SCHEMA.empty_table()
    if kind in NO_ROWS_POSSIBLE:
        with pytest.raises(FrameRefused, match="no list of objects"):
            KINDS[kind](empty, tmp_path).describe()
        return
    source = KINDS[kind](empty, tmp_path)
    described = source.describe()
    rows = _read(source, engine)
    assert rows.num_rows == 0
    assert rows.schema.equals(described.schema)
    assert rows.schema.names == SCHEMA.names
    if kind not in UNTYPED_WHEN_EMPTY:
        types = list(rows.schema.types)
        if kind == "pandas":  # an object column without values has no type
            types[3:] = SCHEMA.types[3:]
        assert types == SCHEMA.types


def test_one_row(kind, tmp_path, engine):
    rows = _read(KINDS[kind](_rows().slice(5, 1), tmp_path), engine)
    assert rows.to_pylist() == _expected()[5:6]


def test_three_hundred_columns(kind, tmp_path, engine):
    wide = pa.table({f"column {i}": [i, i + 1] for i in range(300)})
    rows = _read(KINDS[kind](wide, tmp_path), engine)
    assert rows.to_pylist() == wide.to_pylist()


HOSTILE = [
    'say "hi"',
    "it's",
    "select",
    "a.b",
    "müller 👩‍👩‍👧",
    "المجموع",
    "שלום (עולם)",
    "; DROP TABLE rows; --",
    "a/b\\c",
    "{{ x }}",
    "100%",
    "$1",
    "?",
    "[x]*",
]


def test_names_of_any_kind(kind, tmp_path, engine):
    table = pa.table({name: [f"{name} value", "x"] for name in HOSTILE})
    source = KINDS[kind](table, tmp_path)
    assert source.describe().schema.names == HOSTILE
    assert _read(source, engine).to_pylist() == table.to_pylist()
