//! `gradus grade`: answers from a file, graded.

use std::io::Read;
use std::path::PathBuf;
use std::{fs, io};

use clap::Args as ClapArgs;
use serde_json::{Value, json};

use super::output::{Colour, Outcome, indented, styled};
use super::{Format, answers, json, matrix, report, target};
use crate::exercise::{Question, Variant};
use crate::grading::first_error::first_error;
use crate::grading::misconception::Diagnosis;
use crate::grading::{self, Answer, Grade, Verdict, nudge};
use crate::markup::{Markup, Role};
use crate::source::Source;

/// Grade answers from a TOML or JSON file
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus grade two-layer-nonlinear/01 --answers mine.toml
  gradus grade two-layer-nonlinear/01 --answers mine.toml --explain
  gradus grade two-layer-nonlinear/01 --answers mine.json --seed 7 --format json
  echo '\"dL/dw\" = [[0.5, -1]]' | gradus grade my.toml --answers -

A file of answers (TOML; JSON says the same with one object):
  Z        = \"W1 @ X + b1\"                # an expression over what stands above
  \"dL/dW1\" = [[0.12, 0], [\"2/3\", 1], [0, 1e-3]]
  dw2      = [[0.5, 0.25, -1]]            # short for \"dL/dw2\"
  choice   = [1]                          # options counted from 0
  \"mend(dL/dW1)\" = \"3: [[1, 2]]\"       # the wrong line, then its right value

Exit status: 0 all correct, 1 graded and not all correct, 2 it could not be graded.")]
pub struct Args {
    /// An exercise file, or the id of a library exercise or the beginning of one
    #[arg(value_name = "EXERCISE")]
    pub exercise: String,
    /// The answers: a TOML or JSON file, or `-` for stdin
    #[arg(long, value_name = "FILE")]
    pub answers: PathBuf,
    /// Which variant was answered
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
    /// Show with every wrong gradient what happens when one entry is moved a little (text only)
    #[arg(long)]
    pub explain: bool,
    /// How the grades are written
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub format: Format,
}

/// The largest answer file, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// Runs the command.
pub fn run(args: &Args, colour: Colour) -> Outcome {
    let (exercise, mut variant) = match target::draw(&args.exercise, args.seed, colour.stderr) {
        Ok(drawn) => drawn,
        Err(outcome) => return outcome,
    };
    let source = match source(&args.answers) {
        Ok(source) => source,
        Err(error) => return Outcome::failed(&error),
    };
    let answers = match answers::read(&source, &exercise) {
        Ok(answers) => answers,
        Err(faults) => return Outcome::unable(report::report(&source, &faults, colour.stderr)),
    };
    let nothing = || Answer::Text(String::new());
    let answers: Vec<_> =
        answers.into_iter().map(|answer| answer.unwrap_or_else(nothing)).collect();
    let grades = grading::grade_all(&exercise.questions, &mut variant, &answers);
    let grades: Vec<(&Question, Grade)> = exercise.questions.iter().zip(grades).collect();
    let stdout = match args.format {
        Format::Text => text(&grades, &variant, args.explain, colour.stdout),
        Format::Json => json::text(&object(args, &grades)),
    };
    let all_correct = grades.iter().all(|(_, grade)| grade.verdict == Verdict::Correct);
    Outcome { stdout, stderr: String::new(), status: u8::from(!all_correct) }
}

/// The text of an answer file; the error names it and says why it could not be read.
fn source(path: &PathBuf) -> Result<Source, String> {
    let (name, bytes) = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("the answers cannot be read from stdin: {error}"))?;
        ("stdin".to_owned(), bytes)
    } else {
        let name = path.display().to_string();
        let cannot = |error: io::Error| format!("{name} cannot be read: {error}");
        let mut bytes = Vec::new();
        let file = fs::File::open(path).map_err(cannot)?;
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
        (name, bytes)
    };
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!("{name} is too large for a file of answers"));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| format!("{name} is not UTF-8 text; answers are TOML or JSON"))?;
    Ok(Source::new(name, text.strip_prefix('\u{feff}').unwrap_or(&text)))
}

fn totals(grades: &[(&Question, Grade)]) -> (f64, f64) {
    let sum = |part: fn(&Grade) -> f64| grades.iter().map(|(_, grade)| part(grade)).sum();
    (sum(|grade| grade.points), sum(|grade| grade.out_of))
}

fn diagnosis(diagnosis: &Diagnosis) -> Value {
    json!({ "mistake": diagnosis.mistake, "at": diagnosis.at, "say": diagnosis.say })
}

fn object(args: &Args, grades: &[(&Question, Grade)]) -> Value {
    let question = |(question, grade): &(&Question, Grade)| {
        json!({
            "id": question.id,
            "verdict": grade.verdict.as_str(),
            "points": json::number(grade.points),
            "out_of": json::number(grade.out_of),
            "entries": grade.entries,
            "diagnosis": grade.finding.diagnoses.iter().map(diagnosis).collect::<Vec<_>>(),
        })
    };
    let (points, out_of) = totals(grades);
    json!({
        "format": 1,
        "exercise": args.exercise,
        "seed": args.seed,
        "points": json::number(points),
        "out_of": json::number(out_of),
        "questions": grades.iter().map(question).collect::<Vec<_>>(),
    })
}

/// One line a question, and below it what there is to say; with `explain`, also what a nudge
/// shows.
fn text(grades: &[(&Question, Grade)], variant: &Variant, explain: bool, colour: bool) -> String {
    let mut out = String::new();
    for (question, grade) in grades {
        let (sign, role) = sign(grade.verdict);
        let head = Markup::new()
            .with(role, format!("{sign} "))
            .with(Role::Strong, &question.id)
            .text("  ")
            .with(role, grade.verdict.as_str())
            .with(
                Role::Dim,
                format!("  {} of {}", matrix::short(grade.points), matrix::short(grade.out_of)),
            );
        out.push_str(&styled(&head, colour));
        out.push('\n');
        if !matches!(grade.verdict, Verdict::Correct | Verdict::Missing) {
            out.push_str(&indented(&styled(&grade.feedback, colour), 2));
            if let (true, Some(nudge)) = (explain, nudge::explain(question, variant, grade, None)) {
                out.push_str(&indented(&styled(&nudge, colour), 2));
            }
        }
    }
    let graded: Vec<_> = grades.iter().map(|(question, grade)| (*question, grade)).collect();
    if let Some(first) = first_error(variant, &graded)
        .filter(|first| !first.follow.is_empty() || !first.wrong.is_empty())
    {
        out.push_str(&styled(&grading::feedback::first_error(&first), colour));
        out.push('\n');
    }
    let (points, out_of) = totals(grades);
    let total = format!("{} of {} points", matrix::short(points), matrix::short(out_of));
    out.push_str(&styled(&Markup::new().with(Role::Strong, total), colour));
    out.push('\n');
    out
}

/// How a verdict is marked, with and without colour.
fn sign(verdict: Verdict) -> (char, Role) {
    match verdict {
        Verdict::Correct => ('✓', Role::Correct),
        Verdict::Follows | Verdict::Imprecise => ('≈', Role::Notice),
        Verdict::Wrong => ('✗', Role::Wrong),
        Verdict::Shape | Verdict::Unreadable => ('?', Role::Notice),
        Verdict::Missing => ('·', Role::Dim),
    }
}
