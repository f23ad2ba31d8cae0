//! Rewriting to the textbook's closed forms: nodes become terms, made to be printed.
//!
//! Elementwise products are flat, with one number and every factor once with its exponent;
//! sums are flat, with like terms collected; matrix products are flat, and transposes move to
//! their factors. A scalar stays with the factor that it multiplies, as in w₂ᵀ (2/m)(ŷ − y).
//! A value that has a name prints as its name. None of this is used to compute.

mod expand;
mod sizes;
mod sum;
mod term;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::graph::Graph;
use super::op::{self, Axis, Binary, Map, NodeId, Op, Real, Reduce};
use super::shape::Shape;
use sizes::Sizes;
pub use term::{Factor, Formula, Product, Term};

/// The most parts that a formula may have.
const MAX_PARTS: usize = 400;

/// The closed form of a node in terms of the names; `None` if it is too long to be read.
pub fn closed_form(graph: &Graph, node: NodeId) -> Option<Rc<Term>> {
    let root = match graph.node(node).op {
        Op::Name(_, definition) => definition,
        _ => node,
    };
    let mut named = names_of_values(graph);
    if root != node && !matches!(graph.node(root).op, Op::Input(_) | Op::Name(..)) {
        named.remove(&root);
    }
    let mut simplifier =
        Simplifier { graph, named, sizes: Sizes::new(graph), terms: FxHashMap::default() };
    for id in simplifier.needed(root) {
        let term = simplifier.term(id)?;
        if term.parts > MAX_PARTS {
            return None;
        }
        simplifier.terms.insert(id, term);
    }
    simplifier.terms.remove(&root)
}

/// The name by which each value prints: of its own node, and of its definition.
fn names_of_values(graph: &Graph) -> FxHashMap<NodeId, String> {
    let mut named = FxHashMap::default();
    for (name, id) in graph.names() {
        named.insert(id, name.to_owned());
        if let Op::Name(_, definition) = graph.node(id).op
            && graph.number(definition).is_none()
            && graph.partial(name).is_none()
        {
            named.entry(definition).or_insert_with(|| name.to_owned());
        }
    }
    named
}

struct Simplifier<'a> {
    graph: &'a Graph,
    named: FxHashMap<NodeId, String>,
    sizes: Sizes,
    terms: FxHashMap<NodeId, Rc<Term>>,
}

