# make run     install, build the search index, serve the API and pages on 127.0.0.1:8000
# make test    install and run the tests
# make check   format, lint, types and the corpus
# The first run takes minutes, later ones seconds: what is already there is not made again.

SHELL := /bin/bash
BIN := .venv/bin

export HF_HUB_OFFLINE := 1
export TOKENIZERS_PARALLELISM := false
# litellm would otherwise ask the network for prices and read .env while it is imported.
export LITELLM_LOCAL_MODEL_COST_MAP := True
export LITELLM_MODE := PRODUCTION

HOST ?= 127.0.0.1
PORT ?= 8000
# For pytest: make test TESTS="tests/law -k dates"
TESTS ?=

.PHONY: help run setup index test check format eval coverage calibration ranking bench lock clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

run: index
	@$(BIN)/advisor serve --host $(HOST) --port $(PORT)

setup:
	@scripts/setup

index: setup
	@$(BIN)/python -m advisor.retrieval.build

test: index
	@$(BIN)/python -m pytest $(TESTS)

check: setup
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m mypy --strict advisor
	@$(BIN)/advisor corpus check
	@$(BIN)/python scripts/own_words.py

format: setup
	@$(BIN)/python -m ruff format .
	@$(BIN)/python -m ruff check --fix .

# make eval MODEL=ollama_chat/qwen3: the plans with that model too, recorded
MODEL ?=

eval: index
	@failed=0; \
	$(BIN)/python -m evals || failed=1; \
	$(BIN)/python -m evals.plans || failed=1; \
	$(BIN)/python -m evals.injection || failed=1; \
	$(if $(MODEL),$(BIN)/python -m evals.with_model --model "$(MODEL)" || failed=1;) \
	$(BIN)/python -m evals.retrieval || failed=1; \
	$(BIN)/python -m evals.masking || failed=1; \
	exit $$failed

# For each norm the scenarios in which it takes effect and in which it rests
coverage: setup
	@$(BIN)/python -m evals.coverage

# Learn how sure the advisor may call itself, from the scenarios to tune on
calibration: setup
	@$(BIN)/python -m evals.calibrate

# Learn how search weighs its features, from the questions to tune on
ranking: index
	@$(BIN)/python -m evals.retrieval.train

bench: index
	@$(BIN)/python -m scripts.bench

lock: setup
	@scripts/lock

clean:
	rm -rf .venv .advisor-data build *.egg-info
