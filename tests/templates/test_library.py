"""Own templates: saved, renamed, copied, deleted, restored; a broken one is listed with its error."""

import os

import pytest

from nbreports.definition import definition_from_dict
from nbreports.errors import DefinitionError, OutputError, UsageError
from nbreports.report.own_templates import TemplateLibrary, own_folder
from nbreports.templates import builtin_templates


def report(title="Mine"):
    return definition_from_dict(
        {
            "schema": "nbreport/1",
            "title": title,
            "source": "data",
            "slots": {"x": {"label": "X"}},
            "body": [{"kind": "table", "columns": ["slot.x"]}],
        }
    )


def names(library):
    return [each.name for each in library.own()]


def test_the_built_in_ones_are_whole():
    found = builtin_templates()
    assert [each.key for each in found][:6] == [
        *("listing", "grouped-listing", "summary", "one-pager", "crosstab", "trend"),
    ]
    assert len(found) >= 8
    for each in found:
        assert each.error is None
        assert not each.own
        assert each.name
        assert each.description.endswith(".")
        assert each.tags


def test_nothing_is_written_before_something_is_saved(library):
    assert library.own() == ()
    assert library.deleted() == ()
    assert not library.folder.exists()


def test_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("NBREPORTS_TEMPLATES", str(tmp_path))
    assert own_folder() == tmp_path
    monkeypatch.delenv("NBREPORTS_TEMPLATES")
    assert own_folder().parts[-2:] == ("nbreports", "templates")


def test_save_and_find(library):
    saved = library.save(report(), "  Sales   by month ")
    assert (saved.name, saved.key, saved.own) == ("Sales by month", "own/sales-by-month", True)
    for key in ("own/sales-by-month", "sales by month", "Sales by month", str(saved.path)):
        assert library.get(key).definition == saved.definition
    assert library.list()[-1] == saved


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_is_needed(library, name):
    with pytest.raises(UsageError) as error:
        library.save(report(), name)
    assert error.value.code == "template_name"


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b\\c", "😀", "..", "CON", "<b>&amp;"])
def test_any_name_stays_in_the_folder(library, name):
    saved = library.save(report(), name)
    assert saved.name == name
    assert saved.path.parent == library.folder


def test_a_name_is_had_once(library):
    library.save(report(), "Mine")
    with pytest.raises(UsageError) as error:
        library.save(report(), "MINE")
    assert error.value.code == "template_exists"
    assert names(library) == ["Mine"]


def test_two_names_with_one_file_name(library):
    library.save(report("one"), "a b")
    library.save(report("two"), "a-b")
    assert {each.name: each.definition.title for each in library.own()} == {"a b": "one", "a-b": "two"}


def test_rename(library):
    saved = library.save(report(), "Mine")
    library.save(report(), "Other")
    again = library.rename(saved.key, "Yours")
    assert (again.key, again.name) == (saved.key, "Yours")
    assert library.rename(saved.key, "YOURS").name == "YOURS"
    with pytest.raises(UsageError):
        library.rename(saved.key, "other")


def test_duplicate_also_a_built_in_one(library):
    assert library.duplicate("summary").name == "Summary by group (copy)"
    assert library.duplicate("summary").name == "Summary by group (copy 2)"
    assert library.duplicate("own/summary-by-group-copy", "Mine").own
    assert len(library.own()) == 3


def test_a_built_in_one_stays(library):
    for change in (lambda: library.delete("summary"), lambda: library.rename("summary", "x")):
        with pytest.raises(UsageError) as error:
            change()
        assert error.value.code == "builtin_template"


def test_delete_keeps_it_aside_until_restored(library):
    saved = library.save(report(), "Mine")
    text = saved.path.read_bytes()
    gone = library.delete(saved.key)
    assert library.own() == ()
    assert [(each.key, each.name) for each in library.deleted()] == [(gone.key, "Mine")]
    back = library.restore(gone.key)
    assert back.path.read_bytes() == text
    assert (names(library), library.deleted()) == (["Mine"], ())
    with pytest.raises(UsageError):
        library.restore(gone.key)


def test_restored_beside_one_that_took_its_name(library):
    first = library.delete(library.save(report("one"), "Mine").key)
    library.save(report("two"), "Mine")
    library.restore(first.key)
    assert {each.name: each.definition.title for each in library.own()} == {"Mine": "two", "Mine (2)": "one"}


def test_nothing_outside_is_restored(library, tmp_path):
    library.save(report(), "Mine")
    (tmp_path / "x.nbreport").write_text("{}")
    with pytest.raises(UsageError):
        library.restore("../../x.nbreport")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        '{"schema": "nbreport/9"}',
        '{"schema": "nbreport/1", "title": "x", "source": "y", "odd": 1}',
        "\0",
    ],
)
def test_a_broken_file_breaks_no_list(library, text):
    library.save(report(), "Mine")
    broken = library.folder / "broken.nbreport"
    broken.write_text(text)
    found = {each.name: each.error for each in library.own()}
    assert found["Mine"] is None
    assert isinstance(found["broken"], DefinitionError)
    assert library.rename("own/broken", "Later").path.read_text() == text
    gone = library.delete("own/later")
    assert names(library) == ["Mine"]
    assert library.restore(gone.key).error is not None


def test_a_wrong_expression_is_an_error_of_its_template(library):
    library.folder.mkdir()
    text = '{"schema": "nbreport/1", "title": "x", "source": "y", "body": [{"kind": "metric", "value": "sum(slot.z)"}]}'
    (library.folder / "x.nbreport").write_text(text)
    assert library.own()[0].error.code == "unknown_slot"


def test_an_unknown_one_names_the_nearest(library):
    with pytest.raises(UsageError) as error:
        library.get("sumary")
    assert "summary" in error.value.remedy


def test_a_folder_that_cannot_be_read_or_written(tmp_path, monkeypatch):
    library = TemplateLibrary(tmp_path / "file")
    (tmp_path / "file").write_text("")
    assert library.own() == ()
    with pytest.raises(OutputError) as error:
        library.save(report(), "x")
    assert "NBREPORTS_TEMPLATES" in error.value.remedy

    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    with pytest.raises(DefinitionError) as refused:
        library.list()
    assert refused.value.code == "templates_unreadable"


def test_without_hard_links(library, monkeypatch):
    saved = library.save(report(), "Mine")

    def refuse(source, target):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    assert library.restore(library.delete(saved.key).key).name == "Mine"
