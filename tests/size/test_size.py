"""Three million rows: few questions, right totals, every row written, and memory that does not grow with the rows."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

SMALL, LARGE = 300_000, 3_000_000
KEYS = ("region", "shop", "article")
MB = 1024 * 1024
ENGINE = 256 * MB
MORE = 350 * MB
"""What ten times the rows may take more: the engine fills its 256 MB only in the larger run, and allocators keep the
pieces of every batch and of 36,000 group lines. The rows printed are 130 MB of CSV, and as Python objects over 1 GB."""


def write(path, rows):
    """Six columns; region has NULLs, shop the same names in every region, amounts are exact."""
    duckdb.sql(
        f"""COPY (
            SELECT i AS id,
                CASE WHEN hash(i) % 9 < 8 THEN 'Region ' || (hash(i) % 9) END AS region,
                'Shop ' || (hash(i, 1) % 20) AS shop,
                (hash(i, 2) % 200)::INTEGER AS article,
                (((hash(i, 3) % 2000000)::BIGINT - 500000)::DECIMAL(12, 0) * 0.01)::DECIMAL(12, 2) AS amount,
                (hash(i, 4) % 50000)::INTEGER AS customer
            FROM range({rows}) AS numbers(i)
        ) TO '{path}' (FORMAT parquet)"""
    )


def run(folder, rows):
    """Run the report over so many rows in a process of its own; return what it said of itself."""
    source, target = folder / f"{rows}.parquet", folder / f"{rows}.csv"
    write(source, rows)
    child = Path(__file__).with_name("child.py")
    made = subprocess.run(
        [sys.executable, child, source, target, str(ENGINE)], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("size")
    return folder, {rows: run(folder, rows) for rows in (SMALL, LARGE)}


@pytest.fixture(scope="module")
def large(runs):
    """The larger run's rows as ``source`` and its output, in the order of its lines, as ``printed``."""
    folder, _ = runs
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW source AS FROM '{folder / f'{LARGE}.parquet'}'")
        connection.execute(
            f"""CREATE TABLE printed AS
            SELECT row_number() OVER () AS line, * FROM read_csv('{folder / f"{LARGE}.csv"}', header = true, columns = {{
                band: 'VARCHAR', level: 'INTEGER', region: 'VARCHAR', shop: 'VARCHAR', article: 'INTEGER', id: 'BIGINT',
                amount: 'DECIMAL(18, 2)', customer: 'INTEGER'}})"""
        )
        yield connection


def test_each_question_is_asked_once(runs):
    _, said = runs
    for rows in (SMALL, LARGE):
        asked = said[rows]["asked"]
        begins = asked.index("rows of sales")
        assert set(asked[:begins]) == {"describe sales", "count sales", "attach sales"}
        assert asked[begins:] == [
            "rows of sales",
            "count of sales",
            "totals of sales",
            "group region",
            "group shop",
            "group article",
            "details of b1",
        ]


def test_every_row_is_written_in_order(runs, large):
    _, said = runs
    assert said[LARGE]["rows"] == LARGE
    columns = "region, shop, article, id, amount, customer"
    assert large.sql("SELECT count(*) FROM printed WHERE band = 'detail'").fetchall() == [(LARGE,)]
    # as many rows on either side: a row too many on one would be one missing
    missing = f"SELECT {columns} FROM source EXCEPT ALL SELECT {columns} FROM printed WHERE band = 'detail'"
    assert large.sql(missing).fetchall() == []
    out_of_order = large.sql(
        """WITH details AS (SELECT line, region IS NULL AS none, region, shop, article, id FROM printed WHERE band = 'detail'),
        pairs AS (SELECT (none, coalesce(region, ''), shop, article, id) AS own,
            lag((none, coalesce(region, ''), shop, article, id)) OVER (ORDER BY line) AS before FROM details)
        SELECT count(*) FROM pairs WHERE own <= before"""
    )
    assert out_of_order.fetchall() == [(0,)]


@pytest.mark.parametrize("depth", range(4))
def test_totals_are_those_of_plain_sql(large, depth):
    keys = ", ".join(KEYS[:depth])
    band = "group_footer" if depth else "summary"
    lead = f"{keys}, " if keys else ""
    expected = (
        f"SELECT {lead}sum(amount), count(DISTINCT customer) FROM source {'GROUP BY ALL' if keys else ''}"
    )
    printed = f"SELECT {lead}amount, customer FROM printed WHERE band = '{band}' AND level = {depth}"
    assert large.sql(f"({printed}) EXCEPT ALL ({expected})").fetchall() == []
    assert large.sql(f"({expected}) EXCEPT ALL ({printed})").fetchall() == []


def test_memory_does_not_grow_with_the_rows(runs):
    _, said = runs
    assert said[LARGE]["peak"] - said[SMALL]["peak"] < MORE
