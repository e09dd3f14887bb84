"""Random reports, every one valid: what the format allows, each key given or left out."""

from __future__ import annotations

from hypothesis import strategies as st

from nbreports.definition import (
    Chart,
    Column,
    Crosstab,
    CrosstabTotals,
    Field,
    FileSource,
    FirstPage,
    FrameSource,
    Group,
    Image,
    Join,
    Measure,
    Metric,
    Page,
    PageBreak,
    PageText,
    Param,
    ParamValues,
    QuerySource,
    ReportDefinition,
    Row,
    Rule,
    Slot,
    Style,
    Table,
    TableSource,
    Text,
    Theme,
)

TYPES = ("integer", "float", "decimal", "text", "boolean", "date", "datetime", "time", "duration", "bytes")
ROLES = ("date", "measure", "category", "id", "text")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=24)
names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True) | texts.filter(bool)
expressions = st.one_of(
    st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
    st.sampled_from(
        ["sum(amount)", "count()", "year(d) == 2024", 'col("a b")', "a if b else 'x'", "airline.name", "-1"]
    ),
    texts.filter(bool),
)
booleans = st.booleans()
colors = st.sampled_from(["primary", "positive", "negative", "warn", "muted", "#00ff7f", "#1764C0"])
hex_colors = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
formats = st.sampled_from(
    ["integer", "decimal:2", "percent:1", "currency:EUR", "date:short", "#,##0.0", "yyyy-MM-dd", "chf"]
)
numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
lengths = st.sampled_from(["20mm", "7.5mm", "100mm"])
counts = st.integers(1, 2**63 - 1)
ids = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,8}", fullmatch=True)


def maybe(strategy):
    return st.none() | strategy


def given_or_not(cls, required=(), /, **keys):
    """Build ``cls`` with each key of ``keys`` given or left to its default."""
    optional = {name: strategy for name, strategy in keys.items() if name not in required}
    return st.fixed_dictionaries({name: keys[name] for name in required}, optional=optional).map(
        lambda found: cls(**found)
    )


def several(strategy, most=3):
    return st.lists(strategy, max_size=most)


STYLE = {
    "color": maybe(colors),
    "background": maybe(colors),
    "bold": booleans,
    "italic": booleans,
    "text": maybe(texts),
}
styles = given_or_not(Style, **STYLE)
rules = st.one_of(
    given_or_not(
        Rule, ("when",), when=expressions, target=st.sampled_from(["cell", "row"]), on=maybe(names), **STYLE
    ),
    given_or_not(Rule, ("bar",), bar=st.just(True), on=maybe(names), **STYLE),
    given_or_not(Rule, ("scale",), scale=st.sampled_from(["blues", "diverging"]), on=maybe(names)),
    given_or_not(Rule, ("icons",), icons=st.sampled_from(["arrows", "stars"]), on=maybe(names)),
)
columns = given_or_not(
    Column,
    ("value",),
    value=expressions,
    name=maybe(names),
    label=maybe(texts),
    format=maybe(formats),
    total=maybe(booleans | expressions),
    width=maybe(st.sampled_from(["20mm", "12%", "2fr", "0.5fr"])),
    align=maybe(st.sampled_from(["left", "right", "center"])),
    style=several(rules, 2),
    visible=maybe(expressions),
    link=maybe(expressions),
)
groups = given_or_not(
    Group,
    ("by",),
    by=expressions,
    name=maybe(names),
    label=maybe(texts),
    sort=st.sampled_from(["asc", "desc", "-sales"]),
    top=maybe(counts),
    other=booleans,
    totals_at=st.sampled_from(["footer", "header", "both", "none"]),
    header=maybe(texts),
    footer=maybe(texts),
    page_break=maybe(st.sampled_from(["before", "after", "between"])),
    keep_together=st.sampled_from(["none", "whole", "first_rows"]),
    repeat_header=booleans,
    collapsed=booleans,
    bookmark=booleans,
)
COMMON = {"title": maybe(texts), "note": maybe(texts), "visible": maybe(expressions)}
SOURCED = {"where": maybe(expressions), "source": maybe(names)}
tables = given_or_not(
    Table,
    columns=several(expressions | columns),
    group_by=several(expressions | groups),
    totals=maybe(st.sampled_from(["sum", "mean", "count"])),
    grand_total=booleans | texts,
    detail=booleans,
    order_by=several(expressions),
    limit=maybe(counts),
    no_data=maybe(texts),
    style=several(rules, 2),
    **COMMON,
    **SOURCED,
)
margins = booleans | several(expressions)
crosstabs = given_or_not(
    Crosstab,
    rows=several(expressions),
    columns=several(expressions),
    values=several(expressions),
    totals=booleans | given_or_not(CrosstabTotals, rows=margins, columns=margins),
    order_by=several(expressions),
    style=several(rules, 2),
    no_data=maybe(texts),
    **COMMON,
    **SOURCED,
)
charts = given_or_not(
    Chart,
    ("type", "x"),
    type=st.sampled_from(["bar", "line", "area", "scatter", "pie", "histogram", "sparkline"]),
    x=expressions,
    y=maybe(expressions),
    color=maybe(expressions),
    size=maybe(expressions),
    stack=booleans,
    horizontal=booleans,
    sort=maybe(expressions),
    top=maybe(counts),
    other=booleans,
    bins=maybe(st.integers(1, 1000)),
    labels=booleans,
    x_title=maybe(texts),
    y_title=maybe(texts),
    format=maybe(formats),
    **COMMON,
    **SOURCED,
)
metrics = given_or_not(
    Metric,
    ("value",),
    value=expressions,
    label=maybe(texts),
    format=maybe(formats),
    compare=maybe(expressions),
    target=maybe(numbers | expressions),
    spark=maybe(expressions),
    **COMMON,
    **SOURCED,
)
texts_blocks = given_or_not(Text, ("md",), md=texts, **COMMON)
images = given_or_not(
    Image,
    ("src",),
    src=st.sampled_from(["logo.png", "pictures/a b.svg", "photo", "airline.logo"]),
    alt=texts,
    width=maybe(lengths),
    height=maybe(lengths),
    fit=st.sampled_from(["contain", "cover", "fill"]),
    **COMMON,
)
page_breaks = given_or_not(PageBreak, visible=maybe(expressions))
single_blocks = st.one_of(tables, crosstabs, charts, metrics, texts_blocks, images, page_breaks)


