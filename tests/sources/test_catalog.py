"""The catalog: what was registered has a name, what was not has none."""

from __future__ import annotations

import sys

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbreports.errors import (
    FrameRefused,
    SourceError,
    SourceNotAllowed,
    SourceNotFound,
    SourceUnbound,
    UsageError,
)
from nbreports.sources.catalog import Catalog
from nbreports.sources.engine import Engine
from nbreports.sources.profile import profile, sample

SALES = pd.DataFrame({"region": ["n", "s"], "amount": [1, 2], "tenant": ["a", "b"]})


@pytest.fixture
def folder(tmp_path):
    """A report's folder with files, and a canary outside it."""
    (tmp_path / "canary.csv").write_text("x\ncanary\n")
    home = tmp_path / "report"
    (home / "data").mkdir(parents=True)
    (home / "sales.csv").write_text("x\n1\n")
    (home / "data" / "deep.csv").write_text("x\n2\n")
    (home / "out.csv").symlink_to(tmp_path / "canary.csv")
    (home / "away").symlink_to(tmp_path)
    (home / "inside.csv").symlink_to(home / "data" / "deep.csv")
    return home


def test_registered_sources_in_their_order(folder):
    catalog = Catalog()
    catalog.register("frame", SALES)
    catalog.register("file", folder / "sales.csv")
    catalog.register("again", catalog.get("frame").source)
    assert catalog.names() == ("frame", "file", "again")
    assert catalog.get("file").source.describe().rows == 1
    assert catalog.get("frame").where is None
    assert catalog.get("frame").hidden == frozenset()


def test_a_name_with_nothing_bound_to_it():
    catalog = Catalog()
    with pytest.raises(SourceUnbound, match="nothing is bound to source 'sales'"):
        catalog.get("sales")
    catalog.register("sales", SALES)
    with pytest.raises(SourceUnbound) as caught:
        catalog.get("sale")
    assert "Did you mean 'sales'?" in caught.value.remedy
    assert "--source sale=PATH" in caught.value.remedy


def test_what_cannot_be_registered():
    catalog = Catalog()
    with pytest.raises(FrameRefused, match="'x' is a list"):
        catalog.register("x", [1])
    with pytest.raises(UsageError):
        catalog.register("", SALES)
    with pytest.raises(UsageError, match="one text"):
        catalog.register("x", SALES, hidden="tenant")
    with pytest.raises(UsageError, match=r"\.docx"):
        catalog.register("x", "a.docx")
    assert catalog.names() == ()


