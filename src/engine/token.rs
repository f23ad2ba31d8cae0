//! Text to tokens, each with its place.

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// A word or a sign of the language.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    /// A number, not yet signed.
    Number(f64),
    /// An identifier, in Unicode's normal form C.
    Name(String),
    /// `+`
    Plus,
    /// `-` or `−`
    Minus,
    /// `*`, `⊙`, `×` or `∗`: the elementwise product.
    Star,
    /// `/` or `÷`
    Slash,
    /// `@` or `·`: the matrix product.
    At,
    /// `^` or `**`
    Caret,
    /// `.T` or `ᵀ`
    Transposed,
    /// `²`
    Squared,
    /// `‖`, which opens and closes a norm.
    Bar,
    /// `(`
    OpenRound,
    /// `)`
    CloseRound,
    /// `[`
    OpenSquare,
    /// `]`
    CloseSquare,
    /// `,`
    Comma,
    /// `=`
    Assign,
    /// `<`
    Less,
    /// `<=` or `≤`
    LessEqual,
    /// `>`
    Greater,
    /// `>=` or `≥`
    GreaterEqual,
    /// `==`
    Equal,
    /// `!=` or `≠`
    NotEqual,
    /// A character that means nothing, and was reported.
    Unknown,
    /// The end of a line that no open bracket continues.
    Newline,
    /// The end of the text.
    End,
}

impl TokenKind {
    /// The token as a message names it.
    pub fn describe(&self, text: &str) -> String {
        match self {
            Self::Newline => "the end of the line".into(),
            Self::End => "the end".into(),
            _ => format!("`{text}`"),
        }
    }
}

/// A token and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

/// The names of arguments: `axis = 0` on a line of its own inside a call is no equation.
const ARGUMENT_NAMES: [&str; 3] = ["axis", "slope", "alpha"];

/// The tokens of a text, the last of them [`TokenKind::End`], and what could not be read.
///
/// A line goes on while a bracket is open, unless the next line is plainly an equation: then
/// the bracket was forgotten, and one fault does not swallow the rest.
pub fn tokens(text: &str) -> (Vec<Token>, Vec<Diagnostic>) {
    let mut lexer = Lexer { text, at: 0, open: 0, tokens: Vec::new(), diagnostics: Vec::new() };
    while lexer.step() {}
    (lexer.tokens, lexer.diagnostics)
}

/// Letters to Unicode, operators to us.
const OPERATOR_LETTERS: [char; 3] = ['ᵀ', '\u{b7}', '\u{387}'];

/// Whether an identifier may begin with this character.
fn begins_name(character: char) -> bool {
    character == '_'
        || (unicode_ident::is_xid_start(character) && !OPERATOR_LETTERS.contains(&character))
}

/// Whether an identifier may go on with this character: letters, digits, marks, subscripts.
fn continues_name(character: char) -> bool {
    ('₀'..='₉').contains(&character)
        || (unicode_ident::is_xid_continue(character) && !OPERATOR_LETTERS.contains(&character))
}

/// Whether the whole of `text` is one identifier.
pub fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(begins_name) && characters.all(continues_name)
}

/// An identifier in the form in which names are compared.
pub fn normalised(name: &str) -> String {
    if name.is_ascii() { name.to_owned() } else { name.nfc().collect() }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    open: usize,
    tokens: Vec<Token>,
    diagnostics: Vec<Diagnostic>,
}

