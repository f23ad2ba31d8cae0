//! Text in roles, broken into lines of a width.

use unicode_width::UnicodeWidthChar;

use crate::markup::{Markup, Role};

/// The lines of a text, broken at spaces so that none is wider than `width`; a word that is
/// wider itself is broken where it must be. There is always one line at least.
pub fn wrap(text: &Markup, width: usize) -> Vec<Markup> {
    text.lines().iter().flat_map(|line| wrap_line(line, width.max(1), last_space)).collect()
}

/// The same of a row of columns, two spaces or more between them: it is broken there if it can be.
pub fn wrap_columns(text: &Markup, width: usize) -> Vec<Markup> {
    let place = |letters: &[(char, Role)]| last_gap(letters).or_else(|| last_space(letters));
    text.lines().iter().flat_map(|line| wrap_line(line, width.max(1), place)).collect()
}

/// The last space among letters.
fn last_space(letters: &[(char, Role)]) -> Option<usize> {
    letters.iter().rposition(|(letter, _)| *letter == ' ')
}

/// The last space among letters that ends a gap between two columns.
fn last_gap(letters: &[(char, Role)]) -> Option<usize> {
    let begun = letters.iter().position(|(letter, _)| *letter != ' ')?;
    let gap = |pair: &[(char, Role)]| pair.iter().all(|(letter, _)| *letter == ' ');
    letters[begun..].windows(2).rposition(gap).map(|place| begun + place + 1)
}

fn wrap_line(
    line: &Markup,
    width: usize,
    place: impl Fn(&[(char, Role)]) -> Option<usize>,
) -> Vec<Markup> {
    let letters: Vec<(char, Role)> = line
        .pieces()
        .iter()
        .flat_map(|piece| piece.text.chars().map(|letter| (letter, piece.role)))
        .collect();
    let mut rows = Vec::new();
    let mut start = 0;
    loop {
        let end = fitting(&letters, start, width);
        if end == letters.len() {
            rows.push(row(&letters[start..]));
            return rows;
        }
        let cut = match place(&letters[start..=end]) {
            Some(space) if space > 0 => start + space,
            _ => end.max(start + 1),
        };
        rows.push(row(&letters[start..cut]));
        start = cut;
        while letters.get(start).is_some_and(|(letter, _)| *letter == ' ') {
            start += 1;
        }
        if start == letters.len() {
            return rows;
        }
    }
}

/// The first letter, from `start` on, that has no room.
fn fitting(letters: &[(char, Role)], start: usize, width: usize) -> usize {
    let mut used = 0;
    for (index, (letter, _)) in letters.iter().enumerate().skip(start) {
        used += letter.width().unwrap_or(0);
        if used > width {
            return index;
        }
    }
    letters.len()
}

fn row(letters: &[(char, Role)]) -> Markup {
    let mut row = Markup::new();
    for (letter, role) in letters {
        row.push(*role, letter.to_string());
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        wrap(&Markup::new().text(text), width).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("one two", 6), ["one", "two"]);
        assert_eq!(wrapped("a\n\nb", 5), ["a", "", "b"]);
        assert_eq!(wrapped("", 5), [""]);
    }

    #[test]
    fn rows_of_columns_break_between_them() {
        let rows = |text: &str, width| -> Vec<String> {
            let rows = wrap_columns(&Markup::new().text(text), width);
            rows.iter().map(|row| row.to_string().trim_end().to_owned()).collect()
        };
        assert_eq!(rows("  a b  (c d)  4 in 5", 16), ["  a b  (c d)", "4 in 5"]);
        assert_eq!(rows("  a b  (c d)  4 in 5", 9), ["  a b", "(c d)", "4 in 5"]);
        assert_eq!(rows("  one two three", 9), ["  one two", "three"]);
    }

    #[test]
    fn words_that_are_too_long_break_anywhere() {
        assert_eq!(wrapped("abcdefg h", 3), ["abc", "def", "g h"]);
        assert_eq!(wrapped("日本語", 1), ["日", "本", "語"]);
        assert_eq!(wrapped("    x", 2), ["  ", "x"]);
    }
}
