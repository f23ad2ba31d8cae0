//! Papers from exercises: each variant's numbers, key and solution gathered.

use super::paper::{
    Answer, Block, Cells, Equation, Item, Line, Paper, Question, Sheet, Span, Step, Value,
};
use super::text::{blocks, clean, line};
use super::wrong;
use crate::engine::{Array, Program, Style};
use crate::exercise::definition::Definition;
use crate::exercise::{self, Exercise, Key, Task, Variant};
use crate::grading;
use crate::grading::solution::{Solution, What};
use crate::grading::tolerance::{Rule, tolerance_words};
use crate::tex::{self, Math};

/// An exercise's variant on a paper. Of an exam's exercise only the questions that are asked are
/// there, with the points that they earn.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// The exercise.
    pub exercise: &'a Exercise,
    /// Its variant.
    pub variant: &'a Variant,
}

impl Paper {
    /// A paper without sheets.
    pub fn new(title: &str) -> Self {
        Self { title: clean(title), sheets: Vec::new(), has_wrong: false }
    }

    /// The same, for a format that tells known wrong answers apart.
    pub fn with_wrong(self) -> Self {
        Self { has_wrong: true, ..self }
    }

    /// Adds the sheet of one seed; `minutes` where that is not the time of all exercises together.
    pub fn add(&mut self, seed: u64, pieces: &[Piece], minutes: Option<u32>) {
        let items: Vec<Item> = pieces.iter().map(|piece| item(piece, self.has_wrong)).collect();
        self.sheets.push(Sheet {
            seed,
            is_drawn: minutes.is_some() || pieces.iter().any(|piece| piece.exercise.is_drawn()),
            minutes: minutes.unwrap_or_else(|| items.iter().map(|item| item.minutes).sum()),
            items,
        });
    }
}

fn item(piece: &Piece, has_wrong: bool) -> Item {
    let Piece { exercise, variant } = *piece;
    let names: Vec<String> =
        variant.program.names().map(|name| Program::print_name(name, Style::Unicode)).collect();
    let told = variant.values.iter().filter(|(name, _)| exercise.show.contains(name));
    let value = |(name, numbers): &(String, Array)| Value {
        name: self::name(name),
        numbers: numbers.clone(),
    };
    let equation = |name: &str| Equation {
        name: self::name(name),
        formula: definition(exercise, variant, name),
    };
    let questions = exercise.questions.iter();
    let mut questions: Vec<Question> =
        questions.map(|question| self::question(question, variant, &names, has_wrong)).collect();
    let precision = shared_precision(&mut questions);
    Item {
        id: clean(&exercise.id),
        topic: clean(&exercise.topic),
        tags: exercise.tags.iter().map(|tag| clean(tag)).collect(),
        title: line(&exercise.title, &[]),
        seed: exercise.is_drawn().then_some(variant.seed),
        level: exercise.level,
        minutes: exercise.minutes,
        statement: blocks(&exercise.statement, &names),
        conventions: blocks(exercise.conventions.as_deref().unwrap_or_default(), &names),
        given: variant.given.iter().chain(told).map(value).collect(),
        equations: exercise.equations(variant).map(equation).collect(),
        precision,
        questions,
        steps: steps(exercise, variant, &names),
    }
}

/// The precision that all questions ask for, which need not be said at each then.
fn shared_precision(questions: &mut [Question]) -> Option<String> {
    let mut all = questions.iter().map(|question| &question.precision);
    let first = all.find(|precision| !precision.is_empty())?.clone();
    if !all.all(|other| other.is_empty() || *other == first) {
        return None;
    }
    for question in questions {
        question.precision.clear();
    }
    Some(first)
}

/// A name as mathematics.
fn name(name: &str) -> Math {
    tex::read(&Program::print_name(name, Style::Latex))
}

/// What a name is defined as.
fn definition(exercise: &Exercise, variant: &Variant, name: &str) -> Math {
    match exercise.definition(variant, name, Style::Latex) {
        Definition::Formula(tex) => tex::read(&tex),
        Definition::Written(text) => Math::Text(clean(&text)),
    }
}

