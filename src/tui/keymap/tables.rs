//! The keys of every context, in the order in which they are shown.

use crossterm::event::{KeyCode, KeyModifiers};

use super::{Binding, Key};
use crate::session::{Command, Dial, Facet};

pub const fn plain(code: KeyCode) -> Key {
    (code, KeyModifiers::NONE)
}

pub const fn letter(c: char) -> Key {
    (KeyCode::Char(c), KeyModifiers::NONE)
}

pub const fn ctrl(c: char) -> Key {
    (KeyCode::Char(c), KeyModifiers::CONTROL)
}

pub const fn alt(c: char) -> Key {
    (KeyCode::Char(c), KeyModifiers::ALT)
}

pub const fn bar(keys: &'static [Key], shown: &'static str, command: Command) -> Binding {
    Binding { keys, shown, command, bar: true }
}

pub const fn more(keys: &'static [Key], shown: &'static str, command: Command) -> Binding {
    Binding { keys, shown, command, bar: false }
}

pub const ENTER: Binding = bar(&[plain(KeyCode::Enter)], "Enter", Command::Confirm);
const DOWN: Binding = more(&[plain(KeyCode::Down)], "", Command::Down);
const LEFT: Binding = more(&[plain(KeyCode::Left)], "", Command::Left);
const RIGHT: Binding = more(&[plain(KeyCode::Right)], "", Command::Right);
pub const PAGE_UP: Binding = more(&[plain(KeyCode::PageUp)], "PgUp/PgDn", Command::PageUp);
pub const PAGE_DOWN: Binding = more(&[plain(KeyCode::PageDown)], "", Command::PageDown);
pub const FIRST: Binding = more(&[plain(KeyCode::Home)], "Home", Command::First);
pub const LAST: Binding = more(&[plain(KeyCode::End)], "End", Command::Last);
const ERASE_BEFORE: Binding =
    more(&[plain(KeyCode::Backspace), ctrl('h')], "", Command::EraseBefore);
const ERASE_AFTER: Binding = more(&[plain(KeyCode::Delete)], "", Command::EraseAfter);
const ERASE_LINE: Binding = more(&[ctrl('u')], "Ctrl-U", Command::EraseLine);
pub const HELP: Binding = bar(&[letter('?'), alt('?')], "?", Command::Help);
const BACK: Binding = bar(&[plain(KeyCode::Esc)], "Esc", Command::Back);
const BACK_LETTER: Binding = bar(&[plain(KeyCode::Esc), letter('q')], "Esc", Command::Back);
const TYPED_NEXT: Binding = bar(&[ctrl('n'), alt('n')], "Ctrl-N", Command::NextQuestion);
const TYPED_PREVIOUS: Binding = more(&[ctrl('p'), alt('p')], "Ctrl-P", Command::PreviousQuestion);
const TYPED_HINT: Binding = bar(&[plain(KeyCode::F(2)), alt('h')], "F2", Command::Hint);
const TYPED_VARIANT: Binding = bar(&[plain(KeyCode::F(3)), alt('v')], "F3", Command::NextVariant);
const TYPED_BACK_VARIANT: Binding =
    more(&[plain(KeyCode::F(4)), alt('V')], "F4", Command::PreviousVariant);
const TAB: Binding = bar(&[plain(KeyCode::Tab)], "Tab", Command::NextField);
const BACK_TAB: Binding = more(&[plain(KeyCode::BackTab)], "Shift-Tab", Command::PreviousField);
const HINT: Binding = bar(&[letter('h'), alt('h'), plain(KeyCode::F(2))], "h", Command::Hint);
const TYPED_SOLUTION: Binding = bar(&[plain(KeyCode::F(5)), alt('s')], "F5", Command::Solution);
const SOLUTION: Binding =
    bar(&[letter('s'), alt('s'), plain(KeyCode::F(5))], "s", Command::Solution);
const TYPED_NUDGE: Binding = bar(&[plain(KeyCode::F(6)), alt('x')], "F6", Command::Nudge);
const NUDGE: Binding = bar(&[letter('x'), alt('x'), plain(KeyCode::F(6))], "x", Command::Nudge);
const TYPED_LANDSCAPE: Binding = bar(&[plain(KeyCode::F(7)), alt('l')], "F7", Command::Landscape);
const LANDSCAPE: Binding =
    bar(&[letter('l'), alt('l'), plain(KeyCode::F(7))], "l", Command::Landscape);
