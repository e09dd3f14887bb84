"""Nice numbers and calendar ticks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nbreports.document import chart_scales as scales

numbers = st.floats(-1e300, 1e300).map(lambda value: scales.as_number(value) or 0.0)


@given(values=st.lists(numbers, min_size=1, max_size=20), zero=st.booleans())
@example(values=[0.0], zero=True)
@example(values=[-3.0], zero=True)
@example(values=[1e300, -1e300], zero=False)
@example(values=[1.0, 1.0000000000000002], zero=False)
@example(values=[5e-300, 6e-300], zero=False)
def test_a_nice_domain_holds_all_and_ends_on_ticks(values, zero):
    scale = scales.linear(values, zero=zero)
    low, high = scale.domain
    hair = (high - low) * 1e-12
    assert low - hair <= min(values)
    assert max(values) <= high + hair
    assert low < high
    assert (scale.ticks[0], scale.ticks[-1]) == scale.domain
    assert 2 <= len(scale.ticks) <= 9
    assert all(one < other for one, other in pairwise(scale.ticks))
    if zero:
        assert 0 in scale.ticks


@given(values=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=9))
def test_counts_have_whole_ticks(values):
    scale = scales.linear([float(value) for value in values], zero=True, whole=True)
    assert all(isinstance(tick, int) for tick in scale.ticks)


def test_ticks_are_exact_decimals():
    assert scales.linear([0.0, 0.6], zero=True).ticks == (0, 0.2, 0.4, 0.6)
    assert scales.linear([0.0, 0.35], zero=True).ticks == (0, 0.1, 0.2, 0.3, 0.4)


@pytest.mark.parametrize(
    ("values", "domain"),
    [
        ([58665, 32], (0, 60000)),
        ([-0.152, 0.2], (-0.2, 0.2)),
        ([-7, -3], (-8, 0)),
        ([7], (0, 8)),
        ([0], (0, 1)),
    ],
)
def test_zero_belongs_to_the_domain_of_bars(values, domain):
    assert scales.linear([float(value) for value in values], zero=True).domain == domain


def test_equal_values_stand_in_the_middle():
    low, high = scales.linear([42.0, 42.0], zero=False).domain
    assert low < 42 < high
    assert high - 42 == pytest.approx(42 - low, rel=0.5)


def test_a_domain_that_is_not_nice_ends_on_the_data_with_ticks_inside():
    scale = scales.linear([2003.0, 2021.0], zero=False, nice=False, whole=True)
    assert scale.domain == (2003, 2021)
    assert scale.ticks == (2005, 2010, 2015, 2020)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (None, None),
        (float("nan"), None),
        (float("inf"), None),
        (Decimal("1e400"), None),
        (10**400, None),
        ("7 apples", None),
        (1e-310, 0.0),
        (Decimal("0.1"), 0.1),
        (True, 1.0),
        (timedelta(minutes=2), 120.0),
    ],
)
def test_what_has_a_place_on_a_scale(value, number):
    assert scales.as_number(value) == number


def test_durations_step_by_minutes_hours_and_days():
    assert scales.duration([2580.0], zero=True).ticks == (0, 600, 1200, 1800, 2400, 3000)
    assert scales.duration([4 * 86400.0], zero=True).ticks == (0, 86400, 172800, 259200, 345600)


# --- time --------------------------------------------------------------------------------------------------

days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(one=days, other=days)
@example(one=date.min, other=date.max)
@example(one=date.max, other=date.max)
@example(one=date(2024, 2, 29), other=date(2024, 3, 1))
def test_day_ticks_stand_inside_and_ascend(one, other):
    scale = scales.time([one, other])
    assert scale.domain[0] <= min(one, other)
    assert max(one, other) <= scale.domain[1]
    assert 1 <= len(scale.ticks) <= 14
    assert all(scale.domain[0] <= tick <= scale.domain[1] for tick in scale.ticks)
    assert all(a < b for a, b in pairwise(scale.ticks))
    assert not any(isinstance(tick, datetime) for tick in scale.ticks)


@given(start=st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)), seconds=st.integers(1, 10**9))
def test_moment_ticks_stand_on_round_times(start, seconds):
    scale = scales.time([start, start + timedelta(seconds=seconds)])
    assert 1 <= len(scale.ticks) <= 14
    if scale.unit in ("year", "month", "week", "day"):
        assert all((tick.hour, tick.minute, tick.second) == (0, 0, 0) for tick in scale.ticks)
    if scale.unit == "month":
        assert all(tick.day == 1 and (tick.month - 1) % scale.every == 0 for tick in scale.ticks)
    if scale.unit == "week":
        assert all(tick.weekday() == 0 for tick in scale.ticks)


@pytest.mark.parametrize(
    ("low", "high", "unit", "ticks"),
    [
        (date(1990, 5, 1), date(2024, 5, 1), "year", [date(year, 1, 1) for year in range(1995, 2025, 5)]),
        (date(2013, 1, 1), date(2013, 12, 31), "month", [date(2013, month, 1) for month in range(1, 13, 2)]),
        (date(2024, 3, 5), date(2024, 3, 10), "day", [date(2024, 3, day) for day in range(5, 11)]),
        (datetime(2024, 3, 5, 9, 10), datetime(2024, 3, 5, 13, 5), "minute", None),
    ],
)
def test_ticks_suit_the_span(low, high, unit, ticks):
    scale = scales.time([low, high])
    assert scale.unit == unit
    if ticks:
        assert list(scale.ticks) == ticks


def test_instants_are_compared_in_the_reports_zone():
    tokyo = timezone(timedelta(hours=9))
    clocked = scales.in_one_clock(
        [datetime(2024, 1, 1, 9, tzinfo=tokyo), datetime(2024, 1, 1, 12), date(2024, 1, 2)], "Europe/Zurich"
    )
    assert [moment.isoformat() for moment in clocked] == [
        "2024-01-01T01:00:00+01:00",
        "2024-01-01T12:00:00+01:00",
        "2024-01-02T00:00:00+01:00",
    ]


def test_instants_count_from_1970_and_without_a_zone_as_utc():
    assert scales.as_instant(date(1970, 1, 2)) == 86400
    assert scales.as_instant(datetime(1970, 1, 1, 1)) == 3600
    assert scales.as_instant(datetime(1970, 1, 1, 1, tzinfo=UTC)) == 3600
