//! What the recordings hold, and how a value is compared with one of them.

use std::fs;
use std::path::{Path, PathBuf};

use gradus::engine::{Array, Shape};
use serde_json::Value;

/// Every JSON file of a folder, in order.
pub fn read_all(folder: &str) -> Vec<(PathBuf, Value)> {
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
pub fn array(value: &Value) -> Array {
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
pub fn section(recording: &Value, section: &str) -> Vec<(String, Array)> {
    let entries = recording[section].as_object().expect("a section has names");
    entries.iter().map(|(name, value)| (name.clone(), array(value))).collect()
}

/// Why two values do not agree to a tolerance relative to the largest entry of the recorded one.
pub fn difference(found: &Array, expected: &Array, tolerance: f64) -> Option<String> {
    if found.shape() != expected.shape() {
        return Some(format!("{} for {}", found.shape(), expected.shape()));
    }
    let allowed = tolerance * expected.largest();
    let pairs = || found.data().iter().zip(expected.data());
    let far = pairs().find(|(found, expected)| {
        let near = (*found - *expected).abs() <= allowed;
        !near
    });
    far.map(|(found, expected)| format!("{found:e} for {expected:e}"))
}