const TYPED_GRAPH: Binding = bar(&[plain(KeyCode::F(8)), alt('g')], "F8", Command::Graph);
const GRAPH: Binding = bar(&[letter('g'), alt('g'), plain(KeyCode::F(8))], "g", Command::Graph);
const VARIANT: Binding =
    bar(&[letter('v'), alt('v'), plain(KeyCode::F(3))], "v", Command::NextVariant);
const BACK_VARIANT: Binding =
    more(&[letter('V'), alt('V'), plain(KeyCode::F(4))], "V", Command::PreviousVariant);

const TYPED_SCRATCH: Binding =
    bar(&[letter('='), alt('='), plain(KeyCode::F(9))], "=", Command::Scratch);
/// Within a formula an equals sign is typed: `axis = 1`.
const FIELD_SCRATCH: Binding = bar(&[alt('='), plain(KeyCode::F(9))], "= or F9", Command::Scratch);

const TYPED_UNDO: Binding = more(&[alt('u')], "Alt-U", Command::Undo);
const TYPED_REDO: Binding = more(&[alt('r')], "Alt-R", Command::Redo);
const UNDO: Binding = more(&[letter('u'), alt('u')], "u", Command::Undo);
const REDO: Binding = more(&[letter('U'), alt('r')], "U", Command::Redo);
const FILL: Binding = more(&[alt('f')], "Alt-F", Command::Fill);
const CLEAR: Binding = more(&[alt('c')], "Alt-C", Command::Clear);

/// In every context.
pub const EVERYWHERE: &[Binding] = &[
    bar(&[letter(':'), alt(':'), plain(KeyCode::F(10))], ":", Command::Palette),
    more(&[plain(KeyCode::F(1))], "F1", Command::Help),
    more(&[ctrl('c'), ctrl('q')], "Ctrl-Q", Command::Quit),
    more(&[ctrl('z')], "Ctrl-Z", Command::Suspend),
    more(&[ctrl('l')], "Ctrl-L", Command::Redraw),
];

/// Of the list of exercises.
pub const HOME: &[Binding] = &[
    bar(&[plain(KeyCode::Up), letter('k')], "↑/↓", Command::Up),
    more(&[plain(KeyCode::Down), letter('j')], "", Command::Down),
    ENTER,
    bar(&[letter('/')], "/", Command::Search),
    bar(&[letter('t')], "t", Command::Filter(Facet::Topic)),
    bar(&[letter('l')], "l", Command::Filter(Facet::Level)),
    bar(&[letter('s')], "s", Command::Filter(Facet::State)),
    bar(&[letter('p')], "p", Command::Progress),
    more(&[letter('T')], "T", Command::FilterBack(Facet::Topic)),
    more(&[letter('L')], "L", Command::FilterBack(Facet::Level)),
    more(&[letter('S')], "S", Command::FilterBack(Facet::State)),
    HELP,
    bar(&[letter('q')], "q", Command::Quit),
    more(&[plain(KeyCode::Esc)], "Esc", Command::Back),
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
];

/// Of what was practised.
pub const IN_OVERVIEW: &[Binding] = &[
    bar(&[plain(KeyCode::Up), letter('k')], "↑/↓", Command::Up),
    more(&[plain(KeyCode::Down), letter('j')], "", Command::Down),
    bar(&[plain(KeyCode::Tab)], "Tab", Command::NextField),
    ENTER,
    HELP,
    BACK_LETTER,
    more(&[letter('p')], "p", Command::Progress),
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
];

/// Of its search.
pub const SEARCH: &[Binding] = &[
    bar(&[plain(KeyCode::Up)], "↑/↓", Command::Up),
    DOWN,
    ENTER,
    BACK,
    ERASE_LINE,
    PAGE_UP,
    PAGE_DOWN,
    LEFT,
    RIGHT,
    ERASE_BEFORE,
    ERASE_AFTER,
];

