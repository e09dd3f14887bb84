"""Typst source: the report as a document to go on typesetting."""

from nbreports.renderers.typst.renderer import TypstRenderer

__all__ = ["TypstRenderer"]
