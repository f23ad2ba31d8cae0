//! Equations to values and gradients.
//!
//! A text is read in stages, each a module below in this order: tokens, a tree, nodes of one
//! graph. A gradient is more nodes of the same graph, so it is evaluated, printed and
//! differentiated like anything else.
//!
//! ```
//! use gradus::engine::{Array, Program, Shape, Style};
//!
//! let mut program = Program::new();
//! let w = program.input("w", Shape::Scalar);
//! assert_eq!(program.read("yhat = 3 * w\nL = (yhat - 1)^2"), []);
//! let loss = program.node("L").expect("it was read");
//! let gradient = program.gradients(loss, &[w])[0];
//! assert_eq!(program.formula(gradient, Style::Unicode), "6(ŷ − 1)");
//! let values = program.evaluate(&[(w, &Array::scalar(2.0))], &[loss, gradient]);
//! assert_eq!((values[0].data(), values[1].data()), (&[25.0][..], &[30.0][..]));
//!
//! let faults = Program::new().read("L = [1, 2] @ [3, 4]");
//! assert!(faults[0].message.starts_with("cannot multiply"), "{}", faults[0].message);
//! ```

pub(crate) mod shape;
pub(crate) mod array;
pub(crate) mod token;
pub(crate) mod syntax;
pub(crate) mod parse;
pub mod op;
pub(crate) mod graph;
pub(crate) mod kernel;
pub(crate) mod stable;
pub(crate) mod backward;
pub(crate) mod blunder;
pub(crate) mod misstep;
pub(crate) mod watch;
pub(crate) mod instead;
pub(crate) mod simplify;
pub(crate) mod pretty;
pub(crate) mod lower;
pub(crate) mod plan;
pub(crate) mod build;
pub mod witness;

pub use array::Array;
pub use backward::broken::Broken;
pub use backward::slip::{Circumstances, Slip};
pub use backward::steps::{Adjoint, Rule};
pub use blunder::{Blunder, Update, Way};
pub use build::Scope;
pub use misstep::{Errata, Misstep, Target};
pub use op::NodeId;
pub use plan::Plan;
pub use pretty::{Block, Makeup, Style};
pub use shape::Shape;

use crate::diagnostic::Diagnostic;
use graph::Graph;
use plan::Plans;

/// Equations that have been read: names in order, each a node of one graph.
#[derive(Clone, Debug, Default)]
pub struct Program {
    graph: Graph,
    plans: Plans,
}

impl Program {
    /// A program without equations.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a value may be given this name: an identifier that is neither a function's
    /// name, nor a constant, nor taken. The report has no place yet.
    pub fn check_name(&self, name: &str) -> Result<(), Diagnostic> {
        build::check_name(&self.graph, &token::normalised(name))
    }

    /// Adds a name whose value is given when the program runs.
    ///
    /// # Panics
    /// If [`Program::check_name`] refuses the name.
    pub fn input(&mut self, name: &str, shape: Shape) -> NodeId {
        let name = token::normalised(name);
        build::check_name(&self.graph, &name).expect("the name was checked");
        self.graph.input(&name, shape)
    }

    /// Adds `name = text`, and reports every fault; spans are within `text`. A name whose
    /// value is wrong stays taken, and what uses it is not reported again.
    ///
    /// # Panics
    /// If [`Program::check_name`] refuses the name.
    pub fn define(&mut self, name: &str, text: &str) -> Vec<Diagnostic> {
        let name = token::normalised(name);
        build::check_name(&self.graph, &name).expect("the name was checked");
        let result = self.expression(text, Scope::ALL);
        self.graph.assign(&name, result.as_ref().ok().copied());
        result.err().unwrap_or_default()
    }

    /// Adds equations, one a line, and reports every fault; spans are within `text`.
    pub fn read(&mut self, text: &str) -> Vec<Diagnostic> {
        let (syntax, mut diagnostics) = parse::equations(text);
        diagnostics.extend(build::equations(&mut self.graph, text, &syntax));
        diagnostics.sort_by_key(Diagnostic::span);
        diagnostics
    }

    /// Reads an expression over the names there are; spans are within `text`. The list of
    /// faults is empty if all that is wrong is a name whose own equation was reported.
    pub fn expression(&mut self, text: &str, scope: Scope<'_>) -> Result<NodeId, Vec<Diagnostic>> {
        let (syntax, mut diagnostics) = parse::expression(text);
        let (node, faults) = build::expression(&mut self.graph, text, &syntax, scope);
        diagnostics.extend(faults);
        match node {
            Some(node) if diagnostics.is_empty() => Ok(node),
            _ => Err(diagnostics),
        }
    }

