"""Numbers to text at the speed of arrays, equal to Babel digit by digit.

Every value becomes an exact integer, its digits up to the last one shown: 2.675 with two decimals is 268.
Babel rounds half to even on the shortest decimal that reads back as the float, so a float is never rounded by
its binary value: where it lies at a tie or near it, the tie itself is compared. From integers, text is exact.
"""

from __future__ import annotations

import decimal
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from babel import Locale
    from babel.numbers import NumberPattern

_EXACT = decimal.Context(prec=1000, rounding=decimal.ROUND_HALF_EVEN)
_MOST_DIGITS = 9
_LARGEST_FLOAT = 2.0**46
_LARGEST_INTEGER = 10**18
# the bytes that stand in the matrix of digits until the locale's own signs replace them
_GROUP, _POINT, _LEAD, _MINUS, _END, _MINUS_END = 1, 2, 3, 4, 10, 5

_THOUSANDS = np.frombuffer("".join(f"{number:03d}" for number in range(1000)).encode(), np.uint8).reshape(
    1000, 3
)
_POWERS: Any = 10 ** np.arange(1, 19, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A plain number pattern, taken apart.

    Attributes
    ----------
    prefix, suffix
        Before and after the digits, for positive and for negative values.
    group, point
        The separators; ``grouping`` is the size of the last group and of those before it.
    least, most
        Digits after the point.
    scale
        The power of ten that values are shown times: 2 for per cent.
    """

    prefix: tuple[str, str]
    suffix: tuple[str, str]
    group: str
    point: str
    grouping: tuple[int, int]
    least: int
    most: int
    scale: int
    infinity: str

    # --- one value --------------------------------------------------------------------------------------

    def one(self, value: Any) -> str:
        """Return an int, float or Decimal as text."""
        shift = self.most + self.scale
        if isinstance(value, int):
            return self.write(value < 0, abs(value) * 10**self.scale, whole=True)
        if isinstance(value, float):
            negative = value < 0 or (value == 0 and math.copysign(1.0, value) < 0)
            size = abs(value)
            scaled = size * 10**shift
            if scaled < _LARGEST_FLOAT:
                floor = int(scaled)
                above = scaled - floor - 0.5
                if abs(above) > scaled * 2.0**-51:
                    return self.write(negative, floor + (above > 0))
                tie = (floor * 10 + 5) / 10 ** (shift + 1)
                return self.write(negative, floor + ((floor & 1) if size == tie else (size > tie)))
            value = decimal.Decimal(repr(value))
        if value.is_nan():
            return ""
        if value.is_infinite():
            negative = value < 0
            return self.prefix[negative] + self.infinity + self.suffix[negative]
        digits = int(value.scaleb(shift, _EXACT).to_integral_value(context=_EXACT))
        return self.write(value.is_signed(), abs(digits))

    def write(self, negative: bool, digits: int, *, whole: bool = False) -> str:
        """Return the text of ``digits``, an integer whose last ``most`` digits stand after the point."""
        if whole:
            integer, fraction = digits, "0" * self.least
        elif self.most:
            integer, rest = divmod(digits, 10**self.most)
            fraction = f"{rest:0{self.most}d}"
            if self.least < self.most:
                fraction = fraction[: self.least] + fraction[self.least :].rstrip("0")
        else:
            integer, fraction = digits, ""
        first, later = self.grouping
        if integer < 1000 and first >= 3:
            text = str(integer)
        elif first == later == 3:
            text = f"{integer:,}".replace(",", self.group)
        else:
            text = self._grouped(str(integer))
        if fraction:
            text += self.point + fraction
        return self.prefix[negative] + text + self.suffix[negative]

    def _grouped(self, text: str) -> str:
        size, later = self.grouping
        parts = []
        while len(text) > size:
            parts.append(text[-size:])
            text = text[:-size]
            size = later
        return self.group.join([text, *reversed(parts)])

    # --- a column ---------------------------------------------------------------------------------------

    def column(self, values: pa.Array[Any]) -> list[str] | None:
        """Return integers, floats or decimals as text; None where the type has no fast way.

        NULL and NaN are the empty string.
        """
        import pyarrow as pa
        from pyarrow import types

        kind = values.type
        valid = ~np.asarray(values.is_null())
        if types.is_floating(kind):
            floats = np.asarray(values.cast(pa.float64()).fill_null(math.nan))
            valid &= ~np.isnan(floats)
            digits, negative, odd = self._from_floats(floats)
        elif types.is_integer(kind):
            if kind == pa.uint64():
                return None
            integers = np.asarray(values.cast(pa.int64()).fill_null(0))
            digits, negative, odd = self._from_integers(integers, 0)
        elif types.is_decimal128(kind):
            integers, odd_words = _unscaled(values)
            digits, negative, odd = self._from_integers(integers, kind.scale)
            odd |= odd_words
        else:
            return None
        odd &= valid
        digits[odd | ~valid] = 0
        texts = self._write_all(digits, negative)
        for row in np.flatnonzero(~valid).tolist():
            texts[row] = ""
        for row in np.flatnonzero(odd).tolist():
            texts[row] = self.one(values[row].as_py())
        return texts

    def _from_floats(self, values: Any) -> tuple[Any, Any, Any]:
        """Return digits, signs, and a mask of values that are too large for this."""
        shift = self.most + self.scale
        size = np.abs(values)
        with np.errstate(over="ignore", invalid="ignore"):
            scaled = size * 10.0**shift
            odd = ~(scaled < _LARGEST_FLOAT)
        scaled[odd] = 0.0
        digits = np.rint(scaled).astype(np.int64)
        floor = np.floor(scaled)
        near = np.flatnonzero(np.abs(scaled - floor - 0.5) <= scaled * 2.0**-51)
        if len(near):
            below = floor[near].astype(np.int64)
            tie = (below * 10 + 5) / 10.0 ** (shift + 1)
            exact = size[near]
            digits[near] = below + np.where(exact == tie, below & 1, exact > tie)
        return digits, np.signbit(values), odd

    def _from_integers(self, values: Any, scale: int) -> tuple[Any, Any, Any]:
        """Return the same for integers that are ``10**scale`` times the values."""
        shift = self.most + self.scale - scale
        odd = (values <= -_LARGEST_INTEGER) | (values >= _LARGEST_INTEGER)
        size = np.abs(np.where(odd, 0, values))
        if shift >= 0:
            if shift > 18:
                odd |= size > 0
                size[odd] = 0
            else:
                odd |= size >= _LARGEST_INTEGER // 10**shift
                size = np.where(odd, 0, size) * 10**shift
        elif shift < -18:
            odd |= size > 0
            size[odd] = 0
        else:
            unit = 10**-shift
            size, rest = np.divmod(size, unit)
            # twice the rest may overflow, half the unit is whole
            size += (rest > unit // 2) | ((rest == unit // 2) & (size & 1 == 1))
        return size, values < 0, odd

    def _write_all(self, digits: Any, negative: Any) -> list[str]:
        """Lay the digits of all values out as one matrix of bytes, a row each, and cut it into texts."""
        rows = len(digits)
        largest = int(digits.max(initial=0))
        width = -(-max(len(str(largest)), self.most + 1) // 3) * 3
        plain: Any = np.empty((rows, width), np.uint8)
        rest = digits.astype(np.uint32) if largest < 2**32 else digits
        for end in range(width, 0, -3):
            rest, last = np.divmod(rest, rest.dtype.type(1000)) if end > 3 else (rest, rest)
            plain[:, end - 3 : end] = _THOUSANDS[last]

        layout: list[int] = []  # what stands in each column: a place in ``plain``, or a sign below zero
        whole = width - self.most
        first, later = self.grouping
        breaks = set(range(first, whole, later)) if later > 0 else set()
        starts: list[int] = []
        for place in range(whole - 1, -1, -1):  # powers of ten of the integer part
            starts.append(len(layout) + 1)
            layout.append(whole - 1 - place)
            if place in breaks:
                layout.append(-_GROUP)
        if self.most:
            layout.append(-_POINT)
            layout += range(whole, width)
        matrix: Any = np.empty((rows, len(layout) + 2), np.uint8)
        for column, what in enumerate(layout, 1):
            matrix[:, column] = plain[:, what] if what >= 0 else -what
        matrix[:, -1] = _END

        # length of the integer part, from which the column of its first digit follows
        integer = digits // 10**self.most if self.most else digits
        length = np.searchsorted(_POWERS, integer, side="right") + 1
        start = np.asarray(starts[::-1])[length - 1]
        index = np.arange(rows)
        lead, minus = self.prefix
        if lead:
            matrix[index, start - 1] = _LEAD
            start = start - 1
            matrix[index[negative], start[negative]] = _MINUS
        elif minus:
            start = start - negative
            matrix[index[negative], start[negative]] = _MINUS
        if self.suffix[0] != self.suffix[1]:
            matrix[negative, -1] = _MINUS_END
        keep = np.arange(matrix.shape[1]) >= start[:, None]
        if self.least < self.most:
            fraction = digits % 10**self.most
            for place in range(self.least, self.most):
                keep[:, place - self.most - 1] &= fraction % 10 ** (self.most - place) != 0
            if self.least == 0:
                keep[:, -self.most - 2] &= fraction != 0
        text = matrix[keep].tobytes().decode("ascii")
        return self._dressed(text).split("\n")[:-1]

    def _dressed(self, text: str) -> str:
        """Put the locale's signs in the place of the bytes that stand for them."""
        text = text.replace("\n", self.suffix[0] + "\n") if self.suffix[0] else text
        for byte, sign in (
            (_GROUP, self.group),
            (_POINT, self.point),
            (_LEAD, self.prefix[0]),
            (_MINUS, self.prefix[1]),
            (_MINUS_END, self.suffix[1] + "\n"),
        ):
            text = text.replace(chr(byte), sign)
        return text


def compile_number(parsed: NumberPattern, locale: Locale, currency: str | None) -> NumberFormat | None:
    """Return the fast format of a Babel pattern; None for the rarer kinds, which Babel writes itself."""
    from babel.numbers import (  # type: ignore[attr-defined]
        get_currency_symbol,
        get_decimal_symbol,
        get_group_symbol,
        get_infinity_symbol,
    )

    group, point = get_group_symbol(locale), get_decimal_symbol(locale)
    least, most = parsed.frac_prec
    signs = "".join(parsed.prefix + parsed.suffix)
    if (
        parsed.exp_prec is not None
        or "@" in parsed.pattern
        or not parsed.number_pattern  # type: ignore[attr-defined]
        or parsed.int_prec[0] > 1
        or not least <= most <= _MOST_DIGITS
        or min(parsed.grouping) < 1
        or "¤¤¤" in signs
        or "'" in group + point
    ):
        return None

    def dressed(text: str) -> str:
        if currency is not None and "¤" in text:
            text = text.replace("¤¤", currency).replace("¤", get_currency_symbol(currency, locale))
        return re.sub(r"'([^']*)'", lambda match: match[1] or "'", text)

    return NumberFormat(
        prefix=(dressed(parsed.prefix[0]), dressed(parsed.prefix[1])),
        suffix=(dressed(parsed.suffix[0]), dressed(parsed.suffix[1])),
        group=group,
        point=point,
        grouping=parsed.grouping,
        least=least,
        most=most,
        scale=parsed.scale,
        infinity=get_infinity_symbol(locale),
    )


def _unscaled(values: pa.Array[Any]) -> tuple[Any, Any]:
    """Return the integers of a decimal128 array where they fit 64 bits, and a mask of those that do not."""
    words = np.frombuffer(values.buffers()[1], np.int64)[
        2 * values.offset : 2 * (values.offset + len(values))
    ]
    low, high = words[0::2], words[1::2]
    odd = high != low >> 63
    return np.where(odd, 0, low), odd
