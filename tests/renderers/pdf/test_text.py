"""Any script on paper: shaped, read back, in a font that has it, or an error that names what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
import sample
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import open_pdf, texts

from nbreports.document.nodes import TableEnd, TableStart, TextNode, Theme
from nbreports.errors import GlyphError
from nbreports.renderers.base import RenderContext, RenderOptions
from nbreports.renderers.pdf import PdfRenderer
from nbreports.renderers.pdf.fonts import BOLD, FontBook
from nbreports.renderers.pdf.shaping import clean
from nbreports.renderers.pdf.text import Typesetter
from nbreports.renderers.pdf.wrap import wrap

COLUMNS = (sample.column("text", "Text"),)


@pytest.fixture(scope="module")
def setter() -> Typesetter:
    return Typesetter(FontBook(tuple(sample.FONTS.glob("*.ttf")), system=False))


def printed(*cells: str, **options: object) -> str:
    data = sample.render(sample.document(table(*cells)), **options)
    return "".join(texts(data))


def table(*cells: str) -> list[object]:
    return [
        TableStart("words", None, None, COLUMNS),
        sample.rows(COLUMNS, {"text": list(cells)}),
        TableEnd("words"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا بالعالم",
        "شكرا",
        "Ελληνικά",
        "Почта России",
        "Tiếng Việt",
        "€ 1 234,50 – 12 %",
        "a 🌧 b",
        "ﬁ office",
    ],
)
def test_text_reads_back(text: str) -> None:
    assert text.replace("\ufb01", "fi") in printed(text).replace("\ufb01", "fi").replace("\u00a0", " ")


def test_arabic_letters_are_joined(setter: Typesetter) -> None:
    face = next(f for f in [setter.book.find("م", 0)] if f is not None)
    alone = {face.glyph(ord(char)) for char in "مرحبا"}
    face.used.clear()
    setter.run("مرحبا", 0)
    assert len(set(face.used) - alone) >= 3


def test_right_to_left_runs_stand_in_visual_order(setter: Typesetter) -> None:
    # numbers inside Arabic keep their order; the words around them change places
    one = setter.run("السعر 250 EUR", 0)
    assert one.width == pytest.approx(
        sum(setter.width(part, 0) for part in ("السعر", " ", "250", " ", "EUR")), rel=0.02
    )
    face = setter.book.base(0)
    digits = "".join(f"{face.glyph(ord(c)):04x}" for c in "250")
    arabic = setter.book.find("ا", 0)
    assert arabic is not None
    assert one.ops.index(digits) < one.ops.index(arabic.key)


def test_a_glyph_nobody_has_is_named() -> None:
    renderer = PdfRenderer(RenderContext(sample.NoCharts(), Path(), RenderOptions(system_fonts=False)))
    renderer.feed(sample.start())
    with pytest.raises(GlyphError) as caught:
        for node in table("fine", "snow ☃ and 漢", "fine"):
            renderer.feed(node)
    renderer.close()
    assert "☃ (U+2603 SNOWMAN)" in caught.value.message
    assert "U+6F22" in caught.value.message
    assert caught.value.where == "words"
    assert "font_files" in (caught.value.remedy or "")


def test_fonts_given_are_tried_before_an_error() -> None:
    with pytest.raises(GlyphError):
        printed("مرحبا", font_files=())
    assert "مرحبا" in printed("مرحبا")


def test_bold_and_titles_use_fallback_fonts_too() -> None:
    data = sample.render(
        sample.document([TextNode("x", "عنوان", None, "**عنوان** normal")], title="Report عنوان")
    )
    assert texts(data)[0].count("عنوان") >= 3


def test_control_characters_do_not_break_a_page() -> None:
    text = printed("a\x00b\x1fc", "tab\there", "one\r\ntwo\x0bthree", "\u200bzero\u200dwidth\ufeff")
    assert "a\ufffdb\ufffdc" in text
    assert "tab here" in text
    assert [word for word in ("one", "two", "three") if word in text.split()] == ["one", "two", "three"]
    assert "zerowidth" in text.replace("\u200d", "")


def test_joined_emoji_are_one_glyph_where_the_font_joins_them(setter: Typesetter) -> None:
    family = setter.run("👩‍👩‍👧", 0)
    assert family.width < 1.5 * setter.run("👩", 0).width
    assert setter.run("☀️", 0).width == setter.run("☀", 0).width


def test_fonts_are_subset_and_embedded() -> None:
    pdf = open_pdf(sample.render(sample.document(table("abc", "مرحبا"))))
    fonts = [pdf.get_object(n, 0) for n in range(1, len(pdf.objects)) if _is_font(pdf.get_object(n, 0))]
    assert len(fonts) >= 3  # regular, bold, Arabic
    for font in fonts:
        child = font.DescendantFonts[0]
        assert str(font.BaseFont)[7] == "+"
        assert len(child.FontDescriptor.FontFile2.read_bytes()) < 60_000
        assert "/ToUnicode" in font


def _is_font(item: object) -> bool:
    return getattr(item, "get", lambda _: None)("/Subtype") == "/Type0"


@given(st.text(st.sampled_from("abc ÄßΩж-/123 ,.“–"), max_size=200), st.integers(2000, 30_000))
@settings(max_examples=200, deadline=None)
def test_wrapping_loses_nothing_and_fits(text: str, limit: int) -> None:
    found = wrap(text, 0, limit, SETTER)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(SETTER.width(line, 0) <= limit or len(line) == 1 for line in found)


SETTER = Typesetter(FontBook(tuple(sample.FONTS.glob("*.ttf")), system=False))


@given(
    st.lists(st.text(st.sampled_from("abcÄéЖΩ 019.,-€مرح\n\u0301🌧"), max_size=12), max_size=30),
    st.sampled_from([0, BOLD]),
)
@settings(max_examples=100, deadline=None)
def test_a_column_at_once_is_each_cell_alone(cells: list[str], style: int) -> None:
    ops, widths = SETTER.column(cells, style)
    for text, op, width in zip(cells, ops, widths, strict=True):
        alone = SETTER.run(text, style)
        assert (op, width) == (alone.ops, alone.width)


@given(st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_text_is_printed_or_refused_by_name(text: str) -> None:
    missing = [char for char in clean(text) if char != "\n" and SETTER.book.find(char, 0) is None]
    if missing:
        with pytest.raises(GlyphError, match="U\\+"):
            sample.render(sample.document(table(text)))
    else:
        open_pdf(sample.render(sample.document(table(text)))).close()


def test_the_themes_font_is_used_where_it_is_and_missed_aloud() -> None:
    theme = Theme(font="Noto Sans Arabic")
    data = sample.render(sample.document(table("مرحبا", "Latin, Ελλ"), theme=theme))
    assert "مرحبا" in texts(data)[0]
    assert "Latin, Ελλ" in texts(data)[0]
    assert "stands in" not in texts(data)[0]
    with open_pdf(data) as pdf:
        regular = str(pdf.pages[0].Resources.Font.F1.BaseFont)
        assert regular.endswith("NotoSansArabic-Regular")
        assert str(pdf.pages[0].Resources.Font.N1.BaseFont).endswith("NotoSans-Regular")
    other = sample.render(sample.document(table("x"), theme=Theme(font="No Such Grotesk")))
    assert "The font 'No Such Grotesk' is not on this machine" in texts(other)[0]
