"""The codec: whatever a document may hold comes back as it was, and whatever it may not is refused by name."""

import struct
import sys
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbreports.document import codec, nodes
from nbreports.document.codec import CLASSES, decode, encode, schema
from nbreports.document.formatting import FormatSpec
from nbreports.errors import RenderError, SpoolError

sys.path.append(str(Path(__file__).parent.parent / "renderers"))
import documents

# --- what can be in a document ---------------------------------------------------------------------------------

zones = st.sampled_from([
    None, UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("UTC"), timezone(timedelta(hours=5, minutes=45)),
    timezone(timedelta(hours=-3), "Sommerzeit"), timezone(timedelta(0), "GMT"),
    timezone(timedelta(microseconds=-1)),
])  # fmt: skip
texts = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["\ud83d\ude00", "🐟", "\ud800", "\x00", "مؤسسة", "\u2028", '"\\', "x" * 300, "NaN"]),
)
integers = st.one_of(st.integers(), st.sampled_from([2**63, -(2**127), 10**4000]))
floats = st.one_of(st.floats(), st.sampled_from([-0.0, 5e-324, float("inf"), float("-inf"), float("nan")]))
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        integers,
        floats,
        texts,
        st.binary(max_size=6),
        st.decimals(),
        st.sampled_from([Decimal("-0.00"), Decimal("1E+400"), Decimal("sNaN7"), Decimal(10**37)]),
        st.dates(),
        st.datetimes(timezones=zones),
        st.builds(lambda moment, fold: moment.replace(fold=fold), st.datetimes(), st.integers(0, 1)),
        st.times(timezones=zones),
        st.timedeltas(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.one_of(texts, st.dates()), inner, max_size=3),
    ),
    max_leaves=4,
)

names = {
    **vars(nodes),
    "FormatSpec": FormatSpec,
    "datetime": datetime,
    "Any": Any,
    "Sequence": Sequence,
    "pa": pa,
}
scalars = {
    str: texts, int: integers, float: floats, bool: st.booleans(), bytes: st.binary(max_size=9), type(None): st.none(),
    datetime: st.datetimes(timezones=zones), Any: values,
}  # fmt: skip


def of(hint):
    """Values of a type, from its annotation: what a new node may hold is tried without being named here."""
    if hint in scalars:
        return scalars[hint]
    if hint is nodes.DetailRows:
        return rows()
    if is_dataclass(hint):
        hints = get_type_hints(hint, names)
        return st.builds(hint, **{field.name: of(hints[field.name]) for field in fields(hint)})
    kind, inside = get_origin(hint), get_args(hint)
    if kind is Literal:
        return st.sampled_from(inside)
    if kind in (Union, UnionType):
        leaves = [
            each for each in inside if each not in (nodes.RowNode, nodes.DocumentStart, nodes.DocumentEnd)
        ]
        return st.one_of(*map(of, leaves))
    if kind is tuple and inside[-1] is Ellipsis:
        return st.lists(of(inside[0]), max_size=2).map(tuple)
    if kind is tuple:
        return st.tuples(*map(of, inside))
    if kind is Sequence:
        return st.lists(of(inside[0]), max_size=2)
    if kind is dict:
        return st.dictionaries(of(inside[0]), of(inside[1]), max_size=2)
    raise AssertionError(f"the codec is not tried with {hint}")


def arrow(values, kind):
    return st.tuples(st.just(kind), st.lists(st.one_of(st.none(), values), min_size=9, max_size=9))


columns = st.one_of(
    arrow(st.integers(-(2**63), 2**63 - 1), pa.int64()),
    arrow(st.integers(-128, 127), pa.int8()),
    arrow(st.floats(), pa.float64()),
    arrow(st.floats(width=32), pa.float32()),
    arrow(st.booleans(), pa.bool_()),
    arrow(st.text(st.characters(exclude_categories=["Cs"])), pa.string()),
    arrow(st.text(st.characters(exclude_categories=["Cs"])), pa.large_string()),
    arrow(st.text(st.characters(exclude_categories=["Cs"])), pa.string_view()),
    arrow(st.sampled_from("abc"), pa.dictionary(pa.int32(), pa.string())),
    arrow(st.binary(max_size=5), pa.binary()),
    arrow(st.decimals(-(10**15), 10**15, places=2), pa.decimal128(18, 2)),
    arrow(st.decimals(-(10**60), 10**60, places=2), pa.decimal256(70, 2)),
    arrow(st.dates(), pa.date32()),
    arrow(st.datetimes(), pa.timestamp("us")),
    arrow(st.datetimes(), pa.timestamp("us", "Asia/Kathmandu")),
    arrow(st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1)), pa.timestamp("ns")),
    arrow(st.times(), pa.time64("us")),
    arrow(st.timedeltas(timedelta(-9999), timedelta(9999)), pa.duration("us")),
    arrow(st.lists(st.integers(0, 9), max_size=3), pa.list_(pa.int64())),
    arrow(st.nothing(), pa.null()),
).map(lambda made: pa.array(made[1], made[0]))


