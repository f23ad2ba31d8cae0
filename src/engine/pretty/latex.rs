//! Formulas in TeX.

use super::setting::{Setting, Sign};
use super::{Style, name};

/// The formula in TeX's mathematics.
pub fn write(setting: &Setting) -> String {
    match setting {
        Setting::Name(text) => name(text, Style::Latex),
        Setting::Partial(of, by) => {
            let (of, by) = (name(of, Style::Latex), name(by, Style::Latex));
            format!(r"\frac{{\partial {of}}}{{\partial {by}}}")
        }
        Setting::Text(text) => text.clone(),
        Setting::Ones => r"\vec{1}".into(),
        Setting::Sign(sign) => format!(" {} ", self::sign(*sign)),
        Setting::Negative => "-".into(),
        Setting::Space => " ".into(),
        Setting::Row(parts) => parts.iter().map(write).collect(),
        Setting::Brackets(inner) => format!(r"\left({}\right)", write(inner)),
        Setting::Ratio(above, below) => {
            let below: Vec<_> = below.iter().map(write).collect();
            format!(r"\frac{{{above}}}{{{}}}", below.join(" "))
        }
        Setting::Fraction(above, below) => {
            let below: Vec<_> = Setting::bare_product(below).iter().map(write).collect();
            format!(r"\frac{{{}}}{{{}}}", write(above.bare()), below.join(r" \odot "))
        }
        Setting::Power(base, exponent) => format!("{}^{{{}}}", write(base), write(exponent)),
        Setting::Transposed(inner) => format!(r"{}^\top", write(inner)),
        Setting::Norm(inner) => format!(r"\left\|{}\right\|", write(inner)),
        Setting::Absolute(inner) => format!(r"\left|{}\right|", write(inner)),
        Setting::Function("sqrt", arguments) => {
            format!(r"\sqrt{{{}}}", arguments.iter().map(write).collect::<String>())
        }
        Setting::Function(name, arguments) => {
            let arguments: Vec<_> = arguments.iter().map(write).collect();
            format!(r"{}\left({}\right)", function(name), arguments.join(", "))
        }
        Setting::Entry(of, row, col) => format!("{{{}}}_{{{}{}}}", write(of), row + 1, col + 1),
        Setting::Matrix(rows) => {
            let rows = rows.iter().map(|row| row.iter().map(write).collect::<Vec<_>>().join(" & "));
            let rows: Vec<_> = rows.collect();
            format!(r"\begin{{bmatrix}}{}\end{{bmatrix}}", rows.join(r" \\ "))
        }
    }
}

fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::Plus => "+",
        Sign::Minus => "-",
        Sign::Hadamard => r"\odot",
        Sign::Times => r"\cdot",
        Sign::Less => "<",
        Sign::LessEqual => r"\le",
        Sign::Greater => ">",
        Sign::GreaterEqual => r"\ge",
        Sign::Equal => "=",
        Sign::NotEqual => r"\ne",
    }
}

fn function(name: &str) -> String {
    match name {
        "sigmoid" => r"\sigma".into(),
        "exp" | "log" | "sin" | "cos" | "tan" | "tanh" | "sinh" | "cosh" | "max" | "min" => {
            format!(r"\{name}")
        }
        _ => format!(r"\operatorname{{{}}}", name.replace('_', r"\_")),
    }
}
