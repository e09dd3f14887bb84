"""The same report over the same rows at the same moment: the same bytes, wherever, whenever and however often."""

import json
import os
import subprocess
import sys
from pathlib import Path

from nbreports.renderers.registry import ENDINGS

PROGRAM = Path(__file__).parent / "making_all.py"

ELSEWHERE = {
    "TZ": "Pacific/Auckland", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "LANGUAGE": "de",
    "PYTHONHASHSEED": "4711", "COLUMNS": "40", "OMP_NUM_THREADS": "1",
}  # fmt: skip


def digests(folder, spools, **environment):
    """Return the digests of each round of outputs that another process makes."""
    (folder / "tmp").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder), str(spools)],
        env={**os.environ, "TMPDIR": str(folder / "tmp"), **environment},
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert not list((folder / "tmp").iterdir())
    return json.loads(done.stdout)


def test_every_format_is_the_same_elsewhere(tmp_path):
    """Another process, time zone, locale, seed of hashes, folder; from the spool, and as the second run of its process."""
    (here,) = digests(tmp_path / "here", tmp_path, TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    assert set(here) == {f"{name}x{ending}" for name in ("trouble", "departures") for ending in ENDINGS}
    of_spool, of_sources = digests(tmp_path / "a folder named otherwise, مجلد", tmp_path, **ELSEWHERE)
    assert [name for name, digest in of_spool.items() if digest != here[name]] == []
    assert [name for name, digest in of_sources.items() if digest != here[name]] == []
