# The commands of this project. `make demo` and `make test` install what they need, build and run.
#
# CARGO_TARGET_DIR is respected. Everything is built with one set of features, so that the demo,
# the tests and clippy share one build.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

SEED ?= 1
SCAN ?= tests/scan
FUZZ_SECONDS ?= 600
FUZZ_TARGETS := code_text cbor envelope bundle sync_answer sync_request
CARGO ?= cargo
BUILT := $(or $(CARGO_TARGET_DIR),target)
FEATURES := --workspace --features residence-kiosk/custom-protocol,whole-system/window

.PHONY: help prepare page build demo test test-quick test-window test-faults test-camera look attacks fuzz lint measure bench sync-bench scan-bench scan-hostile mutants coverage icons soak

help: ## Lists these commands.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

prepare: ## Installs the system packages that are missing (Debian).
	@deploy/prepare.sh

page: prepare ## Builds the page that the window shows, when it changed.
	@deploy/page.sh

build: page ## Builds everything once.
	@$(CARGO) build $(FEATURES)

demo: build ## Opens the kiosk in a small town; drives itself where there is no display. SEED=n DAY=1
	@"$(BUILT)/debug/demo" --seed "$(SEED)" $(if $(DAY),--day)

test: build ## Runs all tests: rooms, stories, faults, rules, page, window.
	@$(CARGO) test $(FEATURES)
	@node --test tests/town
	@npm --prefix ui test
	@if [ -n "$(WITHOUT_CAMERA)" ]; then
		echo "test: the camera rig is left to make test-camera"
	elif command -v qemu-system-x86_64 >/dev/null && command -v cpio >/dev/null; then
		$(MAKE) --no-print-directory test-camera
	else
		echo "test: SKIPPED the camera rig, since QEMU or cpio is missing; make test-camera installs and runs it" >&2
	fi

test-quick: ## Runs the tests of the rooms only.
	@$(CARGO) test --workspace --exclude whole-system --exclude residence-kiosk

test-window: build ## Drives the built window against a real centre.
	@$(CARGO) test $(FEATURES) -p whole-system --test window

test-faults: build ## Cuts the power of a kiosk at random moments. FAULT_SEED=n FAULT_KILLS=n
	@$(CARGO) test $(FEATURES) -p whole-system --test faults -- --nocapture

soak: page ## Lives through a whole town for each number, in simulated time. SEEDS=n, or SEED=n for one with its trace
	@$(if $(filter command environment,$(word 1,$(origin SEED))),SOAK_SEED=$(SEED)) SOAK_SEEDS=$(or $(SEEDS),10000) \
		$(CARGO) test $(FEATURES) -p whole-system --test soak

test-camera: build ## Unplugs, freezes and damages a fake webcam in a virtual machine; the scanner must live on.
	@deploy/prepare.sh camera
	@tests/camera/run.sh "$(BUILT)/debug" "$(BUILT)/camera-rig"

look: page ## Shows every screen in every language, size and orientation; pictures and findings. LOOK="stay @elder"
	@node ui/tests/look/run.mjs "$(BUILT)/look" $(LOOK)

attacks: build ## Attacks the whole system at the full count (docs/threats.md). ATTACK_SEED=n
	@ATTACK_CODES=600000 ATTACK_UPLOADS=100000 ATTACK_SCANS=10000 ATTACK_PEOPLE=500 \
		$(CARGO) test $(FEATURES) -p whole-system --test attacks -- --nocapture

fuzz: prepare ## Lets a fuzzer learn to break the readers, two targets at a time. FUZZ_SECONDS=n
	@command -v cargo-fuzz >/dev/null || $(CARGO) install --locked cargo-fuzz
	@export RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$(abspath $(BUILT))/fuzz"
	@cd fuzz
	@$(CARGO) run --quiet --release --bin write-seeds
	@$(CARGO) fuzz build
	@printf '%s\n' $(FUZZ_TARGETS) | xargs -P 2 -I{} sh -c '$(CARGO) fuzz run {} -- \
		-max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -verbosity=0 >"$$CARGO_TARGET_DIR/{}.log" 2>&1; \
		code=$$?; sed -n "s/^stat::number_of_executed_units: */{}: executions /p; s/^SUMMARY/{}: SUMMARY/p" \
		"$$CARGO_TARGET_DIR/{}.log"; exit $$code'

lint: page ## Formatting, clippy and the page's own checks.
	@$(CARGO) fmt --all --check
	@$(CARGO) clippy $(FEATURES) --all-targets -- -D warnings
	@npm --prefix ui run check


measure: page ## Prints the figures of docs/measurements.md (release build). SCAN=folder of frames
	@$(CARGO) build --release $(FEATURES)
	@"$(BUILT)/release/measure"
	@"$(BUILT)/release/scan-pace" $(if $(wildcard $(SCAN)/truth.json),"$(SCAN)")

bench: measure ## The same, then what trust costs, the address search beside SQLite's full-text search, the trial of rules, the synchronisation, and the scanner.
	@"$(BUILT)/release/trust-bench"
	@"$(BUILT)/release/places-bench"
	@"$(BUILT)/release/try-bench"
	@$(MAKE) --no-print-directory sync-bench
	@$(MAKE) --no-print-directory scan-bench

sync-bench: prepare ## The synchronisation beside its peers, as root for the link (20 minutes). SYNC="drain ack link fanin herd poll"
	@[ -d tests/speed/peers/node_modules ] || npm --prefix tests/speed/peers ci --no-audit --no-fund --silent
	@$(CARGO) build --release -p central -p kioskctl -p whole-system --bin central --bin kioskctl --bin sync-bench
	@for what in $(or $(SYNC),drain ack link fanin herd poll); do
		"$(BUILT)/release/sync-bench" $$what
	done

scan-bench: prepare ## The scanner beside its peers on the same pictures (half an hour at first). SCAN_SEED=n SCAN="--only ours --set video"
	@deploy/prepare.sh peers
	@tests/scan/bench.sh "$(BUILT)" $(SCAN)

scan-hostile: prepare ## Shows the scanner 50,000 pictures without a code and a million damaged ones. SCAN_NEGATIVES=n SCAN_FUZZED=n SCAN_SEED=n
	@$(CARGO) build --quiet --release --locked --manifest-path tests/scan/peers/Cargo.toml --target-dir "$(BUILT)"
	@"$(BUILT)/release/scan-peers" hostile --negatives $(or $(SCAN_NEGATIVES),50000) \
		--fuzzed $(or $(SCAN_FUZZED),1000000) --seed $(or $(SCAN_SEED),1)

mutants: ## Changes each rule of residence and counts the changes that a test notices (half an hour).
	@command -v cargo-mutants >/dev/null || $(CARGO) install --locked cargo-mutants
	@CARGO_PROFILE_DEV_DEBUG=0 $(CARGO) mutants -p residence -j 2 --timeout 20 -o "$(BUILT)" -- --lib

coverage: ## Counts the lines of residence that its tests run.
	@command -v cargo-tarpaulin >/dev/null || $(CARGO) install --locked cargo-tarpaulin
	@$(CARGO) tarpaulin -p residence --engine llvm --include-files 'crates/residence/src/*' --exclude-files '*/tests.rs' --exclude-files '*/tests/*' --out Stdout

icons: prepare ## Draws every icon size from icons/source.svg.
	@deploy/icons.sh
