//! Where equations end: at the ends of lines and at `;`, but not within brackets or comments.

/// The equations of a text, without those that are only a comment.
pub fn statements(text: &str) -> Vec<&str> {
    let (ends, _) = ends(text);
    let starts = [0].into_iter().chain(ends.iter().map(|end| end + 1));
    let found = starts.zip(ends.iter().copied().chain([text.len()]));
    let bare = |text: &&str| !text.is_empty() && !text.starts_with('#');
    found.map(|(start, end)| text[start..end].trim()).filter(bare).collect()
}

/// The same text with an equation a line.
pub fn on_lines(text: &str) -> String {
    let (ends, _) = ends(text);
    let sign =
        |(at, sign): (usize, char)| if ends.binary_search(&at).is_ok() { '\n' } else { sign };
    text.char_indices().map(sign).collect()
}

/// Whether a text has brackets that are still open.
pub fn is_open(text: &str) -> bool {
    ends(text).1
}

/// The places at which equations end, and whether brackets are open at the end.
fn ends(text: &str) -> (Vec<usize>, bool) {
    let (mut ends, mut depth, mut comment) = (Vec::new(), 0_usize, false);
    for (at, sign) in text.char_indices() {
        match sign {
            '\n' => {
                comment = false;
                if depth == 0 {
                    ends.push(at);
                }
            }
            _ if comment => {}
            '#' => comment = true,
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => ends.push(at),
            _ => {}
        }
    }
    (ends, depth > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_end_at_lines_and_semicolons_outside_of_brackets_and_comments() {
        let text = "w = 2; X = [1, 2;\n3, 4] # a; b (c\n\n# only; this\n L = sum(X);";
        assert_eq!(statements(text), ["w = 2", "X = [1, 2;\n3, 4] # a; b (c", "L = sum(X)"]);
        let lines = "w = 2\n X = [1, 2;\n3, 4] # a; b (c\n\n# only; this\n L = sum(X)\n";
        assert_eq!(on_lines(text), lines);
    }

    #[test]
    fn brackets_in_comments_are_not_open() {
        assert!(is_open("L = mean((a") && is_open("[1 # ]"));
        assert!(!is_open("L = mean(a)") && !is_open("w = 2 # (a") && !is_open(") w"));
    }
}
