//! Terms as a textbook sets them, in any notation.

use super::super::op::{Axis, Binary};
use super::super::shape::Shape;
use super::super::simplify::{Factor, Formula, Product, Term};
use super::setting::{Setting, Sign};
use super::{Layout, number, unsigned};

/// How strongly the outermost part of a formula holds together.
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

/// The term as it is set.
pub fn set(term: &Term) -> Setting {
    part(term).0
}

fn text(text: impl Into<String>) -> Setting {
    Setting::Text(text.into())
}

fn part(term: &Term) -> (Setting, Strength) {
    match &term.formula {
        Formula::Name(name) | Formula::Size(name) => (Setting::Name(name.clone()), Strength::Atom),
        Formula::Product(product) => self::product(product, term),
        Formula::Sum(terms) => (sum(terms.iter().map(AsRef::as_ref)), Strength::Sum),
        Formula::MatMul(factors) => {
            let factors = factors.iter().map(|factor| within(factor, Strength::Beside));
            (joined(factors, &Setting::Space), Strength::Beside)
        }
        Formula::Transpose(a) => {
            (Setting::Transposed(Box::new(within(a, Strength::Atom))), Strength::Power)
        }
        Formula::Power(a, b) => (power(within(a, Strength::Atom), set(b)), Strength::Power),
        Formula::Call("sum", arguments, axis) => total(&arguments[0], *axis),
        Formula::Call(name, arguments, axis) => (call(name, arguments, *axis), Strength::Atom),
        Formula::Along(name, a, axis) => {
            (call(name, std::slice::from_ref(a), *axis), Strength::Atom)
        }
        Formula::Compare(rule, a, b) => {
            let sign = Setting::Sign(comparison(*rule));
            let sides = [within(a, Strength::Sum), sign, within(b, Strength::Sum)];
            (Setting::Row(sides.into()), Strength::Comparison)
        }
        Formula::Entry(a, row, col) => {
            let of = Box::new(within(a, Strength::Atom));
            (Setting::Entry(of, *row, *col), Strength::Atom)
        }
        Formula::Literal(entries) => {
            let rows = entries.chunks(term.shape.cols());
            let rows = rows.map(|row| row.iter().map(|entry| set(entry)).collect());
            (Setting::Matrix(rows.collect()), Strength::Atom)
        }
    }
}

/// The part, in brackets if it holds together less than `least`, or if a minus would stand
/// beside another sign.
fn within(term: &Term, least: Strength) -> Setting {
    let (part, strength) = part(term);
    if strength < least || (part.is_negative() && least > Strength::Sum) {
        Setting::Brackets(Box::new(part))
    } else {
        part
    }
}

fn joined(parts: impl Iterator<Item = Setting>, between: &Setting) -> Setting {
    let mut row: Vec<_> = Vec::new();
    for part in parts {
        if !row.is_empty() {
            row.push(between.clone());
        }
        row.push(part);
    }
    if row.len() == 1 { row.remove(0) } else { Setting::Row(row) }
}

fn power(base: Setting, exponent: Setting) -> Setting {
    Setting::Power(Box::new(base), Box::new(exponent))
}

fn comparison(rule: Binary) -> Sign {
    match rule {
        Binary::Less => Sign::Less,
        Binary::LessEqual => Sign::LessEqual,
        Binary::Greater => Sign::Greater,
        Binary::GreaterEqual => Sign::GreaterEqual,
        Binary::Equal => Sign::Equal,
        _ => Sign::NotEqual,
    }
}

fn sum<'a>(terms: impl Iterator<Item = &'a Term>) -> Setting {
    let mut row = Vec::new();
    for term in terms {
        let opposite = unsigned(term);
        row.extend(match (row.is_empty(), opposite.is_some()) {
            (true, false) => None,
            (true, true) => Some(Setting::Negative),
            (false, false) => Some(Setting::Sign(Sign::Plus)),
            (false, true) => Some(Setting::Sign(Sign::Minus)),
        });
        row.push(match &opposite {
            Some(product) => self::product(product, term).0,
            None => within(term, Strength::Hadamard),
        });
    }
    Setting::Row(row)
}

/// A sum: over a row's entries it is a product with a column of ones, or with the other
/// factor's transpose where two rows are multiplied.
fn total(a: &Term, axis: Axis) -> (Setting, Strength) {
    let Shape::Matrix(rows, cols) = a.shape else { return part(a) };
    if let (Axis::All, Formula::Product(product)) = (axis, &a.formula) {
        if let Some(norm) = squares(product) {
            return (norm, Strength::Power);
        }
        if let Some(product) = inner_product(product, a.shape) {
            return (product, Strength::Beside);
        }
    }
    let beside = within(a, Strength::Beside);
    if axis == Axis::Cols || (axis == Axis::All && rows == 1) {
        (Setting::Row(vec![beside, Setting::Space, Setting::Ones]), Strength::Beside)
    } else if axis == Axis::Rows || (axis == Axis::All && cols == 1) {
        let ones = Setting::Transposed(Box::new(Setting::Ones));
        (Setting::Row(vec![ones, Setting::Space, beside]), Strength::Beside)
    } else {
        (Setting::Function("sum", vec![set(a)]), Strength::Atom)
    }
}

