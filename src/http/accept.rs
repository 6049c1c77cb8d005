//! What a client would rather have: the lists of `Accept`, `Accept-Encoding` and `Accept-Language`, over all lines of the
//! header, with their weights.

use axum::http::{HeaderMap, HeaderName};

/// What a header lists, in its order.
#[derive(Debug)]
pub(super) struct Preferences(Vec<Preference>);

/// Something that is wanted, and how much.
#[derive(Debug)]
struct Preference {
    /// In lower case.
    name: String,
    /// From 0, which is a refusal, to 1.
    weight: f32,
}

impl Preferences {
    /// What a header says; none where it is not there or says nothing.
    pub(super) fn of(headers: &HeaderMap, name: &HeaderName) -> Option<Self> {
        let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
        let elements = lines.flat_map(|line| line.split(',')).map(str::trim).filter(|element| !element.is_empty());
        let preferences: Vec<Preference> = elements.map(Preference::read).collect();
        (!preferences.is_empty()).then_some(Self(preferences))
    }

    /// How much something is wanted: what the first of these names says that the header has, so that the most exact one
    /// stands first. None where it has none of them.
    pub(super) fn weight(&self, names: &[&str]) -> Option<f32> {
        let weight = |name: &&str| self.0.iter().find(|preference| preference.name == *name).map(|found| found.weight);
        names.iter().find_map(weight)
    }

    /// Every name with its weight, in the order of the header.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, f32)> {
        self.0.iter().map(|preference| (preference.name.as_str(), preference.weight))
    }
}

impl Preference {
    /// Reads `name;parameter=value;q=0.5`. A weight that is none is a refusal; a charset other than UTF-8 is one, too, since
    /// everything here is UTF-8.
    fn read(element: &str) -> Self {
        let mut parts = element.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
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

/// True for the names of the one character encoding that is spoken here.
pub(super) fn is_utf8(charset: &str) -> bool {
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::ACCEPT;

    use super::Preferences;

    fn preferences(lines: &[&str]) -> Option<Preferences> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT, line.parse().expect("a value"));
        }
        Preferences::of(&headers, &ACCEPT)
    }

    #[test]
    fn a_header_that_says_nothing_is_none() {
        assert!(preferences(&[]).is_none() && preferences(&["", " , "]).is_none());
    }

    #[test]
    fn the_most_exact_name_counts() {
        let found = preferences(&["text/*;q=0.3, TEXT/HTML; q=\"0.7\"", "*/*;q=0.1"]).expect("something is said");
        assert_eq!(found.weight(&["text/html", "text/*", "*/*"]), Some(0.7));
        assert_eq!(found.weight(&["text/plain", "text/*", "*/*"]), Some(0.3));
        assert_eq!(found.weight(&["image/png"]), None);
    }

    #[test]
    fn what_is_no_weight_is_a_refusal() {
        for line in ["a;q=2", "a;q=-1", "a;q=x", "a;q=", "a;q=NaN", "a;q=0", "a;charset=utf-16"] {
            assert_eq!(preferences(&[line]).expect("something is said").weight(&["a"]), Some(0.0), "{line}");
        }
        assert_eq!(preferences(&["a;charset=UTF-8;v=1"]).expect("something is said").weight(&["a"]), Some(1.0));
    }
}
