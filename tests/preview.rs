//! An exercise previewed in a pseudo-terminal while its author saves it.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[path = "support/folder.rs"]
mod folder;
#[path = "support/terminal.rs"]
mod terminal;

use terminal::{PROGRAM, Terminal};

/// From a save to the screen, at most.
const SOON: Duration = Duration::from_millis(100);

/// An exercise with a title.
fn exercise(title: &str) -> String {
    format!(
        "format = 1\ntitle = \"{title}\"\nlevel = 1\nconventions = \"L = w²\"\n\
         [given]\nw = {{ integers = [2, 9] }}\nx = [1, 2, 4]\n\
         [model]\nforward = \"\"\"\nz = w * x\nL = sum(z^2)\n\"\"\"\n\
         [[question]]\nkind = \"gradient\"\nwrt = \"w\"\n\
         [[question]]\nkind = \"gradient\"\nwrt = \"x\"\n"
    )
}

/// A folder of its own with an exercise in it.
fn written(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
    fs::create_dir_all(&folder).expect("the folder can be made");
    let file = folder.join("mine.toml");
    fs::write(&file, text).expect("it can be written");
    file
}

fn preview(file: &Path) -> Terminal {
    let file = file.display().to_string();
    Terminal::open(Path::new(PROGRAM), &["preview", &file], &[])
}

/// Saves as editors do: a new file in the place of the old one.
fn save_anew(file: &Path, text: &str) {
    let other = file.with_extension("new");
    fs::write(&other, text).expect("it can be written");
    fs::rename(other, file).expect("it can be renamed");
}

#[test]
fn what_is_saved_is_on_the_screen_soon() {
    let file = written("preview-soon", &exercise("Version 0"));
    let mut tutor = preview(&file);
    tutor.wait("Version 0");
    let mut times = Vec::new();
    for version in 1..=20 {
        let title = format!("Version {version}.");
        let text = exercise(&title);
        let begin = Instant::now();
        if version % 2 == 0 {
            fs::write(&file, text).expect("it can be written");
        } else {
            save_anew(&file, &text);
        }
        tutor.wait(&title);
        times.push(begin.elapsed());
    }
    times.sort();
    println!("from a save to the screen: median {:?}, longest {:?}", times[10], times[19]);
    // Other work on the machine may delay any one of them.
    assert!(times[0] <= SOON, "{times:?}");
    tutor.send("\x11");
    assert!(tutor.end().success());
}

#[test]
fn the_key_stands_beside_and_another_seed_is_a_key_away() {
    let mut tutor = preview(&written("preview-key", &exercise("Keys")));
    let key = |seed: u64| {
        let arguments = ["solve", "mine.toml", "--seed", &seed.to_string(), "--format", "json"];
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("preview-key");
        let output = Command::new(PROGRAM).args(arguments).current_dir(folder).output();
        let text = output.expect("it runs").stdout;
        let object: serde_json::Value = serde_json::from_slice(&text).expect("it is JSON");
        format!("= {}", object["questions"][0]["answer"]["data"])
    };
    tutor.wait("Key");
    for (keys, seed) in [("", 0), ("\x1b[13~", 1), ("\x1b[13~", 2), ("\x1bOS", 1)] {
        tutor.send(keys);
        tutor.wait(&format!("variant {seed}"));
        let key = key(seed);
        tutor.until(&key, |tutor| tutor.contents().contains(&key));
    }
    tutor.send("\x1b");
    tutor.wait("n next");
    tutor.send("v");
    tutor.wait("variant 2");
    tutor.send("q");
    assert!(tutor.end().success(), "there is nowhere else to go");
}

#[test]
fn a_version_with_errors_is_reported_and_the_last_sound_one_stays() {
    let file = written("preview-errors", &exercise("Sound"));
    let mut tutor = preview(&file);
    tutor.wait("Sound");
    tutor.send("\x1b[13~");
    tutor.wait("variant 1");
    tutor.send("12");
    tutor.wait("= 12");
    fs::write(&file, exercise("Broken").replace("level", "levle")).expect("it can be written");
    for text in ["line 3, column 1", "no key `levle`", "did you mean `level`?", "variant 1"] {
        tutor.wait(text);
    }
    assert!(tutor.contents().contains("Sound") && !tutor.contents().contains("Broken"));
    // Typing goes on, and stays when the file is mended.
    tutor.send("3");
    tutor.wait("123");
    save_anew(&file, &exercise("Mended"));
    tutor.wait("Mended");
    tutor.until("the report is gone", |tutor| !tutor.contents().contains("levle"));
    assert!(tutor.contents().contains("variant 1") && tutor.contents().contains("123"));
    fs::remove_file(&file).expect("it is there");
    tutor.wait("cannot be read");
    fs::write(&file, exercise("Back again")).expect("it can be written");
    tutor.wait("Back again");
    tutor.send("\x11");
    assert!(tutor.end().success());
}

#[test]
fn a_file_that_is_broken_from_the_first_is_shown_once_it_is_sound() {
    let file = written("preview-broken", "format = 1\n");
    let mut tutor = preview(&file);
    tutor.wait("needs the key `title`");
    fs::write(&file, exercise("Sound at last")).expect("it can be written");
    tutor.wait("Sound at last");
    tutor.send("\x11");
    assert!(tutor.end().success());
}

#[test]
fn what_cannot_be_previewed_is_said() {
    let file = written("preview-refused", &exercise("Sound"));
    let folder = file.parent().expect("it lies in a folder");
    for (target, said) in [
        ("mine.toml", "`gradus check --watch` does not"),
        ("none.toml", "`gradus new` writes one"),
        (".", "is no exercise file"),
    ] {
        let mut command = Command::new(PROGRAM);
        command.args(["preview", target]).current_dir(folder).stdin(Stdio::null());
        let output = command.output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(errors.contains(said), "{target}: {errors}");
    }
}

#[test]
fn check_goes_on_while_it_watches() {
    let file = written("watch", &exercise("Sound"));
    let file_name = file.display().to_string();
    let arguments = ["check", &file_name, "--watch", "--seeds", "40"];
    let mut checks = Terminal::open(Path::new(PROGRAM), &arguments, &[]);
    checks.wait("1 file, 0 errors");
    checks.wait("Ctrl-C ends it");
    fs::write(&file, exercise("Broken").replace("level", "levle")).expect("it can be written");
    checks.wait("no key `levle`");
    checks.wait("1 file, 1 error");
    save_anew(&file, &exercise("Mended"));
    checks.until("all is well again", |checks| {
        checks.contents().matches("1 file, 0 errors").count() == 2
    });
    let bytes = checks.screen.lock().expect("nobody panicked").bytes.clone();
    let written = String::from_utf8_lossy(&bytes).into_owned();
    assert!(written.contains("Looking at variants"), "a terminal gets a bar: {written}");
    checks.send("\x03");
    checks.until("it ends", |checks| checks.child.try_wait().is_ok_and(|end| end.is_some()));
    let mut quiet = Command::new(PROGRAM);
    let output = quiet.args(["check", &file_name]).output().expect("it runs");
    assert!(output.stderr.is_empty(), "a pipe gets none");
}
