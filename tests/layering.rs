//! The shape of the house: which module may use which, and what every file looks like.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// The most lines of a file.
const MAX_LINES: usize = 500;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder, by its path from the root.
fn files(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for entry in entries {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).expect("files are below the root");
                let name = name.to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).expect("the file can be read"));
            }
        }
    }
    found
}

/// The modules that a file declares, in order.
fn modules(file: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).expect("the file can be read");
    let declared = text.lines().filter_map(|line| {
        let line = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub ")).unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
    });
    declared.collect()
}

/// The code of a file: its text without comments and without its tests.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The names that follow each occurrence of `prefix` in a text, also within `{ }`.
fn mentioned(text: &str, prefix: &str) -> Vec<String> {
    let name = |rest: &str| -> String {
        rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut names = Vec::new();
    for (at, _) in text.match_indices(prefix) {
        let rest = &text[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(list) => names.extend(
                list.split('}').next().unwrap_or_default().split(',').map(|one| name(one.trim())),
            ),
            None => names.push(name(rest)),
        }
    }
    names
}

/// The top module that a file belongs to; `None` for the roots.
fn module_of(file: &str) -> Option<String> {
    let name = file.strip_prefix("src/")?;
    let name = name.split('/').next()?.trim_end_matches(".rs");
    (!["lib", "main"].contains(&name)).then(|| name.to_owned())
}

/// The bands of the house, from the ground up.
const BANDS: [&[&str]; 6] = [
    &["source", "diagnostic", "markup", "nearest", "tex", "prose"],
    &["engine"],
    &["exercise"],
    &["grading", "picture"],
    &["progress", "session"],
    &["cli", "export", "tui"],
];

fn band(module: &str) -> Option<usize> {
    BANDS.iter().position(|band| band.contains(&module))
}

#[test]
fn every_module_has_its_band() {
    for module in modules("src/lib.rs") {
        assert!(band(&module).is_some(), "`{module}` stands in no band");
    }
    for file in files("src").keys() {
        let Some(module) = module_of(file) else { continue };
        assert!(band(&module).is_some(), "{file} stands in no band");
    }
}

#[test]
fn the_map_for_newcomers_shows_every_module_in_its_band() {
    let text = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).expect("it can be read");
    let map = text.split("```").nth(1).expect("the map is the first block");
    let mut drawn: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut band = 0;
    for line in map.lines() {
        let cells: Vec<&str> = line.split('│').map(str::trim).collect();
        let [_, name, modules, _, _] = cells[..] else { continue };
        match name.split_once(' ').map(|(number, _)| number.parse()) {
            Some(Ok(number)) => band = number,
            _ if name.is_empty() && modules.contains(['▲', '▼']) => continue,
            _ => {}
        }
        let is_module = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase());
        let words = modules.split_whitespace().filter(is_module).map(str::to_owned);
        drawn.entry(band).or_default().extend(words);
    }
    for (number, band) in BANDS.iter().enumerate() {
        let mut found = drawn.remove(&number).unwrap_or_default();
        let mut wanted: Vec<String> = band.iter().map(|module| (*module).to_owned()).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "band {number} of the map");
    }
    assert!(drawn.is_empty(), "{drawn:?} are no bands");
}

#[test]
fn every_band_shows_how_it_is_used() {
    let shows = |module: &&str| {
        let file = fs::read_to_string(root().join(format!("src/{module}.rs")));
        file.expect("a module has a file").lines().any(|line| line == "//! ```")
    };
    for band in BANDS {
        assert!(band.iter().any(shows), "no module of {band:?} has an example in its header");
    }
}

#[test]
fn a_band_uses_only_itself_and_lower_bands() {
    for (file, text) in files("src") {
        let Some(own) = module_of(&file).and_then(|module| band(&module)) else { continue };
        for used in mentioned(&code(&text), "crate::") {
            let Some(other) = band(&used) else { continue };
            assert!(other <= own, "{file} uses `{used}`, which stands above it");
        }
    }
}

