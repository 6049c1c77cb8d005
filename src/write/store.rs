//! Rows to the database, a batch at a time: what is new is added, what is there becomes what is said of it now as far as whoever
//! writes may say so, and what was seen is noted. All in one transaction.

mod child;
mod claim;
mod entry;
mod indexes;
mod line;
mod link;
mod missed;
mod seen;
mod sweep;
mod table;
mod vintage;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use entity::choice::{NodeType, NoteKind};
use entity::{
    attribute, citation, import_run, metric, metric_subject, model, node, region, search_entry, sector, sector_closure,
    source, technology, trend, unit, vendor,
};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, IdenStatic, IntoActiveModel,
    Iterable, QueryFilter,
};

use self::indexes::Indexes;
use self::seen::Seen;
use super::build::Relation;
use super::policy::Policy;
use super::report::{Remark, Report};
use super::rows::{Batch, Codes, Spot};
use super::search::entries;
use super::second_hand::Remade;
use super::settle::settle;
use super::transaction::{Extent, Writing};

/// Files that an import brought in before, all at once.
pub(super) struct Earlier {
    /// The run that had them.
    run_id: i64,
    /// The day of which they tell the state.
    pub(super) day: NaiveDate,
    /// The source of their format.
    pub(super) source_id: i64,
    /// The series that they are of.
    scopes: Vec<String>,
}

impl Earlier {
    /// The files that a run had.
    pub(super) fn of(run: import_run::Model) -> Self {
        let scopes = serde_json::from_str(&run.scopes).unwrap_or_default();
        Self { run_id: run.id, day: run.as_of, source_id: run.source_id, scopes }
    }

    /// True where one of them is of a series.
    pub(super) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|other| other == scope)
    }
}

/// What one run of a writer keeps in mind.
pub(super) struct Store {
    pub(super) transaction: Writing,
    pub(super) report: Report,
    policy: Policy,
    /// Microseconds since 1970.
    now: i64,
    /// The day of which it tells the state.
    as_of: NaiveDate,
    /// Rows that were counted: of one that is written again only the first time counts.
    counted: HashSet<i64>,
    /// Relations that are stored, whoever said them first.
    said: HashSet<Relation>,
    /// Structure that an older file says: it stands where nobody has said any of its kind.
    filling: HashSet<Relation>,
    /// Where the relations of the batch at hand are declared.
    declared: HashMap<Relation, Spot>,
    /// Files that were imported before, the earliest first.
    files: Vec<Earlier>,
    /// Sources and files that rows were seen of.
    scopes: BTreeSet<(i64, String)>,
    /// How many figures publications had last that others have now: whose they were, and whose they are.
    taken: BTreeMap<(String, String), usize>,
    /// Publications of which a row cannot be read.
    torn: BTreeSet<String>,
    /// True where files are only a part of what their source has.
    pub(super) is_part: bool,
    /// True where nothing was stored before: nothing is there that the run does not say.
    is_bare: bool,
    /// What searches find, as long as it waits.
    entries: Vec<search_entry::Model>,
    /// True once something could not be read.
    misses: bool,
    /// Sources that imports brought something of.
    importing: HashSet<i64>,
    /// Which sectors are below which, to be stored once all are there.
    closure: Vec<sector_closure::Model>,
    /// Models of which other makers may be known than before.
    remade: Remade,
    /// Rows that an editor changed: left as they are.
    pub(super) kept: Vec<i64>,
    indexes: Indexes,
}

