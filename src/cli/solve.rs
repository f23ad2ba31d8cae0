//! `gradus solve`: the key of an exercise's variant.

use clap::Args as ClapArgs;
use serde_json::{Map, Value, json};

use super::output::{Colour, Outcome, indented, styled, visible};
use super::{Format, json, matrix, target};
use crate::engine::{Program, Shape, Style};
use crate::exercise::{Exercise, Key, Question, Task, Variant};
use crate::markup::{Markup, Role};

/// Print the key of an exercise: given values, values, gradients, and every answer
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus solve two-layer-nonlinear/01                   the key, to read
  gradus solve two-layer-nonlinear/01 --seed 7          with other numbers
  gradus solve my.toml --format json | jq .gradients    for a program

Exit status: 0 solved, 2 it could not be done.")]
pub struct Args {
    /// An exercise file, or the id of a library exercise or the beginning of one
    #[arg(value_name = "EXERCISE")]
    pub exercise: String,
    /// Which variant: the same seed always draws the same numbers
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
    /// How the key is written
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub format: Format,
}

/// Runs the command.
pub fn run(args: &Args, colour: Colour) -> Outcome {
    match target::draw(&args.exercise, args.seed, colour.stderr) {
        Err(outcome) => outcome,
        Ok((exercise, variant)) => {
            let stdout = match args.format {
                Format::Text => text(&exercise, &variant, colour.stdout),
                Format::Json => json::text(&object(&args.exercise, &exercise, &variant)),
            };
            Outcome { stdout, ..Outcome::default() }
        }
    }
}

fn object(target: &str, exercise: &Exercise, variant: &Variant) -> Value {
    let questions: Vec<Value> =
        exercise.questions.iter().map(|question| answer(question, variant)).collect();
    json!({
        "format": 1,
        "exercise": target,
        "seed": variant.seed,
        "given": json::named(&variant.given),
        "values": json::named(&variant.values),
        "loss": exercise.loss,
        "gradients": json::named(&variant.gradients),
        "questions": questions,
    })
}

fn answer(question: &Question, variant: &Variant) -> Value {
    let answer = match variant.key(question) {
        Key::Array(key) => json::array(&key),
        Key::Shape(sizes) => json!(sizes),
        Key::Choice(options) => json!(options),
    };
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(question.id));
    object.insert("kind".to_owned(), json!(question.task.kind()));
    object.insert("points".to_owned(), json::number(question.points));
    object.insert("answer".to_owned(), answer);
    if let Some(node) = variant.node(question) {
        object.insert("formula".to_owned(), json!(variant.program.formula(node, Style::NumPy)));
    }
    Value::Object(object)
}

/// The key for a person: what is given, what follows from it, and the answers.
fn text(exercise: &Exercise, variant: &Variant, colour: bool) -> String {
    let heading = |text: &str| styled(&Markup::new().with(Role::Heading, text), colour);
    let mut out = heading(&exercise.title);
    if exercise.is_drawn() {
        out.extend(["  (seed ", &variant.seed.to_string(), ")"]);
    }
    out.push('\n');
    if let Some(conventions) = &exercise.conventions {
        out.push_str(&indented(&visible(conventions), 2));
    }
    let section = |out: &mut String, title: &str, body: &str| {
        if !body.is_empty() {
            out.extend(["\n", &heading(title), "\n", &indented(body, 2)]);
        }
    };
    let blocks = |values: &[(String, crate::engine::Array)]| -> String {
        values.iter().map(|(name, value)| matrix::block(name, value)).collect()
    };
    section(&mut out, "Given", &blocks(&variant.given));
    section(&mut out, "Equations", &visible(exercise.forward.trim()));
    section(&mut out, "Values", &blocks(&variant.values));
    let loss = Program::print_name(&exercise.loss, Style::Unicode);
    let gradients: String = variant
        .gradients
        .iter()
        .map(|(name, value)| {
            let name = Program::print_name(name, Style::Unicode);
            matrix::block(&format!("∂{loss}/∂{name}"), value)
        })
        .collect();
    section(&mut out, "Gradients of the loss", &gradients);
    let answers: String =
        exercise.questions.iter().map(|question| solution(question, variant, colour)).collect();
    section(&mut out, "Answers", &answers);
    out
}

/// One question with its answer.
fn solution(question: &Question, variant: &Variant, colour: bool) -> String {
    let head =
        Markup::new().with(Role::Strong, &question.id).text("  ").with(Role::Dim, &question.prompt);
    let mut out = styled(&head, colour) + "\n";
    let body = match (variant.key(question), &question.task) {
        (Key::Array(key), task) => {
            let formula = variant
                .node(question)
                .map(|node| format!("= {}\n", variant.program.formula(node, Style::Unicode)));
            formula.unwrap_or_default() + &matrix::block(&asked(task), &key)
        }
        (Key::Shape(sizes), _) => match sizes[..] {
            [rows, cols] => format!("{}\n", Shape::Matrix(rows, cols)),
            _ => format!("{}, a single number\n", Shape::Scalar),
        },
        (Key::Choice(correct), Task::Choice { options, .. }) => correct
            .iter()
            .filter_map(|option| Some(format!("{}. {}\n", option + 1, options.get(*option)?)))
            .collect(),
        (Key::Choice(_), _) => String::new(),
    };
    out.push_str(&indented(&visible(&body), 2));
    if let Some(explain) = &question.explain {
        out.push_str(&indented(&visible(explain), 2));
    }
    out
}

/// What is asked for, as an equation begins.
fn asked(task: &Task) -> String {
    let print = |name: &str| Program::print_name(name, Style::Unicode);
    match task {
        Task::Gradient { of, wrt } => format!("∂{}/∂{}", print(of), print(wrt)),
        Task::Value { of } | Task::Shape { of } => print(of),
        Task::Choice { .. } => String::new(),
    }
}
