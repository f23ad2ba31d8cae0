//! Rules of the backward pass, broken as people break them.

use super::super::graph::Graph;
use super::super::op::{Binary, Map, NodeId, Op, Real, Reduce};
use super::{Backward, derivative, leads_to, times, with_slip};

/// How a rule is broken. Those that people break most come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Broken {
    /// The derivative of an elementwise function is left out.
    LocalLeftOut,
    /// The 1/m of a mean is left out.
    CountLeftOut,
    /// The factor 2 of a square is left out.
    TwoLeftOut,
    /// The sign of a difference is flipped.
    SignFlipped,
    /// The function's value is taken for its derivative: σ(z) for σ′(z).
    ValueForDerivative,
    /// The derivative is taken at the function's value: σ′(a) for σ′(z).
    DerivativeAtValue,
    /// The derivative of a square has no inner factor: 2 for 2x.
    InnerLeftOut,
    /// The transpose of the other factor of a matrix product is left out.
    TransposeLeftOut,
    /// What was stretched forward is averaged backward, not summed.
    Averaged,
    /// One of several paths to a name is left out.
    PathLeftOut,
    /// The other factor of an elementwise product is left out.
    FactorLeftOut,
    /// The exponent is not brought down.
    ExponentLeftOut,
    /// The exponent is not reduced by one.
    ExponentNotReduced,
    /// The derivative by a divisor lacks its minus.
    QuotientSign,
    /// The derivative by a divisor divides by it once, not twice.
    QuotientOnce,
}

impl Broken {
    /// All of them, those first that people break most.
    pub const ALL: [Self; 15] = [
        Self::LocalLeftOut,
        Self::CountLeftOut,
        Self::TwoLeftOut,
        Self::SignFlipped,
        Self::ValueForDerivative,
        Self::DerivativeAtValue,
        Self::InnerLeftOut,
        Self::TransposeLeftOut,
        Self::Averaged,
        Self::PathLeftOut,
        Self::FactorLeftOut,
        Self::ExponentLeftOut,
        Self::ExponentNotReduced,
        Self::QuotientSign,
        Self::QuotientOnce,
    ];
}

/// One rule, broken at one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The node whose operand receives a wrong share.
    pub at: NodeId,
    /// How.
    pub broken: Broken,
    /// Which operand, by its place.
    operand: usize,
}

/// What a slip is about.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// The operation's value.
    pub value: NodeId,
    /// The operand that receives the wrong share.
    pub operand: NodeId,
    /// The other operand, if there are two.
    pub other: Option<NodeId>,
    /// The derivative of an elementwise function of one value.
    pub local: Option<NodeId>,
    /// How many entries a mean runs over.
    pub count: Option<NodeId>,
}

/// Every slip between `of` and `wrt` with the gradient that it gives, unless that is the right
/// one.
pub fn slips(graph: &mut Graph, of: NodeId, wrt: NodeId) -> Vec<(Slip, NodeId)> {
    let right = with_slip(graph, of, &[wrt], None)[0];
    let leads = leads_to(graph, of, &[wrt]);
    let visited = reached(graph, of, &leads);
    let mut uses = vec![0; of.index() + 1];
    for id in &visited {
        graph.node(*id).op.for_each_operand(|operand| uses[operand.index()] += 1);
    }
    let mut found = Vec::new();
    for id in visited {
        candidates(graph, id, &leads, &uses, &mut found);
    }
    found.sort_by_key(|slip| slip.broken);
    let mut slips: Vec<(Slip, NodeId)> = Vec::new();
    for slip in found {
        let gradient = with_slip(graph, of, &[wrt], Some(slip))[0];
        if gradient != right && slips.iter().all(|(_, other)| *other != gradient) {
            slips.push((slip, gradient));
        }
    }
    slips
}

/// The nodes that a backward pass visits, from the scalar back.
fn reached(graph: &Graph, of: NodeId, leads: &[bool]) -> Vec<NodeId> {
    let mut reached = vec![false; of.index() + 1];
    reached[of.index()] = true;
    let mut visited = Vec::new();
    for index in (0..=of.0).rev() {
        let id = NodeId(index);
        let op = &graph.node(id).op;
        if reached[id.index()] && leads[id.index()] && !matches!(op, Op::Stop(_) | Op::Count(..)) {
            op.for_each_operand(|operand| reached[operand.index()] = true);
            visited.push(id);
        }
    }
    visited
}