impl Store {
    /// Begins to write; `files` are those that were imported before, the earliest first.
    pub(super) async fn begin(
        transaction: Writing,
        (policy, as_of, now): (Policy, NaiveDate, i64),
        report: Report,
        files: Vec<Earlier>,
    ) -> Result<Self, DbErr> {
        let (id, until) = match transaction.get_database_backend() {
            DbBackend::Sqlite => ("INTEGER", ""),
            _ => ("BIGINT", " ON COMMIT DROP"),
        };
        let own = format!(
            "CREATE TEMP TABLE seen (id {id} PRIMARY KEY, is_read BOOLEAN NOT NULL){until}; \
             CREATE TEMP TABLE missed (mark {id} PRIMARY KEY){until}"
        );
        transaction.arrange(&own).await?;
        let importing = table::importing(&*transaction).await?;
        Ok(Self {
            transaction,
            report,
            policy,
            now,
            as_of,
            counted: HashSet::new(),
            said: HashSet::new(),
            filling: HashSet::new(),
            declared: HashMap::new(),
            files,
            scopes: BTreeSet::new(),
            taken: BTreeMap::new(),
            torn: BTreeSet::new(),
            is_part: false,
            is_bare: false,
            entries: Vec::new(),
            misses: false,
            importing,
            closure: Vec::new(),
            remade: if policy.is_complete() { Remade::Any } else { Remade::none() },
            kept: Vec::new(),
            indexes: Indexes::default(),
        })
    }

    /// Goes without what only finds rows that were there before, where there are none.
    pub(super) async fn start_bare(&mut self) -> Result<(), DbErr> {
        let (nodes, sources) = (node::Entity::find(), source::Entity::find());
        self.is_bare =
            nodes.one(&*self.transaction).await?.is_none() && sources.one(&*self.transaction).await?.is_none();
        if !self.is_bare {
            return Ok(());
        }
        self.remade = Remade::none();
        self.remove_words().await
    }

    /// Commits what was written, as much as that is.
    pub(super) async fn commit(self, extent: Extent) -> Result<Report, DbErr> {
        // A connection of SQLite keeps its temporary tables.
        if self.transaction.get_database_backend() == DbBackend::Sqlite {
            self.transaction.arrange("DROP TABLE seen; DROP TABLE missed").await?;
        }
        self.transaction.commit(self.now, extent).await?;
        Ok(self.report)
    }

    /// Leaves everything as it was.
    pub(super) async fn rollback(self) -> Result<Report, DbErr> {
        self.transaction.rollback().await?;
        Ok(self.report)
    }

    /// Stores what others point to by code. It is never removed, since anybody's rows may use it.
    async fn codes(&self, codes: Codes) -> Result<(), DbErr> {
        self.code::<region::Entity>(codes.regions, region::Column::Code).await?;
        self.code::<unit::Entity>(codes.units, unit::Column::Code).await?;
        self.code::<attribute::Entity>(codes.attributes, attribute::Column::Slug).await
    }

    /// Makes room for what others may name before its own row comes: the nodes that are not there yet.
    async fn register(&self, nodes: Vec<node::Model>) -> Result<(), DbErr> {
        let ids = nodes.iter().map(|row| row.id);
        let there = node::Entity::find().filter(node::Column::Id.is_in(ids)).all(&*self.transaction).await?;
        let there: HashSet<i64> = there.into_iter().map(|row| row.id).collect();
        let added = nodes.into_iter().filter(|row| !there.contains(&row.id)).collect();
        self.transaction.insert::<node::Entity>(added).await
    }

