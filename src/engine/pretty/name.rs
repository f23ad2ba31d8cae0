//! Names as a textbook sets them.

use super::Style;

/// Words that stand for a letter, the letter, and its name in TeX.
const GREEK: [(&str, &str); 24] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("eps", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("lam", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Delta", "Δ"),
    ("Sigma", "Σ"),
];

/// The name as a style writes it: `yhat` is `ŷ` and `\hat{y}`, `W1` is `W₁` and `W_{1}`,
/// `theta` is `θ` and `\theta`. Code keeps names as they are.
pub fn name(name: &str, style: Style) -> String {
    if style == Style::NumPy {
        return name.to_owned();
    }
    let (stem, index) = split_index(name);
    let (stem, hat) = match stem.strip_suffix("hat") {
        Some(letter) if letter.chars().count() == 1 => (letter, true),
        _ => (stem, false),
    };
    let greek = GREEK.iter().find(|(word, letter)| *word == stem || *letter == stem);
    if style == Style::Latex {
        let mut text = match greek {
            Some((word, _)) => {
                let word = word.replace("eps", "epsilon").replace("epsilonilon", "epsilon");
                format!(r"\{}", if word == "lam" { "lambda" } else { &word })
            }
            None => stem_in_tex(stem),
        };
        if hat {
            text = format!(r"\hat{{{text}}}");
        }
        if index.is_empty() { text } else { format!("{text}_{{{}}}", index.replace('_', ",")) }
    } else {
        let mut text = greek.map_or(stem, |(_, letter)| letter).to_owned();
        if hat {
            text.push('\u{302}');
        }
        if !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()) {
            text.extend(index.bytes().map(|digit| subscript(digit - b'0')));
        } else if !index.is_empty() {
            text = format!("{text}_{index}");
        }
        super::super::token::normalised(&text)
    }
}

/// A name and its index: digits at its end, or what stands behind `_`.
fn split_index(name: &str) -> (&str, &str) {
    if let Some((stem, index)) = name.split_once('_')
        && !stem.is_empty()
        && !index.is_empty()
    {
        return (stem, index);
    }
    let stem = name.trim_end_matches(|character: char| character.is_ascii_digit());
    if stem.is_empty() { (name, "") } else { name.split_at(stem.len()) }
}

fn subscript(digit: u8) -> char {
    ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'][usize::from(digit)]
}

/// A stem in TeX: letters as they are, marks and subscripts taken apart, words upright.
fn stem_in_tex(stem: &str) -> String {
    if stem == "ŷ" {
        return r"\hat{y}".into();
    }
    if let Some(base) = stem.strip_suffix(|character| ('₀'..='₉').contains(&character))
        && let Some(last) = stem.chars().last()
    {
        return format!("{}_{{{}}}", stem_in_tex(base), u32::from(last) - u32::from('₀'));
    }
    if stem.chars().count() > 1 {
        return format!(r"\mathrm{{{}}}", stem.replace('_', r"\_"));
    }
    stem.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_set_as_in_a_textbook() {
        for (plain, unicode, latex) in [
            ("yhat", "ŷ", r"\hat{y}"),
            ("W1", "W₁", "W_{1}"),
            ("z_1", "z₁", "z_{1}"),
            ("theta2", "θ₂", r"\theta_{2}"),
            ("lambda", "λ", r"\lambda"),
            ("eps", "ε", r"\epsilon"),
            ("W₁", "W₁", "W_{1}"),
            ("L", "L", "L"),
            ("z_out", "z_out", "z_{out}"),
            ("rate", "rate", r"\mathrm{rate}"),
        ] {
            assert_eq!(name(plain, Style::Unicode), unicode);
            assert_eq!(name(plain, Style::Latex), latex);
            assert_eq!(name(plain, Style::NumPy), plain);
        }
    }
}
