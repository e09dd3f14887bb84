"""Key and click to pixel, with the processor slowed down four times.

The browser's own event timing is read: from the moment of the press to the paint after it, in steps of 8 ms; what took
less than 16 ms is counted as 16.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser.shop import ORDERS
from browser.states import go, ready, settled

from .figures import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from browser.seeing import Desk

SLOWER = 4
LEAST = 16
WATCH = """() => {
    window.nbrTimes = [];
    window.nbrWatch?.disconnect();
    window.nbrWatch = new PerformanceObserver(list => {
        for (const { name, duration } of list.getEntries())
            if (["keydown", "click", "input"].includes(name)) window.nbrTimes.push(duration);
    });
    window.nbrWatch.observe({ type: "event", durationThreshold: 16 });
}"""


def keys(desk: Desk) -> list[Figure]:
    """Measure presses of keys and of the pointer."""
    root = desk.show(ORDERS)
    ready(root)
    slow = desk.page.context.new_cdp_session(desk.page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        return [
            Figure(f"{name}, {SLOWER}x slower processor", _times(desk, root, act), "16", 100)
            for name, act in ACTS.items()
        ]
    finally:
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        slow.detach()


def _times(desk: Desk, root: Locator, act: Callable[[Desk, Locator], int]) -> tuple[float, ...]:
    settled(root)
    desk.page.wait_for_timeout(500)
    desk.page.evaluate(WATCH)
    presses = act(desk, root)
    desk.page.wait_for_timeout(500)
    slow = desk.page.evaluate("window.nbrTimes")
    # one press is several events: the slowest of them are told, the others were quick
    worst = sorted(slow, reverse=True)[:presses]
    return (*worst, *[LEAST] * (presses - len(worst)))


def _title(desk: Desk, root: Locator) -> int:
    root.get_by_role("textbox", name="Report title").focus()
    for _ in range(20):
        desk.page.keyboard.press("x")
        desk.page.wait_for_timeout(60)
    return 20


def _steps(desk: Desk, _root: Locator) -> int:
    for _ in range(3):
        for number in (1, 2, 4, 3):
            desk.page.keyboard.press(f"Alt+{number}")
            desk.page.wait_for_timeout(250)
    return 12


def _rail(desk: Desk, root: Locator) -> int:
    for _ in range(3):
        for step in ("Template", "Data", "Review", "Fields"):
            go(root, step)
            desk.page.wait_for_timeout(250)
    return 12


ACTS = {"typing a title": _title, "going to a step by key": _steps, "going to a step by click": _rail}
