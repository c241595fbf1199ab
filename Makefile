# What people call; the work is in tools/, so that it also runs without make.
.PHONY: run test accept bench check fmt build prepare

run:
	@exec tools/run

test:
	@exec tools/test

# Checks on real files that cannot be shipped; does nothing where they are not there.
accept:
	@exec tools/accept

# Prints ratios and writes target/bench.json.
bench:
	@SQLX_OFFLINE=true cargo bench --locked --bench figures

# Fast checks before a commit.
check:
	@exec tools/check

fmt:
	@cargo fmt

build:
	@SQLX_OFFLINE=true cargo build --locked --release

# Writes .sqlx anew after a query or the schema changed.
prepare:
	@exec tools/prepare
