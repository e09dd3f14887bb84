from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nbreports.workers.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TASKS = [
    f"chores:{name}"
    for name in (
        "echo",
        "pid",
        "shout",
        "fail",
        "refuse",
        "die",
        "leave",
        "hold_the_interpreter",
        "eat",
        "start_another",
        "mark",
    )
]


@pytest.fixture(autouse=True)
def chores_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


@pytest.fixture
def make_pool() -> Iterator[Callable[..., Pool]]:
    pools: list[Pool] = []

    def make(**options: object) -> Pool:
        pools.append(Pool(TASKS, **options))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture
def pool(make_pool: Callable[..., Pool]) -> Pool:
    return make_pool()
