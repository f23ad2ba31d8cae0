//! What a picture shows, without the drawing: the loss over two parameters, the ways down.
//!
//! ```
//! use gradus::exercise::library::Library;
//! use gradus::picture::descent::{Method, Walker};
//! use gradus::picture::terrain::Terrain;
//!
//! let library = Library::built_in();
//! let entry = library.find("two-layer-nonlinear/01").expect("it is there");
//! let exercise = library.load(entry).exercise.expect("it has no error");
//! let variant = exercise.variant(0).expect("it can be drawn");
//! let mut terrain = Terrain::new(&exercise, &variant).expect("two entries can be moved");
//! let mut walker = Walker::new(Method::Descent, 0.1, 0.0, terrain.given([0, 1]));
//! let (before, slope) = terrain.slope([0, 1], walker.at());
//! walker.step(slope);
//! assert!(terrain.loss([0, 1], walker.at()) < before);
//! ```

pub mod descent;
pub mod diagram;
pub mod surface;
pub mod terrain;
