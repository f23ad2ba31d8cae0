//! From one pasted text to its rows and cells, whatever it was copied from.
//!
//! ```text
//! [[1, 2], [3, 4]]                 nested lists; also in array(…), np.array(…), tensor(…)
//! [[0.5 1. ]                       NumPy's printed form
//!  [2.  3. ]]
//! [1 2; 3 4]                       MATLAB: [1 -2] is two numbers, [1 - 2] one
//! 1, 2                             rows: entries split by spaces, tabs or commas,
//! 3, 4                             rows split by newlines (or by `;`)
//! ```
//!
//! No cell is evaluated here. All places are bytes of the text.

use super::number::has_decimal_comma;
use crate::diagnostic::Diagnostic;
use crate::engine::Shape;
use crate::source::Span;

/// How a text is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One number or expression.
    One(Span),
    /// The cells of a matrix, row by row; rows may differ in length, cells may be empty.
    Rows(Vec<Vec<Span>>),
}

/// The functions around a list that libraries print or are called with.
const WRAPPERS: [&str; 9] =
    ["array", "asarray", "matrix", "Array", "tensor", "as_tensor", "Tensor", "float64", "float32"];

/// The characters that stand between two operands.
const OPERATORS: &str = "+-*/^@=<>!·⋅⊙×÷−–⁄∕∗";

/// Finds the cells of a text; `expected` decides where a text could be read in two ways.
pub fn layout(text: &str, expected: Shape) -> Result<Layout, Diagnostic> {
    let whole = trim(text, Span::new(0, text.len()));
    let (list, wrapped) = match wrapper(text, whole)? {
        Some(list) => (list, true),
        None => (whole, false),
    };
    if !wrapped {
        no_name_before(text, whole)?;
    }
    if !text[list.range()].starts_with('[') {
        return if wrapped { Ok(Layout::One(list)) } else { bare(text, whole, expected) };
    }
    let Some(end) = closing(text, list.start, list.end) else {
        return Err(unclosed(list.start));
    };
    let rest = trim(text, Span::new(end + 1, list.end));
    if rest.start < rest.end {
        let after = &text[rest.range()];
        if !wrapped && after.trim_start_matches([',', ' ', '\t', '\n']).starts_with('[') {
            // Rows without the brackets around them all.
            let rows = nested(text, whole)?;
            return rows
                .into_iter()
                .map(|row| cells(text, row, true))
                .collect::<Result<_, _>>()
                .map(Layout::Rows);
        }
        if !wrapped
            && (after.starts_with(is_operator) || after.starts_with(".T") || after.starts_with('ᵀ'))
        {
            return Ok(Layout::One(whole));
        }
        return Err(text_after(rest));
    }
    bracketed(text, Span::new(list.start + 1, end), expected).map(Layout::Rows)
}

fn is_operator(c: char) -> bool {
    OPERATORS.contains(c)
}

/// The span without blanks around it.
fn trim(text: &str, span: Span) -> Span {
    let part = &text[span.range()];
    let start = span.start + (part.len() - part.trim_start().len());
    Span::new(start, start + part.trim().len())
}

/// Every character of a span with its place and how many brackets it lies in.
fn depths(text: &str, span: Span) -> impl Iterator<Item = (usize, char, usize)> {
    let mut depth = 0_usize;
    text[span.range()].char_indices().map(move |(at, c)| {
        if matches!(c, ')' | ']') {
            depth = depth.saturating_sub(1);
        }
        let here = depth;
        if matches!(c, '(' | '[') {
            depth += 1;
        }
        (span.start + at, c, here)
    })
}

/// The place of the bracket that closes the one at `open`.
fn closing(text: &str, open: usize, end: usize) -> Option<usize> {
    let closer = if text[open..].starts_with('(') { ')' } else { ']' };
    depths(text, Span::new(open, end))
        .find(|(at, c, depth)| *at > open && *depth == 0 && matches!(c, ')' | ']'))
        .filter(|(_, c, _)| *c == closer)
        .map(|(at, ..)| at)
}