fn operands(op: &Op) -> Vec<NodeId> {
    let mut operands = Vec::new();
    op.for_each_operand(|operand| operands.push(operand));
    operands
}

/// The ways to break the rule of one node; `uses` says how often each value is used.
fn candidates(graph: &Graph, id: NodeId, leads: &[bool], uses: &[usize], found: &mut Vec<Slip>) {
    use Broken::{
        Averaged, CountLeftOut, DerivativeAtValue, ExponentLeftOut, ExponentNotReduced,
        FactorLeftOut, InnerLeftOut, LocalLeftOut, PathLeftOut, QuotientOnce, QuotientSign,
        SignFlipped, TransposeLeftOut, TwoLeftOut, ValueForDerivative,
    };
    let op = &graph.node(id).op;
    for (index, operand) in operands(op).into_iter().enumerate() {
        if !leads[operand.index()] {
            continue;
        }
        let ways: &[Broken] = match op {
            Op::Map(Map::Square, _) => &[TwoLeftOut, InnerLeftOut],
            Op::Map(Map::Sigmoid | Map::Tanh, _) => {
                &[LocalLeftOut, ValueForDerivative, DerivativeAtValue]
            }
            Op::Map(Map::Relu, _) => &[LocalLeftOut, ValueForDerivative],
            Op::Map(Map::Negate, _) | Op::Binary(Binary::Subtract, ..) => &[SignFlipped],
            Op::Map(Map::Sign | Map::Step, _) => &[],
            Op::Map(..) => &[LocalLeftOut],
            Op::Reduce(Reduce::Mean, ..) => &[CountLeftOut],
            Op::Binary(Binary::Power, ..) if index == 0 => &[ExponentLeftOut, ExponentNotReduced],
            Op::Binary(Binary::Divide, ..) if index == 1 => &[QuotientSign, QuotientOnce],
            Op::Binary(Binary::Multiply | Binary::Divide, ..) => &[FactorLeftOut],
            Op::MatMul(..) => &[TransposeLeftOut],
            _ => &[],
        };
        let slip = |broken| Slip { at: id, broken, operand: index };
        found.extend(ways.iter().copied().map(slip));
        let elementwise = matches!(op, Op::Binary(..));
        if elementwise && graph.shape(operand).size() < graph.shape(id).size() {
            found.push(slip(Averaged));
        }
        if uses[operand.index()] > 1 {
            found.push(slip(PathLeftOut));
        }
    }
}

/// What a slip is about.
pub fn circumstances(graph: &mut Graph, slip: Slip) -> Circumstances {
    let op = graph.node(slip.at).op.clone();
    let operands = operands(&op);
    let operand = operands[slip.operand];
    let (mut local, mut count) = (None, None);
    match op {
        Op::Map(rule, a) => local = local_derivative(graph, rule, slip.at, a),
        Op::Reduce(Reduce::Mean, axis, a) => count = Some(graph.count(axis, a)),
        _ => {}
    }
    let other = operands.iter().copied().enumerate().find(|(index, _)| *index != slip.operand);
    Circumstances { value: slip.at, operand, other: other.map(|(_, node)| node), local, count }
}

/// The derivative of an elementwise function: the share of an upstream of ones.
fn local_derivative(graph: &mut Graph, rule: Map, id: NodeId, a: NodeId) -> Option<NodeId> {
    let zero = graph.scalar(0.0);
    match rule {
        Map::Relu => Some(graph.binary(Binary::Greater, a, zero)),
        Map::Sign
        | Map::Step
        | Map::Negate
        | Map::Log
        | Map::Log2
        | Map::Log10
        | Map::Log1p
        | Map::Sqrt
        | Map::Asin
        | Map::Acos
        | Map::Atan => None,
        _ => Some(derivative(graph, rule, id, a)),
    }
}

