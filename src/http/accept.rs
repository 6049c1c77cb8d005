//! What a client would rather have: the lists of `Accept`, `Accept-Encoding` and `Accept-Language`, over all lines of the
//! header, with their weights.

use axum::http::{HeaderMap, HeaderName};

/// What a header lists, in its order.
#[derive(Debug)]
pub(super) struct Preferences<'a>(Vec<Preference<'a>>);

/// Something that is wanted, and how much.
#[derive(Debug)]
struct Preference<'a> {
    /// In whatever case it was written.
    name: &'a str,
    /// From 0, which is a refusal, to 1.
    weight: f32,
}

impl<'a> Preferences<'a> {
    /// What a header says; none where it is not there or says nothing.
    pub(super) fn of(headers: &'a HeaderMap, name: &HeaderName) -> Option<Self> {
        let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
        let elements = lines.flat_map(|line| parts(line, ',')).filter(|element| !element.is_empty());
        let preferences: Vec<_> = elements.map(Preference::read).collect();
        (!preferences.is_empty()).then_some(Self(preferences))
    }

    /// How much something is wanted: what the first of these names says that the header has, so that the most exact one
    /// stands first. None where it has none of them.
    pub(super) fn weight(&self, names: &[&str]) -> Option<f32> {
        // Parameters can tell what has one name apart: the best of it will do.
        names.iter().find_map(|name| {
            let named = self.0.iter().filter(|preference| preference.name.eq_ignore_ascii_case(name));
            named.map(|preference| preference.weight).reduce(f32::max)
        })
    }

    /// Every name with its weight, in the order of the header.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, f32)> {
        self.0.iter().map(|preference| (preference.name, preference.weight))
    }
}

impl<'a> Preference<'a> {
    /// Reads `name;parameter=value;q=0.5`. A weight that is none is a refusal; a charset other than UTF-8 is one, too, since
    /// everything here is UTF-8.
    fn read(element: &'a str) -> Self {
        let mut parts = parts(element, ';');
        let name = parts.next().unwrap_or_default();
        let mut weight = 1.0;
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim().trim_matches('"');
            if key.trim().eq_ignore_ascii_case("q") {
                weight = value.parse().ok().filter(|weight| (0.0..=1.0).contains(weight)).unwrap_or(0.0);
            } else if key.trim().eq_ignore_ascii_case("charset") && !is_utf8(value) {
                return Self { name, weight: 0.0 };
            }
        }
        Self { name, weight }
    }
}

/// What stands between separators that are not in quotes.
fn parts(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    let parts = text.split(move |character| {
        let is_escaped = escaped;
        escaped = quoted && !is_escaped && character == '\\';
        quoted ^= character == '"' && !is_escaped;
        character == separator && !quoted
    });
    parts.map(str::trim)
}

/// True for the names of the one character encoding that is spoken here.
pub(super) fn is_utf8(charset: &str) -> bool {
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::ACCEPT;

    use super::Preferences;

    /// How much the first of these names is wanted; none where the header says nothing at all.
    fn weight(lines: &[&str], names: &[&str]) -> Option<Option<f32>> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT, line.parse().expect("a value"));
        }
        Some(Preferences::of(&headers, &ACCEPT)?.weight(names))
    }

    #[test]
    fn a_header_that_says_nothing_is_none() {
        assert!(weight(&[], &["a"]).is_none() && weight(&["", " , "], &["a"]).is_none());
    }

    #[test]
    fn the_most_exact_name_counts() {
        let lines = ["text/*;q=0.3, TEXT/HTML; q=\"0.7\"", "*/*;q=0.1"];
        assert_eq!(weight(&lines, &["text/html", "text/*", "*/*"]), Some(Some(0.7)));
        assert_eq!(weight(&lines, &["text/plain", "text/*", "*/*"]), Some(Some(0.3)));
        assert_eq!(weight(&lines, &["image/png"]), Some(None));
    }

    #[test]
    fn what_is_no_weight_is_a_refusal() {
        for line in ["a;q=2", "a;q=-1", "a;q=x", "a;q=", "a;q=NaN", "a;q=0", "a;charset=utf-16"] {
            assert_eq!(weight(&[line], &["a"]), Some(Some(0.0)), "{line}");
        }
        assert_eq!(weight(&["a;charset=UTF-8;v=1"], &["a"]), Some(Some(1.0)));
    }

    #[test]
    fn quotes_hold_what_separates_elsewhere() {
        for line in ["a;v=\"x, b;q=0\";q=0.5", "a;v=\"\\\", b\";q=0.5", "b;v=\",\", a;q=0.5"] {
            assert_eq!(weight(&[line], &["a"]), Some(Some(0.5)), "{line}");
        }
        assert_eq!(weight(&["a;v=\"x, b;q=0\""], &["b"]), Some(None));
    }

    #[test]
    fn of_several_that_have_one_name_the_best_counts() {
        assert_eq!(weight(&["a;charset=utf-16, a;q=0.2", "a;q=0.1"], &["a"]), Some(Some(0.2)));
    }
}
