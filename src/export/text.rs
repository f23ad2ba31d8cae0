//! Text of exercises made fit to be written: nothing in it that acts on a terminal, a page or the
//! direction of writing, and the mathematics in it found.

use super::paper::{Block, Span, Step};
use crate::engine::{Array, Shape};
use crate::grading::solution::numbers;
use crate::markup::visible;
use crate::prose;
use crate::tex::{self, Math, plain};

/// A stranger's text, with a sign in place of every character that is not seen itself; one line.
pub fn clean(text: &str) -> String {
    visible(text).replace('\n', " ")
}

/// Markdown as blocks; `names` are the names of the exercise as they are printed.
pub fn blocks(text: &str, names: &[String]) -> Vec<Block> {
    let block = |block: prose::Block| Block {
        marker: block.marker,
        spans: block.spans.iter().flat_map(|span| spans(span, names)).collect(),
    };
    prose::read(text).into_iter().map(block).collect()
}

/// Markdown as one paragraph.
pub fn line(text: &str, names: &[String]) -> Vec<Span> {
    let mut all = Vec::new();
    for block in blocks(text, names) {
        if !all.is_empty() {
            all.push(Span::Text(" ".to_owned()));
        }
        all.extend(block.spans);
    }
    all
}

fn spans(span: &prose::Span, names: &[String]) -> Vec<Span> {
    match span {
        prose::Span::Text(text) => with_mathematics(&clean(text), names),
        prose::Span::Strong(text) => vec![Span::Strong(clean(text))],
        prose::Span::Code(text) => vec![Span::Code(clean(text))],
        prose::Span::Math(text) => vec![Span::Math(tex::read(&clean(text)))],
        prose::Span::Display(text) => vec![Span::Display(tex::read(&clean(text)))],
    }
}

/// What a word of running text is to the formula that it may belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A formula by itself.
    Strong,
    /// A name that is a word of the language too: a formula only beside a sign.
    Spelt,
    /// A sign between two others.
    Sign,
    /// Something that may also be a word or a number of the text.
    Loose,
    /// A word.
    Word,
}

/// Running text in which the formulas that are typed on the line are found.
fn with_mathematics(text: &str, names: &[String]) -> Vec<Span> {
    let words: Vec<&str> = text.split(' ').collect();
    let parts: Vec<Part> = (0..words.len()).map(|at| part(&words[at..], names)).collect();
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut at = 0;
    while at < words.len() {
        if at > 0 {
            plain.push(' ');
        }
        let Some(end) = formula(&words, &parts, at) else {
            plain.push_str(words[at]);
            at += 1;
            continue;
        };
        let joined = words[at..end].join(" ");
        let (before, inside, after) = trimmed(&joined);
        plain.push_str(before);
        if !plain.is_empty() {
            spans.push(Span::Text(std::mem::take(&mut plain)));
        }
        spans.push(Span::Math(tex::plain::line(inside)));
        plain.push_str(after);
        at = end;
    }
    if !plain.is_empty() {
        spans.push(Span::Text(plain));
    }
    spans
}

/// Where the formula that begins with a word ends, if one does.
fn formula(words: &[&str], parts: &[Part], start: usize) -> Option<usize> {
    // What only may belong to it does so beside a sign.
    let beside = |at: usize| {
        parts.get(at + 1) == Some(&Part::Sign)
            || at.checked_sub(1).is_some_and(|before| parts[before] == Part::Sign)
    };
    let mut end = start;
    while end < words.len()
        && parts[end] != Part::Word
        && (parts[end] != Part::Spelt || beside(end))
    {
        end += 1;
        if words[end - 1].ends_with(['.', ',', ';', ':', '?', '!']) {
            break;
        }
    }
    let holds = |at: usize| match parts[at] {
        Part::Strong => true,
        Part::Loose | Part::Spelt => beside(at),
        Part::Sign | Part::Word => false,
    };
    while end > start && !holds(end - 1) {
        end -= 1;
    }
    let begins = end > start && holds(start);
    (begins && parts[start..end].contains(&Part::Strong)).then_some(end)
}

/// What the first of `words` is; what follows it tells a name from an article.
fn part(words: &[&str], names: &[String]) -> Part {
    let word = words[0];
    let bare = trimmed(word).1.trim_matches(['(', ')', '[', ']']);
    let is_name = names.iter().any(|name| name == bare);
    if plain::is_sign(word) {
        Part::Sign
    } else if is_name && bare.len() > 2 && bare.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Part::Spelt
    } else if plain::is_mathematics(bare) || (is_name && !is_article(bare, words)) {
        Part::Strong
    } else if is_loose(bare, names) {
        Part::Loose
    } else {
        Part::Word
    }
}

/// Whether a name is more likely an article or a pronoun: the sentence goes on behind it, and not
/// with what stands behind a name alone.
fn is_article(bare: &str, words: &[&str]) -> bool {
    const BEHIND_NAMES: [&str; 4] = ["with", "and", "or", "alone"];
    let next = words.get(1).copied().unwrap_or_default();
    ["a", "A", "I"].contains(&bare) && words[0].ends_with(bare) && !BEHIND_NAMES.contains(&next)
}

/// Whether a word may be a part of a formula: numbers, single letters, names and functions.
fn is_loose(word: &str, names: &[String]) -> bool {
    const FUNCTIONS: [&str; 9] =
        ["log", "exp", "mean", "sum", "max", "min", "tanh", "sigmoid", "relu"];
    let known = |run: &str| {
        run.chars().count() <= 1
            || FUNCTIONS.contains(&run)
            || names.iter().any(|name| name == run)
            || run.starts_with(|c: char| c.is_ascii_digit())
    };
    let only = |c: char| c.is_ascii_alphanumeric() || "()[]/*^+-.,;=@_|".contains(c);
    !word.is_empty()
        && word.chars().any(char::is_alphanumeric)
        && word.chars().all(only)
        && word.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').all(known)
}

