//! Colours by what they are for. Each has a value for light paper, which a drawing carries, and one for the dark, which a page's
//! stylesheet may give it.

use std::fmt::Write;

/// What a colour is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// The ground of a drawing.
    Paper,
    /// The ground of a box on it.
    Card,
    /// The ground of an entry in a box.
    Entry,
    /// Lines around boxes.
    Edge,
    /// What is read first.
    Ink,
    /// What is read second.
    Muted,
    /// The first of three: upstream.
    First,
    /// The second: midstream.
    Second,
    /// The third: downstream.
    Third,
    /// Grounds of the same.
    FirstGround,
    /// Grounds of the same.
    SecondGround,
    /// Grounds of the same.
    ThirdGround,
    /// Vendors.
    Vendor,
    /// Models.
    Model,
    /// Technologies.
    Technology,
    /// Trends.
    Trend,
    /// Figures that are said to have been measured.
    Known,
    /// Figures that are expected, estimated, planned or claimed.
    Hoped,
}

/// Each colour: the name of its class and variable, its value in the light, its value in the dark.
const COLOURS: [(Colour, &str, &str, &str); 18] = [
    (Colour::Paper, "paper", "#ffffff", "#11161d"),
    (Colour::Card, "card", "#fbfcfd", "#18202a"),
    (Colour::Entry, "entry", "#ffffff", "#212b37"),
    (Colour::Edge, "edge", "#cbd3dc", "#3a4756"),
    (Colour::Ink, "ink", "#1b2530", "#e8edf2"),
    (Colour::Muted, "muted", "#51606f", "#a9b6c3"),
    (Colour::First, "first", "#1f4e8c", "#8fbcf5"),
    (Colour::Second, "second", "#6a3d9a", "#c9a8f0"),
    (Colour::Third, "third", "#1b6b4f", "#7fd6b2"),
    (Colour::FirstGround, "first-ground", "#e6eef8", "#16273d"),
    (Colour::SecondGround, "second-ground", "#f0e9f7", "#281c3a"),
    (Colour::ThirdGround, "third-ground", "#e4f2ec", "#122e25"),
    (Colour::Vendor, "vendor", "#27588f", "#8fbcf5"),
    (Colour::Model, "model", "#7a4aa8", "#c9a8f0"),
    (Colour::Technology, "technology", "#8a5a00", "#e5b567"),
    (Colour::Trend, "trend", "#a63a50", "#f29cab"),
    (Colour::Known, "known", "#1f4e8c", "#8fbcf5"),
    (Colour::Hoped, "hoped", "#a84c0a", "#f2a56b"),
];

impl Colour {
    fn of(self) -> (&'static str, &'static str) {
        let found = COLOURS.iter().find(|(colour, ..)| *colour == self);
        found.map_or(("ink", "#1b2530"), |(_, name, light, _)| (name, light))
    }

    /// The name of its class, behind what it colours: `fill-ink`, `line-ink`.
    pub(super) fn name(self) -> &'static str {
        self.of().0
    }

    /// Its value on light paper.
    pub(super) fn light(self) -> &'static str {
        self.of().1
    }
}

/// The stylesheet of pages that hold drawings: colours follow the reader's preference, or `data-theme` of the document where that
/// says `light` or `dark`. Each is a variable, `--drawing-ink`, that a page can give another value.
pub fn stylesheet() -> String {
    let mut css = String::new();
    let light: String = COLOURS.iter().map(|(_, name, light, _)| format!("--drawing-{name}:{light};")).collect();
    let dark: String = COLOURS.iter().map(|(_, name, _, dark)| format!("--drawing-{name}:{dark};")).collect();
    // Writing to a text cannot fail.
    let _ = writeln!(css, ":root{{{light}}}");
    let _ = writeln!(css, "@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}");
    let _ = writeln!(css, ":root[data-theme=dark]{{{dark}}}");
    let _ = writeln!(css, "@media print{{:root:root{{{light}}}}}");
    for (_, name, ..) in COLOURS {
        let _ = writeln!(css, ".fill-{name}{{fill:var(--drawing-{name})}}.line-{name}{{stroke:var(--drawing-{name})}}");
    }
    css.push_str(".drawing a:hover text,.drawing a:focus-visible text{text-decoration:underline}\n");
    css
}

#[cfg(test)]
mod tests {
    use super::{COLOURS, stylesheet};

    /// The luminance of a colour, as WCAG has it.
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("two digits")) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    #[test]
    fn texts_can_be_read_on_every_ground_in_the_light_and_in_the_dark() {
        let value = |name: &str, dark: bool| {
            let found = COLOURS.iter().find(|(_, known, ..)| *known == name).expect("a colour");
            if dark { found.3 } else { found.2 }
        };
        for dark in [false, true] {
            for ink in
                ["ink", "muted", "first", "second", "third", "vendor", "model", "technology", "trend", "known", "hoped"]
            {
                for ground in ["paper", "card", "entry", "first-ground", "second-ground", "third-ground"] {
                    let (a, b) = (luminance(value(ink, dark)), luminance(value(ground, dark)));
                    let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                    assert!(contrast >= 4.5, "{ink} on {ground}: {contrast:.2}");
                }
            }
        }
    }

    #[test]
    fn every_colour_has_a_rule() {
        let css = stylesheet();
        for (_, name, light, dark) in COLOURS {
            assert!(css.contains(&format!(".fill-{name}{{")) && css.contains(light) && css.contains(dark), "{name}");
        }
    }
}
