//! One value by itself.

use std::mem::take;

use super::Memory;
use super::step::{Factor, Task, Value};
use super::sweep::apply;
use crate::engine::array::Array;
use crate::engine::graph::Graph;
use crate::engine::kernel::{self, Operand, View};

impl Factor {
    fn operand<'a>(self, buffers: &'a [Vec<f64>], values: &[&'a Array]) -> Operand<'a> {
        let view = View { shape: self.shape, data: self.place.data(buffers, values) };
        Operand { view, transposed: self.transposed }
    }
}

impl Value {
    /// The buffers that it writes to.
    pub fn writes(&self) -> impl Iterator<Item = usize> {
        let other = match self.task {
            Task::Sigmoids(_, rest) => Some(rest),
            _ => None,
        };
        [self.out].into_iter().chain(other)
    }

    /// Computes the value.
    pub fn run(&self, graph: &Graph, memory: &mut Memory, values: &[&Array]) {
        let mut out = take(&mut memory.buffers[self.out]);
        match &self.task {
            Task::Compute(id) => {
                kernel::compute(graph, *id, |id| memory.view(graph, values, id), &mut out);
            }
            Task::Product(factors) => {
                let [a, b] = factors.map(|factor| factor.operand(&memory.buffers, values));
                kernel::matmul(a, b, &mut out);
            }
            Task::Single(rule, operands) => {
                let operand = |number: usize| operands[number].entries(&memory.buffers, values);
                apply(*rule, operand, self.cols, &mut out);
            }
            Task::Sigmoids(z, rest) => {
                let mut other = take(&mut memory.buffers[*rest]);
                kernel::sigmoids(z.place.data(&memory.buffers, values), &mut out, &mut other);
                memory.buffers[*rest] = other;
            }
        }
        for then in &self.then {
            let operand = then.operand.entries(&memory.buffers, values);
            kernel::onto(then.rule, operand, then.first, self.cols, &mut out);
        }
        memory.buffers[self.out] = out;
    }
}
