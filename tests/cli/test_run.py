"""``nbreports run`` as a user meets it."""

import json
import sqlite3

import pytest

SALES = ("--source", "sales=sales.csv")

WITH_PARAMS = {
    "schema": "nbreport/1",
    "title": "Sales",
    "source": "sales",
    "params": [
        {"name": "region", "type": "string", "multi": True},
        {"name": "least", "type": "decimal", "default": 0},
    ],
    "body": [
        {
            "kind": "table",
            "columns": ["order_id", "amount"],
            "where": "region in param.region and amount >= param.least",
        }
    ],
}


def written(path, definition):
    path.write_text(json.dumps(definition))
    return path


def ids(path):
    return [
        row["values"]["order_id"]
        for row in json.loads(path.read_text())["body"][0]["rows"]
        if row["band"] == "detail"
    ]


def test_every_ending_is_made_and_named(nbreports, folder):
    endings = (".pdf", ".xlsx", ".html", ".csv", ".parquet", ".md", ".json", ".ipynb", ".typ", ".py")
    outputs = [f"made{ending}" for ending in endings]
    said = nbreports("run", "simple.nbreport", *SALES, *(word for out in outputs for word in ("-o", out)))
    assert said.code == 0
    assert said.out.split() == outputs
    assert said.err == ""  # a bar is for terminals
    starts = {
        ".pdf": b"%PDF-",
        ".xlsx": b"PK",
        ".html": b"<!doctype html>",
        ".parquet": b"PAR1",
        ".json": b"{",
    }
    for ending in endings:
        made = (folder / f"made{ending}").read_bytes()
        assert made
        assert made[:20].lower().startswith(starts.get(ending, b"").lower())
    assert (folder / "made.py").read_text() == (folder / "simple.py").read_text()


def test_quiet_says_nothing(nbreports):
    assert nbreports("run", "simple.nbreport", *SALES, "-o", "x.json", "--quiet") == (0, "", "")


def test_a_report_written_as_python_runs_without_being_run(nbreports, folder):
    code = (folder / "simple.py").read_text()
    assert nbreports("run", "simple.py", *SALES, "-o", "a.json", "--now", "2026-01-31").code == 0
    assert nbreports("run", "simple.nbreport", *SALES, "-o", "b.json", "--now", "2026-01-31").code == 0
    assert (
        json.loads((folder / "a.json").read_text())["body"]
        == json.loads((folder / "b.json").read_text())["body"]
    )
    (folder / "evil.py").write_text(code + "\nopen('pwned', 'w')\n")
    assert nbreports("run", "evil.py", *SALES, "-o", "c.json").code == 2
    assert not (folder / "pwned").exists()


def test_a_bound_path_is_relative_to_the_working_folder_and_trusted(nbreports, folder, monkeypatch):
    inside = folder / "reports"
    inside.mkdir()
    (folder / "simple.nbreport").rename(inside / "simple.nbreport")
    monkeypatch.chdir(inside)
    # out of the report's folder, which the report itself could not name
    assert nbreports("run", "simple.nbreport", "--source", "sales=../sales.csv", "-o", "x.json").code == 0
    monkeypatch.chdir(folder)
    assert (
        nbreports("run", "reports/simple.nbreport", "--source", "sales=sales.csv", "-o", "y.json").code == 0
    )
    assert ids(inside / "x.json") == ids(folder / "y.json")


def test_a_table_of_a_file_is_bound_with_two_colons(nbreports, refused, folder):
    with sqlite3.connect(folder / "shop.sqlite") as shop:
        shop.execute("CREATE TABLE orders (order_id INTEGER, customer TEXT, region TEXT, amount REAL)")
        shop.execute("INSERT INTO orders VALUES (7, 'Ada', 'North', 1.5)")
        shop.execute("CREATE TABLE others (x INTEGER)")
    shop.close()
    assert (
        nbreports("run", "simple.nbreport", "--source", "sales=shop.sqlite::orders", "-o", "x.json").code == 0
    )
    assert ids(folder / "x.json") == [7]
    what, remedy = refused(3, "run", "simple.nbreport", "--source", "sales=shop.sqlite", "-o", "y.json")
    assert "2 tables" in what
    assert "'orders'" in remedy
    what, remedy = refused(
        3, "run", "simple.nbreport", "--source", "sales=shop.sqlite::order", "-o", "y.json"
    )
    assert "Did you mean 'orders'?" in remedy


