//! Keys in, frames out: the interface without a terminal.
//!
//! A scene is a file `tests/screens/NAME.scene` of lines `type TEXT`, `press KEY…` and
//! `paste TEXT` (with `\n`, `\r`, `\t`). It is played at every size, and the frame that it ends
//! with is compared with `tests/screens/NAME/WIDTHxHEIGHT.txt`, in ASCII with
//! `WIDTHxHEIGHT.ascii.txt`, and its styles at 80×24 with `80x24.THEME.styles`. With
//! `UPDATE_GOLDEN` set they are written anew. A scene that begins with `# file PATH` plays with
//! that exercise alone.

#[path = "screens/frame.rs"]
mod frame;
#[path = "support/golden.rs"]
mod golden;
#[path = "screens/player.rs"]
mod player;

use std::path::Path;

use gradus::cli::progress::Told;
use gradus::cli::progress::text::rows;
use gradus::exercise::library::Library;
use gradus::progress::Rating;
use gradus::progress::report::{Mistake, Practice, Report};
use gradus::progress::review::Due;
use gradus::progress::schedule::Item;
use gradus::session::sheet::Progress;
use gradus::session::{Action, Command, Place};
use gradus::tui::theme::{Colours, Depth, Theme};
use jiff::civil::date;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use frame::{check_frame, folder, is_scrolled, looks, luminance, played, scenes};
use golden::differs;
use player::{ASCII, Player, UNICODE};

const SIZES: [(u16, u16); 4] = [(60, 20), (80, 24), (120, 40), (200, 60)];

