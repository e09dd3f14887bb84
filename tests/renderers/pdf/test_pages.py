"""A long grouped table over pages: every row once and in order, heads repeated, groups named again."""

from __future__ import annotations

import re

import pytest
import sample
from reading import chars, lines, outline, texts

from nbreports.document.formatting import FormatSpec
from nbreports.document.nodes import PageBand, PageNumber, PageSetup, TableEnd, TableGroup, TableStart

ORDER = (sample.column("n", "Number", FormatSpec("integer", "0")), sample.column("name", "Name"))


def numbered(count: int, group: object = (), first: int = 0, width: int = 1) -> object:
    ids = range(first, first + count)
    return sample.rows(ORDER, {"n": list(ids), "name": [f"row{i} " * width for i in ids]}, group)


def one_table(*nodes: object, groups: tuple[TableGroup, ...] = (), **more: object) -> list[object]:
    return [TableStart("t", None, None, ORDER, groups, **more), *nodes, TableEnd("t")]


def grouped(sizes: list[int], group: TableGroup, totals: bool = True) -> list[object]:
    nodes, first = [], 0
    for index, size in enumerate(sizes):
        nodes.append(sample.band("group_header", 1, f"Group {index}", ORDER))
        nodes.append(numbered(size, (("g", index),), first))
        nodes.append(
            sample.band("group_footer", 1, f"End {index}", ORDER, {"n": 1000 + index} if totals else {})
        )
        first += size
    return one_table(*nodes, groups=(group,))


def page_of(pages: list[list[str]], start: str) -> int:
    return next(i for i, page in enumerate(pages) if any(line.startswith(start) for line in page))


@pytest.fixture(scope="module")
def long() -> bytes:
    return sample.render(sample.document(sample.grouped()))


def test_rows_are_complete_and_in_order(long: bytes) -> None:
    printed = [m[0] for page in texts(long) for m in re.finditer(r"\w{3} \d{1,2}, 2026", page)]
    expected = [sample.format_value(sample.sale(i)[0], sample.DATE) for i in range(258)]
    assert printed == expected


def test_heads_and_numbers_stand_on_every_page(long: bytes) -> None:
    pages = lines(long)
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert page[-1].endswith(f"Page {number} of {len(pages)}")
        assert page[0] == "Sales by region Third quarter 2026"
        head = " ".join(page[1:8])
        assert "Quantity" in head
        assert "Customer" in head


def test_a_group_that_goes_on_is_named_again(long: bytes) -> None:
    pages = lines(long)
    inside = [page for page in pages if "Region: South (continued)" in page]
    assert len(inside) >= 3
    for page in inside:
        after = page[page.index("Region: South (continued)") + 1]
        assert after.startswith("Month: ")


def test_totals_stand_below_their_rows(long: bytes) -> None:
    flat = [line for page in lines(long) for line in page]
    assert flat.index("Region: North") < next(
        i for i, line in enumerate(flat) if line.startswith("Total North")
    )
    assert any(line.startswith("Total September 194 110,790.60") for line in flat)
    assert flat[-3].startswith("Total 12,345") or any(line.startswith("Total 12,345") for line in flat)


def test_bookmarks_lead_to_groups(long: bytes) -> None:
    found = outline(long)
    pages = lines(long)
    assert [(level, name) for level, name, _ in found if level < 2] == [
        (0, "All sales"), (1, "North"), (1, "South"), (1, "West"),
    ]  # fmt: skip
    assert [name for level, name, _ in found if level == 2][:3] == ["July", "August", "September"]
    for level, name, page in found:
        if level == 1:
            assert f"Region: {name}" in pages[page]


@pytest.mark.parametrize("before", range(40, 58))
def test_no_header_is_left_alone_at_the_foot(before: int) -> None:
    pages = lines(sample.render(sample.document(grouped([before, 5], TableGroup("g", "G", "integer")))))
    header = page_of(pages, "Group 1")
    page = pages[header]
    place = page.index("Group 1")
    assert [line.split()[0] for line in page[place + 1 : place + 3]] == [str(before), str(before + 1)]
    end = pages[page_of(pages, "End 1")]
    spot = next(i for i, line in enumerate(end) if line.startswith("End 1"))
    assert end[spot - 1].startswith(str(before + 4))


def test_a_whole_group_moves_together() -> None:
    group = TableGroup("g", "G", "integer", keep_together="whole")
    pages = lines(sample.render(sample.document(grouped([30, 30, 120, 4], group))))
    for index in (0, 1, 3):
        assert page_of(pages, f"Group {index}") == page_of(pages, f"End {index}")
    # taller than a page: it breaks after all, and is named again
    assert page_of(pages, "Group 2 (continued)") == page_of(pages, "Group 2 ") > page_of(pages, "Group 1")
    assert page_of(pages, "End 2") > page_of(pages, "Group 2")


