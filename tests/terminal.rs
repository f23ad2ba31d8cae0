//! The real program in a pseudo-terminal, as a learner meets it.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, thread};

use gradus::cli::breakdown::end_with_panics;
use gradus::exercise::library::Library;
use gradus::tui::keeper::Keeper;
use gradus::tui::theme::{Choice, Theme};

#[path = "support/folder.rs"]
mod folder;
#[path = "terminal/storm.rs"]
mod storm;
#[path = "support/terminal.rs"]
mod terminal;
use terminal::{PROGRAM, Terminal, modes};

/// The right answer to a question of a variant, from the program itself.
fn solution(exercise: &str, question: &str) -> Vec<Vec<f64>> {
    let solve = ["solve", exercise, "--format", "json"];
    let output = Command::new(PROGRAM).args(solve).output().expect("the program starts");
    let key: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let mut questions = key["questions"].as_array().expect("they are a list").iter();
    let answer = questions.find(|asked| asked["id"] == question).expect("it is asked");
    serde_json::from_value(answer["answer"]["data"].clone()).expect("it is a matrix")
}

/// Drawing anew sets all modes again, but the line is never the shell's in between: it would take
/// keys for itself that come just then.
#[test]
fn drawing_anew_keeps_the_line() {
    let mut tutor = Terminal::gradus(&[]);
    for _ in 0..100 {
        tutor.send("\x0c");
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_millis(5) {
            assert_ne!(modes(&tutor.pair), tutor.modes);
        }
    }
    tutor.send("\x11");
    assert!(tutor.end().success());
}

#[test]
fn a_gradient_is_typed_and_graded() {
    let key = solution("two-layer-nonlinear/01", "dL/dW1");
    assert_eq!((key.len(), key[0].len()), (3, 2));
    let mut tutor = Terminal::gradus(&[]);
    assert!(tutor.is_taken());

    tutor.send("/two-layer network with a sigmoid");
    tutor.until("one exercise is left", |tutor| !tutor.contents().contains("The product rule"));
    tutor.send("\r");
    tutor.wait("Question 1 of");
    for number in 2..=8 {
        tutor.send("\x0e");
        tutor.wait(&format!("Question {number} of"));
    }
    tutor.wait("∂L/∂W₁, 3×2,");

    let cells: Vec<String> = key.iter().flatten().map(|entry| format!("{entry:.6}")).collect();
    tutor.send(&cells.join("\t"));
    tutor.wait(&cells[5]);
    assert!(!tutor.contents().to_lowercase().contains("correct"));
    tutor.send("\r");
    tutor.wait("correct");
    tutor.wait("3 of 3 points");

    // The cursor is in the last cell.
    tutor.send("\x15123\r");
    tutor.wait("not right");
    tutor.wait("5 of 6 entries are right; wrong: row 3, column 2");
    let marked = tutor.contents();
    let row = marked.lines().find(|line| line.contains("row 3 ")).unwrap();
    assert!(row.contains('✓') && row.contains("123") && row.contains('✗'), "{row}");

    tutor.resize(120, 40);
    tutor.until("the wider screen", |tutor| {
        let contents = tutor.contents();
        let first = contents.lines().next().unwrap_or_default().to_owned();
        first.trim_end().chars().count() > 110 && contents.contains("row 3, column 2")
    });
    tutor.resize(59, 19);
    tutor.wait("gradus needs 60×20.");
    tutor.resize(80, 24);
    tutor.wait("row 3, column 2");

    // Out of the answer, out of the exercise, and back: nothing typed is lost.
    tutor.send("\x1b");
    tutor.wait("Enter type");
    tutor.send("q");
    tutor.wait("3 of 16 points");
    tutor.send("\r");
    tutor.wait("123");
    tutor.send("\x11");
    assert!(tutor.end().success());
}

