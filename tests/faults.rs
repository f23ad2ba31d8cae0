//! What goes wrong outside the program: streams that are closed or full, disks, signals, tiny
//! terminals, clocks, other versions. docs/faults.md says what happens then; each of its rows
//! names the test here that holds it.
#![cfg(unix)]

#[path = "support/attempts.rs"]
mod attempts;
#[path = "faults/disk.rs"]
mod disk;
#[path = "faults/environment.rs"]
mod environment;
#[path = "support/folder.rs"]
mod folder;
#[path = "faults/memory.rs"]
mod memory;
#[path = "faults/signals.rs"]
mod signals;
#[path = "faults/streams.rs"]
mod streams;
#[path = "support/terminal.rs"]
mod terminal;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// An exercise with a line to answer; an answer of 900000 to its first question is wrong.
const EXERCISE: &str = "exercises/10-scalar-operations/01-product.toml";

/// The program with an environment of its own.
fn gradus(arguments: &[&str]) -> Command {
    set_up(Command::new(terminal::PROGRAM), arguments)
}

/// The program, started by a shell that prepares its surroundings first.
fn shelled(prepare: &str, arguments: &[&str]) -> Command {
    let script = format!("{prepare}; exec \"$0\" \"$@\"");
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &script, terminal::PROGRAM]);
    set_up(command, arguments)
}

fn set_up(mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in ["LC_ALL", "LC_CTYPE", "NO_COLOR", "TERM"] {
        command.env_remove(name);
    }
    // Below a file there is no folder: where a test does not say otherwise, nothing is kept.
    command.env("LANG", "C.UTF-8").env("GRADUS_DATA", "/dev/null/gradus").env("GRADUS_CONFIG", "");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What becomes of a program to which lines are typed.
fn typed(command: &mut Command, lines: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the program starts");
    let mut keyboard = child.stdin.take().expect("it is piped");
    // It may end before it has read everything.
    let _ = keyboard.write_all(lines.as_bytes());
    drop(keyboard);
    child.wait_with_output().expect("the program ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The lines that the tutor in lines says of an exercise.
fn lesson(data: &Path, lines: &str) -> String {
    let output = typed(gradus(&["--plain", EXERCISE]).env("GRADUS_DATA", data), lines);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn every_test_that_the_document_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("docs/faults.md")).expect("it is there");
    let mut sources = String::new();
    let mut folders = vec![root.join("src"), root.join("tests")];
    while let Some(folder) = folders.pop() {
        for found in fs::read_dir(folder).expect("it can be read") {
            let path = found.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&fs::read_to_string(path).expect("it can be read"));
            }
        }
    }
    let rows =
        document.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| fault"));
    let mut count = 0;
    for row in rows {
        let tests = row.trim_end_matches(" |").rsplit(" | ").next().expect("it has columns");
        for name in tests.split(", ") {
            let declared = format!("fn {}() {{", name.trim_matches('`'));
            assert!(sources.contains(&declared), "there is no test {name}");
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}
