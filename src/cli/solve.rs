//! `gradus solve`: the key of an exercise's variant.

use clap::{Args as ClapArgs, ValueEnum};
use serde_json::{Map, Value, json};

use super::output::{Colour, Outcome, indented, styled, visible};
use super::{json, matrix, target};
use crate::engine::{Array, Program, Shape, Style};
use crate::exercise::{Exercise, Key, Question, Task, Variant};
use crate::grading::solution::{Solution, latex, markdown, text as steps};
use crate::grading::{self, find};
use crate::markup::{Markup, Role};
use crate::nearest::suggestion;

/// Print the key of an exercise, or its worked solution step by step
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus solve two-layer-nonlinear/01                   the key, to read
  gradus solve two-layer-nonlinear/01 --seed 7          with other numbers
  gradus solve my.toml --format json | jq .gradients    for a program
  gradus solve two-layer-nonlinear/01 --steps           how one gets there, step by step
  gradus solve my.toml --steps --question dW1           the steps that lead to one answer
  gradus solve my.toml --format latex > my.tex          the worked solution on paper

The formats markdown and latex are always the worked solution; json is always the key.

Exit status: 0 solved, 2 it could not be done.")]
pub struct Args {
    /// An exercise file, or the id of a library exercise or the beginning of one
    #[arg(value_name = "EXERCISE")]
    pub exercise: String,
    /// Which variant: the same seed always draws the same numbers
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
    /// How the key is written
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORMAT")]
    pub format: Form,
    /// Print the worked solution: forward and backward pass step by step, with formulas,
    /// shapes, numbers and rules
    #[arg(long)]
    pub steps: bool,
    /// Of the worked solution, only the steps that lead to the answer of this question
    #[arg(long, value_name = "ID")]
    pub question: Option<String>,
}

/// How a key or a worked solution is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people
    Text,
    /// The worked solution as Markdown with TeX mathematics
    Markdown,
    /// The worked solution as a LaTeX document
    Latex,
    /// The key as one JSON object, for programs
    Json,
}

/// Runs the command.
pub fn run(args: &Args, colour: Colour) -> Outcome {
    match target::draw(&args.exercise, args.seed, colour.stderr) {
        Err(outcome) => outcome,
        Ok((exercise, variant)) => {
            let worked = args.steps || args.question.is_some();
            let stdout = match args.format {
                Form::Json if worked => {
                    return Outcome::failed(
                        "JSON holds the key alone; leave out `--steps` and `--question`, or \
                         choose `--format markdown`",
                    );
                }
                Form::Json => json::text(&object(&args.exercise, &exercise, &variant)),
                Form::Text if !worked => text(&exercise, &variant, colour.stdout),
                form => {
                    let solution = match self::worked(args, &exercise, &variant) {
                        Ok(solution) => solution,
                        Err(reason) => return Outcome::failed(&reason),
                    };
                    let title = title(&exercise, &variant);
                    match form {
                        Form::Markdown => markdown::write(&title, &solution),
                        Form::Latex => latex::write(&title, &solution),
                        Form::Text | Form::Json => {
                            let head = Markup::new().with(Role::Heading, title).text("\n\n");
                            let steps = styled(&steps::markup(&solution), colour.stdout);
                            styled(&head, colour.stdout) + &steps
                        }
                    }
                }
            };
            Outcome { stdout, ..Outcome::default() }
        }
    }
}

/// The worked solution that is asked for; the error says why there is none.
fn worked(args: &Args, exercise: &Exercise, variant: &Variant) -> Result<Solution, String> {
    let solution = Solution::new(exercise, variant);
    let Some(id) = &args.question else { return Ok(solution) };
    let Some(question) = find(exercise, id) else {
        let ids: Vec<&str> = exercise.questions.iter().map(|question| &*question.id).collect();
        let help = suggestion(id, ids).map(|help| format!("; {help}"));
        return Err(format!("no question has the id `{id}`{}", help.unwrap_or_default()));
    };
    match solution.needed(question).as_slice() {
        [] => Err(format!(
            "no step of the solution answers `{}`: it is no value or gradient",
            question.id
        )),
        needed => Ok(solution.only(needed)),
    }
}

/// The exercise's title, and its seed where there are several variants.
fn title(exercise: &Exercise, variant: &Variant) -> String {
    let seed = exercise.is_drawn().then(|| format!("  (seed {})", variant.seed));
    exercise.title.clone() + &seed.unwrap_or_default()
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
        Key::Mend(line, value) => json!({ "line": line + 1, "value": json::array(&value) }),
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
        (Key::Mend(_, value), _) => mended(question, variant, &value),
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
        Task::Gradient { of, wrt } | Task::Formula { of, wrt, .. } => {
            format!("∂{}/∂{}", print(of), print(wrt))
        }
        Task::Value { of } | Task::Shape { of } => print(of),
        Task::Choice { .. } | Task::Mend { .. } => String::new(),
    }
}

/// The lines of a wrong backward pass, the broken one marked, and what it should be.
fn mended(question: &Question, variant: &Variant, right: &Array) -> String {
    let Some(mend) = variant.mend(question) else { return String::new() };
    let mut out = String::new();
    for (place, line) in mend.lines.iter().enumerate() {
        let (what, formula) = grading::mend::written(mend, line);
        let sign = if place == mend.broken { "✗" } else { " " };
        let symbol = what.symbol(Style::Unicode);
        let formula = formula.get(Style::Unicode);
        out.extend([format!("{sign} {}. {symbol} = {formula}\n", place + 1)]);
        out.push_str(&indented(&matrix::block(&symbol, &line.value), 5));
    }
    let line = &mend.lines[mend.broken];
    let symbol = grading::mend::written(mend, line).0.symbol(Style::Unicode);
    out.extend([format!("line {} is wrong ({}); right is\n", mend.broken + 1, mend.rule.name())]);
    out + &indented(&matrix::block(&symbol, right), 5)
}