    async fn code<E>(&self, rows: Vec<E::Model>, key: E::Column) -> Result<(), DbErr>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        if rows.is_empty() {
            return Ok(());
        }
        let others: Vec<E::Column> = E::Column::iter().filter(|column| column.as_str() != key.as_str()).collect();
        let mut conflict = OnConflict::column(key);
        if self.policy.is_complete() {
            conflict.update_columns(others)
        } else {
            conflict.do_nothing()
        };
        self.transaction.put::<E>(rows, conflict).await
    }

    /// Ends a run: what it did not see goes or is marked, numbers that follow from claims are settled; gives how much it changed. Of a
    /// part of what a source has, nothing follows about the rest. Where nothing changed all is settled already; but the data set is
    /// loaded again where a new version of ours settles more.
    pub(super) async fn conclude(&mut self) -> Result<Extent, DbErr> {
        self.restore_indexes().await?;
        if self.policy.is_complete() {
            self.grow().await?;
            self.enter_waiting().await?;
            if !self.is_bare {
                self.forget().await?;
                self.renew_entries().await?;
            }
        } else {
            self.forget_structure().await?;
            self.tell_taken();
            if !self.is_part {
                self.withdraw().await?;
            }
        }
        self.report.sort();
        if !self.policy.is_complete() && !self.transaction.has_changed() {
            return Ok(Extent::Nothing);
        }
        settle(&self.transaction, &self.remade, self.now).await?;
        self.restore_words().await?;
        Ok(if self.is_bare { Extent::Everything } else { Extent::Something })
    }

    /// Takes note of a file of which rows are seen.
    pub(super) fn meet(&mut self, source_id: i64, scope: &str) {
        self.scopes.insert((source_id, scope.to_owned()));
    }

    /// Sources and files that rows were seen of.
    pub(super) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scopes.iter().map(|(_, scope)| scope.as_str())
    }

    /// Stores what was built.
    pub(super) async fn keep(&mut self, batch: Batch) -> Result<(), DbErr> {
        let Batch { codes, mut registered, closure, mut rows, gaps, structure, spots, declared, unread } = batch;
        self.codes(codes).await?;
        rows.place_nodes();
        // What has its row in this batch is added with it.
        let here: HashSet<i64> = rows.nodes.iter().map(|row| row.id).collect();
        registered.retain(|row| !here.contains(&row.id));
        self.register(registered).await?;
        self.closure.extend(closure);
        self.declared = declared;
        let ids: Vec<i64> = rows.nodes.iter().map(|row| row.id).chain(gaps.nodes()).collect();
        let mut there = self.there(&ids).await?;
        let sources = self.plan(None, rows.sources.clone(), HashMap::new(), &mut there).await?;
        let vendors = self.plan(Some(NodeType::Vendor), rows.vendors.clone(), gaps.vendors, &mut there).await?;
        let models = self.plan(Some(NodeType::Model), rows.models.clone(), gaps.models, &mut there).await?;
        let sectors = self.plan(Some(NodeType::Sector), rows.sectors.clone(), HashMap::new(), &mut there).await?;
        let technologies =
            self.plan(Some(NodeType::Technology), rows.technologies.clone(), gaps.technologies, &mut there).await?;
        let trends = self.plan(Some(NodeType::Trend), rows.trends.clone(), HashMap::new(), &mut there).await?;
        let metrics = self.plan(Some(NodeType::Metric), rows.metrics.clone(), HashMap::new(), &mut there).await?;
        let names = self.names(rows.names.clone(), gaps.names, &mut there).await?;
        let citations = self.changed::<citation::Entity>(std::mem::take(&mut rows.citations), &mut there).await?;
        let subjects = self.changed::<metric_subject::Entity>(std::mem::take(&mut rows.subjects), &mut there).await?;

        self.apply::<source::Entity>(sources, &there).await?;
        self.nodes(&rows.nodes, &there).await?;
        self.apply::<vendor::Entity>(vendors, &there).await?;
        self.apply::<sector::Entity>(sectors, &there).await?;
        // Who makes what is said before that is made: it is stored with its maker.
        self.links(std::mem::take(&mut rows.links), structure).await?;
        self.apply::<model::Entity>(models, &there).await?;
        self.apply::<technology::Entity>(technologies, &there).await?;
        self.apply::<trend::Entity>(trends, &there).await?;
        self.apply::<metric::Entity>(metrics, &there).await?;
        let named = self.put(names).await?;
        if !self.policy.is_complete() {
            rows.names = named;
        }
        let met: Vec<i64> = rows.nodes.iter().map(|row| row.id).chain(rows.sources.iter().map(|row| row.id)).collect();
        let claims = std::mem::take(&mut rows.observations);
        // While the database takes the rest, words are made of what it took.
        let entries = tokio::task::spawn_blocking(move || entries(&rows));
        self.put(citations).await?;
        self.put(subjects).await?;
        if self.policy.is_complete() {
            self.see(&met, Seen::Read).await?;
        }
        self.claims(claims, spots).await?;
        let entries = entries.await.map_err(|error| DbErr::Custom(error.to_string()))?;
        self.index(entries, &there).await?;
        self.unread(unread).await
    }

    /// Says of a row that was gone through already that something of it is left out.
    fn leave_out(&mut self, spot: Spot, reason: String) {
        let Spot { file, line, row, field, raw } = spot;
        self.report.leave_out(&file, line, row);
        self.report.note(&file, line, Remark { kind: NoteKind::Refused, field: Some(field), raw, reason });
    }
}
