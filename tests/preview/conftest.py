import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from previewing import Previews


@pytest.fixture
def previews():
    """Makes services and closes them."""
    made = Previews()
    yield made
    made.close()
