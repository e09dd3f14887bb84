"""What is packed holds the widgets' bundle, made of the very sources beside it, or is not packed."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "nbreports" / "static"
RAW, PACKED = 470_000, 153_000
"""Bytes the bundle may have, and gzipped; yjs with its library is a quarter of it."""


def hatch(folder, target, into, **env):
    """Build with the backend that pip calls, in this very environment."""
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The sdist and the wheel of this checkout."""
    into = tmp_path_factory.mktemp("dist")
    for target in ("sdist", "wheel"):
        done = hatch(ROOT, target, into)
        assert done.returncode == 0, done.stdout + done.stderr
    (sdist,), (wheel,) = into.glob("*.tar.gz"), into.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def source(packed, tmp_path_factory):
    """The sdist, unpacked on a machine without Node."""
    into = tmp_path_factory.mktemp("source")
    with tarfile.open(packed[0]) as archive:
        archive.extractall(into)  # noqa: S202 - made by this test; the filter came with later patches of 3.11
    (folder,) = into.iterdir()
    return folder


@pytest.fixture
def bare(tmp_path):
    """A search path on which there is no npm."""
    (tmp_path / "bin").mkdir()
    return {"PATH": str(tmp_path / "bin")}


def members(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {
            name: archive.read(name) for name in archive.namelist() if name.startswith("nbreports/static/")
        }


def test_the_wheel_holds_the_bundle_of_this_checkout(packed):
    held = members(packed[1])
    assert held["nbreports/static/nbreports.js"] == (STATIC / "nbreports.js").read_bytes()
    assert held["nbreports/static/SOURCE"] == (STATIC / "SOURCE").read_bytes()
    with zipfile.ZipFile(packed[1]) as archive:
        assert not [name for name in archive.namelist() if name.startswith(("js/", "tests/"))]


def test_the_sdist_holds_bundle_and_sources(source):
    assert (source / "src/nbreports/static/nbreports.js").read_bytes() == (
        STATIC / "nbreports.js"
    ).read_bytes()
    for name in ("package-lock.json", "build.mjs", "src/session.ts", "src/kit/base.css"):
        assert (source / "js" / name).read_bytes() == (ROOT / "js" / name).read_bytes()
    assert not (source / "js/node_modules").exists()
    assert not (source / ".venv").exists()


def test_a_wheel_of_the_sdist_needs_no_node(packed, source, bare, tmp_path):
    done = hatch(source, "wheel", tmp_path / "dist", **bare)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert members(wheel) == members(packed[1])


def test_a_stale_bundle_is_not_packed(source, bare, tmp_path):
    edited = source / "js/src/session.ts"
    before = edited.read_text("utf-8")
    edited.write_text(before + "\n// edited\n", "utf-8")
    try:
        done = hatch(source, "wheel", tmp_path / "dist", **bare)
    finally:
        edited.write_text(before, "utf-8")
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "npm, which builds it, was not found" in said
    assert "Install Node 20" in said
    assert not list(tmp_path.glob("dist/*.whl"))


def test_tests_of_the_front_end_do_not_make_a_bundle_stale(source, bare, tmp_path):
    (source / "js/src/kit/new.test.ts").write_text("export {};\n", "utf-8")
    assert hatch(source, "wheel", tmp_path / "dist", **bare).returncode == 0


def test_the_bundle_is_small():
    bundle = (STATIC / "nbreports.js").read_bytes()
    assert len(bundle) <= RAW
    assert len(gzip.compress(bundle, mtime=0)) <= PACKED
