//! Homes, locales, names that are no text, clocks and time zones.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use gradus::progress::schedule::DAY;
use gradus::progress::store::Store;
use gradus::progress::{Attempt, Draft};

use crate::folder::Folder;
use crate::{EXERCISE, gradus, lesson, text, typed};

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    i64::try_from(since.as_millis()).expect("it is before the year 300 million")
}

/// An answer that was right at once.
fn attempt(at: i64) -> Attempt {
    Attempt {
        open: 1,
        unsolved: 1,
        ..super::attempts::attempt("scalar-operations/01-product", "f", at)
    }
}

/// What a command says that has to succeed.
fn said(command: &mut Command) -> String {
    let output = command.output().expect("the program ends");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    text(&output.stdout)
}

#[test]
fn without_a_home_everything_works_and_it_is_said_that_nothing_is_kept() {
    let at_home = |home: Option<&str>, arguments: &[&str]| {
        let mut command = gradus(arguments);
        for name in ["GRADUS_DATA", "GRADUS_CONFIG", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
            command.env_remove(name);
        }
        match home {
            Some(home) => command.env("HOME", home),
            None => command.env_remove("HOME"),
        };
        command
    };
    // A home that is no folder cannot be written, whoever tries.
    let output = typed(&mut at_home(Some("/dev/null"), &["--plain", EXERCISE]), "900000\n");
    let told = text(&output.stdout);
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
    let place = "! nothing can be kept in /dev/null/.local/share/gradus: Not a directory";
    assert!(told.contains(place) && told.contains("--data names another folder"), "{told}");
    assert!(told.contains("Not right"), "{told}");
    // Without the variable the system's own list of users says where it is.
    for home in [None, Some(""), Some("/dev/null")] {
        for arguments in [&["progress"][..], &["solve", "two-layer-nonlinear/01"]] {
            let output = at_home(home, arguments).output().expect("it ends");
            assert!(output.status.success(), "{home:?} {}", text(&output.stderr));
        }
    }
    // And what names a folder goes before the home.
    let folder = Folder::new();
    let output =
        typed(at_home(None, &["--plain", EXERCISE]).env("GRADUS_DATA", folder.path()), "1\n");
    assert!(output.status.success() && folder.path().join("gradus.db").exists());
}

#[test]
fn commands_write_utf_8_in_every_locale_and_the_tutor_ascii_where_there_is_none() {
    let written = |locale: &str, arguments: &[&str]| {
        said(gradus(arguments).env("LANG", locale).env("LC_ALL", locale))
    };
    for arguments in
        [&["solve", "two-layer-nonlinear/01"][..], &["export", "html", "two-layer-nonlinear/02"]]
    {
        let full = written("C.UTF-8", arguments);
        assert!(!full.is_ascii());
        for locale in ["C", "POSIX", "de_DE.ISO-8859-1", "ja_JP.SJIS", "no such locale"] {
            assert_eq!(written(locale, arguments), full, "{locale}");
        }
    }
    for locale in ["C", "POSIX", "de_DE.ISO-8859-1"] {
        assert!(written(locale, &["--plain", EXERCISE]).is_ascii(), "{locale}");
    }
    assert!(!written("C.UTF-8", &["--plain", EXERCISE]).is_ascii());
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_are_no_text_are_names_all_the_same() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let strange = |name: &[u8]| folder.path().join(OsStr::from_bytes(name));
    let (file, data) = (strange(b"one\xff.toml"), strange(b"data\xfe"));
    let exercise = Path::new(env!("CARGO_MANIFEST_DIR")).join(EXERCISE);
    fs::copy(exercise, &file).expect("it can be copied");
    said(gradus(&["check"]).arg(&file));
    assert!(said(gradus(&["list"]).arg(folder.path())).contains("The product rule"));
    for _ in 0..2 {
        let mut tutor = gradus(&["--plain"]);
        let output = typed(tutor.arg(&file).env("GRADUS_DATA", &data), "900000\n");
        assert!(text(&output.stdout).contains("Not right"), "{}", text(&output.stderr));
        assert!(!text(&output.stdout).contains("nothing can be kept"));
    }
    assert!(data.join("gradus.db").exists());
    assert!(said(gradus(&["progress"]).env("GRADUS_DATA", &data)).starts_with("2 answers"));
    let answers = strange(b"answers\xff.toml");
    fs::write(&answers, "Z = 1\n").expect("it can be written");
    let graded = gradus(&["grade", "two-layer-nonlinear/01", "--answers"]).arg(&answers).output();
    assert_eq!(graded.expect("it ends").status.code(), Some(1));
    // Where a text is asked for, it is said that this is none.
    let refused = gradus(&["solve"]).arg(OsString::from(&file)).output().expect("it ends");
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).starts_with("error: invalid UTF-8"));
    // In variables it counts as not said.
    for name in ["LANG", "COLORFGBG", "TERM", "TZ", "NO_COLOR", "COLORTERM"] {
        let told = said(gradus(&["--plain", EXERCISE]).env(name, OsStr::from_bytes(b"\xff")));
        assert!(told.contains("Question 1 of"), "{name}");
    }
}

