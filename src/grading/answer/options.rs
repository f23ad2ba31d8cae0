//! Answers that are no value: a shape, and chosen options.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The sizes of a shape as typed: `3x1`, `3×1`, `[3, 1]`, `3, 1`, `(3,1)`, `3 by 1`; none for
/// `[]`, `()` and `scalar`.
pub fn sizes(text: &str) -> Result<Vec<usize>, Diagnostic> {
    let whole = Span::new(0, text.len());
    let typed = text.trim();
    let lower = typed.to_lowercase();
    let lower = lower.strip_prefix("torch.size").unwrap_or(&lower).trim();
    if matches!(lower, "scalar" | "a scalar" | "number" | "a number") {
        return Ok(Vec::new());
    }
    let inner = inside(inside(lower, '(', ')'), '[', ']').trim();
    if inner.is_empty() {
        return Ok(Vec::new());
    }
    let inner = inner.replace("by", " ").replace(['x', '×', '*', ',', ';'], " ");
    let unreadable = || {
        Diagnostic::error("unreadable-shape", format!("`{typed}` is not a shape"))
            .at(whole, "")
            .help("write rows and columns, such as `3x1` or `[3, 1]`, or `[]` for a single number")
    };
    let sizes: Vec<usize> = inner
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| unreadable())?;
    match sizes[..] {
        [rows, cols] if rows > 0 && cols > 0 => Ok(sizes),
        [size] => Err(Diagnostic::error(
            "unreadable-shape",
            format!("`{typed}` names one size only"),
        )
        .at(whole, "")
        .help(format!(
            "every matrix has rows and columns: a row is `[1, {size}]`, a column `[{size}, 1]`"
        ))),
        _ => Err(unreadable()),
    }
}

/// A text without the brackets around it; unchanged if it has none.
fn inside(text: &str, open: char, close: char) -> &str {
    let text = text.trim();
    text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).unwrap_or(text)
}

/// The options as typed, `1, 3` for the first and the third of `count`; counted from 0 and in
/// ascending order in the result.
pub fn options(text: &str, count: usize) -> Result<Vec<usize>, Diagnostic> {
    let inner = inside(inside(text, '(', ')'), '[', ']');
    let words = inner.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '&' | '+'));
    let mut chosen = Vec::new();
    for word in words.filter(|word| !word.is_empty() && *word != "and") {
        match word.parse::<usize>().ok().filter(|option| (1..=count).contains(option)) {
            Some(option) => chosen.push(option - 1),
            None => return Err(no_option(word, text, count)),
        }
    }
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

fn no_option(word: &str, text: &str, count: usize) -> Diagnostic {
    let start = text.find(word).unwrap_or_default();
    Diagnostic::error("unknown-option", format!("there is no option `{word}`"))
        .at(Span::new(start, start + word.len()), "")
        .help(format!("the options are numbered from 1 to {count}; several are written `1, 2`"))
}

/// Options that were chosen by place, counted from 0; ascending in the result.
pub fn chosen(options: &[usize], count: usize) -> Result<Vec<usize>, Diagnostic> {
    if let Some(unknown) = options.iter().find(|option| **option >= count) {
        let message = format!("there is no option {unknown}, counted from 0");
        let help =
            format!("lists of options count from 0: the last is {}", count.saturating_sub(1));
        return Err(Diagnostic::error("unknown-option", message).help(help));
    }
    let mut chosen = options.to_vec();
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_read_however_they_are_written() {
        for text in [
            "3x1",
            "3×1",
            "3 X 1",
            "[3,1]",
            "3, 1",
            "(3,1)",
            " [3 1] ",
            "3 by 1",
            "torch.Size([3, 1])",
        ] {
            assert_eq!(sizes(text), Ok(vec![3, 1]), "{text}");
        }
        for text in ["[]", "()", "scalar", "Scalar", "torch.Size([])"] {
            assert_eq!(sizes(text), Ok(vec![]), "{text}");
        }
        for text in
            ["3", "(3,)", "3x", "0x1", "-3x1", "3x1x2", "three", "3.0x1", "99999999999999999999x1"]
        {
            assert_eq!(sizes(text).unwrap_err().code, "unreadable-shape", "{text}");
        }
    }

    #[test]
    fn people_count_options_from_one() {
        assert_eq!(options("1, 3", 3), Ok(vec![0, 2]));
        assert_eq!(options("[3 1 3]", 3), Ok(vec![0, 2]));
        assert_eq!(options("2 and 3", 3), Ok(vec![1, 2]));
        for text in ["0", "4", "a", "1.5", "-1"] {
            assert_eq!(options(text, 3).unwrap_err().code, "unknown-option", "{text}");
        }
    }

    #[test]
    fn files_count_options_from_zero() {
        assert_eq!(chosen(&[2, 0, 2], 3), Ok(vec![0, 2]));
        assert!(chosen(&[3], 3).unwrap_err().help.unwrap().contains("the last is 2"));
    }
}
