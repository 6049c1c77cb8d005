//! The built-in data set: read from the files in `data/`, checked as a whole, and brought into the database in one
//! transaction when it is new or has changed. Rows that a user edited are left alone.

mod build;
pub(crate) mod format;
pub(crate) mod intake;
mod known;
mod settle;
mod store;
mod write;

use std::fmt;

use sea_orm::{DatabaseConnection, DbErr};
use sha2::{Digest, Sha256};

pub use store::Outcome;
pub(crate) use write::Unbegun;

/// Names and texts of the files that the binary carries.
const FILES: &[(&str, &str)] = &[
    ("regions.toml", include_str!("../data/regions.toml")),
    ("units.toml", include_str!("../data/units.toml")),
    ("attributes.toml", include_str!("../data/attributes.toml")),
    ("sources.toml", include_str!("../data/sources.toml")),
    ("sources-models.toml", include_str!("../data/sources-models.toml")),
    ("sources-downstream.toml", include_str!("../data/sources-downstream.toml")),
    ("sectors.toml", include_str!("../data/sectors.toml")),
    ("vendors-report.toml", include_str!("../data/vendors-report.toml")),
    ("vendors-models.toml", include_str!("../data/vendors-models.toml")),
    ("technologies-report.toml", include_str!("../data/technologies-report.toml")),
    ("taxonomy.toml", include_str!("../data/taxonomy.toml")),
    ("chips.toml", include_str!("../data/chips.toml")),
    ("clouds.toml", include_str!("../data/clouds.toml")),
    ("models-international.toml", include_str!("../data/models-international.toml")),
    ("models-chinese.toml", include_str!("../data/models-chinese.toml")),
    ("downstream.toml", include_str!("../data/downstream.toml")),
    ("trends.toml", include_str!("../data/trends.toml")),
    ("report-facts.toml", include_str!("../data/report-facts.toml")),
    ("report-statements.toml", include_str!("../data/report-statements.toml")),
    ("cross-checks.toml", include_str!("../data/cross-checks.toml")),
    ("report-relations.toml", include_str!("../data/report-relations.toml")),
    ("links-training.toml", include_str!("../data/links-training.toml")),
    ("links-deployment.toml", include_str!("../data/links-deployment.toml")),
    ("exchange-rates.toml", include_str!("../data/exchange-rates.toml")),
];

/// Something in a data file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line where the row begins, from 1.
    pub line: usize,
    /// The row: its type and slug or key.
    pub row: String,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.row, self.reason)
    }
}

/// Why a data set was not loaded; the database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The files hold faults.
    #[error("the data set has {} faults:\n{}", .0.len(), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Faults(Vec<Fault>),
    /// Another start or import is writing.
    #[error("another start or import is writing to the database: try again when it is done")]
    Busy,
    /// The database refused.
    #[error("the data set cannot be stored: {0}")]
    Store(#[from] DbErr),
}

impl From<Unbegun> for LoadError {
    fn from(error: Unbegun) -> Self {
        match error {
            Unbegun::Busy => Self::Busy,
            Unbegun::Database(error) => Self::Store(error),
        }
    }
}

/// Brings the built-in data set into the database, unless it is there already.
///
/// # Errors
/// Where the files hold faults or the database refuses; nothing was changed then.
pub async fn load_built_in(connection: &DatabaseConnection, now: i64) -> Result<Option<Outcome>, LoadError> {
    load(connection, FILES, now).await
}

/// Brings a data set made of these files into the database, unless it was the last to be loaded. `now` is in
/// microseconds since 1970.
///
/// # Errors
/// Where the files hold faults or the database refuses; nothing was changed then.
pub async fn load(
    connection: &DatabaseConnection,
    files: &[(&str, &str)],
    now: i64,
) -> Result<Option<Outcome>, LoadError> {
    let hash = fingerprint(files);
    if store::is_loaded(connection, &hash).await? {
        return Ok(None);
    }
    let wanted = rows(files, now).map_err(LoadError::Faults)?;
    Ok(store::store(connection, wanted, &hash, now).await?)
}

/// Every fault in a data set made of these files.
pub fn check(files: &[(&str, &str)]) -> Vec<Fault> {
    rows(files, 0).err().unwrap_or_default()
}

/// The rows of these files; they are called what imports call them besides.
fn rows(files: &[(&str, &str)], now: i64) -> Result<build::Wanted, Vec<Fault>> {
    let names = intake::Names::built_in().map_err(|reason| vec![of_names(reason)])?;
    build::build(files, now, names.aliases())
}

/// A fault of the declared names.
fn of_names(reason: String) -> Fault {
    Fault { file: "formats/names.toml".to_owned(), line: 1, row: "file".to_owned(), reason }
}

/// The files of the built-in data set, by name.
pub fn built_in() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// The attributes of the built-in data: the database keeps only their names.
fn attributes() -> Vec<format::Attribute> {
    let of = |(_, text): &(&str, &str)| toml::from_str::<format::File>(text).ok();
    let files = FILES.iter().filter(|(name, _)| *name == "attributes.toml").filter_map(of);
    files.flat_map(|file| file.attribute).map(toml::Spanned::into_inner).collect()
}

/// Grows when the same files make other rows: a database that holds the old ones is loaded anew.
const FORMAT: [u8; 1] = [7];

fn fingerprint(files: &[(&str, &str)]) -> String {
    let mut hash = Sha256::new();
    hash.update(FORMAT);
    hash.update(intake::DECLARED);
    for (name, text) in files {
        hash.update(name);
        hash.update([0]);
        hash.update(text);
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
