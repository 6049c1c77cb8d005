//! What vendors say in imports of models that others make: it ranks behind what their makers say, whichever was known first.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbErr};

use super::transaction::{Writing, rows_of};
use crate::domain::rank::{IMPORTED, SECOND_HAND};

/// Models of which other makers may be known than before.
#[derive(Debug)]
pub(super) enum Remade {
    These(BTreeSet<i64>),
    Any,
}

impl Remade {
    pub(super) fn none() -> Self {
        Self::These(BTreeSet::new())
    }

    /// Takes note of a model.
    pub(super) fn add(&mut self, model: i64) {
        if let Self::These(models) = self {
            models.insert(model);
        }
    }
}

/// Ranks what is said of these models anew.
pub(super) async fn rank(transaction: &Writing, remade: &Remade, now: i64) -> Result<(), DbErr> {
    let among = match remade {
        Remade::Any => String::new(),
        Remade::These(models) if models.is_empty() => return Ok(()),
        Remade::These(models) => {
            let models: Vec<i64> = models.iter().copied().collect();
            format!(" AND s.subject_id IN ({})", rows_of(&models, transaction.get_database_backend()))
        }
    };
    let (maker, teller) = (company("l.from_id"), company("o.asserted_by_vendor_id"));
    let sql = format!(
        "UPDATE observation SET rank = f.rank, \
         version = observation.version + CASE WHEN observation.updated_at = {now} THEN 0 ELSE 1 END, updated_at = {now} \
         FROM (SELECT o.id, min(CASE WHEN EXISTS (SELECT 1 FROM link l WHERE l.to_id = s.subject_id AND l.kind = 'MAKES' \
         AND {maker} = {teller}) THEN {IMPORTED} ELSE {SECOND_HAND} END) AS rank \
         FROM metric_subject s JOIN observation o ON o.metric_id = s.metric_id \
         WHERE s.subject_type = 'MODEL' AND o.asserted_by_vendor_id IS NOT NULL AND o.rank IN ({IMPORTED}, {SECOND_HAND}){among} \
         GROUP BY o.id) f WHERE f.id = observation.id AND f.rank <> observation.rank"
    );
    transaction.follow(&sql).await
}

/// The company that a vendor belongs to, or itself.
fn company(vendor: &str) -> String {
    format!(
        "coalesce((SELECT p.to_id FROM link p WHERE p.from_id = {vendor} AND p.kind = 'PART_OF' AND p.to_type = 'VENDOR'), {vendor})"
    )
}
