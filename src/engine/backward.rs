//! Reverse mode: the adjoint of every operation, as new nodes of the same graph.
//!
//! The adjoint of a node is the derivative of one scalar with respect to the node's value,
//! entry by entry, of the node's shape. Nodes are visited from the scalar back, so a node's
//! adjoint is complete before its operands receive their shares of it; there is no recursion,
//! and the cost is linear in the nodes between the scalar and what is asked for.

pub mod broken;
pub mod slip;
pub mod steps;

use super::graph::Graph;
use super::op::{Axis, Binary, Map, NodeId, Op, Real, Reduce};
use slip::Slip;

/// The gradients of the scalar `of` with respect to each of `wrt`: nodes of their shapes,
/// zeros where `of` does not depend on them.
///
/// # Panics
/// If `of` is not a scalar.
pub fn gradients(graph: &mut Graph, of: NodeId, wrt: &[NodeId]) -> Vec<NodeId> {
    with_slips(graph, of, wrt, &[])
}

/// The gradients as they come out when rules are broken.
pub fn with_slips(graph: &mut Graph, of: NodeId, wrt: &[NodeId], slips: &[Slip]) -> Vec<NodeId> {
    assert!(graph.shape(of).is_scalar(), "a gradient is of a scalar");
    let leads = leads_to(graph, of, wrt);
    let mut backward = Backward { graph, leads, adjoints: vec![None; of.index() + 1], slips };
    backward.adjoints[of.index()] = Some(backward.graph.scalar(1.0));
    for index in (0..=of.0).rev() {
        let id = NodeId(index);
        if let (true, Some(upstream)) = (backward.leads[id.index()], backward.adjoints[id.index()])
        {
            backward.visit(id, upstream);
        }
    }
    let Backward { graph, adjoints, .. } = backward;
    wrt.iter()
        .map(|id| match adjoints.get(id.index()).copied().flatten() {
            Some(adjoint) => adjoint,
            None => graph.constant(0.0, graph.shape(*id)),
        })
        .collect()
}

/// Which nodes up to `of` depend on one of `wrt`, each of them included.
fn leads_to(graph: &Graph, of: NodeId, wrt: &[NodeId]) -> Vec<bool> {
    let mut leads = vec![false; of.index() + 1];
    for index in 0..=of.0 {
        let op = &graph.node(NodeId(index)).op;
        let mut any = wrt.contains(&NodeId(index));
        if !matches!(op, Op::Stop(_) | Op::Count(..)) {
            op.for_each_operand(|operand| any |= leads[operand.index()]);
        }
        leads[index as usize] = any;
    }
    leads
}

struct Backward<'a> {
    graph: &'a mut Graph,
    leads: Vec<bool>,
    adjoints: Vec<Option<NodeId>>,
    slips: &'a [Slip],
}

