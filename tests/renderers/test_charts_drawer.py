"""Drawn pictures: real text, clean markup, exact pages, the same bytes every time."""

from __future__ import annotations

import base64
import io
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pikepdf
import pypdfium2
import pytest
from charts_samples import AIRLINES, channel, make, samples

from nbreports.errors import GlyphError, RenderError
from nbreports.renderers.charts.drawer import TASKS, WorkerChartDrawer, chart_pool
from nbreports.renderers.charts.measure import fit, text_width, wrap
from nbreports.renderers.charts.svg import finish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.workers.pool import Pool

SVG = "{http://www.w3.org/2000/svg}"
SAMPLES = samples()


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with chart_pool() as pool:
        yield pool


@pytest.fixture(scope="module")
def drawer(pool: Pool) -> WorkerChartDrawer:
    return WorkerChartDrawer(pool)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in parsed(svg).iter(f"{SVG}text")]


def marks(svg: str, *colors: str) -> int:
    """Count shapes filled with one of the colours."""
    return sum(element.get("fill") in colors for element in parsed(svg).iter(f"{SVG}path"))


# --- what is drawn -----------------------------------------------------------------------------------------


def test_a_bar_for_every_airline_and_its_name_as_text(drawer):
    node = SAMPLES["bar lying"]
    svg = drawer.svg(node, 482, 260)
    assert marks(svg, node.series[0].color) == len(AIRLINES)
    shown = texts(svg)
    for tick in (*node.x_axis.ticks, *node.y_axis.ticks):
        assert tick.text in shown
    assert "58,665" in shown


@pytest.mark.parametrize(
    ("name", "swatches"), [("bar grouped", 3), ("bar stacked", 3), ("scatter", 3), ("histogram", 0)]
)
def test_every_point_has_its_mark(drawer, name, swatches):
    node = SAMPLES[name]
    svg = drawer.svg(node, 482, 220)
    drawn = sum(point.y != 0 for point in node.points)
    assert marks(svg, *(series.color for series in node.series)) == drawn + swatches


def test_every_slice_has_its_arc_and_its_row(drawer):
    node = SAMPLES["pie labelled"]
    svg = drawer.svg(node, 482, 220)
    colors = [series.color for series in node.series[:2]]
    assert marks(svg, *colors) == 4
    assert [text.replace("\xa0", " ") for text in texts(svg)] == [
        "Nord",
        "(none)",
        "60 %",
        "40 %",
        "3,00 €",
        "2,00 €",
    ]


def test_bars_stand_as_high_as_their_values(drawer):
    node = make("bar", [("N", 10), ("S", 5), ("E", -2)], x=channel("region", "text"))
    svg = drawer.svg(node, 300, 200)
    shapes = [
        element.get("d")
        for element in parsed(svg).iter(f"{SVG}path")
        if element.get("fill") == node.series[0].color
    ]
    heights = [abs(float(re.search(r"v(-?[\d.]+)", shape)[1])) for shape in shapes]
    assert heights[0] == pytest.approx(2 * heights[1], rel=1e-3)
    assert heights[0] == pytest.approx(5 * heights[2], rel=1e-3)


def test_without_data_the_picture_says_so(drawer):
    assert texts(drawer.svg(SAMPLES["empty"], 300, 80)) == ["No data"]


@pytest.mark.parametrize(
    "hostile", ["</script><b>x</b>", "datum.x", 'a"b', "שלום", "日本語 🎉", "]]>", "&amp;"]
)
def test_text_arrives_as_it_was(drawer, hostile):
    node = make("bar", [(hostile, 3), ("other", 2)], horizontal=True)
    svg = drawer.svg(node, 400, 120)
    assert hostile in texts(svg)
    assert "<b>" not in svg
    assert "</script" not in svg


def test_the_picture_is_described(drawer):
    node = SAMPLES["bar"]
    root = parsed(drawer.svg(node, 482, 220))
    assert root.get("role") == "img"
    assert root.get("aria-label") == node.alt


# --- clean markup ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_an_svg_is_of_the_asked_size_with_nothing_but_shapes_and_text(drawer, name):
    root = parsed(drawer.svg(SAMPLES[name], 481.9, 219.25))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == (
        "481.9pt",
        "219.25pt",
        "0 0 481.9 219.25",
    )
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {
            "svg",
            "g",
            "path",
            "line",
            "rect",
            "circle",
            "text",
            "tspan",
        }
        for key, value in element.attrib.items():
            assert key not in {"id", "class", "style", "href"}
            assert not key.startswith(("on", "{"))
            assert "url(" not in value


