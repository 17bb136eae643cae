# Everything a person types. A new machine needs Python 3.11 or newer, make and git.

PYTHON ?= $(or $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell command -v $(name) >/dev/null 2>&1 && \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && \
	echo $(name)))),python3)
BIN := .venv/bin
# Hashes are checked and nothing is built, so nothing but Python is needed.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	--require-hashes --only-binary :all:
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.PHONY: help run test check bench lock clean
.PHONY: check-ruff check-format check-types check-imports check-templates
.PHONY: check-migrations check-deploy

help:
	@echo "make run    serve the library at http://127.0.0.1:8000"
	@echo "make test   run the tests (ARGS='-k upload' runs some)"
	@echo "make check  lint, types, imports, templates, migrations, deployment"
	@echo "make bench  run the benchmarks"
	@echo "make lock   renew requirements/*.txt from requirements/*.in"
	@echo "make clean  remove the environment and caches, never the data"

# `exec`: Ctrl-C reaches `serve` once, and `make` waits for its orderly end.
run: .venv/.runtime
	@exec $(BIN)/python manage.py serve

test: .venv/.test
	@exec $(BIN)/python -m pytest $(ARGS)

bench: .venv/.test
	@exec $(BIN)/python -m benchmarks $(ARGS)

check: check-ruff check-format check-types check-imports check-templates
check: check-migrations check-deploy
	@echo "All checks passed."

check-ruff: .venv/.test
	@echo "== ruff check"
	@$(BIN)/ruff check --quiet .

check-format: .venv/.test
	@echo "== ruff format"
	@$(BIN)/ruff format --quiet --check .

check-types: .venv/.test
	@echo "== mypy"
	@$(BIN)/mypy

check-imports: .venv/.test
	@echo "== import-linter"
	@$(BIN)/lint-imports

check-templates: .venv/.test
	@echo "== djade"
	@git ls-files -z -- '*/templates/*.html' 'templates/*.html' | \
		xargs -0 -r $(BIN)/djade --check --target-version 5.2

# In a data folder of its own: a check must not look like a first start.
check-migrations: .venv/.test
	@echo "== makemigrations --check"
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
		PDFSUM_DATA_DIR="$$folder" $(BIN)/python -W ignore manage.py \
		makemigrations --check --dry-run

check-deploy: .venv/.test
	@echo "== check --deploy"
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
		PDFSUM_DATA_DIR="$$folder" DEBUG=false APP_URL=https://pdfsum.example \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

lock: $(BIN)/pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	$(LOCK) --output-file requirements/runtime.txt requirements/runtime.in
	$(LOCK) --output-file requirements/test.txt requirements/test.in

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip is the last thing that venv installs, so a half-made environment lacks it.
$(BIN)/pip:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing. On Debian or Ubuntu:" \
		"apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "pdfsum needs Python 3.11 or newer, and $(PYTHON) is older." \
		"Name another: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python's venv module is missing. On Debian or Ubuntu:" \
		"apt install python3-venv" >&2; exit 1; }
	@echo "Making the environment .venv"
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements/runtime.txt | $(BIN)/pip
	@echo "Installing what pdfsum needs (a minute, once)"
	@$(INSTALL) --requirement requirements/runtime.txt
	@touch $@

.venv/.test: requirements/test.txt | $(BIN)/pip
	@echo "Installing what the tests need (a minute, once)"
	@$(INSTALL) --requirement requirements/test.txt
	@touch $@
