"""The audit log: every generation leaves one line, and a line that was touched is found."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import resource
import stat
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbreports import Report, Table
from nbreports.cli.main import invoke
from nbreports.errors import OutputError
from nbreports.sources.catalog import Catalog
from nbreports.storage import audit
from nbreports.storage.audit import NOTHING, AuditLog, record
from nbreports.storage.audit_check import AuditCheck, check_audit, newest_generations
from nbreports.storage.generation import AuditedSource, Generation
from nbreports.storage.identity import who


def generation(title="Sales", **changes):
    return Generation(
        **{
            "who": {"name": "ada", "from": "system", "verified": False},
            "via": "export",
            "title": title,
            "definition": "d" * 64,
            "parameters": {},
            "sources": (AuditedSource("sales", "frame", "region == 'North'"),),
            "rows": 3,
            "outputs": ({"path": "/out/a.pdf", "bytes": 5, "sha256": "e" * 64},),
            "started": 0.0,
            "ended": 1.5,
            "outcome": "done",
            **changes,
        }
    )


def filled(folder, count, lines=10_000):
    folder.mkdir(parents=True, exist_ok=True)
    log = AuditLog(folder, lines)
    for number in range(count):
        log.append(generation(f"Report {number}"))
    return log


def broken_at(folder, lines=10_000):
    with pytest.raises(OutputError) as found:
        check_audit(folder, lines)
    assert found.value.code == "audit_chain"
    assert found.value.remedy
    return found.value.where.rpartition("/")[2], found.value.message


# --- the chain -------------------------------------------------------------------------------------------------


def test_each_line_has_the_digest_of_the_one_before(tmp_path):
    log = filled(tmp_path, 3)
    lines = log.path.read_bytes().splitlines(keepends=True)
    said = [json.loads(line) for line in lines]
    assert [each["n"] for each in said] == [1, 2, 3]
    assert [each["previous"] for each in said] == [
        NOTHING,
        *(hashlib.sha256(line).hexdigest() for line in lines[:2]),
    ]
    assert said[0]["title"] == "Report 0"
    assert said[0]["ended"] == "1970-01-01T00:00:01.500+00:00"
    assert said[0]["sources"] == [{"name": "sales", "at": "frame", "where": "region == 'North'"}]
    assert stat.S_IMODE(log.path.stat().st_mode) == stat.S_IMODE(log.head.stat().st_mode) == 0o600
    assert check_audit(tmp_path) == AuditCheck(3, 1, 0)


def test_an_empty_log_is_whole(tmp_path):
    assert check_audit(tmp_path) == AuditCheck(0, 0, 0)


@given(data=st.data())
def test_whatever_is_done_to_lines_is_found(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("audit")
    most = data.draw(st.sampled_from([2, 3, 100]))
    log = filled(folder, 6, most)
    files = log.files()
    path = data.draw(st.sampled_from(files))
    lines = path.read_bytes().splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    match data.draw(st.sampled_from(["edit", "remove", "swap", "twice", "end"])):
        case "edit":
            where = data.draw(st.integers(0, len(lines[at]) - 2))
            changed = bytearray(lines[at])
            changed[where] ^= data.draw(st.sampled_from([1, 2, 4]))
            lines[at] = bytes(changed)
        case "remove":
            del lines[at]
        case "twice":
            lines.insert(at, lines[at])
        case "end":
            lines = lines[:at]
        case "swap":
            if len(lines) == 1:
                return
            other = (at + 1) % len(lines)
            lines[at], lines[other] = lines[other], lines[at]
    path.write_bytes(b"".join(lines))
    oldest_gone = not lines and path == files[0] and len(files) > 1
    if oldest_gone:  # a whole file taken away from the beginning is told, not hidden
        assert check_audit(folder, most).first == most + 1
        return
    broken_at(folder, most)
    # and it stays found, whatever is written after
    log.append(generation("later"))
    broken_at(folder, most)


@pytest.mark.parametrize(
    ("change", "place", "why"),
    [
        (
            lambda lines: [lines[0], lines[1].replace(b"Report 1", b"Report 9"), *lines[2:]],
            "audit.jsonl:3",
            "2,",
        ),
        (lambda lines: [*lines[:1], *lines[2:]], "audit.jsonl:2", "generation 3 where 2 is due"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "audit.jsonl:1", "generation 2 where 1 is due"),
        (lambda lines: lines[:2], "audit.jsonl:2", "at generation 2 of 4"),
        (lambda lines: [*lines[:3], lines[3].replace(b"done", b"gone")], "audit.jsonl:4", "the last line"),
        (lambda lines: [b"hello\n", *lines], "audit.jsonl:1", "none of the log's"),
    ],
)
def test_the_break_is_named(tmp_path, change, place, why):
    log = filled(tmp_path, 4)
    log.path.write_bytes(b"".join(change(log.path.read_bytes().splitlines(keepends=True))))
    found, message = broken_at(tmp_path)
    assert found == place
    assert why in message


def test_the_mark_of_the_end_is_missed_too(tmp_path):
    log = filled(tmp_path, 3)
    log.head.unlink()
    assert "audit.head" in broken_at(tmp_path)[1]
    log.append(generation())
    assert check_audit(tmp_path).lines == 4


# --- writers that die, writers at once, disks that refuse -------------------------------------------------------


def test_a_torn_line_is_set_aside(tmp_path):
    log = filled(tmp_path, 2)
    whole = log.path.read_bytes()
    torn = b'{"n": 3, "previous": "ab'
    log.path.write_bytes(whole + torn)
    assert check_audit(tmp_path).lines == 2  # nothing is broken by it
    log.append(generation("after"))
    assert log.torn.read_bytes() == torn + b"\n"
    assert check_audit(tmp_path) == AuditCheck(3, 1, 1)


def test_a_writer_that_died_before_it_marked_the_end(tmp_path):
    log = filled(tmp_path, 2)
    mark = log.head.read_bytes()
    log.append(generation("third"))
    log.head.write_bytes(mark)
    assert check_audit(tmp_path).lines == 3
    log.append(generation("fourth"))
    assert check_audit(tmp_path).lines == 4


def test_two_processes_write_at_once(tmp_path):
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from storage.test_audit import filled\n"
        "filled(Path(sys.argv[2]), 40, 30)"
    )
    tests = str(Path(__file__).parents[1])
    writers = [subprocess.Popen([sys.executable, "-c", code, tests, str(tmp_path)]) for _ in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert check_audit(tmp_path, 30) == AuditCheck(80, 1, 0)
    assert [path.name for path in AuditLog(tmp_path).files()] == [
        "audit.000001.jsonl",
        "audit.000002.jsonl",
        "audit.jsonl",
    ]


def test_a_full_disk_leaves_the_log_as_it_was(tmp_path, caplog):
    log = filled(tmp_path, 2)
    before = log.path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    for left in (20, 0):  # a line that fits in part, and none at all
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + left, limits[1]))
        try:
            with caplog.at_level(logging.WARNING, "nbreports.audit"):
                record(generation("Lost"), tmp_path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert log.path.read_bytes() == before
    assert "the audit log lacks 'Lost'" in caplog.text
    assert check_audit(tmp_path).lines == 2


def test_a_writer_that_keeps_the_log_is_not_waited_for_without_end(tmp_path, monkeypatch):
    log = filled(tmp_path, 1)
    monkeypatch.setattr(audit, "PATIENCE", 0.05)
    with log.head.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(OutputError, match="another process has kept the audit log"):
            log.append(generation())
    log.append(generation())
    assert check_audit(tmp_path).lines == 2


# --- what is written -------------------------------------------------------------------------------------------


@pytest.fixture
def state(tmp_path, monkeypatch):
    folder = tmp_path / "state"
    folder.mkdir()
    monkeypatch.setenv("NBREPORTS_STATE", str(folder))
    return folder


@pytest.fixture
def report():
    return Report(
        "Sales",
        "sales",
        [Table("region", "amount", where="amount >= param.least")],
        params=[{"name": "least", "type": "decimal"}],
    )


FRAME = pd.DataFrame({"region": ["North", "North", "South"], "amount": [1, 2, 3], "secret": [7, 8, 9]})


def only_line(folder):
    (line,) = newest_generations(folder)
    assert check_audit(folder).lines == 1
    return line


def test_an_export_leaves_one_line(state, report, tmp_path):
    catalog = Catalog()
    catalog.register("sales", FRAME, where="region == 'North'", hidden=["secret"])
    catalog.register("other", FRAME)
    made = report.export(
        tmp_path / "a.csv", tmp_path / "a.json", data=catalog, progress=False, least=Decimal("1.5")
    )
    line = only_line(state)
    assert line["via"] == "export"
    assert line["who"] == dict(who())
    assert line["title"] == "Sales"
    report.save(tmp_path / "saved.nbreport")
    assert line["definition"] == hashlib.sha256((tmp_path / "saved.nbreport").read_bytes()).hexdigest()
    assert line["parameters"] == {"least": "1.5"}
    assert line["sources"] == [{"name": "sales", "at": "frame", "where": "region == 'North'"}]
    assert line["rows"] == 1
    assert line["outputs"] == [
        {
            "path": str(path),
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in made
    ]
    started, ended = (datetime.fromisoformat(line[name]) for name in ("started", "ended"))
    assert started <= ended <= datetime.now(UTC)
    assert (line["outcome"], line["error"], line["job"]) == ("done", None, None)


def test_an_export_that_fails_leaves_one_too(state, report, tmp_path):
    with pytest.raises(Exception, match="least"):
        report.export(tmp_path / "a.csv", data={"sales": FRAME}, progress=False, least="many")
    line = only_line(state)
    assert (line["outcome"], line["error"]) == ("failed", "parameter_type")
    assert (line["rows"], line["outputs"]) == (None, [])
    assert line["parameters"] == {"least": "many"}


def test_a_log_that_cannot_be_written_fails_no_export(tmp_path, monkeypatch, report, caplog, capsys):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("NBREPORTS_STATE", str(tmp_path / "file"))
    with caplog.at_level(logging.WARNING, "nbreports.audit"):
        report.export(tmp_path / "a.csv", data={"sales": FRAME}, progress=False, least=0)
    assert (tmp_path / "a.csv").exists()
    assert "the audit log lacks 'Sales'" in caplog.text
    assert invoke(["doctor"]) == 1
    assert "audit log: does not work: " in capsys.readouterr().out


def test_a_command_leaves_one_line(state, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    FRAME.to_csv("sales.csv", index=False)
    FRAME.to_csv("own.csv", index=False)
    Report(
        "Both",
        "sales",
        [Table("region", "amount"), Table("region", source="own")],
        sources={"own": {"kind": "file", "path": "own.csv"}},
    ).save("both.nbreport")
    assert (
        invoke(["run", "both.nbreport", "-o", "a.csv", "--table", "b1", "--source", "sales=sales.csv", "-q"])
        == 0
    )
    line = only_line(state)
    assert line["via"] == "command"
    assert line["sources"] == [
        {"name": "sales", "at": str(tmp_path / "sales.csv"), "where": None},
        {"name": "own", "at": str(tmp_path / "own.csv"), "where": None},
    ]
    assert [each["path"] for each in line["outputs"]] == [str(tmp_path / "a.csv")]
    assert line["outcome"] == "done"


def test_doctor_counts_and_finds_the_break(state, report, tmp_path, capsys):
    for _ in range(2):
        report.export(tmp_path / "a.csv", data={"sales": FRAME}, progress=False, least=0)
    assert invoke(["doctor"]) == 0
    # its own report is one more
    assert f"audit log: 3 generations in {state}, none changed or missing" in capsys.readouterr().out
    log = AuditLog(state)
    log.path.write_bytes(log.path.read_bytes().replace(b'"least": 0', b'"least": 1', 1))
    assert invoke(["doctor"]) == 1
    assert "audit.jsonl:2: generation 1, the line before this one, was changed" in capsys.readouterr().out


def test_values_that_json_has_not_are_written_all_the_same(tmp_path):
    values = {
        "day": date(2026, 1, 31),
        "many": (np.int64(3), np.float64("nan"), Decimal("1.10")),
        "odd": FRAME,
        "name": "a\ud800\n",
    }
    filled(tmp_path, 0).append(generation(parameters=values))
    (line,) = newest_generations(tmp_path)
    assert line["parameters"] == {
        "day": "2026-01-31",
        "many": [3, "nan", "1.10"],
        "odd": "<DataFrame>",
        "name": "a\ud800\n",
    }
    assert check_audit(tmp_path).lines == 1


# --- who -------------------------------------------------------------------------------------------------------


def test_who_is_the_hubs_user_else_the_systems_unverified(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    assert who() == {"name": "ada", "from": "jupyterhub", "verified": True}
    monkeypatch.delenv("JUPYTERHUB_USER")
    monkeypatch.setenv("LOGNAME", "grace")
    assert who() == {"name": "grace", "from": "system", "verified": False}