#[test]
fn a_matrix_is_pasted() {
    let key = solution("two-layer-nonlinear/01", "Z");
    let rows: Vec<String> = key.iter().map(|row| format!("{row:?}")).collect();
    let mut tutor = Terminal::gradus(&[]);
    tutor.send("/nonlinear/01");
    tutor.until("one exercise is left", |tutor| !tutor.contents().contains("The product rule"));
    tutor.send("\r");
    tutor.wait("Question 1 of");
    tutor.send(&format!("\x1b[200~[{}]\x1b[201~", rows.join(",\r")));
    tutor.wait("The pasted matrix is in the cells.");
    tutor.send("\r");
    tutor.wait("correct");
    tutor.send("\x03");
    assert!(tutor.end().success());
}

#[test]
fn signals_end_it_and_the_terminal_is_given_back() {
    for name in ["-TERM", "-INT", "-HUP"] {
        let mut tutor = Terminal::gradus(&[]);
        assert!(tutor.is_taken());
        tutor.signal(name);
        assert!(!tutor.end().success(), "{name}");
    }
}

#[test]
fn a_shell_suspends_it_and_goes_on() {
    let mut shell =
        Terminal::open(Path::new("/bin/sh"), &["-i"], &[("PS1", "shell> "), ("ENV", "")]);
    shell.wait("shell>");
    shell.send(&format!("{PROGRAM}\n"));
    shell.wait("The product rule");
    shell.send("\r7/8");
    shell.wait("= 0.875");
    shell.send("\x1a");
    shell.until("the shell is back", Terminal::shows_the_shell);
    shell.until("the shell asks", |shell| shell.contents().trim_end().ends_with("shell>"));
    shell.send("echo back $((40 + 2))\n");
    shell.wait("back 42");
    shell.send("fg\n");
    shell.wait("= 0.875");
    shell.send("1");
    shell.wait("= 0.0864198");
    shell.send("\x11");
    shell.until("the shell is back", Terminal::shows_the_shell);
    shell.until("the shell asks", |shell| shell.contents().trim_end().ends_with("shell>"));
    shell.send("exit\n");
    shell.until("the shell ends", |shell| shell.child.try_wait().unwrap().is_some());
}

#[test]
fn a_panic_is_reported_on_a_terminal_that_is_given_back() {
    let arguments = ["the_tutor_runs_while_something_panics", "--exact", "--nocapture"];
    let this = env::current_exe().unwrap();
    let mut tutor = Terminal::open(&this, &arguments, &[("GRADUS_TEST_PANIC", "1")]);
    assert_eq!(tutor.end().exit_code(), 101);
    assert!(String::from_utf8_lossy(&tutor.screen.lock().unwrap().bytes).contains("\x1b[?1049h"));
    tutor.wait("panicked on purpose");
}

