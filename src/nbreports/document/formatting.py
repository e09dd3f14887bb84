"""Values as people read them: numbers, amounts, dates and durations by locale.

Babel defines what is right. Plain number patterns, dates and times, which are most cells of most reports,
take a faster way to the same text.
"""

from __future__ import annotations

import decimal
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nbreports.document.patterns import Pattern, find_locale, find_zone, resolve, without_zone
from nbreports.document.presets import check_format

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from nbreports.document.nodes import DataType

__all__ = ["FormatSpec", "check_format", "format_array", "format_value"]

_EXACT = decimal.Context(prec=1000, rounding=decimal.ROUND_HALF_EVEN)
# below these lengths one value after the other is faster than arrays
_FEW = 96
_FEW_TIMES = 24


@dataclass(frozen=True, slots=True)
class FormatSpec:
    """How the values of a column are written.

    Attributes
    ----------
    type
        The values' type.
    format
        A preset (``percent:1``) or CLDR pattern; None for the type's default.
    locale
        A BCP 47 name; it never comes from the machine.
    currency
        An ISO 4217 code; None for that of the locale's territory.
    timezone
        An IANA name, applied to instants only: a timestamp without a zone is written as it stands.
    """

    type: DataType
    format: str | None = None
    locale: str = "en-US"
    currency: str | None = None
    timezone: str | None = None


def format_array(values: pa.Array[Any] | pa.ChunkedArray[Any], spec: FormatSpec) -> list[str]:
    """Return the values as text, one string a row; NULL and NaN are the empty string.

    Parameters
    ----------
    values
        Arrow values of shape (n,). Dates outside the years 1 to 9999 are written in ISO 8601.
    spec
        How to write them.

    Raises
    ------
    DefinitionError
        For a format, locale, currency or time zone that is not known, or a format that does not fit the type.
    """
    return _writer(spec).all(values)


def format_value(value: Any, spec: FormatSpec) -> str:
    """Return one raw value as text; None and NaN are the empty string.

    Parameters
    ----------
    value
        An int, float, Decimal, str, bool, date, datetime, time, timedelta, bytes, a list of them, or None.
    spec
        How to write it.

    Raises
    ------
    DefinitionError
        For a format, locale, currency or time zone that is not known, or a format that does not fit the type.
    """
    if value is None:
        return ""
    if hasattr(value, "dtype") and hasattr(value, "item"):  # a numpy scalar
        value = value.item()
    return _writer(spec).one(value)


@lru_cache(maxsize=1024)
def _writer(spec: FormatSpec) -> _Writer:
    pattern = resolve(spec)
    if pattern.kind == "number":
        return _Numbers(pattern)
    if pattern.kind in {"date", "datetime", "time"}:
        return _Dates(pattern, spec.timezone)
    if pattern.kind == "duration":
        return _Durations(pattern)
    if pattern.kind == "bytes":
        from nbreports.document.plain_format import hexadecimal, size

        locale, write = find_locale(pattern.locale), size if pattern.pattern == "size" else hexadecimal
        return _Writer(lambda value: write(value, locale))
    if pattern.kind == "boolean":
        from nbreports.document.plain_format import yes_no

        yes, no = yes_no(pattern.locale)
        return _Writer(lambda value: yes if value else no)
    return _Texts()


class _Writer:
    """Writes values one by one; a column as one value after the other, each distinct one once."""

    def __init__(self, one: Callable[[Any], str]) -> None:
        self.one = one

    def all(self, values: pa.Array[Any] | pa.ChunkedArray[Any]) -> list[str]:
        import pyarrow as pa
        from pyarrow import types

        if isinstance(values, pa.ChunkedArray):
            return [text for chunk in values.chunks for text in self.all(chunk)]
        if not len(values):
            return []
        if types.is_dictionary(values.type):
            return self.coded(values)
        if isinstance(values, pa.ExtensionArray):
            return self.all(values.storage)
        if types.is_null(values.type):
            return [""] * len(values)
        return self.array(values)

    def coded(self, values: Any) -> list[str]:
        if len(values.dictionary) > len(values):
            return self.all(values.dictionary_decode())
        texts = self.all(values.dictionary)
        return ["" if index is None else texts[index] for index in values.indices.to_pylist()]

    def array(self, values: pa.Array[Any]) -> list[str]:
        return self.each(_pylist(values))

    def each(self, values: list[Any]) -> list[str]:
        one = self.one
        if len(values) <= _FEW:
            return ["" if value is None else one(value) for value in values]
        memo: dict[Any, str] = {}
        texts = []
        for value in values:
            if value is None:
                text = ""
            # the two zeros of floats are equal and differ in print, as do nested values, which cannot be keys
            elif not value or isinstance(value, list | dict):
                text = one(value)
            else:
                text = memo.get(value)  # type: ignore[assignment]
                if text is None:
                    text = memo[value] = one(value)
            texts.append(text)
        return texts


