//! What comes back: work that was left, exercises that are due, misconceptions that were made.

#[path = "support/attempts.rs"]
mod attempts;
#[path = "support/folder.rs"]
mod folder;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use folder::Folder;
use gradus::exercise::library::Library;
use gradus::grading::Verdict;
use gradus::grading::misconception::shown;
use gradus::markup::Markup;
use gradus::progress::memory::{Memory, Slip};
use gradus::progress::review::provoking;
use gradus::progress::schedule::DAY;
use gradus::progress::store::Store;
use gradus::progress::{Attempt, Draft, Outcome};
use gradus::session::overview::{Link, Row};
use gradus::session::{self, Action, Context, Effect, Enter, Session};
use gradus::tui::keeper::now;

const PRODUCT: &str = "scalar-operations/01-product";

fn run(folder: &Path, arguments: &[&str], input: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in ["LC_ALL", "LC_CTYPE", "NO_COLOR", "TERM"] {
        command.env_remove(name);
    }
    command.env("LANG", "C.UTF-8").env("GRADUS_DATA", folder).env("GRADUS_CONFIG", "");
    command.envs(variables.iter().copied()).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut keyboard = child.stdin.take().expect("it is piped");
    // It may end before it has read everything.
    let _ = keyboard.write_all(input.as_bytes());
    drop(keyboard);
    child.wait_with_output().expect("the program ends")
}

fn said(folder: &Path, arguments: &[&str], input: &str) -> String {
    String::from_utf8(run(folder, arguments, input, &[]).stdout).expect("it is UTF-8")
}

/// The number of a built-in exercise in the tutor's list.
fn number(id: &str) -> usize {
    let library = Library::built_in();
    library.entries().iter().position(|entry| entry.id == id).expect("it is there") + 1
}

fn attempt(question: &str, at: i64) -> Attempt {
    Attempt { kind: "gradient".into(), ..attempts::attempt(PRODUCT, question, at) }
}

fn draft(question: &str, at: i64) -> Draft {
    Draft {
        exercise: PRODUCT.into(),
        version: String::new(),
        seed: 0,
        question: question.into(),
        typed: "{\"text\":\"1\"}".into(),
        graded: "{\"text\":\"1\"}".into(),
        solved: true,
        seen: false,
        hints: 0,
        tries: 0,
        best: 1.0,
        spent: 0,
        at,
    }
}

#[test]
fn work_is_as_it_was_left() {
    let folder = Folder::new();
    let file = "exercises/10-scalar-operations/01-product.toml";
    let first = said(folder.path(), &["--plain", file], "900000\nnext\n7*\n");
    assert!(first.contains("Not right"), "{first}");
    // The second question is shown again with what was typed; the first is known as wrong.
    let second = said(folder.path(), &["--plain", file], "questions\nback\n");
    assert!(second.contains("7*"), "{second}");
    let key = Path::new(env!("CARGO_MANIFEST_DIR")).join(file).display().to_string();
    let (store, _) = Store::open(folder.path());
    let attempts = store.attempts().expect("it can be read");
    let typed: Vec<&str> = attempts.iter().map(|attempt| attempt.typed.as_str()).collect();
    assert_eq!(typed, ["{\"text\":\"900000\"}", "{\"text\":\"7*\"}"]);
    assert!(attempts.iter().all(|attempt| attempt.exercise == key && attempt.version.len() == 16));
    assert_eq!((attempts[0].tries, attempts[0].rating), (0, None));
    let listed = said(folder.path(), &["list", file], "");
    assert!(listed.contains("begun"), "{listed}");
}

