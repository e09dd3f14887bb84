"""Frames of every reasonable and unreasonable kind, and what is said of them."""

import datetime as dt

import pandas as pd
from hypothesis import strategies as st

from nbreports.sources.catalog import Catalog
from nbreports.sources.engine import Engine
from nbreports.sources.frames import open_frame
from nbreports.sources.profile import profile
from nbreports.suggest.facts import facts_of

ODD = (
    "a b",
    'say "x"',
    "it's",
    "😀 total",
    "col",
    "param",
    "group.key",
    "class",
    "1st",
    "Ä",
    "x\\y",
    "{{ y }}",
    "<b>",
)


def facts(frame):
    with Engine() as engine:
        return facts_of(profile(engine, open_frame(frame, "x").attach(engine)))


def check(definition, frame):
    """Do what ``nbreports check`` does."""
    from nbreports.pipeline.images import Folder, check_images
    from nbreports.pipeline.run import Run

    catalog = Catalog()
    catalog.register("data", frame)
    with Engine() as engine:
        plan = Run(definition, (), catalog=catalog).plan(engine)
    check_images(plan, Folder(None))
    return plan


def sales(rows=60):
    regions, people = ("North", "South", "West"), ("Ada", "Bo", "Chen", "Dia", "Eve")
    return pd.DataFrame(
        {
            "order_id": range(1000, 1000 + rows),
            "order_date": [dt.datetime(2024, 1, 1) + dt.timedelta(days=5 * i) for i in range(rows)],
            "region": [regions[i % 3] for i in range(rows)],
            "customer": [people[i % 5] for i in range(rows)],
            "discount_rate": [(i % 4) / 10 for i in range(rows)],
            "amount": [10.5 + i * 7 % 90 for i in range(rows)],
            "paid": [i % 4 > 0 for i in range(rows)],
        }
    )


_CELLS = {
    "text": st.sampled_from(["a", "b", "", "North", "<b>", "{{ x }}", "😀"]),
    "long": st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    "integer": st.integers(-(2**40), 2**40),
    "few": st.integers(0, 3),
    "float": st.floats(-1e9, 1e9),
    "boolean": st.booleans(),
    "date": st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
    "moment": st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2030, 1, 1)),
    "written": st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)).map(str),
    "duration": st.timedeltas(dt.timedelta(0), dt.timedelta(days=9)),
    "empty": st.none(),
    "bytes": st.binary(max_size=4),
}
_NAMES = st.one_of(
    st.sampled_from(
        (
            *ODD,
            "amount",
            "date",
            "region",
            "id",
            "order_id",
            "year",
            "month",
            "rate",
            "dep_time",
            "rows",
            "Share",
            "group",
        )
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
)


@st.composite
def frames(draw):
    rows = draw(st.sampled_from([0, 1, 2, 25]))
    names = draw(st.lists(_NAMES, min_size=1, max_size=9, unique=True))
    columns = {}
    for name in names:
        kind = draw(st.sampled_from(sorted(_CELLS)))
        cells = draw(st.lists(st.one_of(_CELLS[kind], st.none()), min_size=rows, max_size=rows))
        columns[name] = pd.Series(cells, dtype=object)
    return pd.DataFrame(columns)
