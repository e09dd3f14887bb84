"""Parameters whose values come from a source: one that is not among them is refused, with those it may have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.definition.faults import quote
from nbreports.errors import ParameterError
from nbreports.query.offers import NAMED

if TYPE_CHECKING:
    from nbreports.pipeline.asking import Asker
    from nbreports.query.plan import ParamCheck, Plan


def check_params(plan: Plan, asker: Asker) -> None:
    """Ask whether parameters have values they may have.

    Raises
    ------
    ParameterError
        For the first value that is not among those of its source, naming those that are.
    """
    for check in plan.param_checks:
        found = asker.line(check.found)
        for number, value in enumerate(check.given):
            if not found[f"v{number}"]:
                raise refused(check, value, asker)


def refused(check: ParamCheck, value: Any, asker: Asker) -> ParameterError:
    """Return the error for a value that a parameter may not have."""
    allowed = asker.table(check.allowed).column("value").to_pylist()
    where = f" where {check.within}" if check.within else ""
    return ParameterError(
        f"{_shown(value)} is not one of the values of {check.name!r}{where}",
        where=f"param.{check.name}",
        remedy=_remedy(allowed, where),
        code="parameter_range",
    )


def _remedy(allowed: list[Any], where: str) -> str:
    if not allowed:
        return f"There are none{where}." if where else "Its source has none: check the data."
    listed = ", ".join(str(each) for each in allowed[:NAMED])
    return f"Give one of: {listed}{', …' if len(allowed) > NAMED else ''}."


def _shown(value: Any) -> str:
    return quote(value) if isinstance(value, str | int | float) else str(value)
