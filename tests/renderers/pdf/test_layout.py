"""Columns: whatever a table holds stands inside the margins, whole, once, in order."""

from __future__ import annotations

import re

import pytest
import sample
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import chars, texts

from nbreports.document.formatting import FormatSpec
from nbreports.document.nodes import PageSetup, TableEnd, TableStart, Width
from nbreports.errors import RenderError
from nbreports.renderers.pdf.layout import Need, fit

MM = 72 / 25.4
INTEGER = FormatSpec("integer", "0")


def table(columns: tuple, data: dict, title: str | None = None) -> list[object]:
    return [TableStart("wide", title, None, columns), sample.rows(columns, data), TableEnd("wide")]


def inside(data: bytes, page: PageSetup) -> None:
    left, right = page.margin_left * MM - 0.6, (page.width - page.margin_right) * MM + 0.6
    for boxes in chars(data):
        for box in boxes:
            assert left <= box.left, box
            assert box.right <= right, box
            assert 8 < box.bottom < box.top < page.height * MM - 8, box


words = st.text(st.sampled_from("abcdefgh XYZ-éж"), max_size=40)


@given(
    count=st.integers(1, 90),
    columns=st.integers(1, 7),
    seeds=st.lists(words, min_size=3, max_size=12),
    big=st.integers(0, 10**12),
    landscape=st.booleans(),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_table_is_whole_and_inside_the_margins(count, columns, seeds, big, landscape) -> None:
    page = PageSetup(width=297, height=210) if landscape else PageSetup()
    cols = [sample.column("key", "Key", INTEGER)]
    data: dict[str, list] = {"key": [700_000_000 + i for i in range(count)]}
    for place in range(columns):
        spec = INTEGER if place % 3 == 1 else sample.TEXT
        cols.append(sample.column(f"c{place}", f"Column {place} named at length", spec))
        data[f"c{place}"] = [
            (big + i * place) if spec is INTEGER else seeds[(i + place) % len(seeds)] for i in range(count)
        ]
    pdf = sample.render(sample.document(table(tuple(cols), data), page=page))
    inside(pdf, page)
    found = re.findall(r"(?<!\d)7000000\d\d(?!\d)", "".join(texts(pdf)))
    assert found == [str(key) for key in data["key"]]
    everything = "".join("".join(texts(pdf)).split())
    for column in cols[1:]:
        for value in set(data[column.name]):
            if column.spec is INTEGER:
                assert str(value) in everything
    # hyphens at a line's end are read back as breaks of one word
    plain = everything.replace("\ufffe", "").replace("-", "").replace("\u0002", "")
    letters = sum(plain.count(char) for char in "XYZ")
    expected = sum(
        value.count(char) for c in cols if c.spec is not INTEGER for value in data[c.name] for char in "XYZ"
    )
    assert letters == expected


def test_numbers_align_at_their_right_edge() -> None:
    columns = (sample.column("n", "N", INTEGER), sample.column("t", "T"))
    pdf = sample.render(
        sample.document(
            table(columns, {"n": [4, 24, 334, 4444], "t": ["a", "b", "c", "d"]}), show_stamp=False
        )
    )
    boxes = [box for box in chars(pdf)[0] if box.text in "234"]
    edges = {}
    for box in boxes:
        edges[round(box.bottom)] = max(edges.get(round(box.bottom), 0), box.right)
    rows = [edge for bottom, edge in edges.items() if 600 < bottom < 740]
    assert len(rows) >= 4
    assert max(rows) - min(rows) < 1.0


def test_a_number_wider_than_its_column_is_squeezed_not_cut() -> None:
    columns = (
        sample.column("n", "N", INTEGER, width=Width(8, "mm")),
        sample.column("t", "T", width=Width(20, "mm")),
    )
    first = sample.rows(columns, {"n": list(range(3000)), "t": ["x"] * 3000})
    late = sample.rows(columns, {"n": [123_456_789_012_345], "t": ["y"]})
    pdf = sample.render(sample.document([TableStart("t", None, None, columns), first, late, TableEnd("t")]))
    assert "123456789012345" in "".join(texts(pdf))
    inside(pdf, PageSetup())


def test_text_that_comes_later_and_is_longer_wraps() -> None:
    columns = (sample.column("t", "T"), sample.column("n", "N", INTEGER))
    first = sample.rows(columns, {"t": ["x"] * 3000, "n": list(range(3000))})
    late = sample.rows(columns, {"t": ["many words " * 60 + "end"], "n": [-5]})
    pdf = sample.render(sample.document([TableStart("t", None, None, columns), first, late, TableEnd("t")]))
    assert "".join(texts(pdf)).count("words") == 60
    inside(pdf, PageSetup())


def test_a_table_wider_than_any_page_is_refused_by_name() -> None:
    columns = tuple(sample.column(f"c{i}", f"Column {i}", INTEGER) for i in range(60))
    with pytest.raises(RenderError, match="'Too wide' has 60 columns") as caught:
        sample.render(sample.document(table(columns, {c.name: [123_456] for c in columns}, "Too wide")))
    assert caught.value.where == "wide"
    assert "landscape" in (caught.value.remedy or "")


def test_text_shrinks_before_a_table_is_refused() -> None:
    needs = [Need(6000, 6000, text=False)] * 9
    wide = fit(needs, ["right"] * 9, 560, 8.5, "t")
    tight = fit(needs, ["right"] * 9, 470, 8.5, "t")
    assert wide.size == 8.5
    assert 6.4 < tight.size < 8.5
    assert tight.columns[-1].right <= 470.01


@given(
    st.lists(
        st.tuples(
            st.floats(100, 9000), st.floats(0, 40_000), st.booleans(),
            st.none() | st.builds(Width, st.floats(1, 60), st.sampled_from(["mm", "%", "fr"])),
        ),
        min_size=1, max_size=8,
    )
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_columns_never_overlap_and_never_leave_the_page(asked) -> None:
    needs = [Need(least, least + more, text=text, width=width) for least, more, text, width in asked]
    try:
        grid = fit(needs, (["left", "right"] * 4)[: len(needs)], 500, 8.5, "t")
    except RenderError:
        return
    edge = 0.0
    for need, column in zip(needs, grid.columns, strict=True):
        assert column.left >= edge - 0.01
        assert column.width > 0
        if not need.text:
            assert column.width >= need.least * grid.size / 1000 - 0.01
        edge = column.right
    assert edge <= 500.01


def test_widths_asked_for_are_given() -> None:
    needs = [
        Need(1000, 2000, width=Width(30, "mm")), Need(1000, 2000, width=Width(25, "%")),
        Need(500, 9000, width=Width(2, "fr")), Need(500, 9000, width=Width(1, "fr")),
    ]  # fmt: skip
    columns = fit(needs, ["left"] * 4, 424, 8.5, "t").columns
    assert columns[0].width == pytest.approx(30 * MM)
    assert columns[1].width == pytest.approx(100)
    assert columns[2].width == pytest.approx(2 * columns[3].width)
    assert columns[3].right == pytest.approx(424)
