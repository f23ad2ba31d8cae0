//! Equations to values and gradients.

pub mod array;
pub mod shape;

pub use array::Array;
pub use shape::Shape;

use crate::diagnostic::Diagnostic;

/// A node of a program's graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

/// How a formula is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// For people: `((w₂ᵀ (2/m)(ŷ − y)) ⊙ A ⊙ (1 − A)) Xᵀ`.
    Unicode,
    /// For code, in the equation language: `(w2.T @ (2/m * (yhat - y)) * A * (1 - A)) @ X.T`.
    NumPy,
    /// For TeX.
    Latex,
}

/// What an expression may use.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The names that it may use; `None` for every name there is.
    pub names: Option<&'a [&'a str]>,
    /// Whether it may call `grad`.
    pub grad: bool,
}

impl Scope<'_> {
    /// Every name, and `grad`.
    pub const ALL: Self = Self { names: None, grad: true };
}

/// Equations that have been read: names in order, each a node of one graph.
#[derive(Clone, Debug)]
pub struct Program {}

#[allow(missing_docs, unused_variables)]
impl Program {
    /// A program without equations.
    pub fn new() -> Self { todo!() }
    /// Whether `name` could be assigned: identifier, not a function's name, not taken. (NFC applied)
    pub fn check_name(&self, name: &str) -> Result<(), Diagnostic> { todo!() }
    /// Adds a name whose value is given when the program runs. Panics if check_name would refuse.
    pub fn input(&mut self, name: &str, shape: Shape) -> NodeId { todo!() }
    /// Adds `name = text`; spans are within `text`. Nothing is added if an error is returned.
    pub fn define(&mut self, name: &str, text: &str) -> Vec<Diagnostic> { todo!() }
    /// Adds equations, one a line; spans are within `text`. Reports every fault.
    pub fn read(&mut self, text: &str) -> Vec<Diagnostic> { todo!() }
    /// Reads an expression over the names there are; spans are within `text`.
    pub fn expression(&mut self, text: &str, scope: Scope<'_>) -> Result<NodeId, Vec<Diagnostic>> { todo!() }
    /// The nodes of the gradients of the scalar `of` with respect to each of `wrt`
    /// (zeros where it does not reach). Panics if `of` is not a scalar.
    pub fn gradients(&mut self, of: NodeId, wrt: &[NodeId]) -> Vec<NodeId> { todo!() }
    /// The names, inputs and assigned ones, in the order in which they were added.
    pub fn names(&self) -> impl Iterator<Item = &str> { std::iter::empty() }
    /// The node of a name.
    pub fn node(&self, name: &str) -> Option<NodeId> { todo!() }
    pub fn shape(&self, node: NodeId) -> Shape { todo!() }
    /// The node as a formula in terms of the names; a named node itself prints its definition.
    pub fn formula(&self, node: NodeId, style: Style) -> String { todo!() }
    /// A name as it prints: `ŷ` for `yhat`, `W₁` for `W1` (Unicode), `\hat{y}`, `W_1` (LaTeX).
    pub fn print_name(name: &str, style: Style) -> String { todo!() }
    /// The values of `outputs`, where the values of `known` nodes (every input that is needed;
    /// also named nodes, whose definition is then not used) are given.
    pub fn evaluate(&mut self, known: &[(NodeId, &Array)], outputs: &[NodeId]) -> Vec<Array> { todo!() }
}

/// The value of an expression without names: a cell, a pasted number or matrix.
pub fn calculate(text: &str) -> Result<Array, Vec<Diagnostic>> { let _ = text; todo!() }
