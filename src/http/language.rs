//! The language that a client prefers.

/// True where `Accept-Language` prefers Chinese to English; the first of equals counts.
pub(super) fn prefers_chinese(header: &str) -> bool {
    let mut best: Option<(f32, bool)> = None;
    for part in header.split(',') {
        let mut words = part.split(';').map(str::trim);
        let tag = words.next().unwrap_or_default().to_ascii_lowercase();
        let quality = words.find_map(|word| word.strip_prefix("q=")).map_or(Ok(1.0), str::parse).unwrap_or(0.0);
        let chinese = match tag.split('-').next() {
            Some("zh") => true,
            Some("en") => false,
            _ => continue,
        };
        if quality > 0.0 && best.is_none_or(|(q, _)| quality > q) {
            best = Some((quality, chinese));
        }
    }
    best.is_some_and(|(_, chinese)| chinese)
}

#[cfg(test)]
mod tests {
    use super::prefers_chinese;

    #[test]
    fn the_preferred_of_the_two_languages_counts() {
        for header in ["zh", "zh-CN,zh;q=0.9,en;q=0.8", "fr, zh-TW;q=0.5, en;q=0.4", "ZH-Hans", "en;q=0.1, zh"] {
            assert!(prefers_chinese(header), "{header}");
        }
        for header in ["", "en", "de", "en-US,zh;q=0.9", "zh;q=0", "*", "zh;q=x,en;q=0.1"] {
            assert!(!prefers_chinese(header), "{header}");
        }
    }
}
