"""Progress made of a run's events: named, monotone, guessing only where there is something to guess from."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nbreports.jobs.progress import JobProgress, Meter
from nbreports.pipeline.events import (
    Finished,
    OutputWritten,
    PagesMade,
    PhaseStarted,
    RowsRead,
    RowsRendered,
)

NUMBERS = st.integers(0, 5_000)
EVENTS = st.one_of(
    st.builds(
        PhaseStarted,
        st.sampled_from(["reading", "totals", "filling", "writing"]),
        st.none() | NUMBERS,
        st.text(max_size=3),
    ),
    st.builds(RowsRead, NUMBERS),
    st.builds(RowsRendered, NUMBERS),
    st.builds(PagesMade, NUMBERS, st.none() | NUMBERS),
    st.builds(OutputWritten, st.just(Path("a.pdf")), NUMBERS, st.just("")),
)


class Clock:
    """Seconds, moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.tuples(EVENTS, st.floats(0, 5)), max_size=40))
def test_it_never_falls_and_is_whole_only_at_the_end(events: list[tuple[object, float]]) -> None:
    clock = Clock()
    meter = Meter(clock=clock)
    before = meter.progress()
    for event, seconds in events:
        clock.now += seconds
        meter.take(event)  # type: ignore[arg-type]
        now = meter.progress()
        assert (now.share or 0.0) >= (before.share or 0.0)
        assert (now.rows, now.pages) >= (before.rows, before.pages) or now.rows >= before.rows
        assert now.pages >= before.pages
        assert now.share is None or now.share <= 0.99
        assert now.total is None or now.rows <= now.total
        assert now.left is None or now.left >= 0
        assert JobProgress.of(now.data()) == now
        before = now
    meter.take(Finished(1, 1.0))
    assert meter.progress().share == 1.0


def test_the_time_left_is_told_after_three_seconds_and_three_per_cent() -> None:
    clock = Clock()
    meter = Meter(clock=clock)
    meter.take(PhaseStarted("filling", 1000))
    meter.take(RowsRendered(100))
    clock.now = 2.9
    assert meter.progress().left is None
    clock.now = 3.0
    share = meter.progress().share
    assert share is not None
    assert meter.progress().left == 3.0 * (1 - share) / share


def test_pauses_are_no_work() -> None:
    clock = Clock()
    meter = Meter(clock=clock)
    meter.take(PhaseStarted("filling", 1000))
    clock.now = 10.0
    meter.take(RowsRendered(500))
    clock.now = 110.0
    meter.leave_out(100.0)
    progress = meter.progress()
    assert progress.elapsed == 10.0
    assert progress.left is not None
    assert progress.left < 20


def test_pages_are_the_last_part() -> None:
    meter = Meter()
    meter.take(PhaseStarted("filling", 10))
    meter.take(RowsRendered(10))
    before = meter.progress()
    assert before.phase == "finishing"
    meter.take(PagesMade(5, 10))
    after = meter.progress()
    assert (after.pages, after.page_total) == (5, 10)
    assert (after.share or 0.0) > (before.share or 0.0)