OUTSIDE = [
    "../canary.csv",
    "data/../../canary.csv",
    "data/../sales.csv",
    "/etc/passwd",
    "//host/share/x.csv",
    "\\\\host\\share\\x.csv",
    "..\\canary.csv",
    "C:\\x.csv",
    "c:x.csv",
    "~/x.csv",
    "out.csv",
    "away/canary.csv",
    "",
    ".",
    "sales.csv\0.png",
    "sales\n.csv",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_paths_that_leave_the_folder(folder, path):
    catalog = Catalog(folder)
    for ask in (catalog.file, catalog.path):
        with pytest.raises(SourceNotAllowed) as caught:
            ask(path)
        assert "canary\n" not in str(caught.value)


def test_paths_inside_the_folder(folder):
    catalog = Catalog(folder)
    for path in ("sales.csv", "./sales.csv", "data/deep.csv", "data\\deep.csv", "inside.csv"):
        assert catalog.file(path).source.describe().rows == 1
    assert catalog.path("data/deep.csv") == folder.resolve() / "data" / "deep.csv"


def test_a_file_that_is_not_there(folder):
    with pytest.raises(SourceNotFound) as caught:
        Catalog(folder).file("sale.csv")
    assert caught.value.where == "sale.csv"
    assert "Did you mean 'sales.csv'?" in caught.value.remedy


def test_without_a_folder_there_are_no_files():
    with pytest.raises(SourceNotAllowed, match="without a folder"):
        Catalog().file("sales.csv")
    with pytest.raises(SourceNotFound):
        Catalog().allow_folder("/nowhere/at/all")


@given(st.text(st.sampled_from("ab./\\~:\0 ç"), max_size=12))
def test_no_path_leads_out(path):
    """Whatever is written, what is answered lies inside."""
    import tempfile
    from pathlib import Path

    root = Path(tempfile.gettempdir()).resolve()
    catalog = Catalog(root)
    try:
        found = catalog.path(path)
    except SourceNotAllowed:
        return
    assert found.is_relative_to(root)
    assert ".." not in found.parts


def test_a_file_with_a_filter_is_only_reached_by_its_name(folder):
    catalog = Catalog(folder)
    catalog.register("sales", folder / "sales.csv", where="x > 1")
    for path in ("sales.csv", "./sales.csv"):
        with pytest.raises(SourceNotAllowed, match="registered as 'sales'"):
            catalog.file(path)
    assert catalog.file("data/deep.csv").source.describe().rows == 1


def test_hidden_columns_are_gone_but_the_filter_may_use_them():
    catalog = Catalog()
    catalog.register("sales", SALES, where="tenant == 'a'", hidden=["tenant"])
    entry = catalog.get("sales")
    assert entry.source.describe().schema.names == ["region", "amount"]
    assert entry.base.describe().schema.names == ["region", "amount", "tenant"]
    with Engine() as engine:
        relation = entry.source.attach(engine)
        engine.lock()
        for sql in (f"SELECT tenant FROM {relation}", f"SELECT {relation}.tenant FROM {relation}"):
            with pytest.raises(SourceError, match="tenant"):
                engine.fetch(sql, label="peek")
        for look in (profile, sample):
            with pytest.raises(SourceNotFound, match="no column 'tenant'") as caught:
                look(engine, relation, ["tenant"])
            assert "tenant" not in caught.value.remedy


def test_a_misspelt_hidden_column_hides_nothing_and_says_so():
    catalog = Catalog()
    catalog.register("sales", SALES, hidden=["tenat"])
    with Engine() as engine:
        for use in (catalog.get("sales").source.describe, lambda: catalog.get("sales").source.attach(engine)):
            with pytest.raises(SourceError, match="'tenat' is to be hidden") as caught:
                use()
            assert "Did you mean 'tenant'?" in caught.value.remedy


def test_notes_and_keys_do_not_tell_of_hidden_columns():
    table = pa.table({"a": [1], "secret": [[1]], "b": [[2]]})
    catalog = Catalog()
    catalog.register("t", table, hidden=["secret"])
    assert [note.partition(":")[0] for note in catalog.get("t").source.describe().notes] == ["b"]
    catalog.register("t", table, hidden=["a", "b", "secret"])
    with pytest.raises(FrameRefused, match="every column is hidden"):
        catalog.get("t").source.describe()


def test_frames_of_main_by_name_and_no_others(monkeypatch):
    class Main:
        pass

    main = Main()
    main.sales, main.number, main.private = SALES, 5, SALES
    monkeypatch.setitem(sys.modules, "__main__", main)
    catalog = Catalog.from_main(["sales", "number", "nowhere"])
    assert catalog.names() == ("sales",)
    with pytest.raises(SourceUnbound, match="bound to a int, which is no frame"):
        catalog.get("number")
    with pytest.raises(SourceUnbound) as caught:
        catalog.get("privat")
    assert "private" not in caught.value.remedy
    with pytest.raises(SourceUnbound, match="nothing is bound to source 'nowhere'"):
        catalog.get("nowhere")


def test_the_whole_source_says_nothing_of_hidden_columns_either():
    table = pa.table({"a": [1], "secret": [[1]]})
    catalog = Catalog()
    catalog.register("t", table, where="a > 0", hidden=["secret"])
    assert catalog.get("t").base.describe().notes == ()
    catalog.register("t", table, where="a > 0", hidden=["secrets"])
    with pytest.raises(SourceError, match="'secrets' is to be hidden"):
        catalog.get("t").base.describe()
