"""Numbers written fast are, character for character, the numbers Babel writes."""

from __future__ import annotations

import decimal
import math
from decimal import Decimal

import pyarrow as pa
import pytest
from babel import Locale, numbers
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nbreports.document.formatting import FormatSpec, format_array, format_value

LOCALES = [
    "en-US",
    "en-GB",
    "de-DE",
    "de-CH",
    "fr-FR",
    "es-ES",
    "hi-IN",
    "ar-EG",
    "ja-JP",
    "pt-BR",
    "he-IL",
    "pl-PL",
]
PRESETS = [
    "integer",
    "number",
    "decimal:0",
    "decimal:2",
    "decimal:3",
    "percent",
    "percent:1",
    "currency",
    "currency:JPY",
    "currency:KWD",
]
PATTERNS = [
    "#,##0.0#",
    "0",
    "#.00",
    "#,##0.00;(#,##0.00)",
    "0.0%",
    "0‰",
    "#,##,##0.0",
    "¤¤ #,##0.00",
    "+0;-0",
    "0 'items'",
]
EXACT = decimal.Context(prec=1000)
EVERY_ROW = 120  # longer than a column that is written value by value


def digits(pattern: str, count: int) -> str:
    """The locale's own pattern with ``count`` digits after the point, spelt out by hand for these locales."""
    whole, _, rest = pattern.partition("0.###") if "0.###" in pattern else pattern.partition("0")
    return f"{whole}0{'.' + '0' * count if count else ''}{rest}"


def by_babel(value: object, fmt: str, name: str) -> str:
    locale = Locale.parse(name, sep="-")
    preset, _, argument = fmt.partition(":")
    own = numbers.get_territory_currencies(locale.territory)[0]
    with decimal.localcontext(EXACT):
        match preset:
            case "number":
                return numbers.format_decimal(value, locale=locale)
            case "integer":
                return numbers.format_decimal(value, digits(locale.decimal_formats[None].pattern, 0), locale)
            case "decimal":
                return numbers.format_decimal(
                    value, digits(locale.decimal_formats[None].pattern, int(argument)), locale
                )
            case "percent":
                return numbers.format_percent(
                    value, digits(locale.percent_formats[None].pattern, int(argument or 0)), locale
                )
            case "currency":
                return numbers.format_currency(value, argument or own, locale=locale)
        return numbers.format_currency(value, own, fmt, locale, currency_digits=False)


def assert_equal(values: list, type_: str, arrow: pa.DataType, fmt: str, locale: str) -> None:
    spec = FormatSpec(type_, fmt, locale)
    expected = [by_babel(value, fmt, locale) for value in values]
    assert [format_value(value, spec) for value in values] == expected
    few = pa.array(values, arrow)
    assert format_array(few, spec) == expected
    many = pa.array([None, *values] * EVERY_ROW, arrow)
    assert format_array(many, spec) == ["", *expected] * EVERY_ROW


any_format = st.sampled_from(PRESETS + PATTERNS)
any_locale = st.sampled_from(LOCALES)

# what people's data looks like: few decimals, so that many values are ties, and their nearest neighbours
short_floats = st.builds(lambda n, places: n / 10**places, st.integers(-(10**9), 10**9), st.integers(0, 6))
near_ties = st.builds(
    lambda x, up: math.nextafter(x, math.inf if up else -math.inf), short_floats, st.booleans()
)
floats = st.one_of(short_floats, near_ties, st.floats(allow_nan=False))


