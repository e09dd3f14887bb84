"""What axe-core finds wrong inside of our root, and targets that are too small."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator

SCRIPT = Path(__file__).resolve().parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
TARGET = 24
"""Pixels a control has at least, both ways (WCAG 2.5.8)."""
RUN = """async root => {
    const found = await axe.run(root, {
        resultTypes: ["violations"],
        rules: { "page-has-heading-one": { enabled: false }, region: { enabled: false } },
    });
    return found.violations.map(({ id, help, nodes }) =>
        `${id}: ${help}\\n` + nodes.map(({ html, any, all, none }) =>
            `    ${html.slice(0, 160)}\\n      ${[...any, ...all, ...none].map((each) => each.message)[0]}`).join("\\n"));
}"""
SMALL = """(root, least) => {
    const kinds = 'button,input,select,textarea,summary,a[href],[role=button],[role=option],[role=menuitem],'
        + '[role=menuitemradio],[role=menuitemcheckbox],[role=radio],[role=tab],[role=switch]';
    const label = el => el.closest('label') ?? (el.id && root.querySelector(`label[for="${el.id}"]`)) ?? el;
    const boxes = Array.from(root.querySelectorAll(kinds))
        .filter(el => !el.disabled && !el.closest('.nbr-paper') && el.checkVisibility({ visibilityProperty: true }))
        // a row that is a button's whole target, a label that is an input's
        .map(el => [el, (el.matches('input[type=checkbox],input[type=radio]') ? label(el) : el).getBoundingClientRect()])
        .filter(([, { width, height }]) => width > 1 && height > 1);
    return boxes
        .filter(([, { width, height }]) => width < least - 0.5 || height < least - 0.5)
        .map(([el, { width, height }]) =>
            `${el.outerHTML.slice(0, 140)} ${width.toFixed(1)} x ${height.toFixed(1)}`);
}"""


def violations(root: Locator) -> list[str]:
    """Return what axe-core finds inside of ``root``."""
    page = root.page
    if not page.evaluate("'axe' in window"):
        if not SCRIPT.exists():
            pytest.fail("axe-core is not installed: run `make js`")
        # JupyterLab has a loader of modules, which the script would hand itself to
        source = SCRIPT.read_text("utf-8")
        page.evaluate("source => { Function('define', 'module', 'exports', source).call(window) }", source)
    return root.evaluate(RUN)


def small_targets(root: Locator) -> list[str]:
    """Return the controls of ``root`` that are smaller than a finger."""
    return root.evaluate(SMALL, TARGET)
