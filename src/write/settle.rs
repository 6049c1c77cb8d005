//! What models and technologies say of themselves that others claim: their numbers are the preferred of their claims, and
//! the day of a release that an import knows is the one that is claimed now. Searches are told of it.

use chrono::NaiveDate;
use entity::choice::Precision;
use entity::{model, node, technology};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult, QueryFilter, Statement,
};

use super::known;
use super::second_hand::{self, Remade};
use super::transaction::Writing;
use crate::domain::{place, rank};

/// A table whose rows say numbers, with the attributes that these are the preferred claim of.
struct Numbers {
    table: &'static str,
    columns: &'static [(&'static str, &'static str)],
    /// The column that holds whole numbers of 32 bits.
    whole: &'static str,
    /// What is set besides.
    besides: &'static str,
}

const NUMBERS: [Numbers; 2] = [
    Numbers {
        table: "model",
        columns: &[
            ("parameters", "parameters"),
            ("active_parameters", "active-parameters"),
            ("training_compute", "training-compute"),
            ("context_window", "context-window"),
        ],
        whole: "context_window",
        besides: "context_unit = coalesce(model.context_unit, CASE WHEN f.context_window IS NOT NULL THEN 'TOKENS' END), ",
    },
    Numbers {
        table: "technology",
        columns: &[
            ("memory", "memory"),
            ("memory_bandwidth", "memory-bandwidth"),
            ("fp16_performance", "fp16-performance"),
            ("tdp", "tdp"),
            ("process_node", "process-node"),
        ],
        whole: "",
        besides: "",
    },
];

/// The attribute whose claims say when something was released.
pub(super) const RELEASE: &str = "release-date";

/// Settles the ranks of what is said of models that were `remade`, the numbers of all models and technologies, the releases of imported rows, and what searches put first.
pub(super) async fn settle(transaction: &Writing, remade: &Remade, now: i64) -> Result<(), DbErr> {
    second_hand::rank(transaction, remade, now).await?;
    for kept in &NUMBERS {
        transaction.follow(&numbers(kept, now)).await?;
    }
    for release in releases(transaction, "model").await? {
        let released = release.released()?;
        // The database hands the new place on.
        let changed = node::Entity::update_many()
            .col_expr(node::Column::Place, Expr::value(place::of_model(Some(released.0), &release.slug)))
            .filter(node::Column::Id.eq(release.id));
        transaction.set(changed).await?;
        let changed = model::Entity::update_many()
            .col_expr(model::Column::ReleasedOn, Expr::value(released.0))
            .col_expr(model::Column::ReleasePrecision, Expr::value(released.1))
            .col_expr(model::Column::Version, Expr::value(release.version + 1))
            .col_expr(model::Column::UpdatedAt, Expr::value(now))
            .filter(model::Column::Id.eq(release.id));
        transaction.set(changed).await?;
    }
    for release in releases(transaction, "technology").await? {
        let released = release.released()?;
        let changed = technology::Entity::update_many()
            .col_expr(technology::Column::ReleasedOn, Expr::value(released.0))
            .col_expr(technology::Column::ReleasePrecision, Expr::value(released.1))
            .col_expr(technology::Column::Version, Expr::value(release.version + 1))
            .col_expr(technology::Column::UpdatedAt, Expr::value(now))
            .filter(technology::Column::Id.eq(release.id));
        transaction.set(changed).await?;
    }
    known::keep(transaction).await
}

/// The preferred claim of each thing about each of these attributes, in one pass over the claims.
fn preferred(attributes: &str) -> String {
    let (beside, preference, order) = (rank::BESIDE, rank::PREFERENCE, rank::PREFERRED);
    format!(
        "SELECT p.* FROM (SELECT v.*, row_number() OVER (PARTITION BY subject_id, attribute ORDER BY {order}) AS place \
         FROM (SELECT s.subject_id, m.attribute, o.normalized_value AS n, o.period_start, o.period_precision, {preference} \
         FROM metric m JOIN metric_subject s ON s.metric_id = m.id JOIN observation o ON o.metric_id = m.id \
         WHERE m.attribute IN ({attributes}) AND o.superseded_on IS NULL AND o.rank < {beside}) v) p WHERE p.place = 1"
    )
}

/// One statement for all numbers of all rows of a table: a row that was written in this transaction keeps its version.
fn numbers(Numbers { table, columns, whole, besides }: &Numbers, now: i64) -> String {
    let each = |write: &dyn Fn(&str, &str) -> String, sign: &str| {
        columns.iter().map(|(column, attribute)| write(column, attribute)).collect::<Vec<_>>().join(sign)
    };
    let attributes = each(&|_, attribute| format!("'{attribute}'"), ", ");
    // A number that the column cannot hold is none.
    let found = |column: &str, attribute: &str| {
        let of = format!("p.attribute = '{attribute}' AND p.n >= 0");
        if column != *whole {
            return format!("max(CASE WHEN {of} THEN p.n END) AS {column}");
        }
        let whole = "CASE WHEN CAST(p.n AS BIGINT) = p.n THEN CAST(p.n AS BIGINT) END";
        format!("max(CASE WHEN {of} AND p.n <= 2147483647 THEN {whole} END) AS {column}")
    };
    format!(
        "UPDATE {table} SET {set}, {besides}\
         version = {table}.version + CASE WHEN {table}.updated_at = {now} THEN 0 ELSE 1 END, updated_at = {now} \
         FROM (SELECT m.id, {found} FROM {table} m LEFT JOIN ({preferred}) p ON p.subject_id = m.id GROUP BY m.id) f \
         WHERE f.id = {table}.id AND ({differs})",
        preferred = preferred(&attributes),
        set = each(&|column, _| format!("{column} = f.{column}"), ", "),
        found = each(&found, ", "),
        differs = each(&|column, _| format!("f.{column} IS DISTINCT FROM {table}.{column}"), " OR "),
    )
}

/// An imported row whose release is claimed to be another day than it says.
#[derive(Debug, FromQueryResult)]
struct Release {
    id: i64,
    slug: String,
    version: i64,
    day: NaiveDate,
    precision: String,
}

impl Release {
    fn released(&self) -> Result<(NaiveDate, Precision), DbErr> {
        let precision = sea_orm::ActiveEnum::try_from_value(&self.precision)?;
        Ok((self.day, precision))
    }
}

async fn releases(transaction: &DatabaseTransaction, table: &str) -> Result<Vec<Release>, DbErr> {
    let sql = format!(
        "SELECT m.id, m.slug, m.version, p.period_start AS day, p.period_precision AS precision FROM {table} m \
         JOIN ({preferred}) p ON p.subject_id = m.id WHERE NOT m.built_in AND p.period_start IS NOT NULL \
         AND (m.released_on IS DISTINCT FROM p.period_start OR m.release_precision IS DISTINCT FROM p.period_precision) \
         ORDER BY m.id",
        preferred = preferred(&format!("'{RELEASE}'")),
    );
    let statement = Statement::from_string(transaction.get_database_backend(), sql);
    Release::find_by_statement(statement).all(transaction).await
}