@st.composite
def rows(draw, inner):
    found = draw(st.lists(inner, max_size=3))
    keys = {}
    if draw(booleans):
        keys["widths"] = [draw(st.integers(1, 9) | st.floats(0.5, 4)) for _ in found]
    return Row(*found, **keys)


blocks = st.recursive(single_blocks, rows, max_leaves=4)

page_texts = given_or_not(PageText, left=texts, center=texts, right=texts)
pages = given_or_not(
    Page,
    size=st.sampled_from(["A3", "A4", "A5", "letter", "legal"]),
    orientation=st.sampled_from(["portrait", "landscape"]),
    margin=st.sampled_from(["15mm", "20mm 18mm", "1mm 2mm 3mm 4mm"]),
    header=maybe(page_texts),
    footer=maybe(page_texts),
    first=maybe(
        given_or_not(FirstPage, header=maybe(page_texts), footer=maybe(page_texts) | st.just("same"))
    ),
)
themes = given_or_not(
    Theme,
    base=st.sampled_from(["plain", "corporate", "minimal", "vibrant"]),
    primary=maybe(hex_colors),
    font=maybe(texts),
    logo=maybe(st.sampled_from(["logo.svg", "art/logo.png"])),
    palette=several(hex_colors),
)
param_values = maybe(given_or_not(ParamValues, ("source", "field"), source=names, field=names))
params = st.one_of(
    given_or_not(
        Param,
        ("name",),
        name=st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True),
        label=maybe(texts),
        default=maybe(texts),
        required=booleans,
        multi=booleans,
        values=param_values,
        depends_on=several(names, 2),
    ),
    st.builds(
        lambda name, low, span: Param(name, "integer", default=low, min=low, max=low + span),
        st.just("n"),
        st.integers(-9, 9),
        st.integers(0, 9),
    ),
    st.just(Param("rate", "decimal", default=0.25, values=[0.25, 1, 2.5])),
    st.just(Param("day", "date", default="today()", multi=True)),
    st.just(Param("days", "date", default=["2024-01-31", "today()"], multi=True)),
    st.just(Param("on", "boolean", default=True)),
)
sources = st.one_of(
    names,
    given_or_not(FrameSource, ("name",), name=names, where=maybe(expressions)),
    given_or_not(
        FileSource,
        ("path",),
        path=st.sampled_from(["a.csv", "data/b c.parquet"]),
        table=maybe(names),
        where=maybe(expressions),
    ),
    given_or_not(TableSource, ("table",), table=names, where=maybe(expressions)),
    given_or_not(
        QuerySource,
        ("from_",),
        from_=names,
        joins=several(
            given_or_not(
                Join,
                ("to", "on"),
                to=names,
                on=st.dictionaries(names, names, min_size=1, max_size=2),
                as_=maybe(names),
                how=st.sampled_from(["left", "inner"]),
            ),
            2,
        ),
        where=maybe(expressions),
    ),
)
fields = given_or_not(
    Field,
    label=maybe(texts),
    type=maybe(st.sampled_from(TYPES)),
    role=maybe(st.sampled_from(ROLES)),
    format=maybe(formats),
    unit=maybe(texts),
    hidden=booleans,
    expr=maybe(expressions),
)
measures = given_or_not(Measure, ("expr",), expr=expressions, label=maybe(texts), format=maybe(formats))
slots = given_or_not(
    Slot,
    role=maybe(st.sampled_from(ROLES)),
    type=maybe(st.sampled_from(TYPES)),
    label=maybe(texts),
    required=booleans,
)


def named(strategy):
    return st.dictionaries(names, strategy, max_size=2)


reports = given_or_not(
    ReportDefinition,
    ("title", "source", "formats"),
    title=texts,
    source=names,
    name=maybe(names),
    description=maybe(texts),
    tags=several(texts),
    locale=st.sampled_from(["en-US", "de-CH", "fr"]),
    timezone=maybe(st.sampled_from(["UTC", "Europe/Zurich"])),
    currency=maybe(st.sampled_from(["EUR", "CHF"])),
    params=several(params, 2),
    sources=named(sources),
    fields=named(fields),
    measures=named(measures),
    formats=st.just({"chf": "#,##0.00 'CHF'"}),
    styles=named(styles),
    theme=themes,
    page=pages,
    slots=named(slots),
    body=several(blocks, 4),
)