fn question(
    question: &exercise::Question,
    variant: &Variant,
    names: &[String],
    has_wrong: bool,
) -> Question {
    let formula = variant.node(question).map(|node| variant.program.formula(node, Style::Latex));
    let formula = formula.filter(|formula| !formula.contains('…')).map(|tex| tex::read(&tex));
    let answer = match (variant.key(question), &question.task) {
        (Key::Array(_), Task::Formula { .. }) => {
            Answer::Formula(formula.unwrap_or(Math::Row(Vec::new())))
        }
        (Key::Array(key), _) => {
            let wrong = if has_wrong { wrong::known(question, variant) } else { Vec::new() };
            Answer::Cells(cells(question, key, wrong), formula)
        }
        (Key::Shape(sizes), _) => Answer::Shape(sizes),
        (Key::Choice(correct), Task::Choice { options, .. }) => {
            Answer::Options(options.iter().map(|option| line(option, names)).collect(), correct)
        }
        (Key::Choice(correct), _) => Answer::Options(Vec::new(), correct),
        (Key::Mend(broken, right), _) => {
            let whole = exercise::Question { entries: None, ..question.clone() };
            Answer::Mend(pass(question, variant), broken, cells(&whole, right, Vec::new()))
        }
    };
    let symbol = match &question.task {
        Task::Mend { .. } | Task::Choice { .. } | Task::Shape { .. } => None,
        _ => What::asked(question).map(|what| tex::read(&what.symbol(Style::Latex))),
    };
    Question {
        id: clean(&question.id),
        points: question.points,
        prompt: blocks(&question.prompt, names),
        precision: tolerance_words(question),
        symbol,
        answer,
        hints: question.hints.iter().map(|hint| blocks(&hint.text, names)).collect(),
        explain: blocks(question.explain.as_deref().unwrap_or_default(), names),
    }
}

fn cells(question: &exercise::Question, key: Array, wrong: Vec<wrong::Wrong>) -> Cells {
    let rule = Rule::new(&question.tolerance, &key);
    let cols = key.shape().cols();
    let is_asked = |at: usize| {
        let entries = question.entries.as_ref();
        entries.is_none_or(|entries| entries.contains(&(at / cols, at % cols)))
    };
    let asked = (0..key.data().len()).map(is_asked).collect();
    Cells { key, rule, asked, wrong }
}

/// The lines of the backward pass that a question of kind mend shows.
fn pass(question: &exercise::Question, variant: &Variant) -> Vec<Line> {
    let Some(mend) = variant.mend(question) else { return Vec::new() };
    let line = |line: &exercise::mend::Line| {
        let (what, formula) = grading::mend::written(mend, line);
        Line {
            symbol: tex::read(&what.symbol(Style::Latex)),
            formula: tex::read(formula.get(Style::Latex)),
            numbers: line.value.clone(),
        }
    };
    mend.lines.iter().map(line).collect()
}

fn steps(exercise: &Exercise, variant: &Variant, names: &[String]) -> Vec<Step> {
    let solution = Solution::new(exercise, variant);
    let step = |step: &grading::solution::Step| Step {
        is_backward: step.is_backward(),
        symbol: tex::read(&step.what.symbol(Style::Latex)),
        formula: tex::read(step.local.get(Style::Latex)),
        closed: step.closed.as_ref().map(|closed| tex::read(closed.get(Style::Latex))),
        shapes: tex::read(&step.shapes(Style::Latex)),
        numbers: step.value.clone(),
        rule: line(&step.rule.tex(), names),
    };
    solution.steps.iter().map(step).collect()
}

/// Whether there is anything to read.
pub fn is_empty(blocks: &[Block]) -> bool {
    blocks.iter().all(|block| {
        block.spans.iter().all(|span| matches!(span, Span::Text(text) if text.trim().is_empty()))
    })
}
