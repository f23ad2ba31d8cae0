//! The lints of `gradus check`: each finds what it is for, is described, and can be allowed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use gradus::exercise::lint::LINTS;
use serde_json::Value;

/// An exercise with other lines in place of its own.
fn with(changes: &[(&str, &str)]) -> String {
    let clean = r#"format = 1
title = "A line"
level = 2
requires = ["scalar-operations/03-chain"]
conventions = "examples in columns; L = 1/m ‖Y‖²"

[given]
W = [[1, 2], [-1, 3]]
X = { shape = [2, 3], integers = [-4, 4], nonzero = true, distinct = true }

[model]
forward = """
Y = W @ X
L = mean(Y^2)
"""
show = []
require = ["min(abs(Y)) > 0"]

[[question]]
kind = "gradient"
wrt = "X"
hints = ["Which of the two is transposed?"]
"#;
    let mut text = clean.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    text
}

/// For each lint an exercise that it is about.
fn examples() -> Vec<(&'static str, String)> {
    let relu = r#"format = 1
title = "A unit"
level = 2
conventions = "relu(z) = max(z, 0)"
[given]
x = { integers = [-3, 3] }
[model]
forward = "f = relu(x)"
[[question]]
kind = "gradient"
wrt = "x"
"#;
    let question = "[[question]]\nkind = \"gradient\"";
    let mistake = |when: &str| {
        format!("hints = []\n[[question.mistake]]\nwhen = \"{when}\"\nsay = \"No.\"\n")
    };
    let hints = "hints = [\"Which of the two is transposed?\"]\n";
    vec![
        ("unused-given", with(&[("[model]", "c = 2\n[model]")])),
        ("missing-conventions", with(&[("conventions", "source")])),
        ("missing-level", with(&[("level = 2\n", "")])),
        (
            "missing-solution",
            with(&[(
                hints,
                "[[question]]\nkind = \"choice\"\nprompt = \"Which?\"\n\
                 options = [\"up\", \"down\"]\ncorrect = [0]\n",
            )]),
        ),
        ("unreadable-text", with(&[("Which of the two", "$\\\\Which$ of the two")])),
        ("unknown-prerequisite", with(&[("03-chain", "99-none")])),
        ("low-acceptance", with(&[("min(abs(Y)) > 0", "X[0,0] + X[1,1] + X[0,1] == 9")])),
        ("zero-key", relu.to_owned()),
        (
            "same-key",
            with(&[
                (question, &format!("[[question]]\nkind = \"value\"\nof = \"Y\"\n{question}")),
                ("L = mean", "Q = Y + 0\nL = mean"),
                (hints, "[[question]]\nkind = \"value\"\nof = \"Q\"\n"),
            ]),
        ),
        ("key-on-kink", relu.to_owned()),
        ("mistake-is-right", with(&[(hints, &mistake("2 / 6 * W.T @ Y"))])),
        (
            "mistakes-alike",
            with(&[(
                hints,
                &(mistake("W.T @ Y") + &mistake("W.T @ (W @ X)").replace("hints = []\n", "")),
            )]),
        ),
        ("ugly-numbers", with(&[("[1, 2]", "[1.23456, 2]")])),
        ("saturation", with(&[("mean(Y^2)", "mean(sigmoid(9 * Y))")])),
        (
            "answer-given-away",
            with(&[
                ("show = []", "show = [\"Y\"]"),
                ("kind = \"gradient\"\nwrt = \"X\"", "kind = \"value\"\nof = \"Y\""),
            ]),
        ),
        (
            "hint-has-key",
            with(&[
                ("kind = \"gradient\"", "kind = \"formula\""),
                ("Which of the two is transposed?", "It is Wᵀ (1/3) Y."),
            ]),
        ),
        ("symmetric-matrix", with(&[("[-1, 3]", "[2, 3]")])),
        (
            "unused-allow",
            with(&[(hints, "[[allow]]\nlint = \"saturation\"\nreason = \"It is meant so.\"\n")]),
        ),
    ]
}

