//! What a command prints, and how text in roles looks in a terminal.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use super::{FAILED, When};
use crate::markup::{Markup, Role};

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
pub fn finish(outcome: &Outcome) -> ExitCode {
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(outcome.stdout.as_bytes()).and_then(|()| stdout.flush());
    let mut stderr = outcome.stderr.clone();
    let mut status = outcome.status;
    if let Err(error) = written
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        stderr.extend(["error: the output cannot be written: ", &error.to_string(), "\n"]);
        status = FAILED;
    }
    // There is nowhere left to say that this failed.
    let _ = io::stderr().write_all(stderr.as_bytes());
    ExitCode::from(status)
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

/// Text in roles for a terminal, control characters replaced; without `colour` it holds no
/// escape sequence.
pub fn styled(markup: &Markup, colour: bool) -> String {
    let mut out = String::new();
    for piece in markup.pieces() {
        let text = visible(&piece.text);
        match code(piece.role) {
            Some(code) if colour => {
                write!(out, "\u{1b}[{code}m{text}\u{1b}[0m").expect("a string can be written to");
            }
            _ => out.push_str(&text),
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

/// A stranger's text with control characters, and those that reverse the direction of writing,
/// replaced; newlines stay.
pub fn visible(text: &str) -> String {
    let harmful = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.replace('\t', "    ").replace(harmful, "\u{fffd}")
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
        assert_eq!(styled(&markup, false), "a b\u{fffd}[2J\nc");
        assert_eq!(styled(&markup, true), "a \u{1b}[31mb\u{fffd}[2J\nc\u{1b}[0m");
    }

    #[test]
    fn lines_are_indented_and_empty_ones_stay_empty() {
        assert_eq!(indented("a\n\nb", 2), "  a\n\n  b\n");
    }
}
