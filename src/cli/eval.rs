//! `gradus eval`: equations, their values, shapes and gradients, and an independent check of these.

pub mod calculator;
pub mod interactive;
pub mod statements;

use std::path::{Path, PathBuf};

use calculator::Calculator;
use clap::Args as ClapArgs;
use serde_json::{Map, Value, json};

use super::output::{Colour, Outcome, indented, styled, visible};
use super::{Format, input, json, matrix, place, report};
use crate::diagnostic::Diagnostic;
use crate::engine::witness::central_difference;
use crate::engine::{Array, NodeId, Program, Scope, Shape, Style};
use crate::grading::Answer;
use crate::grading::answer;
use crate::markup::{Markup, Role};
use crate::nearest::suggestion;
use crate::source::Source;

/// Compute equations: values, shapes and gradients, checked by central differences
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus eval '2/3 * sigmoid(1)'
  gradus eval 'yhat = w * x; L = mean((yhat - [1, 0])^2)' --let w=2 --let 'x=[1, 3]' --grad w
  gradus eval --file mine.eq --given values.toml --grad W1,b1 --format json
  echo 'L = sum(X^2)' | gradus eval - --let 'X=[[1, 2], [3, 4]]' --grad X
  gradus eval                                    a calculator: line after line, with history
  gradus eval --no-history                       the same, and nothing is remembered

A file of given values is TOML or JSON, `name = value`, or CSV, or NumPy's .npz.

Exit status: 0 computed, 1 a gradient disagrees with the differences, 2 it could not be done.")]
pub struct Args {
    /// Equations, one a line or divided by `;`, or one expression; `-` for stdin; without any, a
    /// calculator reads line after line
    #[arg(value_name = "EQUATIONS", conflicts_with = "file")]
    pub equations: Option<String>,
    /// A file of equations, one a line
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// A given value: a number, a matrix, or an expression over those before it; once for each name
    #[arg(long = "let", value_name = "NAME=VALUE")]
    pub lets: Vec<String>,
    /// A file of given values
    #[arg(long, value_name = "FILE")]
    pub given: Option<PathBuf>,
    /// The names by which to differentiate
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub grad: Vec<String>,
    /// The scalar that is differentiated; the last name assigned if nothing is said
    #[arg(long, value_name = "NAME", requires = "grad")]
    pub of: Option<String>,
    /// The calculator neither brings back what was entered in earlier sessions nor remembers it
    #[arg(long)]
    pub no_history: bool,
    /// How the results are written
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub format: Format,
}

/// The name of a result to which none was given.
const UNNAMED: &str = "ans";

/// The most entries of which a gradient is checked by differences.
const MOST_CHECKED: usize = 2_000;

/// What was computed.
struct Results {
    given: Vec<(String, Array)>,
    values: Vec<(String, Array)>,
    of: String,
    gradients: Vec<Gradient>,
}

/// A gradient, and what central differences say of it.
struct Gradient {
    wrt: String,
    unicode: String,
    code: String,
    value: Array,
    witness: Option<Witness>,
}

/// A gradient found from values alone.
struct Witness {
    value: Array,
    /// The largest difference between the two gradients.
    apart: f64,
    agrees: bool,
}

/// Runs the command; what a calculator remembers is in the folder of all that is remembered.
pub fn run(args: &Args, data: Option<&Path>, colour: Colour) -> Outcome {
    if args.equations.is_none() && args.file.is_none() {
        if !args.grad.is_empty() || args.format == Format::Json {
            return Outcome::failed(
                "there are no EQUATIONS; the calculator, which needs none, has neither `--grad` nor \
                 `--format`: type `grad(L, w)` there",
            );
        }
        let folder = place::data(data).ok().filter(|_| !args.no_history);
        return match given(args, &mut Program::new(), colour.stderr) {
            Ok(given) => {
                let calculator = Calculator::new(given, colour.stdout);
                interactive::run(calculator, folder.as_deref(), colour)
            }
            Err(outcome) => outcome,
        };
    }
    let results = match compute(args, colour.stderr) {
        Ok(results) => results,
        Err(outcome) => return outcome,
    };
    let stdout = match args.format {
        Format::Text => text(&results, colour.stdout),
        Format::Json => json::text(&object(&results)),
    };
    let agree = |gradient: &Gradient| gradient.witness.as_ref().is_none_or(|found| found.agrees);
    let status = u8::from(!results.gradients.iter().all(agree));
    Outcome { stdout, stderr: String::new(), status }
}

