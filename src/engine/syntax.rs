//! The tree that equations parse to, kept flat: operands stand before their users, so that
//! every walk is a loop and depth costs no stack.

use crate::source::Span;

/// A place in [`Syntax::expressions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpressionId(pub usize);

/// What stands between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a @ b`
    MatrixMultiply,
    /// `a ^ b`
    Power,
    /// `a < b`
    Less,
    /// `a <= b`
    LessEqual,
    /// `a > b`
    Greater,
    /// `a >= b`
    GreaterEqual,
    /// `a == b`
    Equal,
    /// `a != b`
    NotEqual,
    /// Nothing: an error, told where the operands' shapes are known.
    Beside,
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// `axis` in `axis = 0`, and its place.
    pub keyword: Option<(String, Span)>,
    /// The value.
    pub value: ExpressionId,
}

/// One step of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionKind {
    /// A number.
    Number(f64),
    /// A name.
    Name(String),
    /// `-a`
    Negate(ExpressionId),
    /// `a + b` and the like.
    Binary(Operator, ExpressionId, ExpressionId),
    /// `a.T`
    Transpose(ExpressionId),
    /// `f(a, …)`, with the place of `f`.
    Call(String, Span, Vec<Argument>),
    /// `a[i, j]`
    Index(ExpressionId, ExpressionId, ExpressionId),
    /// `[[1, 2], [3, 4]]`: rows of equal length.
    Matrix(Vec<Vec<ExpressionId>>),
}

/// A step and the place of all of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands.
    pub span: Span,
}

/// `name = value`; no value where it could not be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Equation {
    /// The name.
    pub name: String,
    /// Its place.
    pub name_span: Span,
    /// The value's last step.
    pub value: Option<ExpressionId>,
}

/// A text that has been parsed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Syntax {
    /// Every step, operands first.
    pub expressions: Vec<Expression>,
    /// The equations, in order.
    pub equations: Vec<Equation>,
}

impl Syntax {
    /// The step at `id`.
    pub fn at(&self, id: ExpressionId) -> &Expression {
        &self.expressions[id.0]
    }
}
