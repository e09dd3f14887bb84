"""Values that are no numbers and no dates, and what holds for every column."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbreports.document.formatting import FormatSpec, format_array, format_value
from nbreports.errors import DefinitionError


def test_each_type_has_a_format_of_its_own():
    defaults = [
        ("integer", 1234, "1,234"),
        ("float", 1234.5, "1,234.50"),
        ("decimal", Decimal("1234.505"), "1,234.50"),
        ("text", "  kept\nas it is ", "  kept\nas it is "),
        ("boolean", True, "Yes"),
        ("date", date(2024, 2, 3), "Feb 3, 2024"),
        ("datetime", datetime(2024, 2, 3, 14, 5), "Feb 3, 2024, 2:05:00\u202fPM"),
        ("time", time(14, 5), "2:05:00\u202fPM"),
        ("duration", timedelta(days=1, seconds=3661), "25:01:01"),
        ("bytes", b"\x89PNG", "89504e47"),
    ]
    for type_, value, expected in defaults:
        spec = FormatSpec(type_)
        assert format_value(value, spec) == expected
        assert format_value(None, spec) == ""
        assert format_array(pa.array([value, None]), spec) == [expected, ""]
        assert format_array(pa.array([value, None] * 100), spec) == [expected, ""] * 100
        assert format_array(
            pa.array([value, None]).dictionary_encode() if type_ != "duration" else pa.array([value, None]),
            spec,
        ) == [expected, ""]
        assert format_array(pa.nulls(3), spec) == ["", "", ""]
        assert format_array(pa.array([], pa.array([value]).type), spec) == []
        assert format_array(pa.array([None] * 200, pa.array([value]).type), spec) == [""] * 200


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-GB", "Yes No"),
        ("de-CH", "Ja Nein"),
        ("pt-BR", "Sim Não"),
        ("ar-EG", "نعم لا"),
        ("hi-IN", "हाँ नहीं"),
        ("sw-KE", "Yes No"),
    ],
)
def test_truth_in_words(locale, words):
    spec = FormatSpec("boolean", "boolean", locale)
    assert format_array(pa.array([True, False, None]), spec) == [*words.split(), ""]
    assert format_value(True, FormatSpec("boolean", "text", locale)) == "true"


def spoken(text: str) -> timedelta:
    """Read ``h:mm:ss.f`` back."""
    hours, minutes, seconds = text.lstrip("-").split(":")
    whole, _, fraction = seconds.partition(".")
    length = timedelta(
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(whole),
        microseconds=int(fraction.ljust(6, "0") or 0),
    )
    return -length if text.startswith("-") else length


@settings(deadline=None)
@given(st.lists(st.timedeltas(timedelta(days=-(10**6)), timedelta(days=10**6)), min_size=1))
def test_durations_lose_nothing(values):
    spec = FormatSpec("duration")
    texts = [format_value(value, spec) for value in values]
    assert [spoken(text) for text in texts] == values
    assert format_array(pa.array(values, pa.duration("us")), spec) == texts


def test_durations():
    assert format_value(3661, FormatSpec("integer", "duration")) == "1:01:01"
    assert format_value(-0.5, FormatSpec("float", "duration", "de-DE")) == "-0:00:00,5"
    assert format_value(Decimal("59.999"), FormatSpec("decimal", "duration")) == "0:00:59.999"
    assert format_value(math.inf, FormatSpec("float", "duration")) == "∞"
    for unit, count in [("s", 90), ("ms", 90_000), ("us", 90_000_000), ("ns", 90_000_000_000)]:
        assert format_array(
            pa.array([count, None], pa.int64()).view(pa.duration(unit)), FormatSpec("duration")
        ) == ["0:01:30", ""]


@pytest.mark.parametrize(
    ("count", "locale", "text"),
    [
        (0, "en-US", "0 bytes"),
        (1, "en-US", "1 byte"),
        (999, "en-US", "999 bytes"),
        (1000, "en-US", "1 kB"),
        (1_234_567, "en-US", "1.2 MB"),
        (1_234_567, "fr-FR", "1,2\u202fMo"),
        (999_949, "en-US", "999.9 kB"),
        (999_950, "en-US", "1 MB"),
        (-1500, "en-US", "-1.5 kB"),
        (10**18, "en-US", "1,000 PB"),
    ],
)
def test_sizes(count, locale, text):
    spec = FormatSpec("integer", "bytes", locale)
    assert format_value(count, spec) == text
    assert format_array(pa.array([count] * 100), spec) == [text] * 100


def test_bytes_show_how_they_begin_and_how_many_they_are():
    assert format_value(b"", FormatSpec("bytes")) == ""
    assert format_value(bytes(range(8)), FormatSpec("bytes")) == "0001020304050607"
    assert format_value(bytes(2000), FormatSpec("bytes")) == "0000000000000000… (2 kB)"
    assert format_value(bytes(2000), FormatSpec("bytes", "bytes")) == "2 kB"
    assert format_array(pa.array([b"ab", None], pa.large_binary()), FormatSpec("bytes", "text")) == [
        "6162",
        "",
    ]


def test_text_is_what_no_locale_changes():
    plain = [
        ("integer", 1234567, "1234567"),
        ("float", 1001.0, "1001"),
        ("float", 0.1, "0.1"),
        ("decimal", Decimal("1234.50"), "1234.50"),
        ("decimal", Decimal("1E+3"), "1000"),
        ("date", date(2024, 2, 3), "2024-02-03"),
        ("datetime", datetime(2024, 2, 3, 4, 5), "2024-02-03T04:05:00"),
        ("time", time(4, 5), "04:05:00"),
        ("duration", timedelta(seconds=61), "0:01:01"),
    ]
    for type_, value, expected in plain:
        spec = FormatSpec(type_, "text", "de-DE")
        assert format_value(value, spec) == expected
        assert format_array(pa.array([value] * 100), spec)[1:3] == [expected] * 2


def test_lists_and_records_are_written_item_by_item():
    nested = pa.array([["a", "b"], [], None, ["c", None]])
    assert format_array(nested, FormatSpec("text")) == ["a, b", "", "", "c, "]
    assert (
        format_array(pa.array([{"a": 1, "b": [True, None]}] * 100), FormatSpec("text"))[99]
        == "a: 1, b: true, "
    )
    assert format_value([1, 2], FormatSpec("text")) == "1, 2"


def test_numpy_scalars_are_their_python_values():
    assert format_value(np.int64(1234), FormatSpec("integer")) == "1,234"
    assert format_value(np.float32(0.5), FormatSpec("float")) == "0.50"
    assert format_value(np.datetime64("2024-02-03"), FormatSpec("date")) == "Feb 3, 2024"
    assert format_value(np.bool_(False), FormatSpec("boolean")) == "No"


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_text_columns(kind):
    assert format_array(pa.array(["a", None, "ä€😀", ""], kind), FormatSpec("text")) == ["a", "", "ä€😀", ""]


def test_dictionary_columns_with_more_words_than_their_index_has_numbers_left():
    words = [f"w{number}" for number in range(128)]
    column = pa.DictionaryArray.from_arrays(pa.array([0, 127, None] * 100, pa.int8()), pa.array(words))
    assert format_array(column, FormatSpec("text")) == ["w0", "w127", ""] * 100
    assert format_array(column.slice(1, 2), FormatSpec("text")) == ["w127", ""]


def test_zeros_of_both_signs_stand_side_by_side():
    for fmt in ("decimal:1", "compact", "0.0E0"):
        spec = FormatSpec("float", fmt)
        both = [format_value(0.0, spec), format_value(-0.0, spec)]
        assert both[1] == f"-{both[0]}"
        assert format_array(pa.array([0.0, -0.0] * 100), spec) == both * 100


@pytest.mark.parametrize(
    ("spec", "part"),
    [
        (FormatSpec("float", None, "xx-YY"), "xx-YY"),
        (FormatSpec("float", None, ""), "''"),
        (FormatSpec("float", "currency", "en-US", "EURO"), "EURO"),
        (FormatSpec("datetime", None, "en-US", None, "Europe/Zürich"), "Europe/Zürich"),
        (FormatSpec("datetime", None, "en-US", None, "../../etc/passwd"), "../../etc/passwd"),
        (FormatSpec("float", "decimals:2"), "decimals:2"),
    ],
)
def test_what_is_not_known_is_refused_by_name(spec, part):
    with pytest.raises(DefinitionError) as caught:
        format_value(1.0, spec)
    assert part in caught.value.message
    assert caught.value.remedy
    with pytest.raises(DefinitionError):
        format_array(pa.array([1.0]), spec)


def test_importing_the_formats_loads_no_library():
    code = "import sys, json, nbreports.document.formatting; print(json.dumps([m for m in ('babel', 'numpy', 'pyarrow', 'pandas') if m in sys.modules]))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert json.loads(run.stdout) == []
