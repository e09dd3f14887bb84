"""The live figures of a preview: one a chart, changed where it stands, gone with who looked at it."""

from __future__ import annotations

import pytest
from ipywidgets.widgets.widget import _instances as living

from nbreports import Chart, Report, Row


def charts(kind="bar", *more):
    first = Chart(kind, id="first", x="region", y="sum(amount)")
    return Report("Charts", "sales", [Row(first, *more)] if more else [first])


SECOND = Chart("pie", id="second", x="region", y="sum(amount)")


@pytest.fixture
def shown(opened, sales):
    """Show a report to a view and return its figures."""
    session, line = opened(charts(), {"sales": sales})
    asked = iter(range(1, 100))

    def show(report=None, *, view="view"):
        if report is not None:
            session.report = report
        ident = f"{view}.{next(asked)}"
        line.ask(ident, "preview.request", rev=session.revision, params={}, view="page")
        assert line.answer(ident)[0]["kind"] == "preview.result"
        ident = f"{view}.{next(asked)}"
        line.ask(ident, "figures.request", rev=session.revision)
        answer, _ = line.answer(ident)
        assert answer["kind"] == "figures.result"
        return answer["figures"]

    show.session, show.line = session, line
    return show


def marks(ident):
    return [type(mark).__name__ for mark in living[ident].marks]


def test_an_edit_changes_the_figure_that_is_there(shown):
    before = shown()
    assert "Bars" in marks(before["first"])
    after = shown(charts("line"))
    assert after == before
    assert "Lines" in marks(after["first"])
    assert "Bars" not in marks(after["first"])


def test_charts_in_a_row_have_the_size_they_have_on_the_page(shown):
    alone = living[shown()["first"]].layout.width
    figures = shown(charts("bar", SECOND))
    first, second = (living[figures[block]].layout.width for block in ("first", "second"))
    assert first == second
    assert float(first.removesuffix("px")) == pytest.approx(float(alone.removesuffix("px")) / 2, rel=0.05)


def test_nothing_is_left_of_a_chart_that_was_deleted(shown):
    shown()
    before = set(living)
    assert set(shown(charts("bar", SECOND))) == {"first", "second"}
    assert set(living) > before
    assert set(shown(charts())) == {"first"}
    assert set(living) == before


def test_two_views_share_the_figures_and_the_last_takes_them_along(shown):
    before = set(living)
    mine = shown()
    assert shown(view="other") == mine
    shown.line.ask("view.98", "view.close")
    assert mine["first"] in living
    shown.line.ask("other.99", "view.close")
    assert set(living) == before


def test_the_session_takes_them_along(shown):
    before = set(living)
    shown()
    assert set(living) > before
    shown.session.close()
    assert not set(living) - before


def test_figures_of_a_page_that_is_not_shown_are_refused(shown):
    shown()
    shown.session.report = charts("line")
    shown.line.ask("view.50", "figures.request", rev=shown.session.revision)
    assert shown.line.answer("view.50")[0]["code"] == "stale"
    shown.line.ask("nobody.51", "figures.request", rev=shown.session.revision)
    assert shown.line.answer("nobody.51")[0]["code"] == "stale"
