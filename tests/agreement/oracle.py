"""Every line a grouped table must print, by brute force: which, in what order, with which keys and values."""

from dataclasses import dataclass, field

from brute import groups, key_order, present, ratio, total
from wild import TOTALLED, TOTALS

from nbreports import Column, Group, Report, Table


@dataclass(frozen=True)
class Shown:
    """A column: what it shows in details (a field or a running total) and in bands, with the keys of its definition."""

    name: str
    value: str
    keys: dict = field(default_factory=dict)

    @property
    def kind(self):
        if self.value.startswith("running"):
            return "running"
        if self.value.startswith("pct_of"):
            return "share"
        return "measure" if "(" in self.value else "field"

    def column(self):
        return Column(self.value, name=self.name, **self.keys)

    def in_bands(self, detail):
        return (
            "total" in self.keys
            or self.kind in ("measure", "share")
            or (self.kind == "running" and not detail)
        )


@dataclass(frozen=True)
class Case:
    """A table and how it is asked for."""

    columns: tuple
    groups: tuple = ()
    detail: bool = True
    limit: int | None = None
    order_by: tuple = ()
    grand_total: bool = True
    locale: str = "en-US"

    def report(self):
        body = Table(
            *(shown.column() for shown in self.columns),
            group_by=[Group(**keys) for keys in self.groups],
            detail=self.detail,
            limit=self.limit,
            order_by=self.order_by,
            grand_total=self.grand_total,
        )
        return Report("Agreement", "rows", body=[body], locale=self.locale)

    @property
    def has_totals(self):
        return self.grand_total and any(shown.in_bands(self.detail) for shown in self.columns)

    @property
    def stub(self):
        """Whether the labels of bands need a column of their own."""
        return bool(self.columns[0].in_bands(self.detail) and (self.groups or self.has_totals))


@dataclass(frozen=True)
class Line:
    band: str
    level: int
    group: dict
    values: dict
    shown: bool = True


@dataclass(frozen=True)
class Scope:
    rows: list
    parent: list
    path: tuple = ()


def place(group, rows, key):
    """How a group stands among its neighbours."""
    sort = group.get("sort", "asc")
    if sort == "asc":
        return key_order(key)
    if sort == "desc":
        return (key is None, Falling(0 if key is None else key))
    value = TOTALS[sort.removeprefix("-")](rows)
    figure = 0 if value is None else value
    return (value is None, Falling(figure) if sort.startswith("-") else figure, key_order(key))


@dataclass(frozen=True)
class Falling:
    value: object

    def __lt__(self, other):
        return other.value < self.value


