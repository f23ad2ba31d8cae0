//! What operators stand between: numbers, names, calls, groups, norms and matrices.

use super::super::syntax::{Argument, ExpressionId, ExpressionKind};
use super::super::token::TokenKind;
use super::{COMPARISON, Parsed, Parser};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

impl Parser<'_> {
    pub(super) fn atom(&mut self) -> Parsed {
        let span = self.span();
        match self.peek().clone() {
            TokenKind::Number(value) => {
                self.at += 1;
                self.push(ExpressionKind::Number(value), span)
            }
            TokenKind::Name(name) => {
                self.at += 1;
                if *self.peek() == TokenKind::OpenRound {
                    return self.call(name, span);
                }
                self.push(ExpressionKind::Name(name), span)
            }
            TokenKind::OpenRound => {
                self.at += 1;
                let bars = std::mem::take(&mut self.bars);
                let value = self.expression(COMPARISON)?;
                let close = self.span();
                self.expect(&TokenKind::CloseRound, "`)`", span)?;
                self.bars = bars;
                self.syntax.expressions[value.0].span = span.join(close);
                Some(value)
            }
            TokenKind::Bar => {
                self.at += 1;
                self.bars += 1;
                let value = self.expression(COMPARISON)?;
                self.bars -= 1;
                let whole = span.join(self.span());
                self.expect(&TokenKind::Bar, "`‖`", span)?;
                let argument = Argument { keyword: None, value };
                self.push(ExpressionKind::Call("norm".into(), span, vec![argument]), whole)
            }
            TokenKind::OpenSquare => self.matrix(),
            _ => {
                let fault = self.unexpected("a value");
                self.report(fault);
                None
            }
        }
    }

    fn call(&mut self, name: String, name_span: Span) -> Parsed {
        let open = self.span();
        self.at += 1;
        let bars = std::mem::take(&mut self.bars);
        let mut arguments = Vec::new();
        while *self.peek() != TokenKind::CloseRound {
            arguments.push(self.argument()?);
            if *self.peek() != TokenKind::CloseRound {
                self.expect(&TokenKind::Comma, "`,` or `)`", open)?;
            }
        }
        let span = name_span.join(self.span());
        self.at += 1;
        self.bars = bars;
        self.push(ExpressionKind::Call(name, name_span, arguments), span)
    }

    fn argument(&mut self) -> Option<Argument> {
        let keyword = match (self.peek().clone(), self.peek_next()) {
            (TokenKind::Name(name), TokenKind::Assign) => {
                let span = self.span();
                self.at += 2;
                Some((name, span))
            }
            _ => None,
        };
        Some(Argument { keyword, value: self.expression(COMPARISON)? })
    }

    fn matrix(&mut self) -> Parsed {
        let open = self.span();
        if self.peek_next() != TokenKind::OpenSquare {
            let (row, span) = self.row()?;
            return self.push(ExpressionKind::Matrix(vec![row]), span);
        }
        self.at += 1;
        let mut rows: Vec<Vec<ExpressionId>> = Vec::new();
        loop {
            let (row, span) = self.row()?;
            if rows.first().is_some_and(|first| first.len() != row.len()) {
                let message = format!(
                    "row {} has {}, row 1 has {}",
                    rows.len() + 1,
                    entries(row.len()),
                    entries(rows[0].len())
                );
                let fault = Diagnostic::error("ragged", message)
                    .at(span, "another length")
                    .help("all rows of a matrix have the same length");
                self.report(fault);
                return None;
            }
            rows.push(row);
            if *self.peek() == TokenKind::CloseSquare {
                break;
            }
            self.expect(&TokenKind::Comma, "`,` or `]`", open)?;
        }
        let span = open.join(self.span());
        self.at += 1;
        self.push(ExpressionKind::Matrix(rows), span)
    }

    fn row(&mut self) -> Option<(Vec<ExpressionId>, Span)> {
        let open = self.span();
        self.expect(&TokenKind::OpenSquare, "a row in `[ ]`", open)?;
        let mut row = Vec::new();
        loop {
            row.push(self.expression(COMPARISON)?);
            if *self.peek() == TokenKind::CloseSquare {
                break;
            }
            self.expect(&TokenKind::Comma, "`,` or `]`", open)?;
        }
        let span = open.join(self.span());
        self.at += 1;
        Some((row, span))
    }
}

fn entries(count: usize) -> String {
    if count == 1 { "1 entry".into() } else { format!("{count} entries") }
}
