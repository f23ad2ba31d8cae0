//! A pack, answers, submissions, a roster, settings, a history and names of files, each field of
//! which holds every kind of hidden character: every command runs over them, and no byte of what
//! it writes acts on a terminal, turns the direction of writing, or is not seen.
#![cfg(unix)]

mod support {
    pub mod canary;
    pub mod folder;
    pub mod terminal;
}

use std::fs;
use std::path::Path;

use support::canary::{HIDDEN, NAMES, Place, Seen, canary, exercise, file_name, inner, quoted};
use support::folder::Folder;
use support::terminal::Terminal;

fn place() -> (Place, String, String) {
    let place = Place { folder: Folder::new(), seen: Seen::default() };
    place.write(
        "pack/pack.toml",
        &format!("name = {}\nlicence = {}\n", quoted("pack"), quoted("pack")),
    );
    let file = place
        .write(&format!("pack/{}/{}.toml", file_name("folder"), file_name("file")), &exercise());
    let pack = place.path("pack").to_str().expect("it is text").to_owned();
    (place, pack, file)
}

/// Everything that hands out the exercise.
fn look(place: &mut Place, pack: &str, file: &str) {
    for colour in ["--color=never", "--color=always"] {
        place.run(&["list", pack, colour], "");
        for steps in [&["--steps"][..], &[]] {
            place.run(&[&["solve", file, colour], steps].concat(), "");
        }
        place.run(&["check", pack, "--seeds", "5", colour], "");
    }
    for format in ["markdown", "latex", "json"] {
        place.run(&["solve", file, "--format", format], "");
    }
    place.run(&["list", pack, "--format", "json"], "");
    place.run(&["list", pack, "--topic", &canary("argument")], "");
    place.run(&["check", pack, "--format", "json"], "");
    for format in ["typst", "latex", "markdown", "html", "moodle", "anki"] {
        let more: &[char] = if format == "anki" { &['\t'] } else { &[] };
        let arguments = ["export", format, file, "--parts", "sheet,key,solution"];
        place.run_with(&arguments, "", more);
        place.run_with(&["export", format, file, "--title", &canary("argument")], "", more);
        let out = format!("out.{format}");
        place.run(&["export", format, file, "--output", &out], "");
        let written = fs::read(place.path(&out)).expect("it was written");
        place.seen.check(&out, &written, more, false);
    }
}

/// Everything that grades.
fn grade(place: &mut Place, file: &str) {
    let id = inner("id");
    let wrong = place.write("answers.toml", &format!("\"{id}\" = \"7 * w\"\nchoice = 1\n"));
    let stray = format!(
        "\"{}\" = {}\n\"{id}\" = {}\n",
        inner("answerid"),
        quoted("answer"),
        quoted("answer")
    );
    let stray = place.write(&format!("{}.toml", file_name("answer")), &stray);
    let json = |name: &str| serde_json::to_string(&canary(name)).expect("it is a text");
    let id = json("id");
    let object = format!("{{{id}: {}, \"choice\": {}}}", json("answer"), json("answer"));
    let object = place.write("answers.json", &object);
    let text = canary("notebook");
    let dictionary = format!("{{'{text}': 3}}").replace(['\n', '\r'], "");
    let printed = format!("choice = {text}\n").replace('\r', "");
    let notebook = serde_json::json!({
        "cells": [{
            "cell_type": "code",
            "source": [text],
            "metadata": { text.clone(): text },
            "outputs": [
                { "output_type": "stream", "name": "stdout", "text": printed },
                { "output_type": "display_data", "data": { "text/plain": dictionary } },
            ],
        }],
        "nbformat": 4,
    });
    let notebook = notebook.to_string();
    let notebook = place.write(&format!("{}.ipynb", file_name("notebook")), &notebook);
    let csv = place.write(
        "answers.csv",
        &format!("question,row,column,value\n{},0,0,{}\n", canary("id"), canary("answer"))
            .replace('\r', ""),
    );
    for answers in [&wrong, &stray, &object, &notebook, &csv] {
        for format in ["text", "json", "gradescope", "prairielearn"] {
            place.run(&["grade", file, "--answers", answers, "--format", format], "");
        }
        let more = ["--explain", "--errors", "--color=always"];
        place.run(&[&["grade", file, "--answers", answers][..], &more].concat(), "");
    }
    place.run(
        &["grade", file, "--answers", "-"],
        &format!("{}\n{}", canary("value"), canary("answer")),
    );
    let lines = format!(
        "{{\"learner\": {}, \"answers\": {{{id}: \"7 * w\"}}}}\n{{{}: 1}}\n{}\n{{\"learner\": \"=1\", \"answers\": {{{}: 3}}}}\n\
         {{\"exercise\": {}, \"learner\": 3, \"answers\": {{}}}}\n",
        json("learner"),
        json("submission"),
        canary("submission").replace('\r', ""),
        json("answerid"),
        json("submission")
    );
    place.run(&["grade", file, "--stream"], &lines);
    place.run(&["grade", "--stream"], &lines);
    let submissions = place.write("lines.jsonl", &lines);
    let roster = format!(
        "learner,name\n\"{}\",\"{}\"\nada,=cmd|' /C calc'!A0\n",
        canary("learner"),
        canary("name")
    );
    let roster = place.write("roster.csv", &roster);
    place.write(&format!("class/{}/a.toml", file_name("learner")), "choice = 0\n");
    place.write(
        &format!("class/{}.toml", file_name("submission")),
        &format!("{} = 1 1\n", inner("value")),
    );
    let class = place.path("class").to_str().expect("it is text").to_owned();
    for (at, submissions) in [submissions, class].iter().enumerate() {
        let out = place
            .path(&format!("{}{at}", file_name("folder")))
            .to_str()
            .expect("it is text")
            .to_owned();
        let arguments =
            ["grade", file, "--submissions", submissions, "--out", &out, "--roster", &roster];
        place.run(&arguments, "");
        for entry in fs::read_dir(&out).expect("it was made") {
            let path = entry.expect("it is listed").path();
            let bytes = fs::read(&path).expect("it can be read");
            place.seen.check(&path.display().to_string(), &bytes, &[], false);
            if path.ends_with("grades.csv") {
                let table = String::from_utf8(bytes).expect("it was looked at");
                assert!(
                    !table.contains("\n=") && !table.contains(",=") && !table.contains("\"="),
                    "{table}"
                );
            }
        }
    }
}

