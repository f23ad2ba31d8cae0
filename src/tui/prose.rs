//! The Markdown of statements and prompts as text in roles, mathematics as Unicode.
//!
//! Paragraphs, lists, `**strong**`, `` `code` ``, `$inline$` and `$$display$$` mathematics;
//! everything else is shown as it was written.

use super::tex;
use crate::markup::{Markup, Role};

/// The text as paragraphs, one line each, with empty lines between them.
pub fn markup(text: &str) -> Markup {
    let mut blocks: Vec<String> = Vec::new();
    let mut open = false;
    let mut display = false;
    for line in text.lines() {
        let content = line.trim();
        let item = is_item(content);
        if content.is_empty() && !display {
            open = false;
        } else if open && !item {
            let last = blocks.last_mut().expect("a paragraph is open");
            last.push(' ');
            last.push_str(content);
        } else {
            // The items of a list stand close together.
            let close = item && open;
            if !blocks.is_empty() && !close {
                blocks.push(String::new());
            }
            blocks.push(content.to_owned());
            open = true;
        }
        if content.matches("$$").count() % 2 == 1 {
            display = !display;
        }
    }
    let mut out = Markup::new();
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            out.push(Role::Text, "\n");
        }
        inline(block, &mut out);
    }
    out
}

/// Whether a line begins an item of a list.
fn is_item(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with("- ")
        || line.starts_with("* ")
        || (number.len() < line.len() && number.starts_with(". "))
}

fn inline(text: &str, out: &mut Markup) {
    let mut rest = text;
    while let Some(at) = rest.find(['$', '`', '*', '\\']) {
        out.push(Role::Text, &rest[..at]);
        rest = &rest[at..];
        if let Some((role, content, after)) = marked(rest) {
            let content =
                if role == Role::Math { tex::unicode(content) } else { content.to_owned() };
            out.push(role, content);
            rest = after;
        } else {
            let sign = usize::from(rest.starts_with("\\$"));
            let length = rest[sign..].chars().next().map_or(0, char::len_utf8);
            out.push(Role::Text, &rest[sign..sign + length]);
            rest = &rest[sign + length..];
        }
    }
    out.push(Role::Text, rest);
}

/// What stands between signs at the beginning of a text, and what follows.
fn marked(text: &str) -> Option<(Role, &str, &str)> {
    let (sign, role) =
        [("$$", Role::Math), ("$", Role::Math), ("**", Role::Strong), ("`", Role::Code)]
            .into_iter()
            .find(|(sign, _)| text.starts_with(sign))?;
    let inside = &text[sign.len()..];
    let end = inside.find(sign).filter(|end| *end > 0)?;
    Some((role, &inside[..end], &inside[end + sign.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_joined_and_lists_are_not() {
        let text = markup("one\ntwo\n\n- a\n- b\n  c\n\nend $W_1$\n");
        assert_eq!(text.to_string(), "one two\n\n- a\n- b c\n\nend W₁");
        assert_eq!(text.pieces().last().map(|piece| piece.role), Some(Role::Math));
    }

    #[test]
    fn signs_that_mark_nothing_are_shown() {
        for plain in ["costs 5$", "a*b*c", "`open", "**", "$$", "a \\ b"] {
            assert_eq!(markup(plain).to_string(), plain);
        }
        assert_eq!(markup("5\\$ and **all** `x`").to_string(), "5$ and all x");
        assert_eq!(markup("$$\\hat y\n= 1$$").to_string(), "ŷ = 1");
    }
}
