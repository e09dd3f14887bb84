"""Drags as a hand makes them: down, a few moves, a stop over the place, up."""

from __future__ import annotations

from playwright.sync_api import Locator, expect


def carry(source: Locator, target: Locator, *, y: float | None = None) -> None:
    """Drag ``source`` and hold it over ``target``, at ``y`` pixels below its top; its middle by default."""
    mouse = source.page.mouse
    source.scroll_into_view_if_needed()
    source.hover()
    mouse.down()
    box = source.bounding_box()
    mouse.move(box["x"] + box["width"] / 2 + 6, box["y"] + box["height"] / 2 + 6, steps=2)
    for step in range(20):
        # places open where the drag begins, so the target is measured anew
        box = target.bounding_box()
        height = box["height"] / 2 if y is None else y
        mouse.move(box["x"] + box["width"] / 3 + step % 2, box["y"] + height)
        source.page.wait_for_timeout(40)
        if step > 2 and target.get_attribute("data-over") is not None:
            return


def drop(source: Locator, target: Locator, says: str, *, y: float | None = None) -> None:
    """Drag ``source`` to ``target``, which must say what it will do, and let go."""
    carry(source, target, y=y)
    expect(target).to_have_attribute("data-over", says)
    source.page.mouse.up()
    expect(target).not_to_have_attribute("data-over", says)
