//! Writing SVG: elements with attributes, everything that comes from data escaped. Nothing has a style of its own: pages forbid
//! that. What looks are there stand in attributes, and what a page may change of them has a class.

use std::fmt::Write;

use super::look::{Area, Face, Look};
use super::palette::Colour;
use super::path::{Path, tenth};

/// A drawing in the making.
#[derive(Debug)]
pub struct Svg(String);

/// Where a text stands with regard to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It has its middle there.
    Middle,
    /// It ends there.
    End,
}

/// Fonts that computers have, with Chinese ones.
const FONTS: &str = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

impl Svg {
    /// An empty chart of this size with a title and a description for those who cannot see it.
    pub fn new(width: f64, height: f64, title: &str, description: &str, style: &str) -> Self {
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

    /// An empty picture of this size: what is in it can be pointed at and followed. `id` tells its title and description from those
    /// of others on the same page.
    pub fn picture([width, height]: [f64; 2], id: &str, title: &str, description: &str) -> Self {
        let mut svg = Self(String::with_capacity(65_536));
        let (title, description) = (escaped(title), escaped(description));
        svg.push(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
             height=\"{height:.0}\" class=\"drawing\" role=\"group\" aria-labelledby=\"{id}-title\" \
             aria-describedby=\"{id}-description\" font-family=\"{FONTS}\">\n"
        ));
        svg.push(format_args!(
            "<title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-description\">{description}</desc>\n"
        ));
        svg.rectangle(&Area { x: 0.0, y: 0.0, width, height }, 0.0, Look::filled(Colour::Paper));
        svg
    }

    /// Begins what leads to an address and is called by a name, where somebody points at it and where somebody listens.
    pub fn begin_link(&mut self, address: &str, name: &str) {
        self.push(format_args!("<a href=\"{}\"><title>{}</title>", escaped(address), escaped(name)));
    }

    /// Ends it.
    pub fn end_link(&mut self) {
        self.0.push_str("</a>\n");
    }

    /// Begins what belongs together and is called by a name.
    pub fn begin_group(&mut self, name: &str) {
        self.push(format_args!("<g role=\"group\" aria-label=\"{}\">\n", escaped(name)));
    }

    /// Begins what is one end of joins, by its number among them.
    pub fn begin_node(&mut self, number: usize) {
        self.push(format_args!("<g data-node=\"{number}\">\n"));
    }

    /// Begins what joins two nodes, by their numbers.
    pub fn begin_join(&mut self, [from, to]: [usize; 2]) {
        self.push(format_args!("<g data-joins=\"{from} {to}\">\n"));
    }

    /// Ends what began last.
    pub fn end_group(&mut self) {
        self.0.push_str("</g>\n");
    }

    /// A rectangle with round corners of this radius.
    pub fn rectangle(&mut self, area: &Area, radius: f64, look: Look) {
        let Area { x, y, width, height } = *area;
        self.begin("rect", &[("x", x), ("y", y), ("width", width), ("height", height)]);
        if radius > 0.0 {
            self.lengths(&[("rx", radius)]);
        }
        self.look(look);
    }

    /// A line or a shape.
    pub fn path(&mut self, path: &Path, look: Look) {
        self.push(format_args!("<path d=\"{}\"", path.text()));
        self.look(look);
    }

    /// A circle.
    pub fn circle(&mut self, [x, y]: [f64; 2], radius: f64, look: Look) {
        self.begin("circle", &[("cx", x), ("cy", y), ("r", radius)]);
        self.look(look);
    }

    /// A text in a face; what it says keeps to itself whichever way it is read.
    pub fn label(&mut self, at: [f64; 2], anchor: Anchor, face: Face, text: &str) {
        self.begin_label(at, anchor, face, text);
        self.0.push_str("</text>");
    }

    /// A text with another right behind it: how wide the first is only who draws it knows, from the fonts that are there.
    pub fn labels(&mut self, at: [f64; 2], (face, text): (Face, &str), (behind, other): (Face, &str)) {
        self.begin_label(at, Anchor::Start, face, text);
        let Face { size, colour, weight } = behind;
        self.push(format_args!(
            "<tspan dx=\"8\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{}\" class=\"fill-{}\">{}</tspan></text>",
            colour.light(),
            colour.name(),
            escaped(other)
        ));
    }

