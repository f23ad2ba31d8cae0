//! What an author should know beyond errors: warnings on sound exercises.

use unicode_normalization::UnicodeNormalization;

use super::draw::Size;
use super::sheet::{Sheet, What};
use super::{Given, Rule};
use crate::diagnostic::Diagnostic;

/// The codes of all warnings on a sound exercise; `docs/lints.md` describes each.
pub const LINTS: [&str; 18] = [
    "unused-given",
    "missing-conventions",
    "missing-level",
    "missing-solution",
    "unreadable-text",
    "unknown-prerequisite",
    "low-acceptance",
    "zero-key",
    "same-key",
    "key-on-kink",
    "mistake-is-right",
    "mistakes-alike",
    "ugly-numbers",
    "saturation",
    "answer-given-away",
    "hint-has-key",
    "symmetric-matrix",
    "unused-allow",
];

/// The warnings on a sheet that has no error.
pub fn lint(sheet: &Sheet) -> Vec<Diagnostic> {
    let texts: Vec<String> = texts(sheet).iter().map(|text| text.nfc().collect()).collect();
    // A derived value may be there to name a size, so that formulas print `2/m`.
    let told = sheet.given.iter().filter(|given| !matches!(given.rule, Rule::Derived(_)));
    told.filter(|given| !texts.iter().any(|text| mentions(text, &given.name))).map(unused).collect()
}

/// All texts that may use a given name.
fn texts(sheet: &Sheet) -> Vec<&str> {
    let mut texts = Vec::new();
    for given in &sheet.given {
        match &given.rule {
            Rule::Fixed(_) => {}
            Rule::Derived(expression) => texts.push(expression.as_str()),
            Rule::Drawn(draw) => {
                texts.extend(draw.shape.iter().flatten().filter_map(|size| match size {
                    Size::Fixed(_) => None,
                    Size::Expression(text) => Some(text.value.as_str()),
                }));
            }
        }
    }
    texts.extend(sheet.forward.iter().chain(&sheet.require).map(|text| text.value.as_str()));
    for ask in &sheet.asks {
        texts.extend(match &ask.what {
            What::Value { of } | What::Shape { of } => Some(of.value.as_str()),
            What::Gradient { wrt, .. }
            | What::Formula { wrt, .. }
            | What::GradientShape { wrt, .. }
            | What::Mend { wrt, .. } => Some(wrt.value.as_str()),
            What::Choice { .. } => None,
        });
        texts.extend(ask.mistakes.iter().map(|(when, _)| when.value.as_str()));
    }
    texts
}

/// Whether a word of the text holds the name. A word may be more than a name (`Xᵀ`), so that
/// a name may seem used where it is not, never the other way round.
fn mentions(text: &str, name: &str) -> bool {
    let code = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '\u{302}'))
        .any(|word| word.starts_with(name))
}

fn unused(given: &Given) -> Diagnostic {
    let name = &given.name;
    Diagnostic::warning("unused-given", format!("`{name}` is given, but nothing uses it"))
        .at(given.key, "")
        .help("use it in `forward`, or leave it out")
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn names_are_found_as_the_beginnings_of_words() {
        assert!(mentions("Z = W1 @ X + b1", "X"));
        assert!(mentions("Z = XᵀW", "X"));
        assert!(!mentions("Z = W1 @ Q # not X", "X"));
        assert!(!mentions("L = max(Z)", "x"));
    }
}
