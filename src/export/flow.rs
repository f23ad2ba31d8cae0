//! The order of things on paper: a paper's chosen parts as one flow of elements, the same for all
//! formats.

use super::paper::{
    Answer, Block, Cells, Equation, Item, Line, Paper, Question, Sheet, Span, Step, Value,
};
use super::text::{array, equal};
use super::{Part, build, words};
use crate::tex::Math;

/// Something on a page.
#[derive(Clone, Debug)]
pub enum Element<'p> {
    /// The head of a sheet; each but the first begins a page.
    Head(Head<'p>),
    /// The head of an exercise among several.
    Item(usize, &'p [Span], f64),
    /// A word over what follows.
    Label(&'static str),
    /// Running text.
    Prose(&'p [Block]),
    /// Running text of less weight, behind a word.
    Note(&'static str, &'p [Block]),
    /// One line of less weight.
    Remark(String),
    /// Named values, as many side by side as there is room for.
    Values(&'p [Value]),
    /// Equations, their equals signs below each other.
    Equations(&'p [Equation]),
    /// The lines of a backward pass; one may be marked as wrong.
    Pass(&'p [Line], Option<usize>),
    /// A question, and what belongs to it.
    Question(Asked<'p>, Vec<Element<'p>>),
    /// Room for an answer.
    Blank(Blank<'p>),
    /// A formula on lines of its own.
    Display(Math),
    /// Options, with those that hold marked.
    Options(&'p [Vec<Span>], &'p [usize]),
    /// A step of a worked solution, counted from 1.
    Step(usize, &'p Step),
}

/// The head of a sheet.
#[derive(Clone, Debug)]
pub struct Head<'p> {
    /// The title.
    pub title: &'p str,
    /// Which part it begins.
    pub part: Part,
    /// The variant, where there are others.
    pub seed: Option<u64>,
    /// What all questions earn.
    pub points: f64,
    /// How long it should take.
    pub minutes: u32,
    /// Whether it begins the document.
    pub is_first: bool,
}

/// A question's own line.
#[derive(Clone, Debug)]
pub struct Asked<'p> {
    /// Its letter.
    pub letter: String,
    /// What it earns.
    pub points: f64,
    /// What is asked.
    pub prompt: &'p [Block],
    /// How precise the answer has to be, where questions differ.
    pub precision: &'p str,
}

/// Room for an answer.
#[derive(Clone, Debug)]
pub enum Blank<'p> {
    /// A box for a number, or one for each entry of a matrix.
    Cells(Option<&'p Math>, &'p Cells),
    /// A line for a formula.
    Formula(Option<&'p Math>),
    /// Rows times columns.
    Shape,
    /// A box to tick for each option.
    Options(&'p [Vec<Span>]),
    /// The number of a line, and room for its value.
    Mend,
}

/// The parts of a paper, in the order in which they are named.
pub fn document<'p>(paper: &'p Paper, parts: &[Part]) -> Vec<Element<'p>> {
    let mut flow = Vec::new();
    for part in parts {
        for sheet in &paper.sheets {
            flow.push(Element::Head(Head {
                title: &paper.title,
                part: *part,
                seed: sheet.is_drawn.then_some(sheet.seed),
                points: sheet.points(),
                minutes: sheet.minutes,
                is_first: flow.is_empty(),
            }));
            self::sheet(sheet, *part, &mut flow);
        }
    }
    flow
}

fn sheet<'p>(sheet: &'p Sheet, part: Part, flow: &mut Vec<Element<'p>>) {
    for (index, item) in sheet.items.iter().enumerate() {
        if sheet.items.len() > 1 {
            flow.push(Element::Item(index + 1, &item.title, item.points()));
        }
        match part {
            Part::Sheet => {
                setting(item, flow);
                flow.extend(item.questions.iter().enumerate().map(|(at, one)| asked(at, one)));
            }
            Part::Key => {
                flow.extend(item.questions.iter().enumerate().map(|(at, one)| answered(at, one)));
            }
            Part::Solution => {
                let steps = item.steps.iter().enumerate();
                let mut backward = None;
                for (at, step) in steps {
                    if backward != Some(step.is_backward) {
                        backward = Some(step.is_backward);
                        flow.push(Element::Label(words::pass(step.is_backward)));
                    }
                    flow.push(Element::Step(at + 1, step));
                }
            }
        }
    }
}

/// What an exercise says before its questions.
pub fn setting<'p>(item: &'p Item, flow: &mut Vec<Element<'p>>) {
    if !build::is_empty(&item.statement) {
        flow.push(Element::Prose(&item.statement));
    }
    if !item.equations.is_empty() {
        flow.extend([Element::Label(words::EQUATIONS), Element::Equations(&item.equations)]);
    }
    if !item.given.is_empty() {
        flow.extend([Element::Label(words::GIVEN), Element::Values(&item.given)]);
    }
    if !build::is_empty(&item.conventions) {
        flow.push(Element::Note(words::CONVENTIONS, &item.conventions));
    }
    if let Some(precision) = &item.precision {
        flow.push(Element::Remark(words::precision(precision)));
    }
}

fn head(index: usize, question: &Question) -> Asked<'_> {
    Asked {
        letter: words::letter(index),
        points: question.points,
        prompt: &question.prompt,
        precision: &question.precision,
    }
}

fn asked(index: usize, question: &Question) -> Element<'_> {
    let symbol = question.symbol.as_ref();
    let blank = match &question.answer {
        Answer::Cells(cells, _) => Blank::Cells(symbol, cells),
        Answer::Formula(_) => Blank::Formula(symbol),
        Answer::Shape(_) => Blank::Shape,
        Answer::Options(options, _) => Blank::Options(options),
        Answer::Mend(..) => Blank::Mend,
    };
    let mut body = Vec::new();
    if let Answer::Mend(pass, ..) = &question.answer {
        body.push(Element::Pass(pass, None));
    }
    body.push(Element::Blank(blank));
    Element::Question(head(index, question), body)
}

/// A question with its answer.
pub fn answered(index: usize, question: &Question) -> Element<'_> {
    Element::Question(head(index, question), answer(question))
}

/// A question's answer, and why it is that.
pub fn answer(question: &Question) -> Vec<Element<'_>> {
    let symbol = question.symbol.as_ref();
    let mut body = Vec::new();
    match &question.answer {
        Answer::Cells(cells, formula) => {
            let value = array(&cells.key);
            let value = formula.as_ref().map_or(value.clone(), |formula| equal([formula, &value]));
            body.push(Element::Display(
                symbol.map_or(value.clone(), |symbol| equal([symbol, &value])),
            ));
        }
        Answer::Formula(formula) => {
            body.push(Element::Display(
                symbol.map_or(formula.clone(), |symbol| equal([symbol, formula])),
            ));
        }
        Answer::Shape(sizes) => body.push(Element::Remark(words::shape(sizes))),
        Answer::Options(options, correct) => body.push(Element::Options(options, correct)),
        Answer::Mend(pass, broken, right) => {
            body.push(Element::Pass(pass, Some(*broken)));
            body.push(Element::Remark(words::broken(*broken)));
            if let Some(line) = pass.get(*broken) {
                body.push(Element::Display(equal([&line.symbol, &array(&right.key)])));
            }
        }
    }
    if !build::is_empty(&question.explain) {
        body.push(Element::Note(words::WHY, &question.explain));
    }
    body
}
