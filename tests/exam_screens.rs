//! The screens of an exam, without a terminal: keys and time in, frames out.
//!
//! A scene is a file `tests/exam_screens/NAME.scene`, as those of `tests/screens`; `wait N` lets N
//! seconds pass. With `UPDATE_GOLDEN` set the frames are written anew.

#[path = "support/golden.rs"]
mod golden;
#[path = "screens/player.rs"]
mod player;

use std::fs;
use std::path::{Path, PathBuf};

use gradus::exercise::library::exams;
use gradus::session::exam::clock::Moment;
use gradus::session::{Action, Session};
use gradus::tui::theme::Theme;

use golden::differs;
use player::{ASCII, Player, UNICODE};

const SIZES: [(u16, u16); 4] = [(60, 20), (80, 24), (120, 40), (200, 60)];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exam_screens")
}

/// An exam that begins, on a screen of a size.
fn begun(theme: Theme, size: (u16, u16)) -> Player {
    let loaded = exams::find("tests/exams/pack/exams/seen.toml").expect("it is there");
    let exam = loaded.exam.expect("it is sound");
    let paper = loaded.shelf.paper(&exam, 1).expect("it can be drawn");
    let session = Session::sit(&paper, None, at(0));
    Player::of(session, theme, size)
}

fn at(seconds: i64) -> Moment {
    Moment { wall: seconds * 1_000, steady: seconds * 1_000 }
}

fn play(player: &mut Player, scene: &str) {
    let mut now = 0;
    for line in scene.lines() {
        match line.strip_prefix("wait ").and_then(|seconds| seconds.parse::<i64>().ok()) {
            Some(seconds) => {
                now += seconds;
                player.apply(Action::Clock(at(now)));
            }
            None => player.play(line),
        }
    }
}

#[test]
fn every_scene_ends_with_its_frame() {
    let mut scenes: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "scene"))
        .collect();
    scenes.sort();
    assert!(scenes.len() >= 10, "the scenes are there");
    let mut wrong = Vec::new();
    for scene in scenes {
        let text = fs::read_to_string(&scene).unwrap();
        let theme = if text.starts_with("# ascii") { ASCII } else { UNICODE };
        for (width, height) in SIZES {
            let mut player = begun(theme, (width, height));
            play(&mut player, &text);
            let frame = player.frame();
            assert!(theme.unicode || frame.is_ascii(), "{frame}");
            let golden = scene.with_extension("").join(format!("{width}x{height}.txt"));
            wrong.extend(differs(&golden, &frame));
        }
    }
    assert!(wrong.is_empty(), "{} frames differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nothing_is_told_before_the_exam_is_handed_in() {
    let mut player = begun(UNICODE, (120, 40));
    play(
        &mut player,
        "paste [[7, 4], [-3, -1], [6, 8]]\npress Enter Esc Ctrl-N\npress Ctrl-P Ctrl-P",
    );
    for word in ["right", "Correct", "Not right", "hint", "solution", "landscape", "graph"] {
        assert!(!player.shows(word), "{word}:\n{}", player.frame());
    }
    play(&mut player, "press F2 F5 F6 F7 F8 F3\npress F1");
    for word in ["hint", "nudge", "solution", "landscape", "graph", "new numbers"] {
        assert!(!player.shows(word), "{word}:\n{}", player.frame());
    }
    play(&mut player, "press Esc Ctrl-T\ntype y\npress Enter");
    assert!(player.shows("solution"), "{}", player.frame());
}

#[test]
fn the_mouse_goes_to_questions_on_the_map() {
    let mut player = begun(UNICODE, (120, 40));
    player.play("press Ctrl-O");
    player.apply(Action::Select(4));
    assert!(player.shows("Question 5 of 9"), "{}", player.frame());
}
