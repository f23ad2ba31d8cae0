//! One value by itself.

use super::step::{Task, Value};
use super::sweep::apply;
use super::{Memory, Place};
use crate::engine::array::Array;
use crate::engine::graph::Graph;
use crate::engine::kernel::{self, View};
use crate::engine::op::NodeId;

impl Value {
    /// Where it reads.
    pub fn reads(&mut self) -> impl Iterator<Item = &mut Place> {
        let mut places = Vec::new();
        match &mut self.task {
            Task::Compute(_) => {}
            Task::Sum(sum) => places.push(&mut sum.of),
            Task::Product(_, factors) => places.extend(factors),
            Task::Single(_, operands) => {
                places.extend(operands.iter_mut().map(|operand| &mut operand.place));
            }
            Task::Sigmoids(z, _) => places.push(&mut z.place),
        }
        places.extend(self.then.iter_mut().map(|then| &mut then.operand.place));
        places.into_iter()
    }

    /// How many numbers a run needs besides its entries.
    pub fn scratch(&self) -> usize {
        let Task::Product(product, _) = &self.task else { return 0 };
        product.room()
    }

    /// The nodes whose values it computes, as they lie.
    pub fn writes(&self) -> impl Iterator<Item = NodeId> + use<> {
        let other = match self.task {
            Task::Sigmoids(_, rest) => Some(rest),
            _ => None,
        };
        [self.out].into_iter().chain(other)
    }

    /// Computes the value.
    pub fn run(&self, graph: &Graph, memory: &mut Memory, values: &[&Array]) {
        let (before, mine) = memory.numbers.split_at_mut(self.start);
        let (out, behind) = mine.split_at_mut(self.size);
        match &self.task {
            Task::Compute(id) => {
                let view = |id: NodeId| {
                    let data = memory.places[id.index()].data(before, values);
                    View { shape: graph.shape(id), data }
                };
                kernel::compute(graph, *id, view, out);
            }
            Task::Sum(sum) => {
                let view = View { shape: sum.shape, data: sum.of.data(before, values) };
                kernel::add_up(sum.axis, view, sum.squares, sum.mean, out);
            }
            Task::Product(product, factors) => {
                let factors = factors.map(|place| place.data(before, values));
                product.compute(factors, out, &mut memory.scratch);
            }
            Task::Single(rule, operands) => {
                let operand = |number: usize| operands[number].entries(before, values);
                apply(*rule, operand, self.cols, out);
            }
            Task::Sigmoids(z, _) => {
                kernel::sigmoids(z.place.data(before, values), out, &mut behind[..self.size]);
            }
        }
        for then in &self.then {
            let operand = then.operand.entries(before, values);
            kernel::onto(then.rule, operand, then.first, self.cols, out);
        }
    }
}
