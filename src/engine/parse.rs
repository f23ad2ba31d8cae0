//! Tokens to a tree, and every diagnostic.
//!
//! ```text
//! equations  = { [ name "=" expression ] newline }
//! expression = operand { operator operand }            by binding strength, below
//! operand    = ("-" | "+") operand | atom { ".T" | "²" | "[" expression "," expression "]" }
//! atom       = number | name | name "(" [ argument { "," argument } ] ")"
//!            | "(" expression ")" | "‖" expression "‖" | matrix
//! argument   = [ name "=" ] expression
//! matrix     = "[" row { "," row } "]" | row
//! row        = "[" expression { "," expression } "]"
//! ```
//!
//! Loosest first: comparisons; `+ -`; `* / @`; signs; `^`, right to left; what stands behind.

mod atom;

use super::syntax::{Equation, Expression, ExpressionId, ExpressionKind, Operator, Syntax};
use super::token::{Token, TokenKind, tokens};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The most bytes that a text of equations may have.
pub const MAX_TEXT: usize = 1 << 20;
/// The most operations that a text may write.
pub const MAX_OPERATIONS: usize = 100_000;
/// The deepest that brackets, signs and powers may nest.
pub const MAX_NESTING: usize = 256;

/// How strongly an operator binds its operands.
type Strength = u8;
const COMPARISON: Strength = 1;
const SUM: Strength = 2;
const PRODUCT: Strength = 3;
const SIGN: Strength = 4;
const POWER: Strength = 5;

/// Parses equations, one a line.
pub fn equations(text: &str) -> (Syntax, Vec<Diagnostic>) {
    parse(text, Parser::equations)
}

/// Parses one expression; its last step is the last of [`Syntax::expressions`], and there is
/// no step at all where it could not be read.
pub fn expression(text: &str) -> (Syntax, Vec<Diagnostic>) {
    parse(text, Parser::only_expression)
}

fn parse<'a>(text: &'a str, rule: impl FnOnce(&mut Parser<'a>)) -> (Syntax, Vec<Diagnostic>) {
    if text.len() > MAX_TEXT {
        let fault = Diagnostic::error("limit", "these equations are longer than 1 MiB")
            .at(Span::at(MAX_TEXT), "the limit is here")
            .help("leave some of them out");
        return (Syntax::default(), vec![fault]);
    }
    let (tokens, diagnostics) = tokens(text);
    let mut parser = Parser {
        text,
        tokens,
        at: 0,
        nesting: 0,
        bars: 0,
        full: false,
        syntax: Syntax::default(),
        diagnostics,
    };
    rule(&mut parser);
    parser.diagnostics.sort_by_key(Diagnostic::span);
    (parser.syntax, parser.diagnostics)
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    nesting: usize,
    /// How many `‖` are open.
    bars: usize,
    /// Whether the limit of operations was reported.
    full: bool,
    syntax: Syntax,
    diagnostics: Vec<Diagnostic>,
}

/// `None` where the fault was reported.
type Parsed = Option<ExpressionId>;

