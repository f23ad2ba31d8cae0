//! A paper as Markdown with TeX mathematics, as GitHub, GitLab, Pandoc and Jupyter read it.

use std::fmt::Write as _;

use super::flow::{Asked, Blank, Element, Head, document};
use super::paper::{Block, Cells, Line, Paper, Span, Step, Value};
use super::text::{array, equal};
use super::{Part, words};
use crate::prose::escaped as text;
use crate::tex::{Math, latex};

/// The chosen parts as one document.
pub fn write(paper: &Paper, parts: &[Part]) -> String {
    let mut out = String::new();
    for element in document(paper, parts) {
        self::element(&element, &mut out);
    }
    out
}

fn element(element: &Element, out: &mut String) {
    let line = match element {
        Element::Head(head) => self::head(head),
        Element::Item(number, title, points) => {
            format!("\n## {number}. {} ({})\n", spans(title), text(&words::points(*points)))
        }
        Element::Label(word) => format!("\n**{}**\n", text(word)),
        Element::Prose(blocks) => format!("\n{}", self::blocks(blocks)),
        Element::Note(word, blocks) => {
            format!("\n*{}:* {}", text(word), self::blocks(blocks).trim_start())
        }
        Element::Remark(words) => format!("\n{}\n", text(words)),
        Element::Values(values) => {
            let value =
                |value: &Value| display(&math(&equal([&value.name, &array(&value.numbers)])));
            values.iter().map(value).collect()
        }
        Element::Equations(equations) => {
            let line = |one: &super::paper::Equation| {
                format!("{} &= {}", math(&one.name), math(&one.formula))
            };
            let lines: Vec<String> = equations.iter().map(line).collect();
            let lines = lines.join(" \\\\\n");
            display(&format!("\\begin{{aligned}}\n{lines}\n\\end{{aligned}}"))
        }
        Element::Pass(lines, broken) => pass(lines, *broken),
        Element::Question(asked, body) => question(asked, body),
        Element::Blank(blank) => self::blank(blank),
        Element::Display(formula) => display(&math(formula)),
        Element::Options(options, correct) => self::options(options, correct),
        Element::Step(number, step) => self::step(*number, step),
    };
    out.push_str(&line);
}

fn display(formula: &str) -> String {
    format!("\n$$\n{formula}\n$$\n")
}

/// A formula; a mark of Markdown or of HTML in it would be taken for one.
fn math(formula: &Math) -> String {
    latex::math(formula).replace('<', "\\lt ").replace('>', "\\gt ")
}

fn head(head: &Head) -> String {
    let begin = if head.is_first { "" } else { "\n---\n\n" };
    let facts: Vec<String> = words::subtitle(head).iter().map(|fact| text(fact)).collect();
    let lines = match head.part {
        Part::Sheet => {
            let line = |length: usize| "\\_".repeat(length);
            let points = text(&words::points(head.points));
            let (name, date) = (words::NAME, words::DATE);
            format!("\n{name} {} {date} {} {} / {points}\n", line(30), line(12), line(4))
        }
        Part::Key | Part::Solution => String::new(),
    };
    format!("{begin}# {}\n\n{}\n{lines}", text(head.title), facts.join(" · "))
}

fn question(asked: &Asked, body: &[Element]) -> String {
    let prompt = blocks(asked.prompt);
    let mut out = format!("\n**{})** {}", asked.letter, prompt.trim());
    let precision = if asked.precision.is_empty() {
        String::new()
    } else {
        format!("; {}", text(asked.precision))
    };
    let _ = writeln!(out, " *({}{precision})*", text(&words::points(asked.points)));
    for element in body {
        self::element(element, &mut out);
    }
    out
}

fn blank(blank: &Blank) -> String {
    let symbol = |symbol: Option<&Math>| {
        symbol.map(|symbol| format!("{} = ", math(symbol))).unwrap_or_default()
    };
    match blank {
        Blank::Cells(name, cells) => display(&(symbol(*name) + &self::cells(cells))),
        Blank::Formula(name) => display(&format!("{}\\boxed{{\\hspace{{20em}}}}", symbol(*name))),
        Blank::Shape => display("\\boxed{\\hspace{2em}} \\times \\boxed{\\hspace{2em}}"),
        Blank::Options(options) => self::options(options, &[]),
        Blank::Mend => {
            let (line, value) = (words::LINE, words::RIGHT_VALUE);
            display(&format!(
                "\\text{{{line} }} \\boxed{{\\hspace{{2em}}}} \\text{{, {value} }} \
                 \\boxed{{\\hspace{{12em}}}}"
            ))
        }
    }
}

/// A box for each entry that is asked for, a point for each that is not.
fn cells(cells: &Cells) -> String {
    let (rows, cols) = cells.size();
    let cell = |at: usize| {
        if cells.asked[at] { "\\boxed{\\phantom{-00.000}}" } else { "\\cdot" }
    };
    if cells.is_scalar() {
        return cell(0).to_owned();
    }
    let row =
        |row: usize| (0..cols).map(|col| cell(row * cols + col)).collect::<Vec<_>>().join(" & ");
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("\\begin{{bmatrix}} {} \\end{{bmatrix}}", rows.join(" \\\\ "))
}

fn options(options: &[Vec<Span>], correct: &[usize]) -> String {
    let option = |(at, option): (usize, &Vec<Span>)| {
        let sign = if correct.contains(&at) { 'x' } else { ' ' };
        format!("- [{sign}] {}\n", spans(option))
    };
    let options: String = options.iter().enumerate().map(option).collect();
    format!("\n{options}")
}

fn pass(lines: &[Line], broken: Option<usize>) -> String {
    let line = |(at, line): (usize, &Line)| {
        let sign = if broken == Some(at) { " **← wrong**" } else { "" };
        let formula = math(&equal([&line.symbol, &line.formula, &array(&line.numbers)]));
        format!("{}. ${formula}${sign}\n", at + 1)
    };
    let lines: String = lines.iter().enumerate().map(line).collect();
    format!("\n{lines}")
}

fn step(number: usize, step: &Step) -> String {
    let head = math(&equal([&step.symbol, &step.formula]));
    let mut out = format!("\n**{number}.** ${head}$");
    if !step.shapes.pieces().is_empty() {
        let _ = write!(out, ", ${}$", math(&step.shapes));
    }
    out.push('\n');
    if !step.rule.is_empty() {
        out.extend(["\n", &spans(&step.rule), "\n"]);
    }
    out + &display(&math(&step.value()))
}

fn blocks(blocks: &[Block]) -> String {
    let mut out = String::new();
    for (index, block) in blocks.iter().enumerate() {
        let marker = block.marker.as_ref().map(|marker| format!("{marker} ")).unwrap_or_default();
        let before = index.checked_sub(1).and_then(|before| blocks[before].marker.as_ref());
        if index > 0 && (block.marker.is_none() || before.is_none()) {
            out.push('\n');
        }
        out.extend([&marker, spans(&block.spans).trim(), "\n"]);
    }
    out
}

fn spans(spans: &[Span]) -> String {
    let span = |span: &Span| match span {
        Span::Text(words) => text(words),
        Span::Strong(words) => format!("**{}**", text(words)),
        Span::Code(words) => code(words),
        Span::Math(formula) => format!("${}$", math(formula)),
        Span::Display(formula) => format!("\n\n$$\n{}\n$$\n\n", math(formula)),
    };
    spans.iter().map(span).collect()
}

/// Code between more backticks than are in it.
fn code(words: &str) -> String {
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{words}{space}{fence}")
}
