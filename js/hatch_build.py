"""Builds the widgets' bundle where what it is made of has changed.

``static/SOURCE`` holds the digest of the sources the bundle beside it was made of. Where it is current nothing
happens, so that a wheel made of an sdist needs no Node; where it is not, ``npm`` builds, or the build stops.
Run as a program it does the same for a checkout.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a program where the backend is not installed
    BuildHookInterface = object

JS = Path(__file__).resolve().parent
STATIC = JS.parent / "src" / "nbreports" / "static"
BUNDLE = STATIC / "nbreports.js"
STAMP = STATIC / "SOURCE"
INSTALLED = JS / "node_modules" / ".nbreports-lock"
"""The lock file `node_modules` was installed from."""
_SETTINGS = ("build.mjs", "package.json", "package-lock.json", "tsconfig.json")


class BundleHook(BuildHookInterface):
    """Hatchling's hook: the bundle is current before anything is packed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface
        """Build the bundle where it is stale."""
        build_bundle()


def build_bundle() -> bool:
    """Build the bundle where its sources have changed since, and say whether it was built.

    Raises
    ------
    SystemExit
        Where it has to be built and ``npm`` is missing or fails.
    """
    digest = source_digest()
    if BUNDLE.is_file() and STAMP.is_file() and STAMP.read_text("utf-8").strip() == digest:
        return False
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(
            "nbreports: the widgets' bundle is missing or older than js/src, and npm, which builds it, was not found. "
            "Install Node 20 or newer, or install nbreports from a wheel or sdist, which hold the bundle."
        )
    STAMP.unlink(missing_ok=True)
    lock = JS / "package-lock.json"
    if not (INSTALLED.is_file() and INSTALLED.read_bytes() == lock.read_bytes()):
        _run([npm, "ci"])
        shutil.copyfile(lock, INSTALLED)
    _run([npm, "run", "build"])
    STAMP.write_text(digest + "\n", "utf-8")
    return True


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=JS, check=False, capture_output=True, text=True)  # noqa: S603 - npm, found above
    if done.returncode:
        sys.exit(f"nbreports: npm {' '.join(command[1:])} failed in js/:\n{done.stdout}\n{done.stderr}")


def source_digest() -> str:
    """Return the digest of everything the bundle is made of."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.relative_to(JS).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in _SETTINGS:
        yield JS / name
    for path in sorted((JS / "src").rglob("*"), key=lambda each: each.relative_to(JS).as_posix()):
        if path.is_file() and ".test." not in path.name:
            yield path


if __name__ == "__main__":
    print("built" if build_bundle() else "current", BUNDLE.relative_to(JS.parent))  # noqa: T201
