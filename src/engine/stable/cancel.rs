//! Products without what cancels between their factors, so that nothing is divided by what may be
//! too small for it.

use super::super::graph::Graph;
use super::super::op::{Binary, Map, NodeId, Op, Reduce};
use super::{MAX_DEPTH, are_opposite, opposite_powers};

/// a ⊙ b, where a divisor of one that is a factor of the other cancels: (g / σ) ⊙ σ is g also
/// where σ is too small to be divided by.
pub fn multiply(graph: &mut Graph, a: NodeId, b: NodeId) -> NodeId {
    if let Some(direction) = direction(graph, a, b).or_else(|| direction(graph, b, a)) {
        return direction;
    }
    for (one, other) in [(a, b), (b, a)] {
        if let Some(product) = cancelled(graph, one, other, MAX_DEPTH) {
            return product;
        }
    }
    graph.multiply(a, b)
}

/// (g / 2‖x‖) ⊙ 2x, which is g x / ‖x‖, and 0 where x is.
fn direction(graph: &mut Graph, a: NodeId, b: NodeId) -> Option<NodeId> {
    let twice = |graph: &Graph, id: NodeId| match graph.node(id).op {
        Op::Binary(Binary::Multiply, two, x) if graph.number(two) == Some(2.0) => Some(x),
        _ => None,
    };
    let Op::Binary(Binary::Divide, g, below) = graph.node(a).op else { return None };
    let (norm, x) = (twice(graph, below)?, twice(graph, b)?);
    match graph.node(norm).op {
        Op::Reduce(Reduce::Norm, _, of) if of == x => {
            let direction = graph.binary(Binary::XOverY, x, norm);
            Some(graph.multiply(g, direction))
        }
        _ => None,
    }
}

/// a times b without what cancels between them; `None` if nothing does.
fn cancelled(graph: &mut Graph, a: NodeId, b: NodeId, depth: usize) -> Option<NodeId> {
    let depth = depth.checked_sub(1)?;
    if let Op::Binary(Binary::Multiply, p, q) = graph.node(b).op {
        for (factor, rest) in [(p, q), (q, p)] {
            if let Some(product) = cancelled(graph, a, factor, depth) {
                return Some(
                    cancelled(graph, product, rest, depth)
                        .unwrap_or_else(|| graph.multiply(product, rest)),
                );
            }
        }
        return None;
    }
    without(graph, a, b, depth)
}

/// a times the positive value b, with b taken out of what a is divided by.
pub fn without(graph: &mut Graph, a: NodeId, b: NodeId, depth: usize) -> Option<NodeId> {
    let depth = depth.checked_sub(1)?;
    let is_positive = |id: NodeId| {
        matches!(graph.node(id).op, Op::Map(Map::Sigmoid | Map::Exp, _) | Op::Softmax(..))
    };
    let entry_is = |id: NodeId| matches!(graph.node(id).op, Op::Pick(.., of) if is_positive(of));
    if !is_positive(b) && !entry_is(b) {
        return None;
    }
    if let Op::Map(Map::Exp, z) = graph.node(b).op {
        // σ(−z) eᶻ = σ(z)
        let opposite = graph.negate(z);
        let [sigmoid, opposite] = [z, opposite].map(|z| graph.map(Map::Sigmoid, z));
        if let Some(rest) = taken_out(graph, a, opposite, depth) {
            let product = without(graph, rest, sigmoid, depth);
            return Some(product.unwrap_or_else(|| graph.multiply(rest, sigmoid)));
        }
    }
    match graph.node(a).op {
        Op::Binary(Binary::Divide | Binary::XOverY, above, below) if below == b => {
            Some(graph.fit(above, graph.shape(a)))
        }
        Op::Binary(Binary::Divide, above, below) => {
            if let Some(share) = share(graph, below, b) {
                return Some(graph.multiply(above, share));
            }
            if let Some(rest) = power_over_sigmoid(graph, b, below) {
                let above = taken_out(graph, above, rest, depth)
                    .unwrap_or_else(|| graph.divide(above, rest));
                return Some(above);
            }
            let above = without(graph, above, b, depth)?;
            Some(graph.divide(above, below))
        }
        Op::Binary(Binary::Multiply, p, q) => {
            if let Some(p) = without(graph, p, b, depth) {
                return Some(graph.multiply(p, q));
            }
            let q = without(graph, q, b, depth)?;
            Some(graph.multiply(p, q))
        }
        Op::Binary(rule @ (Binary::Add | Binary::Subtract), p, q) => {
            let (left, right) = (without(graph, p, b, depth), without(graph, q, b, depth));
            if left.is_none() && right.is_none() {
                return None;
            }
            let left = left.unwrap_or_else(|| graph.multiply(p, b));
            let right = right.unwrap_or_else(|| graph.multiply(q, b));
            Some(graph.binary(rule, left, right))
        }
        Op::Map(Map::Negate, inner) => {
            let inner = without(graph, inner, b, depth)?;
            Some(graph.negate(inner))
        }
        Op::Place(row, col, inner) if graph.shape(a) == graph.shape(b) => {
            let entry = graph.pick(row, col, b);
            let inner = without(graph, inner, entry, depth)?;
            Some(graph.place(row, col, inner, graph.shape(b)))
        }
        Op::Map(Map::Sigmoid, w) => match graph.node(b).op {
            Op::Map(Map::Exp, z) if are_opposite(graph, z, w) => Some(graph.map(Map::Sigmoid, z)),
            _ => None,
        },
        _ => None,
    }
}

