"""Templates as small real pages."""

import io
import threading

import pandas as pd
import pytest
from PIL import Image

from nbreports.definition import ReportDefinition, definition_from_dict
from nbreports.errors import NbreportsError
from nbreports.report.known_source import known_source
from nbreports.report.merging import merged
from nbreports.report.sample_source import sample_source
from nbreports.report.template_pages import WIDTH, TemplatePages
from nbreports.sources.catalog import Catalog
from nbreports.suggest.instances import instance
from nbreports.templates import builtin_templates, read_template

EMPTY = ReportDefinition("Untitled report", "sales")


@pytest.fixture(scope="module")
def pages():
    found = TemplatePages()
    yield found
    found.close()


def known(frame):
    catalog = Catalog()
    catalog.register("sales", frame)
    return known_source(EMPTY, catalog)


def test_each_is_a_picture_of_its_page(pages):
    drawn = {each.key: pages.picture(each, sample_source(), EMPTY) for each in builtin_templates()}
    assert len(set(drawn.values())) == len(drawn)
    with Image.open(io.BytesIO(drawn["summary"])) as picture:
        assert abs(picture.width - WIDTH) <= 2
        assert abs(picture.width / picture.height - 16 / 11) < 0.02
        assert len(picture.convert("L").getcolors(1000)) > 20


def test_another_frame_gives_another_picture(pages):
    template = builtin_templates()[0]
    frame = pd.DataFrame({"region": ["North", "South"], "amount": [1.0, 2.0]})
    first = pages.picture(template, known(frame), EMPTY)
    assert pages.picture(template, known(frame), EMPTY) is first, "remembered"
    frame.loc[0, "region"] = "East"
    assert pages.picture(template, known(frame), EMPTY) != first


def test_a_broken_template_says_why(pages, tmp_path):
    (tmp_path / "x.nbreport").write_text("{")
    with pytest.raises(NbreportsError, match="JSON"):
        pages.picture(read_template(tmp_path / "x.nbreport"), sample_source(), EMPTY)


def test_the_process_that_draws_is_let_go_when_idle_and_comes_back():
    pages = TemplatePages()
    template = builtin_templates()[2]
    first = pages.picture(template, sample_source(), EMPTY)
    thread = threading.Thread(target=pages._idle)
    thread.start()
    thread.join()
    assert pages._pool is None
    pages._kept.clear()
    assert pages.picture(template, sample_source(), EMPTY) == first
    pages.close()
    assert pages._timer is None


def test_no_picture_once_closed():
    closed = TemplatePages()
    closed.close()
    with pytest.raises(NbreportsError):
        closed.picture(builtin_templates()[0], sample_source(), EMPTY)


def base():
    return definition_from_dict(
        {
            "schema": "nbreport/1",
            "title": "Mine",
            "source": "sales",
            "locale": "de-CH",
            "fields": {"amount": {"label": "Umsatz"}},
            "measures": {"all": {"expr": "sum(amount)"}},
            "theme": {"base": "vibrant", "logo": "logo.svg"},
            "body": [{"kind": "row", "id": "b2", "blocks": [{"kind": "metric", "id": "m", "value": "all"}]}],
        }
    )


def made():
    frame = pd.DataFrame({"region": ["North", "South"], "year": [2024, 2025], "amount": [1.0, 2.0]})
    return instance(builtin_templates()[3], "sales", known(frame).fields).definition


def test_a_template_in_the_place_of_the_blocks():
    found = merged(base(), made(), "replace", untitled=("Untitled report",))
    assert found.title == "Mine"
    assert (found.locale, found.theme.base, found.theme.logo) == ("de-CH", "corporate", "logo.svg")
    assert found.fields["amount"].label == "Umsatz"
    assert "all" in found.measures
    assert "m" not in {block.id for block in found.body}
    assert merged(base(), made(), "replace", untitled=("Mine",)).title == "Sales at a glance"


def test_a_template_below_the_blocks():
    found = merged(base(), made(), "add")
    assert found.body[0] == base().body[0]
    assert len(found.body) == 1 + len(made().body)
    assert found.theme.base == "vibrant"