    fn begin_label(&mut self, [x, y]: [f64; 2], anchor: Anchor, face: Face, text: &str) {
        let Face { size, colour, weight } = face;
        self.begin("text", &[("x", x), ("y", y)]);
        self.push(format_args!(" font-size=\"{size}\""));
        if weight != 400 {
            self.push(format_args!(" font-weight=\"{weight}\""));
        }
        if anchor != Anchor::Start {
            self.push(format_args!(" text-anchor=\"{}\"", anchor.word()));
        }
        if text.chars().any(is_read_leftwards) {
            self.0.push_str(" direction=\"ltr\" unicode-bidi=\"isolate\"");
        }
        self.push(format_args!(" fill=\"{}\" class=\"fill-{}\">{}", colour.light(), colour.name(), escaped(text)));
    }

    fn look(&mut self, look: Look) {
        match look.fill {
            Some(fill) => self.push(format_args!(" fill=\"{}\"", fill.light())),
            None => self.0.push_str(" fill=\"none\""),
        }
        if let Some((colour, width)) = look.line {
            self.push(format_args!(" stroke=\"{}\" stroke-width=\"{width}\"", colour.light()));
            if !look.dashes.is_empty() {
                self.push(format_args!(" stroke-dasharray=\"{}\"", look.dashes));
            }
        }
        match (look.fill, look.line) {
            (Some(fill), Some((line, _))) => {
                self.push(format_args!(" class=\"fill-{} line-{}\"/>", fill.name(), line.name()))
            }
            (Some(fill), None) => self.push(format_args!(" class=\"fill-{}\"/>", fill.name())),
            (None, Some((line, _))) => self.push(format_args!(" class=\"line-{}\"/>", line.name())),
            (None, None) => self.0.push_str("/>"),
        }
    }

    /// A text on a point.
    pub fn text(&mut self, [x, y]: [f64; 2], class: &str, anchor: Anchor, text: &str) {
        self.begin("text", &[("x", x), ("y", y)]);
        self.push(format_args!(" class=\"{class}\" text-anchor=\"{}\">{}</text>", anchor.word(), escaped(text)));
    }

    /// A straight line.
    pub fn line(&mut self, from: [f64; 2], to: [f64; 2], class: &str) {
        let ([a, b], [c, d]) = (from, to);
        self.begin("line", &[("x1", a), ("y1", b), ("x2", c), ("y2", d)]);
        self.push(format_args!(" class=\"{class}\"/>"));
    }

    /// A line through points.
    pub fn through(&mut self, points: &[[f64; 2]], class: &str) {
        self.push(format_args!("<polyline points=\"{}\" class=\"{class}\"/>", written(points)));
    }

    /// A filled shape.
    pub fn shape(&mut self, points: &[[f64; 2]], class: &str) {
        self.push(format_args!("<polygon points=\"{}\" class=\"{class}\"/>", written(points)));
    }

    /// A disc that says what it stands for where somebody points at it.
    pub fn disc(&mut self, [x, y]: [f64; 2], class: &str, title: &str) {
        self.begin("circle", &[("cx", x), ("cy", y)]);
        self.push(format_args!(" r=\"4\" class=\"{class}\"><title>{}</title></circle>", escaped(title)));
    }

    /// The whole text.
    pub fn finish(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }

    /// Begins an element.
    fn begin(&mut self, name: &str, lengths: &[(&str, f64)]) {
        self.0.push('<');
        self.0.push_str(name);
        self.lengths(lengths);
    }

    fn lengths(&mut self, lengths: &[(&str, f64)]) {
        for (name, length) in lengths {
            self.0.extend([" ", name, "=\""]);
            tenth(&mut self.0, *length);
            self.0.push('"');
        }
    }

    fn push(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = self.0.write_fmt(arguments);
    }
}

/// Points as SVG lists them.
fn written(points: &[[f64; 2]]) -> String {
    let mut text = String::with_capacity(12 * points.len());
    for [x, y] in points {
        text.push_str(if text.is_empty() { "" } else { " " });
        tenth(&mut text, *x);
        text.push(',');
        tenth(&mut text, *y);
    }
    text
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// True of letters of scripts that are read from right to left.
fn is_read_leftwards(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
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

#[cfg(test)]
mod tests {
    use super::{Anchor, Svg};

    #[test]
    fn data_cannot_write_markup() {
        let mut svg = Svg::new(10.0, 10.0, "a<b>", "\"&\u{0}", "");
        svg.text([1.0, 2.0], "label", Anchor::Middle, "</text><script>");
        svg.begin_link("/vendor/a\"b", "<c>");
        let text = svg.finish();
        assert!(
            text.contains("<title id=\"title\">a&lt;b&gt;</title>") && text.contains("&quot;&amp;</desc>"),
            "{text}"
        );
        assert!(!text.contains("<script") && !text.contains('\u{0}'), "{text}");
        assert!(text.contains("<a href=\"/vendor/a&quot;b\"><title>&lt;c&gt;</title>"), "{text}");
    }
}
