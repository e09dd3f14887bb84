"""What pops up is seen whole: a cell's output clips everything that is not in the browser's top layer."""

from __future__ import annotations

import pytest

from .shop import ORDERS
from .states import go, ready, settled

OPENERS = """root => {
    const found = new Map();
    for (const el of root.querySelectorAll('[aria-haspopup], [popovertarget]')) {
        if (el.disabled || !el.checkVisibility({ visibilityProperty: true })) continue;
        const own = Array.from(el.classList).filter(name => name.startsWith('nbr')).sort().join('.');
        const place = el.closest('.nbr').className.split(' ').find(name => name.startsWith('nbr-is')) ?? '';
        const kind = [place, el.localName, own, el.getAttribute('aria-haspopup') ?? ''].join(' ');
        if (!found.has(kind)) found.set(kind, el);
    }
    window.nbrOpeners = Array.from(found.values());
    return Array.from(found.keys());
}"""
"""One opener of each kind."""
CLIPPED = """root => {
    const open = Array.from(root.querySelectorAll(':popover-open')).at(-1);
    if (!open) return 'nothing is open';
    const { left, top, right, bottom, width, height } = open.getBoundingClientRect();
    if (width < 40 || height < 20) return `${width} x ${height}`;
    if (left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1)
        return `outside of the window: ${[left, top, right, bottom].join(' ')}`;
    for (const [x, y] of [[left + 4, top + height / 2], [right - 4, top + height / 2], [left + width / 2, bottom - 4]]) {
        const hit = document.elementFromPoint(x, y);
        if (!open.contains(hit)) return `covered at ${x}, ${y} by ${hit?.outerHTML.slice(0, 100)}`;
    }
    return null;
}"""


@pytest.mark.parametrize("step", ["Template", "Data", "Fields", "Review"])
def test_every_kind_is_seen_whole(desk, step):
    root = desk.show(ORDERS)
    ready(root)
    go(root, step)
    settled(root)
    kinds = root.evaluate(OPENERS)
    wrong = []
    for number, kind in enumerate(kinds):
        desk.page.evaluate("number => window.nbrOpeners[number].scrollIntoView({ block: 'nearest' })", number)
        opener = desk.page.evaluate_handle("number => window.nbrOpeners[number]", number).as_element()
        opener.click()
        if "textarea" in kind:  # a list beside what is written, asked for
            desk.page.keyboard.press("Control+Space")
        desk.page.wait_for_timeout(150)
        if found := root.evaluate(CLIPPED):
            wrong.append(f"{kind}: {found}")
        desk.page.keyboard.press("Escape")
        desk.page.wait_for_timeout(50)
        assert root.evaluate("root => root.querySelectorAll(':popover-open').length") == 0, kind
    assert wrong == []
