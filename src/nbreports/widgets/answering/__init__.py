"""What a session answers: one class an area, each with the questions it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.widgets.answering.charts import ChartAnswers
from nbreports.widgets.answering.editing import EditingAnswers
from nbreports.widgets.answering.files import FileAnswers
from nbreports.widgets.answering.folders import FolderAnswers
from nbreports.widgets.answering.generating import GeneratingAnswers
from nbreports.widgets.answering.jobs import JobAnswers
from nbreports.widgets.answering.parameters import ParameterAnswers
from nbreports.widgets.answering.preview import PreviewAnswers
from nbreports.widgets.answering.problems import ProblemAnswers
from nbreports.widgets.answering.shared import SharedAnswers
from nbreports.widgets.answering.sources import SourceAnswers
from nbreports.widgets.answering.templates import TemplateAnswers
from nbreports.widgets.answering.twin import TwinAnswers

if TYPE_CHECKING:
    from nbreports.widgets.answering.base import Answers

AREAS: tuple[type[Answers], ...] = (
    PreviewAnswers,
    ParameterAnswers,
    SharedAnswers,
    ProblemAnswers,
    SourceAnswers,
    FolderAnswers,
    TemplateAnswers,
    ChartAnswers,
    EditingAnswers,
    FileAnswers,
    JobAnswers,
    GeneratingAnswers,
    TwinAnswers,
)
