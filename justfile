# The habits of development; `just` lists them. Each is a command that can be typed as well.

[private]
default:
    @just --list --unsorted

# All tests: no network, no Python, no terminal
test:
    cargo test

# What has to hold before a change is kept
ci:
    .ci/run

# Formatting, lints and documentation, without the tests
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    cargo doc --no-deps

# Write reports, frames, pages and the recorded session anew; read the difference then
golden:
    UPDATE_GOLDEN=1 cargo test
    git diff --stat

# Storms, kills and eight processes at full size: an hour or so
long:
    GRADUS_STORM=100000 cargo test --release --test storm
    GRADUS_STORM=100000 cargo test --release --test terminal storm
    GRADUS_KILLS=1000 cargo test --release --test kills -- --nocapture
    GRADUS_EXAM_KILLS=300 cargo test --release --test exam_terminal kill
    GRADUS_TOGETHER=10000 cargo test --release --test together eight
    GRADUS_PROGRAMS=20000 cargo test --release --test random_programs
    GRADUS_SHEETS=1000 cargo test --release --test same_verdicts
    GRADUS_LONG_LINE=1073741824 cargo test --release --test class

# The engine beside backpropagation written by hand, pictures, screens, classes, long histories
bench:
    cargo bench --bench networks
    cargo bench --bench grading
    cargo bench --bench pictures
    cargo bench --bench screens
    cargo bench --bench stream
    cargo bench --bench memory

# The same networks and classes in NumPy, JAX, PyTorch and candle: what docs/measurements.md compares
measure: bench
    python3 benches/peers/networks.py
    cargo run --release --manifest-path benches/peers/candle/Cargo.toml
    PRAIRIELEARN=../PrairieLearn PRAIRIELEARN_PYTHON=python3.13 python3 benches/peers/class.py
    python3 tests/oracle/accuracy_peers.py

# Fuzz every entrance, half an hour of all at once; `cargo fuzz` has to be there
fuzz:
    fuzz/run --together 30

# A shorter look, one entrance after the other
fuzz-in-turn:
    fuzz/run 5

# What fuzzers begin with, anew from the library and the tests
fuzz-seeds:
    python3 fuzz/seeds

# Whether the tests notice what is changed where it matters most; `cargo mutants` has to be there
mutants:
    cargo mutants -f src/engine/backward.rs -- --test gradients --test random_programs
    cargo mutants -f src/grading/tolerance.rs -f src/grading/follow_through.rs -- --lib --test follow_through

# Record anew what JAX and mpmath make of exercises and networks
oracle: build
    python3 tests/oracle/oracle.py
    python3 tests/oracle/keys.py
    python3 tests/oracle/accuracy.py > tests/oracle/accuracy/forms.json
    python3 tests/oracle/networks.py > tests/oracle/accuracy/networks.json
    python3 tests/answer_files/write.py

# Checks by the programs that exports, documents and scripts are for
outside: build
    tests/outside/export.sh
    python3 tests/outside/python.py
    python3 tests/outside/spark.py
    cargo build --release
    python3 tests/outside/hostile.py

# The program itself
build:
    cargo build --release

# What a person unpacks: the program, its manual pages, what completes its commands
package:
    .ci/package

# What a release has to hold: licences, the least Rust, the crate alone, installing, budgets
release: ci
    .ci/release
