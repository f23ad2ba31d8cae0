//! Exercises on paper and in other programs: whole documents in every format, what a stranger's
//! text does in them, and the numbers of a quiz against the key.
//!
//! `tests/export/kinds.*` are whole documents; `UPDATE_GOLDEN=1 cargo test --test export` writes
//! them anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use gradus::engine::Array;
use gradus::exercise::library::Library;
use gradus::exercise::{Exercise, Key, Task};
use gradus::export::{Format, Paper, Part, Piece};
use gradus::export::{anki, html, latex, markdown, moodle, typst};
use gradus::grading::tolerance::Rule;
use gradus::source::Source;
use quick_xml::events::Event;

const ALL: [Part; 3] = [Part::Sheet, Part::Key, Part::Solution];
const FORMATS: [(Format, &str); 6] = [
    (Format::Typst, "typ"),
    (Format::Latex, "tex"),
    (Format::Markdown, "md"),
    (Format::Html, "html"),
    (Format::Moodle, "xml"),
    (Format::Anki, "txt"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export")
}

fn read(name: &str) -> Exercise {
    let text = fs::read_to_string(folder().join(name)).expect("the file is there");
    let (exercise, faults) = Exercise::read(&Source::new(name, text), &format!("test/{name}"));
    exercise.unwrap_or_else(|| panic!("{faults:#?}"))
}

fn paper(exercise: &Exercise, seeds: &[u64]) -> Paper {
    filled(Paper::new(&exercise.title).with_wrong(), exercise, seeds)
}

fn filled(mut paper: Paper, exercise: &Exercise, seeds: &[u64]) -> Paper {
    for seed in seeds {
        let variant = exercise.variant(*seed).expect("there is a variant");
        paper.add(*seed, &[Piece { exercise, variant: &variant }], None);
    }
    paper
}

fn write(paper: &Paper, format: Format) -> String {
    match format {
        Format::Pdf | Format::Typst => typst::write(paper, &ALL),
        Format::Latex => latex::write(paper, &ALL),
        Format::Markdown => markdown::write(paper, &ALL),
        Format::Html => html::write(paper, &ALL),
        Format::Moodle => moodle::write(paper, &paper.title),
        Format::Anki => anki::write(paper, &paper.title),
    }
}

#[test]
fn whole_documents_are_as_recorded() {
    // Without known wrong answers, which are the catalogue's.
    let exercise = read("kinds.toml");
    let paper = filled(Paper::new(&exercise.title), &exercise, &[3, 4]);
    let mut wrong = Vec::new();
    for (format, ending) in FORMATS {
        let found = write(&paper, format);
        let golden = folder().join(format!("kinds.{ending}"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &found).unwrap();
        }
        let known = fs::read_to_string(&golden).unwrap_or_default();
        if let Some((at, (known, found))) =
            known.lines().zip(found.lines()).enumerate().find(|(_, (a, b))| a != b)
        {
            wrong.push(format!("kinds.{ending}, line {}:\n{known}\n{found}", at + 1));
        } else if known != found {
            wrong.push(format!("kinds.{ending}: one is longer"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sheet_and_key_are_of_the_same_variants() {
    let exercise = read("kinds.toml");
    let variant = exercise.variant(4).unwrap();
    let paper = paper(&exercise, &[3, 4]);
    let text = markdown::write(&paper, &[Part::Sheet, Part::Key]);
    let pages: Vec<&str> = text.split("\n---\n").collect();
    assert_eq!(pages.len(), 4, "two sheets, then two keys");
    let given = variant.value("X").unwrap().data();
    let shown = |number: f64| format!("{number}");
    assert!(pages[1].contains("variant 4") && pages[3].contains("variant 4"));
    let row = format!(
        "{} & {} \\\\ {} & {}",
        shown(given[0]),
        shown(given[1]),
        shown(given[2]),
        shown(given[3])
    );
    assert!(pages[1].contains(&row) && !pages[0].contains(&row), "{row}\n{}", pages[1]);
    let loss = gradus::export::text::short(variant.value("L").unwrap().data()[0]);
    assert!(pages[3].contains(&loss) && !pages[1].contains(&loss), "{loss}");
    for page in &pages[..2] {
        assert!(page.contains("Name") && page.contains("Date") && page.contains("/ 12 points"));
        assert_eq!(page.matches("\\boxed{\\phantom").count(), 2 + 1 + 2 + 2, "boxes for entries");
    }
}

/// The text of every element of a Moodle file, by its path.
fn texts(xml: &str) -> Vec<(String, String)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut path, mut found): (Vec<String>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    let mut kind = String::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}")) {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                if name == "question" {
                    let attribute = start
                        .attributes()
                        .next()
                        .expect("the file is well formed")
                        .expect("the file is well formed");
                    kind = attribute.value.into_owned();
                }
                path.push(name.clone());
                found.push((format!("{kind}/{}", path[1..].join("/")), String::new()));
            }
            Event::End(_) => {
                path.pop();
            }
            Event::CData(data) => {
                let text = data.to_string();
                found.last_mut().expect("the file is well formed").1.push_str(&text);
            }
            Event::Text(text) if found.is_empty() => assert_eq!(text.trim(), ""),
            Event::Text(text) => {
                let text = text.to_string();
                found.last_mut().expect("the file is well formed").1.push_str(&text);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// A blank: its weight, its kind, and its alternatives as sign or percentage, answer, feedback.
type Blank = (u64, String, Vec<(String, String, String)>);

/// The blanks of a text, as Moodle finds them.
fn blanks(text: &str) -> Vec<Blank> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('{') {
        let inside = &text[at + 1..];
        let Some((weight, rest)) = inside.split_once(':') else { continue };
        let Ok(weight) = weight.parse::<u64>() else { continue };
        let Some((kind, rest)) = rest.split_once(':') else { continue };
        let Some((body, _)) = rest.split_once('}') else { continue };
        let alternative = |text: &str| {
            let (text, said) = match text
                .char_indices()
                .find(|(at, c)| *c == '#' && !text[..*at].ends_with('&'))
            {
                Some((at, _)) => (&text[..at], &text[at + 1..]),
                None => (text, ""),
            };
            let (sign, answer) = match text.strip_prefix('=') {
                Some(answer) => ("=", answer),
                None => text.rfind('%').map_or(("", text), |at| text.split_at(at + 1)),
            };
            (sign.to_owned(), answer.to_owned(), said.to_owned())
        };
        found.push((weight, kind.to_owned(), body.split('~').map(alternative).collect()));
    }
    found
}

fn numbers(answer: &str) -> (f64, f64) {
    let (value, margin) = answer.split_once(':').expect("a number and its margin");
    (
        value.parse().expect("a number and its margin"),
        margin.parse().expect("a number and its margin"),
    )
}

#[test]
fn a_quiz_has_the_numbers_of_the_key_for_every_exercise_of_the_library() {
    let library = Library::built_in();
    let (mut entries, mut said) = (0, 0);
    for entry in library.entries() {
        let exercise = library.load(entry).exercise.unwrap();
        let seed = u64::from(exercise.is_drawn()) * 7;
        let variant = exercise.variant(seed).unwrap();
        let mut paper = Paper::new("quiz").with_wrong();
        paper.add(seed, &[Piece { exercise: &exercise, variant: &variant }], None);
        let texts = texts(&moodle::write(&paper, "quiz"));
        let question = texts.iter().find(|(path, _)| path == "cloze/question/questiontext/text");
        let mut found = question.map(|(_, text)| blanks(text)).unwrap_or_default().into_iter();
        let mut earned: Vec<(f64, f64)> = Vec::new();
        for question in &exercise.questions {
            let mut take = |count: usize| -> Vec<Blank> {
                let taken: Vec<_> = found.by_ref().take(count).collect();
                assert_eq!(taken.len(), count, "{} {}", entry.id, question.id);
                let weight: u64 = taken.iter().map(|(weight, ..)| weight).sum();
                earned.push((weight as f64, 0.0));
                taken
            };
            let mut check = |taken: &[Blank], keys: &[f64], whole: &Array| {
                for ((_, kind, alternatives), key) in taken.iter().zip(keys) {
                    assert_eq!(kind, "NUMERICAL");
                    let (value, margin) = numbers(&alternatives[0].1);
                    assert_eq!(alternatives[0].0, "=");
                    assert_eq!(value, *key, "{} {}", entry.id, question.id);
                    let rule = Rule::new(&question.tolerance, whole);
                    let least = rule.margin(*key);
                    assert!((least..=1.002 * least).contains(&margin), "{margin} for {least}");
                    for (percent, answer, feedback) in &alternatives[1..] {
                        let (wrong, around) = numbers(answer);
                        assert_eq!(percent, "%0%");
                        assert!((wrong - key).abs() > margin + around, "{wrong} is not wrong");
                        assert!(!feedback.is_empty());
                        said += 1;
                    }
                    entries += 1;
                }
            };
            match (variant.key(question), &question.task) {
                (Key::Array(_), Task::Formula { .. }) => {}
                (Key::Array(key), _) => {
                    let keys: Vec<f64> = match &question.entries {
                        Some(entries) => {
                            // The boxes stand row by row.
                            let mut entries = entries.clone();
                            entries.sort_unstable();
                            entries.iter().map(|(row, col)| key.at(*row, *col)).collect()
                        }
                        None => key.data().to_vec(),
                    };
                    check(&take(keys.len()), &keys, &key);
                }
                (Key::Shape(sizes), _) => {
                    let size = |at: usize| sizes.get(at).copied().unwrap_or(1).to_string();
                    for (at, (_, _, alternatives)) in take(2).iter().enumerate() {
                        assert_eq!(alternatives[0].1, format!("{}:0", size(at)));
                    }
                }
                (Key::Choice(correct), _) => {
                    let (_, kind, alternatives) = &take(1)[0];
                    assert_eq!(kind, "MULTIRESPONSE");
                    let right = alternatives.iter().enumerate().filter(|(_, one)| one.0 == "=");
                    assert_eq!(right.map(|(at, _)| at).collect::<Vec<_>>(), correct);
                }
                (Key::Mend(line, right), _) => {
                    let (_, kind, alternatives) = &take(1)[0];
                    assert_eq!(kind, "MULTICHOICE");
                    let chosen = alternatives.iter().find(|one| one.0 == "=").unwrap();
                    assert_eq!(chosen.1, (line + 1).to_string());
                    check(&take(right.data().len()), right.data(), &right);
                }
            }
            let is_graded = !matches!(question.task, Task::Formula { .. });
            if is_graded && !matches!(question.task, Task::Mend { .. }) {
                earned.last_mut().unwrap().1 = question.points;
            }
        }
        assert!(found.next().is_none(), "{}: a blank too many", entry.id);
        // Weights are in the proportion of the points.
        let earned: Vec<_> = earned.into_iter().filter(|(_, points)| *points > 0.0).collect();
        for pair in earned.windows(2) {
            let ((one, points), (other, others)) = (pair[0], pair[1]);
            assert!((one * others - other * points).abs() < 1e-9 * one * others, "{}", entry.id);
        }
    }
    assert!(entries > 500 && said > 200, "{entries} numbers, {said} known wrong answers");
}

#[test]
fn nothing_that_a_stranger_wrote_acts_in_any_format() {
    let exercise = read("hostile.toml");
    let paper = paper(&exercise, &[0]);
    for (format, ending) in FORMATS {
        let text = write(&paper, format);
        assert!(text.contains("CANARY"), "{ending}");
        let raw = |c: char| {
            (c.is_control() && !['\n', '\t'].contains(&c))
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
        };
        assert!(!text.contains(raw), "{ending} holds a control character");
        let absent: &[&str] = match format {
            Format::Typst | Format::Pdf => &["#eval", " #panic", "#let x", "[link]", "<label>"],
            Format::Latex => {
                &["\\input{", "\\write18{", "\\stop", "\\catcode", "\\newcommand 中", "{document}]"]
            }
            Format::Markdown => &["<script", "<img", "](javascript", "\n= heading"],
            Format::Html => &["<script", "<img", "</title>#", "<b> "],
            Format::Moodle => &["<script", "<img", "]]> %"],
            Format::Anki => &["<script", "<img", "\\input{", "\\write18{"],
        };
        // What is escaped, and the title as a text of code, is harmless.
        let text = match format {
            Format::Typst => bare(text.split_once('\n').unwrap().1),
            Format::Markdown => bare(&text),
            _ => text,
        };
        for text_of in absent {
            assert!(!text.contains(text_of), "{ending} holds {text_of}");
        }
    }
    // Anki: as many fields as columns, and no line that begins like a header but those on top.
    let cards = write(&paper, Format::Anki);
    let cards: Vec<&str> = cards.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(cards.len(), exercise.questions.len());
    assert!(cards.iter().all(|card| card.matches('\t').count() == 3));
}

#[test]
fn a_strangers_words_stay_in_their_blank() {
    let paper = paper(&read("hostile.toml"), &[0]);
    let texts = texts(&moodle::write(&paper, "quiz"));
    let (_, text) =
        texts.iter().find(|(path, _)| path == "cloze/question/questiontext/text").unwrap();
    let found = blanks(text);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(text.matches('{').count(), 2, "nothing else can be taken for a blank");
    let (_, _, alternatives) = &found[0];
    let author = alternatives.iter().find(|one| one.2.contains("said")).unwrap();
    // Moodle decodes references once; what comes out is HTML in which the words are text.
    let decoded = decoded(&author.2);
    assert!(
        decoded.starts_with("&lt;script&gt;said&lt;/script&gt; } ~ # {1:NUMERICAL:=9}"),
        "{decoded}"
    );
    let (_, kind, options) = &found[1];
    assert_eq!((kind.as_str(), options.len()), ("MULTIRESPONSE", 3));
    assert_eq!(options[1].0, "=");
    let option = self::decoded(&options[0].1);
    assert!(option.contains("&lt;script&gt;o&lt;/script&gt; } ~ # %50%"), "{option}");
}

#[test]
fn the_authors_word_stands_alone_and_others_are_likely() {
    let exercise = read("kinds.toml");
    let variant = exercise.variant(3).unwrap();
    let gradient = exercise.questions.iter().find(|question| question.id == "dL/dW").unwrap();
    let key = variant.key_array(gradient).unwrap();
    let texts = texts(&moodle::write(&paper(&exercise, &[3]), "quiz"));
    let (_, text) =
        texts.iter().find(|(path, _)| path == "cloze/question/questiontext/text").unwrap();
    let found = blanks(text);
    for entry in key.data() {
        let is_own = |blank: &&Blank| blank.1 == "NUMERICAL" && numbers(&blank.2[0].1).0 == *entry;
        let (_, _, alternatives) = found.iter().find(is_own).unwrap();
        let doubled = alternatives.iter().find(|one| numbers(&one.1).0 == 2.0 * entry).unwrap();
        assert_eq!(doubled.2, "You summed over the examples; L is their mean.");
        let others = alternatives[1..].iter().filter(|one| numbers(&one.1).0 != 2.0 * entry);
        assert!(others.clone().count() > 0);
        assert!(others.clone().all(|one| one.2.starts_with("Likely: ")), "{alternatives:?}");
    }
}

/// A text without the signs that a stroke stands before.
fn bare(text: &str) -> String {
    let mut characters = text.chars();
    let mut out = String::new();
    while let Some(c) = characters.next() {
        match c {
            '\\' => out.extend(characters.next().filter(char::is_ascii_alphanumeric)),
            c => out.push(c),
        }
    }
    out
}

/// References decoded once.
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("&#") {
        out.push_str(&rest[..at]);
        let (code, after) = rest[at + 2..].split_once(';').expect("a reference");
        out.push(char::from_u32(code.parse().expect("a reference")).expect("a reference"));
        rest = after;
    }
    out + rest
}

fn run(arguments: &[&str], path: Option<&Path>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.arg("export").args(arguments).stdin(Stdio::null());
    if let Some(path) = path {
        command.env("PATH", path);
    }
    command.output().expect("the program runs")
}

#[test]
fn the_command_says_what_it_cannot_do() {
    for (arguments, said) in [
        (vec!["pdf", "two-layer-nonlinear/01"], "say where it goes"),
        (vec!["typst", "two-layer-nonlinear/99"], "there is no exercise"),
        (vec!["typst", "two-layer-nonlinear/01", "--seeds", "3-1"], "ends before it begins"),
        (vec!["typst", "scalar-operations/01", "--seeds", "1,2", "--variants", "3"], "leave one"),
        (vec!["typst", "two-layer-nonlinear/01", "-o", "/no/folder/x.typ"], "cannot be written"),
        (vec!["word", "two-layer-nonlinear/01"], "possible values"),
        (vec!["typst", "tests/commands/faulty.broken"], "error"),
    ] {
        let output = run(&arguments, None);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    }
    let fixed = run(&["markdown", "two-layer-nonlinear/01", "--variants", "3"], None);
    assert!(String::from_utf8(fixed.stderr).unwrap().contains("only one variant"));
    assert_eq!(String::from_utf8(fixed.stdout).unwrap().matches("\n---\n").count(), 1);
}

#[test]
fn a_topic_a_folder_and_several_exercises_make_one_document() {
    let topic = run(&["markdown", "scalar-operations", "--parts", "sheet", "--title", "All"], None);
    let text = String::from_utf8(topic.stdout).unwrap();
    assert!(text.starts_with("# All\n"), "{text}");
    assert!(text.contains("\n## 8. "));
    let two =
        run(&["moodle", "scalar-operations/01", "scalar-operations/02", "--seeds", "5-7"], None);
    let text = String::from_utf8(two.stdout).unwrap();
    assert_eq!(text.matches("type=\"category\"").count(), 2);
    assert_eq!(text.matches("type=\"cloze\"").count(), 6);
    assert!(text.contains("<text>$course$/top/gradus/scalar-operations/"), "{text}");
}

#[test]
fn an_exam_is_exported_as_the_papers_that_seeds_draw() {
    let exam = "tests/exams/pack/exams/final.toml";
    let sheets = run(&["markdown", exam, "--variants", "2"], None);
    let text = String::from_utf8(sheets.stdout).unwrap();
    assert!(sheets.status.success(), "{}", String::from_utf8_lossy(&sheets.stderr));
    let loaded = gradus::exercise::library::exams::find(exam).unwrap();
    let drawn = loaded.shelf.paper(loaded.exam.as_ref().unwrap(), 1).unwrap();
    let pages: Vec<&str> = text.split("\n---\n").collect();
    assert_eq!(pages.len(), 4);
    assert!(pages[1].contains(&format!("# {}", drawn.title)), "{}", pages[1]);
    assert!(pages[1].contains(&format!("about {} min", drawn.minutes)), "{}", pages[1]);
    let points = gradus::export::text::short(drawn.points());
    assert!(pages[1].contains(&format!("/ {points} points")), "{}", pages[1]);
    for (index, part) in drawn.parts.iter().enumerate() {
        let head = format!("## {}. {}", index + 1, part.exercise.title);
        assert!(pages[1].contains(&head) && pages[3].contains(&head), "{head}\n{}", pages[1]);
    }
    let quiz = run(&["moodle", exam, "--seeds", "0-4"], None);
    assert!(String::from_utf8(quiz.stdout).unwrap().matches("type=\"cloze\"").count() > 5);
    let beside = run(&["moodle", exam, "scalar-operations/01"], None);
    assert_eq!(beside.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_pdf_is_made_by_an_installed_typst_without_a_shell() {
    use std::os::unix::fs::PermissionsExt;
    let root = std::env::temp_dir().join(format!("gradus-export-{}", std::process::id()));
    fs::create_dir_all(root.join("bin")).unwrap();
    let file = root.join("sheet $(touch x); .pdf");
    let arguments = ["pdf", "two-layer-nonlinear/01", "--output", file.to_str().unwrap()];
    let none = run(&arguments, Some(&root.join("bin")));
    let said = String::from_utf8(none.stderr).unwrap();
    assert_eq!(none.status.code(), Some(2));
    assert!(said.contains("`typst`") && said.contains("not on the PATH"), "{said}");
    let program = root.join("bin/typst");
    let install = |script: &str| {
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    };
    install(
        "[ \"$*\" = 'compile --format pdf - -' ] || exit 9\nprintf '%%PDF-1.7 '; exec /bin/cat",
    );
    let made = run(&arguments, Some(&root.join("bin")));
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let bytes = fs::read_to_string(&file).unwrap();
    assert!(bytes.starts_with("%PDF-1.7 #set document"), "{bytes}");
    install("echo 'error: unknown font' >&2; exit 1");
    let failed = run(&arguments, Some(&root.join("bin")));
    assert_eq!(failed.status.code(), Some(2));
    assert!(String::from_utf8(failed.stderr).unwrap().contains("unknown font"));
    assert_eq!(fs::read_to_string(&file).unwrap(), bytes, "what was there is kept");
    install("echo hello");
    assert_eq!(run(&arguments, Some(&root.join("bin"))).status.code(), Some(2));
    fs::remove_dir_all(&root).unwrap();
}