#[test]
fn what_is_due_stands_first_and_comes_back_with_numbers_that_show_the_last_slip() {
    let folder = Folder::new();
    let nothing = said(folder.path(), &["list", "--due"], "");
    assert!(nothing.starts_with("Nothing is due today"), "{nothing}");
    let library = Library::built_in();
    let entry = library.find(PRODUCT).expect("it is there");
    let exercise = library.load(entry).exercise.expect("it is sound");
    let question = exercise.questions.iter().find(|asked| asked.task.kind() == "gradient");
    let question = question.expect("a gradient is asked for");
    // A misconception that the numbers show at the question.
    let variant = exercise.variant(1).expect("it can be drawn");
    let mistake = *shown(question, &variant).first().expect("its numbers show something");

    let before = now() - 60 * DAY;
    let (mut store, _) = Store::open(folder.path());
    let slip = Attempt {
        outcome: Outcome::Graded(Verdict::Wrong),
        rating: None,
        open: 1,
        unsolved: 1,
        mistakes: vec![mistake.to_owned()],
        ..attempt(&question.id, before)
    };
    store.record(&slip, None).expect("it is recorded");
    for asked in &exercise.questions {
        let solved = attempt(&asked.id, before + 1_000);
        store.record(&solved, Some(&draft(&asked.id, before))).expect("it is recorded");
    }
    drop(store);

    let due = said(folder.path(), &["list", "--due"], "");
    assert_eq!(due.lines().count(), 3, "the skill comes back in a new exercise: {due}");
    assert!(due.lines().nth(1).is_some_and(|line| line.starts_with(PRODUCT)), "{due}");
    let progress = said(folder.path(), &["progress"], "");
    assert!(progress.contains("Due today: 2 exercises"), "{progress}");

    let told = said(folder.path(), &["--plain"], "progress\n");
    assert!(told.contains("Due today: 2 exercises"), "{told}");

    let open = format!("{}\n900000\n", number(PRODUCT));
    let lesson = said(folder.path(), &["--plain"], &open);
    assert!(lesson.contains("Due today"), "{lesson}");
    let (store, _) = Store::open(folder.path());
    let last = store.attempts().expect("it can be read").pop().expect("one was recorded");
    assert_eq!(last.seed, provoking(&exercise, &question.id, mistake, 1), "the next that shows it");
    let variant = exercise.variant(last.seed).expect("it can be drawn");
    assert!(shown(question, &variant).contains(mistake));

    // Opened again on the same day, it goes on with the numbers that were begun.
    said(folder.path(), &["--plain"], &open);
    let again = store.attempts().expect("it can be read").pop().expect("one was recorded");
    assert_eq!((again.seed, again.at > last.at), (last.seed, true));
}

#[test]
fn settings_are_taken_and_their_faults_are_told_but_not_fatal() {
    let (folder, other) = (Folder::new(), Folder::new());
    let (mut store, _) = Store::open(other.path());
    store.record(&attempt("f", now()), None).expect("it is recorded");
    drop(store);
    let config = folder.path().join("config.toml");
    let text = format!("data = {:?}\nplain = true\ntheem = \"dark\"\n", other.path());
    std::fs::write(&config, text).expect("the file can be written");
    let config = config.display().to_string();
    let variables = [("GRADUS_CONFIG", config.as_str()), ("GRADUS_DATA", "")];
    let listed = run(folder.path(), &["list", "--topic", "scalar-operations"], "", &variables);
    let text = |bytes| String::from_utf8(bytes).expect("it is UTF-8");
    assert_eq!(listed.status.code(), Some(0));
    assert!(
        text(listed.stdout)
            .lines()
            .any(|line| line.contains("01-product") && line.ends_with("done"))
    );
    let told = text(listed.stderr);
    assert!(
        told.contains("there is no setting `theem`") && told.contains("config.toml:3:1"),
        "{told}"
    );
    // Without a terminal only the tutor in lines runs: the settings ask for it.
    let tutor = run(folder.path(), &[], "quit\n", &variables);
    assert_eq!(tutor.status.code(), Some(0), "{}", text(tutor.stderr));
    // What the command line says goes first.
    let data = folder.path().display().to_string();
    let asked = run(folder.path(), &["--data", &data, "list"], "", &variables);
    assert!(!text(asked.stdout).contains("done"));
}

#[test]
fn what_stands_in_the_way_is_said_and_practice_goes_on() {
    let folder = Folder::new();
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, "no folder").expect("the file can be written");
    let file = "exercises/10-scalar-operations/01-product.toml";
    let lesson = said(&blocked, &["--plain", file], "900000\n");
    assert!(lesson.contains("! nothing can be kept in"), "{lesson}");
    assert!(lesson.contains("Not right"), "{lesson}");
}

