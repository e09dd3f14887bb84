"""The main states of the builder, in one table: how each is reached, and what is there when it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, expect

from .seeing import PATIENCE
from .shop import ORDERS

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class State:
    """One state: a cell, and what is done with the builder it shows.

    ``steps`` may be called again, after the builder has become narrow: what closes then is opened anew.
    """

    name: str
    code: str
    steps: Callable[[Locator], None]


def settled(root: Locator) -> None:
    """Wait until the page stands and nothing is being asked."""
    expect(root.locator(".nbr-preview[aria-busy=true]")).to_have_count(0, timeout=PATIENCE)
    expect(root.locator(".nbr-preview")).to_have_count(1, timeout=PATIENCE)


def go(root: Locator, step: str) -> None:
    """Go to a step of the rail."""
    root.get_by_role("navigation", name="Steps").get_by_role("button", name=step).click()


def ready(root: Locator) -> None:
    """The page of the report beside its fields."""
    go(root, "Fields")
    expect(root.locator(".nbr-paper .page")).to_be_attached(timeout=PATIENCE)
    settled(root)


STATES = (State("ready", ORDERS, ready),)
