VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
N := 100k
ONLY :=

.PHONY: all help setup quick test rest weekly lowest lint types wings measure data docs build-docs bench bench-scale

all: ## run everything that continuous integration runs
	bash .ci/run

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv with all that tests and checks need
	python3 -m venv $(VENV)
	$(BIN)/pip install -q --upgrade pip
	$(BIN)/pip install -q -e ".[test]" --group dev

quick: ## run the tests nearest to what you changed since the last commit
	$(BIN)/python -m tools.nearest

test: ## run the tests, all but the slow ones
	$(BIN)/python -m pytest -q -n auto

rest: ## run the tests that make test left out, the slow ones too
	$(BIN)/python -m pytest -q -rs -n auto --left-out -m "not scale"

weekly: ## run the tests with all extras and more examples, and print what they cover
	bash .ci/weekly

lowest: ## run the tests with the lowest versions that are allowed of all dependencies
	bash .ci/lowest

lint: ## lint and check the formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: ## check the types, strictly
	$(BIN)/mypy

wings: ## check that imports go one way
	$(BIN)/lint-imports

measure: ## print how dense, complex and well named the code is; nothing is compared with a limit
	$(BIN)/python -m tools.measure

data: ## check the shipped dataset and its canonical form
	$(BIN)/stancetracker check -d data
	$(BIN)/stancetracker fmt --check -d data

docs: ## check that the generated docs are up to date
	$(BIN)/python -m tools.docs --check
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs

build-docs: ## generate the docs anew
	$(BIN)/python -m tools.docs

bench: ## measure speed and memory beside peers, and write bench/RESULTS.md; ONLY="load growth" prints these steps alone
	test -d $(BENCH) || python3 -m venv $(BENCH)
	$(BENCH)/bin/pip install -q -e ".[parquet,scale]"
	$(BENCH)/bin/python -m bench $(N) $(addprefix --only ,$(ONLY))

bench-scale: ## ask DuckDB about ten million statements and as many silences, written straight into Parquet
	$(BENCH)/bin/python -m bench.scale 10M build/scale
