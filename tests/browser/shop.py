"""The data that the builder's tests show: orders of a shop, the same on every machine."""

SETUP = """\
import pandas as pd

from nbreports import Chart, Column, Crosstab, Group, Metric, Param, Report, Row, Table, Text
from nbreports.widgets import PreviewPane, ReportBuilder

def make_orders(count=1_200):
    n = range(count)
    return pd.DataFrame({
        "order_id": [10_000 + i for i in n],
        "order_date": [pd.Timestamp("2026-07-01") + pd.Timedelta(days=(i * 37) % 92) for i in n],
        "region": [("North", "South", "East", "West")[(i * i + i // 3) % 4] for i in n],
        "product": [f"Product {(i * 13) % 50 + 1}" for i in n],
        "customer_id": [(i * 29) % 40 + 1 for i in n],
        "revenue": [round(25 + (i * 7919) % 9_700 / 10, 2) for i in n],
        "quantity": [(i * 11) % 40 + 1 for i in n],
        "paid": [i % 9 != 0 for i in n],
    })

def make_customers():
    n = range(1, 41)
    return pd.DataFrame({
        "customer_id": list(n),
        "customer": [f"Customer {i}" for i in n],
        "segment": [("Home", "Office", "School")[i % 3] for i in n],
    })
"""

SETUP += '''
def fresh():
    """Forget the widgets and frames of the test before."""
    import ipywidgets

    ipywidgets.Widget.close_all()
    for name in [name for name, value in globals().items() if isinstance(value, pd.DataFrame)]:
        del globals()[name]
'''
"""What every test's cell may use."""

ORDERS = """\
orders = make_orders()
customers = make_customers()
report = Report(
    "Sales by region",
    "orders",
    [
        Row(Metric("sum(revenue)", label="Revenue"), Metric("count()", label="Orders")),
        Chart("bar", title="Revenue by region", x="region", y="sum(revenue)"),
        Table("product", "quantity", "revenue", id="lines", group_by="region", totals="sum"),
    ],
)
builder = ReportBuilder(report)
builder"""
"""A report as somebody has made it, in the builder."""
