//! What a formula is made of.

use std::rc::Rc;

use super::super::op::{Axis, Binary};
use super::super::shape::Shape;

/// A formula and what is known of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// How it is written.
    pub formula: Formula,
    /// The shape of its value.
    pub shape: Shape,
    /// How many parts it has.
    pub parts: usize,
}

/// A part of a formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// A name.
    Name(String),
    /// The name of a size, such as m for the number of examples.
    Size(String),
    /// A number times factors, elementwise.
    Product(Product),
    /// Terms that are added.
    Sum(Vec<Rc<Term>>),
    /// A chain of matrix products.
    MatMul(Vec<Rc<Term>>),
    /// A transpose.
    Transpose(Rc<Term>),
    /// A power whose exponent is not a number.
    Power(Rc<Term>, Rc<Term>),
    /// A function's value, reduced along an axis if it is a reduction.
    Call(&'static str, Vec<Rc<Term>>, Axis),
    /// A function along an axis that keeps the shape.
    Along(&'static str, Rc<Term>, Axis),
    /// A comparison.
    Compare(Binary, Rc<Term>, Rc<Term>),
    /// One entry.
    Entry(Rc<Term>, u32, u32),
    /// A matrix of scalars, row by row.
    Literal(Vec<Rc<Term>>),
}

/// A factor and its exponent, which is not 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// What is raised.
    pub base: Rc<Term>,
    /// To which power.
    pub exponent: f64,
}

/// `number / over` times factors; two whole numbers are in lowest terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// The number.
    pub number: f64,
    /// What it is divided by.
    pub over: f64,
    /// The factors, in order, each base once.
    pub factors: Vec<Factor>,
}

impl Term {
    /// A term.
    pub fn new(formula: Formula, shape: Shape) -> Rc<Self> {
        let count = |terms: &[Rc<Self>]| terms.iter().map(|term| term.parts).sum::<usize>();
        let parts = 1 + match &formula {
            Formula::Name(_) | Formula::Size(_) => 0,
            Formula::Product(product) => {
                product.factors.iter().map(|factor| factor.base.parts).sum()
            }
            Formula::Sum(terms)
            | Formula::MatMul(terms)
            | Formula::Call(_, terms, _)
            | Formula::Literal(terms) => count(terms),
            Formula::Transpose(a) | Formula::Along(_, a, _) | Formula::Entry(a, ..) => a.parts,
            Formula::Power(a, b) | Formula::Compare(_, a, b) => a.parts + b.parts,
        };
        Rc::new(Self { formula, shape, parts })
    }

    /// A scalar that is a number.
    pub fn number(value: f64) -> Rc<Self> {
        Self::new(Formula::Product(Product::number(value)), Shape::Scalar)
    }

    /// A matrix of ones.
    fn ones(shape: Shape) -> Rc<Self> {
        let sizes = shape.dimensions().iter().map(|size| Self::number(*size as f64)).collect();
        Self::new(Formula::Call("ones", sizes, Axis::All), shape)
    }

    /// Whether it is a matrix of ones.
    pub fn is_ones(&self) -> bool {
        matches!(self.formula, Formula::Call("ones", ..))
    }
}

impl Product {
    /// A number alone.
    pub fn number(number: f64) -> Self {
        Self { number: plain(number), over: 1.0, factors: Vec::new() }
    }

    /// The term as a product, if only of itself.
    pub fn of(term: &Rc<Term>) -> Self {
        match &term.formula {
            Formula::Product(product) => product.clone(),
            _ => Self {
                number: 1.0,
                over: 1.0,
                factors: vec![Factor { base: Rc::clone(term), exponent: 1.0 }],
            },
        }
    }

    /// The product with a number.
    pub fn times(mut self, number: f64) -> Self {
        self.number *= number;
        self.reduced()
    }

    /// The product with another; whole exponents of one base add up.
    pub fn product(mut self, other: &Self) -> Self {
        self.number *= other.number;
        self.over *= other.over;
        for factor in &other.factors {
            let whole = |exponent: f64| exponent.fract() == 0.0;
            let same = self.factors.iter().position(|one| {
                one.base == factor.base && whole(one.exponent) && whole(factor.exponent)
            });
            match same {
                Some(index) => {
                    self.factors[index].exponent += factor.exponent;
                    if self.factors[index].exponent == 0.0 {
                        self.factors.remove(index);
                    }
                }
                None => self.factors.push(factor.clone()),
            }
        }
        self.reduced()
    }

