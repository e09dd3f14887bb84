"""The report's parameters, to be set."""

from __future__ import annotations

import os  # noqa: TC003 - read by documentation tools at run time
from typing import TYPE_CHECKING, Any

import traitlets

from nbreports.widgets._base import Part
from nbreports.widgets.report_session import ReportSession

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbreports.report.report import Report


class ParameterForm(Part):
    """A control for each parameter; what is set shows in every part of the session.

    Parameters
    ----------
    report
        A ``ReportSession`` to share, else a ``Report`` or the path of a ``.nbreport`` file.
    data
        As ``Report.export`` takes it; belongs to the session where one is given.
    params
        Parameter values to begin with.
    """

    view = traitlets.Unicode("parameter_form", read_only=True).tag(sync=True)

    def __init__(
        self,
        report: ReportSession | Report | str | os.PathLike[str],
        data: Mapping[str, Any] | Any | None = None,
        params: Mapping[str, Any] | None = None,
        **traits: Any,
    ) -> None:
        session = report if isinstance(report, ReportSession) else ReportSession(report, data, params)
        super().__init__(session, **traits)

    @property
    def value(self) -> dict[str, Any]:
        """The values set, name -> value."""
        session: ReportSession = self.session
        return dict(session.params)
