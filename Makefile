# Every task of the project by name; the work itself is in cargo and in the scripts under deploy/.
# `make demo` needs Rust and nothing else. `make test` installs what it lacks.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := $(or $(CARGO_TARGET_DIR),target)/debug/cascade
LOCAL := deploy/local
NEXTEST := $(shell command -v cargo-nextest >/dev/null 2>&1 && echo nextest run || echo test)

##@ Use it
.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo

.PHONY: demo
demo: build ## The whole story on a simulated calendar, then the gateway; EXIT=1 ends after it, STACK=full runs real processes
ifeq ($(STACK),full)
	@$(LOCAL)/stack up --fresh
	@. "$${CASCADE_LOCAL_DIR:-.local}/stack/env"; $(BIN) demo --stack "$$CASCADE_STACK_GATEWAY_URL" $(if $(filter-out 0,$(EXIT)),--exit) $(ARGS)
else
	@$(BIN) demo $(if $(filter-out 0,$(EXIT)),--exit) $(ARGS)
endif

.PHONY: up
up: build ## The real topology here: PostgreSQL, RabbitMQ, and each role its own process
	@$(LOCAL)/stack up

.PHONY: down
down: ## Stop the roles, then PostgreSQL and RabbitMQ; their data stays
	@$(LOCAL)/stack down
	@$(LOCAL)/down

.PHONY: status
status: ## What runs, where, and whether it is ready
	@$(LOCAL)/status; $(LOCAL)/stack status

.PHONY: up-parts
up-parts: ## Only PostgreSQL and RabbitMQ, private, on loopback; addresses in .local/parts/env
	@$(LOCAL)/up

##@ Build and check
.PHONY: build
build: ## The binary, with debug assertions: target/debug/cascade
	@cargo build --locked --bin cascade

.PHONY: web
web: ## The user interface (Node 20 or newer), for the next build to embed; without it the gateway says how to build it
	@deploy/tools/web build

.PHONY: web-check
web-check: ## Types, lints and tests of the user interface
	@deploy/tools/web check

.PHONY: browser
browser: build web ## Every view and the whole story in a real browser; pictures in tests/browser/screenshots; STACK=full tells it on the real stack
	@deploy/tools/browser

.PHONY: pictures
pictures: build web ## Take the README's pictures anew, into docs/images
	@deploy/tools/browser pictures

.PHONY: api-fuzz
api-fuzz: build ## Made-up requests, good and bad, held to the API's own description; SEED=7 makes others, EXAMPLES=100 more
	@deploy/tools/api-fuzz

.PHONY: openapi
openapi: ## After a change of the HTTP API: write the description that the user interface's client is made from
	@CASCADE_UPDATE_OPENAPI=1 cargo test --locked -q -p cascade-gateway --lib the_interface_is_built_on_this_very_api

.PHONY: test
test: ## Everything, as CI runs it: format, lints, all tests over real parts, policy, manifests; installs what is missing
	@deploy/tools/test

.PHONY: test-unit
test-unit: ## Tests that need nothing but Rust
	@cargo $(NEXTEST) --workspace --locked --lib --bins

.PHONY: fmt
fmt: ## Format all Rust
	@cargo fmt --all

.PHONY: lint
lint: ## Format check and clippy, warnings refused
	@cargo fmt --all --check
	@cargo clippy --workspace --all-targets --locked -- -D warnings

.PHONY: check
check: ## Does it compile? The quickest answer
	@cargo check --workspace --all-targets --locked

.PHONY: deny
deny: ## Licences, banned crates, sources; advisories where their database can be fetched
	@deploy/tools/deny

.PHONY: k8s-check
k8s-check: ## Build the Kubernetes manifests and validate them against Kubernetes' schemas
	@deploy/tools/k8s-check

.PHONY: alerts-check
alerts-check: ## Test the alert rules; check that dashboards and alerts read metrics that the code records
	@deploy/tools/alerts-check

.PHONY: scripts-check
scripts-check: ## Lint the shell scripts and the Dockerfile
	@deploy/tools/scripts-check

.PHONY: bench
bench: ## First figures of this machine, release build, beside pgbench; BENCH_SECONDS=10 for each load
	@deploy/tools/bench

.PHONY: bench-million
bench-million: ## A million open tasks, 1,000 reports a second: the whole way to the changed forecast; RATE, BATCH, BENCH_SECONDS
	@deploy/tools/bench-million

.PHONY: doc
doc: ## Rust documentation; broken links refused
	@RUSTDOCFLAGS="-D warnings" cargo doc --workspace --locked --no-deps

.PHONY: clean-local
clean-local: ## Stop everything local and remove its data (.local)
	@$(LOCAL)/stack down || true
	@$(LOCAL)/down --wipe
	@rm -rf "$${CASCADE_LOCAL_DIR:-.local}"
