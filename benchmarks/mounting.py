"""Mount: from running the cell to the builder on screen, in a warm kernel and a page that has seen one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser.shop import ORDERS
from browser.states import ready

from .figures import Figure

if TYPE_CHECKING:
    from browser.seeing import Desk

TIMES = 12
MOUNT = """async code => {
    const { content } = window.jupyterapp.shell.currentWidget;
    const cell = content.activeCell;
    cell.model.sharedModel.setSource(code);
    content.mode = "command";
    const frame = () => new Promise(requestAnimationFrame);
    const seen = () => document.querySelector(".nbr-is-report-builder .nbr-rail button")?.getClientRects().length;
    const page = () => document.querySelector(".nbr-is-report-builder .nbr-paper")?.shadowRoot?.querySelector(".page")
        ?? document.querySelector(".nbr-is-report-builder .nbr-paper .page");
    const began = performance.now();
    window.jupyterapp.commands.execute("notebook:run-cell");
    while (!seen()) await frame();
    await frame();
    const visible = performance.now() - began;
    while (!page()) await frame();
    await frame();
    return [visible, performance.now() - began];
}"""


def mounts(desk: Desk) -> list[Figure]:
    """Measure mounts."""
    ready(desk.show(ORDERS))
    visible, first = [], []
    code = ORDERS[ORDERS.index("builder = ") :]
    for _ in range(TIMES):
        desk.run("import ipywidgets\nipywidgets.Widget.close_all()")
        desk.page.wait_for_timeout(300)
        one, two = desk.page.evaluate(MOUNT, code)
        visible.append(one)
        first.append(two)
        desk.page.wait_for_timeout(500)
    return [
        Figure("builder mounts: cell run to visible", tuple(visible), "200", 500),
        Figure("… to its first page, 1,200 rows", tuple(first), "8,000 on a fresh one-CPU server"),
    ]
