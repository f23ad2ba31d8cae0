//! What else has another value where a node has: what is computed from it, not beside it.

use super::array::Array;
use super::graph::Graph;
use super::op::{Map, NodeId, Op};

/// The nodes that have other values where `node` is taken to be `value`, and these values: the
/// node itself, what it is a name for, and the parts of its derivative that are written with
/// the function's value, as 1 − a is for a = σ(z). What uses the node is not among them.
pub fn instead(graph: &Graph, node: NodeId, value: &Array) -> Vec<(NodeId, Array)> {
    let mut found = vec![(node, value.clone())];
    let mut inner = node;
    while let Op::Name(_, definition) = graph.node(inner).op {
        inner = definition;
        if !matches!(graph.node(inner).op, Op::Name(..) | Op::Input(_)) {
            found.push((inner, value.clone()));
        }
    }
    let Op::Map(rule, argument) = graph.node(inner).op else { return found };
    let shape = graph.shape(node);
    let with = |rule: fn(f64) -> f64| {
        Array::new(shape, value.data().iter().map(|entry| rule(*entry)).collect())
    };
    match rule {
        Map::Sigmoid => {
            let opposite = graph.find(&Op::Map(Map::Negate, argument), shape);
            let rest = opposite.and_then(|id| graph.find(&Op::Map(Map::Sigmoid, id), shape));
            found.extend(rest.map(|rest| (rest, with(|a| 1.0 - a))));
        }
        Map::Tanh => {
            let slope = graph.find(&Op::Map(Map::SechSquared, argument), shape);
            found.extend(slope.map(|slope| (slope, with(|a| 1.0 - a * a))));
        }
        _ => {}
    }
    found
}
