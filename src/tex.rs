//! TeX mathematics as a tree, for whoever writes it in another notation.
//!
//! Enough of TeX for the text of an exercise and for the formulas of the engine. What is not known
//! is kept as it was written, and nothing is an error.

pub mod latex;
pub mod mathml;
pub mod plain;
pub mod symbol;
pub mod typst;
pub mod unicode;

use symbol::{Accent, Environment, Face, Symbol};

pub use unicode::unicode;

/// Deeper groups are kept as they were written.
const DEEPEST: usize = 64;

/// A piece of mathematics.
#[derive(Clone, Debug, PartialEq)]
pub enum Math {
    /// One after the other.
    Row(Vec<Math>),
    /// A letter, a digit or a sign.
    Char(char),
    /// White space between two pieces.
    Space,
    /// A command that stands for a sign or a name.
    Symbol(&'static Symbol),
    /// A command that is not known, with its stroke.
    Unknown(String),
    /// Words, as they are.
    Text(String),
    /// What is raised beside the piece before it.
    Raised(Box<Math>),
    /// What is lowered beside the piece before it.
    Lowered(Box<Math>),
    /// One above the other.
    Fraction(Box<Math>, Box<Math>),
    /// A square root.
    Root(Box<Math>),
    /// Letters in another face.
    Face(Face, Box<Math>),
    /// A mark over a piece.
    Marked(Accent, Box<Math>),
    /// A piece between two signs as tall as it is; a sign may be missing.
    Fenced(Option<char>, Box<Math>, Option<char>),
    /// Rows of cells.
    Table(&'static Environment, Vec<Vec<Math>>),
}

impl Math {
    /// The pieces of a row, or the one piece that there is.
    pub fn pieces(&self) -> &[Self] {
        match self {
            Self::Row(pieces) => pieces,
            one => std::slice::from_ref(one),
        }
    }

    /// The text of plain letters, digits and signs, if there is nothing else.
    pub fn plain(&self) -> Option<String> {
        let letter = |piece: &Self| match piece {
            Self::Char(letter) => Some(*letter),
            Self::Symbol(symbol) if symbol.name.len() == 1 => symbol.sign(),
            _ => None,
        };
        self.pieces().iter().map(letter).collect()
    }
}

/// A piece with what is raised and lowered beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scripted<'m> {
    /// The piece; nothing if a row begins with a script.
    pub base: Option<&'m Math>,
    /// What is raised.
    pub raised: Option<&'m Math>,
    /// What is lowered.
    pub lowered: Option<&'m Math>,
}

/// The pieces of a row without white space, each with its scripts.
pub fn scripted(row: &Math) -> Vec<Scripted<'_>> {
    let mut found: Vec<Scripted<'_>> = Vec::new();
    let alone = Scripted { base: None, raised: None, lowered: None };
    for piece in row.pieces() {
        match piece {
            Math::Space => {}
            Math::Raised(raised) => match found.last_mut().filter(|last| last.raised.is_none()) {
                Some(last) => last.raised = Some(raised),
                None => found.push(Scripted { raised: Some(raised), ..alone }),
            },
            Math::Lowered(lowered) => {
                match found.last_mut().filter(|last| last.lowered.is_none()) {
                    Some(last) => last.lowered = Some(lowered),
                    None => found.push(Scripted { lowered: Some(lowered), ..alone }),
                }
            }
            base => found.push(Scripted { base: Some(base), ..alone }),
        }
    }
    found
}

/// Reads mathematics, without the dollar signs around it.
pub fn read(text: &str) -> Math {
    let mut reader = Reader { rest: text, depth: 0 };
    let mut pieces = Vec::new();
    loop {
        pieces.extend(reader.sequence());
        let Some(c) = reader.rest.chars().next() else { break };
        reader.skip(c);
        reader.stray(c, &mut pieces);
    }
    Math::Row(pieces)
}

struct Reader<'t> {
    rest: &'t str,
    /// How many arguments lie around.
    depth: usize,
}

impl<'t> Reader<'t> {
    /// Everything up to a closing brace, the next cell, row or end of a table, a `\right`, or the
    /// end.
    fn sequence(&mut self) -> Vec<Math> {
        let mut pieces = Vec::new();
        while let Some(c) = self.rest.chars().next() {
            let ends = ["\\right", "\\end", "\\\\"].iter().any(|end| self.begins(end));
            if matches!(c, '}' | '&') || ends {
                break;
            }
            match c {
                '^' | '_' => {
                    self.skip(c);
                    let argument = Box::new(self.argument());
                    let raised = c == '^';
                    pieces.push(if raised {
                        Math::Raised(argument)
                    } else {
                        Math::Lowered(argument)
                    });
                }
                '\\' => pieces.extend(self.command()),
                '{' => pieces.push(self.argument()),
                _ => {
                    self.skip(c);
                    pieces.push(if c.is_whitespace() { Math::Space } else { Math::Char(c) });
                }
            }
        }
        pieces
    }

