//! The store from inside: every version that there ever was, and files in every bad state.

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::grading::Verdict;
use crate::progress::{Attempt, Draft, Exam, ExamEvent, Outcome, Rating};

/// Rows as each version of the database held them; the first version is 1.
const ROWS: [&str; 2] = [include_str!("tests/1.sql"), include_str!("tests/2.sql")];

/// A folder of its own for a test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("gradus-store-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn attempt() -> Attempt {
    Attempt {
        id: String::new(),
        at: 1_700_000_000_000,
        exercise: "scalar-operations/01-square".into(),
        topic: "scalar-operations".into(),
        version: "f0".into(),
        seed: u64::MAX,
        question: "dL/dx".into(),
        kind: "gradient".into(),
        typed: "{\"text\":\"2/3\"}".into(),
        outcome: Outcome::Graded(Verdict::Wrong),
        points: 0.0,
        out_of: 2.0,
        mistakes: vec!["factor-two".into()],
        avoided: Vec::new(),
        spent: 60_000,
        hints: 1,
        tries: 0,
        rating: None,
        open: 3,
        exam: None,
        earned: 0.0,
        unsolved: 1,
    }
}

fn draft() -> Draft {
    Draft {
        exercise: "scalar-operations/01-square".into(),
        version: "f0".into(),
        seed: u64::MAX,
        question: "dL/dx".into(),
        typed: "{\"text\":\"4/3\"}".into(),
        graded: "{\"text\":\"2/3\"}".into(),
        solved: false,
        seen: false,
        hints: 1,
        tries: 1,
        best: 0.0,
        spent: 900,
        at: 1_700_000_060_000,
    }
}

#[test]
fn what_was_recorded_is_read_by_the_next_process() {
    let folder = folder("read-back");
    let first = Attempt { rating: Some(Rating::Good), exam: Some("e".into()), ..attempt() };
    let second = Attempt { at: first.at - 1, outcome: Outcome::Seen, ..attempt() };
    {
        let (mut store, trouble) = Store::open(&folder);
        assert_eq!(trouble, None);
        let id = store.record(&first, Some(&draft())).expect("it can be written");
        assert_eq!(id.len(), 32);
        assert_eq!(store.record(&second, None).expect("it can be written").len(), 32);
        // The same attempt a second time, as an import brings it.
        store.record(&Attempt { id, ..first.clone() }, None).expect("it can be written");
    }
    let (mut store, trouble) = Store::open(&folder);
    assert_eq!((trouble, store.count()), (None, Ok(2)));
    let mut found = store.attempts().expect("it can be read");
    assert!(found.iter().all(|attempt| !attempt.id.is_empty()));
    for attempt in &mut found {
        attempt.id.clear();
    }
    assert_eq!(found, [second, first]);
    assert_eq!(store.drafts_of("scalar-operations/01-square"), Ok(vec![draft()]));
    let later = Draft { typed: "{\"text\":\"5\"}".into(), ..draft() };
    store.keep([&later]).expect("it can be written");
    assert_eq!(store.drafts_of("scalar-operations/01-square"), Ok(vec![later]));
    assert_eq!(store.faults(), Ok(Vec::new()));
    fs::remove_dir_all(folder).expect("the folder can be removed");
}

#[test]
fn exams_and_what_happens_in_them_are_kept_in_order() {
    let mut store = Store::in_memory();
    let exam = Exam {
        id: String::new(),
        paper: "{}".into(),
        seed: u64::MAX,
        started: 5,
        minutes: 45,
        state: "running".into(),
    };
    let id = store.begin_exam(&exam).expect("it can be written");
    let event = |at| ExamEvent { at, event: format!("{{\"n\":{at}}}") };
    store.record_exam_event(&id, &event(9), None, &[]).expect("it can be written");
    store.record_exam_event(&id, &event(7), Some("handed-in"), &[]).expect("it can be written");
    assert_eq!(store.exam_events(&id), Ok(vec![event(9), event(7)]));
    let now = Exam { id: id.clone(), state: "handed-in".into(), ..exam };
    assert_eq!(store.exam(&id), Ok(Some(now.clone())));
    assert_eq!(store.exams(), Ok(vec![now.clone()]));
    assert_eq!(store.last_exam("running"), Ok(None));
    assert_eq!(store.last_exam("handed-in"), Ok(Some(now)));
    assert_eq!(store.exam("another"), Ok(None));
}

