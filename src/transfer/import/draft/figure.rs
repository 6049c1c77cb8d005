//! The numbers of a row, and the metrics that they are of.

use entity::choice::{Comparator, NoteKind};

use super::{Places, refused, short, word};
use crate::domain::figure::Figure;
use crate::domain::naming;
use crate::transfer::import::cell::Sight;
use crate::transfer::import::format::{self, Cell};
use crate::transfer::import::number;
use crate::transfer::import::vocabulary::{List, Vocabulary};
use crate::write::record::Text;
use crate::write::{Remark, Series};

/// Characters of a figure as printed that are kept.
const PRINTED: usize = 120;

/// A figure that was read: its numbers, its comparator, and how it is printed.
type Printed = (Figure, Option<Comparator>, Option<String>);

/// The numbers of a claim; nothing where their cells are empty.
pub(super) fn read_figure(sight: &Sight<'_>, claim: &format::Claim) -> Result<Option<Printed>, Remark> {
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
    let (amount, amount_sign) = part((&value, claim.value.as_ref()), "a value", |figure| figure.value)?;
    let (below, below_sign) = part((&low, claim.low.as_ref()), "a lower bound", |figure| figure.low.or(figure.value))?;
    let (above, above_sign) =
        part((&high, claim.high.as_ref()), "an upper bound", |figure| figure.high.or(figure.value))?;
    let figure = Figure { value: amount, low: below, high: above };
    let strict = below_sign == Some(Comparator::GreaterThan) || above_sign == Some(Comparator::LessThan);
    if let Some(cell) = claim.high.as_ref().filter(|_| strict && below.is_some() && below == above) {
        let raw = high.and_then(|(.., text)| text).unwrap_or_default();
        return Err(refused(cell, &raw, "nothing is above the lower bound and below this".to_owned()));
    }
    let cmp = match (amount, below, above) {
        (None, Some(_), None) => below_sign.filter(|cmp| *cmp == Comparator::GreaterThan).or(Some(Comparator::AtLeast)),
        (None, None, Some(_)) => above_sign.filter(|cmp| *cmp == Comparator::LessThan).or(Some(Comparator::AtMost)),
        _ => amount_sign,
    };
    let printed = [low, value, high].into_iter().flatten().filter_map(|(.., printed)| printed).collect::<Vec<_>>();
    Ok(Some((figure, cmp, Some(printed.join(" – ")))))
}

/// The one number that a cell beside others is to have, and how it is to be read; none where it has another one.
fn part(
    (printed, cell): (&Option<Printed>, Option<&Cell>),
    what: &str,
    number: impl Fn(&Figure) -> Option<f64>,
) -> Result<(Option<f64>, Option<Comparator>), Remark> {
    let (Some((figure, cmp, text)), Some(cell)) = (printed, cell) else { return Ok((None, None)) };
    let numbers = [figure.value, figure.low, figure.high].into_iter().flatten().count();
    match number(figure).filter(|_| numbers == 1) {
        Some(number) => Ok((Some(number), *cmp)),
        None => Err(refused(cell, text.as_deref().unwrap_or_default(), format!("this is not {what}"))),
    }
}

/// The words of a claim as they are printed, where a column has them; longer ones stand as its text alone.
pub(super) fn printed(sight: &Sight<'_>, claim: &format::Claim) -> Option<String> {
    let cells = [&claim.text.en, &claim.text.zh].into_iter().flatten();
    let text = cells.filter_map(|cell| sight.printed(cell)).find(|text| !text.is_empty())?;
    (text.chars().count() <= PRINTED).then(|| text.to_owned())
}

/// What a column puts into a text.
#[derive(Clone, Copy)]
enum Part {
    /// What the column says.
    Text,
    /// Its slug.
    Slug,
    /// What all spellings of it have in common.
    Name,
}

/// The slug of a claim's metric, and what it is named after where that is a column.
pub(super) fn name(
    sight: &Sight<'_>,
    metric: &format::Metric,
    places: &Places<'_>,
) -> Result<(String, Option<String>), Remark> {
    let of_column = format::placeholders(&metric.slug).any(|name| !places.contains_key(name));
    let name = of_column.then(|| fill((sight, places), &metric.slug, Part::Name)).transpose()?;
    name.iter().try_for_each(|name| short(&metric.slug, name))?;
    Ok((fill((sight, places), &metric.slug, Part::Slug)?, name))
}

/// The metric of a claim.
pub(super) fn series(
    (sight, vocabulary): (&Sight<'_>, &Vocabulary),
    metric: &format::Metric,
    places: &Places<'_>,
) -> Result<Series, Remark> {
    let region = word((sight, vocabulary), metric.region.as_ref(), List::Region)?;
    if let (None, Some(cell)) = (&region, &metric.region) {
        return Err(refused(cell, "", "the region is not known".to_owned()));
    }
    let (slug, name) = name(sight, metric, places)?;
    let part = |template: &str, as_part| fill((sight, places), template, as_part);
    let text = |template: &Option<String>| template.as_deref().map(|text| part(text, Part::Text)).transpose();
    let unit = part(&metric.unit, Part::Text)?;
    if let Some(reason) = vocabulary.miss(List::Unit, &unit) {
        let columns = format::placeholders(&metric.unit).collect::<Vec<_>>().join(" / ");
        return Err(Remark { kind: NoteKind::Refused, field: Some(columns), raw: Some(unit), reason });
    }
    Ok(Series {
        slug,
        name,
        en: text(&metric.en)?,
        zh: text(&metric.zh)?,
        about: Text { en: text(&metric.about.en)?, zh: text(&metric.about.zh)? },
        kind: metric.kind,
        unit,
        region,
        sector: metric.sector.as_deref().map(|text| part(text, Part::Slug)).transpose()?,
    })
}

/// A text of a metric: it names things of the table by their places, columns by what they say.
fn fill((sight, places): (&Sight<'_>, &Places<'_>), template: &str, as_part: Part) -> Result<String, Remark> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
    {
        filled.push_str(before);
        let text = sight.text(name);
        short(name, text)?;
        let part = match (places.get(name).map(|places| places.first()), as_part) {
            (Some(place), _) => place.map(|place| format!("{{{place}}}")),
            (None, Part::Slug) => naming::slug_of_part(text),
            (None, Part::Name) => Some(naming::same(text)),
            (None, Part::Text) => Some(text.to_owned()).filter(|text| !text.is_empty()),
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
}
