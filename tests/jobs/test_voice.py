"""What a worker says arrives once and whole, wherever the disk or a kill cuts it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from nbreports.errors import OutputError
from nbreports.jobs.dispatcher import Dispatcher
from nbreports.jobs.voice import Ear, Voice
from nbreports.report.binding import catalog_for
from nbreports.report.options import run_options

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pytest

    from nbreports import Report
    from nbreports.jobs.jobs import Jobs

WORDS = st.lists(st.text(max_size=8), min_size=1, max_size=12)


@given(WORDS, st.lists(st.integers(0, 60), max_size=8), st.booleans())
def test_lines_cut_anywhere_are_heard_once_and_whole(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], cuts: list[int], again: bool
) -> None:
    folder = tmp_path_factory.mktemp("voice")
    voice = Voice(folder / "whole")
    for word in words:
        voice.say("note", word=word)
    voice.close()
    whole = (folder / "whole").read_bytes()
    ear, heard, at = Ear(folder / "growing"), [], 0
    for cut in [*cuts, len(whole)]:
        with (folder / "growing").open("ab") as file:
            file.write(whole[at : at + cut])
        at = min(len(whole), at + cut)
        if again:  # what could not be kept is given again
            list(ear.listen())
            ear.unhear()
        heard += [said["word"] for said in ear.listen()]
    assert heard == words


def test_what_the_journal_could_not_take_is_heard_again(
    jobs: Jobs,
    state: Path,
    report: Report,
    sales: pd.DataFrame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nbreports.jobs.jobs.ensure_dispatcher", lambda _folder: None)
    job = jobs.start(
        report.definition,
        [tmp_path / "a.csv"],
        catalog=catalog_for(report.definition, {"sales": sales.head(10)}, None),
        names={"sales"},
        options=run_options(),
    )
    dispatcher = Dispatcher(jobs.journal)
    moved = jobs.journal.move
    refused: list[str] = []

    def move(ident: str, to: Any, **changes: Any) -> bool:
        if to == "done" and len(refused) < 3:
            refused.append(to)
            raise OutputError("the disk is full")
        return moved(ident, to, **changes)

    monkeypatch.setattr(jobs.journal, "move", move)
    end, going = time.monotonic() + 60, True
    while going:
        assert time.monotonic() < end
        try:
            going = dispatcher.step()
        except OutputError:
            assert job.state == "running"
        time.sleep(0.02)
    assert len(refused) == 3
    assert job.state == "done"
    assert [event.kind for event in job.log].count("written") == 1
    assert job.record.attempt == 1
