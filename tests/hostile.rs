//! Exercise files made to keep `gradus check` busy or to fill the memory: each is one clear error,
//! soon, and in little memory.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// The most memory that a check may ask for, in KiB.
const MEMORY: u32 = 1 << 20;

/// How long a check of a hostile file may take, by a build without optimisation on a busy machine.
const TIME: Duration = Duration::from_secs(30);

const HEAD: &str = "format = 1\ntitle = \"Hostile\"\nlevel = 4\nconventions = \"none\"\n";
const ASK: &str = "[[question]]\nkind = \"gradient\"\nwrt = \"x\"\n";

fn check(name: &str, text: &str) -> (Output, Duration) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let file = folder.join(format!("{name}.toml"));
    fs::write(&file, text).expect("it can be written");
    let begin = Instant::now();
    let output = Command::new("/bin/sh")
        .args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" check \"$1\"")])
        .args([Path::new(env!("CARGO_BIN_EXE_gradus")), &file])
        .output()
        .expect("the program runs");
    (output, begin.elapsed())
}

/// Lines made of numbers.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| line(at) + "\n").collect()
}

fn model(given: &str, forward: &str, more: &str) -> String {
    format!("{HEAD}[given]\n{given}\n[model]\nforward = \"\"\"\n{forward}\n\"\"\"\n{more}\n{ASK}")
}

#[test]
fn hostile_files_are_one_error_each() {
    let x = "x = { integers = [1, 9] }";
    let nested = |count: usize| format!("L = {}x{}", "(".repeat(count), ")".repeat(count));
    let cases = [
        (
            "huge",
            model("x = { shape = [1000, 1000], integers = [1, 2] }", "L = sum(x)", ""),
            "would be [1000, 1000]; a value has at most 10000 entries",
        ),
        (
            "many-entries",
            model(
                &lines(11, |at| format!("x{at} = {{ shape = [99, 99], integers = [1, 2] }}")),
                "x = x0 * 1\nL = sum(x)",
                "",
            ),
            "with `x10` the given values have over 100000 entries",
        ),
        (
            "outer-product",
            model("x = { shape = [1000, 1], integers = [1, 2] }", "L = sum((x @ x.T)^2)", ""),
            "make a value of shape [1000, 1000]",
        ),
        (
            "never-met",
            model(
                "x = { shape = [50, 50], integers = [1, 2] }",
                "Y = x @ x\nL = sum(Y)",
                "require = [\"L < 0\"]",
            ),
            "no draw of 1000 met every condition",
        ),
        ("deep", model(x, &nested(1_000), ""), "nested more than 256 deep"),
        (
            "long",
            model(
                x,
                &format!(
                    "a0 = x\n{}L = a150",
                    lines(150, |at| format!("a{} = tanh(a{at})", at + 1))
                ),
                "",
            ),
            "lines of equations are too many: 60 are the most",
        ),
        (
            "wide",
            model(x, &format!("L = {}", (0..6_000).map(|_| "x").collect::<Vec<_>>().join("*")), ""),
            "characters of equations are too many",
        ),
        (
            "many-given",
            model(&format!("{x}\n{}", lines(500, |at| format!("y{at} = 1"))), "L = x^2", ""),
            "given values are too many: 200 are the most",
        ),
        (
            "many-questions",
            model(
                x,
                "L = x^2",
                &lines(1_000, |at| {
                    format!("[[question]]\nid = \"q{at}\"\nkind = \"value\"\nof = \"L\"")
                }),
            ),
            "questions are too many: 200 are the most",
        ),
        (
            "large-file",
            format!("{}# {}", model(x, "L = x^2", ""), "#".repeat(1 << 20)),
            "at most 1048576 bytes",
        ),
    ];
    for (name, text, said) in cases {
        let (output, time) = check(name, &text);
        let (reports, errors) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(1), "{name}: {errors}");
        assert!(reports.contains("1 file, 1 error\n"), "{name}: {reports}");
        assert!(reports.contains(said), "{name}: {reports}");
        assert!(time < TIME, "{name} took {time:?}");
    }
}
