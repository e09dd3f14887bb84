"""A look at a document while it is made: its first lines can be drawn, its totals so far are final."""

import json

import pytest
from trouble import holding, made, run, trouble

from nbreports import Column, Group, Metric, Report, Row, Table
from nbreports.document.nodes import BandRow, DetailRows, DocumentEnd, DocumentStart, TableStart
from nbreports.errors import SpoolError
from nbreports.pipeline.preview_drawing import output_of
from nbreports.pipeline.spool import SpoolWriter, read_spool
from nbreports.pipeline.spool_peek import Peek, SpoolPeek
from nbreports.renderers.base import RenderContext
from nbreports.renderers.registry import ENDINGS, renderer_for

ROWS = 30_000


def definition(at="footer"):
    table = Table("id", Column("amount", total="sum"), group_by=[Group("g", totals_at=at), "h"])
    return Report("Long", "rows", [Row(Metric("sum(amount)"), Metric("count()")), table]).definition


@pytest.fixture(scope="module", params=["footer", "header", "both"])
def lists(request, tmp_path_factory):
    """The lists of a whole document."""
    path = tmp_path_factory.mktemp("peek") / "spool"
    made(run(definition(request.param), holding(trouble(ROWS)), endings=(".csv",), spool=path, table=None))
    return list(read_spool(path))


def test_nothing_is_there_before_it_begins(tmp_path):
    assert SpoolPeek(tmp_path / "spool").look() == Peek()
    writer = SpoolWriter(tmp_path / "spool")
    writer._opened()
    assert SpoolPeek(tmp_path / "spool").look() == Peek()
    writer.close()


def test_each_look_shows_what_is_there_and_only_that(tmp_path, lists):
    peek, writer = SpoolPeek(tmp_path / "spool", lines=50), SpoolWriter(tmp_path / "spool")
    written = []
    for nodes in lists:
        writer.write(nodes)
        written += nodes
        look = peek.look()
        assert look.rows == sum(node.height for node in written if isinstance(node, DetailRows))
        assert look.of == ROWS and not look.complete
        # a document of its own, whole for whoever renders it
        assert isinstance(look.nodes[0], DocumentStart) and isinstance(look.nodes[-1], DocumentEnd)
        page, _ = output_of(look.nodes)
        assert sum(isinstance(node, BandRow | DetailRows) for node in look.nodes) <= 50
        assert sum(node.height for node in look.nodes if isinstance(node, DetailRows)) <= 50
        if not isinstance(written[-1], DocumentEnd):
            assert (
                page["warnings"][-1]["code"] == "beginning"
                and "being made" in page["warnings"][-1]["message"]
            )
        # totals are those of whole groups, in the order in which they were closed
        summed = {}
        for node in written:
            if isinstance(node, BandRow) and node.level == 1 and any(node.cells):
                summed[node.key] = node.cells[1].text
        groups = {total.label: total.figures[0][1] for total in look.totals if total.level == 1}
        assert groups == summed
        assert len([total for total in look.totals if total.level == 1]) == len(summed)
    writer.finish()
    look = peek.look()
    assert look.complete and look.rows == ROWS
    # two metrics, four groups, each once wherever its totals stand, the summary
    assert [total.level for total in look.totals] == [0, 0, 1, 1, 1, 1, 0]
    assert look.counted == 7
    assert "being made" not in json.dumps(output_of(look.nodes)[0])


def test_the_first_lines_are_those_of_the_document(tmp_path, lists):
    writer = SpoolWriter(tmp_path / "spool")
    for nodes in lists:
        writer.write(nodes)
    writer.finish()
    page, _ = output_of(SpoolPeek(tmp_path / "spool", lines=300).look().nodes)
    whole, _ = output_of(node for nodes in lists for node in nodes)
    assert page["body"][0] == whole["body"][0]
    few, all_ = json.dumps(page["body"][1]["rows"]), json.dumps(whole["body"][1]["rows"])
    assert len(few) > 1000 and all_.startswith(few[:-1])


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_first_lines_can_be_drawn_wherever_they_end(tmp_path, lists, ending):
    writer = SpoolWriter(tmp_path / "spool")
    for nodes in lists[:3]:
        writer.write(nodes)
    writer.close()
    for lines in (1, 2, 3, 4, 5, 8, 400):
        renderer = renderer_for(f"x{ending}")(RenderContext(None, tmp_path))
        try:
            look = SpoolPeek(tmp_path / "spool", lines=lines).look()
            has_table = any(isinstance(node, TableStart) for node in look.nodes)
            if ending in (".csv", ".parquet") and not has_table:
                continue
            made = b"".join(part for node in look.nodes for part in renderer.feed(node)) + b"".join(
                renderer.finish()
            )
            assert made
        finally:
            renderer.close()


def test_a_look_reads_a_bounded_piece_of_a_long_document(tmp_path, lists):
    writer = SpoolWriter(tmp_path / "spool")
    writer.write(lists[0])
    for _ in range(100):
        writer.write(lists[2])
    writer.close()
    peek = SpoolPeek(tmp_path / "spool")
    first, second, third = peek.look(), peek.look(), peek.look()
    assert 0 < first.rows < second.rows == third.rows


def test_a_run_taken_up_again_is_looked_at_from_its_beginning(tmp_path, lists):
    peek, path = SpoolPeek(tmp_path / "spool"), tmp_path / "spool"
    writer = SpoolWriter(path)
    for nodes in lists[:4]:
        writer.write(nodes)
    writer.close()
    before = peek.look()
    assert before.rows
    writer = SpoolWriter(path)
    writer.write(lists[0])
    assert peek.look().rows == 0
    for nodes in lists[1:4]:
        writer.write(nodes)
    writer.close()
    assert peek.look().rows == before.rows
    path.unlink()
    assert peek.look() == Peek()


def test_damage_is_an_error_and_no_figure(tmp_path, lists):
    path = tmp_path / "spool"
    writer = SpoolWriter(path)
    for nodes in lists:
        writer.write(nodes)
    writer.close()
    data = path.read_bytes()
    path.write_bytes(data[:-500] + bytes([data[-500] ^ 4]) + data[-499:])
    with pytest.raises(SpoolError) as caught:
        SpoolPeek(path).look()
    assert caught.value.code == "spool_damaged"
