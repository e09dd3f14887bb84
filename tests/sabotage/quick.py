"""A pytest plugin of ``run.py``: the sabotaged copy is what is tested, and a property's first failure is enough."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "sabotage",
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def pytest_sessionstart(session):
    import nbreports

    if not Path(nbreports.__file__).is_relative_to(os.environ["NBREPORTS_SABOTAGED"]):
        raise pytest.UsageError(f"{nbreports.__file__} is tested instead of the sabotaged copy")


def pytest_runtest_makereport(item, call):
    """Say where a test did not fail but crash: then the sabotage is no wrong figure, only broken code."""
    if call.excinfo is not None and not call.excinfo.errisinstance(AssertionError):
        print(f"\nCRASHED {call.excinfo.typename}: {call.excinfo.value}"[:500])
