//! Drawing: what charts and pictures share. SVG is written here and nowhere else, texts are measured, shortened and made safe
//! here, and colours have their names here. It knows nothing of what is drawn.
//!
//! A drawing is complete alone: its colours are attributes. Their classes let the stylesheet of a page take others, in the dark.

mod look;
mod palette;
mod path;
mod scale;
mod svg;
mod text;

pub use look::{Area, Face, Look};
pub use palette::{Colour, stylesheet};
pub use path::Path;
pub use scale::{Figures, Scale};
pub use svg::{Anchor, Svg};
pub use text::{clean, cut, is_cut, width, wrap};
