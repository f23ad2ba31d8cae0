//! A paper as the source of a Typst document.

use std::fmt::Write as _;

use super::flow::{Asked, Blank, Element, Head, document};
use super::paper::{Block, Cells, Line, Paper, Span, Step, Value};
use super::text::{array, equal};
use super::{Part, words};
use crate::tex::typst::{math, string, text};

/// Matrices of more columns than these stand on a line of their own.
const WIDE: usize = 9;

/// What a document begins with: its looks, all in one place for whoever wants others.
const BEGIN: &str = r#"#set page(paper: "a4", margin: (x: 22mm, top: 20mm, bottom: 20mm), numbering: "1 / 1")
#set text(size: 10.5pt, lang: "en")
#set par(leading: 0.7em, spacing: 1em)
#set math.mat(delim: "[", column-gap: 0.9em, row-gap: 0.45em)
#show math.equation.where(block: true): set align(left)

// Room to work in below each question.
#let room = 14mm
#let ink = luma(110)

// What is too wide is made smaller.
#let fit(body) = layout(size => {
  let width = measure(body).width
  if width <= size.width { body } else { scale(size.width / width * 100%, reflow: true, body) }
})
#let line-for(word, width) = [#word #box(width: width, stroke: (bottom: 0.6pt), outset: (bottom: 2pt))]
#let head(title, facts, points: none) = {
  block(below: 0.7em, text(size: 17pt, weight: "bold", title))
  grid(columns: (1fr, auto), align: (left + horizon, right + horizon),
    text(fill: ink, facts.join([ · ])),
    if points != none { line-for([], 12mm); [ \/ #points] })
  if points != none { v(0.5em); grid(columns: (1fr, auto), line-for("NAME", 78mm), line-for("DATE", 34mm)) }
  line(length: 100%, stroke: 0.6pt)
}
#let exercise(number, title, points) = block(above: 1.6em, below: 0.9em, sticky: true, grid(
  columns: (1fr, auto), text(size: 12.5pt, weight: "bold")[#number #h(0.4em) #title],
  text(fill: ink, points)))
#let label-of(word) = block(above: 1.5em, below: 1em, sticky: true, text(weight: "bold", word))
#let note(word, body) = block(above: 1.3em, below: 1.2em, text(size: 0.92em)[*#word:* #body])
#let values(..all) = par(leading: 1em, all.pos().map(value => box(value)).join([#h(1.6em, weak: true) ]))
#let question(letter, points, prompt, body, space: 0pt) = {
  block(breakable: false, above: 1.5em, below: 0.9em, grid(
    columns: (1.7em, 1fr, auto), column-gutter: 0.4em, row-gutter: 0.95em,
    [*#letter)*], prompt, text(fill: ink, points),
    [], grid.cell(colspan: 2, body)))
  v(space, weak: false)
}
#let cell(width) = box(width: width, height: 7.5mm, baseline: 2.6mm, stroke: 0.5pt + ink, radius: 1pt)
#let numbered(number, formula, more) = block(above: 1.2em, below: 1.1em, sticky: true, grid(
  columns: (1.7em, 1fr, auto), align: horizon, [*#number.*], fit(formula), more))
#let tick(checked: false) = box(width: 3.2mm, height: 3.2mm, stroke: 0.6pt, baseline: 0.3mm,
  if checked { align(center + horizon, text(size: 8pt, weight: "bold")[×]) })
"#;

/// The chosen parts as one document.
pub fn write(paper: &Paper, parts: &[Part]) -> String {
    let begin = BEGIN.replace("NAME", words::NAME).replace("DATE", words::DATE);
    let mut out = format!("#set document(title: {})\n{begin}", string(&paper.title));
    for element in document(paper, parts) {
        self::element(&element, &mut out);
    }
    out
}

fn element(element: &Element, out: &mut String) {
    let line = match element {
        Element::Head(head) => self::head(head),
        Element::Item(number, title, points) => format!(
            "#exercise({number}, [{}], [{}])\n",
            spans(title),
            text(&words::points(*points))
        ),
        Element::Label(word) => format!("#label-of[{}]\n", text(word)),
        Element::Prose(blocks) => self::blocks(blocks),
        Element::Note(word, blocks) => {
            format!("#note[{}][{}]\n", text(word), paragraph(blocks))
        }
        Element::Remark(words) => format!("#block[{}]\n", text(words)),
        Element::Values(values) => self::values(values),
        Element::Equations(equations) => {
            let line = |one: &super::paper::Equation| {
                format!("  {} &= {}", math(&one.name), math(&one.formula))
            };
            let lines: Vec<String> = equations.iter().map(line).collect();
            format!("#fit($\n{}\n$)\n", lines.join(" \\\n"))
        }
        Element::Pass(lines, broken) => pass(lines, *broken),
        Element::Question(asked, body) => question(asked, body),
        Element::Blank(blank) => self::blank(blank),
        Element::Display(formula) => format!("#fit($ {} $)\n", math(formula)),
        Element::Options(options, correct) => {
            let option = |(at, option): (usize, &Vec<Span>)| {
                let checked = correct.contains(&at);
                format!("#tick(checked: {checked}) #h(0.4em) {}", spans(option))
            };
            lines(options.iter().enumerate().map(option))
        }
        Element::Step(number, step) => self::step(*number, step),
    };
    out.push_str(&line);
}

/// Values side by side, and those that are wide on lines of their own.
fn values(values: &[Value]) -> String {
    let formula = |value: &Value| math(&equal([&value.name, &array(&value.numbers)]));
    let (wide, narrow): (Vec<&Value>, Vec<&Value>) =
        values.iter().partition(|value| value.numbers.shape().cols() > WIDE);
    let mut out = String::new();
    if !narrow.is_empty() {
        out.push_str("#values(\n");
        for value in narrow {
            out.extend(["  $display(", &formula(value), ")$,\n"]);
        }
        out.push_str(")\n");
    }
    for value in wide {
        out.extend(["#fit($ ", &formula(value), " $)\n"]);
    }
    out
}

/// Lines below each other.
fn lines(lines: impl Iterator<Item = String>) -> String {
    let line = |line: String| format!("#block(below: 0.8em)[{line}]\n");
    lines.map(line).collect()
}

fn head(head: &Head) -> String {
    let facts: Vec<String> =
        words::subtitle(head).iter().map(|fact| format!("[{}]", text(fact))).collect();
    let begin = if head.is_first { "" } else { "\n#pagebreak()\n" };
    let points = match head.part {
        Part::Sheet => format!(", points: [{}]", text(&words::points(head.points))),
        Part::Key | Part::Solution => String::new(),
    };
    format!("{begin}\n#head([{}], ({},){points})\n", text(head.title), facts.join(", "))
}

fn question(asked: &Asked, body: &[Element]) -> String {
    let mut prompt = paragraph(asked.prompt);
    if !asked.precision.is_empty() {
        let _ = write!(prompt, " #text(fill: ink, size: 0.9em)[({})]", text(asked.precision));
    }
    let is_open = body.iter().any(|element| matches!(element, Element::Blank(_)));
    let ticked = body.iter().any(|element| matches!(element, Element::Blank(Blank::Options(_))));
    let mut inside = String::new();
    for element in body {
        self::element(element, &mut inside);
    }
    let space = if is_open && !ticked { ", space: room" } else { "" };
    let points = text(&words::points(asked.points));
    format!("\n#question(\"{}\", [{points}], [{prompt}], [\n{inside}]{space})\n", asked.letter)
}

fn blank(blank: &Blank) -> String {
    match blank {
        Blank::Cells(symbol, cells) => {
            let symbol = symbol.map(|symbol| format!("{} = ", math(symbol))).unwrap_or_default();
            format!("#fit($ {symbol}{} $)\n", self::cells(cells))
        }
        Blank::Formula(symbol) => {
            let symbol =
                symbol.map(|symbol| format!("$display({} =)$ ", math(symbol))).unwrap_or_default();
            format!("{symbol}#cell(110mm)\n")
        }
        Blank::Shape => "#cell(13mm) $times$ #cell(13mm)\n".to_owned(),
        Blank::Options(options) => {
            lines(options.iter().map(|option| format!("#tick() #h(0.4em) {}", spans(option))))
        }
        Blank::Mend => format!(
            "{} #cell(12mm), {} #box(width: 80mm, height: 24mm, baseline: 20mm, stroke: 0.5pt + ink)\n",
            words::LINE,
            words::RIGHT_VALUE
        ),
    }
}

/// A box for each entry that is asked for, a point for each that is not.
fn cells(cells: &Cells) -> String {
    if cells.is_scalar() {
        return "#cell(26mm)".to_owned();
    }
    let (rows, cols) = cells.size();
    let width = (140 / cols.max(1)).clamp(9, 17);
    let cell = |at: usize| {
        if cells.asked[at] { format!("#cell({width}mm)") } else { "dot".to_owned() }
    };
    let row =
        |row: usize| (0..cols).map(|col| cell(row * cols + col)).collect::<Vec<_>>().join(", ");
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("mat(delim: \"[\", column-gap: #3pt, row-gap: #3pt, {})", rows.join(" ; "))
}

fn pass(lines: &[Line], broken: Option<usize>) -> String {
    let line = |(at, line): (usize, &Line)| {
        let sign = if broken == Some(at) { "*← wrong*" } else { "" };
        let formula = equal([&line.symbol, &line.formula, &array(&line.numbers)]);
        format!("#numbered({}, $ {} $, [{sign}])\n", at + 1, math(&formula))
    };
    lines.iter().enumerate().map(line).collect()
}

fn step(number: usize, step: &Step) -> String {
    let shapes = if step.shapes.pieces().is_empty() {
        String::new()
    } else {
        format!("#text(fill: ink)[${}$]", math(&step.shapes))
    };
    let head = equal([&step.symbol, &step.formula]);
    let mut out = format!("\n#numbered({number}, $ {} $, [{shapes}])\n", math(&head));
    if !step.rule.is_empty() {
        let _ = writeln!(out, "#pad(left: 1.7em)[{}]", spans(&step.rule));
    }
    let _ = writeln!(out, "#pad(left: 1.7em, fit($ {} $))", math(&step.value()));
    out
}

/// Blocks within a line that something else began.
fn paragraph(blocks: &[Block]) -> String {
    match blocks {
        [Block { marker: None, spans }] => self::spans(spans),
        _ => self::blocks(blocks).trim().to_owned(),
    }
}

fn blocks(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        let body = spans(&block.spans);
        match block.marker.as_deref() {
            None => out.extend(["\n", &body, "\n\n"]),
            Some("-" | "*") => out.extend(["#list.item[", &body, "]\n"]),
            Some(number) => {
                let number = number.trim_end_matches('.');
                out.extend(["#enum.item(", number, ")[", &body, "]\n"]);
            }
        }
    }
    out
}

fn spans(spans: &[Span]) -> String {
    let span = |span: &Span| match span {
        Span::Text(words) => text(words),
        Span::Strong(words) => format!("#strong[{}];", text(words)),
        Span::Code(words) => format!("#raw({});", string(words)),
        Span::Math(formula) => format!("${}$", math(formula)),
        Span::Display(formula) => format!("$ {} $", math(formula)),
    };
    spans.iter().map(span).collect()
}