class Oracle:
    def __init__(self, case, rows):
        self.case, self.rows = case, rows
        self.ordered = [(path, row) for path, row in self.in_order(rows, 0, ())]
        self.lines = []
        self.left = case.limit
        self.printed_lines = 0
        if rows:
            self.level(Scope(rows, rows), 0)
            if case.has_totals:
                self.lines.append(
                    Line("summary", 0, {}, self.bands(Scope(rows, rows), lambda path: True, summary=True))
                )

    def split(self, rows, depth):
        """The groups of one level in order, and the rows of those that ``top`` leaves out."""
        group = self.case.groups[depth]
        found = groups(rows, [group["by"]])
        found = sorted(found, key=lambda item: place(group, item[1], item[0][0]))
        kept = found[: group.get("top")]
        return [(key, members) for (key,), members in kept], [
            row for _, members in found[len(kept) :] for row in members
        ]

    def in_order(self, rows, depth, path):
        """Every row in print order with its groups' keys; those a ``top`` leaves out close their parent."""
        if depth == len(self.case.groups):
            for item in reversed(self.case.order_by):
                name = item.removeprefix("-")
                some = [row for row in rows if row[name] is not None]
                none = [row for row in rows if row[name] is None]
                some = (
                    falling(some, name)
                    if item.startswith("-")
                    else sorted(some, key=lambda row, name=name: row[name])
                )
                rows = some + none
            yield from ((path, row) for row in rows)
            return
        kept, rest = self.split(rows, depth)
        for key, members in kept:
            yield from self.in_order(members, depth + 1, (*path, ("key", key)))
        yield from (((*path, ("rest", None)), row) for row in rest)

    def level(self, scope, depth, group=None):
        group = group or {}
        case = self.case
        if depth == len(case.groups):
            if case.detail:
                self.details(scope, group)
            return
        own = case.groups[depth]
        at = own.get("totals_at", "footer")
        innermost = depth == len(case.groups) - 1 and not case.detail
        kept, rest = self.split(scope.rows, depth)
        for key, members in kept:
            inner = Scope(members, scope.rows, (*scope.path, ("key", key)))
            named = {**group, own["by"]: key}
            values = self.bands(inner, lambda path, inner=inner: path[: len(inner.path)] == inner.path)
            above = values if at in ("header", "both") else {}
            below = values if at in ("footer", "both") or (innermost and at == "none") else {}
            counts = self.may_show() if innermost else True
            self.lines.append(
                Line("group_header", depth + 1, named, above, counts and (not innermost or at == "header"))
            )
            self.level(inner, depth + 1, named)
            shown = counts and at != "header" if innermost else bool(below)
            self.lines.append(Line("group_footer", depth + 1, named, below, shown))
        if rest and own.get("other"):
            path = (*scope.path, ("rest", None))
            values = self.bands(Scope(rest, scope.rows, path), lambda found: found[: len(path)] == path)
            shown = self.may_show() if innermost else bool(values)
            self.lines.append(Line("group_footer", depth + 1, {**group, own["by"]: "(other)"}, values, shown))

    def may_show(self):
        if self.case.limit is None:
            return True
        self.printed_lines += 1
        return self.printed_lines <= self.case.limit

    def details(self, scope, group):
        level = len(self.case.groups)
        for index, (path, row) in enumerate(self.ordered):
            if path != scope.path or self.left == 0:
                continue
            if self.left is not None:
                self.left -= 1
            values = {}
            for shown in self.case.columns:
                if shown.kind == "field":
                    values[shown.name] = row[shown.value]
                elif shown.kind == "running":
                    values[shown.name] = self.running(shown, index)
                else:
                    values[shown.name] = None
            self.lines.append(Line("detail", level, group, values))

    def running(self, shown, index):
        """A running total at a place of the print order."""
        path, _ = self.ordered[index]
        reset = 1 if "reset" in shown.value else 0
        so_far = [row for found, row in self.ordered[: index + 1] if found[:reset] == path[:reset]]
        return len(so_far) if "count()" in shown.value else total(present(so_far, "d"))

    def bands(self, scope, inside, *, summary=False):
        values = {}
        for shown in self.case.columns:
            if not shown.in_bands(self.case.detail):
                continue
            if shown.kind == "running":
                last = max(index for index, (path, _) in enumerate(self.ordered) if inside(path))
                values[shown.name] = self.running(shown, last)
            elif shown.kind == "share":
                whole = self.rows if "report" in shown.value or summary else scope.parent
                aggregate = TOTALS[shown.value[len("pct_of(") :].rpartition(",")[0]]
                values[shown.name] = ratio(aggregate(scope.rows), aggregate(whole))
            elif shown.kind == "measure":
                values[shown.name] = TOTALS[shown.value](scope.rows)
            else:
                values[shown.name] = one_total(shown, scope.rows)
        return values


def falling(rows, name):
    """Rows from the largest down, those alike in their order."""
    return [row for _, row in sorted(enumerate(rows), key=lambda item: (Falling(item[1][name]), item[0]))]


def one_total(shown, rows):
    function, name = shown.keys["total"], shown.value
    assert function in TOTALLED[name]
    if function == "nunique":
        return len(set(present(rows, name)))
    if function == "count":
        return len(present(rows, name))
    if function in ("min", "max", "any", "all"):
        return {"min": min, "all": min, "max": max, "any": max}[function](present(rows, name), default=None)
    return TOTALS[f"{function}({name})"](rows)
