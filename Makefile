# `make demo` and `make test` set everything up on a machine with Python 3.11 or newer.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# More options of pip install.
PIP_OPTIONS ?=
# Some of the tests, by path; all of them where it is empty.
TESTS ?=

# Tests begin hundreds of processes; each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-thorough check words pictures bench bench-terminal bench-planners bench-curves bench-scale bench-many bench-explore clean

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_OPTIONS) -c constraints.txt -e '.[dev]'
	touch $(READY)

demo: $(READY)
	$(BIN)/kamplan demo

test: $(READY)
	$(BIN)/python -m pytest -n auto $(TESTS)

test-thorough: $(READY)
	KAMPLAN_TEST_EFFORT=10 $(BIN)/python -m pytest -n auto $(TESTS)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pictures: $(READY)
	$(BIN)/python tools/pictures.py

words: $(READY)
	$(BIN)/python tools/words.py

bench: $(READY)
	$(BIN)/python benchmarks/wholesale.py
	$(BIN)/python benchmarks/scale.py

bench-scale: $(READY)
	$(BIN)/python benchmarks/scale.py

bench-many: $(READY)
	$(BIN)/python benchmarks/many.py

bench-terminal: $(READY)
	$(BIN)/python benchmarks/terminal.py

bench-planners: $(READY)
	$(BIN)/python benchmarks/two_planners.py

bench-explore: $(READY)
	$(BIN)/python benchmarks/explore.py

bench-curves: $(READY)
	$(BIN)/python benchmarks/s_curves.py

clean:
	rm -rf $(VENV)
