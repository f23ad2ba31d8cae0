//! Text as a terminal can show it: control characters made visible, and, where there is no
//! Unicode, everything in ASCII.

use unicode_normalization::UnicodeNormalization;

use crate::markup::{is_hidden, picture};

/// The text with control characters as pictures of themselves, and characters that reverse the
/// direction of writing or have no width replaced. Newlines stay, tabs become spaces.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => ' ',
            c if is_hidden(c) => picture(c),
            c => c,
        })
        .collect()
}

/// The text in ASCII, as it would be typed: `ŷ` is `yhat`, `W₁` is `W1`, `∂` is `d`. Control
/// characters are shown as `^[`, what has no spelling as `?`. Newlines stay.
pub fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfd() {
        match c {
            '\n' | ' '..='~' => out.push(c),
            '\t' => out.push(' '),
            '\0'..='\x1f' => {
                out.push('^');
                out.push(char::from(c as u8 + b'@'));
            }
            // Its picture was made before.
            '\u{2400}'..='\u{241f}' => {
                out.push('^');
                out.extend(char::from_u32(u32::from(c) - 0x2400 + u32::from('@')));
            }
            _ => match spelled(c) {
                Some(word) => out.push_str(word),
                None => out.push('?'),
            },
        }
    }
    out
}

/// A character or combining mark in ASCII.
fn spelled(c: char) -> Option<&'static str> {
    let found = SPELLED.iter().find(|(letters, _)| letters.contains(c));
    if let Some((_, word)) = found {
        return Some(word);
    }
    match c {
        '₀'..='₉' => Some(DIGITS[(u32::from(c) - u32::from('₀')) as usize]),
        '⁰' => Some("^0"),
        '⁴'..='⁹' => Some(POWERS[(u32::from(c) - u32::from('⁴')) as usize]),
        _ => None,
    }
}

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const POWERS: [&str; 6] = ["^4", "^5", "^6", "^7", "^8", "^9"];

/// Characters, and what each of them is written as.
const SPELLED: [(&str, &str); 74] = [
    ("\u{302}", "hat"),
    ("\u{304}\u{305}", "bar"),
    ("\u{303}", "tilde"),
    ("\u{307}", "dot"),
    ("\u{20d7}", "vec"),
    ("\u{300}\u{301}\u{308}\u{30a}\u{327}\u{fe0f}", ""),
    ("∂", "d"),
    ("∇", "grad "),
    ("−–‐‑", "-"),
    ("—", "--"),
    ("×", "x"),
    ("·⋅⊙∗", "*"),
    ("÷⁄∕", "/"),
    ("‖", "||"),
    ("√", "sqrt "),
    ("±", "+/-"),
    ("≈", "~"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("≪", "<<"),
    ("≫", ">>"),
    ("→⟶", "->"),
    ("←", "<-"),
    ("⇒", "=>"),
    ("∞", "inf"),
    ("∈", " in "),
    ("∑Σ", "sum "),
    ("∏Π", "prod "),
    ("∫", "int "),
    ("…⋯", "..."),
    ("ᵀ", "^T"),
    ("¹", "^1"),
    ("²", "^2"),
    ("³", "^3"),
    ("ⁿ", "^n"),
    ("ⁱ", "^i"),
    ("⁻", "^-"),
    ("⁺", "^+"),
    ("′", "'"),
    ("″", "''"),
    ("‘’‚", "'"),
    ("“”„", "\""),
    ("½", "1/2"),
    ("¼", "1/4"),
    ("¾", "3/4"),
    ("α", "alpha"),
    ("β", "beta"),
    ("γ", "gamma"),
    ("δ", "delta"),
    ("Δ", "Delta"),
    ("ε", "epsilon"),
    ("η", "eta"),
    ("θ", "theta"),
    ("κ", "kappa"),
    ("λ", "lambda"),
    ("μµ", "mu"),
    ("ν", "nu"),
    ("π", "pi"),
    ("ρ", "rho"),
    ("σ", "sigma"),
    ("τ", "tau"),
    ("φ", "phi"),
    ("ψ", "psi"),
    ("ω", "omega"),
    ("ℒ", "L"),
    ("ℝ", "R"),
    ("●", "*"),
    ("─", "-"),
    ("↑", "up"),
    ("↓", "down"),
    ("←", "left"),
    ("⎡⎢⎣", "["),
    ("⎤⎥⎦", "]"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown() {
        assert_eq!(visible("a\u{1b}[2J\nb\u{9b}\u{202e}c"), "a␛[2J\nb\u{fffd}\u{fffd}c");
        assert_eq!(ascii("a\u{1b}[2J\u{9b}"), "a^[[2J?");
    }

    #[test]
    fn mathematics_is_spelled_as_it_is_typed() {
        assert_eq!(ascii("ŷ − y₁²"), "yhat - y1^2");
        assert_eq!(ascii("∂L/∂W₁ = δ·Xᵀ, é"), "dL/dW1 = delta*X^T, e");
        assert_eq!(ascii("x⃗ ≤ 10⁻⁵"), "xvec <= 10^-^5");
    }
}
