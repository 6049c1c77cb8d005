//! The columns that boxes stand in.

/// How wide the picture is.
pub(super) const WIDTH: f64 = 1280.0;
/// What is free on either side.
pub(super) const SIDE: f64 = 30.0;
/// Columns side by side at most, and what lies between two: room for what flows.
const COLUMNS: usize = 4;
pub(super) const BETWEEN: f64 = 52.0;
/// So many columns of one width, which fill the picture.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    pub(super) columns: usize,
    /// How wide one is.
    pub(super) width: f64,
}

impl Grid {
    /// Columns for so many boxes of so many stages.
    pub(super) fn of(frames: usize, parts: usize) -> Self {
        let columns = COLUMNS.min(parts).max(frames).max(1);
        Self { columns, width: (WIDTH - 2.0 * SIDE - (columns - 1) as f64 * BETWEEN) / columns as f64 }
    }

    /// Where a column begins.
    pub(super) fn x(self, column: usize) -> f64 {
        SIDE + column as f64 * (self.width + BETWEEN)
    }
}
