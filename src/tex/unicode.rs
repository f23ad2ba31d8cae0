//! Mathematics as one line of Unicode: `\frac{\partial L}{\partial W_1}` is `∂L/∂W₁`.

use unicode_normalization::UnicodeNormalization;

use super::symbol::Face;
use super::{Math, read};

/// TeX mathematics, without the dollar signs around it, as one line of text.
pub fn unicode(text: &str) -> String {
    line(&read(text))
}

/// Mathematics as one line of text.
pub fn line(math: &Math) -> String {
    let spaced = write(math).split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.nfc().collect()
}

fn write(math: &Math) -> String {
    let mut out = String::new();
    for piece in math.pieces() {
        self::piece(piece, &mut out);
    }
    out
}

fn piece(math: &Math, out: &mut String) {
    match math {
        Math::Row(_) => out.push_str(&write(math)),
        Math::Char(c) => out.push(character(*c)),
        Math::Space => out.push(' '),
        Math::Symbol(symbol) => {
            // A name stands apart from the letter before it, as in `2 log x`.
            if symbol.is_word() && out.ends_with(|c: char| c.is_alphanumeric()) {
                out.push(' ');
            }
            out.push_str(symbol.shown);
        }
        Math::Unknown(text) | Math::Text(text) => out.push_str(text),
        Math::Raised(inner) => out.push_str(&superscript(&write(inner))),
        Math::Lowered(inner) => out.push_str(&subscript(&write(inner))),
        Math::Fraction(above, below) => {
            out.push_str(&grouped(&write(above), false));
            out.push('/');
            out.push_str(&grouped(&write(below), true));
        }
        Math::Root(inner) => {
            out.push('√');
            out.push_str(&grouped(&write(inner), true));
        }
        Math::Face(face, inner) => {
            let text = write(inner);
            out.push_str(match (face, text.as_str()) {
                (Face::Calligraphic, "L") => "ℒ",
                (Face::Blackboard, "R") => "ℝ",
                (_, text) => text,
            });
        }
        Math::Marked(accent, inner) => out.push_str(&marked(&write(inner), accent.character())),
        Math::Fenced(open, inner, close) => {
            out.extend(open.map(character));
            out.push_str(&write(inner));
            out.extend(close.map(character));
        }
        Math::Table(environment, rows) => {
            out.extend(environment.open);
            for (index, row) in rows.iter().enumerate() {
                out.push_str(if index > 0 { "; " } else { "" });
                let cells: Vec<String> =
                    row.iter().map(|cell| write(cell).trim().to_owned()).collect();
                out.push_str(&cells.join(", "));
            }
            out.extend(environment.close);
        }
    }
}

fn character(c: char) -> char {
    match c {
        '-' => '−',
        '*' => '∗',
        '\'' => '′',
        '~' => ' ',
        c => c,
    }
}

/// A part of a fraction: in brackets if it would fall apart.
fn grouped(text: &str, below: bool) -> String {
    let loose = text.contains([' ', '+', '−', '/']) || (below && text.contains('·'));
    if loose && text.chars().count() > 1 { format!("({text})") } else { text.to_owned() }
}

/// The first letter with a mark over it.
fn marked(text: &str, mark: char) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().chain([mark]).chain(letters).collect()
}

const SUPERSCRIPTS: (&str, &str) = ("0123456789+−niTtop⊤", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱᵀᵗᵒᵖᵀ");
const SUBSCRIPTS: (&str, &str) = ("0123456789+−aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ");

fn superscript(text: &str) -> String {
    if text == "′" { text.to_owned() } else { set(text, SUPERSCRIPTS, '^') }
}

fn subscript(text: &str) -> String {
    set(text, SUBSCRIPTS, '_')
}

/// The text in raised or lowered letters, or after a sign if some letter has none.
fn set(text: &str, (from, to): (&str, &str), sign: char) -> String {
    let moved = |c: char| from.chars().zip(to.chars()).find(|(a, _)| *a == c).map(|(_, b)| b);
    match text.chars().map(moved).collect::<Option<String>>() {
        Some(moved) => moved,
        None if text.chars().count() == 1 => format!("{sign}{text}"),
        None => format!("{sign}({text})"),
    }
}

/// Raised letters that are read, and not written: few fonts have them all.
const RAISED: (&str, &str) = ("abcdefghjklmprsuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵖʳˢᵘᵛʷˣʸᶻ");

/// The letter that a raised letter stands for; a raised T is the sign of a transpose.
pub fn lifted(letter: char) -> Option<char> {
    let known = || moved_back(letter, SUPERSCRIPTS).or_else(|| moved_back(letter, RAISED));
    if letter == 'ᵀ' { Some('⊤') } else { known() }
}

/// The letter that a lowered letter stands for.
pub fn sunken(letter: char) -> Option<char> {
    moved_back(letter, SUBSCRIPTS)
}

fn moved_back(letter: char, (from, to): (&str, &str)) -> Option<char> {
    from.chars().zip(to.chars()).find(|(_, b)| *b == letter).map(|(a, _)| a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formulas_of_a_primer() {
        for (tex, shown) in [
            ("W_1", "W₁"),
            (r"\hat{y} = wx + b", "ŷ = wx + b"),
            (r"\frac{\partial L}{\partial W_1}", "∂L/∂W₁"),
            (r"\mathcal{L} = \frac{1}{m}||\hat y - y||^2", "ℒ = 1/m||ŷ − y||²"),
            (r"\frac{2}{m}(\hat{y} - y)X^\intercal", "2/m(ŷ − y)Xᵀ"),
            (r"w_2^{\top} \odot A \odot (1 - A)", "w₂ᵀ ⊙ A ⊙ (1 − A)"),
            (r"\frac{a + b}{c \cdot d}", "(a + b)/(c · d)"),
            (r"\sigma'(z) \le \tfrac14", "σ′(z) ≤ 1/4"),
            (r"\sqrt{x + 1}, \sqrt x", "√(x + 1), √x"),
            (r"X \in \mathbb{R}^{n \times m}", "X ∈ ℝ^(n × m)"),
            (r"2\log x, \log(x), x_{ij}, e^{-z}, x^q", "2 log x, log(x), xᵢⱼ, e^(−z), x^q"),
            (r"\text{loss of } x_i", "loss of xᵢ"),
            (r"\left( x \right)^3", "( x )³"),
            (r"\begin{bmatrix} 1 & -2 \\ x_1 & 0 \\ \end{bmatrix}", "[1, −2; x₁, 0]"),
        ] {
            assert_eq!(unicode(tex), shown, "{tex}");
        }
    }

    #[test]
    fn what_is_not_known_is_shown() {
        assert_eq!(unicode(r"\unknown{x}"), r"\unknownx");
        assert_eq!(unicode(r"a } b & c \end{x} \begin{odd} 1"), r"a } b & c \endx \beginodd 1");
        for odd in [
            "{",
            "}",
            "\\",
            "^",
            "_",
            r"\frac",
            r"\frac{1",
            r"\hat",
            "x^{",
            r"\text{",
            r"\left",
            r"\right",
            r"\left(",
            r"\begin",
            r"\begin{bmatrix} 1 &",
            r"\end{bmatrix}",
        ] {
            unicode(odd);
        }
        let openings = ["{", "\\hat", "\\hat ", "x^", "\\frac{", "_ ", "\\left(", "\\begin{cases}"];
        for deep in openings {
            unicode(&deep.repeat(10_000));
        }
    }
}
