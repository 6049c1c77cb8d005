//! What goes first among things that fit equally well: what was never released, such as a vendor, before the newest release;
//! then what is best known.

use chrono::{Datelike, NaiveDate};

/// How many bits of a standing tell how known something is, and on which day it was released.
const KNOWN: u32 = 30;
const DAYS: u32 = 20;

/// The place of a thing among its equals, the greater the earlier; a JSON number holds it.
pub(super) fn standing(tag: &str, released_on: &str, known: i64) -> i64 {
    let last = (1 << DAYS) - 1;
    let day = match tag {
        "MODEL" | "TECHNOLOGY" => released_on.parse().map_or(0, |day: NaiveDate| i64::from(day.num_days_from_ce())),
        _ => last,
    };
    (day.clamp(0, last) << KNOWN) | known.clamp(0, (1 << KNOWN) - 1)
}

#[cfg(test)]
mod tests {
    use super::standing;

    #[test]
    fn the_newest_goes_first_then_the_best_known() {
        let order = [
            ("VENDOR", "", i64::MAX),
            ("METRIC", "", 9),
            ("SECTOR", "", 8),
            ("MODEL", "2025-08-07", 1),
            ("TECHNOLOGY", "2025-01-31", 70),
            ("MODEL", "2025-01-31", 69),
            ("MODEL", "", 1_000),
        ];
        let standings = order.map(|(tag, day, known)| standing(tag, day, known));
        assert!(standings.is_sorted_by(|a, b| a > b), "{standings:?}");
        assert!(standings[0] < 1 << 53);
    }
}
