//! Values on the way to another that numbers should keep clear of: kinks and saturation.

use super::graph::Graph;
use super::op::{Binary, Map, NodeId, Op};

/// The values on the way to `of` at whose zeros a derivative jumps.
pub fn kinks(graph: &mut Graph, of: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    for op in on_the_way(graph, of) {
        match op {
            Op::Map(Map::Relu | Map::Abs, operand) | Op::Binary(Binary::LeakyRelu, operand, _) => {
                found.push(operand);
            }
            Op::Binary(Binary::Maximum | Binary::Minimum, a, b) => {
                found.push(graph.subtract(a, b));
            }
            _ => {}
        }
    }
    found.dedup();
    found
}

/// The operands of sigmoid and tanh on the way to `of`.
pub fn squashed(graph: &Graph, of: NodeId) -> Vec<NodeId> {
    let operand = |op| match op {
        Op::Map(Map::Sigmoid | Map::Tanh, operand) => Some(operand),
        _ => None,
    };
    let mut found: Vec<_> = on_the_way(graph, of).into_iter().filter_map(operand).collect();
    found.dedup();
    found
}

/// The operations that `of` is made of, in order.
fn on_the_way(graph: &Graph, of: NodeId) -> Vec<Op> {
    let mut needed = vec![false; of.index() + 1];
    needed[of.index()] = true;
    for index in (0..=of.0).rev() {
        if needed[index as usize] {
            let op = &graph.node(NodeId(index)).op;
            op.for_each_operand(|operand| needed[operand.index()] = true);
        }
    }
    let ids = (0..=of.0).map(NodeId).filter(|id| needed[id.index()]);
    ids.map(|id| graph.node(id).op.clone()).collect()
}
