"""Reports made by dice over ``asking.ROWS``: mostly meant, sometimes wrong, never meant to break anything."""

AGGREGATES = [
    "count",
    "nunique",
    "sum",
    "mean",
    "min",
    "max",
    "median",
    "std",
    "var",
    "first",
    "last",
    "any",
    "all",
]
FIELDS = ["region", "city", "day", "at", "qty", "amount", "f", "ok", "order_id", "url"]
SCATTERED = [
    *FIELDS,
    "calc",
    "m1",
    "nope",
    "x.name",
    "1",
    "none",
    "'a'",
    "param.p",
    "run.rows",
    "group.key",
    "now()",
]


def number(dice, depth=0):
    if depth > 1 or dice.random() < 0.5:
        return dice.choice(["qty", "amount", "f", "order_id", "twice", "calc", "1", "2.5"])
    form = dice.choice(
        [
            "({} + {})",
            "({} - {})",
            "{} * {}",
            "{} / {}",
            "({} // {})",
            "({} % {})",
            "abs({})",
            "round({}, 1)",
            "coalesce({}, {})",
            "floor({})",
            "if_(qty > 2, {}, {})",
            "year(day)",
            "length(city)",
            "hour(at)",
            "week(day)",
        ]
    )
    return form.format(number(dice, depth + 1), number(dice, depth + 1))


def condition(dice):
    form = dice.choice(
        [
            "{} > {}",
            "ok",
            "not ok",
            "region == 'N'",
            "day is none",
            "region in ['N', 'S']",
            "day > '2024-01-31'",
            "contains(city, 'a')",
            "qty == param.p",
            "({} > 2 and ok)",
        ]
    )
    return form.format(number(dice), number(dice))


def row(dice):
    if dice.random() < 0.04:
        return f"{dice.choice(SCATTERED)} {dice.choice('+-*/<')} {dice.choice(SCATTERED)}"
    other = "region|city|day|at|upper(city)|concat(region, city)|date_trunc('month', day)|url|coalesce(region, '?')"
    return dice.choice([number, number, number, lambda dice: dice.choice(other.split("|")), condition])(dice)


def figure(dice):
    return dice.choice(
        ["count()", f"sum({number(dice)})", f"mean({number(dice)})", "m1", "max(qty)", "first(amount)"]
    )


def total(dice):
    chance = dice.random()
    if chance < 0.04:
        return f"{dice.choice(AGGREGATES)}({dice.choice(SCATTERED)})"
    if chance < 0.6:
        return dice.choice(
            [
                figure(dice),
                f"max({row(dice)})",
                f"nunique({row(dice)})",
                f"median({number(dice)})",
                f"last({row(dice)})",
                f"any({condition(dice)})",
                "quantile(qty, 0.3)",
            ]
        )
    if chance < 0.75:
        return f"{figure(dice)} {dice.choice('+-*/')} {figure(dice)}"
    form = dice.choice(
        [
            "running({})",
            "running({}, reset='region')",
            "rank({})",
            "rank()",
            "lag({})",
            "lag({}, 2)",
            "pct_of({}, 'parent')",
            "pct_of({}, 'report')",
            "coalesce({}, 0)",
            "if_(count() > 1, {}, none)",
            "prior({}, '1y')",
        ]
    )
    return form.format(figure(dice))


def value(dice):
    return row(dice) if dice.random() < 0.5 else total(dice)


def text(dice):
    form = dice.choice(
        ["x", "{{ %s }}", "{{ %s }}", "{{ %s | decimal:1 }}", "{{ group.key }}", "{{ run.rows }}"]
    )
    return form % total(dice) if "%" in form else form


def rule(dice):
    looks = dice.choice(
        [
            {"when": f"{value(dice)} > 1", "bold": True},
            {"when": "hot"},
            {"bar": True},
            {"scale": "blues"},
            {"icons": "stars"},
        ]
    )
    return looks | maybe(dice, on=(0.2, lambda: dice.choice(["qty", "amount"])), target=(0.1, lambda: "row"))


def maybe(dice, **keys):
    return {key: make() for key, (chance, make) in keys.items() if dice.random() < chance}


