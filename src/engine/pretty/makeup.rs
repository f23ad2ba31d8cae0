//! The shapes of the parts of a formula, by which one sees that they fit.

use super::super::graph::Graph;
use super::super::op::{Axis, NodeId};
use super::super::shape::Shape;
use super::super::simplify::{Factor, Formula, Product, Term, closed_form};

/// What a formula is made of at its outermost level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Makeup {
    /// One part.
    Whole,
    /// Factors of a matrix product.
    MatMul(Vec<Shape>),
    /// Factors of a product entry by entry.
    Entrywise(Vec<Shape>),
}

/// What the node's closed form is made of.
pub fn makeup(graph: &Graph, node: NodeId) -> Makeup {
    closed_form(graph, node).map_or(Makeup::Whole, |term| of(&term))
}

fn of(term: &Term) -> Makeup {
    match &term.formula {
        Formula::MatMul(factors) => {
            Makeup::MatMul(factors.iter().map(|factor| factor.shape).collect())
        }
        Formula::Product(product) => self::product(product),
        Formula::Call("sum", arguments, axis) => sum(&arguments[0], *axis),
        _ => Makeup::Whole,
    }
}

fn product(product: &Product) -> Makeup {
    let matrix = |factor: &&Factor| !factor.base.shape.is_scalar();
    let factors: Vec<&Factor> = product.factors.iter().filter(matrix).collect();
    match factors.as_slice() {
        [one] if one.exponent == 1.0 => of(&one.base),
        [] | [_] => Makeup::Whole,
        several => Makeup::Entrywise(several.iter().map(|factor| factor.base.shape).collect()),
    }
}

/// A sum over one axis is a product with a column or a row of ones.
fn sum(a: &Term, axis: Axis) -> Makeup {
    let (rows, cols) = (a.shape.rows(), a.shape.cols());
    let squares = matches!(&a.formula, Formula::Product(product)
        if matches!(product.factors.as_slice(), [one] if one.exponent == 2.0));
    match axis {
        Axis::All if a.shape.is_scalar() || squares => Makeup::Whole,
        Axis::All if rows > 1 && cols > 1 => Makeup::Whole,
        Axis::Rows => Makeup::MatMul(vec![Shape::Matrix(1, rows), a.shape]),
        Axis::All if cols == 1 && rows > 1 => Makeup::MatMul(vec![Shape::Matrix(1, rows), a.shape]),
        Axis::Cols | Axis::All => Makeup::MatMul(vec![a.shape, Shape::Matrix(cols, 1)]),
    }
}
