"""A preview that stops before the last group says how many rows it leaves out, those of later groups too."""

from __future__ import annotations

import asyncio

import pandas as pd

from nbreports import Report, Table
from nbreports.document.nodes import TableEnd
from nbreports.pipeline.preview import PreviewOptions, PreviewService
from nbreports.report.binding import catalog_for


def test_rows_of_groups_that_are_not_shown_are_counted():
    orders = pd.DataFrame({"order": [number // 3 for number in range(90)], "amount": 1})
    report = Report("Orders", "orders", [Table("amount", id="lines", group_by="order")])
    catalog = catalog_for(report.definition, {"orders": orders}, None)
    service = PreviewService(report.definition, catalog, options=PreviewOptions(rows=12, lines=8))
    try:
        result = asyncio.run(service.preview(exact=True))
    finally:
        service.close()
    (end,) = (node for node in result.nodes if isinstance(node, TableEnd))
    assert (end.rows, end.hidden) == (12, 78)
