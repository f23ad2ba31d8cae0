//! Text and mathematics for HTML: characters as references where they would be marks, formulas
//! as `MathML`.

use super::symbol::Face;
use super::{Math, Scripted, scripted};

/// Text in which nothing is a mark.
pub fn text(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Where a formula stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In running text.
    Inline,
    /// On a line with little else, as tall as it likes.
    Line,
    /// On lines of its own.
    Display,
}

/// A formula.
pub fn math(math: &Math, place: Place) -> String {
    let place = match place {
        Place::Inline => "",
        Place::Line => " displaystyle=\"true\"",
        Place::Display => " display=\"block\"",
    };
    format!("<math{place}>{}</math>", row(math))
}

/// The pieces of a row, as one element.
fn row(math: &Math) -> String {
    let pieces = scripted(math);
    let mut elements: Vec<String> = Vec::new();
    let mut number = String::new();
    let mut before = None;
    for piece in &pieces {
        let prefix = before.is_none_or(is_sign);
        before = piece.base;
        match piece.base {
            // The sign of a number is none between two.
            Some(Math::Char('-' | '−')) if prefix => {
                elements.push(with_scripts("<mo form=\"prefix\">−</mo>", *piece));
            }
            // The digits of a number stay together.
            Some(Math::Char(c)) if c.is_ascii_digit() || (*c == '.' && !number.is_empty()) => {
                number.push(*c);
                if piece.raised.or(piece.lowered).is_some() {
                    elements.push(with_scripts(&self::number(&mut number), *piece));
                }
            }
            _ => {
                if !number.is_empty() {
                    elements.push(self::number(&mut number));
                }
                let base = piece.base.map_or_else(|| "<mrow></mrow>".to_owned(), atom);
                elements.push(with_scripts(&base, *piece));
            }
        }
    }
    if !number.is_empty() {
        elements.push(self::number(&mut number));
    }
    match elements.as_slice() {
        [one] => one.clone(),
        _ => format!("<mrow>{}</mrow>", elements.concat()),
    }
}

/// Whether a minus behind it belongs to what follows.
fn is_sign(piece: &Math) -> bool {
    match piece {
        Math::Char(c) => "=(,<>+-−·[".contains(*c),
        Math::Symbol(symbol) => symbol.sign().is_some_and(|sign| "·⊙≤≥≈".contains(sign)),
        _ => false,
    }
}

fn number(digits: &mut String) -> String {
    format!("<mn>{}</mn>", std::mem::take(digits))
}

fn with_scripts(base: &str, piece: Scripted<'_>) -> String {
    match (piece.lowered, piece.raised) {
        (None, None) => base.to_owned(),
        (Some(lowered), None) => format!("<msub>{base}{}</msub>", row(lowered)),
        (None, Some(raised)) => format!("<msup>{base}{}</msup>", row(raised)),
        (Some(lowered), Some(raised)) => {
            format!("<msubsup>{base}{}{}</msubsup>", row(lowered), row(raised))
        }
    }
}

