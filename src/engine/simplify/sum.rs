//! Sums: flat, with like terms collected.

use std::rc::Rc;

use super::super::shape::Shape;
use super::expand;
use super::term::{Factor, Formula, Product, Term};

/// The sum of terms, of a shape; multiplied out where that makes it shorter.
pub fn sum(terms: &[Rc<Term>], shape: Shape) -> Rc<Term> {
    let plain = collected(terms, shape);
    match expand::expanded(terms, shape) {
        Some(expanded)
            if expanded.parts < plain.parts && terms_in(&expanded) <= terms_in(&plain) =>
        {
            expanded
        }
        _ => plain,
    }
}

/// How many terms a sum has, also one with something before it.
fn terms_in(term: &Term) -> usize {
    match &term.formula {
        Formula::Sum(terms) => terms.len(),
        Formula::Product(product) => {
            product.factors.iter().map(|factor| terms_in(&factor.base)).max().unwrap_or(1)
        }
        _ => 1,
    }
}

/// The sum of terms as they are, like terms collected, and a size that divides all of them
/// before the sum.
pub fn collected(terms: &[Rc<Term>], shape: Shape) -> Rc<Term> {
    let mut products: Vec<(Product, Shape)> = Vec::new();
    for term in terms {
        match &term.formula {
            Formula::Sum(inner) => inner.iter().for_each(|term| collect(&mut products, term)),
            _ => collect(&mut products, term),
        }
    }
    products.retain(|(product, _)| product.number != 0.0);
    drop_ones(&mut products, shape);
    match products.as_slice() {
        [] => return Product::number(0.0).with_ones(shape).term(shape),
        [(product, _)] => return product.clone().with_ones(shape).term(shape),
        _ => {}
    }
    let common = common_divisors(&mut products);
    if common.factors.is_empty() {
        return Term::new(Formula::Sum(terms_of(products, shape)), shape);
    }
    if products[0].0.number < 0.0
        && let Some(positive) = products.iter().position(|(product, _)| product.number > 0.0)
    {
        products.swap(0, positive);
    }
    let sum = Term::new(Formula::Sum(terms_of(products, shape)), shape);
    common.product(&Product::of(&sum)).term(shape)
}

/// The terms in order; where a row and a column would meet first, what has the whole shape stands
/// before them, since these two stretch each other only with it.
fn terms_of(mut products: Vec<(Product, Shape)>, whole: Shape) -> Vec<Rc<Term>> {
    let mut shapes = products.iter().map(|(_, shape)| *shape);
    let fits = shapes.try_fold(Shape::Scalar, Shape::broadcast).is_some();
    if !fits && let Some(place) = products.iter().position(|(_, shape)| *shape == whole) {
        products[..=place].rotate_right(1);
    }
    products.into_iter().map(|(product, shape)| product.term(shape)).collect()
}

/// Takes out the sizes by which all terms are divided, with the number where it is the same in
/// all of them.
fn common_divisors(products: &mut [(Product, Shape)]) -> Product {
    let mut common = Product::number(1.0);
    let is_size = |factor: &Factor| {
        factor.exponent == -1.0 && matches!(factor.base.formula, Formula::Size(_))
    };
    let first: Vec<Factor> =
        products[0].0.factors.iter().filter(|factor| is_size(factor)).cloned().collect();
    for factor in first {
        if products.iter().all(|(product, _)| product.factors.contains(&factor)) {
            for (product, _) in &mut *products {
                product.factors.retain(|other| *other != factor);
            }
            common.factors.push(factor);
        }
    }
    let (number, over) = (products[0].0.number.abs(), products[0].0.over);
    let same = |product: &Product| product.number.abs() == number && product.over == over;
    if !common.factors.is_empty() && products.iter().all(|(product, _)| same(product)) {
        common.number = number;
        common.over = over;
        for (product, _) in products {
            product.number = product.number.signum();
            product.over = 1.0;
        }
    }
    common
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
