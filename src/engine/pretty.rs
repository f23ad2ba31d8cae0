//! A node as a formula.
use super::graph::Graph;
use super::op::NodeId;

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
/// The node's formula.
pub fn formula(_graph: &Graph, _node: NodeId, _style: Style) -> String {
    String::new()
}
/// A name.
pub fn name(name: &str, _style: Style) -> String {
    name.to_owned()
}
