//! Slugs and row ids.

use sha2::{Digest, Sha256};

/// The id of a new row: 63 bits of a hash of its type and key, so that it is the same on every database.
pub fn row_id(tag: &str, key: &str) -> i64 {
    let digest = Sha256::digest(format!("{tag}:{key}"));
    let bits = digest.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    i64::try_from(bits >> 1).unwrap_or(i64::MAX)
}

/// True for lower-case words and digits joined by hyphens.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 120
        && text
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{is_slug, row_id};

    #[test]
    fn ids_never_change() {
        assert_eq!(row_id("VENDOR", "nvidia"), row_id("VENDOR", "nvidia"));
        assert_ne!(row_id("VENDOR", "nvidia"), row_id("MODEL", "nvidia"));
        assert_eq!(row_id("VENDOR", "nvidia"), 1_267_339_869_342_868_598);
    }

    #[test]
    fn slugs_are_lower_case_and_hyphenated() {
        for good in ["nvidia", "gpt-4", "100ec", "llama-3-1-405b"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "a_b", "英伟达", "a b"] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}
