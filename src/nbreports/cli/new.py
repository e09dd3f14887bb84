"""``nbreports new``: a report from a template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nbreports.cli.table import lines, plain, terminal_width
from nbreports.errors import OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.suggest.instances import Instance


def command(
    template: Annotated[
        str | None, typer.Argument(metavar="TEMPLATE", help="A template's name, key or file.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME=PATH[::TABLE]", help="The data that the slots are bound to."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The report to make: .nbreport.")
    ] = None,
    slot: Annotated[
        list[str] | None,
        typer.Option(
            "--slot", metavar="SLOT=FIELD", help="Bind a slot yourself; nothing after = leaves it empty."
        ),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the templates.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a report that is there.")] = False,
) -> None:
    """Make a report from a template.

    The template's slots are bound to the fields of the data; it says which, and why.

    Example: nbreports new summary --source sales=sales.csv -o new.nbreport
    """
    if list_:
        typer.echo("\n".join(_listed()))
        return
    if template is None or output is None:
        what = "no template is named" if template is None else "no output is named"
        raise UsageError(
            what, remedy="Write nbreports new summary --source sales=sales.csv -o sales.nbreport; see --list."
        )
    if output.suffix != ".nbreport":
        raise UsageError("a report ends in .nbreport", where=str(output), remedy="Give it that ending.")
    if output.exists() and not force:
        raise OutputError(
            "there is a file of this name", where=str(output), remedy="Choose another, or add --force."
        )
    made = _made(template, source, slot or [], output)
    from nbreports.report import Report

    Report.of(made.definition).save(output)
    typer.echo("\n".join(_told(made, output)))


def _listed() -> list[str]:
    from nbreports.report.own_templates import TemplateLibrary

    rows = [
        (
            each.key,
            each.name,
            f"cannot be read: {each.error}" if each.error is not None else each.description,
        )
        for each in TemplateLibrary().list()
    ]
    return lines(("key", "name", "for"), rows, shrinking=(2,), width=terminal_width())


def _made(template: str, source: str | None, slots: Sequence[str], output: Path) -> Instance:
    from nbreports.definition.dump import to_dict
    from nbreports.definition.report import ReportDefinition
    from nbreports.report.starting import start

    data: dict[str, str] | None = None
    if source is not None:
        name, equals, path = source.partition("=")
        if not equals or not name or not path:
            raise UsageError(
                f"--source {source!r} is not NAME=PATH", remedy="Write --source sales=sales.csv."
            )
        data = {name: path}
    made = start(template, data, _choices(slots))
    named = None if data is None else _inside(next(iter(data.values())), output.parent)
    if data is None or named is None:
        return made
    # data beside the report is named by it, so that it runs as it is
    whole = to_dict(made.definition)
    whole.pop("schema")
    definition = ReportDefinition.read({**whole, "sources": {next(iter(data)): named}})
    return type(made)(definition, made.bindings, made.left_out, made.missing)


def _choices(slots: Sequence[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for item in slots:
        name, equals, field = item.partition("=")
        if not equals or not name:
            raise UsageError(f"--slot {item!r} is not SLOT=FIELD", remedy="Write --slot amount=price.")
        if name in found:
            raise UsageError(f"--slot binds {name!r} twice", remedy="Give each slot once.")
        found[name] = field or None
    return found


def _inside(path: str, folder: Path) -> dict[str, Any] | None:
    file, _, table = path.partition("::")
    try:
        relative = Path(file).resolve().relative_to(folder.resolve())
    except ValueError:
        return None
    return {"kind": "file", "path": relative.as_posix(), **({"table": table} if table else {})}


def _told(made: Instance, output: Path) -> list[str]:
    rows = [
        (each.slot, each.field.name if each.field is not None else "(empty)", each.reason)
        for each in made.bindings
    ]
    said = [f"{output}: {plain(made.definition.title)}"]
    if rows:
        said += lines(("slot", "field", "because"), rows, shrinking=(2, 1), width=terminal_width())
    said += [f"left out: {plain(each)}" for each in made.left_out]
    said += [f"note: nothing fits the slot {each!r}, which the template needs" for each in made.missing]
    return said
