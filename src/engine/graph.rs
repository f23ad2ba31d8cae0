//! The arena of nodes: each operation on the same operands once, operands before users.

use rustc_hash::FxHashMap;

use super::op::{Axis, Binary, Map, NodeId, Op, Real, Reduce, Signature};
use super::shape::Shape;

/// An operation, its operands, and what is known of its value without computing it.
#[derive(Clone, Debug)]
pub struct Node {
    /// The operation.
    pub op: Op,
    /// The value's shape.
    pub shape: Shape,
    /// Whether the value depends on no given value, but at most on shapes.
    pub fixed: bool,
}

/// What a name stands for; nothing where its equation was wrong.
#[derive(Clone, Debug)]
struct Binding {
    name: String,
    node: Option<NodeId>,
}

/// Nodes and names.
///
/// Equal operations on equal operands are one node, but a name is a node of its own, so that
/// sharing work never merges two names.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    known: FxHashMap<(Op, Shape), NodeId>,
    bindings: Vec<Binding>,
    by_name: FxHashMap<String, u32>,
    /// The names that stand for a derivative: of which name, by which.
    partials: FxHashMap<String, (String, String)>,
}

impl Graph {
    /// How many nodes there are.
    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    /// Every node, operands before users.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..u32::try_from(self.nodes.len()).expect("nodes are limited")).map(NodeId)
    }

    /// The node of an operation, if there is one.
    pub fn find(&self, op: &Op, shape: Shape) -> Option<NodeId> {
        self.known.get(&(op.clone(), shape)).copied()
    }

    /// The node at `id`.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The shape of the value at `id`.
    pub fn shape(&self, id: NodeId) -> Shape {
        self.node(id).shape
    }

    /// The number, if all entries of the node are one that is written down.
    pub fn number(&self, id: NodeId) -> Option<f64> {
        match self.node(id).op {
            Op::Constant(Real(value)) => Some(value),
            _ => None,
        }
    }

    /// The names that have a node, in order.
    pub fn names(&self) -> impl Iterator<Item = (&str, NodeId)> {
        self.bindings.iter().filter_map(|binding| Some((binding.name.as_str(), binding.node?)))
    }

    /// Whether there is such a name, even if its equation was wrong.
    pub fn knows(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// What a name stands for; `None` if there is no such name, or its equation was wrong.
    pub fn binding(&self, name: &str) -> Option<NodeId> {
        let number = *self.by_name.get(name)?;
        self.bindings[number as usize].node
    }

    /// The name of a node that is an input or an assigned name.
    pub fn name_of(&self, id: NodeId) -> Option<&str> {
        match self.node(id).op {
            Op::Input(number) | Op::Name(number, _) => Some(&self.bindings[number as usize].name),
            _ => None,
        }
    }

    /// The names that the formulas of `nodes` are made of, without looking into what they stand
    /// for; `None` if one of them depends on another.
    pub fn independent_names(&self, nodes: &[NodeId]) -> Option<Vec<NodeId>> {
        let named = |id: NodeId| self.name_of(id).is_some();
        let names = self.reached(nodes, |id| !named(id) || nodes.contains(&id));
        let names: Vec<_> =
            names.into_iter().filter(|id| named(*id) && !nodes.contains(id)).collect();
        let below = names.iter().flat_map(|id| {
            let below = self.reached(&[*id], |_| true);
            below.into_iter().filter(move |other| other != id)
        });
        let below: rustc_hash::FxHashSet<NodeId> = below.collect();
        names.iter().all(|id| !below.contains(id)).then_some(names)
    }

    /// The names that the equation of a name is made of, or a node's own formula.
    pub fn parts(&self, id: NodeId) -> Vec<NodeId> {
        let named = |other: NodeId| self.name_of(other).is_some();
        let mut reached = self.reached(&[id], |other| other == id || !named(other));
        reached.retain(|other| named(*other) && *other != id);
        reached
    }

    /// The inputs on which one of `nodes` depends.
    pub fn inputs_of(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        let mut reached = self.reached(nodes, |id| !self.node(id).fixed);
        reached.retain(|id| matches!(self.node(*id).op, Op::Input(_)));
        reached
    }

    /// What is reached from `nodes`, in order; operands only of those that are entered.
    fn reached(&self, nodes: &[NodeId], enter: impl Fn(NodeId) -> bool) -> Vec<NodeId> {
        let last = nodes.iter().map(|id| id.index() + 1).max().unwrap_or(0);
        let mut needed = vec![false; last];
        for id in nodes {
            needed[id.index()] = true;
        }
        let ids: Vec<_> = self.ids().take(last).collect();
        for id in ids.iter().rev() {
            let op = &self.node(*id).op;
            if needed[id.index()] && enter(*id) && !matches!(op, Op::Count(..)) {
                op.for_each_operand(|operand| needed[operand.index()] = true);
            }
        }
        ids.into_iter().filter(|id| needed[id.index()]).collect()
    }

    /// The first name that stands for a node.
    pub fn name_for(&self, definition: NodeId) -> Option<NodeId> {
        let mut names = self.names().map(|(_, id)| id);
        names.find(|id| matches!(self.node(*id).op, Op::Name(_, of) if of == definition))
    }

    /// Adds a name whose value will be given.
    pub fn input(&mut self, name: &str, shape: Shape) -> NodeId {
        let number = self.bind(name);
        let id = self.push(Op::Input(number), shape);
        self.bindings[number as usize].node = Some(id);
        id
    }

    /// Adds a name for a node, or for an equation that was wrong.
    pub fn assign(&mut self, name: &str, definition: Option<NodeId>) -> Option<NodeId> {
        let number = self.bind(name);
        let definition = definition?;
        let id = self.push(Op::Name(number, definition), self.shape(definition));
        self.bindings[number as usize].node = Some(id);
        Some(id)
    }

    /// Adds a name for the derivative of one name by another: `dZ`, unless that is taken.
    pub fn assign_partial(&mut self, of: &str, by: &str, definition: NodeId) -> NodeId {
        let mut name = format!("d{by}");
        while self.by_name.contains_key(&name) || Signature::named(&name).is_some() {
            name = if name == format!("d{by}") { format!("d{of}_d{by}") } else { name + "_" };
        }
        self.partials.insert(name.clone(), (of.to_owned(), by.to_owned()));
        self.assign(&name, Some(definition)).expect("it has a definition")
    }

    /// The derivative that a name stands for: of which name, by which.
    pub fn partial(&self, name: &str) -> Option<&(String, String)> {
        self.partials.get(name)
    }

    /// Whether a name stands for a derivative.
    pub fn has_partials(&self) -> bool {
        !self.partials.is_empty()
    }

    fn bind(&mut self, name: &str) -> u32 {
        let number = u32::try_from(self.bindings.len()).expect("names are limited with the text");
        self.bindings.push(Binding { name: name.to_owned(), node: None });
        self.by_name.insert(name.to_owned(), number);
        number
    }

    /// Adds a node, or finds the one that is the same.
    fn push(&mut self, op: Op, shape: Shape) -> NodeId {
        let key = (op, shape);
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let mut fixed = !matches!(key.0, Op::Input(_));
        if !matches!(key.0, Op::Count(..)) {
            key.0.for_each_operand(|operand| fixed &= self.node(operand).fixed);
        }
        let id = NodeId(u32::try_from(self.nodes.len()).expect("nodes are limited"));
        self.nodes.push(Node { op: key.0.clone(), shape, fixed });
        self.known.insert(key, id);
        id
    }

    /// The operation as it stands, without the shortcuts that the methods below take.
    pub fn insert(&mut self, op: Op, shape: Shape) -> NodeId {
        self.push(op, shape)
    }

    /// A value whose entries are all `value`.
    pub fn constant(&mut self, value: f64, shape: Shape) -> NodeId {
        self.push(Op::Constant(Real(value)), shape)
    }

    /// One number.
    pub fn scalar(&mut self, value: f64) -> NodeId {
        self.constant(value, Shape::Scalar)
    }

    /// The unit matrix of `size` rows.
    pub fn eye(&mut self, size: usize) -> NodeId {
        self.push(Op::Eye, Shape::Matrix(size, size))
    }

    /// A matrix from scalars, row by row.
    pub fn literal(&mut self, entries: &[NodeId], shape: Shape) -> NodeId {
        self.push(Op::Literal(entries.into()), shape)
    }

    /// How many entries an axis has.
    pub fn count(&mut self, axis: Axis, a: NodeId) -> NodeId {
        self.push(Op::Count(axis, a), Shape::Scalar)
    }

    /// An elementwise operation.
    pub fn map(&mut self, map: Map, a: NodeId) -> NodeId {
        self.push(Op::Map(map, a), self.shape(a))
    }

    /// An elementwise operation of two values that broadcast.
    pub fn binary(&mut self, binary: Binary, a: NodeId, b: NodeId) -> NodeId {
        let shape = self.shape(a).broadcast(self.shape(b)).expect("operands that broadcast");
        self.push(Op::Binary(binary, a, b), shape)
    }

    /// `a` where `condition` is not 0, else `b`.
    pub fn select(&mut self, condition: NodeId, a: NodeId, b: NodeId) -> NodeId {
        let shape = self.shape(a).broadcast(self.shape(b));
        let shape = shape.and_then(|shape| shape.broadcast(self.shape(condition)));
        self.push(Op::Where(condition, a, b), shape.expect("operands that broadcast"))
    }

    /// The matrix product.
    pub fn matmul(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let (rows, cols) = (self.shape(a).rows(), self.shape(b).cols());
        self.push(Op::MatMul(a, b), Shape::Matrix(rows, cols))
    }

    /// Rows and columns exchanged; of a scalar and of a transpose there is nothing to do.
    pub fn transpose(&mut self, a: NodeId) -> NodeId {
        match self.node(a).op {
            _ if self.shape(a).is_scalar() => a,
            Op::Transpose(inner) => inner,
            _ => self.push(Op::Transpose(a), self.shape(a).transposed()),
        }
    }

    /// A reduction.
    pub fn reduce(&mut self, reduce: Reduce, axis: Axis, a: NodeId) -> NodeId {
        self.push(Op::Reduce(reduce, axis, a), axis.reduced(self.shape(a)))
    }

    /// eˣ / Σ eˣ along an axis.
    pub fn softmax(&mut self, axis: Axis, a: NodeId) -> NodeId {
        self.push(Op::Softmax(axis, a), self.shape(a))
    }

    /// The logarithm of the softmax.
    pub fn log_softmax(&mut self, axis: Axis, a: NodeId) -> NodeId {
        self.push(Op::LogSoftmax(axis, a), self.shape(a))
    }

    /// One row, one column or one entry.
    pub fn pick(&mut self, row: Option<u32>, col: Option<u32>, a: NodeId) -> NodeId {
        let shape = match (row, col) {
            (Some(_), Some(_)) => Shape::Scalar,
            (Some(_), None) => Shape::Matrix(1, self.shape(a).cols()),
            (None, Some(_)) => Shape::Matrix(self.shape(a).rows(), 1),
            (None, None) => self.shape(a),
        };
        self.push(Op::Pick(row, col, a), shape)
    }

    /// Zeros of `shape` with `a` as one row, one column or one entry.
    pub fn place(&mut self, row: Option<u32>, col: Option<u32>, a: NodeId, shape: Shape) -> NodeId {
        self.push(Op::Place(row, col, a), shape)
    }

    /// The diagonal of a square matrix, as a column.
    pub fn diagonal(&mut self, a: NodeId) -> NodeId {
        self.push(Op::Diagonal(a), Shape::Matrix(self.shape(a).rows(), 1))
    }

    /// The diagonal matrix of a column.
    pub fn diagonal_matrix(&mut self, a: NodeId) -> NodeId {
        let size = self.shape(a).rows();
        self.push(Op::DiagonalMatrix(a), Shape::Matrix(size, size))
    }

    /// The value, held constant.
    pub fn stop(&mut self, a: NodeId) -> NodeId {
        self.push(Op::Stop(a), self.shape(a))
    }

    /// The value brought to `shape`: summed over what was stretched, stretched where it is
    /// smaller.
    pub fn fit(&mut self, mut a: NodeId, shape: Shape) -> NodeId {
        let from = self.shape(a);
        if from == shape {
            return a;
        }
        if from.stretches_to(shape) {
            return match self.number(a) {
                Some(value) => self.constant(value, shape),
                None => self.push(Op::Broadcast(a), shape),
            };
        }
        if shape.is_scalar() {
            return self.reduce(Reduce::Sum, Axis::All, a);
        }
        if shape.rows() < from.rows() {
            a = self.reduce(Reduce::Sum, Axis::Rows, a);
        }
        if shape.cols() < from.cols() {
            a = self.reduce(Reduce::Sum, Axis::Cols, a);
        }
        a
    }

    /// a + b
    pub fn add(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Add, a, b)
    }

    /// a − b
    pub fn subtract(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Subtract, a, b)
    }

    /// Applies `rule` within a selection between a value and 0.
    ///
    /// What is not wanted stays 0 whatever the rule makes of it: 0 times a derivative that is
    /// infinite where it is not wanted would be `nan`.
    fn within_selection(
        &mut self,
        a: NodeId,
        rule: impl FnOnce(&mut Self, NodeId) -> NodeId,
    ) -> Option<NodeId> {
        let Op::Where(condition, kept, dropped) = self.node(a).op else { return None };
        let zero = self.scalar(0.0);
        if dropped == zero {
            let value = rule(self, kept);
            Some(self.select(condition, value, zero))
        } else if kept == zero {
            let value = rule(self, dropped);
            Some(self.select(condition, zero, value))
        } else {
            None
        }
    }

    /// `value` where the condition holds, else 0: selected, not multiplied, so that an infinite
    /// value that is not wanted leaves no `nan`. Of two selections one after the other, both
    /// must hold.
    pub fn keep(&mut self, condition: NodeId, value: NodeId) -> NodeId {
        let zero = self.scalar(0.0);
        match self.node(value).op {
            Op::Where(first, kept, dropped)
                if dropped == zero && self.shape(first) == self.shape(condition) =>
            {
                let both = self.select(first, condition, zero);
                self.select(both, kept, zero)
            }
            _ => self.select(condition, value, zero),
        }
    }

    /// −a, where a written number takes the sign and two signs cancel.
    pub fn negate(&mut self, a: NodeId) -> NodeId {
        if let Some(selection) = self.within_selection(a, Self::opposite) {
            return selection;
        }
        self.opposite(a)
    }

    fn opposite(&mut self, a: NodeId) -> NodeId {
        match self.node(a).op {
            Op::Constant(Real(value)) => self.constant(-value, self.shape(a)),
            Op::Map(Map::Negate, inner) => inner,
            _ => self.map(Map::Negate, a),
        }
    }

    /// a ⊙ b, where a one and a stretching that the other operand does anyway are left out.
    pub fn multiply(&mut self, a: NodeId, b: NodeId) -> NodeId {
        for (one, other) in [(a, b), (b, a)] {
            let rule = |graph: &mut Self, value| graph.product(value, other);
            if let Some(selection) = self.within_selection(one, rule) {
                return selection;
            }
        }
        self.product(a, b)
    }

    fn product(&mut self, a: NodeId, b: NodeId) -> NodeId {
        for (one, other) in [(a, b), (b, a)] {
            let (from, shape) = (self.shape(one), self.shape(other));
            if self.number(one) == Some(1.0) && from.stretches_to(shape) {
                return other;
            }
            let Op::Broadcast(inner) = self.node(one).op else { continue };
            if from == shape {
                return if one == a { self.product(inner, b) } else { self.product(a, inner) };
            }
        }
        self.binary(Binary::Multiply, a, b)
    }

    /// a / b, where a one is left out.
    pub fn divide(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let rule = |graph: &mut Self, value| graph.quotient(value, b);
        match self.within_selection(a, rule) {
            Some(selection) => selection,
            None => self.quotient(a, b),
        }
    }

    fn quotient(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if self.number(b) == Some(1.0) && self.shape(b).stretches_to(self.shape(a)) {
            return a;
        }
        self.binary(Binary::Divide, a, b)
    }

    /// a to the power of a number, where the powers 1 and 2 have forms of their own.
    pub fn power(&mut self, a: NodeId, exponent: f64) -> NodeId {
        match exponent {
            1.0 => a,
            2.0 => self.square(a),
            _ => {
                let exponent = self.scalar(exponent);
                self.binary(Binary::Power, a, exponent)
            }
        }
    }

    /// a², where the square of a norm is a sum of squares.
    pub fn square(&mut self, a: NodeId) -> NodeId {
        match self.node(a).op {
            Op::Reduce(Reduce::Norm, axis, inner) => self.sum_of_squares(axis, inner),
            _ => self.map(Map::Square, a),
        }
    }

    /// Σ a² along an axis.
    pub fn sum_of_squares(&mut self, axis: Axis, a: NodeId) -> NodeId {
        let square = self.map(Map::Square, a);
        self.reduce(Reduce::Sum, axis, square)
    }
}
