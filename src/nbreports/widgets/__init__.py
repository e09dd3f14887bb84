"""The notebook's face: one thin file per widget, all of them parts of one session.

``ReportSession`` carries the only bundle and the report being edited; every visible widget is a part that the
session draws. ``ReportBuilder()`` is all of them together; ``PreviewPane("a.nbreport")`` makes its own session; parts
given the same session share it::

    session = ReportSession("a.nbreport", data={"sales": frame})
    HBox([ParameterForm(session), PreviewPane(session)])
"""

from __future__ import annotations

from nbreports.widgets.chart_config import ChartConfig
from nbreports.widgets.field_mapper import FieldMapper
from nbreports.widgets.job_monitor import JobMonitor
from nbreports.widgets.outline import Outline
from nbreports.widgets.parameter_form import ParameterForm
from nbreports.widgets.preview_pane import PreviewPane
from nbreports.widgets.progress_bar import ProgressBar
from nbreports.widgets.report_builder import ReportBuilder
from nbreports.widgets.report_session import ReportSession
from nbreports.widgets.source_browser import SourceBrowser
from nbreports.widgets.template_picker import TemplatePicker

__all__ = [
    "ChartConfig",
    "FieldMapper",
    "JobMonitor",
    "Outline",
    "ParameterForm",
    "PreviewPane",
    "ProgressBar",
    "ReportBuilder",
    "ReportSession",
    "SourceBrowser",
    "TemplatePicker",
]
