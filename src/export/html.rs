//! A paper as one HTML page that needs nothing else, formulas as `MathML`; and its parts, of which
//! questions and cards of other programs are made.

use std::fmt::Write as _;

use super::flow::{Asked, Blank, Element, Head, document};
use super::paper::{Block, Cells, Equation, Line, Paper, Span, Step, Value};
use super::text::{array, equal};
use super::{Part, words};
use crate::tex::mathml::{Place, text};
use crate::tex::{Math, latex, mathml};

/// The looks of a page.
const STYLE: &str = r"
:root { --ink: #666; --line: #999; color-scheme: light; }
body { font: 1rem/1.5 Georgia, 'Times New Roman', serif; color: #111; background: #fff;
  max-width: 46rem; margin: 2rem auto; padding: 0 1.2rem; }
header { border-bottom: 1px solid #111; margin-bottom: 1.2rem; padding-bottom: .6rem; }
h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
h2 .points, .facts, .shapes, .precision, .question > .points { color: var(--ink); font-weight: normal; }
.lines { display: flex; gap: 2rem; margin-top: .8rem; } .lines span { white-space: nowrap; }
.lines i { display: inline-block; border-bottom: 1px solid #111; }
.values { display: flex; flex-wrap: wrap; gap: .8rem .5rem; align-items: center; }
.scroll { overflow-x: auto; margin: .6rem 0; }
.note { font-size: .93rem; }
.question { display: grid; grid-template-columns: 2rem 1fr auto; gap: .4rem .4rem;
  margin: 1.6rem 0; break-inside: avoid; }
.question > .body { grid-column: 2 / 4; min-width: 0; }
.question p { margin: 0 0 .2rem; }
.answer { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; margin: .4rem 0; }
.grid { border-collapse: separate; border-spacing: 3px; border: solid #111; border-width: 0 1.5px;
  border-radius: 3px; }
.grid td { padding: 0; text-align: center; }
.box { width: 4.6rem; height: 1.9rem; font: inherit; text-align: center; border: 1px solid var(--line);
  border-radius: 2px; box-sizing: border-box; }
.box.wide { width: min(28rem, 100%); text-align: left; } .box.small { width: 3.2rem; }
ul.options { list-style: none; padding: 0; margin: .3rem 0; } .options li { margin: .3rem 0; }
ol.pass li { margin: .5rem 0; } .broken { font-weight: bold; }
.step { margin: 1.2rem 0; break-inside: avoid; } .step > .head { display: flex; gap: 1rem; }
.shapes { margin-left: auto; } math { font-size: 1.08em; }
math[display=block] { width: fit-content; margin: .4rem 0; }
.part + .part { break-before: page; margin-top: 4rem; }
@page { size: A4; margin: 18mm; }
@media print { body { margin: 0; max-width: none; padding: 0; } .part + .part { margin-top: 0; }
  .question.open > .body { padding-bottom: 12mm; } }
";

/// How formulas are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formulas {
    /// As elements of the page.
    MathMl,
    /// As TeX between the signs that `MathJax` looks for.
    Tex,
}

/// The chosen parts as one page.
pub fn write(paper: &Paper, parts: &[Part]) -> String {
    let mut body = String::new();
    let mut is_open = false;
    for element in document(paper, parts) {
        if matches!(element, Element::Head(_)) {
            body.push_str(if is_open { "</section>\n" } else { "" });
            body.push_str("<section class=\"part\">\n");
            is_open = true;
        }
        Formulas::MathMl.element(&element, &mut body);
    }
    if is_open {
        body.push_str("</section>\n");
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        text(&paper.title)
    )
}

impl Formulas {
    /// A formula in running text.
    pub fn inline(self, formula: &Math) -> String {
        match self {
            Self::MathMl => mathml::math(formula, Place::Inline),
            Self::Tex => format!("\\({}\\)", text(&latex::math(formula))),
        }
    }

    /// A formula on a line with little else.
    fn line(self, formula: &Math) -> String {
        match self {
            Self::MathMl => mathml::math(formula, Place::Line),
            Self::Tex => format!("\\(\\displaystyle {}\\)", text(&latex::math(formula))),
        }
    }

    /// A formula on lines of its own, which are scrolled where it is too wide.
    pub fn display(self, formula: &Math) -> String {
        let formula = match self {
            Self::MathMl => mathml::math(formula, Place::Display),
            Self::Tex => format!("\\[{}\\]", text(&latex::math(formula))),
        };
        format!("<div class=\"scroll\">{formula}</div>\n")
    }

    /// Elements one after the other.
    pub fn flow(self, elements: &[Element]) -> String {
        let mut out = String::new();
        for element in elements {
            self.element(element, &mut out);
        }
        out
    }

    fn element(self, element: &Element, out: &mut String) {
        let line = match element {
            Element::Head(head) => self::head(head),
            Element::Item(number, title, points) => format!(
                "<h2>{number}. {} <span class=\"points\">({})</span></h2>\n",
                self.spans(title),
                text(&words::points(*points))
            ),
            Element::Label(word) => format!("<h3>{}</h3>\n", text(word)),
            Element::Prose(blocks) => self.blocks(blocks),
            Element::Note(word, blocks) => {
                let body = self.blocks(blocks);
                let (end, body) = match body.strip_prefix("<p>") {
                    Some(rest) => (" ", rest),
                    None => ("</p>\n", body.as_str()),
                };
                format!("<div class=\"note\"><p><b>{}:</b>{end}{body}</div>\n", text(word))
            }
            Element::Remark(words) => format!("<p>{}</p>\n", text(words)),
            Element::Values(values) => self.values(values),
            Element::Equations(equations) => self.equations(equations),
            Element::Pass(lines, broken) => self.pass(lines, *broken),
            Element::Question(asked, body) => self.question(asked, body),
            Element::Blank(blank) => self.blank(blank),
            Element::Display(formula) => self.display(formula),
            Element::Options(options, correct) => self.options(options, Some(correct)),
            Element::Step(number, step) => self.step(*number, step),
        };
        out.push_str(&line);
    }

    fn values(self, values: &[Value]) -> String {
        let value = |value: &Value| self.inline(&equal([&value.name, &array(&value.numbers)]));
        let values: Vec<String> = values.iter().map(value).collect();
        // Where there is no style sheet they stand apart too.
        let begin = "<span style=\"margin-right: 1.5em\">";
        let values = values.join(&format!("</span>\n{begin}"));
        format!("<div class=\"scroll\"><div class=\"values\">{begin}{values}</span></div></div>\n")
    }

    fn equations(self, equations: &[Equation]) -> String {
        let line = |one: &Equation| self.display(&equal([&one.name, &one.formula]));
        equations.iter().map(line).collect()
    }

    fn question(self, asked: &Asked, body: &[Element]) -> String {
        let mut prompt = self.blocks(asked.prompt);
        if !asked.precision.is_empty() {
            let _ = write!(prompt, "<span class=\"precision\">({})</span>", text(asked.precision));
        }
        let is_open = body.iter().any(|element| matches!(element, Element::Blank(_)));
        format!(
            "<div class=\"question{}\"><b>{})</b><div>{prompt}</div>\
             <span class=\"points\">{}</span><div class=\"body\">\n{}</div></div>\n",
            if is_open { " open" } else { "" },
            asked.letter,
            text(&words::points(asked.points)),
            self.flow(body)
        )
    }

    fn blank(self, blank: &Blank) -> String {
        let inside = match blank {
            Blank::Cells(symbol, cells) => self.cells(*symbol, cells, |row, col| {
                let label = if cells.is_scalar() {
                    "answer".to_owned()
                } else {
                    format!("row {}, column {}", row + 1, col + 1)
                };
                format!("<input class=\"box\" inputmode=\"decimal\" aria-label=\"{label}\">")
            }),
            Blank::Formula(symbol) => {
                self.named(*symbol) + "<input class=\"box wide\" aria-label=\"formula\">"
            }
            Blank::Shape => {
                let size = |label| {
                    format!(
                        "<input class=\"box small\" inputmode=\"numeric\" aria-label=\"{label}\">"
                    )
                };
                format!("{} × {}", size("rows"), size("columns"))
            }
            Blank::Options(options) => return self.options(options, None),
            Blank::Mend => format!(
                "{} <input class=\"box small\" aria-label=\"line\">, {} \
                 <textarea class=\"box wide\" style=\"height: 5rem\" aria-label=\"value\"></textarea>",
                words::LINE,
                words::RIGHT_VALUE
            ),
        };
        format!("<div class=\"answer\">{inside}</div>\n")
    }

    /// The name of an answer and an equals sign.
    pub fn named(self, symbol: Option<&Math>) -> String {
        let equation = |symbol| self.line(&equal([symbol, &Math::Row(Vec::new())]));
        symbol.map(equation).unwrap_or_default()
    }

    /// A number or a matrix to fill in: what stands in an entry is made by a function.
    pub fn cells(
        self,
        symbol: Option<&Math>,
        cells: &Cells,
        mut cell: impl FnMut(usize, usize) -> String,
    ) -> String {
        let name = self.named(symbol);
        if cells.is_scalar() {
            return name + &cell(0, 0);
        }
        let (rows, cols) = cells.size();
        let mut out = name + "<table class=\"grid\"><tbody>";
        for row in 0..rows {
            out.push_str("<tr>");
            for col in 0..cols {
                let inside =
                    if cells.asked[row * cols + col] { cell(row, col) } else { "·".into() };
                out.extend(["<td>", &inside, "</td>"]);
            }
            out.push_str("</tr>");
        }
        out + "</tbody></table>"
    }

    fn options(self, options: &[Vec<Span>], correct: Option<&[usize]>) -> String {
        let option = |(at, option): (usize, &Vec<Span>)| {
            let sign = match correct {
                None => "<input type=\"checkbox\">",
                Some(correct) if correct.contains(&at) => "☒",
                Some(_) => "☐",
            };
            format!("<li><label>{sign} {}</label></li>", self.spans(option))
        };
        let options: String = options.iter().enumerate().map(option).collect();
        format!("<ul class=\"options\">{options}</ul>\n")
    }

    /// The lines of a backward pass, the wrong one marked.
    pub fn pass(self, lines: &[Line], broken: Option<usize>) -> String {
        let line = |(at, line): (usize, &Line)| {
            let sign =
                if broken == Some(at) { " <span class=\"broken\">← wrong</span>" } else { "" };
            let formula = equal([&line.symbol, &line.formula, &array(&line.numbers)]);
            format!("<li>{}{sign}</li>", self.line(&formula))
        };
        let lines: String = lines.iter().enumerate().map(line).collect();
        format!("<div class=\"scroll\"><ol class=\"pass\">{lines}</ol></div>\n")
    }

    fn step(self, number: usize, step: &Step) -> String {
        let head = self.line(&equal([&step.symbol, &step.formula]));
        let mut out = format!("<div class=\"step\"><div class=\"head\"><b>{number}.</b> {head}");
        if !step.shapes.pieces().is_empty() {
            let _ = write!(out, " <span class=\"shapes\">{}</span>", self.inline(&step.shapes));
        }
        out.push_str("</div>\n");
        if !step.rule.is_empty() {
            let _ = writeln!(out, "<p>{}</p>", self.spans(&step.rule));
        }
        out + &self.display(&step.value()) + "</div>\n"
    }

    /// Paragraphs and lists.
    pub fn blocks(self, blocks: &[Block]) -> String {
        let mut out = String::new();
        let mut list: Option<&str> = None;
        for block in blocks {
            let kind =
                block.marker.as_deref().map(|sign| if sign.ends_with('.') { "ol" } else { "ul" });
            if kind != list {
                out.extend(list.map(|list| format!("</{list}>\n")));
                out.extend(kind.map(|kind| match block.marker.as_deref() {
                    Some(marker) if kind == "ol" => {
                        format!("<ol start=\"{}\">", marker.trim_end_matches('.'))
                    }
                    _ => "<ul>".to_owned(),
                }));
                list = kind;
            }
            let element = if kind.is_some() { "li" } else { "p" };
            let _ = writeln!(out, "<{element}>{}</{element}>", self.spans(&block.spans));
        }
        out.extend(list.map(|list| format!("</{list}>\n")));
        out
    }

    /// Running text.
    pub fn spans(self, spans: &[Span]) -> String {
        let span = |span: &Span| match span {
            Span::Text(words) => self.text(words),
            Span::Strong(words) => format!("<strong>{}</strong>", self.text(words)),
            Span::Code(words) => format!("<code>{}</code>", self.text(words)),
            Span::Math(formula) => self.inline(formula),
            Span::Display(formula) => match self {
                Self::MathMl => mathml::math(formula, Place::Display),
                Self::Tex => format!("\\[{}\\]", text(&latex::math(formula))),
            },
        };
        spans.iter().map(span).collect()
    }

    /// Text in which nothing is a mark, nor a sign that begins a formula.
    fn text(self, words: &str) -> String {
        match self {
            Self::MathMl => text(words),
            Self::Tex => {
                text(words).replace('\\', "\\<span></span>").replace('$', "$<span></span>")
            }
        }
    }
}

fn head(head: &Head) -> String {
    let facts: Vec<String> = words::subtitle(head).iter().map(|fact| text(fact)).collect();
    let lines = match head.part {
        Part::Sheet => {
            let line = |word: &str, width: u32| {
                format!("<span>{word} <i style=\"width: {width}rem\"></i></span>")
            };
            let points = text(&words::points(head.points));
            let (name, date) = (line(words::NAME, 16), line(words::DATE, 7));
            format!("<div class=\"lines\">{name}{date}{} / {points}</div>\n", line("", 3))
        }
        Part::Key | Part::Solution => String::new(),
    };
    format!(
        "<header><h1>{}</h1>\n<div class=\"facts\">{}</div>\n{lines}</header>\n",
        text(head.title),
        facts.join(" · ")
    )
}