    /// Whether a command is next, and not a longer one.
    fn begins(&self, command: &str) -> bool {
        let after = self.rest.strip_prefix(command);
        let is_name = command.ends_with(|c: char| c.is_ascii_alphabetic());
        after.is_some_and(|rest| !is_name || !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    }

    /// What stands where no table and no fence is open; its first sign was taken.
    fn stray(&mut self, c: char, pieces: &mut Vec<Math>) {
        if c != '\\' {
            pieces.push(Math::Char(c));
        } else if let Some(rest) = self.rest.strip_prefix('\\') {
            self.rest = rest;
            pieces.extend(symbol::symbol("\\").map(Math::Symbol));
        } else if let Some(rest) = self.rest.strip_prefix("right") {
            self.rest = rest;
            let close = self.delimiter();
            pieces.extend(close.map(Math::Char));
        } else {
            self.rest = &self.rest["end".len()..];
            pieces.push(Math::Unknown("\\end".to_owned()));
        }
    }

    fn skip(&mut self, c: char) {
        self.rest = &self.rest[c.len_utf8()..];
    }

    /// A group in braces, a command, or one character.
    fn argument(&mut self) -> Math {
        if self.depth == DEEPEST {
            return Math::Text(std::mem::take(&mut self.rest).to_owned());
        }
        self.depth += 1;
        self.rest = self.rest.trim_start();
        let argument = match self.rest.chars().next() {
            Some('{') => {
                self.skip('{');
                let mut inside = self.sequence();
                while let Some(c) = self.rest.chars().next().filter(|c| *c != '}') {
                    self.skip(c);
                    self.stray(c, &mut inside);
                    inside.extend(self.sequence());
                }
                self.rest = self.rest.strip_prefix('}').unwrap_or(self.rest);
                Math::Row(inside)
            }
            Some('\\') => Math::Row(self.command()),
            Some(c) if c != '}' => {
                self.skip(c);
                Math::Char(c)
            }
            _ => Math::Row(Vec::new()),
        };
        self.depth -= 1;
        argument
    }

    /// The argument as it was written.
    fn raw(&mut self) -> &'t str {
        self.rest = self.rest.trim_start();
        let Some(inside) = self.rest.strip_prefix('{') else { return "" };
        let end = inside.find('}').unwrap_or(inside.len());
        self.rest = inside.get(end + 1..).unwrap_or_default();
        &inside[..end]
    }

    fn command(&mut self) -> Vec<Math> {
        let after = &self.rest[1..];
        let letters =
            after.len() - after.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let length =
            if letters > 0 { letters } else { after.chars().next().map_or(0, char::len_utf8) };
        let name = &after[..length];
        self.rest = &after[length..];
        let known = symbol::symbol(name);
        if letters > 0 {
            // The space that only ends a name is none, but between words it is kept.
            let spaced = self.rest.trim_start();
            let is_word = known.is_some_and(Symbol::is_word);
            if !spaced.starts_with(|c: char| c.is_ascii_alphanumeric()) || !is_word {
                self.rest = spaced;
            }
        }
        let boxed = |math: Math| Box::new(math);
        vec![match name {
            "frac" | "dfrac" | "tfrac" => {
                let above = self.argument();
                Math::Fraction(boxed(above), boxed(self.argument()))
            }
            "sqrt" => Math::Root(boxed(self.argument())),
            "text" | "textrm" | "textit" | "textbf" => Math::Text(self.raw().to_owned()),
            "left" => return self.fenced(),
            "begin" => return self.table(),
            "big" | "Big" | "bigl" | "bigr" | "Bigl" | "Bigr" | "displaystyle" | "limits" => {
                self.rest = self.rest.strip_prefix('.').unwrap_or(self.rest);
                return Vec::new();
            }
            _ => {
                if let Some(face) = Face::of(name) {
                    Math::Face(face, boxed(self.argument()))
                } else if let Some(accent) = Accent::of(name) {
                    Math::Marked(accent, boxed(self.argument()))
                } else if let Some(symbol) = known {
                    Math::Symbol(symbol)
                } else {
                    Math::Unknown(format!("\\{name}"))
                }
            }
        }]
    }

    /// The sign of a fence; nothing for a point.
    fn delimiter(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        let c = self.rest.chars().next()?;
        if c == '}' {
            return None;
        }
        if c != '\\' {
            self.skip(c);
            return Some(c).filter(|c| *c != '.');
        }
        match self.command().as_slice() {
            [Math::Symbol(symbol)] => symbol.sign(),
            _ => None,
        }
    }

    /// What stands between `\left` and `\right`.
    fn fenced(&mut self) -> Vec<Math> {
        if self.depth == DEEPEST {
            return vec![Math::Text(std::mem::take(&mut self.rest).to_owned())];
        }
        self.depth += 1;
        let open = self.delimiter();
        let inside = self.sequence();
        self.depth -= 1;
        if self.begins("\\right") {
            self.rest = &self.rest["\\right".len()..];
            let close = self.delimiter();
            return vec![Math::Fenced(open, Box::new(Math::Row(inside)), close)];
        }
        open.map(Math::Char).into_iter().chain(inside).collect()
    }

    /// The rows of `\begin{…}` up to its end.
    fn table(&mut self) -> Vec<Math> {
        let name = self.raw();
        let Some(environment) = Environment::of(name).filter(|_| self.depth < DEEPEST) else {
            return vec![Math::Unknown("\\begin".to_owned()), Math::Text(name.to_owned())];
        };
        self.depth += 1;
        let mut rows = vec![Vec::new()];
        loop {
            let cell = Math::Row(self.sequence());
            rows.last_mut().expect("there is always one row").push(cell);
            if let Some(rest) = self.rest.strip_prefix("\\\\") {
                self.rest = rest;
                rows.push(Vec::new());
            } else if let Some(rest) = self.rest.strip_prefix('&') {
                self.rest = rest;
            } else {
                break;
            }
        }
        self.depth -= 1;
        if self.begins("\\end") {
            self.rest = &self.rest["\\end".len()..];
            self.raw();
        }
        let is_empty = |row: &Vec<Math>| match row.as_slice() {
            [cell] => cell.pieces().iter().all(|piece| *piece == Math::Space),
            _ => false,
        };
        // A stroke behind the last row begins none.
        if rows.len() > 1 && rows.last().is_some_and(is_empty) {
            rows.pop();
        }
        vec![Math::Table(environment, rows)]
    }
}
