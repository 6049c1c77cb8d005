//! Where things stand in a drawing, and how they look.

use super::palette::Colour;

/// A rectangle, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Its left side.
    pub x: f64,
    /// Its upper side.
    pub y: f64,
    /// How wide it is.
    pub width: f64,
    /// How high.
    pub height: f64,
}

/// How a shape looks: what is left out is not drawn.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// What fills it.
    pub fill: Option<Colour>,
    /// The colour and the width of its line.
    pub line: Option<(Colour, f64)>,
    /// Lengths of dashes and gaps; a whole line where empty.
    pub dashes: &'static str,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub struct Face {
    /// In pixels.
    pub size: f64,
    /// What it is written in.
    pub colour: Colour,
    /// How heavy it is: 400 is plain, 600 stands out.
    pub weight: u16,
}

impl Area {
    /// Its right side.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Its lower side.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// True where something of one is in the other.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// True where all of the other is in this one.
    pub fn holds(&self, other: &Self) -> bool {
        self.x <= other.x && other.right() <= self.right() && self.y <= other.y && other.bottom() <= self.bottom()
    }
}

impl Look {
    /// A shape that is filled.
    pub fn filled(colour: Colour) -> Self {
        Self { fill: Some(colour), ..Self::default() }
    }

    /// A line.
    pub fn line(colour: Colour, width: f64) -> Self {
        Self { line: Some((colour, width)), ..Self::default() }
    }

    /// The same with a ground.
    pub fn on(self, ground: Colour) -> Self {
        Self { fill: Some(ground), ..self }
    }

    /// The same in dashes.
    pub fn dashed(self, dashes: &'static str) -> Self {
        Self { dashes, ..self }
    }
}

impl Face {
    /// Plain text.
    pub fn plain(size: f64, colour: Colour) -> Self {
        Self { size, colour, weight: 400 }
    }

    /// Text that stands out.
    pub fn bold(size: f64, colour: Colour) -> Self {
        Self { size, colour, weight: 600 }
    }

    /// About how wide a text is in it.
    pub fn width(&self, text: &str) -> f64 {
        super::text::width(text, self.measure())
    }

    /// What of a text fits.
    pub fn cut(&self, text: &str, room: f64) -> String {
        super::text::cut(text, self.measure(), room)
    }

    /// A text on so many lines at most.
    pub fn wrap(&self, text: &str, room: f64, lines: usize) -> Vec<String> {
        super::text::wrap(text, self.measure(), room, lines)
    }

    /// The size that texts are measured in: heavy ones are wider.
    fn measure(&self) -> f64 {
        if self.weight > 500 { self.size * 1.06 } else { self.size }
    }
}

#[cfg(test)]
mod tests {
    use super::Area;

    #[test]
    fn areas_that_touch_do_not_overlap() {
        let area = |x: f64| Area { x, y: 0.0, width: 10.0, height: 10.0 };
        assert!(!area(0.0).overlaps(&area(10.0)) && area(0.0).overlaps(&area(9.0)) && area(0.0).holds(&area(0.0)));
    }
}
