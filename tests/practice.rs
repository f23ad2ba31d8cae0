//! Steps of a session by its keys: undoing, filling and clearing an answer, the calculator.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use gradus::exercise::library::Library;
use gradus::session::draft::Draft;
use gradus::session::{Action, Command, Context, Effect, Session};
use gradus::tui::keymap;

/// A session at a built-in exercise.
struct Learner {
    session: Session,
}

impl Learner {
    fn at(exercise: &str) -> Self {
        let mut learner = Self { session: Session::new(Library::built_in()) };
        for effect in learner.session.start() {
            let Effect::Load(index) = effect else { continue };
            let loaded = learner.session.library().load(learner.session.entry(index));
            learner.session.apply(Action::Loaded(index, Box::new(loaded)));
        }
        learner.session.apply(Action::Do(Command::Search));
        learner.session.apply(Action::Paste(exercise.to_owned()));
        learner.press(KeyCode::Enter);
        assert!(learner.session.current().is_some(), "{exercise} is open");
        learner
    }

    fn event(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        let event = KeyEvent::new(code, modifiers);
        if let Some(action) = keymap::action(event, self.session.context()) {
            self.session.apply(action);
        }
    }

    fn press(&mut self, code: KeyCode) {
        self.event(code, KeyModifiers::NONE);
    }

    fn alt(&mut self, letter: char) {
        self.event(KeyCode::Char(letter), KeyModifiers::ALT);
    }

    fn types(&mut self, text: &str) {
        text.chars().for_each(|letter| self.press(KeyCode::Char(letter)));
    }

    fn draft(&self) -> &Draft {
        let (_, desk) = self.session.current().expect("an exercise is open");
        desk.sheet().expect("it can be drawn").work(desk.question()).draft()
    }

    /// The cells as typed, row by row.
    fn cells(&self) -> Vec<Vec<String>> {
        match self.draft() {
            Draft::Grid(grid) => grid.texts(),
            draft => panic!("{draft:?} has no cells"),
        }
    }

    /// Calculates a line: its value, or what is wrong with it.
    fn calculates(&mut self, text: &str) -> Result<Vec<f64>, String> {
        self.types(text);
        self.press(KeyCode::Enter);
        let (_, desk) = self.session.current().expect("an exercise is open");
        let scratch = desk.scratch().expect("the calculator is shown");
        match scratch.fault() {
            Some(fault) => Err(fault.message.clone()),
            None => Ok(scratch.done().last().expect("it was calculated").value.data().to_vec()),
        }
    }
}

const SIGMOID: &str = "two-layer-nonlinear/01";

#[test]
fn the_calculator_knows_what_is_given_and_nothing_that_is_asked_for() {
    let mut learner = Learner::at(SIGMOID);
    learner.types("1.5=");
    assert_eq!(learner.session.context(), Context::Scratch);
    assert_eq!(learner.calculates("sum(y)/m"), Ok(vec![0.5]));
    let right = vec![1.0, -0.5, -0.5, 3.5, 0.5, 1.0, -1.5, -2.0, -0.5, 1.0, 1.0, -3.0];
    assert_eq!(learner.calculates("W1 @ X + b1"), Ok(right));
    assert_eq!(learner.calculates("sum(A * 0)"), Ok(vec![0.0]), "what is shown may be used");
    for hidden in ["Z", "yhat + 1", "L"] {
        let said = learner.calculates(hidden).expect_err("it is asked for");
        assert!(said.contains("may not be used here"), "{said}");
        learner.event(KeyCode::Char('u'), KeyModifiers::CONTROL);
    }
    assert!(learner.calculates("grad(L, W1)").is_err());
    learner.press(KeyCode::Esc);
    assert_eq!(learner.session.context(), Context::Grid);
    assert_eq!(learner.cells()[0][0], "1.5", "the answer is as it was");
    // What was typed in the calculator is still there.
    learner.press(KeyCode::F(9));
    let (_, desk) = learner.session.current().unwrap();
    assert_eq!(desk.scratch().unwrap().line().text(), "grad(L, W1)");
    assert_eq!(desk.scratch().unwrap().done().len(), 3);
}

#[test]
fn an_equals_sign_is_typed_within_a_formula_and_else_opens_the_calculator() {
    let mut learner = Learner::at("two-layer-nonlinear/05-formulas");
    learner.types("=");
    assert_eq!(learner.session.context(), Context::Scratch);
    learner.press(KeyCode::Esc);
    learner.types("sum(yhat, axis = 1)");
    assert_eq!(learner.session.context(), Context::Field);
    assert_eq!(learner.draft().line().unwrap().text(), "sum(yhat, axis = 1)");
    learner.alt('=');
    assert_eq!(learner.session.context(), Context::Scratch);
    learner.types("sum(X, axis = 0)");
    learner.press(KeyCode::Enter);
    let (_, desk) = learner.session.current().unwrap();
    assert!(desk.scratch().unwrap().fault().is_none(), "{:?}", desk.scratch());
}

#[test]
fn what_was_typed_is_undone_cell_by_cell_and_done_again() {
    let mut learner = Learner::at(SIGMOID);
    learner.types("1.5");
    learner.press(KeyCode::Tab);
    learner.types("22");
    learner.press(KeyCode::Backspace);
    assert_eq!(learner.cells()[0][..3], ["1.5", "2", ""]);
    learner.alt('u');
    assert_eq!(learner.cells()[0][..3], ["1.5", "", ""]);
    learner.alt('u');
    assert_eq!(learner.cells()[0][..3], ["", "", ""]);
    learner.alt('u');
    learner.alt('r');
    learner.alt('r');
    assert_eq!(learner.cells()[0][..3], ["1.5", "2", ""]);
    learner.alt('r');
    assert_eq!(learner.cells()[0][..3], ["1.5", "2", ""], "there is no more");
    // What is typed after an undo takes the place of what was undone.
    learner.alt('u');
    learner.types("7");
    learner.alt('r');
    assert_eq!(learner.cells()[0][..3], ["1.5", "7", ""]);
}

