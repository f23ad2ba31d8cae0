//! Text and mathematics for LaTeX, in which nothing that a stranger wrote is a command but those
//! that are known.

use unicode_normalization::UnicodeNormalization;

use super::symbol::{Accent, Face, named};
use super::{Math, Scripted, plain, scripted};
use crate::markup::{is_hidden, picture};

/// Mathematics, without the signs around it.
pub fn math(math: &Math) -> String {
    let mut out = String::new();
    for piece in scripted(math) {
        self::piece(piece, &mut out);
    }
    out
}

fn piece(piece: Scripted<'_>, out: &mut String) {
    let Scripted { base, raised, lowered } = piece;
    match base {
        None => out.push_str("{}"),
        Some(Math::Row(_)) if raised.or(lowered).is_some() => {
            out.extend(["{", &base.map(math).unwrap_or_default(), "}"]);
        }
        Some(base) => atom(base, out),
    }
    if let Some(lowered) = lowered {
        out.extend(["_{", &math(lowered), "}"]);
    }
    if let Some(raised) = raised {
        out.extend(["^{", &math(raised), "}"]);
    }
}

fn atom(atom: &Math, out: &mut String) {
    let command = |name: &str, inner: &Math| format!("\\{name}{{{}}}", math(inner));
    match atom {
        Math::Char(c) => character(*c, out),
        Math::Symbol(symbol) if symbol.name.chars().all(char::is_alphabetic) => {
            out.extend(["\\", symbol.name, " "]);
        }
        Math::Symbol(symbol) if symbol.name == "\\" => out.push_str("\\quad "),
        Math::Symbol(symbol) => out.extend(["\\", symbol.name]),
        Math::Unknown(words) | Math::Text(words) => {
            out.extend(["\\text{", &text(words), "}"]);
        }
        Math::Fraction(above, below) => {
            out.extend(["\\frac{", &math(above), "}{", &math(below), "}"]);
        }
        Math::Root(inner) => out.push_str(&command("sqrt", inner)),
        Math::Face(face, inner) => out.push_str(&command(
            match face {
                Face::Upright => "mathrm",
                Face::Operator => "operatorname",
                Face::Bold => "mathbf",
                Face::Italic => "mathit",
                Face::Calligraphic => "mathcal",
                Face::Blackboard => "mathbb",
            },
            inner,
        )),
        Math::Marked(accent, inner) => out.push_str(&command(mark(*accent), inner)),
        Math::Fenced(open, inner, close) => {
            out.extend(["\\left", &fence(*open), &math(inner), "\\right", &fence(*close)]);
        }
        Math::Table(environment, rows) => {
            let row = |row: &Vec<Math>| row.iter().map(math).collect::<Vec<_>>().join(" & ");
            let rows: Vec<String> = rows.iter().map(row).collect();
            let name = environment.name;
            let rows = rows.join(" \\\\ ");
            out.extend(["\\begin{", name, "} ", &rows, " \\end{", name, "}"]);
        }
        Math::Row(_) | Math::Space | Math::Raised(_) | Math::Lowered(_) => {
            out.push_str(&math(atom));
        }
    }
}

fn mark(accent: Accent) -> &'static str {
    match accent {
        Accent::Hat => "hat",
        Accent::Bar => "bar",
        Accent::Tilde => "tilde",
        Accent::Dot => "dot",
        Accent::Arrow => "vec",
    }
}

fn fence(sign: Option<char>) -> String {
    match sign {
        Some(sign @ ('(' | ')' | '[' | ']' | '|' | '/')) => sign.to_string(),
        Some(sign @ ('{' | '}')) => format!("\\{sign}"),
        Some('‖') => "\\|".to_owned(),
        Some('⟨') => "\\langle ".to_owned(),
        Some('⟩') => "\\rangle ".to_owned(),
        _ => ".".to_owned(),
    }
}

/// One sign of mathematics.
fn character(c: char, out: &mut String) {
    match c {
        '#' | '$' | '%' | '&' | '_' | '{' | '}' => out.extend(['\\', c]),
        '\\' => out.push_str("\\backslash "),
        '^' => out.push_str("\\wedge "),
        '~' => out.push_str("\\sim "),
        '−' => out.push('-'),
        // Beside an exponent a bare prime would be a second one.
        '\'' | '′' => out.push_str("{'}"),
        '‖' => out.push_str("\\Vert "),
        'ℒ' => out.push_str("\\mathcal{L}"),
        'ℝ' => out.push_str("\\mathbb{R}"),
        '√' => out.push_str("\\surd "),
        '"' => out.push_str("\\text{''}"),
        c if c.is_ascii() => out.push(c),
        c => match named(c) {
            Some(symbol) => out.extend(["\\", symbol.name, " "]),
            None => out.extend(["\\text{", &text(&c.to_string()), "}"]),
        },
    }
}

/// Running text on one line.
pub fn text(words: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in words.nfc() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            '"' => out.push_str("\\textquotedbl{}"),
            '`' => out.push_str("\\textasciigrave{}"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            // Two would become a dash, or a sign of another language.
            '-' | ',' | '\'' | '?' | '!' if c == before => out.extend(["{}", &c.to_string()]),
            c if c.is_whitespace() => out.push(' '),
            c if plain::is_mathematics(&c.to_string()) => {
                out.extend(["$", math(&plain::line(&c.to_string())).trim_end(), "$"]);
            }
            '\u{fffd}' => out.push('?'),
            c if is_hidden(c) => out.push(picture(c)),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// The characters of a document that pdfLaTeX knows nothing of.
pub fn foreign(document: &str) -> Vec<char> {
    let known = |c: char| {
        matches!(
            c,
            '\0'..='\u{17f}'
                | '–'
                | '—'
                | '‘'
                | '’'
                | '‚'
                | '“'
                | '”'
                | '„'
                | '•'
                | '…'
                | '€'
        )
    };
    let mut found: Vec<char> = document.chars().filter(|c| !known(*c)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tex::read;

    #[test]
    fn what_is_known_comes_out_again() {
        for tex in [
            r"\hat{y}=wx+b",
            r"\frac{\partial L}{\partial W_{1}}",
            r"\left(\frac{2}{m}(\hat{y}-y)\right)X^{\top }",
            r"\begin{bmatrix} 1 & x_{1}^{2} \\ \cdot  & \log x \end{bmatrix}",
            r"\operatorname{log\_softmax}\%",
            r"\sqrt{x+1}\,\mathbf{w}\in \mathbb{R}^{n\times m}",
        ] {
            assert_eq!(math(&read(tex)), tex);
        }
    }

    #[test]
    fn what_is_not_known_is_text() {
        assert_eq!(math(&read(r"\input{x}")), r"\text{\textbackslash{}input}x");
        assert_eq!(math(&read(r"\text{\end{x}")), r"\text{\textbackslash{}end\{x}");
        assert_eq!(math(&read("a % b # c $")), r"a\%b\#c\$");
        assert_eq!(math(&read("x'^2'")), r"x{'}^{2}{'}");
        assert_eq!(text(r"50 % of \x_{y}"), r"50 \% of \textbackslash{}x\_\{y\}");
        assert_eq!(text("a -- b"), "a -{}- b");
        assert_eq!(text("σ ≤ 1"), r"$\sigma$ $\le$ 1");
    }
}
