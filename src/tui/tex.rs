//! TeX mathematics as one line of Unicode: `\frac{\partial L}{\partial W_1}` is `∂L/∂W₁`.
//!
//! Enough of TeX for the text of an exercise. What is not known is shown as it was written.

use unicode_normalization::UnicodeNormalization;

/// Deeper groups are shown as they were written.
const DEEPEST: usize = 64;

/// Translates mathematics, without the dollar signs around it.
pub fn unicode(text: &str) -> String {
    let mut reader = Reader { rest: text, depth: 0 };
    let out = reader.sequence();
    let spaced = out.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.nfc().collect()
}

struct Reader<'t> {
    rest: &'t str,
    /// How many arguments lie around.
    depth: usize,
}

impl<'t> Reader<'t> {
    /// Everything up to a closing brace or the end.
    fn sequence(&mut self) -> String {
        let mut out = String::new();
        while let Some(c) = self.rest.chars().next() {
            match c {
                '}' => break,
                '^' | '_' => {
                    self.skip(c);
                    let argument = self.argument();
                    let raised =
                        if c == '^' { superscript(&argument) } else { subscript(&argument) };
                    out.push_str(&raised);
                }
                '\\' => {
                    let symbol = self.command();
                    // A name stands apart from the letter before it, as in `2 log x`.
                    if symbol.len() > 1
                        && symbol.chars().all(|c| c.is_ascii_alphabetic())
                        && out.ends_with(|c: char| c.is_alphanumeric())
                    {
                        out.push(' ');
                    }
                    out.push_str(&symbol);
                }
                '{' => out.push_str(&self.argument()),
                _ => {
                    self.skip(c);
                    out.push(character(c));
                }
            }
        }
        out
    }

    fn skip(&mut self, c: char) {
        self.rest = &self.rest[c.len_utf8()..];
    }

    /// A group in braces, a command, or one character.
    fn argument(&mut self) -> String {
        if self.depth == DEEPEST {
            return std::mem::take(&mut self.rest).to_owned();
        }
        self.depth += 1;
        self.rest = self.rest.trim_start();
        let argument = match self.rest.chars().next() {
            Some('{') => {
                self.skip('{');
                let inside = self.sequence();
                self.rest = self.rest.strip_prefix('}').unwrap_or(self.rest);
                inside
            }
            Some('\\') => self.command(),
            Some(c) if c != '}' => {
                self.skip(c);
                character(c).to_string()
            }
            _ => String::new(),
        };
        self.depth -= 1;
        argument
    }

    /// The argument as it was written.
    fn raw(&mut self) -> &'t str {
        self.rest = self.rest.trim_start();
        let Some(inside) = self.rest.strip_prefix('{') else { return "" };
        let end = inside.find('}').unwrap_or(inside.len());
        self.rest = inside.get(end + 1..).unwrap_or_default();
        &inside[..end]
    }

    fn command(&mut self) -> String {
        let after = &self.rest[1..];
        let letters =
            after.len() - after.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let length =
            if letters > 0 { letters } else { after.chars().next().map_or(0, char::len_utf8) };
        let name = &after[..length];
        self.rest = &after[length..];
        if letters > 0 {
            // The space that only ends a name is none, but between words it is kept.
            let spaced = self.rest.trim_start();
            if !spaced.starts_with(|c: char| c.is_ascii_alphanumeric()) || !is_word(name) {
                self.rest = spaced;
            }
        }
        match name {
            "frac" | "dfrac" | "tfrac" => {
                let (above, below) = (self.argument(), self.argument());
                format!("{}/{}", grouped(&above, false), grouped(&below, true))
            }
            "sqrt" => format!("√{}", grouped(&self.argument(), true)),
            "text" | "mathrm" | "operatorname" | "textbf" | "mathbf" | "boldsymbol" | "mathit"
            | "textit" => match name {
                "text" | "textbf" | "textit" => self.raw().to_owned(),
                _ => self.argument(),
            },
            "mathcal" if self.rest.trim_start().starts_with("{L}") => {
                self.argument();
                "ℒ".to_owned()
            }
            "mathbb" if self.rest.trim_start().starts_with("{R}") => {
                self.argument();
                "ℝ".to_owned()
            }
            "mathcal" | "mathbb" => self.argument(),
            "hat" | "widehat" => marked(&self.argument(), '\u{302}'),
            "bar" | "overline" => marked(&self.argument(), '\u{304}'),
            "tilde" | "widetilde" => marked(&self.argument(), '\u{303}'),
            "dot" => marked(&self.argument(), '\u{307}'),
            "vec" => marked(&self.argument(), '\u{20d7}'),
            "left" | "right" | "big" | "Big" | "bigl" | "bigr" | "Bigl" | "Bigr"
            | "displaystyle" => {
                self.rest = self.rest.strip_prefix('.').unwrap_or(self.rest);
                String::new()
            }
            _ => symbol(name).map_or_else(|| format!("\\{name}"), str::to_owned),
        }
    }
}

