//! What files of a source say of a figure in words and a unit of their own, where the data set says the same in others: kept
//! with its claim, so that they are there when the two part.

use chrono::NaiveDate;
use entity::choice::{Confidence, ObservationStatus, Precision};
use entity::observation::Model;
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($field:ident: $kind:ty,)+) => {
        #[derive(Serialize, Deserialize)]
        struct Words {
            $($field: $kind,)+
        }

        impl Words {
            fn of(row: &Model) -> Self {
                Self { $($field: row.$field.clone(),)+ }
            }

            fn put(self, row: Model) -> Model {
                Model { $($field: self.$field,)+ ..row }
            }
        }
    };
}

words! {
    period_precision: Option<Precision>,
    period_label: Option<String>,
    period_duration: Option<String>,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    unit_code: String,
    published: Option<String>,
    status: ObservationStatus,
    text_en: Option<String>,
    text_zh: Option<String>,
    asserted_by: Option<String>,
    asserted_by_fold: Option<String>,
    asserted_by_vendor_id: Option<i64>,
    locator: Option<String>,
    published_on: Option<NaiveDate>,
    confidence: Confidence,
}

/// What files say of a figure; none of one that only the data set or an editor has.
pub(super) fn of_file(row: &Model) -> Option<String> {
    if row.built_in {
        return row.file_words.clone();
    }
    row.import_scope.as_ref().and_then(|_| serde_json::to_string(&Words::of(row)).ok())
}

/// A figure as files say it.
pub(super) fn as_filed(row: Model) -> Model {
    let words = row.file_words.as_deref().and_then(|words| serde_json::from_str::<Words>(words).ok());
    let row = Model { file_words: None, ..row };
    match words {
        Some(words) => words.put(row),
        None => row,
    }
}

/// The vendor who says so, of words that are kept.
pub(in crate::write::store) fn vendor(row: &Model) -> Option<i64> {
    serde_json::from_str::<Words>(row.file_words.as_deref()?).ok()?.asserted_by_vendor_id
}

/// A figure of which the vendor who said so in files is no longer there.
pub(in crate::write::store) fn without_vendor(row: Model) -> Model {
    let words = row.file_words.as_deref().and_then(|words| serde_json::from_str::<Words>(words).ok());
    let words = words.and_then(|words| serde_json::to_string(&Words { asserted_by_vendor_id: None, ..words }).ok());
    Model { file_words: words, ..row }
}
