"""A page of the browser that looks at a notebook, and what it complained of."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from .lab import Lab

# the first kernel of a small machine imports for a while
PATIENCE = 90_000
WIDE, NARROW = 968, 420
"""Pixels of a cell's output in a common window, and of a phone."""
BUILDER = ".nbr-is-report-builder"
IDLE = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    return panel?.sessionContext?.session?.kernel?.status === "idle";
}"""
RUN = """async code => {
    const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = content.widgets.length - 1;
    const cell = content.activeCell;
    cell.model.sharedModel.setSource(code);
    content.mode = "command";
    await window.jupyterapp.commands.execute("notebook:run-cell");
    const failed = cell.model.outputs.toJSON().filter(({ output_type }) => output_type === "error");
    return failed.map(({ ename, evalue, traceback }) => [ename, evalue, ...traceback].join("\\n"));
}"""


@dataclass
class Seen:
    """A page, and what it complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def in_browser(cls, browser: Browser) -> Seen:
        """Open an empty page in a context of its own."""
        found = cls(browser.new_context(viewport={"width": 1400, "height": 1000}).new_page())
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on(
            "console",
            lambda message: found.complaints.append(message.text) if message.type == "error" else None,
        )
        return found

    def open(self, address: str) -> None:
        """Open a notebook and wait for its kernel."""
        self.page.goto(address)
        self.wait()

    def wait(self) -> None:
        """Wait until the notebook is there and its kernel idle."""
        expect(self.page.locator(".jp-Notebook")).to_be_visible(timeout=PATIENCE)
        self.page.wait_for_function(IDLE, timeout=PATIENCE)

    def run_all(self) -> None:
        """Run every cell."""
        self.page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")

    def cells(self) -> list[tuple[str, str]]:
        """Return kind and source of the notebook's cells."""
        return [
            tuple(each)
            for each in self.page.evaluate(
                """() => Array.from(window.jupyterapp.shell.currentWidget.content.widgets,
                    (cell) => [cell.model.type, cell.model.sharedModel.getSource()])"""
            )
        ]

    def theme(self, name: str) -> None:
        """Choose JupyterLab's theme, ``Light`` or ``Dark``, and wait until it is there."""
        word = name.removeprefix("JupyterLab ")
        self.page.evaluate(
            "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})",
            f"JupyterLab {word}",
        )
        light = str(word == "Light").lower()
        expect(self.page.locator(f"body[data-jp-theme-light={light}]")).to_have_count(1)
        # it covers everything while it loads
        expect(self.page.locator("#jupyterlab-splash")).to_have_count(0)


class Desk(Seen):
    """One notebook whose last cell is used again and again: one page and one kernel for many tests."""

    @classmethod
    def at(cls, browser: Browser, lab: Lab, name: str, setup: str) -> Desk:
        """Open it, with ``setup`` run."""
        desk = cls.in_browser(browser)
        desk.open(lab.notebook(name, ""))
        desk.run(setup)
        return desk

    def run(self, code: str) -> None:
        """Run ``code`` in the last cell, to its end; what it raises is a failure."""
        failed = self.page.evaluate(RUN, code)
        assert not failed, failed[0]

    def show(self, code: str, *, root: str = BUILDER) -> Locator:
        """Run ``code``, whose last line is a widget, in place of the one before; return its root element."""
        self.complaints.clear()
        self.run("fresh()\n" + code)
        shown = self.page.locator(root)
        expect(shown).to_have_count(1, timeout=PATIENCE)
        expect(shown).to_be_visible()
        return shown

    def width(self, pixels: int) -> None:
        """Make the output so wide."""
        self.page.evaluate(
            """pixels => {
                for (const el of document.querySelectorAll('.jp-OutputArea-output .nbr'))
                    if (!el.parentElement.closest('.nbr')) el.style.width = `${pixels}px`;
            }""",
            pixels,
        )

    def definition(self, name: str = "builder") -> str:
        """Return the report of the widget ``name`` in the kernel, as the text of its file."""
        return self.ask(f"{name}.report.to_json()")

    def ask(self, expression: str) -> str:
        """Return ``str`` of an expression in the kernel."""
        told = self.page.evaluate(
            """async code => {
                const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
                const future = kernel.requestExecute({ code: '', silent: true, store_history: false,
                    user_expressions: { it: code } });
                const { content } = await future.done;
                const { status, data, evalue } = content.user_expressions.it;
                if (status !== "ok") throw new Error(evalue);
                return data["text/plain"];
            }""",
            f"str({expression})",
        )
        return ast.literal_eval(told)