/// Of a line that is typed.
pub const FIELD: &[Binding] = &[
    ENTER,
    bar(&[plain(KeyCode::Up)], "↑/↓", Command::Up),
    DOWN,
    TYPED_HINT,
    TYPED_VARIANT,
    BACK,
    HELP,
    TYPED_SOLUTION,
    TYPED_NUDGE,
    TYPED_LANDSCAPE,
    TYPED_GRAPH,
    FIELD_SCRATCH,
    TYPED_UNDO,
    TYPED_REDO,
    more(&[plain(KeyCode::Tab)], "Tab", Command::NextField),
    BACK_TAB,
    more(&[ctrl('n'), alt('n')], "Ctrl-N", Command::NextQuestion),
    TYPED_PREVIOUS,
    TYPED_BACK_VARIANT,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
    ERASE_LINE,
    LEFT,
    RIGHT,
    ERASE_BEFORE,
    ERASE_AFTER,
];

/// Of cells that are typed.
pub const GRID: &[Binding] = &[
    ENTER,
    TAB,
    TYPED_NEXT,
    TYPED_HINT,
    TYPED_VARIANT,
    BACK,
    HELP,
    TYPED_SOLUTION,
    TYPED_NUDGE,
    TYPED_LANDSCAPE,
    TYPED_GRAPH,
    TYPED_SCRATCH,
    TYPED_UNDO,
    TYPED_REDO,
    FILL,
    CLEAR,
    BACK_TAB,
    more(&[plain(KeyCode::Up)], "↑/↓ ←/→", Command::Up),
    DOWN,
    LEFT,
    RIGHT,
    TYPED_PREVIOUS,
    TYPED_BACK_VARIANT,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
    ERASE_LINE,
    ERASE_BEFORE,
    ERASE_AFTER,
];

/// Of options.
pub const CHOICE: &[Binding] = &[
    ENTER,
    bar(&[letter(' ')], "Space", Command::Toggle),
    more(&[plain(KeyCode::Up), letter('k')], "↑/↓", Command::Up),
    more(&[plain(KeyCode::Down), letter('j')], "", Command::Down),
    bar(&[letter('n'), alt('n'), ctrl('n')], "n", Command::NextQuestion),
    more(&[letter('p'), alt('p'), ctrl('p')], "p", Command::PreviousQuestion),
    more(&[plain(KeyCode::Tab)], "Tab", Command::NextField),
    BACK_TAB,
    HINT,
    VARIANT,
    BACK_VARIANT,
    BACK_LETTER,
    HELP,
    SOLUTION,
    LANDSCAPE,
    GRAPH,
    TYPED_SCRATCH,
    UNDO,
    REDO,
    PAGE_UP,
    PAGE_DOWN,
];

/// Of an exercise while nothing is typed.
pub const COMMANDS: &[Binding] = &[
    ENTER,
    bar(
        &[letter('n'), alt('n'), ctrl('n'), plain(KeyCode::Down), letter('j'), plain(KeyCode::Tab)],
        "n",
        Command::NextQuestion,
    ),
    bar(
        &[
            letter('p'),
            alt('p'),
            ctrl('p'),
            plain(KeyCode::Up),
            letter('k'),
            plain(KeyCode::BackTab),
        ],
        "p",
        Command::PreviousQuestion,
    ),
    HINT,
    VARIANT,
    BACK_VARIANT,
    BACK_LETTER,
    HELP,
    SOLUTION,
    NUDGE,
    LANDSCAPE,
    GRAPH,
    TYPED_SCRATCH,
    UNDO,
    REDO,
    PAGE_UP,
    PAGE_DOWN,
];

/// Of an exercise that cannot be shown.
pub const FAULT: &[Binding] = &[
    bar(&[plain(KeyCode::Esc), letter('q'), plain(KeyCode::Enter)], "Esc", Command::Back),
    VARIANT,
    BACK_VARIANT,
    HELP,
    PAGE_UP,
    PAGE_DOWN,
];

/// Of the calculator.
pub const IN_SCRATCH: &[Binding] = &[
    ENTER,
    bar(&[plain(KeyCode::Up)], "↑/↓", Command::Up),
    DOWN,
    BACK,
    more(&[alt('='), plain(KeyCode::F(9))], "F9", Command::Scratch),
    ERASE_LINE,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
    LEFT,
    RIGHT,
    ERASE_BEFORE,
    ERASE_AFTER,
];

