//! Calls: arguments are matched with parameters, and functions become nodes.

use super::super::backward;
use super::super::graph::Graph;
use super::super::op::{
    Axis, Binary, Composite, FUNCTIONS, Function, Map, NodeId, Op, Reduce, Signature,
};
use super::super::shape::Shape;
use super::super::stable;
use super::super::syntax::{Argument, Expression, ExpressionId};
use super::{Builder, Built, MAX_ENTRIES};
use crate::diagnostic::Diagnostic;
use crate::nearest::nearest;
use crate::source::Span;

/// What `leaky_relu` and `elu` take where nothing is said.
const DEFAULT_SLOPE: f64 = 0.01;
const DEFAULT_ALPHA: f64 = 1.0;

impl<'a> Builder<'a> {
    pub(super) fn call(
        &mut self,
        name: &str,
        name_span: Span,
        arguments: &'a [Argument],
        call: &Expression,
    ) -> Built {
        let Some(signature) = Signature::named(name) else {
            return Err(Some(self.not_a_function(name, name_span, arguments)));
        };
        let given = self.arguments(signature, arguments, call.span)?;
        let first = *given[0].as_ref().expect("every function has a parameter that is required");
        let second = given.get(1).copied().flatten();
        let a = self.at(first)?;
        match signature.function {
            Function::Map(map) => Ok(stable::map(self.graph, map, a)),
            Function::Binary(binary) => self.two(binary, first, second),
            Function::Reduce(reduce) => {
                let axis = self.axis(second, first)?;
                Ok(self.graph.reduce(reduce, axis, a))
            }
            Function::Composite(composite) => self.composite(composite, signature, &given, call),
        }
    }

    /// The arguments in the order of the parameters.
    fn arguments(
        &self,
        signature: &Signature,
        arguments: &[Argument],
        call: Span,
    ) -> Result<Vec<Option<ExpressionId>>, Option<Diagnostic>> {
        let mut given = vec![None; signature.parameters.len()];
        let mut position = 0;
        for argument in arguments {
            let place = if let Some((keyword, span)) = &argument.keyword {
                let place = signature.parameters.iter().position(|name| name == keyword);
                place.ok_or_else(|| Some(unknown_argument(signature, keyword, *span)))?
            } else {
                position += 1;
                position - 1
            };
            if given.get(place).is_none_or(Option::is_some) {
                return Err(Some(too_many(signature, self.span(argument.value))));
            }
            given[place] = Some(argument.value);
        }
        let missing = (0..signature.required).find(|index| given[*index].is_none());
        match missing {
            Some(index) => Err(Some(missing_argument(signature, index, call))),
            None => Ok(given),
        }
    }

    fn not_a_function(&self, name: &str, span: Span, arguments: &[Argument]) -> Diagnostic {
        if self.graph.knows(name) {
            let fault = Diagnostic::error("side-by-side", format!("`{name}` is not a function"))
                .at(span, "a value, with a bracket beside it");
            return match arguments {
                [one] => fault.help(format!(
                    "a product is written out: `{name} * ({})`",
                    self.quote(one.value)
                )),
                _ => fault,
            };
        }
        let names = FUNCTIONS.iter().map(|signature| signature.name);
        let fault = Diagnostic::error("unknown-function", format!("there is no function `{name}`"))
            .at(span, "not known");
        let same = match name {
            "ln" => Some("log"),
            "logistic" => Some("sigmoid"),
            "power" | "pow" => Some("a ^ b"),
            "transpose" => Some("a.T"),
            "len" => Some("size"),
            "std" => Some("sqrt(var(x))"),
            "average" => Some("mean"),
            "matmul" => Some("a @ b"),
            _ => nearest(name, names),
        };
        match same {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault,
        }
    }

