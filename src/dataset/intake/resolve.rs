//! Names to rows: what is declared comes first, then what an earlier import of the source recorded, then the names that are
//! known. One name that several rows bear is none's; nothing is merged on a guess.

mod lookup;

use std::collections::{HashMap, HashSet};

use entity::choice::{NodeType, NoteKind};
use entity::identifier;
use sea_orm::{DatabaseTransaction, DbErr};

use self::lookup::{Candidates, Makers};
use super::names::Register;
use crate::dataset::write;
use crate::domain::identity::row_id;
use crate::domain::naming::{same, slug};

/// Names that are remembered before the memory begins anew.
const REMEMBERED: usize = 50_000;

/// A row of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) id: i64,
    pub(super) slug: String,
    /// True where an import of this source made it, and keeps it up to date.
    pub(super) owned: bool,
    /// True where it is not in the database yet.
    pub(super) fresh: bool,
}

/// What became of a name.
#[derive(Debug, Clone)]
pub(super) enum Found {
    /// It is this row.
    Row(Known),
    /// It is none, or could be several.
    Not(NoteKind, String),
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
}

/// Finds rows by the names of one source, and remembers them.
pub(super) struct Resolver {
    source_id: i64,
    source: String,
    register: Register,
    memory: HashMap<(NodeType, String), Found>,
    /// Names to record once their rows are there.
    unrecorded: Vec<identifier::Model>,
}

impl Resolver {
    pub(super) fn new(source_id: i64, source: &str, register: Register) -> Self {
        let (memory, unrecorded) = (HashMap::new(), Vec::new());
        Self { source_id, source: source.to_owned(), register, memory, unrecorded }
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
        self.memory.retain(|_, found| !matches!(found, Found::Not(NoteKind::Unknown, _)));
    }

    /// Says that a row that was to be made cannot be.
    pub(super) fn refuse(&mut self, kind: NodeType, key: &str, reason: &str) {
        self.unrecorded.retain(|row| row.r#type != kind.text() || row.value != key);
        self.memory.insert((kind, key.to_owned()), Found::Not(NoteKind::Refused, reason.to_owned()));
    }

    /// Says that the rows that were found are there now: their names are recorded.
    pub(super) async fn settle(&mut self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        write::insert::<identifier::Entity>(transaction, std::mem::take(&mut self.unrecorded)).await?;
        if self.memory.len() > REMEMBERED {
            self.memory.clear();
        }
        for found in self.memory.values_mut() {
            if let Found::Row(known) = found {
                known.fresh = false;
            }
        }
        Ok(())
    }

    /// Finds the rows of names of one type.
    pub(super) async fn resolve(
        &mut self,
        transaction: &DatabaseTransaction,
        kind: NodeType,
        asks: Vec<Ask>,
    ) -> Result<(), DbErr> {
        let is_new = |ask: &Ask| match self.memory.get(&(kind, ask.key.clone())) {
            // A name that nobody was to make is asked for again by a table that may.
            Some(Found::Not(NoteKind::Unknown, _)) => ask.make,
            Some(_) => false,
            None => true,
        };
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
        let makers = if kind == NodeType::Model {
            Makers::find(transaction, &candidates, &asks).await?
        } else {
            Makers::default()
        };
        let mut bearers: HashMap<String, usize> = HashMap::new();
        for ask in asks.iter().filter(|ask| ask.key != ask.name) {
            *bearers.entry(same(&ask.name)).or_default() += 1;
        }
        let mut taken = HashSet::new();
        // Rows of this batch that are to be made, by their names: another spelling means the same row.
        let mut made: HashMap<String, (Known, Vec<i64>)> = HashMap::new();
        for (ask, declared) in asks.into_iter().zip(declared) {
            let recorded = candidates.recorded(&ask.key);
            let found = match (&declared, recorded) {
                (Some(declared), _) => match candidates.of_slug(&declared.slug) {
                    Some(known) => Found::Row(known.clone()),
                    None if declared.make && ask.make => fresh(kind, &declared.slug),
                    None => {
                        let reason = format!("the name is declared to be {:?}, which is not there", declared.slug);
                        Found::Not(NoteKind::Unknown, reason)
                    }
                },
                (None, Some(known)) => Found::Row(known.clone()),
                (None, None) if ask.key == ask.name && made.contains_key(&same(&ask.name)) => {
                    let (known, others) = &made[&same(&ask.name)];
                    if makers.strangers(others, &ask.makers) {
                        Found::Not(NoteKind::Ambiguous, format!("{} is made by others in another row", known.slug))
                    } else {
                        Found::Row(known.clone())
                    }
                }
                (None, None) => {
                    let doubled = bearers.get(&same(&ask.name)).is_some_and(|bearers| *bearers > 1);
                    match choose(kind, &ask, &candidates, &makers, doubled) {
                        Found::Row(known) if known.fresh => {
                            let known = candidates.free(transaction, kind, known, &taken).await?;
                            if ask.key == ask.name {
                                made.insert(same(&ask.name), (known.clone(), ask.makers.clone()));
                            }
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

    async fn record(
        &mut self,
        kind: NodeType,
        key: &str,
        node_id: i64,
        again: bool,
        transaction: &DatabaseTransaction,
    ) -> Result<(), DbErr> {
        let row = identifier::Model {
            source_id: self.source_id,
            r#type: kind.text().to_owned(),
            value: key.to_owned(),
            node_id,
        };
        if again {
            lookup::forget(transaction, &row).await?;
        }
        self.unrecorded.push(row);
        Ok(())
    }
}

/// A row that is to be made.
fn fresh(kind: NodeType, slug: &str) -> Found {
    Found::Row(Known { id: row_id(kind.text(), slug), slug: slug.to_owned(), owned: true, fresh: true })
}

/// The row that a name stands for, where that is beyond doubt.
fn choose(kind: NodeType, ask: &Ask, candidates: &Candidates, makers: &Makers, doubled: bool) -> Found {
    let rows = candidates.of_name(&ask.name);
    let several = || {
        let slugs: Vec<&str> = rows.iter().map(|row| row.slug.as_str()).collect();
        format!("the name could be any of {}", slugs.join(", "))
    };
    match rows.as_slice() {
        [] if !ask.make => Found::Not(NoteKind::Unknown, format!("no {} is known by this name", word(kind))),
        // What tells two things of one name apart is what the publisher calls them.
        [] => {
            fresh(kind, &slug(if doubled { &ask.key } else { &ask.name }).unwrap_or_else(|| nameless(kind, &ask.key)))
        }
        [_] if doubled => {
            Found::Not(NoteKind::Ambiguous, "several rows of the source have this name, and one is known".to_owned())
        }
        [row] => {
            if let Some(other) = candidates.other_key(row.id, ask) {
                let reason = format!("{} is what the source calls {other:?}", row.slug);
                return Found::Not(NoteKind::Ambiguous, reason);
            }
            match makers.stranger(row.id, &ask.makers) {
                true => Found::Not(NoteKind::Ambiguous, format!("{} is known to be made by others", row.slug)),
                false => Found::Row((*row).clone()),
            }
        }
        _ => Found::Not(NoteKind::Ambiguous, several()),
    }
}

/// A slug for a name that has no Latin letter, digit or Chinese character.
fn nameless(kind: NodeType, key: &str) -> String {
    format!("{}-{}", word(kind), row_id(kind.text(), key) % 1_000_000)
}

/// A type in a sentence.
pub(super) fn word(kind: NodeType) -> String {
    kind.text().to_lowercase()
}
