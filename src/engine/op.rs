//! The closed list of operations, and the functions by which equations call them.

use super::shape::Shape;

/// A node of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The node's place in its graph.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A number that can be compared and hashed: by its bits.
#[derive(Clone, Copy, Debug)]
pub struct Real(pub f64);

impl PartialEq for Real {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Real {}

impl std::hash::Hash for Real {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// What a reduction runs over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Every entry: the result is a scalar.
    All,
    /// `axis = 0`, down each column: `[k, m]` to `[1, m]`.
    Rows,
    /// `axis = 1`, along each row: `[k, m]` to `[k, 1]`.
    Cols,
}

impl Axis {
    /// The shape of what is left of `shape`.
    pub fn reduced(self, shape: Shape) -> Shape {
        match self {
            Self::All => Shape::Scalar,
            Self::Rows => Shape::Matrix(1, shape.cols()),
            Self::Cols => Shape::Matrix(shape.rows(), 1),
        }
    }

    /// How many entries become one.
    pub fn count(self, shape: Shape) -> usize {
        match self {
            Self::All => shape.size(),
            Self::Rows => shape.rows(),
            Self::Cols => shape.cols(),
        }
    }
}

/// Elementwise operations on one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Map {
    /// −x
    Negate,
    /// eˣ
    Exp,
    /// The natural logarithm.
    Log,
    /// The logarithm to base 2.
    Log2,
    /// The logarithm to base 10.
    Log10,
    /// log(1 + x)
    Log1p,
    /// eˣ − 1
    Expm1,
    /// The square root.
    Sqrt,
    /// The absolute value.
    Abs,
    /// −1, 0 or 1.
    Sign,
    /// The sine.
    Sin,
    /// The cosine.
    Cos,
    /// The tangent.
    Tan,
    /// The inverse sine.
    Asin,
    /// The inverse cosine.
    Acos,
    /// The inverse tangent.
    Atan,
    /// The hyperbolic sine.
    Sinh,
    /// The hyperbolic cosine.
    Cosh,
    /// The hyperbolic tangent.
    Tanh,
    /// 1/cosh²(x), the derivative of tanh.
    SechSquared,
    /// 1/(1 + e⁻ˣ)
    Sigmoid,
    /// log σ(x)
    LogSigmoid,
    /// log(1 + eˣ)
    Softplus,
    /// max(x, 0)
    Relu,
    /// x Φ(x)
    Gelu,
    /// Φ(x), the normal distribution function.
    NormalCdf,
    /// 1 where x > 0, else 0.
    Step,
    /// x²
    Square,
}

/// Elementwise operations on two values, with broadcasting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// a + b
    Add,
    /// a − b
    Subtract,
    /// a ⊙ b
    Multiply,
    /// a / b
    Divide,
    /// aᵇ
    Power,
    /// The larger.
    Maximum,
    /// The smaller.
    Minimum,
    /// a < b, as 0 or 1; the same below.
    Less,
    /// a ≤ b
    LessEqual,
    /// a > b
    Greater,
    /// a ≥ b
    GreaterEqual,
    /// a = b
    Equal,
    /// a ≠ b
    NotEqual,
    /// a log b, and 0 where a is 0.
    XLogY,
    /// a / b, and 0 where a is 0.
    XOverY,
    /// a where a > 0, else b a.
    LeakyRelu,
    /// a where a > 0, else b (eᵃ − 1).
    Elu,
}

/// Operations that make one entry of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reduce {
    /// Σ x
    Sum,
    /// Σ x / count
    Mean,
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// log Σ eˣ
    LogSumExp,
    /// √(Σ x²)
    Norm,
}

/// What a node computes, with its operands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// A given value; the name's number.
    Input(u32),
    /// Entries that are all the same number.
    Constant(Real),
    /// The unit matrix.
    Eye,
    /// A matrix of scalars, row by row.
    Literal(Box<[NodeId]>),
    /// How many entries an axis of a value has: `rows`, `cols`, `size`. Known from its shape.
    Count(Axis, NodeId),
    /// An assigned name and its definition: a variable of its own.
    Name(u32, NodeId),
    /// Elementwise, of one value.
    Map(Map, NodeId),
    /// Elementwise, of two values.
    Binary(Binary, NodeId, NodeId),
    /// The second where the first is not 0, else the third.
    Where(NodeId, NodeId, NodeId),
    /// The matrix product.
    MatMul(NodeId, NodeId),
    /// Rows and columns exchanged.
    Transpose(NodeId),
    /// One entry of many.
    Reduce(Reduce, Axis, NodeId),
    /// eˣ / Σ eˣ along an axis.
    Softmax(Axis, NodeId),
    /// Its logarithm.
    LogSoftmax(Axis, NodeId),
    /// The value stretched to the node's shape.
    Broadcast(NodeId),
    /// One row, one column, or one entry.
    Pick(Option<u32>, Option<u32>, NodeId),
    /// Zeros but for one row, one column, or one entry.
    Place(Option<u32>, Option<u32>, NodeId),
    /// The diagonal of a square matrix, as a column.
    Diagonal(NodeId),
    /// The diagonal matrix of a column.
    DiagonalMatrix(NodeId),
    /// The value, held constant.
    Stop(NodeId),
}

