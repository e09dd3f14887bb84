"""Reads a workbook's XML as it stands, with Excel's own rules for text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Raw:
    """One cell: its type (n, b, inlineStr), value as text, style."""

    kind: str
    value: str | None
    style: int


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        return file.read(name).decode()


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.namelist()


def sheet(data: bytes, number: int = 1) -> ET.Element:
    return ET.fromstring(part(data, f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - our own


def cells(data: bytes, number: int = 1) -> dict[str, Raw]:
    made = {}
    for cell in sheet(data, number).iter(f"{MAIN}c"):
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            value = "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
            value = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), value)
        else:
            found = cell.find(f"{MAIN}v")
            value = None if found is None else found.text
        made[cell.attrib["r"]] = Raw(kind, value, int(cell.get("s", "0")))
    return made
