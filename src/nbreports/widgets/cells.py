"""When a cell of the notebook has run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from IPython.core.getipython import get_ipython

if TYPE_CHECKING:
    from collections.abc import Callable


def after_cell(callback: Callable[[], None]) -> Callable[[], None]:
    """Call ``callback`` after each cell, on the kernel's main thread, until the returned function is called.

    Outside a notebook nothing is ever called.
    """
    shell = get_ipython()
    if shell is None:
        return lambda: None

    def ran(*_: object) -> None:
        callback()

    shell.events.register("post_run_cell", ran)
    return lambda: shell.events.unregister("post_run_cell", ran)
