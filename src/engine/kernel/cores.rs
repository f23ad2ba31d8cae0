//! The cores that share what is large.
//!
//! What a thread outside of a pool hands in goes through the pool's queue, which takes memory now
//! and then, while that thread sleeps and is woken. So a thread with much to share becomes one of
//! a pool of its own, with as many threads as there are cores, and works with the others.

use std::cell::OnceCell;

use rayon::{ThreadPool, ThreadPoolBuilder};

thread_local! {
    /// The pool that this thread belongs to; where none can be made, the one of the process serves.
    static POOL: OnceCell<Option<ThreadPool>> = const { OnceCell::new() };
}

/// How many cores share so much work: one where it is less than `least`.
pub fn cores(work: usize, least: usize) -> usize {
    if work < least {
        return 1;
    }
    if rayon::current_thread_index().is_none() {
        let make = || ThreadPoolBuilder::new().use_current_thread().build().ok();
        POOL.with(|pool| {
            pool.get_or_init(make);
        });
        // Looking for work once takes the memory that it takes a thread to look for work.
        rayon::yield_now();
    }
    rayon::current_num_threads()
}
