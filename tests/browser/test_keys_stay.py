"""Keys pressed in the builder leave the notebook as it is, on every kind of control there is.

In JupyterLab `b` and `a` insert a cell, `m` makes the cell text and ends the widget, `d d` deletes it, Shift+Enter runs it.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .shop import ORDERS
from .states import go, ready, settled

KEYS = ("b", "a", "m", "d", "d", "Shift+Enter", "Enter")
KINDS = """root => {
    const focusable = 'button,input,select,textarea,summary,a[href],[tabindex]';
    const found = new Map();
    for (const el of root.querySelectorAll(focusable)) {
        if (el.disabled || !el.checkVisibility({ visibilityProperty: true })) continue;
        const own = Array.from(el.classList).filter(name => name.startsWith('nbr')).sort().join('.');
        const place = el.closest('.nbr').className.split(' ').find(name => name.startsWith('nbr-is')) ?? '';
        const kind = [place, el.localName, el.type ?? '', el.getAttribute('role') ?? '', own].join(' ');
        if (!found.has(kind)) found.set(kind, el);
    }
    window.nbrKinds = Array.from(found.values());
    return Array.from(found.keys());
}"""
"""One control of each kind: part, element, role and class of ours."""
FOCUS = """number => {
    const el = window.nbrKinds[number];
    if (!el.isConnected || !el.checkVisibility()) return false;
    el.focus();
    return document.activeElement === el;
}"""


@pytest.mark.parametrize("step", ["Template", "Data", "Fields", "Review"])
def test_the_notebook_is_unchanged(desk, step):
    root = desk.show(ORDERS)
    ready(root)
    go(root, step)
    settled(root)
    kinds = root.evaluate(KINDS)
    before = desk.cells()
    ran = desk.page.locator(".jp-InputArea-prompt").last.inner_text()
    for number, kind in enumerate(kinds):
        for key in KEYS:
            # what a key has closed or taken away is no longer there to be pressed in
            if desk.page.evaluate(FOCUS, number):
                desk.page.keyboard.press(key)
        assert desk.cells() == before, kind
        assert desk.page.locator(".jp-InputArea-prompt").last.inner_text() == ran, kind
    assert len(kinds) >= 4
    expect(desk.page.locator(".nbr-is-report-builder")).to_have_count(1)
