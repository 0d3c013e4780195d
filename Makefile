# Every target has its line of help after "##"; `make` alone prints them.
SHELL := /bin/bash
PORT ?= 8000
BIN := .venv/bin
UV_COMPILE = $(BIN)/uv pip compile --quiet --no-header --no-annotate --generate-hashes --universal \
	--python-version 3.11 --upgrade

.DEFAULT_GOAL := help
.PHONY: help run test test-fast test-long lint messages bench shots constraints clean

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name text; do \
		printf '  make %-12s %s\n' "$$name" "$$text"; done

run: ## install what is missing and serve the demonstration at http://127.0.0.1:8000 (PORT=…)
	@.ci/environment run
	@exec $(BIN)/igtf serve --demo --port $(PORT)

test: ## everything but the long tests: lint, unit, both databases, browser (40 minutes on two processors)
	@.ci/ensure-services
	@.ci/environment test
	@.ci/test

test-fast: ## the inner loop: SQLite, no browser, no story, none of tests/slow.txt (some minutes)
	@.ci/environment test
	@$(BIN)/python -m pytest -n 2 --db sqlite --quick -m "not long and not browser"

test-long: ## what takes longer than `make test` should
	@.ci/ensure-services
	@.ci/environment test
	@$(BIN)/python -m pytest -m long

lint: ## ruff, mypy and the import contracts
	@.ci/environment test
	@.ci/lint

messages: ## bring the catalogues in igtf/translations up to the texts (a new one: LANGUAGE=fr)
	@.ci/environment test
	@.ci/messages $(LANGUAGE)

bench: ## requests a second, latency and queries of the main pages, beside a bare Flask
	@.ci/environment test
	@$(BIN)/python -m tests.performance.bench

shots: ## pictures of the main pages into docs/shots
	@.ci/ensure-services
	@.ci/environment test
	@$(BIN)/python -m tests.browser.shots

constraints: ## pin all dependencies anew, with hashes
	@.ci/environment test
	@$(BIN)/python -m pip install --quiet uv
	@echo 'setuptools>=77' | $(UV_COMPILE) pyproject.toml - --output-file constraints.txt
	@echo 'setuptools>=77' | $(UV_COMPILE) pyproject.toml - --extra pdf --extra redis --constraint constraints.txt \
		--output-file constraints-extras.txt
	@echo 'setuptools>=77' | $(UV_COMPILE) pyproject.toml - --extra test --constraint constraints-extras.txt \
		--output-file constraints-test.txt
	@! grep -n '://' constraints.txt constraints-extras.txt constraints-test.txt

clean: ## remove the environment and caches; data under var/ stays
	@rm -rf .venv build *.egg-info .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
