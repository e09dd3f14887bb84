"""A report under the hands of its editor takes a template: in the place of what it shows, or below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from nbreports.definition.report import ReportDefinition
from nbreports.suggest.filling import long_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

How = Literal["replace", "add"]
"""``replace`` takes blocks, page, theme and title from the template; ``add`` puts its blocks below."""


def merged(
    base: ReportDefinition, made: ReportDefinition, how: How, *, untitled: Sequence[str] = ()
) -> ReportDefinition:
    """Return ``base`` with what a template made of its source.

    The data stays what it is, and so does what the report says of fields, its parameters and its measures.

    Parameters
    ----------
    base
        The report as it stands.
    made
        The instance of the template for the report's source.
    untitled
        Titles of ``base`` that nobody gave it.
    """
    data = long_form(base)
    new = long_form(made)
    numbers = _free(base)
    blocks = [_with_new_ids(block, numbers) for block in new["body"]]
    for part in ("measures", "formats", "styles"):
        data[part] = {**data[part], **new[part]}
    for name, field in new["fields"].items():
        known = data["fields"].setdefault(name, field)
        for key, value in field.items():
            if known.get(key) is None:
                known[key] = value
    names = {param["name"] for param in data["params"]}
    data["params"] += [param for param in new["params"] if param["name"] not in names]
    if how == "add":
        data["body"] += blocks
    else:
        logo = data["theme"]["logo"]
        data |= {"body": blocks, "page": new["page"], "theme": {**new["theme"], "logo": logo}}
        if data["title"] in untitled or not data["title"].strip():
            data["title"] = new["title"]
    return ReportDefinition.read(data)


def _free(base: ReportDefinition) -> Iterator[str]:
    from nbreports.definition.walking import blocks

    taken = {block.id for _, block in blocks(base.body)}
    number = 0
    while True:
        number += 1
        if f"b{number}" not in taken:
            yield f"b{number}"


def _with_new_ids(block: dict[str, Any], numbers: Iterator[str]) -> dict[str, Any]:
    found = {**block, "id": next(numbers)}
    if "blocks" in block:
        found["blocks"] = [_with_new_ids(each, numbers) for each in block["blocks"]]
    return found