#[test]
fn a_misconception_is_practised_from_where_progress_tells_it() {
    let library = Library::built_in();
    let index = number(PRODUCT) - 1;
    let mut session = Session::new(library.clone());
    let exercise = library.load(&library.entries()[index]).exercise.expect("it is sound");
    let question = exercise.questions.last().expect("something is asked");
    let variant = exercise.variant(1).expect("it can be drawn");
    let mistake = *shown(question, &variant).first().expect("its numbers show something");
    let slip = Slip {
        mistake: mistake.to_owned(),
        exercise: PRODUCT.to_owned(),
        question: question.id.clone(),
        count: 2,
        last: 5,
    };
    let memory = Memory { slips: vec![slip], today: 100 * DAY, ..Memory::default() };
    session.apply(Action::Remembered(Box::new(memory)));
    for effect in session.start() {
        let Effect::Load(index) = effect else { continue };
        let loaded = library.load(session.entry(index));
        session.apply(Action::Loaded(index, Box::new(loaded)));
    }
    assert_eq!(session.apply(Action::Do(session::Command::Progress)), [Effect::Tell]);
    let link = Link { exercise: PRODUCT.to_owned(), mistake: Some(mistake.to_owned()) };
    let rows = vec![
        Row::of(Markup::new().text("Progress")),
        Row { text: Markup::new().text("practise it"), link: Some(link) },
    ];
    session.apply(Action::Told(rows));
    assert_eq!(session.context(), Context::Progress);
    assert_eq!(session.enter(), Enter::Leave);
    session.apply(Action::Do(session::Command::NextField));
    assert_eq!(session.enter(), Enter::Open);
    assert_eq!(session.apply(Action::Do(session::Command::Confirm)), [Effect::Recall(index)]);
    session.apply(Action::Recalled(index, vec![draft(&question.id, 7)]));
    let (_, desk) = session.current().expect("the exercise is open");
    assert_eq!(desk.seed(), provoking(&exercise, &question.id, mistake, 1));
}

/// What the list in lines says of an exercise and of the end of the path.
#[test]
fn home_leads_from_one_exercise_to_the_next_and_to_the_exams() {
    let folder = Folder::new();
    let first = said(folder.path(), &["--plain"], "");
    assert_eq!(first.matches(", next, ").count(), 1, "{first}");
    assert!(first.contains("1. Searching or walking: level 1 of 5, 5 min, 4 questions, next"));
    assert!(first.contains("gradus exam 1-slopes"), "{first}");
    // The number of the list opens it, and its key is k^d, s(1 + d), k and the first option.
    let numbers = said(folder.path(), &["solve", "why-gradients/01", "--format", "json"], "");
    let key: serde_json::Value = serde_json::from_str(&numbers).expect("it is JSON");
    let answer = |at: usize| key["questions"][at]["answer"]["data"].to_string();
    let typed = format!("1\n{}\n\n{}\n\n{}\n\n1\nback\n", answer(0), answer(1), answer(2));
    let told = said(folder.path(), &["--plain"], &typed);
    let (_, left) = told.rsplit_once("Correct").expect("the last answer is right");
    assert!(left.contains("2. What a slope foretells") && left.contains(", next, "), "{left}");
    // The next run begins there too.
    let again = said(folder.path(), &["--plain"], "");
    let next = again.lines().find(|line| line.contains(", next, ")).expect("something is next");
    assert!(next.starts_with("2. What a slope foretells"), "{next}");
}

#[test]
fn of_a_topic_the_easiest_is_next_that_asks_for_nothing_open() {
    let (pack, data) = (Folder::new(), Folder::new());
    let write = |name: &str, level: u8, requires: &str| {
        let text = format!(
            "format = 1\ntitle = \"{name}\"\ntopic = \"lines\"\nlevel = {level}\nminutes = 1\n\
             requires = [{requires}]\n[given]\nw = 2\n[model]\nforward = \"L = w^2\"\n\
             [[question]]\nkind = \"gradient\"\nwrt = \"w\"\n"
        );
        std::fs::write(pack.path().join(format!("{name}.toml")), text).expect("it can be written");
    };
    write("1-hard", 3, "");
    write("2-middle", 2, "");
    write("3-easy", 1, "\"1-hard\"");
    let said = said(data.path(), &["--plain", &pack.path().display().to_string()], "");
    let next = said.lines().find(|line| line.contains(", next, ")).expect("something is next");
    assert!(next.contains("2-middle"), "{said}");
}
