//! Formulas in the equation language, which reads like NumPy.

use super::super::op::Axis;
use super::super::simplify::{Factor, Formula, Product, Term};
use super::{Layout, comparison, number, unsigned};

/// How strongly the outermost part of a text holds together.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Strength {
    Comparison,
    Sum,
    Product,
    Sign,
    Power,
    Atom,
}

/// The formula as text.
pub fn write(term: &Term) -> String {
    text(term).0
}

fn text(term: &Term) -> (String, Strength) {
    let call = |name: &str, arguments: Vec<String>| {
        (format!("{name}({})", arguments.join(", ")), Strength::Atom)
    };
    match &term.formula {
        Formula::Name(name) | Formula::Size(name) => (name.clone(), Strength::Atom),
        Formula::Product(product) => self::product(product, term),
        Formula::Sum(terms) => (sum(terms.iter().map(AsRef::as_ref)), Strength::Sum),
        Formula::MatMul(factors) => {
            let factors: Vec<_> = factors.iter().map(|factor| operand(factor)).collect();
            (factors.join(" @ "), Strength::Product)
        }
        Formula::Transpose(a) => (format!("{}.T", within(a, Strength::Atom)), Strength::Atom),
        Formula::Power(a, b) => (
            format!("{}^{}", within(a, Strength::Atom), within(b, Strength::Atom)),
            Strength::Power,
        ),
        Formula::Call(name, arguments, axis) => {
            let mut arguments: Vec<_> = arguments.iter().map(|term| write(term)).collect();
            arguments.extend(axis_argument(*axis));
            call(name, arguments)
        }
        Formula::Along(name, a, axis) => match one_axis(*axis, a) {
            Some(axis) => call(name, vec![write(a), axis]),
            // The language has these along an axis alone.
            None if *name == "softmax" => {
                let a = within(a, Strength::Product);
                (format!("exp({a} - logsumexp({a}))"), Strength::Atom)
            }
            None => {
                let a = within(a, Strength::Product);
                (format!("{a} - logsumexp({a})"), Strength::Sum)
            }
        },
        Formula::Compare(rule, a, b) => {
            let (a, b) = (within(a, Strength::Sum), within(b, Strength::Sum));
            (format!("{a} {} {b}", comparison(*rule)), Strength::Comparison)
        }
        Formula::Entry(a, row, col) => {
            (format!("{}[{row}, {col}]", within(a, Strength::Atom)), Strength::Atom)
        }
        Formula::Literal(entries) => {
            let rows: Vec<_> = entries
                .chunks(term.shape.cols())
                .map(|row| {
                    let row: Vec<_> = row.iter().map(|entry| write(entry)).collect();
                    format!("[{}]", row.join(", "))
                })
                .collect();
            (format!("[{}]", rows.join(", ")), Strength::Atom)
        }
    }
}

fn axis_argument(axis: Axis) -> Option<String> {
    match axis {
        Axis::All => None,
        Axis::Rows => Some("axis = 0".into()),
        Axis::Cols => Some("axis = 1".into()),
    }
}

/// The axis that has to be said. Over all entries of a line it is the line's own.
fn one_axis(axis: Axis, a: &Term) -> Option<String> {
    match (axis, a.shape.cols(), a.shape.rows()) {
        (Axis::All, 1, _) if !a.shape.is_scalar() => axis_argument(Axis::Rows),
        (Axis::All, _, 1) if !a.shape.is_scalar() => axis_argument(Axis::Cols),
        _ => axis_argument(axis),
    }
}

/// The text, in brackets if it holds together less than `least`.
fn within(term: &Term, least: Strength) -> String {
    let (text, strength) = text(term);
    if strength < least { format!("({text})") } else { text }
}

/// An operand of `@`: products in brackets, though Python would not need them on the left.
fn operand(term: &Term) -> String {
    within(term, Strength::Power)
}

fn sum<'a>(terms: impl Iterator<Item = &'a Term>) -> String {
    let mut written = String::new();
    for term in terms {
        let opposite = unsigned(term);
        let text = match &opposite {
            Some(product) => self::product(product, term).0,
            None => within(term, Strength::Product),
        };
        written += match (written.is_empty(), opposite.is_some()) {
            (true, false) => "",
            (true, true) => "-",
            (false, false) => " + ",
            (false, true) => " - ",
        };
        written += &text;
    }
    written
}

fn product(product: &Product, term: &Term) -> (String, Strength) {
    let layout = Layout::new(product, term);
    let mut pieces: Vec<String> = Vec::new();
    if layout.has_number() {
        let above = vec![number(layout.number)];
        pieces.push([above, layout.over.clone()].concat().join("/"));
    }
    for factor in &layout.factors {
        pieces.push(self::factor(factor, pieces.is_empty()));
    }
    let mut written = pieces.join(" * ");
    for divisor in &layout.divisors {
        written = format!("{written} / {}", factor(divisor, false));
    }
    let single = pieces.len() == 1 && layout.divisors.is_empty() && layout.over.is_empty();
    let strength = match layout.factors.as_slice() {
        _ if !single => Strength::Product,
        _ if layout.negative => Strength::Sign,
        [one] if one.exponent == 1.0 => Strength::Product,
        [_] => Strength::Power,
        _ => Strength::Atom,
    };
    (if layout.negative { format!("-{written}") } else { written }, strength)
}

/// A factor; the first may be a matrix product without brackets.
fn factor(factor: &Factor, first: bool) -> String {
    if factor.exponent == 1.0 {
        let chain = first && matches!(factor.base.formula, Formula::MatMul(_));
        return within(&factor.base, if chain { Strength::Product } else { Strength::Power });
    }
    format!("{}^{}", within(&factor.base, Strength::Atom), number(factor.exponent))
}
