//! `gradus grade`: answers from a file, graded.

pub mod errors;

use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args as ClapArgs, ValueEnum};

use super::class::folder::Handed;
use super::class::run::Class;
use super::output::{Colour, Outcome, indented, styled};
use super::roster::{self, Roster};
use super::seeds::Seeds;
use super::stream::grader::Common;
use super::{FAILED, answers, autograder, input, json, matrix, report, stream, target, verdict};
use crate::exercise::{Exercise, Question, Variant};
use crate::grading::first_error::first_error;
use crate::grading::{self, Answer, Grade, Verdict, nudge};
use crate::markup::{Markup, Role};

/// Grade answers: of one learner from a file, of many from a stream, of a class from a folder
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus grade two-layer-nonlinear/01 --answers mine.toml
  gradus grade two-layer-nonlinear/01 --answers mine.toml --explain
  gradus grade two-layer-nonlinear/01 --answers mine.json --seed 7 --format json
  echo '\"dL/dw\" = [[0.5, -1]]' | gradus grade my.toml --answers -
  gradus grade two-layer-nonlinear/01 --answers mine.npz --errors      written by np.savez
  gradus grade two-layer-nonlinear/01 --answers mine.ipynb             what its cells printed
  gradus grade two-layer-nonlinear/01 --stream < class.jsonl > verdicts.jsonl
  gradus grade two-layer-nonlinear/01 --submissions handed-in/ --roster class.csv --out graded/

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

The submissions of a class are a folder with a folder or a file of answers for each learner, or a
file of such lines. A roster is CSV with a column `learner`, and `name`, `seed`, `due` if wanted.

Exit status: 0 all correct, 1 graded and not all correct, 2 it could not be graded; of a stream
0 if every line was answered, whatever was answered; of a class 1 if a sheet was refused.")]
pub struct Args {
    /// An exercise file, or the id of a library exercise or the beginning of one
    #[arg(value_name = "EXERCISE", required_unless_present_any = ["stream", "submissions"])]
    pub exercise: Option<String>,
    /// The answers: a TOML, JSON, CSV, .npz, .npy or .ipynb file, a folder of these, or `-` for
    /// stdin
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present_any = ["stream", "submissions"],
        conflicts_with_all = ["stream", "submissions"]
    )]
    pub answers: Option<PathBuf>,
    /// Which variant was answered
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
    /// Show with every wrong gradient what happens when one entry is moved a little (text only)
    #[arg(long, conflicts_with_all = ["stream", "submissions"])]
    pub explain: bool,
    /// Show how far every value and gradient is from the key, in the bands of CS231n (text only)
    #[arg(long, conflicts_with_all = ["stream", "submissions"])]
    pub errors: bool,
    /// How the grades are written; `gradescope` and `prairielearn` are their results.json
    #[arg(
        long,
        value_enum,
        default_value_t = Written::Text,
        value_name = "FORMAT",
        conflicts_with_all = ["stream", "submissions"]
    )]
    pub format: Written,
    /// Grade many: a line of JSON from stdin is answered by a line of JSON, in the same order
    #[arg(long, conflicts_with = "submissions")]
    pub stream: bool,
    /// Grade a class: a folder with a folder or file for each learner, or a file of JSON Lines
    #[arg(long, value_name = "DIR|FILE", requires = "out")]
    pub submissions: Option<PathBuf>,
    /// The folder for the grades of a class; what an interrupted run left there is taken over
    #[arg(long, value_name = "DIR", requires = "submissions")]
    pub out: Option<PathBuf>,
    /// Who is in the class, as CSV: learner, name, seed, due
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// Compute each learner's seed from the id and this text
    #[arg(long, value_name = "TEXT")]
    pub seed_by_id: Option<String>,
    /// Whose the answers are, for the seed of the roster or the id
    #[arg(long, value_name = "ID", requires = "answers")]
    pub learner: Option<String>,
    /// When answers are due, as 2026-11-25T23:59:00+01:00; the roster may say otherwise
    #[arg(long, value_name = "TIME", requires = "submissions")]
    pub due: Option<String>,
    /// How many graders work at a stream or a class; one a core if nothing is said
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZero<usize>>,
}

/// How the grades of one sheet are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Written {
    /// For people
    Text,
    /// One JSON object, for programs
    Json,
    /// The results.json of a Gradescope autograder
    Gradescope,
    /// The results.json of a PrairieLearn external grader
    Prairielearn,
}

