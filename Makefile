# 道安 Daoan. `make` alone lists what can be done.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CITY ?= leeds
PORT ?= 8000
WORKSPACE ?= .daoan/$(CITY)
# Two cores: linear algebra on one thread each is faster than threads that fight.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1
# Compiled modules are kept in .venv, also where the machine says otherwise: else every command compiles all it imports.
export PYTHONDONTWRITEBYTECODE :=
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help install web demo serve test test-all test-machines check format lock bench docs clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

install: $(BIN)/.installed ## put everything that Daoan needs into .venv (and nothing elsewhere)

$(BIN)/.installed: requirements.lock pyproject.toml scripts/install.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash scripts/install.sh
	@touch $@

web: daoan/web/dist/index.html ## build the console

daoan/web/dist/index.html: $(BIN)/.installed $(shell find daoan/web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
	@bash scripts/build-web.sh

demo: install web ## the whole loop on a real city, then the console (CITY=leeds or qingyang, PORT=8000)
	@daoan demo --city $(CITY) --workspace $(WORKSPACE) --port $(PORT) $(DEMO_FLAGS)

serve: install web ## the console on what is already in the workspace
	@daoan serve --workspace $(WORKSPACE) --port $(PORT)

check: install ## style and types
	@ruff check . && ruff format --check . && mypy

format: install ## put the code into shape
	@ruff check --fix . ; ruff format .

test: check web ## everything that a change must pass (about 50 minutes on two cores)
	@bash scripts/browser.sh
	@bash scripts/office.sh
	@pytest -n 2 --dist loadgroup -m "not slow" --durations=60 --durations-min=8 $(PYTEST_FLAGS)

test-all: check web ## also what takes longer, and what needs Spark and NATS (half a gigabyte, Java 17)
	@bash scripts/browser.sh
	@bash scripts/office.sh
	@pytest -n 2 --dist loadgroup $(PYTEST_FLAGS)
	@$(MAKE) --no-print-directory test-machines

test-machines: install ## only what runs on several machines: executors and nodes that are killed
	@bash scripts/extras.sh
	@$(BIN)/extras/bin/python -m pytest tests/machines $(PYTEST_FLAGS)

bench: install ## every benchmark, into bench/results.md
	@python -m bench --all

docs: install ## write the generated references anew
	@daoan docs

lock: install ## resolve the dependencies anew (hashes, no addresses)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --upgrade --group dev pyproject.toml -o requirements.lock
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --upgrade --group machines --no-emit-package numpy -o requirements-machines.lock
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --upgrade --group peers -o requirements-peers.lock
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --upgrade --group sumo -o requirements-sumo.lock
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --upgrade --group peers-planner -o requirements-peers-planner.lock

clean: ## remove what was built and installed; workspaces stay
	@rm -rf $(VENV) daoan/web/dist daoan/web/node_modules .mypy_cache .ruff_cache