    /// The axis that was given, if one was, for the value at `of`.
    fn axis(
        &self,
        axis: Option<ExpressionId>,
        of: ExpressionId,
    ) -> Result<Axis, Option<Diagnostic>> {
        let Some(id) = axis else { return Ok(Axis::All) };
        let found = self.fixed_value(id)?;
        let axis = match found {
            Some(0.0) => Axis::Rows,
            Some(1.0) => Axis::Cols,
            _ => {
                return Err(Some(
                    Diagnostic::error("axis", format!("an axis is 0 or 1, not {}", self.quote(id)))
                        .at(self.span(id), "")
                        .help("`axis = 0` runs down each column, `axis = 1` along each row"),
                ));
            }
        };
        if self.shape(of).is_scalar() {
            return Err(Some(self.not_a_matrix(of, "an axis is of a matrix")));
        }
        Ok(axis)
    }

    fn not_a_matrix(&self, id: ExpressionId, rule: &str) -> Diagnostic {
        Diagnostic::error("shape", format!("{rule}, and `{}` is a scalar", self.quote(id)))
            .at(self.span(id), "[]")
    }

    fn two(&mut self, rule: Binary, x: ExpressionId, y: Option<ExpressionId>) -> Built {
        let a = self.at(x)?;
        let Some(y) = y else {
            let value = if rule == Binary::Elu { DEFAULT_ALPHA } else { DEFAULT_SLOPE };
            let scale = self.graph.scalar(value);
            return Ok(self.graph.binary(rule, a, scale));
        };
        let b = self.at(y)?;
        self.check_broadcast(x, y)?;
        Ok(self.graph.binary(rule, a, b))
    }

    fn composite(
        &mut self,
        composite: Composite,
        signature: &Signature,
        given: &[Option<ExpressionId>],
        call: &Expression,
    ) -> Built {
        let argument = |index: usize| given[index].expect("required arguments are given");
        let first = argument(0);
        let a = self.at(first)?;
        let optional = given.get(1).copied().flatten();
        match composite {
            Composite::Rows => Ok(self.graph.count(Axis::Rows, a)),
            Composite::Cols => Ok(self.graph.count(Axis::Cols, a)),
            Composite::Size => Ok(self.graph.count(Axis::All, a)),
            Composite::Stop => Ok(self.graph.stop(a)),
            Composite::Silu => {
                let sigmoid = self.graph.map(Map::Sigmoid, a);
                Ok(self.graph.binary(Binary::Multiply, a, sigmoid))
            }
            Composite::SumSq => {
                let axis = self.axis(optional, first)?;
                Ok(self.graph.sum_of_squares(axis, a))
            }
            Composite::Prod => {
                let axis = self.axis(optional, first)?;
                Ok(product(self.graph, axis, a))
            }
            Composite::Var => {
                let axis = self.axis(optional, first)?;
                let mean = self.graph.reduce(Reduce::Mean, axis, a);
                let distance = self.graph.subtract(a, mean);
                let square = self.graph.map(Map::Square, distance);
                Ok(self.graph.reduce(Reduce::Mean, axis, square))
            }
            Composite::Softmax | Composite::LogSoftmax => {
                let axis = self.axis(optional, first)?;
                Ok(match composite {
                    Composite::Softmax => self.graph.softmax(axis, a),
                    _ => self.graph.log_softmax(axis, a),
                })
            }
            Composite::Ones | Composite::Zeros => {
                let shape = self.sizes(first, argument(1), call.span)?;
                let value = if composite == Composite::Ones { 1.0 } else { 0.0 };
                Ok(self.graph.constant(value, shape))
            }
            Composite::Eye => {
                let Shape::Matrix(size, _) = self.sizes(first, first, call.span)? else {
                    unreachable!("sizes make a matrix")
                };
                Ok(self.graph.eye(size))
            }
            Composite::Diag | Composite::Trace => self.diagonal(composite, first),
            Composite::Clip => {
                let (low, high) = (argument(1), argument(2));
                let raised = self.two(Binary::Maximum, first, Some(low))?;
                self.check_broadcast(first, high)?;
                let high = self.at(high)?;
                Ok(self.graph.binary(Binary::Minimum, raised, high))
            }
            Composite::Where => {
                let (left, right) = (argument(1), argument(2));
                for (one, other) in [(left, right), (first, left), (first, right)] {
                    self.check_broadcast(one, other)?;
                }
                let (left, right) = (self.at(left)?, self.at(right)?);
                Ok(self.graph.select(a, left, right))
            }
            Composite::Grad => self.gradient(first, argument(1), call),
            Composite::Dot | Composite::Mse | Composite::Bce | Composite::BceWithLogits => {
                let second = argument(1);
                let b = self.at(second)?;
                if self.shape(first) != self.shape(second) {
                    return Err(Some(self.other_shape(signature, first, second)));
                }
                Ok(loss(self.graph, composite, a, b))
            }
            Composite::CrossEntropy => {
                let second = argument(1);
                let b = self.at(second)?;
                if self.shape(first) != self.shape(second) {
                    return Err(Some(self.other_shape(signature, first, second)));
                }
                let axis = self.axis(Some(argument(2)), first)?;
                let log = self.graph.log_softmax(axis, a);
                let weighted = self.graph.multiply(b, log);
                let sums = self.graph.reduce(Reduce::Sum, axis, weighted);
                let mean = self.graph.reduce(Reduce::Mean, Axis::All, sums);
                Ok(self.graph.negate(mean))
            }
        }
    }