/// Whether a command is a name that is written out.
fn is_word(name: &str) -> bool {
    symbol(name).is_some_and(|symbol| symbol == name)
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

fn superscript(text: &str) -> String {
    const FROM: &str = "0123456789+−niTtop⊤";
    const TO: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱᵀᵗᵒᵖᵀ";
    if text == "′" { text.to_owned() } else { set(text, FROM, TO, '^') }
}

fn subscript(text: &str) -> String {
    const FROM: &str = "0123456789+−aehijklmnoprstuvx";
    const TO: &str = "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ";
    set(text, FROM, TO, '_')
}

/// The text in raised or lowered letters, or after a sign if some letter has none.
fn set(text: &str, from: &str, to: &str, sign: char) -> String {
    let moved = |c: char| from.chars().zip(to.chars()).find(|(a, _)| *a == c).map(|(_, b)| b);
    match text.chars().map(moved).collect::<Option<String>>() {
        Some(moved) => moved,
        None if text.chars().count() == 1 => format!("{sign}{text}"),
        None => format!("{sign}({text})"),
    }
}

fn symbol(name: &str) -> Option<&'static str> {
    SYMBOLS.iter().find(|(known, _)| *known == name).map(|(_, symbol)| *symbol)
}

const SYMBOLS: [(&str, &str); 98] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "φ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Sigma", "Σ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("partial", "∂"),
    ("nabla", "∇"),
    ("infty", "∞"),
    ("ell", "ℓ"),
    ("cdot", " · "),
    ("times", " × "),
    ("odot", " ⊙ "),
    ("circ", "∘"),
    ("div", "÷"),
    ("pm", "±"),
    ("sum", "∑"),
    ("prod", "∏"),
    ("int", "∫"),
    ("le", " ≤ "),
    ("leq", " ≤ "),
    ("ge", " ≥ "),
    ("geq", " ≥ "),
    ("ne", " ≠ "),
    ("neq", " ≠ "),
    ("approx", " ≈ "),
    ("sim", " ∼ "),
    ("equiv", " ≡ "),
    ("ll", " ≪ "),
    ("gg", " ≫ "),
    ("to", " → "),
    ("rightarrow", " → "),
    ("mapsto", " ↦ "),
    ("leftarrow", " ← "),
    ("gets", " ← "),
    ("Rightarrow", " ⇒ "),
    ("in", " ∈ "),
    ("forall", "∀"),
    ("exists", "∃"),
    ("ldots", "…"),
    ("dots", "…"),
    ("cdots", "⋯"),
    ("top", "⊤"),
    ("intercal", "⊤"),
    ("prime", "′"),
    ("lVert", "‖"),
    ("rVert", "‖"),
    ("Vert", "‖"),
    ("lvert", "|"),
    ("rvert", "|"),
    ("mid", " | "),
    ("langle", "⟨"),
    ("rangle", "⟩"),
    ("exp", "exp"),
    ("log", "log"),
    ("ln", "ln"),
    ("sin", "sin"),
    ("cos", "cos"),
    ("tan", "tan"),
    ("tanh", "tanh"),
    ("max", "max"),
    ("min", "min"),
    ("quad", "  "),
    ("qquad", "  "),
    ("|", "‖"),
    (",", " "),
    (";", " "),
    (":", " "),
    ("!", ""),
    (" ", " "),
    ("{", "{"),
    ("}", "}"),
    ("\\", "  "),
];

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
        ] {
            assert_eq!(unicode(tex), shown, "{tex}");
        }
    }

    #[test]
    fn what_is_not_known_is_shown() {
        assert_eq!(unicode(r"\unknown{x}"), r"\unknownx");
        for odd in ["{", "}", "\\", "^", "_", r"\frac", r"\frac{1", r"\hat", "x^{", r"\text{"] {
            unicode(odd);
        }
        for deep in ["{", "\\hat", "\\hat ", "x^", "\\frac{", "_ "] {
            unicode(&deep.repeat(10_000));
        }
    }
}
