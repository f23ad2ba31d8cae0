//! What one look at the file shows: what is missing, and what gives an answer away.

use super::render;
use crate::diagnostic::Diagnostic;
use crate::engine::{Array, Style};
use crate::exercise::{Exercise, Key, Question, Task, Variant};

/// The fewest digits by which a number in a text is known for the key.
const TELLING_DIGITS: usize = 2;

/// The warnings that need no seeds.
pub fn warnings(exercise: &Exercise) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let title = exercise.places.title;
    if exercise.conventions.as_deref().is_none_or(|text| text.trim().is_empty()) {
        found.push(
            Diagnostic::warning("missing-conventions", "the exercise states no conventions")
                .at(title, "")
                .help("say what changes the numbers: `conventions = \"L = 1/m ‖ŷ − y‖²\"`"),
        );
    }
    if exercise.places.level.is_none() {
        found.push(
            Diagnostic::warning("missing-level", "the exercise has no level")
                .at(title, "")
                .help("set `level` from 1, first contact, to 5, a hard exam question"),
        );
    }
    found.extend(render::warnings(exercise));
    found.extend(exercise.questions.iter().filter_map(unexplained));
    found.extend(given_away(exercise));
    if let Ok(variant) = exercise.variant(0) {
        let all = exercise.questions.iter();
        found.extend(all.filter_map(|question| hinted(exercise, &variant, question)));
    }
    found
}

/// The warning that nothing tells a learner why an option holds: no step of the worked solution does.
fn unexplained(question: &Question) -> Option<Diagnostic> {
    let silent = question.explain.as_deref().is_none_or(|text| text.trim().is_empty());
    (matches!(question.task, Task::Choice { .. }) && silent).then(|| {
        let message = format!("no solution says why the options of `{}` hold", question.id);
        Diagnostic::warning("missing-solution", message)
            .at(question.span, "")
            .help("add `explain`: it is shown with the key, and after a right answer")
    })
}

/// Answers that `show` or an earlier question tells.
fn given_away(exercise: &Exercise) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, question) in exercise.questions.iter().enumerate() {
        let id = &question.id;
        if let Task::Value { of } = &question.task
            && let Some(place) = exercise.show.iter().position(|name| name == of)
        {
            found.push(
                Diagnostic::warning(
                    "answer-given-away",
                    format!("the answer to `{id}` is shown to the learner"),
                )
                .at(question.span, "it is asked for here")
                .at(exercise.places.show[place], "and shown here")
                .help("leave the name out of `show`, or do not ask for it"),
            );
        }
        let earlier = exercise.questions[..at].iter();
        let mut same = earlier.filter(|other| {
            other.task == question.task
                && other.entries == question.entries
                && !matches!(question.task, Task::Mend { .. } | Task::Choice { .. })
        });
        if let Some(first) = same.next() {
            found.push(
                Diagnostic::warning(
                    "answer-given-away",
                    format!("`{id}` asks the same as `{}`", first.id),
                )
                .at(question.span, "asked again")
                .at(first.span, "asked first")
                .help("ask it once"),
            );
        }
    }
    found
}

/// The warning that a hint holds the answer.
fn hinted(exercise: &Exercise, variant: &Variant, question: &Question) -> Option<Diagnostic> {
    let told = |text: &str| match variant.key(question) {
        Key::Array(_) if matches!(question.task, Task::Formula { .. }) => {
            let node = variant.node(question)?;
            let formula = |style| squeezed(&variant.program.formula(node, style));
            let styles = [Style::Unicode, Style::NumPy].map(formula);
            let telling = |formula: &String| formula.chars().count() > TELLING_DIGITS;
            styles
                .into_iter()
                .filter(telling)
                .any(|one| squeezed(text).contains(&one))
                .then_some(())
        }
        Key::Array(key) => (!exercise.is_drawn() && holds(text, &key)).then_some(()),
        Key::Shape(sizes) if sizes.len() == 2 && !exercise.is_drawn() => {
            let sizes: Vec<_> = sizes.iter().map(usize::to_string).collect();
            let text = squeezed(text);
            ["×", "x"].iter().any(|by| text.contains(&sizes.join(by))).then_some(())
        }
        Key::Choice(correct) => {
            let Task::Choice { options, .. } = &question.task else { return None };
            let all = correct.iter().all(|at| squeezed(text).contains(&squeezed(&options[*at])));
            all.then_some(())
        }
        _ => None,
    };
    let place = question.hints.iter().position(|hint| told(&hint.text).is_some())?;
    let message = format!("hint {} of `{}` holds the answer", place + 1, question.id);
    Some(
        Diagnostic::warning("hint-has-key", message)
            .at(question.span, "")
            .help("say how it is found; the worked solution shows what is found"),
    )
}

/// A text without blanks.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether the numbers of a text are those of the key, rounded or not, in order.
fn holds(text: &str, key: &Array) -> bool {
    let text = text.replace('−', "-");
    let apart = |c: char| !(c.is_ascii_digit() || c == '.' || c == '-');
    let words = text.split(apart).map(|word| word.trim_end_matches('.'));
    let numbers: Vec<(f64, usize)> = words
        .filter_map(|word| {
            let digits = word.trim_start_matches(['-', '0', '.']).chars();
            Some((word.parse().ok()?, digits.filter(char::is_ascii_digit).count()))
        })
        .collect();
    let equal = |((number, digits), entry): (&(f64, usize), &f64)| {
        let many = key.data().len() > 1 || *digits >= TELLING_DIGITS;
        many && (number - entry).abs() <= 5e-3 * entry.abs()
    };
    numbers.windows(key.data().len()).any(|some| some.iter().zip(key.data()).all(equal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Shape;

    #[test]
    fn the_numbers_of_a_key_are_found_in_a_text() {
        let row = Array::new(Shape::Matrix(1, 2), vec![0.384_108, -2.0]);
        assert!(holds("It is [0.384, −2].", &row));
        assert!(!holds("It is [0.384, 2].", &row));
        assert!(holds("You get 12.5 then.", &Array::scalar(12.5)));
        assert!(!holds("Mind the factor 2.", &Array::scalar(2.0)), "a lone digit says little");
    }
}
