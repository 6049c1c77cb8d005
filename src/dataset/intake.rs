//! Bringing what others publish into the database: drafts of rows in, a report out, all in one transaction.

mod draft;
mod fill;
mod gather;
mod keep;
mod names;
mod prepare;
mod report;
mod resolve;
mod vintage;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::choice::LinkKind;
use entity::{import_count, import_note, import_run};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder,
};

pub(crate) use draft::{Details, Draft, Figure, Measure, Relation, Remark, Series, Subject, Thing};
pub(super) use names::DECLARED;
pub(crate) use names::Names;
pub use report::{Count, Note, Report};

use self::fill::Gaps;
use self::gather::Spot;
use self::prepare::prepare;
use self::resolve::Resolver;
use super::build::Build;
use super::format::{Attribute, Source, Unit};
use super::settle::settle;
use super::write::{self, Unbegun, Writing};
use crate::domain::identity::row_id;
use crate::fold::beyond_ascii;

/// Rows of which something can wait at a time.
const WAITING: usize = 20_000;
/// Things, figures and relations that are stored together: the more, the less often a page of an index is written.
pub(crate) const TOGETHER: usize = 8_000;

/// Which time drafts are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// All that is known is taken, the rest waits.
    First,
    /// What waited is taken, or told.
    Last,
}

/// What an import is about.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    /// The format.
    pub(crate) format: &'a str,
    /// What that is, for people.
    pub(crate) title: &'a str,
    /// The name of the file or folder.
    pub(crate) file: &'a str,
    /// The day of which it tells the state.
    pub(crate) as_of: NaiveDate,
    /// Microseconds since 1970.
    pub(crate) now: i64,
    /// The source of the format, first, and those of its tables.
    pub(crate) sources: Vec<&'a Source>,
    /// Units that the format brings.
    pub(crate) units: &'a [Unit],
    /// Attributes that the format brings.
    pub(crate) attributes: &'a [Attribute],
    /// Declared identities.
    pub(crate) names: &'a Names,
    /// True where figures that are not there are not to be taken for withdrawn.
    pub(crate) partial: bool,
}

/// An import under way. Nothing of it is seen before it is finished.
pub(crate) struct Intake<'a> {
    transaction: Writing,
    run: Run<'a>,
    build: Build,
    resolver: Resolver,
    report: Report,
    /// Nodes that a row of this run described: the first one decides.
    described: HashSet<i64>,
    /// By what they were described, as a number.
    described_by: HashSet<(i64, u64)>,
    /// Rows that a run counted: of one that is written again only the first time counts.
    counted: HashSet<i64>,
    /// What fills gaps of rows that others described.
    gaps: Gaps,
    /// Where structure is said.
    declared: HashMap<(LinkKind, i64, i64), Spot>,
    /// Who makes the models of the run, as the first row about each says.
    makers: HashMap<i64, Vec<i64>>,
    /// Things that have one row each in a file, by the file and their ids.
    met: HashSet<(Arc<str>, i64)>,
    /// How many figures of one lineage there were, where a source gives several.
    repeated: HashMap<String, usize>,
    /// Relations that the run saw.
    joined: HashSet<(LinkKind, i64, i64)>,
    /// Relations that are stored, whoever said them first.
    said: HashSet<(LinkKind, i64, i64)>,
    /// Rows that name what was not known yet: they are taken last.
    waiting: Vec<Draft>,
    /// Where the figures of the batch at hand stand.
    spots: Vec<Spot>,
    /// Figures of the batch at hand that the file has, and that cannot be read.
    unread: Vec<String>,
    /// Days of later files that were imported before, the earliest first, with the series that they are of.
    later: Vec<(NaiveDate, Vec<String>)>,
    /// Sources and files that the run saw rows of.
    scopes: HashSet<(i64, String)>,
}

impl<'a> Intake<'a> {
    /// Begins an import: sources, units and attributes of the format are there, declared renames and merges are done.
    pub(crate) async fn begin(connection: &DatabaseConnection, run: Run<'a>) -> Result<Self, Unbegun> {
        let transaction = write::begin(connection).await?;
        let temporary = match transaction.get_database_backend() {
            DbBackend::Sqlite => "CREATE TEMP TABLE import_seen (id INTEGER PRIMARY KEY, is_read BOOLEAN NOT NULL)",
            _ => "CREATE TEMP TABLE import_seen (id BIGINT PRIMARY KEY, is_read BOOLEAN NOT NULL) ON COMMIT DROP",
        };
        transaction.execute_unprepared(temporary).await?;
        let mut report = Report::of(run.title);
        for applied in run.names.apply(&transaction, run.now).await? {
            report.declared(applied);
        }
        let declared = run.names.aliases();
        let mut build = Build { now: run.now, today: run.as_of, declared, ..Build::default() };
        prepare(&transaction, &run, &mut build, &mut report).await?;
        let main = run.sources.first().map(|source| source.slug.as_str()).unwrap_or_default();
        let source_id = build.sources.get(main).map_or(0, |(id, _)| *id);
        build.import_source = Some(source_id);
        let later = import_run::Entity::find()
            .filter(import_run::Column::Format.eq(run.format))
            .filter(import_run::Column::AsOf.gt(run.as_of))
            .order_by_asc(import_run::Column::AsOf);
        let scopes = |row: import_run::Model| (row.as_of, serde_json::from_str(&row.scopes).unwrap_or_default());
        let later = later.all(&*transaction).await?.into_iter().map(scopes).collect();
        let resolver = Resolver::new(source_id, main, run.names.register());
        Ok(Self {
            transaction,
            run,
            build,
            resolver,
            report,
            described: HashSet::new(),
            described_by: HashSet::new(),
            counted: HashSet::new(),
            gaps: Gaps::default(),
            declared: HashMap::new(),
            makers: HashMap::new(),
            met: HashSet::new(),
            repeated: HashMap::new(),
            joined: HashSet::new(),
            said: HashSet::new(),
            waiting: Vec::new(),
            spots: Vec::new(),
            unread: Vec::new(),
            later,
            scopes: HashSet::new(),
        })
    }