    /// The gradients of the scalar `of` with respect to each of `wrt`: nodes of their shapes,
    /// zeros where `of` does not depend on them.
    ///
    /// # Panics
    /// If `of` is not a scalar.
    pub fn gradients(&mut self, of: NodeId, wrt: &[NodeId]) -> Vec<NodeId> {
        backward::gradients(&mut self.graph, of, wrt)
    }

    /// How many nodes there are. Reading adds to them, evaluating does not.
    pub fn size(&self) -> usize {
        self.graph.size()
    }

    /// The shape of the largest value.
    pub fn largest(&self) -> Shape {
        let shapes = self.graph.ids().map(|id| self.graph.shape(id));
        shapes.max_by_key(|shape| shape.size()).unwrap_or(Shape::Scalar)
    }

    /// How many multiplications and the like it takes to compute every node once, or as long: a
    /// function of one number counts as many.
    pub fn work(&self) -> usize {
        const FUNCTION: usize = 20;
        let of = |id| match &self.graph.node(id).op {
            op::Op::MatMul(a, _) => self.graph.shape(id).size() * self.graph.shape(*a).cols(),
            op::Op::Map(..) | op::Op::Binary(op::Binary::Power, ..) => {
                FUNCTION * self.graph.shape(id).size()
            }
            _ => self.graph.shape(id).size(),
        };
        self.graph.ids().map(of).sum()
    }