def column(dice):
    return {"value": value(dice)} | maybe(
        dice,
        name=(0.3, lambda: dice.choice("ABCDEF")),
        total=(0.3, lambda: dice.choice([True, False, dice.choice(AGGREGATES), total(dice)])),
        format=(0.1, lambda: dice.choice(["integer", "currency", "percent:1", "date:short"])),
        visible=(0.1, lambda: f"{total(dice)} > 1"),
        link=(0.05, lambda: "url"),
        style=(0.2, lambda: [rule(dice)]),
    )


def group(dice):
    top = maybe(dice, top=(0.3, lambda: dice.randint(1, 3)))
    return (
        {"by": row(dice) if dice.random() < 0.4 else dice.choice(FIELDS)}
        | top
        | maybe(
            dice,
            other=(0.5 if top else 0.02, lambda: True),
            sort=(0.3, lambda: dice.choice(["asc", "desc", total(dice), "-" + figure(dice)])),
            totals_at=(0.3, lambda: dice.choice(["header", "footer", "both", "none"])),
            header=(0.2, lambda: text(dice)),
            footer=(0.1, lambda: text(dice)),
        )
    )


def table(dice):
    return {"kind": "table", "columns": [column(dice) for _ in range(dice.randint(1, 3))]} | maybe(
        dice,
        group_by=(0.6, lambda: [group(dice) for _ in range(dice.randint(1, 2))]),
        detail=(0.4, lambda: False),
        totals=(0.3, lambda: dice.choice(AGGREGATES[:7])),
        order_by=(0.3, lambda: [dice.choice(["", "-"]) + row(dice)]),
        limit=(0.2, lambda: 2),
        grand_total=(0.2, lambda: dice.choice([False, "All"])),
        no_data=(0.1, lambda: text(dice)),
        style=(0.15, lambda: [rule(dice)]),
    )


def crosstab(dice):
    fields = dice.sample(FIELDS, 3)
    return {"kind": "crosstab", "rows": fields[:2], "columns": fields[2:], "values": [total(dice)]} | maybe(
        dice,
        totals=(0.5, lambda: True),
        order_by=(0.3, lambda: [dice.choice(["", "-"]) + dice.choice([fields[0], figure(dice)])]),
        style=(0.2, lambda: [rule(dice)]),
    )


def chart(dice):
    kind = dice.choice(["bar", "line", "area", "scatter", "pie", "histogram", "sparkline"])
    top = maybe(dice, top=(0.2, lambda: dice.randint(1, 3)))
    return (
        {"kind": "chart", "type": kind, "x": row(dice)}
        | top
        | maybe(
            dice,
            y=(0.8, lambda: figure(dice)),
            color=(0.3, lambda: row(dice)),
            other=(0.5 if top else 0.02, lambda: True),
            sort=(0.2, lambda: dice.choice(["x", "-y", total(dice)])),
        )
    )


def metric(dice):
    return {"kind": "metric", "value": total(dice)} | maybe(
        dice, compare=(0.3, lambda: total(dice)), target=(0.3, lambda: 5), spark=(0.3, lambda: row(dice))
    )


def words(dice):
    return {"kind": "text", "md": text(dice)}


def random_report(dice):
    """Return a report as its file has it."""
    block = dice.choice([table, table, table, crosstab, chart, metric, words])(dice) | maybe(
        dice,
        title=(0.1, lambda: text(dice)),
        note=(0.1, lambda: text(dice)),
        visible=(0.1, lambda: f"{total(dice)} > 1"),
    )
    if block["kind"] != "text":
        block |= maybe(
            dice, where=(0.3, lambda: dice.choice([condition(dice), condition(dice), row(dice), "qty > 100"]))
        )
    return {
        "title": "T",
        "source": "s",
        "params": [{"name": "p", "type": "integer"}],
        "fields": {
            "calc": {"expr": dice.choice(["qty + amount", "if_(ok, 1, 0)", "f * 2"])},
            "twice": {"expr": "qty * 2"},
            "day": {"format": "date:short"},
        },
        "measures": {"m1": {"expr": dice.choice(["sum(amount) / count()", "max(qty)"])}},
        "styles": {"hot": {"bold": True}},
        "body": [block],
    }
