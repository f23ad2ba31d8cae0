//! Sums: flat, with like terms collected.

use std::rc::Rc;

use super::super::shape::Shape;
use super::term::{Factor, Formula, Product, Term};

/// The sum of terms, of a shape.
pub fn sum(terms: &[Rc<Term>], shape: Shape) -> Rc<Term> {
    let mut products: Vec<(Product, Shape)> = Vec::new();
    for term in terms {
        match &term.formula {
            Formula::Sum(inner) => inner.iter().for_each(|term| collect(&mut products, term)),
            _ => collect(&mut products, term),
        }
    }
    products.retain(|(product, _)| product.number != 0.0);
    drop_ones(&mut products, shape);
    let mut terms: Vec<_> =
        products.into_iter().map(|(product, shape)| product.term(shape)).collect();
    match terms.len() {
        0 => Product::number(0.0).with_ones(shape).term(shape),
        1 => Product::of(&terms.remove(0)).with_ones(shape).term(shape),
        _ => Term::new(Formula::Sum(terms), shape),
    }
}

/// 1 − a
pub fn one_minus(a: &Rc<Term>) -> Rc<Term> {
    let opposite = Product::of(a).times(-1.0).term(a.shape);
    sum(&[Term::number(1.0), opposite], a.shape)
}

fn collect(products: &mut Vec<(Product, Shape)>, term: &Rc<Term>) {
    let product = Product::of(term);
    let same = products.iter_mut().find(|(other, shape)| {
        *shape == term.shape && same_factors(&other.factors, &product.factors)
    });
    match same {
        Some((other, _)) => {
            let number = other.number * product.over + product.number * other.over;
            let over = other.over * product.over;
            other.number = number;
            other.over = over;
            *other = std::mem::replace(other, Product::number(0.0)).times(1.0);
        }
        None => products.push((product, term.shape)),
    }
}

/// Whether two products have the same factors, in any order.
fn same_factors(a: &[Factor], b: &[Factor]) -> bool {
    a.len() == b.len() && a.iter().all(|factor| b.contains(factor))
}

/// A term stretched by ones needs them only if no other term has the whole shape.
fn drop_ones(products: &mut [(Product, Shape)], whole: Shape) {
    let stretched = |product: &Product| product.factors.iter().any(|factor| factor.base.is_ones());
    if !products.iter().any(|(product, shape)| *shape == whole && !stretched(product)) {
        return;
    }
    for (product, shape) in products {
        if stretched(product) {
            product.factors.retain(|factor| !factor.base.is_ones());
            let shapes = product.factors.iter().map(|factor| factor.base.shape);
            *shape = shapes.fold(Shape::Scalar, |all, one| all.broadcast(one).unwrap_or(all));
        }
    }
}