impl Parser<'_> {
    fn equations(&mut self) {
        while !self.eat(&TokenKind::End) && !self.full {
            if !self.eat(&TokenKind::Newline) {
                self.equation();
                self.skip_line();
            }
        }
    }

    fn equation(&mut self) {
        let (TokenKind::Name(name), TokenKind::Assign) = (self.peek().clone(), self.peek_next())
        else {
            return self.not_an_equation();
        };
        let name_span = self.span();
        self.at += 2;
        let value = self.complete(&TokenKind::Newline);
        self.syntax.equations.push(Equation { name, name_span, value });
    }

    fn not_an_equation(&mut self) {
        let mut fault = self.unexpected("`name = expression`");
        if let TokenKind::Name(name) = self.peek().clone() {
            let next = self.peek_next();
            if next == TokenKind::Equal {
                fault.help = Some("one `=` gives a name its value; `==` compares".into());
                // So that the name is not missed further down.
                let name_span = self.span();
                self.syntax.equations.push(Equation { name, name_span, value: None });
            } else {
                fault.message = "this line gives no name a value".into();
                fault.help = Some("write `name = expression`".into());
            }
        }
        self.report(fault);
    }

    fn only_expression(&mut self) {
        while self.eat(&TokenKind::Newline) {}
        if self.complete(&TokenKind::End).is_none() {
            self.syntax.expressions.clear();
        }
    }

    /// An expression up to the end of the line, or of the text.
    fn complete(&mut self, end: &TokenKind) -> Parsed {
        let value = self.expression(COMPARISON)?;
        if *end == TokenKind::End {
            while self.eat(&TokenKind::Newline) {}
        }
        if self.peek() == end || *self.peek() == TokenKind::End {
            return Some(value);
        }
        let mut fault = self.unexpected("an operator or the end");
        match self.peek() {
            TokenKind::CloseRound | TokenKind::CloseSquare => {
                fault.message = format!("{} closes a bracket that is not open", self.found());
            }
            TokenKind::Assign => {
                fault.message = "a second `=` on one line".into();
                fault.help = Some("`==` compares; an equation has one `=`".into());
            }
            TokenKind::Newline => {
                fault.message = "one expression was expected, and here are several lines".into();
            }
            _ => {}
        }
        self.report(fault);
        None
    }

    fn skip_line(&mut self) {
        while !matches!(self.peek(), TokenKind::Newline | TokenKind::End) {
            self.at += 1;
        }
    }

    /// An expression whose operators bind at least as strongly as `weakest`.
    fn expression(&mut self, weakest: Strength) -> Parsed {
        if self.nesting == MAX_NESTING {
            let message = format!("this is nested more than {MAX_NESTING} deep");
            let fault = Diagnostic::error("limit", message)
                .at(self.span(), "the limit is here")
                .help("give a part of it a name on a line of its own");
            self.report(fault);
            return None;
        }
        self.nesting += 1;
        let parsed = self.operand().and_then(|left| self.operators(left, weakest));
        self.nesting -= 1;
        parsed
    }

    fn operators(&mut self, mut left: ExpressionId, weakest: Strength) -> Parsed {
        let mut compared = false;
        loop {
            let Some((operator, strength)) = self.operator() else { return Some(left) };
            if strength < weakest {
                return Some(left);
            }
            if strength == COMPARISON && std::mem::replace(&mut compared, true) {
                let fault = self.unexpected("one comparison").help("group one of them in `( )`");
                self.report(fault);
                return None;
            }
            self.at += usize::from(operator != Operator::Beside);
            let right = self.expression(if strength == POWER { POWER } else { strength + 1 })?;
            left = self.binary(operator, left, right)?;
        }
    }

    fn binary(&mut self, operator: Operator, left: ExpressionId, right: ExpressionId) -> Parsed {
        let span = self.syntax.at(left).span.join(self.syntax.at(right).span);
        self.push(ExpressionKind::Binary(operator, left, right), span)
    }

    fn operator(&self) -> Option<(Operator, Strength)> {
        Some(match self.peek() {
            TokenKind::Less => (Operator::Less, COMPARISON),
            TokenKind::LessEqual => (Operator::LessEqual, COMPARISON),
            TokenKind::Greater => (Operator::Greater, COMPARISON),
            TokenKind::GreaterEqual => (Operator::GreaterEqual, COMPARISON),
            TokenKind::Equal => (Operator::Equal, COMPARISON),
            TokenKind::NotEqual => (Operator::NotEqual, COMPARISON),
            TokenKind::Plus => (Operator::Add, SUM),
            TokenKind::Minus => (Operator::Subtract, SUM),
            TokenKind::Star => (Operator::Multiply, PRODUCT),
            TokenKind::Slash => (Operator::Divide, PRODUCT),
            TokenKind::At => (Operator::MatrixMultiply, PRODUCT),
            TokenKind::Caret => (Operator::Power, POWER),
            TokenKind::Number(_) | TokenKind::Name(_) | TokenKind::OpenRound => {
                (Operator::Beside, PRODUCT)
            }
            TokenKind::Bar if self.bars == 0 => (Operator::Beside, PRODUCT),
            _ => return None,
        })
    }

    fn operand(&mut self) -> Parsed {
        let span = self.span();
        if self.eat(&TokenKind::Minus) {
            let value = self.expression(SIGN)?;
            let span = span.join(self.syntax.at(value).span);
            return self.push(ExpressionKind::Negate(value), span);
        }
        if self.eat(&TokenKind::Plus) {
            return self.expression(SIGN);
        }
        let mut value = self.atom()?;
        loop {
            let span = self.syntax.at(value).span.join(self.span());
            value = match self.peek() {
                TokenKind::Transposed => {
                    self.at += 1;
                    self.push(ExpressionKind::Transpose(value), span)?
                }
                TokenKind::Squared => {
                    let two = self.push(ExpressionKind::Number(2.0), self.span())?;
                    self.at += 1;
                    self.binary(Operator::Power, value, two)?
                }
                TokenKind::OpenSquare => self.index(value)?,
                _ => return Some(value),
            };
        }
    }

    fn index(&mut self, value: ExpressionId) -> Parsed {
        let open = self.span();
        self.at += 1;
        let row = self.expression(COMPARISON)?;
        if *self.peek() == TokenKind::CloseSquare {
            let fault = self
                .unexpected("a column")
                .help("an entry has a row and a column: `a[0, 1]`, both counted from 0");
            self.report(fault);
            return None;
        }
        self.expect(&TokenKind::Comma, "`,` and a column", open)?;
        let column = self.expression(COMPARISON)?;
        let span = self.syntax.at(value).span.join(self.span());
        self.expect(&TokenKind::CloseSquare, "`]`", open)?;
        self.push(ExpressionKind::Index(value, row, column), span)
    }

    fn push(&mut self, kind: ExpressionKind, span: Span) -> Parsed {
        if self.syntax.expressions.len() == MAX_OPERATIONS {
            if !std::mem::replace(&mut self.full, true) {
                let message = format!("these are more than {MAX_OPERATIONS} operations");
                let fault = Diagnostic::error("limit", message)
                    .at(span, "the limit is here")
                    .help("leave some of them out, or write a sum as a product of matrices");
                self.report(fault);
            }
            return None;
        }
        self.syntax.expressions.push(Expression { kind, span });
        Some(ExpressionId(self.syntax.expressions.len() - 1))
    }

    fn peek(&self) -> &TokenKind {
        &self.tokens[self.at].kind
    }

    fn peek_next(&self) -> TokenKind {
        self.tokens.get(self.at + 1).map_or(TokenKind::End, |token| token.kind.clone())
    }

    fn span(&self) -> Span {
        self.tokens[self.at].span
    }

    fn found(&self) -> String {
        self.peek().describe(&self.text[self.span().range()])
    }

    /// Takes the token if it is the next; the end stays where it is.
    fn eat(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek() == kind;
        self.at += usize::from(found && *kind != TokenKind::End);
        found
    }

    /// Takes the token, or reports that the bracket at `open` goes on otherwise.
    fn expect(&mut self, kind: &TokenKind, wanted: &str, open: Span) -> Option<()> {
        if self.eat(kind) {
            return Some(());
        }
        let fault = match self.peek() {
            TokenKind::Newline | TokenKind::End => {
                let bracket = &self.text[open.range()];
                Diagnostic::error("unclosed", format!("`{bracket}` is never closed"))
                    .at(open, "opened here")
            }
            _ => self.unexpected(wanted),
        };
        self.report(fault);
        None
    }

    /// Keeps a fault, unless it is about a character that was reported already.
    fn report(&mut self, fault: Diagnostic) {
        if *self.peek() != TokenKind::Unknown {
            self.diagnostics.push(fault);
        }
    }

    fn unexpected(&self, wanted: &str) -> Diagnostic {
        let span = match self.peek() {
            TokenKind::Newline => Span::at(self.span().start),
            _ => self.span(),
        };
        Diagnostic::error("syntax", format!("expected {wanted}, found {}", self.found()))
            .at(span, "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expression with every operation in brackets.
    fn grouped(text: &str) -> String {
        let (syntax, diagnostics) = expression(text);
        assert_eq!(diagnostics, [], "{text}");
        let mut written: Vec<String> = Vec::new();
        for step in &syntax.expressions {
            let at = |id: &ExpressionId| written[id.0].clone();
            written.push(match &step.kind {
                ExpressionKind::Number(value) => value.to_string(),
                ExpressionKind::Name(name) => name.clone(),
                ExpressionKind::Negate(value) => format!("(-{})", at(value)),
                ExpressionKind::Binary(operator, left, right) => {
                    format!("({operator:?} {} {})", at(left), at(right))
                }
                ExpressionKind::Transpose(value) => format!("{}.T", at(value)),
                ExpressionKind::Call(name, _, arguments) => {
                    let all: Vec<_> = arguments.iter().map(|one| at(&one.value)).collect();
                    format!("{name}({})", all.join(" "))
                }
                ExpressionKind::Index(value, row, column) => {
                    format!("{}[{} {}]", at(value), at(row), at(column))
                }
                ExpressionKind::Matrix(rows) => {
                    let rows: Vec<_> =
                        rows.iter().map(|row| row.iter().map(at).collect::<Vec<_>>()).collect();
                    format!("{rows:?}")
                }
            });
        }
        written.pop().expect("an expression has a step")
    }

    #[test]
    fn operators_bind_as_in_python() {
        for (text, tree) in [
            ("a + b * c", "(Add a (Multiply b c))"),
            ("a @ b * c", "(Multiply (MatrixMultiply a b) c)"),
            ("-x^2", "(-(Power x 2))"),
            ("2^-1", "(Power 2 (-1))"),
            ("a^b^c", "(Power a (Power b c))"),
            ("-a * b", "(Multiply (-a) b)"),
            ("a - b - c", "(Subtract (Subtract a b) c)"),
            ("a < b + 1", "(Less a (Add b 1))"),
            ("X.T²", "(Power X.T 2)"),
            ("‖ŷ − y‖²/m", "(Divide (Power norm((Subtract ŷ y)) 2) m)"),
            ("2x", "(Beside 2 x)"),
            ("a[0, 1]^2", "(Power a[0 1] 2)"),
        ] {
            assert_eq!(grouped(text), tree, "{text}");
        }
    }

    #[test]
    fn each_line_reports_its_own_fault() {
        let (syntax, diagnostics) =
            equations("z = 1 $ 2\na = (1 + \nb = 2 +\nc = [[1, 2], [3]]\nd = 4)\ne\n");
        let codes: Vec<_> = diagnostics.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["character", "syntax", "syntax", "ragged", "syntax", "syntax"]);
        assert_eq!(syntax.equations.len(), 5);
    }

    #[test]
    fn nesting_and_length_are_limited() {
        let deep = format!("{}x{}", "(".repeat(10_000), ")".repeat(10_000));
        assert_eq!(expression(&deep).1[0].code, "limit");
        assert_eq!(expression(&"-".repeat(100_000)).1[0].code, "limit");
        let long = "x+".repeat(60_000) + "x";
        assert_eq!(expression(&long).1[0].code, "limit");
        assert_eq!(expression(&("x+".repeat(10_000) + "x")).1, []);
    }
}