/// The parts of a span between separators that lie in no bracket, blanks included.
fn split(text: &str, span: Span, separator: impl Fn(char) -> bool) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = span.start;
    for (at, c, depth) in depths(text, span) {
        if depth == 0 && separator(c) {
            parts.push(Span::new(start, at));
            start = at + c.len_utf8();
        }
    }
    parts.push(Span::new(start, span.end));
    parts
}

/// The first argument of `np.array(…)` and its like.
fn wrapper(text: &str, whole: Span) -> Result<Option<Span>, Diagnostic> {
    let part = &text[whole.range()];
    let Some(open) = part.find('(') else { return Ok(None) };
    let called = part[..open].trim();
    let name = called.rsplit('.').next().unwrap_or(called);
    if !WRAPPERS.contains(&name)
        || !called.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '_')
    {
        return Ok(None);
    }
    let open = whole.start + open;
    let Some(end) = closing(text, open, whole.end) else { return Err(unclosed(open)) };
    let rest = trim(text, Span::new(end + 1, whole.end));
    if rest.start < rest.end {
        return Err(text_after(rest));
    }
    let arguments = split(text, Span::new(open + 1, end), |c| c == ',');
    let (first, options) = arguments.split_first().expect("there is always one part");
    for option in options {
        let option = trim(text, *option);
        if option.start < option.end && !text[option.range()].contains('=') {
            return Err(text_after(option));
        }
    }
    Ok(Some(trim(text, *first)))
}

/// Refuses `dW1 = …` and `answer: …`, and words before a bracket.
fn no_name_before(text: &str, whole: Span) -> Result<(), Diagnostic> {
    let part = &text[whole.range()];
    let head = &part[..part.find(['[', '(', '\n', ',']).unwrap_or(part.len())];
    let assigned = head.char_indices().find(|(at, c)| {
        let neighbours =
            [head[..*at].chars().next_back(), head[at + c.len_utf8()..].chars().next()];
        let comparison = neighbours.iter().flatten().any(|c| matches!(c, '=' | '<' | '>' | '!'));
        *c == ':' || (*c == '=' && !comparison)
    });
    let before_bracket = part[head.len()..].starts_with('[')
        && head.ends_with(char::is_whitespace)
        && head.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
    let end = match assigned {
        Some((at, c)) => at + c.len_utf8(),
        None if before_bracket => head.trim_end().len(),
        None => return Ok(()),
    };
    let found = &head[..end];
    let span = Span::new(whole.start, whole.start + end);
    Err(Diagnostic::error(
        "text-before-answer",
        format!("there is text before the answer: `{found}`"),
    )
    .at(span, "")
    .help(format!("leave `{found}` out, and give the numbers alone")))
}

fn unclosed(open: usize) -> Diagnostic {
    Diagnostic::error("unclosed-bracket", "a bracket is not closed")
        .at(Span::new(open, open + 1), "opened here")
        .help("every `[` needs its `]`, and every `(` its `)`")
}

fn text_after(span: Span) -> Diagnostic {
    Diagnostic::error("text-after-bracket", "there is text after the closing bracket")
        .at(span, "")
        .help("leave it out, or see whether a bracket was closed too early")
}

/// The rows of what stands between the outermost brackets.
fn bracketed(text: &str, inside: Span, expected: Shape) -> Result<Vec<Vec<Span>>, Diagnostic> {
    let inside = trim(text, inside);
    if inside.start == inside.end {
        let fault = Diagnostic::error("empty-cell", "there is no entry between the brackets");
        return Err(fault.at(Span::new(inside.start.saturating_sub(1), inside.end + 1), ""));
    }
    let rows = if text[inside.range()].starts_with('[') {
        nested(text, inside)?
    } else {
        flat(text, inside, expected)
    };
    rows.into_iter().map(|row| cells(text, row, true)).collect()
}

