"""Which renderer makes which format, by the ending of a file's name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from nbreports.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.renderers.base import RenderContext, Renderer

_RENDERERS: dict[str, tuple[str, str]] = {
    ".pdf": ("nbreports.renderers.pdf", "PdfRenderer"),
    ".xlsx": ("nbreports.renderers.xlsx", "XlsxRenderer"),
    ".html": ("nbreports.renderers.html", "HtmlRenderer"),
    ".csv": ("nbreports.renderers.csv", "CsvRenderer"),
    ".parquet": ("nbreports.renderers.parquet", "ParquetRenderer"),
    ".md": ("nbreports.renderers.markdown", "MarkdownRenderer"),
    ".json": ("nbreports.renderers.json", "JsonRenderer"),
    ".ipynb": ("nbreports.renderers.notebook", "NotebookRenderer"),
    ".typ": ("nbreports.renderers.typst", "TypstRenderer"),
}

ENDINGS = tuple(_RENDERERS)
"""Every ending an output may have."""


def renderer_for(name: str) -> Callable[[RenderContext], Renderer]:
    """Return what makes the format that ``name`` ends with.

    Raises
    ------
    UsageError
        For an ending nothing writes.
    """
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending not in _RENDERERS:
        known = ", ".join(ENDINGS)
        raise UsageError(
            f"{name!r} ends with nothing that can be written"
            if not ending
            else f"no format ends with {ending!r}",
            where=name,
            remedy=f"Use one of {known}.",
        )
    module, attribute = _RENDERERS[ending]
    return cast("Callable[[RenderContext], Renderer]", getattr(import_module(module), attribute))