    /// The names, inputs and assigned ones, in the order in which they were added.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.graph.names().map(|(name, _)| name)
    }

    /// The node of a name.
    pub fn node(&self, name: &str) -> Option<NodeId> {
        self.graph.binding(&token::normalised(name))
    }

    /// The shape of a node's value.
    pub fn shape(&self, node: NodeId) -> Shape {
        self.graph.shape(node)
    }

    /// The node as a formula in terms of the names; a named node prints its definition.
    pub fn formula(&self, node: NodeId, style: Style) -> String {
        pretty::formula(&self.graph, node, style)
    }

    /// The node as a formula, and its equation where it is what a name stands for.
    pub fn equation(&self, node: NodeId, style: Style) -> String {
        self.formula(self.graph.name_for(node).unwrap_or(node), style)
    }

    /// The node as a formula in two dimensions, for a terminal.
    pub fn block(&self, node: NodeId) -> Block {
        pretty::block(&self.graph, node)
    }

    /// The node as a text refers to it: by its name if it has one, else by its formula.
    pub fn reference(&self, node: NodeId, style: Style) -> String {
        pretty::reference(&self.graph, node, style)
    }

    /// Every way to break one rule of the backward pass from the scalar `of` to `wrt`, with
    /// the gradient that comes out of it; those come first that people break most.
    pub fn slips(&mut self, of: NodeId, wrt: NodeId) -> Vec<(Slip, NodeId)> {
        backward::slip::slips(&mut self.graph, of, wrt)
    }

    /// What a slip is about: the operation's value, its operands, and its local derivative.
    pub fn circumstances(&mut self, slip: Slip) -> Circumstances {
        backward::slip::circumstances(&mut self.graph, slip)
    }

    /// Whether a node is a given value or a plain number. What comes to that stands for itself:
    /// the gradient of `3 * v` by v is the very 3 of the equation.
    pub fn is_leaf(&self, node: NodeId) -> bool {
        matches!(self.graph.node(node).op, op::Op::Input(_) | op::Op::Constant(_))
    }

    /// The nodes that have other values where `node` is taken to be `value`, and these values:
    /// the node, what it is a name for, and the parts of its derivative that are written with it.
    pub fn instead(&self, node: NodeId, value: &Array) -> Vec<(NodeId, Array)> {
        instead::instead(&self.graph, node, value)
    }

    /// Everything that may go wrong on the way to a target from given values and from those of
    /// `shown`, which nobody has to compute.
    pub fn errata(&mut self, target: Target, shown: &[NodeId]) -> Errata {
        Errata::survey(&mut self.graph, target, shown)
    }

    /// The β of the running sum β v + g in which a blunder scales g as well; none for other blunders.
    pub fn running_scale(&self, blunder: Blunder) -> Option<NodeId> {
        blunder::running_scale(&self.graph, blunder)
    }

    /// What a target comes out as where all of `missteps` are taken; `None` if it is right.
    pub fn outcome(&mut self, errata: &Errata, missteps: &[Misstep]) -> Option<NodeId> {
        errata.outcome(&mut self.graph, missteps)
    }

    /// Gives a gradient the name by which formulas may use it: `dZ`, where that is free. It
    /// prints as ∂L/∂Z.
    pub fn name_partial(&mut self, of: &str, wrt: &str, gradient: NodeId) -> String {
        let node = self.graph.assign_partial(of, wrt, gradient);
        self.graph.name_of(node).unwrap_or_default().to_owned()
    }

    /// The names that the formulas of `nodes` are made of, none of which depends on another: the
    /// names as they stand there if that is so, else the inputs below them.
    pub fn variables(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        let names = self.graph.independent_names(nodes);
        names.unwrap_or_else(|| self.graph.inputs_of(nodes))
    }

    /// The names that the equation of a name is made of.
    pub fn parts(&self, node: NodeId) -> Vec<NodeId> {
        self.graph.parts(node)
    }

    /// The parameters that the equations move by one step.
    pub fn updates(&self) -> Vec<Update> {
        blunder::updates(&self.graph)
    }

    /// The difference of two values of one shape.
    pub fn difference(&mut self, from: NodeId, taken: NodeId) -> NodeId {
        self.graph.subtract(from, taken)
    }

    /// Whether a node is `1 − x`, through names.
    pub fn is_complement(&self, node: NodeId) -> bool {
        blunder::is_complement(&self.graph, node)
    }

    /// The function that a node applies to one value, as equations call it.
    pub fn function_of(&self, node: NodeId) -> Option<&'static str> {
        op::function_name(&self.graph.node(node).op)
    }

    /// The backward pass from the scalar `of` to each of `wrt` as a person writes it: the adjoint
    /// of each name on the way, in terms of those before it. Every adjoint becomes a name of
    /// the program, `dZ` where that is free, and prints as ∂L/∂Z. With a slip, one rule of the
    /// pass is broken and what comes after is right for what it is given.
    ///
    /// # Panics
    /// If `of` is not the name of a scalar.
    pub fn backward_pass(
        &mut self,
        of: NodeId,
        wrt: &[NodeId],
        slip: Option<Slip>,
    ) -> Vec<Adjoint> {
        backward::steps::steps(&mut self.graph, of, wrt, slip)
    }

    /// The name of a node that is an input or an assigned name.
    pub fn name_of(&self, node: NodeId) -> Option<&str> {
        self.graph.name_of(node)
    }

    /// The values on the way to `of` at whose zeros a derivative jumps: the operand of a relu or
    /// an absolute value, the difference of the two that a maximum is taken of.
    pub fn kinks(&mut self, of: NodeId) -> Vec<NodeId> {
        watch::kinks(&mut self.graph, of)
    }

    /// The operands of sigmoid and tanh on the way to `of`.
    pub fn squashed(&self, of: NodeId) -> Vec<NodeId> {
        watch::squashed(&self.graph, of)
    }

    /// The shapes of the parts that a node's formula is made of.
    pub fn makeup(&self, node: NodeId) -> Makeup {
        pretty::makeup(&self.graph, node)
    }

    /// A name as it prints: `ŷ` for `yhat` and `W₁` for `W1` in Unicode, `\hat{y}` and
    /// `W_{1}` in TeX.
    pub fn print_name(name: &str, style: Style) -> String {
        pretty::name(name, style)
    }

    /// The values of `outputs`, where those of `known` nodes are given: every input that is
    /// needed, and any named node, whose definition is then not used.
    ///
    /// # Panics
    /// If an input is needed and not given, or a value has another shape than its node.
    pub fn evaluate(&mut self, known: &[(NodeId, &Array)], outputs: &[NodeId]) -> Vec<Array> {
        self.plans.evaluate(&self.graph, known, outputs)
    }

    /// A plan to compute `outputs` from the values of `known` nodes at many points: those of a
    /// landscape, random ones, all the variants of an exercise with its mistakes. It is paid
    /// once; [`Plan::run`] at each of them allocates nothing.
    ///
    /// # Panics
    /// If an input is needed that is not among `known`.
    pub fn plan(&self, known: &[NodeId], outputs: &[NodeId]) -> Plan {
        Plan::new(&self.graph, known, outputs)
    }
}

/// The value of an expression without names: a cell, a pasted number or matrix.
pub fn calculate(text: &str) -> Result<Array, Vec<Diagnostic>> {
    let mut program = Program::new();
    let node = program.expression(text, Scope { names: Some(&[]), grad: false })?;
    Ok(program.evaluate(&[], &[node]).remove(0))
}
