"""How much memory a run may take: half of what the machine, or the container it runs in, has."""

from __future__ import annotations

from pathlib import Path

_CGROUP_FILES = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
LEAST = 256 * 1024 * 1024


def memory_limit() -> int:
    """Return the engine's memory limit in bytes."""
    return max(LEAST, available_memory() // 2)


def available_memory() -> int:
    """Return the bytes of memory the machine, or its container, has."""
    import psutil

    total = int(psutil.virtual_memory().total)
    for name in _CGROUP_FILES:
        try:
            text = Path(name).read_text(encoding="ascii").strip()
        except OSError:
            continue
        if text.isdigit():
            total = min(total, int(text))
    return total
