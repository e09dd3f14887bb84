"""What a format means, and what is said of one that means nothing."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbreports.document.formatting import FormatSpec, check_format, format_value
from nbreports.document.patterns import resolve, without_zone
from nbreports.errors import DefinitionError

TYPES = ["integer", "float", "decimal", "text", "boolean", "date", "datetime", "time", "duration", "bytes"]
SAMPLES = {
    "integer": -1234, "float": -1234.5, "decimal": Decimal("-1234.5"), "date": date(2024, 2, 29),
    "datetime": datetime(2024, 2, 29, 13, 4, 5), "time": time(13, 4, 5),
}  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "kind", "pattern", "decimals"),
    [
        (FormatSpec("integer"), "number", "#,##0", (0, 0)),
        (FormatSpec("float"), "number", "#,##0.00", (2, 2)),
        (FormatSpec("float", "number"), "number", "#,##0.###", (0, 3)),
        (FormatSpec("float", "decimal:0", "hi-IN"), "number", "#,##,##0", (0, 0)),
        (FormatSpec("float", "percent:1", "de-DE"), "number", "#,##0.0\xa0%", (1, 1)),
        (FormatSpec("float", "currency", "ja-JP"), "number", "¤#,##0", (0, 0)),
        (FormatSpec("float", "currency", "de-CH"), "number", "¤\xa0#,##0.00;¤-#,##0.00", (2, 2)),
        (FormatSpec("date"), "date", "MMM d, y", (0, 0)),
        (FormatSpec("date", "date:short", "de-DE"), "date", "dd.MM.yy", (0, 0)),
        (FormatSpec("datetime", "datetime:short", "de-DE"), "datetime", "dd.MM.yy, HH:mm", (0, 0)),
        (FormatSpec("datetime", "MMM y"), "date", "MMM y", (0, 0)),
        (FormatSpec("datetime", "HH:mm"), "time", "HH:mm", (0, 0)),
        (FormatSpec("datetime", "yyyy-MM-dd HH:mm"), "datetime", "yyyy-MM-dd HH:mm", (0, 0)),
        (FormatSpec("time"), "time", "h:mm:ss\u202fa", (0, 0)),
        (FormatSpec("duration"), "duration", "h:mm:ss", (0, 0)),
        (FormatSpec("bytes"), "bytes", "hex", (0, 0)),
        (FormatSpec("integer", "bytes"), "bytes", "size", (0, 0)),
        (FormatSpec("boolean"), "boolean", "", (0, 0)),
        (FormatSpec("integer", "text"), "text", "", (0, 0)),
    ],
)
def test_a_format_resolves_to_one_pattern(spec, kind, pattern, decimals):
    resolved = resolve(spec)
    assert (resolved.kind, resolved.pattern, resolved.decimals) == (kind, pattern, decimals)


def test_what_a_spreadsheet_needs_to_know():
    euros = resolve(FormatSpec("float", "currency:EUR", "fr-FR"))
    assert (euros.currency, euros.symbol, euros.decimal_symbol, euros.group_symbol) == (
        "EUR",
        "€",
        ",",
        "\u202f",
    )
    assert resolve(FormatSpec("float", "percent", "en-US")).percent
    assert resolve(FormatSpec("float", "0.0%")).percent
    assert not resolve(FormatSpec("float", "0‰")).percent
    assert resolve(FormatSpec("float", "compact")).compact
    assert resolve(FormatSpec("float")).currency is None


def test_a_currency_comes_from_the_format_then_the_report_then_the_territory():
    assert resolve(FormatSpec("float", "currency:usd", "de-CH", "EUR")).currency == "USD"
    assert resolve(FormatSpec("float", "currency", "de-CH", "EUR")).currency == "EUR"
    assert resolve(FormatSpec("float", "currency", "de-CH")).currency == "CHF"
    assert resolve(FormatSpec("float", "currency", "pt")).currency == "BRL"
    assert resolve(FormatSpec("float", "¤0", "en-GB")).currency == "GBP"
    assert resolve(FormatSpec("float", "currency", "eo")).currency is None
    assert "¤" in format_value(5, FormatSpec("integer", "currency", "eo"))


@pytest.mark.parametrize(
    ("format_", "type_"),
    [
        *(("text", type_) for type_ in TYPES),
        *((f"{preset}:{length}", "datetime") for preset in ("date", "datetime", "time") for length in ("short", "medium", "long", "full")),
        *((preset, type_) for preset in ("integer", "number", "decimal", "decimal:0", "decimal:20", "percent:3", "currency", "currency:CHF", "compact", "compact:2", "bytes", "duration") for type_ in ("integer", "float", "decimal")),
        ("#,##0.0", "float"), ("#,##0.00;(#,##0.00)", "decimal"), ("000", "integer"), ("0.0E+00", "float"), ("@@##", "float"),
        ("¤ #,##0.00", "float"), ("0 'items'", "integer"), ("#,##,##0.###", "float"), ("0‰", "float"), ("'#'0", "integer"),
        ("yyyy-MM", "date"), ("MMM y", "datetime"), ("d 'de' MMMM", "date"), ("HH:mm", "time"), ("EEE d.M.", "date"), ("y年M月d日", "date"),
        ("bytes", "bytes"), ("duration", "duration"), ("boolean", "boolean"), ("date:full", "date"), ("time:short", "time"),
    ],
)  # fmt: skip
def test_formats_that_are_right_are_taken_and_write_something(format_, type_):
    check_format(format_, type_)
    check_format(None, type_)
    if type_ in SAMPLES:
        assert format_value(SAMPLES[type_], FormatSpec(type_, format_, "de-DE"))


@pytest.mark.parametrize(
    ("format_", "type_", "remedy"),
    [
        ("percnt:1", "float", "Did you mean 'percent'?"),
        ("currancy", "float", "Did you mean 'currency'?"),
        ("Date", "date", "Did you mean 'date'?"),
        ("dattime:short", "datetime", "Did you mean 'datetime'?"),
        ("date:shrt", "date", "Did you mean 'date:short'?"),
        ("currency:EURO", "float", "Did you mean 'currency:EUR'?"),
        ("decimal:two", "float", "Write decimal:2, for instance."),
        ("decimal:99", "float", "Write decimal:2, for instance."),
        ("decimal:-1", "float", "Write decimal:2, for instance."),
        ("integer:2", "integer", "Write 'integer' alone."),
        ("currency", "text", "Use text, or leave the format out."),
        ("percent", "boolean", "Use boolean, text, or leave the format out."),
        ("yyyy", "integer", "Use integer"),
        ("0.00", "date", "Use date"),
        ("HH:mm", "date", "Use date"),
        ("yyyy", "time", "Use time"),
        ("", "float", "Use integer"),
    ],
)
def test_formats_that_are_wrong_are_refused_with_the_nearest_right_one(format_, type_, remedy):
    with pytest.raises(DefinitionError) as caught:
        check_format(format_, type_)
    assert repr(format_) in caught.value.message
    assert caught.value.remedy.startswith(remedy)
    with pytest.raises(DefinitionError):
        resolve(FormatSpec(type_, format_))


@pytest.mark.parametrize(
    ("format_", "type_"),
    [
        ("#,##0.0.0", "float"), ("#,##0,", "float"), (",0", "float"), ("0#", "float"), ("0.0#0", "float"), ("#", "float"), ("#,##5", "float"),
        ("[Red]0", "float"), ('0"x"', "float"), ("0 items", "float"), ("0'x", "float"), ("0.0E", "float"), ("@0", "float"), ("0" * 300, "float"),
        ("0\n", "float"), ("yyyy'", "date"), ("EEEEEEEE", "date"), ("O", "datetime"), ("g", "date"), ("'only'", "date"), ("...", "date"), ("y\tM", "date"),
    ],
)  # fmt: skip
def test_patterns_that_would_print_nonsense_are_refused(format_, type_):
    with pytest.raises(DefinitionError):
        check_format(format_, type_)


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=12), st.text("#0,.@E+%¤;'yMdEHhmsaGQwz:- ", max_size=12)),
    st.sampled_from(TYPES),
)
def test_any_text_is_either_refused_or_writes_a_value(format_, type_):
    try:
        check_format(format_, type_)
    except DefinitionError:
        return
    if type_ in SAMPLES:
        assert isinstance(format_value(SAMPLES[type_], FormatSpec(type_, format_, "hi-IN")), str)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("HH:mm:ss zzzz", "HH:mm:ss"), ("H:mm:ss (zzzz)", "H:mm:ss"), ("zzzz HH:mm:ss", "HH:mm:ss"),
        ("d. MMMM y 'um' HH:mm z", "d. MMMM y 'um 'HH:mm"), ("HH:mm", "HH:mm"), ("'z' H", "'z' H"),
    ],
)  # fmt: skip
def test_a_pattern_loses_its_zone_and_nothing_else(pattern, expected):
    assert without_zone(pattern) == expected