def test_what_does_not_belong_in_a_picture_is_left_out():
    raw = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="a()">
    <defs><clipPath id="c"><path d="M0,0"/></clipPath></defs><script>a()</script><style>@import "x"</style>
    <image xlink:href="http://example.org/x.png"/><a href="javascript:a()"><text>in</text></a>
    <foreignObject><div/></foreignObject><animate attributeName="x"/>
    <g id="g" class="k" style="fill:red" onclick="a()" clip-path="url(#c)" fill="url(http://example.org)">
    <text font-family="Noto Sans" x="1.00000000000001">kept</text></g></svg>"""
    clean = finish(raw, width=10, height=20, alt='a "b" <c>')
    for word in (
        "script",
        "style",
        "href",
        "onclick",
        "onload",
        "url",
        "image",
        "foreign",
        "animate",
        "id=",
        "class",
    ):
        assert word not in clean
    assert texts(clean) == ["kept"]
    assert 'x="1"' in clean
    assert parsed(clean).get("aria-label") == 'a "b" <c>'


def test_texts_stay_inside_the_picture_and_apart_from_one_another(drawer):
    for name, node in SAMPLES.items():
        width = 482.0
        svg = drawer.svg(node, width, 260)
        boxes = list(_boxes(parsed(svg), 0.0, 0.0))
        for left, right, y, text in boxes:
            assert left >= -1.5, (name, text)
            assert right <= width + 1.5, (name, text)
            assert 0 < y <= 260, (name, text)
        for one, other in combinations(boxes, 2):
            if abs(one[2] - other[2]) < 1:
                assert min(one[1], other[1]) <= max(one[0], other[0]) + 0.5, (name, one, other)


def _boxes(element: ET.Element, x: float, y: float) -> Iterator[tuple[float, float, float, str]]:
    """Yield left, right, baseline and text of every text that is not slanted."""
    transform = element.get("transform", "")
    if "rotate" in transform:
        return
    moved = re.search(r"translate\((-?[\d.]+),\s*(-?[\d.]+)\)", transform)
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if element.tag == f"{SVG}text":
        lines = list(element.iter(f"{SVG}tspan")) or [element]
        for line in lines:
            wide = text_width(line.text or "", float(element.get("font-size", "9px")[:-2]))
            share = {"end": 1.0, "middle": 0.5}.get(element.get("text-anchor", ""), 0.0)
            down = (
                sum(float(one.get("dy", 0)) for one in lines[: lines.index(line) + 1])
                if line is not element
                else 0
            )
            yield x - share * wide, x + (1 - share) * wide, y + down, line.text or ""
    for child in element:
        yield from _boxes(child, x, y)


# --- the same every time -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bar stacked", "pie labelled", "line daily"])
def test_the_same_chart_gives_the_same_bytes_also_in_another_process(drawer, name):
    node = SAMPLES[name]
    first = drawer.svg(node, 300, 150), drawer.pdf(node, 300, 150)
    assert (drawer.svg(node, 300, 150), drawer.pdf(node, 300, 150)) == first
    with chart_pool() as other:
        fresh = WorkerChartDrawer(other)
        assert (fresh.svg(node, 300, 150), fresh.pdf(node, 300, 150)) == first


def test_a_pdf_is_one_page_of_the_exact_size_with_text_and_its_font(drawer):
    node = SAMPLES["bar"]
    data = drawer.pdf(node, 481.89, 219.3)
    with pikepdf.open(io.BytesIO(data)) as document:
        (page,) = document.pages
        assert [float(edge) for edge in page.MediaBox] == [0, 0, 481.89, 219.3]
        fonts = list(page.Resources.Font.values())
        assert {str(font.BaseFont).partition("+")[2] for font in fonts} == {"NotoSans-Regular"}
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)
        assert "/Annots" not in page
        assert "/CreationDate" not in document.docinfo
        assert not any(
            isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
            for thing in document.objects
        )
    page = pypdfium2.PdfDocument(data)[0]
    shown = page.get_textpage().get_text_bounded()
    for tick in node.y_axis.ticks:
        assert tick.text in shown


def test_a_pdf_names_the_characters_that_no_font_can_show(drawer):
    """U+0378 is no character yet, so no machine has a font with it."""
    node = make("bar", [("East \u0378", 3), ("West", 2)], horizontal=True)
    with pytest.raises(GlyphError, match=r"U\+0378"):
        drawer.pdf(node, 300, 100)
    assert "East \u0378" in texts(drawer.svg(node, 300, 100))


def test_a_font_file_of_the_reports_own_fills_the_gap(pool, tmp_path):
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((500, 0), (500, 500), (0, 500)):
        pen.lineTo(corner)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "new"])
    builder.setupCharacterMap({0x0379: "new"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "new": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "new": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Made Here", "styleName": "Regular", "psName": "MadeHere-Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "made.ttf")
    node = make("bar", [("East \u0379", 3), ("West", 2)], horizontal=True)
    data = WorkerChartDrawer(pool, font_files=[tmp_path / "made.ttf"]).pdf(node, 300, 100)
    with pikepdf.open(io.BytesIO(data)) as document:
        names = [str(font.BaseFont) for font in document.pages[0].Resources.Font.values()]
    assert any("MadeHere" in name.replace(" ", "") for name in names)


def test_svgs_and_pdfs_may_be_asked_for_from_many_threads(drawer):
    node = SAMPLES["line"]
    expected = drawer.svg(node, 200, 100)
    drawn: list[str] = []
    threads = [threading.Thread(target=lambda: drawn.append(drawer.svg(node, 200, 100))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert drawn == [expected] * 4


# --- nothing is fetched ------------------------------------------------------------------------------------


def test_a_specification_with_an_address_fetches_nothing(pool):
    """No chart of ours has one; the worker refuses it all the same."""
    seen: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Canary)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/data.csv"
        spec = {
            "data": {"url": address},
            "mark": "point",
            "encoding": {"x": {"field": "a", "type": "quantitative"}},
        }
        order = {"spec": spec, "width": 10, "height": 10, "alt": ""}
        with pytest.raises(RenderError):
            pool.call(TASKS[0], json.dumps(order).encode())
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert seen == []


@pytest.fixture
def dot(pool, tmp_path):
    """A small picture in a file outside of any report."""
    from PIL import Image

    file = tmp_path / "secret.png"
    Image.new("RGB", (4, 4), "red").save(file)
    return file


def images(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as document:
        return sum(
            isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
            for thing in document.objects
        )


@pytest.mark.parametrize(
    "reference", ['href="{}"', 'xlink:href="file://{}"', 'xlink:href="{}"', 'style="fill:url({})"']
)
def test_a_picture_never_takes_in_a_file_from_outside(drawer, dot, reference):
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="30">'
        f'<rect width="9" height="9" fill="#00ff00"/><image {reference.format(dot)} width="9" height="9"/></svg>'
    )
    assert images(drawer.svg_to_pdf(svg)) == 0


def test_a_picture_keeps_what_it_holds_itself(drawer, dot):
    inside = base64.b64encode(dot.read_bytes()).decode()
    svg = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">'
        '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="30"><defs><linearGradient id="g">'
        '<stop offset="0" stop-color="red"/><stop offset="1"/></linearGradient></defs><!-- a note -->'
        f'<image href="data:image/png;base64,{inside}" width="9" height="9"/><text y="9">Company</text>'
        '<style>.a { font-family: "No Such Font" }</style><text y="19" class="a">styled</text>'
        '<text y="29" font-family="Helvetica Nowhere" font-size="5">named</text>'
        '<rect y="10" width="9" height="9" fill="url(#g)"/></svg>'
    )
    data = drawer.svg_to_pdf(svg)
    assert images(data) == 1
    page = pypdfium2.PdfDocument(data)[0]
    assert page.get_size() == (80, 30)
    shown = page.get_textpage().get_text_bounded()
    assert all(word in shown for word in ("Company", "styled", "named"))
    assert drawer.svg_to_pdf(svg) == data


@pytest.mark.parametrize(
    "svg",
    [
        "<svg",
        "<html/>",
        "plain text",
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    ],
)
def test_what_is_no_picture_is_refused(drawer, svg):
    with pytest.raises(RenderError, match="SVG"):
        drawer.svg_to_pdf(svg)


# --- measuring ---------------------------------------------------------------------------------------------


def test_texts_are_cut_and_broken_to_fit():
    assert fit("Delta", 100, 9) == "Delta"
    cut = fit("AirTran Airways Corporation", 60, 9)
    assert cut.startswith("AirTran")
    assert cut.endswith("…")
    assert text_width(cut, 9) <= 60
    assert wrap("Delta Air Lines", 40, 9, 3) == ["Delta Air", "Lines"]
    assert wrap("Delta Air Lines", 40, 9, 1) is None
    assert wrap("Incomprehensibilities", 40, 9, 3) is None
