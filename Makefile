# The two commands of the README. Each does all of its own set-up on a bare Debian machine
# with Python >= 3.11, Node >= 20 and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test lint sabotage clean

demo: $(VENV)/.demo
	$(BIN)/python demo/make.py

test: $(VENV)/.test lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=term:skip-covered --cov-fail-under=92

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Ten one-line breakages of the engine, each of which must turn the suite red (tests/sabotage/).
sabotage: $(VENV)/.test
	$(BIN)/python tests/sabotage/run.py

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("nbreports needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade "pip>=25.1"

$(VENV)/.demo: pyproject.toml $(VENV)/bin/python
	$(PIP) install --quiet --editable ".[demo,polars]"
	touch $@

$(VENV)/.test: pyproject.toml $(VENV)/bin/python
	$(PIP) install --quiet --editable ".[demo,polars]" --group dev
	touch $@

clean:
	rm -rf $(VENV) demo/out demo/data
