"""Templates as small real pages; picking one binds its slots to fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from nbreports.widgets._base import Part
from nbreports.widgets.report_session import ReportSession

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from nbreports.report.report import Report


class TemplatePicker(Part):
    """Templates as small real pages; picking one binds its slots to fields.

    Parameters
    ----------
    report
        A ``ReportSession`` to share, else a ``Report`` or the path of a ``.nbreport`` file.
    data
        As ``Report.export`` takes it; belongs to the session where one is given.

    Attributes
    ----------
    picked
        The key of the template that was picked last.
    pending
        Whether it waits for data to be applied.
    choices
        Slot -> field (None for empty), where another was chosen than the one proposed.
    """

    view = traitlets.Unicode("template_picker", read_only=True).tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    pending = traitlets.Bool(False).tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        report: ReportSession | Report | str | os.PathLike[str] | None = None,
        data: Mapping[str, Any] | Any | None = None,
        **traits: Any,
    ) -> None:
        session = report if isinstance(report, ReportSession) else ReportSession(report, data, notebook=True)
        super().__init__(session, **traits)
