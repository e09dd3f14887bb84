"""Queries as text for the engine."""

from __future__ import annotations

from typing import Any


def to_sql(query: Any) -> str:
    """Return the DuckDB statement of an unbound Ibis expression; the compiler quotes every name and literal."""
    import ibis

    return str(ibis.to_sql(query, dialect="duckdb"))
