"""The file around the pages: the same bytes twice, metadata of the run, links, structure."""

from __future__ import annotations

import pytest
import sample
from reading import find, open_pdf, structure, texts

from nbreports.document.nodes import TableEnd, TableGroup, TableStart, TextNode


@pytest.fixture(scope="module")
def full() -> bytes:
    return sample.render(sample.everything("corporate"))


def test_the_same_document_gives_the_same_bytes(full: bytes) -> None:
    assert sample.render(sample.everything("corporate")) == full


def test_metadata_is_the_runs_own(full: bytes) -> None:
    with open_pdf(full) as pdf:
        assert pdf.docinfo.Title == "Sales by region"
        assert pdf.docinfo.CreationDate == "D:20261123093000+00'00'"
        meta = pdf.open_metadata()
        assert meta["dc:title"] == "Sales by region"
        assert meta["xmp:CreateDate"] == "2026-11-23T09:30:00+00:00"
        assert meta["pdfuaid:part"] == "1"
        assert pdf.Root.Lang == "en-US"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_hostile_titles_stay_text() -> None:
    title = "A <b>&amp;</b> )>> endobj \\ ü 🌧 \x01"
    data = sample.render(sample.document(title=title, author="O'Neil & <Co>", description="]]> --"))
    with open_pdf(data) as pdf:
        assert pdf.docinfo.Title == title
        assert pdf.open_metadata()["dc:title"] == title.replace("\x01", "")
        assert pdf.open_metadata()["dc:creator"] == ["O'Neil & <Co>"]


def test_links_lead_where_they_say(full: bytes) -> None:
    with open_pdf(full) as pdf:
        links = [annot.A.URI for page in pdf.pages for annot in page.get("/Annots", [])]
        assert links.count("https://example.com/a?b=(1)") == 8
        assert "https://example.com/report" in [str(link) for link in links]
        for page in pdf.pages:
            for annot in page.get("/Annots", []):
                left, bottom, right, top = map(float, annot.Rect)
                assert 0 < left < right < 600
                assert 0 < bottom < top < 842


def test_everything_on_a_page_is_tagged_or_decoration(full: bytes) -> None:
    import pikepdf

    with open_pdf(full) as pdf:
        for page in pdf.pages:
            depth, marks = 0, []
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name in {"BDC", "BMC"}:
                    depth += 1
                    if name == "BDC" and "/MCID" in operands[1]:
                        marks.append(int(operands[1].MCID))
                elif name == "EMC":
                    depth -= 1
                elif name in {"Tj", "TJ", "f", "S", "Do"}:
                    assert depth, (name, operands)
            assert depth == 0
            assert marks == list(range(len(marks)))
            parents = _parents(pdf, int(page.StructParents))
            assert len(parents) == len(marks)


def _parents(pdf, key):
    for kid in pdf.Root.StructTreeRoot.ParentTree.Kids:
        pairs = list(kid.Nums)
        for at, value in zip(pairs[::2], pairs[1::2], strict=True):
            if at == key:
                return value
    raise AssertionError(key)


def test_structure_says_what_things_are(full: bytes) -> None:
    with open_pdf(full) as pdf:
        tree = structure(pdf)
    assert tree[0] == "Document"
    kinds = [child[0] for child in tree[1]]
    assert kinds[0] == "H1"
    assert kinds.count("Table") == 5
    assert "L" in kinds
    assert kinds.index("H2") < kinds.index("Table")
    table = next(child for child in tree[1] if child[0] == "Table")
    rows = find(table, "TR")
    heads = find(table[1][0], "TH")
    assert len(heads) == 6
    details = [row for row in rows if [cell[0] for cell in row[1]] == ["TD"] * 6]
    assert len(details) == 258
    assert all(cell[1] for row in details for cell in row[1])
    assert len(find(tree, "Link")) == 9


def test_every_structure_element_knows_its_parent(full: bytes) -> None:
    with open_pdf(full) as pdf:
        waiting = [pdf.Root.StructTreeRoot.K[0]]
        seen = 0
        while waiting:
            element = waiting.pop()
            seen += 1
            kids = element.get("/K", [])
            for kid in kids if hasattr(kids, "append") else [kids]:
                if not isinstance(kid, int) and "/S" in kid:
                    assert kid.P.objgen == element.objgen
                    waiting.append(kid)
        assert seen > 1500


def test_the_stamp_is_printed_unless_turned_off() -> None:
    said = "sales.csv · 1,204 rows"
    assert said in texts(sample.render(sample.document([TextNode("x", None, None, "body")])))[0]
    assert said not in texts(sample.render(sample.document(), stamp=False))[0]
    assert said not in texts(sample.render(sample.document(show_stamp=False)))[0]


def test_warnings_stand_in_a_box_at_the_end(full: bytes) -> None:
    last = texts(full)[-1]
    assert "Please note" in last
    assert "The join on customer multiplied 12 rows" in last


def test_pages_are_given_out_while_more_come() -> None:
    from pathlib import Path

    from nbreports.renderers.base import RenderContext, RenderOptions
    from nbreports.renderers.pdf import PdfRenderer

    renderer = PdfRenderer(RenderContext(sample.NoCharts(), Path(), RenderOptions()))
    before = sum(len(piece) for node in sample.big(9000, 3) for piece in renderer.feed(node))
    after = sum(map(len, renderer.finish()))
    renderer.close()
    renderer.close()
    assert before > 5 * after


@pytest.mark.parametrize("rows", range(46, 54))
def test_the_stamp_has_no_page_to_itself(rows: int) -> None:
    data = sample.render(sample.document(sample.grouped({"N": {"J": rows}})))
    last = texts(data)[-1]
    assert "sales.csv" in last
    assert "Total" in last


def test_a_stub_is_a_column_of_every_row() -> None:
    columns = (sample.column("a", "A"), sample.column("b", "B", sample.INTEGER))
    nodes = [
        TableStart("t", None, None, columns, (TableGroup("g", "G", "text"),), stub="Group"),
        sample.band("group_header", 1, "One", columns),
        sample.rows(columns, {"a": ["x", "y", "two\nlines"], "b": [1, 2, 3]}, (("g", 1),)),
        sample.band("group_footer", 1, "Total One", columns, {"a": "all", "b": 6}),
        TableEnd("t"),
    ]
    data = sample.render(sample.document(nodes))
    with open_pdf(data) as pdf:
        tree = structure(pdf)
        marks = _parents(pdf, int(pdf.pages[0].StructParents))
        assert [str(element.S) for element in marks].count("/TD") == 8
    rows = [[kind for kind, _ in cells] for _, cells in find(tree, "TR")]
    assert rows == [["TH"] * 3, ["TH"], *[["TD"] * 3] * 3, ["TH", "TD", "TD"]]
    assert [text in texts(data)[0] for text in ("One", "two", "lines", "Total One all 6")] == [True] * 4
