"""One-line breakages of the engine, each with the tests that must turn red.

``old`` stands exactly once in its file. A breakage is one a tired engineer could write: nothing crashes, the figures, their
order or their safety are wrong.
"""

from dataclasses import dataclass

GROUPED = "tests/totals/test_grouped.py"
CROSSTABS = "tests/totals/test_crosstabs.py"
RUNNING = "tests/totals/test_running.py"
LINES = "tests/totals/test_lines_shown.py"
JOINS = "tests/totals/test_joins.py"
AGREEMENT = "tests/agreement/test_tables.py"
MEANING = "tests/expressions/test_meaning.py"


@dataclass(frozen=True)
class Sabotage:
    """``file`` under ``src/nbreports``; ``tests`` as pytest takes them, any of which may catch it."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


SABOTAGES = (
    Sabotage(
        "the group of NULL keys is dropped",
        "query/levels.py",
        "return source.group_by(keys).aggregate(**figures) if keys else source.aggregate(**figures)",
        "return source.group_by(keys).aggregate(**figures).drop_null(keys) if keys else source.aggregate(**figures)",
        (GROUPED,),
    ),
    Sabotage(
        "the total of an outer group is the sum of its inner lines",
        "query/levels.py",
        "    table = _aggregate(rows, depth, own)\n",
        "    table = _aggregate(rows, len(rows.levels), own)\n"
        "    inner, outer = rows.key_columns(len(rows.levels)), rows.key_columns(depth)\n"
        "    rest = {c: table[c].sum() if table[c].type().is_numeric() else table[c].max() for c in table.columns if c not in inner}\n"
        '    rest[COUNT] = table[COUNT].sum().cast("decimal(38, 0)").cast("int64")\n'
        "    table = table.group_by(outer).aggregate(**rest) if outer else _aggregate(rows, depth, own)\n",
        (GROUPED,),
    ),
    Sabotage(
        "NULL comes first",
        "query/rows.py",
        "else column.asc(nulls_first=False)",
        "else column.asc(nulls_first=True)",
        (GROUPED,),
    ),
    Sabotage(
        "rows alike come in reverse",
        "query/rows.py",
        "*(Sort(ordinal) for ordinal in self.ordinals),",
        "*(Sort(ordinal, descending=True) for ordinal in self.ordinals),",
        (GROUPED,),
    ),
    Sabotage(
        "NaN is no NULL",
        "sources/shape.py",
        'return pa.float64(), f"CASE WHEN isnan({cell}) THEN NULL ELSE {wide} END", None',
        "return pa.float64(), wide, None",
        (GROUPED,),
    ),
    Sabotage(
        "top takes rows out of the totals",
        "query/grouping.py",
        "        beyond = joined[rank] > group.top\n",
        "        joined = joined.filter(joined[rank] <= group.top)\n        beyond = joined[rank] > group.top\n",
        (GROUPED,),
    ),
    Sabotage(
        "a limit takes rows out of the totals",
        "query/tables.py",
        "        over, steps = rows()\n",
        "        over, steps = rows()\n        over = replace(over, table=over.table.limit(block.limit)) if block.limit else over\n",
        (GROUPED,),
    ),
    Sabotage(
        "a limit is not kept where totals stand in the header",
        "pipeline/fill_table.py",
        'shown=not innermost_line or (at == "header" and self._line_counts()),',
        'shown=not innermost_line or at == "header",',
        (LINES,),
    ),
    Sabotage(
        "a running total never begins again",
        "query/levels.py",
        "group_by=[table[column] for column in rows.key_columns(reset_depth(rows.levels, leaf.scope))],",
        "group_by=[],",
        (GROUPED, RUNNING),
    ),
    Sabotage(
        "a share of the parent is one of the report",
        "query/levels.py",
        'parent = Leaves("p") if above else report',
        "parent = report",
        (GROUPED,),
    ),
    Sabotage(
        "a distinct count is a count",
        "query/functions.py",
        "return over(value.nunique())",
        "return over(value.count())",
        (GROUPED,),
    ),
    Sabotage(
        "a quantile is not interpolated",
        "query/functions.py",
        "return without_nan(_unproven(over(double(value).quantile(share))))",
        "return (lambda a: a[((a.length() - 1) * share).floor().cast('int64')])(over(double(value).collect().sort()))",
        (GROUPED,),
    ),
    Sabotage(
        "a block's filter leaves its totals alone",
        "query/asking.py",
        "return rows if where is None else rows.where(where)",
        "return rows",
        (GROUPED,),
    ),
    Sabotage(
        "a margin of a crosstab is the sum of its cells",
        "pipeline/fill_blocks.py",
        "tuple(found.get((row.keys, column.keys), empty) for column in column_heads) for row in row_heads",
        "tuple(found.get((row.keys, column.keys), empty) if not (row.margin or column.margin) else tuple("
        "replace(cell, value=sum((v[i].value or 0 for (r, c), v in found.items() if len(r) == depth_rows"
        " and len(c) == depth_columns and r[: len(row.keys)] == row.keys and c[: len(column.keys)] == column.keys), 0))"
        " for i, cell in enumerate(found[row.keys, column.keys])) for column in column_heads) for row in row_heads",
        (CROSSTABS,),
    ),
    Sabotage(
        "halves are rounded to even",
        "query/functions.py",
        'return builtin("round", value.type(), value, ibis.literal(digits, "int32"))',
        'return builtin("round_even", value.type(), value, ibis.literal(digits, "int32"))',
        (MEANING,),
    ),
    Sabotage(
        "rows that a join multiplies are dropped",
        "query/snapshot.py",
        "table = result.table.join(join.to.table, predicates, how=join.how)",
        'table = result.table.join(join.to.table, predicates, how=join.how).distinct(on=[*result.ordinals], keep="first")',
        (JOINS,),
    ),
    Sabotage(
        "the owner's row filter is forgotten",
        "query/planner.py",
        "        if found.where:\n",
        "        if False:\n",
        (JOINS,),
    ),
    Sabotage(
        "HTML takes text for markup",
        "renderers/html/markup.py",
        "return _ACTIVE.sub(_entity, text) if _ACTIVE.search(text) else text",
        "return text",
        (AGREEMENT,),
    ),
    Sabotage(
        "totals in Excel are text",
        "renderers/xlsx/book.py",
        '{values.one(cell.value, spec, cell.text) or "/>"}',
        '{values.one(cell.text, spec, cell.text) or "/>"}',
        (AGREEMENT,),
    ),
    Sabotage(
        "a total in Excel has its column's format, whatever its type",
        "renderers/xlsx/book.py",
        "        spec = cell.spec or spec\n",
        "",
        ("tests/agreement/test_excel_formats.py",),
    ),
    Sabotage(
        "CSV lets formulas through",
        "renderers/csv.py",
        'texts = pc.if_else(formula, _joined(_large("\'"), texts), texts)',
        "pass",
        ("tests/renderers/test_csv.py",),
    ),
)
