"""Totals by brute force: plain Python over lists of dicts. Imports nothing of nbreports.

NULL is None; NaN in data counts as NULL. Groups ascend with NULL last. Exact where the data is exact: integers and decimals
are summed as fractions.
"""

import math
from fractions import Fraction


def clean(value):
    return None if isinstance(value, float) and math.isnan(value) else value


def present(rows, field):
    return [row[field] for row in rows if row[field] is not None]


def total(values):
    return sum(map(Fraction, values)) if values else None


def mean(values):
    return total(values) / len(values) if values else None


def quantile(values, share):
    if not values:
        return None
    ordered = sorted(map(Fraction, values))
    place = Fraction(str(share)) * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def ratio(above, below):
    return None if above is None or below is None or below == 0 else Fraction(above) / Fraction(below)


MEASURES = {
    "count()": len,
    "count(x)": lambda rows: len(present(rows, "x")),
    "sum(i)": lambda rows: total(present(rows, "i")),
    "sum(d)": lambda rows: total(present(rows, "d")),
    "sum(x)": lambda rows: total(present(rows, "x")),
    "mean(x)": lambda rows: mean(present(rows, "x")),
    "mean(i)": lambda rows: mean(present(rows, "i")),
    "sum(i) / count()": lambda rows: ratio(total(present(rows, "i")), len(rows)),
    "sum(d) / sum(i)": lambda rows: ratio(total(present(rows, "d")), total(present(rows, "i"))),
    "nunique(t)": lambda rows: len(set(present(rows, "t"))),
    "nunique(x)": lambda rows: len(set(present(rows, "x"))),
    "median(i)": lambda rows: quantile(present(rows, "i"), "0.5"),
    "quantile(x, 0.9)": lambda rows: quantile(present(rows, "x"), "0.9"),
    "min(d)": lambda rows: min(present(rows, "d"), default=None),
    "max(t)": lambda rows: max(present(rows, "t"), default=None),
}


def key_order(value):
    """NULL after everything; text by code point, as Python compares it."""
    return (value is None, 0 if value is None else value)


def groups(rows, keys):
    """Return ((key, …), rows) for each group, in printed order; rows keep theirs."""
    found = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return sorted(found.items(), key=lambda item: [key_order(part) for part in item[0]])


def magnitude(rows, field):
    return float(sum(abs(Fraction(value)) for value in present(rows, field)))


def same(got, expected, scale=0.0):
    """Whether a printed figure is the right one; ``scale`` is the magnitude float sums may lose digits of."""
    if expected is None or got is None:
        return got is None and expected is None
    if isinstance(expected, str):
        return got == expected
    if Fraction(got) == Fraction(expected):
        return True
    return math.isclose(float(got), float(expected), rel_tol=1e-9, abs_tol=1e-12 * scale + 1e-280)
