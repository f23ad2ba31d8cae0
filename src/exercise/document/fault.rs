//! What is said of a text that is not TOML: what an author meant, where that can be told.

use toml::de::Error;

use super::SYNTAX;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The quotes of prose, which word processors set.
const TYPOGRAPHIC: [char; 8] = ['“', '”', '„', '‟', '‘', '’', '«', '»'];

/// Before what the TOML parser says.
const OTHER: &str = "this is not TOML: ";

/// The fault of an error that the TOML parser found.
pub fn of(text: &str, error: &Error) -> Diagnostic {
    let range = error.span().unwrap_or_default();
    let start = text.floor_char_boundary(range.start);
    let span = Span::new(start, text.ceil_char_boundary(range.end).max(start));
    let fault = |message: String| Diagnostic::error(SYNTAX, message);
    let message = error.message();
    if message == "duplicate key" {
        return twice(text, span);
    }
    if message.starts_with("string values must be quoted") {
        return unquoted(text, span);
    }
    if message.starts_with("missing escaped value") {
        let sign = text[span.start..].chars().next().unwrap_or_default();
        let begin = span.start.saturating_sub(1);
        return fault(format!("`\\{sign}` stands for nothing in a text in double quotes"))
            .at(Span::new(begin, span.start + sign.len_utf8()), "")
            .help("in single quotes, '…' or '''…''', a backslash is a backslash, as TeX needs it");
    }
    if message.contains("string, expected `") {
        return unclosed(text, span.start);
    }
    if message.starts_with("unclosed table") || message.starts_with("unclosed array of tables") {
        let line = line_before(text, span.start);
        let brackets = if line.starts_with("[[") { "]]" } else { "]" };
        return fault("this header is not closed".to_owned())
            .at(span, "")
            .help(format!("write `{}{brackets}`", line.trim_end().trim_end_matches(']')));
    }
    if message.starts_with("cannot recurse further") {
        return fault("this is nested too deeply".to_owned()).at(span, "").help(
            "a matrix is an array of rows, `[[1, 2], [3, 4]]`, and nothing here goes deeper",
        );
    }
    if message.starts_with("key with no value") {
        let key = line_before(text, span.start).trim().to_owned();
        return fault(format!("the key `{key}` is given no value"))
            .at(span, "`=` is expected here")
            .help(format!("write `{key} = …`"));
    }
    if message.starts_with("unexpected key or value") {
        return after_a_value(text, span);
    }
    fault(format!("{OTHER}{message}")).at(span, "")
}

/// Whether a fault is one of a table in braces.
pub fn is_in_braces(fault: &Diagnostic) -> bool {
    let told = fault.message.strip_prefix(OTHER).unwrap_or_default();
    told.starts_with("unclosed inline table")
        || told.starts_with("missing key for inline table")
        || told.starts_with("missing comma between key-value pairs")
}

/// Whether a fault is one of brackets within brackets within brackets.
pub fn is_too_deep(fault: &Diagnostic) -> bool {
    fault.message == "this is nested too deeply"
}

/// The fault of an array or a table in braces that cannot be read to its end.
pub fn within(text: &str, brackets: Span, found: &Diagnostic) -> Diagnostic {
    let array = text[brackets.range()].starts_with('[');
    let (name, close, parts) =
        if array { ("array", ']', "entries") } else { ("table in braces", '}', "keys") };
    let opening = Span::new(brackets.start, brackets.start + 1);
    Diagnostic::error(SYNTAX, format!("this {name} cannot be read from here on"))
        .at(found.span(), "")
        .at(opening, "it begins here")
        .help(format!("end it with `{close}`, and set a comma between its {parts}"))
}

/// A key, or a header, that was there before.
fn twice(text: &str, span: Span) -> Diagnostic {
    let key = &text[span.range()];
    if line_before(text, span.start).trim_start().starts_with('[') {
        return Diagnostic::error(SYNTAX, format!("`[{key}]` begins a second time"))
            .at(span, "there is one above")
            .help("move these keys below the one above");
    }
    Diagnostic::error(SYNTAX, format!("the key `{key}` is set a second time"))
        .at(span, "it has a value above")
        .help("keep one of them")
}

/// Words where a value should be.
fn unquoted(text: &str, span: Span) -> Diagnostic {
    let found = text[span.range()].trim();
    if found.is_empty() {
        let key = line_before(text, span.start).split('=').next().unwrap_or_default().trim();
        return Diagnostic::error(SYNTAX, format!("`{key}` has no value"))
            .at(span, "a value is expected here");
    }
    let fault = Diagnostic::error(SYNTAX, "a text stands in quotes").at(span, "");
    let bare = found.trim_matches(TYPOGRAPHIC);
    if bare.len() < found.len() {
        return fault.help(format!("with straight quotes: `\"{bare}\"`"));
    }
    if found.contains(['"', '\\']) { fault } else { fault.help(format!("write `\"{found}\"`")) }
}

/// A text whose quotes are not closed, told where it begins.
fn unclosed(text: &str, at: usize) -> Diagnostic {
    let line = at - line_before(text, at).len();
    let opening = text[line..at].find(['"', '\'']).map(|found| line + found);
    // A text of several lines ends with the file, and the last three quotes open it.
    let several = ["\"\"\"", "'''"].into_iter().filter_map(|quotes| text[..at].rfind(quotes)).max();
    let (begin, length) = match (text[at..].trim().is_empty(), several, opening) {
        (true, Some(begin), _) | (_, Some(begin), None) => (begin, 3),
        (_, _, Some(begin)) => (begin, 1),
        (_, None, None) => (at, 0),
    };
    let quotes = &text[begin..begin + length];
    Diagnostic::error(SYNTAX, "this text has no closing quotes")
        .at(Span::new(begin, begin + length), "it begins here")
        .help(format!("end it with `{quotes}`"))
}

/// Something behind a value on its line.
fn after_a_value(text: &str, span: Span) -> Diagnostic {
    let line = line_before(text, span.start);
    let rest = text[span.start..].lines().next().unwrap_or_default();
    let whole = line.rsplit('=').next().unwrap_or_default().trim();
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let decimals = rest.strip_prefix(',').map(|rest| &rest[..digits(rest)]).unwrap_or_default();
    if !decimals.is_empty()
        && whole.trim_start_matches(['+', '-']).len()
            == digits(whole.trim_start_matches(['+', '-']))
    {
        return Diagnostic::error(SYNTAX, "a number has a decimal point, not a comma")
            .at(span, "")
            .help(format!("write `{whole}.{decimals}`"));
    }
    Diagnostic::error(SYNTAX, "something stands behind the value").at(span, "").help(
        "one key and its value stand on a line; a comment begins with `#`, and a text has quotes \
         around all of it",
    )
}

/// The line of a place, as far as the place.
fn line_before(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    &text[start..at]
}
