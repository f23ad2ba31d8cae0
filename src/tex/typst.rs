//! Text and mathematics for Typst, in which nothing that a stranger wrote is code.

use super::symbol::{Accent, Face};
use super::{Math, Scripted, scripted};

/// Mathematics, without the dollar signs around it.
pub fn math(math: &Math) -> String {
    let pieces = scripted(math);
    let balanced = is_balanced(&pieces);
    let mut out = String::new();
    let mut digits = false;
    let mut is_norm = false;
    for piece in &pieces {
        let number = is_number(piece);
        // The digits of a number stay together; all else stands apart, so that no two signs
        // become one.
        let close = (digits && number) || piece.base == Some(&Math::Char('\''));
        if !out.is_empty() && !close {
            out.push(' ');
        }
        if is_double(piece.base) {
            // A sign that opens and closes alike: it closes what it opened before.
            out.push_str(if is_norm {
                "class(\"closing\", ‖)"
            } else {
                "class(\"opening\", ‖)"
            });
            is_norm = !is_norm;
            scripts(*piece, &mut out);
        } else {
            self::piece(*piece, balanced, &mut out);
        }
        digits = number && piece.raised.or(piece.lowered).is_none();
    }
    out
}

fn is_double(base: Option<&Math>) -> bool {
    match base {
        Some(Math::Char(c)) => *c == '‖',
        Some(Math::Symbol(symbol)) => symbol.sign() == Some('‖'),
        _ => false,
    }
}

fn is_number(piece: &Scripted<'_>) -> bool {
    matches!(piece.base, Some(Math::Char(c)) if c.is_ascii_digit() || *c == '.')
}

