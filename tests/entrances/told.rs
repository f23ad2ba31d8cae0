//! What a program says of what came in: its places lie within the text, and no terminal obeys it.

use gradus::cli::report;
use gradus::diagnostic::Diagnostic;
use gradus::source::Source;

/// Checks faults of a text, and their report.
pub fn check(source: &Source, faults: &[Diagnostic]) {
    for fault in faults {
        for label in &fault.labels {
            assert!(source.text().get(label.span.range()).is_some(), "{fault:?}");
        }
    }
    harmless(&report::report(source, faults, false));
}

/// Checks that a text of lines has no character that a terminal obeys.
pub fn harmless(text: &str) {
    let obeyed = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(obeyed), "{text:?}");
}
