//! What a person keeps: settings, exams, and the lines of an exported history.

use std::sync::LazyLock;

use gradus::cli::settings::Settings;
use gradus::exercise::library::exams::{LoadedExam, Shelf};
use gradus::progress::exchange::{self, Record};
use gradus::source::Source;

use super::told;

/// Papers of more exercises than this are not drawn.
const MOST_DRAWN: usize = 4;

static SHELF: LazyLock<Shelf> = LazyLock::new(Shelf::built_in);

/// Reads a text as each of them.
pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let source = Source::new("config.toml", &*text);
    told::check(&source, &Settings::read(&text).1);
    let loaded = LoadedExam::read(source, "exams/entrance", SHELF.clone());
    told::check(&loaded.source, &loaded.diagnostics);
    if let Some(exam) = &loaded.exam {
        let slots = exam.draw(0, loaded.shelf.catalogue());
        if slots.is_ok_and(|slots| slots.len() <= MOST_DRAWN) {
            let _ = loaded.shelf.paper(exam, 0);
        }
    }
    for line in text.lines() {
        let _ = exchange::is_head(line);
        if let Ok(record) = Record::read(line) {
            let again = Record::read(&record.line());
            assert_eq!(again.map(|again| again.line()), Ok(record.line()), "{line}");
        }
    }
}
