# The two commands of a newcomer: `make demo`, `make test`. `make check` is what a reviewer's machine asks first.
# The environment lives in .venv and is made from requirements.lock (hashed) by whatever Python 3.11-3.13 PYTHON names.
PYTHON ?= $(shell for v in python3.13 python3.12 python3.11 python3 python; do command -v $$v >/dev/null 2>&1 && $$v -c 'import sys; sys.exit(not (3,11) <= sys.version_info < (3,14))' 2>/dev/null && { command -v $$v; break; }; done)
BIN := .venv/bin
DEMO_HOME ?= demo
# A mirror set for pip (pip config set global.index-url ...) serves uv too.
export UV_DEFAULT_INDEX ?= $(shell $(PYTHON) -m pip config get global.index-url 2>/dev/null || echo https://pypi.org/simple)
export DAGSTER_DISABLE_TELEMETRY := 1
export DO_NOT_TRACK := 1

.PHONY: help setup demo ui test eval eval-gates bench drills check format lock clean

help:
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: .venv/.ready ## make the environment in .venv

.venv/.ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11-3.13。 Python 3.11-3.13 is needed; set PYTHON=/path/to/python3"; exit 1; }
	@echo "setting up .venv with $(PYTHON)"
	@$(PYTHON) -m venv --clear .venv
	@awk '/^uv==/{on=1} on{print; if(!/\\$$/) exit}' requirements.lock > .venv/uv.txt
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.txt
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --require-hashes --compile-bytecode -r requirements.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## a sample city: inbox, refresh, release, the four marts
	@$(BIN)/python -m orchestration.demo $(DEMO_HOME)

ui: setup ## Dagster on the demo's home: assets, checks, the nightly schedule, the inbox sensor
	@test -d $(DEMO_HOME)/dagster || { echo "make demo"; exit 1; }
	@STI_HOME=$(abspath $(DEMO_HOME)) DAGSTER_HOME=$(abspath $(DEMO_HOME))/dagster $(BIN)/dagster dev

test: setup ## the tests
	@$(BIN)/python -m pytest -n 2 --dist loadscope -m "not drill"

eval: setup ## statements extracted from the gold reports, defects planted before the gates, with their floors
	@$(BIN)/python -m evals.reports
	@$(BIN)/python -m evals.gates

eval-gates: setup ## planted defects that the intake gate catches, by dataset and kind; false alarms on clean files
	@$(BIN)/python -m evals.gates

bench: setup ## speed and memory of reading, of a refresh and of queries, each figure with its limit or its peer
	@$(BIN)/python -m benchmarks.reports
	@$(BIN)/python -m benchmarks.reading
	@$(BIN)/python -m benchmarks.warehouse

drills: setup ## the long ways: a refresh killed at every stage, all forms filled in, a replay, marked persons
	@$(BIN)/python -m pytest -n 2 -m drill

check: setup ## style, types, import layers, contracts, rules and their defects, dbt
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m orchestration.checks
	@$(BIN)/python -m pytest tests/expectations -k every_rule_has_a_planted_defect

format: setup ## format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## resolve pyproject.toml anew into requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --group dev pyproject.toml -o requirements.lock

clean: ## remove the environment and the demo
	@rm -rf .venv $(DEMO_HOME)
