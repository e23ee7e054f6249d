# Three commands do everything: `make demo` (or `make setup`), `make test`, `make develop`. `make help` lists the others.
# Each sets up what it needs first, and does so again only when the files it stands on have changed.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NPM := npm --prefix js --silent
LAB_OPTIONS ?=
CORPUS ?= benchmarks/cells
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_ROOT_USER_ACTION := ignore
# The tests build their models from configurations and never download one.
export HF_HUB_OFFLINE := 1

.PHONY: help demo setup test test-js test-python test-notebooks check check-python check-js check-bundle \
	check-notebooks bench corpus formulas develop chromium clean

help:  ## list the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

demo: $(VENV)/demo.stamp  ## set up and open JupyterLab on the first notebook
	$(BIN)/jupyter lab --allow-root $(LAB_OPTIONS) notebooks/01_first_check.ipynb

setup: $(VENV)/dev.stamp js/node_modules/setup.stamp  ## set up all that tests and development need

test: test-js test-python test-notebooks  ## run every test, set up first

test-js: js/node_modules/setup.stamp
	$(NPM) test

test-python: $(VENV)/dev.stamp chromium
	$(BIN)/python -m pytest -q --numprocesses auto --dist loadfile

test-notebooks: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q --nbval --nbval-sanitize-with notebooks/nbval_sanitize.cfg notebooks

check: check-python check-js check-bundle check-notebooks  ## lint, types, and that what is committed is up to date

check-python: $(VENV)/dev.stamp
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/pyright

check-js: js/node_modules/setup.stamp
	$(NPM) run check

check-bundle: js/node_modules/setup.stamp
	$(NPM) run build
	@git diff --exit-code --stat -- shapeviz/static || { \
		echo "The committed front end differs from what js/ builds: commit shapeviz/static as it is now."; exit 1; }

check-notebooks:
	@! grep -l '"application/vnd.jupyter.widget-state+json"' notebooks/*.ipynb || { \
		echo "These notebooks carry widget state, which GitHub cannot show: clear it and save them again."; exit 1; }

bench: $(VENV)/dev.stamp  ## measure the overhead of recording, the diagnosis and a slider move
	$(BIN)/python -m benchmarks

corpus: $(VENV)/dev.stamp  ## count how many real bugs are found, explained and mended
	$(BIN)/python -m benchmarks.corpus $(CORPUS)

formulas: $(VENV)/dev.stamp  ## hold the formulas of many models against fresh runs at random sizes
	$(BIN)/python -m benchmarks.formulas $(CORPUS)

develop: setup  ## rebuild the front end on every change; run `make demo` beside it
	$(NPM) run watch

chromium:
	@for name in "$${CHROMIUM:-chromium}" chromium google-chrome; do ! command -v $$name >/dev/null || exit 0; done; \
	if command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests."; \
		$(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends \
			chromium fonts-dejavu-core </dev/null >/dev/null; \
	else \
		echo "The browser tests need Chromium: install it, or set CHROMIUM to where it is."; exit 1; \
	fi

clean:  ## remove what the set-up made
	rm -rf $(VENV) js/node_modules

$(VENV)/demo.stamp: $(BIN)/pip pyproject.toml constraints.txt
	$(call pip-install,demo)

$(VENV)/dev.stamp: $(BIN)/pip pyproject.toml constraints.txt
	$(call pip-install,dev)

define pip-install
	@echo "Installing shapeviz and what it needs into $(VENV) (once)."
	@$(BIN)/pip install -q -c constraints.txt -e '.[$(1)]' || { \
		echo "If pip found no torch ending in +cpu: its CPU build comes from the package index that PyTorch's own"; \
		echo "install page names. Run the command again with PIP_EXTRA_INDEX_URL set to that index."; exit 1; }
	@touch $@
endef

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "shapeviz needs Python 3.11 or newer: run make PYTHON=python3.11 with the one you have."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "On Debian and Ubuntu, run: $(SUDO) apt-get install python3-venv"; exit 1; }

js/node_modules/setup.stamp: js/package-lock.json
	@echo "Installing the front end's tools (once)."
	@cd js && npm ci --loglevel=error --no-audit --no-fund --no-update-notifier
	@touch $@
