"""An own folder of templates for every test."""

import pytest

from nbreports.report.own_templates import TemplateLibrary


@pytest.fixture
def library(tmp_path, monkeypatch):
    monkeypatch.setenv("NBREPORTS_TEMPLATES", str(tmp_path / "own"))
    return TemplateLibrary()