/// The other half of the test above, in a process of its own.
#[test]
fn the_tutor_runs_while_something_panics() {
    if env::var_os("GRADUS_TEST_PANIC").is_none() {
        return;
    }
    end_with_panics();
    thread::spawn(|| {
        thread::sleep(Duration::from_millis(500));
        panic!("panicked on purpose");
    });
    let theme = Theme::from_environment(Choice::Auto);
    gradus::tui::run(Library::built_in(), theme, Keeper::in_memory()).unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn idle_costs_no_time() {
    let tutor = Terminal::gradus(&[]);
    let id = tutor.child.process_id().unwrap();
    let spent = || {
        let text = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
        let fields: Vec<String> =
            text.rsplit(')').next().unwrap().split_whitespace().map(str::to_owned).collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    };
    // How often its threads were woken up.
    let woken = || -> u64 {
        let tasks = std::fs::read_dir(format!("/proc/{id}/task")).unwrap();
        let status = |task: std::io::Result<std::fs::DirEntry>| {
            let text = std::fs::read_to_string(task.unwrap().path().join("status")).unwrap();
            let mut lines = text.lines();
            let line = lines.find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
            line.unwrap().trim().parse::<u64>().unwrap()
        };
        tasks.map(status).sum()
    };
    thread::sleep(Duration::from_secs(1));
    let (before, written) = ((spent(), woken()), tutor.screen.lock().unwrap().bytes.len());
    thread::sleep(Duration::from_secs(1));
    assert_eq!((spent(), woken()), before, "hundredths of a second, and wake-ups");
    assert_eq!(tutor.screen.lock().unwrap().bytes.len(), written, "nothing is drawn");
}

#[test]
fn the_environment_decides_about_letters_and_colours() {
    let written = |variables: &[(&str, &str)]| {
        let mut tutor = Terminal::gradus(variables);
        tutor.send("\r");
        tutor.wait("Question 1 of");
        tutor.send("\x11");
        tutor.end();
        let bytes = tutor.screen.lock().unwrap().bytes.clone();
        String::from_utf8(bytes).unwrap()
    };
    let coloured = |text: &str| text.contains("\x1b[38;5;");
    let full = written(&[]);
    assert!(!full.is_ascii() && coloured(&full));
    let plain = written(&[("LC_ALL", "C"), ("NO_COLOR", "1")]);
    assert!(plain.is_ascii() && !coloured(&plain), "{plain}");
    assert!(!full.contains("48;5;"), "the ground is the terminal's own");
    assert!(written(&[("COLORFGBG", "0;15")]).contains("48;5;231"));
    assert!(written(&[("COLORFGBG", "15;0")]).contains("48;5;234"));
}

#[test]
fn a_theme_is_asked_for_by_name() {
    let arguments = ["--theme", "dark"];
    let mut tutor = Terminal::open(Path::new(PROGRAM), &arguments, &[("NO_COLOR", "1")]);
    tutor.wait("The product rule");
    tutor.send("\x11");
    assert!(tutor.end().success());
    let bytes = tutor.screen.lock().unwrap().bytes.clone();
    assert!(String::from_utf8_lossy(&bytes).contains("48;5;234"));
}

#[test]
fn the_mouse_reaches_the_program() {
    let mut tutor = Terminal::gradus(&[]);
    let click = |tutor: &mut Terminal, text: &str| {
        let contents = tutor.contents();
        let row = contents.lines().position(|line| line.contains(text)).expect("it is shown");
        let line = contents.lines().nth(row).expect("it is there");
        let column = line.split(text).next().expect("it begins").chars().count();
        tutor.send(&format!("\x1b[<0;{};{}M", column + 1, row + 1));
        tutor.send(&format!("\x1b[<0;{};{}m", column + 1, row + 1));
    };
    click(&mut tutor, "The quotient rule");
    let chosen = |tutor: &mut Terminal| {
        tutor.contents().lines().any(|line| line.contains('▸') && line.contains("The quotient"))
    };
    tutor.until("it is selected", chosen);
    click(&mut tutor, "The quotient rule");
    tutor.wait("Question 1 of");
    click(&mut tutor, ": menu");
    tutor.wait("Commands");
    tutor.send("quit\r");
    assert!(tutor.end().success());
}

/// A matrix as it is pasted.
fn pasted(rows: &str) -> String {
    format!("\x1b[200~{rows}\x1b[201~")
}

#[test]
fn a_lesson_from_the_first_question_to_the_solution() {
    const NEXT: &str = "\x0e";
    const HINT: &str = "\x1bOQ";
    const SOLUTION: &str = "\x1b[15~";
    const NUDGE: &str = "\x1b[17~";
    const LANDSCAPE: &str = "\x1b[18~";
    let mut tutor = Terminal::gradus(&[]);
    tutor.resize(120, 40);
    tutor.send("/nonlinear/01");
    tutor.until("one exercise is left", |tutor| !tutor.contents().contains("The product rule"));
    let steps: [(&str, &[&str]); 19] = [
        ("\r", &["Question 1 of 11: Z", "0 of 16 points"]),
        (&pasted("1 -0.5 -0.5 3.5\r0.5 1 -1.5 -2\r-0.5 1 1 -3"), &["is in the cells"]),
        ("\r", &["Correct. 1 of 1 point"]),
        ("\r", &["Question 2 of 11: ŷ"]),
        (&pasted("[[0.052451, 0.012011, 1.10928, 0.80342]]"), &["is in the cells"]),
        ("\r", &["No entry is right.", "Likely: b₂ is missing"]),
        (NEXT, &["Question 3 of 11: L"]),
        (HINT, &["Hint 1 of 1: Square the m differences"]),
        ("0.786074\r", &["Correct. 1 of 1 point", "2 of 16 points"]),
        ("\r", &["Question 4 of 11: ∂L/∂ŷ"]),
        (&pasted("np.array([[-0.47377, 0.0060055, 0.55464, -0.09829]])"), &["is in the cells"]),
        ("\r", &["This follows.", "right given your ŷ", "3 of 16 points"]),
        (NEXT, &["Question 5 of 11: ∂L/∂w₂"]),
        ("1.5364\t0.8509\t2.7924\r", &["Likely: You left 1/m out"]),
        (NUDGE, &["Nudge: move w₂ in row 1", "4 times"]),
        (&pasted("0.384108 0.212736 0.698104"), &["is in the cells"]),
        ("\r", &["Correct. 2 of 2 points", "5 of 16 points"]),
        ("\r", &["Question 6 of 11: ∂L/∂b₂"]),
        ("0.98858\r", &["Correct. 1 of 1 point", "6 of 16 points"]),
    ];
    let play = |tutor: &mut Terminal, (keys, seen): (&str, &[&str])| {
        tutor.send(keys);
        for text in seen {
            tutor.wait(text);
        }
    };
    for step in steps {
        play(&mut tutor, step);
    }
    // Back to the question where the error began, and its step of the solution.
    for question in (2..=5).rev() {
        let heading = format!("Question {question} of 11");
        play(&mut tutor, ("\x10", &[&heading]));
    }
    let rest: [(&str, &[&str]); 6] = [
        (SOLUTION, &["Step 3 of 11", "ŷ = w₂ A + b₂", "Here your answer left the path"]),
        ("\x1b[D", &["Step 2 of 11"]),
        ("n", &["Step 3 of 11"]),
        ("\r", &["Step 4 of 11"]),
        ("q", &["Question 2 of 11", "seen"]),
        (&pasted("0.552451 0.512011 1.60928 1.30342"), &["is in the cells"]),
    ];
    for step in rest {
        play(&mut tutor, step);
    }
    play(&mut tutor, ("\r", &["Correct. The solution was shown"]));
    let landscape: [(&str, &[&str]); 4] = [
        (LANDSCAPE, &["L over W₁[1,1] across", "gradient descent"]),
        ("\r", &["1 step"]),
        ("d", &["s: against the gradient", "Y your step", "T true step"]),
        ("q", &["Question 2 of 11"]),
    ];
    for step in landscape {
        play(&mut tutor, step);
    }
    tutor.send("\x11");
    assert!(tutor.end().success());
}

#[test]
fn a_dumb_terminal_gets_the_same_lesson_in_lines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plain");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let files = ["01-sigmoid", "05-formulas", "06-mend"]
        .map(|name| format!("exercises/60-two-layer-nonlinear/{name}.toml"));
    let files = files.each_ref().map(String::as_str);
    let mut tutor = Terminal::open(Path::new(PROGRAM), &files, &[("TERM", "dumb")]);
    let written = |tutor: &Terminal| {
        let bytes = tutor.screen.lock().expect("nobody panicked").bytes.clone();
        String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
    };
    let mut before = 0;
    for line in read("lesson.in").lines() {
        tutor.until("a line is awaited", |tutor| {
            let all = written(tutor);
            all.len() > before && all.ends_with("> ")
        });
        before = written(&tutor).len();
        tutor.send(&format!("{line}\n"));
    }
    assert!(tutor.end().success());
    let golden = read("lesson.txt");
    tutor.until("everything is written", |tutor| written(tutor).len() >= golden.len());
    let seen: Vec<String> =
        written(&tutor).lines().map(|line| line.trim_end().to_owned()).collect();
    assert_eq!(seen.join("\n"), golden.trim_end(), "typed at a terminal and piped look alike");
}
