//! Names to rows: what is declared comes first, then what an earlier import of the source recorded, then the names that are
//! known. One name that several rows bear is none's; nothing is merged on a guess.

mod lookup;

use std::collections::{HashMap, HashSet};

use entity::choice::{NodeType, NoteKind};
use entity::identifier;
use sea_orm::{DatabaseTransaction, DbErr};

use self::lookup::{Candidates, Makers, Matches};
use crate::domain::identity::row_id;
use crate::domain::naming::{same, slug, slug_of_number};
use crate::write::names::Register;
use crate::write::transaction::Writing;

/// Names that are remembered before the memory begins anew.
const REMEMBERED: usize = 50_000;

/// A row of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) id: i64,
    pub(super) slug: String,
    /// True where an import of this source made it, and keeps it up to date.
    pub(super) owned: bool,
    /// True where an import made it, whoever's.
    pub(super) imported: bool,
    /// True where it is not in the database yet.
    pub(super) fresh: bool,
}

/// What became of a name.
#[derive(Debug, Clone)]
pub(super) enum Found {
    /// It is this row.
    Row(Known),
    /// It is none, or could be one or several of these.
    Not(NoteKind, String, Vec<i64>),
}

/// A name that is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Ask {
    pub(super) name: String,
    /// What the publisher tells it by; the name, where that is all.
    pub(super) key: String,
    /// True where it is made when it is unknown.
    pub(super) make: bool,
    /// Rows of its makers, where it is a model and they are known.
    pub(super) makers: Vec<i64>,
    /// The sort of technology that it is to be, where that is said.
    pub(super) sort: Option<String>,
}

impl Ask {
    /// True where the publisher tells it by something else than its name.
    fn is_keyed(&self) -> bool {
        self.key != self.name
    }
}

/// A row that the run made.
struct Made {
    known: Known,
    by: Ask,
}

/// Finds rows by the names of one source, and remembers them.
pub(super) struct Resolver {
    source_id: i64,
    source: String,
    register: Register,
    memory: HashMap<(NodeType, String), Found>,
    /// Rows that the run made, by their names: another spelling means the same row.
    made: HashMap<(NodeType, String), Made>,
    makers: Makers,
    /// The last number that was given with a slug that several names have.
    numbers: HashMap<(NodeType, String), usize>,
    /// Names to record once their rows are there.
    unrecorded: Vec<identifier::Model>,
}

impl Resolver {
    pub(super) fn new(source_id: i64, source: &str, register: Register) -> Self {
        Self {
            source_id,
            source: source.to_owned(),
            register,
            memory: HashMap::new(),
            made: HashMap::new(),
            makers: Makers::default(),
            numbers: HashMap::new(),
            unrecorded: Vec::new(),
        }
    }

    /// What became of a name that was asked for.
    pub(super) fn found(&self, kind: NodeType, key: &str) -> Option<&Found> {
        self.memory.get(&(kind, key.to_owned()))
    }

    /// What a row of this slug was split from, as declared.
    pub(super) fn origin(&self, kind: NodeType, slug: &str) -> Option<&str> {
        self.register.origin(kind, slug)
    }

    /// Forgets which names are not known.
    pub(super) fn ask_again(&mut self) {
        self.memory.retain(|_, found| !matches!(found, Found::Not(NoteKind::Unknown, ..)));
    }

    /// Says that a row that was to be made cannot be, by whatever names it was found.
    pub(super) fn refuse(&mut self, kind: NodeType, id: i64, reason: &str) {
        self.unrecorded.retain(|row| row.node_id != id);
        self.made.retain(|_, made| made.known.id != id);
        for ((of, _), found) in &mut self.memory {
            if *of == kind && matches!(found, Found::Row(known) if known.id == id) {
                *found = Found::Not(NoteKind::Refused, reason.to_owned(), Vec::new());
            }
        }
    }

    /// True where none of some vendors is one of others, or belongs to the same company.
    pub(super) fn strangers(&self, known: &[i64], makers: &[i64]) -> bool {
        self.makers.strangers(known, makers)
    }

    /// Learns who makes models, and which companies vendors belong to.
    pub(super) async fn learn_makers(
        &mut self,
        transaction: &DatabaseTransaction,
        models: &HashSet<i64>,
        vendors: &HashSet<i64>,
    ) -> Result<(), DbErr> {
        if models.is_empty() {
            return Ok(());
        }
        self.makers.of_models(transaction, models.iter().copied()).await?;
        self.makers.companies_of(transaction, vendors.iter()).await
    }