impl Simplifier<'_> {
    /// The nodes that the formula of `root` is made of, operands first.
    fn needed(&self, root: NodeId) -> Vec<NodeId> {
        let mut needed = vec![false; root.index() + 1];
        needed[root.index()] = true;
        for index in (0..=root.0).rev() {
            let id = NodeId(index);
            let op = &self.graph.node(id).op;
            if needed[id.index()] && !self.named.contains_key(&id) && !matches!(op, Op::Count(..)) {
                op.for_each_operand(|operand| needed[operand.index()] = true);
            }
        }
        (0..=root.0).filter(|index| needed[*index as usize]).map(NodeId).collect()
    }

    fn at(&self, id: NodeId) -> Rc<Term> {
        Rc::clone(&self.terms[&id])
    }

    /// The term of a node whose operands have theirs; `None` if a part of it is too long.
    fn term(&self, id: NodeId) -> Option<Rc<Term>> {
        let shape = self.graph.shape(id);
        if let Some(name) = self.named.get(&id) {
            return Some(Term::new(Formula::Name(name.clone()), shape));
        }
        let new = |formula| Term::new(formula, shape);
        Some(match &self.graph.node(id).op {
            Op::Input(_) | Op::Name(..) => unreachable!("names are terms already"),
            Op::Constant(Real(value)) => Product::number(*value).with_ones(shape).term(shape),
            Op::Eye => {
                let size = Term::number(shape.rows() as f64);
                new(Formula::Call("eye", vec![size], Axis::All))
            }
            Op::Count(axis, of) => self.sizes.term(*axis, *of, self.graph.shape(*of)),
            Op::Map(rule, a) => self.map(*rule, *a, id),
            Op::Binary(rule, a, b) => self.binary(*rule, *a, *b, id),
            Op::Where(condition, a, b) => self.select(*condition, *a, *b, id),
            Op::MatMul(a, b) => {
                let mut factors = term::chain(&self.at(*a));
                factors.extend(term::chain(&self.at(*b)));
                term::product_of(factors, shape)
            }
            Op::Transpose(a) => term::transposed(&self.at(*a)),
            Op::Reduce(rule, axis, a) => {
                let name = match rule {
                    Reduce::Sum => "sum",
                    Reduce::Mean => "mean",
                    Reduce::Max => "max",
                    Reduce::Min => "min",
                    Reduce::LogSumExp => "logsumexp",
                    Reduce::Norm => "norm",
                };
                let a = self.at(*a);
                if *rule == Reduce::Sum && a.shape.is_scalar() {
                    return Some(a);
                }
                new(Formula::Call(name, vec![a], *axis))
            }
            // The language has these along one axis alone.
            Op::Softmax(Axis::All, a) => {
                new(Formula::Call("exp", vec![self.log_share(*a, shape)], Axis::All))
            }
            Op::LogSoftmax(Axis::All, a) => self.log_share(*a, shape),
            Op::Softmax(axis, a) => new(Formula::Along("softmax", self.at(*a), *axis)),
            Op::LogSoftmax(axis, a) => new(Formula::Along("log_softmax", self.at(*a), *axis)),
            Op::Broadcast(a) => Product::of(&self.at(*a)).with_ones(shape).term(shape),
            Op::Stop(a) => new(Formula::Call("stop", vec![self.at(*a)], Axis::All)),
            Op::Pick(Some(row), Some(col), a) => new(Formula::Entry(self.at(*a), *row, *col)),
            Op::Pick(row, col, a) => term::picked(*row, *col, &self.at(*a), shape),
            Op::Place(row, col, a) => term::placed(*row, *col, &self.at(*a), shape),
            Op::Diagonal(a) | Op::DiagonalMatrix(a) => {
                new(Formula::Call("diag", vec![self.at(*a)], Axis::All))
            }
            Op::Literal(entries) => {
                new(Formula::Literal(entries.iter().map(|entry| self.at(*entry)).collect()))
            }
        })
    }

    /// z − log Σ eᶻ, over all entries.
    fn log_share(&self, z: NodeId, shape: Shape) -> Rc<Term> {
        let z = self.at(z);
        let all = Formula::Call("logsumexp", vec![Rc::clone(&z)], Axis::All);
        let less = Product::of(&Term::new(all, Shape::Scalar)).times(-1.0).term(Shape::Scalar);
        sum::sum(&[z, less], shape)
    }

    fn map(&self, rule: Map, a: NodeId, id: NodeId) -> Rc<Term> {
        let shape = self.graph.shape(id);
        let inner = self.at(a);
        let call = |name: &'static str, inner: &Rc<Term>| {
            Term::new(Formula::Call(name, vec![Rc::clone(inner)], Axis::All), shape)
        };
        match rule {
            Map::Negate => return Product::of(&inner).times(-1.0).term(shape),
            Map::Square => return Product::of(&inner).raised(2.0).term(shape),
            Map::Sigmoid => {
                if let Op::Map(Map::Negate, z) = self.graph.node(a).op
                    && !self.named.contains_key(&a)
                {
                    let value = self.value_of(&Op::Map(Map::Sigmoid, z), z, || {
                        call("sigmoid", &Product::of(&inner).times(-1.0).term(shape))
                    });
                    return sum::one_minus(&value);
                }
            }
            Map::SechSquared => {
                let value = self.value_of(&Op::Map(Map::Tanh, a), a, || call("tanh", &inner));
                let square = Product::of(&value).raised(2.0).term(shape);
                return sum::one_minus(&square);
            }
            _ => {}
        }
        let name = op::function_name(&Op::Map(rule, a));
        call(name.expect("every other operation is a function's"), &inner)
    }

    /// The name of the value that `op` computes, if it has one; else as `otherwise` writes it.
    fn value_of(&self, op: &Op, of: NodeId, otherwise: impl FnOnce() -> Rc<Term>) -> Rc<Term> {
        let shape = self.graph.shape(of);
        let name = self.graph.find(op, shape).and_then(|id| self.named.get(&id));
        match name {
            Some(name) => Term::new(Formula::Name(name.clone()), shape),
            None => otherwise(),
        }
    }

    fn binary(&self, rule: Binary, a: NodeId, b: NodeId, id: NodeId) -> Rc<Term> {
        let shape = self.graph.shape(id);
        let (left, right) = (self.at(a), self.at(b));
        let new = |formula| Term::new(formula, shape);
        match rule {
            Binary::Add => sum::sum(&[left, right], shape),
            Binary::Subtract => {
                let right = Product::of(&right).times(-1.0).term(right.shape);
                sum::sum(&[left, right], shape)
            }
            Binary::Multiply => {
                let product = expand::hoisted(&left).product(&expand::hoisted(&right));
                expand::cancelled(&product, shape).unwrap_or_else(|| product.term(shape))
            }
            Binary::Divide | Binary::XOverY => {
                Product::of(&left).product(&Product::of(&right).raised(-1.0)).term(shape)
            }
            Binary::Power => match self.graph.number(b) {
                Some(exponent) => Product::of(&left).raised(exponent).term(shape),
                None => new(Formula::Power(left, right)),
            },
            Binary::XLogY => {
                let log = Formula::Call("log", vec![Rc::clone(&right)], Axis::All);
                let log = Term::new(log, right.shape);
                Product::of(&left).product(&Product::of(&log)).term(shape)
            }
            Binary::Maximum => new(Formula::Call("maximum", vec![left, right], Axis::All)),
            Binary::Minimum => new(Formula::Call("minimum", vec![left, right], Axis::All)),
            Binary::LeakyRelu => new(Formula::Call("leaky_relu", vec![left, right], Axis::All)),
            Binary::Elu => new(Formula::Call("elu", vec![left, right], Axis::All)),
            Binary::Less
            | Binary::LessEqual
            | Binary::Greater
            | Binary::GreaterEqual
            | Binary::Equal
            | Binary::NotEqual => new(Formula::Compare(rule, left, right)),
        }
    }

    /// A selection between a value and 0 reads as a product with its condition.
    fn select(&self, condition: NodeId, a: NodeId, b: NodeId, id: NodeId) -> Rc<Term> {
        let shape = self.graph.shape(id);
        let (test, left, right) = (self.at(condition), self.at(a), self.at(b));
        let holds = |term: &Term| term::is_truth(term);
        if self.graph.number(b) == Some(0.0) && holds(&test) {
            return Product::of(&left).product(&Product::of(&test)).term(shape);
        }
        if self.graph.number(a) == Some(0.0)
            && let Some(opposite) = term::opposite(&test)
        {
            return Product::of(&right).product(&Product::of(&opposite)).term(shape);
        }
        Term::new(Formula::Call("where", vec![test, left, right], Axis::All), shape)
    }
}
