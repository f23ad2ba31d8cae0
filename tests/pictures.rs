//! The pictures of the tutor: what they are told by, and how they move.

#[path = "screens/player.rs"]
mod player;

use std::path::Path;

use gradus::engine::Style;
use gradus::exercise::library::Library;
use gradus::picture::descent::Method;
use gradus::picture::surface::GRIDS;
use gradus::session::Action;
use gradus::tui::theme::{Colours, Depth, Theme};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use player::{Player, UNICODE};

fn landscape_player(theme: Theme, size: (u16, u16)) -> Player {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("exercises/20-univariate-regression/01-fixed.toml");
    let library = Library::open(&[file]).expect("the exercise is there");
    let mut player = Player::with(library, theme, size);
    player.play("press Esc\ntype l");
    player
}

#[test]
fn a_landscape_is_told_by_colours_and_by_numbers() {
    let bright = landscape_player(UNICODE, (80, 24));
    let (buffer, _) = bright.buffer();
    let levels = |buffer: &Buffer| {
        let digits = buffer.content.iter().filter(|cell| cell.symbol().parse::<u8>().is_ok());
        let mut found: Vec<_> = digits
            .filter_map(|cell| match (cell.fg, cell.bg) {
                (Color::Indexed(ink), Color::Indexed(level)) => Some((cell.symbol(), level, ink)),
                _ => None,
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|(digit, level, ink)| (digit.to_owned(), level, ink)).collect()
    };
    let shown: Vec<(String, u8, u8)> = levels(&buffer);
    let expected = [18, 54, 24, 30, 36, 77, 190]
        .into_iter()
        .enumerate()
        .map(|(place, level)| ((place + 1).to_string(), level, if place < 3 { 231 } else { 16 }));
    assert_eq!(shown, expected.collect::<Vec<_>>(), "each level has one number and one colour");
    let star = buffer.content.iter().find(|cell| cell.symbol() == "★").expect("the lowest point");
    assert_eq!((star.bg, star.modifier), (Color::Indexed(18), Modifier::BOLD));
    let plain = landscape_player(Theme { colours: Colours::None, ..UNICODE }, (80, 24));
    let (buffer, _) = plain.buffer();
    let is_plain =
        |cell: &ratatui::buffer::Cell| cell.fg == Color::Reset && cell.bg == Color::Reset;
    assert!(buffer.content.iter().all(is_plain));
    let few = landscape_player(Theme { depth: Depth::Sixteen, ..UNICODE }, (80, 24));
    assert_eq!(few.frame(), plain.frame(), "sixteen colours fill nothing");
    let frame = plain.frame();
    let count = |digit: char| frame.chars().filter(|c| *c == digit).count();
    assert!(('1'..='6').all(|digit| count(digit) > 8), "levels end in their numbers:\n{frame}");
}

#[test]
fn ways_go_down_step_by_step_from_a_start_that_moves() {
    let mut player = landscape_player(UNICODE, (120, 40));
    let of = |player: &Player| player.session.current().unwrap().1.landscape().unwrap().clone();
    let first = of(&player);
    assert_eq!((first.start(), first.steps(), first.random().len()), ([2.0, -1.0], 0, 1));
    assert!(player.shows("∂L/∂w = 3 ") && player.shows("∂L/∂b = 0.5"), "{}", player.frame());
    player.play("press Enter Enter");
    let two = of(&player);
    let rate = two.rate();
    let expected = [2.0 - rate * 3.0, -1.0 - rate * 0.5];
    assert_eq!(two.paths()[0].stops()[1].at, expected, "one step is −α ∂L");
    assert_eq!((two.steps(), two.random().len()), (2, 3), "as many random points");
    player.play("press Left\ntype ]");
    let moved = of(&player);
    assert!(moved.start()[0] < 2.0 && moved.rate() > rate && moved.steps() == 2);
    assert_eq!(moved.paths()[0].stops().len(), 3, "the same steps from the new start");
    assert!(!player.session.is_moving());
    player.play("press Space");
    assert!(player.session.is_moving() && player.shows("2 steps, running"));
    player.session.apply(Action::Tick);
    assert_eq!(of(&player).steps(), 3);
    player.play("press F1");
    assert!(!player.session.is_moving(), "nothing moves behind the help");
    player.play("press Esc Space");
    player.session.apply(Action::Tick);
    assert_eq!(of(&player).steps(), 3, "paused");
    player.play("press Home");
    assert_eq!(of(&player).steps(), 0);
    player.play("type x");
    assert_eq!(of(&player).names(Style::Unicode), ["w", "b"], "only two");
    for _ in 0..400 {
        player.play("press Enter");
    }
    let low = of(&player);
    let last = low.paths()[0].last();
    assert!((last.at[0] - 1.3).abs() < 1e-2 && low.steps() == 300, "{last:?}");
    player.play("press Esc");
    assert!(player.shows("Question 1 of"), "{}", player.frame());
}

#[test]
fn what_was_surveyed_for_another_window_is_not_taken() {
    let mut player = landscape_player(UNICODE, (80, 24));
    let mut late = player.session.survey().unwrap();
    player.play("type +");
    let shown = |player: &Player| {
        let (_, desk) = player.session.current().unwrap();
        let surface = desk.landscape().unwrap().surface().unwrap();
        (surface.window, surface.size())
    };
    let before = shown(&player);
    assert_ne!(before.0, late.window);
    player.session.apply(Action::Surveyed(Box::new(late.surface(GRIDS[1]))));
    assert_eq!(shown(&player), before);
    let mut coarse = player.session.survey().unwrap();
    player.session.apply(Action::Surveyed(Box::new(coarse.surface(GRIDS[0]))));
    assert_eq!(shown(&player), before, "a coarser one is not taken either");
}

#[test]
fn a_graph_tells_what_no_open_question_asks_for() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("exercises/60-two-layer-nonlinear/01-sigmoid.toml");
    let library = Library::open(&[file]).expect("the exercise is there");
    let mut player = Player::with(library, UNICODE, (120, 40));
    player.play("press F8");
    assert!(player.shows("[L]") && player.shows("L = mean((ŷ − y)²)"), "{}", player.frame());
    assert!(player.shows("─┴┬─") && player.shows("▼"), "{}", player.frame());
    player.play("press Up");
    assert!(!player.shows("[L]"));
    player.play("press Left Left Right");
    assert!(player.shows("[ŷ]") && player.shows("It comes up from L."), "{}", player.frame());
    assert!(player.shows("This would answer an open question"), "{}", player.frame());
    player.play("press Up");
    assert!(player.shows("[w₂]") && player.shows("w₂ = [ 1  −2  1.5 ]"), "{}", player.frame());
    assert!(player.shows("It comes up from ∂L/∂ŷ.") && !player.shows("Multiply"));
    let before = player.progress(0);
    player
        .play("press Esc F5 Home Right Right Right Right Right Right Right Right Right Right Esc");
    player.play("press F8 Up Right Up");
    assert!(player.shows("∂L/∂w₂ = ∂L/∂ŷ · Aᵀ"), "{}", player.frame());
    assert_eq!(player.progress(0).1, before.1, "looking earns nothing");
    let (buffer, _) = player.buffer();
    let bracket = buffer
        .content
        .windows(3)
        .find(|cells| cells[1].symbol() == "w" && cells[0].symbol() == "[");
    assert!(bracket.is_some_and(|cells| cells[0].modifier.contains(Modifier::BOLD)));
}