fn atom(atom: &Math) -> String {
    match atom {
        Math::Char(c) => character(*c),
        Math::Symbol(symbol) if symbol.is_word() => format!("<mi>{}</mi>", symbol.name),
        Math::Symbol(symbol) if symbol.is_space() => {
            let width = match symbol.name {
                "quad" | "\\" => "1em",
                "qquad" => "2em",
                "!" => "0em",
                _ => "0.2em",
            };
            format!("<mspace width=\"{width}\"></mspace>")
        }
        Math::Symbol(symbol) => symbol.sign().map_or_else(String::new, character),
        Math::Unknown(words) | Math::Text(words) => format!("<mtext>{}</mtext>", text(words)),
        Math::Fraction(above, below) => format!("<mfrac>{}{}</mfrac>", row(above), row(below)),
        Math::Root(inner) => format!("<msqrt>{}</msqrt>", row(inner)),
        Math::Face(face, inner) => match (face, inner.plain()) {
            (Face::Upright | Face::Operator, Some(word)) => {
                format!("<mi mathvariant=\"normal\">{}</mi>", text(&word))
            }
            (Face::Calligraphic, Some(word)) if word == "L" => character('ℒ'),
            (Face::Blackboard, Some(word)) if word == "R" => character('ℝ'),
            (Face::Bold, _) => {
                format!("<mrow style=\"font-weight: bold\">{}</mrow>", row(inner))
            }
            _ => row(inner),
        },
        Math::Marked(accent, inner) => {
            // On their own most marks are drawn too small or not at all.
            let mark = match accent.character() {
                '\u{302}' => "^",
                '\u{304}' => "¯",
                '\u{303}' => "~",
                '\u{307}' => "˙",
                _ => "→",
            };
            let base = row(inner);
            format!("<mover accent=\"true\">{base}<mo stretchy=\"false\">{mark}</mo></mover>")
        }
        Math::Fenced(open, inner, close) => {
            let fence = |sign: Option<char>| {
                let sign = sign.map(|sign| text(&sign.to_string())).unwrap_or_default();
                format!("<mo fence=\"true\" stretchy=\"true\">{sign}</mo>")
            };
            format!("<mrow>{}{}{}</mrow>", fence(*open), row(inner), fence(*close))
        }
        Math::Table(environment, rows) => {
            let cell = |cell: &Math| format!("<mtd>{}</mtd>", row(cell));
            let line = |cells: &Vec<Math>| {
                let cells: String = cells.iter().map(cell).collect();
                format!("<mtr>{cells}</mtr>")
            };
            let rows: String = rows.iter().map(line).collect();
            let sign = |sign: Option<char>| {
                sign.map(|sign| format!("<mo fence=\"true\" stretchy=\"true\">{sign}</mo>"))
                    .unwrap_or_default()
            };
            let (open, close) = (sign(environment.open), sign(environment.close));
            format!("<mrow>{open}<mtable>{rows}</mtable>{close}</mrow>")
        }
        Math::Row(_) | Math::Space | Math::Raised(_) | Math::Lowered(_) => row(atom),
    }
}

/// One sign.
fn character(c: char) -> String {
    let shown = match c {
        '-' => "−".to_owned(),
        '\'' => "′".to_owned(),
        c => text(&c.to_string()),
    };
    match c {
        '∂' | '∇' | '∞' | '⊤' => format!("<mi mathvariant=\"normal\">{shown}</mi>"),
        // Round brackets of typed formulas are as tall as text, others mark a norm.
        '(' | ')' | '[' | ']' | '|' | '‖' => format!("<mo stretchy=\"false\">{shown}</mo>"),
        '/' => "<mo lspace=\"0\" rspace=\"0\">/</mo>".to_owned(),
        c if c.is_alphabetic() => format!("<mi>{shown}</mi>"),
        _ => format!("<mo>{shown}</mo>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tex::read;

    #[test]
    fn formulas_are_set() {
        for (tex, mathml) in [
            ("W_1", "<math><msub><mi>W</mi><mn>1</mn></msub></math>"),
            (
                r"\frac{\partial L}{12.5^2}",
                "<math><mfrac><mrow><mi mathvariant=\"normal\">∂</mi><mi>L</mi></mrow>\
                 <msup><mn>12.5</mn><mn>2</mn></msup></mfrac></math>",
            ),
            ("=-1", "<math><mrow><mo>=</mo><mo form=\"prefix\">−</mo><mn>1</mn></mrow></math>"),
            ("<", "<math><mo>&lt;</mo></math>"),
            (r"\text{<b>}", "<math><mtext>&lt;b&gt;</mtext></math>"),
            ("", "<math><mrow></mrow></math>"),
        ] {
            assert_eq!(math(&read(tex), Place::Inline), mathml);
        }
    }
}