    /// True where a vendor or its company makes a model, as far as that is known, else as it is `said`.
    pub(super) fn makes(&self, vendor: i64, model: i64, said: &[i64]) -> bool {
        let known = self.makers.of(model);
        let makers = if known.is_empty() { said } else { known };
        !makers.is_empty() && !self.makers.strangers(makers, &[vendor])
    }

    /// What the source names a metric after, to be recorded once that is there.
    pub(super) fn record_metric(&mut self, name: &str, metric_id: i64) {
        self.unrecorded.push(self.identifier(NodeType::Metric, name, metric_id));
    }

    fn identifier(&self, kind: NodeType, value: &str, node_id: i64) -> identifier::Model {
        identifier::Model {
            source_id: self.source_id,
            r#type: kind.text().to_owned(),
            value: value.to_owned(),
            node_id,
        }
    }

    /// Says that the rows that were found are there now: their names are recorded.
    pub(super) async fn settle(&mut self, transaction: &Writing) -> Result<(), DbErr> {
        transaction.insert::<identifier::Entity>(std::mem::take(&mut self.unrecorded)).await?;
        if self.memory.len() > REMEMBERED {
            self.memory.clear();
            self.made.clear();
            self.makers = Makers::default();
            self.numbers.clear();
        }
        let made = self.made.values_mut().map(|made| &mut made.known);
        let found = self.memory.values_mut().filter_map(|found| match found {
            Found::Row(known) => Some(known),
            Found::Not(..) => None,
        });
        made.chain(found).for_each(|known| known.fresh = false);
        Ok(())
    }

    /// Finds the rows of names of one type.
    pub(super) async fn resolve(&mut self, transaction: &Writing, kind: NodeType, asks: Vec<Ask>) -> Result<(), DbErr> {
        let is_new = |ask: &Ask| match self.memory.get(&(kind, ask.key.clone())) {
            // A name that nobody was to make is asked for again by a table that may.
            Some(Found::Not(NoteKind::Unknown, ..)) => ask.make,
            Some(_) => false,
            None => true,
        };
        if kind == NodeType::Model {
            self.makers.companies_of(transaction, asks.iter().flat_map(|ask| &ask.makers)).await?;
        }
        let mut asks: Vec<Ask> = asks.into_iter().filter(is_new).collect();
        asks.sort_by_key(|ask| !ask.make);
        let mut seen = HashSet::new();
        asks.retain(|ask| seen.insert(ask.key.clone()));
        if asks.is_empty() {
            return Ok(());
        }
        let declared = |ask: &Ask| {
            let of = |name| self.register.find(kind, &self.source, name);
            of(&ask.key).or_else(|| of(&ask.name)).cloned()
        };
        let declared: Vec<_> = asks.iter().map(declared).collect();
        let slugs = declared.iter().flatten().map(|declared| declared.slug.clone());
        let slugs = slugs.chain(asks.iter().filter_map(|ask| slug(&ask.name))).collect();
        let candidates = Candidates::find(transaction, (kind, self.source_id), &asks, slugs).await?;
        if kind == NodeType::Model {
            self.makers.of_models(transaction, candidates.rows()).await?;
        }
        let mut bearers: HashMap<String, usize> = HashMap::new();
        for ask in asks.iter().filter(|ask| ask.is_keyed()) {
            *bearers.entry(same(&ask.name)).or_default() += 1;
        }
        let mut taken = HashSet::new();
        for (ask, declared) in asks.into_iter().zip(declared) {
            let recorded = candidates.recorded(&ask.key);
            let found = match (&declared, recorded) {
                (Some(declared), _) => match candidates.of_slug(&declared.slug) {
                    Some(known) => Found::Row(known.clone()),
                    None if declared.make && ask.make => fresh(kind, &declared.slug),
                    None => {
                        let reason = format!("the name is declared to be {:?}, which is not there", declared.slug);
                        Found::Not(NoteKind::Unknown, reason, Vec::new())
                    }
                },
                (None, Some(known)) => Found::Row(known.clone()),
                (None, None) => {
                    let found = self.of_this_run(kind, &ask).unwrap_or_else(|| {
                        let doubled = bearers.get(&same(&ask.name)).is_some_and(|bearers| *bearers > 1);
                        choose(kind, &ask, &candidates, &self.makers, doubled)
                    });
                    match found {
                        Found::Row(known) if known.id == 0 => {
                            let number = self.numbers.entry((kind, known.slug.clone())).or_default();
                            let known = candidates.free(transaction, kind, known, (&taken, number)).await?;
                            let made = Made { known: known.clone(), by: ask.clone() };
                            self.made.entry((kind, same(&ask.name))).or_insert(made);
                            Found::Row(known)
                        }
                        found => found,
                    }
                }
            };
            if let Found::Row(known) = &found {
                taken.insert(known.slug.clone());
                if recorded != Some(known) {
                    self.record(kind, &ask.key, known.id, recorded.is_some(), transaction).await?;
                }
            }
            self.memory.insert((kind, ask.key), found);
        }
        Ok(())
    }