/// Runs the command.
pub fn run(args: &Args, colour: Colour) -> Outcome {
    let seeds = match seeds(args) {
        Ok(seeds) => seeds,
        Err(error) => return Outcome::failed(&error),
    };
    if args.stream || args.submissions.is_some() {
        return many(args, seeds, colour);
    }
    let named = args.exercise.as_ref().zip(args.answers.as_ref());
    let (name, path) = named.expect("both are required where one sheet is graded");
    let seed = args.learner.as_ref().and_then(|learner| seeds.of(learner)).unwrap_or(args.seed);
    let drawn = target::draw(name, seed, colour.stderr);
    let read = drawn.and_then(|(exercise, variant)| {
        let answers = read(path, &exercise, colour)?;
        Ok((exercise, variant, answers))
    });
    let (exercise, mut variant, answers) = match read {
        Ok(read) => read,
        Err(outcome) => return refused(args.format, outcome),
    };
    let nothing = || Answer::Text(String::new());
    let answers: Vec<_> =
        answers.into_iter().map(|answer| answer.unwrap_or_else(nothing)).collect();
    let grades = grading::grade_all(&exercise.questions, &mut variant, &answers);
    let grades: Vec<(&Question, Grade)> = exercise.questions.iter().zip(grades).collect();
    let object = || verdict::object(name, seed, &grades);
    let stdout = match args.format {
        Written::Text => text(&grades, &variant, args, colour.stdout),
        Written::Json => json::text(&object()),
        Written::Gradescope => json::text(&autograder::gradescope(&object(), &grades)),
        Written::Prairielearn => json::text(&autograder::prairielearn(&grades)),
    };
    let all_correct = grades.iter().all(|(_, grade)| grade.verdict == Verdict::Correct);
    Outcome { stdout, stderr: String::new(), status: u8::from(!all_correct) }
}

/// What an autograder has to write even where nothing could be graded.
fn refused(format: Written, outcome: Outcome) -> Outcome {
    let result = match format {
        Written::Text | Written::Json => return outcome,
        Written::Gradescope => autograder::gradescope_refused(outcome.stderr.trim()),
        Written::Prairielearn => autograder::prairielearn_refused(outcome.stderr.trim()),
    };
    Outcome { stdout: json::text(&result), status: FAILED, ..outcome }
}

/// How seeds are assigned to learners; the error says why that cannot be known.
fn seeds(args: &Args) -> Result<Seeds, String> {
    let roster = args.roster.as_ref().map(|path| {
        let (name, text) = input::text(path, "roster")?;
        Roster::read(&name, &text)
    });
    Ok(Seeds { salt: args.seed_by_id.clone(), roster: roster.transpose()? })
}

/// Grades a stream or a class. An exercise that the command names has to be there before a sheet
/// is read.
fn many(args: &Args, seeds: Seeds, colour: Colour) -> Outcome {
    let mut questions = Vec::new();
    if let Some(name) = &args.exercise {
        match target::draw(name, args.seed, colour.stderr) {
            Ok((exercise, _)) => questions.extend(exercise.questions.into_iter().map(|one| one.id)),
            Err(outcome) => return outcome,
        }
    }
    let jobs = args.jobs.unwrap_or_else(stream::cores);
    let seeds = Arc::new(seeds);
    let common = Common { exercise: args.exercise.clone(), seed: args.seed, seeds };
    let Some((submissions, out)) = args.submissions.clone().zip(args.out.clone()) else {
        return stream::run(&common, jobs, io::stdin(), io::stdout());
    };
    if args.exercise.is_none() && submissions.is_dir() {
        return Outcome::failed(
            "name the EXERCISE that the files in the folder answer; only lines can name their own",
        );
    }
    let due = match args.due.as_deref().map(roster::time).transpose() {
        Ok(due) => due,
        Err(error) => return Outcome::failed(&format!("--due: {error}")),
    };
    Class { common, questions, submissions, out, due, jobs, colour: colour.stdout }.run()
}

/// Reads the answers in a file, a folder or stdin; the outcome says why that cannot be done.
fn read(path: &Path, exercise: &Exercise, colour: Colour) -> Result<Vec<Option<Answer>>, Outcome> {
    if path.is_dir() {
        let handed = Handed::read(path).and_then(|handed| handed.answers(exercise));
        return handed.map_err(|error| Outcome::failed(&error));
    }
    let (file, bytes) = input::bytes(path, "answers").map_err(|error| Outcome::failed(&error))?;
    answers::read_bytes(&file, &bytes, exercise).map_err(|(source, faults)| {
        Outcome::unable(report::report(&source, &faults, colour.stderr))
    })
}

/// One line a question, and below it what there is to say; with `--explain`, also what a nudge
/// shows, and with `--errors` how far answers lie from the key.
fn text(grades: &[(&Question, Grade)], variant: &Variant, args: &Args, colour: bool) -> String {
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
            if let (true, Some(nudge)) =
                (args.explain, nudge::explain(question, variant, grade, None))
            {
                out.push_str(&indented(&styled(&nudge, colour), 2));
            }
        }
    }
    if args.errors {
        out.push_str(&styled(&errors::table(grades, variant), colour));
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
