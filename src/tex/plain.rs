//! Mathematics as it is typed on one line of Unicode, `∂L/∂W₁ = (2/m)(ŷ − y)Xᵀ`, as a tree.

use std::iter::Peekable;
use std::str::Chars;

use unicode_normalization::UnicodeNormalization;

use super::symbol::{Accent, Face, symbol};
use super::unicode::{lifted, sunken};
use super::{Math, read};

/// Letters side by side that are as many are a word; fewer are names that are multiplied.
const WORD: usize = 3;

/// Reads a line.
pub fn line(text: &str) -> Math {
    let text: String = text.nfd().collect();
    let mut rest = text.chars().peekable();
    let mut pieces = Vec::new();
    while let Some(c) = rest.next() {
        if c.is_whitespace() {
            pieces.push(Math::Space);
        } else if let Some(accent) = Accent::combining(c) {
            let letter = pieces.pop().unwrap_or(Math::Row(Vec::new()));
            pieces.push(Math::Marked(accent, Box::new(letter)));
        } else if let Some(letter) = lifted(c) {
            pieces.push(Math::Raised(Box::new(moved(letter, &mut rest, lifted))));
        } else if let Some(letter) = sunken(c) {
            pieces.push(Math::Lowered(Box::new(moved(letter, &mut rest, sunken))));
        } else if c == '_' || c == '^' {
            let script = Box::new(script(&mut rest));
            pieces.push(if c == '^' { Math::Raised(script) } else { Math::Lowered(script) });
        } else if c.is_ascii_alphabetic() {
            letters(c, &mut rest, &mut pieces);
        } else {
            pieces.push(Math::Char(c));
        }
    }
    Math::Row(pieces)
}

/// Letters that are raised or lowered one after the other.
fn moved(first: char, rest: &mut Peekable<Chars>, of: fn(char) -> Option<char>) -> Math {
    let mut letters = vec![Math::Char(first)];
    while let Some(letter) = rest.peek().copied().and_then(of) {
        rest.next();
        letters.push(Math::Char(letter));
    }
    Math::Row(letters)
}

/// What stands behind `_` or `^`: letters and digits, or a bracket.
fn script(rest: &mut Peekable<Chars>) -> Math {
    let mut inside = String::new();
    if rest.next_if_eq(&'(').is_some() {
        while let Some(c) = rest.next_if(|c| *c != ')') {
            inside.push(c);
        }
        rest.next();
    } else {
        while let Some(c) = rest.next_if(|c| c.is_alphanumeric()) {
            inside.push(c);
        }
    }
    if inside.chars().any(|c| lifted(c).or_else(|| sunken(c)).is_some()) {
        return line(&inside);
    }
    Math::Row(inside.chars().map(Math::Char).collect())
}

/// A word, or names side by side.
fn letters(first: char, rest: &mut Peekable<Chars>, pieces: &mut Vec<Math>) {
    let mut word = String::from(first);
    while let Some(c) = rest.next_if(char::is_ascii_alphabetic) {
        word.push(c);
    }
    match symbol(&word).filter(|symbol| symbol.is_word()) {
        Some(symbol) => pieces.push(Math::Symbol(symbol)),
        None if word.len() < WORD => pieces.extend(word.chars().map(Math::Char)),
        None => {
            let word = Math::Row(word.chars().map(Math::Char).collect());
            pieces.push(Math::Face(Face::Upright, Box::new(word)));
        }
    }
}

/// Whether a word is set as mathematics wherever it stands: it has a sign, a script or a mark
/// that running text has not.
pub fn is_mathematics(word: &str) -> bool {
    const SIGNS: &str = "∂∇∑∏√∞‖⊙·×÷±∓≤≥≠≈∼≡≪≫→↦←⇒∈∀∃⊤⊥′−∘∗ℒℝℓ⟨⟩";
    let decomposed: Vec<char> = word.nfd().collect();
    let is_letter =
        |at: Option<usize>| at.and_then(|at| decomposed.get(at)).is_some_and(|c| c.is_alphabetic());
    decomposed.iter().enumerate().any(|(at, c)| {
        let greek = ('α'..='ω').contains(c) || ('Α'..='Ω').contains(c);
        let script = lifted(*c).or_else(|| sunken(*c)).is_some();
        // The hat of ŷ, and not that of être.
        let mark = Accent::combining(*c).is_some()
            && !is_letter(at.checked_add(1))
            && !is_letter(at.checked_sub(2));
        SIGNS.contains(*c) || greek || script || mark
    })
}

/// Whether a word joins those beside it to one formula: `=`, `+`.
pub fn is_sign(word: &str) -> bool {
    ["=", "+", "-", "−", "·", "×", "⊙", "/", "<", ">", "≤", "≥", "≠", "≈", "∈", "@", "*", "→"]
        .contains(&word)
}

/// TeX or, without a command of it, plain mathematics.
pub fn either(text: &str) -> Math {
    if text.contains('\\') { read(text) } else { line(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tex::latex;

    #[test]
    fn typed_mathematics_is_set() {
        for (typed, tex) in [
            ("∂L/∂W₁", r"\partial L/\partial W_{1}"),
            ("(2/m)(ŷ − y)Xᵀ", r"(2/m)(\hat{y}-y)X^{\top}"),
            ("‖ŷ − y‖²", r"\Vert \hat{y}-y\Vert^{2}"),
            ("k×m, x⁻¹²", r"k\times m,x^{-12}"),
            ("z_out = mean(exp(x^(a+b)))", r"z_{out}=\mathrm{mean}(\exp (x^{a+b}))"),
        ] {
            assert_eq!(latex::math(&line(typed)).replace(" }", "}").replace(" ^", "^"), tex);
        }
    }

    #[test]
    fn words_are_no_mathematics() {
        for word in ["être", "señor", "Größe", "well-known", "a", "e.g.", "1/2", "naïve"] {
            assert!(!is_mathematics(word), "{word}");
        }
        for word in ["ŷ", "‖ŷ", "W₁", "σ", "Aᵀ", "3×4", "x²", "∂L/∂b", "−1"] {
            assert!(is_mathematics(word), "{word}");
        }
    }
}
