//! From a place in a decoded string to its place in the TOML literal.
//!
//! Equations are read after TOML has replaced escapes, dropped the first newline of a
//! multi-line string and joined lines that end in a backslash. Their faults are about the
//! decoded string; a report has to point into the file.

use crate::source::Span;

/// A stretch of the decoded string, and the bytes of the file that it came from.
struct Piece {
    decoded: Span,
    file: Span,
}

/// The bytes of `file` that became the bytes `inner` of the string whose literal stands at
/// `literal`. An escape is taken whole; where the place cannot be told, it is the literal.
pub fn place(file: &str, literal: Span, inner: Span) -> Span {
    let Some(raw) = file.get(literal.range()) else { return literal };
    let Some(pieces) = pieces(raw, literal.start) else { return literal };
    let Some(last) = pieces.last() else { return literal };
    let start = pieces.iter().find(|piece| inner.start < piece.decoded.end).map_or(
        last.file.end,
        |piece| {
            if verbatim(piece) {
                piece.file.start + inner.start.saturating_sub(piece.decoded.start)
            } else {
                piece.file.start
            }
        },
    );
    if inner.end <= inner.start {
        return Span::at(start);
    }
    let end =
        pieces.iter().find(|piece| inner.end <= piece.decoded.end).map_or(last.file.end, |piece| {
            if verbatim(piece) {
                piece.file.start + inner.end.saturating_sub(piece.decoded.start)
            } else {
                piece.file.end
            }
        });
    Span::new(start, end.max(start))
}

fn verbatim(piece: &Piece) -> bool {
    piece.decoded.end - piece.decoded.start == piece.file.end - piece.file.start
}

/// The stretches of a literal in order; `None` if it is not a TOML string.
fn pieces(raw: &str, offset: usize) -> Option<Vec<Piece>> {
    let (quotes, escapes) = match raw {
        _ if raw.starts_with("\"\"\"") => (3, true),
        _ if raw.starts_with("'''") => (3, false),
        _ if raw.starts_with('"') => (1, true),
        _ if raw.starts_with('\'') => (1, false),
        _ => return None,
    };
    let end = raw.len().checked_sub(quotes).filter(|end| *end >= quotes)?;
    let mut at = quotes;
    if quotes == 3 {
        let body = &raw[at..end];
        at += ["\n", "\r\n"].iter().find(|line| body.starts_with(**line)).map_or(0, |l| l.len());
    }
    let mut pieces = Vec::new();
    let mut decoded = 0;
    let mut add = |length: usize, from: usize, to: usize| {
        let file = Span::new(from, to).shifted(offset);
        pieces.push(Piece { decoded: Span::new(decoded, decoded + length), file });
        decoded += length;
    };
    while at < end {
        let rest = &raw[at..end];
        let plain = if escapes { rest.find('\\').unwrap_or(rest.len()) } else { rest.len() };
        if plain > 0 {
            add(plain, at, at + plain);
            at += plain;
            continue;
        }
        let (length, width) = escape(rest)?;
        add(length, at, at + width);
        at += width;
    }
    if pieces.is_empty() {
        pieces.push(Piece { decoded: Span::at(0), file: Span::at(offset + at) });
    }
    Some(pieces)
}

/// The bytes that an escape decodes to, and the bytes that it takes in the file.
fn escape(rest: &str) -> Option<(usize, usize)> {
    let digits = |count: usize| {
        let code = u32::from_str_radix(rest.get(2..2 + count)?, 16).ok()?;
        Some((char::from_u32(code)?.len_utf8(), 2 + count))
    };
    match rest[1..].chars().next()? {
        'x' => digits(2),
        'u' => digits(4),
        'U' => digits(8),
        ' ' | '\t' | '\r' | '\n' => {
            let kept = rest[1..].trim_start_matches([' ', '\t', '\r', '\n']);
            Some((0, rest.len() - kept.len()))
        }
        other => Some((1, 1 + other.len_utf8())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::document::{Document, read};

    /// Where the part `word` of the decoded string is found in the file.
    fn found<'a>(file: &'a str, word: &str) -> &'a str {
        let Document { table, faults, .. } = read(file);
        assert_eq!(faults, []);
        let text = table.entries[0].item.text().unwrap();
        let start = text.value.find(word).expect("the word is in the string");
        &file[place(file, text.span, Span::new(start, start + word.len())).range()]
    }

    #[test]
    fn words_are_found_in_every_kind_of_string() {
        assert_eq!(found("a = 'Z = X + b'", "X + b"), "X + b");
        assert_eq!(found(r#"a = "Z = X + b""#, "X"), "X");
        assert_eq!(found("a = '''\nZ = X\n'''", "Z = X"), "Z = X");
        assert_eq!(found("a = \"\"\"\r\nZ = 1\r\nA = Z\r\n\"\"\"", "A = Z"), "A = Z");
        assert_eq!(found("a = \"\"\"Z = 1\nA = Z\"\"\"", "A = Z"), "A = Z");
    }

    #[test]
    fn escapes_are_taken_whole() {
        assert_eq!(found(r#"a = "\u0177 = X""#, "ŷ"), r"\u0177");
        assert_eq!(found(r#"a = "\u0177 = X""#, "= X"), "= X");
        assert_eq!(found(r#"a = "Z\t=\nX""#, "X"), "X");
        assert_eq!(found(r#"a = "Z\t=\nX""#, "\t="), r"\t=");
        assert_eq!(found(r#"a = "say \"Z\" twice""#, "Z"), "Z");
        assert_eq!(found(r#"a = "\x41 + \U00000042""#, "B"), r"\U00000042");
    }

    #[test]
    fn joined_lines_are_stepped_over() {
        let file = "a = \"\"\"\nZ = X \\\n\n     + b\nA = Z\"\"\"";
        assert_eq!(found(file, "X"), "X");
        assert_eq!(found(file, "+ b"), "+ b");
        assert_eq!(found(file, "A = Z"), "A = Z");
        assert_eq!(found(file, "X + b"), "X \\\n\n     + b");
    }

    #[test]
    fn places_at_and_past_the_end_stay_inside_the_literal() {
        let file = "a = '''\nZ\n'''";
        let literal = Span::new(4, file.len());
        assert_eq!(place(file, literal, Span::at(2)), Span::at(10));
        assert_eq!(place(file, literal, Span::new(1, 99)), Span::new(9, 10));
        assert_eq!(place("a = ''", Span::new(4, 6), Span::at(0)), Span::at(5));
        assert_eq!(place("a = 3", Span::new(4, 5), Span::new(7, 8)), Span::new(4, 5));
    }

    proptest::proptest! {
        #[test]
        fn the_stretches_make_up_the_decoded_string(body in "[a\"'\\\\ \r\n\tuxn0-9ŷ]{0,12}", quotes in 0..4usize) {
            let quote = ["'", "\"", "'''", "\"\"\""][quotes];
            let file = format!("a = {quote}{body}{quote}");
            let Document { table, faults, .. } = read(&file);
            if faults.is_empty() && let Some(text) = table.entries[0].item.text() {
                let raw = &file[text.span.range()];
                let pieces = pieces(raw, text.span.start).expect("a sound literal has pieces");
                let last = pieces.last().map_or(0, |piece| piece.decoded.end);
                proptest::prop_assert_eq!(last, text.value.len());
                for piece in pieces.iter().filter(|piece| verbatim(piece) && !file[piece.file.range()].starts_with('\\')) {
                    proptest::prop_assert_eq!(&file[piece.file.range()], &text.value[piece.decoded.range()]);
                }
            }
        }
    }
}
