//! What a run consists of: where each step reads, what it does, and where it writes.

use super::Place;
use crate::engine::kernel::Product;
use crate::engine::op::{Axis, Binary, Map, NodeId};
use crate::engine::shape::Shape;

/// One thing to do in a run.
#[derive(Clone, Debug)]
pub enum Step {
    /// Computes one value.
    Value(Value),
    /// Computes elementwise nodes of one shape.
    Sweep(Sweep),
}

/// A value, and what is done to it before anyone reads it.
#[derive(Clone, Debug)]
pub struct Value {
    /// How it is computed.
    pub task: Task,
    /// What is done to its entries where they lie.
    pub then: Vec<Then>,
    /// Whose value it is.
    pub out: NodeId,
    /// Where it goes.
    pub start: usize,
    /// Columns of its shape.
    pub cols: usize,
    /// Its entries.
    pub size: usize,
}

/// How a value is computed.
#[derive(Clone, Debug)]
pub enum Task {
    /// A node of none of the kinds below.
    Compute(NodeId),
    /// A sum or a mean.
    Sum(Sum),
    /// A matrix product, and where its factors are.
    Product(Product, [Place; 2]),
    /// A small elementwise node, for which a sweep costs more than it saves; only as many operands
    /// as the rule takes mean anything.
    Single(Rule, [Outside; 3]),
    /// σ(z) of the operand, and behind it σ(−z), the value of this node.
    Sigmoids(Outside, NodeId),
}

/// A sum or a mean.
#[derive(Clone, Copy, Debug)]
pub struct Sum {
    /// Of what.
    pub of: Place,
    /// Its shape.
    pub shape: Shape,
    /// Along which axis.
    pub axis: Axis,
    /// Whether its squares are added.
    pub squares: bool,
    /// Whether it is a mean.
    pub mean: bool,
}

/// An operation of each entry and that of an operand.
#[derive(Clone, Copy, Debug)]
pub struct Then {
    /// Which.
    pub rule: Binary,
    /// With what.
    pub operand: Outside,
    /// Whether the operand stands first.
    pub first: bool,
}

/// Elementwise operations of one shape, each after those it needs.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// Rows of the shape.
    pub rows: usize,
    /// Columns of the shape.
    pub cols: usize,
    /// The operations.
    pub members: Vec<Member>,
    /// What they read that others computed.
    pub outside: Vec<Outside>,
    /// Where the first value goes that is needed after the sweep; the others follow it.
    pub start: usize,
}

/// One operation of a sweep.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its node.
    pub id: NodeId,
    /// What it does.
    pub rule: Rule,
    /// With what; only as many as the rule takes mean anything.
    pub operands: [Source; 3],
    /// Whether its value is needed after the sweep.
    pub kept: bool,
}

/// What an elementwise operation does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// An operation on one value.
    Map(Map),
    /// An operation on two.
    Binary(Binary),
    /// The second where the first is not 0, else the third.
    Select,
    /// The value, stretched.
    Copy,
    /// σ(z), and σ(−z) for the member after it, of one exponential.
    Sigmoids,
    /// What the member before it computed too.
    Rest,
}

/// Where an operand comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// A member of the same sweep.
    Member(usize),
    /// One of the values that others computed.
    Outside(usize),
}

/// A value that others computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outside {
    /// Where it is.
    pub place: Place,
    /// How it lies over the shape.
    pub lies: Lies,
}

/// How a value is stretched to a shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lies {
    /// It has that shape.
    All,
    /// One number everywhere.
    One,
    /// One row everywhere.
    Row,
    /// A number for each row.
    Column,
}