/// Σ x² as ‖x‖².
fn squares(product: &Product) -> Option<Setting> {
    match product.factors.as_slice() {
        [one] if one.exponent == 2.0 && product.number == 1.0 && product.over == 1.0 => {
            Some(power(Setting::Norm(Box::new(set(&one.base))), text("2")))
        }
        _ => None,
    }
}

/// Σ c u v of two rows as c u vᵀ, of two columns as uᵀ c v.
fn inner_product(product: &Product, shape: Shape) -> Option<Setting> {
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
        within(&rest.term(kept.base.shape), Strength::Beside)
    };
    let transposed = |factor: &Factor| match &factor.base.formula {
        Formula::Transpose(inner) => within(inner, Strength::Atom),
        _ => Setting::Transposed(Box::new(within(&factor.base, Strength::Atom))),
    };
    Some(Setting::Row(if shape.rows() == 1 {
        vec![scaled(first, second), Setting::Space, transposed(second)]
    } else {
        vec![transposed(first), Setting::Space, scaled(second, first)]
    }))
}

fn product(product: &Product, term: &Term) -> (Setting, Strength) {
    let layout = Layout::new(product, term);
    let (scalars, matrices): (Vec<&Factor>, Vec<&Factor>) =
        layout.factors.iter().copied().partition(|factor| factor.base.shape.is_scalar());
    let mut pieces: Vec<Setting> =
        scalars.iter().map(|scalar| factor(scalar, Strength::Power)).collect();
    let alone = matrices.len() == 1 && layout.divisors.is_empty();
    let least = if alone { Strength::Beside } else { Strength::Power };
    let several = matrices.len() > 1;
    let number = coefficient(&layout);
    let mut strength = if several { Strength::Hadamard } else { Strength::Beside };
    if !matrices.is_empty() {
        let matrices = matrices.iter().map(|one| factor(one, least));
        let mut rest = joined(matrices, &Setting::Sign(Sign::Hadamard));
        if several && (number.is_some() || !pieces.is_empty()) {
            rest = Setting::Brackets(Box::new(rest));
            strength = Strength::Beside;
        }
        pieces.push(rest);
    }
    match (&number, layout.factors.as_slice(), layout.divisors.is_empty()) {
        (None, [one], true) if one.exponent == 1.0 => strength = Strength::Beside,
        (None, [_], true) => strength = Strength::Power,
        (Some(Setting::Text(_)), [], true) if !layout.negative => strength = Strength::Atom,
        (Some(_), [], true) => strength = Strength::Hadamard,
        _ => {}
    }
    let mut written = beside(number, pieces);
    if !layout.divisors.is_empty() {
        let below = layout.divisors.iter().map(|one| factor(one, Strength::Power)).collect();
        written = Setting::Fraction(Box::new(written), below);
        strength = Strength::Hadamard;
    }
    if layout.negative {
        written = Setting::Row(vec![Setting::Negative, written]);
    }
    (written, strength)
}

/// The number before the factors, if one must be written.
fn coefficient(layout: &Layout) -> Option<Setting> {
    let written = number(layout.number);
    if layout.over.is_empty() {
        return layout.has_number().then(|| text(written));
    }
    let below = layout.over.iter().map(|below| match below.parse::<f64>() {
        Ok(_) => text(below),
        Err(_) => Setting::Name(below.clone()),
    });
    Some(Setting::Ratio(written, below.collect()))
}

/// A number before what it multiplies: `2x`, `(2/m)(ŷ − y)`.
fn beside(number: Option<Setting>, pieces: Vec<Setting>) -> Setting {
    let rest = (!pieces.is_empty()).then(|| joined(pieces.into_iter(), &Setting::Space));
    match (number, rest) {
        (Some(number), Some(rest)) => {
            let plain = matches!(number, Setting::Text(_));
            if plain && rest.begins_with_number() {
                Setting::Row(vec![number, Setting::Sign(Sign::Times), rest])
            } else {
                Setting::Row(vec![number, rest])
            }
        }
        (Some(part), None) | (None, Some(part)) => part,
        (None, None) => text("1"),
    }
}

fn factor(factor: &Factor, least: Strength) -> Setting {
    if factor.exponent == 1.0 {
        within(&factor.base, least)
    } else {
        power(within(&factor.base, Strength::Atom), text(number(factor.exponent)))
    }
}

fn call(name: &'static str, arguments: &[std::rc::Rc<Term>], axis: Axis) -> Setting {
    let mut arguments: Vec<_> = arguments.iter().map(|term| set(term)).collect();
    match (name, axis) {
        ("norm", Axis::All) => Setting::Norm(Box::new(arguments.remove(0))),
        ("abs", _) => Setting::Absolute(Box::new(arguments.remove(0))),
        _ => {
            match axis {
                Axis::All => {}
                Axis::Rows => arguments.push(text("axis = 0")),
                Axis::Cols => arguments.push(text("axis = 1")),
            }
            Setting::Function(name, arguments)
        }
    }
}
