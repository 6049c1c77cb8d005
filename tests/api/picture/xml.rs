//! Whether a text is XML, as strictly as what reads SVG is.

/// Reads elements, attributes and texts to the end.
///
/// # Panics
/// Where it is none.
pub(super) fn check(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut ids = Vec::new();
    let mut rest = text.trim_end();
    while let Some((before, inside)) = rest.split_once('<') {
        characters(before);
        let (tag, behind) = inside.split_once('>').unwrap_or_else(|| panic!("a tag has no end: {inside:.80}"));
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "ends in the order of beginnings");
            continue;
        }
        let (tag, is_empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase()), "<{tag}>");
        let mut known = Vec::new();
        while !attributes.is_empty() {
            let (name, value) = attributes.split_once("=\"").unwrap_or_else(|| panic!("<{tag}>"));
            let (value, behind) = value.split_once('"').unwrap_or_else(|| panic!("<{tag}>"));
            let name = name.trim();
            assert!(
                name.chars().all(|c| c.is_ascii_alphabetic() || c == '-') && !known.contains(&name),
                "{name} of <{tag}>"
            );
            known.push(name);
            characters(value);
            if name == "id" {
                assert!(!ids.contains(&value), "{value} is there twice");
                ids.push(value);
            }
            attributes = behind;
        }
        if !is_empty {
            open.push(name);
        }
    }
    assert!(rest.is_empty() && open.is_empty(), "{open:?} {rest:.80}");
}

/// Text outside markup: no sign of markup, nothing that XML cannot hold.
fn characters(text: &str) {
    for part in text.split('&').skip(1) {
        assert!(["amp;", "lt;", "gt;", "quot;"].iter().any(|entity| part.starts_with(entity)), "&{part:.20}");
    }
    let bad = text.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}' | '<' | '>'));
    assert_eq!(bad, None, "{text:.80}");
}
