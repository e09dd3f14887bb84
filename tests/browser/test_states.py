"""Each main state of the builder, wide and narrow, light and dark: what axe-core says, sizes of targets, its picture."""

from __future__ import annotations

import pytest

from .axe import small_targets, violations
from .pictures import difference, look
from .seeing import NARROW, WIDE
from .states import STATES


@pytest.fixture(scope="module")
def studio(shared_desk):
    """The shared page, with letters of our own and without times."""
    sheet = shared_desk.page.add_style_tag(content=look())
    yield shared_desk
    shared_desk.theme("Light")
    sheet.evaluate("sheet => sheet.remove()")


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_state(state, studio, tmp_path):
    root = studio.show(state.code)
    wrong = []
    for width in (WIDE, NARROW):
        studio.width(width)
        state.steps(root)
        for theme in ("Light", "Dark"):
            studio.theme(theme)
            name = f"{state.name}-{width}{theme[0].lower()}"
            wrong += [f"{name}: {each}" for each in small_targets(root)]
            if width == WIDE:
                wrong += [f"{name}: {each}" for each in violations(root)]
            taken = root.screenshot(animations="disabled")
            if found := difference(name, taken):
                kept = tmp_path / f"{name}.png"
                kept.write_bytes(taken)
                wrong.append(f"{found}; see {kept}")
        studio.theme("Light")
    assert wrong == [], "\n".join(wrong)
    assert studio.complaints == []