impl Backward<'_> {
    /// Visits a node with its rule broken for one operand.
    pub(super) fn visit_wrongly(&mut self, slip: Slip, upstream: NodeId) {
        let op = self.graph.node(slip.at).op.clone();
        let wronged = operands(&op)[slip.operand];
        let before = self.adjoints[wronged.index()];
        self.visit_rightly(slip.at, upstream);
        let right = self.adjoints[wronged.index()];
        let share = self.wrong_share(slip, &op, upstream);
        // Where the same value is both operands, only one of the two shares is wrong.
        let twice = operands(&op).iter().filter(|operand| **operand == wronged).count() > 1;
        if twice {
            if slip.broken == Broken::PathLeftOut {
                self.adjoints[wronged.index()] = before;
                self.send(wronged, |graph| single_share(graph, &op, wronged, upstream));
            } else {
                self.adjoints[wronged.index()] = right;
            }
            return;
        }
        if share.is_some() || slip.broken == Broken::PathLeftOut {
            self.adjoints[wronged.index()] = before;
        }
        if let Some(share) = share {
            self.send(wronged, |_| share);
        }
    }

    /// What the operand receives in place of its share; nothing for a path left out, and where
    /// the wrong share would not fit.
    fn wrong_share(&mut self, slip: Slip, op: &Op, upstream: NodeId) -> Option<NodeId> {
        let graph = &mut *self.graph;
        let id = slip.at;
        match (slip.broken, op) {
            (Broken::PathLeftOut, _) => None,
            (Broken::ValueForDerivative, _) => Some(graph.multiply(upstream, id)),
            (Broken::DerivativeAtValue, Op::Map(rule, _)) => {
                let value = graph.map(*rule, id);
                let wrong = derivative(graph, *rule, value, id);
                Some(graph.multiply(upstream, wrong))
            }
            (Broken::TwoLeftOut, Op::Map(_, a)) => Some(graph.multiply(upstream, *a)),
            (Broken::InnerLeftOut, _) => Some(times(graph, 2.0, upstream)),
            (Broken::SignFlipped, Op::Binary(..)) if slip.operand == 0 => {
                Some(graph.negate(upstream))
            }
            (Broken::TransposeLeftOut, Op::MatMul(a, b)) => {
                let (left, right) = if slip.operand == 0 { (upstream, *b) } else { (*a, upstream) };
                let fits = graph.shape(left).cols() == graph.shape(right).rows();
                let operand = if slip.operand == 0 { *a } else { *b };
                let product = fits.then(|| graph.matmul(left, right));
                product.filter(|product| graph.shape(*product) == graph.shape(operand))
            }
            (Broken::Averaged, _) => {
                let operand = operands(op)[slip.operand];
                let share = graph.fit(upstream, graph.shape(operand));
                let sizes = (graph.shape(operand).size(), graph.shape(id).size());
                Some(times(graph, sizes.0 as f64 / sizes.1 as f64, share))
            }
            (Broken::ExponentLeftOut, Op::Binary(_, a, b)) => match graph.node(*b).op {
                Op::Constant(Real(exponent)) => {
                    let power = graph.power(*a, exponent - 1.0);
                    Some(graph.multiply(upstream, power))
                }
                _ => None,
            },
            (Broken::ExponentNotReduced, Op::Binary(_, _, b)) => {
                let scaled = graph.multiply(*b, id);
                Some(graph.multiply(upstream, scaled))
            }
            (Broken::QuotientSign, Op::Binary(_, _, b)) => {
                let scaled = graph.multiply(upstream, id);
                Some(graph.divide(scaled, *b))
            }
            (Broken::QuotientOnce, _) => {
                let scaled = graph.multiply(upstream, id);
                Some(graph.negate(scaled))
            }
            _ => Some(upstream),
        }
    }
}

/// The share of one of two equal factors.
fn single_share(graph: &mut Graph, op: &Op, factor: NodeId, upstream: NodeId) -> NodeId {
    match op {
        Op::Binary(Binary::Multiply, ..) => graph.multiply(upstream, factor),
        _ => upstream,
    }
}
