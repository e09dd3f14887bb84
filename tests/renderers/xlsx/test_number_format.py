"""Excel's number formats are of the class the report's formats are: decimals, per cent, grouping, signs, parts."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles.numbers import is_date_format

from nbreports.document.formatting import FormatSpec, format_value
from nbreports.document.patterns import resolve
from nbreports.renderers.xlsx.number_format import GENERAL, TEXT, number_format, with_icon

LOCALES = ("en-US", "de-DE", "de-CH", "fr-FR", "sv-SE", "hi-IN", "ja-JP", "fa-IR", "pt-BR", "ar-EG")


@pytest.mark.parametrize(
    ("type_", "format_", "locale", "expected"),
    [
        ("integer", None, "en-US", "#,##0"),
        ("float", None, "de-DE", "#,##0.00"),
        ("float", "decimal:0", "en-US", "#,##0"),
        ("float", "percent:1", "en-US", "#,##0.0%"),
        ("float", "percent", "de-DE", '#,##0"\xa0"%'),
        ("decimal", "currency:EUR", "de-DE", '#,##0.00"\xa0€"'),
        ("decimal", "currency:USD", "en-US", '"$"#,##0.00'),
        ("decimal", "currency:JPY", "ja-JP", '"￥"#,##0'),
        ("float", "0.00", "en-US", "0.00"),
        ("float", "#,##0.00;(#,##0.00)", "en-US", "#,##0.00;(#,##0.00)"),
        ("float", "0.###E0", "en-US", "0.###E+0"),
        ("float", "'x y'0", "en-US", '"x y"0'),
        ("duration", None, "en-US", "[h]:mm:ss"),
        ("integer", "duration", "en-US", "[h]:mm:ss"),
        ("date", "date:short", "en-US", "m\\/d\\/yy"),
        ("date", "date:medium", "de-DE", "dd\\.mm\\.yyyy"),
        ("date", "yyyy-MM", "en-US", "yyyy-mm"),
        ("date", "MMMM y", "de-DE", "[$-407]mmmm yyyy"),
        ("date", "EEEE, d MMM", "en-US", "[$-409]dddd\\, d mmm"),
        ("date", "QQQ y", "en-US", "yyyy-mm-dd"),
        ("datetime", "yyyy-MM-dd HH:mm", "en-US", "yyyy-mm-dd hh:mm"),
        ("datetime", "HH:mm:ss.SSS", "en-US", "hh:mm:ss.000"),
        ("datetime", "h:mm a zzzz", "en-US", "h:mm AM/PM"),
        ("time", "mm", "en-US", "hh:mm:ss"),
        ("boolean", None, "en-US", GENERAL),
        ("text", None, "en-US", TEXT),
        ("integer", "text", "en-US", "0"),
        ("date", "text", "en-US", "yyyy-mm-dd"),
        ("bytes", None, "en-US", TEXT),
    ],
)
def test_a_format_becomes_excels_own(type_: str, format_: str | None, locale: str, expected: str) -> None:
    assert number_format(FormatSpec(type_, format_, locale)).code == expected  # type: ignore[arg-type]


def test_optional_decimals_have_a_second_format_for_whole_values() -> None:
    made = number_format(FormatSpec("float", "number"))
    assert (made.code, made.whole) == ("#,##0.###", "#,##0")


FORMATS = st.one_of(
    st.sampled_from(
        ["integer", "number", "percent", "currency", "currency:EUR", "currency:JPY", "currency:CHF"]
    ),
    st.builds("decimal:{}".format, st.integers(0, 12)),
    st.builds("percent:{}".format, st.integers(0, 6)),
    st.sampled_from(
        ["#,##0.0", "0.00", "#,##0.00 ¤", "¤#,##0;(¤#,##0)", "00000", "#,##0.0#", "0%", "#,##0.00 'kg'"]
    ),
)


@settings(max_examples=300, deadline=None)
@given(FORMATS, st.sampled_from(LOCALES))
def test_number_formats_keep_their_class(format_: str, locale: str) -> None:
    spec = FormatSpec("decimal", format_, locale)
    pattern = resolve(spec)
    code = number_format(spec).code
    positive = code.split(";")[0]
    bare = re.sub(r'"[^"]*"', "", positive)
    least, most = pattern.decimals
    fraction = re.search(r"\.([0#]+)", bare)
    assert (fraction[1].count("0"), len(fraction[1])) == (least, most) if fraction else most == 0
    assert ("%" in bare) == pattern.percent
    grouped = pattern.group_symbol in format_value(1234567, FormatSpec("decimal", format_, locale))
    assert ("," in bare) == grouped
    literals = "".join(re.findall(r'"([^"]*)"', positive))
    assert pattern.symbol in literals
    assert len(code) <= 255
    # nothing but digits, separators and per cent is left to act as a code
    assert re.fullmatch(r"[#0,.%() +-]*", bare)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(
        ["date", "date:short", "date:long", "date:full", "yyyy-MM", "MMM yy", "EEE d.M.", "y 'Uhr' d"]
    ),
    st.sampled_from(LOCALES),
)
def test_date_formats_keep_their_parts(format_: str, locale: str) -> None:
    spec = FormatSpec("date", format_, locale)
    code = number_format(spec).code
    assert is_date_format(code)
    bare = re.sub(r"\\.|\[[^\]]*\]", "", code)
    shown = format_value(date(2031, 5, 17), FormatSpec("date", format_, "en-US"))
    assert ("d" in re.sub("dddd?", "", bare)) == ("17" in shown)
    assert set(bare) <= set("ymd -:")


@pytest.mark.parametrize("code", ["#,##0.00", '#,##0.00" €";(#,##0.00" €")', GENERAL, TEXT])
@pytest.mark.parametrize("icon", ["up", "amber", "star2"])
def test_an_icon_stands_before_the_value_in_every_sign(code: str, icon: str) -> None:
    made = with_icon(code, icon)
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', made)
    assert len(sections) == 4
    assert all(re.match(r'(\[\w+\])?"[▲►▼●◆★☆]+"\* ', section) for section in sections)
    assert sections[3].endswith("@")


@pytest.mark.parametrize("locale", ["en-US", "de-DE", "ja-JP", "hi-IN", "es-ES"])
@pytest.mark.parametrize("format_", ["compact", "compact:0", "bytes"])
@pytest.mark.parametrize(
    "value", [0, 7, 950, 1000, 1200, -1200, 15_300, 2_000_000, -2_500_000, 7.2e9, 1.25e13]
)
def test_short_numbers_are_as_short_as_excel_can(locale: str, format_: str, value: float) -> None:
    """The format of a value shows the digits and the unit that the report shows, where it divides by thousands."""
    made = number_format(FormatSpec("float", format_, locale))
    code = made.of(value)
    assert "[" not in code
    positive = code.split(";")[0]
    divided = abs(value) / 1000 ** re.sub('"[^"]*"', "", positive).replace("#,##0", "").count(",")
    decimals = len(match[1]) if (match := re.search(r"\.(0+)", positive)) else 0
    unit = "".join(re.findall(r'"([^"]*)"', positive)).strip()
    shown = format_value(value, FormatSpec("float", format_, locale))
    if unit:
        # of exactly one of them the word may be another
        assert unit in shown or divided == 1
        assert f"{divided:.{decimals}f}" in shown.replace(",", ".").replace("\u200e", "")
    else:
        # a myriad or a lakh is no power of a thousand: the whole number stands
        assert divided == abs(value)


def test_a_literal_with_quotes_cannot_end_its_quotes() -> None:
    from nbreports.renderers.xlsx.number_format import _literal

    assert _literal('a"b;c') == '"a"\\""b;c"'
