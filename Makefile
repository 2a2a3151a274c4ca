# make demo and make test each do all their own set-up on a clean Debian 12.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data

.PHONY: help setup setup-train demo test lint train bench clean
help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: ## system packages, .venv and the locked wheels
	@tools/setup.sh run dev

setup-train: ## the same, and TensorFlow for training
	@tools/setup.sh run dev train

clean: ## take away what was built (not .venv)
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