impl Op {
    /// Calls `visit` with each operand, in order.
    pub fn for_each_operand(&self, mut visit: impl FnMut(NodeId)) {
        match self {
            Self::Input(_) | Self::Constant(_) | Self::Eye => {}
            Self::Literal(entries) => entries.iter().copied().for_each(visit),
            Self::Count(_, a)
            | Self::Name(_, a)
            | Self::Map(_, a)
            | Self::Transpose(a)
            | Self::Reduce(_, _, a)
            | Self::Softmax(_, a)
            | Self::LogSoftmax(_, a)
            | Self::Broadcast(a)
            | Self::Pick(_, _, a)
            | Self::Place(_, _, a)
            | Self::Diagonal(a)
            | Self::DiagonalMatrix(a)
            | Self::Stop(a) => visit(*a),
            Self::Binary(_, a, b) | Self::MatMul(a, b) => {
                visit(*a);
                visit(*b);
            }
            Self::Where(a, b, c) => {
                visit(*a);
                visit(*b);
                visit(*c);
            }
        }
    }

    /// The same operation on other operands.
    pub fn with_operands(&self, mut other: impl FnMut(NodeId) -> NodeId) -> Self {
        let mut op = self.clone();
        match &mut op {
            Self::Input(_) | Self::Constant(_) | Self::Eye => {}
            Self::Literal(entries) => entries.iter_mut().for_each(|entry| *entry = other(*entry)),
            Self::Count(_, a)
            | Self::Name(_, a)
            | Self::Map(_, a)
            | Self::Transpose(a)
            | Self::Reduce(_, _, a)
            | Self::Softmax(_, a)
            | Self::LogSoftmax(_, a)
            | Self::Broadcast(a)
            | Self::Pick(_, _, a)
            | Self::Place(_, _, a)
            | Self::Diagonal(a)
            | Self::DiagonalMatrix(a)
            | Self::Stop(a) => *a = other(*a),
            Self::Binary(_, a, b) | Self::MatMul(a, b) => {
                *a = other(*a);
                *b = other(*b);
            }
            Self::Where(a, b, c) => {
                *a = other(*a);
                *b = other(*b);
                *c = other(*c);
            }
        }
        op
    }
}

/// What a call in an equation means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Elementwise, of one value.
    Map(Map),
    /// Elementwise, of two values.
    Binary(Binary),
    /// A reduction that takes an axis.
    Reduce(Reduce),
    /// Those that are made of others.
    Composite(Composite),
}

/// Functions that the graph knows by their parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described in FUNCTIONS")]
pub enum Composite {
    Silu,
    Clip,
    Where,
    Prod,
    Var,
    SumSq,
    Softmax,
    LogSoftmax,
    Mse,
    Bce,
    BceWithLogits,
    CrossEntropy,
    Rows,
    Cols,
    Size,
    Ones,
    Zeros,
    Eye,
    Diag,
    Trace,
    Dot,
    Grad,
    Stop,
}

/// A function that equations can call.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub function: Function,
    /// Its parameters, in order; each can also be given by name.
    pub parameters: &'static [&'static str],
    /// How many of them must be given.
    pub required: usize,
    /// One line for people.
    pub doc: &'static str,
}

impl Signature {
    /// The function of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = if name == "σ" { "sigmoid" } else { name };
        FUNCTIONS.iter().find(|signature| signature.name == name)
    }

    /// `sum(x, axis)`, with what may be left out in brackets.
    pub fn usage(&self) -> String {
        let mut usage = format!("{}(", self.name);
        for (index, parameter) in self.parameters.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            let (open, close) = if index >= self.required { ("[", "]") } else { ("", "") };
            usage.extend([open, comma, parameter, close]);
        }
        usage + ")"
    }
}

const X: &[&str] = &["x"];
const AB: &[&str] = &["a", "b"];
const ALONG: &[&str] = &["x", "axis"];

const fn map(name: &'static str, map: Map, doc: &'static str) -> Signature {
    Signature { name, function: Function::Map(map), parameters: X, required: 1, doc }
}

const fn reduce(name: &'static str, reduce: Reduce, doc: &'static str) -> Signature {
    Signature { name, function: Function::Reduce(reduce), parameters: ALONG, required: 1, doc }
}

const fn binary(
    name: &'static str,
    binary: Binary,
    parameters: &'static [&'static str],
    required: usize,
    doc: &'static str,
) -> Signature {
    Signature { name, function: Function::Binary(binary), parameters, required, doc }
}

const fn composite(
    name: &'static str,
    composite: Composite,
    parameters: &'static [&'static str],
    required: usize,
    doc: &'static str,
) -> Signature {
    Signature { name, function: Function::Composite(composite), parameters, required, doc }
}

