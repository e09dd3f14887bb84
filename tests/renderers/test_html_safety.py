"""Nothing that data or a report says runs, loads or styles anything in the page."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser

import documents
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from rendering import HOSTILE, render

from nbreports.document import nodes
from nbreports.errors import RenderError
from nbreports.renderers.html import HtmlRenderer
from nbreports.renderers.html.markup import EscapeCache, escape, escape_all, link
from nbreports.renderers.html.svg import inline_svg

ELEMENTS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "footer",
        "section",
        "aside",
        "div",
        "span",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "a",
        "em",
        "strong",
        "code",
        "br",
        "img",
        "figure",
        "figcaption",
        "details",
        "summary",
        "table",
        "caption",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "svg",
        "symbol",
        "use",
        "g",
        "path",
        "rect",
        "line",
        "circle",
        "text",
        "tspan",
    ]
)


class Inspector(HTMLParser):
    """Reads a page as a browser's tokenizer does and notes what must not be there."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS and tag.lower() not in ELEMENTS:
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "formaction", "action", "target", "ping"}:
                self.found.append((tag, name))
            if name in {"href", "src", "xlink:href"}:
                allowed = {
                    "a": r"(https?://|mailto:)",
                    "img": r"data:image/(png|jpeg|svg\+xml);base64,",
                    "use": "#i-",
                }
                if not re.match(allowed.get(tag, "never"), value or ""):
                    self.found.append((tag, name, value))

    def handle_comment(self, data):
        self.found.append(("comment", data))

    def unknown_decl(self, data):
        self.found.append(("declaration", data))


def inspect(page):
    inspector = Inspector()
    inspector.feed(page)
    inspector.close()
    return inspector.found


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_stays_text_in_every_slot(text):
    out = render(HtmlRenderer, documents.hostile(text)).decode()
    assert inspect(out) == []
    found = BeautifulSoup(out, "html.parser")
    assert len(found.select("style")) == 1
    held = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "\ufffd", text)
    cell = found.select("tbody tr:not(.gh):not(.t) td")[1].get_text()
    assert cell.replace("?", "\ufffd") == held.replace("?", "\ufffd")
    assert found.h1.get_text() == held


def test_the_inspector_finds_what_it_looks_for():
    """Without escaping, the very same inspection is not empty: it can fail."""
    assert all(inspect(text) for text in HOSTILE[:4])


def test_a_whole_report_passes_the_same_inspection():
    assert inspect(render(HtmlRenderer, documents.whole()).decode()) == []


def test_the_policy_allows_one_style_sheet_and_pictures_in_the_file():
    out = render(HtmlRenderer, documents.whole()).decode()
    sheet = re.search(r"<style>(.*?)</style>", out, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = BeautifulSoup(out, "html.parser").find("meta", {"http-equiv": "Content-Security-Policy"})[
        "content"
    ]
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert out.index("Content-Security-Policy") < out.index("<style>")
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_no_font_name_ends_its_declaration():
    theme = nodes.Theme(font='x";}body{background:url(//evil.example)}')
    out = render(HtmlRenderer, [documents.start(theme=theme), nodes.DocumentEnd()]).decode()
    assert "evil" not in out


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " https://a.example",
        "data:text/html,x",
        "//a.example",
        "https://a.example/\nx",
        "JaVaScRiPt:1",
        "",
    ],
)
def test_only_checked_addresses_become_links(address):
    assert link("x", address) == "x"


def test_an_address_is_escaped_and_its_page_gets_no_opener():
    made = link("x", "https://a.example/?a=1&b='\"<")
    assert made == ('<a href="https://a.example/?a=1&amp;b=&#39;&quot;&lt;" rel="noopener noreferrer">x</a>')


@pytest.mark.parametrize(
    "inner",
    [
        "<script>1</script>",
        "<g onclick='1'/>",
        "<a href='https://a.example'><text>x</text></a>",
        "<use href='#a'/>",
        "<image href='data:image/png;base64,AA'/>",
        "<rect style='fill:red'/>",
        "<rect fill='url(https://a.example/x)'/>",
        "<foreignObject/>",
        "<style>*{}</style>",
        "<animate attributeName='href'/>",
        "<g xmlns:x='http://www.w3.org/1999/xlink' x:href='javascript:1'/>",
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        "<g",
    ],
)
def test_a_drawing_that_could_run_or_load_is_refused(inner):
    with pytest.raises(RenderError):
        inline_svg(f'<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>')


def test_a_drawing_with_a_document_type_is_refused():
    with pytest.raises(RenderError, match="document type"):
        inline_svg(
            '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>'
        )


@given(st.text())
def test_escaped_text_reads_back_as_itself(text):
    held = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "\ufffd", text)
    assert BeautifulSoup(f"<p>{escape(text)}</p>", "html.parser").p.get_text() == held
    escaped = escape(text)
    assert not set(escaped) & set("<>\"'")
    assert unescape(escaped) == held


@given(st.lists(st.text(), max_size=8))
def test_a_column_is_escaped_as_its_cells_are(column):
    assert escape_all(column, EscapeCache()) == [escape(text) for text in column]
