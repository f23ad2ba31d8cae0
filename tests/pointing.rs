//! The mouse and the palette: whatever can be done by a key can be pointed at or named.

#[path = "screens/player.rs"]
mod player;

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use gradus::exercise::library::Library;
use gradus::session::{Action, Command, Context, Facet, Place};
use gradus::tui::{meaning, screen};

use player::{ASCII, Player, UNICODE};

const SIZES: [(u16, u16); 4] = [(60, 20), (80, 24), (120, 40), (200, 60)];

/// Something that the mouse does at a place.
fn mouse(player: &mut Player, kind: MouseEventKind, (column, row): (u16, u16)) {
    let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
    if let Some(action) = meaning::pointed(&player.session, player.theme, player.area, event) {
        player.apply(action);
    }
}

/// Where a text stands on the screen.
fn find(player: &Player, text: &str) -> (u16, u16) {
    let frame = player.frame();
    let (row, line) =
        frame.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap_or_else(|| {
            panic!("{text} is not there:\n{frame}");
        });
    let before = line.split(text).next().unwrap_or_default().chars().count();
    let short = |place: usize| u16::try_from(place).expect("it is small");
    (short(before), short(row))
}

fn click(player: &mut Player, text: &str) {
    let at = find(player, text);
    mouse(player, MouseEventKind::Down(MouseButton::Left), at);
}

fn built_in(id: &str, size: (u16, u16)) -> Player {
    let library = Library::built_in();
    let index = library.entries().iter().position(|entry| entry.id == id);
    let index = index.expect("it is there");
    let mut player = Player::with(library, UNICODE, size);
    player.apply(Action::Select(index));
    player.apply(Action::Do(Command::Confirm));
    assert_eq!(player.session.place(), Place::Exercise(index));
    player
}

#[test]
fn a_whole_answer_is_given_with_the_mouse_and_digits() {
    let mut player = Player::new(UNICODE, (80, 24));
    let wanted = "Escapes";
    click(&mut player, wanted);
    assert!(matches!(player.session.place(), Place::Home), "the first click selects");
    assert!(player.frame().lines().any(|line| line.contains('▸') && line.contains(wanted)));
    click(&mut player, wanted);
    assert!(matches!(player.session.place(), Place::Exercise(_)), "the second opens");
    let mut player = Player::new(UNICODE, (120, 40));
    player.play("press Enter");
    click(&mut player, " 2 L ");
    assert!(player.shows("Question 2 of"), "{}", player.frame());
    click(&mut player, " 1 Z");
    assert!(player.shows("Question 1 of"), "{}", player.frame());
    let (_, row) = find(&player, "row 2");
    let (column, _) = find(&player, "col 3");
    mouse(&mut player, MouseEventKind::Down(MouseButton::Left), (column, row));
    player.typed("7");
    let (_, desk) = player.session.current().unwrap();
    let answer = desk.sheet().unwrap().work(0).draft().answer();
    assert_eq!(format!("{answer:?}").matches("\"7\"").count(), 1);
    assert!(format!("{answer:?}").contains("[\"\", \"\", \"7\"]"), "{answer:?}");
    click(&mut player, "? help");
    assert_eq!(player.session.context(), Context::Help);
    click(&mut player, "Esc close");
    assert_eq!(player.session.context(), Context::Grid);
}

#[test]
fn options_and_lines_are_clicked() {
    let mut player = Player::new(UNICODE, (80, 24));
    player.play("press Enter Ctrl-N Ctrl-N Ctrl-N Ctrl-N");
    click(&mut player, "[ ] 2");
    assert!(player.shows("[x] 2"), "{}", player.frame());
    click(&mut player, "[x] 2");
    assert!(!player.shows("[x]"), "{}", player.frame());
}

#[test]
fn steps_of_the_solution_and_names_of_the_graph_are_clicked() {
    let mut player = built_in("two-layer-nonlinear/01-sigmoid", (120, 40));
    player.play("press F5");
    click(&mut player, " 7 ");
    assert!(player.shows("Step 7 of"), "{}", player.frame());
    player.play("press Esc F8");
    click(&mut player, " W₁ ");
    assert!(player.shows("[W₁]"), "{}", player.frame());
}

#[test]
fn the_wheel_scrolls_what_is_long_and_walks_through_the_list() {
    let mut player = Player::new(UNICODE, (60, 20));
    let selected = player.session.home().selected();
    mouse(&mut player, MouseEventKind::ScrollDown, (5, 5));
    assert_ne!(player.session.home().selected(), selected);
    mouse(&mut player, MouseEventKind::ScrollUp, (5, 5));
    assert_eq!(player.session.home().selected(), selected);
    player.play("press Enter");
    let first = player.frame();
    for _ in 0..9 {
        mouse(&mut player, MouseEventKind::ScrollDown, (5, 5));
    }
    assert!(player.shows("examples in columns; L"), "{}", player.frame());
    for _ in 0..9 {
        mouse(&mut player, MouseEventKind::ScrollUp, (5, 5));
    }
    assert_eq!(player.frame(), first);
}

