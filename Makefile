PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test mutants lint fix clean

demo: $(READY)
	@$(BIN)/timeline demo

test: $(READY)
	$(BIN)/pytest --numprocesses auto --dist loadfile

mutants: $(READY)
	@$(BIN)/python tests/mutants/hunt.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(READY): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(READY)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
