# `make demo` shows what lineplate does, `make test` checks everything. Both need Rust from https://rustup.rs and a C
# linker (Debian: build-essential); the npm package needs Node from version 20 on as well.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test bench bench-web bench-audiences tools format lint lint-wasm tests doctests docs npm chromium package package-tests playground

RENDER := render examples/welcome/body.json --audience examples/welcome/audience.csv

help:
	@echo "make demo   build lineplate and render the welcome campaign in examples/welcome"
	@echo "make test   formatting, lints (native and wasm), tests, documentation"
	@echo "make playground  serve a page that renders as you type, on localhost"
	@echo "make bench  measure lineplate beside its peers, write the table of docs/performance.md (needs Node and Python)"

# Some users of the example cannot get the message: exit status 1 is what the demo is about.
demo:
	@echo "==> building lineplate"
	@cargo build --quiet --bin lineplate
	@echo "==> lineplate $(RENDER)"
	@cargo run --quiet --bin lineplate -- $(RENDER) || test $$? -eq 1

# Not a test: it takes minutes, wants a quiet machine, and installs template engines of other languages.
bench:
	@python3 benches/peers/run.py

# The npm package beside its peers in JavaScript, in Node and in Chromium.
bench-web: package chromium
	@python3 benches/peers/run.py --web

# 1 and 10 million users, from file to file: time and memory. Needs 6 GB of disk.
bench-audiences:
	@set -o pipefail; cargo bench --quiet --locked --bench audiences | python3 benches/page.py audiences

test: tools format lint lint-wasm tests doctests docs package-tests
	@echo "==> all is well"

tools:
	@echo "==> tools: rustfmt, clippy, the target wasm32-unknown-unknown"
	@cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
	@cargo clippy --version >/dev/null 2>&1 || rustup component add clippy
	@[ -d "$$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ] \
		|| rustup target add wasm32-unknown-unknown

format:
	@echo "==> formatting"
	@cargo fmt --all --check
	@cargo fmt --manifest-path xtask/Cargo.toml --check

lint:
	@echo "==> lints"
	@cargo clippy --workspace --all-targets --locked -- -D warnings

lint-wasm:
	@echo "==> lints for wasm"
	@cargo clippy --package lineplate --lib --no-default-features --target wasm32-unknown-unknown --locked -- -D warnings
	@cargo clippy --package lineplate-wasm --target wasm32-unknown-unknown --locked -- -D warnings
	@cargo clippy --manifest-path xtask/Cargo.toml --locked -- -D warnings

tests:
	@echo "==> tests"
	@cargo test --workspace --lib --bins --tests --locked

doctests:
	@echo "==> examples in the documentation"
	@cargo test --workspace --doc --locked

docs:
	@echo "==> documentation"
	@RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

npm:
	@command -v npm >/dev/null || { echo "the npm package needs Node from version 20 on: https://nodejs.org" >&2; exit 1; }
	@cd wasm/npm && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --silent; }

package: tools npm
	@echo "==> the npm package"
	@cargo run --quiet --locked --manifest-path xtask/Cargo.toml

# Debian's; without the right to install it, the tests say what is missing.
chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null \
		|| { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; }

# The tests of the package compare it with what the library and the command line said in the test of parity.
package-tests: package chromium
	@echo "==> tests of the npm package"
	@cargo test --quiet --locked --test parity
	@cd wasm/npm && npm test --silent

playground: package
	@node wasm/playground/serve.js
