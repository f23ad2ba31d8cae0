//! Values and gradients of the built-in exercises against those that JAX computed, which
//! `tests/oracle/oracle.py` recorded in `tests/oracle/*.json`, and every key of an exercise against
//! that of a transcription of its statement, which `tests/oracle/keys.py` recorded in
//! `tests/oracle/keys/*.json`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gradus::engine::{Array, Shape};
use gradus::exercise::library::Library;
use gradus::exercise::{Key, Task};
use serde_json::Value;

/// How far a value may be from the recorded one, relative to the largest entry of its matrix.
const TOLERANCE: f64 = 1e-12;

fn recordings() -> Vec<(PathBuf, Value)> {
    read_all("tests/oracle")
}

/// Every JSON file of a folder.
fn read_all(folder: &str) -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).expect("the folder can be listed");
    let mut files: Vec<_> =
        files.map(|file| file.expect("the folder can be listed").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file).expect("the recording can be read");
        let value = serde_json::from_str(&text).expect("the recording is JSON");
        (file, value)
    };
    files.into_iter().map(read).collect()
}

/// A value in the form that both the recordings and `gradus solve` use.
fn array(value: &Value) -> Array {
    let number = |value: &Value| value.as_f64().expect("an entry is a number");
    let sizes: Vec<u64> = serde_json::from_value(value["shape"].clone()).expect("a shape is sizes");
    let size = |size: u64| usize::try_from(size).expect("a size is small");
    let shape = match sizes[..] {
        [] => return Array::scalar(number(&value["data"])),
        [rows, cols] => Shape::Matrix(size(rows), size(cols)),
        _ => panic!("{sizes:?} is no shape"),
    };
    let rows = value["data"].as_array().expect("a matrix has rows");
    let entries = rows.iter().flat_map(|row| row.as_array().expect("a row has entries"));
    Array::new(shape, entries.map(number).collect())
}

/// The named values of one section of a recording.
fn section(recording: &Value, section: &str) -> Vec<(String, Array)> {
    let entries = recording[section].as_object().expect("a section has names");
    entries.iter().map(|(name, value)| (name.clone(), array(value))).collect()
}

/// Why two values do not agree.
fn difference(found: &Array, expected: &Array) -> Option<String> {
    if found.shape() != expected.shape() {
        return Some(format!("{} for {}", found.shape(), expected.shape()));
    }
    let allowed = TOLERANCE * expected.largest();
    let pairs = || found.data().iter().zip(expected.data());
    let far = pairs().find(|(found, expected)| {
        let near = (*found - *expected).abs() <= allowed;
        !near
    });
    far.map(|(found, expected)| format!("{found:e} for {expected:e}"))
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
        difference(found, expected).map(|why| format!("{part} {name}: {why}"))
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

#[test]
fn keys_agree_with_transcriptions_of_the_statements() {
    let library = Library::built_in();
    let mut wrong = Vec::new();
    let mut compared = 0;
    let mut recorded = Vec::new();
    for (file, topic) in read_all("tests/oracle/keys") {
        let exercises = topic.as_object().expect("a topic has exercises").iter();
        for (id, seeds) in exercises.filter(|(id, _)| *id != "versions") {
            recorded.push(id.clone());
            let entry = library.find(id).expect("the exercise is there");
            let exercise = library.load(entry).exercise.expect("the exercise is sound");
            for (seed, keys) in seeds.as_object().expect("an exercise has seeds") {
                let place = format!("{}, {id}, seed {seed}", file.display());
                let seed = seed.parse().expect("a seed is a number");
                let variant = exercise.variant(seed).expect("the seed has a variant");
                for question in &exercise.questions {
                    if let (Key::Array(key), false) =
                        (variant.key(question), matches!(question.task, Task::Mend { .. }))
                    {
                        let why = match keys.get(&question.id) {
                            Some(recorded) => difference(&key, &array(recorded)),
                            None => Some("is not recorded".to_owned()),
                        };
                        wrong.extend(why.map(|why| format!("{place}: {}: {why}", question.id)));
                        compared += 1;
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 100, "only {compared} keys were compared");
    // Every exercise that asks for numbers is transcribed here or in `oracle.py`.
    let older: Vec<_> =
        recordings().iter().map(|(_, recording)| recording["exercise"].clone()).collect();
    for entry in library.entries() {
        let exercise = library.load(entry).exercise.expect("the exercise is sound");
        let variant = exercise.variant(7).expect("the seed has a variant");
        let asks = |question| matches!(variant.key(question), Key::Array(_));
        let known = recorded.contains(&entry.id) || older.contains(&Value::from(&*entry.id));
        assert!(known || !exercise.questions.iter().any(asks), "{} is not transcribed", entry.id);
    }
}

#[test]
fn a_difference_in_the_last_digits_is_seen() {
    let recorded = Array::new(Shape::Matrix(1, 2), vec![1.0, -2.0]);
    let moved = |by: f64| Array::new(Shape::Matrix(1, 2), vec![1.0 + by, -2.0]);
    assert_eq!(difference(&moved(1e-13), &recorded), None);
    assert!(difference(&moved(1e-11), &recorded).is_some());
    assert!(difference(&moved(f64::NAN), &recorded).is_some());
    assert!(difference(&Array::scalar(1.0), &recorded).is_some());
}
