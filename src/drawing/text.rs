//! Texts in drawings: how wide they are, what of them fits, and what of a hostile one is left. Fonts are not known here: widths
//! are those of common ones, rather too wide than too narrow.

/// The most characters of a text that are looked at: more than any room here holds.
const MOST: usize = 400;
/// The most marks on one letter: real scripts have no more, and a pile of them covers the lines above.
const MARKS: usize = 2;
/// What stands for the rest of a text that does not fit.
const REST: char = '…';

/// About how many pixels a text of this size takes: a Chinese character is as wide as high, a Latin one about half.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// How wide a character is, as a part of its size.
fn advance(character: char) -> f64 {
    match character {
        _ if is_mark(character) => 0.0,
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '!' | ' ' | '·' | '’' => 0.29,
        'f' | 't' | 'I' | '(' | ')' | '[' | ']' | '-' | '/' | '`' => 0.37,
        'r' | '"' => 0.42,
        'c' | 's' | 'z' | 'x' | 'v' | 'y' | 'k' | 'J' | '?' | '_' | '*' | '|' | '–' => 0.54,
        'w' | 'D' | 'G' | 'H' | 'N' | 'O' | 'Q' | 'U' => 0.79,
        'm' | 'M' | 'W' | '@' | '%' | '…' => 0.95,
        '—' | '→' => 1.0,
        '0'..='9' => 0.58,
        'A'..='Z' => 0.69,
        '\0'..'\u{2e80}' => 0.62,
        // Emoji and the like are wider than high in some fonts.
        '\u{1f000}'..='\u{1ffff}' => 1.4,
        _ => 1.0,
    }
}

/// True of what is drawn over the letter before it.
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// True of what turns the direction of the text around it, or is not seen at all.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A text as a drawing can hold it: on one line, of bounded length, without marks that turn the direction of what follows, and
/// without piles of accents. In time that does not grow with the text.
pub fn clean(text: &str) -> String {
    let mut out = String::new();
    let (mut marks, mut count) = (0, 0);
    for character in text.chars().take(4 * MOST) {
        let blank = character.is_whitespace();
        if blank && (out.is_empty() || out.ends_with(' ')) || is_hidden(character) && !blank {
            continue;
        }
        marks = if is_mark(character) { marks + 1 } else { 0 };
        if marks > MARKS {
            continue;
        }
        if count == MOST {
            out.push(REST);
            break;
        }
        out.push(if blank { ' ' } else { character });
        count += 1;
    }
    out.truncate(out.trim_end().len());
    out
}

/// True where not all of a text fits.
pub fn is_cut(text: &str, size: f64, room: f64) -> bool {
    text.chars().count() > MOST || width(text, size) > room
}

/// A text that fits, with a sign where something of it is missing.
pub fn cut(text: &str, size: f64, room: f64) -> String {
    if !is_cut(text, size, room) {
        return text.to_owned();
    }
    let mut left = room - advance(REST) * size;
    let fits = |character: &char| {
        left -= advance(*character) * size;
        left >= 0.0
    };
    let taken: String = text.chars().take_while(fits).collect();
    format!("{}{REST}", taken.trim_end())
}

/// A text on lines of this width, so many at most; the last one says whether there is more. Lines end between words, or between
/// Chinese characters.
pub fn wrap(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && found.len() + 1 < lines && is_cut(rest, size, room) {
        let at = line_end(rest, size, room);
        found.push(rest[..at].trim_end().to_owned());
        rest = rest[at..].trim_start();
    }
    if !rest.is_empty() && lines > 0 {
        found.push(cut(rest, size, room));
    }
    found
}

/// Where a line ends, in bytes: past one character at least.
fn line_end(text: &str, size: f64, room: f64) -> usize {
    let (mut used, mut best, mut before) = (0.0, 0, None);
    for (at, character) in text.char_indices() {
        let may_end = before.is_some_and(|before: char| {
            before == ' ' || (!closes(character) && (is_wide(before) || is_wide(character)) && !is_mark(character))
        });
        if may_end {
            best = at;
        }
        used += advance(character) * size;
        if used > room {
            let here = if at == 0 { character.len_utf8() } else { at };
            return if best > 0 { best } else { here };
        }
        before = Some(character);
    }
    text.len()
}

/// True of characters between which a line may end.
fn is_wide(character: char) -> bool {
    character >= '\u{2e80}'
}

/// True of signs that begin no line.
fn closes(character: char) -> bool {
    "，。、；：！？）》」』】%…,.;:!?)]".contains(character)
}

#[cfg(test)]
mod tests {
    use super::{clean, cut, is_cut, width, wrap};

    #[test]
    fn a_chinese_character_is_as_wide_as_high() {
        assert!((width("算力", 12.0) - 24.0).abs() < 1e-9);
        assert!(width("iii", 10.0) < width("mmm", 10.0) / 2.0);
        assert!(width("e\u{301}", 10.0) <= width("e", 10.0));
    }

    #[test]
    fn what_is_cut_fits_and_says_so() {
        for text in ["Chinese models", "国内AI大模型产业链全景图", "👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧", &"x".repeat(10_000), &"长".repeat(10_000)]
        {
            for room in [12.0, 40.0, 77.7] {
                let shown = cut(text, 11.0, room);
                assert!(width(&shown, 11.0) <= room && shown.ends_with('…'), "{shown} in {room}");
            }
        }
        assert_eq!(cut("AI chips", 11.0, 200.0), "AI chips");
        assert!(!is_cut("AI chips", 11.0, 200.0) && is_cut("AI chips", 11.0, 20.0));
    }

    #[test]
    fn lines_end_between_words_and_between_chinese_characters() {
        assert_eq!(
            wrap("Planning and operations of logistics", 10.0, 100.0, 3),
            ["Planning and", "operations of", "logistics"]
        );
        assert_eq!(
            wrap("Planning and operations of logistics", 10.0, 100.0, 2),
            ["Planning and", "operations of logi…"]
        );
        assert_eq!(wrap("数据要素市场，规模", 10.0, 60.0, 2), ["数据要素市", "场，规模"]);
        assert_eq!(wrap("Unbreakable-word", 10.0, 30.0, 2).len(), 2);
        assert!(wrap("  ", 10.0, 30.0, 2).is_empty() && wrap("x", 10.0, 1.0, 1) == ["…"]);
    }

    #[test]
    fn what_hides_or_turns_is_left_out() {
        assert_eq!(clean("a\u{202e}b\u{0}c\n\n d\u{200f} "), "abc d");
        assert_eq!(clean(&format!("e{}x", "\u{301}".repeat(500))), "e\u{301}\u{301}x");
        assert_eq!(clean(&"名".repeat(10_000)).chars().count(), 401);
        assert_eq!(clean("नमस्ते שלום"), "नमस्ते שלום");
    }
}
