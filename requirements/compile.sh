#!/usr/bin/env bash
# Locks the *.in files anew (needs uv). Run when a dependency changes; commit the result.
set -euo pipefail
cd "$(dirname "$0")"
options=(--python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate)
for lock in build run dev; do
    uv pip compile -q --universal "${options[@]}" "$lock.in" -o "$lock.txt"
done
# TensorFlow 2.15 ends at Python 3.11, so training has no universal lock
uv pip compile -q "${options[@]}" --overrides train.override.txt train.in -o train.txt