    fn sizes(
        &self,
        rows: ExpressionId,
        cols: ExpressionId,
        call: Span,
    ) -> Result<Shape, Option<Diagnostic>> {
        let (r, c) = (self.whole_number(rows)?, self.whole_number(cols)?);
        if r == 0 || c == 0 || r.saturating_mul(c) > MAX_ENTRIES {
            let message =
                format!("a matrix of {r} by {c}; it must have 1 to {MAX_ENTRIES} entries");
            let fault = Diagnostic::error("limit", message).at(call, "");
            return Err(Some(fault.help("give fewer rows or columns, and at least one of each")));
        }
        Ok(Shape::Matrix(r, c))
    }

    fn diagonal(&mut self, composite: Composite, id: ExpressionId) -> Built {
        let a = self.at(id)?;
        match (composite, self.graph.shape(a)) {
            (_, Shape::Scalar) => Err(Some(self.not_a_matrix(id, "a diagonal is of a matrix"))),
            (Composite::Trace, Shape::Matrix(rows, cols)) if rows == cols => {
                let diagonal = self.graph.diagonal(a);
                Ok(self.graph.reduce(Reduce::Sum, Axis::All, diagonal))
            }
            (Composite::Diag, Shape::Matrix(rows, cols)) if rows == cols => {
                Ok(self.graph.diagonal(a))
            }
            (Composite::Diag, Shape::Matrix(_, 1)) => Ok(self.graph.diagonal_matrix(a)),
            (Composite::Diag, Shape::Matrix(1, _)) => {
                let column = self.graph.transpose(a);
                Ok(self.graph.diagonal_matrix(column))
            }
            (_, shape) => Err(Some(
                Diagnostic::error("shape", format!("`{}` {shape} is not square", self.quote(id)))
                    .at(self.span(id), format!("{shape}"))
                    .help("`diag` takes a square matrix or a vector, `trace` a square matrix"),
            )),
        }
    }

    fn gradient(&mut self, of: ExpressionId, wrt: ExpressionId, call: &Expression) -> Built {
        if !self.scope.grad {
            return Err(Some(
                Diagnostic::error("forbidden-name", "`grad` may not be used here")
                    .at(call.span, "")
                    .help("write the gradient out"),
            ));
        }
        let (scalar, name) = (self.at(of)?, self.at(wrt)?);
        if !self.graph.shape(scalar).is_scalar() {
            return Err(Some(self.not_a_scalar(of, "a gradient is of a scalar")));
        }
        if !matches!(self.graph.node(name).op, Op::Input(_) | Op::Name(..)) {
            return Err(Some(
                Diagnostic::error("gradient", format!("`{}` is not a name", self.quote(wrt)))
                    .at(self.span(wrt), "")
                    .help("a gradient is with respect to a name; give this value one"),
            ));
        }
        Ok(backward::gradients(self.graph, scalar, &[name])[0])
    }

