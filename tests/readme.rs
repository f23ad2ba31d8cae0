//! What the README and the documents show is what the program does.
//!
//! - In a block marked `console` every `$ gradus …` is run, and what stands below it has to be
//!   what it prints; a line `…` stands for any lines.
//! - A block marked `toml` that begins with `# name.toml` is a file for the commands of its
//!   document; one that begins with `format = 1` has to be a sound exercise or exam.
//! - In a block marked `equations` every line has to read; where a comment follows, that is the
//!   value, or after `error:` a part of the report.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::CommandFactory as _;
use gradus::cli::Arguments;
use gradus::engine::op::FUNCTIONS;
use gradus::engine::{Program, calculate};
use gradus::exercise::library::exams::{self, LoadedExam, Shelf};
use gradus::exercise::library::{Library, Loaded};

/// Files that are there only once somebody has followed a worked example.
const EXAMPLES: [&str; 1] = ["tests/screens/shapes.scene"];

/// A fenced block of a document.
struct Block {
    document: String,
    line: usize,
    language: String,
    text: String,
}

impl Block {
    fn place(&self) -> String {
        format!("{}:{}", self.document, self.line)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The documents by their paths below the root, and their texts.
fn documents() -> Vec<(String, String)> {
    let mut paths = vec![PathBuf::from("README.md"), PathBuf::from("CHANGELOG.md")];
    for entry in fs::read_dir(root().join("docs")).expect("the folder can be listed") {
        let entry = entry.expect("the folder can be listed");
        if entry.file_type().expect("the folder can be listed").is_file() {
            paths.push(Path::new("docs").join(entry.file_name()));
        }
    }
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(root().join(&path)).expect("the document can be read");
        (path.display().to_string().replace('\\', "/"), text)
    };
    paths.into_iter().map(read).collect()
}

fn blocks(language: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (document, text) in documents() {
        let mut open: Option<Block> = None;
        for (index, line) in text.lines().enumerate() {
            match (line.strip_prefix("```"), &mut open) {
                (Some(language), None) => {
                    let (document, language) = (document.clone(), language.trim().to_owned());
                    open = Some(Block { document, line: index + 1, language, text: String::new() });
                }
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (None, Some(block)) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{document} has a block that is not closed");
    }
    blocks.retain(|block| block.language == language);
    blocks
}

/// Whether a text is as shown, where a line `…` stands for any lines.
fn matches(shown: &[&str], found: &[&str]) -> bool {
    match shown.split_first() {
        None => found.is_empty(),
        Some((&"…", rest)) => (0..=found.len()).any(|skipped| matches(rest, &found[skipped..])),
        Some((line, rest)) => found.first() == Some(line) && matches(rest, &found[1..]),
    }
}

/// The lines of a text without the blanks at their ends and without empty lines at its end.
fn lines(text: &str) -> Vec<&str> {
    text.trim_end().lines().map(str::trim_end).collect()
}

fn is_toml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "toml")
}

/// A folder with the files that a document shows.
fn folder_of(document: &str) -> PathBuf {
    let name = document.replace(['/', '.'], "-");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // What an earlier run wrote must not stand in the way of this one.
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
    fs::create_dir_all(&folder).expect("the folder can be made");
    for block in blocks("toml").iter().filter(|block| block.document == document) {
        let first = block.text.lines().next().unwrap_or_default();
        if let Some(name) = first.strip_prefix("# ").filter(|name| is_toml(name)) {
            fs::write(folder.join(name), &block.text).expect("the file can be written");
        }
    }
    folder
}

#[test]
fn commands_print_what_is_shown() {
    let mut run = 0;
    for block in blocks("console") {
        let folder = folder_of(&block.document);
        let mut parts = block.text.split("$ ");
        assert_eq!(parts.next(), Some(""), "{} begins without a command", block.place());
        for part in parts {
            let (command, shown) = part.split_once('\n').unwrap_or((part, ""));
            let mut words = command.split_whitespace();
            assert_eq!(words.next(), Some("gradus"), "{}: {command}", block.place());
            let output = Command::new(env!("CARGO_BIN_EXE_gradus"))
                .args(words)
                .env("GRADUS_DATA", concat!(env!("CARGO_TARGET_TMPDIR"), "/nothing-kept"))
                .env("GRADUS_CONFIG", "")
                .current_dir(&folder)
                .output()
                .expect("the program runs");
            let found = [output.stdout, output.stderr].concat();
            let found = String::from_utf8(found).expect("the program prints UTF-8");
            assert!(
                matches(&lines(shown), &lines(&found)),
                "{}: `{command}` prints\n{found}",
                block.place()
            );
            run += 1;
        }
    }
    assert!(run >= 8, "only {run} commands are shown");
}

#[test]
fn shown_exercises_and_exams_are_sound() {
    let whole = |block: &Block| {
        let mut lines = block.text.lines().skip_while(|line| line.starts_with('#'));
        lines.next() == Some("format = 1") && !block.text.starts_with("# broken")
    };
    let exercises: Vec<_> = blocks("toml").into_iter().filter(whole).collect();
    assert!(exercises.len() >= 2);
    for block in exercises {
        let loaded = Loaded::read(&block.place(), block.text.as_bytes(), "shown");
        if exams::is_exam(&loaded) {
            let exam = LoadedExam::read(loaded.source, "shown", Shelf::built_in());
            assert_eq!(exam.diagnostics, [], "{}", block.place());
            continue;
        }
        assert_eq!(loaded.diagnostics, [], "{}", block.place());
    }
}

#[test]
fn shown_equations_have_the_values_that_are_shown() {
    let mut compared = 0;
    for block in blocks("equations") {
        let mut program = Program::new();
        for line in block.text.lines() {
            let place = format!("{}: {line}", block.place());
            let (equation, comment) = line.split_once('#').unwrap_or((line, ""));
            let faults = program.read(equation);
            if let Some(part) = comment.trim().strip_prefix("error: ") {
                let said = |text: &str| text.contains(part.trim());
                let named = faults
                    .iter()
                    .any(|fault| said(&fault.message) || fault.help.as_deref().is_some_and(said));
                assert!(named, "{place}: {faults:?}");
            } else {
                assert_eq!(faults, [], "{place}");
                let name = equation.split('=').next().unwrap_or_default().trim();
                if let (Some(node), false) = (program.node(name), comment.trim().is_empty()) {
                    let found = program.evaluate(&[], &[node]).remove(0);
                    let shown = calculate(comment).expect("a comment is a value");
                    assert_eq!(found.shape(), shown.shape(), "{place}");
                    let pairs = found.data().iter().zip(shown.data());
                    for (found, shown) in pairs {
                        let same = (found - shown).abs() <= 1e-9 || found == shown;
                        assert!(same || found.is_nan() && shown.is_nan(), "{place}: {found}");
                    }
                    compared += 1;
                }
            }
        }
    }
    assert!(compared >= 12, "only {compared} values are shown");
}

#[test]
fn every_function_is_documented_and_no_other() {
    let text = fs::read_to_string(root().join("docs/equations.md")).expect("it can be read");
    let table = text.split("## Functions").nth(1).and_then(|rest| rest.split("\n## ").next());
    let table = table.expect("there is a section of functions");
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let mut documented: Vec<_> = rows
        .map(|row| {
            let usage = row.split('`').nth(1).expect("a row begins with the function");
            usage.split('(').next().expect("a call has a name").to_owned()
        })
        .collect();
    let mut there: Vec<_> = FUNCTIONS.iter().map(|function| function.name.to_owned()).collect();
    documented.sort();
    there.sort();
    assert_eq!(documented, there);
}

#[test]
fn the_first_screen_has_the_two_commands() {
    let readme = fs::read_to_string(root().join("README.md")).expect("it can be read");
    let screen: Vec<_> = readme.lines().take(24).collect();
    for command in ["cargo run --release", "cargo test"] {
        assert!(screen.contains(&command), "the first screen does not show `{command}`");
    }
    // Rounded down, so that a new exercise is a new file and nothing else.
    let count = Library::built_in().entries().len();
    let told = format!(" more than {} exercises", (count - 1) / 10 * 10);
    assert!(screen.iter().any(|line| line.contains(&told)), "there are {count} exercises");
}

#[test]
fn the_index_names_every_document() {
    let index = fs::read_to_string(root().join("docs/README.md")).expect("it can be read");
    for (document, _) in documents() {
        let Some(name) = document.strip_prefix("docs/").filter(|name| *name != "README.md") else {
            continue;
        };
        if Path::new(name).extension().is_some_and(|extension| extension == "md") {
            assert!(index.contains(&format!("]({name})")), "the index does not name {name}");
        }
    }
}

#[test]
fn links_within_the_repository_lead_somewhere() {
    let mut followed = 0;
    for (document, text) in documents() {
        let folder = root().join(&document);
        let folder = folder.parent().expect("a document lies in a folder");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !link.contains("://") && !link.starts_with('#') {
                let path = link.split('#').next().unwrap_or_default();
                assert!(folder.join(path).exists(), "{document} links to {link}");
                followed += 1;
            }
        }
    }
    assert!(followed >= 5);
}

