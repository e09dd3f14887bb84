"""Random frames with all that real ones have, hostile text included, and what brute force makes of them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
from brute import MEASURES, clean, present, quantile
from hypothesis import strategies as st

SCHEMA = pa.schema(
    [
        ("g", pa.string()),
        ("h", pa.int64()),
        ("k", pa.float64()),
        ("w", pa.date32()),
        ("m", pa.timestamp("us")),
        ("u", pa.timestamp("us", "UTC")),
        ("b", pa.bool_()),
        ("i", pa.int64()),
        ("x", pa.float64()),
        ("z", pa.float64()),
        ("d", pa.decimal128(18, 2)),
        ("t", pa.string()),
    ]
)

HOSTILE = [
    "<b>&a|b*</b>", "</td></tr></table><script>alert(1)</script>", "<!--", "]]>", "&amp;", "=1+1", "-1", "_x0041_", "{{ sum(x) }}",
    "%s %(x)s", "\\", "`code`", "**bold**", "|", "- a", "1. a", "a\nb", "a\tb", " padded ", "\x07bell", "\r", "\u202eabc", "\u2028",
    "(none)", "(other)", "Total", "0012", "1e5", "TRUE", "#N/A", "e\u0301", "é", "🐟", "", "'", '"', "x" * 300,
]  # fmt: skip

texts = st.one_of(
    st.none(), st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
)
days = st.sampled_from(
    [date(2024, 2, 29), date(1900, 2, 28), date(1, 1, 1), date(9999, 12, 31), date(2024, 12, 31), None]
)
moments = st.one_of(
    st.none(),
    st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1)),
    st.sampled_from([datetime(1850, 1, 1, 0, 0, 1)]),
)
floats = st.one_of(
    st.sampled_from([0.0, -0.0, float("nan"), 1e-200, 5e-324, 1e300, -1e300, 1e15, 0.1, 0.2, 2.5, -0.005]),
    st.floats(min_value=-1e9, max_value=1e9, width=64),
)

ROW = st.fixed_dictionaries(
    {
        "g": st.sampled_from(["North", "<South> & *co*", "=1+1", "", "North|\x07", None]),
        "h": st.one_of(st.none(), st.integers(-2, 1200)).map(lambda n: n if n is None or n > 1000 else n % 3),
        "k": st.sampled_from([0.0, -0.0, float("nan"), 0.5, None]),
        "w": days,
        "m": moments,
        "u": moments.map(lambda moment: moment and moment.replace(tzinfo=UTC)),
        "b": st.sampled_from([True, False, None]),
        "i": st.one_of(st.none(), st.integers(-5, 5), st.sampled_from([2**40, -(2**40), 2**53 + 1, 2**62])),
        "x": st.one_of(st.none(), floats),
        "z": st.one_of(st.none(), st.sampled_from([float("inf"), float("-inf"), 1.7e308, 1e-310]), floats),
        "d": st.one_of(st.none(), st.integers(-(10**7), 10**7), st.just(10**17 - 1)).map(
            lambda cents: cents if cents is None else Decimal(cents).scaleb(-2)
        ),
        "t": texts,
    }
)

ROWS = st.lists(ROW, max_size=16)
FIELDS = tuple(name for name in SCHEMA.names if name not in "gk")


def extreme(choose, field):
    return lambda rows: choose(present(rows, field), default=None)


TOTALS = {
    **MEASURES,
    "nunique(m)": lambda rows: len(set(present(rows, "m"))),
    "min(w)": extreme(min, "w"),
    "max(m)": extreme(max, "m"),
    "min(u)": extreme(min, "u"),
    "any(b)": extreme(max, "b"),
    "all(b)": extreme(min, "b"),
    "median(x)": lambda rows: quantile(present(rows, "x"), "0.5"),
}
"""Aggregates by brute force; as a column's ``total`` too: ``sum`` of ``i`` is ``sum(i)``."""

TOTALLED = {
    "i": ("sum", "mean", "median"),
    "x": ("sum", "mean", "count"),
    "d": ("sum", "min"),
    "t": ("nunique", "max"),
}
TOTALLED |= {"w": ("min",), "m": ("max", "nunique"), "u": ("min",), "b": ("any", "all")}


def table(rows):
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def cleaned(rows):
    """The rows as a report sees them: NaN is NULL."""
    return [{key: clean(value) for key, value in row.items()} for row in rows]
