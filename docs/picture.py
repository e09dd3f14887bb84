"""Takes the picture of the builder for README: ``PYTHONPATH=tests:. python docs/picture.py``."""

from __future__ import annotations

from pathlib import Path

from benchmarks.notebook import desk
from PIL import Image

from browser.pictures import look
from browser.seeing import WIDE
from browser.states import hero

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "images" / "builder.png"
CELL = (
    f"""\
import sys
from pathlib import Path

sys.path.insert(0, {str(ROOT / "demo")!r})
from data import prepare

tables = prepare(Path({str(ROOT / "demo" / "data")!r}))
flights = pd.read_parquet(tables["flights"])
airlines = pd.read_parquet(tables["airlines"])
"""
    """\
builder = ReportBuilder(Report(
    "Departures from New York",
    "departures",
    [
        Row(Metric("count()", label="Flights"), Metric("mean(dep_delay)", label="Mean delay", format="decimal:1")),
        Chart("bar", title="Flights by airport and month", x="date_trunc('month', time_hour)", y="count()", color="origin"),
        Table(
            Column("flights", label="Flights"),
            Column("dep_delay", label="Delay (min)", total="mean"),
            Column("distance", label="Miles", total="sum"),
            id="airlines",
            group_by=[Group("origin", label="Airport"), Group("airline.name", label="Airline")],
            detail=False,
        ),
    ],
    sources={"departures": {"kind": "query", "from": "flights", "joins": [
        {"to": "airlines", "on": {"carrier": "carrier"}, "as": "airline"}]}},
    measures={"flights": {"expr": "count()", "label": "Flights", "format": "integer"}},
    timezone="America/New_York",
))
builder"""
)


def main() -> None:
    """Take it."""
    with desk() as (place, _):
        place.page.add_style_tag(content=look())
        root = place.show(CELL)
        place.width(WIDE)
        hero(root)
        root.screenshot(path=TARGET, animations="disabled")
    Image.open(TARGET).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(TARGET, optimize=True)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()
