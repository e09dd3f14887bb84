"""The report as a page, beside whatever makes it."""

from __future__ import annotations

import os  # noqa: TC003 - read by documentation tools at run time
from typing import TYPE_CHECKING, Any

import traitlets

from nbreports.widgets._base import Part
from nbreports.widgets.report_session import ReportSession

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbreports.report.report import Report


class PreviewPane(Part):
    """The report as it will be: its page, its parameters, pictures of the PDF's pages.

    Parameters
    ----------
    report
        A ``ReportSession`` to share, else a ``Report`` or the path of a ``.nbreport`` file.
    data
        As ``Report.export`` takes it; belongs to the session where one is given.
    params
        Parameter values to begin with.
    **traits
        ``mode``, ``page``, ``height``, ``theme``.

    Attributes
    ----------
    mode
        ``page`` is one long page drawn from the figures, ``pages`` the PDF's own pages as pictures.
    page
        The page shown in ``pages``, from 1.
    height
        Pixels of the pane; 0 makes it as high as the page.

    Examples
    --------
    >>> PreviewPane("sales.nbreport", data={"sales": frame})  # doctest: +SKIP
    """

    _twin_seconds = 3.0
    view = traitlets.Unicode("preview_pane", read_only=True).tag(sync=True)
    mode = traitlets.Enum(("page", "pages"), "page").tag(sync=True)
    page = traitlets.Int(1, min=1).tag(sync=True)
    height = traitlets.Int(620, min=0).tag(sync=True)

    def __init__(
        self,
        report: ReportSession | Report | str | os.PathLike[str],
        data: Mapping[str, Any] | Any | None = None,
        params: Mapping[str, Any] | None = None,
        **traits: Any,
    ) -> None:
        session = report if isinstance(report, ReportSession) else ReportSession(report, data, params)
        super().__init__(session, **traits)
