//! Bringing what others publish into the database: drafts of rows in, a report out, all in one transaction.

mod draft;
mod gather;
mod prepare;
mod resolve;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::choice::{LinkKind, NoteKind};
use entity::{import_count, import_note, import_run};
use sea_orm::{ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder};

pub(crate) use self::draft::{Details, Draft, Figure, Measure, Relation, Series, Subject, Thing, Unread};
use self::prepare::prepare;
use self::resolve::Resolver;
use super::build::Build;
use super::lineage::Missed;
use super::names::Names;
use super::policy::Policy;
use super::record::{Attribute, Source, Unit};
use super::report::{self, Remark, Report};
use super::rows::{Batch, Gaps, Spot};
use super::store::{Earlier, Store};
use super::transaction::{self, Extent, Unbegun};
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
    /// Attributes that are known, and those that the format brings.
    pub(crate) attributes: Vec<&'a Attribute>,
    /// Declared identities.
    pub(crate) names: &'a Names,
    /// True where figures that are not there are not to be taken for withdrawn.
    pub(crate) partial: bool,
}

/// An import under way. Nothing of it is seen before it is finished.
pub(crate) struct Intake<'a> {
    store: Store,
    run: Run<'a>,
    build: Build,
    resolver: Resolver,
    /// Nodes that a row of this run described: the first one decides.
    described: HashSet<i64>,
    /// Nodes of which a row of this run said what they belong to: the first one decides.
    structured: HashSet<i64>,
    /// By what they were described, as a number.
    described_by: HashSet<(i64, u64)>,
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
    /// Rows that name what was not known yet: they are taken last.
    waiting: Vec<Draft>,
    /// Where the figures of the batch at hand stand.
    spots: Vec<Spot>,
    /// Figures of the batch at hand that the file has, and that cannot be read.
    unread: Vec<Missed>,
}

impl<'a> Intake<'a> {
    /// Begins an import: sources, units and attributes of the format are there, declared renames and merges are done.
    pub(crate) async fn begin(connection: &DatabaseConnection, run: Run<'a>) -> Result<Self, Unbegun> {
        let transaction = transaction::begin(connection).await?;
        transaction.keep_more().await?;
        let mut report = Report::of(run.title);
        for applied in run.names.apply(&transaction, run.now).await? {
            report.declared(applied);
        }
        let main = run.sources.first().map(|source| source.slug.as_str()).unwrap_or_default();
        let source_id = row_id("SOURCE", main);
        let declared = run.names.aliases();
        let import_source = Some(source_id);
        let mut build = Build { now: run.now, today: run.as_of, declared, import_source, ..Build::default() };
        let files = files(&transaction, source_id, run.as_of).await?;
        let mut store =
            Store::begin(transaction, (Policy::Source(source_id), run.as_of, run.now), report, files).await?;
        store.is_part = run.partial;
        prepare(&mut store, &run, &mut build).await?;
        let resolver = Resolver::new(source_id, main, run.names.register());
        Ok(Self {
            store,
            run,
            build,
            resolver,
            described: HashSet::new(),
            structured: HashSet::new(),
            described_by: HashSet::new(),
            gaps: Gaps::default(),
            declared: HashMap::new(),
            makers: HashMap::new(),
            met: HashSet::new(),
            repeated: HashMap::new(),
            joined: HashSet::new(),
            waiting: Vec::new(),
            spots: Vec::new(),
            unread: Vec::new(),
        })
    }

    /// Takes in some rows. What names something that is not known waits for the rows that may make it.
    pub(crate) async fn take(&mut self, mut drafts: Vec<Draft>) -> Result<(), DbErr> {
        // A file that has no figure any more has none of those that it had.
        let read: BTreeSet<(&str, &str)> = drafts.iter().map(|draft| (&*draft.source, &*draft.scope)).collect();
        read.into_iter().for_each(|(source, scope)| self.store.meet(row_id("SOURCE", source), scope));
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
        let batch = Batch {
            gaps: std::mem::take(&mut self.gaps),
            spots: std::mem::take(&mut self.spots),
            declared: std::mem::take(&mut self.declared),
            unread: std::mem::take(&mut self.unread),
            ..self.build.take()
        };
        self.store.keep(batch).await?;
        self.store.report.told.clear();
        self.resolver.settle(&self.store.transaction).await
    }

    /// Says what there is to say of a row.
    fn tell(&mut self, draft: &mut Draft, pass: Pass, remarks: Vec<Remark>) {
        let report = &mut self.store.report;
        report.read += usize::from(pass == Pass::First);
        if !draft.fate.told && remarks.iter().any(|remark| remark.kind != NoteKind::New) {
            draft.fate.told = true;
            report.leave_out(&draft.file, draft.line, draft.row);
        }
        remarks.into_iter().for_each(|remark| report.note(&draft.file, draft.line, remark));
    }

    /// Says something of a file that is no row.
    pub(crate) fn remark(&mut self, file: &str, line: u64, remark: Remark) {
        self.store.report.note(file, line, remark);
    }

    /// What came of it so far.
    pub(crate) fn report(&self) -> &Report {
        &self.store.report
    }

    /// Ends the import: figures that the files no longer have are marked, models' numbers are settled, the report is kept.
    /// Files of which nothing can be taken leave no trace.
    pub(crate) async fn finish(mut self, fingerprint: &str, clock: impl Fn() -> i64) -> Result<Report, DbErr> {
        let extent = self.conclude().await?;
        if self.store.report.lacks().is_some() {
            return self.store.rollback().await;
        }
        let id = row_id("IMPORT_RUN", &format!("{}|{}|{}", self.run.format, self.run.file, self.run.now));
        let report = &self.store.report;
        let total = report.total();
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
            rows_read: report::number(report.read),
            rows_skipped: report::number(report.skipped),
            created: report::number(total.created),
            updated: report::number(total.updated),
            revised: report::number(total.revised),
            unchanged: report::number(total.unchanged),
            withdrawn: report::number(total.withdrawn),
        };
        let transaction = &self.store.transaction;
        transaction.insert::<import_run::Entity>(vec![row]).await?;
        transaction.insert::<import_count::Entity>(report.count_rows(id)).await?;
        transaction.insert::<import_note::Entity>(report.note_rows(id)).await?;
        self.store.record(id).await?;
        self.store.commit(extent).await
    }

    /// Ends the import without a trace: what would have come of it is told.
    pub(crate) async fn give_up(mut self) -> Result<Report, DbErr> {
        self.conclude().await?;
        self.store.rollback().await
    }

    async fn conclude(&mut self) -> Result<Extent, DbErr> {
        self.last().await?;
        self.store.conclude().await
    }

    /// The files of its source that the run had, as JSON.
    fn scopes(&self) -> String {
        let scopes: Vec<&str> = self.store.scopes().collect();
        serde_json::json!(scopes).to_string()
    }
}

/// The later files of a source that were imported before, the earliest first: formats of one name may be of several sources.
async fn files(transaction: &DatabaseTransaction, source_id: i64, after: NaiveDate) -> Result<Vec<Earlier>, DbErr> {
    let later = import_run::Entity::find()
        .filter(import_run::Column::SourceId.eq(source_id))
        .filter(import_run::Column::AsOf.gt(after))
        .order_by_asc(import_run::Column::AsOf);
    Ok(later.all(transaction).await?.into_iter().map(Earlier::of).collect())
}