impl Backward<'_> {
    /// Adds a share to an operand's adjoint, in the operand's shape: what was stretched
    /// forward is summed backward.
    fn send(&mut self, operand: NodeId, share: impl FnOnce(&mut Graph) -> NodeId) {
        if !self.leads[operand.index()] {
            return;
        }
        let share = share(self.graph);
        let share = self.graph.fit(share, self.graph.shape(operand));
        let adjoint = &mut self.adjoints[operand.index()];
        *adjoint = Some(match *adjoint {
            Some(others) => self.graph.add(others, share),
            None => share,
        });
    }

    fn visit(&mut self, id: NodeId, upstream: NodeId) {
        if self.slips.is_empty() {
            self.visit_rightly(id, upstream);
        } else {
            self.visit_with_slips(id, upstream);
        }
    }

    fn visit_rightly(&mut self, id: NodeId, upstream: NodeId) {
        match self.graph.node(id).op.clone() {
            Op::Input(_) | Op::Constant(_) | Op::Eye | Op::Count(..) | Op::Stop(_) => {}
            Op::Name(_, a) | Op::Broadcast(a) | Op::Reduce(Reduce::Sum, _, a) => {
                self.send(a, |_| upstream);
            }
            Op::Literal(entries) => self.literal(id, &entries, upstream),
            Op::Map(rule, a) => self.map(rule, id, a, upstream),
            Op::Binary(rule, a, b) => self.binary(rule, id, a, b, upstream),
            Op::Where(condition, a, b) => {
                self.send(a, |graph| graph.keep(condition, upstream));
                self.send(b, |graph| drop(graph, condition, upstream));
            }
            Op::MatMul(a, b) => {
                self.send(a, |graph| {
                    let transposed = graph.transpose(b);
                    graph.matmul(upstream, transposed)
                });
                self.send(b, |graph| {
                    let transposed = graph.transpose(a);
                    graph.matmul(transposed, upstream)
                });
            }
            Op::Transpose(a) => self.send(a, |graph| graph.transpose(upstream)),
            Op::Reduce(rule, axis, a) => self.reduce(rule, axis, id, a, upstream),
            Op::Softmax(axis, a) => self.send(a, |graph| {
                let weighted = graph.multiply(upstream, id);
                let sum = graph.reduce(Reduce::Sum, axis, weighted);
                let centred = graph.subtract(upstream, sum);
                graph.multiply(id, centred)
            }),
            Op::LogSoftmax(axis, a) => self.send(a, |graph| {
                let sum = graph.reduce(Reduce::Sum, axis, upstream);
                let softmax = graph.softmax(axis, a);
                let share = graph.multiply(softmax, sum);
                graph.subtract(upstream, share)
            }),
            Op::Pick(row, col, a) => {
                self.send(a, |graph| graph.place(row, col, upstream, graph.shape(a)));
            }
            Op::Place(row, col, a) => self.send(a, |graph| graph.pick(row, col, upstream)),
            Op::Diagonal(a) => self.send(a, |graph| graph.diagonal_matrix(upstream)),
            Op::DiagonalMatrix(a) => self.send(a, |graph| graph.diagonal(upstream)),
        }
    }

    fn literal(&mut self, id: NodeId, entries: &[NodeId], upstream: NodeId) {
        let cols = self.graph.shape(id).cols();
        for (index, entry) in entries.iter().enumerate() {
            let place = |at: usize| Some(u32::try_from(at).expect("sizes are limited"));
            self.send(*entry, |graph| {
                graph.pick(place(index / cols), place(index % cols), upstream)
            });
        }
    }

    fn map(&mut self, rule: Map, id: NodeId, a: NodeId, upstream: NodeId) {
        match rule {
            Map::Sign | Map::Step => {}
            Map::Negate => self.send(a, |graph| graph.negate(upstream)),
            Map::Relu => self.send(a, |graph| {
                let zero = graph.scalar(0.0);
                let positive = graph.binary(Binary::Greater, a, zero);
                graph.keep(positive, upstream)
            }),
            Map::Log => self.send(a, |graph| graph.divide(upstream, a)),
            Map::Log2 | Map::Log10 => self.send(a, |graph| {
                let base: f64 = if rule == Map::Log2 { 2.0 } else { 10.0 };
                let base = graph.scalar(base);
                let scale = graph.map(Map::Log, base);
                let scaled = graph.multiply(a, scale);
                graph.divide(upstream, scaled)
            }),
            Map::Log1p => self.send(a, |graph| {
                let inner = plus_one(graph, a);
                graph.divide(upstream, inner)
            }),
            Map::Sqrt => self.send(a, |graph| {
                let double = times(graph, 2.0, id);
                graph.divide(upstream, double)
            }),
            Map::Asin | Map::Acos => self.send(a, |graph| {
                let square = graph.square(a);
                let one = graph.scalar(1.0);
                let rest = graph.subtract(one, square);
                let root = graph.map(Map::Sqrt, rest);
                let share = graph.divide(upstream, root);
                if rule == Map::Asin { share } else { graph.negate(share) }
            }),
            Map::Atan => self.send(a, |graph| {
                let square = graph.square(a);
                let inner = plus_one(graph, square);
                graph.divide(upstream, inner)
            }),
            _ => self.send(a, |graph| {
                let derivative = derivative(graph, rule, id, a);
                graph.multiply(upstream, derivative)
            }),
        }
    }

    fn binary(&mut self, rule: Binary, id: NodeId, a: NodeId, b: NodeId, upstream: NodeId) {
        match rule {
            Binary::Add => {
                self.send(a, |_| upstream);
                self.send(b, |_| upstream);
            }
            Binary::Subtract => {
                self.send(a, |_| upstream);
                self.send(b, |graph| graph.negate(upstream));
            }
            Binary::Multiply => {
                self.send(a, |graph| graph.multiply(upstream, b));
                self.send(b, |graph| graph.multiply(upstream, a));
            }
            Binary::Divide => {
                self.send(a, |graph| graph.divide(upstream, b));
                self.send(b, |graph| {
                    let scaled = graph.multiply(upstream, id);
                    let share = graph.divide(scaled, b);
                    graph.negate(share)
                });
            }
            Binary::Power => self.power(id, a, b, upstream),
            Binary::Maximum => self.larger(Binary::Greater, a, b, upstream),
            Binary::Minimum => self.larger(Binary::Less, a, b, upstream),
            Binary::XLogY => {
                self.send(a, |graph| {
                    let log = graph.map(Map::Log, b);
                    graph.multiply(upstream, log)
                });
                self.send(b, |graph| {
                    let ratio = graph.binary(Binary::XOverY, a, b);
                    graph.multiply(upstream, ratio)
                });
            }
            Binary::XOverY => {
                self.send(a, |graph| graph.divide(upstream, b));
                self.send(b, |graph| {
                    let ratio = graph.binary(Binary::XOverY, id, b);
                    let share = graph.multiply(upstream, ratio);
                    graph.negate(share)
                });
            }
            Binary::LeakyRelu | Binary::Elu => self.bent(rule, a, b, upstream),
            Binary::Less
            | Binary::LessEqual
            | Binary::Greater
            | Binary::GreaterEqual
            | Binary::Equal
            | Binary::NotEqual => {}
        }
    }

    /// aᵇ. The derivative of x⁰ is 0, at 0 too.
    fn power(&mut self, id: NodeId, a: NodeId, b: NodeId, upstream: NodeId) {
        self.send(a, |graph| {
            if let Op::Constant(Real(exponent)) = graph.node(b).op {
                if exponent == 0.0 {
                    return graph.scalar(0.0);
                }
                let power = graph.power(a, exponent - 1.0);
                let derivative = times(graph, exponent, power);
                return graph.multiply(upstream, derivative);
            }
            let one = graph.scalar(1.0);
            let zero = graph.scalar(0.0);
            let reduced = graph.subtract(b, one);
            let power = graph.binary(Binary::Power, a, reduced);
            let derivative = graph.multiply(b, power);
            let nonzero = graph.binary(Binary::NotEqual, b, zero);
            let derivative = graph.keep(nonzero, derivative);
            graph.multiply(upstream, derivative)
        });
        self.send(b, |graph| {
            let derivative = graph.binary(Binary::XLogY, id, a);
            graph.multiply(upstream, derivative)
        });
    }

    /// The larger by `wins`, or the smaller; ties share the gradient equally.
    fn larger(&mut self, wins: Binary, a: NodeId, b: NodeId, upstream: NodeId) {
        for (winner, loser) in [(a, b), (b, a)] {
            self.send(winner, |graph| {
                let tie = graph.binary(Binary::Equal, winner, loser);
                let half = times(graph, 0.5, upstream);
                let shared = graph.keep(tie, half);
                let ahead = graph.binary(wins, winner, loser);
                graph.select(ahead, upstream, shared)
            });
        }
    }

    /// The leaky and the exponential unit: the identity for x > 0, else something scaled by `scale`.
    fn bent(&mut self, rule: Binary, x: NodeId, scale: NodeId, upstream: NodeId) {
        let zero = self.graph.scalar(0.0);
        let positive = self.graph.binary(Binary::Greater, x, zero);
        self.send(x, |graph| {
            let slope = if rule == Binary::Elu {
                let exp = graph.map(Map::Exp, x);
                graph.multiply(scale, exp)
            } else {
                scale
            };
            let share = graph.multiply(upstream, slope);
            graph.select(positive, upstream, share)
        });
        self.send(scale, |graph| {
            let scaled = if rule == Binary::Elu { graph.map(Map::Expm1, x) } else { x };
            let share = graph.multiply(upstream, scaled);
            drop(graph, positive, share)
        });
    }

    fn reduce(&mut self, rule: Reduce, axis: Axis, id: NodeId, a: NodeId, upstream: NodeId) {
        self.send(a, |graph| match rule {
            Reduce::Sum => upstream,
            Reduce::Mean => {
                let count = graph.count(axis, a);
                graph.divide(upstream, count)
            }
            Reduce::Max | Reduce::Min => {
                let reached = graph.binary(Binary::Equal, a, id);
                let ties = graph.reduce(Reduce::Sum, axis, reached);
                let share = graph.divide(upstream, ties);
                graph.keep(reached, share)
            }
            Reduce::LogSumExp => {
                let softmax = graph.softmax(axis, a);
                graph.multiply(upstream, softmax)
            }
            Reduce::Norm => {
                let direction = graph.binary(Binary::XOverY, a, id);
                graph.multiply(upstream, direction)
            }
        });
    }
}