#[test]
fn within_the_engine_a_file_uses_only_those_above_it() {
    let order = modules("src/engine.rs");
    let place = |module: &str| order.iter().position(|known| known == module);
    for (file, text) in files("src/engine") {
        let path = file.strip_prefix("src/engine/").expect("files of the engine");
        let module = path.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        let own = place(module).unwrap_or_else(|| panic!("{file} is declared in engine.rs"));
        let depth = path.matches('/').count() + 1;
        let above = "super::".repeat(depth);
        let code = code(&text);
        let used = mentioned(&code, &above).into_iter().chain(mentioned(&code, "crate::engine::"));
        for used in used {
            let Some(other) = place(&used) else { continue };
            assert!(other <= own, "engine/{module} uses `{used}`, which stands below it");
        }
    }
}

#[test]
fn only_the_tutor_names_the_terminal() {
    for (file, text) in files("src") {
        let tutor = file == "src/tui.rs" || file.starts_with("src/tui/");
        for library in ["ratatui", "crossterm"] {
            let named = !mentioned(&code(&text), &format!("{library}::")).is_empty();
            assert!(tutor || !named, "{file} names {library}");
        }
    }
}

#[test]
fn only_the_store_names_the_database() {
    for (file, text) in files("src") {
        let store = file.starts_with("src/progress/store");
        let named = !mentioned(&code(&text), "rusqlite::").is_empty();
        assert!(store || !named, "{file} names the database");
    }
}

#[test]
fn below_the_interfaces_nothing_reads_a_clock_a_file_or_the_environment() {
    for (file, text) in files("src") {
        let Some(own) = module_of(&file).and_then(|module| band(&module)) else { continue };
        let handed_a_path =
            file.starts_with("src/exercise/library") || file.starts_with("src/progress/store");
        if own == BANDS.len() - 1 || handed_a_path {
            continue;
        }
        let code = code(&text);
        for outside in ["std::fs", "std::env", "std::time", "std::io", "std::net", "std::process"] {
            assert!(!code.contains(outside), "{file} uses {outside}");
        }
    }
}

/// The files that start another program, and which.
const PROGRAMS: [(&str, &str); 1] = [("src/export/pdf.rs", "const PROGRAM: &str = \"typst\";")];

#[test]
fn only_an_export_starts_another_program() {
    for (file, text) in files("src") {
        let code = code(&text);
        let starts = ["process::Command", "Command::new(", ".spawn()", "CommandExt", "posix_spawn"]
            .iter()
            .any(|word| code.contains(word));
        match PROGRAMS.iter().find(|(known, _)| *known == file) {
            Some((_, program)) => {
                assert!(starts && code.contains(program), "{file} starts what it is allowed to");
                assert!(code.contains("Command::new(PROGRAM)") && !code.contains("\"sh\""));
            }
            None => assert!(!starts, "{file} starts another program"),
        }
    }
}

#[test]
fn nothing_opens_a_connection() {
    for (file, text) in files("src") {
        let code = code(&text);
        for word in ["std::net", "TcpStream", "UdpSocket", "UnixStream", "reqwest", "ureq"] {
            assert!(!code.contains(word), "{file} has {word}");
        }
    }
}

#[test]
fn the_witness_knows_no_derivative() {
    let text = fs::read_to_string(root().join("src/engine/witness.rs")).expect("the file is there");
    for word in ["backward", "gradients", "simplify"] {
        assert!(!code(&text).contains(word), "witness.rs mentions {word}");
    }
}

#[test]
fn every_file_opens_with_its_purpose_and_is_short() {
    let all = files("src").into_iter().chain(files("tests")).chain(files("benches"));
    for (file, text) in all {
        assert!(text.starts_with("//! "), "{file} does not open with its purpose");
        let lines = text.lines().count();
        assert!(lines <= MAX_LINES, "{file} has {lines} lines");
        assert!(!file.ends_with("/mod.rs"), "{file}: a module's file stands beside its folder");
    }
}