    /// The product to a power. Only whole powers are taken apart: (x²)^½ is not x.
    pub fn raised(mut self, exponent: f64) -> Self {
        let simple = self.number == 1.0 && self.over == 1.0 && self.factors.len() == 1;
        let whole =
            exponent.fract() == 0.0 && self.factors.iter().all(|one| one.exponent.fract() == 0.0);
        if exponent == 0.0 || !(whole || (simple && self.factors[0].exponent == 1.0)) {
            let shape = self.shape();
            let base = self.term(shape);
            let exponent = Term::number(exponent);
            return Self::of(&Term::new(Formula::Power(base, exponent), shape));
        }
        if exponent < 0.0 {
            std::mem::swap(&mut self.number, &mut self.over);
        }
        self.number = self.number.powf(exponent.abs());
        self.over = self.over.powf(exponent.abs());
        for factor in &mut self.factors {
            factor.exponent *= exponent;
        }
        self.reduced()
    }

    /// The product stretched to a shape by a matrix of ones, where it needs one.
    pub fn with_ones(mut self, shape: Shape) -> Self {
        if self.shape() != shape {
            self.factors.push(Factor { base: Term::ones(shape), exponent: 1.0 });
        }
        self
    }

    /// The product as a term of a shape; matrices of ones that other factors make needless
    /// are left out.
    pub fn term(mut self, shape: Shape) -> Rc<Term> {
        while let Some(index) = self.factors.iter().position(|factor| factor.base.is_ones()) {
            let ones = self.factors.remove(index);
            if self.shape() != shape {
                self.factors.insert(index, ones);
                break;
            }
        }
        if self.number == 0.0 && !shape.is_scalar() {
            let sizes = shape.dimensions().iter().map(|size| Term::number(*size as f64)).collect();
            return Term::new(Formula::Call("zeros", sizes, Axis::All), shape);
        }
        let plain = self.number == 1.0 && self.over == 1.0;
        if let ([one], true) = (self.factors.as_slice(), plain)
            && one.exponent == 1.0
        {
            return Rc::clone(&one.base);
        }
        if let ([one], true, -1.0) = (self.factors.as_slice(), self.over == 1.0, self.number)
            && one.exponent == 1.0
            && let Formula::Sum(terms) = &one.base.formula
        {
            let opposite = |term: &Rc<Term>| Self::of(term).times(-1.0).term(term.shape);
            return Term::new(Formula::Sum(terms.iter().map(opposite).collect()), shape);
        }
        Term::new(Formula::Product(self), shape)
    }

    /// The shape to which the factors stretch each other.
    pub fn shape(&self) -> Shape {
        let shapes = self.factors.iter().map(|factor| factor.base.shape);
        shapes.fold(Shape::Scalar, |all, shape| all.broadcast(shape).unwrap_or(all))
    }

    /// Two whole numbers in lowest terms, the sign above.
    fn reduced(mut self) -> Self {
        (self.number, self.over) = (plain(self.number), plain(self.over));
        let whole = |x: f64| x.fract() == 0.0 && x.abs() < 1e15;
        if whole(self.number) && whole(self.over) && self.number != 0.0 && self.over != 0.0 {
            let divisor =
                greatest_common_divisor(self.number.abs(), self.over.abs()) * self.over.signum();
            self.number /= divisor;
            self.over /= divisor;
        } else if self.over != 1.0 && self.over != 0.0 {
            self.number = plain(self.number / self.over);
            self.over = 1.0;
        }
        self
    }
}

/// A number as a person would write it: 0.1 for what 1 − 0.9 leaves in floating point. What is no
/// short decimal within a few roundings stays as it is.
fn plain(number: f64) -> f64 {
    const MOST_DIGITS: usize = 10;
    const ROUNDINGS: f64 = 8.0;
    if number.fract() == 0.0 || !number.is_finite() {
        return number;
    }
    let near: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    let written = format!("{near:e}");
    let mantissa = written.split('e').next().unwrap_or_default();
    let short = mantissa.chars().filter(char::is_ascii_digit).count() <= MOST_DIGITS;
    let close = (near - number).abs() <= ROUNDINGS * f64::EPSILON * number.abs();
    if short && close { near } else { number }
}

