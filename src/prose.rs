//! The Markdown of statements and prompts, read: paragraphs and items of lists, `**strong**`,
//! `` `code` ``, `$inline$` and `$$display$$` mathematics; everything else is kept as it was
//! written.

use crate::markup::{is_hidden, picture};

/// A paragraph, or an item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What an item begins with: `-`, `*`, `1.`.
    pub marker: Option<String>,
    /// Whether it stands apart from the block before it; the items of a list do not.
    pub apart: bool,
    /// Its text.
    pub spans: Vec<Span>,
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Running text.
    Text(String),
    /// Stressed text.
    Strong(String),
    /// Text as it is typed.
    Code(String),
    /// TeX mathematics in the text.
    Math(String),
    /// TeX mathematics on lines of its own.
    Display(String),
}

/// Reads a text.
pub fn read(text: &str) -> Vec<Block> {
    let mut blocks: Vec<(Option<&str>, bool, String)> = Vec::new();
    let mut open = false;
    let mut display = false;
    for line in text.lines() {
        let content = line.trim();
        let marker = marker(content);
        if content.is_empty() && !display {
            open = false;
        } else if open && marker.is_none() {
            let (.., last) = blocks.last_mut().expect("a paragraph is open");
            last.push(' ');
            last.push_str(content);
        } else {
            let rest = &content[marker.map_or(0, str::len)..];
            let apart = !(marker.is_some() && open);
            blocks.push((marker, apart, rest.trim_start().to_owned()));
            open = true;
        }
        if content.matches("$$").count() % 2 == 1 {
            display = !display;
        }
    }
    let block = |(marker, apart, content): (Option<&str>, bool, String)| Block {
        marker: marker.map(str::to_owned),
        apart,
        spans: spans(&content),
    };
    blocks.into_iter().map(block).collect()
}

/// What a line that begins an item of a list begins with.
fn marker(line: &str) -> Option<&str> {
    if line.starts_with("- ") || line.starts_with("* ") {
        return Some(&line[..1]);
    }
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - rest.len();
    (digits > 0 && rest.starts_with(". ")).then(|| &line[..=digits])
}

/// The runs of one paragraph.
fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['$', '`', '*', '\\']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((span, after)) = marked(rest) {
            if !plain.is_empty() {
                spans.push(Span::Text(std::mem::take(&mut plain)));
            }
            spans.push(span);
            rest = after;
        } else {
            let sign = usize::from(rest.starts_with("\\$"));
            let length = rest[sign..].chars().next().map_or(0, char::len_utf8);
            plain.push_str(&rest[sign..sign + length]);
            rest = &rest[sign + length..];
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        spans.push(Span::Text(plain));
    }
    spans
}

/// What stands between signs at the beginning of a text, and what follows.
fn marked(text: &str) -> Option<(Span, &str)> {
    type Make = fn(String) -> Span;
    const SIGNS: [(&str, Make); 4] =
        [("$$", Span::Display), ("$", Span::Math), ("**", Span::Strong), ("`", Span::Code)];
    let (sign, make) = SIGNS.into_iter().find(|(sign, _)| text.starts_with(sign))?;
    let inside = &text[sign.len()..];
    let end = inside.find(sign).filter(|end| *end > 0)?;
    Some((make(inside[..end].to_owned()), &inside[end + sign.len()..]))
}

/// Running text as Markdown in which no sign means more than itself, on one line.
pub fn escaped(words: &str) -> String {
    let mut out = String::new();
    let begins_list = |c: char, at: usize| matches!(c, '-' | '+' | '=') && at == 0;
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, c) in words.char_indices() {
        let numbers = matches!(c, '.' | ')') && digits > 0 && at == digits;
        if "\\`*_{}[]<>#$|~&!".contains(c) || begins_list(c, at) || numbers {
            out.push('\\');
        }
        out.push(match c {
            c if c.is_whitespace() => ' ',
            c if is_hidden(c) => picture(c),
            c => c,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_is_text() {
        assert_eq!(escaped("a_b $x$\n"), r"a\_b \$x\$ ");
        assert_eq!(escaped("1. one - *two*"), r"1\. one - \*two\*");
        assert_eq!(escaped("- <b> & [c](d)!"), r"\- \<b\> \& \[c\](d)\!");
    }

    #[test]
    fn paragraphs_items_and_runs() {
        let blocks = read("a **b** `c`\nd $x$\n\n1. one\n2. two\n   $$y$$\n");
        let text = |text: &str| Span::Text(text.to_owned());
        assert_eq!(blocks.len(), 3);
        assert_eq!(
            blocks[0].spans,
            [
                text("a "),
                Span::Strong("b".to_owned()),
                text(" "),
                Span::Code("c".to_owned()),
                text(" d "),
                Span::Math("x".to_owned())
            ]
        );
        assert_eq!(blocks[1].marker.as_deref(), Some("1."));
        assert_eq!(blocks[2].spans, [text("two "), Span::Display("y".to_owned())]);
    }
}
