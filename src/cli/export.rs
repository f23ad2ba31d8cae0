//! `gradus export`: sheets and keys for paper, questions and cards for other programs.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use super::output::{Colour, Outcome, write_whole};
use super::report;
use crate::diagnostic::Diagnostic;
use crate::exercise::library::exams::{self, LoadedExam};
use crate::exercise::library::{self, Entry, Library, Loaded};
use crate::exercise::{Exercise, Variant, exam};
use crate::export::{
    Format, Paper, Part, Piece, anki, html, latex, markdown, moodle, pdf, typst, words,
};

/// The most variants of one export.
const MOST: u64 = 1_000;

/// The category in Moodle and the deck in Anki.
const TITLE: &str = "gradus";

/// Write exercises as sheets and keys for paper, or as questions for other programs
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus export pdf two-layer-nonlinear/02 -o sheet.pdf      sheet and key, by an installed typst
  gradus export typst two-layer-nonlinear/02 > sheet.typ     their source, to edit
  gradus export latex mine.toml --variants 3 > sheets.tex    three variants, then their keys
  gradus export html two-layer-nonlinear/02 --parts key,solution > key.html
  gradus export moodle two-layer-nonlinear --variants 20 > quiz.xml
  gradus export anki scalar-operations --seeds 1-5 > cards.txt

EXERCISE is a file, a folder or a pack, an id or the beginning of one, a topic, or an exam. Sheet
and key are always of the same variants. Moodle and Anki get every variant as questions and cards
of their own.

Exit status: 0 written, 2 it could not be done.")]
pub struct Args {
    /// What to write
    #[arg(value_enum, value_name = "FORMAT")]
    pub format: Format,
    /// The exercises, in the order of the sheet
    #[arg(required = true, value_name = "EXERCISE")]
    pub exercises: Vec<String>,
    /// How many variants, counted from the first of `--seeds`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST))]
    pub variants: Option<u64>,
    /// Which variants: `7`, `1,4,9` or `10-19`
    #[arg(long, value_name = "SEEDS", value_parser = seeds, default_value = "0")]
    pub seeds: Seeds,
    /// Which parts, in this order; not for moodle and anki, which hold them all
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "PARTS",
        default_value = "sheet,key"
    )]
    pub parts: Vec<Part>,
    /// The title of the sheets, the category in Moodle, the deck in Anki
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// The file to write, instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Seeds, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeds(Vec<u64>);

/// Reads `7`, `1,4,9` and `10-19`; the error says what is wrong.
fn seeds(text: &str) -> Result<Seeds, String> {
    let number = |text: &str| {
        text.trim()
            .parse::<u64>()
            .map_err(|_| format!("`{text}` is no seed, a whole number from 0"))
    };
    let mut found = Vec::new();
    for part in text.split(',') {
        let (first, last) = match part.split_once('-') {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(part)?, number(part)?),
        };
        if last < first {
            return Err(format!("`{part}` ends before it begins"));
        }
        if last - first >= MOST || found.len() as u64 + last - first >= MOST {
            return Err(format!("more than {MOST} variants at once"));
        }
        found.extend((first..=last).filter(|seed| !found.contains(seed)).collect::<Vec<_>>());
    }
    Ok(Seeds(found))
}

/// Runs the command.
pub fn run(args: &Args, colour: Colour) -> Outcome {
    match paper(args, colour.stderr) {
        Ok((paper, note)) => match written(args, &paper) {
            Ok(stdout) => Outcome { stdout, stderr: note, ..Outcome::default() },
            Err(reason) => Outcome::failed(&reason),
        },
        Err(outcome) => outcome,
    }
}

/// The seeds that are asked for.
fn chosen(args: &Args) -> Result<Vec<u64>, Outcome> {
    let Seeds(seeds) = &args.seeds;
    match (args.variants, seeds.as_slice()) {
        (None, _) => Ok(seeds.clone()),
        (Some(count), [first]) => Ok((0..count).map(|more| first.saturating_add(more)).collect()),
        (Some(count), many) if many.len() as u64 == count => Ok(many.to_vec()),
        (Some(count), many) => Err(Outcome::failed(&format!(
            "`--seeds` names {} variants and `--variants` asks for {count}: leave one of them out",
            many.len()
        ))),
    }
}

/// What a person named.
enum Named {
    /// Exercises, each with its file for reports.
    Exercises(Vec<Loaded>),
    /// An exam.
    Exam(Box<LoadedExam>),
}

/// The paper, and what there is to note.
fn paper(args: &Args, colour: bool) -> Result<(Paper, String), Outcome> {
    let mut exercises: Vec<(Exercise, Loaded)> = Vec::new();
    for target in &args.exercises {
        match named(target).map_err(|error| Outcome::failed(&error))? {
            Named::Exam(exam) if args.exercises.len() == 1 => {
                return exam_paper(args, &exam, colour).map(|paper| (paper, String::new()));
            }
            Named::Exam(_) => {
                let reason = format!("{target} is an exam: export it without anything beside it");
                return Err(Outcome::failed(&reason));
            }
            Named::Exercises(all) => {
                for loaded in all {
                    let Some(exercise) = loaded.exercise.clone() else {
                        let report = report::report(&loaded.source, &loaded.diagnostics, colour);
                        return Err(Outcome::unable(report));
                    };
                    exercises.push((exercise, loaded));
                }
            }
        }
    }
    let mut seeds = chosen(args)?;
    let mut note = String::new();
    if seeds.len() > 1 && !exercises.iter().any(|(exercise, _)| exercise.is_drawn()) {
        seeds.truncate(1);
        note.push_str("note: all numbers are fixed, so that there is only one variant\n");
    }
    let own = match exercises.as_slice() {
        [(exercise, _)] => &exercise.title,
        _ => words::EXERCISES,
    };
    let mut paper = begun(args, own);
    for seed in seeds {
        let draw = |(exercise, loaded): &(Exercise, Loaded)| {
            exercise
                .variant(seed)
                .map_err(|fault| Outcome::unable(report::report(&loaded.source, &[fault], colour)))
        };
        let variants = exercises.iter().map(draw).collect::<Result<Vec<Variant>, _>>()?;
        let exercises = exercises.iter().map(|(exercise, _)| exercise);
        let pieces = exercises.zip(&variants);
        let pieces = pieces.map(|(exercise, variant)| Piece { exercise, variant });
        paper.add(seed, &pieces.collect::<Vec<_>>(), None);
    }
    Ok((paper, note))
}

