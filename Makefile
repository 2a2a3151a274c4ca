# make demo and make test each do all their own set-up on a clean Debian 12.
SHELL := /bin/bash
# a check that stands in a pipe must be able to fail
.SHELLFLAGS := -o pipefail -c
BIN := .venv/bin
DATA ?= ../shared/data
CACHE ?= build/train
HOURS ?= 10
MINUTES ?= 60
DEVICES ?= 300
# what `make check` must do without: there, each of these fails
ABSENT := pipewire openscad ngspice qemu-system-x86_64 qemu-system-aarch64

# all that the device tests' scripts install, at once: two of them run side by side
GUEST_PACKAGES := qemu-system-x86 qemu-system-arm qemu-user-static arch-test device-tree-compiler mmdebstrap busybox-static \
	e2fsprogs dosfstools exfatprogs ntfs-3g xfsprogs fdisk mtools cpio openssh-client squashfs-tools zstd kmod xz-utils \
	gcc-12 libc6-dev make debhelper dh-python dpkg-dev fakeroot lintian python3

.PHONY: help setup setup-train demo check test test-device hardware package image update lint check-data aarch64 train mood-search bench bench-real bench-hearing bench-coach bench-lines bench-haste bench-hold-words bench-replay bench-call-path bench-echo bench-logbook bench-bundles clean
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
	for unit in systemd/cuelight*.service systemd/image/root/etc/systemd/system/cuelight-*.service; do \
		systemd-analyze security --offline=true --threshold=$$(case $$unit in \
			*release*|*fall-back*) echo 40;; *) echo 15;; esac) \
			--no-pager $$unit | tail -n 1 || exit 1; done

check: setup ## the fast tests alone, for everyday work: under a minute, without PipeWire, OpenSCAD, ngspice or guests
	@mkdir -p build/absent && for program in $(ABSENT); do ln -sf /bin/false build/absent/$$program; done
	PATH="$(CURDIR)/build/absent:$$PATH" $(BIN)/python -m pytest --ignore=tests/device -n 2 -q \
		-m "not (pipewire or openscad or ngspice or slow)"

test: lint ## ruff, mypy, the units' security score, and every test
	@. tools/packages.sh; need_packages test openscad ngspice
	$(BIN)/python -m pytest --ignore=tests/device -n 2 --dist loadfile --max-worker-restart 0

package: setup ## [ARCH=arm64]: the Debian package, in build/deb
	@systemd/package.sh $(ARCH)

image: ## [ARCH=arm64] [RELEASE_KEY=release.pub]: what is written to a unit's card, in build/image
	@systemd/image/make.sh $(ARCH)

update: setup ## KEY=release [ARCH=arm64]: a signed update for an authorised stick, in build/update
	@systemd/image/update.sh $(KEY) $(ARCH)

test-device: setup ## [FULL=1] [SEED=N]: booted guests (call path, sticks, package, image, power cuts, a Pi 3B); without FULL=1 some is drawn
	@. tools/packages.sh; need_packages test-device $(GUEST_PACKAGES)
	FULL=$(FULL) SEED=$(SEED) $(BIN)/python -m pytest tests/device -v -o faulthandler_timeout=2400 -n 2 --dist loadfile --max-worker-restart 0 --no-loadscope-reorder -r fEs

hardware: setup ## drawings, tables, face plate and pictures, of hardware/pinout.toml and the program's own rhythms
	@. tools/packages.sh; need_packages hardware librsvg2-bin fonts-liberation weasyprint openscad ngspice xvfb xauth
	$(BIN)/python -m tools.hardware

check-data: setup ## DATA=…: what is wrong with the tables to train on, or what is there
	$(BIN)/python -m models.training.check_data --data $(DATA)

aarch64: setup ## the emulated aarch64 that bench-hearing counts instructions on
	@tools/aarch64.sh

