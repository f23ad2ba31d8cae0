//! A paper as the source of a LaTeX document, for `pdflatex`, `xelatex` and `lualatex`.

use std::fmt::Write as _;

use super::flow::{Asked, Blank, Element, Head, document};
use super::paper::{Block, Cells, Equation, Line, Paper, Span, Step, Value};
use super::text::{array, equal};
use super::{Part, words};
use crate::tex::Math;
use crate::tex::latex::{foreign, math, text};

/// Matrices of more columns than these stand on a line of their own.
const WIDE: usize = 9;

/// What a document begins with: its looks, all in one place for whoever wants others.
const BEGIN: &str = r"\documentclass[11pt,a4paper]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[utf8]{inputenc}
  \usepackage[T1]{fontenc}
  \usepackage{lmodern}
\else
  \usepackage{fontspec}
\fi
\usepackage{amsmath,amssymb,graphicx,xcolor}
\usepackage[margin=22mm,bottom=25mm]{geometry}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.6em plus 0.2em}
\setcounter{MaxMatrixCols}{100}
\definecolor{ink}{gray}{0.4}
% Room to work in below each question.
\newcommand{\room}{\vspace{14mm plus 4mm minus 4mm}}
% What is too wide is made smaller.
\newsavebox{\wide}
\newcommand{\fit}[1]{\sbox{\wide}{#1}\ifdim\wd\wide>\linewidth\resizebox{\linewidth}{!}{\usebox{\wide}}\else\usebox{\wide}\fi}
\newcommand{\frameof}[2]{{\setlength{\fboxsep}{0pt}\color{ink}\framebox{\rule[-#2]{0pt}{7.5mm}\hspace{#1}}}}
\newcommand{\cell}[1]{\raisebox{0pt}{\frameof{#1}{2.7mm}}}
\newcommand{\blankline}[1]{\underline{\hspace{#1}}}
\newcommand{\tick}[1]{{\setlength{\fboxsep}{0pt}\framebox[3.2mm]{\rule[-0.4mm]{0pt}{3.2mm}\smash{#1}}}}
\newcommand{\head}[2]{{\LARGE\bfseries #1\par}{\color{ink}#2\par}}
\newcommand{\lines}[1]{\vspace{0.4em}NAME \blankline{75mm}\hfill DATE \blankline{32mm}\hfill \blankline{10mm}\,/\,#1\par}
\newcommand{\headrule}{\vspace{-0.3em}\rule{\linewidth}{0.5pt}\par}
\newcommand{\exercise}[3]{\pagebreak[2]\vspace{0.9em}{\large\bfseries #1\quad #2}\hfill{\color{ink}#3}\par\nopagebreak}
\newcommand{\labelof}[1]{\vspace{0.3em}{\bfseries #1}\par\nopagebreak}
\newcommand{\note}[2]{{\small\textbf{#1:} #2\par}}
\newenvironment{question}[3]{\par\vspace{0.9em}\begin{minipage}{\linewidth}\setlength{\parskip}{0.6em}%
  \makebox[1.7em][l]{\textbf{#1)}}\begin{minipage}[t]{\dimexpr\linewidth-6.2em}\raggedright #3\end{minipage}\hfill{\color{ink}#2}\par
  \hspace*{1.7em}\begin{minipage}{\dimexpr\linewidth-1.7em}\setlength{\parskip}{0.6em}}{\end{minipage}\end{minipage}\par}
";

/// The chosen parts as one document.
pub fn write(paper: &Paper, parts: &[Part]) -> String {
    let mut body = String::new();
    for element in document(paper, parts) {
        self::element(&element, &mut body);
    }
    let mut out = BEGIN.replace("NAME", words::NAME).replace("DATE", words::DATE);
    let foreign = foreign(&body);
    if !foreign.is_empty() {
        out.push_str(
            "% pdfLaTeX has no letters for these; XeLaTeX and LuaLaTeX may.\n\\ifPDFTeX\n",
        );
        for c in foreign {
            let code = u32::from(c);
            let _ = writeln!(
                out,
                "  \\DeclareUnicodeCharacter{{{code:04X}}}{{\\texttt{{U+{code:04X}}}}}"
            );
        }
        out.push_str("\\fi\n");
    }
    out + "\\begin{document}\n" + &body + "\\end{document}\n"
}

fn element(element: &Element, out: &mut String) {
    let line = match element {
        Element::Head(head) => self::head(head),
        Element::Item(number, title, points) => format!(
            "\\exercise{{{number}}}{{{}}}{{{}}}\n",
            spans(title),
            text(&words::points(*points))
        ),
        Element::Label(word) => format!("\\labelof{{{}}}\n", text(word)),
        Element::Prose(blocks) => self::blocks(blocks),
        Element::Note(word, blocks) => {
            format!("\\note{{{}}}{{{}}}\n", text(word), self::blocks(blocks).trim())
        }
        Element::Remark(words) => format!("{}\\par\n", text(words)),
        Element::Values(values) => self::values(values),
        Element::Equations(equations) => self::equations(equations),
        Element::Pass(lines, broken) => pass(lines, *broken),
        Element::Question(asked, body) => question(asked, body),
        Element::Blank(blank) => self::blank(blank),
        Element::Display(formula) => display(&math(formula)),
        Element::Options(options, correct) => {
            let option = |(at, option): (usize, &Vec<Span>)| {
                let sign = if correct.contains(&at) { "$\\times$" } else { "" };
                format!("\\tick{{{sign}}}\\enspace {}\\par\n", spans(option))
            };
            options.iter().enumerate().map(option).collect()
        }
        Element::Step(number, step) => self::step(*number, step),
    };
    out.push_str(&line);
}

/// A formula on a line of its own, made smaller where it is too wide.
fn display(formula: &str) -> String {
    format!("\\fit{{$\\displaystyle {formula}$}}\\par\n")
}

fn head(head: &Head) -> String {
    let begin = if head.is_first { "" } else { "\\newpage\n" };
    let facts: Vec<String> = words::subtitle(head).iter().map(|fact| text(fact)).collect();
    let facts = facts.join(" $\\cdot$ ");
    let lines = match head.part {
        Part::Sheet => format!("\\lines{{{}}}\n", text(&words::points(head.points))),
        Part::Key | Part::Solution => String::new(),
    };
    format!("{begin}\\head{{{}}}{{{facts}}}\n{lines}\\headrule\n", text(head.title))
}

fn values(values: &[Value]) -> String {
    let formula = |value: &Value| math(&equal([&value.name, &array(&value.numbers)]));
    let (wide, narrow): (Vec<&Value>, Vec<&Value>) =
        values.iter().partition(|value| value.numbers.shape().cols() > WIDE);
    let narrow: Vec<String> =
        narrow.iter().map(|value| format!("\\mbox{{${}$}}", formula(value))).collect();
    let mut out = String::new();
    if !narrow.is_empty() {
        out.extend(["{\\raggedright\\lineskip=0.8em\\lineskiplimit=0.4em\n"]);
        out.extend([narrow.join("\\qquad\n"), "\\par}\n".to_owned()]);
    }
    for value in wide {
        out.push_str(&display(&formula(value)));
    }
    out
}

fn equations(equations: &[Equation]) -> String {
    let line = |one: &Equation| format!("{} &= {}", math(&one.name), math(&one.formula));
    let lines: Vec<String> = equations.iter().map(line).collect();
    display(&format!("\\begin{{aligned}}\n{}\n\\end{{aligned}}", lines.join(" \\\\\n")))
}

fn question(asked: &Asked, body: &[Element]) -> String {
    let mut prompt = blocks(asked.prompt).trim_end_matches("\\par\n").trim().to_owned();
    if !asked.precision.is_empty() {
        let _ = write!(prompt, " {{\\small\\color{{ink}}({})}}", text(asked.precision));
    }
    let is_open = body.iter().any(|element| matches!(element, Element::Blank(_)));
    let ticked = body.iter().any(|element| matches!(element, Element::Blank(Blank::Options(_))));
    let mut inside = String::new();
    for element in body {
        self::element(element, &mut inside);
    }
    let room = if is_open && !ticked { "\\room\n" } else { "" };
    let points = text(&words::points(asked.points));
    let letter = &asked.letter;
    format!(
        "\\begin{{question}}{{{letter}}}{{{points}}}{{{prompt}}}\n{inside}\\end{{question}}\n{room}"
    )
}

fn blank(blank: &Blank) -> String {
    let symbol = |symbol: Option<&Math>| {
        symbol.map(|symbol| format!("{} = ", math(symbol))).unwrap_or_default()
    };
    match blank {
        Blank::Cells(name, cells) => display(&format!("{}{}", symbol(*name), self::cells(cells))),
        Blank::Formula(name) => display(&format!("{}\\cell{{110mm}}", symbol(*name))),
        Blank::Shape => display("\\cell{13mm} \\times \\cell{13mm}"),
        Blank::Options(options) => {
            let option =
                |option: &Vec<Span>| format!("\\tick{{}}\\enspace {}\\par\n", spans(option));
            options.iter().map(option).collect()
        }
        Blank::Mend => format!(
            "{} \\cell{{12mm}}, {} \\fbox{{\\rule[-20mm]{{0pt}}{{24mm}}\\hspace{{80mm}}}}\\par\n",
            words::LINE,
            words::RIGHT_VALUE
        ),
    }
}

/// A box for each entry that is asked for, a point for each that is not.
fn cells(cells: &Cells) -> String {
    if cells.is_scalar() {
        return "\\cell{26mm}".to_owned();
    }
    let (rows, cols) = cells.size();
    let width = (140 / cols.max(1)).clamp(9, 17);
    let cell = |at: usize| {
        if cells.asked[at] { format!("\\cell{{{width}mm}}") } else { "\\cdot".to_owned() }
    };
    let row =
        |row: usize| (0..cols).map(|col| cell(row * cols + col)).collect::<Vec<_>>().join(" & ");
    let rows: Vec<String> = (0..rows).map(row).collect();
    let rows = rows.join(" \\\\[2.5mm] ");
    format!("{{\\arraycolsep=1mm\\left[\\,\\begin{{matrix}} {rows} \\end{{matrix}}\\,\\right]}}")
}

fn pass(lines: &[Line], broken: Option<usize>) -> String {
    let line = |(at, line): (usize, &Line)| {
        let sign = if broken == Some(at) { "\\quad\\textbf{$\\leftarrow$ wrong}" } else { "" };
        let formula = math(&equal([&line.symbol, &line.formula, &array(&line.numbers)]));
        format!("\\fit{{{}.\\enspace$\\displaystyle {formula}${sign}}}\\par\n", at + 1)
    };
    lines.iter().enumerate().map(line).collect()
}

fn step(number: usize, step: &Step) -> String {
    let head = math(&equal([&step.symbol, &step.formula]));
    let mut out = format!(
        "\\pagebreak[1]\\vspace{{0.6em}}\\textbf{{{number}.}}\\enspace$\\displaystyle {head}$"
    );
    if !step.shapes.pieces().is_empty() {
        let _ = write!(out, "\\hfill{{\\color{{ink}}${}$}}", math(&step.shapes));
    }
    out.push_str("\\par\\nopagebreak\n");
    if !step.rule.is_empty() {
        out.extend([&spans(&step.rule), "\\par\\nopagebreak\n"]);
    }
    out + &display(&math(&step.value()))
}

fn blocks(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        let body = spans(&block.spans);
        match block.marker.as_deref() {
            None => out.extend([&body, "\\par\n"]),
            Some(marker) => {
                let sign = if marker.ends_with('.') { marker } else { "\\textbullet" };
                out.extend(["\\hangindent=1.6em\\makebox[1.6em][l]{", sign, "}", &body, "\\par\n"]);
            }
        }
    }
    out
}

fn spans(spans: &[Span]) -> String {
    let span = |span: &Span| match span {
        Span::Text(words) => text(words),
        Span::Strong(words) => format!("\\textbf{{{}}}", text(words)),
        Span::Code(words) => format!("\\texttt{{{}}}", text(words)),
        Span::Math(formula) => format!("${}$", math(formula)),
        Span::Display(formula) => {
            format!("\\par\\fit{{$\\displaystyle {}$}}\\par ", math(formula))
        }
    };
    spans.iter().map(span).collect()
}