/// The insides of the lists within a list.
fn nested(text: &str, inside: Span) -> Result<Vec<Span>, Diagnostic> {
    let mut rows = Vec::new();
    let mut at = inside.start;
    loop {
        let part = &text[at..inside.end];
        let gap = part.find(|c: char| !(c.is_whitespace() || c == ',' || c == ';'));
        let between = Span::new(at, at + gap.unwrap_or(part.len()));
        let commas = text[between.range()].matches([',', ';']).count();
        if commas > 1 || (commas == 1 && rows.is_empty()) {
            let fault = Diagnostic::error("empty-cell", "there is an empty row between two commas");
            return Err(fault.at(trim(text, between), ""));
        }
        at = between.end;
        if at == inside.end {
            break;
        }
        if !text[at..].starts_with('[') {
            let end = text[at..inside.end].find('[').map_or(inside.end, |next| at + next);
            let length = text[at..end].trim_end_matches([',', ';', ' ', '\n']).len();
            let span =
                Span::new(at, at + length.max(text[at..].chars().next().map_or(1, char::len_utf8)));
            let fault = Diagnostic::error("text-between-rows", "there is text between the rows");
            return Err(fault
                .at(span, "")
                .help("every row stands in its own brackets: `[[1, 2], [3, 4]]`"));
        }
        let Some(end) = closing(text, at, inside.end) else { return Err(unclosed(at)) };
        let row = trim(text, Span::new(at + 1, end));
        if text[row.range()].starts_with('[') {
            let fault = Diagnostic::error(
                "too-deep",
                "brackets stand three deep; a matrix has two levels, rows and entries",
            );
            let help = if rows.is_empty() {
                "leave the outermost pair of brackets out"
            } else {
                "an entry is one number, without brackets around it"
            };
            let span = Span::new(row.start, row.start + 1);
            return Err(fault.at(span, "the third level").help(help));
        }
        rows.push(row);
        at = end + 1;
    }
    if let [row] = rows[..] {
        rows = split(text, row, |c| c == ';');
    }
    Ok(rows)
}

/// The rows of a list that holds no list.
fn flat(text: &str, inside: Span, expected: Shape) -> Vec<Span> {
    let mut rows = split(text, inside, |c| c == ';');
    if rows.len() == 1 {
        let lines = lines(text, inside);
        let wrapped = lines.iter().any(|line| text[line.range()].ends_with(','));
        // NumPy wraps a long row over lines, MATLAB ends a row with one.
        return if wrapped || expected.rows() == 1 { vec![inside] } else { lines };
    }
    rows.retain(|row| !text[row.range()].trim().is_empty());
    rows
}

/// The lines of a span that are not blank, trimmed.
fn lines(text: &str, span: Span) -> Vec<Span> {
    let lines = split(text, span, |c| c == '\n').into_iter().map(|line| trim(text, line));
    lines.filter(|line| line.start < line.end).collect()
}

/// A text without brackets around it: rows, or one number or expression.
fn bare(text: &str, whole: Span, expected: Shape) -> Result<Layout, Diagnostic> {
    let lines = lines(text, whole);
    let rows: Vec<_> = lines.iter().flat_map(|line| split(text, *line, |c| c == ';')).collect();
    let token = |token: &Span| has_decimal_comma(&text[token.range()]);
    let alone = |row: &Span| text[row.range()].split_whitespace().count() == 1 && token(row);
    let suspicious = expected.cols() == 1 || (lines.len() > 1 && rows.len() > lines.len());
    if let Some(first) = rows.first()
        && suspicious
        && rows.iter().all(alone)
    {
        return Err(decimal_comma(text, trim(text, *first)));
    }
    let rows: Vec<_> =
        rows.into_iter().map(|row| trim(text, row)).filter(|row| row.start < row.end).collect();
    let one_line = rows.len() <= 1;
    let has_comma = depths(text, whole).any(|(_, c, depth)| depth == 0 && c == ',');
    if one_line && expected.size() == 1 && !has_comma {
        return Ok(Layout::One(whole));
    }
    let rows: Vec<_> =
        rows.into_iter().map(|row| cells(text, row, false)).collect::<Result<_, _>>()?;
    if one_line && rows.iter().all(|row| row.len() == 1) {
        return Ok(Layout::One(whole));
    }
    Ok(Layout::Rows(rows))
}

