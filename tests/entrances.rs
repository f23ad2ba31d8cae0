//! What fuzzers begin with and what they found, at every entrance.
//!
//! `fuzz/corpus/ENTRANCE` holds what is sound, `tests/entrances/finds/ENTRANCE` what once broke
//! something. To fuzz, see the developers' part of README.

#[path = "entrances/checks.rs"]
mod checks;

use std::fs;
use std::path::{Path, PathBuf};

/// The files of a folder, in order; none if there is no folder.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> =
        entries.map(|entry| entry.expect("the folder can be listed").path()).collect();
    files.sort();
    files
}

fn check(entrance: &str) {
    let (_, check) = checks::ALL.iter().find(|(name, _)| *name == entrance).expect("it is one");
    let seeds = files(&format!("fuzz/corpus/{entrance}"));
    assert!(seeds.len() >= 5, "{entrance} has {} seeds", seeds.len());
    for file in seeds.into_iter().chain(files(&format!("tests/entrances/finds/{entrance}"))) {
        println!("{}", file.display());
        check(&fs::read(&file).expect("it can be read"));
    }
}

#[test]
fn answers_are_read_or_refused() {
    check("answers");
}

#[test]
fn arrays_are_read_or_refused() {
    check("arrays");
}

#[test]
fn equations_are_read_or_refused() {
    check("equations");
}

#[test]
fn exercises_are_read_or_refused() {
    check("exercises");
}

#[test]
fn keys_lose_nothing() {
    check("keys");
}

#[test]
fn pastes_are_read_or_refused() {
    check("pastes");
}

#[test]
fn settings_are_read_or_refused() {
    check("settings");
}

#[test]
fn every_line_has_its_verdict() {
    check("submissions");
}

/// Every entrance has a target of its own, and what it begins with is small.
#[test]
fn every_entrance_is_fuzzed() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml");
    let manifest = fs::read_to_string(manifest).expect("it can be read");
    let mut size = 0;
    for (entrance, _) in checks::ALL {
        assert!(manifest.contains(&format!("name = \"{entrance}\"")), "{entrance} has no target");
        let seeds = files(&format!("fuzz/corpus/{entrance}"));
        size += seeds.iter().map(|file| file.metadata().expect("it is there").len()).sum::<u64>();
    }
    assert!(size < 1 << 20, "{size} bytes");
}
