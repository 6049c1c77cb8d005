//! Places: where a row stands among those of its type when a list asks for no order. A place is a text that sorts by
//! bytes, is unique within the type, and stands wherever lists are read: in the row, and in every relation to it.

use chrono::{Datelike, NaiveDate};

/// The last day of the year 9999, counted from the first of the year 1.
const LAST_DAY: i32 = 3_652_059;
/// Behind every day.
const UNDATED: i32 = 9_999_999;

/// Models: the newest first, those without a date last, then by slug.
pub fn of_model(released_on: Option<NaiveDate>, slug: &str) -> String {
    // Days that are left, so that newer ones sort first.
    let left = released_on.map_or(UNDATED, |date| LAST_DAY - date.num_days_from_ce());
    format!("{left:07}-{slug}")
}

/// Sectors: by their place in the tree, depth first, then by slug.
pub fn of_sector(position: i64, slug: &str) -> String {
    format!("{position:07}-{slug}")
}

/// Everything else: by slug.
pub fn of_slug(slug: &str) -> String {
    slug.to_owned()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{of_model, of_sector};

    #[test]
    fn places_sort_as_lists_do() {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let newest_first = [
            of_model(day("9999-12-31"), "z"),
            of_model(day("2025-01-02"), "b"),
            of_model(day("2025-01-01"), "a"),
            of_model(day("2025-01-01"), "c"),
            of_model(day("0001-01-01"), "a"),
            of_model(None, "a"),
            of_model(None, "b"),
        ];
        assert!(newest_first.is_sorted(), "{newest_first:?}");
        let in_the_tree = [of_sector(2, "z"), of_sector(10, "a"), of_sector(10, "b")];
        assert!(in_the_tree.is_sorted(), "{in_the_tree:?}");
    }
}
