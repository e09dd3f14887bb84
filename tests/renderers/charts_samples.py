"""Charts of every kind over data such as reports have."""

from __future__ import annotations

import math
import random
from datetime import date, datetime, timedelta
from decimal import Decimal

from nbreports.document.chart import RawPoint, resolve_chart
from nbreports.document.formatting import FormatSpec
from nbreports.document.nodes import Channel, ChartNode, Theme

AIRLINES = {
    "United Air Lines Inc.": 58665,
    "JetBlue Airways": 54635,
    "ExpressJet Airlines Inc.": 54173,
    "Delta Air Lines Inc.": 48110,
    "American Airlines Inc.": 32729,
    "Envoy Air": 26397,
    "US Airways Inc.": 20536,
    "AirTran Airways Corporation": 3260,
    "SkyWest Airlines Inc.": 32,
}
MONTHS = [date(2013, month, 1) for month in range(1, 13)]
ORIGINS = ["EWR", "JFK", "LGA"]


def channel(
    name: str, kind: str, pattern: str | None = None, locale: str = "en-US", label: str | None = None
) -> Channel:
    return Channel(name, label or name.capitalize(), kind, FormatSpec(kind, pattern, locale))


AIRLINE, FLIGHTS, ORIGIN = (
    channel("airline", "text"),
    channel("flights", "integer"),
    channel("origin", "text"),
)
MONTH = channel("month", "date")


def make(kind: str, points, x: Channel = AIRLINE, y: Channel = FLIGHTS, **options) -> ChartNode:
    given = {"id": f"{kind}-1", "title": None, "note": None, "color": None, "size": None, "theme": Theme()}
    return resolve_chart(
        type=kind, x=x, y=y, points=[RawPoint(*point) for point in points], **(given | options)
    )


def by_origin(kind: str, **options) -> ChartNode:
    chance = random.Random(1)
    points = [(month, 9000 + chance.randint(-900, 900), origin) for month in MONTHS for origin in ORIGINS]
    return make(kind, points, x=MONTH, color=ORIGIN, **options)


def samples() -> dict[str, ChartNode]:
    chance = random.Random(2)
    day, delay = channel("day", "date"), channel("delay", "float", "decimal:1", label="Mean delay, minutes")
    daily = [
        (
            date(2013, 1, 1) + timedelta(n),
            None if 100 < n < 110 else 15 + 8 * math.sin(n / 40) + chance.gauss(0, 3),
        )
        for n in range(365)
    ]
    change = channel("change", "float", "percent:1", label="Change on last year")
    regions = [("North", 0.123), ("Southern Europe", -0.081), ("East", 0.034), ("West", -0.152)]
    distance = channel("distance", "integer")
    dots = [
        (chance.randint(90, 2600), chance.gauss(8, 18), chance.choice(ORIGINS), chance.randint(1, 900))
        for _ in range(80)
    ]
    bins = [
        (-20.0 + 10 * n, int(8e4 * math.exp(-abs(n - 2) / 1.5)), None, None, -10.0 + 10 * n)
        for n in range(14)
    ]
    revenue = channel("revenue", "decimal", "currency:EUR", "de-DE")
    return {
        "bar": make("bar", AIRLINES.items()),
        "bar lying": make("bar", AIRLINES.items(), horizontal=True, labels=True),
        "bar months": make(
            "bar",
            [(month, Decimal(1000 + n)) for n, month in enumerate(MONTHS)],
            x=MONTH,
            y=revenue,
            labels=True,
        ),
        "bar days": make("bar", [(date(2013, 1, 1) + timedelta(n), 700 + n) for n in range(90)], x=day),
        "bar grouped": by_origin("bar"),
        "bar grouped lying": by_origin("bar", horizontal=True),
        "bar stacked": by_origin("bar", stack=True, labels=True),
        "bar negative": make("bar", regions, x=channel("region", "text"), y=change, labels=True),
        "bar negative lying": make(
            "bar", regions, x=channel("region", "text"), y=change, labels=True, horizontal=True
        ),
        "bar one": make("bar", [(True, 3)], x=channel("on time", "boolean")),
        "line": by_origin("line"),
        "line daily": make("line", daily, x=day, y=delay),
        "line hours": make(
            "line",
            [(datetime(2024, 3, 1) + timedelta(minutes=30 * n), math.sin(n / 8)) for n in range(100)],
            x=channel("at", "datetime"),
            y=channel("load", "float", "percent"),
        ),
        "line categories": make("line", [("N", 3), ("S", 5), ("E", 1)], x=channel("region", "text")),
        "area": by_origin("area"),
        "area stacked": by_origin("area", stack=True),
        "scatter": make("scatter", dots, x=distance, y=delay, color=ORIGIN),
        "bubbles": make("scatter", dots, x=distance, y=delay, size=FLIGHTS),
        "pie": make("pie", AIRLINES.items()),
        "pie labelled": make("pie", [("Nord", 3), (None, 2), ("Ost", -1)], y=revenue, labels=True),
        "histogram": make("histogram", bins, x=delay),
        "sparkline": make("sparkline", daily[:60], x=day, y=delay),
        "empty": make("bar", []),
    }
