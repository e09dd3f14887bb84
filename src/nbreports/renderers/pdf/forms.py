"""Pictures as objects of the file: foreign PDF pages as forms, PNG and JPEG as images; each one only once."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any, NamedTuple

from nbreports.errors import RenderError

if TYPE_CHECKING:
    from nbreports.document.nodes import ImageData

    from .file import PdfFile


class Form(NamedTuple):
    """A placed object: its resource name, number and own size in points (images: 96 pixels an inch).

    ``unit`` is what it measures in its own space: an image fills the unit square.
    """

    name: str
    number: int
    width: float
    height: float
    unit: tuple[float, float] = (1.0, 1.0)


class Forms:
    """Takes pictures into the file."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._known: dict[bytes, Form] = {}

    def page(self, data: bytes) -> Form:
        """Return the first page of a PDF as a form."""
        key = hashlib.sha256(data).digest()
        if key not in self._known:
            self._known[key] = self._import(data)
        return self._known[key]

    def image(self, image: ImageData) -> Form:
        """Return a PNG or JPEG as an image object.

        Raises
        ------
        RenderError
            The bytes are not such a picture.
        """
        key = hashlib.sha256(image.data).digest()
        if key not in self._known:
            try:
                self._known[key] = self._raster(image)
            except (OSError, ValueError, SyntaxError) as error:
                raise RenderError(
                    f"the picture cannot be read: {error}", remedy="Use a whole PNG or JPEG file."
                ) from error
        return self._known[key]

    def _raster(self, image: ImageData) -> Form:
        from PIL import Image

        picture: Any = Image.open(io.BytesIO(image.data))
        width, height = picture.size
        number = self._file.reserve()
        size = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8" % (width, height)
        if image.media_type == "image/jpeg" and picture.mode in {"RGB", "L"}:
            space = b"/ColorSpace/DeviceGray" if picture.mode == "L" else b"/ColorSpace/DeviceRGB"
            self._file.stream(number, image.data, size + space + b"/Filter/DCTDecode", level=0)
        else:
            clear = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
            if clear:
                picture = picture.convert("RGBA")
                mask = self._file.reserve()
                self._file.stream(mask, picture.getchannel("A").tobytes(), size + b"/ColorSpace/DeviceGray")
                size += b"/SMask %d 0 R" % mask
            data = picture.convert("RGB").tobytes()
            self._file.stream(number, data, size + b"/ColorSpace/DeviceRGB")
        return Form(f"I{number}", number, width * 0.75, height * 0.75)

    def _import(self, data: bytes) -> Form:
        import pikepdf

        with pikepdf.open(io.BytesIO(data)) as pdf:
            page = pdf.pages[0]
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            width, height = right - left, top - bottom
            form = page.as_form_xobject()
            form.Matrix = pikepdf.Array([1, 0, 0, 1, -left, -bottom])
            number = _Copier(self._file).copy(form)
        return Form(f"I{number}", number, width, height, unit=(width, height))


class _Copier:
    """Copies an object of another PDF and all it refers to, under new numbers."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._numbers: dict[tuple[int, int], int] = {}

    def copy(self, item: Any) -> int:
        """Return the new number of an indirect object."""
        waiting: list[Any] = [item]
        number = self._file.reserve()
        numbers: list[int] = [number]
        if item.is_indirect:
            self._numbers[item.objgen] = number
        while waiting:
            self._write(numbers.pop(), waiting.pop(), waiting, numbers)
        return number

    def _write(self, number: int, item: Any, waiting: list[Any], numbers: list[int]) -> None:
        import pikepdf

        if isinstance(item, pikepdf.Stream):
            entries = b"".join(
                key.encode() + b" " + self._body(value, waiting, numbers)
                for key, value in sorted(item.stream_dict.items())
                if key != "/Length"
            )
            self._file.stream(number, item.read_raw_bytes(), entries, level=0)
        else:
            self._file.add(number, self._body(item, waiting, numbers, own=True))

    def _body(self, item: Any, waiting: list[Any], numbers: list[int], *, own: bool = False) -> bytes:
        import pikepdf

        if isinstance(item, pikepdf.Object) and item.is_indirect and not own:
            known = self._numbers.get(item.objgen)
            if known is None:
                known = self._numbers[item.objgen] = self._file.reserve()
                waiting.append(item)
                numbers.append(known)
            return b"%d 0 R" % known
        if isinstance(item, pikepdf.Dictionary):
            pairs = (
                key.encode() + b" " + self._body(value, waiting, numbers)
                for key, value in sorted(item.items())
            )
            return b"<<" + b"".join(pairs) + b">>"
        if isinstance(item, pikepdf.Array):
            return b"[" + b" ".join(self._body(value, waiting, numbers) for value in item) + b"]"
        if isinstance(item, bool):
            return b"true" if item else b"false"
        if item is None:
            return b"null"
        if isinstance(item, pikepdf.Object):
            return bytes(item.unparse())
        return str(item).encode()