    fn other_shape(
        &self,
        signature: &Signature,
        first: ExpressionId,
        second: ExpressionId,
    ) -> Diagnostic {
        let (a, b) = (self.shape(first), self.shape(second));
        let message = format!(
            "`{}` takes two values of one shape, and these are {a} and {b}",
            signature.name
        );
        Diagnostic::error("shape", message)
            .at(self.span(second), format!("{b}"))
            .at(self.span(first), format!("{a}"))
    }
}

/// Losses, and the product of vectors, of two values of one shape.
fn loss(graph: &mut Graph, composite: Composite, a: NodeId, b: NodeId) -> NodeId {
    match composite {
        Composite::Dot => {
            let product = graph.multiply(a, b);
            graph.reduce(Reduce::Sum, Axis::All, product)
        }
        Composite::Mse => {
            let error = graph.subtract(a, b);
            let square = graph.map(Map::Square, error);
            graph.reduce(Reduce::Mean, Axis::All, square)
        }
        Composite::Bce => {
            let one = graph.scalar(1.0);
            let (other_a, other_b) = (graph.subtract(one, a), graph.subtract(one, b));
            let right = graph.binary(Binary::XLogY, b, a);
            let wrong = graph.binary(Binary::XLogY, other_b, other_a);
            let sum = graph.add(right, wrong);
            let mean = graph.reduce(Reduce::Mean, Axis::All, sum);
            graph.negate(mean)
        }
        _ => {
            let one = graph.scalar(1.0);
            let (other_a, other_b) = (graph.negate(a), graph.subtract(one, b));
            let (up, down) = (graph.map(Map::Softplus, a), graph.map(Map::Softplus, other_a));
            let (wrong, right) = (graph.multiply(other_b, up), graph.multiply(b, down));
            let sum = graph.add(wrong, right);
            graph.reduce(Reduce::Mean, Axis::All, sum)
        }
    }
}

/// The product of the entries, one after the other, so that its derivatives are right where
/// an entry is 0.
fn product(graph: &mut Graph, axis: Axis, a: NodeId) -> NodeId {
    let shape = graph.shape(a);
    let parts: Vec<_> = match axis {
        _ if shape.is_scalar() => return a,
        Axis::All => (0..shape.rows())
            .flat_map(|row| (0..shape.cols()).map(move |col| (Some(row), Some(col))))
            .collect(),
        Axis::Rows => (0..shape.rows()).map(|row| (Some(row), None)).collect(),
        Axis::Cols => (0..shape.cols()).map(|col| (None, Some(col))).collect(),
    };
    let small = |index: usize| u32::try_from(index).expect("sizes are limited");
    let mut product = None;
    for (row, col) in parts {
        let part = graph.pick(row.map(small), col.map(small), a);
        product = Some(match product {
            Some(before) => graph.multiply(before, part),
            None => part,
        });
    }
    product.expect("a matrix has an entry")
}

fn unknown_argument(signature: &Signature, keyword: &str, span: Span) -> Diagnostic {
    let message = format!("`{}` has no argument `{keyword}`", signature.name);
    let fault = Diagnostic::error("arguments", message).at(span, "not known");
    match nearest(keyword, signature.parameters.iter().copied()) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help(format!("it is called as `{}`", signature.usage())),
    }
}

fn too_many(signature: &Signature, span: Span) -> Diagnostic {
    let fault =
        Diagnostic::error("arguments", format!("one argument too many for `{}`", signature.name))
            .at(span, "this one");
    fault.help(format!("it is called as `{}`", signature.usage()))
}

fn missing_argument(signature: &Signature, index: usize, call: Span) -> Diagnostic {
    let parameter = signature.parameters[index];
    let fault = Diagnostic::error("arguments", format!("`{}` needs `{parameter}`", signature.name))
        .at(call, format!("no `{parameter}`"));
    if parameter == "axis" {
        return fault.help(
            "say `axis = 0`, down each column, for examples in columns, or `axis = 1`, along each row, \
             for examples in rows",
        );
    }
    fault.help(format!("it is called as `{}`", signature.usage()))
}
