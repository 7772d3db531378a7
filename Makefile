# One folder, .venv, holds everything. The lock files pin every version with its hashes.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
SYNC := $(BIN)/uv pip install --quiet --python $(PY) --require-hashes --no-deps

.PHONY: install run test lint format lock clean

install: $(VENV)/dev.stamp ## everything that run, test and lint need

run: $(VENV)/run.stamp ## the bot; no configuration needed
	@$(BIN)/troubadour run

test: $(VENV)/dev.stamp
	@$(PY) -m pytest -n 2 --dist worksteal

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > $(VENV)/imports.log || (cat $(VENV)/imports.log; exit 1)

format: $(VENV)/dev.stamp
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

lock: $(VENV)/run.stamp ## write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --group dev -c requirements.lock -o requirements-dev.lock

$(VENV)/run.stamp: requirements.lock installer.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Troubadour needs Python 3.11 or newer: set PYTHON=/path/to/python3"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r installer.lock
	@$(SYNC) -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	@$(SYNC) -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) build dist
