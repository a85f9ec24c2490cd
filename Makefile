# Jejaring: one door. `make help` lists what it can do.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PORT ?= 8000
DATA ?= var/demo
EVERY ?= 1
export JEJARING_MODE ?= development
# tests start hundreds of processes: none compiles everything anew
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock"
CATALOGUES := $(wildcard src/jejaring/*/locale/*/LC_MESSAGES/django.po)

.PHONY: help setup demo demo-reset demo-walk run test test-fast check fmt mutate bench faults wheel lock messages tools clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.messages ## install everything into .venv/ from the hashed lock

$(STAMP): requirements.lock pyproject.toml
	@sh scripts/make-venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.messages: $(STAMP) $(CATALOGUES)
	@$(BIN)/python scripts/compile_messages.py
	@touch $@

demo: $(VENV)/.messages ## serve the whole product with demo data (PORT=8000 DATA=var/demo)
	@setpriv --pdeathsig TERM $(BIN)/jejaring demo --port $(PORT) --data $(DATA)

demo-reset: $(STAMP) ## forget everything the demo has stored (DATA=var/demo)
	@$(BIN)/jejaring demo --data $(DATA) --reset

demo-walk: $(STAMP) ## play Kota Padang's journey against the running demo (PORT=8000)
	@$(BIN)/jejaring demo-walk --url http://127.0.0.1:$(PORT)

tools: ## install the system tools the tests need (browser, pdfsig, gettext, PostgreSQL)
	@sh scripts/install-tools

test: $(VENV)/.messages tools ## run all tests, those in the browser too
	$(BIN)/pytest -n 3 --dist loadgroup --durations=20 --durations-min=2

test-fast: $(VENV)/.messages tools ## run the tests without browser, LibreOffice, servers, kills, racing solvers and long walks
	$(BIN)/pytest -n 3 --dist loadgroup --hypothesis-profile=fast -m "not browser and not office and not kills and not solver and not slow"

check: $(VENV)/.messages tools ## everything CI runs: format, lint, types, contracts, migrations, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint src --lint --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_repository.py
	$(BIN)/jejaring manage makemigrations --check --dry-run
	$(MAKE) test

fmt: $(STAMP) ## format code and templates
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

mutate: $(VENV)/.messages tools ## change rules, steps and actions in small ways; a test must notice (ONLY=rules EVERY=1)
	$(BIN)/python scripts/mutate.py $(ONLY) --every $(EVERY)

bench: $(VENV)/.messages ## measure speed and failure beside targets and other software; prints figures
	@sh scripts/install-bench-tools
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.scoring
	$(BIN)/python -m benchmarks.portfolio
	$(BIN)/python -m benchmarks.registration
	$(BIN)/python -m benchmarks.webhooks
	$(BIN)/python -m benchmarks.files

faults: $(VENV)/.messages ## kill, withhold and fill what an installation rests on, under load; prints what it cost
	$(BIN)/python -m benchmarks.faults

wheel: $(STAMP) ## build the wheel in dist/
	$(BIN)/python -m hatchling build --target wheel --directory dist

messages: $(STAMP) ## collect texts to translate, room by room
	@sh scripts/collect-messages

lock: $(STAMP) ## renew requirements.lock, and from it the one without development tools (needs uv)
	$(LOCK) --group dev pyproject.toml -o requirements.lock
	$(LOCK) --constraints requirements.lock pyproject.toml -o deploy/requirements.lock

clean: ## remove what make made (not the demo's data)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
