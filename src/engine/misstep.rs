//! Everything that may go wrong on the way to a value or a gradient, and what comes out.

use super::backward::slip::{self, Slip};
use super::backward::{gradients, with_slips};
use super::blunder::{self, Blunder, Update};
use super::graph::Graph;
use super::op::NodeId;

/// What is to be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A value, whose equations may hold gradients of the scalar `loss`.
    Value {
        /// The value.
        of: NodeId,
        /// The scalar.
        loss: NodeId,
    },
    /// The gradient of a scalar.
    Gradient {
        /// The scalar.
        of: NodeId,
        /// What it is by.
        wrt: NodeId,
    },
}

/// One thing that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misstep {
    /// A rule of the backward pass is broken.
    Backward(Slip),
    /// An operation of the equations is done wrongly.
    Forward(Blunder),
    /// A gradient is taken at a parameter's value after the step.
    Updated(Update),
}

impl Misstep {
    /// Whether both are about the same thing, so that they cannot both be taken.
    pub fn collides(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Backward(one), Self::Backward(other)) => one.collides(other),
            (Self::Forward(one), Self::Forward(other)) => one.at == other.at,
            (Self::Updated(_), Self::Updated(_)) => true,
            _ => false,
        }
    }
}

/// What may go wrong on the way to a target, that which people do most first.
#[derive(Clone, Debug)]
pub struct Errata {
    /// The right value or gradient.
    pub right: NodeId,
    /// The single missteps.
    pub missteps: Vec<Misstep>,
    target: Target,
    /// The gradients of the loss that the target's value is made of: by what, and the node.
    inner: Vec<(NodeId, NodeId)>,
}

impl Errata {
    /// Looks for all that may go wrong after what is shown.
    pub fn survey(graph: &mut Graph, target: Target, shown: &[NodeId]) -> Self {
        let (right, inner) = match target {
            Target::Gradient { of, wrt } => {
                let right = gradients(graph, of, &[wrt])[0];
                (right, vec![(wrt, right)])
            }
            Target::Value { of, loss } => (of, inner_gradients(graph, of, loss, shown)),
        };
        let mut missteps = Vec::new();
        let scalar = match target {
            Target::Gradient { of, .. } => of,
            Target::Value { of, loss } => {
                let gradients = inner.iter().map(|(_, node)| *node);
                let finished = gradients.chain(shown.iter().copied().filter(|node| *node != of));
                let finished: Vec<_> = finished.collect();
                let blunders = blunder::blunders(graph, of, &finished);
                missteps.extend(blunders.into_iter().map(Misstep::Forward));
                loss
            }
        };
        let reached: Vec<_> = inner.iter().map(|(_, node)| reach(graph, *node, shown)).collect();
        let reaches = |node: NodeId| {
            reached.iter().any(|reached| reached.get(node.index()).copied().unwrap_or(false))
        };
        let updates = blunder::updates(graph).into_iter().filter(|update| reaches(update.before));
        missteps.extend(updates.map(Misstep::Updated));
        if !inner.is_empty() {
            let wrt: Vec<_> = inner.iter().map(|(wrt, _)| *wrt).collect();
            let slips = slip::candidates(graph, scalar, &wrt);
            missteps.extend(slips.into_iter().map(Misstep::Backward));
        }
        Self { right, missteps, target, inner }
    }

    /// What the target comes out as where all of `missteps` are taken; `None` if it is right.
    pub fn outcome(&self, graph: &mut Graph, missteps: &[Misstep]) -> Option<NodeId> {
        let (mut slips, mut blunders, mut updates) = (Vec::new(), Vec::new(), Vec::new());
        for misstep in missteps {
            match *misstep {
                Misstep::Backward(slip) => slips.push(slip),
                Misstep::Forward(blunder) => blunders.push(blunder),
                Misstep::Updated(update) => updates.push((update.before, update.after)),
            }
        }
        let scalar = match self.target {
            Target::Gradient { of, .. } => of,
            Target::Value { loss, .. } => loss,
        };
        let wrt: Vec<_> = self.inner.iter().map(|(wrt, _)| *wrt).collect();
        let mut found: Vec<_> = self.inner.iter().map(|(_, node)| *node).collect();
        if !slips.is_empty() {
            found = with_slips(graph, scalar, &wrt, &slips);
        }
        if !updates.is_empty() {
            for gradient in &mut found {
                *gradient = blunder::remade(graph, *gradient, &updates, &[]);
            }
        }
        let outcome = match self.target {
            Target::Gradient { .. } => found[0],
            Target::Value { of, .. } => {
                let nodes = self.inner.iter().map(|(_, node)| *node);
                let replaced: Vec<_> = nodes.zip(found).collect();
                blunder::remade(graph, of, &replaced, &blunders)
            }
        };
        let fits = graph.shape(outcome) == graph.shape(self.right);
        (outcome != self.right && fits).then_some(outcome)
    }
}

/// The gradients of the loss by a name that a value is made of.
fn inner_gradients(
    graph: &mut Graph,
    value: NodeId,
    loss: NodeId,
    shown: &[NodeId],
) -> Vec<(NodeId, NodeId)> {
    let needed = reach(graph, value, shown);
    if !graph.shape(loss).is_scalar() || loss > value {
        return Vec::new();
    }
    let names: Vec<_> = graph.names().map(|(_, id)| id).filter(|id| *id < loss).collect();
    let all = gradients(graph, loss, &names);
    let is_inner = |(_, gradient): &(NodeId, NodeId)| {
        let in_value = needed.get(gradient.index()).copied().unwrap_or(false);
        in_value && !graph.node(*gradient).fixed && *gradient > loss
    };
    names.into_iter().zip(all).filter(is_inner).collect()
}

/// What a value is computed from, up to what is shown.
fn reach(graph: &Graph, value: NodeId, shown: &[NodeId]) -> Vec<bool> {
    let mut reached = vec![false; value.index() + 1];
    reached[value.index()] = true;
    for index in (0..=value.0).rev() {
        let id = NodeId(index);
        if reached[id.index()] && (id == value || !shown.contains(&id)) {
            let op = &graph.node(id).op;
            op.for_each_operand(|operand| reached[operand.index()] = true);
        }
    }
    reached
}
