"""Excel workbooks: native charts, typed cells, totals as values."""

from nbreports.renderers.xlsx.renderer import XlsxRenderer

__all__ = ["XlsxRenderer"]
