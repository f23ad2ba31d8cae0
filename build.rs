//! Says that the built-in library is part of the program: a changed exercise is a new build.

fn main() {
    println!("cargo::rerun-if-changed=exercises");
}
