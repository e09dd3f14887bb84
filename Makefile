# The two commands of the README. Each does all of its own set-up on a bare Debian machine
# with Python >= 3.11, Node >= 20 and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Whether the demo ends in JupyterLab.
LAB ?= 1

.PHONY: demo test lint js bundle browser notebooks bench bench-check sabotage clean

demo: $(VENV)/.demo
	$(BIN)/python demo/make.py
ifneq ($(LAB),0)
	$(BIN)/jupyter lab --YDocExtension.disable_rtc=False $(if $(filter 0,$(shell id -u)),--allow-root) notebooks/01-first-report.ipynb
endif

test: $(VENV)/.test browser lint js notebooks
	$(BIN)/python -m pytest -q tests/browser
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore=tests/browser --cov --cov-report=term:skip-covered --cov-fail-under=92

# The front end: linter, types and tests; the bundle is built anew where its sources have changed.
js: js/node_modules/.nbreports-lock bundle
	cd js && npm run --silent check && npm run --silent test

bundle: $(VENV)/.test
	$(BIN)/python js/hatch_build.py

notebooks: $(VENV)/.test bundle
	NBREPORTS_STATE="$$(mktemp -d)" $(BIN)/python -m pytest --nbval --nbval-sanitize-with notebooks/sanitize.cfg -p no:cacheprovider -q notebooks

# The tests of the widgets look at JupyterLab through Chromium.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium; \
	else echo "The tests need Chromium: install the package chromium, then run make again." >&2; exit 1; fi

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The builder measured in a real JupyterLab: written down, or held to its hard limits. No part of CI.
bench bench-check: $(VENV)/.test browser bundle
	PYTHONPATH=tests $(BIN)/python -m benchmarks.run $(if $(filter bench-check,$@),--check)

# Ten one-line breakages of the engine, each of which must turn the suite red (tests/sabotage/).
sabotage: $(VENV)/.test
	$(BIN)/python tests/sabotage/run.py

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("nbreports needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade "pip>=25.1"

$(VENV)/.demo: pyproject.toml $(VENV)/bin/python
	$(PIP) install --quiet --editable ".[demo,polars,lab]"
	touch $@

$(VENV)/.test: pyproject.toml $(VENV)/bin/python
	$(PIP) install --quiet --editable ".[demo,polars,lab]" --group dev
	touch $@

js/node_modules/.nbreports-lock: js/package-lock.json
	cd js && npm ci
	cp js/package-lock.json $@

clean:
	rm -rf $(VENV) demo/out demo/data js/node_modules src/nbreports/static
