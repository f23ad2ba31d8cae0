//! Forms that stay finite and exact: an operation on operands that are known, as the one
//! that computes it without overflow or cancellation.
//!
//! The rules see through no name. They are applied when equations become nodes, and again when
//! nodes become a plan, where names no longer stand between.

use super::graph::Graph;
use super::op::{Binary, Map, NodeId, Op, Reduce};

/// How many factors and terms deep a product looks for what cancels.
const MAX_DEPTH: usize = 8;

/// An elementwise operation.
pub fn map(graph: &mut Graph, rule: Map, a: NodeId) -> NodeId {
    let form = match rule {
        Map::Negate => return graph.negate(a),
        Map::Square => return graph.square(a),
        Map::Log => logarithm(graph, a),
        Map::Log1p => match graph.node(a).op {
            Op::Map(Map::Exp, z) => Some(graph.map(Map::Softplus, z)),
            _ => None,
        },
        Map::Sqrt => match graph.node(a).op {
            Op::Reduce(Reduce::Sum, axis, squares) => match graph.node(squares).op {
                Op::Map(Map::Square, x) => Some(graph.reduce(Reduce::Norm, axis, x)),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    form.unwrap_or_else(|| graph.map(rule, a))
}

fn logarithm(graph: &mut Graph, a: NodeId) -> Option<NodeId> {
    match graph.node(a).op {
        Op::Map(Map::Sigmoid, z) => Some(graph.map(Map::LogSigmoid, z)),
        Op::Map(Map::Exp, z) => Some(z),
        Op::Softmax(axis, z) => Some(graph.log_softmax(axis, z)),
        Op::Reduce(Reduce::Sum, axis, powers) => match graph.node(powers).op {
            Op::Map(Map::Exp, z) => Some(graph.reduce(Reduce::LogSumExp, axis, z)),
            _ => None,
        },
        Op::Binary(Binary::Add, b, c) => {
            let z = one_plus_exp(graph, b, c)?;
            Some(graph.map(Map::Softplus, z))
        }
        _ => None,
    }
}

/// An elementwise operation of two values.
pub fn binary(graph: &mut Graph, rule: Binary, a: NodeId, b: NodeId) -> NodeId {
    let form = match rule {
        Binary::Subtract => one_minus_sigmoid(graph, a, b),
        Binary::Divide => quotient(graph, a, b),
        Binary::XLogY => log_of(graph, b).map(|log| graph.multiply(a, log)),
        _ => None,
    };
    form.unwrap_or_else(|| graph.binary(rule, a, b))
}

/// log b, where it has a form that is always finite.
fn log_of(graph: &mut Graph, b: NodeId) -> Option<NodeId> {
    match graph.node(b).op {
        Op::Map(Map::Sigmoid, _) | Op::Softmax(..) => logarithm(graph, b),
        _ => None,
    }
}

/// 1 − σ(z) = σ(−z)
fn one_minus_sigmoid(graph: &mut Graph, a: NodeId, b: NodeId) -> Option<NodeId> {
    match (graph.number(a), &graph.node(b).op) {
        (Some(1.0), Op::Map(Map::Sigmoid, z)) => {
            let (z, stretches) = (*z, graph.shape(a).stretches_to(graph.shape(b)));
            stretches.then(|| {
                let opposite = graph.negate(z);
                graph.map(Map::Sigmoid, opposite)
            })
        }
        _ => None,
    }
}

/// The z of 1 + eᶻ, in either order.
fn one_plus_exp(graph: &Graph, a: NodeId, b: NodeId) -> Option<NodeId> {
    [(a, b), (b, a)].into_iter().find_map(|(one, power)| match graph.node(power).op {
        Op::Map(Map::Exp, z)
            if graph.number(one) == Some(1.0)
                && graph.shape(one).stretches_to(graph.shape(power)) =>
        {
            Some(z)
        }
        _ => None,
    })
}

/// Whether b is −a, as nodes or as numbers.
fn are_opposite(graph: &Graph, a: NodeId, b: NodeId) -> bool {
    let negates = |one: NodeId, other: NodeId| matches!(graph.node(one).op, Op::Map(Map::Negate, inner) if inner == other);
    let numbers = match (graph.number(a), graph.number(b)) {
        (Some(x), Some(y)) => x == -y && graph.shape(a) == graph.shape(b),
        _ => false,
    };
    negates(a, b) || negates(b, a) || numbers
}

/// The z and w of eᶻ and eʷ, if they are opposite.
fn opposite_powers(graph: &Graph, a: NodeId, b: NodeId) -> Option<(NodeId, NodeId)> {
    match (&graph.node(a).op, &graph.node(b).op) {
        (Op::Map(Map::Exp, z), Op::Map(Map::Exp, w)) if are_opposite(graph, *z, *w) => {
            Some((*z, *w))
        }
        _ => None,
    }
}

fn quotient(graph: &mut Graph, a: NodeId, b: NodeId) -> Option<NodeId> {
    let Op::Binary(Binary::Add, p, q) = graph.node(b).op else { return None };
    if let Some(z) = one_plus_exp(graph, p, q) {
        if graph.node(a).op == Op::Map(Map::Exp, z) {
            return Some(graph.map(Map::Sigmoid, z));
        }
        let opposite = graph.negate(z);
        let sigmoid = graph.map(Map::Sigmoid, opposite);
        return Some(graph.multiply(a, sigmoid));
    }
    let (z, _) = opposite_powers(graph, p, q)?;
    let Op::Binary(Binary::Subtract, r, s) = graph.node(a).op else { return None };
    let (above, _) = opposite_powers(graph, r, s)?;
    let sign_is_same = above == z;
    let same = sign_is_same || are_opposite(graph, above, z);
    same.then(|| graph.map(Map::Tanh, above))
}

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
fn without(graph: &mut Graph, a: NodeId, b: NodeId, depth: usize) -> Option<NodeId> {
    let depth = depth.checked_sub(1)?;
    let positive =
        matches!(graph.node(b).op, Op::Map(Map::Sigmoid | Map::Exp, _) | Op::Softmax(..));
    if !positive {
        return None;
    }
    match graph.node(a).op {
        Op::Binary(Binary::Divide | Binary::XOverY, above, below) if below == b => {
            Some(graph.fit(above, graph.shape(a)))
        }
        Op::Binary(Binary::Divide, above, below) => {
            if let Some(share) = share(graph, below, b) {
                return Some(graph.multiply(above, share));
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
        Op::Map(Map::Sigmoid, w) => match graph.node(b).op {
            Op::Map(Map::Exp, z) if are_opposite(graph, z, w) => Some(graph.map(Map::Sigmoid, z)),
            _ => None,
        },
        _ => None,
    }
}

/// eᶻ / Σ eᶻ and eᶻ / (eᶻ + e⁻ᶻ) without their exponentials.
fn share(graph: &mut Graph, sum: NodeId, power: NodeId) -> Option<NodeId> {
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

/// The product of a softmax with what its logarithm's gradient sends: s ⊙ (u/s − v) = u − s ⊙ v.
pub fn softmax_share(graph: &mut Graph, a: NodeId, b: NodeId) -> Option<NodeId> {
    let Op::Softmax(axis, _) = graph.node(a).op else { return None };
    let Op::Binary(Binary::Subtract, ratio, sum) = graph.node(b).op else { return None };
    let above = without(graph, ratio, a, MAX_DEPTH)?;
    let sum = match graph.node(sum).op {
        Op::Reduce(Reduce::Sum, along, weighted) if along == axis => {
            let weighted = match graph.node(weighted).op {
                Op::Binary(Binary::Multiply, p, q) if q == a => without(graph, p, a, MAX_DEPTH),
                _ => None,
            };
            weighted.map_or(sum, |weighted| graph.reduce(Reduce::Sum, axis, weighted))
        }
        _ => sum,
    };
    Some(less_share(graph, above, a, sum))
}

/// The gradient of a log-softmax, u − s ⊙ Σ u, without the difference of what is almost equal.
pub fn log_softmax_gradient(graph: &mut Graph, upstream: NodeId, share: NodeId) -> Option<NodeId> {
    let Op::Binary(Binary::Multiply, a, b) = graph.node(share).op else { return None };
    let is_softmax = |id: NodeId| matches!(graph.node(id).op, Op::Softmax(..));
    let (softmax, sum) = if is_softmax(a) { (a, b) } else { (b, a) };
    is_softmax(softmax).then(|| less_share(graph, upstream, softmax, sum))
}

/// u − s ⊙ v for a softmax s. Where v is Σ u, an entry that s has almost to itself is what the
/// others have of it: u ⊙ (1 − s) − s ⊙ (v − u), with 1 − s = −expm1(log s).
fn less_share(graph: &mut Graph, upstream: NodeId, softmax: NodeId, sum: NodeId) -> NodeId {
    if let Op::Softmax(axis, z) = graph.node(softmax).op
        && matches!(graph.node(sum).op, Op::Reduce(Reduce::Sum, along, of) if along == axis && of == upstream)
    {
        let log = graph.log_softmax(axis, z);
        let rest = graph.map(Map::Expm1, log);
        let own = graph.multiply(upstream, rest);
        let others = graph.subtract(sum, upstream);
        let share = graph.multiply(softmax, others);
        let both = graph.add(own, share);
        return graph.negate(both);
    }
    let share = graph.multiply(softmax, sum);
    graph.subtract(upstream, share)
}

/// g ± g tanh(z) = 2 g σ(±2z), also of fractions over one eᶻ + e⁻ᶻ, where the difference would be
/// of what is almost equal.
pub fn one_and_tanh(graph: &mut Graph, rule: Binary, a: NodeId, b: NodeId) -> Option<NodeId> {
    if let (Some((p, below)), Some((q, other))) = (fraction(graph, a), fraction(graph, b)) {
        let Op::Binary(Binary::Add, left, right) = graph.node(below).op else { return None };
        if below != other || opposite_powers(graph, left, right).is_none() {
            return None;
        }
        let above = one_and_tanh(graph, rule, p, q)?;
        return Some(graph.divide(above, below));
    }
    let second = if rule == Binary::Add { 1.0 } else { -1.0 };
    let (own, of_tanh, z) = match (signed_tanh(graph, a), signed_tanh(graph, b)) {
        (None, Some(tanh)) => (signed(graph, a, 1.0), (tanh.0, tanh.1 * second), tanh.2),
        (Some(tanh), None) => (signed(graph, b, second), (tanh.0, tanh.1), tanh.2),
        _ => return None,
    };
    let is_one = graph.number(own.0) == Some(1.0);
    if !of_tanh.0.map_or(is_one, |factor| factor == own.0) {
        return None;
    }
    let two = graph.scalar(2.0 * own.1 * of_tanh.1);
    let double = graph.multiply(two, z);
    let sigmoid = graph.map(Map::Sigmoid, double);
    let two = graph.scalar(2.0 * own.1);
    let twice = graph.multiply(two, sigmoid);
    Some(graph.multiply(own.0, twice))
}

/// What stands above and below the line of a fraction, which may be negated.
fn fraction(graph: &mut Graph, id: NodeId) -> Option<(NodeId, NodeId)> {
    match graph.node(id).op {
        Op::Binary(Binary::Divide, above, below) => Some((above, below)),
        Op::Map(Map::Negate, inner) => match graph.node(inner).op {
            Op::Binary(Binary::Divide, above, below) => Some((graph.negate(above), below)),
            _ => None,
        },
        _ => None,
    }
}

/// A node and its sign.
fn signed(graph: &mut Graph, id: NodeId, sign: f64) -> (NodeId, f64) {
    match graph.node(id).op {
        Op::Map(Map::Negate, inner) => (inner, -sign),
        Op::Constant(value) if value.0 < 0.0 => (graph.negate(id), -sign),
        _ => (id, sign),
    }
}

/// The factor of a tanh, the sign of their product, and the tanh's z.
fn signed_tanh(graph: &Graph, id: NodeId) -> Option<(Option<NodeId>, f64, NodeId)> {
    match graph.node(id).op {
        Op::Map(Map::Tanh, z) => Some((None, 1.0, z)),
        Op::Map(Map::Negate, inner) => {
            signed_tanh(graph, inner).map(|(factor, sign, z)| (factor, -sign, z))
        }
        Op::Binary(Binary::Multiply, a, b) => {
            [(a, b), (b, a)].into_iter().find_map(|(factor, tanh)| {
                let (None, sign, z) = signed_tanh(graph, tanh)? else { return None };
                Some((Some(factor), sign, z))
            })
        }
        _ => None,
    }
}
