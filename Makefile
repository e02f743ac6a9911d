PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

EXAMPLES ?= 2000
EVENTS ?= 1000000
ROUNDS ?= 3
BENCH ?= --out docs/reference/performance.md

.PHONY: demo test soak mutants bench lint fix clean

demo: $(READY)
	@$(BIN)/timeline demo

test: $(READY)
	$(BIN)/pytest --numprocesses auto --dist loadfile

# Every law, machine and comparison with the oracle, on new examples each time; an hour on two cores.
soak: $(READY)
	HYPOTHESIS_PROFILE=deep $(BIN)/pytest --numprocesses auto --dist worksteal --timeline-examples $(EXAMPLES) --durations 10 \
		tests/testing/test_kit_laws.py tests/testing/test_kit_machines.py tests/testing/test_oracle.py \
		tests/testing/test_oracle_queries.py

mutants: $(READY)
	@$(BIN)/python tests/mutants/hunt.py

# Beside the limits and what else one could use, in an environment of its own; half an hour on two cores.
bench: .venv-bench/.ready
	@.venv-bench/bin/python -m bench --events $(EVENTS) --rounds $(ROUNDS) $(BENCH)

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

.venv-bench/.ready: pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --editable '.[bench]'
	@touch .venv-bench/.ready

clean:
	rm -rf .venv .venv-bench .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
