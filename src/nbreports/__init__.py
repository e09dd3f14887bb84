"""nbreports: the report builder that lives in the Jupyter notebook.

A report is data: blocks, groups, measures, formats. From Python::

    from nbreports import Chart, Report, Table

    report = Report("Sales by region", "sales", [
        Table("order_id", "customer", "amount", group_by="region", totals="sum"),
        Chart("bar", x="region", y="sum(amount)"),
    ])
    report.export("sales.pdf", "sales.xlsx", data={"sales": frame})

or from a file: ``nbreports run sales.nbreport -o sales.pdf``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PUBLIC = {
    "Catalog": "nbreports.sources.catalog",
    "Chart": "nbreports.definition.blocks",
    "Column": "nbreports.definition.blocks",
    "Crosstab": "nbreports.definition.blocks",
    "CrosstabTotals": "nbreports.definition.blocks",
    "Field": "nbreports.definition.fields",
    "FileSource": "nbreports.definition.sources",
    "FirstPage": "nbreports.definition.page",
    "FrameSource": "nbreports.definition.sources",
    "Group": "nbreports.definition.groups",
    "Image": "nbreports.definition.blocks",
    "Job": "nbreports.jobs.job",
    "Jobs": "nbreports.jobs.jobs",
    "Join": "nbreports.definition.sources",
    "Measure": "nbreports.definition.fields",
    "Metric": "nbreports.definition.blocks",
    "NbreportsError": "nbreports.errors",
    "Page": "nbreports.definition.page",
    "PageBreak": "nbreports.definition.blocks",
    "PageText": "nbreports.definition.page",
    "Param": "nbreports.definition.parameters",
    "ParamValues": "nbreports.definition.parameters",
    "QuerySource": "nbreports.definition.sources",
    "Report": "nbreports.report",
    "Row": "nbreports.definition.blocks",
    "Rule": "nbreports.definition.rules",
    "Slot": "nbreports.definition.fields",
    "Style": "nbreports.definition.rules",
    "Table": "nbreports.definition.blocks",
    "TableSource": "nbreports.definition.sources",
    "Text": "nbreports.definition.blocks",
    "Theme": "nbreports.definition.theme",
}

__all__ = [  # noqa: PLE0604 - the names are the table's keys
    *_PUBLIC,
    "__version__",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``import nbreports`` stays quick."""
    if name == "__version__":
        from importlib.metadata import version

        return version("nbreports")
    if name not in _PUBLIC:
        raise AttributeError(f"module 'nbreports' has no attribute {name!r}")
    value = getattr(import_module(_PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
