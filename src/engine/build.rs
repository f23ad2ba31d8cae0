//! The tree to nodes: names are looked up, shapes checked, functions called.
//!
//! Each step of the tree is visited once, operands first. A step that is wrong is reported
//! and has no node; what uses it is silently left out, so that one mistake is one report.

mod call;
mod fault;

use super::graph::Graph;
use super::op::{Binary, Map, NodeId, Signature};
use super::plan;
use super::shape::Shape;
use super::stable;
use super::syntax::{Expression, ExpressionId, ExpressionKind, Operator, Syntax};
use super::token::is_name;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The most entries that one value may have.
pub const MAX_ENTRIES: usize = 1 << 20;
/// The most entries that all values together may have.
pub const MAX_TOTAL_ENTRIES: usize = 10_000_000;
/// The most nodes that a graph may have, gradients included.
pub const MAX_NODES: usize = 2_000_000;

/// Numbers that have a name.
const CONSTANTS: [(&str, f64); 4] = [
    ("pi", std::f64::consts::PI),
    ("π", std::f64::consts::PI),
    ("inf", f64::INFINITY),
    ("nan", f64::NAN),
];

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

/// Adds the equations of `syntax` to the graph.
pub fn equations(graph: &mut Graph, text: &str, syntax: &Syntax) -> Vec<Diagnostic> {
    let mut builder = Builder::new(graph, text, syntax, Scope::ALL);
    let mut next = 0;
    for equation in &syntax.equations {
        let value = equation.value.and_then(|id| {
            builder.build_up_to(&mut next, id);
            builder.nodes[id.0]
        });
        match check_name(builder.graph, &equation.name) {
            Ok(()) => {
                builder.graph.assign(&equation.name, value);
            }
            Err(fault) => builder.diagnostics.push(fault.at(equation.name_span, "")),
        }
    }
    builder.diagnostics
}

/// Adds the one expression of `syntax`; `None` if it is wrong.
pub fn expression(
    graph: &mut Graph,
    text: &str,
    syntax: &Syntax,
    scope: Scope<'_>,
) -> (Option<NodeId>, Vec<Diagnostic>) {
    let mut builder = Builder::new(graph, text, syntax, scope);
    let Some(last) = syntax.expressions.len().checked_sub(1) else { return (None, Vec::new()) };
    builder.build_up_to(&mut 0, ExpressionId(last));
    (builder.nodes[last], builder.diagnostics)
}

/// Whether a value may be given this name.
pub fn check_name(graph: &Graph, name: &str) -> Result<(), Diagnostic> {
    if !is_name(name) {
        return Err(Diagnostic::error("name", format!("`{}` is not a name", name.escape_debug()))
            .help("a name is letters, digits and `_`, and begins with no digit"));
    }
    if Signature::named(name).is_some() {
        return Err(Diagnostic::error("name", format!("`{name}` is a function's name"))
            .help("choose another name"));
    }
    if constant(name).is_some() {
        return Err(Diagnostic::error("name", format!("`{name}` is a constant"))
            .help("choose another name"));
    }
    if graph.knows(name) {
        return Err(Diagnostic::error("name", format!("`{name}` has a value already"))
            .help("a name is assigned once; choose another"));
    }
    Ok(())
}

fn constant(name: &str) -> Option<f64> {
    CONSTANTS.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

struct Builder<'a> {
    graph: &'a mut Graph,
    text: &'a str,
    syntax: &'a Syntax,
    scope: Scope<'a>,
    /// The node of each step so far; none where it is wrong.
    nodes: Vec<Option<NodeId>>,
    entries: usize,
    /// Whether all values together are too large: that is reported once, and what follows is
    /// left out.
    full: bool,
    diagnostics: Vec<Diagnostic>,
}

/// A step's node, or why there is none; `None` where a report was made of an operand.
type Built = Result<NodeId, Option<Diagnostic>>;

