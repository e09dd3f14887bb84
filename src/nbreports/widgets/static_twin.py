"""What a widget leaves in the notebook's file: the report as plain HTML, for readers without a kernel."""

from __future__ import annotations

from concurrent.futures import TimeoutError as TooLate
from html import escape
from typing import TYPE_CHECKING

from nbreports.errors import NbreportsError
from nbreports.widgets.background import in_background

if TYPE_CHECKING:
    from nbreports.widgets.report_session import ReportSession


UNWATCHED_SECONDS = 30.0
"""Seconds a static twin may take where nobody waits: in a notebook run by a command, and behind a shown widget."""


def static_twin(session: ReportSession, seconds: float) -> dict[str, str]:
    """Return the report as ``text/html``, or a sentence where it is not ready in ``seconds``; never raises.

    Its own style sheet is all it brings: no script, nothing a widget manager would have to revive.
    """
    from nbreports.report.options import preview_options
    from nbreports.report.static import SHOWN, not_shown, shown

    definition = session.definition
    if not definition.body:
        return {}
    try:
        options = preview_options(SHOWN, None, {})
        work = in_background(
            shown(definition, session.catalog(), session.folder, dict(session.params), options)
        )
        try:
            html = work.result(seconds).result.html()
        except TooLate:
            work.cancel()
            # a page that shows the widget asks for the rest by this class
            title = escape(definition.title)
            html = f'<p class="nbr-late">The report <strong>{title}</strong> is shown where its notebook runs.</p>'
    except NbreportsError as error:
        html = not_shown(definition.title, error)["text/html"]
    return {"text/html": html}