train: setup-train check-data ## DATA=… [FREE=1]: the models from nothing
	$(BIN)/python -m models.training.pace --data $(DATA) --cache $(CACHE) --out models/pace.tflite
	$(BIN)/python -m models.training.voice --data $(DATA) --cache $(CACHE) --out models/voice.tflite $(if $(FREE),--free)
ifdef FREE
	@echo "FREE=1: no emotion corpus here is free for any use, so anger cannot be trained; models/anger.tflite stays as it is"
else
	$(BIN)/python -m models.training.anger --data $(DATA) --cache $(CACHE) --out models/anger.tflite
endif
	$(BIN)/python -m tools.record_models

# small matrices one after another: on several threads they take ten times as long where other work runs
mood-search: export OPENBLAS_NUM_THREADS := 1
mood-search: setup-train ## DATA=… [MINUTES=60]: chooses the mood light's recipe on left-out voices
	$(BIN)/python -m models.training.mood.search --data $(DATA) --cache $(CACHE) --minutes $(MINUTES)

bench: bench-replay bench-real bench-coach bench-hearing ## DATA=…: the four benches below

bench-hearing: setup-train aarch64 ## DATA=…: every figure beside its peers, one table and plots in build/hearing
	$(BIN)/python -m models.training.bench_hearing --data $(DATA) --cache $(CACHE)

bench-coach: setup-train ## DATA=… [HOURS=10] [CALL=call-1-0003] [SWEEP=SECTION.KEY=V,V:CUE]: cues on made-up calls
	$(BIN)/python -m tools.bench_coach --data $(DATA) --cache $(CACHE) --hours $(HOURS) \
		$(addprefix --draw ,$(CALL)) $(addprefix --sweep ,$(SWEEP))

bench-real: setup ## DATA=… [CALL=spokenwoz_SNG0072-0]: onsets and cues on real conversation, where every one is false
	$(BIN)/python -m tools.bench.real --data $(DATA) $(addprefix --draw ,$(CALL))

bench-lines: setup-train ## DATA=… [TRIALS=300]: sidetone, leak, one line, swapped lines; moods, pauses and tones on them
	$(BIN)/python -m tools.bench.lines --data $(DATA) --trials $(or $(TRIALS),300)
	$(BIN)/python -m tools.bench.moods --data $(DATA)
	$(BIN)/python -m tools.bench.pauses --data $(DATA)
	$(BIN)/python -m tools.bench.tones --data $(DATA)

bench-haste: setup-train ## DATA=…: SLOW DOWN on simulated shifts, and on real calls said faster than they were
	$(BIN)/python -m tools.bench.haste --data $(DATA) --out build/haste
	$(BIN)/python -m tools.bench.haste_real --data $(DATA)

bench-hold-words: setup-train ## DATA=…: could a hold be told before it begins, by the agent's words?
	$(BIN)/python -m tools.bench_hold_words --data $(DATA)

bench-call-path: setup ## [MINUTES=60]: delay, cost and a long run of the call path, beside alsaloop and Python
	@. tools/packages.sh; need_packages bench alsa-utils
	$(BIN)/python -m tools.bench_call_path --minutes $(MINUTES)

bench-echo: setup ## DATA=…: WebRTC's echo canceller and our echo guard, with double-talk
	$(BIN)/python -m tools.bench_echo --data $(DATA)

bench-logbook: setup ## as root: bytes that a shift writes to its card, beside SQLite as it comes
	$(BIN)/python -m tools.bench_logbook

bench-bundles: setup ## [DEVICES=300]: export and report, of a month of one desk and of a company
	$(BIN)/python -m tools.bench_bundles --devices $(DEVICES)

bench-replay: setup ## DATA=…: every call there: events in order, speed and memory of the whole process
	$(BIN)/python -m tools.bench_replay $(DATA)/calls
	$(BIN)/python -m tools.bench_turns $(DATA)/calls/composed

clean: ## take away what was built (not .venv)
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