/// The derivative of the elementwise operations whose share is the upstream times it.
fn derivative(graph: &mut Graph, rule: Map, id: NodeId, a: NodeId) -> NodeId {
    match rule {
        Map::Exp => id,
        Map::Expm1 => graph.map(Map::Exp, a),
        Map::Abs => graph.map(Map::Sign, a),
        Map::Sin => graph.map(Map::Cos, a),
        Map::Cos => {
            let sine = graph.map(Map::Sin, a);
            graph.negate(sine)
        }
        Map::Tan => {
            let square = graph.square(id);
            plus_one(graph, square)
        }
        Map::Sinh => graph.map(Map::Cosh, a),
        Map::Cosh => graph.map(Map::Sinh, a),
        Map::Tanh => graph.map(Map::SechSquared, a),
        Map::SechSquared => {
            let tanh = graph.map(Map::Tanh, a);
            let product = graph.multiply(tanh, id);
            times(graph, -2.0, product)
        }
        Map::Sigmoid => {
            let opposite = graph.negate(a);
            let rest = graph.map(Map::Sigmoid, opposite);
            graph.multiply(id, rest)
        }
        Map::LogSigmoid => {
            let opposite = graph.negate(a);
            graph.map(Map::Sigmoid, opposite)
        }
        Map::Softplus => graph.map(Map::Sigmoid, a),
        Map::Gelu => {
            let density = normal_density(graph, a);
            let slope = graph.multiply(a, density);
            let cdf = graph.map(Map::NormalCdf, a);
            graph.add(cdf, slope)
        }
        Map::NormalCdf => normal_density(graph, a),
        Map::Square => times(graph, 2.0, a),
        Map::Negate
        | Map::Sign
        | Map::Step
        | Map::Relu
        | Map::Log
        | Map::Log2
        | Map::Log10
        | Map::Log1p
        | Map::Sqrt
        | Map::Asin
        | Map::Acos
        | Map::Atan => unreachable!("{rule:?} has a rule of its own"),
    }
}

/// e^(−x²/2) / √(2π)
fn normal_density(graph: &mut Graph, x: NodeId) -> NodeId {
    let square = graph.square(x);
    let exponent = times(graph, -0.5, square);
    let exp = graph.map(Map::Exp, exponent);
    let turn = graph.scalar(std::f64::consts::TAU);
    let scale = graph.map(Map::Sqrt, turn);
    graph.divide(exp, scale)
}

fn times(graph: &mut Graph, factor: f64, value: NodeId) -> NodeId {
    let factor = graph.scalar(factor);
    graph.multiply(factor, value)
}

fn plus_one(graph: &mut Graph, value: NodeId) -> NodeId {
    let one = graph.scalar(1.0);
    graph.add(one, value)
}

/// 0 where the condition holds, else `value`.
fn drop(graph: &mut Graph, condition: NodeId, value: NodeId) -> NodeId {
    let zero = graph.scalar(0.0);
    graph.select(condition, zero, value)
}