/// The cells of a row; a comma after the last is allowed `in_brackets`.
fn cells(text: &str, row: Span, in_brackets: bool) -> Result<Vec<Span>, Diagnostic> {
    let row = trim(text, row);
    no_decimal_comma(text, row)?;
    let mut cells = split(text, row, |c| c == ',');
    if cells.len() == 1 {
        return Ok(spaced(text, row));
    }
    cells = cells.into_iter().map(|cell| trim(text, cell)).collect();
    if in_brackets && cells.last().is_some_and(|last| last.start == last.end) {
        cells.pop();
    }
    Ok(cells)
}

/// Refuses a row such as `0,5 1,5`, where spaces part the entries and commas are points.
fn no_decimal_comma(text: &str, row: Span) -> Result<(), Diagnostic> {
    let part = &text[row.range()];
    let words: Vec<_> = part.split_whitespace().collect();
    let by_spaces =
        words.len() > 1 && !words.iter().any(|word| word.starts_with(',') || word.ends_with(','));
    match words.iter().find(|word| by_spaces && has_decimal_comma(word)) {
        Some(word) => {
            let start = row.start + part.find(word).unwrap_or_default();
            Err(decimal_comma(text, Span::new(start, start + word.len())))
        }
        None => Ok(()),
    }
}

/// The error that a decimal comma was written.
pub fn decimal_comma(text: &str, span: Span) -> Diagnostic {
    let found = &text[span.range()];
    Diagnostic::error(
        "decimal-comma",
        format!("`{found}` has a decimal comma; decimals are written with a point"),
    )
    .at(span, "")
    .help(format!("write `{}`", found.replace(',', ".")))
}

