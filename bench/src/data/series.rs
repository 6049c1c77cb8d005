//! Metrics with their observations.

use chrono::NaiveDate;
use entity::choice::{Comparator, Confidence, MetricKind, NodeType, ObservationStatus, Precision};
use entity::{metric, metric_subject, observation};
use panorama::domain::identity::row_id;
use panorama::fold::fold;

use super::random::Random;
use super::{COUNTRIES, Rows, SOURCE, STORED_AT};

/// The year of the last observations.
pub(super) const LAST_YEAR: i32 = 2025;

impl Rows {
    /// So many series, for each vendor in turn, of so many years.
    pub(super) fn metrics(&mut self, random: &mut Random, count: usize, years: i32) {
        let subjects: Vec<i64> = self.vendors.iter().map(|vendor| vendor.id).collect();
        for (number, subject_id) in subjects.into_iter().cycle().take(count).enumerate() {
            let slug = format!("metric-{number:04}");
            let (en, zh) = (format!("Deliveries No. {number}"), format!("第{number}号交付量"));
            let id = self.node(NodeType::Metric, &slug, slug.clone(), [&en, &zh]);
            let metric_place = slug.clone();
            self.metrics.push(metric::Model {
                id,
                slug,
                name_fold: fold(&en),
                name_en: Some(en),
                name_zh: Some(zh),
                description_en: None,
                description_zh: None,
                kind: MetricKind::Count,
                unit_code: "COUNT".into(),
                region: Some(random.pick(&COUNTRIES).0.to_owned()),
                region_inferred: false,
                sector_id: Some(random.pick(&self.sectors).id),
                attribute: None,
                built_in: true,
                version: 1,
                updated_at: STORED_AT,
            });
            self.subjects.push(metric_subject::Model {
                metric_id: id,
                metric_place,
                position: 0,
                subject_id,
                subject_type: NodeType::Vendor,
            });
            for year in LAST_YEAR - years + 1..=LAST_YEAR {
                self.observe(id, number, year, random);
            }
        }
    }

    fn observe(&mut self, metric_id: i64, number: usize, year: i32, random: &mut Random) {
        let key = key_of(number, year);
        #[expect(clippy::cast_precision_loss, reason = "small whole numbers are exact")]
        let value = random.below(1_000_000) as f64;
        self.observations.push(observation::Model {
            id: row_id("OBSERVATION", &key),
            metric_id,
            key: Some(key),
            key_fold: None,
            rank: 0,
            period_start: NaiveDate::from_ymd_opt(year, 1, 1),
            period_end: NaiveDate::from_ymd_opt(year, 12, 31),
            period_precision: Some(Precision::Year),
            period_label: Some(year.to_string()),
            period_duration: None,
            base_start: None,
            base_end: None,
            base_precision: None,
            base_label: None,
            base_duration: None,
            value: Some(value),
            low: None,
            high: None,
            unit_code: "COUNT".into(),
            normalized_value: Some(value),
            normalized_low: None,
            normalized_high: None,
            normalized_unit: "COUNT".into(),
            comparator: Comparator::Equal,
            published: Some(format!("{value} pieces")),
            status: ObservationStatus::Actual,
            text_en: None,
            text_zh: None,
            asserted_by: None,
            asserted_by_fold: None,
            asserted_by_vendor_id: None,
            source_id: row_id("SOURCE", SOURCE),
            locator: None,
            published_on: NaiveDate::from_ymd_opt(year + 1, 3, 1),
            recorded_at: STORED_AT,
            lineage: key_of(number, year),
            known_on: NaiveDate::from_ymd_opt(year + 1, 3, 1).unwrap_or_default(),
            superseded_on: None,
            superseded_at: None,
            withdrawn_on: None,
            import_scope: None,
            seen_from: None,
            seen_until: None,
            file_words: None,
            confidence: Confidence::High,
            built_in: true,
            version: 1,
            updated_at: STORED_AT,
        });
    }
}

/// The key of a metric's observation of a year.
fn key_of(number: usize, year: i32) -> String {
    format!("metric-{number:04}-{year}")
}
