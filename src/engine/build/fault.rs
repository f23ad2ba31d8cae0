//! What is said of equations whose names or shapes are wrong.

use super::super::op::Signature;
use super::super::shape::Shape;
use super::super::syntax::{ExpressionId, ExpressionKind, Operator};
use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::nearest::{list, nearest};
use crate::source::Span;

/// The longest text of an operand that a message repeats.
const LONGEST_QUOTE: usize = 24;

impl Builder<'_> {
    pub(super) fn unknown_name(&self, name: &str, span: Span) -> Diagnostic {
        let fault = Diagnostic::error("unknown-name", format!("there is no `{name}` here"))
            .at(span, "not known");
        let below = self.syntax.equations.iter().find(|equation| equation.name == name);
        if below.is_some_and(|equation| equation.name_span.start > span.end) {
            return fault.help(format!("`{name}` gets its value further down: move that line up"));
        }
        match self.meant(name) {
            Some(help) => fault.help(help),
            None => fault,
        }
    }

    /// What may have been meant by a name that is not known.
    fn meant(&self, name: &str) -> Option<String> {
        if Signature::named(name).is_some() {
            return Some(format!("`{name}` is a function: write `{name}(…)`"));
        }
        if name == "e" {
            return Some("Euler's number is written `exp(1)`".into());
        }
        let known: Vec<&str> = self.known_names();
        let split = name.char_indices().skip(1).map(|(at, _)| name.split_at(at));
        if let Some((a, b)) =
            split.into_iter().find(|(a, b)| known.contains(a) && known.contains(b))
        {
            let product = self.product((a, self.graph.binding(a)?), (b, self.graph.binding(b)?));
            return Some(format!("a product is written out: {product}"));
        }
        if let Some(near) = nearest(name, known.iter().copied()) {
            return Some(format!("did you mean `{near}`?"));
        }
        let names: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
        match names.len() {
            0 => None,
            1..=12 => Some(format!("known here: {}", list(&names))),
            _ => Some(format!("the latest known are {}", list(&names[names.len() - 6..]))),
        }
    }

    fn known_names(&self) -> Vec<&str> {
        let allowed = |name: &&str| self.scope.names.is_none_or(|names| names.contains(name));
        self.graph.names().map(|(name, _)| name).filter(allowed).collect()
    }

    pub(super) fn forbidden_name(&self, name: &str, span: Span) -> Diagnostic {
        let fault = Diagnostic::error("forbidden-name", format!("`{name}` may not be used here"))
            .at(span, "");
        let names: Vec<_> = self.known_names().iter().map(|name| format!("`{name}`")).collect();
        if names.is_empty() {
            fault.help("write numbers, and functions of numbers")
        } else {
            fault.help(format!("what may be used: {}", list(&names)))
        }
    }

    /// An operand as a message names it: its text where that is short, and its shape.
    fn operand(&self, id: ExpressionId) -> String {
        let (quote, shape) = (self.quote(id), self.shape(id));
        if quote.chars().count() <= LONGEST_QUOTE && !quote.contains('\n') {
            format!("{quote} {shape}")
        } else {
            format!("a value {shape}")
        }
    }

    pub(super) fn quote(&self, id: ExpressionId) -> &str {
        &self.text[self.span(id).range()]
    }

    pub(super) fn shape(&self, id: ExpressionId) -> Shape {
        self.nodes[id.0].map_or(Shape::Scalar, |node| self.graph.shape(node))
    }

    pub(super) fn cannot_multiply(&self, left: ExpressionId, right: ExpressionId) -> Diagnostic {
        let (a, b) = (self.shape(left), self.shape(right));
        let whole = self.span(left).join(self.span(right));
        let message = format!("cannot multiply {} by {}", self.operand(left), self.operand(right));
        let fault = Diagnostic::error("shape", message);
        if a.is_scalar() || b.is_scalar() {
            return fault
                .at(whole, "`@` takes two matrices, and one of these is a scalar")
                .help(format!("write `{} * {}`", self.quote(left), self.quote(right)));
        }
        let fault = fault.at(whole, format!("inner sizes {} and {} differ", a.cols(), b.rows()));
        match self.mend_product(left, right) {
            Some(help) => fault.help(help),
            None => fault,
        }
    }

    /// A transpose that would fit, or else a name that would.
    fn mend_product(&self, left: ExpressionId, right: ExpressionId) -> Option<String> {
        let (a, b) = (self.shape(left), self.shape(right));
        let (l, r) = (self.quote(left), self.quote(right));
        let named = |id: ExpressionId| crate::engine::token::is_name(self.quote(id));
        if named(left) && named(right) {
            let fits = |accept: &dyn Fn(Shape) -> bool, not: &str| {
                self.graph
                    .names()
                    .filter(|(name, node)| *name != not && accept(self.graph.shape(*node)))
                    .last()
                    .map(|(name, node)| format!("{name} {} fits here", self.graph.shape(node)))
            };
            let in_place_of_right = |shape: Shape| !shape.is_scalar() && shape.rows() == a.cols();
            if let Some(help) = fits(&in_place_of_right, l) {
                return Some(help);
            }
        }
        if a.cols() == b.cols() {
            Some(format!("`{l} @ {r}.T` would fit: {a} by {}", b.transposed()))
        } else if a.rows() == b.rows() {
            Some(format!("`{l}.T @ {r}` would fit: {} by {b}", a.transposed()))
        } else if a.rows() == b.cols() {
            Some(format!("the other way round it would fit: `{r} @ {l}`"))
        } else {
            None
        }
    }

    pub(super) fn cannot_broadcast(&self, left: ExpressionId, right: ExpressionId) -> Diagnostic {
        let (a, b) = (self.shape(left), self.shape(right));
        let whole = self.span(left).join(self.span(right));
        let (l, r) = (self.operand(left), self.operand(right));
        let message = format!("{l} and {r} do not fit, entry by entry");
        let fault = Diagnostic::error("shape", message);
        let vectors = (a.rows() == 1 && b.cols() == 1) || (a.cols() == 1 && b.rows() == 1);
        if vectors {
            let fault = fault.at(whole, "a row with a column would silently make a matrix");
            let matrix = format!("`{} @ {}`", self.quote(left), self.quote(right));
            return if a.size() == b.size() {
                fault.help(format!(
                    "transpose one of them, `{}.T`, or write {matrix} if the matrix product is meant",
                    self.quote(right)
                ))
            } else {
                fault.help(format!("write {matrix} if the matrix product is meant"))
            };
        }
        let fault = fault.at(whole, format!("{a} and {b}"));
        if a.broadcast(b.transposed()).is_some() {
            fault.help(format!("`{}.T` {} would fit", self.quote(right), b.transposed()))
        } else if a.cols() == b.rows() {
            fault.help(format!(
                "the matrix product is written `{} @ {}`",
                self.quote(left),
                self.quote(right)
            ))
        } else {
            fault.help("sizes must be equal, or 1 in one of the two")
        }
    }

    pub(super) fn side_by_side(&self, left: ExpressionId, right: ExpressionId) -> Diagnostic {
        let whole = self.span(left).join(self.span(right));
        let nodes = (self.nodes[left.0], self.nodes[right.0]);
        let (l, r) = (self.quote(left), self.quote(right));
        let divisor = match &self.syntax.at(left).kind {
            ExpressionKind::Binary(Operator::Divide, over, under) => Some((*over, *under)),
            _ => None,
        };
        let help = match nodes {
            // `a / 2m` may mean either.
            _ if let Some((over, under)) = divisor => {
                let (over, under) = (self.quote(over), self.quote(under));
                format!(
                    "`{over} / ({under} * {r})`, or `{over} / {under} * {r}` if {r} is no divisor"
                )
            }
            (Some(a), Some(b)) => self.product((l, a), (r, b)),
            _ => format!("`{l} * {r}` or `{l} @ {r}`"),
        };
        Diagnostic::error("side-by-side", "two values side by side, with no operator between them")
            .at(whole, "")
            .help(format!("a product is written out: {help}"))
    }

    /// The product of two values, by whichever operator their shapes allow.
    fn product(&self, (l, a): (&str, super::NodeId), (r, b): (&str, super::NodeId)) -> String {
        let (a, b) = (self.graph.shape(a), self.graph.shape(b));
        let matrices = !a.is_scalar() && !b.is_scalar() && a.cols() == b.rows();
        match (matrices, a.broadcast(b).is_some()) {
            (true, false) => format!("`{l} @ {r}`"),
            (false, true) => format!("`{l} * {r}`"),
            _ => format!("`{l} * {r}` entry by entry, or the matrix product `{l} @ {r}`"),
        }
    }

    pub(super) fn not_a_scalar(&self, id: ExpressionId, rule: &str) -> Diagnostic {
        Diagnostic::error("shape", format!("{rule}, and {} is none", self.operand(id)))
            .at(self.span(id), format!("{}", self.shape(id)))
    }

    pub(super) fn not_a_whole_number(&self, id: ExpressionId, found: Option<f64>) -> Diagnostic {
        let found = match found {
            Some(value) => format!("{value}"),
            None => "a value that is not known before numbers are given".into(),
        };
        Diagnostic::error("whole-number", format!("expected a whole number, found {found}"))
            .at(self.span(id), "")
            .help("write a number, or a size such as `cols(X)`")
    }

    pub(super) fn no_such_entry(
        &self,
        value: ExpressionId,
        at: ExpressionId,
        index: usize,
        word: &str,
    ) -> Diagnostic {
        let shape = self.shape(value);
        let fault =
            Diagnostic::error("index", format!("{} has no {word} {index}", self.operand(value)))
                .at(self.span(at), "");
        let count = if word == "row" { shape.rows() } else { shape.cols() };
        if shape.is_scalar() {
            fault.help("a scalar has no entries: use it as it is")
        } else {
            fault.help(format!("{word}s are counted from 0: the last is {}", count - 1))
        }
    }
}