def test_keep_together_none_still_has_no_lonely_header() -> None:
    group = TableGroup("g", "G", "integer", keep_together="none")
    pages = lines(sample.render(sample.document(grouped([46, 9], group))))
    page = pages[page_of(pages, "Group 1")]
    assert page[page.index("Group 1") + 1].startswith("46 ")


@pytest.mark.parametrize(("kind", "first_page"), [("between", 0), ("after", 0), ("before", 0)])
def test_a_page_for_each_group(kind: str, first_page: int) -> None:
    group = TableGroup("g", "G", "integer", page_break=kind)  # type: ignore[arg-type]
    pages = lines(sample.render(sample.document([sample.prose()], grouped([3, 3, 3], group))))
    found = [page_of(pages, f"Group {index}") for index in range(3)]
    start = 1 if kind == "before" else 0
    assert found == [start, start + 1, start + 2]
    assert len(pages) == start + 3 + (kind == "after")


def test_no_header_is_repeated_when_not_wanted() -> None:
    group = TableGroup("g", "G", "integer", repeat_header=False, bookmark=False)
    data = sample.render(sample.document(grouped([100], group)))
    assert "(continued)" not in "".join(texts(data))
    assert outline(data) == []


def test_lines_that_are_not_shown_are_not_printed() -> None:
    nodes = [
        sample.band("group_header", 1, "Hidden head", ORDER, shown=False),
        numbered(3, (("g", 1),)),
        sample.band("group_footer", 1, "Hidden foot", ORDER, {"n": 1}, shown=False),
    ]
    text = "".join(
        texts(sample.render(sample.document(one_table(*nodes, groups=(TableGroup("g", "G", "integer"),)))))
    )
    assert "Hidden" not in text
    assert "row2" in text


def test_a_row_taller_than_a_page_goes_on() -> None:
    words = " ".join(f"w{i}" for i in range(6000))
    data = sample.render(
        sample.document(one_table(sample.rows(ORDER, {"n": [1, 2], "name": [words, "last"]})))
    )
    found = re.findall(r"\bw\d+\b", " ".join(texts(data)))
    assert found == words.split()
    assert texts(data)[-1].count("last") == 1


def test_an_empty_table_says_so() -> None:
    data = sample.render(
        sample.document([TableStart("t", "Late", None, ORDER, no_data="No delays."), TableEnd("t")])
    )
    assert "Late" in texts(data)[0]
    assert "No delays." in texts(data)[0]
    assert "Number" not in texts(data)[0]


def test_first_page_may_differ() -> None:
    page = PageSetup(
        header=PageBand(left=("everywhere",)), footer=PageBand(center=(PageNumber("number"),)),
        first_differs=True, first_footer=PageBand(right=("only first",)),
    )  # fmt: skip
    pages = lines(sample.render(sample.document(one_table(numbered(100)), page=page)))
    assert "everywhere" not in pages[0]
    assert pages[0][-1] == "only first"
    assert pages[1][0] == "everywhere"
    assert pages[1][-1] == "2"


def test_long_running_texts_stay_apart_and_leave_room() -> None:
    stamp = "Source: a very long name of a file that goes on and on.parquet, filters and parameters, " * 3
    page = PageSetup(footer=PageBand(left=(stamp,), right=("Page ", PageNumber("number"))), margin_bottom=12)
    data = sample.render(sample.document(one_table(numbered(100)), page=page))
    boxes = chars(data)[0]
    assert min(box.bottom for box in boxes) > 4
    assert lines(data)[0][-1].endswith(("parameters,", "Page 1")) or "Page 1" in texts(data)[0]
    rows = [box.bottom for box in boxes if box.text == "w"]
    footer = max(box.top for box in boxes if box.bottom < 60)
    assert min(y for y in rows if y > 60) > footer


def test_a_rowless_start_makes_one_page() -> None:
    assert len(texts(sample.render(sample.document()))) == 1


@pytest.mark.parametrize("before", [48, 49, 50, 51, 52, 53])
def test_a_group_that_has_ended_is_not_named_again(before: int) -> None:
    nodes = []
    for index, size in enumerate((before, 40, 3)):
        nodes += [
            sample.band("group_header", 1, f"Group {index}", ORDER),
            numbered(size, (("g", index),), 100 * index),
            sample.band("group_footer", 1, "", ORDER, shown=False),
        ]
    table = one_table(*nodes, groups=(TableGroup("g", "G", "integer", totals_at="none"),))
    for page in lines(sample.render(sample.document(table))):
        for index in range(3):
            again = f"Group {index} (continued)"
            if again in page:
                assert page[page.index(again) + 1].startswith(
                    tuple(str(100 * index + row) for row in range(100))
                )


def test_the_stamp_is_not_said_twice() -> None:
    text = sample.start().stamp.text
    said = PageSetup(footer=PageBand(left=(text,), right=("Page ", PageNumber("number"))))
    for page in lines(sample.render(sample.document(one_table(numbered(100)), page=said))):
        assert sum(text in line for line in page) == 1
    plain = lines(sample.render(sample.document(one_table(numbered(100)))))
    assert sum(text in line for page in plain for line in page) == 1
