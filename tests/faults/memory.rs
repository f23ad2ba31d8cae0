//! Several gradus at one database: of one version, and of an earlier and a later one.

use std::path::Path;

use gradus::progress::store::{FILE, LATEST, Store};
use rusqlite::Connection;

use crate::folder::Folder;
use crate::terminal::{PROGRAM, Terminal};
use crate::{EXERCISE, gradus, lesson, text};

fn connect(folder: &Path) -> Connection {
    Connection::open(folder.join(FILE)).expect("it can be opened")
}

fn version(connection: &Connection) -> i64 {
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).expect("it has one")
}

/// What was answered, however the database is.
fn answers(connection: &Connection) -> Vec<String> {
    let mut found =
        connection.prepare("SELECT typed FROM attempts ORDER BY at").expect("it is SQL");
    let rows = found.query_map([], |row| row.get(0)).expect("it can be read");
    rows.map(|row| row.expect("it is text")).collect()
}

#[test]
fn a_later_gradus_takes_the_database_over_and_the_earlier_one_stops_writing() {
    let folder = Folder::new();
    let data = folder.path().display().to_string();
    let mut tutor = Terminal::open(Path::new(PROGRAM), &[EXERCISE], &[("GRADUS_DATA", &data)]);
    tutor.wait("Question 1 of");
    tutor.send("800000");
    tutor.wait("800000");
    tutor.send("\r");
    tutor.wait("Not right");
    let later = connect(folder.path());
    later.pragma_update(None, "user_version", LATEST + 1).expect("it can be written");
    tutor.send("\x15700000");
    tutor.wait("700000");
    tutor.wait("which a later gradus");
    tutor.send("\r");
    tutor.wait("Not right");
    tutor.send("\x11");
    assert!(tutor.end().success());
    tutor.wait("warning: ");
    assert_eq!(answers(&later), ["{\"text\":\"800000\"}"]);
    assert_eq!(version(&later), LATEST + 1);
    // And one that is started then says so from the beginning, reads, and writes nothing.
    let told = lesson(folder.path(), "600000\n");
    assert!(told.contains("! ") && told.contains("which a later gradus wrote"), "{told}");
    assert!(told.contains("Not right"), "{told}");
    let progress = gradus(&["progress"]).env("GRADUS_DATA", folder.path()).output();
    let progress = progress.expect("it ends");
    assert!(text(&progress.stdout).starts_with("1 answer"), "{}", text(&progress.stdout));
    assert!(text(&progress.stderr).contains("later gradus"), "{}", text(&progress.stderr));
    let reset = gradus(&["progress", "reset", "--yes"]).env("GRADUS_DATA", folder.path()).output();
    assert_eq!(reset.expect("it ends").status.code(), Some(2));
    assert_eq!(answers(&later), ["{\"text\":\"800000\"}"]);
}

#[test]
fn a_database_of_an_earlier_gradus_is_taken_over_with_what_it_holds() {
    let folder = Folder::new();
    let earlier = connect(folder.path());
    earlier
        .execute_batch(include_str!("../../src/progress/store/schema/1.sql"))
        .expect("it is SQL");
    earlier.pragma_update(None, "user_version", 1).expect("it can be written");
    let told = lesson(folder.path(), "900000\n");
    assert!(told.contains("Not right") && !told.contains("! "), "{told}");
    assert_eq!(version(&earlier), LATEST);
    assert_eq!(answers(&earlier), ["{\"text\":\"900000\"}"]);
}

#[test]
fn two_tutors_write_at_once() {
    let folder = Folder::new();
    let data = folder.path().display().to_string();
    let open = || Terminal::open(Path::new(PROGRAM), &[EXERCISE], &[("GRADUS_DATA", &data)]);
    let mut tutors = [open(), open()];
    for round in 0..3 {
        for (tutor, number) in tutors.iter_mut().zip([700_000 + round, 800_000 + round]) {
            tutor.wait("Question 1 of");
            tutor.send(&format!("\x15{number}\r"));
        }
        for (tutor, number) in tutors.iter_mut().zip([700_000 + round, 800_000 + round]) {
            tutor.wait(&number.to_string());
            tutor.wait("Not right");
            assert!(!tutor.contents().contains("nothing can be kept"));
        }
    }
    for tutor in &mut tutors {
        tutor.send("\x11");
        assert!(tutor.end().success());
    }
    let (store, trouble) = Store::open(folder.path());
    assert_eq!((trouble, store.faults(), store.count()), (None, Ok(Vec::new()), Ok(6)));
}

#[test]
fn an_exam_that_waits_is_told_whenever_one_comes_home() {
    let folder = Folder::new();
    let data = folder.path().display().to_string();
    let mut tutor = Terminal::open(Path::new(PROGRAM), &[], &[("GRADUS_DATA", &data)]);
    tutor.wait("Exercises");
    tutor.send("\r");
    tutor.wait("Question 1 of");
    // Meanwhile one is begun in another terminal, and left.
    let exam = ["exam", "--plain", "--questions", "1", "--minutes", "30", "--seed", "7"];
    let begun = gradus(&exam).env("GRADUS_DATA", folder.path()).output().expect("it ends");
    assert!(begun.status.success(), "{}", text(&begun.stderr));
    assert!(!tutor.contents().contains("is not handed in yet"));
    tutor.send("\x1b");
    tutor.wait("Enter type");
    tutor.send("q");
    // A part of the screen may still be that of the lesson.
    tutor.until("Home tells of the exam", |tutor| {
        let screen = tutor.contents();
        screen.contains("is not handed in yet") && !screen.contains("Question 1 of")
    });
    tutor.send("\r");
    tutor.wait("Question 1 of");
    let hand_in = crate::typed(
        gradus(&["exam", "--plain"]).env("GRADUS_DATA", folder.path()),
        "hand in\nyes\nquit\n",
    );
    assert!(text(&hand_in.stdout).contains("of"), "{}", text(&hand_in.stdout));
    tutor.send("\x1b");
    tutor.wait("Enter type");
    tutor.send("q");
    tutor.wait("Exercises");
    tutor.until("it waits no longer", |tutor| !tutor.contents().contains("not handed in yet"));
    tutor.send("\x11");
    assert!(tutor.end().success());
}
