//! The language that a client prefers.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use super::accept::Preferences;

/// True where `Accept-Language` prefers Chinese to English; the first of equals counts.
pub(super) fn prefers_chinese(headers: &HeaderMap) -> bool {
    let Some(preferences) = Preferences::of(headers, &ACCEPT_LANGUAGE) else { return false };
    let mut best: Option<(f32, bool)> = None;
    for (tag, weight) in preferences.all() {
        let language = tag.split('-').next().unwrap_or_default();
        let chinese = language.eq_ignore_ascii_case("zh");
        if !chinese && !language.eq_ignore_ascii_case("en") {
            continue;
        }
        if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, chinese));
        }
    }
    best.is_some_and(|(_, chinese)| chinese)
}

#[cfg(test)]
mod tests {
    use axum::http::header::ACCEPT_LANGUAGE;
    use axum::http::{HeaderMap, HeaderValue};

    use super::prefers_chinese;

    fn of(header: &'static str) -> bool {
        prefers_chinese(&HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static(header))]))
    }

    #[test]
    fn the_preferred_of_the_two_languages_counts() {
        for header in ["zh", "zh-CN,zh;q=0.9,en;q=0.8", "fr, zh-TW;q=0.5, en;q=0.4", "ZH-Hans", "en;q=0.1, zh"] {
            assert!(of(header), "{header}");
        }
        for header in ["", "en", "de", "en-US,zh;q=0.9", "zh;q=0", "*", "zh;q=x,en;q=0.1"] {
            assert!(!of(header), "{header}");
        }
    }
}
