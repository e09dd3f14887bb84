"""Tasks that worker processes run in these tests."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path


def echo(payload: bytes) -> bytes:
    return payload


def pid(payload: bytes) -> bytes:
    return str(os.getpid()).encode()


def shout(payload: bytes) -> bytes:
    print("noise on standard output")
    os.write(1, b"and below Python\n")
    return payload.upper()


def fail(payload: bytes) -> bytes:
    raise ValueError("seven is not a colour")


def refuse(payload: bytes) -> bytes:
    from nbreports.errors import GlyphError

    raise GlyphError("no font shows U+1F600", where="chart-1", remedy="Add a font.")


def die(payload: bytes) -> bytes:
    print("about to go", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def leave(payload: bytes) -> bytes:
    os._exit(3)


def hold_the_interpreter(payload: bytes) -> bytes:
    """Tell the file named in the payload who runs, then match for ages without letting other threads run."""
    if payload:
        Path(payload.decode()).write_text(str(os.getpid()))
    re.match(r"(a+)+$", "a" * 60 + "b")
    return b""


def eat(payload: bytes) -> bytes:
    hoard = []
    while True:
        hoard.append(b"\1" * (8 << 20))
        time.sleep(0.005)


def start_another(payload: bytes) -> bytes:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    return str(other.pid).encode()


def mark(payload: bytes) -> bytes:
    """Append a line to the file named by the environment: run once at a worker's start."""
    with Path(os.environ["CHORES_MARK"]).open("a") as file:
        file.write("warm\n")
    return payload
