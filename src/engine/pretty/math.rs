//! Formulas as a textbook sets them: in Unicode, and in TeX.

use super::super::op::{Axis, Binary};
use super::super::shape::Shape;
use super::super::simplify::{Factor, Formula, Product, Term};
use super::{Layout, Style, comparison, name, number, unsigned};

/// The signs of a notation.
pub struct Notation {
    style: Style,
    minus: &'static str,
    hadamard: &'static str,
    transpose: &'static str,
    ones: &'static str,
    open: &'static str,
    close: &'static str,
    norm: &'static str,
}

/// Plain text.
pub const UNICODE: Notation = Notation {
    style: Style::Unicode,
    minus: "−",
    hadamard: " ⊙ ",
    transpose: "ᵀ",
    ones: "1⃗",
    open: "(",
    close: ")",
    norm: "‖",
};

/// TeX.
pub const LATEX: Notation = Notation {
    style: Style::Latex,
    minus: "-",
    hadamard: r" \odot ",
    transpose: r"^\top",
    ones: r"\vec{1}",
    open: r"\left(",
    close: r"\right)",
    norm: r"\|",
};

/// How strongly the outermost part of a text holds together.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Strength {
    Comparison,
    Sum,
    Hadamard,
    /// Side by side: matrix products, and scalars before a matrix.
    Beside,
    Power,
    Atom,
}

/// The formula as text.
pub fn write(term: &Term, notation: &Notation) -> String {
    notation.text(term).0
}

impl Notation {
    fn text(&self, term: &Term) -> (String, Strength) {
        match &term.formula {
            Formula::Name(text) | Formula::Size(text) => (name(text, self.style), Strength::Atom),
            Formula::Product(product) => self.product(product, term),
            Formula::Sum(terms) => (self.sum(terms.iter().map(AsRef::as_ref)), Strength::Sum),
            Formula::MatMul(factors) => {
                let factors: Vec<_> =
                    factors.iter().map(|factor| self.within(factor, Strength::Beside)).collect();
                (factors.join(" "), Strength::Beside)
            }
            Formula::Transpose(a) => {
                (self.within(a, Strength::Atom) + self.transpose, Strength::Power)
            }
            Formula::Power(a, b) => (self.power(a, &self.text(b).0), Strength::Power),
            Formula::Call("sum", arguments, axis) => self.total(&arguments[0], *axis),
            Formula::Call(name, arguments, axis) => self.call(name, arguments, *axis),
            Formula::Along(name, a, axis) => self.call(name, std::slice::from_ref(a), *axis),
            Formula::Compare(rule, a, b) => {
                let (a, b) = (self.within(a, Strength::Sum), self.within(b, Strength::Sum));
                (format!("{a} {} {b}", self.comparison(*rule)), Strength::Comparison)
            }
            Formula::Entry(a, row, col) => {
                let (a, row, col) = (self.within(a, Strength::Atom), row + 1, col + 1);
                let text = match self.style {
                    Style::Latex => format!("{{{a}}}_{{{row}{col}}}"),
                    _ => format!("{a}[{row}, {col}]"),
                };
                (text, Strength::Atom)
            }
            Formula::Literal(entries) => (self.matrix(entries, term.shape), Strength::Atom),
        }
    }

    fn bracketed(&self, text: &str) -> String {
        format!("{}{text}{}", self.open, self.close)
    }

    fn within(&self, term: &Term, least: Strength) -> String {
        let (text, strength) = self.text(term);
        if strength < least || (text.starts_with(self.minus) && least > Strength::Sum) {
            self.bracketed(&text)
        } else {
            text
        }
    }

