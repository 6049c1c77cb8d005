//! The built-in data set: read from the files in `data/`, checked as a whole, and brought into the database in one
//! transaction when it is new or has changed. Rows that a user edited are left alone.

mod ahead;
mod file;
mod reading;

use sea_orm::{DatabaseConnection, DbErr};
use sha2::{Digest, Sha256};

use self::ahead::Ahead;
pub(crate) use self::file::File;
use self::reading::Reading;
use crate::write::names::{self, Names};
use crate::write::record::Attribute;
pub use crate::write::{Fault, Outcome};
use crate::write::{Load, Unbegun};

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
    let Some(mut load) = Load::begin(connection, &hash, now).await? else { return Ok(None) };
    let mut reading = Ahead::start(read(files, now).map_err(LoadError::Faults)?);
    while let Some(batch) = reading.next().await {
        load.keep(batch).await?;
    }
    match reading.faults().await {
        faults if faults.is_empty() => Ok(Some(load.finish(&hash).await?)),
        faults => {
            load.give_up().await?;
            Err(LoadError::Faults(faults))
        }
    }
}

/// Every fault in a data set made of these files.
pub fn check(files: &[(&str, &str)]) -> Vec<Fault> {
    match read(files, 0) {
        Ok(mut reading) => {
            while reading.next().is_some() {}
            reading.faults()
        }
        Err(faults) => faults,
    }
}

/// Begins to read files; rows are called what imports call them besides.
fn read(files: &[(&str, &str)], now: i64) -> Result<Reading, Vec<Fault>> {
    let names = Names::built_in().map_err(|reason| vec![of_names(reason)])?;
    Ok(Reading::new(files, now, names.aliases()))
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
pub(crate) fn attributes() -> Vec<Attribute> {
    let of = |(_, text): &(&str, &str)| toml::from_str::<File>(text).ok();
    let files = FILES.iter().filter(|(name, _)| *name == "attributes.toml").filter_map(of);
    files.flat_map(|file| file.attribute).map(toml::Spanned::into_inner).collect()
}

/// Grows when the same files make other rows: a database that holds the old ones is loaded anew.
const FORMAT: [u8; 1] = [8];

fn fingerprint(files: &[(&str, &str)]) -> String {
    let mut hash = Sha256::new();
    hash.update(FORMAT);
    hash.update(names::DECLARED);
    for (name, text) in files {
        hash.update(name);
        hash.update([0]);
        hash.update(text);
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
