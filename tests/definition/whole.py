"""One report that uses every kind of object at least once, as its file's object."""

from __future__ import annotations

import copy


def whole():
    return copy.deepcopy(_WHOLE)


_RULE = {"when": "amount < 0", "target": "row", "color": "negative"}
_WHOLE = {
    "schema": "nbreport/1",
    "title": "Everything",
    "source": "sales",
    "name": "everything",
    "description": "All of it",
    "tags": ["a"],
    "locale": "de-CH",
    "timezone": "Europe/Zurich",
    "currency": "CHF",
    "params": [
        {
            "name": "region",
            "type": "string",
            "multi": True,
            "default": "all",
            "values": {"source": "sales", "field": "region"},
        },
        {"name": "year", "type": "integer", "default": 2024, "min": 2000, "max": 2100},
        {"name": "since", "type": "date", "default": "today()"},
    ],
    "sources": {
        "sales": {
            "kind": "query",
            "from": "orders",
            "joins": [{"to": "people", "on": {"person": "id"}, "as": "person", "how": "inner"}],
            "where": "region in param.region",
        },
        "orders": {"kind": "file", "path": "data/orders.csv"},
        "people": {"kind": "frame", "name": "people_df", "where": "active"},
        "rates": {"kind": "table", "table": "rates"},
    },
    "fields": {"amount": {"label": "Sales", "format": "currency"}, "net": {"expr": "amount * 0.9"}},
    "measures": {"sales": {"expr": "sum(amount)", "label": "Sales", "format": "chf"}},
    "formats": {"chf": "#,##0.00 'CHF'"},
    "styles": {"loud": {"color": "warn", "bold": True}},
    "theme": {"base": "minimal", "primary": "#1764c0", "logo": "logo.svg", "palette": ["#112233"]},
    "page": {
        "size": "A5",
        "margin": "10mm 12mm",
        "header": {"left": "{{ report.title }}"},
        "footer": {"right": "{{ page.number }}"},
        "first": {"header": None},
    },
    "slots": {"when": {"role": "date", "label": "Date"}},
    "body": [
        {
            "kind": "row",
            "blocks": [
                {"kind": "metric", "value": "sales", "compare": "prior(sales, '1y')", "target": 10},
                {"kind": "text", "md": "{{ sales | currency }}"},
                {"kind": "image", "src": "logo.png", "alt": "Logo", "width": "20mm"},
            ],
            "widths": [2, 1, 1],
        },
        {
            "kind": "table",
            "columns": [
                {"value": "region", "label": "Region"},
                {"value": "amount", "total": "sum", "width": "20mm", "style": [_RULE]},
            ],
            "group_by": [{"by": "region", "label": "Region", "page_break": "between"}],
            "order_by": ["-amount"],
            "limit": 100,
            "style": [{"bar": True, "on": "amount"}],
        },
        {"kind": "pagebreak"},
        {
            "kind": "crosstab",
            "rows": ["region"],
            "columns": ["year(day)"],
            "values": ["sales"],
            "totals": {"rows": True},
        },
        {"kind": "chart", "type": "bar", "x": "region", "y": "sales", "sort": "-y", "top": 5, "other": True},
    ],
}
