//! The recorded session of the README is what the program shows.
//!
//! The real program is started in a pseudo-terminal, keys are sent to it as a learner types them,
//! and what stands on the screen after each of them is one frame of `docs/session.svg`. With
//! `UPDATE_GOLDEN` set the picture is written anew.
#![cfg(unix)]

use std::cell::Cell;
use std::path::Path;
use std::{env, fs};

#[path = "support/folder.rs"]
mod folder;
#[path = "recorded/svg.rs"]
mod svg;
#[path = "support/terminal.rs"]
mod terminal;

use svg::Frame;
use terminal::{PROGRAM, Terminal};

const NEXT: &str = "\x0e";

/// What is typed (`\x15` empties a cell), what the screen shows then, and for how many seconds it is looked at; nothing
/// is recorded where that is 0.
const STEPS: &[(&str, &str, u32)] = &[
    ("", "The product rule", 2),
    ("/nonlinear/01", "Search: nonlinear/01", 2),
    ("\r", "Question 1 of 11", 0),
    (NEXT, "Question 2 of 11", 0),
    (NEXT, "Question 3 of 11", 0),
    (NEXT, "Question 4 of 11", 0),
    (NEXT, "Question 5 of 11", 0),
    (NEXT, "Question 6 of 11", 0),
    (NEXT, "Question 7 of 11", 0),
    (NEXT, "Question 8 of 11: ∂L/∂W₁", 3),
    // The gradient as it comes out where the derivative of the sigmoid is left out.
    ("-0.725\t-0.00759\t1.45\t", "1.45", 2),
    ("0.0152\t-1.087\t-0.0114", "-0.0114", 2),
    ("\r", "multiply ∂L/∂A by A ⊙ (1 − A)", 7),
    // The same with it.
    ("\t", "▸-0.725", 0),
    ("\x15-0.2245", "▸-0.2245", 2),
    ("\t\x150.03385\t\x150.2815\t\x15-0.01622\t\x15-0.2956\t\x150.02578", "▸0.02578", 2),
    ("\r", "Correct. 3 of 3 points", 5),
];

/// The program played to its end, frame by frame.
fn record() -> Vec<Frame> {
    let mut tutor = Terminal::open(Path::new(PROGRAM), &["--theme", "dark"], &[]);
    tutor.resize(svg::COLUMNS, svg::ROWS);
    let mut frames = Vec::new();
    for (keys, shown, seconds) in STEPS {
        tutor.send(keys);
        tutor.wait(shown);
        if *seconds > 0 {
            frames.push(Frame::of(settled(&mut tutor).screen(), *seconds));
        }
    }
    tutor.send("\x11");
    assert!(tutor.end().success());
    frames
}

/// The screen once nothing is written to it any more.
fn settled(tutor: &mut Terminal) -> vt100::Parser {
    let written = |tutor: &Terminal| tutor.screen.lock().expect("nobody panicked").bytes.len();
    let before = Cell::new(usize::MAX);
    tutor.until("it comes to rest", |tutor| {
        std::thread::sleep(std::time::Duration::from_millis(150));
        let now = written(tutor);
        before.replace(now) == now
    });
    let guard = tutor.screen.lock().expect("nobody panicked");
    let mut parser = vt100::Parser::new(svg::ROWS, svg::COLUMNS, 0);
    parser.process(&guard.parser.screen().contents_formatted());
    parser
}

#[test]
fn the_recorded_session_is_what_the_program_shows() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/session.svg");
    let found = svg::picture(&record());
    assert!(found.len() < 100_000, "the picture has {} bytes", found.len());
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, &found).expect("it can be written");
    }
    let kept = fs::read_to_string(file).expect("it is there");
    assert!(kept == found, "the tutor shows something else now; UPDATE_GOLDEN=1 records it anew");
}
