"""What every widget is: strict about its keywords, and drawn by its session."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from nbreports.errors import UsageError
from nbreports.widgets.static_twin import UNWATCHED_SECONDS, static_twin

if TYPE_CHECKING:
    from nbreports.widgets.report_session import ReportSession

BUNDLE = Path(__file__).resolve().parent.parent / "static" / "nbreports.js"

STUB = """\
export default {
  async render({ model, el, signal, host }) {
    const session = await host.getWidget(model.get("session"), { signal });
    return session.exports.mount(model.get("view"), { model, el, signal, host });
  },
};
"""
"""What a part carries instead of a bundle: anywidget sends it once an instance."""

_WITHOUT_WIDGETS = (
    "An nbreports widget: shown where Jupyter widgets run. In a notebook that someone else ran, choose "
    "“Trust Notebook” in the command palette, then run the cell."
)


class Strict(anywidget.AnyWidget):
    """A widget that refuses keywords it does not know; traitlets would only warn."""

    def __init__(self, **traits: Any) -> None:
        known = [name for name in self.trait_names() if not name.startswith("_")]
        for name in traits:
            if name not in known:
                near = get_close_matches(name, known, 1)
                raise UsageError(
                    f"{type(self).__name__} has no {name!r}",
                    remedy=f"Did you mean {near[0]!r}?" if near else f"It takes {', '.join(sorted(known))}.",
                )
        super().__init__(**traits)


class Part(Strict):
    """A visible widget: its view is mounted by the session it belongs to.

    Attributes
    ----------
    session
        The ``ReportSession`` that draws it.
    theme
        ``auto`` follows the notebook, ``light`` and ``dark`` do not.
    """

    _twin_seconds: float | None = None
    """Seconds its static twin may take where somebody waits for it; None where it has none."""
    _esm = STUB
    session = anywidget.WidgetTrait().tag(sync=True)
    view = traitlets.Unicode(read_only=True).tag(sync=True)
    theme = traitlets.Enum(("auto", "light", "dark"), "auto").tag(sync=True)

    def __init__(self, session: ReportSession, **traits: Any) -> None:
        super().__init__(session=session, **traits)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            bundle[0]["text/plain"] = _WITHOUT_WIDGETS
            if self._twin_seconds is not None:
                session: ReportSession = self.session
                seconds = self._twin_seconds if "JPY_SESSION_NAME" in os.environ else UNWATCHED_SECONDS
                bundle[0].update(static_twin(session, seconds))
        return bundle