@settings(max_examples=500, deadline=None)
@given(st.lists(floats, min_size=1, max_size=20), any_format, any_locale)
@example([0.125, 2.675, 1.005, 0.5, 1.5, 2.5, -0.0, -0.001, 999.995], "decimal:2", "en-US")
@example([2.0**46 / 100, 2.0**46 / 100 - 0.01, 1e15, 1e22, 1.7e308, 5e-324], "decimal:2", "de-CH")
@example([0.005, 0.015, 0.285, 1.255, 0.00005], "percent", "fr-FR")
@example([math.inf, -math.inf, 0.0, 1.0], "currency", "ar-EG")
def test_floats(values, fmt, locale):
    assert_equal(values, "float", pa.float64(), fmt, locale)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-99_999, 99_999), min_size=1, max_size=20),
    any_format,
    any_locale,
)
@example([10**18, -(10**18), 10**18 - 1, -(2**63), 2**63 - 1, 999, 1000, -1000], "currency", "hi-IN")
def test_integers(values, fmt, locale):
    assert_equal(values, "integer", pa.int64(), fmt, locale)


@settings(max_examples=300, deadline=None)
@given(st.data(), any_format, any_locale)
def test_decimals_keep_all_their_digits(data, fmt, locale):
    precision = data.draw(st.integers(1, 38), "precision")
    scale = data.draw(st.integers(0, precision), "scale")
    most = 10**precision - 1
    unscaled = st.integers(-most, most) | st.integers(max(-most, -9_999), min(most, 9_999))
    values = [
        Decimal(n).scaleb(-scale, EXACT) for n in data.draw(st.lists(unscaled, min_size=1, max_size=12))
    ]
    assert_equal(values, "decimal", pa.decimal128(precision, scale), fmt, locale)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(allow_nan=False, width=32), min_size=1, max_size=12),
    st.sampled_from(PRESETS),
    any_locale,
)
def test_single_precision_floats_are_the_doubles_they_stand_for(values, fmt, locale):
    assert_equal(values, "float", pa.float32(), fmt, locale)


@pytest.mark.parametrize("arrow", [pa.int8(), pa.uint8(), pa.int16(), pa.uint32(), pa.uint64()])
def test_every_integer_type(arrow):
    assert_equal([0, 1, 100, 127], "integer", arrow, "decimal:2", "de-DE")


def test_integers_beyond_64_bits():
    huge = [2**64 - 1, 2**63, 0]
    assert format_array(pa.array(huge * 50, pa.uint64()), FormatSpec("integer"))[:2] == [
        "18,446,744,073,709,551,615",
        "9,223,372,036,854,775,808",
    ]
    assert format_value(2**70, FormatSpec("integer", None, "hi-IN")) == "1,18,05,91,62,07,17,41,13,03,424"
    wide = [Decimal(10**75 + 1), Decimal(-5)]
    texts = format_array(pa.array(wide, pa.decimal256(76, 0)), FormatSpec("decimal", "integer"))
    assert texts[0].replace(",", "") == str(10**75 + 1)
    assert texts[1] == "-5"


def test_decimals_whose_low_word_looks_small():
    values = [
        Decimal(2**64 + 5),
        Decimal(-(2**64) - 5),
        Decimal(2**63),
        Decimal(-(2**63)),
        Decimal(5),
        Decimal(-5),
    ]
    assert_equal(values, "decimal", pa.decimal128(38, 0), "decimal:1", "en-US")


@pytest.mark.parametrize(
    ("fmt", "expected"),
    [
        ("000.0", "12345678901234567890123456789012345.6"),
        ("0.0#E0", "1.23E34"),
        ("decimal:12", "12,345,678,901,234,567,890,123,456,789,012,345.567000000000"),
        ("compact", "12345678901234567890123.5T"),
    ],
)
def test_no_digit_is_lost_where_babel_writes(fmt, expected):
    value = Decimal("12345678901234567890123456789012345.567")
    spec = FormatSpec("decimal", fmt)
    assert format_value(value, spec) == expected
    assert format_array(pa.array([value] * 100, pa.decimal128(38, 3)), spec) == [expected] * 100


