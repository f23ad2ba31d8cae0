//! Formulas on one line of plain text.

use super::setting::{Setting, Sign};
use super::{Style, name};

/// The formula on one line.
pub fn write(setting: &Setting) -> String {
    match setting {
        Setting::Name(text) => name(text, Style::Unicode),
        Setting::Partial(of, by) => {
            format!("∂{}/∂{}", name(of, Style::Unicode), name(by, Style::Unicode))
        }
        Setting::Text(text) => text.clone(),
        Setting::Ones => "1⃗".into(),
        Setting::Sign(sign) => format!(" {} ", self::sign(*sign)),
        Setting::Negative => "−".into(),
        Setting::Space => " ".into(),
        Setting::Row(parts) => row(parts),
        Setting::Brackets(inner) => format!("({})", write(inner)),
        Setting::Ratio(above, below) => ratio(above, below),
        Setting::Fraction(above, below) => {
            below.iter().fold(write(above), |above, below| format!("{above} / {}", write(below)))
        }
        Setting::Power(base, exponent) => raised(&write(base), &write(exponent)),
        Setting::Transposed(inner) => format!("{}ᵀ", write(inner)),
        Setting::Norm(inner) => format!("‖{}‖", write(inner)),
        Setting::Absolute(inner) => format!("|{}|", write(inner)),
        Setting::Function(name, arguments) => {
            let arguments: Vec<_> = arguments.iter().map(write).collect();
            format!("{}({})", function(name), arguments.join(", "))
        }
        Setting::Entry(of, row, col) => format!("{}[{}, {}]", write(of), row + 1, col + 1),
        Setting::Matrix(rows) => {
            let rows = rows.iter().map(|row| {
                let row: Vec<_> = row.iter().map(write).collect();
                format!("[{}]", row.join(", "))
            });
            format!("[{}]", rows.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Parts side by side; a ratio before something stands in brackets.
fn row(parts: &[Setting]) -> String {
    let mut written = String::new();
    for (index, part) in parts.iter().enumerate() {
        match (part, parts.get(index + 1)) {
            (Setting::Ratio(above, below), Some(next)) => {
                let space = if next.begins_with_brackets() { "" } else { " " };
                written.extend(["(", &ratio(above, below), ")", space]);
            }
            _ => written += &write(part),
        }
    }
    written
}

fn ratio(above: &str, below: &[Setting]) -> String {
    let names: Vec<_> = below.iter().map(write).collect();
    let names = names.join(" ");
    if below.len() == 1 { format!("{above}/{names}") } else { format!("{above}/({names})") }
}

fn raised(base: &str, exponent: &str) -> String {
    match exponent {
        "2" => format!("{base}²"),
        "3" => format!("{base}³"),
        _ if exponent.chars().all(char::is_alphanumeric) => format!("{base}^{exponent}"),
        _ => format!("{base}^({exponent})"),
    }
}

/// A sign in plain text.
pub fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::Plus => "+",
        Sign::Minus => "−",
        Sign::Hadamard => "⊙",
        Sign::Times => "·",
        Sign::Less => "<",
        Sign::LessEqual => "≤",
        Sign::Greater => ">",
        Sign::GreaterEqual => "≥",
        Sign::Equal => "=",
        Sign::NotEqual => "≠",
    }
}

/// A function's name in plain text.
pub fn function(name: &str) -> &str {
    match name {
        "sigmoid" => "σ",
        "sqrt" => "√",
        _ => name,
    }
}