/// Whether every bracket of a row has its partner.
fn is_balanced(pieces: &[Scripted<'_>]) -> bool {
    let mut open = Vec::new();
    for piece in pieces {
        match piece.base {
            Some(Math::Char('(')) => open.push(')'),
            Some(Math::Char('[')) => open.push(']'),
            Some(Math::Char(c @ (')' | ']'))) if open.pop() != Some(*c) => return false,
            _ => {}
        }
    }
    open.is_empty()
}

fn piece(piece: Scripted<'_>, balanced: bool, out: &mut String) {
    let Scripted { base, raised, lowered } = piece;
    match base {
        None => out.push_str("\"\""),
        // A group is one thing to its scripts, without brackets that are seen.
        Some(group @ Math::Row(_)) if raised.or(lowered).is_some() => {
            out.extend(["attach(", &argument(group)]);
            out.extend(lowered.map(|lowered| format!(", b: {}", argument(lowered))));
            out.extend(raised.map(|raised| format!(", t: {}", argument(raised))));
            out.push(')');
            return;
        }
        Some(base) => atom(base, balanced, out),
    }
    scripts(piece, out);
}

fn scripts(piece: Scripted<'_>, out: &mut String) {
    if let Some(lowered) = piece.lowered {
        out.extend(["_(", &argument(lowered), ")"]);
    }
    if let Some(raised) = piece.raised {
        out.extend(["^(", &argument(raised), ")"]);
    }
}

/// An argument that stands between the brackets of a script or function.
fn argument(inner: &Math) -> String {
    let inner = math(inner);
    if inner.is_empty() { "\"\"".to_owned() } else { inner }
}

fn atom(atom: &Math, balanced: bool, out: &mut String) {
    let call = |name: &str, inner: &Math| format!("{name}({})", argument(inner));
    match atom {
        Math::Char(c) => character(*c, balanced, out),
        Math::Symbol(symbol) if symbol.is_word() => {
            out.extend(["op(", &string(symbol.name), ")"]);
        }
        Math::Symbol(symbol) if symbol.is_space() => out.push_str(match symbol.name {
            "quad" | "\\" => "quad",
            "qquad" => "wide",
            "!" => "\"\"",
            _ => "thin",
        }),
        Math::Symbol(symbol) => {
            let sign = symbol.sign().unwrap_or(' ');
            character(sign, false, out);
        }
        Math::Unknown(words) | Math::Text(words) => out.push_str(&string(words)),
        Math::Fraction(above, below) => {
            out.extend(["frac(", &argument(above), ", ", &argument(below), ")"]);
        }
        Math::Root(inner) => out.push_str(&call("sqrt", inner)),
        Math::Face(face, inner) => match (face, inner.plain()) {
            (Face::Upright, Some(word)) => out.push_str(&string(&word)),
            (Face::Operator, Some(word)) => out.extend(["op(", &string(&word), ")"]),
            (face, _) => out.push_str(&call(
                match face {
                    Face::Upright | Face::Operator => "upright",
                    Face::Bold => "bold",
                    Face::Italic => "italic",
                    Face::Calligraphic => "cal",
                    Face::Blackboard => "bb",
                },
                inner,
            )),
        },
        Math::Marked(accent, inner) => out.push_str(&call(
            match accent {
                Accent::Hat => "hat",
                Accent::Bar => "macron",
                Accent::Tilde => "tilde",
                Accent::Dot => "dot",
                Accent::Arrow => "arrow",
            },
            inner,
        )),
        Math::Fenced(open, inner, close) => {
            let (mut left, mut right) = (String::new(), String::new());
            open.inspect(|sign| character(*sign, false, &mut left));
            close.inspect(|sign| character(*sign, false, &mut right));
            out.extend(["lr(", &left, " ", &argument(inner), " ", &right, ")"]);
        }
        Math::Table(environment, rows) => {
            let row = |row: &Vec<Math>| row.iter().map(argument).collect::<Vec<_>>().join(", ");
            let rows: Vec<String> = rows.iter().map(row).collect();
            let rows = rows.join("; ");
            match (environment.name, environment.open) {
                ("cases", _) => out.extend(["cases(", &rows.replace(", ", " & "), ")"]),
                (_, Some(open)) => {
                    out.extend(["mat(delim: \"", &open.to_string(), "\", ", &rows, ")"]);
                }
                (_, None) => out.extend(["mat(delim: #none, ", &rows, ")"]),
            }
        }
        Math::Row(_) | Math::Space | Math::Raised(_) | Math::Lowered(_) => {
            out.push_str(&math(atom));
        }
    }
}

/// One sign of mathematics; brackets are escaped where they have no partner.
fn character(c: char, balanced: bool, out: &mut String) {
    match c {
        '(' | ')' | '[' | ']' if balanced => out.push(c),
        '-' => out.push('−'),
        '+' | '=' | '<' | '>' | '*' | '.' | '\'' | '|' => out.push(c),
        '\u{fffd}' => out.push_str("\"\u{fffd}\""),
        c if c.is_alphanumeric() => out.push(c),
        c if c.is_ascii() => out.extend(['\\', c]),
        c => out.push(c),
    }
}

/// Words between quotation marks.
pub fn string(words: &str) -> String {
    let mut out = String::from("\"");
    for c in words.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out + "\""
}

/// Running text on one line.
pub fn text(words: &str) -> String {
    const SIGNS: &str = "\\#$*_`<>@~[]{}/=-+";
    let mut out = String::new();
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, c) in words.char_indices() {
        // Behind digits at the beginning a point would begin a list.
        if SIGNS.contains(c) || (c == '.' && digits > 0 && at == digits) {
            out.extend(['\\', c]);
        } else if c.is_whitespace() {
            out.push(' ');
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tex::read;

    #[test]
    fn formulas_are_set() {
        for (tex, typst) in [
            (r"\hat{y} = wx + 12.5", "hat(y) = w x + 12.5"),
            (r"\frac{\partial L}{\partial W_1}", "frac(∂ L, ∂ W_(1))"),
            (r"(\hat y - y)^2 X^\top", "( hat(y) − y )^(2) X^(⊤)"),
            (r"\left(\frac{2}{m}\right)", r"lr(\( frac(2, m) \))"),
            (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", "mat(delim: \"[\", 1, 2; 3, 4)"),
            (r"\log x \cdot \mathrm{rate}", "op(\"log\") x · \"rate\""),
            (r"\operatorname{log\_softmax}", "op(\"log_softmax\")"),
            (r"f(x, y)", r"f ( x \, y )"),
            (r"\|x\|^2", "class(\"opening\", ‖) x class(\"closing\", ‖)^(2)"),
        ] {
            assert_eq!(math(&read(tex)), typst);
        }
    }

    #[test]
    fn nothing_is_code() {
        assert_eq!(math(&read("#eval $ \" // )")), r#"\# e v a l \$ \" \/ \/ \)"#);
        assert_eq!(math(&read(r"\foo{a}")), r#""\\foo" a"#);
        assert_eq!(text("#x $y$ *b* // = - + [a]"), r"\#x \$y\$ \*b\* \/\/ \= \- \+ \[a\]");
        assert_eq!(text("1. one 2. two"), r"1\. one 2. two");
        assert_eq!(string("a\"b\\\n"), r#""a\"b\\ ""#);
    }
}
