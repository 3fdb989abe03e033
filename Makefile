# hackday: `make` lists the verbs. Every verb sets up what it needs, on a fresh machine too.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test test-python test-web test-slow check format docs web pictures clean

help: ## List the verbs, with a sentence each.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .make/installed ## Train the built-in experiments, publish them and open the page. ARGS="--no-serve" for machines.
	@$(BIN)/hackday demo $(ARGS)

test: test-python test-web ## Run all tests: Python, browser, TypeScript.

test-python: .make/dev .make/chromium ## Run the Python and browser tests.
# Two at a time, which halves the wait; threads that wait for others sleep, or they would take the other's core.
ifeq ($(strip $(ARGS)),)
	OMP_WAIT_POLICY=passive $(BIN)/python -m pytest -n 2 --dist loadfile -m "not alone"
	$(BIN)/python -m pytest -m alone
else
	$(BIN)/python -m pytest $(ARGS)
endif

test-web: .make/web ## Run the TypeScript tests.
	cd web && npm test

test-slow: .make/dev ## Run the long proofs: every figure that the documentation promises.
	$(BIN)/python -m pytest tests/slow --timeout 3600 $(ARGS)

check: .make/dev .make/chromium .make/web test ## Format, lint, strict types, import layers, built files and documents fresh, all tests.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/write_docs.py --check
	cd web && npm run check && node build.mjs --check

format: .make/dev .make/web ## Format all sources.
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	cd web && npm run format

docs: .make/dev ## Write the generated documents anew: docs/cli.md, a page a lab, why-addition.md.
	$(BIN)/python tools/write_docs.py

web: .make/web ## Build the page's script and style into src/hackday/static.
	cd web && npm run build

pictures: .make/dev .make/chromium ## Make the pictures in docs/pictures anew: train, publish, photograph.
	PYTHONPATH=. $(BIN)/python tools/take_pictures.py $(ARGS)

clean: ## Forget what was installed and built; runs and pages stay.
	rm -rf .make $(VENV) web/node_modules build

.make/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "hackday needs Python 3.11 or newer; name one with make PYTHON=python3.12 …"; exit 1; }
	@sh tools/patiently.sh "setting up Python in $(VENV)" $(PYTHON) -m venv $(VENV)
	@mkdir -p .make && touch $@

.make/installed: .make/venv pyproject.toml constraints.txt
	@sh tools/patiently.sh "installing hackday and its libraries, once" \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.make/dev: .make/venv pyproject.toml constraints.txt
	@sh tools/patiently.sh "installing hackday and what its tests need, once" \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .make/installed

.make/chromium: .make/dev
	@sh tools/install_chromium.sh $(BIN)/python
	@touch $@

.make/web: web/package-lock.json
	@command -v npm >/dev/null \
	  || { echo "the page's tests need node 20 or newer with npm; without it, make test-python runs the others"; exit 1; }
	cd web && npm ci --no-audit --no-fund
	@mkdir -p .make && touch $@