/// Of the worked solution.
pub const IN_SOLUTION: &[Binding] = &[
    ENTER,
    bar(
        &[plain(KeyCode::Left), plain(KeyCode::Up), letter('p'), letter('k')],
        "←/→",
        Command::Left,
    ),
    more(
        &[
            plain(KeyCode::Right),
            plain(KeyCode::Down),
            plain(KeyCode::Tab),
            letter('n'),
            letter('j'),
            letter(' '),
        ],
        "",
        Command::Right,
    ),
    bar(
        &[plain(KeyCode::Esc), letter('q'), letter('s'), alt('s'), plain(KeyCode::F(5))],
        "Esc",
        Command::Back,
    ),
    HELP,
    more(&[plain(KeyCode::BackTab)], "", Command::Left),
    more(&[plain(KeyCode::Home)], "Home", Command::First),
    more(&[plain(KeyCode::End)], "End", Command::Last),
    PAGE_UP,
    PAGE_DOWN,
];

/// Of the landscape.
pub const IN_LANDSCAPE: &[Binding] = &[
    ENTER,
    bar(&[letter(' ')], "Space", Command::Toggle),
    bar(&[plain(KeyCode::Tab), letter('m')], "Tab", Command::NextField),
    bar(
        &[plain(KeyCode::Esc), letter('q'), letter('l'), alt('l'), plain(KeyCode::F(7))],
        "Esc",
        Command::Back,
    ),
    HELP,
    bar(&[plain(KeyCode::Up), letter('k')], "↑/↓ ←/→", Command::Up),
    bar(&[letter(']')], "[ ]", Command::Turn(Dial::RateUp)),
    bar(&[letter('}')], "{ }", Command::Turn(Dial::DecayUp)),
    bar(&[letter('x')], "x", Command::Turn(Dial::Across)),
    bar(&[letter('y')], "y", Command::Turn(Dial::Upward)),
    bar(&[letter('d')], "d", Command::Turn(Dial::Directions)),
    bar(&[letter('a')], "a", Command::Turn(Dial::Compare)),
    bar(&[letter('+'), letter('=')], "+ -", Command::Turn(Dial::Closer)),
    bar(&[plain(KeyCode::Home), letter('r')], "Home", Command::First),
    more(&[letter('[')], "", Command::Turn(Dial::RateDown)),
    more(&[letter('{')], "", Command::Turn(Dial::DecayDown)),
    more(&[letter('-'), letter('−')], "", Command::Turn(Dial::Farther)),
    more(&[plain(KeyCode::BackTab)], "Shift-Tab", Command::PreviousField),
    more(&[plain(KeyCode::Down), letter('j')], "", Command::Down),
    LEFT,
    RIGHT,
];

/// Of the computation graph.
pub const IN_GRAPH: &[Binding] = &[
    bar(&[plain(KeyCode::Up), plain(KeyCode::Enter), letter('k')], "↑/↓ ←/→", Command::Up),
    bar(
        &[plain(KeyCode::Esc), letter('q'), letter('g'), alt('g'), plain(KeyCode::F(8))],
        "Esc",
        Command::Back,
    ),
    HELP,
    PAGE_UP,
    PAGE_DOWN,
    more(&[plain(KeyCode::Down), letter('j')], "", Command::Down),
    LEFT,
    RIGHT,
];

/// Of the help.
pub const IN_HELP: &[Binding] = &[
    bar(
        &[plain(KeyCode::Esc), letter('q'), letter('?'), plain(KeyCode::Enter)],
        "Esc",
        Command::Back,
    ),
    bar(&[plain(KeyCode::Up), letter('k')], "↑/↓", Command::Up),
    more(&[plain(KeyCode::Down), letter('j')], "", Command::Down),
    PAGE_UP,
    PAGE_DOWN,
];

/// Of the palette.
pub const IN_PALETTE: &[Binding] = &[
    ENTER,
    bar(&[plain(KeyCode::Up)], "↑/↓", Command::Up),
    DOWN,
    BACK,
    ERASE_LINE,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
    LEFT,
    RIGHT,
    ERASE_BEFORE,
    ERASE_AFTER,
];