#[test]
fn a_clock_that_is_set_back_loses_nothing() {
    let folder = Folder::new();
    let ahead = now() + 400 * DAY;
    let key = Path::new(env!("CARGO_MANIFEST_DIR")).join(EXERCISE).display().to_string();
    let (mut store, _) = Store::open(folder.path());
    for at in [ahead, ahead + DAY] {
        let answer = Attempt { exercise: key.clone(), ..attempt(at) };
        store.record(&answer, None).expect("it is recorded");
    }
    let draft = Draft {
        exercise: key,
        version: String::new(),
        seed: 0,
        question: "u".into(),
        typed: "{\"text\":\"800000\"}".into(),
        graded: String::new(),
        solved: false,
        seen: false,
        hints: 0,
        tries: 0,
        best: 0.0,
        spent: 0,
        at: ahead,
    };
    store.keep([&draft]).expect("it is kept");
    drop(store);
    let first = lesson(folder.path(), "\n");
    assert!(first.contains("800000"), "{first}");
    let second = lesson(folder.path(), "900000\n");
    assert!(second.contains("Not right"), "{second}");
    let third = lesson(folder.path(), "\n");
    assert!(third.contains("900000") && !third.contains("800000"), "{third}");
    for arguments in
        [&["progress"][..], &["progress", "--format", "json"], &["list", "--due", EXERCISE]]
    {
        said(gradus(arguments).env("GRADUS_DATA", folder.path()));
    }
    let (store, trouble) = Store::open(folder.path());
    assert_eq!((trouble, store.faults(), store.count()), (None, Ok(Vec::new()), Ok(3)));
    let memory = store.memory().expect("it can be read");
    assert!(memory.schedules.values().all(|schedule| schedule.due > schedule.last));
}

#[test]
fn what_is_due_today_follows_the_zone_of_the_moment() {
    const HOUR: i64 = 3_600_000;
    // When today ends in the zones of the earth, by the hours that they are ahead.
    let now = now();
    let ends = |ahead: i64| (now + ahead * HOUR).div_euclid(DAY) * DAY + DAY - ahead * HOUR;
    let mut zones: Vec<(i64, i64)> = (-12..=14).map(|ahead| (ends(ahead), ahead)).collect();
    zones.sort_unstable();
    // Not one whose day may end while this runs.
    zones.retain(|(end, _)| end - now > HOUR / 4);
    let (first, last) = (zones[0], zones[zones.len() - 1]);
    assert!(last.0 - first.0 > 20 * HOUR);
    let folder = Folder::new();
    let (mut store, _) = Store::open(folder.path());
    // A first review that was good comes back after two days.
    store.record(&attempt(first.0 + HOUR - 2 * DAY), None).expect("it is recorded");
    let due = store.memory().expect("it can be read").schedules.into_values().map(|one| one.due);
    assert_eq!(due.collect::<Vec<_>>(), [first.0 + HOUR]);
    drop(store);
    let listed = |zone: &str| {
        let told =
            said(gradus(&["list", "--due"]).env("GRADUS_DATA", folder.path()).env("TZ", zone));
        told.lines().filter(|line| line.starts_with("scalar-operations/")).count()
    };
    for (zone, count) in [(first, 0), (last, 1), (first, 0)] {
        // In POSIX's writing, hours behind are positive.
        assert_eq!(listed(&format!("<here>{}", -zone.1)), count, "{} hours ahead", zone.1);
    }
    // A zone that there is not, and none at all.
    for zone in ["Nowhere/Land", "", ":", "/dev/null", "<here>99"] {
        said(gradus(&["progress"]).env("GRADUS_DATA", folder.path()).env("TZ", zone));
    }
}
