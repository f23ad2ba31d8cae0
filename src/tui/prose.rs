//! The Markdown of statements and prompts as text in roles, mathematics as Unicode.

use crate::markup::{Markup, Role};
use crate::prose::{Span, read};
use crate::tex;

/// The text as paragraphs, one line each, with empty lines between them.
pub fn markup(text: &str) -> Markup {
    let mut out = Markup::new();
    for (index, block) in read(text).into_iter().enumerate() {
        if index > 0 {
            out.push(Role::Text, if block.apart { "\n\n" } else { "\n" });
        }
        if let Some(marker) = &block.marker {
            out.push(Role::Text, format!("{marker} "));
        }
        for span in block.spans {
            match span {
                Span::Text(text) => out.push(Role::Text, text),
                Span::Strong(text) => out.push(Role::Strong, text),
                Span::Code(text) => out.push(Role::Code, text),
                Span::Math(text) | Span::Display(text) => {
                    out.push(Role::Math, tex::unicode(&text));
                }
            }
        }
    }
    out
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