def spec_of(kind):
    types = pa.types
    for fits, name in (
        (types.is_boolean, "boolean"), (types.is_integer, "integer"), (types.is_floating, "float"),
        (types.is_decimal, "decimal"), (types.is_date, "date"), (types.is_timestamp, "datetime"),
        (types.is_time, "time"), (types.is_duration, "duration"), (types.is_binary, "bytes"),
    ):  # fmt: skip
        if fits(kind):
            return FormatSpec(name, locale="de-DE", timezone="America/New_York")
    return FormatSpec("text")


@st.composite
def rows(draw):
    """Rows with arrays of their own, or cut from longer ones."""
    height = draw(st.integers(0, 9))
    arrays = draw(st.lists(columns, max_size=3))
    start = draw(st.integers(0, 9 - height))
    wholes = [nodes.ColumnChunk(array, spec_of(array.type)) for array in arrays]
    cut = draw(st.sampled_from(["alone", "shared", "mixed"]))

    def beside(values):
        return draw(st.one_of(st.none(), st.lists(values, min_size=height, max_size=height)))

    chunks = [
        nodes.ColumnChunk(
            whole.values.slice(start, height), whole.spec, beside(integers), beside(texts), beside(floats),
            beside(st.sampled_from(["up", None])),
            *((whole, start) if cut == "shared" or (cut == "mixed" and index % 2) else ()),
        )
        for index, whole in enumerate(wholes)
    ]  # fmt: skip
    group = draw(of(get_type_hints(nodes.BandRow, names)["group"]))
    return nodes.DetailRows(draw(st.integers(0, 3)), group, tuple(chunks), height, beside(integers))


# --- sameness --------------------------------------------------------------------------------------------------


def same(one, other):
    """Whether two values are the same in every part: type, sign of zero, NaN, zone, fold, text as it is printed."""
    if type(one) is not type(other):
        return False
    if isinstance(one, nodes.ColumnChunk):
        return (
            one.values.type == other.values.type
            and one.values.to_pylist().__repr__() == other.values.to_pylist().__repr__()
            and one.text == other.text
            and same([one.spec, *_beside(one)], [other.spec, *_beside(other)])
        )
    if is_dataclass(one):
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same([*one.items()], [*other.items()])
    if isinstance(one, datetime | time):
        return one.replace(tzinfo=None) == other.replace(tzinfo=None) and one.fold == other.fold and (
            one.tzinfo is other.tzinfo or repr(one.tzinfo) == repr(other.tzinfo)
        )  # fmt: skip
    return repr(one) == repr(other) if isinstance(one, float | Decimal) else one == other


def _beside(chunk):
    return [chunk.styles, chunk.links, chunk.bars, chunk.icons]


def back(*some):
    return decode(encode(some))


# --- the tests -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", get_args(nodes.Node), ids=lambda kind: kind.__name__)
def test_every_node_comes_back_as_it_was(kind):
    @settings(max_examples=40)
    @given(st.lists(of(kind), min_size=1, max_size=2))
    def check(some):
        for one, other in zip(some, back(*some), strict=True):
            assert same(one, other)

    check()


@given(values)
def test_every_value_comes_back_as_it_was(value):
    (cell,) = back(nodes.ImageNode("i", None, None, value))
    assert same(cell.image, value)