def test_a_slice_of_a_column_is_the_slice_of_its_text():
    values = pa.array([Decimal(n).scaleb(-2) for n in range(-400, 400)], pa.decimal128(12, 2))
    spec = FormatSpec("decimal", "decimal:1", "de-DE")
    whole = format_array(values, spec)
    assert format_array(values.slice(37, 500), spec) == whole[37:537]
    floats = pa.array(
        [float(value) for value in values.to_pylist()]
    )  # Arrow's own cast is not the nearest float
    assert format_array(floats.slice(37, 500), spec) == format_array(floats, spec)[37:537] == whole[37:537]
    assert (
        format_array(pa.chunked_array([values[:10], values[10:300], values[300:300], values[300:]]), spec)
        == whole
    )


def test_nan_is_null():
    spec = FormatSpec("float")
    values = [math.nan, 1.0, None]
    assert format_array(pa.array(values, from_pandas=False), spec) == ["", "1.00", ""]
    assert format_array(pa.array(values * 100, from_pandas=False), spec) == ["", "1.00", ""] * 100
    assert (
        format_value(math.nan, spec) == format_value(Decimal("NaN"), spec) == format_value(None, spec) == ""
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(short_floats | st.floats(0.001, 1e12), min_size=1, max_size=10),
    st.sampled_from(["0.0E0", "##0.##E+00", "@@@", "@#", "000.0", "#,##0.00 ¤¤¤"]),
    any_locale,
)
def test_the_rarer_patterns_are_babels_own(values, fmt, locale):
    locale_ = Locale.parse(locale, sep="-")
    currency = numbers.get_territory_currencies(locale_.territory)[0]
    spec = FormatSpec("float", fmt, locale)
    values = [abs(value) or 1.0 for value in values]
    with decimal.localcontext(EXACT):
        expected = [
            numbers.format_currency(value, currency, fmt, locale_, currency_digits=False) for value in values
        ]
    assert format_array(pa.array(values), spec) == expected
    assert format_array(pa.array(values * EVERY_ROW), spec) == expected * EVERY_ROW


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-(10**15), 10**15) | short_floats, min_size=1, max_size=8),
    st.integers(0, 3),
    any_locale,
)
def test_compact_numbers_are_babels_own(values, places, locale):
    spec = FormatSpec("float", f"compact:{places}", locale)
    expected = [
        numbers.format_compact_decimal(value, locale=Locale.parse(locale, sep="-"), fraction_digits=places)
        for value in values
    ]
    assert [format_value(value, spec) for value in values] == expected


@pytest.mark.parametrize(
    ("value", "fmt", "locale", "currency", "expected"),
    [
        (1234.5, "currency", "en-US", None, "$1,234.50"),
        (-1234.5, "currency", "de-CH", None, "CHF-1’234.50"),
        (1234.5, "currency", "de-DE", "USD", "1.234,50\xa0$"),
        (1234.5, "currency:USD", "de-DE", "EUR", "1.234,50\xa0$"),
        (1234.5, "currency", "ja-JP", None, "￥1,234"),
        (1234567.891, "currency", "hi-IN", None, "₹12,34,567.89"),
        (1234.5, "currency", "fr", None, "1\u202f234,50\xa0€"),
        (0.1255, "percent:1", "fr-FR", None, "12,6\xa0%"),
        (1234567, "compact", "en-US", None, "1.2M"),
        (1234567, "compact", "ja-JP", None, "123.5万"),
        (1234.567, "¤#,##0", "en-US", None, "$1,235"),
        (1234.567, "¤ #,##0.0", "en-US", "EUR", "€ 1,234.6"),
        (1234.5, "0.00 ¤¤¤", "en-US", "JPY", "1234.50 Japanese yen"),
        (-5.5, "#,##0.00;(#,##0.00)", "en-US", None, "(5.50)"),
        (12345, "integer", "es-ES", None, "12.345"),
        (1e22, "integer", "en-US", None, "10,000,000,000,000,000,000,000"),
    ],
)
def test_as_people_expect(value, fmt, locale, currency, expected):
    assert format_value(value, FormatSpec("float", fmt, locale, currency)) == expected