    /// The row that an earlier row of the run made by another spelling; another one where the publisher tells them apart.
    fn of_this_run(&self, kind: NodeType, ask: &Ask) -> Option<Found> {
        let Made { known, by } = self.made.get(&(kind, same(&ask.name)))?;
        let other_sort = by.sort.is_some() && ask.sort.is_some() && by.sort != ask.sort;
        if other_sort || (by.is_keyed() && ask.is_keyed() && by.key != ask.key) {
            return ask.make.then(|| unplaced(kind, &ask.key, &ask.key));
        }
        Some(match self.makers.strangers(&by.makers, &ask.makers) {
            true => {
                let reason = format!("{} is made by others in another row", known.slug);
                Found::Not(NoteKind::Ambiguous, reason, vec![known.id])
            }
            false => Found::Row(known.clone()),
        })
    }

    async fn record(
        &mut self,
        kind: NodeType,
        key: &str,
        node_id: i64,
        again: bool,
        transaction: &Writing,
    ) -> Result<(), DbErr> {
        let row = self.identifier(kind, key, node_id);
        if again {
            lookup::forget(transaction, &row).await?;
        }
        self.unrecorded.push(row);
        Ok(())
    }
}

/// A row that is to be made.
fn fresh(kind: NodeType, slug: &str) -> Found {
    Found::Row(Known { id: row_id(kind.text(), slug), slug: slug.to_owned(), owned: true, imported: true, fresh: true })
}

/// A row that is to be made, as soon as a slug is found that is free.
fn unplaced(kind: NodeType, name: &str, key: &str) -> Found {
    let slug = slug(name).unwrap_or_else(|| slug_of_number(kind.text(), key));
    Found::Row(Known { id: 0, slug, owned: true, imported: true, fresh: true })
}

/// The row that a name stands for, where that is beyond doubt.
fn choose(kind: NodeType, ask: &Ask, candidates: &Candidates, makers: &Makers, doubled: bool) -> Found {
    let Matches { rows, is_unsure } = candidates.of_name(ask);
    let not = |reason: String| Found::Not(NoteKind::Ambiguous, reason, rows.iter().map(|row| row.id).collect());
    match rows.as_slice() {
        [] if !ask.make => {
            Found::Not(NoteKind::Unknown, format!("no {} is known by this name", word(kind)), Vec::new())
        }
        // What tells two things of one name apart is what the publisher calls them.
        [] => unplaced(kind, if doubled { &ask.key } else { &ask.name }, &ask.key),
        [_] if doubled => not("several rows of the source have this name, and one is known".to_owned()),
        [row] if is_unsure => {
            not(format!("the name could be {}, whose name has a dot between digits, or another", row.slug))
        }
        [row] => match candidates.other_key(row.id, ask) {
            Some(other) => not(format!("{} is what the source calls {other:?}", row.slug)),
            None if makers.stranger(row.id, &ask.makers) => not(format!("{} is known to be made by others", row.slug)),
            None => Found::Row((*row).clone()),
        },
        _ => {
            let slugs: Vec<&str> = rows.iter().map(|row| row.slug.as_str()).collect();
            not(format!("the name could be any of {}", slugs.join(", ")))
        }
    }
}

/// A type in a sentence.
pub(super) fn word(kind: NodeType) -> String {
    kind.text().to_lowercase()
}
