"""Every other kind of block: metrics, charts, pictures, crosstabs, blocks side by side, rules, themes."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium
import pytest
import sample
from PIL import Image
from reading import chars, find, lines, open_pdf, structure, texts

from nbreports.document.chart import RawPoint, resolve_chart
from nbreports.document.nodes import (
    Channel,
    CrosstabNode,
    Header,
    ImageData,
    ImageNode,
    PageBreakNode,
    PageSetup,
    RowNode,
    TextNode,
    Theme,
)
from nbreports.errors import RenderError
from nbreports.renderers.charts.drawer import WorkerChartDrawer, chart_pool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.document.nodes import ChartNode


@pytest.fixture(scope="module")
def drawer() -> Iterator[WorkerChartDrawer]:
    with chart_pool() as pool:
        yield WorkerChartDrawer(pool)


def chart(ident: str = "c1", kind: str = "bar") -> ChartNode:
    return resolve_chart(
        id=ident, title="Amount by month", note="By date of order.", type=kind,  # type: ignore[arg-type]
        x=Channel("month", "Month", "text", sample.TEXT), y=Channel("amount", "Amount", "integer", sample.INTEGER),
        color=None, size=None, points=[RawPoint(m, v) for m, v in (("Jul", 10), ("Aug", 30), ("Sep", 20))], theme=Theme(),
    )  # fmt: skip


def picture(mode: str = "RGB", kind: str = "PNG", size: tuple[int, int] = (60, 30)) -> ImageData:
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 128)[: len(mode)]).save(out, kind)
    return ImageData(out.getvalue(), "image/png" if kind == "PNG" else "image/jpeg")


def pixels(data: bytes, page: int = 0) -> Image.Image:
    with pdfium.PdfDocument(data) as pdf:
        return pdf[page].render(scale=1).to_pil().convert("RGB")


def test_metrics_stand_side_by_side() -> None:
    data = sample.render(sample.document(sample.metrics()))
    page = "\n".join(lines(data)[0])
    for text in ("Revenue", "€1,284,310", "+8.2 % on last quarter", "Orders", "Target 90 %", "6.3", "min"):
        assert text in page
    tops = {round(box.bottom) for box in chars(data)[0] if box.text == "R" and box.bottom < 740}
    values = [box for box in chars(data)[0] if box.top - box.bottom > 11 and box.bottom < 760]
    assert len({round(box.bottom) for box in values if box.text.isdigit()}) == 1
    assert tops


def test_a_chart_is_a_vector_figure_with_its_words(drawer: WorkerChartDrawer) -> None:
    data = sample.render(sample.document(chart()), drawer)
    text = texts(data)[0]
    assert "Amount by month" in text
    assert "By date of order." in text
    assert "Aug" in "".join(text.split())  # its letters are placed one by one
    with open_pdf(data) as pdf:
        forms = list(pdf.pages[0].Resources.XObject.values())
        assert [str(form.Subtype) for form in forms] == ["/Form"]
        figure = pdf.Root.StructTreeRoot.K[0].K
        alts = [str(kid.Alt) for kid in figure if str(kid.S) == "/Figure"]
        assert alts == [chart().alt]
        assert chart().alt
    assert any(pixel != (255, 255, 255) for pixel in _colors(pixels(data).crop((60, 160, 540, 380))))


def _colors(image: Image.Image) -> list[tuple[int, ...]]:
    return [color for _, color in image.getcolors(1 << 20) or []]


def test_charts_are_never_cut(drawer: WorkerChartDrawer) -> None:
    blocks = [chart(f"c{i}") for i in range(7)]
    data = sample.render(sample.document(*blocks), drawer)
    with open_pdf(data) as pdf:
        placed = 0
        for page in pdf.pages:
            matrix = None
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "cm":
                    matrix = [float(part) for part in operands]
                elif str(operator) == "Do":
                    placed += 1
                    assert matrix is not None
                    form = page.Resources.XObject[str(operands[0])]
                    _, _, _, share, _, foot = matrix
                    assert foot > 56
                    assert foot + share * float(form.BBox[3]) < 790
        assert placed == 7
        assert len(pdf.pages) >= 2
    heads = [[line for line in page if line == "Amount by month"] for page in lines(data)]
    assert sum(map(len, heads)) == 7


def test_blocks_side_by_side_share_their_top(drawer: WorkerChartDrawer) -> None:
    table = tuple(sample.lines_only())
    row = RowNode("r", "Two", None, (2, 1), ((chart(),), table))
    data = sample.render(sample.document(row, TextNode("x", None, None, "after both")), drawer)
    boxes = chars(data)[0]
    assert len({round(box.top) for box in boxes if box.text == "F" and box.top - box.bottom > 7}) >= 1
    page = lines(data)[0]
    assert any("Amount by month" in line for line in page)
    assert "All airlines" in "".join(texts(data))
    after = next(box for box in boxes if box.text == "b" and box.left > 60)
    assert after


def test_charts_side_by_side_are_equally_high() -> None:
    asked: list[float] = []

    class Measured(sample.NoCharts):
        def pdf(self, chart: ChartNode, width: float, height: float) -> bytes:
            asked.append(height)
            return drawn

    with chart_pool() as pool:
        drawn = WorkerChartDrawer(pool).pdf(chart(), 200, 100)
    row = RowNode("r", None, None, (3, 1), ((chart("a", "line"),), (chart("b", "pie"),)))
    sample.render(sample.document(row), Measured())
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_a_table_in_a_row_goes_on_and_what_follows_stands_below() -> None:
    tall = tuple(sample.grouped({"North": {"July": 90}}))
    row = RowNode("r", None, None, (1, 1), (tall, (TextNode("x", None, None, "short"),)))
    with pytest.raises(RenderError, match="All sales"):
        # six columns do not fit into half of a portrait page
        sample.render(sample.document(RowNode("r", None, None, (1, 9), row.children)))
    page = PageSetup(width=420, height=297)
    data = sample.render(sample.document(row, TextNode("y", None, None, "afterwards"), page=page))
    pages = texts(data)
    assert len(pages) > 1
    assert "short" in pages[0]
    assert "afterwards" in pages[-1]


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGB", "PNG"), ("RGBA", "PNG"), ("L", "PNG"), ("RGB", "JPEG"), ("L", "JPEG")]
)
def test_pictures_are_embedded(mode: str, kind: str) -> None:
    node = ImageNode("i", "Plan", "From above.", picture(mode, kind), "A plan", width=60)
    data = sample.render(sample.document(node))
    with open_pdf(data) as pdf:
        image = next(iter(pdf.pages[0].Resources.XObject.values()))
        assert (image.Width, image.Height) == (60, 30)
        assert ("/SMask" in image) == (mode == "RGBA")
        assert [kind for kind, _ in find(structure(pdf), "Figure")] == ["Figure"]
    assert pixels(data).getpixel((80, 160)) != (255, 255, 255)


def test_a_picture_is_written_once_however_often_it_stands() -> None:
    node = ImageNode("i", None, None, picture(size=(300, 300)), "x", width=20)
    data = sample.render(sample.document(*[replace(node, id=f"i{n}") for n in range(20)]))
    with open_pdf(data) as pdf:
        assert len({image.objgen for page in pdf.pages for image in page.Resources.XObject.values()}) == 1


def test_a_broken_picture_is_refused_by_its_block() -> None:
    node = ImageNode("plan", None, None, ImageData(b"\x89PNG\r\n\x1a\nnothing", "image/png"))
    with pytest.raises(RenderError) as caught:
        sample.render(sample.document(node))
    assert caught.value.where == "plan"


def test_svg_needs_someone_who_converts_it() -> None:
    node = ImageNode("logo", None, None, ImageData(b"<svg/>", "image/svg+xml"))
    with pytest.raises(RenderError, match="SVG"):
        sample.render(sample.document(node))


def test_a_crosstab_has_all_its_cells() -> None:
    text = " ".join(texts(sample.render(sample.document(sample.crosstab())))).split()
    node = sample.crosstab()
    for row in node.cells:
        for column in row:
            for cell in column:
                if cell is not None:
                    assert cell.text.split()[0] in text
    assert text.count("Lamps") == 3
    assert text.count("North") == 2  # its head once for both products, and its total


def test_a_wide_crosstab_goes_on_below_with_its_heads() -> None:
    node = sample.crosstab()
    months = tuple(Header((2026, m), ("2026", f"M{m}")) for m in range(60))
    cells = tuple(tuple(row[0] for _ in months) for row in node.cells)
    wide = CrosstabNode(
        node.id, node.title, node.note, node.rows, node.columns, node.values, node.row_heads, months, cells
    )
    text = " ".join(texts(sample.render(sample.document(wide)))).split()
    assert [word for word in text if word.startswith("M") and word[1:].isdigit()] == [
        f"M{m}" for m in range(60)
    ]
    assert text.count("Lamps") % 3 == 0
    assert text.count("Lamps") > 3


def test_rules_colour_cells_and_rows() -> None:
    image = pixels(sample.render(sample.document(sample.styled())))
    colors = set(_colors(image))
    assert (0xFF, 0xF4, 0xD6) in colors  # a row's background
    assert (0xE3, 0xF5, 0xE8) in colors  # a cell's background
    text = " ".join(lines(sample.render(sample.document(sample.styled())))[0])
    assert "Branch 4 24 80.0% -1.5 0 example.com closed" in text


def test_themes_differ() -> None:
    pages = {
        base: pixels(sample.render(sample.everything(base))).tobytes()
        for base in ("plain", "corporate", "minimal", "vibrant")
    }
    assert len(set(pages.values())) == 4


def test_a_page_break_begins_a_page_once() -> None:
    data = sample.render(
        sample.document(
            sample.metrics(), PageBreakNode("p1"), PageBreakNode("p2"), TextNode("x", None, None, "second")
        )
    )
    assert ["second" in page for page in texts(data)] == [False, True]


def test_long_text_runs_over_pages_whole() -> None:
    words = [f"w{i}" for i in range(4000)]
    md = (
        "# Start\n\n"
        + "\n\n".join(" ".join(words[i : i + 200]) for i in range(0, 4000, 200))
        + "\n\n- item *one*\n- item"
    )
    data = sample.render(sample.document(TextNode("x", "Long", None, md)))
    found = [word for page in texts(data) for word in page.split() if word[0] == "w" and word[1:].isdigit()]
    assert found == words
    with open_pdf(data) as pdf:
        tree = structure(pdf)
    assert len(find(tree, "LI")) == 2


def test_a_logo_stands_beside_the_title() -> None:
    theme = Theme(logo=picture(size=(200, 80)))
    data = sample.render(
        sample.document(theme=theme, title="A title that is long enough to need the room it has on the page")
    )
    with open_pdf(data) as pdf:
        assert len(pdf.pages[0].Resources.XObject) == 1
    right = max(box.right for box in chars(data)[0] if box.top - box.bottom > 9)
    assert right < 460
