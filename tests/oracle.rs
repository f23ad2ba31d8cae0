//! Values and all gradients of the primer's networks and of scalar operations against those that JAX
//! computed, which `tests/oracle/oracle.py` recorded in `tests/oracle/*.json`.

use std::path::PathBuf;
use std::process::Command;

use gradus::engine::Array;
use gradus::exercise::library::Library;
use recorded::{difference, read_all, section};
use serde_json::Value;

#[path = "oracle/recorded.rs"]
mod recorded;

/// How far a value may be from the recorded one, relative to the largest entry of its matrix.
const TOLERANCE: f64 = 1e-12;

fn recordings() -> Vec<(PathBuf, Value)> {
    read_all("tests/oracle")
}

/// Every difference between named values and those of one section of a recording.
fn differences(part: &str, found: &[(String, Array)], recording: &Value) -> Vec<String> {
    let expected = section(recording, part);
    let names = |values: &[(String, Array)]| -> Vec<String> {
        values.iter().map(|(name, _)| name.clone()).collect()
    };
    if names(found) != names(&expected) {
        return vec![format!("{part}: {:?} for {:?}", names(found), names(&expected))];
    }
    let pairs = found.iter().zip(&expected);
    let differing = pairs.filter_map(|((name, found), (_, expected))| {
        difference(found, expected, TOLERANCE).map(|why| format!("{part} {name}: {why}"))
    });
    differing.collect()
}

#[test]
fn values_and_gradients_agree_with_jax() {
    let library = Library::built_in();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (file, recording) in recordings() {
        let id = recording["exercise"].as_str().expect("a recording names its exercise");
        let seed = recording["seed"].as_u64().expect("a recording has a seed");
        let entry = library.find(id).expect("the exercise is there");
        let exercise = library.load(entry).exercise.expect("the exercise is sound");
        let variant = exercise.variant(seed).expect("the seed has a variant");
        assert_eq!(recording["loss"], variant.loss_name(), "{}", file.display());
        let drawn = section(&recording, "given");
        assert_eq!(variant.given, drawn, "{}: other numbers were drawn", file.display());
        let found = [
            differences("values", &variant.values, &recording),
            differences("gradients", &variant.gradients, &recording),
        ];
        wrong.extend(found.concat().iter().map(|why| format!("{}: {why}", file.display())));
        compared += variant.gradients.len();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 150, "only {compared} gradients were compared");
}

#[test]
fn the_networks_of_the_primer_are_recorded() {
    let recorded: Vec<_> = recordings()
        .iter()
        .map(|(_, recording)| {
            format!("{} {}", recording["exercise"], recording["seed"]).replace('"', "")
        })
        .collect();
    for network in [
        "univariate-regression/01-fixed 7",
        "univariate-regression/02-drawn 7",
        "multivariate-regression/01-fixed 7",
        "multivariate-regression/02-drawn 7",
        "two-layer-linear/01-fixed 7",
        "two-layer-linear/02-drawn 7",
        "two-layer-nonlinear/01-sigmoid 7",
        "two-layer-nonlinear/02-drawn 7",
    ] {
        assert!(recorded.iter().any(|name| name == network), "{network} is not recorded");
    }
}

#[test]
fn the_program_prints_what_jax_computed() {
    let arguments = ["solve", "two-layer-nonlinear/01", "--seed", "7", "--format", "json"];
    let output = Command::new(env!("CARGO_BIN_EXE_gradus")).args(arguments).output();
    let output = output.expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    let all = recordings();
    let is_it = |(_, recording): &&(PathBuf, Value)| {
        recording["exercise"] == "two-layer-nonlinear/01-sigmoid" && recording["seed"] == 7
    };
    let (_, recording) = all.iter().find(is_it).expect("it is recorded");
    let mut wrong = Vec::new();
    for part in ["given", "values", "gradients"] {
        wrong.extend(differences(part, &section(&printed, part), recording));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
