# make demo and make test each do all their own set-up on a clean Debian 12.
SHELL := /bin/bash
# a check that stands in a pipe must be able to fail
.SHELLFLAGS := -o pipefail -c
BIN := .venv/bin
DATA ?= ../shared/data

.PHONY: help setup setup-train demo test lint train bench bench-hearing bench-replay clean
help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: ## Debian packages, .venv and the locked wheels
	@tools/setup.sh run dev

setup-train: ## the same, and TensorFlow for training
	@tools/setup.sh run dev train

demo: setup ## the demo call in real time through PyAudio and a virtual headset
	@$(BIN)/python -m tools.demo

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	systemd-analyze security --offline=true --threshold=15 --no-pager systemd/cuelight.service | tail -n 1

test: lint ## ruff, mypy, the units' security score, and every test
	$(BIN)/python -m pytest

train: setup-train ## DATA=…: both models from nothing
	$(BIN)/python -m models.training.anger --data $(DATA) --out models/anger.tflite
	$(BIN)/python -m models.training.pace --data $(DATA) --out models/pace.tflite
	$(BIN)/python -m tools.record_models

bench: bench-replay bench-hearing ## DATA=…: both benches below

bench-hearing: setup-train ## DATA=…: the models beside their peers, on speakers they never heard
	$(BIN)/python -m models.training.bench_anger --data $(DATA)
	$(BIN)/python -m models.training.bench_pace --data $(DATA)
	$(BIN)/python -m models.training.bench_mood --data $(DATA)

bench-replay: setup ## DATA=…: every call there: events in order, speed and memory of the whole process
	$(BIN)/python -m tools.bench_replay $(DATA)/calls
	$(BIN)/python -m tools.bench_turns $(DATA)/calls/composed

clean: ## take away what was built (not .venv)
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
