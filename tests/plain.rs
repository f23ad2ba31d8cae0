//! The tutor in lines, through the real program.
//!
//! `tests/plain/NAME.in` is typed line by line at three exercises; what a person then sees is
//! compared with `tests/plain/NAME.txt`. With `UPDATE_GOLDEN` set the transcripts are written anew.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

#[path = "support/folder.rs"]
mod folder;
use folder::Folder;

/// What the lessons are about: numbers, formulas, a line to mend.
const EXERCISES: [&str; 3] = [
    "exercises/60-two-layer-nonlinear/01-sigmoid.toml",
    "exercises/60-two-layer-nonlinear/05-formulas.toml",
    "exercises/60-two-layer-nonlinear/06-mend.toml",
];

fn lesson() -> Vec<&'static str> {
    std::iter::once("--plain").chain(EXERCISES).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plain")
}

/// Runs the tutor in lines on an input, and gives what it wrote.
fn run(arguments: &[&str], input: &[u8], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in ["LC_ALL", "LC_CTYPE", "NO_COLOR", "TERM"] {
        command.env_remove(name);
    }
    let data = Folder::new();
    command.env("GRADUS_DATA", data.path());
    command.env("GRADUS_CONFIG", "");
    command.env("LANG", "C.UTF-8").envs(variables.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut keyboard = child.stdin.take().expect("it is piped");
    let input = input.to_vec();
    // It may leave before everything was typed.
    let typing = std::thread::spawn(move || drop(keyboard.write_all(&input)));
    let output = child.wait_with_output().expect("the program ends");
    typing.join().expect("typing does not panic");
    output
}

fn said(arguments: &[&str], input: &str) -> String {
    let output = run(arguments, input.as_bytes(), &[]);
    let errors = String::from_utf8(output.stderr).expect("errors are UTF-8");
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// What stands where a line is awaited.
fn prompt(line: &str) -> Option<&str> {
    let end = line.find("> ")? + 2;
    let row = line[..end - 2].strip_prefix("row ").is_some_and(|row| row.parse::<u32>().is_ok());
    (end == 2 || row).then(|| &line[..end])
}

/// What a person sees: every line that is typed stands behind what asked for it.
fn transcript(output: &str, input: &str) -> String {
    let mut typed = input.lines();
    let mut seen = String::new();
    for mut line in output.lines() {
        while let Some(prompt) = prompt(line) {
            seen.push_str(format!("{prompt}{}", typed.next().unwrap_or_default()).trim_end());
            seen.push('\n');
            line = &line[prompt.len()..];
        }
        if !line.is_empty() {
            seen.push_str(line);
            seen.push('\n');
        }
    }
    assert_eq!(typed.next(), None, "everything is read\n{seen}");
    seen
}

#[test]
fn lessons_in_lines_read_as_they_did() {
    for name in ["lesson", "forms"] {
        let input = fs::read_to_string(folder().join(format!("{name}.in"))).unwrap();
        let output = said(&lesson(), &input);
        assert!(!output.chars().any(|c| c.is_control() && c != '\n'), "no escape sequences");
        let seen = transcript(&output, &input);
        let golden = folder().join(format!("{name}.txt"));
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &seen).unwrap();
        }
        let wanted = fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(seen, wanted, "{}", golden.display());
    }
}

#[test]
fn the_input_may_end_anywhere_and_the_tutor_ends_with_it() {
    for input in ["", "1", "1\n[[1, 2", "1\nsolution\n", "3\n3\n1 2 3\n"] {
        assert!(said(&lesson(), input).ends_with("> \n"), "{input:?}");
    }
}

#[test]
fn any_bytes_are_answered_and_none_is_obeyed() {
    let long = "7".repeat(5_000);
    let mut input = b"1\n\xff\x1b[2J\x07\n\x1b]0;title\x07\n".to_vec();
    input.extend(format!("{long}\n[{long}\n\nquestion 3\n{long}\n((((\n\nquit\n").bytes());
    let output = run(&lesson(), &input, &[]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("the output is UTF-8");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text}");
    assert!(text.contains("There is no room for so much text."), "{text}");
}

#[test]
fn a_locale_without_unicode_gets_ascii() {
    let input = b"1\n0.5\nhint\nsolution\nback\nquestion 7\nquit\n";
    let output = run(&lesson(), input, &[("LC_ALL", "C")]);
    let text = String::from_utf8(output.stdout).expect("ASCII is UTF-8");
    assert!(text.is_ascii() && text.contains("dL/dZ") && text.contains("yhat"), "{text}");
}

#[test]
fn one_exercise_is_opened_at_once_and_a_faulty_one_says_why() {
    let file = "exercises/10-scalar-operations/01-product.toml";
    let text = said(&["--plain", file], "questions\n\nback\nquit\n");
    assert!(text.contains("Question 1 of 6"), "{text}");
    let broken = env::temp_dir().join(format!("gradus-plain-{}.toml", std::process::id()));
    fs::write(&broken, "format = 1\ntitle = \"x\"\n[model]\nforward = \"L = )\"\n").unwrap();
    let text = said(&["--plain", broken.to_str().unwrap()], "7\nback\nquit\n");
    fs::remove_file(&broken).unwrap();
    assert!(text.contains("This exercise cannot be used."), "{text}");
    let output = run(&["--plain", "no/such/file"], b"", &[]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn equations_that_would_be_the_answer_are_not_told() {
    let told = said(&["--plain", "exercises/05-why-gradients/04-learning-rate.toml"], "");
    assert!(told.contains("L = ") && told.contains("a = "), "{told}");
    for hidden in ["best = ", "limit = ", "factor = "] {
        assert!(!told.contains(hidden), "{told}");
    }
}

#[test]
fn a_gradient_in_an_equation_is_not_worked_out() {
    let told = said(&["--plain", "exercises/90-optimisers/01-two-steps.toml"], "");
    assert!(told.contains("w₁ = w₀ − η · ∂L/∂w₀"), "{told}");
}
