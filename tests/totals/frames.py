"""Random frames with what real ones have: NULL, NaN, duplicates, decimals, negative zero, huge and tiny numbers, no rows."""

from decimal import Decimal

import pyarrow as pa
from brute import clean
from hypothesis import strategies as st

SCHEMA = pa.schema(
    [
        ("g", pa.string()),
        ("h", pa.int64()),
        ("i", pa.int64()),
        ("x", pa.float64()),
        ("d", pa.decimal128(18, 2)),
        ("t", pa.string()),
    ]
)

floats = st.one_of(
    st.sampled_from([0.0, -0.0, float("nan"), 1e-200, 5e-324, 1e15, -1e15, 0.1, 0.2]),
    st.floats(min_value=-1e9, max_value=1e9, width=64),
)

ROW = st.fixed_dictionaries(
    {
        "g": st.sampled_from(["North", "South", "näh", "🐟", "", None]),
        "h": st.one_of(st.none(), st.integers(-2, 3)),
        "i": st.one_of(st.none(), st.integers(-5, 5), st.sampled_from([2**40, -(2**40), 2**53 + 1])),
        "x": st.one_of(st.none(), floats),
        "d": st.one_of(st.none(), st.integers(-(10**7), 10**7).map(lambda cents: Decimal(cents).scaleb(-2))),
        "t": st.sampled_from(["a", "b", "B", "é", "", None]),
    }
)

ROWS = st.lists(ROW, max_size=24)


def table(rows):
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def cleaned(rows):
    """The rows as a report sees them: NaN is NULL."""
    return [{key: clean(value) for key, value in row.items()} for row in rows]
