//! Diagnostics for a person (a report with the lines they are about) and for programs.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};

/// The widest line of a report, in columns.
const WIDTH: usize = 100;

/// All diagnostics of a text as one report, with the lines that they are about; the empty
/// string if there are none. Without `colour` it holds no escape sequence.
pub fn report(source: &Source, diagnostics: &[Diagnostic], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Unicode).term_width(WIDTH);
    diagnostics.iter().map(|diagnostic| one(source, diagnostic, &renderer) + "\n\n").collect()
}

fn one(source: &Source, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code);
    let annotations = diagnostic.labels.iter().enumerate().map(|(index, label)| {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = (!label.text.is_empty()).then(|| visible(&label.text));
        kind.span(clamp(source.text(), label.span)).label(text)
    });
    let mut group = title.elements(None::<Snippet<'_, annotate_snippets::Annotation<'_>>>);
    if !diagnostic.labels.is_empty() {
        let snippet = Snippet::source(source.text()).path(visible(source.name()));
        group = group.element(snippet.annotations(annotations));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    renderer.render(&[group])
}

/// A text from a stranger's file with its control characters, and those that reverse the
/// direction of writing, replaced; the renderer does so for the lines of the source only.
fn visible(text: &str) -> String {
    let harmful =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace(harmful, "\u{fffd}")
}

/// A span that lies within the text, on the edges of characters.
fn clamp(text: &str, span: Span) -> std::ops::Range<usize> {
    let start = text.floor_char_boundary(span.start);
    start..text.ceil_char_boundary(span.end).max(start)
}

/// The diagnostics of a text for programs: the list that `check --format json` prints.
pub fn json(source: &Source, diagnostics: &[Diagnostic]) -> Vec<Value> {
    let one = |diagnostic: &Diagnostic| {
        let span = diagnostic.span();
        let (start, end) = (source.position(span.start), source.position(span.end));
        json!({
            "code": diagnostic.code,
            "severity": diagnostic.severity.as_str(),
            "message": diagnostic.message,
            "line": start.line,
            "column": start.column,
            "end_line": end.line,
            "end_column": end.column,
            "help": diagnostic.help,
        })
    };
    diagnostics.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> (Source, Diagnostic) {
        let source = Source::new("a.toml", "format = 1\ntilte = \"ŷ\"\n");
        let fault = Diagnostic::error("unknown-key", "an exercise has no key `tilte`");
        (source, fault.at(Span::new(11, 16), "this key is not known").help("did you mean `title`?"))
    }

    #[test]
    fn a_report_shows_code_message_line_and_help() {
        let (source, fault) = example();
        let plain = report(&source, std::slice::from_ref(&fault), false);
        for part in ["unknown-key", "no key `tilte`", "a.toml:2:1", "tilte = \"ŷ\"", "did you mean"]
        {
            assert!(plain.contains(part), "{part} is not in\n{plain}");
        }
        assert!(!plain.contains('\u{1b}'));
        assert!(report(&source, &[fault], true).contains('\u{1b}'));
    }

    #[test]
    fn json_counts_lines_and_columns_from_one() {
        let (source, fault) = example();
        let found = &json(&source, &[fault])[0];
        assert_eq!(found["line"], 2);
        assert_eq!((&found["column"], &found["end_column"]), (&json!(1), &json!(6)));
        assert_eq!(found["help"], "did you mean `title`?");
    }

    #[test]
    fn control_characters_are_shown_and_wild_spans_are_met() {
        let source = Source::new("a\u{1b}[31m.toml", "x\u{1b}]0;owned\u{7}\u{202e}ŷ");
        for span in [Span::new(0, 3), Span::new(99, 999), Span::new(20, 2), Span::at(16)] {
            let fault = Diagnostic::error("c", "message\u{1b}[2J")
                .at(span, "label\u{1b}[1m")
                .help("\u{1b}c");
            let text = report(&source, &[fault.at(Span::at(1), "")], false);
            assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text:?}");
        }
    }
}
