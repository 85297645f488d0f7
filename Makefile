# The two commands for a fresh machine with Python 3.11+, make and git:  make course,  make test
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
NBGRADER := .venv-nbgrader
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: course test check fmt bench soak vendor clean

course: $(VENV)/.runtime
	$(BIN)/casebook build

test: $(VENV)/.dev $(NBGRADER)/.made
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "not soak"

check: $(VENV)/.dev
	$(BIN)/ruff format --check src tests benchmarks scripts
	$(BIN)/ruff check src tests benchmarks scripts
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/casebook validate

fmt: $(VENV)/.dev
	$(BIN)/ruff format src tests benchmarks scripts
	$(BIN)/ruff check --fix src tests benchmarks scripts
	$(BIN)/python -m casebook.loader.mend cases exercises book

bench: $(VENV)/.dev $(NBGRADER)/.made
	$(BIN)/python benchmarks/bench.py

soak: $(VENV)/.dev $(NBGRADER)/.made
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "soak or not soak" --soak

vendor: $(VENV)/.dev
	$(BIN)/python -m casebook.fonts.refresh
	$(BIN)/python -m casebook.slides.refresh

clean:
	rm -rf _build

$(VENV)/.runtime: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "casebook needs Python 3.11 or later; try make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps -e .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-cluster.txt requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@

$(NBGRADER)/.made: requirements-nbgrader.txt
	test -x $(NBGRADER)/bin/python || $(PYTHON) -m venv $(NBGRADER)
	$(NBGRADER)/bin/python -m pip install --quiet -r requirements-nbgrader.txt
	touch $@
