//! What a long history costs: opening Home, and telling progress, over 200,000 attempts.
//!
//! `cargo bench --bench memory`; the history is made anew in a temporary folder.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, process};

use gradus::exercise::library::Library;
use gradus::grading::Verdict;
use gradus::progress::exchange::Record;
use gradus::progress::store::Store;
use gradus::progress::{Attempt, Outcome, Rating};
use gradus::session::{Action, Session};
use gradus::tui::screen;
use gradus::tui::theme::{Choice, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const ATTEMPTS: usize = 200_000;
const ROUNDS: usize = 15;
/// An attempt every few minutes over two years.
const STEP: i64 = 300_000;

fn attempt(library: &Library, number: usize) -> Attempt {
    let entries = library.entries();
    let entry = &entries[number % entries.len()];
    let right = !number.is_multiple_of(3);
    let mistakes = ["missing-transpose", "missing-square-factor", "missing-local-derivative"];
    Attempt {
        id: format!("{number:032x}"),
        at: 1_730_000_000_000 + STEP * i64::try_from(number).expect("it is small"),
        exercise: entry.key(),
        topic: entry.topic.clone(),
        version: "0123456789abcdef".into(),
        seed: (number / entries.len()) as u64,
        question: format!("dL/dW{}", number % 5),
        kind: "gradient".into(),
        typed: "{\"cells\":[[\"0.213\",\"-0.441\"],[\"2/3*0.1\",\"0.25\"],[\"1\",\"2\"]]}".into(),
        outcome: Outcome::Graded(if right { Verdict::Correct } else { Verdict::Wrong }),
        points: f64::from(u8::from(right)),
        out_of: 1.0,
        mistakes: if right { Vec::new() } else { vec![mistakes[number % 7 % 3].into()] },
        avoided: Vec::new(),
        spent: 60_000,
        hints: 0,
        tries: 0,
        rating: right.then_some(if number.is_multiple_of(4) { Rating::Hard } else { Rating::Good }),
        open: u32::from(!number.is_multiple_of(5)),
        unsolved: u32::from(!number.is_multiple_of(5)),
        earned: 1.0,
        exam: None,
    }
}

fn timed(what: &str, mut run: impl FnMut()) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begin = Instant::now();
            run();
            begin.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "{what}: {:.1?} median, {:.1?} worst of {ROUNDS}",
        times[ROUNDS / 2],
        times[ROUNDS - 1]
    );
}

fn main() {
    let folder = env::temp_dir().join(format!("gradus-bench-memory-{}", process::id()));
    let library = Library::built_in();
    let records: Vec<_> =
        (0..ATTEMPTS).map(|number| Record::Attempt(attempt(&library, number))).collect();
    let begin = Instant::now();
    let (mut store, _) = Store::open(&folder);
    store.import(&records).expect("it can be written");
    println!("importing {ATTEMPTS} attempts: {:.1?}", begin.elapsed());
    drop(store);
    drop(records);

    let area = Rect::new(0, 0, 120, 40);
    let theme = Theme::from_environment(Choice::Auto);
    timed("Home: database, memory and the first frame", || {
        let (store, _) = Store::open(&folder);
        let mut session = Session::new(library.clone());
        let memory = store.memory().expect("it can be read");
        session.apply(Action::Remembered(Box::new(memory)));
        screen::draw(&session, theme, area, &mut Buffer::empty(area));
    });
    timed("progress: database and report", || {
        let (store, _) = Store::open(&folder);
        let report = store.report(1_800_000_000_000).expect("it can be read");
        assert_eq!(report.all().answers as usize, ATTEMPTS);
    });
    timed("`gradus progress`, the whole process", || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
        let status = command.arg("--data").arg(&folder).arg("progress").stdout(Stdio::null());
        assert!(status.status().expect("the program starts").success());
    });
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}
