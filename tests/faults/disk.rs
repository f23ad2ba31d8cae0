//! Disks that are full or cannot be written. A limit on the size of files stands for the full
//! disk: no test has one of its own.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Output;

use gradus::progress::store::Store;

use crate::folder::Folder;
use crate::terminal::{PROGRAM, Terminal};
use crate::{EXERCISE, gradus, lesson, shelled, text};

/// No file may grow beyond half a KiB.
const FULL: &str = "ulimit -f 1";

fn failed(output: &Output, said: &[&str]) {
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    for said in said {
        assert!(errors.contains(said), "{errors}");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let found = fs::read_dir(folder).expect("the folder is there");
    let name = |found: std::io::Result<fs::DirEntry>| {
        found.expect("it can be read").file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = found.map(name).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = Folder::new();
    let (sheet, new) = (folder.path().join("sheet.html"), folder.path().join("new.toml"));
    fs::write(&sheet, "the sheet of last year").expect("it can be written");
    let shown = sheet.display().to_string();
    let export = ["export", "html", "two-layer-nonlinear/02", "-o", &shown];
    failed(&shelled(FULL, &export).output().expect("it ends"), &[&shown, "cannot be written"]);
    assert_eq!(fs::read_to_string(&sheet).expect("it is kept"), "the sheet of last year");
    let shown = new.display().to_string();
    let begin = ["new", &shown];
    failed(&shelled(FULL, &begin).output().expect("it ends"), &[&shown, "cannot be written"]);
    assert_eq!(names(folder.path()), ["sheet.html"], "no part of a file is left");

    for arguments in [&export[..], &begin] {
        assert!(gradus(arguments).output().expect("it ends").status.success());
    }
    assert!(fs::read_to_string(&sheet).expect("it is there").ends_with("</html>\n"));
    // What is no file is written as it is.
    let there = gradus(&["export", "html", "two-layer-nonlinear/02", "-o", "/dev/stdout"]);
    let there = { there }.output().expect("it ends");
    assert!(text(&there.stdout).contains("</html>"), "{}", text(&there.stderr));
}

#[test]
fn a_class_that_found_no_room_is_graded_on_when_there_is_some() {
    let folder = Folder::new();
    let sheets = folder.path().join("sheets.jsonl");
    let lines = (0..200).fold(String::new(), |mut lines, learner| {
        let answers = format!("{{\"Z\": \"{learner}\"}}");
        writeln!(lines, "{{\"learner\": \"{learner}\", \"answers\": {answers}}}").expect("it can");
        lines
    });
    fs::write(&sheets, lines).expect("it can be written");
    let (sheets, out) = (sheets.display().to_string(), folder.path().join("out"));
    let (shown, whole) = (out.display().to_string(), folder.path().join("whole"));
    let exercise = "two-layer-nonlinear/01";
    let grade = ["grade", exercise, "--jobs", "1", "--submissions", &sheets, "--out"];
    let arguments = [&grade[..], &[&shown]].concat();
    // The first that fails is the file of verdicts, then the table, then the verdicts themselves.
    for blocks in ["1", "60", "200"] {
        let output = shelled(&format!("ulimit -f {blocks}"), &arguments).output();
        failed(&output.expect("it ends"), &[&shown, "cannot be written", "too large"]);
    }
    let resumed = gradus(&arguments).output().expect("it ends");
    assert_eq!(resumed.status.code(), Some(0), "{}", text(&resumed.stderr));
    let other = whole.display().to_string();
    let at_once = gradus(&[&grade[..], &[&other]].concat()).output().expect("it ends");
    assert_eq!(at_once.status.code(), Some(0), "{}", text(&at_once.stderr));
    for file in ["grades.csv", "verdicts.jsonl"] {
        let [here, there] =
            [&out, &whole].map(|folder| fs::read(folder.join(file)).expect("it is there"));
        assert_eq!(text(&here), text(&there), "{file}");
    }
}

/// Practises where no file may grow beyond so many blocks; nothing that is typed is in the way.
fn practise(folder: &Path, blocks: u32) {
    let data = folder.display().to_string();
    let script = format!("ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let arguments = ["-c", &script, PROGRAM, EXERCISE];
    let mut tutor = Terminal::open(Path::new("/bin/sh"), &arguments, &[("GRADUS_DATA", &data)]);
    tutor.wait("Question 1 of");
    tutor.send("900000");
    tutor.wait("900000");
    tutor.send("\r");
    tutor.wait("Not right");
    tutor.wait("! nothing can be kept in");
    tutor.wait("limit is");
    tutor.send("\x15123");
    tutor.wait("123");
    tutor.send("\x11");
    assert!(tutor.end().success());
    tutor.wait("warning: nothing can be kept in");
    tutor.expect_no_panic();
}

#[test]
fn practice_goes_on_while_nothing_can_be_kept() {
    let folder = Folder::new();
    // From the first byte on.
    practise(folder.path(), 0);
    // What was kept before stays, and is whole.
    lesson(folder.path(), "800000\n");
    let attempts = || {
        let (store, trouble) = Store::open(folder.path());
        assert_eq!((trouble, store.faults()), (None, Ok(Vec::new())));
        let typed = store.attempts().expect("it can be read").into_iter().map(|one| one.typed);
        typed.collect::<Vec<_>>()
    };
    assert_eq!(attempts(), ["{\"text\":\"800000\"}"]);
    for blocks in [1, 16] {
        practise(folder.path(), blocks);
        assert_eq!(attempts(), ["{\"text\":\"800000\"}"], "{blocks} blocks");
    }
    let once_more = lesson(folder.path(), "700000\n");
    assert!(!once_more.contains("nothing can be kept"), "{once_more}");
    assert_eq!(attempts().len(), 2);
}

#[test]
fn what_was_held_is_written_once_there_is_a_place_for_it() {
    let folder = Folder::new();
    let blocked = folder.path().join("data");
    fs::write(&blocked, "a file where the folder should be").expect("it can be written");
    let data = blocked.display().to_string();
    let mut tutor = Terminal::open(Path::new(PROGRAM), &[EXERCISE], &[("GRADUS_DATA", &data)]);
    tutor.wait("! nothing can be kept in");
    tutor.wait("--data names another folder");
    for number in ["800000", "700000"] {
        tutor.send(&format!("\x15{number}"));
        tutor.wait(number);
        tutor.send("\r");
        tutor.wait("Not right");
    }
    fs::remove_file(&blocked).expect("it can be removed");
    tutor.send("\x15600000");
    tutor.wait("600000");
    tutor.send("\r");
    tutor.until("nothing is in the way", |tutor| !tutor.contents().contains("nothing can be"));
    tutor.send("\x11");
    assert!(tutor.end().success());
    let (store, trouble) = Store::open(&blocked);
    assert_eq!(trouble, None);
    let typed: Vec<String> =
        store.attempts().expect("it can be read").into_iter().map(|one| one.typed).collect();
    let wanted = ["800000", "700000", "600000"].map(|text| format!("{{\"text\":\"{text}\"}}"));
    assert_eq!(typed, wanted, "in order, each once");
}

#[test]
fn an_exam_is_not_begun_where_it_cannot_be_kept() {
    let folder = Folder::new();
    let exam = ["exam", "--plain", "--questions", "2"];
    for (prepare, data) in [("true", Path::new("/dev/null/gradus")), (FULL, folder.path())] {
        let output = shelled(prepare, &exam).env("GRADUS_DATA", data).output().expect("it ends");
        failed(&output, &["error: an exam has to be kept: nothing can be kept in"]);
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn an_exam_goes_on_while_nothing_can_be_kept() {
    let folder = Folder::new();
    let data = folder.path().display().to_string();
    let variables = [("GRADUS_DATA", data.as_str())];
    let script = "ulimit -f 256; exec \"$0\" \"$@\"";
    let begin = ["exam", "tests/exams/pack/exams/seen.toml", "--seed", "7"];
    let arguments = [&["-c", script, PROGRAM][..], &begin].concat();
    let mut exam = Terminal::open(Path::new("/bin/sh"), &arguments, &variables);
    exam.wait("Question 1 of");
    // Every key that is kept takes some room, until there is none left.
    let mut number = 10;
    while !exam.contents().contains("nothing can be kept in") {
        number += 1;
        assert!(number < 1_000, "{}", exam.contents());
        exam.send(&format!("\x15{number}"));
        exam.wait(&number.to_string());
    }
    exam.send("\x15654321");
    exam.wait("654321");
    exam.send("\x11");
    assert!(exam.end().success());
    exam.wait("warning: nothing can be kept in");
    exam.expect_no_panic();
    let (store, trouble) = Store::open(folder.path());
    assert_eq!((trouble, store.faults()), (None, Ok(Vec::new())));
    let begun = store.exams().expect("they can be read").remove(0);
    let kept = store.exam_events(&begun.id).expect("they can be read");
    assert!(kept.len() > number - 10, "every number is an event or more: {}", kept.len());
    drop(store);
    // It goes on with what was kept, and there is room again.
    for wait in ["Question 1 of", "654321"] {
        let mut exam = Terminal::open(Path::new(PROGRAM), &["exam"], &variables);
        exam.wait(wait);
        assert!(!exam.contents().contains("nothing can be kept"));
        exam.send("\x15654321");
        exam.wait("654321");
        exam.send("\x11");
        assert!(exam.end().success());
    }
}
