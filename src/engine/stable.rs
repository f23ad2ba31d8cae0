//! Forms that stay finite and exact: an operation on operands that are known, as the one
//! that computes it without overflow or cancellation.
//!
//! The rules see through no name. They are applied when equations become nodes, and again when
//! nodes become a plan, where names no longer stand between.

mod cancel;

pub use cancel::multiply;

use super::graph::Graph;
use super::op::{Binary, Map, NodeId, Op, Reduce};
use super::shape::Shape;
use cancel::{share, without};

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
            Op::Map(Map::Negate, inner) => match graph.node(inner).op {
                Op::Map(Map::Sigmoid, z) => {
                    let opposite = graph.negate(z);
                    Some(graph.map(Map::LogSigmoid, opposite))
                }
                _ => None,
            },
            _ => None,
        },
        Map::Sqrt => match graph.node(a).op {
            Op::Reduce(Reduce::Sum, axis, squares) => match graph.node(squares).op {
                Op::Map(Map::Square, x) => Some(graph.reduce(Reduce::Norm, axis, x)),
                Op::Binary(Binary::Multiply, x, y) if x == y => {
                    Some(graph.reduce(Reduce::Norm, axis, x))
                }
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
        Op::Pick(row, col, from) => {
            let log = log_of(graph, from)?;
            Some(graph.pick(row, col, log))
        }
        Op::Literal(ref entries) => {
            let entries = entries.clone();
            let known =
                |graph: &Graph, id: NodeId| matches!(graph.node(id).op, Op::Map(Map::Sigmoid, _));
            if !entries.iter().any(|entry| known(graph, *entry)) {
                return None;
            }
            let shape = graph.shape(a);
            let logs: Vec<_> = entries.iter().map(|entry| map(graph, Map::Log, *entry)).collect();
            Some(graph.literal(&logs, shape))
        }
        _ => None,
    }
}

/// An elementwise operation of two values.
pub fn binary(graph: &mut Graph, rule: Binary, a: NodeId, b: NodeId) -> NodeId {
    let form = match rule {
        Binary::Subtract => one_minus_sigmoid(graph, a, b),
        Binary::Add => [(a, b), (b, a)].into_iter().find_map(|(one, other)| {
            let Op::Map(Map::Negate, inner) = graph.node(other).op else { return None };
            one_minus_sigmoid(graph, one, inner)
        }),
        Binary::Divide => quotient(graph, a, b),
        Binary::XLogY => log_of(graph, b).map(|log| graph.multiply(a, log)),
        _ => None,
    };
    form.unwrap_or_else(|| graph.binary(rule, a, b))
}