/// The cells of a row that spaces part. A space beside an operator does not part cells, but
/// for one before a sign that has none after it: `1 -2` is two numbers.
fn spaced(text: &str, row: Span) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut joined = true;
    for cell in split(text, row, char::is_whitespace) {
        if cell.start == cell.end {
            continue;
        }
        let word = &text[cell.range()];
        let sign = word.starts_with(['+', '-', '−', '–']) && word.chars().count() > 1;
        let continues = word.starts_with(is_operator) && !sign;
        match found.last_mut() {
            Some(last) if joined || continues => last.end = cell.end,
            _ => found.push(cell),
        }
        joined = word.ends_with(is_operator);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATRIX: Shape = Shape::Matrix(2, 2);

    fn rows(text: &str, expected: Shape) -> Vec<Vec<&str>> {
        match layout(text, expected) {
            Ok(Layout::Rows(rows)) => rows
                .iter()
                .map(|row| row.iter().map(|cell| &text[cell.range()]).collect())
                .collect(),
            other => panic!("{text}: {other:?}"),
        }
    }

    fn code(text: &str, expected: Shape) -> &'static str {
        layout(text, expected).map_or_else(|fault| fault.code, |_| "none")
    }

    fn is_one(text: &str, expected: Shape) -> bool {
        matches!(layout(text, expected), Ok(Layout::One(_)))
    }

    #[test]
    fn every_form_of_a_matrix_gives_the_same_cells() {
        for text in [
            "[[1, 2], [3, 4]]",
            " [ [1,2] ,\n [3,4], ] ",
            "[[1, 2,], [3, 4]]",
            "array([[1, 2],\n       [3, 4]])",
            "np.array([[1, 2], [3, 4]], dtype=np.float32)",
            "torch.tensor([[1, 2],\n [3, 4]], grad_fn=<AddBackward0>)",
            "Array([[1, 2],[3, 4]], dtype=float32)",
            "[[1 2]\n [3 4]]",
            "[1 2; 3 4]",
            "[1, 2;\n 3, 4;]",
            "[1 2\n3 4]",
            "[[1 2; 3 4]]",
            "[1, 2],\n[3, 4]",
            "1 2\n3 4\n",
            "1, 2\r\n3, 4",
            "1\t2\n\n3\t4",
            "1 2; 3 4",
        ] {
            assert_eq!(rows(text, MATRIX), [["1", "2"], ["3", "4"]], "{text}");
        }
    }

    #[test]
    fn spaces_part_numbers_and_not_sums() {
        let row = Shape::Matrix(1, 2);
        assert_eq!(rows("[1 -2]", row), [["1", "-2"]]);
        assert_eq!(rows("[1 - 2]", row), [["1 - 2"]]);
        assert_eq!(rows("[1 −2 +3]", row), [["1", "−2", "+3"]]);
        assert_eq!(rows("[2 * 3, max(1, 2)]", row), [["2 * 3", "max(1, 2)"]]);
        assert_eq!(rows("1/3 exp(1 - 2) 2 *3", row), [["1/3", "exp(1 - 2)", "2 *3"]]);
    }

    #[test]
    fn a_long_row_may_be_wrapped() {
        assert_eq!(rows("[0.5 1. 2.\n 3.]", Shape::Matrix(1, 4)), [["0.5", "1.", "2.", "3."]]);
        assert_eq!(rows("[[0.5 1.\n  2.]\n [3. 4. 5.]]", MATRIX).len(), 2);
        assert_eq!(rows("[1, 2,\n 3, 4]", MATRIX), [["1", "2", "3", "4"]]);
    }

    #[test]
    fn one_number_or_expression_is_left_whole() {
        for text in ["0.5", " 2/3 ", "1 +2", "exp(1, 2)", "-0.5*sigmoid(1)", "2 x", "tensor(0.4)"] {
            assert!(is_one(text, Shape::Scalar), "{text}");
        }
        for text in
            ["[[1, 2], [3, 4]] / 2", "2 * [[1, 2], [3, 4]]", "[1, 2].T", "sum([1, 2])", "A[0, 1]"]
        {
            assert!(is_one(text, MATRIX), "{text}");
        }
        assert_eq!(rows("1, 2", Shape::Scalar), [["1", "2"]]);
    }

    #[test]
    fn what_is_wrong_with_the_brackets_is_said() {
        for (text, expected) in [
            ("[[1, 2], [3, 4]", "unclosed-bracket"),
            ("np.array([[1, 2]", "unclosed-bracket"),
            ("[[1, 2], [3, 4]]]", "text-after-bracket"),
            ("[[1, 2], [3, 4]] kg", "text-after-bracket"),
            ("W1 = [[1, 2], [3, 4]]", "text-before-answer"),
            ("answer: 3", "text-before-answer"),
            ("grad [1 2; 3 4]", "text-before-answer"),
            ("[[[1, 2], [3, 4]]]", "too-deep"),
            ("[[1, 2], 3, [4, 5]]", "text-between-rows"),
            ("[[1, 2],, [3, 4]]", "empty-cell"),
            ("[]", "empty-cell"),
            ("[1, 2)", "unclosed-bracket"),
            ("0,5 1,5\n2,5 3,5", "decimal-comma"),
            ("[0,5 1,5]", "decimal-comma"),
            ("0,5;1,5\n2,5;3,5", "decimal-comma"),
            ("1 == 1", "none"),
        ] {
            assert_eq!(code(text, MATRIX), expected, "{text}");
        }
        assert_eq!(code("0,5", Shape::Scalar), "decimal-comma");
        assert_eq!(code("0,5\n1,5", Shape::Matrix(2, 1)), "decimal-comma");
        assert_eq!(rows("0,5", Shape::Matrix(1, 2)), [["0", "5"]]);
    }
}
