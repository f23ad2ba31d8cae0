//! Wrong exercise files and the reports that their authors get.
//!
//! Every `tests/diagnostics/*/name.toml` has its report in `name.txt` beside it. After a
//! report has changed on purpose, `UPDATE_GOLDEN=1 cargo test --test diagnostics` writes them
//! anew; read them as an author would before they are kept.

#[path = "support/golden.rs"]
mod golden;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use golden::differs;
use gradus::cli::report;
use gradus::diagnostic::Diagnostic;
use gradus::exercise::Exercise;
use gradus::exercise::library::Loaded;
use gradus::exercise::lint::LINTS;
use gradus::source::Source;
use proptest::prelude::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

/// The files with an extension, in order.
fn files(extension: &str) -> Vec<PathBuf> {
    let list = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("the folder can be listed");
        entries.map(|entry| entry.expect("the folder can be listed").path()).collect()
    };
    let folders = list(&folder()).into_iter().filter(|path| path.is_dir());
    let mut files: Vec<_> = folders.flat_map(|folder| list(&folder)).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}

fn load(file: &Path) -> Loaded {
    let name = file.strip_prefix(folder()).expect("the file is in the folder");
    let name = name.display().to_string().replace('\\', "/");
    Loaded::read(&name, &fs::read(file).expect("the file can be read"), "example")
}

/// Whether a file is sound, and only not fair: `gradus check` looks at its variants.
fn is_for_lints(file: &Path) -> bool {
    file.parent().is_some_and(|folder| folder.ends_with("lint"))
}

