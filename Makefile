PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

EXAMPLES ?= 2000

.PHONY: demo test soak mutants lint fix clean

demo: $(READY)
	@$(BIN)/timeline demo

test: $(READY)
	$(BIN)/pytest --numprocesses auto --dist loadfile

# Every law, machine and comparison with the oracle, on new examples each time; an hour on two cores.
soak: $(READY)
	HYPOTHESIS_PROFILE=deep $(BIN)/pytest --numprocesses auto --dist worksteal --timeline-examples $(EXAMPLES) --durations 10 \
		tests/testing/test_kit_laws.py tests/testing/test_kit_machines.py tests/testing/test_oracle.py

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
