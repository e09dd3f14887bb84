"""Three replicas that edit apart and exchange what they did in any order come to one report."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from pycrdt import Doc

from nbreports.collab import Guard, Undo, apply, checked, read, seed
from nbreports.collab.binding import content_of
from nbreports.definition import definition_from_dict, to_dict

from .making import everything

COUNT = 3
replicas = st.integers(0, COUNT - 1)
columns = st.sampled_from(["region", "amount", "month", "customer", "year"])
numbers = st.integers(0, 50)


def _blocks(report, kind=None):
    found = []
    waiting = list(report["body"])
    while waiting:
        each = waiting.pop(0)
        if kind is None or each["kind"] == kind:
            found.append(each)
        waiting = [*each.get("blocks", ()), *waiting]
    return found


class Replicas(RuleBasedStateMachine):
    """Every replica has a guard; each update waits for each other replica until it is delivered, maybe twice."""

    @initialize(seeded=st.booleans())
    def begin(self, seeded):
        # who wins is a matter of client ids: the same ones each time, or a failure cannot be told again
        self.docs = [Doc(client_id=number + 1, allow_multithreading=True) for number in range(COUNT)]
        self.guards = [Guard(doc) for doc in self.docs]
        self.waiting = [[] for _ in range(COUNT)]
        self.subscriptions = [
            doc.observe(lambda event, number=number: self.happened(number, event))
            for number, doc in enumerate(self.docs)
        ]
        self.undos = [Undo(doc) for doc in self.docs]
        for doc in self.docs if seeded else self.docs[:1]:
            seed(doc, everything())
        if not seeded:
            self.everything_arrives()

    def happened(self, author, event):
        if event.transaction.origin() == hash("peer"):
            return
        for number in range(COUNT):
            if number != author:
                self.waiting[number].append(event.update)

    def report(self, number):
        """Return what a replica may edit: its report as the format allows it."""
        found = checked(self.docs[number]).definition
        assert found is not None
        return {"body": [], **to_dict(found)}

    def changed(self, number, report):
        definition_from_dict(report)
        self.undos[number].apply(report, "edit")
        assert checked(self.docs[number]).definition == definition_from_dict(report)

    @rule(number=replicas, text=st.text(st.characters(codec="utf-8"), max_size=8))
    def rename(self, number, text):
        self.changed(number, {**self.report(number), "title": text, "description": text[::-1]})

    @rule(number=replicas, which=numbers, at=numbers, text=st.text("ab 😀é\n", max_size=4))
    def write(self, number, which, at, text):
        report = self.report(number)
        texts = _blocks(report, "text")
        if texts:
            block = texts[which % len(texts)]
            at %= len(block["md"]) + 1
            block["md"] = block["md"][:at] + text + block["md"][at:]
            self.changed(number, report)

    @rule(number=replicas, at=numbers, kind=st.sampled_from(["text", "row", "table", "pagebreak"]))
    def add(self, number, at, kind):
        report = self.report(number)
        made = {
            "text": {"md": "new"},
            "table": {"columns": ["amount"]},
            "row": {"blocks": []},
            "pagebreak": {},
        }
        report["body"].insert(at % (len(report["body"]) + 1), {"kind": kind, **made[kind]})
        self.changed(number, report)

    @rule(number=replicas, which=numbers, at=numbers)
    def move(self, number, which, at):
        report = self.report(number)
        if report["body"]:
            block = report["body"].pop(which % len(report["body"]))
            report["body"].insert(at % (len(report["body"]) + 1), block)
            self.changed(number, report)

    @rule(number=replicas, which=numbers, row=numbers)
    def move_into_a_row(self, number, which, row):
        report = self.report(number)
        if not report["body"]:
            return
        block = report["body"].pop(which % len(report["body"]))
        rows = _blocks({"body": report["body"]}, "row")
        if rows:
            into = rows[row % len(rows)]
            into["blocks"] = [*into.get("blocks", ()), block]
            if "widths" in into:
                into["widths"] = [*into["widths"], 1]
        else:
            report["body"].append(block)
        self.changed(number, report)

    @rule(number=replicas, which=numbers)
    def remove(self, number, which):
        report = self.report(number)
        if report["body"]:
            report["body"].pop(which % len(report["body"]))
            self.changed(number, report)

    @rule(number=replicas, which=numbers, at=numbers, column=columns, group=st.booleans())
    def add_column(self, number, which, at, column, group):
        report = self.report(number)
        tables = _blocks(report, "table")
        if tables:
            table = tables[which % len(tables)]
            key = "group_by" if group else "columns"
            items = table.get(key, [])
            items = items if isinstance(items, list) else [items]
            items.insert(at % (len(items) + 1), {"by" if group else "value": column, "label": column.title()})
            table[key] = items
            self.changed(number, report)

    @rule(number=replicas, which=numbers)
    def change_kind(self, number, which):
        report = self.report(number)
        tables = _blocks(report, "table")
        if tables:
            table = tables[which % len(tables)]
            name = table["id"]
            table.clear()
            table |= {
                "kind": "crosstab",
                "id": name,
                "rows": ["region"],
                "columns": ["year"],
                "values": ["count()"],
            }
            self.changed(number, report)

    @rule(number=replicas, name=st.sampled_from(["total", "avg", "third"]), drop=st.booleans())
    def measure(self, number, name, drop):
        report = self.report(number)
        measures = dict(report.get("measures", {}))
        if drop:
            measures.pop(name, None)
        else:
            measures[name] = {"expr": "count()", "label": f"{name} of {number}"}
        self.changed(number, {**report, "measures": measures})

    @rule(number=replicas, name=st.sampled_from(["amount", "a/b", "~"]), label=st.sampled_from(["x", "y"]))
    def describe(self, number, name, label):
        report = self.report(number)
        fields = {**report.get("fields", {})}
        fields[name] = {**fields.get(name, {}), "label": label, "hidden": True}
        self.changed(number, {**report, "fields": fields})

    @rule(number=replicas, back=st.booleans())
    def undo(self, number, back):
        if back:
            self.undos[number].undo()
        else:
            self.undos[number].redo()

    @rule(number=replicas, which=numbers, twice=st.booleans())
    def deliver(self, number, which, twice):
        if self.waiting[number]:
            which %= len(self.waiting[number])
            update = self.waiting[number][which] if twice else self.waiting[number].pop(which)
            self.guards[number].take(update, origin="peer")
            assert checked(self.docs[number]).definition is not None

    @rule()
    def everything_arrives(self):
        for number in range(COUNT):
            for update in self.waiting[number]:
                held = self.guards[number].take(update, origin="peer")
            if self.waiting[number]:
                assert not held
            self.waiting[number].clear()
        contents = [content_of(doc).plain() for doc in self.docs]
        assert contents[0] == contents[1] == contents[2]
        reports = [read(doc) for doc in self.docs]
        assert reports[0] == reports[1] == reports[2]
        found = [checked(doc) for doc in self.docs]
        assert found[0] == found[1] == found[2]
        assert found[0].definition is not None

    @rule(number=replicas)
    def settle(self, number):
        """Write down what was mended to show the report; who does so elsewhere does the same."""
        found = checked(self.docs[number]).definition
        apply(self.docs[number], found)
        assert checked(self.docs[number]).definition == found

    def teardown(self):
        if hasattr(self, "docs"):
            self.everything_arrives()
            for doc, subscription in zip(self.docs, self.subscriptions, strict=True):
                doc.unobserve(subscription)


TestReplicas = Replicas.TestCase
TestReplicas.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
