"""Break the engine one line at a time, each in a copy of ``src``, and see the tests turn red.

``python tests/sabotage/run.py [part of a name …]``; exit 1 when a breakage survives, 2 when the list is out of date or the
engine fails the tests unbroken.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from list import SABOTAGES

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PASSED, FAILED = 0, 1


class Outdated(Exception):
    """A line to be replaced is not there exactly once."""


def replaced(text, sabotage):
    """Return a file's text with the sabotage's line in it."""
    if text.count(sabotage.old) != 1:
        raise Outdated(
            f"{sabotage.name}: {sabotage.file} holds the old text {text.count(sabotage.old)} times"
        )
    return text.replace(sabotage.old, sabotage.new)


def tested(sabotage, tests):
    """Run ``tests`` over a copy of the source, broken where a sabotage is given; return pytest's exit code and last words."""
    with tempfile.TemporaryDirectory(prefix="sabotage-") as folder:
        copy = Path(folder).resolve() / "src"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        if sabotage is not None:
            file = copy / "nbreports" / sabotage.file
            file.write_text(replaced(file.read_text(encoding="utf-8"), sabotage), encoding="utf-8")
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(copy), str(Path(__file__).parent)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NBREPORTS_SABOTAGED": str(copy),
        }
        options = [
            "-q",
            "-x",
            "--no-header",
            "-p",
            "quick",
            "--hypothesis-profile=sabotage",
            "-p",
            "no:cacheprovider",
            "-s",
        ]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *tests],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr


def told(sabotage):
    """Break the engine once; return whether it was caught, and what there is to say."""
    code, said = tested(sabotage, sabotage.tests)
    if code == PASSED:
        return False, f"SURVIVED  {sabotage.name}"
    if code != FAILED or "\nCRASHED " in said:
        return False, f"NOT RUN   {sabotage.name}\n{said[-3000:]}"
    why = next((line for line in said.splitlines() if line.startswith("FAILED")), "")
    return True, f"caught    {sabotage.name}  [{why.removeprefix('FAILED ')[:110]}]"


def main(parts):
    chosen = [one for one in SABOTAGES if not parts or any(part in one.name for part in parts)]
    for sabotage in chosen:
        replaced((SOURCE / "nbreports" / sabotage.file).read_text(encoding="utf-8"), sabotage)
    code, said = tested(None, sorted({test for sabotage in chosen for test in sabotage.tests}))
    if code != PASSED:
        print(said[-5000:])
        print("the unbroken engine fails these tests: nothing can be learnt")
        return 2
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as pool:
        results = []
        for caught, text in pool.map(told, chosen):
            results.append(caught)
            print(text, flush=True)
    print(f"caught {sum(results)}/{len(results)}")
    return 0 if all(results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Outdated as error:
        sys.exit(f"{error}\nChange tests/sabotage/list.py with the line.")