impl<'a> Builder<'a> {
    fn new(graph: &'a mut Graph, text: &'a str, syntax: &'a Syntax, scope: Scope<'a>) -> Self {
        let nodes = Vec::with_capacity(syntax.expressions.len());
        Self { graph, text, syntax, scope, nodes, entries: 0, full: false, diagnostics: Vec::new() }
    }

    fn build_up_to(&mut self, next: &mut usize, last: ExpressionId) {
        while *next <= last.0 {
            let step = &self.syntax.expressions[*next];
            *next += 1;
            let built = if self.full {
                Err(None)
            } else {
                self.step(step).and_then(|node| self.within_limits(node, step.span))
            };
            match built {
                Ok(node) => self.nodes.push(Some(node)),
                Err(fault) => {
                    self.diagnostics.extend(fault);
                    self.nodes.push(None);
                }
            }
        }
    }

    fn within_limits(&mut self, node: NodeId, span: Span) -> Built {
        let size = self.graph.shape(node).size();
        self.entries = self.entries.saturating_add(size);
        let (message, help) = if size > MAX_ENTRIES {
            (
                format!("this value has {size} entries; the limit is {MAX_ENTRIES}"),
                "give fewer rows or columns",
            )
        } else if self.entries > MAX_TOTAL_ENTRIES {
            self.full = true;
            (
                format!(
                    "the values up to here have more than {MAX_TOTAL_ENTRIES} entries together"
                ),
                "give fewer rows or columns, or compute less at once",
            )
        } else if self.graph.size() > MAX_NODES {
            self.full = true;
            (
                format!("the gradients up to here take more than {MAX_NODES} operations"),
                "differentiate less often, or shorter equations",
            )
        } else {
            return Ok(node);
        };
        let fault = Diagnostic::error("limit", message).at(span, "the limit is passed here");
        Err(Some(fault.help(help)))
    }

    fn step(&mut self, step: &'a Expression) -> Built {
        match &step.kind {
            ExpressionKind::Number(value) => Ok(self.graph.scalar(*value)),
            ExpressionKind::Name(name) => self.name(name, step.span),
            ExpressionKind::Negate(value) => {
                let value = self.at(*value)?;
                Ok(match self.graph.number(value) {
                    Some(_) => self.graph.negate(value),
                    None => self.graph.map(Map::Negate, value),
                })
            }
            ExpressionKind::Transpose(value) => {
                let value = self.at(*value)?;
                Ok(self.graph.transpose(value))
            }
            ExpressionKind::Binary(operator, left, right) => self.binary(*operator, *left, *right),
            ExpressionKind::Call(name, span, arguments) => self.call(name, *span, arguments, step),
            ExpressionKind::Index(value, row, col) => self.index(*value, *row, *col),
            ExpressionKind::Matrix(rows) => self.matrix(rows),
        }
    }

    /// The node of an operand.
    fn at(&self, id: ExpressionId) -> Built {
        self.nodes[id.0].ok_or(None)
    }

    fn span(&self, id: ExpressionId) -> Span {
        self.syntax.at(id).span
    }

    fn name(&mut self, name: &str, span: Span) -> Built {
        let allowed = self.scope.names.is_none_or(|names| names.contains(&name));
        if self.graph.knows(name) {
            return match self.graph.binding(name) {
                node if allowed => node.ok_or(None),
                _ => Err(Some(self.forbidden_name(name, span))),
            };
        }
        match constant(name) {
            Some(value) => Ok(self.graph.scalar(value)),
            None => Err(Some(self.unknown_name(name, span))),
        }
    }

