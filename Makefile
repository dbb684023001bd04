PY ?= python3
PANEL ?= wesp
FUZZ_S ?= 60
V  := .venv
READY := $(V)/.ready-$(shell cat requirements.lock pyproject.toml tools/setup.sh | cksum | tr ' ' -)
PYTEST := $(V)/bin/python -m pytest -q -n $(shell nproc 2>/dev/null || echo 2)
.DEFAULT_GOAL := help
.PHONY: help demo test servers format lint types imports docs written check bench coverage fuzz
help:            ## this list
	@awk -F ':.*## *' '/^[a-z]+:.*##/ {printf "  make %-9s %s\n", $$1, $$2}' Makefile
demo: $(READY)   ## a whole month on invented people, then a page to open
	@$(V)/bin/clerk demo --panel $(PANEL)
test: $(READY) servers ## every test
	@$(PYTEST)
servers:         ## the servers that tests talk to, where they may be installed
	@sh tools/test_servers.sh
format: $(READY) ## lay the code out
	@$(V)/bin/ruff format . && $(V)/bin/ruff check --fix .
lint: $(READY)   ## layout and rules
	@$(V)/bin/ruff format --check -q . && $(V)/bin/ruff check -q .
types: $(READY)  ## pyright
	@$(V)/bin/pyright
imports: $(READY) ## the import contracts
	@$(V)/bin/lint-imports --no-logo
coverage: $(READY) servers ## every test, and the floors
	@$(V)/bin/coverage run -m pytest -q
	@$(V)/bin/coverage report --skip-covered --fail-under=95
	@$(V)/bin/coverage report --skip-covered --fail-under=100 --include='casework/*'
fuzz: $(READY)   ## a minute of changed mails, forms and texts for each of five targets
	@$(V)/bin/python -m tests.fuzz --seconds $(FUZZ_S)
docs: $(READY)   ## what is written against what is so
	@$(V)/bin/python -m pytest -q tests/test_docs.py
written: $(READY) ## write anew what is generated: help in the README, the protocols' map
	@$(V)/bin/python -P tools/readme_help.py && $(V)/bin/python -m tools.protocol_map
check: lint types imports docs ## what stands beside the tests
bench: $(READY)  ## speed and memory, written to benchmarks/results.json
	@$(V)/bin/python -m benchmarks
$(READY):
	@sh tools/setup.sh "$(PY)" "$(V)" && rm -f $(V)/.ready-* && touch $@