#[test]
fn a_graph_that_is_too_large_moves_with_the_selection() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("exercises/60-two-layer-nonlinear/01-sigmoid.toml");
    let library = Library::open(&[file]).expect("the exercise is there");
    let mut player = Player::with(library, UNICODE, (60, 20));
    player.play("press F8");
    assert!(player.shows("[L]") && !player.shows("b₁"), "{}", player.frame());
    player.play("press Up Right Up Right Right Up Up");
    assert!(!player.shows(" L ") && player.shows("W₁"), "{}", player.frame());
    player.play("press Right Right Right Left Left Left");
    assert!(player.shows("[X]"), "{}", player.frame());
}

fn of(player: &Player) -> gradus::session::landscape::Landscape {
    let (_, desk) = player.session.current().expect("an exercise is open");
    desk.landscape().expect("a landscape is shown").clone()
}

#[test]
fn mini_batches_wander_where_the_whole_gradient_goes_straight() {
    let mut player = landscape_player(UNICODE, (120, 40));
    assert!(player.shows("B mini-batch, 2 of 4"), "{}", player.frame());
    player.play("press Enter Enter Enter Enter");
    let shown = of(&player);
    let place = shown.methods().iter().position(|method| *method == Method::MiniBatch).unwrap();
    let stops = shown.paths()[place].stops();
    assert_eq!(stops.len(), 5);
    // Both batches of a round together pull as the whole, if one stays where one is.
    let rate = shown.rate();
    let first = [0, 1].map(|axis| (stops[0].at[axis] - stops[1].at[axis]) / rate);
    assert!((first[0] - 3.0).abs() > 0.1, "the first batch pulls elsewhere: {first:?}");
    assert_ne!(stops[1].at, shown.paths()[0].stops()[1].at);
    player.play("press Tab");
    assert!(player.shows("▸ B mini-batch") && of(&player).chosen() == place);
    // A loss of one example has no batches, and the method is not offered.
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises");
    let library = Library::open(&[file]).expect("the library is there");
    let one = library.find("logistic-regression/02-one-example").expect("it is there").clone();
    let mut player = Player::with(library, UNICODE, (120, 40));
    let index = player.session.library().entries().iter().position(|entry| entry.id == one.id);
    player.apply(Action::Select(index.unwrap()));
    player.play("press Enter F7");
    assert!(player.shows("gradient descent") && !player.shows("mini-batch"), "{}", player.frame());
}

