"""Replicas and reports to edit."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from nbreports.collab import Provider, apply, deliver, new_doc, pair, read, seed

CORPUS = Path(__file__).parent / "corpus"
EVERYTHING = json.loads((CORPUS / "everything.json").read_text())["definition"]
SIMPLE = json.loads((CORPUS / "simple.json").read_text())["definition"]


def everything(**changes):
    """Return a report with every kind of key, changed at its top."""
    return {**copy.deepcopy(EVERYTHING), **changes}


def simple(**changes):
    return {**copy.deepcopy(SIMPLE), **changes}


def seeded(definition=None):
    doc = new_doc()
    seed(doc, definition or everything())
    return doc


def edited(doc, change, **keys):
    """Read, change in place, apply."""
    definition = read(doc)
    change(definition)
    return apply(doc, definition, **keys)


def block(definition, name):
    """Return the block of an id, wherever it stands."""
    waiting = list(definition["body"])
    while waiting:
        each = waiting.pop()
        if each.get("id") == name:
            return each
        waiting += each.get("blocks", ())
    raise LookupError(name)


class Star:
    """Documents around the first one, as pages are around a kernel."""

    def __init__(self, count, definition=None):
        self.docs = [new_doc() for _ in range(count)]
        self.refusals = []
        self.ends = []
        self.providers = []
        for doc in self.docs[1:]:
            hub, leaf = pair()
            for each, end in ((self.docs[0], hub), (doc, leaf)):
                provider = Provider(each, end, refused=self.refusals.append)
                provider.start()
                self.providers.append(provider)
            self.ends += [hub, leaf]
        if definition is not None:
            seed(self.docs[1], definition)
        self.flow()

    def flow(self):
        deliver(*self.ends)
