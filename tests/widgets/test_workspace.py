"""What may be picked: frames by themselves, files of the folder, joins with their share, rows before and after."""

from __future__ import annotations

import sys

import pandas as pd

from nbreports import Report, Table
from nbreports.definition.sources import FrameSource


def ask(line, ident, kind, **content):
    line.ask(ident, kind, **content)
    return line.answer(ident)[0]


def test_frames_of_the_notebook_and_files_of_its_folder(opened, sales, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    sales.to_csv("shops.csv", index=False)
    (tmp_path / "notes.txt").write_text("no data")
    monkeypatch.setattr(sys.modules["__main__"], "orders", sales, raising=False)
    monkeypatch.setattr(sys.modules["__main__"], "_hidden", sales, raising=False)
    _, line = opened(None, notebook=True)
    found = {each["name"]: each for each in ask(line, "a.1", "sources.list")["sources"]}
    assert found["orders"]["kind"] == "frame"
    assert found["orders"]["rows"] == 6
    assert {"name": "amount", "type": "float"} in found["orders"]["columns"]
    assert (found["shops"]["kind"], found["shops"]["path"]) == ("file", "shops.csv")
    assert "_hidden" not in found
    assert "notes" not in found
    read = ask(line, "a.2", "source.describe", path="shops.csv")["source"]
    assert read["rows"] in (6, None)
    assert "amount" in [column["name"] for column in read["columns"]]
    assert ask(line, "a.3", "source.describe", path="../shops.csv")["code"] == "source_not_allowed"


def test_a_session_with_its_own_data_shows_nothing_else(opened, sales, monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "orders", sales, raising=False)
    _, line = opened(Report("Shop", "sales", [Table("amount")]), {"sales": sales})
    assert [each["name"] for each in ask(line, "a.1", "sources.list")["sources"]] == ["sales"]


def test_a_frame_no_report_can_hold_says_why(opened, sales):
    odd = pd.DataFrame({"a": [{1}, object()]})
    report = Report("Shop", "sales", [Table("amount")])
    _, line = opened(report, {"sales": sales, "odd": odd}, notebook=True)
    found = {each["name"]: each for each in ask(line, "a.1", "sources.list")["sources"]}
    assert found["odd"]["error"]
    assert found["sales"]["error"] is None


def test_joins_are_proposed_with_the_share_that_matched(opened):
    orders = pd.DataFrame({"region_id": [1, 2, 3, 9], "amount": [1.0, 2.0, 3.0, 4.0]})
    regions = pd.DataFrame({"region_id": [1, 2, 3], "name": ["N", "S", "W"]})
    _, line = opened(
        Report("Shop", "orders", [Table("amount")]), {"orders": orders, "regions": regions}, notebook=True
    )
    assert ask(line, "a.1", "joins.propose", rev=0)["joins"] == [
        {"to": "regions", "path": None, "table": None, "on": {"region_id": "region_id"}, "share": 0.75}
    ]


def test_rows_are_counted_before_and_after_the_filter(opened, sales):
    report = Report(
        "Shop", "sales", [Table("amount")], sources={"sales": FrameSource("sales", where="region == 'South'")}
    )
    _, line = opened(report, {"sales": sales})
    answer = ask(line, "a.1", "rows.count", rev=0)
    assert (answer["before"], answer["after"]) == (6, int((sales.region == "South").sum()))


def test_a_file_can_be_used_before_the_report_is_saved(opened, sales, monkeypatch, tmp_path):
    from nbreports.definition.sources import FileSource

    monkeypatch.chdir(tmp_path)
    sales.to_csv("shops.csv", index=False)
    session, line = opened(None, notebook=True)
    session.replace(
        Report("Shop", "shops", [Table("amount")], sources={"shops": FileSource("shops.csv")}).definition
    )
    assert ask(line, "a.1", "rows.count", rev=1)["after"] == 6


def test_a_source_is_looked_into_before_it_is_used(opened, sales):
    wide = pd.DataFrame({f"c{n}": [n] for n in range(300)})
    empty = sales.iloc[:0]
    odd = sales.rename(columns={"region": '"<img src=x onerror=alert(1)> 😀 \u202eabc'})
    given = {"sales": sales, "wide": wide, "empty": empty, "odd": odd}
    _, line = opened(Report("Shop", "sales", [Table("amount")]), given, notebook=True)

    def fields(ident, name):
        return ask(line, ident, "source.describe", name=name)["fields"]

    amount = next(field for field in fields("a.1", "sales") if field["name"] == "amount")
    assert sum(amount["histogram"]) == sales.amount.count()
    region = next(field for field in fields("a.2", "sales") if field["name"] == "region")
    assert set(region["samples"]) <= set(sales.region)
    assert len(fields("a.3", "wide")) == 300
    assert [field["name"] for field in fields("a.4", "empty")] == list(sales.columns)
    assert [field["name"] for field in fields("a.5", "odd")] == list(odd.columns)
    assert ask(line, "a.6", "source.describe", name="nothing")["kind"] == "refused"
