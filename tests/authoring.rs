//! What an author is told of a sound exercise.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gradus::cli::new::names;
use gradus::exercise::Exercise;
use gradus::grading::author_test;
use gradus::source::Source;

/// A small exercise with more text behind it.
fn read(more: &str) -> (Source, Exercise) {
    let text = format!(
        "format = 1\ntitle = \"A line\"\nlevel = 1\nconventions = \"L = 1/m ‖ŷ − y‖²\"\n\
         [given]\nx = [1, 2, 3]\ny = [2, 1, 4]\nw = {{ integers = [2, 9] }}\n\
         [model]\nforward = \"\"\"\nyhat = w * x\nL = mean((yhat - y)^2)\n\"\"\"\n\
         [[question]]\nkind = \"value\"\nof = \"yhat\"\n\
         [[question]]\nkind = \"gradient\"\nwrt = \"w\"\n{more}"
    );
    let source = Source::new("line.toml", text);
    let (exercise, faults) = Exercise::read(&source, "line");
    assert_eq!(faults, []);
    (source, exercise.expect("the exercise is sound"))
}

#[test]
fn tests_that_hold_are_silent() {
    let (_, exercise) = read(
        "[[test]]\nseed = 3\nanswers = { yhat = \"w * x\", dw = \"2 / 3 * sum((yhat - y) * x)\" }\n\
         expect = { yhat = \"correct\", dw = \"correct\" }\n\
         [[test]]\nseed = 3\nanswers = { yhat = \"w + x\", dw = \"2 / 3 * sum((w + x - y) * x)\" }\n\
         expect = { yhat = \"wrong\", dw = \"follows\" }\n\
         [[test]]\nseed = 4\nanswers = { yhat = [1, 2] }\n\
         expect = { yhat = \"shape\", dw = \"missing\" }\n",
    );
    assert_eq!(author_test::failures(&exercise), []);
}

#[test]
fn a_test_that_fails_says_where_and_what_the_grader_says() {
    let (source, exercise) = read(
        "[[test]]\nseed = 3\nanswers = { yhat = \"w + x\", dw = \"2 * sum((yhat - y) * x)\" }\n\
         [test.expect]\nyhat = \"correct\"\ndw = \"correct\"\n",
    );
    let failures = author_test::failures(&exercise);
    let places: Vec<_> =
        failures.iter().map(|failure| &source.text()[failure.span().range()]).collect();
    assert_eq!(places, ["yhat = \"correct\"", "dw = \"correct\""]);
    assert!(failures.iter().all(|failure| failure.is_error() && failure.code == "test-failed"));
    assert!(failures[1].message.contains("`wrong`"), "{}", failures[1].message);
    let help = failures[1].help.as_deref().unwrap_or_default();
    assert!(help.contains("1/3"), "the diagnosis of the missing count is shown: {help}");
}

fn gradus(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.args(arguments).current_dir(folder).output().expect("the program runs")
}

/// An empty folder of its own for a test.
fn empty_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

#[test]
fn every_template_checks_clean_and_is_commented() {
    let folder = empty_folder("templates");
    for name in names() {
        let file = format!("{name}.toml");
        let output = gradus(&["new", &file, "--template", name], &folder);
        assert_eq!(output.status.code(), Some(0), "{name}");
        let output = gradus(&["check", &file, "--strict"], &folder);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "1 file, 0 errors\n", "{name}");
        let text = fs::read_to_string(folder.join(&file)).expect("it was written");
        assert!(text.starts_with("# ") && text.matches("# ").count() >= 3, "{name}");
        assert!(text.contains("[[question.mistake]]") && text.contains("[[test]]"), "{name}");
    }
}

#[test]
fn every_topic_has_a_template() {
    for topic in [
        "why-gradients",
        "scalar-operations",
        "univariate-regression",
        "multivariate-regression",
        "logistic-regression",
        "two-layer-linear",
        "two-layer-nonlinear",
        "perceptron",
        "softmax-cross-entropy",
        "gradient-checking",
        "optimisers",
        "worked-examples",
    ] {
        assert!(names().any(|name| name == topic), "{topic}");
    }
}

#[test]
fn new_overwrites_nothing_and_says_what_it_cannot_do() {
    let folder = empty_folder("new");
    let refused = |arguments: &[&str]| {
        let output = gradus(arguments, &folder);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        String::from_utf8(output.stderr).expect("errors are UTF-8")
    };
    fs::write(folder.join("mine.toml"), "kept").expect("the file can be written");
    assert!(refused(&["new", "mine.toml"]).contains("is there already"));
    assert_eq!(fs::read_to_string(folder.join("mine.toml")).expect("it is there"), "kept");
    assert!(refused(&["new", "none/mine.toml"]).contains("folder"));
    assert!(refused(&["new", "mine"]).contains("mine.toml"));
    let said = refused(&["new", "a.toml", "--template", "optimiser"]);
    assert!(said.contains("optimisers"), "{said}");
    assert!(!folder.join("a.toml").exists());
}

#[test]
fn shells_and_manuals_know_every_command() {
    let folder = empty_folder("man");
    let text = |arguments: &[&str]| {
        let output = gradus(arguments, &folder);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        String::from_utf8(output.stdout).expect("it is text")
    };
    let help = text(&["--help"]);
    let section = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next());
    let names: Vec<&str> = section
        .expect("the help lists the commands")
        .lines()
        .filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')))
        .filter_map(|line| line.split(' ').next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() >= 9 && names.contains(&"man"), "{names:?}");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = text(&["completions", shell]);
        assert!(names.iter().all(|name| script.contains(name)), "{shell}");
    }
    let written = text(&["man", "--folder", "."]);
    assert!(written.contains(&format!("{} pages", names.len() + 1)), "{written}");
    for name in names {
        let page = fs::read_to_string(folder.join(format!("gradus-{name}.1"))).expect(name);
        assert_eq!(page, text(&["man", name]));
        assert!(page.contains(".SH SYNOPSIS") && page.contains("Exit status"), "{name}");
    }
    let unknown = gradus(&["man", "chekc"], &folder);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("did you mean `check`?"));
}
