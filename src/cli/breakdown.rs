//! What is done when gradus breaks down. A panic is a fault of gradus, whichever thread it comes
//! from, and ends the program; as nothing is unwound, what has to be done first is done here.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{panic, process};

/// The status of a program that broke down.
const BROKEN: i32 = 101;

/// From now on a panic ends the program once it is reported.
pub fn end_with_panics() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |fault| {
        report(fault);
        process::exit(BROKEN);
    }));
}

/// Has something done before a panic is reported; what was named last is done first.
pub fn before_report(task: impl Fn() + Send + Sync + 'static) {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |fault| {
        task();
        report(fault);
    }));
}

/// Holds what threads share; one that panicked with it does not keep the others from it.
pub fn hold<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