#[test]
fn paths_of_the_repository_that_are_named_are_there() {
    let mut named = 0;
    for (document, text) in documents() {
        // What has changed may have gone.
        if document == "CHANGELOG.md" {
            continue;
        }
        for word in text.split('`').skip(1).step_by(2) {
            let roots = ["src/", "tests/", "docs/", "benches/", "templates/", "fuzz/", ".ci/"];
            let is_path = roots.iter().any(|root| word.starts_with(root))
                && word.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
            let is_made = word.contains("/target/");
            if is_path && !is_made && !EXAMPLES.contains(&word) {
                assert!(root().join(word).exists(), "{document} names `{word}`");
                named += 1;
            }
        }
    }
    assert!(named >= 50, "only {named} paths are named");
}

/// The recipes of the `justfile`: their names, what they need, their commands.
fn recipes() -> Vec<(String, Vec<String>, Vec<String>)> {
    let text = fs::read_to_string(root().join("justfile")).expect("it can be read");
    let mut recipes: Vec<(String, Vec<String>, Vec<String>)> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '['])) {
        if let Some(command) = line.strip_prefix("    ") {
            let (_, _, commands) = recipes.last_mut().expect("a command stands in a recipe");
            commands.push(command.trim_start_matches('@').to_owned());
        } else {
            let (name, needs) = line.split_once(':').expect("a recipe has a colon");
            let needs = needs.split_whitespace().map(str::to_owned).collect();
            recipes.push((name.to_owned(), needs, Vec::new()));
        }
    }
    recipes
}

