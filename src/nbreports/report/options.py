"""Choices of a run, checked: an unknown one is an error, never ignored."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.errors import UsageError
from nbreports.pipeline.preview_result import PreviewOptions
from nbreports.renderers.base import RenderOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.pipeline.run import RunOptions


def run_options(
    *,
    now: datetime | None = None,
    sample: int | None = None,
    deterministic: bool = False,
    render: Mapping[str, Any] | None = None,
) -> RunOptions:
    """Return the options of a run.

    Raises
    ------
    UsageError
        For an unknown option, or a value it cannot have.
    """
    from nbreports.pipeline.run import RunOptions  # with the engine, which no one needs to write a report

    if sample is not None and sample < 1:
        raise UsageError(f"sample is {sample}", remedy="Give the number of rows to take, at least 1.")
    return RunOptions(
        now=moment(now), sample=sample, deterministic=deterministic, render=render_options(render or {})
    )


def check_outputs(paths: Sequence[Path], data: object) -> None:
    """Check what is to be written before anything is done.

    Raises
    ------
    UsageError
        Where an ending is unknown, an output is named twice, or it is a file that ``data`` gives to be read.
    """
    from nbreports.renderers.registry import renderer_for

    real = [os.path.realpath(path) for path in paths]
    if len(set(real)) < len(paths):
        raise UsageError("an output is named twice", remedy="Give each output its own name.")
    given = data.values() if isinstance(data, Mapping) else [data]
    read = {
        os.path.realpath(str(one).partition("::")[0]) for one in given if isinstance(one, str | os.PathLike)
    }
    for path, whole in zip(paths, real, strict=True):
        if whole in read:
            raise UsageError(
                "this file is read by the report; writing would destroy it",
                where=str(path),
                remedy="Give the output another name.",
            )
        renderer_for(path.name)


def moment(now: datetime | None) -> datetime | None:
    """Return the run's moment with a zone: as given, else ``SOURCE_DATE_EPOCH``, else None for the clock.

    Raises
    ------
    UsageError
        Where ``SOURCE_DATE_EPOCH`` is no number of seconds.
    """
    if now is not None:
        return now if now.tzinfo is not None else now.replace(tzinfo=UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {epoch!r}", remedy="Set it to seconds since 1970, or unset it."
        ) from None


def render_options(given: Mapping[str, Any]) -> RenderOptions:
    """Return the renderers' options."""
    _check_names(given, RenderOptions)
    chosen = dict(given)
    if chosen.get("csv_safety", "escape") not in ("escape", "raw"):
        raise UsageError(f"csv_safety is {chosen['csv_safety']!r}", remedy="Write 'escape' or 'raw'.")
    if "font_files" in chosen:
        chosen["font_files"] = tuple(Path(one) for one in chosen["font_files"])
    return RenderOptions(**chosen)


def preview_options(base: PreviewOptions, now: datetime | None, given: Mapping[str, Any]) -> PreviewOptions:
    """Return the options of a preview: ``base`` with what is ``given``.

    Raises
    ------
    UsageError
        For an unknown option, or a value it cannot have.
    """
    _check_names(given, PreviewOptions)
    for name in ("rows", "lines", "cells", "sample"):
        value = given.get(name, 1)
        if not isinstance(value, int) or value < 1:
            raise UsageError(f"{name} is {value!r}", remedy="Give a number of at least 1.")
    return replace(base, **{"now": moment(now), **given})


def _check_names(given: Mapping[str, Any], options: type[RenderOptions | PreviewOptions]) -> None:
    known = [one.name for one in fields(options)]
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, 1)
            raise UsageError(
                f"there is no option {name!r}",
                remedy=f"Did you mean {near[0]!r}?" if near else f"Options: {', '.join(known)}.",
            )
