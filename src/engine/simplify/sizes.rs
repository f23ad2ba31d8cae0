//! Which sizes are the same size: the equations say so, not the numbers.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::super::graph::Graph;
use super::super::op::{Axis, NodeId, Op};
use super::super::shape::Shape;
use super::term::{Formula, Product, Term};

/// A class of sizes that equations make equal.
type Class = usize;

/// The class of every size that is 1.
const ONE: Class = 0;

/// The sizes of all nodes, and the names that some of them have.
pub struct Sizes {
    parents: Vec<Class>,
    /// The classes of each node's rows and columns.
    nodes: Vec<(Class, Class)>,
    named: FxHashMap<Class, String>,
    /// Names of `size(x)`, by the classes of rows and columns.
    products: FxHashMap<(Class, Class), String>,
}

impl Sizes {
    /// Follows the sizes through a graph.
    pub fn new(graph: &Graph) -> Self {
        let mut sizes = Self {
            parents: vec![ONE],
            nodes: Vec::with_capacity(graph.size()),
            named: FxHashMap::default(),
            products: FxHashMap::default(),
        };
        for id in graph.ids() {
            let classes = sizes.visit(graph, id);
            sizes.nodes.push(classes);
        }
        for (name, id) in graph.names() {
            if let Op::Name(_, definition) = graph.node(id).op
                && let Op::Count(axis, of) = graph.node(definition).op
            {
                sizes.give(name, axis, of);
            }
        }
        sizes
    }

    fn fresh(&mut self, size: usize) -> Class {
        if size == 1 {
            return ONE;
        }
        self.parents.push(self.parents.len());
        self.parents.len() - 1
    }

    fn find(&self, mut class: Class) -> Class {
        while self.parents[class] != class {
            class = self.parents[class];
        }
        class
    }

    fn unify(&mut self, a: Class, b: Class) -> Class {
        let (a, b) = (self.find(a), self.find(b));
        let (first, second) = (a.min(b), a.max(b));
        if first != ONE {
            self.parents[second] = first;
        }
        second.min(if first == ONE { second } else { first })
    }

    fn visit(&mut self, graph: &Graph, id: NodeId) -> (Class, Class) {
        let node = graph.node(id);
        let shape = node.shape;
        let at = |sizes: &Self, operand: NodeId| sizes.nodes[operand.index()];
        match &node.op {
            Op::MatMul(a, b) => {
                let ((rows, inner), (other, cols)) = (at(self, *a), at(self, *b));
                self.unify(inner, other);
                (rows, cols)
            }
            Op::Transpose(a) => {
                let (rows, cols) = at(self, *a);
                (cols, rows)
            }
            Op::Reduce(_, axis, a) => {
                let (rows, cols) = at(self, *a);
                match axis {
                    Axis::All => (ONE, ONE),
                    Axis::Rows => (ONE, cols),
                    Axis::Cols => (rows, ONE),
                }
            }
            Op::Name(..)
            | Op::Map(..)
            | Op::Binary(..)
            | Op::Where(..)
            | Op::Softmax(..)
            | Op::LogSoftmax(..)
            | Op::Stop(_) => {
                let (mut rows, mut cols) = (ONE, ONE);
                node.op.for_each_operand(|operand| {
                    let (r, c) = self.nodes[operand.index()];
                    rows = self.unify(rows, r);
                    cols = self.unify(cols, c);
                });
                (rows, cols)
            }
            _ => (self.fresh(shape.rows()), self.fresh(shape.cols())),
        }
    }

    fn give(&mut self, name: &str, axis: Axis, of: NodeId) {
        let (rows, cols) = self.nodes[of.index()];
        let (rows, cols) = (self.find(rows), self.find(cols));
        let class = match axis {
            Axis::Rows => rows,
            Axis::Cols => cols,
            Axis::All if rows == ONE => cols,
            Axis::All if cols == ONE => rows,
            Axis::All => {
                self.products.entry((rows, cols)).or_insert_with(|| name.to_owned());
                return;
            }
        };
        if class != ONE {
            self.named.entry(class).or_insert_with(|| name.to_owned());
        }
    }

    /// The size of an axis as a term: its name, or the number.
    pub fn term(&self, axis: Axis, of: NodeId, shape: Shape) -> Rc<Term> {
        let (rows, cols) = self.nodes[of.index()];
        let (rows, cols) = (self.find(rows), self.find(cols));
        let one = |class: Class, size: usize| match self.named.get(&class) {
            Some(name) => Term::new(Formula::Size(name.clone()), Shape::Scalar),
            None => Term::number(size as f64),
        };
        match axis {
            Axis::Rows => one(rows, shape.rows()),
            Axis::Cols => one(cols, shape.cols()),
            Axis::All => {
                if let Some(name) = self.products.get(&(rows, cols)) {
                    Term::new(Formula::Size(name.clone()), Shape::Scalar)
                } else {
                    let cols = one(cols, shape.cols());
                    let rows = one(rows, shape.rows());
                    Product::of(&rows).product(&Product::of(&cols)).term(Shape::Scalar)
                }
            }
        }
    }
}
