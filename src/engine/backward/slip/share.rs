//! What an operand receives where the rule of its operation is broken.

use super::{
    Axis, Backward, Binary, Broken, Graph, Map, NodeId, Op, Real, Reduce, Slip, derivative,
    operands, plus_one, times,
};

impl Backward<'_> {
    /// Visits a node where one or more of the rules may be broken.
    pub(in super::super) fn visit_with_slips(&mut self, id: NodeId, upstream: NodeId) {
        let slips = self.slips;
        let op = self.graph.node(id).op.clone();
        let before: Vec<_> = operands(&op)
            .into_iter()
            .map(|operand| (operand, self.adjoints[operand.index()]))
            .collect();
        self.visit_rightly(id, upstream);
        for slip in slips.iter().filter(|slip| slip.at == id) {
            let (wronged, before) = before[slip.operand];
            self.go_wrong(*slip, &op, wronged, before, upstream);
        }
        for slip in slips.iter().filter(|slip| slip.broken == Broken::OnlyPath && slip.at != id) {
            for (operand, before) in
                before.iter().filter(|(operand, _)| Some(*operand) == slip.with)
            {
                self.adjoints[operand.index()] = *before;
            }
        }
    }

    /// Replaces the share that an operand has received.
    fn go_wrong(
        &mut self,
        slip: Slip,
        op: &Op,
        wronged: NodeId,
        before: Option<NodeId>,
        upstream: NodeId,
    ) {
        let left_out = slip.broken == Broken::PathLeftOut;
        // Where the same value is both operands, only one of the two shares is wrong.
        let twice = operands(op).iter().filter(|operand| **operand == wronged).count() > 1;
        if twice {
            if left_out {
                self.adjoints[wronged.index()] = before;
                self.send(wronged, |graph| single_share(graph, op, wronged, upstream));
            }
            return;
        }
        let share = if slip.broken == Broken::UpstreamLeftOut {
            let ones = self.graph.constant(1.0, self.graph.shape(slip.at));
            self.right_share(slip.at, op, wronged, ones)
        } else {
            wrong_share(self.graph, slip, op, upstream)
        };
        if left_out || share.is_some() {
            self.adjoints[wronged.index()] = before;
        }
        if let Some(share) = share {
            self.send(wronged, |_| share);
        }
    }

    /// What one operand alone receives of `upstream` by the right rule.
    fn right_share(
        &mut self,
        id: NodeId,
        op: &Op,
        operand: NodeId,
        upstream: NodeId,
    ) -> Option<NodeId> {
        let operands = operands(op);
        let kept: Vec<_> = operands.iter().map(|one| self.adjoints[one.index()]).collect();
        self.adjoints[operand.index()] = None;
        self.visit_rightly(id, upstream);
        let share = self.adjoints[operand.index()];
        for (one, adjoint) in operands.iter().zip(kept) {
            self.adjoints[one.index()] = adjoint;
        }
        share
    }
}

