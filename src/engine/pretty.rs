//! A node as a formula: for people, for code, and for TeX.

mod setting;
mod name;
mod code;
mod math;
mod unicode;
mod latex;
mod block;
mod makeup;
mod partial;

use super::graph::Graph;
use super::op::{Binary, NodeId, Op};
use super::simplify::{Factor, Formula, Product, Term, closed_form};
pub use block::Block;
pub use makeup::{Makeup, makeup};
pub use name::name;

/// How a formula is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// For people: `((w₂ᵀ (2/m)(ŷ − y)) ⊙ A ⊙ (1 − A)) Xᵀ`.
    Unicode,
    /// For code, in the equation language: `(w2.T @ (2/m * (yhat - y)) * A * (1 - A)) @ X.T`.
    NumPy,
    /// For TeX.
    Latex,
}

/// What stands for a formula that is too long to be read.
const TOO_LONG: &str = "…";

/// The node's closed form in terms of the names; a named node's is that of its definition.
pub fn formula(graph: &Graph, node: NodeId, style: Style) -> String {
    let Some(term) = closed_form(graph, node) else { return TOO_LONG.to_owned() };
    match style {
        Style::NumPy => code::write(&term),
        Style::Unicode => unicode::write(&partial::set(graph, math::set(&term))),
        Style::Latex => latex::write(&partial::set(graph, math::set(&term))),
    }
}

/// The node's name, if it or the value that it computes has one; else its formula in brackets
/// where it is more than one part.
pub fn reference(graph: &Graph, node: NodeId, style: Style) -> String {
    let named = |(_, id): &(&str, NodeId)| {
        *id == node || matches!(graph.node(*id).op, Op::Name(_, of) if of == node)
    };
    match graph.names().find(named) {
        Some((found, _)) => partial::name(graph, found, style),
        None => formula(graph, node, style),
    }
}

/// The node's closed form in two dimensions.
pub fn block(graph: &Graph, node: NodeId) -> Block {
    match closed_form(graph, node) {
        Some(term) => block::write(&partial::set(graph, math::set(&term))),
        None => Block { lines: vec![TOO_LONG.to_owned()], baseline: 0 },
    }
}

/// A number as it is typed: whole numbers without a point, all others so that they read back.
fn number(value: f64) -> String {
    if value.is_nan() {
        "nan".into()
    } else if value.is_infinite() {
        if value > 0.0 { "inf".into() } else { "-inf".into() }
    } else if value != 0.0 && !(1e-5..1e16).contains(&value.abs()) {
        format!("{value:e}")
    } else {
        format!("{value}")
    }
}

/// The parts of a product in the order in which they are written.
struct Layout<'a> {
    /// Whether it begins with a minus.
    negative: bool,
    /// The number, without its sign, and what stands below it.
    number: f64,
    over: Vec<String>,
    /// What is multiplied.
    factors: Vec<&'a Factor>,
    /// What the rest is divided by, entry by entry.
    divisors: Vec<Factor>,
}

impl<'a> Layout<'a> {
    /// Scalar divisors that are names stand below the number, as in 2/m; others stand behind.
    fn new(product: &'a Product, term: &Term) -> Self {
        let mut over: Vec<_> =
            if product.over == 1.0 { Vec::new() } else { vec![number(product.over)] };
        let (mut factors, mut divisors) = (Vec::new(), Vec::new());
        for factor in &product.factors {
            let below = match &factor.base.formula {
                Formula::Size(name) => Some(name),
                Formula::Name(name) if factor.base.shape.is_scalar() && !term.shape.is_scalar() => {
                    Some(name)
                }
                _ => None,
            };
            match below {
                Some(name) if factor.exponent == -1.0 => over.push(name.clone()),
                _ if factor.exponent > 0.0 => factors.push(factor),
                _ => {
                    divisors.push(Factor { base: factor.base.clone(), exponent: -factor.exponent });
                }
            }
        }
        Self {
            negative: product.number.is_sign_negative(),
            number: product.number.abs(),
            over,
            factors,
            divisors,
        }
    }

    /// Whether a number must be written.
    fn has_number(&self) -> bool {
        self.number != 1.0 || !self.over.is_empty() || self.factors.is_empty()
    }
}

/// A term without its sign, and whether it had one.
fn unsigned(term: &Term) -> Option<Product> {
    match &term.formula {
        Formula::Product(product) if product.number < 0.0 => {
            Some(Product { number: -product.number, ..product.clone() })
        }
        _ => None,
    }
}

/// The sign of a comparison in code.
fn comparison(rule: Binary) -> &'static str {
    match rule {
        Binary::Less => "<",
        Binary::LessEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterEqual => ">=",
        Binary::Equal => "==",
        _ => "!=",
    }
}
