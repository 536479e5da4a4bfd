# Voice Express 民声直通车. `make help` lists every target.
.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test test-failed test-fast soak lint types schema bench docs ci clean
SHELL := /bin/sh
# Each command that a test starts would compile the whole product anew.
export PYTHONDONTWRITEBYTECODE :=

PYTHON ?= python3
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
SOURCES := app views reports migrations tests tools config.py $(wildcard benchmarks)

help: ## list every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

setup: $(VENV)/.run-ready ## make .venv with what the product runs on
setup-test: $(VENV)/.test-ready

$(VENV)/.run-ready: requirements.txt
	@tools/venv.sh "$(PYTHON)" $(VENV) requirements.txt
	@touch $@

$(VENV)/.test-ready: requirements-test.txt requirements.txt
	@tools/venv.sh "$(PYTHON)" $(VENV) requirements-test.txt
	@touch $@ $(VENV)/.run-ready

run: setup ## serve http://127.0.0.1:8080 with the sample county (PORT= changes it)
	@$(BIN)/flask init
	@$(BIN)/flask seed demo
	@exec $(BIN)/python -m app.serve

test: setup-test ## every test: SQLite, PostgreSQL and a real browser
	@tools/need.sh chromium poppler fonts postgresql
	@tools/postgres.sh $(PYTEST) -n $(JOBS)

test-failed: setup-test ## once more what failed in the last run
	@tools/postgres.sh $(PYTEST) --last-failed --last-failed-no-failures none

test-fast: setup-test ## tests without browser, PostgreSQL and whole matrices
	@$(PYTEST) -n $(JOBS) -m "not browser and not postgres and not matrix" || { code=$$?; $(SAY_FAST); exit $$code; }
	@$(SAY_FAST)
SAY_FAST := echo "Left out: the tests that need a browser or PostgreSQL, and the whole matrices and crawls (every route as every role, every column, every form). Run make test for all of them."

soak: setup-test ## the same tests with the full counts of the issues (up to 80 minutes)
	@tools/need.sh chromium poppler fonts postgresql
	@tools/postgres.sh $(PYTEST) -n $(JOBS) --soak

lint: setup-test ## ruff: rules and format; known faults of what we build on
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/python tools/audit.py

types: setup-test ## mypy, strict on app, views and reports
	@$(BIN)/mypy

schema: setup ## write schema.sql and prove that models and migrations give the same
	@$(BIN)/flask schema write
	@$(BIN)/flask schema check

bench: setup-test ## measure beside the floor (ITEM=list runs one)
	@tools/need.sh postgresql
	@tools/postgres.sh $(BIN)/python -m benchmarks $(ITEM)

docs: ## check that every link in the documents leads somewhere
	@$(PYTHON) tools/links.py

ci: lint types test ## what .ci/run runs

clean: ## remove caches and .venv; the data in var/ stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