fn compute(args: &Args, colour: bool) -> Result<Results, Outcome> {
    let source = source(args).map_err(|error| Outcome::failed(&error))?;
    let mut program = Program::new();
    let given = given(args, &mut program, colour)?;
    let known: Vec<(NodeId, &Array)> = given
        .iter()
        .map(|(name, value)| (program.node(name).expect("it was just put there"), value))
        .collect();
    let text = source.text();
    let bare = text.trim();
    let faults = if bare.is_empty() {
        return Err(Outcome::failed("there is no equation; write one as `L = (w - 1)^2`"));
    } else if !bare.contains(['=', '\n']) && program.check_name(UNNAMED).is_ok() {
        program.define(UNNAMED, text)
    } else {
        program.read(text)
    };
    if !faults.is_empty() {
        let faults: Vec<_> = faults.into_iter().map(|fault| with_way_on(fault, text)).collect();
        return Err(Outcome::unable(report::report(&source, &faults, colour)));
    }
    let names: Vec<String> = program.names().skip(given.len()).map(str::to_owned).collect();
    let node =
        |program: &Program, name: &str| program.node(name).ok_or_else(|| no_name(name, program));
    let nodes: Vec<NodeId> =
        names.iter().map(|name| node(&program, name)).collect::<Result<_, _>>()?;
    let values = names.into_iter().zip(program.evaluate(&known, &nodes)).collect::<Vec<_>>();
    let of = match &args.of {
        Some(of) => of.clone(),
        None => values.last().map(|(name, _)| name.clone()).unwrap_or_default(),
    };
    let mut gradients = Vec::new();
    if !args.grad.is_empty() {
        let of_node = node(&program, &of)?;
        if !program.shape(of_node).is_scalar() {
            return Err(Outcome::failed(&format!(
                "`{of}` is {}, but only a single number has gradients; name one with `--of`, or \
                 reduce it with `sum` or `mean`",
                program.shape(of_node)
            )));
        }
        for wrt in &args.grad {
            let wrt_node = node(&program, wrt.trim())?;
            gradients.push(gradient(&mut program, of_node, wrt.trim(), wrt_node, &known));
        }
    }
    Ok(Results { values, of, gradients, given: given.clone() })
}

/// Where nothing is known yet that a name could have been meant for: how to give it a value.
fn with_way_on(fault: Diagnostic, text: &str) -> Diagnostic {
    let name = fault.labels.first().and_then(|label| text.get(label.span.start..label.span.end));
    match name {
        Some(name) if fault.code == "unknown-name" && fault.help.is_none() => {
            let help = format!("give it a value: `--let {name}=2`, or a file with `--given`");
            fault.help(help)
        }
        _ => fault,
    }
}

fn no_name(name: &str, program: &Program) -> Outcome {
    let names: Vec<&str> = program.names().collect();
    let help = suggestion(name, names).map(|help| format!("; {help}"));
    Outcome::failed(&format!("there is no name `{name}`{}", help.unwrap_or_default()))
}

fn gradient(
    program: &mut Program,
    of: NodeId,
    wrt: &str,
    wrt_node: NodeId,
    known: &[(NodeId, &Array)],
) -> Gradient {
    let node = program.gradients(of, &[wrt_node])[0];
    let value = program.evaluate(known, &[node]).remove(0);
    let witness = (value.data().len() <= MOST_CHECKED)
        .then(|| central_difference(program, of, wrt_node, known))
        .map(|(estimate, bound)| compare(&value, estimate, &bound));
    Gradient {
        wrt: wrt.to_owned(),
        unicode: program.formula(node, Style::Unicode),
        code: program.formula(node, Style::NumPy),
        value,
        witness,
    }
}

/// The differences know a bound on their own error; beyond that both have rounding's. Where the
/// bound is wide the differences do not settle, and agree with nothing.
fn compare(value: &Array, estimate: Array, bound: &Array) -> Witness {
    let scale = value.largest().max(1.0);
    let entries = || value.data().iter().zip(estimate.data()).zip(bound.data());
    let apart = entries().map(|((found, estimate), _)| (found - estimate).abs());
    let apart =
        apart.fold(0.0, |most: f64, next| if next.is_nan() { next } else { most.max(next) });
    let agrees = entries().all(|((found, estimate), bound)| {
        (found - estimate).abs() <= (10.0 * bound).min(1e-4 * scale) + 1e-7 * scale
    });
    Witness { value: estimate, apart, agrees }
}

/// The equations; an error says why they cannot be read.
fn source(args: &Args) -> Result<Source, String> {
    let path = match (&args.file, args.equations.as_deref()) {
        (Some(path), _) => path,
        (None, Some("-") | None) => Path::new("-"),
        (None, Some(text)) => return Ok(Source::new("equations", statements::on_lines(text))),
    };
    input::text(path, "equations").map(|(name, text)| Source::new(name, text))
}