def test_the_table_of_types_is_that_of_the_nodes():
    kinds = {kind for kind in vars(nodes).values() if isinstance(kind, type) and is_dataclass(kind)}
    assert kinds | {FormatSpec} == set(CLASSES)
    # these two are written field by field
    assert [field.name for field in fields(nodes.DetailRows)] == [
        "level",
        "group",
        "columns",
        "height",
        "row_styles",
    ]
    assert [field.name for field in fields(nodes.ColumnChunk)] == [
        "values", "spec", "styles", "links", "bars", "icons", "whole", "offset"
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Ada", "\ud800 & \ud83d\ude00 <b>", "שלום 🐟"])
def test_whole_documents_come_back(text):
    document = [*documents.whole(), *documents.hostile(text)]
    for one, other in zip(document, back(*document), strict=True):
        assert same(one, other)


def test_rows_of_many_groups_keep_sharing_one_run():
    long = pa.array([f"row {number}" for number in range(10_000)])
    whole = nodes.ColumnChunk(long, FormatSpec("text"))
    cut = [
        nodes.DetailRows(
            1, (("g", at),), (nodes.ColumnChunk(long.slice(at, 2), whole.spec, whole=whole, offset=at),), 2
        )
        for at in range(4000, 4100, 2)
    ]
    record = encode(cut)
    read = decode(record)
    assert len({id(node.columns[0].whole) for node in read}) == 1
    assert [node.columns[0].text for node in read] == [
        [f"row {at}", f"row {at + 1}"] for at in range(4000, 4100, 2)
    ]
    # only the stretch that is needed is kept
    assert b"row 4000" in record and b"row 3999" not in record and b"row 4200" not in record


class Foreign(tzinfo):
    def utcoffset(self, moment):
        return timedelta(0)


class Word(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({1, 2}, "set"),
        (Word("a"), "test_codec.Word"),
        (datetime(2026, 1, 1, tzinfo=Foreign()), "test_codec.Foreign"),
        (10**5000, "thousands of digits"),
        (1j, "complex"),
        (codec, "module"),
        ([("a", object())], "object"),
    ],
    ids=lambda value: "",
)
def test_what_no_document_holds_is_refused_by_name(value, named):
    with pytest.raises(RenderError) as caught:
        encode([nodes.ParamValue("p", "P", value, "")])
    assert named in caught.value.message
    assert caught.value.remedy


def test_a_refusal_says_in_which_block_it_is():
    for node, where in (
        (nodes.TextNode("intro", None, None, 1j), "intro"),
        (nodes.DocumentStart("T", "t", 1j), "DocumentStart"),
    ):
        with pytest.raises(RenderError) as caught:
            encode([nodes.PageBreakNode("p"), node])
        assert caught.value.where == where


def test_columns_that_are_not_as_long_as_their_rows_are_refused():
    chunk = nodes.ColumnChunk(pa.array([1, 2]), FormatSpec("integer"))
    with pytest.raises(RenderError, match="not as long"):
        encode([nodes.DetailRows(0, (), (chunk,), 3)])
    whole = nodes.ColumnChunk(chunk.values, FormatSpec("text"))
    other = nodes.ColumnChunk(chunk.values, FormatSpec("integer"), whole=whole)
    with pytest.raises(RenderError, match="format"):
        encode([nodes.DetailRows(0, (), (other,), 2)])


def test_bytes_that_are_no_record_are_an_error_of_their_own():
    record = encode([*documents.table()])
    for at in range(0, len(record), 7):
        with pytest.raises(SpoolError):
            decode(record[:at])
    with pytest.raises(SpoolError):
        decode(b"")
    with pytest.raises(SpoolError):
        decode(struct.pack("<IQ", 1, 8) + b"\0" * 4 + b"[[],[],1]"[:8])


def test_the_schema_changes_with_a_field_and_not_from_run_to_run(monkeypatch):
    before = schema()
    assert before == schema()
    monkeypatch.setattr(codec, "CLASSES", CLASSES[:-1])
    assert schema() != before
    monkeypatch.setattr(codec, "CLASSES", CLASSES)
    monkeypatch.setattr(codec, "VERSION", codec.VERSION + 1)
    assert schema() != before


@pytest.mark.parametrize("value", [date(1, 1, 1), time(1, 2, fold=1), timedelta.min, timedelta.max])
def test_the_ends_of_the_calendar(value):
    assert same(back(nodes.Tick(value, ""))[0].value, value)
