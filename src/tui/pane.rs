//! The panes of the screens, each a function of the session, an area and a buffer.

pub mod answer;
pub mod bar;
pub mod entry;
pub mod exam;
pub mod fault;
pub mod feedback;
pub mod graph;
pub mod header;
pub mod help;
pub mod home;
pub mod key;
pub mod landscape;
pub mod mending;
pub mod overview;
pub mod palette;
pub mod questions;
pub mod scratch;
pub mod solution;
pub mod statement;
