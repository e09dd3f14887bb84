"""Documents to bytes, with the real drawing of charts in this process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.renderers.base import RenderContext, RenderOptions
from nbreports.renderers.charts import draw
from nbreports.renderers.charts.vega import to_vega_lite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from nbreports.document.nodes import ChartNode, Node
    from nbreports.renderers.base import Renderer


class Drawer:
    """Draws as the workers do, without a worker."""

    def svg(self, chart: ChartNode, width: float, height: float) -> str:
        return draw.svg(self._order(chart, width, height)).decode()

    def pdf(self, chart: ChartNode, width: float, height: float) -> bytes:
        return draw.pdf(self._order(chart, width, height))

    @staticmethod
    def _order(chart: ChartNode, width: float, height: float) -> bytes:
        import json

        spec = to_vega_lite(chart, width, height)
        return json.dumps({"spec": spec, "width": width, "height": height, "alt": chart.alt}).encode()


def context(scratch: Path, **options: Any) -> RenderContext:
    return RenderContext(Drawer(), scratch, RenderOptions(**options))


def render(make: Callable[[RenderContext], Renderer], document: Iterable[Node], **options: Any) -> bytes:
    """Return the whole output; the renderers here use no scratch folder."""
    renderer = make(context(Path("does-not-exist"), **options))
    try:
        parts = [part for node in document for part in renderer.feed(node)]
        parts += renderer.finish()
    finally:
        renderer.close()
    return b"".join(parts)


HOSTILE = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></textarea></noscript></svg><img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "' onmouseover='alert(1)",
    '<a href="javascript:alert(1)">x</a>',
    "javascript:alert(1)",
    "[x](javascript:alert(1)) ![x](http://evil.example/x.png) <http://evil.example>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "<!--><img src onerror=alert(1)>-->",
    "]]><script>alert(1)</script>",
    "&lt;script&gt; &#60;b&#62; &amp;",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "| a | b |\n| --- | --- |\n# head\n- item\n1. one\n> quote\n```\ncode",
    "**bold** _em_ `code` ~~gone~~ $x$ \\",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1|cmd",
    "@SUM(1)",
    "\t=1+1",
    "\r\n=1+1",
    "\x00=1+1",
    "  =1+1",
    '"=1+1',
    "＝1+1",
    "\u202e=gpj.exe\u2066",
    "@import url(//evil.example); } * { color: red",
    "url(javascript:alert(1)) expression(alert(1))",
    "é 漢 😀 e\u0301 \u200b \ufeff \u2028 \u2029",
    "a\x0bb\x1bc\x7fd\x85e",
    "lone \ud800 surrogate",
    "",
    " ",
    "x" * 3000,
)  # fmt: skip
"""Text that some reader of some format would run, load or misread."""
