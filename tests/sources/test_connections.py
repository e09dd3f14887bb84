"""Tables of connections that a program holds: read by name, whatever thread asks, and seen to change."""

from __future__ import annotations

import sqlite3
import sys
import threading

import duckdb
import pytest

from nbreports.errors import SourceError
from nbreports.sources.catalog import Catalog
from nbreports.sources.connections import ConnectionTable, connection_kind, note_connections, tables_of
from nbreports.sources.engine import Engine

ODD = "a \"b\" 'c'; drop table orders; -- 😀"


@pytest.fixture
def duck():
    with duckdb.connect() as connection:
        connection.execute(
            "create table orders as select range as id, range * 1.5 as amount from range(5);"
            " create schema s; create view s.few as select * from orders limit 2"
        )
        quoted = ODD.replace('"', '""')
        connection.execute(f'create table "{quoted}" (b varchar)')
        yield connection


@pytest.fixture
def lite(tmp_path):
    connection = sqlite3.connect(tmp_path / "shop.anything")
    connection.execute("create table orders (id integer primary key, amount real)")
    connection.executemany("insert into orders values (?, ?)", [(n, n * 1.5) for n in range(5)])
    connection.commit()
    yield connection
    connection.close()


def elsewhere(do):
    """Return what ``do`` gives on another thread, as a page's questions are answered."""
    found = []

    def run():
        try:
            found.append(do())
        except SourceError as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def rows(source):
    with Engine() as engine:
        return engine.fetch(f"SELECT * FROM {source.attach(engine)} ORDER BY 1", label="rows").to_pylist()


WANTED = [{"id": n, "amount": n * 1.5} for n in range(5)]


def plain(found):
    return [{key: float(value) for key, value in row.items()} for row in found]


def test_tables_of_duckdb_are_read_beside_results_not_fetched_yet(duck):
    open_result = duck.execute("select * from range(100000)")
    assert open_result.fetchone() == (0,)
    assert set(elsewhere(lambda: tables_of(duck, "con"))) == {"orders", "s.few", ODD}
    table = ConnectionTable(duck, "con", "orders")
    assert elsewhere(table.describe).rows == 5
    assert plain(elsewhere(lambda: rows(table))) == WANTED
    assert plain(rows(ConnectionTable(duck, "con", "s.few"))) == WANTED[:2]
    assert ConnectionTable(duck, "con", ODD).describe().schema.names == ["b"]
    assert open_result.fetchone() == (1,)


def test_a_change_of_a_table_is_seen(duck, lite):
    note_connections({"lite": lite})
    for connection in (duck, lite):
        table = ConnectionTable(connection, "con", "orders")
        before = table.fingerprint()
        assert table.fingerprint() == before
        connection.execute("update orders set amount = 100 where id = 3")
        connection.commit()
        assert table.fingerprint() != before
        assert plain(rows(table))[3]["amount"] == 100


def test_a_sqlite_connection_is_read_on_any_thread_once_its_file_is_known(lite):
    assert connection_kind(lite) == "SQLite"
    assert "one thread" in elsewhere(lambda: tables_of(lite, "con")).message
    note_connections({"con": lite})
    assert elsewhere(lambda: tables_of(lite, "con")) == ("orders",)
    table = ConnectionTable(lite, "con", "orders")
    assert elsewhere(table.describe).rows == 5
    assert plain(elsewhere(lambda: rows(table))) == WANTED
    note_connections({})


def test_what_cannot_be_read_says_what_to_do(duck, lite):
    memory = sqlite3.connect(":memory:")
    note_connections({"memory": memory})
    with pytest.raises(SourceError, match="memory") as told:
        tables_of(memory, "memory")
    assert "read_sql" in told.value.remedy
    memory.close()
    with pytest.raises(SourceError, match="no table 'order'") as told:
        ConnectionTable(duck, "con", "order").describe()
    assert "'orders'" in told.value.remedy
    duck.close()
    with pytest.raises(SourceError, match="'con' cannot be read"):
        tables_of(duck, "con")


def test_a_postgresql_connection_says_that_its_tables_are_not_read(monkeypatch):
    """Known by its type alone: no driver is installed here, and none of a connection's own code may run."""

    class Connection:
        def __getattr__(self, name):
            raise AssertionError(name)

    module = type(sys)("psycopg")
    module.Connection = Connection
    monkeypatch.setitem(sys.modules, "psycopg", module)
    connection = Connection()
    assert connection_kind(connection) == "PostgreSQL"
    with pytest.raises(SourceError, match="PostgreSQL connection are not read"):
        tables_of(connection, "con")


def test_a_report_names_a_table_as_it_names_a_frame(duck, monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "zz_con", duck, raising=False)
    catalog = Catalog.from_main(["zz_con.orders", "zz_con.", "zz_con", "nothing.orders"])
    assert catalog.names() == ("zz_con.orders",)
    assert catalog.get("zz_con.orders").source.describe().rows == 5