#[test]
fn the_own_step_stands_beside_the_true_one() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("exercises/20-univariate-regression/01-fixed.toml");
    let library = Library::open(&[file]).expect("the exercise is there");
    let mut player = Player::with(library, UNICODE, (120, 40));
    player.play("press F7");
    assert!(!player.shows("your step"), "nothing was answered");
    player.play("press Esc");
    let (exercise, _) = player.session.current().unwrap();
    let asked = exercise.questions.iter().position(|one| one.id == "dL/dw").unwrap();
    player.apply(Action::Ask(asked));
    // The right answer is 3.
    player.play("type -3\npress Enter F7");
    let shown = of(&player);
    let own = shown.own().expect("a gradient was answered");
    let rate = shown.rate();
    assert_eq!(own.from, [2.0, -1.0]);
    assert_eq!(own.yours.at, [2.0 + 3.0 * rate, -1.0 - 0.5 * rate], "b counts as right");
    assert_eq!(own.right.at, [2.0 - 3.0 * rate, -1.0 - 0.5 * rate]);
    assert!(own.yours.loss > own.right.loss);
    assert!(player.shows("Y your step") && player.shows("T true step"), "{}", player.frame());
    let (buffer, _) = player.buffer();
    let count = |sign: &str| buffer.content.iter().filter(|cell| cell.symbol() == sign).count();
    assert!(count("T") >= 2 && count("Y") >= 2, "in the picture and beside it");
}

#[test]
fn all_parameters_move_along_two_directions() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("exercises/60-two-layer-nonlinear/01-sigmoid.toml");
    let library = Library::open(std::slice::from_ref(&file)).expect("the exercise is there");
    let mut player = Player::with(library, UNICODE, (120, 40));
    player.play("press F7\ntype d");
    let shown = of(&player);
    assert_eq!(
        (shown.names(Style::Unicode), shown.start()),
        (["s", "t"].map(str::to_owned), [0.0; 2])
    );
    assert!(player.shows("L over s across, t up"), "{}", player.frame());
    assert!(player.shows("t: across it, at random"), "{}", player.frame());
    let gradient = shown.paths()[0].stops()[0].gradient;
    assert!(gradient[0] < 0.0 && gradient[1].abs() < 1e-12, "s goes against it: {gradient:?}");
    assert!(shown.surface().is_some(), "it was surveyed");
    player.play("type x");
    assert_eq!(of(&player).axes(), shown.axes(), "there are no entries to choose");
    player.play("type d");
    assert_eq!(of(&player).names(Style::Unicode), ["W₁[1,1]", "W₁[1,2]"]);
    // With an answer of one's own, the plane holds both steps.
    player.play("press Esc");
    let (exercise, _) = player.session.current().unwrap();
    let asked = exercise.questions.iter().position(|one| one.id == "dL/dw2").unwrap();
    player.apply(Action::Ask(asked));
    player.play("paste 1.5364 0.8509 2.7924\npress Enter F7\ntype d");
    assert!(player.shows("t: across, to your step"), "{}", player.frame());
    let own = *of(&player).own().unwrap();
    assert!(own.right.at[1].abs() < 1e-12 && own.yours.at[1].abs() > 1e-3, "{own:?}");
    // Two parameters need no directions.
    let mut player = landscape_player(UNICODE, (120, 40));
    player.play("type d");
    assert_eq!(of(&player).names(Style::Unicode), ["w", "b"]);
    assert!(!player.shows("d directions"));
}

/// A loss that is flat at its start and at the edge has no curvature to choose a rate by.
#[test]
fn the_first_step_of_every_way_stays_within_the_picture() {
    let file = "exercises/10-scalar-operations/05-sigmoid.toml";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let library = Library::open(&[file]).expect("the exercise is there");
    let mut player = Player::with(library, UNICODE, (80, 24));
    player.play("press Esc\ntype l\npress Enter");
    let shown = of(&player);
    for path in shown.paths() {
        let at = path.last().at;
        assert!(shown.window().holds(at), "a step leads to {at:?}");
    }
}

/// A number that is cut off is another number.
#[test]
fn every_loss_in_the_panel_is_whole_at_every_width() {
    for size in [(60, 20), (76, 20), (80, 24), (200, 60)] {
        let mut player = landscape_player(UNICODE, size);
        player.play("press Enter Enter Enter Enter Enter Enter");
        let shown = of(&player);
        let best = shown.random().iter().map(|(_, loss)| *loss).fold(f64::INFINITY, f64::min);
        let losses = shown.paths().iter().map(|path| path.last().loss).chain([best]);
        for loss in losses {
            let text = gradus::tui::widget::number::brief(loss, UNICODE);
            assert!(player.shows(&format!("{text} │")), "{text} at {size:?}:\n{}", player.frame());
        }
    }
}
