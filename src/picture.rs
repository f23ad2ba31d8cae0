//! What a picture shows, without the drawing: the loss over two parameters, the ways down.

pub mod descent;
pub mod diagram;
pub mod surface;
pub mod terrain;