/// What the whole check says of a file.
fn checked(file: &Path) -> String {
    let name = file.strip_prefix(folder()).expect("the file is in the folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    let output = command.arg("check").arg(name).current_dir(folder()).output();
    let output = output.expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{} has an error", file.display());
    String::from_utf8(output.stdout).expect("reports are UTF-8")
}

#[test]
fn every_wrong_file_has_its_report() {
    let mut differing = Vec::new();
    for file in files("toml") {
        let loaded = load(&file);
        let found = if is_for_lints(&file) {
            checked(&file)
        } else {
            assert!(loaded.exercise.is_none(), "{} is taken for sound", file.display());
            report::report(&loaded.source, &loaded.diagnostics, false)
        };
        let golden = file.with_extension("txt");
        differing.extend(differs(&golden, &found));
    }
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

#[test]
fn every_report_has_its_wrong_file() {
    let wrong: BTreeSet<_> = files("toml").iter().map(|file| file.with_extension("")).collect();
    let reports: BTreeSet<_> = files("txt").iter().map(|file| file.with_extension("")).collect();
    assert_eq!(reports, wrong);
}

/// Every stage has files with one mistake each, and one report for it.
#[test]
fn one_mistake_is_one_report() {
    let mut single: BTreeMap<String, usize> = BTreeMap::new();
    for file in files("toml") {
        let golden = fs::read_to_string(file.with_extension("txt")).expect("it has its report");
        let told = |severity: &str| {
            let begins = format!("{severity}[");
            golden.lines().filter(|line| line.starts_with(&begins)).count()
        };
        let stage = file.parent().and_then(Path::file_name).expect("it lies in a folder");
        let count = told("error") + told("warning");
        assert!(count > 0, "{}", file.display());
        *single.entry(stage.to_string_lossy().into_owned()).or_default() += usize::from(count == 1);
    }
    let stages: Vec<&str> = single.keys().map(String::as_str).collect();
    assert_eq!(stages, ["document", "equation", "lint", "shape", "syntax"]);
    assert!(single.values().all(|count| *count >= 8), "{single:?}");
    assert!(single.values().sum::<usize>() >= 50, "{single:?}");
}

#[test]
fn every_lint_has_a_file_of_its_own() {
    for lint in LINTS {
        let golden = folder().join("lint").join(format!("{lint}.txt"));
        let golden = fs::read_to_string(golden).unwrap_or_default();
        assert!(golden.starts_with(&format!("warning[{lint}]")), "{lint}");
    }
}

#[test]
fn twelve_faults_are_twelve_reports() {
    let loaded = load(&folder().join("document/twelve-faults.toml"));
    let codes: Vec<_> = loaded.diagnostics.iter().map(|fault| fault.code).collect();
    assert_eq!(codes.len(), 12, "{codes:?}");
}

#[test]
fn codes_are_kebab_case_and_places_lie_within_the_file() {
    for file in files("toml") {
        let loaded = load(&file);
        for fault in &loaded.diagnostics {
            let kebab = |c: char| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit();
            assert!(fault.code.chars().all(kebab), "{}", fault.code);
            assert!(!fault.labels.is_empty(), "{}: {} has no place", file.display(), fault.message);
            for label in &fault.labels {
                let text = loaded.source.text();
                assert!(text.get(label.span.range()).is_some(), "{}: {fault:?}", file.display());
            }
        }
    }
}

/// What the faults of `syntax/places.toml` point at, through escapes, line ends and joins.
#[test]
fn faults_in_equations_point_at_the_words_of_the_file() {
    let loaded = load(&folder().join("syntax/places.toml"));
    let words: Vec<_> = loaded
        .diagnostics
        .iter()
        .map(|fault| &loaded.source.text()[fault.span().range()])
        .collect();
    for word in [r"\u0078", "q", "missing"] {
        assert!(words.contains(&word), "{word} is not among {words:?}");
    }
}

const SOUND: &str = r#"
format = 1
title = "Sound"
[given]
X = [[1, 0, -1], [0.5, 1, 0]]
y = [1, 0, 1]
w = { shape = [1, "rows(X)"], integers = [-2, 2], nonzero = true }
b = { range = [-1, 1], decimals = 1 }
m = "cols(X)"
[model]
forward = """
z = w @ X + b
L = sum((z - y)^2) / m
"""
require = ["abs(L) < 100"]
[[question]]
kind = "gradient"
wrt = "w"
entries = [[0, 1]]
hints = ["one", { text = "two", cost = 0.5 }]
[[question.mistake]]
when = "grad(L, w) * m"
say = "The mean was left out."
[[question]]
kind = "shape"
wrt = "w"
[[question]]
kind = "choice"
prompt = "Which?"
options = ["a", "b"]
correct = [1]
[[test]]
seed = 3
answers = { "dL/dw" = "grad", dw = [1, 2] }
expect = { "dL/dw" = "wrong" }
"#;

#[test]
fn a_sound_file_has_no_fault() {
    let source = Source::new("sound.toml", SOUND);
    let (exercise, faults) = Exercise::read(&source, "sound");
    assert_eq!(report::report(&source, &faults, false), "");
    let ids: Vec<_> = exercise.unwrap().questions.into_iter().map(|question| question.id).collect();
    assert_eq!(ids, ["dL/dw", "shape(dL/dw)", "choice"]);
}

fn read_without_a_panic(bytes: &[u8]) {
    let loaded = Loaded::read("any.toml", bytes, "any");
    let text = report::report(&loaded.source, &loaded.diagnostics, false);
    let json = report::json(&loaded.source, &loaded.diagnostics);
    assert_eq!(json.len(), loaded.diagnostics.len());
    assert_eq!(loaded.exercise.is_none(), loaded.diagnostics.iter().any(Diagnostic::is_error));
    assert_eq!(text.is_empty(), loaded.diagnostics.is_empty());
}

proptest! {
    #[test]
    fn any_bytes_give_an_exercise_or_faults(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read_without_a_panic(&bytes);
    }

    #[test]
    fn any_text_gives_an_exercise_or_faults(text in "[a-zA-Z0-9 =\\[\\]{}\"'\\\\\n.,#+*@^()_ŷ\u{202e}-]{0,200}") {
        read_without_a_panic(text.as_bytes());
    }

    #[test]
    fn a_damaged_file_gives_an_exercise_or_faults(
        at in 0..SOUND.len(), length in 0..40_usize, put in "[ -~\n]{0,8}",
    ) {
        let end = (at + length).min(SOUND.len());
        read_without_a_panic(format!("{}{put}{}", &SOUND[..at], &SOUND[end..]).as_bytes());
    }

    #[test]
    fn a_file_with_lines_left_out_gives_an_exercise_or_faults(
        kept in proptest::collection::vec(proptest::bool::weighted(0.85), SOUND.lines().count()),
    ) {
        let lines = SOUND.lines().zip(kept).filter(|(_, kept)| *kept).map(|(line, _)| line);
        read_without_a_panic(lines.collect::<Vec<_>>().join("\n").as_bytes());
    }
}
