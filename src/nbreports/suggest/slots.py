"""Slots bound to fields by role, type and name, each with its reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbreports.errors import DefinitionError
from nbreports.suggest.facts import FEW, MOMENTS, NUMBERS, words
from nbreports.suggest.showing import telling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbreports.definition.fields import Slot
    from nbreports.suggest.facts import FieldFacts

_WORDS = {
    "date": "date",
    "measure": "number",
    "category": "category",
    "id": "id",
    "text": "text",
}
_NARROW = frozenset({"across", "series"})
"""Names of slots that are the better, the fewer values there are: columns of a crosstab, lines of a chart."""
_GOOD_GROUPS = 30
"""Different values that a page still shows as groups at a glance."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What a slot stands for.

    Attributes
    ----------
    slot
        The slot's name.
    field
        The field, or None where there is none for it.
    reason
        Why this one, or why none, as one short sentence.
    chosen
        Whether a person chose it.
    """

    slot: str
    field: FieldFacts | None
    reason: str
    chosen: bool = False


def bind(
    slots: Mapping[str, Slot], fields: Sequence[FieldFacts], choices: Mapping[str, str | None] | None = None
) -> tuple[Binding, ...]:
    """Return a binding for every slot, in order.

    Parameters
    ----------
    slots
        The template's slots.
    fields
        What the source has.
    choices
        Slot -> expression of a field, or None for leaving it empty, where a person chose.

    Raises
    ------
    DefinitionError
        For a choice that names no slot, no field of the source, or one that cannot stand there.
    """
    found = _chosen(slots, fields, choices or {})
    free = [field for field in fields if not any(field is each.field for each in found.values())]
    for wanted in (_same_name, _by_role):
        for name in sorted(slots, key=lambda name: not slots[name].required):
            if name in found or (wanted is _by_role and _is_open(slots[name])):
                continue
            binding = wanted(name, slots[name], free, fields)
            if binding is not None:
                found[name] = binding
                free = [field for field in free if field is not binding.field]
    open_ = [name for name in slots if name not in found and _is_open(slots[name])]
    for name, (field, reason) in zip(open_, telling(free, len(open_)), strict=False):
        found[name] = Binding(name, field, reason)
    return tuple(
        found.get(name) or Binding(name, None, _why_none(slot, fields)) for name, slot in slots.items()
    )


def fits(slot: Slot, field: FieldFacts) -> bool:
    """Say whether a field may stand in a slot: the choice a person has."""
    if field.type == "bytes":
        return False
    if slot.type is not None and field.type != slot.type:
        return slot.type in NUMBERS and field.type in NUMBERS
    if slot.role == "date":
        return field.type in MOMENTS
    if slot.role == "measure":
        return field.type in NUMBERS
    return True


def _is_open(slot: Slot) -> bool:
    return slot.role is None and slot.type is None


def _chosen(
    slots: Mapping[str, Slot], fields: Sequence[FieldFacts], choices: Mapping[str, str | None]
) -> dict[str, Binding]:
    by_name = {key: field for field in reversed(fields) for key in (field.name, field.expr)}
    found: dict[str, Binding] = {}
    for name, choice in choices.items():
        if name not in slots:
            raise DefinitionError(
                f"the template has no slot {name!r}",
                where=f"/slots/{name}",
                remedy=f"Its slots are {', '.join(slots)}." if slots else "It has none.",
                code="unknown_slot",
            )
        if choice is None:
            found[name] = Binding(name, None, "left empty by choice", chosen=True)
            continue
        field = by_name.get(choice)
        if field is None:
            raise DefinitionError(
                f"the source has no field {choice!r}",
                where=f"/slots/{name}",
                remedy=f"Its fields are {', '.join(list(dict.fromkeys(f.name for f in fields))[:20])}.",
                code="unknown_field",
            )
        if not fits(slots[name], field):
            raise DefinitionError(
                f"{choice!r} is {field.type}, which cannot stand for {label_of_slot(name, slots[name])!r}",
                where=f"/slots/{name}",
                remedy=f"Choose a field of type {_takes(slots[name])}, or leave the slot empty.",
                code="slot_type",
            )
        found[name] = Binding(name, field, "your choice", chosen=True)
    return found


def label_of_slot(name: str, slot: Slot) -> str:
    """Return what a slot is called."""
    return slot.label or name.replace("_", " ").capitalize()


def _takes(slot: Slot) -> str:
    if slot.type is not None:
        return slot.type
    return {"date": "date or datetime", "measure": "integer, float or decimal"}.get(slot.role or "", "any")


def _same_name(
    name: str, slot: Slot, fields: Sequence[FieldFacts], _all: Sequence[FieldFacts]
) -> Binding | None:
    wanted = words(name)
    for field in fields:
        if words(field.name) == wanted and fits(slot, field) and not field.is_empty:
            return Binding(name, field, "has the slot's name")
    return None


def _by_role(
    name: str, slot: Slot, fields: Sequence[FieldFacts], everything: Sequence[FieldFacts]
) -> Binding | None:
    ranked = sorted(
        ((score, -place) for place, field in enumerate(fields) if (score := _score(name, slot, field)) > 0),
        reverse=True,
    )
    if not ranked:
        return None
    field = fields[-ranked[0][1]]
    return Binding(name, field, _reason(slot, field, everything))


def _score(name: str, slot: Slot, field: FieldFacts) -> float:
    """Return how well a field fits, 0 for not at all."""
    if not fits(slot, field) or field.is_empty:
        return 0
    score = _role_score(name, slot, field)
    if score <= 0:
        return 0
    wanted = set(words(name)) | set(words(slot.label or ""))
    score += 15 * len(wanted & set(words(field.name)))
    if field.rows and field.nulls:
        score -= 20 * field.nulls / field.rows
    return max(score, 1)


def _role_score(name: str, slot: Slot, field: FieldFacts) -> float:
    last = 10 if slot.required else 0
    match slot.role:
        case "date":
            return 100
        case "measure":
            if field.role != "measure":
                return 0
            return 100 if field.adds_up else 80
        case "category":
            score = _category_score(field, last)
            narrow = not _NARROW.isdisjoint(words(name))
            return score + 12 - min(field.distinct or 12, 12) if score and narrow else score
        case "id":
            unique = field.distinct is not None and field.distinct == field.rows
            return 100 if field.role == "id" else 70 if unique and not field.is_number else last
        case "text":
            if field.type != "text":
                return last / 2
            return {"text": 100, "category": 60, "id": 40}.get(field.role, last)
    return 50


def _category_score(field: FieldFacts, last: float) -> float:
    few = field.distinct is not None and 1 < field.distinct <= _GOOD_GROUPS
    single = field.distinct == 1 and (field.rows or 0) > 1
    if field.role == "category":
        # the name that was joined to a code reads better than the code
        text = 8 if "." in field.name and words(field.name)[-1:] == ["name"] else 0
        text = text if field.type in ("text", "boolean") else -15
        return (60 if single else 100 if few else 85) + text
    if few and field.type in ("text", "integer") and field.distinct is not None and field.distinct <= FEW:
        return 50
    if field.role in ("text", "id") and field.type == "text":
        return 30 if last else 0
    return last


def _reason(slot: Slot, field: FieldFacts, fields: Sequence[FieldFacts]) -> str:
    if slot.role == "measure":
        rivals = [each for each in fields if each.role == "measure" and each.is_number]
        if len(rivals) == 1:
            return "the only number that is no id"
        adding = [each for each in rivals if each.adds_up]
        if field.adds_up and len(adding) == 1:
            return "the only number that adds up"
        if field.adds_up and adding[0] is field:
            return "the first number that adds up"
        return "a number that is averaged, since it does not add up" if not field.adds_up else "a number"
    if slot.role == "date":
        as_text = ", written as text" if field.written else ""
        rivals = [each for each in fields if each.type in MOMENTS]
        which = "the only" if len(rivals) == 1 else "the first" if rivals[0] is field else "a"
        return f"{which} date{as_text}"
    if slot.role == "category" and field.distinct is not None:
        values = "1 value" if field.distinct == 1 else f"{field.distinct:,} values"
        if field.role == "category":
            return f"a category of {values}"
        return f"the nearest to a category: {values}"
    if slot.role in ("id", "text") and field.role == slot.role:
        return "an id" if slot.role == "id" else "a text"
    return f"the nearest to {_article(_WORDS.get(slot.role or '', slot.type or 'field'))}"


def _why_none(slot: Slot, fields: Sequence[FieldFacts]) -> str:
    if not fields:
        return "the source's fields are not known yet"
    if _is_open(slot):
        return "the source has no further field"
    what = slot.type or _WORDS.get(slot.role or "", "field")
    another = any(fits(slot, field) and _role_score("", slot, field) > 0 for field in fields)
    return f"the source has no {'further ' if another else ''}{what}"


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
