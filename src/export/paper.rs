//! What a document holds, before it is decided in which format.

use crate::engine::Array;
use crate::grading::tolerance::Rule;
use crate::tex::Math;

use super::wrong::Wrong;

/// A set of sheets: the variants of the same exercises.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The title of every sheet.
    pub title: String,
    /// The variants, each a sheet, a key and a solution.
    pub sheets: Vec<Sheet>,
    /// Whether known wrong answers are looked for.
    pub has_wrong: bool,
}

/// One variant.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What drew it.
    pub seed: u64,
    /// Whether another seed gives another sheet.
    pub is_drawn: bool,
    /// How long it should take.
    pub minutes: u32,
    /// The exercises, in order.
    pub items: Vec<Item>,
}

/// An exercise on a sheet.
#[derive(Clone, Debug)]
pub struct Item {
    /// The id of the exercise.
    pub id: String,
    /// The topic of the exercise.
    pub topic: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Its title.
    pub title: Vec<Span>,
    /// The variant's seed, if seeds draw different ones.
    pub seed: Option<u64>,
    /// From 1 to 5.
    pub level: u8,
    /// How long it should take.
    pub minutes: u32,
    /// What there is to know.
    pub statement: Vec<Block>,
    /// The conventions that change the numbers.
    pub conventions: Vec<Block>,
    /// The values that are told.
    pub given: Vec<Value>,
    /// The equations of the model.
    pub equations: Vec<Equation>,
    /// How precise answers have to be, where all questions ask for the same.
    pub precision: Option<String>,
    /// What is asked.
    pub questions: Vec<Question>,
    /// The worked solution.
    pub steps: Vec<Step>,
}

/// A paragraph, or an item of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What an item begins with.
    pub marker: Option<String>,
    /// Its text.
    pub spans: Vec<Span>,
}

/// A run of text.
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    /// Running text.
    Text(String),
    /// Stressed text.
    Strong(String),
    /// Text as it is typed.
    Code(String),
    /// Mathematics in the text.
    Math(Math),
    /// Mathematics on lines of its own.
    Display(Math),
}

/// A named value.
#[derive(Clone, Debug)]
pub struct Value {
    /// Its name.
    pub name: Math,
    /// The numbers.
    pub numbers: Array,
}

/// What a name stands for.
#[derive(Clone, Debug)]
pub struct Equation {
    /// The name.
    pub name: Math,
    /// What it stands for.
    pub formula: Math,
}

/// A question.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its id in the exercise.
    pub id: String,
    /// What it earns.
    pub points: f64,
    /// What is asked.
    pub prompt: Vec<Block>,
    /// How precise the answer has to be; empty where it is right or not.
    pub precision: String,
    /// What the answer is called, before its boxes.
    pub symbol: Option<Math>,
    /// The right answer, which also tells what boxes there are.
    pub answer: Answer,
    /// Nudges.
    pub hints: Vec<Vec<Block>>,
    /// What is told with the answer.
    pub explain: Vec<Block>,
}

/// A right answer.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A number or a matrix, and its formula.
    Cells(Cells, Option<Math>),
    /// A formula.
    Formula(Math),
    /// Sizes: none for a number, rows and columns for a matrix.
    Shape(Vec<usize>),
    /// The options that hold, counted from 0.
    Options(Vec<Vec<Span>>, Vec<usize>),
    /// The line that is wrong, counted from 0, and its right value.
    Mend(Vec<Line>, usize, Cells),
}

/// A number or a matrix to fill in.
#[derive(Clone, Debug)]
pub struct Cells {
    /// The right numbers.
    pub key: Array,
    /// What counts as equal to an entry.
    pub rule: Rule,
    /// Which entries are asked for.
    pub asked: Vec<bool>,
    /// Known wrong answers, those first that are likelier; none unless they were looked for.
    pub wrong: Vec<Wrong>,
}

/// A line of a backward pass.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it finds.
    pub symbol: Math,
    /// How.
    pub formula: Math,
    /// Its numbers.
    pub numbers: Array,
}

/// A step of a worked solution.
#[derive(Clone, Debug)]
pub struct Step {
    /// Whether it belongs to the backward pass.
    pub is_backward: bool,
    /// What it finds.
    pub symbol: Math,
    /// How, in terms of the steps before.
    pub formula: Math,
    /// The same in terms of values alone, where that is another formula.
    pub closed: Option<Math>,
    /// The shapes as they fit; empty for numbers.
    pub shapes: Math,
    /// The numbers.
    pub numbers: Array,
    /// Why.
    pub rule: Vec<Span>,
}

impl Paper {
    /// The variants of each exercise, those that are the same on several sheets once.
    pub fn exercises(&self) -> Vec<Vec<&Item>> {
        let mut found: Vec<Vec<&Item>> = Vec::new();
        for item in self.sheets.iter().flat_map(|sheet| &sheet.items) {
            match found.iter_mut().find(|variants| variants[0].id == item.id) {
                Some(variants) if variants.iter().any(|other| other.seed == item.seed) => {}
                Some(variants) => variants.push(item),
                None => found.push(vec![item]),
            }
        }
        found
    }
}

impl Sheet {
    /// What all questions earn.
    pub fn points(&self) -> f64 {
        self.items.iter().map(Item::points).sum()
    }
}

impl Item {
    /// What its questions earn.
    pub fn points(&self) -> f64 {
        self.questions.iter().map(|question| question.points).sum()
    }
}

impl Cells {
    /// The size of the grid.
    pub fn size(&self) -> (usize, usize) {
        (self.key.shape().rows(), self.key.shape().cols())
    }

    /// Whether it is a number, which has no brackets.
    pub fn is_scalar(&self) -> bool {
        self.key.shape().is_scalar()
    }

    /// Whether every entry is asked for.
    pub fn is_whole(&self) -> bool {
        self.asked.iter().all(|asked| *asked)
    }
}
