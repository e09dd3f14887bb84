"""Dates and times written fast are, character for character, those Babel writes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from babel import Locale, dates
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
    "fa-IR",
    "zh-Hans-CN",
]
LENGTHS = ["short", "medium", "long", "full"]
DAY_PATTERNS = [
    "yyyy-MM",
    "MMM y",
    "MMMM",
    "EEEE d. MMM yy",
    "'week' w Y",
    "D",
    "QQQ y",
    "y G",
    "F W c",
    "d/M/yyyy",
]
CLOCK_PATTERNS = ["HH:mm:ss.SSS", "h:mm a", "h 'o''clock' B", "kk K", "A", "H'h'mm"]
ZONES = [
    "Europe/Zurich",
    "America/New_York",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "UTC",
]
MANY = 40

any_locale = st.sampled_from(LOCALES)
any_length = st.sampled_from(LENGTHS)


def assert_equal(values: list, arrow: pa.DataType, spec: FormatSpec, expected: list[str]) -> None:
    assert [format_value(value, spec) for value in values] == expected
    assert format_array(pa.array(values, arrow), spec) == expected
    assert format_array(pa.array([None, *values] * MANY, arrow), spec) == ["", *expected] * MANY


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dates(), min_size=1, max_size=10), any_locale, any_length)
@example([date.min, date.max, date(1969, 12, 31), date(1970, 1, 1), date(2024, 2, 29)], "en-US", "medium")
def test_dates(values, locale, length):
    expected = [dates.format_date(value, length, Locale.parse(locale, sep="-")) for value in values]
    assert_equal(values, pa.date32(), FormatSpec("date", f"date:{length}", locale), expected)
    assert_equal(values, pa.date64(), FormatSpec("date", f"date:{length}", locale), expected)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)), min_size=1, max_size=10),
    any_locale,
    st.sampled_from(DAY_PATTERNS),
)
def test_date_patterns(values, locale, pattern):
    expected = [dates.format_date(value, pattern, Locale.parse(locale, sep="-")) for value in values]
    assert_equal(values, pa.date32(), FormatSpec("date", pattern, locale), expected)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.datetimes(), min_size=1, max_size=10), any_locale, st.sampled_from(["short", "medium"]))
@example([datetime.min, datetime.max, datetime(1969, 12, 31, 23, 59, 59, 999_999)], "en-US", "medium")
def test_timestamps_without_a_zone_are_written_as_they_stand(values, locale, length):
    expected = [
        dates.format_datetime(value, length, locale=Locale.parse(locale, sep="-")) for value in values
    ]
    spec = FormatSpec("datetime", f"datetime:{length}", locale, timezone="Asia/Tokyo")
    assert_equal(values, pa.timestamp("us"), spec, expected)


# instants close to the year's ends have no local time in some zones
instants = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC))
around_changes = st.builds(
    lambda start, minutes: start + timedelta(minutes=minutes),
    st.sampled_from(
        [
            datetime(2024, 3, 31, tzinfo=UTC),
            datetime(2024, 10, 27, tzinfo=UTC),
            datetime(1883, 11, 18, 16, tzinfo=UTC),
            datetime(2024, 3, 10, 6, tzinfo=UTC),
        ]
    ),
    st.integers(-60, 300),
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(instants | around_changes, min_size=1, max_size=10),
    any_locale,
    any_length,
    st.sampled_from(ZONES),
)
def test_instants_are_written_in_the_reports_zone(values, locale, length, zone):
    expected = [
        dates.format_datetime(value, length, ZoneInfo(zone), Locale.parse(locale, sep="-"))
        for value in values
    ]
    spec = FormatSpec("datetime", f"datetime:{length}", locale, timezone=zone)
    assert_equal(values, pa.timestamp("us", "UTC"), spec, expected)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(instants, min_size=1, max_size=6),
    any_locale,
    st.sampled_from(["y-MM-dd'T'HH:mmXXX", "HH:mm v", "zzzz", "VV", "d.M. HH:mm Z"]),
    st.sampled_from(ZONES),
)
def test_patterns_with_a_zone(values, locale, pattern, zone):
    expected = [
        dates.format_datetime(value, pattern, ZoneInfo(zone), Locale.parse(locale, sep="-"))
        for value in values
    ]
    assert_equal(
        values, pa.timestamp("us", "UTC"), FormatSpec("datetime", pattern, locale, timezone=zone), expected
    )


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)), min_size=1, max_size=10),
    any_locale,
    st.sampled_from(DAY_PATTERNS + CLOCK_PATTERNS),
)
def test_timestamp_patterns(values, locale, pattern):
    expected = [
        dates.format_datetime(value, pattern, locale=Locale.parse(locale, sep="-")) for value in values
    ]
    assert_equal(values, pa.timestamp("us"), FormatSpec("datetime", pattern, locale), expected)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.times(), min_size=1, max_size=10),
    any_locale,
    st.sampled_from(["short", "medium", *CLOCK_PATTERNS]),
)
def test_times_of_day(values, locale, fmt):
    expected = [dates.format_time(value, fmt, locale=Locale.parse(locale, sep="-")) for value in values]
    spec = FormatSpec("time", f"time:{fmt}" if fmt in LENGTHS else fmt, locale)
    assert_equal(values, pa.time64("us"), spec, expected)


def test_a_timestamp_without_a_zone_names_none():
    when = datetime(2024, 5, 6, 7, 8, 9)
    assert (
        format_value(when, FormatSpec("datetime", "datetime:full", "en-GB", timezone="Europe/Paris"))
        == "Monday, 6 May 2024, 07:08:09"
    )
    assert format_value(when, FormatSpec("datetime", "time:full", "es-ES")) == "7:08:09"
    assert format_value(when, FormatSpec("datetime", "time:full", "zh-Hans-CN")) == "07:08:09"
    assert (
        format_value(when.replace(tzinfo=UTC), FormatSpec("datetime", "time:full", "en-GB"))
        == "07:08:09 Coordinated Universal Time"
    )


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("rows", [1, 100])
def test_every_unit_of_time(unit, rows):
    when = datetime(1969, 7, 20, 20, 17, 40)
    spec = FormatSpec("datetime", "datetime:medium", "en-GB")
    assert (
        format_array(pa.array([when, None] * rows, pa.timestamp(unit)), spec)
        == ["20 Jul 1969, 20:17:40", ""] * rows
    )
    instant = FormatSpec("datetime", "datetime:short", "en-GB", timezone="America/New_York")
    assert (
        format_array(pa.array([when.replace(tzinfo=UTC)] * rows, pa.timestamp(unit, "Asia/Tokyo")), instant)
        == ["20/07/1969, 16:17"] * rows
    )
    clock = pa.time32(unit) if unit in {"s", "ms"} else pa.time64(unit)
    assert (
        format_array(pa.array([time(23, 59, 59)] * rows, clock), FormatSpec("time", None, "de-DE"))
        == ["23:59:59"] * rows
    )


@pytest.mark.parametrize("rows", [1, 100])
def test_nanoseconds_are_cut_downwards_also_before_1970(rows):
    just_before = pa.array([-1] * rows, pa.int64()).view(pa.timestamp("ns"))
    assert (
        format_array(just_before, FormatSpec("datetime", None, "en-GB")) == ["31 Dec 1969, 23:59:59"] * rows
    )
    assert format_array(just_before, FormatSpec("datetime", "text")) == ["1969-12-31T23:59:59.999999"] * rows


@pytest.mark.parametrize("rows", [1, 100])
def test_an_instant_without_a_report_zone_keeps_its_own(rows):
    when = pa.array([datetime(2024, 1, 1, 12, tzinfo=UTC)] * rows, pa.timestamp("us", "Asia/Kolkata"))
    assert (
        format_array(when, FormatSpec("datetime", "datetime:short", "en-GB")) == ["01/01/2024, 17:30"] * rows
    )


@pytest.mark.parametrize("rows", [1, 100])
def test_dates_that_no_calendar_holds_are_written_plainly(rows):
    far = pa.array([2**31 - 1, 0] * rows, pa.int32()).view(pa.date32())
    texts = format_array(far, FormatSpec("date", None, "en-GB"))
    assert texts == ["5881580-07-11", "1 Jan 1970"] * rows
    stamps = pa.array([2**62, 0] * rows, pa.int64()).view(pa.timestamp("us"))
    texts = format_array(stamps, FormatSpec("datetime", None, "en-GB"))
    assert texts[0].startswith("148108-")
    assert texts[1] == "1 Jan 1970, 00:00:00"
    last = int((datetime(9999, 12, 31, 23, 59, 59) - datetime(1970, 1, 1)).total_seconds())
    edge = pa.array([last, last + 1] * rows, pa.int64()).view(pa.timestamp("s"))
    expected = ["31 Dec 9999, 23:59:59", "10000-01-01T00:00:00"]
    assert format_array(edge, FormatSpec("datetime", None, "en-GB")) == expected * rows
    first = int((datetime(1, 1, 1) - datetime(1970, 1, 1)).total_seconds())
    edge = pa.array([first, first - 1] * rows, pa.int64()).view(pa.timestamp("s", "UTC"))
    expected = ["1 Jan 1, 00:00:00", "0000-12-31T23:59:59Z"]
    assert format_array(edge, FormatSpec("datetime", None, "en-GB")) == expected * rows


@pytest.mark.parametrize("rows", [1, 100])
def test_the_first_instant_of_the_calendar_west_of_greenwich(rows):
    first = pa.array([datetime(1, 1, 1, tzinfo=UTC)] * rows, pa.timestamp("us", "UTC"))
    spec = FormatSpec("datetime", "y-MM-dd HH:mm", "en-US", timezone="America/New_York")
    assert format_array(first, spec) == ["1-01-01 00:00"] * rows


def test_a_date_column_may_be_written_with_its_midnight():
    days = [date(2024, 2, 29), date(2024, 3, 1)]
    spec = FormatSpec("date", "datetime:short", "de-DE")
    assert format_array(pa.array(days), spec) == ["29.02.24, 00:00", "01.03.24, 00:00"]
    assert format_array(pa.array(days * 50), spec) == ["29.02.24, 00:00", "01.03.24, 00:00"] * 50
