"""Queries as text for the engine."""

from __future__ import annotations

from typing import Any


def to_sql(query: Any) -> str:
    """Return the DuckDB statement for an unbound Ibis expression; every name and literal in it is quoted by the compiler."""
    import ibis

    return str(ibis.to_sql(query, dialect="duckdb"))