/// Every function of the language.
pub const FUNCTIONS: &[Signature] = &[
    map("exp", Map::Exp, "eˣ"),
    map("log", Map::Log, "the natural logarithm"),
    map("log2", Map::Log2, "the logarithm to base 2"),
    map("log10", Map::Log10, "the logarithm to base 10"),
    map("log1p", Map::Log1p, "log(1 + x)"),
    map("expm1", Map::Expm1, "eˣ − 1"),
    map("sqrt", Map::Sqrt, "the square root"),
    map("abs", Map::Abs, "the absolute value; its derivative at 0 is 0"),
    map("sign", Map::Sign, "−1, 0 or 1"),
    map("sin", Map::Sin, "the sine"),
    map("cos", Map::Cos, "the cosine"),
    map("tan", Map::Tan, "the tangent"),
    map("asin", Map::Asin, "the inverse sine"),
    map("acos", Map::Acos, "the inverse cosine"),
    map("atan", Map::Atan, "the inverse tangent"),
    map("sinh", Map::Sinh, "the hyperbolic sine"),
    map("cosh", Map::Cosh, "the hyperbolic cosine"),
    map("tanh", Map::Tanh, "the hyperbolic tangent"),
    map("sigmoid", Map::Sigmoid, "1/(1 + e⁻ˣ); also σ"),
    map("logsigmoid", Map::LogSigmoid, "log σ(x)"),
    map("softplus", Map::Softplus, "log(1 + eˣ)"),
    map("relu", Map::Relu, "max(x, 0); its derivative at 0 is 0"),
    map("gelu", Map::Gelu, "x Φ(x)"),
    map("normal_cdf", Map::NormalCdf, "Φ(x), the normal distribution function"),
    map("step", Map::Step, "1 where x > 0, else 0"),
    map("square", Map::Square, "x²"),
    composite("silu", Composite::Silu, X, 1, "x σ(x)"),
    binary("leaky_relu", Binary::LeakyRelu, &["x", "slope"], 1, "x where x > 0, else slope · x"),
    binary("elu", Binary::Elu, &["x", "alpha"], 1, "x where x > 0, else alpha (eˣ − 1)"),
    binary("maximum", Binary::Maximum, AB, 2, "the larger, entry by entry"),
    binary("minimum", Binary::Minimum, AB, 2, "the smaller, entry by entry"),
    composite("clip", Composite::Clip, &["x", "low", "high"], 3, "x kept between two bounds"),
    composite("where", Composite::Where, &["condition", "a", "b"], 3, "a where it holds, else b"),
    reduce("sum", Reduce::Sum, "the sum"),
    reduce("mean", Reduce::Mean, "the mean"),
    reduce("max", Reduce::Max, "the largest; ties share the gradient"),
    reduce("min", Reduce::Min, "the smallest; ties share the gradient"),
    composite("prod", Composite::Prod, ALONG, 1, "the product"),
    composite("var", Composite::Var, ALONG, 1, "the mean squared distance from the mean"),
    reduce("logsumexp", Reduce::LogSumExp, "log Σ eˣ"),
    reduce("norm", Reduce::Norm, "√(Σ x²), also ‖x‖"),
    composite("sumsq", Composite::SumSq, ALONG, 1, "Σ x², also ‖x‖²"),
    composite("softmax", Composite::Softmax, ALONG, 2, "eˣ / Σ eˣ along an axis"),
    composite("log_softmax", Composite::LogSoftmax, ALONG, 2, "its logarithm"),
    composite("mse", Composite::Mse, &["yhat", "y"], 2, "the mean of (yhat − y)²"),
    composite("bce", Composite::Bce, &["p", "y"], 2, "−mean(y log p + (1 − y) log(1 − p))"),
    composite("bce_with_logits", Composite::BceWithLogits, &["z", "y"], 2, "bce(σ(z), y)"),
    composite(
        "cross_entropy",
        Composite::CrossEntropy,
        &["logits", "one_hot", "axis"],
        3,
        "the mean over the examples of −Σ one_hot log softmax(logits)",
    ),
    composite("rows", Composite::Rows, X, 1, "the number of rows"),
    composite("cols", Composite::Cols, X, 1, "the number of columns"),
    composite("size", Composite::Size, X, 1, "the number of entries"),
    composite("ones", Composite::Ones, &["rows", "cols"], 2, "a matrix of ones"),
    composite("zeros", Composite::Zeros, &["rows", "cols"], 2, "a matrix of zeros"),
    composite("eye", Composite::Eye, &["n"], 1, "the unit matrix"),
    composite(
        "diag",
        Composite::Diag,
        X,
        1,
        "the diagonal matrix of a vector; a matrix's diagonal",
    ),
    composite("trace", Composite::Trace, X, 1, "the sum of the diagonal"),
    composite("dot", Composite::Dot, AB, 2, "the sum of the products of two vectors' entries"),
    composite("grad", Composite::Grad, &["of", "wrt"], 2, "the gradient of a scalar"),
    composite("stop", Composite::Stop, X, 1, "x, held constant"),
];

/// The name of an operation that is one function of one value.
pub fn function_name(op: &Op) -> Option<&'static str> {
    let Op::Map(rule, _) = op else { return None };
    let is = |signature: &&Signature| signature.function == Function::Map(*rule);
    FUNCTIONS.iter().find(is).map(|signature| signature.name)
}
