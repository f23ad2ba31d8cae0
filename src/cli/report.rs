//! Diagnostics for a person (a report with the lines they are about) and for programs.

use std::borrow::Cow;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_json::{Value, json};

use super::output;
use crate::diagnostic::{Diagnostic, Severity};
use crate::markup::is_hidden;
use crate::source::{Source, Span};

/// The widest line of a report, in columns.
const WIDTH: usize = 100;

/// All diagnostics of a text as one report, with the lines that they are about; the empty
/// string if there are none. Without `colour` it holds no escape sequence.
pub fn report(source: &Source, diagnostics: &[Diagnostic], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Unicode).term_width(WIDTH);
    let shown = Shown::of(source.text());
    let one = |diagnostic| one(source.name(), &shown, diagnostic, &renderer) + "\n\n";
    diagnostics.iter().map(one).collect()
}

/// A source's text with pictures for what is hidden in it; the renderer has its own for the
/// control characters of ASCII.
struct Shown<'s> {
    text: Cow<'s, str>,
    /// The bytes of each character that became a picture, and the place in the source behind it.
    pictures: Vec<(usize, usize)>,
}

impl<'s> Shown<'s> {
    fn of(text: &'s str) -> Self {
        let is_hidden = |c: char| !c.is_ascii() && is_hidden(c);
        if !text.contains(is_hidden) {
            return Self { text: Cow::Borrowed(text), pictures: Vec::new() };
        }
        let pictures = text.match_indices(is_hidden).map(|(at, c)| (c.len(), at + c.len()));
        let pictures = pictures.collect();
        Self { text: Cow::Owned(text.replace(is_hidden, "\u{fffd}")), pictures }
    }

    /// A span of the source here: within the text, on the edges of characters.
    fn span(&self, span: Span) -> std::ops::Range<usize> {
        let place = |offset: usize| {
            let count = self.pictures.partition_point(|(_, end)| *end <= offset);
            let before: usize = self.pictures[..count].iter().map(|(length, _)| length).sum();
            offset.saturating_add(3 * count) - before
        };
        let start = self.text.floor_char_boundary(place(span.start));
        start..self.text.ceil_char_boundary(place(span.end)).max(start)
    }
}

fn one(name: &str, shown: &Shown, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code);
    let annotations = diagnostic.labels.iter().enumerate().map(|(index, label)| {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = (!label.text.is_empty()).then(|| visible(&label.text));
        kind.span(shown.span(label.span)).label(text)
    });
    let mut group = title.elements(None::<Snippet<'_, annotate_snippets::Annotation<'_>>>);
    if !diagnostic.labels.is_empty() {
        let snippet = Snippet::source(&*shown.text).path(visible(name));
        group = group.element(snippet.annotations(annotations));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    renderer.render(&[group])
}

/// A stranger's text on one line, nothing in it hidden.
fn visible(text: &str) -> String {
    output::visible(text).replace('\n', "␊")
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

    #[test]
    fn what_is_hidden_is_pointed_at() {
        let text = "a\u{85}\u{200b}b\u{e0041}\u{202e}c";
        let at = text.find('c').expect("it is there");
        let fault = Diagnostic::error("c", "m").at(Span::new(at, at + 1), "here");
        let report = report(&Source::new("t", text), &[fault], false);
        let lines: Vec<&str> = report.lines().collect();
        let line =
            lines.iter().position(|line| line.contains("b\u{fffd}\u{fffd}c")).expect("it is shown");
        let column = |line: &str, of: char| line.chars().position(|c| c == of);
        assert_eq!(
            column(lines[line], 'c'),
            column(lines[line + 1], '━').or(column(lines[line + 1], '^')),
            "{report}"
        );
    }
}
