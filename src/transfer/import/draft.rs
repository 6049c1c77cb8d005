//! A row of a file to a draft: what it speaks of, its figures, its relations. An empty cell says nothing; what cannot be read
//! is told and left out.

mod figure;
mod thing;

use std::collections::HashMap;
use std::sync::Arc;

use entity::choice::{Confidence, NoteKind, ObservationStatus};

use self::figure::{name, printed, read_figure, series};
use self::thing::{join, things};
use super::cell::{Sight, column};
use super::columns::Columns;
use super::date;
use super::format::{self, Cell, Format, Table, reference};
use super::period::{self, Column};
use super::read::Record;
use super::vocabulary::{List, Vocabulary};
use crate::write::record::{Cite, Claim, Text};
use crate::write::{Draft, Figure, Measure, Relation, Remark, Subject, Thing, Unread};

/// Characters that a name, or what tells things or figures apart, can have: both databases find rows by them.
const LONGEST: usize = 300;
/// Things that a row can speak of.
const THINGS: usize = 200;

/// What all drafts of a file have in common.
pub(super) struct Frame<'a> {
    pub(super) format: &'a Format,
    pub(super) table: &'a Table,
    pub(super) columns: &'a Columns,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) file: Arc<str>,
    pub(super) scope: Arc<str>,
    pub(super) source: Arc<str>,
    pub(super) name: Arc<str>,
}

/// Places of the things of a row, by what the format calls them.
type Places<'a> = HashMap<&'a str, Vec<usize>>;

