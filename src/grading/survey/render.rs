//! Text that will not be shown as it was meant: Markdown and TeX that the tutor and the exports
//! do not know, or whose signs have no partner.

use crate::diagnostic::Diagnostic;
use crate::exercise::{Exercise, Task};
use crate::prose::{self, Span as Run};
use crate::source::Span;
use crate::tex::{self, Math};

/// The warnings on all texts that learners read.
pub fn warnings(exercise: &Exercise) -> Vec<Diagnostic> {
    texts(exercise).into_iter().filter_map(|(what, text, place)| told(&what, text, place)).collect()
}

/// Every text, what it is, and where the file has it.
fn texts(exercise: &Exercise) -> Vec<(String, &str, Span)> {
    let places = &exercise.places;
    let title = places.title;
    let mut texts = vec![(
        "the statement".to_owned(),
        exercise.statement.as_str(),
        places.statement.unwrap_or(title),
    )];
    let conventions = exercise.conventions.as_deref().unwrap_or_default();
    texts.push(("`conventions`".to_owned(), conventions, places.conventions.unwrap_or(title)));
    for question in &exercise.questions {
        let id = &question.id;
        let mut add = |what: String, text| texts.push((what, text, question.span));
        add(format!("the prompt of `{id}`"), &question.prompt);
        for (at, hint) in question.hints.iter().enumerate() {
            add(format!("hint {} of `{id}`", at + 1), &hint.text);
        }
        add(format!("`explain` of `{id}`"), question.explain.as_deref().unwrap_or_default());
        if let Task::Choice { options, .. } = &question.task {
            for (at, option) in options.iter().enumerate() {
                add(format!("option {at} of `{id}`"), option);
            }
        }
        for mistake in &question.mistakes {
            texts.push(("this `say`".to_owned(), &mistake.say, mistake.span));
        }
    }
    texts
}

/// The first thing in a text that will not be shown as it was meant.
fn told(what: &str, text: &str, place: Span) -> Option<Diagnostic> {
    let blocks = prose::read(text);
    let runs = blocks.iter().flat_map(|block| &block.spans);
    // A dollar that was meant so cannot be told from one that opens mathematics.
    let escaped = text.contains("\\$");
    let mut found = runs.filter_map(unreadable).filter(|(shown, _)| !(escaped && shown == "$"));
    let (shown, help) = found.next()?;
    let message = format!("{what} has `{shown}`, which is shown as it is written");
    Some(Diagnostic::warning("unreadable-text", message).at(place, "").help(help))
}

/// What of a run is shown as it is written, and what would be understood.
fn unreadable(run: &Run) -> Option<(String, &'static str)> {
    match run {
        Run::Code(_) | Run::Strong(_) => None,
        Run::Math(math) | Run::Display(math) => unknown(&tex::read(math)).map(|command| {
            (command, "docs/format.md names the TeX that is known; Unicode always works")
        }),
        Run::Text(text) => {
            let marks = [
                ("$", "close the mathematics with another `$`; a dollar is written `\\$`"),
                ("**", "strong text stands between `**` and `**`"),
                ("`", "close the code with another backtick"),
                ("](", "there are no links: write the address out"),
                (
                    "</",
                    "there is no HTML: Markdown's `**strong**`, lists and `$mathematics$` are known",
                ),
            ];
            let mark = marks.into_iter().find(|(mark, _)| text.contains(mark));
            let heading = text.starts_with("# ") || text.starts_with("## ");
            let heading = heading.then_some(("#", "there are no headings: write a paragraph"));
            mark.or(heading).map(|(mark, help)| (mark.to_owned(), help))
        }
    }
}

/// The first command of TeX that is not known.
fn unknown(math: &Math) -> Option<String> {
    match math {
        Math::Unknown(command) => Some(command.clone()),
        Math::Row(pieces) => pieces.iter().find_map(unknown),
        Math::Raised(one)
        | Math::Lowered(one)
        | Math::Root(one)
        | Math::Face(_, one)
        | Math::Marked(_, one)
        | Math::Fenced(_, one, _) => unknown(one),
        Math::Fraction(above, below) => unknown(above).or_else(|| unknown(below)),
        Math::Table(_, rows) => rows.iter().flatten().find_map(unknown),
        Math::Char(_) | Math::Space | Math::Symbol(_) | Math::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        let blocks = prose::read(text);
        blocks.iter().flat_map(|block| &block.spans).find_map(unreadable).map(|(shown, _)| shown)
    }

    #[test]
    fn what_is_shown_as_it_is_written_is_found() {
        for (text, shown) in [
            ("so $\\frac{\\foo}{2}$ is", "\\foo"),
            ("an open $x", "$"),
            ("**never closed", "**"),
            ("see [this](there)", "]("),
            ("# A heading", "#"),
            ("a <b>word</b>", "</"),
        ] {
            assert_eq!(found(text).as_deref(), Some(shown), "{text}");
        }
    }

    #[test]
    fn what_is_known_is_silent() {
        for text in ["$\\frac{\\partial L}{\\partial W_1}$ and **this**", "`a * b`", "a*b, - c"] {
            assert_eq!(found(text), None, "{text}");
        }
        assert!(told("a text", "costs 5\\$", Span::at(0)).is_none());
        assert!(told("a text", "costs 5$", Span::at(0)).is_some());
    }
}