    fn binary(&mut self, operator: Operator, left: ExpressionId, right: ExpressionId) -> Built {
        let (a, b) = (self.at(left)?, self.at(right)?);
        let rule = match operator {
            Operator::Add => Binary::Add,
            Operator::Subtract => Binary::Subtract,
            Operator::Multiply => Binary::Multiply,
            Operator::Divide => Binary::Divide,
            Operator::Less => Binary::Less,
            Operator::LessEqual => Binary::LessEqual,
            Operator::Greater => Binary::Greater,
            Operator::GreaterEqual => Binary::GreaterEqual,
            Operator::Equal => Binary::Equal,
            Operator::NotEqual => Binary::NotEqual,
            Operator::Power => return self.power(left, right),
            Operator::MatrixMultiply => return self.matmul(left, right),
            Operator::Beside => return Err(Some(self.side_by_side(left, right))),
        };
        self.check_broadcast(left, right)?;
        Ok(stable::binary(self.graph, rule, a, b))
    }

    fn power(&mut self, left: ExpressionId, right: ExpressionId) -> Built {
        let (a, b) = (self.at(left)?, self.at(right)?);
        self.check_broadcast(left, right)?;
        Ok(match self.graph.number(b) {
            Some(exponent) if self.graph.shape(b).is_scalar() => self.graph.power(a, exponent),
            _ => self.graph.binary(Binary::Power, a, b),
        })
    }

    fn matmul(&mut self, left: ExpressionId, right: ExpressionId) -> Built {
        let (a, b) = (self.at(left)?, self.at(right)?);
        match (self.graph.shape(a), self.graph.shape(b)) {
            (Shape::Matrix(_, inner), Shape::Matrix(rows, _)) if inner == rows => {
                Ok(self.graph.matmul(a, b))
            }
            _ => Err(Some(self.cannot_multiply(left, right))),
        }
    }

    fn check_broadcast(
        &self,
        left: ExpressionId,
        right: ExpressionId,
    ) -> Result<(), Option<Diagnostic>> {
        let (a, b) = (self.graph.shape(self.at(left)?), self.graph.shape(self.at(right)?));
        match a.broadcast(b) {
            Some(_) => Ok(()),
            None => Err(Some(self.cannot_broadcast(left, right))),
        }
    }

    fn index(&mut self, value: ExpressionId, row: ExpressionId, col: ExpressionId) -> Built {
        let node = self.at(value)?;
        let shape = self.graph.shape(node);
        let (r, c) = (self.whole_number(row)?, self.whole_number(col)?);
        for (index, count, id, word) in
            [(r, shape.rows(), row, "row"), (c, shape.cols(), col, "column")]
        {
            if shape.is_scalar() || index >= count {
                return Err(Some(self.no_such_entry(value, id, index, word)));
            }
        }
        let small = |index: usize| Some(u32::try_from(index).expect("sizes are limited"));
        Ok(self.graph.pick(small(r), small(c), node))
    }

    fn matrix(&mut self, rows: &[Vec<ExpressionId>]) -> Built {
        let mut entries = Vec::new();
        for id in rows.iter().flatten() {
            let node = self.at(*id)?;
            if !self.graph.shape(node).is_scalar() {
                return Err(Some(self.not_a_scalar(*id, "an entry of a matrix is a scalar")));
            }
            entries.push(node);
        }
        Ok(self.graph.literal(&entries, Shape::Matrix(rows.len(), rows[0].len())))
    }

    /// The value of a scalar that depends on no given value.
    fn fixed_value(&self, id: ExpressionId) -> Result<Option<f64>, Option<Diagnostic>> {
        let node = self.at(id)?;
        let known = self.graph.node(node);
        if let (Some(value), true) = (self.graph.number(node), known.shape.is_scalar()) {
            return Ok(Some(value));
        }
        if !known.fixed || !known.shape.is_scalar() {
            return Ok(None);
        }
        Ok(Some(plan::fixed(self.graph, &[node])[0].data()[0]))
    }

    /// A size or an index: a whole number that depends on no given value.
    fn whole_number(&self, id: ExpressionId) -> Result<usize, Option<Diagnostic>> {
        match self.fixed_value(id)? {
            Some(value) if value >= 0.0 && value.fract() == 0.0 && value <= MAX_ENTRIES as f64 => {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let whole = value as usize;
                Ok(whole)
            }
            found => Err(Some(self.not_a_whole_number(id, found))),
        }
    }
}