/// log b, where it has a form that is always finite.
fn log_of(graph: &mut Graph, b: NodeId) -> Option<NodeId> {
    match graph.node(b).op {
        Op::Map(Map::Sigmoid, _) | Op::Softmax(..) | Op::Pick(..) | Op::Literal(_) => {
            logarithm(graph, b)
        }
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
    if let (Op::Map(Map::Sinh, z), Op::Map(Map::Cosh, w)) = (&graph.node(a).op, &graph.node(b).op)
        && z == w
    {
        return Some(graph.map(Map::Tanh, *z));
    }
    if matches!(graph.node(b).op, Op::Reduce(Reduce::Sum, _, of) if of == a) {
        return share(graph, b, a);
    }
    let Op::Binary(Binary::Add, p, q) = graph.node(b).op else { return None };
    if let Some(z) = one_plus_exp(graph, p, q) {
        if graph.node(a).op == Op::Map(Map::Exp, z) {
            return Some(graph.map(Map::Sigmoid, z));
        }
        if let Some(tanh) = half_tanh(graph, a, z) {
            return Some(tanh);
        }
        let opposite = graph.negate(z);
        let sigmoid = graph.map(Map::Sigmoid, opposite);
        return Some(graph.multiply(a, sigmoid));
    }
    let (z, _) = opposite_powers(graph, p, q)?;
    let (r, s) = difference(graph, a)?;
    let (above, _) = opposite_powers(graph, r, s)?;
    let sign_is_same = above == z;
    let same = sign_is_same || are_opposite(graph, above, z);
    same.then(|| graph.map(Map::Tanh, above))
}

/// (eᶻ − 1) / (eᶻ + 1) = tanh(z / 2), or the opposite of both, where `above` is the difference.
fn half_tanh(graph: &mut Graph, above: NodeId, z: NodeId) -> Option<NodeId> {
    let (r, s) = difference(graph, above)?;
    let is_power = |id: NodeId| graph.node(id).op == Op::Map(Map::Exp, z);
    let half = match (is_power(r), is_power(s)) {
        (true, false) if graph.number(s) == Some(1.0) => 0.5,
        (false, true) if graph.number(r) == Some(1.0) => -0.5,
        _ => return None,
    };
    if graph.shape(above) != graph.shape(z) {
        return None;
    }
    let half = graph.scalar(half);
    let argument = graph.multiply(half, z);
    Some(graph.map(Map::Tanh, argument))
}

/// What a difference is of, however it is written: r − s, r + (−s), −s + r, −(s − r).
fn difference(graph: &Graph, id: NodeId) -> Option<(NodeId, NodeId)> {
    let negated = |id: NodeId| match graph.node(id).op {
        Op::Map(Map::Negate, inner) => Some(inner),
        _ => None,
    };
    match graph.node(id).op {
        Op::Binary(Binary::Subtract, r, s) => Some((r, s)),
        Op::Binary(Binary::Add, p, q) => {
            negated(q).map(|s| (p, s)).or_else(|| negated(p).map(|s| (q, s)))
        }
        Op::Map(Map::Negate, inner) => match graph.node(inner).op {
            Op::Binary(Binary::Subtract, s, r) => Some((r, s)),
            _ => None,
        },
        _ => None,
    }
}

/// An entry, a row or a column; an entry of what is computed from entries that are written out, as
/// what is computed from its own.
pub fn pick(graph: &mut Graph, row: Option<u32>, col: Option<u32>, a: NodeId) -> NodeId {
    let written = row.zip(col).and_then(|place| written_entry(graph, place, a, MAX_DEPTH));
    written.unwrap_or_else(|| graph.pick(row, col, a))
}

fn written_entry(graph: &mut Graph, place: (u32, u32), a: NodeId, depth: usize) -> Option<NodeId> {
    let depth = depth.checked_sub(1)?;
    match graph.node(a).op {
        Op::Literal(ref entries) => {
            Some(entries[place.0 as usize * graph.shape(a).cols() + place.1 as usize])
        }
        Op::Map(Map::Negate, inner) => {
            let inner = written_entry(graph, place, inner, depth)?;
            Some(graph.negate(inner))
        }
        Op::Binary(
            rule @ (Binary::Add
            | Binary::Subtract
            | Binary::Multiply
            | Binary::Divide
            | Binary::XOverY),
            b,
            c,
        ) => {
            let found = [b, c].map(|operand| written_entry(graph, place, operand, depth));
            if found == [None, None] {
                return None;
            }
            let mut operands = [b, c];
            for (operand, found) in operands.iter_mut().zip(found) {
                *operand = match (found, graph.number(*operand), graph.shape(*operand)) {
                    (Some(found), ..) => found,
                    (None, Some(number), _) => graph.scalar(number),
                    (None, None, Shape::Scalar) => *operand,
                    (None, None, shape) if shape == graph.shape(a) => {
                        graph.pick(Some(place.0), Some(place.1), *operand)
                    }
                    _ => return None,
                };
            }
            Some(match rule {
                Binary::Multiply => multiply(graph, operands[0], operands[1]),
                _ => binary(graph, rule, operands[0], operands[1]),
            })
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
    if let Some((sign, z)) = bare_tanh(graph, id) {
        return Some((None, sign, z));
    }
    let (id, outer) = match graph.node(id).op {
        Op::Map(Map::Negate, inner) => (inner, -1.0),
        _ => (id, 1.0),
    };
    let Op::Binary(Binary::Multiply, a, b) = graph.node(id).op else { return None };
    [(a, b), (b, a)].into_iter().find_map(|(factor, tanh)| {
        let (sign, z) = bare_tanh(graph, tanh)?;
        Some((Some(factor), outer * sign, z))
    })
}

/// The sign and the z of ± tanh(z).
fn bare_tanh(graph: &Graph, id: NodeId) -> Option<(f64, NodeId)> {
    match graph.node(id).op {
        Op::Map(Map::Tanh, z) => Some((1.0, z)),
        Op::Map(Map::Negate, inner) => match graph.node(inner).op {
            Op::Map(Map::Tanh, z) => Some((-1.0, z)),
            _ => None,
        },
        _ => None,
    }
}