#[test]
fn every_earlier_version_is_brought_up_with_all_that_it_holds() {
    for version in 0..=LATEST {
        let folder = folder(&format!("version-{version}"));
        fs::create_dir_all(&folder).expect("the folder can be made");
        let mut old = Connection::open(folder.join(FILE)).expect("the file can be made");
        let transaction = old.transaction().expect("nobody else uses it");
        schema::migrate_to(&transaction, 0, version).expect("the steps fit");
        if let Ok(rows) = usize::try_from(version - 1) {
            transaction.execute_batch(ROWS[rows]).expect("the rows fit");
        }
        transaction.commit().expect("it can be written");
        drop(old);

        let (mut store, trouble) = Store::open(&folder);
        assert_eq!(trouble, None, "from version {version}");
        let rows = u64::from(version > 0);
        assert_eq!(store.count(), Ok(rows), "from version {version}");
        if version > 0 {
            let expected = Attempt { id: "a1".into(), ..attempt() };
            assert_eq!(store.attempts(), Ok(vec![expected]), "from version {version}");
            assert_eq!(
                store.drafts_of("scalar-operations/01-square"),
                Ok(vec![draft()]),
                "from version {version}"
            );
            let memory = store.memory().expect("it can be read");
            let standing = &memory.standings["scalar-operations/01-square"];
            assert_eq!((standing.attempts, standing.spent), (1, 60_000), "from {version}");
            assert_eq!(memory.slips.len(), 1, "from version {version}");
            assert!(!memory.schedules.is_empty(), "from version {version}");
            assert_eq!(store.exams().expect("they can be read")[0].seed, u64::MAX);
            assert_eq!(store.exam_events("e1").expect("they can be read").len(), 1);
        }
        store.record(&attempt(), None).expect("it can be written");
        assert_eq!((store.count(), store.faults()), (Ok(rows + 1), Ok(Vec::new())));
        fs::remove_dir_all(folder).expect("the folder can be removed");
    }
}

#[test]
fn a_newer_database_is_read_and_not_written() {
    let folder = folder("newer");
    let (mut store, _) = Store::open(&folder);
    store.record(&attempt(), None).expect("it can be written");
    store.connection.pragma_update(None, "user_version", LATEST + 3).expect("it can be written");
    drop(store);
    let before = fs::read(folder.join(FILE)).expect("the file is there");
    let (mut store, trouble) = Store::open(&folder);
    let trouble = trouble.expect("it is told");
    assert_eq!(
        trouble,
        Trouble::Newer { path: folder.join(FILE), version: LATEST + 3 },
        "{trouble}"
    );
    assert!(trouble.to_string().contains("later gradus"), "{trouble}");
    assert_eq!(store.count(), Ok(1));
    assert_eq!(store.record(&attempt(), None), Err(trouble));
    drop(store);
    assert_eq!(fs::read(folder.join(FILE)).expect("the file is there"), before);
    fs::remove_dir_all(folder).expect("the folder can be removed");
}

#[test]
fn a_damaged_database_is_set_aside_and_not_overwritten() {
    let folder = folder("damaged");
    fs::create_dir_all(&folder).expect("the folder can be made");
    for (round, bytes) in [&b"This was a database once."[..], &[0x53; 9_000]].iter().enumerate() {
        fs::write(folder.join(FILE), bytes).expect("the file can be written");
        let (mut store, trouble) = Store::open(&folder);
        let aside = folder.join(format!("gradus.db.damaged-{}", round + 1));
        let told = Trouble::SetAside { path: folder.join(FILE), aside: aside.clone() };
        assert_eq!(trouble, Some(told));
        assert_eq!(fs::read(&aside).expect("it is kept"), *bytes);
        store.record(&attempt(), None).expect("the new one can be written");
        assert_eq!(store.count(), Ok(1));
        drop(store);
        fs::remove_file(folder.join(FILE)).expect("the file can be removed");
    }
    fs::remove_dir_all(folder).expect("the folder can be removed");
}

