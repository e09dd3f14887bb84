"""Templates as small real pages: the first page of each, drawn with some rows of the data."""

from __future__ import annotations

import asyncio
import hashlib
import io
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from nbreports.errors import UsageError
from nbreports.report.merging import merged
from nbreports.suggest.instances import instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.definition.report import ReportDefinition
    from nbreports.report.known_source import KnownSource
    from nbreports.templates import Template
    from nbreports.workers.pool import Pool

WIDTH = 520
"""Pixels of a picture: sharp on screens of two pixels a point."""
SHAPE = 16 / 11
MOST_KEPT = 96
_IDLE = 20.0
"""Seconds after which the process that draws charts is let go."""
_EDGE = 26.0
"""Points of the paper's edge that are left away."""


class TemplatePages:
    """Draws templates, one at a time, and remembers what it drew; used from any thread."""

    def __init__(self) -> None:
        self._gate = threading.RLock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._leave: Callable[[], None] | None = None
        self._pool: Pool | None = None
        self._timer: threading.Timer | None = None
        self._closed = False

    def picture(self, template: Template, source: KnownSource, base: ReportDefinition) -> bytes:
        """Return the top of the template's first page as PNG.

        Parameters
        ----------
        template
            What to draw.
        source
            What to draw it with.
        base
            The report it would be applied to: its labels, measures and calculated fields.

        Raises
        ------
        NbreportsError
            As a run; for a template that is broken, its error.
        """
        if template.error is not None:
            raise template.error
        made = instance(template, source.name, source.fields).definition
        definition = merged(
            base.model_copy(update={"source": source.name, "body": (), "params": ()}), made, "replace"
        ).model_copy(update={"sources": {}, "title": made.title})
        definition = _with_used_fields(definition)
        key = hashlib.sha256(f"{source.data}\n{definition.model_dump_json()}".encode()).hexdigest()
        with self._gate:
            found = self._kept.get(key)
            if found is None:
                found = self._drawn(definition, source)
                self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def close(self) -> None:
        """Let go of everything."""
        self._closed = True
        with self._gate:
            self._kept.clear()
            self._let_go()

    def _drawn(self, definition: ReportDefinition, source: KnownSource) -> bytes:
        from nbreports.outputs.memory import MemoryOutput
        from nbreports.pipeline.run import Run
        from nbreports.sources.catalog import Catalog

        if self._closed:
            raise UsageError("the templates are no longer shown", remedy="Show them again.")
        catalog = Catalog()
        catalog.register(source.name, source.rows)
        output = MemoryOutput("page.pdf")
        run = Run(definition, [output], catalog=catalog, pool=self._drawing())
        asyncio.run(run.execute())
        return _top(output.data)

    def _drawing(self) -> Pool:
        from nbreports.renderers.charts.drawer import chart_pool

        if self._timer is not None:
            self._timer.cancel()
        if self._pool is None:
            held = chart_pool()
            self._pool = held.__enter__()
            self._leave = lambda: held.__exit__(None, None, None)
        self._timer = threading.Timer(_IDLE, self._idle)
        self._timer.daemon = True
        self._timer.start()
        return self._pool

    def _idle(self) -> None:
        with self._gate:
            self._let_go()

    def _let_go(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        leave, self._leave, self._pool = self._leave, None, None
        if leave is not None:
            leave()


def _with_used_fields(definition: ReportDefinition) -> ReportDefinition:
    """Return the report without what it says of fields it does not show: that draws nothing."""
    text = definition.model_copy(update={"fields": {}}).model_dump_json()
    used = {
        name: field
        for name, field in definition.fields.items()
        if field.expr is not None or name in text or not name.isascii()
    }
    return definition.model_copy(update={"fields": used})


def _top(pdf: bytes) -> bytes:
    """Return the top of a PDF's first page, without the paper's edge."""
    import pypdfium2
    from PIL import Image

    from nbreports.pipeline.preview_picture import picture

    document = pypdfium2.PdfDocument(pdf)
    width = document[0].get_width()
    document.close()
    scale = WIDTH / (width - 2 * _EDGE)
    with Image.open(io.BytesIO(picture(pdf, 1, scale).png)) as page:
        edge = round(_EDGE * scale)
        right = min(page.width, edge + WIDTH)
        drawn = page.crop((edge, edge, right, min(page.height, edge + round(WIDTH / SHAPE))))
        found = io.BytesIO()
        drawn.save(found, "PNG", optimize=True)
    return found.getvalue()