/// Files that are wrong, whose reports show their lines.
fn wrong(place: &mut Place) {
    let names = [(
        "key",
        format!("format = 1\n\"{}\" = 1\n[given]\n\"{}\" = 2\n", inner("key"), inner("value")),
    )];
    place.write("faulty/pack.toml", &format!("name = {0}\n{0} = 1\n", quoted("pack")));
    place.write("faulty/a.toml", &exercise());
    let faulty = place.path("faulty").to_str().expect("it is text").to_owned();
    place.run(&["check", &faulty], "");
    let broken = format!(
        "format = 1\ntitle = {}\n{} = = 1\n[{}\n",
        quoted("value"),
        canary("value").replace('\r', ""),
        canary("message")
    );
    let texts = names.into_iter().chain([
        ("raw", broken),
        ("equations", exercise().replace("7 * w", &inner("equation"))),
        ("lint", exercise().replace("zero-key", &inner("lint"))),
        (
            "exam",
            format!(
                "format = 1\nkind = \"exam\"\ntitle = {}\nminutes = 5\n[[item]]\nexercise = {}\n",
                quoted("exam"),
                quoted("exam")
            ),
        ),
        (
            "test",
            exercise()
                + &format!(
                    "[[test]]\nanswers = {{ {} = {} }}\nexpect = {{ choice = {} }}\n",
                    quoted("answerid"),
                    quoted("answer"),
                    quoted("value")
                ),
        ),
    ]);
    for (name, text) in texts.collect::<Vec<_>>() {
        let file = place.write(&format!("wrong/{name}{}.toml", file_name("file")), &text);
        for colour in ["--color=never", "--color=always"] {
            place.run(&["check", &file, colour], "");
            place.run(&["solve", &file, colour], "");
        }
        place.run(&["check", &file, "--format", "json"], "");
        place.run(&["exam", &file, "--plain"], "");
    }
    for archive in ["zip", "tar.gz"] {
        let file = place.write(&format!("{}.{archive}", file_name("archive")), "no archive");
        place.run(&["check", &file], "");
        place.run(&["list", &file], "");
    }
}

/// Arguments, variables and what is typed.
fn say(place: &mut Place, pack: &str, file: &str) {
    let argument = canary("argument");
    place.run(&[&argument], "");
    place.run(&[&format!("--{argument}")], "");
    place.run(&["solve", file, &argument], "");
    place.run(&["solve", &argument], "");
    place.run(&["list", &argument], "");
    place.run(&["new", &argument, "--template", &argument], "");
    place.run(&["man", &argument], "");
    place.run(&["completions", &argument], "");
    place.run(&["progress", "import", &argument], "");
    let equation = canary("equation");
    place.run(&["eval", &equation], "");
    place.run(&["eval", "L = w", "--let", &format!("{}=1", canary("let"))], "");
    place.run(&["eval", "L = w", "--let", &format!("w={}", canary("let"))], "");
    place.run(&["eval", "L = w", "--let", "w=1", "--grad", &canary("let")], "");
    place.run(&["eval", "--color=always", &equation], "");
    place.run(
        &["eval"],
        &format!(
            "w = 2\n{}\n{} = 3\n",
            canary("equation").replace('\r', ""),
            canary("typed").replace('\r', "")
        ),
    );
    let typed = canary("typed").replace('\r', "");
    let lines = format!(
        "1\n{typed}\n7*w\n\n{typed} = {typed}\nhint\nhint\nsolution\nnext\n{typed}\nexplain\nhome\n/{typed}\nhelp\nquit\n"
    );
    place.run(&["--plain", pack], &lines);
    place.run(&["--plain", "--ascii", pack], &lines);
    place.run(&["--plain"], &lines);
    for arguments in [
        &["progress"][..],
        &["progress", "--format", "json"],
        &["progress", "export"],
        &["exam", "--history"],
    ] {
        place.run(arguments, "");
    }
    let config = place.write(
        "config.toml",
        &format!("theme = {}\n\"{}\" = 1\nplain = = 2\n", quoted("setting"), inner("setting")),
    );
    let named = place.write(&format!("{}.toml", file_name("setting")), &canary("setting"));
    for config in [config, named] {
        let mut command = place.command(&["list"]);
        let output = command.env("GRADUS_CONFIG", config).output().expect("it runs");
        place.seen.output("list with settings", &output, &[]);
    }
    for variable in [
        "TERM",
        "LANG",
        "LC_ALL",
        "COLORTERM",
        "COLORFGBG",
        "NO_COLOR",
        "HOME",
        "XDG_DATA_HOME",
        "GRADUS_DATA",
        "EDITOR",
    ] {
        for arguments in [&["list", pack][..], &["--plain", pack], &["progress"]] {
            let mut command = place.command(arguments);
            command.env_remove("GRADUS_DATA").env("XDG_DATA_HOME", place.path("other"));
            let output = command.env(variable, canary("argument")).output().expect("it runs");
            place.seen.output(&format!("{arguments:?} with {variable}"), &output, &[]);
        }
    }
}