#[test]
fn every_scene_ends_with_its_frame() {
    let mut wrong = Vec::new();
    for scene in scenes() {
        let mut player = played(&scene, UNICODE, SIZES[0]);
        for (width, height) in SIZES {
            // Only how far a page goes depends on the size.
            if is_scrolled(&scene) {
                player = played(&scene, UNICODE, (width, height));
            }
            player.area = Rect::new(0, 0, width, height);
            for (theme, name) in [(UNICODE, ""), (ASCII, ".ascii")] {
                player.theme = theme;
                let frame = player.frame();
                check_frame(&player, &scene.display().to_string());
                let golden = scene.with_extension("").join(format!("{width}x{height}{name}.txt"));
                wrong.extend(differs(&golden, &frame));
            }
        }
    }
    assert!(wrong.is_empty(), "{} frames differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// A history as `gradus progress` tells it, on a day that stays the same.
fn told() -> Told {
    let today = date(2026, 3, 4);
    let noon = 1_772_625_600_000;
    let mut report = Report::default();
    for (topic, ratings) in [
        ("scalar-operations", [Rating::Good, Rating::Easy, Rating::Good, Rating::Again]),
        ("two-layer-nonlinear", [Rating::Again, Rating::Hard, Rating::Good, Rating::Again]),
    ] {
        for rating in ratings {
            report.take(noon, topic, Some(rating), 240_000, noon);
        }
    }
    report.mistakes.push(Mistake {
        name: "missing-local-derivative".to_owned(),
        count: 3,
        last: noon,
        exercise: "two-layer-nonlinear/02".to_owned(),
        question: "dL/dW".to_owned(),
    });
    let practice = |answers, minutes: i64| Practice { answers, spent: minutes * 60_000 };
    let days = [(date(2026, 2, 24), practice(3, 12)), (today, practice(5, 20))];
    let due = |exercise: &str, reason| Due { exercise: exercise.to_owned(), reason };
    Told {
        report,
        days: days.into(),
        due: vec![
            due("scalar-operations/03", Item::Exercise("scalar-operations/03".to_owned())),
            due("two-layer-nonlinear/02", Item::Misconception("missing-mean-count".to_owned())),
        ],
        ahead: [(date(2026, 3, 6), 4), (date(2026, 4, 1), 9)].into(),
        today,
    }
}

#[test]
fn what_was_practised_is_shown_whole_at_every_size() {
    let mut wrong = Vec::new();
    for (width, height) in SIZES {
        let mut player = Player::new(UNICODE, (width, height));
        player.session.apply(Action::Told(rows(&told())));
        for (theme, name) in [(UNICODE, ""), (ASCII, ".ascii")] {
            player.theme = theme;
            let frame = player.frame();
            let golden = folder().join(format!("progress/{width}x{height}{name}.txt"));
            wrong.extend(differs(&golden, &frame));
        }
    }
    assert!(wrong.is_empty(), "{} frames differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn help_is_at_hand_where_practice_is_told() {
    let mut player = Player::new(UNICODE, (80, 24));
    player.session.apply(Action::Told(rows(&told())));
    let told = player.frame();
    player.session.apply(Action::Do(Command::Help));
    let help = player.frame();
    assert!(help.contains("next exercise") && !help.contains("Mastery"), "{help}");
    player.session.apply(Action::Do(Command::Back));
    assert_eq!(player.frame(), told);
}

#[test]
fn every_scene_has_its_styles() {
    let mut wrong = Vec::new();
    for scene in scenes() {
        let mut player = played(&scene, UNICODE, (80, 24));
        for (colours, name) in [(Colours::Terminal, "terminal"), (Colours::Light, "light")] {
            player.theme = Theme { colours, ..UNICODE };
            let (buffer, _) = player.buffer();
            let rows = (0..buffer.area.height).map(|y| format!("{y}: {}\n", looks(&buffer, y)));
            let styles: String = rows.collect();
            let golden = scene.with_extension("").join(format!("80x24.{name}.styles"));
            wrong.extend(differs(&golden, &styles));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn whatever_is_written_in_both_themes_can_be_read() {
    for scene in scenes() {
        let mut player = played(&scene, UNICODE, (80, 24));
        for colours in [Colours::Dark, Colours::Light] {
            for depth in [Depth::Indexed, Depth::True] {
                player.theme = Theme { colours, depth, unicode: true };
                let (buffer, _) = player.buffer();
                // Halves of cells are picture, not writing.
                let written = |cell: &&Cell| !matches!(cell.symbol(), " " | "▀");
                for cell in buffer.content.iter().filter(written) {
                    let [one, other] = [cell.fg, cell.bg].map(|colour| luminance(colour) + 0.05);
                    let contrast = one.max(other) / one.min(other);
                    assert!(contrast >= 4.5, "{}: {cell:?} {contrast}", scene.display());
                    assert!(!cell.modifier.contains(Modifier::DIM), "{cell:?}");
                }
            }
        }
    }
}

#[test]
fn typing_is_kept_when_leaving_and_coming_back() {
    let mut player = Player::new(UNICODE, (120, 40));
    player.play("press Enter\ntype 1.25\npress Tab\ntype 2/3\npress Ctrl-N\ntype 0.77");
    player.play("press Esc Esc");
    assert_eq!(player.session.place(), Place::Home);
    assert_eq!(player.progress(0), (Progress::Started, 0.0));
    player.play("press Down Enter\ntype 9\npress F3\ntype 8\npress F3\npress F4 Esc Esc");
    player.play("press Up Enter");
    assert!(player.shows("L = 0.77"), "{}", player.frame());
    player.play("press Ctrl-P");
    assert!(player.shows("1.25") && player.shows("2/3"), "{}", player.frame());
    player.play("press Esc Esc Down Enter");
    assert!(player.shows("variant 1") && player.shows("∂L/∂b = 8"), "{}", player.frame());
    player.play("press F4");
    assert!(player.shows("variant 0") && player.shows("∂L/∂b = 9"), "{}", player.frame());
}

#[test]
fn the_best_attempt_counts_and_hints_cost_what_they_say() {
    let mut player = Player::new(UNICODE, (120, 40));
    player.play("press Enter F2 F2\npaste [[1, -0.5, -10.75], [-0.5, -1, -1.5]]\npress Enter");
    assert!(player.shows("Correct. 0.5 of 1 point"), "{}", player.frame());
    assert_eq!(player.progress(0), (Progress::Started, 0.5));
    player.play("press Ctrl-U\ntype 7\npress Enter");
    assert!(player.shows("row 1, column 1") && player.shows("Not right."), "{}", player.frame());
    assert_eq!(player.progress(0).1, 0.5, "trying again never loses points");
    player.play("press F2");
    let said = "There is no further hint; for the solution, press F5.";
    assert!(player.shows(said), "{}", player.frame());
}

#[test]
fn an_exercise_is_done_when_every_question_is_right() {
    let mut player = Player::new(UNICODE, (80, 24));
    player.play("press Down Enter");
    let variant = |player: &Player| {
        let (_, desk) = player.session.current().unwrap();
        let sheet = desk.sheet().unwrap();
        let value = |name: &str| sheet.variant().value(name).unwrap().data()[0];
        (value("x"), value("w"))
    };
    let (x, w) = variant(&player);
    player.typed(&format!("2*({w}*{x} + 1)"));
    player.play("press Enter");
    assert!(player.shows("Correct."), "{}", player.frame());
    assert_eq!(player.progress(1), (Progress::Done, 1.0));
    player.play("press Enter");
    assert_eq!(player.session.place(), Place::Home);
    assert!(player.shows("done, 1 of 1"), "{}", player.frame());
}

#[test]
fn every_form_of_a_matrix_can_be_pasted() {
    for text in [
        "[[1, -0.5, -10.75], [-0.5, -1, -1.5]]",
        "np.array([[1, -0.5, -10.75], [-0.5, -1, -1.5]])",
        "[[  1.    -0.5  -10.75]\\n [ -0.5   -1.   -1.5 ]]",
        "[1 -0.5 -10.75; -0.5 -1 -1.5]",
        "1\\t-0.5\\t-10.75\\n-0.5\\t-1\\t-1.5\\n",
        "1 -0.5 -10.75\\r-0.5 -1 -1.5\\r",
        "1,-0.5,-10.75\\n-0.5,-1,-1.5",
        "-[[-1, 0.5, 10.75], [0.5, 1, 1.5]]",
    ] {
        let mut player = Player::new(UNICODE, (80, 24));
        player.play(&format!("press Enter\npaste {text}\npress Enter"));
        assert!(player.shows("Correct."), "{text}\n{}", player.frame());
    }
    let mut player = Player::new(UNICODE, (120, 40));
    player.play("press Enter\ntype 5\npaste [[1, -0.5], [-0.5, -1], [-10.75, -1.5]]");
    assert!(player.shows("Its transpose is right."), "{}", player.frame());
    assert!(player.shows("▸5 "), "what was typed is kept: {}", player.frame());
    player.play("paste 25");
    assert!(player.shows("▸525"), "{}", player.frame());
    player.play("press Ctrl-N\npaste  0.25\\n");
    assert!(player.shows("L = 0.25 "), "{}", player.frame());
}

#[test]
fn only_entries_that_are_asked_for_are_typed() {
    let mut player = Player::new(UNICODE, (80, 24));
    player.play("press Enter Ctrl-N Ctrl-N\ntype 11\npress Tab\ntype 22\npress Tab\ntype 33");
    let frame = player.frame();
    assert!(frame.contains("1133") && frame.contains("22"), "{frame}");
    player.play("press Enter");
    assert!(player.shows("No entry is right."), "{}", player.frame());
}

#[test]
fn nothing_but_letters_and_signs_reaches_the_screen() {
    for theme in [UNICODE, ASCII] {
        for (size, keys) in SIZES.iter().zip(["Down", "Down Enter", "Down Enter Esc F1", "Enter"]) {
            let mut player = Player::new(theme, *size);
            player.play(&format!("type /odd\npress Enter Esc Esc Home\npress {keys}"));
            player.play("type /escapes\npress Enter\npaste a\u{1b}[31m\u{202e}\u{9b}b");
            let harmful = |c: char| {
                (c.is_control() && c != '\n')
                    || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}'..='\u{200f}')
            };
            let frame = player.frame();
            assert!(!frame.contains(harmful), "{frame:?}");
            assert!(theme.unicode || frame.is_ascii(), "{frame}");
        }
    }
    let mut player = Player::new(UNICODE, (120, 40));
    player.play("type /escapes\npress Enter");
    assert!(player.shows("␛[31mcolours␛[0m, a bell ␇"), "{}", player.frame());
}

#[test]
fn a_small_terminal_says_what_is_needed() {
    let mut player = Player::new(UNICODE, (59, 20));
    player.play("press Enter\ntype 4");
    assert!(player.shows("gradus needs 60×20.") && player.shows("59×20"), "{}", player.frame());
    player.area = Rect::new(0, 0, 60, 19);
    assert!(player.shows("gradus needs 60×20."));
    player.area = Rect::new(0, 0, 60, 20);
    assert!(player.shows("▸4"), "{}", player.frame());
    for (width, height) in [(0, 0), (1, 1), (3, 60), (200, 1), (61, 21)] {
        player.area = Rect::new(0, 0, width, height);
        player.frame();
    }
}

#[test]
fn colours_say_nothing_alone_and_can_be_left_out() {
    let scene = "press Enter\npaste 1 2 3; 4 5 6\npress Enter F2";
    let mut bright = Player::new(UNICODE, (80, 24));
    bright.play(scene);
    let mut plain = Player::new(Theme { colours: Colours::None, ..UNICODE }, (80, 24));
    plain.play(scene);
    assert_eq!(bright.frame(), plain.frame(), "the same signs and words");
    assert!(plain.shows("✗") && plain.shows("✓"));
    let (coloured, _) = bright.buffer();
    let (colourless, _) = plain.buffer();
    let has_colour = |buffer: &Buffer| {
        buffer.content.iter().any(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset)
    };
    assert!(has_colour(&coloured) && !has_colour(&colourless));
    let verdict = |buffer: &Buffer| {
        buffer.content.iter().find(|cell| cell.symbol() == "✗").map(|cell| (cell.fg, cell.modifier))
    };
    assert_eq!(verdict(&coloured), Some((Color::Red, Modifier::BOLD)));
    assert_eq!(verdict(&colourless), Some((Color::Reset, Modifier::BOLD)));
}

#[test]
fn one_exercise_alone_is_opened_at_once() {
    let file = folder().join("pack/10-networks/02-drawn.toml");
    let library = Library::open(std::slice::from_ref(&file)).unwrap();
    let mut player = Player::with(library, UNICODE, (80, 24));
    assert_eq!(player.session.place(), Place::Exercise(0));
    assert!(player.shows("Question 1 of 1"));
    player.play("press Esc Esc\ntype q");
    assert!(player.left);
}

#[test]
fn keys_are_leaving_or_typed_wherever_one_is() {
    for scene in ["", "type /line", "press Enter", "press Enter Esc", "press Enter F1"] {
        for leave in ["Ctrl-C", "Ctrl-Q"] {
            let mut player = Player::new(UNICODE, (80, 24));
            player.play(&format!("{scene}\npress {leave}"));
            assert!(player.left, "{scene} {leave}");
        }
    }
    let mut player = Player::new(UNICODE, (80, 24));
    player.play("press Enter\ntype qhvnp");
    assert!(player.shows("qhvnp") && !player.left, "{}", player.frame());
}

#[test]
fn scrolling_reaches_the_end_and_comes_back() {
    let mut player = Player::new(UNICODE, (60, 20));
    player.play("press Enter");
    let first = player.frame();
    assert!(!first.contains("without"));
    player.play("press PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn");
    assert!(player.shows("examples in columns; L"), "{}", player.frame());
    player.play("press PgUp");
    assert!(!player.shows("examples in columns; L"), "one page up is seen at once");
    player.play("press PgUp PgUp PgUp PgUp PgUp PgUp PgUp PgUp PgUp PgUp");
    assert_eq!(player.frame(), first);
}

#[test]
fn the_solution_is_walked_and_what_it_shows_is_seen() {
    let mut player = Player::new(UNICODE, (120, 40));
    player.play("press Enter\npaste 1 2 3; 4 5 6\npress Enter F5");
    let before = player.progress(0);
    assert!(player.shows("Step 1 of") && player.shows("Z = W₁ X + b₁"), "{}", player.frame());
    assert!(player.shows("Here your answer left the path"), "{}", player.frame());
    player.play("press Right");
    assert!(player.shows("Step 2 of"), "{}", player.frame());
    player.play("press Left Left Home");
    assert!(player.shows("Step 1 of"), "{}", player.frame());
    player.play("press End");
    let last = player.frame();
    player.play("press Right");
    assert_eq!(player.frame(), last, "the last step is the last");
    player.play("press Enter\npaste [[1, -0.5, -10.75], [-0.5, -1, -1.5]]\npress Enter");
    assert!(player.shows("Correct. The solution was shown before"), "{}", player.frame());
    assert_eq!(player.progress(0), before, "what was seen earns nothing more");
}

#[test]
fn what_was_solved_before_stays_solved() {
    let mut player = Player::new(UNICODE, (120, 40));
    player.play("press Enter\npaste [[1, -0.5, -10.75], [-0.5, -1, -1.5]]\npress Enter F5 Esc");
    assert_eq!(player.progress(0), (Progress::Started, 1.0));
    assert!(player.shows("Correct. 1 of 1 point"), "{}", player.frame());
}

#[test]
fn a_wrong_gradient_can_be_nudged() {
    let mut player = Player::new(UNICODE, (120, 40));
    player.play("press Enter Ctrl-N Ctrl-N");
    player.play("press F6");
    assert!(player.shows("A nudge is for a gradient"), "{}", player.frame());
    player.play("type 11\npress Tab\ntype 22\npress Enter\npress F6");
    assert!(player.shows("Nudge: move"), "{}", player.frame());
}

fn mend_player() -> Player {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises/60-two-layer-nonlinear/06-mend.toml");
    let library = Library::open(&[file]).expect("the exercise is there");
    Player::with(library, UNICODE, (120, 40))
}

#[test]
fn a_line_is_named_and_mended() {
    let mut player = mend_player();
    player.play("press Down Down Enter");
    let right = {
        let (exercise, desk) = player.session.current().unwrap();
        let variant = desk.sheet().unwrap().variant();
        let mend = variant.mend(&exercise.questions[0]).unwrap();
        assert_eq!(mend.broken, 2);
        let row = |row: &[f64]| row.iter().map(f64::to_string).collect::<Vec<_>>().join(" ");
        mend.right.rows().map(row).collect::<Vec<_>>().join("; ")
    };
    player.play("type 1\npress Esc\npress Up Enter\ntype 5");
    assert!(player.shows("▸5 "), "{}", player.frame());
    player.play("press Esc Down Enter");
    assert!(player.shows("▸1 "), "what was typed for a line is kept: {}", player.frame());
    player.play(&format!("paste {right}\npress Enter"));
    assert!(player.shows("Correct. 2 of 2 points"), "{}", player.frame());
    assert_eq!(player.progress(0), (Progress::Started, 2.0));
}

#[test]
fn a_line_that_follows_is_told_so_and_the_line_alone_earns_half() {
    let mut player = mend_player();
    player.play("press Enter\npaste 1 2 3\npress Enter");
    assert!(player.shows("Line 1 is right: ∂L/∂ŷ is as it"), "{}", player.frame());
    player.play("press Esc Down Down Enter\npaste 1 2 3; 4 5 6\npress Enter");
    assert!(player.shows("Line 3 it is."), "{}", player.frame());
    assert_eq!(player.progress(0), (Progress::Started, 1.0));
    player.play("paste np.array([[1, 2], [3, 4]])");
    assert!(player.shows("The pasted text was not taken."), "{}", player.frame());
}