#[test]
fn what_was_graded_comes_back_before_what_was_typed_after_it() {
    let mut learner = Learner::at("scalar-operations/01");
    let typed = |learner: &Learner| match learner.draft() {
        Draft::Field(line) => line.text().to_owned(),
        draft => panic!("{draft:?} is no number"),
    };
    learner.types("720");
    learner.press(KeyCode::Enter);
    learner.types("123");
    assert_eq!(typed(&learner), "720123");
    learner.alt('u');
    assert_eq!(typed(&learner), "720", "what was graded is there again");
    learner.alt('u');
    assert_eq!(typed(&learner), "");
}

#[test]
fn a_paste_that_overwrote_cells_is_undone_and_marks_follow() {
    let mut learner = Learner::at(SIGMOID);
    learner.types("9");
    learner.session.apply(Action::Paste("1 2 3 4\n5 6 7 8\n9 10 11 12".to_owned()));
    assert_eq!(learner.cells()[2], ["9", "10", "11", "12"]);
    learner.press(KeyCode::Enter);
    learner.alt('u');
    assert_eq!(learner.cells()[0], ["9", "", "", ""]);
    learner.alt('r');
    assert_eq!(learner.cells()[0], ["1", "2", "3", "4"]);
}

#[test]
fn empty_cells_are_filled_and_all_are_cleared() {
    let mut learner = Learner::at(SIGMOID);
    learner.types("1");
    learner.press(KeyCode::Tab);
    learner.types("0");
    learner.alt('f');
    assert_eq!(learner.cells(), [["1", "0", "0", "0"], ["0"; 4], ["0"; 4]]);
    learner.alt('c');
    assert!(learner.draft().is_blank());
    learner.alt('u');
    assert_eq!(learner.cells()[0], ["1", "0", "0", "0"]);
    // Of some matrices only some entries are asked for: the others stay empty.
    let mut learner = Learner::at("two-layer-nonlinear/01");
    for _ in 0..6 {
        learner.event(KeyCode::Char('n'), KeyModifiers::CONTROL);
    }
    learner.types("5");
    learner.alt('f');
    assert_eq!(learner.cells(), [["5", "", "", ""]; 3]);
}

#[test]
fn the_value_of_a_named_line_is_undone_too() {
    let mut learner = Learner::at("two-layer-nonlinear/06-mend");
    learner.press(KeyCode::Enter);
    learner.types("4");
    learner.alt('u');
    assert!(matches!(learner.draft(), Draft::Mend(mending)
        if mending.value().is_some_and(Draft::is_blank)));
}

#[test]
fn the_list_is_narrowed_by_topic_level_and_state_and_opened_again() {
    let mut learner = Learner::at(SIGMOID);
    learner.types("1.5");
    learner.press(KeyCode::Esc);
    learner.press(KeyCode::Esc);
    learner.press(KeyCode::Esc);
    let all = learner.session.shown().len();
    let topics = learner.session.topics();
    assert!(topics.len() > 5 && topics[0] == learner.session.topic(0), "{topics:?}");

    learner.types("tt");
    assert_eq!(learner.session.home().filter().topic.as_ref(), Some(&topics[1]));
    let shown = learner.session.shown();
    assert!(!shown.is_empty() && shown.len() < all);
    assert!(shown.iter().all(|index| learner.session.topic(*index) == topics[1]));
    assert!(shown.contains(&learner.session.home().selected()), "the cursor goes along");

    learner.types("l");
    let level = learner.session.levels()[0];
    let exercise = |index: &usize| learner.session.exercise(*index).unwrap().level;
    assert!(learner.session.shown().iter().all(|index| exercise(index) == level));
    learner.press(KeyCode::Esc);
    assert_eq!(learner.session.shown().len(), all, "Esc shows all again");

    learner.types("ss");
    let shown = learner.session.shown();
    assert_eq!(shown.len(), 1, "one was started");
    assert!(learner.session.entry(shown[0]).id.starts_with(SIGMOID));
    learner.types("s");
    assert_eq!(learner.session.shown(), Vec::<usize>::new(), "none is done");
    learner.types("s");
    assert_eq!(learner.session.shown().len(), all, "after the last comes all");
    learner.types("T");
    assert_eq!(learner.session.home().filter().topic.as_ref(), topics.last());

    // A search looks among what the list is narrowed to, and ends alone.
    learner.types("/zzz");
    assert!(learner.session.shown().is_empty());
    learner.press(KeyCode::Esc);
    assert!(!learner.session.shown().is_empty() && learner.session.shown().len() < all);
}

#[test]
fn what_no_longer_fits_the_filter_is_left_for_what_does() {
    let mut learner = Learner::at(SIGMOID);
    learner.press(KeyCode::Esc);
    learner.press(KeyCode::Esc);
    learner.press(KeyCode::Esc);
    learner.types("s");
    learner.press(KeyCode::Enter);
    learner.types("1");
    learner.press(KeyCode::Esc);
    learner.press(KeyCode::Esc);
    let shown = learner.session.shown();
    assert!(shown.contains(&learner.session.home().selected()), "only what is new is selected");
}
