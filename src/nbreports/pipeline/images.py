"""Pictures of a report: files inside its folder, or bytes of a field, checked by their first bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nbreports.document.nodes import ImageData
from nbreports.errors import SourceNotAllowed, SourceNotFound
from nbreports.query.plan import ImagePlan, RowPlan

if TYPE_CHECKING:
    from nbreports.query.plan import Plan

MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Folder:
    """The report's folder; None for a report that was not read from a file, which has no files of its own."""

    path: Path | None

    def read(self, name: str, where: str) -> bytes:
        """Return the bytes of a file inside the folder.

        Raises
        ------
        SourceNotAllowed
            For a path that leads out of the folder.
        SourceNotFound
            For a file that is not there.
        """
        base = (self.path or Path.cwd()).resolve()
        path = (base / name).resolve()
        if not path.is_relative_to(base):
            raise SourceNotAllowed(
                f"{name!r} lies outside the report's folder",
                where=where,
                remedy="Copy the file beside the report.",
            )
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise SourceNotFound(
                f"{name!r} cannot be read: {error.strerror}", where=where, remedy=f"Put it in {base}."
            ) from None
        if len(data) > MOST_BYTES:
            raise SourceNotAllowed(
                f"{name!r} is larger than {MOST_BYTES:,} bytes", where=where, remedy="Use a smaller picture."
            )
        return data


def read_image(
    folder: Folder, src: str, where: str, *, data: bytes | None = None, is_field: bool = False
) -> ImageData:
    """Return a picture from the report's folder, or from ``data`` of a field.

    Raises
    ------
    SourceNotFound
        Where there is no picture, or its bytes are none that a report can show.
    """
    if is_field and data is None:
        raise SourceNotFound(
            f"the field {src!r} holds no picture", where=where, remedy="Hide the block where it is empty."
        )
    content = data if data is not None else folder.read(src, where)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ImageData(content, "image/png")
    if content.startswith(b"\xff\xd8\xff"):
        return ImageData(content, "image/jpeg")
    if b"<svg" in content[:2000]:
        return ImageData(content, "image/svg+xml")
    raise SourceNotFound(f"{src!r} is no PNG, JPEG or SVG picture", where=where, remedy="Convert it to PNG.")


def check_images(plan: Plan, folder: Folder) -> None:
    """Read the logo and every picture that is a file, as a run would; raises as ``read_image``."""
    if plan.logo is not None:
        read_image(folder, plan.logo, "/theme/logo")
    blocks = list(plan.blocks)
    while blocks:
        block = blocks.pop(0)
        if isinstance(block, RowPlan):
            blocks[:0] = block.blocks
        elif isinstance(block, ImagePlan) and block.field is None and block.id not in plan.visible:
            read_image(folder, block.src, block.id)
