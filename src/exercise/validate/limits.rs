//! How large an exercise may be. It is for people, who would not finish a larger one, and files
//! come from strangers: no file keeps `gradus check` busy for long, or fills the memory.

use crate::diagnostic::Diagnostic;
use crate::exercise::Rule;
use crate::exercise::document::Text;
use crate::exercise::sheet::{Ask, Built, MOST_ENTRIES, Sheet, What};
use crate::source::Span;

/// The most values that are given.
const MOST_GIVEN: usize = 200;

/// The most questions.
const MOST_QUESTIONS: usize = 200;

/// The most lines of equations.
const MOST_LINES: usize = 60;

/// The most characters of all equations, conditions and mistakes together.
const MOST_LETTERS: usize = 4_000;

/// The most operations on numbers for all equations, gradients and mistakes of one variant.
const MOST_WORK: usize = 10_000_000;

/// The most of what all questions of kind mend take: a mistake is sought in every line, and each
/// costs as much as the square of the lines.
const MOST_EFFORT: usize = 20_000;

/// What is too large to be looked at further.
pub fn of_sheet(sheet: &Sheet) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    if let Some(given) = sheet.given.get(MOST_GIVEN) {
        faults.push(too_many(sheet.given.len(), "given values", MOST_GIVEN, given.key));
    }
    if let Some(ask) = sheet.asks.get(MOST_QUESTIONS) {
        faults.push(too_many(sheet.asks.len(), "questions", MOST_QUESTIONS, ask.header));
    }
    let Some(forward) = &sheet.forward else { return faults };
    let lines = forward.value.lines().count();
    if lines > MOST_LINES {
        faults.push(too_many(lines, "lines of equations", MOST_LINES, forward.span));
    }
    let equations = forward.value.lines().filter(|line| !line.trim().is_empty()).count();
    faults.extend(passes(sheet, equations));
    let derived = sheet.given.iter().filter_map(|given| match &given.rule {
        Rule::Derived(expression) => Some(expression.len()),
        Rule::Fixed(_) | Rule::Drawn(_) => None,
    });
    let mistakes = sheet.asks.iter().flat_map(|ask| &ask.mistakes).map(|(when, _)| when);
    let texts = sheet.require.iter().chain(mistakes).chain([forward]);
    let letters = derived.chain(texts.map(|text: &Text| text.value.len())).sum();
    if letters > MOST_LETTERS {
        faults.push(too_many(letters, "characters of equations", MOST_LETTERS, forward.span));
    }
    faults
}

/// What is too large once names and shapes are known.
pub fn of_built(sheet: &Sheet, built: &Built) -> Vec<Diagnostic> {
    let Some(forward) = &sheet.forward else { return Vec::new() };
    let largest = built.program.largest();
    let message = if largest.size() > MOST_ENTRIES {
        format!(
            "the equations make a value of shape {largest}; one has at most {MOST_ENTRIES} entries"
        )
    } else if built.program.work() > MOST_WORK {
        format!(
            "the equations and their gradients take {} operations on numbers; {MOST_WORK} are the most",
            built.program.work()
        )
    } else {
        return Vec::new();
    };
    let fault = Diagnostic::error("too-large", message).at(forward.span, "");
    vec![fault.help("give fewer rows or columns")]
}

/// The error that backward passes in which a mistake is sought are too many or too long together.
fn passes(sheet: &Sheet, equations: usize) -> Option<Diagnostic> {
    let is_mend = |ask: &&Ask| matches!(ask.what, What::Mend { .. });
    let mends: Vec<&Ask> = sheet.asks.iter().filter(is_mend).collect();
    let effort = mends.len() * equations.saturating_pow(3);
    let first = mends.first().filter(|_| effort > MOST_EFFORT)?;
    let message = format!(
        "{} questions of kind `mend` are too many for {equations} equations: their number times \
         the cube of the equations is {effort}, and {MOST_EFFORT} is the most",
        mends.len()
    );
    let fault = Diagnostic::error("too-large", message).at(first.header, "the first of them");
    Some(fault.help("ask for fewer, or of fewer equations"))
}

fn too_many(count: usize, what: &str, most: usize, place: Span) -> Diagnostic {
    Diagnostic::error("too-large", format!("{count} {what} are too many: {most} are the most"))
        .at(place, "")
        .help("make several exercises of it")
}