/// The given values, each an input of the program.
fn given(
    args: &Args,
    program: &mut Program,
    colour: bool,
) -> Result<Vec<(String, Array)>, Outcome> {
    let mut texts = Vec::new();
    if let Some(path) = &args.given {
        let (name, bytes) =
            input::bytes(path, "given values").map_err(|error| Outcome::failed(&error))?;
        let values = super::answers::values(&name, &bytes).map_err(|(source, faults)| {
            Outcome::unable(report::report(&source, &faults, colour))
        })?;
        texts.extend(values.into_iter().map(|(id, value)| (format!("{id} in {name}"), id, value)));
    }
    for text in &args.lets {
        let Some((name, value)) = text.split_once('=') else {
            return Err(Outcome::failed(&format!(
                "`--let {text}` has no value; write it as `--let {text}=2`"
            )));
        };
        let name = name.trim().to_owned();
        texts.push((format!("--let {name}"), name, Answer::Expression(value.to_owned())));
    }
    let mut given: Vec<(String, Array)> = Vec::new();
    for (place, name, value) in texts {
        program.check_name(&name).map_err(|fault| {
            let help = fault.help.map(|help| format!("; {help}"));
            Outcome::failed(&format!("{place}: {}{}", fault.message, help.unwrap_or_default()))
        })?;
        let value = read(&value, program, &given).map_err(|faults| {
            let text = if let Answer::Expression(text) = &value { text } else { "" };
            Outcome::unable(report::report(&Source::new(place, text), &faults, colour))
        })?;
        program.input(&name, value.shape());
        given.push((name, value));
    }
    Ok(given)
}

/// A given value: what may be pasted as an answer, or an expression over those before it.
fn read(
    value: &Answer,
    program: &Program,
    given: &[(String, Array)],
) -> Result<Array, Vec<Diagnostic>> {
    let mut evaluate = |text: &str| {
        let mut program = program.clone();
        let node = program.expression(text, Scope { names: None, grad: false })?;
        let known: Vec<_> =
            given.iter().filter_map(|(name, value)| Some((program.node(name)?, value))).collect();
        Ok(program.evaluate(&known, &[node]).remove(0))
    };
    if let Answer::Expression(text) = value
        && !given.is_empty()
        && let Ok(reading) = answer::read_expression(text, &mut evaluate)
    {
        return Ok(reading.array);
    }
    answer::read(value, Shape::Scalar, None, &mut evaluate).map(|reading| reading.array)
}

fn text(results: &Results, colour: bool) -> String {
    let mut out = String::new();
    for (name, value) in &results.values {
        out.push_str(&value_text(name, value, colour));
    }
    for gradient in &results.gradients {
        out.push('\n');
        out.push_str(&gradient_text(&results.of, gradient, colour));
    }
    out
}

/// A named value, and below a matrix its shape.
fn value_text(name: &str, value: &Array, colour: bool) -> String {
    let mut out = matrix::block(name, value);
    if !value.shape().is_scalar() {
        let (rows, cols) = (value.shape().rows(), value.shape().cols());
        let shape = Markup::new().with(Role::Dim, format!("  {rows}×{cols}"));
        out.push_str(&styled(&shape, colour));
        out.push('\n');
    }
    out
}

/// A gradient with its formula, its value and its check.
fn gradient_text(of: &str, gradient: &Gradient, colour: bool) -> String {
    let print = |name: &str| Program::print_name(name, Style::Unicode);
    let symbol = format!("∂{}/∂{}", print(of), print(&gradient.wrt));
    let mut out = format!("{symbol} = {}\n", visible(&gradient.unicode));
    out.push_str(&indented(&matrix::block(&symbol, &gradient.value), 2));
    out.push_str(&indented(&styled(&checked(gradient), colour), 2));
    out
}

/// What central differences say of a gradient.
fn checked(gradient: &Gradient) -> Markup {
    match &gradient.witness {
        None => Markup::new()
            .with(Role::Dim, format!("not checked: it has more than {MOST_CHECKED} entries")),
        Some(witness) if witness.agrees && witness.apart == 0.0 => Markup::new()
            .with(Role::Correct, "✓ ")
            .text("central differences give exactly the same"),
        Some(witness) if witness.agrees => Markup::new()
            .with(Role::Correct, "✓ ")
            .text("central differences give the same, within ")
            .with(Role::Number, format!("{:.0e}", witness.apart)),
        Some(witness) => Markup::new()
            .with(Role::Wrong, "✗ ")
            .text("central differences give another value, by ")
            .with(Role::Number, matrix::short(witness.apart))
            .text(": is there a kink or a jump at these values?"),
    }
}

fn object(results: &Results) -> Value {
    let gradient = |gradient: &Gradient| {
        let mut object = Map::new();
        if let Value::Object(value) = json::array(&gradient.value) {
            object.extend(value);
        }
        object.insert("formula".to_owned(), json!(gradient.code));
        let witness = gradient.witness.as_ref().map(|witness| {
            let mut object = Map::new();
            if let Value::Object(value) = json::array(&witness.value) {
                object.extend(value);
            }
            object.insert("apart".to_owned(), json::number(witness.apart));
            object.insert("agrees".to_owned(), json!(witness.agrees));
            Value::Object(object)
        });
        object.insert("witness".to_owned(), json!(witness));
        (gradient.wrt.clone(), Value::Object(object))
    };
    let gradients: Map<_, _> = results.gradients.iter().map(gradient).collect();
    json!({
        "format": 1,
        "given": json::named(&results.given),
        "values": json::named(&results.values),
        "of": if results.gradients.is_empty() { Value::Null } else { json!(results.of) },
        "gradients": gradients,
    })
}
