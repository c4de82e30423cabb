# Needs GNU make and Python 3.11 or newer; everything else is installed here, by hash, from the lock files.
PYTHON ?= python3
ARGS ?=

# Quiet twice: pip's notices about the local configuration of a machine are no progress.
PIP_INSTALL := -m pip install --quiet --quiet --no-input --disable-pip-version-check
# The files of CodeMirror. Without them the page for queries has a plain text area, and all else works.
INSTALL_EDITOR = $(PIP_INSTALL) --no-deps --require-hashes -r requirements-editor.lock 2>/dev/null || \
	echo "no query editor in $(@D), only the plain form; for the editor: $(@D)/bin/python -m pip install --no-deps -r requirements-editor.lock"
PYTHON_FOUND := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2], sys.version_info >= (3, 11))' 2>/dev/null)
PYTHON_VERSION := $(firstword $(PYTHON_FOUND))
VENV_PACKAGE := python$(PYTHON_VERSION)-venv

# A stamp names the Python it was made with, so that another PYTHON makes the environment anew.
RUN := .venv/.ready-$(PYTHON_VERSION)
DEV := .venv-dev/.ready-$(PYTHON_VERSION)
SSSOM := .venv-sssom/.ready-$(PYTHON_VERSION)
UV := .venv-lock/.ready-$(PYTHON_VERSION)
COMPAT_TOOLS := kgx koza monarch oak phenopackets semsimian
COMPAT := $(COMPAT_TOOLS:%=.venv-compat/%/.ready-$(PYTHON_VERSION))

.PHONY: help publish test chromium lint format docs bench compat reproducible lock clean
.DEFAULT_GOAL := help

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' Makefile

publish: $(RUN) ## build and check the graph (ARGS="query" for another command)
	@.venv/bin/python publish.py $(ARGS)

test: lint $(SSSOM) chromium ## lint, then run all tests (ARGS="-k name" for some)
	@.venv-dev/bin/python -m pytest $(ARGS)

# For the tests in a browser, which are skipped where it is not to be had.
chromium:
	@command -v chromium >/dev/null || { $(install_chromium); } || \
	  echo "no Chromium (Debian: apt-get install chromium): tests in a browser are skipped"

lint: $(DEV) ## check style and types
	@.venv-dev/bin/python -m ruff check --quiet .
	@.venv-dev/bin/python -m ruff format --quiet --check . || { echo "fix: make format" >&2; exit 1; }
	@.venv-dev/bin/python -m mypy --strict raregraph publish.py bench

format: $(DEV) ## lay out the code
	@.venv-dev/bin/python -m ruff check --quiet --select I --fix .
	@.venv-dev/bin/python -m ruff format .

docs: $(DEV) ## write anew what is generated of the documentation
	@.venv-dev/bin/python -m raregraph.querydocs
	@.venv-dev/bin/python -m raregraph.vocabulary > docs/vocabulary.md
	@.venv-dev/bin/python -m raregraph.shape_docs > docs/shapes.md
	@.venv-dev/bin/python tests/documents.py

bench: $(DEV) ## measure: run every bench/bench_*.py
	@set -e; for script in bench/bench_*.py; do \
	  test -f "$$script" || { echo "bench/ has no bench_*.py" >&2; exit 1; }; \
	  echo "$$script"; .venv-dev/bin/python "$$script"; \
	done

compat: $(DEV) $(COMPAT) ## run the tools of others on a release (RELEASE=path LABEL=name for another one)
	@test -n "$(RELEASE)" || test -d dist/current || .venv-dev/bin/python publish.py build
	@.venv-dev/bin/python tests/compat/run.py $(RELEASE) $(if $(LABEL),--label "$(LABEL)") $(ARGS)

reproducible: $(RUN) ## build under several seeds, time zones, locales and Pythons; compare the bytes
	@.venv/bin/python bench/reproducible.py

# Pins stay as they are unless the project asks for more; `make lock ARGS=--upgrade` renews them all.
COMPILE = .venv-lock/bin/python -m uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" $(ARGS)

lock: $(UV) ## resolve the lock files again (ARGS=--upgrade for newer versions)
	@$(COMPILE) pyproject.toml --extra serve --output-file requirements.lock
	@$(COMPILE) pyproject.toml --extra dev --extra duckdb --extra pandas --extra hpo --extra serve --constraints requirements.lock --output-file requirements-dev.lock
	@$(COMPILE) --group sssom --output-file requirements-sssom.lock
	@$(COMPILE) --group editor --no-deps --output-file requirements-editor.lock
	@set -e; for tool in $(COMPAT_TOOLS); do overrides=tests/compat/overrides-$$tool.txt; test -f $$overrides || overrides=/dev/null; \
	  $(COMPILE) tests/compat/requirements-$$tool.in --override $$overrides --output-file tests/compat/requirements-$$tool.lock; done

clean: ## remove environments, caches and what was built
	@rm -rf .venv .venv-dev .venv-sssom .venv-lock .venv-compat build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find raregraph tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(RUN): requirements.lock requirements-editor.lock
	$(create_environment)
	@$(@D)/bin/python $(PIP_INSTALL) --require-hashes -r $<
	@$(@D)/bin/python $(INSTALL_EDITOR)
	@touch $@

$(DEV): requirements-dev.lock requirements-editor.lock
	$(create_environment)
	@$(@D)/bin/python $(PIP_INSTALL) --require-hashes -r $<
	@$(@D)/bin/python $(INSTALL_EDITOR)
	@touch $@

$(SSSOM): requirements-sssom.lock
	$(create_environment)
	@$(@D)/bin/python $(PIP_INSTALL) --require-hashes -r $<
	@touch $@

.venv-compat/%/.ready-$(PYTHON_VERSION): tests/compat/requirements-%.lock
	$(create_environment)
	@$(@D)/bin/python $(PIP_INSTALL) --no-deps --require-hashes -r $<
	@touch $@

$(UV):
	$(create_environment)
	@$(@D)/bin/python $(PIP_INSTALL) uv==0.13.8
	@touch $@

define create_environment
	$(check_python)
	@echo "making $(@D) with Python $(PYTHON_VERSION)$(if $<, from $<)"
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(install_venv); }
	@rm -rf $(@D)
	@$(PYTHON) -m venv $(@D)
endef

check_python = $(if $(PYTHON_FOUND),$(if $(filter True,$(PYTHON_FOUND)),,$(error \
	raregraph needs Python 3.11 or newer and $(PYTHON) is $(PYTHON_VERSION): name another one, as in make PYTHON=python3.12)),$(error \
	raregraph needs Python 3.11 or newer and $(PYTHON) does not run: name another one, as in make PYTHON=python3.12))

# Debian and Ubuntu keep ensurepip in a package of its own.
define install_venv
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing $(VENV_PACKAGE)"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(VENV_PACKAGE) >/dev/null; \
	else \
	  echo "$(PYTHON) cannot make environments: install its venv package (Debian: apt-get install $(VENV_PACKAGE))" >&2; exit 1; \
	fi
endef

define install_chromium
	test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "installing chromium" && { \
	  apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
	} >/dev/null 2>&1
endef