/// A formula without the signs of the sentence around it, and these signs.
fn trimmed(text: &str) -> (&str, &str, &str) {
    let mut inside = text;
    loop {
        let count = |sign: char| inside.matches(sign).count();
        let last = inside.chars().last().unwrap_or(' ');
        let first = inside.chars().next().unwrap_or(' ');
        let ends = match last {
            '.' | ',' | ';' | ':' | '?' | '!' | '"' | '”' => true,
            ')' => count(')') > count('('),
            ']' => count(']') > count('['),
            _ => false,
        };
        let begins = match first {
            '"' | '“' => true,
            '(' => count('(') > count(')'),
            '[' => count('[') > count(']'),
            _ => false,
        };
        if inside.is_empty() || !(ends || begins) {
            break;
        }
        inside = if ends {
            &inside[..inside.len() - last.len_utf8()]
        } else {
            &inside[first.len_utf8()..]
        };
    }
    let start = inside.as_ptr() as usize - text.as_ptr() as usize;
    (&text[..start], inside, &text[start + inside.len()..])
}

/// A number as it is read: six digits at most.
pub fn short(number: f64) -> String {
    numbers::short(number)
}

/// A number as mathematics: `−2.5 · 10⁻⁹`.
pub fn number(number: f64) -> Math {
    let text = short(number);
    let digits = |text: &str| text.chars().map(Math::Char).collect::<Vec<_>>();
    match text.split_once('e') {
        Some((mantissa, power)) => {
            let mut pieces = digits(mantissa);
            pieces.push(Math::Char('·'));
            pieces.extend(digits("10"));
            // The power belongs to the last digit as it does in TeX.
            pieces.push(Math::Raised(Box::new(Math::Row(digits(power)))));
            Math::Row(pieces)
        }
        None => Math::Row(digits(&text)),
    }
}

/// A value as mathematics: a number, or a matrix in square brackets.
pub fn array(value: &Array) -> Math {
    if value.shape() == Shape::Scalar {
        return number(value.data()[0]);
    }
    let rows = value.rows().map(|row| row.iter().map(|entry| number(*entry)).collect()).collect();
    let brackets = tex::symbol::Environment::of("bmatrix").expect("TeX has this environment");
    Math::Table(brackets, rows)
}

/// The parts of a formula one after the other, with equals signs between them.
pub fn equal<const N: usize>(parts: [&Math; N]) -> Math {
    let mut row = Vec::new();
    for part in parts {
        if !row.is_empty() {
            row.push(Math::Char('='));
        }
        row.extend(part.pieces().iter().cloned());
    }
    Math::Row(row)
}

impl Step {
    /// What the step comes to: its closed form, where there is one, and its numbers.
    pub fn value(&self) -> Math {
        let numbers = array(&self.numbers);
        match &self.closed {
            Some(closed) => equal([&self.symbol, closed, &numbers]),
            None => equal([&self.symbol, &numbers]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tex::latex;

    /// The text with its formulas in TeX between dollar signs.
    fn shown(text: &str, names: &[&str]) -> String {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let shown = |span: &Span| match span {
            Span::Text(text) | Span::Strong(text) | Span::Code(text) => text.clone(),
            Span::Math(math) | Span::Display(math) => format!("${}$", latex::math(math)),
        };
        line(text, &names).iter().map(shown).collect()
    }

    #[test]
    fn formulas_are_found_in_running_text() {
        for (text, found) in [
            ("What is ŷ? (1×4)", r"What is $\hat{y}$? $(1\times 4)$"),
            ("L = 1/m ‖ŷ − y‖², without 1/2", r"$L=1/m\Vert \hat{y}-y\Vert ^{2}$, without 1/2"),
            ("one feature, w = 0 and b = 0.", "one feature, $w=0$ and $b=0$."),
            ("a step is a ŷ", r"a step is a $\hat{y}$"),
            ("A network - with (σ)", r"A network - with $(\sigma )$"),
            ("A is given. What is A? A step.", "A is given. What is $A$? A step."),
            ("What is b? (a number)", "What is $b$? (a number)"),
            ("it costs 5 of 7", "it costs 5 of 7"),
            ("of A with respect to b and A", "of $A$ with respect to $b$ and A"),
            ("to its left w is 0; left = 2·w", r"to its left $w$ is 0; $\mathrm{left}=2\cdot w$"),
            ("bᵈ⁻¹ and σ(z) = 1/(1 + e⁻ᶻ)", r"$b^{d-1}$ and $\sigma (z)=1/(1+e^{-z})$"),
            ("w = e^(bᵢ)", r"$w=e^{b_{i}}$"),
            (
                "multiply by A ⊙ (1 − A), entry by entry",
                r"multiply by $A\odot (1-A)$, entry by entry",
            ),
        ] {
            assert_eq!(shown(text, &["w", "b", "L", "A", "left"]), found);
        }
    }

    #[test]
    fn a_name_that_is_a_word_is_a_word_in_running_text() {
        let text = "What is the slope at z? slope = 2 · z";
        assert_eq!(
            shown(text, &["slope", "z"]),
            r"What is the slope at $z$? $\mathrm{slope}=2\cdot z$"
        );
    }

    #[test]
    fn what_is_not_seen_is_shown() {
        let text = clean("a\u{1b}[2J\u{202e}b\tc\nd\u{200f}\u{feff}\u{ffff}\r");
        assert_eq!(text, "a␛[2J\u{fffd}b    c d\u{fffd}\u{fffd}\u{fffd}␍");
    }
}
