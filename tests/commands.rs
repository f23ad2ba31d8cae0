//! The real binary: what it prints, where, and its exit status.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn file(name: &str) -> String {
    folder().join(name).display().to_string()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands")
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.args(arguments).env_remove("NO_COLOR").stdin(Stdio::null());
    command
        .env("GRADUS_DATA", concat!(env!("CARGO_TARGET_TMPDIR"), "/nothing-kept"))
        .env("GRADUS_CONFIG", "");
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the program runs")
}

fn run_with_input(arguments: &[&str], input: &str) -> Output {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child
        .stdin
        .take()
        .expect("the program reads its input")
        .write_all(input.as_bytes())
        .expect("the program reads its input");
    child.wait_with_output().expect("the program ends")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("the errors are UTF-8")
}

fn object(output: &Output) -> Value {
    serde_json::from_str(&stdout(output))
        .unwrap_or_else(|error| panic!("{error}\n{}\n{}", stdout(output), stderr(output)))
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// Runs a command that cannot do its work, and gives what it says.
fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stdout(&output));
    assert_eq!(stdout(&output), "", "{arguments:?}");
    let said = stderr(&output);
    assert!(said.contains("error"), "{arguments:?}: {said}");
    said
}

#[test]
fn solve_prints_the_contracted_object() {
    let path = file("two-layer.toml");
    let output = run(&["solve", &path, "--seed", "7", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let key = object(&output);
    let wanted =
        ["format", "exercise", "seed", "given", "values", "loss", "gradients", "questions"];
    assert_eq!(keys(&key), wanted);
    assert_eq!(key["format"], 1);
    assert_eq!(key["exercise"], path.as_str());
    assert_eq!(key["seed"], 7);
    assert_eq!(key["loss"], "L");
    assert_eq!(keys(&key["given"]), ["X", "y", "W1", "b1", "w2", "b2", "m"]);
    assert_eq!(
        key["given"]["X"],
        json!({ "shape": [2, 4], "data": [[1, 0, -1, 2], [0.5, 1, 0, -1]] })
    );
    assert_eq!(key["given"]["m"], json!({ "shape": [], "data": 4 }));
    assert_eq!(keys(&key["values"]), ["Z", "A", "yhat", "L"]);
    assert_eq!(key["values"]["L"]["shape"], json!([]));
    let wanted = ["X", "y", "W1", "b1", "w2", "b2", "m", "Z", "A", "yhat"];
    assert_eq!(keys(&key["gradients"]), wanted);
    assert_eq!(key["gradients"]["W1"]["shape"], json!([3, 2]));
    let questions = key["questions"].as_array().unwrap();
    assert_eq!(keys(&questions[1]), ["id", "kind", "points", "answer", "formula"]);
    assert_eq!(questions[1]["id"], "dL/dW1");
    assert_eq!(questions[1]["points"], 3);
    assert_eq!(questions[1]["answer"], key["gradients"]["W1"]);
    assert_eq!(questions[4]["answer"], key["values"]["L"]);
    assert_eq!(
        questions[5],
        json!({ "id": "shape(dL/db1)", "kind": "shape", "points": 0.5, "answer": [3, 1] })
    );
    assert_eq!(
        questions[6],
        json!({ "id": "choice", "kind": "choice", "points": 1, "answer": [1] })
    );
}

#[test]
fn the_loss_that_is_printed_is_the_loss() {
    let key = object(&run(&["solve", &file("two-layer.toml"), "--seed", "3", "--format", "json"]));
    let row = |name: &str| -> Vec<f64> {
        let rows = |part: &str| key[part][name]["data"][0].as_array().cloned();
        let row = rows("given").or_else(|| rows("values")).unwrap();
        row.iter().map(|entry| entry.as_f64().unwrap()).collect()
    };
    let squares = row("yhat").into_iter().zip(row("y")).map(|(yhat, y)| (yhat - y).powi(2));
    let loss = squares.sum::<f64>() / 4.0;
    let printed = key["values"]["L"]["data"].as_f64().unwrap();
    assert!((loss - printed).abs() <= 1e-14 * loss.abs(), "{loss} {printed}");
}

#[test]
fn numbers_that_json_cannot_hold_are_strings() {
    let key = object(&run(&["solve", &file("infinite.toml"), "--format", "json"]));
    assert_eq!(key["values"]["u"]["data"], json!([["-inf", 0]]));
    assert_eq!(key["values"]["v"]["data"], json!([["nan", 0]]));
    assert_eq!(key["gradients"]["u"]["data"], json!([[0, 0]]));
}

#[test]
fn a_seed_names_its_variant() {
    let path = file("two-layer.toml");
    let solve = |seed: &str| stdout(&run(&["solve", &path, "--seed", seed, "--format", "json"]));
    assert_eq!(solve("18446744073709551615"), solve("18446744073709551615"));
    assert_ne!(object_of(&solve("1"))["given"], object_of(&solve("2"))["given"]);
    let default = stdout(&run(&["solve", &path, "--format", "json"]));
    assert_eq!(default, solve("0"));
}

fn object_of(text: &str) -> Value {
    serde_json::from_str(text).expect("the output is JSON")
}

#[test]
fn the_printed_key_is_graded_as_correct() {
    let path = file("two-layer.toml");
    for seed in ["0", "1", "2", "3", "12345678901234567890"] {
        let key = object(&run(&["solve", &path, "--seed", seed, "--format", "json"]));
        let answers: serde_json::Map<_, _> = key["questions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|question| {
                (question["id"].as_str().unwrap().to_owned(), question["answer"].clone())
            })
            .collect();
        let answers = Value::Object(answers).to_string();
        let arguments = ["grade", &path, "--answers", "-", "--seed", seed, "--format", "json"];
        let output = run_with_input(&arguments, &answers);
        assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
        let graded = object(&output);
        assert_eq!(graded["points"], json!(8.5));
        assert_eq!(graded["points"], graded["out_of"]);
    }
}

const PARTLY_RIGHT: &str = r#"
Z = "W1 @ X + b1"                          # an expression
dW1 = "2 * grad(L, W1)"
"dL/db1" = [["1/2", 0.1, 1]]
"shape(dL/db1)" = "3×1"
choice = [0]
"#;

#[test]
fn grade_prints_the_contracted_object() {
    let path = file("two-layer.toml");
    let arguments = ["grade", &path, "--answers", "-", "--seed", "7", "--format", "json"];
    let output = run_with_input(&arguments, PARTLY_RIGHT);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let graded = object(&output);
    assert_eq!(keys(&graded), ["format", "exercise", "seed", "points", "out_of", "questions"]);
    assert_eq!(graded["format"], 1);
    assert_eq!(graded["seed"], 7);
    assert_eq!(graded["points"], json!(1.5));
    assert_eq!(graded["out_of"], json!(8.5));
    let questions = graded["questions"].as_array().unwrap();
    let verdicts: Vec<_> =
        questions.iter().map(|question| question["verdict"].as_str().unwrap()).collect();
    assert_eq!(
        verdicts,
        ["correct", "unreadable", "shape", "missing", "missing", "correct", "wrong"]
    );
    assert_eq!(
        questions[0],
        json!({
            "id": "Z", "verdict": "correct", "points": 1, "out_of": 1,
            "entries": vec![vec![true; 4]; 3], "diagnosis": [],
        })
    );
    assert_eq!(questions[3]["entries"], Value::Null);
}

#[test]
fn json_and_toml_say_the_same() {
    let path = file("two-layer.toml");
    let arguments = ["grade", &path, "--answers", "-", "--seed", "7", "--format", "json"];
    let answers = json!({
        "Z": "W1 @ X + b1", "dW1": "2 * grad(L, W1)", "dL/db1": [["1/2", 0.1, 1]],
        "dL/dw2": null, "shape(dL/db1)": [3, 1], "choice": [0],
    });
    let from_json = run_with_input(&arguments, &answers.to_string());
    assert_eq!(stdout(&from_json), stdout(&run_with_input(&arguments, PARTLY_RIGHT)));
}

#[test]
fn text_for_people_says_why() {
    let path = file("two-layer.toml");
    let output = run_with_input(&["grade", &path, "--answers", "-", "--seed", "7"], PARTLY_RIGHT);
    let text = stdout(&output);
    for part in [
        "✓ Z  correct  1 of 1",
        "? dL/db1  shape",
        "1×3",
        "3×1",
        "· dL/dw2  missing",
        "1.5 of 8.5 points",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(!text.contains('\u{1b}'));
    let output = run(&["solve", &path]);
    let text = stdout(&output);
    for part in ["Two-layer network", "seed 0", "ŷ", "⎣", "∂L/∂W₁", "2. at 0", "There A ⊙"]
    {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn list_prints_the_contracted_object() {
    let path = file("two-layer.toml");
    let output = run(&["list", &path, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let wanted = json!({ "format": 1, "exercises": [{
        "id": path, "title": "Two-layer network with a sigmoid", "topic": "networks",
        "level": 3, "minutes": 12, "tags": ["backprop", "sigmoid"],
        "questions": 7, "points": 8.5, "state": "new",
    }]});
    assert_eq!(object(&output), wanted);
    assert_eq!(keys(&object(&output)["exercises"][0]), keys(&wanted["exercises"][0]));
}

#[test]
fn list_narrows_to_a_topic() {
    let folder = folder().display().to_string();
    let titles = |output: &Output| -> Vec<String> {
        let list = object(output);
        let exercises = list["exercises"].as_array().unwrap();
        exercises.iter().map(|exercise| exercise["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles(&run(&["list", &folder, "--format", "json"])).len(), 2);
    let corners = run(&["list", &folder, "--topic", "corners", "--format", "json"]);
    assert_eq!(titles(&corners), ["Values that JSON cannot hold"]);
    let text = stdout(&run(&["list", &folder, "--topic", "networks"]));
    assert_eq!(text.lines().count(), 2, "{text}");
    let said = refused(&["list", &folder, "--topic", "conrers"]);
    assert!(said.contains("did you mean `corners`?"), "{said}");
}

#[test]
fn an_exercise_with_errors_is_left_out_of_the_list() {
    let output = run(&["list", &file("two-layer.toml"), &file("faulty.broken")]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output).lines().count(), 2);
    assert!(stderr(&output).contains("gradus check"), "{}", stderr(&output));
}

#[test]
fn check_is_dispatched_with_its_status() {
    assert_eq!(run(&["check", &file("two-layer.toml")]).status.code(), Some(0));
    let output = run(&["check", &file("faulty.broken"), "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(object(&output)["files"][0]["diagnostics"][0]["help"], "did you mean `title`?");
    assert_eq!(run(&["check", "no-such-file.toml"]).status.code(), Some(2));
}

#[test]
fn what_cannot_be_done_is_said_on_stderr() {
    let path = file("two-layer.toml");
    let broken = file("faulty.broken");
    assert!(refused(&["solve", "no/such/exercise"]).contains("no exercise `no/such/exercise`"));
    assert!(refused(&["solve", "no-such-file.toml"]).contains("no file no-such-file.toml"));
    let said = refused(&["solve", &broken]);
    assert!(said.contains("tilte") && said.contains("did you mean `title`?"), "{said}");
    assert!(said.contains('q'), "{said}");
    refused(&["solve", &path, "--seed", "-1"]);
    refused(&["solve"]);
    refused(&["solve", &path, "--format", "yaml"]);
    refused(&["grade", &path]);
    let said = refused(&["grade", &path, "--answers", "no-such-file.toml"]);
    assert!(said.contains("no-such-file.toml cannot be read"), "{said}");
    let bytes = std::env::temp_dir().join(format!("gradus-bytes-{}", std::process::id()));
    std::fs::write(&bytes, b"L = \xff").unwrap();
    let said = refused(&["grade", &path, "--answers", &bytes.display().to_string()]);
    std::fs::remove_file(bytes).unwrap();
    assert!(said.contains("UTF-8"), "{said}");
    assert!(refused(&["slove"]).contains("did you mean `gradus solve`?"));
    let said = refused(&["two-layer-nonlinear/01"]);
    assert!(said.contains("open `gradus`, and type `/two-layer-nonlinear/01"), "{said}");
    assert!(refused(&[&path]).contains("needs a terminal"));
    refused(&["no-such-folder"]);
}

#[test]
fn a_malformed_answer_file_is_reported_in_full() {
    let path = file("two-layer.toml");
    let arguments = ["grade", &path, "--answers", "-"];
    let output = run_with_input(&arguments, "\"dL/dW\" = 1\nZed = 2\n");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "");
    let said = stderr(&output);
    for part in ["stdin:1:1", "`dL/dW`", "stdin:2:1", "`Zed`", "did you mean"] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    let nothing = run_with_input(&arguments, "");
    assert_eq!(nothing.status.code(), Some(1), "{}", stderr(&nothing));
    assert!(stdout(&nothing).contains("missing"));
}

#[test]
fn colour_is_used_when_it_is_asked_for() {
    let path = file("two-layer.toml");
    assert!(stdout(&run(&["list", &path, "--color", "always"])).contains("\u{1b}["));
    assert!(stdout(&run(&["--color", "always", "list", &path])).contains("\u{1b}["));
    for arguments in [vec!["list", &path], vec!["list", &path, "--color", "never"]] {
        assert!(!stdout(&run(&arguments)).contains('\u{1b}'));
    }
}

#[test]
fn help_shows_examples() {
    for arguments in [
        vec!["--help"],
        vec!["list", "--help"],
        vec!["solve", "--help"],
        vec!["grade", "--help"],
        vec!["eval", "--help"],
        vec!["check", "--help"],
        vec!["new", "--help"],
        vec!["schema", "--help"],
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("Examples:\n  gradus"), "{arguments:?}");
        assert!(stdout(&output).contains("Exit status"), "{arguments:?}");
    }
    assert!(stdout(&run(&["--version"])).starts_with("gradus "));
}

#[test]
fn a_reader_that_stops_is_no_failure() {
    let folder = folder().display().to_string();
    for arguments in [vec!["list", &folder], vec!["solve", &file("two-layer.toml")], vec!["--help"]]
    {
        let mut child = command(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let status = child.wait().unwrap();
        assert_eq!((status.code(), said.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn control_characters_of_a_file_do_not_reach_the_terminal() {
    let path = std::env::temp_dir().join(format!("gradus-commands-{}.toml", std::process::id()));
    let text = std::fs::read_to_string(file("two-layer.toml")).unwrap();
    let text = text.replace("Two-layer network", "\\u001b]0;owned\\u0007\\u202eTwo-layer network");
    std::fs::write(&path, text).unwrap();
    for arguments in [vec!["list"], vec!["solve"]] {
        let path = path.display().to_string();
        let output = run(&[arguments, vec![&path]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(!stdout(&output).contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", stdout(&output));
    }
    std::fs::remove_file(path).unwrap();
}
