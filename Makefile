# Two commands do all the set-up themselves: make demo, make test.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PARTS ?= xl_tools tests benchmarks
# Files of tests run side by side; each process has a LibreOffice of its own.
SIDE_BY_SIDE ?= -n $(shell nproc 2>/dev/null || echo 2) --dist loadfile

.PHONY: demo test coverage test-long check templates bench clean system

demo: $(BIN)/.base
	@sh tests/install-system-packages.sh fonts
	$(BIN)/xl-tools demo -o demo-output

test: $(BIN)/.dev system check
	$(BIN)/python -m pytest -q $(SIDE_BY_SIDE)

# Counting lines makes the tests a third slower, so it has a target of its own.
coverage: $(BIN)/.dev system
	$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) --cov --cov-report=
	@$(BIN)/python -m coverage report | grep TOTAL

test-long: $(BIN)/.dev system check
	XL_TOOLS_LONG=1 $(BIN)/python -m pytest -q $(SIDE_BY_SIDE)

check: $(BIN)/.dev
	$(BIN)/ruff format --check $(PARTS)
	$(BIN)/ruff check $(PARTS)
	$(BIN)/lint-imports
	$(BIN)/pyright --pythonpath $(BIN)/python

templates: $(BIN)/.dev
	$(BIN)/python -m xl_tools.workbook.template workbook_templates

bench: $(BIN)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[office,cluster,dev,bench]"
	for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

system:
	@sh tests/install-system-packages.sh

$(BIN)/python:
	$(PYTHON) -m venv $(VENV) || { sh tests/install-system-packages.sh python; $(PYTHON) -m venv $(VENV); }

$(BIN)/.base: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(BIN)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[office,cluster,dev]"
	touch $(BIN)/.base $@

clean:
	rm -rf $(VENV) demo-output dist build .coverage .pytest_cache .ruff_cache .hypothesis