fn check(name: &str, text: &str, more: &[&str]) -> Output {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lints");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let file = folder.join(format!("{name}.toml"));
    fs::write(&file, text).expect("the file can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.arg("check").arg(&file).args(more).output().expect("the program runs")
}

/// The codes and severities that are reported, and the messages.
fn reported(output: &Output) -> Vec<(String, String, String)> {
    let object: Value = serde_json::from_slice(&output.stdout).expect("the output is JSON");
    let all = object["files"][0]["diagnostics"].as_array().expect("there is a list");
    let word = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    all.iter().map(|one| (word(one, "code"), word(one, "severity"), word(one, "message"))).collect()
}

#[test]
fn every_lint_is_described_and_no_other() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lints.md"))
        .expect("the document can be read");
    let sections: Vec<_> =
        text.lines().filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`')).collect();
    assert_eq!(sections, LINTS);
}

#[test]
fn a_clean_exercise_is_silent() {
    let output = check("clean", &with(&[]), &["--format", "json", "--strict"]);
    assert_eq!(reported(&output), []);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn every_lint_finds_what_it_is_for() {
    let examples = examples();
    let shown: BTreeSet<_> = examples.iter().map(|(code, _)| *code).collect();
    assert_eq!(shown, LINTS.into_iter().collect());
    for (code, text) in examples {
        let output = check(code, &text, &["--format", "json"]);
        let found = reported(&output);
        let one = found.iter().find(|(found, ..)| found == code);
        assert!(one.is_some_and(|(_, severity, _)| severity == "warning"), "{code}: {found:?}");
        assert_eq!(output.status.code(), Some(0), "{code}: warnings do not fail");
        let strict = check(code, &text, &["--strict"]);
        assert_eq!(strict.status.code(), Some(1), "{code}: with --strict they do");
    }
}

#[test]
fn every_lint_can_be_allowed_with_a_reason() {
    for (code, text) in examples() {
        let allowed =
            format!("{text}\n[[allow]]\nlint = \"{code}\"\nreason = \"It is meant so.\"\n");
        let output = check(&format!("{code}-allowed"), &allowed, &["--format", "json"]);
        let found = reported(&output);
        assert!(found.iter().all(|(found, ..)| found != code), "{code}: {found:?}");
    }
}

#[test]
fn shares_name_a_seed_that_shows_it_and_one_that_separates() {
    let found = examples().into_iter().find(|(code, _)| *code == "mistakes-alike");
    let (_, text) = found.expect("there is an example");
    let text = text.replace("W.T @ (W @ X)", "W.T @ Y * (1 + (X[0,0] > 0))");
    let output = check("shares", &text, &["--format", "json"]);
    let found = reported(&output);
    let (.., message) =
        found.iter().find(|(code, ..)| code == "mistakes-alike").expect("they are alike");
    let number = |after: &str| -> u64 {
        let rest = message.split(after).nth(1).expect(message);
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().expect(message)
    };
    let first_entry = |seed: u64| -> f64 {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lints/shares.toml");
        let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
        command.arg("solve").arg(file).args(["--format", "json", "--seed", &seed.to_string()]);
        let output = command.output().expect("the program runs");
        let key: Value = serde_json::from_slice(&output.stdout).expect("the output is JSON");
        key["given"]["X"]["data"][0][0].as_f64().expect("there is a number")
    };
    assert!(first_entry(number("as ")) <= 0.0, "{message}");
    assert!(first_entry(number("seed ")) > 0.0, "{message}");
}

#[test]
fn seeds_can_be_chosen_and_cores_change_nothing() {
    let (_, text) = examples().into_iter().find(|(code, _)| *code == "zero-key").expect("one");
    let run = || check("zero-key", &text, &["--seeds", "130"]);
    let first = run();
    assert!(String::from_utf8_lossy(&first.stdout).contains("of the seeds"));
    for _ in 0..3 {
        assert_eq!(run().stdout, first.stdout);
    }
    assert_eq!(check("zero-key", &text, &["--seeds", "0"]).status.code(), Some(2));
}

/// The same mistake can be made in both gradients: that is one sight of a variant, not two.
#[test]
fn a_share_counts_every_seed_once() {
    let text = r#"format = 1
title = "Two steps"
level = 2
conventions = "v is a sum"
[given]
c = { integers = [-3, 3] }
w0 = { integers = [-6, 6] }
eta = { choose = [0.1, 0.25, 0.4] }
[model]
forward = """
L1 = (w0 - c)^2
v1 = grad(L1, w0)
w1 = w0 - eta * v1
L = (w1 - c)^2
v2 = 0.5 * v1 + grad(L, w1)
"""
loss = "L"
require = ["abs(w0 - c) >= 2"]
[[question]]
kind = "value"
of = "v2"
"#;
    let output = check("once", text, &["--format", "json"]);
    let found = reported(&output);
    let one = found.iter().find(|(code, ..)| code == "mistake-is-right");
    assert_eq!(one, None, "with η = 1/4, a third of the seeds, both 2 may be left out");
}
