"""HTML: one self-contained page, written as the nodes come."""

from nbreports.renderers.html.page import HtmlRenderer

__all__ = ["HtmlRenderer"]