/// The σ(−z) by which 1 is divided in eᶻ / σ(z) = 1 / σ(−z).
fn power_over_sigmoid(graph: &mut Graph, power: NodeId, sigmoid: NodeId) -> Option<NodeId> {
    match (&graph.node(power).op, &graph.node(sigmoid).op) {
        (Op::Map(Map::Exp, z), Op::Map(Map::Sigmoid, w)) if z == w => {
            let opposite = graph.negate(*z);
            Some(graph.map(Map::Sigmoid, opposite))
        }
        _ => None,
    }
}

/// A product without one of its factors.
fn taken_out(graph: &mut Graph, id: NodeId, factor: NodeId, depth: usize) -> Option<NodeId> {
    let depth = depth.checked_sub(1)?;
    match graph.node(id).op {
        Op::Binary(Binary::Multiply, p, q) if q == factor => Some(graph.fit(p, graph.shape(id))),
        Op::Binary(Binary::Multiply, p, q) if p == factor => Some(graph.fit(q, graph.shape(id))),
        Op::Binary(Binary::Multiply, p, q) => {
            if let Some(p) = taken_out(graph, p, factor, depth) {
                return Some(graph.multiply(p, q));
            }
            let q = taken_out(graph, q, factor, depth)?;
            Some(graph.multiply(p, q))
        }
        Op::Map(Map::Negate, inner) => {
            let inner = taken_out(graph, inner, factor, depth)?;
            Some(graph.negate(inner))
        }
        Op::Binary(Binary::Divide, above, below) => {
            let above = taken_out(graph, above, factor, depth)?;
            Some(graph.divide(above, below))
        }
        _ => None,
    }
}

/// eᶻ / Σ eᶻ and eᶻ / (eᶻ + e⁻ᶻ) without their exponentials.
pub fn share(graph: &mut Graph, sum: NodeId, power: NodeId) -> Option<NodeId> {
    let Op::Map(Map::Exp, z) = graph.node(power).op else { return None };
    match graph.node(sum).op {
        Op::Reduce(Reduce::Sum, axis, of) if of == power => Some(graph.softmax(axis, z)),
        Op::Binary(Binary::Add, p, q) if p == power || q == power => {
            opposite_powers(graph, p, q)?;
            let two = graph.scalar(2.0);
            let double = graph.multiply(two, z);
            Some(graph.map(Map::Sigmoid, double))
        }
        _ => None,
    }
}