def test_a_report_reads_its_own_folder_only(nbreports, refused, folder):
    definition = {
        "schema": "nbreport/1",
        "title": "t",
        "source": "s",
        "body": [{"kind": "table", "columns": ["amount"]}],
    }
    inside = folder / "inside"
    inside.mkdir()
    for path in ("../sales.csv", "/etc/passwd.csv", "a/../../sales.csv", "C:\\sales.csv"):
        written(inside / "r.nbreport", definition | {"sources": {"s": {"kind": "file", "path": path}}})
        what, _ = refused(2, "run", "inside/r.nbreport", "-o", "x.json")
        assert what.startswith("/sources/s/path")
    (inside / "link.csv").symlink_to(folder / "sales.csv")
    written(inside / "r.nbreport", definition | {"sources": {"s": {"kind": "file", "path": "link.csv"}}})
    what, _ = refused(3, "run", "inside/r.nbreport", "-o", "x.json")
    assert "link" in what
    # binding the source by hand is the owner's word
    assert nbreports("run", "inside/r.nbreport", "--source", "s=sales.csv", "-o", "x.json").code == 0


def test_parameters_given_once_and_several_times(nbreports, refused, folder):
    written(folder / "r.nbreport", WITH_PARAMS)
    run = ("run", "r.nbreport", *SALES, "-o", "x.json")
    for given, expected in (
        ((), [1, 2, 3, 4]),
        (("region=North",), [1, 3]),
        (("region=North", "region=South"), [1, 2, 3]),
        (("region=all", "least=7"), [1, 2, 4]),
        (("region=North", "least=7"), [1]),
    ):
        assert nbreports(*run, *(word for one in given for word in ("--param", one))).code == 0
        assert ids(folder / "x.json") == expected, given
    (folder / "x.json").unlink()
    what, remedy = refused(2, *run, "--param", "regin=North")
    assert "regin" in what
    assert "region" in remedy
    assert "least" in refused(2, *run, "--param", "least=1", "--param", "least=2")[0]
    assert "decimal" in refused(2, *run, "--param", "least=x")[0]
    assert "NAME=VALUE" in refused(2, *run, "--param", "least")[0]


def test_sample_takes_so_many_rows_and_says_so(nbreports, refused, folder):
    assert nbreports("run", "simple.nbreport", *SALES, "-o", "x.json", "--sample", 2).code == 0
    made = json.loads((folder / "x.json").read_text())
    assert made["stamp"]["sampled"] is True
    assert ids(folder / "x.json") == [1, 2]
    assert "sample is 0" in refused(2, "run", "simple.nbreport", *SALES, "-o", "y.json", "--sample", 0)[0]


def test_the_moment_is_an_input(nbreports, refused, folder, monkeypatch):
    def run(*more):
        out = ("-o", "x.json", "-o", "x.pdf", "-o", "x.xlsx", "-o", "x.html")
        assert nbreports("run", "simple.nbreport", *SALES, *out, *more).code == 0
        return [(folder / out).read_bytes() for out in out[1::2]]

    def started(made):
        return json.loads(made[0])["stamp"]["started"]

    first = run("--now", "2026-01-31T08:00", "--deterministic")
    assert run("--now", "2026-01-31T08:00", "--deterministic") == first
    assert started(first).startswith("2026-01-31T08:00")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert started(run()).startswith("2001-09-09T01:46:40")
    assert started(run("--now", "2026-01-31T08:00")) == started(first)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert "SOURCE_DATE_EPOCH" in refused(2, "run", "simple.nbreport", *SALES, "-o", "y.json")[0]
    assert "--now" in refused(2, "run", "simple.nbreport", *SALES, "-o", "y.json", "--now", "soon")[0]


def test_csv_types_come_from_the_whole_file(nbreports, folder):
    lines = ["id,note,n", *("001,NA,1" for _ in range(30_000)), "002,,2.5", "x,5,"]
    (folder / "rows.csv").write_text("\n".join(lines) + "\n")
    written(
        folder / "r.nbreport",
        {
            "schema": "nbreport/1",
            "title": "t",
            "source": "rows",
            "body": [{"kind": "table", "columns": ["id", "note", "n"]}],
        },
    )
    assert nbreports("run", "r.nbreport", "--source", "rows=rows.csv", "-o", "x.json").code == 0
    table = json.loads((folder / "x.json").read_text())["body"][0]
    assert [column["type"] for column in table["columns"]] == ["text", "text", "float"]
    rows = [row["values"] for row in table["rows"] if row["band"] == "detail"]
    assert rows[0] == {"id": "001", "note": "NA", "n": 1}
    assert rows[-2:] == [{"id": "002", "note": None, "n": 2.5}, {"id": "x", "note": "5", "n": None}]


