//! Products that are multiplied out because something cancels.

use std::rc::Rc;

use super::super::op::Axis;
use super::super::shape::Shape;
use super::sum;
use super::term::{Factor, Formula, Product, Term};

/// The most terms that multiplying out may give.
const MAX_TERMS: usize = 16;

/// The sum of terms with every product of sums multiplied out; `None` if there is none, or if
/// it would be long.
pub fn expanded(terms: &[Rc<Term>], shape: Shape) -> Option<Rc<Term>> {
    let is_sum =
        |factor: &Factor| factor.exponent == 1.0 && matches!(factor.base.formula, Formula::Sum(_));
    let mut open: Vec<Product> = Vec::new();
    for term in terms {
        match &term.formula {
            Formula::Sum(inner) => open.extend(inner.iter().map(Product::of)),
            _ => open.push(Product::of(term)),
        }
    }
    if !open.iter().any(|product| product.factors.iter().any(is_sum)) {
        return None;
    }
    let mut done: Vec<Rc<Term>> = Vec::new();
    while let Some(mut product) = open.pop() {
        if open.len() + done.len() > MAX_TERMS {
            return None;
        }
        let Some(index) = product.factors.iter().position(is_sum) else {
            let own = product.shape();
            done.push(product.term(own));
            continue;
        };
        let factor = product.factors.remove(index);
        if let Formula::Sum(inner) = &factor.base.formula {
            let terms = inner.iter().rev().map(|term| product.clone().product(&Product::of(term)));
            open.extend(terms);
        }
    }
    done.reverse();
    Some(sum::collected(&done, shape))
}

/// The product, if one of its factors is a sum whose divisors the other factors cancel, as in
/// (y/p − (1 − y)/(1 − p)) ⊙ p ⊙ (1 − p).
pub fn cancelled(product: &Product, shape: Shape) -> Option<Rc<Term>> {
    let divisors = |term: &Rc<Term>| -> Vec<Factor> {
        let product = Product::of(term);
        let is_size = |factor: &Factor| matches!(factor.base.formula, Formula::Size(_));
        let below = |factor: &Factor| factor.exponent < 0.0 && !is_size(factor);
        product.factors.into_iter().filter(below).collect()
    };
    for (index, factor) in product.factors.iter().enumerate() {
        let Formula::Sum(terms) = &factor.base.formula else { continue };
        let below: Vec<_> = terms.iter().flat_map(divisors).collect();
        let cancels = |divisor: &Factor| {
            product
                .factors
                .iter()
                .any(|other| other.base == divisor.base && other.exponent >= -divisor.exponent)
        };
        if factor.exponent != 1.0 || below.is_empty() || !below.iter().all(cancels) {
            continue;
        }
        let mut rest = product.clone();
        rest.factors.remove(index);
        let terms: Vec<_> = terms
            .iter()
            .map(|term| {
                let product = rest.clone().product(&Product::of(term));
                let own = product.shape();
                product.term(own)
            })
            .collect();
        let sum = led(&sum::sum(&terms, shape));
        let parts: usize = product.factors.iter().map(|factor| factor.base.parts).sum();
        let is_scalar = below.iter().all(|factor| factor.base.shape.is_scalar());
        return (!is_scalar || sum.parts < parts).then_some(sum);
    }
    None
}

/// A sum with a positive term at its head, if it has one: p − y for −y + p.
fn led(sum: &Rc<Term>) -> Rc<Term> {
    let Formula::Sum(terms) = &sum.formula else { return Rc::clone(sum) };
    let positive = |term: &Rc<Term>| Product::of(term).number > 0.0;
    let place = terms.iter().position(positive).unwrap_or_default();
    let mut terms = terms.clone();
    terms[..=place].rotate_right(1);
    Term::new(Formula::Sum(terms), sum.shape)
}

/// A sum along an axis as a factor: the scalars of what is summed stand before it.
pub fn hoisted(term: &Rc<Term>) -> Product {
    let Formula::Call("sum", arguments, axis) = &term.formula else { return Product::of(term) };
    let Formula::Product(inner) = &arguments[0].formula else { return Product::of(term) };
    if *axis == Axis::All {
        return Product::of(term);
    }
    let (scalars, rest): (Vec<_>, Vec<_>) =
        inner.factors.iter().cloned().partition(|factor| factor.base.shape.is_scalar());
    if rest.is_empty() {
        return Product::of(term);
    }
    let inside = Product { number: 1.0, over: 1.0, factors: rest }.term(arguments[0].shape);
    let sum = Term::new(Formula::Call("sum", vec![inside], *axis), term.shape);
    Product { factors: scalars, ..inner.clone() }.product(&Product::of(&sum))
}
