"""The whole builder: its panes are widgets of their own over one session."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from nbreports.errors import UsageError
from nbreports.report.report import Report
from nbreports.widgets._base import Part
from nbreports.widgets.field_mapper import FieldMapper
from nbreports.widgets.outline import Outline
from nbreports.widgets.preview_pane import PreviewPane
from nbreports.widgets.report_session import UNBOUND, ReportSession
from nbreports.widgets.source_browser import SourceBrowser
from nbreports.widgets.template_picker import TemplatePicker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbreports.definition.report import ReportDefinition


class ReportBuilder(Part):
    """Pick a template, pick the data, drag fields, see the page beside it, generate.

    Parameters
    ----------
    report
        A ``Report``, the path of a ``.nbreport`` file, a ``ReportSession`` to share, or a frame to report on; an
        empty report when None.
    data
        As ``Report.export`` takes it.
    params
        Parameter values to begin with.
    template
        The name or path of a template to begin with.
    **traits
        ``height``, ``theme``.

    Attributes
    ----------
    report
        The report as it stands; assigning another one shows it.
    height
        Pixels of the builder, at least 420.

    Raises
    ------
    NbreportsError
        For a file that is no report, an unknown template, and data that fits no source.

    Examples
    --------
    >>> ReportBuilder(flights, template="grouped-listing")  # doctest: +SKIP
    """

    _twin_seconds = 0.3
    view = traitlets.Unicode("report_builder", read_only=True).tag(sync=True)
    height = traitlets.Int(680, min=420).tag(sync=True)
    template_picker = anywidget.WidgetTrait().tag(sync=True)
    source_browser = anywidget.WidgetTrait().tag(sync=True)
    outline = anywidget.WidgetTrait().tag(sync=True)
    field_mapper = anywidget.WidgetTrait().tag(sync=True)
    preview_pane = anywidget.WidgetTrait().tag(sync=True)

    def __init__(
        self,
        report: ReportSession | Report | str | os.PathLike[str] | Any | None = None,
        data: Mapping[str, Any] | Any | None = None,
        params: Mapping[str, Any] | None = None,
        *,
        template: str | os.PathLike[str] | None = None,
        **traits: Any,
    ) -> None:
        session, pending = _session(report, data, params, template)
        super().__init__(
            session,
            template_picker=TemplatePicker(session, picked=pending, pending=bool(pending)),
            source_browser=SourceBrowser(session),
            outline=Outline(session),
            field_mapper=FieldMapper(session),
            preview_pane=PreviewPane(session, height=0),
            **traits,
        )

    @property
    def report(self) -> Report:
        """The report as it stands."""
        session: ReportSession = self.session
        return session.report

    @report.setter
    def report(self, report: Report | ReportDefinition) -> None:
        session: ReportSession = self.session
        if isinstance(report, Report):
            session.report = report
        else:
            session.replace(report)


def _session(report: Any, data: Any, params: Any, template: Any) -> tuple[ReportSession, str]:
    """Return the session, and the key of a template that waits for data."""
    if isinstance(report, ReportSession):
        if data is not None or params is not None or template is not None:
            raise UsageError(
                "a session has its own data, parameters and report",
                remedy="Give them to ReportSession.",
            )
        return report, ""
    if report is not None and not isinstance(report, (Report, str, os.PathLike)):
        if data is not None:
            raise UsageError(
                "a frame and data at once", remedy="Write ReportBuilder(data={'name': frame, …})."
            )
        name = _name_of(report)
        report, data = None if template is not None else Report("Untitled report", name), {name: report}
    pending = ""
    if template is not None:
        if report is not None:
            raise UsageError(
                "a report and a template at once",
                remedy="Leave one of them out; the template picker applies a template to a report.",
            )
        report, pending = _begun(template, data)
    return ReportSession(report, data, params, notebook=True), pending


def _begun(template: Any, data: Any) -> tuple[Report | None, str]:
    """Return the report that a template makes of the data, or the template's key where there is no data yet."""
    if data is not None:
        return Report.from_template(template, data), ""
    from nbreports.report.own_templates import TemplateLibrary

    found = TemplateLibrary().get(os.fspath(template))
    if found.error is not None:
        raise found.error
    return None, found.key


def _name_of(frame: Any) -> str:
    """Return what a frame is called in the notebook."""
    names = vars(sys.modules["__main__"])
    own = [name for name, value in names.items() if value is frame and not name.startswith("_")]
    return own[0] if own else UNBOUND
