"""The child process: reads a task, runs it, writes its bytes, until its input ends."""

from __future__ import annotations

from nbreports.workers.child import main

if __name__ == "__main__":
    main()
