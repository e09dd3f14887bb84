"""Every built-in template makes a report of any frame that the check passes and that runs."""

import asyncio
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.suggest.frames import ODD, check, facts, frames, sales

from nbreports.definition.dump import dumps
from nbreports.definition.load import loads
from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline.run import Run
from nbreports.renderers.charts.drawer import chart_pool
from nbreports.sources.catalog import Catalog
from nbreports.suggest.instances import instance, instantiate
from nbreports.suggest.slotting import as_template
from nbreports.templates import Template, builtin_templates

TEMPLATES = builtin_templates()
EACH = pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
_SETTINGS = {
    "deadline": None,
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),  # a failing frame is small already
    "suppress_health_check": [
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
}


@pytest.fixture(scope="module")
def pool():
    with chart_pool() as found:
        yield found


def runs(definition, frame, pool, *names):
    catalog = Catalog()
    catalog.register("data", frame)
    outputs = [MemoryOutput(name) for name in ("report.json", *names)]
    asyncio.run(Run(definition, outputs, catalog=catalog, pool=pool).execute())
    return outputs


@given(frame=frames())
@settings(max_examples=15, **_SETTINGS)
def test_random_frames_give_reports_that_pass_the_check(frame):
    known = facts(frame)
    for template in TEMPLATES:
        definition = instantiate(template, "data", known)
        check(definition, frame)
        assert loads(dumps(definition)) == definition
        assert not definition.slots
        assert "slot." not in dumps(definition)


@given(frame=frames())
@settings(max_examples=6, **_SETTINGS)
def test_random_frames_run(frame, pool):
    known = facts(frame)
    for template in TEMPLATES[:-1]:
        runs(instantiate(template, "data", known), frame, pool)


@given(frame=frames())
@settings(max_examples=8, **_SETTINGS)
def test_own_templates_fit_other_frames(frame):
    known, others = facts(sales()), facts(frame)
    for template in TEMPLATES:
        saved = as_template(instantiate(template, "data", known), known)
        own = Template("own/x", Path("x.nbreport"), own=True, definition=saved)
        check(instantiate(own, "data", others), frame)


@EACH
def test_sales(template, pool):
    frame = sales()
    made = instance(template, "data", facts(frame))
    assert made.left_out == ()
    assert made.missing == ()
    check(made.definition, frame)
    runs(made.definition, frame, pool, "report.pdf", "report.html", "report.xlsx")


@EACH
@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"name": ["Ada", "Bo"], "town": ["Bern", "Basel"]}),
        pd.DataFrame({"note": ["one"]}),
        pd.DataFrame({"x": [1.5, 2.5, None]}),
        pd.DataFrame({"id": [1, 2, 3]}),
        pd.DataFrame({"when": pd.to_datetime(["2024-01-01", "2024-05-06"])}),
        pd.DataFrame({"amount": pd.Series([], dtype="float64"), "region": pd.Series([], dtype="object")}),
        pd.DataFrame({"nothing": [None, None]}),
        pd.DataFrame({name: [place, place + 1] for place, name in enumerate(ODD)}),
        pd.DataFrame({name: ["u", "v"] for name in ODD}),
        pd.DataFrame({f"column {i}": [i, i + 1] for i in range(300)}),
        pd.DataFrame({f"text {i}": ["a", "b"] for i in range(300)}),
        pd.DataFrame({"amount": [1.0], "n" * 400: ["x"]}),
    ],
    ids=[
        "text",
        "one",
        "number",
        "id",
        "date",
        "empty",
        "null",
        "odd",
        "odd text",
        "wide",
        "wide text",
        "long",
    ],
)
def test_odd_frames(template, frame, pool):
    definition = instantiate(template, "data", facts(frame))
    check(definition, frame)
    if template.key != "blank":
        assert definition.body
        runs(definition, frame, pool)
