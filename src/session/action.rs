//! The steps of a session, and what they ask of the world outside.

use super::exam::clock::Moment;
use super::exam::event::Record;
use super::overview::Row;
use crate::exercise::library::Loaded;
use crate::picture::surface::Surface;
use crate::picture::terrain::Point;
use crate::progress::memory::Memory;
use crate::progress::{Attempt, Draft};

/// A step.
#[derive(Clone, Debug)]
pub enum Action {
    /// A command without further content.
    Do(Command),
    /// A character is typed.
    Type(char),
    /// A text is pasted.
    Paste(String),
    /// An option, counted from 0, is chosen or no longer chosen; in the palette, a command is
    /// selected.
    Choose(usize),
    /// An exercise, by its number in the library, is selected.
    Select(usize),
    /// A question, counted from 0, is shown.
    Ask(usize),
    /// A cell, by row and column from 0, is typed from now on.
    Cell(usize, usize),
    /// A name of the computation graph is selected.
    Visit(usize),
    /// The ways down begin here.
    Start(Point),
    /// A command is carried out from the palette.
    Run(Command),
    /// The statement or the help is scrolled so that this row is the first.
    ScrollTo(usize),
    /// The file of an exercise, by its number in the library, was read.
    Loaded(usize, Box<Loaded>),
    /// The work on an exercise, by its number in the library, that was kept; the latest last.
    Recalled(usize, Vec<Draft>),
    /// What was practised, in rows.
    Told(Vec<Row>),
    /// What is known of the past.
    Remembered(Box<Memory>),
    /// The loss was computed on a grid.
    Surveyed(Box<Surface>),
    /// A moment has passed while something moves.
    Tick,
    /// What the clocks say; for exams.
    Clock(Moment),
}

/// What a key can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Leave the tutor.
    Quit,
    /// Give the terminal back to the shell for a while.
    Suspend,
    /// Draw the whole screen anew.
    Redraw,
    /// Show or hide the keys.
    Help,
    /// One level up: out of the search, the answer, the exercise, the help.
    Back,
    /// Do what is next: open, grade, go on.
    Confirm,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One character or cell to the left.
    Left,
    /// One character or cell to the right.
    Right,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the beginning.
    First,
    /// To the end.
    Last,
    /// To the next cell, or the next question where there is no grid.
    NextField,
    /// To the cell or question before.
    PreviousField,
    /// Erase the character before the cursor.
    EraseBefore,
    /// Erase the character after the cursor.
    EraseAfter,
    /// Erase the line or cell.
    EraseLine,
    /// Look for an exercise.
    Search,
    /// Choose the option under the cursor, or choose it no longer.
    Toggle,
    /// Go to the next question.
    NextQuestion,
    /// Go to the question before.
    PreviousQuestion,
    /// Draw other numbers.
    NextVariant,
    /// Go back to the numbers before.
    PreviousVariant,
    /// Show the next hint.
    Hint,
    /// Show the worked solution, or leave it.
    Solution,
    /// Move an entry that was answered wrong a little, and see what comes of it.
    Nudge,
    /// Show the loss over two parameters, or leave it.
    Landscape,
    /// Show the computation graph, or leave it.
    Graph,
    /// Set something of the landscape.
    Turn(Dial),
    /// Undo the last change of the answer.
    Undo,
    /// Do again what was undone.
    Redo,
    /// Put what stands in the cell into every empty cell.
    Fill,
    /// Empty all cells.
    Clear,
    /// Show the calculator, or leave it.
    Scratch,
    /// In an exam: mark the question to come back to, or no longer.
    Flag,
    /// In an exam: show the map of all questions, or leave it.
    Overview,
    /// In an exam: hand it in, after being asked.
    HandIn,
    /// Show what was practised and what is due, or leave it.
    Progress,
    /// Show the commands there are, to choose one by its name.
    Palette,
    /// Narrow the list of exercises to the next topic, level or state.
    Filter(Facet),
    /// The same, to the one before.
    FilterBack(Facet),
}

impl Command {
    /// Whether it helps with an answer, which nothing does while an exam is taken.
    pub fn helps(self) -> bool {
        matches!(
            self,
            Self::Hint
                | Self::Solution
                | Self::Nudge
                | Self::Landscape
                | Self::Graph
                | Self::NextVariant
                | Self::PreviousVariant
        )
    }
}

/// What the list of exercises can be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// What they are about.
    Topic,
    /// How hard they are.
    Level,
    /// How far one is with them.
    State,
}

/// What can be set of a landscape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dial {
    /// The next entry goes across.
    Across,
    /// The next entry goes up.
    Upward,
    /// A larger learning rate.
    RateUp,
    /// A smaller learning rate.
    RateDown,
    /// A larger β.
    DecayUp,
    /// A smaller β.
    DecayDown,
    /// Half as much of the plane.
    Closer,
    /// Twice as much of the plane.
    Farther,
    /// All ways, or the chosen one alone.
    Compare,
    /// Two directions of all entries, or two entries.
    Directions,
}

/// What has to be done outside of a session.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read the file of an exercise, by its number in the library.
    Load(usize),
    /// Read the work on an exercise, by its number in the library, that was kept.
    Recall(usize),
    /// Record an attempt, and the work on its question, before it is shown.
    Record(Box<(Attempt, Draft)>),
    /// Keep the work on a question, within a second.
    Keep(Box<Draft>),
    /// Tell what was practised, as rows.
    Tell,
    /// Compute the loss on the grids of [`Session::survey`](super::Session::survey).
    Survey,
    /// Keep what happened in the exam, before it is shown; with a hand-in the answers, as they
    /// were graded.
    Happened(Box<Record>, Vec<Attempt>),
    /// Leave the tutor.
    Quit,
    /// Give the terminal back to the shell until the shell returns it.
    Suspend,
    /// Draw the whole screen anew.
    Redraw,
}

/// Where keys have a meaning of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// The list of exercises.
    Home,
    /// The list of exercises while a search is typed.
    Search,
    /// An exercise while a line is typed.
    Field,
    /// An exercise while the cells of a matrix are typed.
    Grid,
    /// An exercise while options are chosen.
    Choice,
    /// An exercise while nothing is typed: letters are commands.
    Commands,
    /// An exercise that cannot be shown.
    Fault,
    /// The worked solution.
    Solution,
    /// The loss over two parameters.
    Landscape,
    /// The computation graph.
    Graph,
    /// The calculator.
    Scratch,
    /// The help.
    Help,
    /// What was practised.
    Progress,
    /// The commands, while one of them is looked for.
    Palette,
    /// The map of an exam's questions.
    Overview,
    /// The question whether an exam is to be handed in.
    HandIn,
    /// What came of an exam.
    Report,
}

/// What the key Enter does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enter {
    /// Opens the exercise.
    Open,
    /// Goes to the answer, to type.
    Answer,
    /// Goes to the next empty cell.
    NextCell,
    /// Names the line under the cursor as the wrong one.
    NameLine,
    /// Goes to the next step of the worked solution.
    NextStep,
    /// Lets the ways down take one step.
    Descend,
    /// Calculates the line.
    Calculate,
    /// Grades the answer.
    Grade,
    /// Goes to the next question that is not solved.
    NextQuestion,
    /// Carries the selected command out.
    Run,
    /// Shows the worked solution.
    Solve,
    /// Goes to the map of an exam's questions.
    Overview,
    /// Goes back.
    Leave,
}
