//! The program `gradus`: arguments to [`gradus::cli`], its exit status to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    gradus::cli::main()
}