#[test]
fn the_start_of_a_landscape_is_clicked_and_pulled_and_the_wheel_zooms() {
    let mut player = built_in("univariate-regression/01-fixed", (80, 24));
    player.play("press F7");
    let landscape = |player: &Player| {
        let (_, desk) = player.session.current().unwrap();
        let landscape = desk.landscape().unwrap();
        (landscape.start(), landscape.window())
    };
    let (before, window) = landscape(&player);
    mouse(&mut player, MouseEventKind::Down(MouseButton::Left), (20, 6));
    let (clicked, _) = landscape(&player);
    assert_ne!(clicked, before);
    assert!(window.holds(clicked));
    assert_eq!(find(&player, "◆"), (20, 6), "the start stands where one clicked");
    mouse(&mut player, MouseEventKind::Drag(MouseButton::Left), (24, 9));
    assert_eq!(find(&player, "◆"), (24, 9), "and goes where it is pulled");
    // Pulling outside of the picture does nothing.
    mouse(&mut player, MouseEventKind::Drag(MouseButton::Left), (70, 22));
    assert_eq!(find(&player, "◆"), (24, 9));
    mouse(&mut player, MouseEventKind::ScrollDown, (20, 6));
    assert!((landscape(&player).1.half[0] / window.half[0] - 2.0).abs() < 1e-12);
}

#[test]
fn a_command_is_found_by_its_name_and_carried_out() {
    let mut player = Player::new(UNICODE, (80, 24));
    player.play("press Enter\ntype 1.5:");
    assert_eq!(player.session.context(), Context::Palette);
    assert!(player.shows("Commands") && player.shows("F5"), "{}", player.frame());
    player.play("type solu");
    assert!(player.shows("▸ F5          solution"), "{}", player.frame());
    assert!(!player.shows("clear all cells"));
    player.play("press Enter");
    assert_eq!(player.session.context(), Context::Solution);
    player.play("press Esc\ntype :\npress Esc");
    assert_eq!(player.session.context(), Context::Grid, "Esc leaves the palette alone");
    assert!(player.shows("1.5"));
    player.play("type :clear\npress Enter");
    let (_, desk) = player.session.current().unwrap();
    assert!(desk.sheet().unwrap().work(0).draft().is_blank());
    player.play("type :undo\npress Enter");
    assert!(player.shows("1.5"), "{}", player.frame());
    // Nothing that fits does nothing.
    player.play("type :xyzzy");
    assert!(player.shows("Nothing fits “xyzzy”."), "{}", player.frame());
    player.play("press Enter");
    assert_eq!(player.session.context(), Context::Grid);
    player.play("type :\npress Down Down Up");
    click(&mut player, "question before");
    assert!(player.shows("Question 1 of"), "{}", player.frame());
}

#[test]
fn the_palette_names_what_the_keys_do_at_home() {
    let mut player = Player::new(UNICODE, (80, 24));
    player.play("type :next topic\npress Enter");
    assert!(player.session.home().filter().topic.is_some());
    assert!(player.shows("Only Networks (Esc: all)"), "{}", player.frame());
    player.apply(Action::Do(Command::FilterBack(Facet::Topic)));
    assert!(player.session.home().filter().is_open());
}

/// Every spot lies on the screen, and the bar's spots do what their keys do.
#[test]
fn what_can_be_pointed_at_lies_on_the_screen() {
    let scenes =
        ["", "type t", "press Enter", "press Enter F1", "press Enter F5", "press Enter F8"];
    for scene in scenes.iter().chain(&["type :", "press Enter\ntype :"]) {
        for size in SIZES {
            for theme in [UNICODE, ASCII] {
                let mut player = Player::new(theme, size);
                player.play(scene);
                let spots = screen::spots(&player.session, player.theme, player.area);
                assert!(spots.steps().count() > 2, "{scene}");
                for (area, action) in spots.steps() {
                    let inside = player.area.intersection(area);
                    assert_eq!(inside, area, "{scene} {size:?} {action:?}");
                }
                let leads = spots.steps().filter(|(_, action)| {
                    matches!(action, Action::Do(Command::Palette | Command::Help))
                });
                let context = player.session.context();
                let expected =
                    if context == Context::Help || context == Context::Palette { 1 } else { 2 };
                assert!(leads.count() >= expected, "{scene} {size:?}: all keys are reached");
            }
        }
    }
}
