"""``nbreports pause | resume | cancel | retry``: a job steered from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Jobs; the first letters of an id will do.")]


def pause(jobs: Ids) -> None:
    """Hold jobs where they are; they wait, also over a restart.

    Example: nbreports pause ID
    """
    _steer("pause", jobs)


def resume(jobs: Ids) -> None:
    """Let paused jobs go on.

    Example: nbreports resume ID
    """
    _steer("resume", jobs)


def cancel(jobs: Ids) -> None:
    """Stop jobs; nothing of their outputs is left.

    Example: nbreports cancel ID
    """
    _steer("cancel", jobs)


def retry(jobs: Ids) -> None:
    """Start jobs again that failed or were cancelled.

    Example: nbreports retry ID
    """
    _steer("retry", jobs)


def _steer(how: str, ids: list[str]) -> None:
    from nbreports.jobs.jobs import Jobs

    known = Jobs()
    # each is found before any is touched
    for job in [known[each] for each in ids]:
        getattr(job, how)()
        typer.echo(f"{job.id}  {job.state}")