/// The papers that the seeds draw of an exam.
fn exam_paper(args: &Args, loaded: &LoadedExam, colour: bool) -> Result<Paper, Outcome> {
    let unable =
        |faults: &[Diagnostic]| Outcome::unable(report::report(&loaded.source, faults, colour));
    let Some(exam) = &loaded.exam else { return Err(unable(&loaded.diagnostics)) };
    let mut paper = begun(args, &exam.title);
    for seed in chosen(args)? {
        let drawn = loaded.shelf.paper(exam, seed).map_err(|fault| unable(&[fault]))?;
        let draw = |part: &exam::Part| part.exercise.variant(part.seed);
        let variants: Result<Vec<Variant>, _> = drawn.parts.iter().map(draw).collect();
        let variants = variants.map_err(|fault| unable(&[fault]))?;
        let exercises = drawn.parts.iter().map(|part| &part.exercise);
        let pieces = exercises.zip(&variants);
        let pieces = pieces.map(|(exercise, variant)| Piece { exercise, variant });
        paper.add(seed, &pieces.collect::<Vec<_>>(), Some(drawn.minutes));
    }
    Ok(paper)
}

/// A paper under the title that was asked for; else under that of what is exported, for paper.
fn begun(args: &Args, own: &str) -> Paper {
    let own = if is_paper(args.format) { own } else { TITLE };
    let paper = Paper::new(args.title.as_deref().unwrap_or(own));
    if args.format == Format::Moodle { paper.with_wrong() } else { paper }
}

fn is_paper(format: Format) -> bool {
    !matches!(format, Format::Moodle | Format::Anki)
}

/// What a person named: an exam, or the exercises of a file, a folder, a pack, a topic or an id.
fn named(target: &str) -> Result<Named, String> {
    let found = loaded(target);
    match found.as_deref() {
        Ok([one]) if exams::is_exam(one) => {
            exams::find(target).map(|exam| Named::Exam(exam.into()))
        }
        Ok(_) => found.map(Named::Exercises),
        Err(_) => match exams::find(target) {
            Ok(exam) => Ok(Named::Exam(exam.into())),
            Err(_) => found.map(Named::Exercises),
        },
    }
}

fn loaded(target: &str) -> Result<Vec<Loaded>, String> {
    let path = Path::new(target);
    let all = |library: &Library, of: &dyn Fn(&Entry) -> bool| -> Vec<Loaded> {
        let entries = library.entries().iter().filter(|entry| of(entry));
        entries.map(|entry| library.load(entry)).collect()
    };
    if path.exists() {
        return Ok(all(&Library::open(&[path.to_path_buf()])?, &|_| true));
    }
    let of_topic = all(&Library::built_in(), &|entry| entry.topic == target);
    if of_topic.is_empty() { library::find(target).map(|one| vec![one]) } else { Ok(of_topic) }
}

/// What goes to stdout; the error says what could not be written.
fn written(args: &Args, paper: &Paper) -> Result<String, String> {
    let parts = args.parts.as_slice();
    let text = match args.format {
        Format::Pdf | Format::Typst => typst::write(paper, parts),
        Format::Latex => latex::write(paper, parts),
        Format::Markdown => markdown::write(paper, parts),
        Format::Html => html::write(paper, parts),
        Format::Moodle => moodle::write(paper, &paper.title),
        Format::Anki => anki::write(paper, &paper.title),
    };
    match (&args.output, args.format) {
        (None, Format::Pdf) => {
            Err("a PDF is no text: say where it goes, `--output sheet.pdf`".to_owned())
        }
        (None, _) => Ok(text),
        (Some(path), format) => {
            let bytes =
                if format == Format::Pdf { pdf::compile(&text)? } else { text.into_bytes() };
            let shown = path.display();
            write_whole(path, &bytes)
                .map_err(|error| format!("{shown} cannot be written: {error}"))?;
            let count = paper.sheets.len();
            let variants = if count == 1 { "variant" } else { "variants" };
            Ok(format!("{shown} is written: {count} {variants}\n"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_numbers_lists_and_ranges() {
        assert_eq!(seeds("7"), Ok(Seeds(vec![7])));
        assert_eq!(seeds("1, 4,9,4"), Ok(Seeds(vec![1, 4, 9])));
        assert_eq!(seeds("10-12,3"), Ok(Seeds(vec![10, 11, 12, 3])));
        for wrong in ["", "a", "-1", "1-", "9-7", "0-1000", "1.5", "0-18446744073709551615"] {
            assert!(seeds(wrong).is_err(), "{wrong}");
        }
    }
}
