"""Run as a program: makes the reports of trouble and of departures in every format, and prints the digests as JSON.

``making_all.py FOLDER SPOOLS``: SPOOLS holds their filled documents. Where they are there already, outputs are made of
them first; then, or else, they are made of the sources, in FOLDER.
"""

import hashlib
import json
import locale
import sys
from contextlib import suppress
from pathlib import Path

from departures import departures
from trouble import WORDS, folder, holding, made, report, run, trouble

from nbreports.pipeline.spool import complete
from nbreports.sources.catalog import Catalog


def main(base, spools):
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    flights, catalog = departures(base, 2000)
    rows = holding(trouble(120, [word for word in WORDS if word != "🐟"]))
    reports = {"trouble": (report().definition, rows, "all"), "departures": (flights, catalog, "t2")}
    folder(base)
    found = []
    again = all(complete(spools / name) for name in reports)
    for source in ("spool", "sources") if again else ("sources",):
        digests = {}
        for name, (definition, catalog, table) in reports.items():
            if source == "spool":
                outputs = made(run(definition, Catalog(), spool=spools / name, now=None, table=table))
            else:
                kept = None if again else spools / name
                outputs = made(run(definition, catalog, base=base, spool=kept, table=table))
            digests |= {name + output: hashlib.sha256(data).hexdigest() for output, data in outputs.items()}
        found.append(digests)
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