/// A history that someone else wrote, and what is told of it.
fn history(place: &mut Place) {
    let json = |name: &str| serde_json::to_string(&canary(name)).expect("it is a text");
    let h = json("history");
    let lines = format!(
        "{{\"gradus\": \"history\", \"format\": 1}}\n\
         {{\"attempt\": {h}, \"at\": 1700000000000, \"exercise\": {h}, \"topic\": {h}, \"version\": {h}, \
         \"seed\": 0, \"question\": {h}, \"kind\": {h}, \"typed\": {h}, \"verdict\": \"wrong\", \"points\": 0.0, \
         \"out_of\": 1.0, \"mistakes\": [{h}], \"avoided\": [], \"spent\": 5, \"hints\": 0, \"tries\": 1, \
         \"rating\": 1, \"open\": true, \"unsolved\": true, \"earned\": 0.0, \"exam\": \"\"}}\n\
         {{\"exam\": {h}, \"paper\": {h}, \"seed\": 0, \"started\": 1700000000000, \"minutes\": 5, \"state\": {h}}}\n"
    );
    let file = place.write(&format!("{}.jsonl", file_name("history")), &lines);
    place.run(&["progress", "import", &file], "");
    for arguments in [
        &["progress"][..],
        &["progress", "--color=always"],
        &["progress", "--format", "json"],
        &["progress", "export"],
        &["exam", "--history"],
        &["exam", "--history", "--format", "json"],
        &["exam", "--report", "1"],
        &["list", "--due"],
    ] {
        place.run(arguments, "");
    }
    place.run(&["--plain"], "progress\nquit\n");
    place.write("data/gradus.sqlite3", "not a database");
    let wrong = place.write("wrong.jsonl", &format!("{}\n{{{h}: 1}}\n", canary("history")));
    place.run(&["progress", "import", &wrong], "");
}

#[test]
fn nothing_hidden_is_written_by_any_command() {
    let (mut place, pack, file) = place();
    look(&mut place, &pack, &file);
    grade(&mut place, &file);
    wrong(&mut place);
    say(&mut place, &pack, &file);
    history(&mut place);
    let missing: Vec<_> = NAMES.iter().filter(|name| !place.seen.0.contains(**name)).collect();
    assert_eq!(missing, [&""; 0], "these fields came out nowhere");
}

#[test]
fn nothing_hidden_reaches_a_screen() {
    let (place, pack, file) = place();
    for (arguments, first) in
        [(vec![pack.as_str()], "kfolder"), (vec!["preview", &file], "kprompt")]
    {
        let mut terminal = Terminal::open(Path::new(env!("CARGO_BIN_EXE_gradus")), &arguments, &[]);
        terminal.wait(if arguments.len() == 1 { "ktitle" } else { first });
        if arguments.len() == 1 {
            terminal.send("\r");
            terminal.wait("kstatement");
            let paste = canary("typed").replace('\r', "");
            terminal.send(&format!("\u{1b}[200~{paste}\u{1b}[201~"));
            terminal.send("\u{1b}[6~");
        }
        terminal.wait("k");
        std::thread::sleep(std::time::Duration::from_millis(300));
        let bytes = terminal.screen.lock().expect("nobody panicked").bytes.clone();
        let text = String::from_utf8_lossy(&bytes);
        // The program's own sequences are of ASCII; of a stranger's, these are none of them.
        for hidden in HIDDEN {
            if let Some(c) = hidden.chars().find(|c| !c.is_ascii() && text.contains(*c)) {
                panic!("{c:?} of {hidden:?} reached the terminal");
            }
        }
        for sequence in ["\u{1b}]0;", "\u{1b}]8;", "\u{1b}P", "\u{7f}", "\u{8}\u{b}", "\u{c}"] {
            assert!(!text.contains(sequence), "{sequence:?} reached the terminal");
        }
        assert!(text.contains('␛'), "the canaries were not shown");
    }
    drop(place);
}
