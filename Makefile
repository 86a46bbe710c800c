# Everything a person needs is one of these. `make` alone lists them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
# Tests and commands start Python a hundred times: a thousand files compiled at each start would double the time.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo test test-night check check-types check-rest format lock bench-network bench-evidence bench-settlement clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The stamp is written last: an environment that was interrupted half way is made again from the start.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Commonweal needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=python3.12, say.")'
	@echo "Making the environment in $(VENV) (once, about a minute)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { echo "Python could not make an environment. On Debian or Ubuntu: the package python3-venv is missing."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY) ## a believable alliance at http://127.0.0.1:8000
	@exec $(BIN)/commonweal demo $(ARGS)

test: $(READY) ## all tests
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

test-night: $(READY) ## what takes too long for every day: every page as every role, all migrations, random worlds; some hours
	@$(BIN)/python -m pytest -m night $(ARGS)
	@COMMONWEAL_POLICY_WORLDS=300 COMMONWEAL_EXAMPLES=20 $(BIN)/python -m pytest tests/properties tests/rules

check: $(READY) ## format, lint, types, layers, missing migrations
	@$(MAKE) --no-print-directory -j 2 check-types check-rest

# Types take as long as all the rest together, so they are looked at beside it.
check-types: $(READY)
	@$(BIN)/mypy

check-rest: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/commonweal manage makemigrations --check --dry-run
	@$(BIN)/python -m docs.check

format: $(READY) ## put the code into its standard form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: ## write requirements.lock anew from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock

bench-network: $(READY) ## the care network at a million referrals
	@$(BIN)/python -m benchmarks.network $(ARGS)

bench-evidence: $(READY) ## the catalogue of measures on a million claim lines
	@$(BIN)/python -m benchmarks.evidence $(ARGS)

bench-settlement: $(READY) ## settlement, simulation and division
	@$(BIN)/python -m benchmarks.settlement $(ARGS)

clean: ## remove the environment and caches (data stay)
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
