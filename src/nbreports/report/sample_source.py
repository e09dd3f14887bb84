"""A small source of our own, to draw templates with before any data is known."""

from __future__ import annotations

import datetime as dt
from functools import cache

from nbreports.report.known_source import KnownSource

ROWS = 240
NAME = "orders"


@cache
def sample_source() -> KnownSource:
    """Return sales of a shop in one year, the same each time."""
    import pyarrow as pa

    from nbreports.report.starting import facts_of_source
    from nbreports.sources.frames import open_frame

    regions = ("North", "South", "East", "West")
    products = ("Lamp", "Chair", "Desk", "Shelf", "Sofa")
    people = ("Ada", "Bo", "Chen", "Dia", "Eve", "Finn", "Gus")
    first = dt.date(2025, 1, 2)
    rows = []
    for i in range(ROWS):
        quantity = 1 + i * 7 % 5
        season = 1.0 + 0.35 * ((i * 12 // ROWS) % 7) / 6
        rows.append(
            {
                "order_id": 10_001 + i,
                "order_date": first + dt.timedelta(days=i * 363 // ROWS),
                "region": regions[(i * 3 + i // 5) % 4],
                "product": products[(i * 3 + i // 11) % 5],
                "customer": people[(i * 5 + i // 7) % 7],
                "amount": round(quantity * (19.5 + i * 13 % 60) * season, 2),
                "quantity": quantity,
            }
        )
    table = pa.Table.from_pylist(rows)
    return KnownSource(NAME, "built-in", "built-in", facts_of_source(open_frame(table, NAME)), table)
