"""What Binder does with this repository, done here: an environment of nothing, `postBuild`, `start`, a server that answers.

It runs once and for about a minute: everything below looks at the one environment it makes.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "static", "__pycache__", ".*_cache", ".hypothesis", "out", "data", "dist"
)
FIRST = "notebooks/01-first-report.ipynb"
PATIENCE = 900


def of_pip(*words):
    done = subprocess.run(
        [sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder for everything this test makes."""
    return tmp_path_factory.mktemp("binder")


@pytest.fixture(scope="module")
def environment(place):
    """Variables of an empty environment with a copy of this checkout, after `postBuild` ran there."""
    shutil.copytree(ROOT, place / "repo", ignore=NOT_COPIED)
    subprocess.run([sys.executable, "-m", "venv", str(place / "venv")], check=True, timeout=PATIENCE)
    given = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    npm = subprocess.run(["npm", "config", "get", "cache"], capture_output=True, text=True, check=True)
    variables = {
        **given,
        "HOME": str(place / "home"),
        "PATH": f"{place / 'venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        # what was fetched once on this machine is not fetched again
        "PIP_NO_CACHE_DIR": "",
        "PIP_CACHE_DIR": of_pip("cache", "dir"),
        "npm_config_cache": npm.stdout.strip(),
        "PIP_NO_COMPILE": "1",
    }
    done = subprocess.run(
        [str(place / "repo" / "binder" / "postBuild")],
        env=variables,
        cwd=place / "repo",
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return variables


class Server:
    """JupyterLab, as `start` starts it."""

    def __init__(self, place, environment):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.token = secrets.token_hex(16)
        self.url = f"http://127.0.0.1:{port}"
        self.log = place / "lab.log"
        command = [
            *("jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"),
            *("--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}"),
        ]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(place / "repo" / "binder" / "start"), *command],
                env=environment,
                cwd=place / "repo",
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def ask(self, path, method="GET", content=None):
        """Return the answer to one request, as text."""
        request = urllib.request.Request(  # noqa: S310 - its own server
            f"{self.url}/{path}",
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.read().decode()

    def wait(self):
        """Wait until it answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                self.ask("api/status")
            except OSError:
                time.sleep(0.2)
            else:
                return
        pytest.fail(f"JupyterLab did not start:\n{self.log.read_text('utf-8', 'replace')}")

    def stop(self):
        """End it by its id."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


@pytest.fixture(scope="module")
def server(place, environment):
    started = Server(place, environment)
    try:
        started.wait()
        yield started
    finally:
        started.stop()


def test_the_package_is_whole(environment, place):
    """Installed with its bundle and no checkout beside it."""
    code = (
        "import nbreports.widgets._base as base; from nbreports import widgets;"
        "print(base.BUNDLE, base.BUNDLE.stat().st_size, *widgets.__all__)"
    )
    done = subprocess.run(
        ["python", "-c", code], env=environment, cwd=place, capture_output=True, text=True, check=True
    )
    bundle, size, *names = done.stdout.split()
    assert bundle.startswith(str(place / "venv"))
    assert int(size) > 10_000
    assert "PreviewPane" in names


def test_start_opens_the_first_notebook(server):
    page = server.ask(f"lab/tree/{FIRST}")
    assert "jupyter-config-data" in page
    found = json.loads(server.ask(f"api/contents/{FIRST}"))
    assert found["type"] == "notebook"


def test_rooms_are_on(server):
    """The server offers a room for the notebook, and tells its pages so."""
    session = json.loads(
        server.ask(f"api/collaboration/session/{FIRST}", "PUT", {"format": "json", "type": "notebook"})
    )
    assert session["fileId"]
    assert session["sessionId"]
    config = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', server.ask("lab"), re.DOTALL)
    assert json.loads(config[1]).get("disableRTC") is not True


def test_start_starts_anything_else_as_it_is(environment, place):
    """`repo2docker` also runs a shell through it."""
    done = subprocess.run(
        [str(place / "repo" / "binder" / "start"), "echo", "as it is"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "as it is\n"


def test_the_link_of_the_readme_opens_that_notebook():
    link = re.search(r"https://mybinder\.org/\S+?(?=\))", (ROOT / "README.md").read_text("utf-8"))[0]
    assert link.endswith(f"urlpath=lab/tree/{FIRST}")
    assert (ROOT / FIRST).is_file()


def test_node_is_asked_for():
    """The bundle is built in the image."""
    listed = (ROOT / "binder" / "environment.yml").read_text("utf-8")
    assert int(re.search(r"^\s+- nodejs=(\d+)", listed, re.MULTILINE)[1]) >= 20
    assert tuple(map(int, re.search(r"^\s+- python=(\d+)\.(\d+)", listed, re.MULTILINE).groups())) >= (3, 11)
