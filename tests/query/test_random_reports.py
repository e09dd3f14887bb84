"""Whatever a report says, it is made, or refused by a typed error with its place and a remedy."""

import random

from asking import made_of
from random_reports import random_report

from nbreports.definition.report import ReportDefinition
from nbreports.errors import DefinitionError

REPORTS = 160


def refusal(definition):
    """Return the error a report is refused with, None where it is made."""
    try:
        made_of(ReportDefinition.read(definition), ".json")
    except DefinitionError as error:
        return error
    return None


def test_a_random_report_is_made_or_refused():
    refused = [(seed, refusal(random_report(random.Random(seed)))) for seed in range(REPORTS)]
    errors = [(seed, error) for seed, error in refused if error is not None]
    assert REPORTS // 4 < len(errors) < REPORTS * 3 // 4
    for seed, error in errors:
        assert (error.where or "").startswith("/"), (seed, error)
        assert error.remedy, (seed, error)
