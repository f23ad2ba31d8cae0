//! A lesson that is killed at random moments: what the screen acknowledged is remembered, what
//! was typed is at most a second old, and the database is whole.
//!
//! Eight kills in `cargo test`; more with `GRADUS_KILLS=1000`.
#![cfg(unix)]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/terminal.rs"]
mod terminal;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, thread};

use folder::Folder;
use gradus::exercise::draw::random::Stream;
use gradus::progress::store::Store;
use terminal::{PROGRAM, Terminal};

const KILLS: u64 = 8;
/// The last moment at which the tutor is killed, in milliseconds after its start; most come
/// earlier.
const LATEST: f64 = 2_200.0;
/// How old what is kept of an answer may be.
const AGE: Duration = Duration::from_secs(1);
const EXERCISE: &str = "exercises/10-scalar-operations/01-product.toml";

/// What a screen has shown of a lesson so far.
#[derive(Default)]
struct Seen {
    /// Every answer that was graded on the screen, as it is recorded.
    graded: BTreeSet<String>,
    /// Everything that stood in the answer, in order, and when the screen showed it.
    typed: Vec<(String, Option<Instant>)>,
}

/// The n-th answer of all: wrong numbers and lines that cannot be read in turn, so that the
/// grader's words change each time.
fn answer(number: u64) -> (String, &'static str) {
    match number % 2 {
        0 => (format!("{}", 900_000 + number), "Not right"),
        _ => (format!("{}+", 900_000 + number), "something is missing"),
    }
}

/// Answers until the tutor is gone.
fn lesson(tutor: &mut Terminal, number: &mut u64, seen: &mut Seen) {
    let shows = |tutor: &mut Terminal, text: &str| loop {
        if tutor.contents().contains(text) {
            return true;
        }
        if tutor.child.try_wait().expect("it is our child").is_some() {
            // What it wrote last may still be on its way.
            thread::sleep(Duration::from_millis(20));
            return tutor.contents().contains(text);
        }
        thread::sleep(Duration::from_millis(1));
    };
    if !shows(tutor, "Question 1 of") {
        return;
    }
    loop {
        let (text, word) = answer(*number);
        *number += 1;
        if tutor.keyboard.write_all(b"\x15").is_err() {
            return;
        }
        seen.typed.push((String::new(), None));
        for end in 1..=text.len() {
            if tutor.keyboard.write_all(&text.as_bytes()[end - 1..end]).is_err() {
                return;
            }
            let typed = text[..end].to_owned();
            seen.typed.push((typed.clone(), None));
            // Any shorter beginning may be part of something else on the screen.
            if end > 3 {
                if !shows(tutor, &typed) {
                    return;
                }
                seen.typed.last_mut().expect("one was added").1 = Some(Instant::now());
            }
        }
        if tutor.keyboard.write_all(b"\r").is_err() || !shows(tutor, word) {
            return;
        }
        seen.graded.insert(format!("{{\"text\":\"{text}\"}}"));
    }
}

#[test]
fn nothing_that_the_screen_showed_is_lost_to_a_kill() {
    let kills = env::var("GRADUS_KILLS").map_or(KILLS, |kills| kills.parse().expect("a number"));
    let folder = Folder::new();
    let data = folder.path().display().to_string();
    let mut moments = Stream::new(0, 0, "kills");
    let mut number = 0;
    let mut seen = Seen::default();
    let mut most_graded = 0;
    for kill in 0..kills {
        let mut tutor = Terminal::open(Path::new(PROGRAM), &[EXERCISE], &[("GRADUS_DATA", &data)]);
        let id = tutor.child.process_id().expect("it runs").to_string();
        let moment = Duration::from_secs_f64(moments.unit().powi(2) * LATEST / 1_000.0);
        let killer = thread::spawn(move || {
            thread::sleep(moment);
            let before = Instant::now();
            assert!(Command::new("kill").args(["-KILL", &id]).status().unwrap().success());
            before
        });
        seen.typed.clear();
        lesson(&mut tutor, &mut number, &mut seen);
        let killed = killer.join().expect("it was killed");
        drop(tutor);

        let (store, trouble) = Store::open(folder.path());
        assert_eq!((trouble, store.faults()), (None, Ok(Vec::new())), "kill {kill}");
        let attempts = store.attempts().expect("it can be read");
        let recorded: BTreeSet<&str> = attempts.iter().map(|one| one.typed.as_str()).collect();
        for graded in &seen.graded {
            assert!(recorded.contains(graded.as_str()), "kill {kill}: {graded} was lost");
        }
        assert_eq!(recorded.len(), attempts.len(), "kill {kill}: one was recorded twice");
        most_graded = most_graded.max(seen.graded.len());

        let old = |shown: &(String, Option<Instant>)| shown.1.is_some_and(|at| at + AGE <= killed);
        if let Some(least) = seen.typed.iter().rposition(old) {
            let key = Path::new(env!("CARGO_MANIFEST_DIR")).join(EXERCISE).display().to_string();
            let drafts = store.drafts_of(&key).expect("it can be read");
            let kept = &drafts.last().expect("something was typed").typed;
            let young = seen.typed[least..].iter();
            let young: Vec<_> =
                young.map(|(typed, _)| format!("{{\"text\":\"{typed}\"}}")).collect();
            assert!(young.contains(kept), "kill {kill}: {kept} is none of {young:?}");
        }
    }
    assert!(most_graded > 0, "only {most_graded} answers in {kills} lessons");
    println!("{kills} kills, {most_graded} answers graded on the screen, all remembered");
}
