"""The kind of chart that fits what stands in the wells, and why."""

from __future__ import annotations

import pytest

from nbreports.suggest.charts import KINDS, Placed, rank

DAY = Placed("date", "date", 365, label="Day")
CARRIER = Placed("text", "category", 16, label="Carrier")
ORIGIN = Placed("text", "category", 3, label="Origin")
DELAY = Placed("float", "measure", 500, label="Delay")
DISTANCE = Placed("integer", "measure", 200, label="Distance")
TOTAL = Placed("float", "measure", total=True, label="Sum of Delay")


def best(**wells):
    return rank(wells)[0].type


def of(kind, **wells):
    return next(one for one in rank(wells) if one.type == kind)


@pytest.mark.parametrize(
    ("wells", "kind"),
    [
        ({"x": DAY, "y": TOTAL}, "line"),
        ({"x": CARRIER, "y": TOTAL}, "bar"),
        ({"x": ORIGIN}, "bar"),
        ({"x": DISTANCE, "y": DELAY}, "scatter"),
        ({"x": DELAY}, "histogram"),
        ({"x": DAY, "y": TOTAL, "color": ORIGIN}, "line"),
        ({"x": Placed("integer", "category", 12, label="Month"), "y": TOTAL}, "bar"),
    ],
)
def test_the_best_kind_follows_the_data(wells, kind):
    assert best(**wells) == kind


def test_every_kind_is_there_with_its_reason():
    for wells in ({}, {"x": CARRIER}, {"x": DAY, "y": TOTAL}):
        found = rank(wells)
        assert sorted(one.type for one in found) == sorted(KINDS)
        assert all(one.reason.endswith(".") for one in found)


def test_nothing_fits_an_empty_chart():
    assert not any(one.fits for one in rank({}))
    assert of("bar").reason == "Needs a field in X."


def test_what_does_not_fit_says_what_it_needs_and_stands_last():
    scatter = of("scatter", x=CARRIER, y=TOTAL)
    assert (scatter.fits, scatter.reason) == (False, "Needs a number in X.")
    assert [one.fits for one in rank({"x": CARRIER, "y": TOTAL})] == [True] * 5 + [False] * 2


def test_a_pie_is_for_a_few_parts():
    kinds = [one.type for one in rank({"x": ORIGIN, "y": TOTAL})]
    assert kinds[:2] == ["bar", "pie"]
    assert "16 values" in of("pie", x=CARRIER, y=TOTAL).reason


def test_a_field_without_a_total_is_for_dots_only():
    assert of("bar", x=CARRIER, y=DELAY).reason == "Needs a total of Delay in Y."
    assert not of("scatter", x=DISTANCE, y=TOTAL).fits
