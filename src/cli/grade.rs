//! `gradus grade`: answers from a file, graded.

use std::io::Read;
use std::num::NonZero;
use std::path::PathBuf;
use std::{fs, io};

use clap::Args as ClapArgs;

use super::output::{Colour, Outcome, indented, styled};
use super::stream::grader::Common;
use super::{Format, answers, json, matrix, report, stream, target, verdict};
use crate::exercise::{Question, Variant};
use crate::grading::first_error::first_error;
use crate::grading::{self, Answer, Grade, Verdict, nudge};
use crate::markup::{Markup, Role};

/// Grade answers from a TOML, JSON or CSV file or from NumPy's arrays
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus grade two-layer-nonlinear/01 --answers mine.toml
  gradus grade two-layer-nonlinear/01 --answers mine.toml --explain
  gradus grade two-layer-nonlinear/01 --answers mine.json --seed 7 --format json
  echo '\"dL/dw\" = [[0.5, -1]]' | gradus grade my.toml --answers -
  gradus grade two-layer-nonlinear/01 --answers mine.npz       written by np.savez
  gradus grade two-layer-nonlinear/01 --stream < class.jsonl > verdicts.jsonl

A file of answers (TOML; JSON says the same with one object):
  Z        = \"W1 @ X + b1\"                # an expression over what stands above
  \"dL/dW1\" = [[0.12, 0], [\"2/3\", 1], [0, 1e-3]]
  dw2      = [[0.5, 0.25, -1]]            # \"dL/dw2\"; so are dL_dw2, grad_w2, ∂L/∂w2
  choice   = [1]                          # options counted from 0
  \"mend(dL/dW1)\" = \"3: [[1, 2]]\"       # the wrong line, then its right value

A line of a stream, and the line that answers one that is broken; `exercise` only where the
command names none, and `seed` is that of the command where it is left out:
  {\"learner\": \"ada\", \"seed\": 3, \"exercise\": \"two-layer-nonlinear/01\", \"answers\": {\"dw2\": …}}
  {\"format\": 1, \"line\": 8, \"error\": \"…\"}

Exit status: 0 all correct, 1 graded and not all correct, 2 it could not be graded; of a stream
0 if every line was answered, whatever was answered.")]
pub struct Args {
    /// An exercise file, or the id of a library exercise or the beginning of one
    #[arg(value_name = "EXERCISE", required_unless_present = "stream")]
    pub exercise: Option<String>,
    /// The answers: a TOML, JSON, CSV, .npz or .npy file, or `-` for stdin
    #[arg(long, value_name = "FILE", required_unless_present = "stream")]
    pub answers: Option<PathBuf>,
    /// Which variant was answered
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
    /// Show with every wrong gradient what happens when one entry is moved a little (text only)
    #[arg(long)]
    pub explain: bool,
    /// How the grades are written
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub format: Format,
    /// Grade many: a line of JSON from stdin is answered by a line of JSON, in the same order
    #[arg(long, conflicts_with_all = ["answers", "explain", "format"])]
    pub stream: bool,
    /// How many graders work at a stream; one a core if nothing is said
    #[arg(long, value_name = "N", requires = "stream")]
    pub jobs: Option<NonZero<usize>>,
}

/// The largest answer file, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// Runs the command.
pub fn run(args: &Args, colour: Colour) -> Outcome {
    if args.stream {
        return stream(args, colour);
    }
    let named = args.exercise.as_ref().zip(args.answers.as_ref());
    let (name, answers) = named.expect("both are required where nothing is streamed");
    let (exercise, mut variant) = match target::draw(name, args.seed, colour.stderr) {
        Ok(drawn) => drawn,
        Err(outcome) => return outcome,
    };
    let (file, bytes) = match bytes(answers) {
        Ok(read) => read,
        Err(error) => return Outcome::failed(&error),
    };
    let answers = match answers::read_bytes(&file, &bytes, &exercise) {
        Ok(answers) => answers,
        Err((source, faults)) => {
            return Outcome::unable(report::report(&source, &faults, colour.stderr));
        }
    };
    let nothing = || Answer::Text(String::new());
    let answers: Vec<_> =
        answers.into_iter().map(|answer| answer.unwrap_or_else(nothing)).collect();
    let grades = grading::grade_all(&exercise.questions, &mut variant, &answers);
    let grades: Vec<(&Question, Grade)> = exercise.questions.iter().zip(grades).collect();
    let stdout = match args.format {
        Format::Text => text(&grades, &variant, args.explain, colour.stdout),
        Format::Json => json::text(&verdict::object(name, args.seed, &grades)),
    };
    let all_correct = grades.iter().all(|(_, grade)| grade.verdict == Verdict::Correct);
    Outcome { stdout, stderr: String::new(), status: u8::from(!all_correct) }
}

/// Grades a stream. An exercise that the command names has to be there before a line is read.
fn stream(args: &Args, colour: Colour) -> Outcome {
    if let Some(name) = &args.exercise
        && let Err(outcome) = target::draw(name, args.seed, colour.stderr)
    {
        return outcome;
    }
    let common = Common { exercise: args.exercise.clone(), seed: args.seed };
    let jobs = args.jobs.unwrap_or_else(stream::cores);
    stream::run(&common, jobs, io::stdin(), io::stdout())
}

/// The name of an answer file and what is in it; the error says why it could not be read.
fn bytes(path: &PathBuf) -> Result<(String, Vec<u8>), String> {
    let mut bytes = Vec::new();
    let name = if path.as_os_str() == "-" {
        let read = io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("the answers cannot be read from stdin: {error}"))?;
        "stdin".to_owned()
    } else {
        let name = path.display().to_string();
        let cannot = |error: io::Error| format!("{name} cannot be read: {error}");
        let file = fs::File::open(path).map_err(cannot)?;
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
        name
    };
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!("{name} is too large for a file of answers"));
    }
    Ok((name, bytes))
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
    let (points, out_of) = verdict::totals(grades);
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