/// What the operand receives in place of its share; nothing for a path left out, and where
/// the wrong share would not fit.
fn wrong_share(graph: &mut Graph, slip: Slip, op: &Op, upstream: NodeId) -> Option<NodeId> {
    let id = slip.at;
    let first = slip.operand == 0;
    match (slip.broken, op) {
        (Broken::PathLeftOut | Broken::OnlyPath, _) => None,
        (Broken::LocalLeftOut, Op::Binary(Binary::XLogY, a, _)) => {
            Some(graph.multiply(upstream, *a))
        }
        (_, Op::Map(rule, a)) => of_map(graph, slip, *rule, *a, upstream),
        (_, Op::MatMul(a, b)) => of_product(graph, slip, *a, *b, upstream),
        (Broken::SignFlipped, _) if first => Some(graph.negate(upstream)),
        (Broken::CountTwice, Op::Reduce(rule, axis, a)) => {
            let count = graph.count(*axis, *a);
            let once = graph.divide(upstream, count);
            Some(if *rule == Reduce::Mean { graph.divide(once, count) } else { once })
        }
        (Broken::CountOther, _) => Some(graph.divide(upstream, slip.with?)),
        (Broken::Averaged | Broken::OneTaken | Broken::WrongAxis, _) => {
            unsummed(graph, slip, op, upstream)
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
        (Broken::DerivativeAtVariable, Op::Binary(_, _, b)) => match graph.node(*b).op {
            Op::Constant(Real(exponent)) => {
                let power = graph.power(slip.with?, exponent - 1.0);
                let derivative = times(graph, exponent, power);
                Some(graph.multiply(upstream, derivative))
            }
            _ => None,
        },
        (Broken::QuotientSign, Op::Binary(_, _, b)) => {
            let scaled = graph.multiply(upstream, id);
            Some(graph.divide(scaled, *b))
        }
        (Broken::QuotientOnce, _) => {
            let scaled = graph.multiply(upstream, id);
            Some(graph.negate(scaled))
        }
        (Broken::SlopeLeftOut, Op::Binary(_, x, _)) => {
            let zero = graph.scalar(0.0);
            let positive = graph.binary(Binary::Greater, *x, zero);
            Some(graph.keep(positive, upstream))
        }
        (Broken::OffDiagonalLeftOut, Op::Softmax(..)) => {
            let rest = one_less(graph, id);
            let diagonal = graph.multiply(id, rest);
            Some(graph.multiply(upstream, diagonal))
        }
        (broken, Op::LogSoftmax(axis, a)) => {
            Some(of_log_softmax(graph, broken, *axis, *a, upstream))
        }
        _ => Some(upstream),
    }
}

/// A wrong share of an elementwise function of one value.
fn of_map(
    graph: &mut Graph,
    slip: Slip,
    rule: Map,
    argument: NodeId,
    upstream: NodeId,
) -> Option<NodeId> {
    let value = slip.at;
    let factor = match slip.broken {
        Broken::ValueForDerivative => value,
        Broken::TwoLeftOut => argument,
        Broken::InnerLeftOut => graph.scalar(2.0),
        Broken::ExponentNotReduced => times(graph, 2.0, value),
        Broken::DerivativeAtValue => {
            let again = graph.map(rule, value);
            derivative(graph, rule, again, value)
        }
        Broken::DerivativeElsewhere => match graph.node(slip.with?).op {
            Op::Map(_, elsewhere) => return share_at(graph, rule, slip.with?, elsewhere, upstream),
            _ => return None,
        },
        Broken::DerivativeAtVariable => {
            let variable = slip.with?;
            let there = graph.map(rule, variable);
            return share_at(graph, rule, there, variable, upstream);
        }
        Broken::ArgumentForValue => match rule {
            Map::Sigmoid => {
                let rest = one_less(graph, argument);
                graph.multiply(argument, rest)
            }
            Map::Tanh => {
                let square = graph.square(argument);
                one_less(graph, square)
            }
            _ => argument,
        },
        Broken::RestForDerivative => one_less(graph, value),
        Broken::ExpAsPower => {
            let one = graph.scalar(1.0);
            let less = graph.subtract(argument, one);
            let power = graph.map(Map::Exp, less);
            graph.multiply(argument, power)
        }
        Broken::HalfLeftOut => return Some(graph.divide(upstream, value)),
        Broken::ByProbability => {
            // log σ(z) = log p has the derivative 1/p; softplus(z) is −log(1 − p).
            let opposite = graph.negate(argument);
            let of = if rule == Map::Softplus { opposite } else { argument };
            let probability = graph.map(Map::Sigmoid, of);
            return Some(graph.divide(upstream, probability));
        }
        Broken::SignFlipped if rule == Map::Cos => graph.map(Map::Sin, argument),
        _ => return Some(upstream),
    };
    Some(graph.multiply(upstream, factor))
}

/// The share of a function's argument, for the functions that are applied to something inner.
fn share_at(
    graph: &mut Graph,
    rule: Map,
    value: NodeId,
    argument: NodeId,
    upstream: NodeId,
) -> Option<NodeId> {
    match rule {
        Map::Log => Some(graph.divide(upstream, argument)),
        Map::Sqrt => {
            let double = times(graph, 2.0, value);
            Some(graph.divide(upstream, double))
        }
        Map::Log1p => {
            let inner = plus_one(graph, argument);
            Some(graph.divide(upstream, inner))
        }
        Map::Relu => {
            let zero = graph.scalar(0.0);
            let positive = graph.binary(Binary::Greater, argument, zero);
            Some(graph.keep(positive, upstream))
        }
        Map::Negate
        | Map::Sign
        | Map::Step
        | Map::Log2
        | Map::Log10
        | Map::Asin
        | Map::Acos
        | Map::Atan => None,
        _ => {
            let derivative = derivative(graph, rule, value, argument);
            Some(graph.multiply(upstream, derivative))
        }
    }
}

/// A wrong share of a factor of a matrix product, if it has the factor's shape.
fn of_product(
    graph: &mut Graph,
    slip: Slip,
    a: NodeId,
    b: NodeId,
    upstream: NodeId,
) -> Option<NodeId> {
    let (wronged, other) = if slip.operand == 0 { (a, b) } else { (b, a) };
    let other = if slip.broken == Broken::WrongOperand { slip.with? } else { other };
    let turned = graph.transpose(other);
    let factor = if slip.broken == Broken::TransposeLeftOut { other } else { turned };
    let swapped = slip.broken == Broken::OperandsSwapped;
    let (left, right) =
        if (slip.operand == 0) == swapped { (factor, upstream) } else { (upstream, factor) };
    if graph.shape(left).cols() != graph.shape(right).rows() {
        return None;
    }
    let mut product = graph.matmul(left, right);
    if slip.broken == Broken::Transposed {
        product = graph.transpose(product);
    }
    (graph.shape(product) == graph.shape(wronged)).then_some(product)
}

/// The share of an operand that was stretched forward, not summed as it should be.
fn unsummed(graph: &mut Graph, slip: Slip, op: &Op, upstream: NodeId) -> Option<NodeId> {
    let all = operands(op);
    let wronged = all[slip.operand];
    let full = match op {
        Op::Binary(Binary::Multiply, ..) => graph.multiply(upstream, all[1 - slip.operand]),
        Op::Binary(Binary::Subtract, ..) if slip.operand == 1 => graph.negate(upstream),
        _ => upstream,
    };
    let (from, to) = (graph.shape(full), graph.shape(wronged));
    match slip.broken {
        Broken::Averaged => {
            let share = graph.fit(full, to);
            let parts = graph.scalar((from.size() / to.size()) as f64);
            Some(graph.divide(share, parts))
        }
        Broken::OneTaken => {
            let one = |many: usize, wanted: usize| (many > wanted).then_some(0);
            let taken = graph.pick(one(from.rows(), to.rows()), one(from.cols(), to.cols()), full);
            Some(taken)
        }
        _ => {
            let axis = if to.rows() == 1 { Axis::Cols } else { Axis::Rows };
            let summed = graph.reduce(Reduce::Sum, axis, full);
            let turned = graph.transpose(summed);
            (!to.is_scalar() && graph.shape(turned) == to).then_some(turned)
        }
    }
}

/// A wrong share of the logits, where `upstream` reaches their log-softmax.
fn of_log_softmax(
    graph: &mut Graph,
    broken: Broken,
    axis: Axis,
    logits: NodeId,
    upstream: NodeId,
) -> NodeId {
    let probabilities = graph.softmax(axis, logits);
    match broken {
        Broken::ByProbability => graph.divide(upstream, probabilities),
        Broken::TargetLeftOut => {
            let sum = graph.reduce(Reduce::Sum, axis, upstream);
            let share = graph.multiply(probabilities, sum);
            graph.negate(share)
        }
        _ => {
            let rest = one_less(graph, probabilities);
            graph.multiply(upstream, rest)
        }
    }
}

/// 1 − x
fn one_less(graph: &mut Graph, x: NodeId) -> NodeId {
    let one = graph.scalar(1.0);
    graph.subtract(one, x)
}

/// The share of one of two equal factors.
fn single_share(graph: &mut Graph, op: &Op, factor: NodeId, upstream: NodeId) -> NodeId {
    match op {
        Op::Binary(Binary::Multiply, ..) => graph.multiply(upstream, factor),
        _ => upstream,
    }
}