fn greatest_common_divisor(mut a: f64, mut b: f64) -> f64 {
    while b != 0.0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The factors of a matrix product, or the term itself as one.
pub fn chain(term: &Rc<Term>) -> Vec<Rc<Term>> {
    match &term.formula {
        Formula::MatMul(factors) => factors.clone(),
        _ => vec![Rc::clone(term)],
    }
}

/// The matrix product of factors; ones that are a single entry change nothing and are left out.
pub fn product_of(mut factors: Vec<Rc<Term>>, shape: Shape) -> Rc<Term> {
    let one = |factor: &Rc<Term>| {
        let entry = match &factor.formula {
            Formula::Literal(entries) => {
                entries.first().is_some_and(|entry| *entry == Term::number(1.0))
            }
            _ => factor.is_ones(),
        };
        entry && factor.shape == Shape::Matrix(1, 1)
    };
    while factors.len() > 1
        && let Some(place) = factors.iter().position(one)
    {
        factors.remove(place);
    }
    match factors.as_slice() {
        [factor] => Rc::clone(factor),
        _ => Term::new(Formula::MatMul(factors), shape),
    }
}

/// The transpose; that of a matrix product is the product of the transposes, reversed.
pub fn transposed(term: &Rc<Term>) -> Rc<Term> {
    let shape = term.shape.transposed();
    match &term.formula {
        Formula::Transpose(inner) => Rc::clone(inner),
        Formula::MatMul(factors) => {
            Term::new(Formula::MatMul(factors.iter().rev().map(transposed).collect()), shape)
        }
        _ => Term::new(Formula::Transpose(Rc::clone(term)), shape),
    }
}

/// A row or a column, as a product with a unit vector.
pub fn picked(row: Option<u32>, col: Option<u32>, a: &Rc<Term>, shape: Shape) -> Rc<Term> {
    let factors = match (row, col) {
        (Some(row), _) => vec![unit(row, a.shape.rows(), false), Rc::clone(a)],
        (None, Some(col)) => vec![Rc::clone(a), unit(col, a.shape.cols(), true)],
        (None, None) => return Rc::clone(a),
    };
    product_of(factors, shape)
}

/// Zeros but for one row, one column or one entry, as a product with unit vectors.
pub fn placed(row: Option<u32>, col: Option<u32>, a: &Rc<Term>, shape: Shape) -> Rc<Term> {
    match (row, col) {
        (Some(row), Some(col)) => {
            let cell = [unit(row, shape.rows(), true), unit(col, shape.cols(), false)];
            let cell = product_of(cell.into(), shape);
            Product::of(a).product(&Product::of(&cell)).term(shape)
        }
        (Some(row), None) => product_of(vec![unit(row, shape.rows(), true), Rc::clone(a)], shape),
        (None, Some(col)) => product_of(vec![Rc::clone(a), unit(col, shape.cols(), false)], shape),
        (None, None) => Rc::clone(a),
    }
}

/// The unit vector of `size` entries whose 1 is at `index`, as a column or a row.
fn unit(index: u32, size: usize, column: bool) -> Rc<Term> {
    let entries = (0..size).map(|at| Term::number(f64::from(u8::from(at == index as usize))));
    let row = Term::new(Formula::Literal(entries.collect()), Shape::Matrix(1, size));
    if column { transposed(&row) } else { row }
}

/// Whether the value is made of 0 and 1: a comparison, or several that must all hold.
pub fn is_truth(term: &Term) -> bool {
    match &term.formula {
        Formula::Compare(..) => true,
        Formula::Product(product) => {
            product.number == 1.0
                && product.over == 1.0
                && product.factors.iter().all(|factor| is_truth(&factor.base))
        }
        _ => false,
    }
}

/// The comparison that holds where this one does not (of numbers; `nan` compares with none).
pub fn opposite(term: &Rc<Term>) -> Option<Rc<Term>> {
    let Formula::Compare(rule, a, b) = &term.formula else { return None };
    let rule = match rule {
        Binary::Less => Binary::GreaterEqual,
        Binary::LessEqual => Binary::Greater,
        Binary::Greater => Binary::LessEqual,
        Binary::GreaterEqual => Binary::Less,
        Binary::Equal => Binary::NotEqual,
        _ => Binary::Equal,
    };
    Some(Term::new(Formula::Compare(rule, Rc::clone(a), Rc::clone(b)), term.shape))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_a_person_would() {
        for (found, written) in [
            (1.0 - 0.9, 0.1),
            (0.1 + 0.2, 0.3),
            (1.0 - 0.999, 0.001),
            (0.1 * 0.1, 0.01),
            (0.3 / 3.0, 0.1),
            (1.0 / 3.0, 1.0 / 3.0),
            (0.100_000_000_000_01, 0.100_000_000_000_01),
            (2.0_f64.sqrt(), 2.0_f64.sqrt()),
        ] {
            assert_eq!(plain(found).to_bits(), f64::to_bits(written), "{found}");
        }
    }
}