impl Lexer<'_> {
    /// Reads one token; `false` at the end.
    fn step(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let Some(character) = rest.chars().next() else {
            self.push(TokenKind::End, 0);
            return false;
        };
        match character {
            '\n' => self.newline(),
            '#' => self.at += rest.find('\n').unwrap_or(rest.len()),
            _ if character.is_whitespace() => self.at += character.len_utf8(),
            '0'..='9' => self.number(),
            '.' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => self.number(),
            '.' if rest[1..].starts_with('T') && !rest[2..].starts_with(continues_name) => {
                self.push(TokenKind::Transposed, 2);
            }
            _ if begins_name(character) => {
                let length = rest.find(|next| !continues_name(next)).unwrap_or(rest.len());
                self.push(TokenKind::Name(normalised(&rest[..length])), length);
            }
            _ => self.sign(character),
        }
        true
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        self.tokens.push(Token { kind, span: Span::new(self.at, self.at + length) });
        self.at += length;
    }

    fn newline(&mut self) {
        if self.open > 0 && !begins_equation(&self.text[self.at + 1..]) {
            self.at += 1;
            return;
        }
        self.open = 0;
        self.push(TokenKind::Newline, 1);
    }

    fn number(&mut self) {
        let rest = &self.text[self.at..];
        let length = number_length(rest);
        let written = rest[..length].replace('_', "");
        let value = written.parse().unwrap_or(f64::NAN);
        if !f64::is_finite(value) {
            let span = Span::new(self.at, self.at + length);
            self.diagnostics.push(
                Diagnostic::error("number", "a number too large for 64-bit floating point")
                    .at(span, "the largest is about 1.8e308")
                    .help("write `inf` if infinity is meant"),
            );
        }
        self.push(TokenKind::Number(value), length);
    }

    fn sign(&mut self, character: char) {
        let rest = &self.text[self.at..];
        let pairs = [
            ("**", TokenKind::Caret),
            ("<=", TokenKind::LessEqual),
            (">=", TokenKind::GreaterEqual),
            ("==", TokenKind::Equal),
            ("!=", TokenKind::NotEqual),
        ];
        if let Some((_, kind)) = pairs.into_iter().find(|(sign, _)| rest.starts_with(sign)) {
            return self.push(kind, 2);
        }
        let kind = match character {
            '+' => TokenKind::Plus,
            '-' | '−' => TokenKind::Minus,
            '*' | '⊙' | '×' | '∗' => TokenKind::Star,
            '/' | '÷' | '∕' | '⁄' => TokenKind::Slash,
            '@' | '\u{b7}' | '\u{387}' | '⋅' => TokenKind::At,
            '^' => TokenKind::Caret,
            'ᵀ' => TokenKind::Transposed,
            '²' => TokenKind::Squared,
            '‖' => TokenKind::Bar,
            '(' => TokenKind::OpenRound,
            ')' => TokenKind::CloseRound,
            '[' => TokenKind::OpenSquare,
            ']' => TokenKind::CloseSquare,
            ',' => TokenKind::Comma,
            '=' => TokenKind::Assign,
            '<' => TokenKind::Less,
            '≤' => TokenKind::LessEqual,
            '>' => TokenKind::Greater,
            '≥' => TokenKind::GreaterEqual,
            '≠' => TokenKind::NotEqual,
            _ => return self.unknown(character),
        };
        match kind {
            TokenKind::OpenRound | TokenKind::OpenSquare => self.open += 1,
            TokenKind::CloseRound | TokenKind::CloseSquare => {
                self.open = self.open.saturating_sub(1);
            }
            _ => {}
        }
        self.push(kind, character.len_utf8());
    }

    fn unknown(&mut self, character: char) {
        let help = match character {
            '\'' | '’' => Some("a transpose is written `.T` or `ᵀ`"),
            ';' => Some("equations stand one a line; a matrix is written `[[1, 2], [3, 4]]`"),
            '{' | '}' => Some("brackets are `( )` for groups and calls, `[ ]` for matrices"),
            '–' | '—' => Some("a minus is written `-` or `−`"),
            '|' => Some("an absolute value is `abs(x)`, a norm `‖x‖` or `norm(x)`"),
            '³' => Some("a cube is written `x^3`"),
            '√' => Some("a square root is written `sqrt(x)`"),
            '∂' => Some("a gradient is written `grad(L, w)`"),
            '∑' | 'Σ' => Some("a sum is written `sum(x)`"),
            _ => None,
        };
        let shown = character.escape_debug();
        let span = Span::new(self.at, self.at + character.len_utf8());
        let mut fault = Diagnostic::error("character", format!("`{shown}` means nothing here"))
            .at(span, "not a character of the language");
        fault.help = help.map(str::to_owned);
        self.diagnostics.push(fault);
        self.push(TokenKind::Unknown, character.len_utf8());
    }
}

/// The length of the number that `text` begins with.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'_') {
            at += 1;
        }
        at
    };
    let mut length = digits(0);
    let transposed = text[length..].starts_with(".T");
    if bytes.get(length) == Some(&b'.') && !transposed {
        length = digits(length + 1);
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let minus = usize::from(text[length + 1..].starts_with('−')) * '−'.len_utf8();
        let first = length + 1 + sign + minus;
        if minus == 0 && bytes.get(first).is_some_and(u8::is_ascii_digit) {
            length = digits(first);
        }
    }
    length
}

/// Whether `text` begins with a line such as `name = …`.
fn begins_equation(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    line.split_once('=').is_some_and(|(name, value)| {
        is_name(name.trim()) && !value.starts_with('=') && !ARGUMENT_NAMES.contains(&name.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::TokenKind::*;
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        let (tokens, diagnostics) = tokens(text);
        assert_eq!(diagnostics, [], "{text}");
        tokens.into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn textbook_signs_and_numpy_signs_are_the_same_tokens() {
        assert_eq!(kinds("W·X ⊙ yᵀ − ŷ²"), {
            let mut ascii = kinds("W@X * y.T - ŷ");
            ascii.insert(8, Squared);
            ascii
        });
    }

    #[test]
    fn numbers_take_every_usual_form() {
        for (text, value) in [("3", 3.0), (".5", 0.5), ("2.", 2.0), ("1_000", 1e3), ("5E-6", 5e-6)]
        {
            assert_eq!(kinds(text), [Number(value), End]);
        }
        assert_eq!(kinds("1e"), [Number(1.0), Name("e".into()), End]);
    }

    #[test]
    fn both_ways_to_write_a_hat_are_one_name() {
        assert_eq!(kinds("y\u{302}"), kinds("ŷ"));
        assert_eq!(kinds("W₁"), [Name("W₁".into()), End]);
    }

    #[test]
    fn a_line_goes_on_in_brackets_unless_the_next_is_an_equation() {
        assert_eq!(kinds("sum(x,\n  axis = 1)").iter().filter(|kind| **kind == Newline).count(), 0);
        assert_eq!(kinds("a = (1\nb = 2").iter().filter(|kind| **kind == Newline).count(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        let (_, diagnostics) = tokens("x' + 1e999");
        assert_eq!(diagnostics.len(), 2);
        assert_eq!(diagnostics[0].span(), Span::new(1, 2));
        assert_eq!(diagnostics[1].span(), Span::new(5, 10));
    }
}
