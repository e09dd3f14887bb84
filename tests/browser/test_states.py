"""Each main state of the builder, wide and narrow, light and dark: what axe-core says, sizes of targets, its picture."""

from __future__ import annotations

import pytest

from .axe import small_targets, violations
from .pictures import difference, look
from .seeing import NARROW, WIDE
from .states import STATES


@pytest.fixture(scope="module")
def studio(shared_desk):
    """The shared page, with letters of our own, stamps of one moment, and high enough for what is narrow."""
    page = shared_desk.page
    sheet = page.add_style_tag(content=look())
    page.set_viewport_size({"width": 1400, "height": 1700})
    shared_desk.run("import os\nos.environ['SOURCE_DATE_EPOCH'] = '1790000000'")
    yield shared_desk
    shared_desk.run("del os.environ['SOURCE_DATE_EPOCH']")
    page.set_viewport_size({"width": 1400, "height": 1000})
    shared_desk.theme("Light")
    sheet.evaluate("sheet => sheet.remove()")


@pytest.fixture(scope="module")
def themes():
    """Each state begins in the theme that the one before ended in: changing it takes JupyterLab a while."""
    return ["Light", "Dark"]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_state(state, studio, themes, tmp_path):
    root = studio.show(state.code)
    wrong = []
    for turn, theme in enumerate(themes):
        studio.theme(theme)
        for width in (WIDE, NARROW) if turn == 0 else (NARROW, WIDE):
            studio.width(width)
            state.steps(root)
            name = f"{state.name}-{width}{theme[0].lower()}"
            wrong += [f"{name}: {each}" for each in small_targets(root)]
            if width == WIDE:
                wrong += [f"{name}: {each}" for each in violations(root)]
            taken = root.screenshot(animations="disabled")
            if found := difference(name, taken):
                kept = tmp_path / f"{name}.png"
                kept.write_bytes(taken)
                wrong.append(f"{found}; see {kept}")
    themes.reverse()
    assert wrong == [], "\n".join(wrong)
    assert studio.complaints == []
