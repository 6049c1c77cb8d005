//! Writing SVG: elements with attributes, everything that comes from data escaped.

use std::fmt::Write;

/// A drawing in the making.
#[derive(Debug)]
pub(super) struct Svg(String);

/// Where a text stands with regard to its point.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// An empty drawing of this size with a title and a description for those who cannot see it.
    pub(super) fn new(width: f64, height: f64, title: &str, description: &str, style: &str) -> Self {
        let mut svg = Self(String::with_capacity(8192));
        svg.push(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-labelledby=\"title description\">"
        ));
        svg.push(format_args!("<title id=\"title\">{}</title>", escaped(title)));
        svg.push(format_args!("<desc id=\"description\">{}</desc><style>{style}</style>", escaped(description)));
        svg.push(format_args!("<rect width=\"{width}\" height=\"{height}\" class=\"paper\"/>"));
        svg
    }

    /// A text on a point.
    pub(super) fn text(&mut self, [x, y]: [f64; 2], class: &str, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.push(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\" text-anchor=\"{anchor}\">{}</text>",
            escaped(text)
        ));
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: [f64; 2], to: [f64; 2], class: &str) {
        let ([a, b], [c, d]) = (from, to);
        self.push(format_args!("<line x1=\"{a:.1}\" y1=\"{b:.1}\" x2=\"{c:.1}\" y2=\"{d:.1}\" class=\"{class}\"/>"));
    }

    /// A line through points.
    pub(super) fn through(&mut self, points: &[[f64; 2]], class: &str) {
        let points: Vec<String> = points.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
        self.push(format_args!("<polyline points=\"{}\" class=\"{class}\"/>", points.join(" ")));
    }

    /// A filled shape.
    pub(super) fn shape(&mut self, points: &[[f64; 2]], class: &str) {
        let points: Vec<String> = points.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
        self.push(format_args!("<polygon points=\"{}\" class=\"{class}\"/>", points.join(" ")));
    }

    /// A disc that says what it stands for where somebody points at it.
    pub(super) fn disc(&mut self, [x, y]: [f64; 2], class: &str, title: &str) {
        self.push(format_args!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" class=\"{class}\"><title>{}</title></circle>",
            escaped(title)
        ));
    }

    /// The whole text.
    pub(super) fn finish(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }

    fn push(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = self.0.write_fmt(arguments);
    }
}

/// A text as XML has it; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            character if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => {}
            character => out.push(character),
        }
    }
    out
}

/// About how many pixels a text of this size takes: a Chinese character is as wide as high, a Latin one about half.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| if c < '\u{2e80}' { 0.56 } else { 1.0 }).sum::<f64>() * size
}

#[cfg(test)]
mod tests {
    use super::{Anchor, Svg};

    #[test]
    fn data_cannot_write_markup() {
        let mut svg = Svg::new(10.0, 10.0, "a<b>", "\"&\u{0}", "");
        svg.text([1.0, 2.0], "label", Anchor::Middle, "</text><script>");
        let text = svg.finish();
        assert!(
            text.contains("<title id=\"title\">a&lt;b&gt;</title>") && text.contains("&quot;&amp;</desc>"),
            "{text}"
        );
        assert!(!text.contains("<script") && !text.contains('\u{0}'), "{text}");
    }
}
