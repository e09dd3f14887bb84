import sys
from pathlib import Path

AGREEMENT = str(Path(__file__).parent.parent / "agreement")
if AGREEMENT not in sys.path:
    sys.path.append(AGREEMENT)