impl Frame<'_> {
    /// What a row says.
    pub(super) fn draft(&self, row: &Record) -> Draft {
        let mut draft = self.empty(row.line);
        let sight = Sight { format: self.format, table: self.table, row };
        let mut remarks = Vec::new();
        let mut places = Places::new();
        let (mut unnamed, mut is_torn) = (Vec::new(), false);
        for thing in &self.table.thing {
            let first = draft.things.len();
            if sight.fits(&thing.when) {
                let found = things((&sight, self.vocabulary), thing, &mut remarks);
                draft.things.extend(found.things);
                is_torn |= found.too_long;
                unnamed.extend(found.is_unnamed.then_some(thing));
            }
            places.insert(&thing.id, (first..draft.things.len()).collect());
        }
        if draft.things.len() > THINGS {
            let reason = format!("the row names {} things; it can name {THINGS}", draft.things.len());
            return self.refused(row.line, Remark { kind: NoteKind::Refused, field: None, raw: None, reason });
        }
        for thing in &self.table.thing {
            join(thing, &places, &mut draft.things);
        }
        for thing in unnamed {
            let mut claims = self.table.claim.iter().filter(|claim| claim.of == thing.id);
            if let Some(remark) = claims.find_map(|claim| nobodys(&sight, claim, thing)) {
                draft.lost += 1;
                remarks.push(remark);
            }
        }
        // Whose figures these are is not known: they may be any.
        draft.unread.extend(is_torn.then(Unread::default));
        for claim in &self.table.claim {
            match self.figure(&sight, claim, &places, &draft.things) {
                Ok(figure) => draft.claims.extend(figure),
                Err(remark) => {
                    draft.lost += 1;
                    draft.unread.extend(self.unread(&sight, claim, &places));
                    remarks.push(remark);
                }
            }
        }
        for link in &self.table.link {
            match relations((&sight, self.columns), link, &places, &draft.things) {
                Ok(relations) => draft.links.extend(relations),
                Err(remark) => remarks.push(remark),
            }
        }
        // A cell that several figures read is told once.
        for remark in remarks {
            if !draft.remarks.contains(&remark) {
                draft.remarks.push(remark);
            }
        }
        draft
    }

    /// A draft of a row that cannot be read: it may have any figure of its file.
    pub(super) fn refused(&self, line: u64, remark: Remark) -> Draft {
        let mut draft = self.empty(line);
        draft.remarks.push(remark);
        if !self.table.claim.is_empty() {
            draft.unread.push(Unread::default());
        }
        draft
    }

    fn empty(&self, line: u64) -> Draft {
        let mut draft = Draft::default();
        draft.file = Arc::clone(&self.file);
        draft.line = line;
        draft.table = Arc::clone(&self.name);
        draft.scope = Arc::clone(&self.scope);
        draft.source = Arc::clone(&self.source);
        draft
    }

    /// A figure that cannot be read, by what tells it from others; of several things it may be any one's.
    fn unread(&self, sight: &Sight<'_>, claim: &format::Claim, places: &Places<'_>) -> Vec<Unread> {
        let key = key(sight, claim);
        let measure = called((sight, self.vocabulary), claim, places).ok().flatten();
        // What tells figures apart is not known where it is too long to be kept.
        let measure = measure.filter(|_| short("", &key).is_ok());
        let period = if claim.single { Ok(None) } else { span(sight, self.columns, claim.period.as_ref()) };
        let period = period.ok().map(Option::unwrap_or_default);
        let unread = |subject| Unread {
            subject: Some(subject),
            measure: measure.clone(),
            period: period.clone(),
            key: key.clone(),
            several: claim.several,
        };
        subjects(&claim.of, places).into_iter().map(unread).collect()
    }

    fn figure(
        &self,
        sight: &Sight<'_>,
        claim: &format::Claim,
        places: &Places<'_>,
        things: &[Thing],
    ) -> Result<Option<Figure>, Remark> {
        if !applies(sight, claim) {
            return Ok(None);
        }
        let mut about = subjects(&claim.of, places).into_iter();
        let Some(subject) = about.next() else { return Ok(None) };
        let shared = about.next().is_some();
        let (mut text_en, mut text_zh) = (sight.value(claim.text.en.as_ref())?, sight.value(claim.text.zh.as_ref())?);
        let figure = read_figure(sight, claim)?;
        let Some((figure, cmp, published)) = figure.or_else(|| {
            // Words alone are a claim, too.
            let is_said = text_en.is_some() || text_zh.is_some();
            is_said.then(|| (Default::default(), None, printed(sight, claim)))
        }) else {
            return Ok(None);
        };
        let word = |cell: Option<&Cell>, list| word((sight, self.vocabulary), cell, list);
        let Some(measure) = measure((sight, self.vocabulary), claim, places)? else { return Ok(None) };
        let value_column = claim.value.as_ref().or(claim.low.as_ref()).or(claim.high.as_ref());
        let value_column = value_column.or(claim.text.en.as_ref()).or(claim.text.zh.as_ref());
        let value_column = value_column.map(column).unwrap_or_default();
        let key = key(sight, claim);
        let by = sight.value(claim.by.as_ref())?;
        for text in [Some(&key), by.as_ref()].into_iter().flatten() {
            short(&value_column, text)?;
        }
        if shared {
            let reason = format!("the row names several of {:?}: one figure of all is none of each", claim.of);
            return Err(Remark { kind: NoteKind::Ambiguous, field: Some(value_column), raw: published, reason });
        }
        let about = match &subject {
            Subject::Thing(place) => things.get(*place).map(|thing| format!("{}, ", thing.key)).unwrap_or_default(),
            Subject::Node(..) => String::new(),
        };
        let at = sight.value(claim.at.as_ref())?.unwrap_or_else(|| format!("{about}{value_column}"));
        let date = |cell: Option<&Cell>| dated(sight, cell);
        let claim_row = Claim {
            of: None,
            key: None,
            period: span(sight, self.columns, claim.period.as_ref())?,
            base: None,
            value: figure.value,
            low: figure.low,
            high: figure.high,
            unit: word(claim.unit.as_ref(), List::Unit)?,
            cmp,
            published,
            status: word(claim.status.as_ref(), List::Status)?.and_then(|text| ObservationStatus::of_text(&text)),
            text: Text { en: text_en.take(), zh: text_zh.take() },
            by,
            by_vendor: None,
            published_on: date(claim.published_on.as_ref())?,
            confidence: word(claim.confidence.as_ref(), List::Confidence)?.and_then(|text| Confidence::of_text(&text)),
            preferred: None,
            source_key: None,
            cite: vec![Cite { source: self.source.to_string(), at: Some(at) }],
        };
        let by = claim.by_vendor.as_deref().and_then(|id| places.get(id)?.first().copied());
        Ok(Some(Figure {
            subject,
            measure,
            claim: claim_row,
            key,
            column: value_column,
            single: claim.single,
            several: claim.several,
            told: claim.by_vendor.is_some(),
            by,
        }))
    }
}

/// True where a row is one that a claim is made from.
fn applies(sight: &Sight<'_>, claim: &format::Claim) -> bool {
    sight.fits(&claim.when) && (claim.unless.is_empty() || !sight.fits(&claim.unless))
}

/// What is wrong where a row has a figure and no name for what that is about.
fn nobodys(sight: &Sight<'_>, claim: &format::Claim, thing: &format::Thing) -> Option<Remark> {
    if !applies(sight, claim) {
        return None;
    }
    let cells = [&claim.value, &claim.low, &claim.high].into_iter().flatten();
    let (cell, raw) = cells.filter_map(|cell| Some((cell, sight.value(Some(cell)).ok()??))).next()?;
    let reason = format!("the row has no name in {}: whose figure this is nobody knows", column(&thing.name));
    Some(refused(cell, &raw, reason))
}

