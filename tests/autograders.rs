//! The autograder folders run in the layouts of Gradescope and PrairieLearn, and what they write is
//! what these ask for.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

const RIGHT: &str = "\"dL/dw2\" = [[0.384, 0.213, 0.698]]\n\"dL/dW1\" = [[1, 2], [3, 4], [5, 6]]\n";

/// An empty folder with the files named, and gradus where they are.
fn layout(name: &str, source: &str, to: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("autograders").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the test made it so");
    }
    fs::create_dir_all(folder.join(to)).expect("the test made it so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/autograders").join(source);
    for file in fs::read_dir(source).expect("the test made it so") {
        let file = file.expect("the test made it so");
        fs::copy(file.path(), folder.join(to).join(file.file_name())).expect("the test made it so");
    }
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_gradus"), folder.join(to).join("gradus"))
        .expect("the test made it so");
    folder
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("the test made it so")).expect("the test made it so");
    fs::write(path, text).expect("the test made it so");
}

/// Runs a script, and gives the results that it wrote.
fn results(folder: &Path, script: &[&str], variable: &str) -> Value {
    let output = Command::new("bash")
        .args(script)
        .env(variable, folder)
        .output()
        .expect("the test made it so");
    let path = folder.join("results/results.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{output:?}"));
    assert!(text.len() < 1_000_000);
    serde_json::from_str(&text).expect("the test made it so")
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("the test made it so").keys().map(String::as_str).collect()
}

fn gradescope(folder: &Path) -> Value {
    let script = folder.join("source/run_autograder").display().to_string();
    results(folder, &[&script], "AUTOGRADER")
}

#[test]
fn gradescope_gets_a_test_a_question() {
    let folder = layout("gradescope", "gradescope", "source");
    put(&folder.join("submission/mine.toml"), RIGHT);
    let found = gradescope(&folder);
    assert_eq!(keys(&found), ["output", "output_format", "tests", "extra_data"]);
    let tests = found["tests"].as_array().expect("the test made it so");
    assert_eq!(tests.len(), 11);
    let wanted = ["name", "name_format", "score", "max_score", "status", "output", "output_format"];
    for test in tests {
        assert_eq!(keys(test), wanted);
        assert!(
            ["passed", "failed"].contains(&test["status"].as_str().expect("the test made it so"))
        );
        assert!(
            test["score"].as_f64().expect("the test made it so")
                <= test["max_score"].as_f64().expect("the test made it so")
        );
        assert!(
            ["text", "html", "simple_format", "md", "ansi"]
                .contains(&test["output_format"].as_str().expect("the test made it so"))
        );
    }
    let scores =
        tests.iter().map(|test| test["score"].as_f64().expect("the test made it so")).sum::<f64>();
    assert_eq!((&tests[4]["name"], scores), (&json!("dL/dw2: correct"), 2.0));
    assert!(tests[7]["output"].as_str().expect("the test made it so").starts_with("Not right."));
    assert_eq!(found["extra_data"]["gradus"]["points"], 2);
}

#[test]
fn gradescope_gets_results_whatever_was_handed_in() {
    let folder = layout("gradescope-refused", "gradescope", "source");
    put(&folder.join("submission/mine.toml"), "\"dL/dw7\" = 1\n");
    let found = gradescope(&folder);
    assert_eq!(found["score"], 0);
    assert!(
        found["output"]
            .as_str()
            .expect("the test made it so")
            .contains("no question has the id `dL/dw7`")
    );
    fs::remove_file(folder.join("submission/mine.toml")).expect("the test made it so");
    assert!(
        gradescope(&folder)["output"]
            .as_str()
            .expect("the test made it so")
            .contains("no file of answers")
    );
    fs::remove_file(folder.join("source/gradus")).expect("the test made it so");
    assert!(
        gradescope(&folder)["output"]
            .as_str()
            .expect("the test made it so")
            .contains("could not run")
    );
}

#[test]
fn gradescope_learners_have_variants_of_their_own() {
    let folder = layout("gradescope-seeds", "gradescope", "source");
    put(&folder.join("source/config"), "exercise=two-layer-nonlinear/01\nsalt=sheet-1\n");
    put(
        &folder.join("submission_metadata.json"),
        "{\"id\": 1, \"users\": [{\"email\": \"ada@example.edu\", \"id\": 2, \"name\": \"Ada\"}]}",
    );
    put(&folder.join("submission/mine.toml"), RIGHT);
    let seed = gradus::cli::seeds::seed("sheet-1", "ada@example.edu");
    assert_eq!(gradescope(&folder)["extra_data"]["gradus"]["seed"], seed);
}

#[test]
fn prairielearn_gets_the_share_of_the_points_and_a_test_a_question() {
    let folder = layout("prairielearn", "prairielearn", "serverFilesCourse/gradus");
    put(&folder.join("student/mine.toml"), RIGHT);
    put(&folder.join("data/data.json"), "{\"params\": {\"gradus_seed\": 0}}");
    let script = folder.join("serverFilesCourse/gradus/grade.sh").display().to_string();
    let run = || results(&folder, &[&script, "two-layer-nonlinear/01"], "GRADE");
    let found = run();
    assert_eq!(keys(&found), ["gradable", "score", "tests"]);
    assert_eq!((&found["gradable"], &found["score"]), (&json!(true), &json!(0.125)));
    for test in found["tests"].as_array().expect("the test made it so") {
        assert_eq!(keys(test), ["name", "points", "max_points", "output"]);
    }
    put(&folder.join("student/mine.toml"), "L = = 1");
    let found = run();
    assert_eq!(found["gradable"], false);
    assert!(!found["format_errors"][0].as_str().expect("the test made it so").is_empty());
}

#[test]
fn the_information_for_prairielearn_is_json() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/autograders/prairielearn/info.json");
    let info: Value = serde_json::from_str(&fs::read_to_string(path).expect("the test made it so"))
        .expect("the test made it so");
    assert_eq!(info["gradingMethod"], "External");
}