#[test]
fn a_page_that_was_overwritten_within_is_found_when_it_opens() {
    let folder = folder("page");
    let (mut store, _) = Store::open(&folder);
    for _ in 0..200 {
        store.record(&attempt(), None).expect("it can be written");
    }
    drop(store);
    let mut bytes = fs::read(folder.join(FILE)).expect("the file is there");
    bytes[4_096..].fill(0x2a);
    fs::write(folder.join(FILE), &bytes).expect("the file can be written");
    let (store, trouble) = Store::open(&folder);
    assert!(matches!(trouble, Some(Trouble::SetAside { .. })), "{trouble:?}");
    assert_eq!(store.count(), Ok(0));
    assert_eq!(fs::read(folder.join("gradus.db.damaged-1")).expect("it is kept"), bytes);
    fs::remove_dir_all(folder).expect("the folder can be removed");
}

#[test]
fn where_nothing_can_be_kept_memory_takes_its_place() {
    let folder = folder("blocked");
    fs::write(&folder, "a file where the folder should be").expect("the file can be written");
    let (mut store, trouble) = Store::open(&folder);
    let trouble = trouble.expect("it is told");
    assert!(matches!(trouble, Trouble::Unwritable { .. }), "{trouble:?}");
    assert!(trouble.to_string().starts_with("nothing can be kept in"), "{trouble}");
    assert_eq!((store.file(), store.refusal()), (None, Some(&trouble)));
    store.record(&attempt(), None).expect("memory can be written");
    assert_eq!(store.count(), Ok(1));
    fs::remove_file(folder).expect("the file can be removed");
}

#[test]
fn a_full_disk_is_told_and_costs_nothing_that_was_there() {
    let folder = folder("full");
    let (mut store, _) = Store::open(&folder);
    store.record(&attempt(), None).expect("it can be written");
    let pages: i64 = store
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .expect("it can be read");
    store.connection.pragma_update(None, "max_page_count", pages).expect("it can be set");
    let large = Attempt { typed: "x".repeat(100_000), ..attempt() };
    assert_eq!(store.record(&large, None), Err(Trouble::Full { path: folder.join(FILE) }));
    assert_eq!((store.count(), store.faults()), (Ok(1), Ok(Vec::new())));
    store.connection.pragma_update(None, "max_page_count", pages + 100).expect("it can be set");
    store.record(&large, None).expect("there is room again");
    fs::remove_dir_all(folder).expect("the folder can be removed");
}

#[test]
fn what_follows_from_attempts_is_the_same_at_once_and_worked_out_anew() {
    let mut store = Store::in_memory();
    let day = crate::progress::schedule::DAY;
    for step in 0_i64..40 {
        let right = step % 3 == 1;
        let made = Attempt {
            at: 1_700_000_000_000 + step * day / 2,
            question: format!("q{}", step % 4),
            outcome: Outcome::Graded(if right { Verdict::Correct } else { Verdict::Wrong }),
            rating: right.then_some(if step % 2 == 0 { Rating::Good } else { Rating::Hard }),
            open: u32::from(step % 4 != 0),
            unsolved: u32::from(step % 8 != 0),
            earned: f64::from(u32::try_from(step % 5).expect("it is small")),
            mistakes: if right { Vec::new() } else { vec!["factor-two".into()] },
            avoided: if right {
                vec!["factor-two".into(), "never-made".into()]
            } else {
                Vec::new()
            },
            ..attempt()
        };
        store.record(&made, None).expect("it can be written");
    }
    let at_once = store.memory().expect("it can be read");
    store.write(|transaction| memory::rebuild(transaction)).expect("it can be written");
    assert_eq!(store.memory(), Ok(at_once.clone()));
    let items: Vec<_> = at_once.schedules.keys().collect();
    assert_eq!(items.len(), 3, "an exercise, a skill, a misconception: {items:?}");
    assert_eq!(at_once.standings.len(), 1);
}