#[test]
fn every_recipe_names_what_is_there() {
    let recipes = recipes();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("it can be read");
    for (name, needs, commands) in &recipes {
        for need in needs {
            assert!(recipes.iter().any(|(known, _, _)| known == need), "{name} needs {need}");
        }
        for command in commands {
            let mut words = command.split_whitespace().skip_while(|word| word.contains('='));
            let program = words.next().expect("a command has a program");
            let words: Vec<&str> = words.collect();
            match program {
                "cargo" | "python3" | "mkdir" | "git" | "just" => {}
                "target/release/gradus" => {
                    let known = Arguments::command().find_subcommand(words[0]).is_some();
                    assert!(known, "{name}: {command}");
                }
                script => assert!(root().join(script).is_file(), "{name}: {command}"),
            }
            for pair in words.windows(2) {
                let is_there = match pair[0] {
                    "--test" => root().join(format!("tests/{}.rs", pair[1])).is_file(),
                    "--bench" => manifest.contains(&format!("name = \"{}\"", pair[1])),
                    _ => true,
                };
                assert!(is_there, "{name}: {command}");
            }
            let paths =
                words.iter().filter(|word| word.contains('/') && !word.starts_with("target/"));
            for path in paths {
                assert!(root().join(path).exists(), "{name}: {command} names {path}");
            }
        }
    }
}

#[test]
fn every_command_for_developers_is_one_of_a_recipe() {
    let recipes = recipes();
    let commands: Vec<&String> = recipes.iter().flat_map(|(_, _, commands)| commands).collect();
    let readme = fs::read_to_string(root().join("README.md")).expect("it can be read");
    let part = readme.split("## For developers").nth(1).expect("there is a part for developers");
    let blocks = part.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut found = 0;
    for line in blocks.flat_map(str::lines) {
        assert!(commands.iter().any(|command| *command == line), "no recipe does `{line}`");
        found += 1;
    }
    assert!(found >= 15, "only {found} commands are shown");
}

#[test]
fn elisions_stand_for_any_lines_and_for_nothing_else() {
    assert!(matches(&["a", "…", "d"], &["a", "b", "c", "d"]));
    assert!(matches(&["a", "…", "d"], &["a", "d"]));
    assert!(!matches(&["a", "…", "d"], &["a", "b"]));
    assert!(!matches(&["a"], &["a", "b"]));
    assert!(!matches(&["a", "b"], &["a"]));
}