    fn comparison(&self, rule: Binary) -> &'static str {
        let latex = self.style == Style::Latex;
        match rule {
            Binary::LessEqual => {
                if latex {
                    r"\le"
                } else {
                    "≤"
                }
            }
            Binary::GreaterEqual => {
                if latex {
                    r"\ge"
                } else {
                    "≥"
                }
            }
            Binary::NotEqual => {
                if latex {
                    r"\ne"
                } else {
                    "≠"
                }
            }
            Binary::Equal => "=",
            _ => comparison(rule),
        }
    }

    fn sum<'a>(&self, terms: impl Iterator<Item = &'a Term>) -> String {
        let mut written = String::new();
        for term in terms {
            let opposite = unsigned(term);
            let text = match &opposite {
                Some(product) => self.product(product, term).0,
                None => self.within(term, Strength::Hadamard),
            };
            let sign = match (written.is_empty(), opposite.is_some()) {
                (true, false) => ["", "", ""],
                (true, true) => ["", self.minus, ""],
                (false, false) => [" ", "+", " "],
                (false, true) => [" ", self.minus, " "],
            };
            written.extend(sign);
            written += &text;
        }
        written
    }

    /// A sum: over a row's entries it is a product with a column of ones, or with the other
    /// factor's transpose where two rows are multiplied.
    fn total(&self, a: &Term, axis: Axis) -> (String, Strength) {
        let Shape::Matrix(rows, cols) = a.shape else { return self.text(a) };
        let along_row = axis == Axis::Cols || (axis == Axis::All && rows == 1);
        let along_column = axis == Axis::Rows || (axis == Axis::All && cols == 1);
        if let (Axis::All, Formula::Product(product)) = (axis, &a.formula) {
            if let Some(text) = self.squares(product) {
                return (text, Strength::Power);
            }
            if let Some(text) = self.inner_product(product, a.shape) {
                return (text, Strength::Beside);
            }
        }
        if along_row {
            (format!("{} {}", self.within(a, Strength::Beside), self.ones), Strength::Beside)
        } else if along_column {
            let ones = format!("{}{}", self.ones, self.transpose);
            (format!("{ones} {}", self.within(a, Strength::Beside)), Strength::Beside)
        } else {
            (self.function("sum", &self.text(a).0), Strength::Atom)
        }
    }

    /// Σ x² as ‖x‖².
    fn squares(&self, product: &Product) -> Option<String> {
        match product.factors.as_slice() {
            [one] if one.exponent == 2.0 && product.number == 1.0 && product.over == 1.0 => {
                let norm = format!("{0}{1}{0}", self.norm, self.text(&one.base).0);
                Some(self.raise(&norm, "2"))
            }
            _ => None,
        }
    }

    /// Σ c u v of two rows as c u vᵀ, of two columns as c uᵀ v.
    fn inner_product(&self, product: &Product, shape: Shape) -> Option<String> {
        let vector = |factor: &&Factor| factor.base.shape == shape;
        let [first, second] = product.factors.iter().filter(vector).collect::<Vec<_>>()[..] else {
            return None;
        };
        let plain = first.exponent == 1.0 && second.exponent == 1.0;
        if !plain || (shape.rows() != 1 && shape.cols() != 1) {
            return None;
        }
        let scaled = |kept: &Factor, left_out: &Factor| {
            let factors = product.factors.iter().filter(|factor| *factor != left_out);
            let rest = Product { factors: factors.cloned().collect(), ..product.clone() };
            self.within(&rest.term(kept.base.shape), Strength::Beside)
        };
        let transposed =
            |factor: &Factor| self.within(&factor.base, Strength::Atom) + self.transpose;
        Some(if shape.rows() == 1 {
            format!("{} {}", scaled(first, second), transposed(second))
        } else {
            format!("{} {}", transposed(first), scaled(second, first))
        })
    }

    fn product(&self, product: &Product, term: &Term) -> (String, Strength) {
        let layout = Layout::new(product, term, |text| name(text, self.style));
        let number = if layout.has_number() { self.number(&layout) } else { String::new() };
        let (scalars, matrices): (Vec<&Factor>, Vec<&Factor>) =
            layout.factors.iter().copied().partition(|factor| factor.base.shape.is_scalar());
        let mut pieces: Vec<String> =
            scalars.iter().map(|scalar| self.factor(scalar, Strength::Power)).collect();
        let alone = matrices.len() == 1 && layout.divisors.is_empty();
        let least = if alone { Strength::Beside } else { Strength::Power };
        let matrices: Vec<_> = matrices.iter().map(|one| self.factor(one, least)).collect();
        let mut rest = matrices.join(self.hadamard);
        let several = matrices.len() > 1;
        let mut strength = if several { Strength::Hadamard } else { Strength::Beside };
        if several && (!number.is_empty() || !pieces.is_empty()) {
            rest = self.bracketed(&rest);
            strength = Strength::Beside;
        }
        if !rest.is_empty() {
            pieces.push(rest);
        }
        let mut written = beside(&number, &pieces.join(" "), !layout.over.is_empty());
        if !layout.divisors.is_empty() {
            written = self.quotient(&written, &layout.divisors);
            strength = Strength::Hadamard;
        }
        let lone = pieces.len() == 1 && number.is_empty();
        if let ([one], true, true) = (layout.factors.as_slice(), lone, layout.divisors.is_empty()) {
            strength = if one.exponent == 1.0 { Strength::Beside } else { Strength::Power };
        }
        if pieces.is_empty() && layout.divisors.is_empty() {
            let whole = layout.over.is_empty() && !layout.negative;
            strength = if whole { Strength::Atom } else { Strength::Hadamard };
        }
        (if layout.negative { format!("{}{written}", self.minus) } else { written }, strength)
    }

    fn number(&self, layout: &Layout) -> String {
        if layout.over.is_empty() {
            let hidden = layout.number == 1.0 && !layout.factors.is_empty();
            return if hidden { String::new() } else { number(layout.number) };
        }
        let number = number(layout.number);
        match self.style {
            Style::Latex => format!(r"\frac{{{number}}}{{{}}}", layout.over.join(" ")),
            _ if layout.over.len() == 1 => format!("{number}/{}", layout.over[0]),
            _ => format!("{number}/({})", layout.over.join(" ")),
        }
    }

    fn quotient(&self, above: &str, divisors: &[Factor]) -> String {
        match self.style {
            Style::Latex => {
                let below: Vec<_> =
                    divisors.iter().map(|one| self.factor(one, Strength::Hadamard)).collect();
                format!(r"\frac{{{above}}}{{{}}}", below.join(self.hadamard))
            }
            _ => divisors.iter().fold(above.to_owned(), |above, divisor| {
                format!("{above} / {}", self.factor(divisor, Strength::Power))
            }),
        }
    }

    fn factor(&self, factor: &Factor, least: Strength) -> String {
        if factor.exponent == 1.0 {
            self.within(&factor.base, least)
        } else {
            self.power(&factor.base, &number(factor.exponent))
        }
    }

    fn power(&self, base: &Term, exponent: &str) -> String {
        self.raise(&self.within(base, Strength::Atom), exponent)
    }

    fn raise(&self, base: &str, exponent: &str) -> String {
        match (self.style, exponent) {
            (Style::Latex, _) => format!("{base}^{{{exponent}}}"),
            (_, "2") => format!("{base}²"),
            (_, "3") => format!("{base}³"),
            _ if exponent.chars().all(char::is_alphanumeric) => format!("{base}^{exponent}"),
            _ => format!("{base}^({exponent})"),
        }
    }

    fn call(&self, name: &str, arguments: &[std::rc::Rc<Term>], axis: Axis) -> (String, Strength) {
        let texts: Vec<_> = arguments.iter().map(|term| self.text(term).0).collect();
        let mut inside = texts.join(", ");
        match axis {
            Axis::All => {}
            Axis::Rows => inside += ", axis = 0",
            Axis::Cols => inside += ", axis = 1",
        }
        let text = match (name, axis) {
            ("norm", Axis::All) => format!("{0}{inside}{0}", self.norm),
            ("abs", _) => format!("|{inside}|"),
            _ => self.function(name, &inside),
        };
        (text, Strength::Atom)
    }

    fn function(&self, name: &str, inside: &str) -> String {
        let latex = self.style == Style::Latex;
        let name = match name {
            "sigmoid" => if latex { r"\sigma" } else { "σ" }.to_owned(),
            "sqrt" if latex => return format!(r"\sqrt{{{inside}}}"),
            "sqrt" => "√".to_owned(),
            "exp" | "log" | "sin" | "cos" | "tan" | "tanh" | "sinh" | "cosh" | "max" | "min"
                if latex =>
            {
                format!(r"\{name}")
            }
            _ if latex => format!(r"\operatorname{{{}}}", name.replace('_', r"\_")),
            _ => name.to_owned(),
        };
        name + &self.bracketed(inside)
    }

    fn matrix(&self, entries: &[std::rc::Rc<Term>], shape: Shape) -> String {
        let rows = entries
            .chunks(shape.cols())
            .map(|row| row.iter().map(|entry| self.text(entry).0).collect::<Vec<_>>());
        if self.style == Style::Latex {
            let rows: Vec<_> = rows.map(|row| row.join(" & ")).collect();
            return format!(r"\begin{{bmatrix}}{}\end{{bmatrix}}", rows.join(r" \\ "));
        }
        let rows: Vec<_> = rows.map(|row| format!("[{}]", row.join(", "))).collect();
        format!("[{}]", rows.join(", "))
    }
}

/// A number before what it multiplies: `2x`, `(2/m)(ŷ − y)`.
fn beside(number: &str, rest: &str, fraction: bool) -> String {
    let tex = number.starts_with('\\');
    match (number.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => number.to_owned(),
        _ if fraction && !tex && rest.starts_with('(') => format!("({number}){rest}"),
        _ if fraction && !tex => format!("({number}) {rest}"),
        _ if rest.starts_with(|first: char| first.is_ascii_digit()) => format!("{number} · {rest}"),
        _ => format!("{number}{rest}"),
    }
}