def test_csv_of_a_report_with_several_tables_asks_which(nbreports, refused, folder):
    tables = [
        {"kind": "table", "id": name, "columns": [column]}
        for name, column in (("a", "order_id"), ("b", "region"))
    ]
    written(folder / "r.nbreport", {"schema": "nbreport/1", "title": "t", "source": "sales", "body": tables})
    assert "--table" in refused(6, "run", "r.nbreport", *SALES, "-o", "x.csv")[1]
    assert nbreports("run", "r.nbreport", *SALES, "-o", "x.csv", "--table", "b").code == 0
    assert (folder / "x.csv").read_text().split()[:2] == ["region", "North"]
    assert "a, b" in refused(6, "run", "r.nbreport", *SALES, "-o", "y.csv", "--table", "c")[1]


@pytest.mark.parametrize(
    ("code", "arguments", "what", "remedy"),
    [
        (2, (), "-o", None),
        (2, ("-o", "x.docx"), "'.docx'", ".pdf"),
        (2, ("-o", "x"), "'x'", ".py"),
        (2, ("-o", "x.pdf", "-o", "./x.pdf"), "twice", "own name"),
        (2, ("-o", "x.pdf", "--source", "sales"), "NAME=PATH", "sales=sales.csv"),
        (2, ("-o", "x.pdf", "--source", "sale=sales.csv"), "'sale'", "Did you mean 'sales'?"),
        (2, ("-o", "x.pdf", *SALES, *SALES), "twice", "once"),
        (2, ("-o", "sales.csv", *SALES), "sales.csv", "another name"),
        (2, ("-o", "x.pdf", "--source", "sales=simple.txt"), ".txt", ".csv"),
        (2, ("-o", "x.pdf", "--sample", "many"), "--sample", "--help"),
        (2, ("-o", "x.pdf", "--frobnicate"), "--frobnicate", "--help"),
        (3, ("-o", "x.pdf"), "'sales'", "--source sales=PATH"),
        (3, ("-o", "x.pdf", "--source", "sales=sale.csv"), "sale.csv", "Did you mean 'sales.csv'?"),
        (3, ("-o", "x.pdf", "--source", "sales=."), ".", None),
        (6, ("-o", "nowhere/x.pdf", *SALES), "nowhere/x.pdf", "Create the folder"),
        (6, ("-o", "sales.csv/x.pdf", *SALES), "sales.csv/x.pdf", "folder"),
        (6, ("-o", "x.json", "-o", "nowhere/x.py", *SALES), "nowhere/x.py", "folder"),
    ],
)
def test_what_cannot_be_meant_is_told(refused, code, arguments, what, remedy):
    if arguments == ():
        assert "no output" in refused(code, "run", "simple.nbreport")[0]
        return
    if "sales=." in arguments:
        code = 2  # a folder has no ending
    said = refused(code, "run", "simple.nbreport", *arguments)
    assert what in said[0]
    assert remedy is None or remedy in said[1]


def test_a_name_that_is_no_text_is_written_and_printed(nbreports, folder):
    import os

    name = os.fsdecode(b"caf\xe9.json")
    said = nbreports("run", "simple.nbreport", *SALES, "-o", name)
    assert said.code == 0
    assert (folder / name).is_file()


def test_text_on_stderr_cannot_steer_a_terminal(nbreports):
    said = nbreports("run", "simple.nbreport", "-o", "x.pdf", "--source", "sales=\x1b[2J\nx.csv")
    assert said.code == 3
    assert "\x1b" not in said.err
    assert said.err.count("\n") == 2


def test_a_value_its_source_does_not_have_is_refused_by_run_and_check(nbreports, refused, folder):
    report = {
        "schema": "nbreport/1",
        "title": "One customer",
        "source": "chosen",
        "params": [
            {"name": "region", "values": {"source": "sales", "field": "region"}},
            {
                "name": "customer",
                "values": {"source": "sales", "field": "customer"},
                "depends_on": ["region"],
            },
        ],
        "sources": {"chosen": {"kind": "frame", "name": "sales", "where": "customer == param.customer"}},
        "body": [{"kind": "table", "columns": ["customer", "amount"]}],
    }
    (folder / "one.nbreport").write_text(json.dumps(report))
    north = ("one.nbreport", *SALES, "--param", "region=North")
    assert nbreports("run", *north, "--param", "customer=Ada", "-o", "a.csv").code == 0
    for command in (("run", *north, "-o", "b.csv"), ("check", *north)):
        what, remedy = refused(2, *command, "--param", "customer=Dia")
        assert "param.customer" in what
        assert "where region is 'North'" in what
        assert remedy == "Give one of: Ada, Bo, Chen."