class _Numbers(_Writer):
    def __init__(self, pattern: Pattern) -> None:
        from babel.numbers import parse_pattern

        from nbreports.document.fast_format import compile_number

        self._pattern = pattern
        self._locale = find_locale(pattern.locale)
        self._parsed = parse_pattern(pattern.pattern)
        fast = None if pattern.compact else compile_number(self._parsed, self._locale, pattern.currency)
        self._fast = fast
        super().__init__(fast.one if fast is not None else self._by_babel)

    def array(self, values: pa.Array[Any]) -> list[str]:
        if self._fast is not None and len(values) > _FEW:
            texts = self._fast.column(values)
            if texts is not None:
                return texts
        return self.each(values.to_pylist())

    def _by_babel(self, value: Any) -> str:
        from babel.numbers import format_compact_decimal

        number = value if isinstance(value, decimal.Decimal) else decimal.Decimal(str(value))
        if number.is_nan():
            return ""
        pattern = self._pattern
        with decimal.localcontext(_EXACT):
            if pattern.compact:
                digits = pattern.decimals[1]
                return str(format_compact_decimal(number, locale=self._locale, fraction_digits=digits))  # type: ignore[arg-type]
            if number.is_infinite():
                return "-∞" if number < 0 else "∞"
            return str(
                self._parsed.apply(number, self._locale, currency=pattern.currency, currency_digits=False)
            )


class _Dates(_Writer):
    def __init__(self, pattern: Pattern, timezone: str | None) -> None:
        from nbreports.document.fast_dates import DateFormat

        locale = find_locale(pattern.locale)
        local = without_zone(pattern.pattern)
        self._local = DateFormat(local, locale)
        self._instant = self._local if local == pattern.pattern else DateFormat(pattern.pattern, locale)
        self._zone = find_zone(timezone) if timezone else None
        super().__init__(self._write)

    def array(self, values: pa.Array[Any]) -> list[str]:
        from nbreports.document.arrow_times import iso, micros_of

        times = micros_of(values) if len(values) > _FEW_TIMES else None
        if times is None:
            return self.each(_pylist(values))
        if times.instant:
            texts = self._instant.instants(times.micros, self._zone or times.zone)
        elif times.whole_days:
            texts = self._local.days(times.days)
        else:
            texts = self._local.instants(times.micros, None)
        for row in times.unwritten:
            value = values[row]
            texts[row] = iso(value) if value.is_valid else ""
        return texts

    def _write(self, value: Any) -> str:
        from nbreports.document.fast_dates import ORDINAL, in_zone

        if isinstance(value, datetime):
            if value.tzinfo is not None:
                return self._instant.one(in_zone(value, self._zone))
        elif isinstance(value, date):
            return self._local.days([value.toordinal() - ORDINAL])[0]
        elif not isinstance(value, time):
            return str(value)
        return self._local.one(value)


class _Durations(_Writer):
    def __init__(self, pattern: Pattern) -> None:
        from nbreports.document.plain_format import duration

        self._point = pattern.decimal_symbol
        super().__init__(lambda value: duration(value, self._point))

    def array(self, values: pa.Array[Any]) -> list[str]:
        import pyarrow as pa
        from pyarrow import types

        from nbreports.document.plain_format import duration_of_micros

        if not types.is_duration(values.type):
            return self.each(values.to_pylist())
        # nanoseconds are cut, as Python's timedelta would
        per_unit = {"s": 1_000_000, "ms": 1_000, "us": 1, "ns": 0}[values.type.unit]
        point = self._point
        return [
            ""
            if count is None
            else duration_of_micros(count * per_unit if per_unit else count // 1000, point)
            for count in values.view(pa.int64()).to_pylist()
        ]


class _Texts(_Writer):
    def __init__(self) -> None:
        from nbreports.document.plain_format import plain

        super().__init__(plain)

    def array(self, values: pa.Array[Any]) -> list[str]:
        from pyarrow import types

        kind = values.type
        if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
            texts: Any = values.to_pylist()
            return ["" if text is None else text for text in texts] if values.null_count else texts
        return self.each(_pylist(values))


def _pylist(values: pa.Array[Any]) -> list[Any]:
    """Return Python values: times cut to microseconds, those that Python cannot hold as text."""
    from nbreports.document.arrow_times import without_nanoseconds

    values = without_nanoseconds(values)
    try:
        return values.to_pylist()
    except (ValueError, OverflowError):
        return [_python(value) for value in values]


def _python(value: Any) -> Any:
    from nbreports.document.arrow_times import iso

    try:
        return value.as_py()
    except (ValueError, OverflowError):
        return iso(value)