/// What tells a claim from others of its measure and period.
fn key(sight: &Sight<'_>, claim: &format::Claim) -> String {
    claim.key.iter().map(|column| sight.text(column)).collect::<Vec<_>>().join("|")
}

/// What a claim measures; nothing where its cell is empty.
fn measure(
    (sight, vocabulary): (&Sight<'_>, &Vocabulary),
    claim: &format::Claim,
    places: &Places<'_>,
) -> Result<Option<Measure>, Remark> {
    match (&claim.attribute, &claim.metric) {
        (Some(cell), _) => Ok(word((sight, vocabulary), Some(cell), List::Attribute)?.map(Measure::Attribute)),
        (None, Some(metric)) => Ok(Some(Measure::Metric(Box::new(series((sight, vocabulary), metric, places)?)))),
        (None, None) => Ok(None),
    }
}

/// What a claim measures, whatever else is wrong with it; nothing where its cell is empty.
fn called(
    (sight, vocabulary): (&Sight<'_>, &Vocabulary),
    claim: &format::Claim,
    places: &Places<'_>,
) -> Result<Option<String>, Remark> {
    match &claim.metric {
        Some(metric) => name(sight, metric, places).map(|(slug, name)| Some(name.unwrap_or(slug))),
        None => word((sight, vocabulary), claim.attribute.as_ref(), List::Attribute),
    }
}

/// What a format calls a thing of its table, or refers to as `sector/healthcare`.
fn subjects(text: &str, places: &Places<'_>) -> Vec<Subject> {
    if let Some(places) = places.get(text) {
        return places.iter().map(|place| Subject::Thing(*place)).collect();
    }
    reference(text).into_iter().collect()
}

fn relations(
    (sight, columns): (&Sight<'_>, &Columns),
    link: &format::Link,
    places: &Places<'_>,
    things: &[Thing],
) -> Result<Vec<Relation>, Remark> {
    if !sight.fits(&link.when) {
        return Ok(Vec::new());
    }
    let (from, to) = (subjects(&link.from, places), subjects(&link.to, places));
    let period = span(sight, columns, link.period.as_ref())?;
    let note = Text { en: sight.value(link.note.en.as_ref())?, zh: sight.value(link.note.zh.as_ref())? };
    let at = sight.value(link.at.as_ref())?.or_else(|| things.first().map(|thing| thing.key.clone()));
    let pair = |(from, to): (&Subject, &Subject)| Relation {
        kind: link.kind,
        from: from.clone(),
        to: to.clone(),
        stated: link.stated,
        period: period.clone(),
        at: at.clone(),
        note: note.clone(),
    };
    Ok(from.iter().flat_map(|from| to.iter().map(move |to| (from, to))).map(pair).collect())
}

/// Refuses what is longer than a name can be.
fn short(column: &str, text: &str) -> Result<(), Remark> {
    let length = text.chars().count();
    if length <= LONGEST {
        return Ok(());
    }
    let (field, raw) = (Some(column.to_owned()), Some(text.to_owned()));
    let reason = format!("a name of {length} characters; it can have {LONGEST}");
    Err(Remark { kind: NoteKind::Refused, field, raw, reason })
}

fn refused(cell: &Cell, raw: &str, reason: String) -> Remark {
    let raw = Some(raw.to_owned()).filter(|raw| !raw.is_empty());
    Remark { kind: NoteKind::Refused, field: Some(column(cell)), raw, reason }
}

/// A cell that is a date.
fn dated(sight: &Sight<'_>, cell: Option<&Cell>) -> Result<Option<String>, Remark> {
    let (Some(text), Some(cell)) = (sight.value(cell)?, cell) else { return Ok(None) };
    date::read(&text, sight.table.dates).map(Some).map_err(|reason| refused(cell, &text, reason))
}

/// A cell that is a period, as its column is to be read.
fn span(sight: &Sight<'_>, columns: &Columns, cell: Option<&Cell>) -> Result<Option<String>, Remark> {
    let (Some(text), Some(cell)) = (sight.value(cell)?, cell) else { return Ok(None) };
    let notation = (sight.table.dates, sight.table.fiscal);
    let alone = Column::default();
    let read = period::read(&text, notation, columns.find(cell).unwrap_or(&alone));
    read.map(Some).map_err(|(kind, reason)| Remark { kind, ..refused(cell, &text, reason) })
}

/// A cell that is a word of a list.
fn word(
    (sight, vocabulary): (&Sight<'_>, &Vocabulary),
    cell: Option<&Cell>,
    list: List,
) -> Result<Option<String>, Remark> {
    let (Some(text), Some(cell)) = (sight.value(cell)?, cell) else { return Ok(None) };
    match vocabulary.miss(list, &text) {
        Some(reason) => Err(refused(cell, &text, reason)),
        None => Ok(Some(text)),
    }
}
