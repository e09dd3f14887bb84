"""Settings of the whole suite: property tests try the same examples every time, and take the time they need."""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep jobs and audit log of the tests out of the user's own folder, in child processes too."""
    os.environ["NBREPORTS_STATE"] = str(tmp_path_factory.mktemp("state"))
