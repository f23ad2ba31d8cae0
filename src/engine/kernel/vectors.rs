//! Loops compiled for the widest vectors that the processor has, which are found when the program
//! runs.

use pulp::{Arch, Simd, WithSimd};

/// Does a task whose loops become vector code; all that it calls must be inlined into it.
///
/// It is called by reference: what is called by value goes through a function of the language's
/// own, which is compiled for the vectors only if the linker inlines it.
#[inline(always)]
pub fn with_vectors<R>(task: impl FnMut() -> R) -> R {
    Arch::new().dispatch(Task(task))
}

struct Task<F>(F);

impl<R, F: FnMut() -> R> WithSimd for Task<F> {
    type Output = R;

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) -> R {
        (self.0)()
    }
}
