"""Joined rows are all there, in the order of the left side, and every total counts each of them."""

import pyarrow as pa
import pytest
from brute import total
from making import made

from nbreports import Catalog, Join, QuerySource, Report, Table
from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline.run import Run

ORDERS = [("o1", "a", 10), ("o2", "b", 20), ("o3", None, 30), ("o4", "a", 40), ("o5", "z", 50)]
TAGS = [("b", "late"), ("a", "new"), ("a", "large"), (None, "lost")]


def frames():
    orders = pa.table(
        {
            name: list(column)
            for name, column in zip(("id", "shop", "amount"), zip(*ORDERS, strict=True), strict=True)
        }
    )
    tags = pa.table(
        {name: list(column) for name, column in zip(("shop", "tag"), zip(*TAGS, strict=True), strict=True)}
    )
    return {"orders": orders, "tags": tags}


def joined(how):
    for order in ORDERS:
        found = [tag for shop, tag in TAGS if shop is not None and shop == order[1]]
        yield from ((*order, tag) for tag in found)
        if not found and how == "left":
            yield (*order, None)


@pytest.mark.parametrize("how", ["left", "inner"])
def test_rows_that_a_join_multiplies_are_all_counted_and_told(how):
    source = QuerySource("orders", joins=[Join("tags", on={"shop": "shop"}, how=how)])
    block = Table("id", "tags.tag", "amount", group_by="shop", totals="sum")
    output = made(Report("Joined", "both", [block], sources={"both": source}), frames())
    rows = list(joined(how))
    lines = output["body"][0]["rows"]
    printed = [tuple(line["values"].values()) for line in lines if line["band"] == "detail"]
    expected = sorted(
        ((id_, tag, amount, shop) for id_, shop, amount, tag in rows),
        key=lambda row: (row[3] is None, row[3]),
    )
    assert printed == [row[:3] for row in expected]
    for line in lines:
        if line["band"] in ("group_footer", "summary"):
            members = [row for row in rows if line["band"] == "summary" or row[1] == line["group"]["shop"]]
            assert line["values"] == {"amount": total([row[2] for row in members])}
    assert [warning["code"] for warning in output["warnings"]] == ["join_multiplies"]


async def test_the_owners_filter_is_in_no_line_and_no_total():
    catalog = Catalog()
    catalog.register("orders", frames()["orders"], where="shop == 'a'", hidden=["shop"])
    output = MemoryOutput("orders.md")
    report = Report("Orders", "orders", [Table("id", "amount", totals="sum")])
    await Run(report.definition, [output], catalog=catalog).execute()
    lines = [line.split("|")[1:3] for line in output.data.decode().splitlines() if line.startswith("|")][2:]
    assert [[cell.strip(" *") for cell in line] for line in lines] == [
        ["o1", "10"],
        ["o4", "40"],
        ["Total", "50"],
    ]
