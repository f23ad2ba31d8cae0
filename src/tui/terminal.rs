//! The terminal: taken over, and given back as it was, whatever happens.

use std::io::{self, IsTerminal, Stdout, stdin, stdout};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event};
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use nix::sys::termios::{SetArg, cfmakeraw, tcgetattr, tcsetattr};
use ratatui::Terminal as Drawing;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use signal_hook::consts::{
    SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTOU, SIGUSR1, SIGUSR2, SIGXCPU,
};
use signal_hook::iterator::Signals;
use signal_hook::low_level::raise;

use crate::cli::breakdown::{before_report, hold};
use crate::picture::surface::Surface;

/// Tell clicks, the wheel and what is pulled, in the encoding that has no end of columns; not
/// every movement, which would wake the tutor up for nothing.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// The terminal while the tutor has it. It is given back when this is dropped, and before a
/// panic is reported.
pub struct Terminal {
    drawing: Drawing<CrosstermBackend<Stdout>>,
    /// Whether the tutor has the terminal; held while something is written.
    taken: Taken,
}

type Taken = Arc<Mutex<bool>>;

/// What would stop or end the program, and leave the terminal as it is; and that it goes on.
const SIGNALS: [i32; 10] =
    [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGTSTP, SIGCONT];

/// How long a panic waits for a frame that another thread is drawing.
const PATIENCE: Duration = Duration::from_secs(1);

/// What comes from outside.
pub enum Input {
    /// A key, a pasted text, a new size.
    Event(Event),
    /// A signal: to end, to stop, or that the shell gave the terminal back.
    Signal(i32),
    /// The loss on a grid that was asked for.
    Surveyed(Box<Surface>),
    /// The file of a preview was saved.
    Saved,
    /// The terminal can no longer be read.
    Lost(io::Error),
}

impl Terminal {
    /// Takes the terminal over.
    pub fn open() -> io::Result<Self> {
        let taken = Arc::new(Mutex::new(false));
        let held = Arc::clone(&taken);
        before_report(move || give_back(&held));
        let mut terminal = Self { drawing: drawing()?, taken };
        terminal.enter()?;
        Ok(terminal)
    }

    /// Sets every mode anew, whatever another program made of them, and forgets what was drawn.
    pub fn enter(&mut self) -> io::Result<()> {
        let mut taken = hold(&self.taken);
        if std::mem::replace(&mut *taken, true) {
            set_raw_mode_again()?;
        }
        enable_raw_mode()?;
        let all = Clear(ClearType::All);
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, Print(MOUSE_ON), Hide, all)?;
        self.drawing = drawing()?;
        Ok(())
    }

    /// Gives the terminal to the shell until it is given back.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back(&self.taken);
        // Stops here. Where no shell could ever go on with it, the system does not stop it. SIGTSTP
        // itself is listened to, so that a stop from outside gives the terminal back first.
        raise(SIGTTOU)?;
        self.enter()
    }

    /// The whole screen.
    pub fn area(&self) -> io::Result<Rect> {
        Ok(Rect::from((Position::ORIGIN, self.drawing.backend().size()?)))
    }

    /// Draws a frame; the cursor is shown where `draw` says.
    pub fn draw(&mut self, draw: impl Fn(Rect, &mut Buffer) -> Option<Position>) -> io::Result<()> {
        // Once a panic gave the terminal back, nothing may be drawn on what is the shell's.
        let taken = hold(&self.taken);
        if !*taken {
            return Ok(());
        }
        self.drawing.draw(|frame| {
            if let Some(cursor) = draw(frame.area(), frame.buffer_mut()) {
                frame.set_cursor_position(cursor);
            }
        })?;
        Ok(())
    }
}

/// Raw mode that is thought to be on would not be set again. It is not given back in between: the
/// line would take keys for itself that come just then.
fn set_raw_mode_again() -> io::Result<()> {
    let line = stdin();
    if !line.is_terminal() {
        return disable_raw_mode();
    }
    let mut modes = tcgetattr(&line)?;
    cfmakeraw(&mut modes);
    Ok(tcsetattr(&line, SetArg::TCSANOW, &modes)?)
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back(&self.taken);
    }
}

fn drawing() -> io::Result<Drawing<CrosstermBackend<Stdout>>> {
    Drawing::new(CrosstermBackend::new(stdout()))
}

/// Holds it; none if it does not come free, since it is this thread that panicked drawing.
fn hold_for_a_while(taken: &Mutex<bool>) -> Option<MutexGuard<'_, bool>> {
    let begin = Instant::now();
    loop {
        match taken.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(guard)) => return Some(guard.into_inner()),
            Err(TryLockError::WouldBlock) if begin.elapsed() > PATIENCE => return None,
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// Gives the terminal back, once.
fn give_back(taken: &Mutex<bool>) {
    let mut held = hold_for_a_while(taken);
    let has_it = held.as_mut().is_none_or(|taken| std::mem::replace(&mut **taken, false));
    if has_it {
        // A terminal that is gone cannot be mended.
        let _ =
            execute!(stdout(), Print(MOUSE_OFF), DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

/// Everything that comes from outside, in order, and where more of it can be sent.
pub fn listen() -> io::Result<(Sender<Input>, Receiver<Input>)> {
    let (send, receive) = channel();
    let mut signals = Signals::new(SIGNALS)?;
    let signalled = send.clone();
    let more = send.clone();
    // Both threads end with the program, or when nobody listens any more.
    thread::spawn(move || {
        signals.forever().try_for_each(|signal| signalled.send(Input::Signal(signal)))
    });
    thread::spawn(move || {
        loop {
            let input = event::read();
            let lost = input.is_err();
            let sent = send.send(input.map_or_else(Input::Lost, Input::Event));
            if lost || sent.is_err() {
                break;
            }
        }
    });
    Ok((more, receive))
}
