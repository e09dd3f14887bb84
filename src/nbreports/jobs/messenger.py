"""The child process that speaks with the servers of notifications: one thread a URL, all at once.

Servers hang, and the libraries that speak with them cannot be interrupted; this process can be ended. It writes no
log, since what the libraries log may hold secrets of the URLs.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
import warnings
from typing import TYPE_CHECKING, Any

from nbreports.errors import NotificationError

if TYPE_CHECKING:
    from collections.abc import Mapping

DELIVERED, REFUSED, FAILED, SILENT = "delivered", "refused", "failed", "silent"


def deliver(payload: bytes) -> bytes:
    """Send a message to every URL and return what became of each, as a JSON list in their order.

    It is ``delivered``; ``refused`` for a URL that names no service; ``failed`` where the server did not take the
    message; ``silent`` where it has not answered in time.

    Raises
    ------
    NotificationError
        Where the extra is not installed.
    """
    message = json.loads(payload)
    logging.disable(logging.CRITICAL)
    _apprise()
    ends: queue.SimpleQueue[tuple[int, str]] = queue.SimpleQueue()
    urls = message["urls"]
    for number, url in enumerate(urls):
        threading.Thread(
            target=lambda number, url: ends.put((number, _sent(url, message))),
            args=(number, url),
            daemon=True,
        ).start()
    outcomes = [SILENT] * len(urls)
    deadline = time.monotonic() + message["seconds"]
    for _ in urls:
        try:
            number, outcome = ends.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        outcomes[number] = outcome
    return json.dumps(outcomes).encode()


def known(url: str) -> bool:
    """Return whether a URL names a service; nothing is sent, and nothing logged.

    Raises
    ------
    NotificationError
        As ``deliver``.
    """
    apprise = _apprise()
    logger = logging.getLogger("apprise")

    def deaf(_record: logging.LogRecord) -> bool:
        return False

    logger.addFilter(deaf)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of what its plugins import
            return apprise.Apprise.instantiate(url) is not None
    finally:
        logger.removeFilter(deaf)


def _apprise() -> Any:
    try:
        import apprise
    except ImportError as error:
        raise NotificationError(
            "notifications by e-mail and chat need a package that is not installed",
            remedy='Install it: pip install "nbreports[notify]".',
            code="notify_extra",
        ) from error
    return apprise


def _sent(url: str, message: Mapping[str, Any]) -> str:
    from apprise import Apprise, AppriseAsset, NotifyFormat
    from apprise.attachment.file import AttachFile

    try:
        asset = AppriseAsset(async_mode=False, app_id="nbreports", app_desc="", app_url="")
        service = Apprise.instantiate(url, asset=asset)
        if service is None:
            return REFUSED
        one = Apprise(asset=asset)
        one.add(service)
        taken = one.notify(
            body=message["body"],
            title=message["title"],
            body_format=NotifyFormat.TEXT,
            interpret_escapes=False,
            attach=[AttachFile(path) for path in message["attach"]] or None,
        )
    except Exception:  # noqa: BLE001 - a service's own failure is its URL's alone, and its words may hold secrets
        return FAILED
    return DELIVERED if taken else FAILED
