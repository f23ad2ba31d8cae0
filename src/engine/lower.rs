//! Nodes to what is computed: names are gone, stable forms are found through them, matrix
//! products are ordered by cost, and what sigmoids share is computed once.

use super::graph::Graph;
use super::kernel;
use super::op::{Axis, Binary, NodeId, Op, Reduce};
use super::stable;

/// A graph that computes `outputs` from the values of `known` nodes.
pub struct Lowered {
    /// Its nodes; the inputs stand first, one for each known node, in their order.
    pub graph: Graph,
    /// Where the outputs are.
    pub outputs: Vec<NodeId>,
}

/// Lowers what `outputs` need, where the values of `known` nodes are given.
///
/// # Panics
/// If an input is needed that is not among `known`.
pub fn lower(graph: &Graph, known: &[NodeId], outputs: &[NodeId]) -> Lowered {
    let last = outputs.iter().chain(known).map(|id| id.index()).max().unwrap_or(0);
    let mut lowered = Graph::default();
    let mut places: Vec<Option<NodeId>> = vec![None; last + 1];
    for (number, id) in known.iter().enumerate() {
        places[id.index()] = Some(lowered.input(&number.to_string(), graph.shape(*id)));
    }
    for id in needed(graph, known, outputs) {
        if places[id.index()].is_none() {
            places[id.index()] = Some(lower_node(graph, &mut lowered, &places, id));
        }
    }
    let place = |id: &NodeId| places[id.index()].expect("outputs are needed");
    Lowered { outputs: outputs.iter().map(place).collect(), graph: lowered }
}

/// The nodes that `outputs` need, operands first.
fn needed(graph: &Graph, known: &[NodeId], outputs: &[NodeId]) -> Vec<NodeId> {
    let last = outputs.iter().map(|id| id.index()).max().unwrap_or(0);
    let mut needed = vec![false; last + 1];
    for id in outputs {
        needed[id.index()] = true;
    }
    let mut given = vec![false; last + 1];
    for id in known.iter().filter(|id| id.index() <= last) {
        given[id.index()] = true;
    }
    let ids: Vec<_> = graph.ids().take(last + 1).collect();
    for id in ids.iter().rev() {
        let op = &graph.node(*id).op;
        if needed[id.index()] && !given[id.index()] && !matches!(op, Op::Count(..)) {
            op.for_each_operand(|operand| needed[operand.index()] = true);
        }
    }
    ids.into_iter().filter(|id| needed[id.index()]).collect()
}

fn lower_node(graph: &Graph, to: &mut Graph, places: &[Option<NodeId>], id: NodeId) -> NodeId {
    let node = graph.node(id);
    let at = |id: NodeId| places[id.index()].expect("operands come first");
    match &node.op {
        Op::Input(_) => {
            panic!("no value was given for `{}`", graph.name_of(id).unwrap_or_default())
        }
        Op::Constant(value) => to.constant(value.0, node.shape),
        Op::Eye => to.eye(node.shape.rows()),
        Op::Literal(entries) => {
            let entries: Vec<_> = entries.iter().map(|entry| at(*entry)).collect();
            to.literal(&entries, node.shape)
        }
        Op::Count(axis, of) => to.scalar(axis.count(graph.shape(*of)) as f64),
        Op::Name(_, a) | Op::Stop(a) => at(*a),
        Op::Map(rule, a) => stable::map(to, *rule, at(*a)),
        Op::Binary(rule, a, b) => lower_binary(to, *rule, at(*a), at(*b)),
        Op::Where(condition, a, b) => to.select(at(*condition), at(*a), at(*b)),
        Op::MatMul(a, b) => matmul(to, at(*a), at(*b)),
        Op::Transpose(a) => to.transpose(at(*a)),
        Op::Reduce(rule, axis, a) => reduce(to, *rule, *axis, at(*a)),
        Op::Softmax(axis, a) => to.softmax(*axis, at(*a)),
        Op::LogSoftmax(axis, a) => to.log_softmax(*axis, at(*a)),
        Op::Broadcast(a) => to.fit(at(*a), node.shape),
        Op::Pick(row, col, a) => stable::pick(to, *row, *col, at(*a)),
        Op::Place(row, col, a) => to.place(*row, *col, at(*a), node.shape),
        Op::Diagonal(a) => to.diagonal(at(*a)),
        Op::DiagonalMatrix(a) => to.diagonal_matrix(at(*a)),
    }
}

fn lower_binary(to: &mut Graph, rule: Binary, a: NodeId, b: NodeId) -> NodeId {
    if let (Some(x), Some(y)) = (to.number(a), to.number(b))
        && let Some(shape) = to.shape(a).broadcast(to.shape(b))
    {
        return to.constant(kernel::pair(rule, x, y), shape);
    }
    match rule {
        Binary::Multiply if to.number(a).is_some() => scale(to, a, b),
        Binary::Multiply => stable::softmax_share(to, a, b)
            .or_else(|| stable::softmax_share(to, b, a))
            .unwrap_or_else(|| stable::multiply(to, a, b)),
        Binary::Subtract => stable::log_softmax_gradient(to, a, b)
            .or_else(|| stable::one_and_tanh(to, rule, a, b))
            .unwrap_or_else(|| stable::binary(to, rule, a, b)),
        Binary::Add => {
            stable::one_and_tanh(to, rule, a, b).unwrap_or_else(|| stable::binary(to, rule, a, b))
        }
        _ => stable::binary(to, rule, a, b),
    }
}

/// The product with a number, which joins a number that is there already.
fn scale(to: &mut Graph, factor: NodeId, a: NodeId) -> NodeId {
    if let (Some(x), Op::Binary(Binary::Multiply, p, q)) = (to.number(factor), &to.node(a).op)
        && let (Some(y), q) = (to.number(*p), *q)
        && to.shape(factor).is_scalar()
        && to.shape(*p).is_scalar()
    {
        let product = to.scalar(x * y);
        return to.multiply(product, q);
    }
    stable::multiply(to, factor, a)
}

/// (p q) b as p (q b) where that takes fewer multiplications.
fn matmul(to: &mut Graph, a: NodeId, b: NodeId) -> NodeId {
    if let Op::MatMul(p, q) = to.node(a).op {
        let (rows, middle) = (to.shape(p).rows(), to.shape(p).cols());
        let (inner, cols) = (to.shape(q).cols(), to.shape(b).cols());
        let as_written = rows * inner * cols;
        if middle * inner * cols + rows * middle * cols < as_written {
            let right = to.matmul(q, b);
            return to.matmul(p, right);
        }
    }
    to.matmul(a, b)
}

/// A reduction; the sum along the rows of a product is the product with the sum.
fn reduce(to: &mut Graph, rule: Reduce, axis: Axis, a: NodeId) -> NodeId {
    match (rule, axis, &to.node(a).op) {
        (Reduce::Sum, Axis::Cols, Op::MatMul(p, q)) => {
            let (p, q) = (*p, *q);
            let sum = to.reduce(Reduce::Sum, Axis::Cols, q);
            to.matmul(p, sum)
        }
        (Reduce::Sum, Axis::Rows, Op::MatMul(p, q)) => {
            let (p, q) = (*p, *q);
            let sum = to.reduce(Reduce::Sum, Axis::Rows, p);
            to.matmul(sum, q)
        }
        _ => to.reduce(rule, axis, a),
    }
}
