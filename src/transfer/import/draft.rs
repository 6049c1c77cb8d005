//! A row of a file to a draft: what it speaks of, its figures, its relations. An empty cell says nothing; what cannot be read
//! is told and left out.

use std::collections::HashMap;
use std::sync::Arc;

use entity::choice::NoteKind;
use sea_orm::ActiveEnum;

use super::cell::{Sight, column};
use super::format::{self, Cell, Format, Table, reference};
use super::read::Record;
use super::{date, number};
use crate::dataset::format::{Cite, Claim, Text};
use crate::dataset::intake::{Details, Draft, Figure, Measure, Relation, Remark, Series, Subject, Thing};
use crate::domain::naming;

/// Characters of a figure as printed that are kept.
const PRINTED: usize = 120;
/// Characters that a name, or what tells things or figures apart, can have: both databases find rows by them.
const LONGEST: usize = 300;
/// Things that a row can speak of.
const THINGS: usize = 200;

/// What all drafts of a file have in common.
pub(super) struct Frame<'a> {
    pub(super) format: &'a Format,
    pub(super) table: &'a Table,
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
        for thing in &self.table.thing {
            let first = draft.things.len();
            if sight.fits(&thing.when) {
                draft.things.extend(things(&sight, thing, &mut remarks));
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
        for claim in &self.table.claim {
            match self.figure(&sight, claim, &places, &draft.things) {
                Ok(figure) => draft.claims.extend(figure),
                Err(remark) => remarks.push(remark),
            }
        }
        for link in &self.table.link {
            match relations(&sight, link, &places, &draft.things) {
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

    /// A draft of a row that cannot be read.
    pub(super) fn refused(&self, line: u64, remark: Remark) -> Draft {
        let mut draft = self.empty(line);
        draft.remarks.push(remark);
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

    fn figure(
        &self,
        sight: &Sight<'_>,
        claim: &format::Claim,
        places: &Places<'_>,
        things: &[Thing],
    ) -> Result<Option<Figure>, Remark> {
        if !sight.fits(&claim.when) || (!claim.unless.is_empty() && sight.fits(&claim.unless)) {
            return Ok(None);
        }
        let mut about = subjects(&claim.of, places).into_iter();
        let Some(subject) = about.next() else { return Ok(None) };
        let shared = about.next().is_some();
        let (mut text_en, mut text_zh) = (sight.value(claim.text.en.as_ref())?, sight.value(claim.text.zh.as_ref())?);
        let figure = read_figure(sight, claim)?;
        let Some((figure, cmp, published)) = figure.or_else(|| {
            // Words alone are a claim, too.
            (text_en.is_some() || text_zh.is_some()).then(Default::default)
        }) else {
            return Ok(None);
        };
        let measure = match (&claim.attribute, &claim.metric) {
            (Some(cell), _) => match sight.value(Some(cell))? {
                Some(attribute) => Measure::Attribute(attribute),
                None => return Ok(None),
            },
            (None, Some(metric)) => Measure::Metric(Box::new(series(sight, metric, places)?)),
            (None, None) => return Ok(None),
        };
        let value_column = claim.value.as_ref().or(claim.low.as_ref()).or(claim.high.as_ref());
        let value_column = value_column.or(claim.text.en.as_ref()).or(claim.text.zh.as_ref());
        let value_column = value_column.map(column).unwrap_or_default();
        let key = claim.key.iter().map(|column| sight.text(column)).collect::<Vec<_>>().join("|");
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
            period: period(sight, claim.period.as_ref())?,
            base: None,
            value: figure.value,
            low: figure.low,
            high: figure.high,
            unit: sight.value(claim.unit.as_ref())?,
            cmp,
            published,
            status: choice(sight, claim.status.as_ref())?,
            text: Text { en: text_en.take(), zh: text_zh.take() },
            by,
            by_vendor: None,
            published_on: date(claim.published_on.as_ref())?,
            confidence: choice(sight, claim.confidence.as_ref())?,
            preferred: None,
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

/// A figure that was read: its numbers, its comparator, and how it is printed.
type Printed = (crate::domain::figure::Figure, Option<entity::choice::Comparator>, Option<String>);

/// The numbers of a claim; nothing where their cells are empty.
fn read_figure(sight: &Sight<'_>, claim: &format::Claim) -> Result<Option<Printed>, Remark> {
    let number = |cell: Option<&Cell>| -> Result<Option<Printed>, Remark> {
        let (Some(text), Some(cell)) = (sight.value(cell)?, cell) else { return Ok(None) };
        let wrong = |reason| refused(cell, &text, reason);
        let unit = sight.value(claim.unit.as_ref())?.unwrap_or_default();
        if number::currencies(&text).is_some_and(|codes| !codes.iter().any(|code| unit.starts_with(code))) {
            return Err(wrong(format!("the sign is that of another currency than {unit}")));
        }
        let (figure, cmp) = number::read(&text).map_err(wrong)?;
        let printed = text.chars().take(PRINTED).collect();
        Ok(Some((figure, cmp, Some(printed))))
    };
    let (value, low, high) = (number(claim.value.as_ref())?, number(claim.low.as_ref())?, number(claim.high.as_ref())?);
    if low.is_none() && high.is_none() {
        return Ok(value);
    }
    let bound = |printed: &Option<Printed>| printed.as_ref().and_then(|(figure, ..)| figure.value);
    let figure = crate::domain::figure::Figure { value: bound(&value), low: bound(&low), high: bound(&high) };
    let cmp = match (figure.value, figure.low, figure.high) {
        (None, Some(_), None) => Some(entity::choice::Comparator::AtLeast),
        (None, None, Some(_)) => Some(entity::choice::Comparator::AtMost),
        _ => None,
    };
    let printed = [low, value, high].into_iter().flatten().filter_map(|(.., printed)| printed).collect::<Vec<_>>();
    Ok(Some((figure, cmp, Some(printed.join(" – ")))))
}

/// The things that one entry of a format finds in a row.
fn things(sight: &Sight<'_>, thing: &format::Thing, remarks: &mut Vec<Remark>) -> Vec<Thing> {
    let mut told = |result: Result<Vec<String>, Remark>| {
        result.unwrap_or_else(|remark| {
            remarks.push(remark);
            Vec::new()
        })
    };
    let names = told(sight.values(&thing.name));
    let mut list = |cell: Option<&Cell>| cell.map(|cell| told(sight.values(cell))).unwrap_or_default();
    let keys = list(thing.key.as_ref());
    let (kind, country, website) =
        (list(thing.kind.as_ref()), list(thing.country.as_ref()), list(thing.website.as_ref()));
    let (also, aliases, sectors) =
        (list(thing.also.as_ref()), list(thing.aliases.as_ref()), list(thing.sectors.as_ref()));
    let (family, license, openness) =
        (list(thing.family.as_ref()), list(thing.license.as_ref()), list(thing.openness.as_ref()));
    let (disclosure, input, output) =
        (list(thing.disclosure.as_ref()), list(thing.input.as_ref()), list(thing.output.as_ref()));
    let released = dated(sight, thing.released.as_ref()).unwrap_or_else(|remark| {
        remarks.push(remark);
        None
    });
    let count = names.len();
    // Of lists side by side each has its part; one value alone is that of all, where there is one.
    let nth = |list: &[String], place: usize| match list {
        list if list.len() == count => list.get(place).filter(|text| !text.is_empty()).cloned(),
        _ => None,
    };
    let common = |list: &[String], cell: Option<&Cell>| list.first().filter(|_| is_fixed(cell)).cloned();
    let all = |list: &[String]| list.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>();
    let name_column = column(&thing.name);
    let mut found = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            continue;
        }
        let key = nth(&keys, place).unwrap_or_else(|| name.clone());
        let further = nth(&also, place).into_iter().chain(all(&aliases));
        if let Some(remark) =
            [name.clone(), key.clone()].into_iter().chain(further).find_map(|text| short(&name_column, &text).err())
        {
            remarks.push(remark);
            continue;
        }
        if thing.nameless.contains(&name) {
            remarks.push(Remark {
                kind: NoteKind::Ambiguous,
                field: Some(name_column.clone()),
                raw: Some(name),
                reason: "the publisher gives this name to many".to_owned(),
            });
            continue;
        }
        found.push(Thing {
            kind: Some(thing.is),
            key,
            name,
            column: name_column.clone(),
            make: thing.make,
            unique: thing.unique,
            quiet: thing.quiet,
            details: Details {
                also: nth(&also, place),
                aliases: if count == 1 { all(&aliases) } else { Vec::new() },
                kind: nth(&kind, place).or_else(|| common(&kind, thing.kind.as_ref())),
                country: nth(&country, place).or_else(|| common(&country, thing.country.as_ref())),
                website: nth(&website, place),
                sectors: all(&sectors),
                released: released.clone(),
                family: nth(&family, place),
                license: nth(&license, place),
                openness: nth(&openness, place).or_else(|| openness.first().cloned()),
                disclosure: nth(&disclosure, place).or_else(|| disclosure.first().cloned()),
                input: all(&input),
                output: all(&output),
                ..Details::default()
            },
        });
    }
    found
}

/// True for a value that stands in the format, not in a column.
fn is_fixed(cell: Option<&Cell>) -> bool {
    matches!(cell, Some(Cell::Recipe(recipe)) if recipe.column.is_none())
}

/// Says which things of a row are the makers, base and company of others.
fn join(thing: &format::Thing, places: &Places<'_>, things: &mut [Thing]) {
    let of = |id: &Option<String>| id.as_deref().and_then(|id| places.get(id)).cloned().unwrap_or_default();
    let (makers, base, parent) = (of(&thing.makers), of(&thing.base), of(&thing.parent));
    for place in places.get(thing.id.as_str()).into_iter().flatten() {
        let details = &mut things[*place].details;
        details.makers.clone_from(&makers);
        details.base = base.first().copied();
        details.parent = parent.first().copied();
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
    sight: &Sight<'_>,
    link: &format::Link,
    places: &Places<'_>,
    things: &[Thing],
) -> Result<Vec<Relation>, Remark> {
    if !sight.fits(&link.when) {
        return Ok(Vec::new());
    }
    let (from, to) = (subjects(&link.from, places), subjects(&link.to, places));
    let period = period(sight, link.period.as_ref())?;
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

/// The metric of a claim: its texts name things of the table by their places, columns by what they say.
fn series(sight: &Sight<'_>, metric: &format::Metric, places: &Places<'_>) -> Result<Series, Remark> {
    let fill = |template: &str, slug: bool| -> Result<String, Remark> {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
        {
            filled.push_str(before);
            let part = match places.get(name).map(|places| places.first()) {
                Some(place) => place.map(|place| format!("{{{place}}}")),
                None if slug => naming::slug(sight.text(name)),
                None => Some(sight.text(name).to_owned()).filter(|text| !text.is_empty()),
            };
            filled.push_str(&part.ok_or_else(|| Remark {
                kind: NoteKind::Refused,
                field: Some(name.to_owned()),
                raw: None,
                reason: "the figure's metric is named after it, and it is empty".to_owned(),
            })?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    };
    let region = sight.value(metric.region.as_ref())?;
    if let (None, Some(cell)) = (&region, &metric.region) {
        return Err(refused(cell, "", "the region is not known".to_owned()));
    }
    Ok(Series {
        slug: fill(&metric.slug, true)?,
        en: metric.en.as_deref().map(|text| fill(text, false)).transpose()?,
        zh: metric.zh.as_deref().map(|text| fill(text, false)).transpose()?,
        about: metric.about.clone(),
        kind: metric.kind,
        unit: metric.unit.clone(),
        region,
        sector: metric.sector.clone(),
    })
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
    Remark { kind: NoteKind::Refused, field: Some(column(cell)), raw: Some(raw.to_owned()), reason }
}

/// A cell that is a date.
fn dated(sight: &Sight<'_>, cell: Option<&Cell>) -> Result<Option<String>, Remark> {
    let (Some(text), Some(cell)) = (sight.value(cell)?, cell) else { return Ok(None) };
    date::read(&text, sight.table.dates).map(Some).map_err(|reason| refused(cell, &text, reason))
}

/// A cell that is a date or a span of time: 2024/2026, P3Y.
fn period(sight: &Sight<'_>, cell: Option<&Cell>) -> Result<Option<String>, Remark> {
    let (Some(text), Some(cell)) = (sight.value(cell)?, cell) else { return Ok(None) };
    if crate::domain::period::Period::parse(&text).is_some() {
        return Ok(Some(text));
    }
    date::read(&text, sight.table.dates).map(Some).map_err(|reason| refused(cell, &text, reason))
}

/// A cell that is a value of a closed list.
fn choice<E: ActiveEnum<Value = String>>(sight: &Sight<'_>, cell: Option<&Cell>) -> Result<Option<E>, Remark> {
    let (Some(text), Some(cell)) = (sight.value(cell)?, cell) else { return Ok(None) };
    let value = E::try_from_value(&text);
    value.map(Some).map_err(|_| refused(cell, &text, format!("this is not a value of {}", E::name())))
}
