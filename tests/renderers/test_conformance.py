"""What every renderer must do: stream, end, refuse what it does not know, give the same bytes twice."""

from __future__ import annotations

import documents
import pytest
from rendering import HOSTILE, context, render

from nbreports.document import nodes
from nbreports.errors import NbreportsError, RenderError
from nbreports.renderers.csv import CsvRenderer
from nbreports.renderers.html import HtmlRenderer
from nbreports.renderers.json import JsonRenderer
from nbreports.renderers.markdown import MarkdownRenderer
from nbreports.renderers.notebook import NotebookRenderer
from nbreports.renderers.parquet import ParquetRenderer
from nbreports.renderers.pdf.renderer import PdfRenderer
from nbreports.renderers.typst import TypstRenderer
from nbreports.renderers.xlsx.renderer import XlsxRenderer

# what each holds: the whole report, or its one table
RENDERERS = {
    "html": (HtmlRenderer, documents.whole),
    "json": (JsonRenderer, documents.whole),
    "markdown": (MarkdownRenderer, documents.whole),
    "notebook": (NotebookRenderer, documents.whole),
    "typst": (TypstRenderer, documents.whole),
    "csv": (CsvRenderer, documents.one_table),
    "parquet": (ParquetRenderer, documents.one_table),
    "pdf": (PdfRenderer, documents.whole),
    "xlsx": (XlsxRenderer, documents.whole),
}
STREAMING = ("html", "json", "markdown", "notebook", "typst")
FLOWING = ("csv", "html", "json", "markdown", "notebook", "parquet", "typst")
"""Formats without pages or sheets."""


@pytest.fixture(params=sorted(RENDERERS))
def name(request):
    return request.param


@pytest.fixture
def make(name, tmp_path):
    """Make a renderer of the format, each with a scratch folder of its own."""
    made = []

    def one(**options):
        scratch = tmp_path / str(len(made))
        scratch.mkdir()
        made.append(RENDERERS[name][0](context(scratch, **options)))
        return made[-1]

    yield one
    for renderer in made:
        renderer.close()


def written(renderer, document):
    parts = [part for node in document for part in renderer.feed(node)]
    return [*parts, *renderer.finish()]


def test_bytes_come_out_and_nothing_else(name, make):
    parts = written(make(), RENDERERS[name][1]())
    assert parts
    assert all(type(part) is bytes and part for part in parts)


def test_the_same_document_gives_the_same_bytes(name, make):
    first = b"".join(written(make(), RENDERERS[name][1]()))
    assert b"".join(written(make(), RENDERERS[name][1]())) == first


@pytest.mark.parametrize("name", STREAMING)
def test_what_was_fed_is_out_before_the_next_comes(name, make):
    renderer = make()
    for node in documents.whole():
        out = b"".join(renderer.feed(node))
        if isinstance(node, nodes.DetailRows):
            assert node.columns[4].text[0].encode() in out
    assert b"".join(renderer.finish()) == b""


def test_closing_is_safe_twice_before_during_and_after(name, make):
    untouched = make()
    untouched.close()
    untouched.close()
    halfway = make()
    for node in RENDERERS[name][1]():
        list(halfway.feed(node))
        if isinstance(node, nodes.DetailRows):
            break
    halfway.close()
    halfway.close()
    done = make()
    written(done, RENDERERS[name][1]())
    done.close()
    done.close()


@pytest.mark.parametrize("name", FLOWING)
def test_closing_is_safe_after_a_failure(make):
    renderer = make()
    list(renderer.feed(documents.start()))
    with pytest.raises(NbreportsError):
        list(renderer.feed(object()))
    renderer.close()
    renderer.close()


@pytest.mark.parametrize("name", FLOWING)
def test_an_unknown_node_is_refused_by_name(make):
    class Carousel:
        id = "c"
        title = note = None

    renderer = make()
    list(renderer.feed(documents.start()))
    with pytest.raises(RenderError, match="Carousel"):
        list(renderer.feed(Carousel()))


@pytest.mark.parametrize("name", FLOWING)
def test_a_document_without_an_end_is_no_output(make):
    renderer = make()
    list(renderer.feed(documents.start()))
    with pytest.raises(RenderError):
        list(renderer.finish())


def test_an_empty_table_is_an_output(name, make):
    table = list(documents.table())
    parts = written(make(), [documents.start(), table[0], nodes.TableEnd("orders"), nodes.DocumentEnd()])
    assert b"".join(parts)


@pytest.mark.parametrize("name", [*FLOWING, "xlsx"])
def test_a_table_may_come_in_any_chunks(make):
    """Where the detail rows are cut is the engine's business and shows nowhere."""
    columns = {"n": (documents.pa.array(range(50)), documents.COUNT)}
    document = list(documents.flat_table(columns))
    (at,) = [i for i, node in enumerate(document) if isinstance(node, nodes.DetailRows)]
    array = columns["n"][0]
    cut = [
        nodes.DetailRows(0, (), (nodes.ColumnChunk(array[a:b], documents.COUNT),), b - a)
        for a, b in ((0, 7), (7, 8), (8, 50))
    ]
    assert b"".join(written(make(), document)) == b"".join(
        written(make(), [*document[:at], *cut, *document[at + 1 :]])
    )


def test_the_stamp_can_be_left_out(name, make):
    document = list(RENDERERS[name][1]())
    bare = b"".join(written(make(stamp=False), document))
    assert b"status = " not in bare
    if name in {"html", "json", "markdown", "notebook", "parquet", "typst"}:
        assert b"paid" in b"".join(written(make(), document))


@pytest.mark.parametrize("kind", ["html", "json", "markdown", "notebook", "typst", "csv"])
def test_hostile_text_never_breaks_an_output(kind):
    for text in HOSTILE:
        out = render(RENDERERS[kind][0], documents.hostile(text))
        out.decode("utf-8")
        assert b"\x00" not in out or kind == "csv"
