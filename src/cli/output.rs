//! What a command prints, and how text in roles looks in a terminal.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use super::{FAILED, When};
use crate::markup::{Markup, Role, is_hidden, picture};

pub use crate::markup::visible;

/// What a command has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Data.
    pub stdout: String,
    /// Errors.
    pub stderr: String,
    /// 0 done and all right, 1 something was wrong, 2 it could not be done.
    pub status: u8,
}

impl Outcome {
    /// The command could not do its work, for this reason.
    pub fn failed(reason: &str) -> Self {
        Self::unable(format!("error: {}\n", visible(reason)))
    }

    /// The command could not do its work; `report` says why, in lines.
    pub fn unable(report: String) -> Self {
        Self { stdout: String::new(), stderr: report, status: FAILED }
    }
}

/// Prints an outcome and makes its exit status. Whoever stops reading, as `head` does, has
/// read enough: that is no failure.
pub fn finish(outcome: &Outcome, colour: Colour) -> ExitCode {
    let mut stdout = io::stdout().lock();
    let data = sealed(&outcome.stdout, colour.stdout);
    let written = stdout.write_all(data.as_bytes()).and_then(|()| stdout.flush());
    note(&sealed(&outcome.stderr, colour.stderr));
    ExitCode::from(status(written, outcome.status))
}

/// The exit status of a command that has written to stdout: its own, or that the output is not
/// there, which is said.
pub fn status(written: io::Result<()>, own: u8) -> u8 {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            note(&unwritten(&error).stderr);
            FAILED
        }
        _ => own,
    }
}

/// The output cannot be written.
pub fn unwritten(error: &io::Error) -> Outcome {
    Outcome::failed(&format!("the output cannot be written: {error}"))
}

/// Writes to stderr. Where that cannot be written there is nowhere left to say so.
pub fn note(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Writes a whole file or none: one that was there before stays as it was if there is no room
/// for the new one. What is no file, such as a pipe or `/dev/stdout`, is written as it is.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let before = fs::symlink_metadata(path);
    if before.as_ref().is_ok_and(|before| !before.is_file()) {
        return fs::write(path, bytes);
    }
    let mut beside = OsString::from(path);
    beside.push(".partial");
    let written = fs::write(&beside, bytes)
        .and_then(|()| {
            before.map_or(Ok(()), |before| fs::set_permissions(&beside, before.permissions()))
        })
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // Nobody can use a part of it; that it cannot be removed says no more than the error does.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Where colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// For data.
    pub stdout: bool,
    /// For errors.
    pub stderr: bool,
}

impl Colour {
    /// Decides by what was asked for, by `NO_COLOR`, and by where output goes.
    pub fn choose(when: When) -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        match when {
            When::Always => Self { stdout: true, stderr: true },
            When::Never => Self { stdout: false, stderr: false },
            When::Auto => Self {
                stdout: !refused && io::stdout().is_terminal(),
                stderr: !refused && io::stderr().is_terminal(),
            },
        }
    }
}

/// Text in roles for a terminal; without `colour` it holds no escape sequence.
pub fn styled(markup: &Markup, colour: bool) -> String {
    let mut out = String::new();
    for piece in markup.pieces() {
        let text = &piece.text;
        match code(piece.role) {
            Some(code) if colour => {
                write!(out, "\u{1b}[{code}m{text}\u{1b}[0m").expect("a string can be written to");
            }
            _ => out.push_str(text),
        }
    }
    out
}

/// The terminal's code for a role.
fn code(role: Role) -> Option<&'static str> {
    match role {
        Role::Text => None,
        Role::Strong => Some("1"),
        Role::Dim => Some("2"),
        Role::Heading => Some("1;4"),
        Role::Math | Role::Number | Role::Code => Some("36"),
        Role::Correct => Some("32"),
        Role::Wrong => Some("31"),
        Role::Notice => Some("33"),
    }
}

/// What is about to be written, whoever made it: of all that is hidden in it only tabs are left,
/// and with `colour` the sequences that set colours.
pub fn sealed(text: &str, colour: bool) -> Cow<'_, str> {
    let is_hidden = |c: char| is_hidden(c) && c != '\t';
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_hidden) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if let Some(length) = colour_sequence(rest).filter(|_| colour) {
            out.push_str(&rest[..length]);
            length
        } else {
            let c = rest.chars().next().expect("a character was found");
            out.push(picture(c));
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// How long the sequence is that sets colours at the beginning of a text.
fn colour_sequence(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("\u{1b}[")?;
    let end = inside.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    inside[end..].starts_with('m').then_some(end + 3)
}

/// Every line of a text moved to the right.
pub fn indented(text: &str, columns: usize) -> String {
    let margin = " ".repeat(columns);
    let line = |line: &str| {
        if line.is_empty() { "\n".to_owned() } else { format!("{margin}{line}\n") }
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_added_last_and_can_be_left_out() {
        let markup = Markup::new().text("a ").with(Role::Wrong, "b\u{1b}[2J\nc");
        assert_eq!(styled(&markup, false), "a b␛[2J\nc");
        assert_eq!(styled(&markup, true), "a \u{1b}[31mb␛[2J\nc\u{1b}[0m");
    }

    #[test]
    fn what_is_written_holds_colours_and_tabs_alone() {
        let text = "\u{1b}[1;4ma\u{1b}[0m\t\u{1b}[2Jb\u{1b}]0;x\u{7}\u{9b}31m\u{1b}";
        assert_eq!(sealed(text, true), "\u{1b}[1;4ma\u{1b}[0m\t␛[2Jb␛]0;x␇\u{fffd}31m␛");
        assert_eq!(sealed("m\u{1b}[m\u{1b}[31", true), "m\u{1b}[m␛[31");
        assert_eq!(sealed("\u{1b}[31ma", false), "␛[31ma");
    }

    #[test]
    fn lines_are_indented_and_empty_ones_stay_empty() {
        assert_eq!(indented("a\n\nb", 2), "  a\n\n  b\n");
    }
}
