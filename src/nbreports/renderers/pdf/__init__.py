"""PDF: own pages, measured, wrapped and paginated here, written as content streams."""

from __future__ import annotations

from .renderer import PdfRenderer

__all__ = ["PdfRenderer"]