    /// Takes in some rows. What names something that is not known waits for the rows that may make it.
    pub(crate) async fn take(&mut self, mut drafts: Vec<Draft>) -> Result<(), DbErr> {
        self.store(&mut drafts, Pass::First).await?;
        let waiting = drafts.into_iter().filter(|draft| !draft.fate.waiting.is_empty());
        self.waiting.extend(waiting);
        if self.waiting.len() > WAITING {
            self.last().await?;
        }
        Ok(())
    }

    /// Takes what waited.
    async fn last(&mut self) -> Result<(), DbErr> {
        self.resolver.ask_again();
        let mut batch = Vec::new();
        let mut weight = 0;
        for draft in std::mem::take(&mut self.waiting) {
            weight += draft.weight();
            batch.push(draft);
            if weight >= TOGETHER {
                self.store(&mut std::mem::take(&mut batch), Pass::Last).await?;
                weight = 0;
            }
        }
        self.store(&mut batch, Pass::Last).await
    }

    async fn store(&mut self, drafts: &mut [Draft], pass: Pass) -> Result<(), DbErr> {
        self.gather(drafts, pass).await?;
        self.keep().await?;
        self.report.told.clear();
        self.resolver.settle(&self.transaction).await
    }

    /// Says something of a file that is no row.
    pub(crate) fn remark(&mut self, file: &str, line: u64, remark: Remark) {
        self.report.note(file, line, remark);
    }

    /// What came of it so far.
    pub(crate) fn report(&self) -> &Report {
        &self.report
    }

    /// Ends the import: figures that the files no longer have are marked, models' numbers are settled, the report is kept.
    /// Files of which nothing can be taken leave no trace.
    pub(crate) async fn finish(mut self, fingerprint: &str, clock: impl Fn() -> i64) -> Result<Report, DbErr> {
        self.conclude().await?;
        if self.report.lacks().is_some() {
            self.transaction.rollback().await?;
            return Ok(self.report);
        }
        let id = row_id("IMPORT_RUN", &format!("{}|{}|{}", self.run.format, self.run.file, self.run.now));
        let total = self.report.total();
        let row = import_run::Model {
            id,
            format: self.run.format.to_owned(),
            format_fold: beyond_ascii(self.run.format),
            file: self.run.file.to_owned(),
            file_fold: beyond_ascii(self.run.file),
            fingerprint: fingerprint.to_owned(),
            scopes: self.scopes(),
            source_id: self.build.import_source.unwrap_or_default(),
            as_of: self.run.as_of,
            started_at: self.run.now,
            finished_at: clock(),
            rows_read: report::number(self.report.read),
            rows_skipped: report::number(self.report.skipped),
            created: report::number(total.created),
            updated: report::number(total.updated),
            revised: report::number(total.revised),
            unchanged: report::number(total.unchanged),
            withdrawn: report::number(total.withdrawn),
        };
        write::insert::<import_run::Entity>(&self.transaction, vec![row]).await?;
        write::insert::<import_count::Entity>(&self.transaction, self.report.count_rows(id)).await?;
        write::insert::<import_note::Entity>(&self.transaction, self.report.note_rows(id)).await?;
        self.close().await?;
        self.transaction.commit(self.run.now).await?;
        Ok(self.report)
    }

    /// Ends the import without a trace: what would have come of it is told.
    pub(crate) async fn give_up(mut self) -> Result<Report, DbErr> {
        self.conclude().await?;
        self.transaction.rollback().await?;
        Ok(self.report)
    }

    async fn conclude(&mut self) -> Result<(), DbErr> {
        self.last().await?;
        self.report.sort();
        self.forget_structure().await?;
        let withdrawn = self.withdraw().await?;
        self.report.count("Observation").withdrawn += usize::try_from(withdrawn).unwrap_or(usize::MAX);
        settle(&self.transaction, self.run.now).await
    }

    /// The day of the next later file of a series, where one was imported before.
    fn next_run(&self, scope: &str) -> Option<NaiveDate> {
        self.later.iter().find(|(_, scopes)| scopes.iter().any(|other| other == scope)).map(|(day, _)| *day)
    }

    /// The files of its source that the run had, as JSON.
    fn scopes(&self) -> String {
        let mut scopes: Vec<&str> = self.scopes.iter().map(|(_, scope)| scope.as_str()).collect();
        scopes.sort_unstable();
        if self.run.partial {
            scopes.clear();
        }
        serde_json::json!(scopes).to_string()
    }

    /// A connection of SQLite keeps its temporary tables.
    async fn close(&self) -> Result<(), DbErr> {
        if self.transaction.get_database_backend() == DbBackend::Sqlite {
            self.transaction.execute_unprepared("DROP TABLE import_seen").await?;
        }
        Ok(())
    }
}
