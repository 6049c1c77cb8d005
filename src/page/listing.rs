//! Lists with filters, an order and pages. Each is one document; what it can be filtered and ordered by, and what its columns show, is
//! a file of its own.

use std::collections::BTreeMap;

use askama::Template;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};

use super::answer::Group;
use super::ask::{Trouble, ask};
use super::away::Away;
use super::cell::Cell;
use super::form::{Field, Form};
use super::frame::{Frame, Question};
use super::visit::Visit;
use super::words::Words;
use crate::error::Code;
use crate::nearest::{ask as asking, nearest};
use crate::service::{Caller, Service};

/// Rows of a page.
const ROWS: u32 = 50;

/// The filter whose values are codes of countries.
const COUNTRY: &str = "country";

/// A word of either language.
pub(super) type Word = fn(&Words) -> &'static str;

/// A list of things of one sort; the type itself is one of them.
pub(super) trait Listing: DeserializeOwned {
    /// The document; its field at the root is called `page`, takes `$filter`, `$orderBy` and a page's arguments, and has beside it
    /// `choices`: groups of all there is, each under the name of a filter. Figures follow `$asOf`, where there are any.
    const DOCUMENT: &str;
    /// What the list is called.
    const TITLE: Word;
    /// What its export is called.
    const EXPORT: &str;
    /// What the search for a text is in: a name or a title.
    const TEXT: &str;
    /// What it can be filtered by, besides a text.
    const FILTERS: &[Filter];
    /// What it shows, the name first.
    const COLUMNS: &[Column];

    /// What stands in the columns.
    fn cells(&self, frame: &Frame<'_>) -> Vec<Cell>;
}

/// What a list can be filtered by.
pub(super) struct Filter {
    /// The option of an address.
    pub(super) name: &'static str,
    pub(super) word: Word,
    /// The condition as the API takes it.
    pub(super) condition: fn(&str) -> Json,
}

/// What a list shows.
pub(super) struct Column {
    pub(super) word: Word,
    pub(super) order: Option<Order>,
}

/// What a list can be ordered by.
pub(super) struct Order {
    /// What an address says; with a hyphen before it the other way round.
    pub(super) name: &'static str,
    /// What the API says.
    pub(super) field: &'static str,
    /// Which way is looked for first.
    pub(super) first: Way,
}

/// Which way a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The least first.
    Up,
    /// The greatest first.
    Down,
}

impl Order {
    /// An order whose least come first.
    pub(super) const fn up(name: &'static str, field: &'static str) -> Option<Self> {
        Some(Self { name, field, first: Way::Up })
    }

    /// An order whose greatest come first.
    pub(super) const fn down(name: &'static str, field: &'static str) -> Option<Self> {
        Some(Self { name, field, first: Way::Down })
    }

    /// How the API says it.
    fn argument(&self, way: Way) -> Json {
        json!([{ "field": self.field, "direction": if way == Way::Up { "ASC" } else { "DESC" } }])
    }

    /// How an address says it.
    fn option(&self, way: Way) -> String {
        match way {
            Way::Up => self.name.to_owned(),
            Way::Down => format!("-{}", self.name),
        }
    }
}

/// What documents of lists answer with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    nodes: Vec<T>,
    total_count: usize,
    page_info: Ends,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ends {
    has_next_page: bool,
    has_previous_page: bool,
    start_cursor: Option<String>,
    end_cursor: Option<String>,
}

/// The head of a column.
struct Head {
    title: &'static str,
    /// Where it is ordered by.
    href: Option<String>,
    /// Which way it is ordered by now, as ARIA says it.
    sorted: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "listing/listing.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    title: &'static str,
    total: usize,
    form: Form<'a>,
    heads: Vec<Head>,
    rows: Vec<Vec<Cell>>,
    before: Option<String>,
    after: Option<String>,
    away: Away<'a>,
}

/// A list, as HTML.
///
/// # Errors
/// What is to be said instead.
pub(super) async fn list<L: Listing>(service: &Service, visit: &Visit, caller: &Caller) -> Result<String, Trouble> {
    if visit.wrong.is_some() {
        return Err(Trouble::Wrong);
    }
    let order = order::<L>(visit)?;
    let mut variables = Map::from_iter([("locale".to_owned(), Json::from(if visit.chinese { "ZH" } else { "EN" }))]);
    let asked = [("filter", filter::<L>(visit)), ("orderBy", order.map(|(order, way)| order.argument(way)))];
    variables.extend(asked.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    let follows_day = L::DOCUMENT.contains("$asOf");
    variables.extend(visit.day().filter(|_| follows_day).map(|day| ("asOf".to_owned(), Json::from(day))));
    let size = if visit.option("before").is_some() { "last" } else { "first" };
    variables.insert(size.to_owned(), Json::from(ROWS));
    for cursor in ["after", "before"] {
        if let Some(text) = visit.option(cursor) {
            variables.insert(cursor.to_owned(), Json::from(text));
        }
    }
    let question = Question::new(visit, L::DOCUMENT, &variables);
    let [filter, order_by] = ["filter", "orderBy"].map(|name| variables.get(name).cloned());
    let data = ask::<Page<L>>(service, L::DOCUMENT, variables, caller).await?;
    let frame = Frame::new(visit, question, data.dataset, data.warnings);
    let frame = if follows_day { frame } else { frame.of_now() };
    let away = Away::of(&frame, L::EXPORT, filter.as_ref(), order_by.as_ref(), (L::TITLE)(frame.words));
    written(&frame, &data.page, &data.choices, order, away).render().map_err(|error| Trouble::fault(&error))
}

/// The order that an address asks for.
fn order<L: Listing>(visit: &Visit) -> Result<Option<(&'static Order, Way)>, Trouble> {
    let Some(asked) = visit.option("order") else { return Ok(None) };
    let (name, way) = asked.strip_prefix('-').map_or((asked, Way::Up), |name| (name, Way::Down));
    let orders = L::COLUMNS.iter().filter_map(|column| column.order.as_ref());
    let found = orders.clone().find(|order| order.name == name);
    found.map(|order| Some((order, way))).ok_or_else(|| {
        let names: Vec<&str> = orders.map(|order| order.name).collect();
        let message = format!("order is one of {}, with a hyphen before it for the other way round", names.join(", "));
        Trouble::Refused(Code::BadRequest, asking(&message, &nearest(name, names)))
    })
}

/// The conditions that an address asks for.
fn filter<L: Listing>(visit: &Visit) -> Option<Json> {
    let text = visit.option("q").map(|text| json!({ L::TEXT: { "contains": text } }));
    let conditions = L::FILTERS.iter().filter_map(|filter| Some((filter.condition)(visit.option(filter.name)?)));
    let all: Vec<Json> = text.into_iter().chain(conditions).collect();
    (!all.is_empty()).then(|| json!({ "and": all }))
}

fn written<'a, L: Listing>(
    frame: &'a Frame<'a>,
    page: &Page<L>,
    choices: &BTreeMap<String, Vec<Group>>,
    order: Option<(&'static Order, Way)>,
    away: Away<'a>,
) -> Written<'a> {
    let (visit, words) = (frame.visit, frame.words);
    let turned = |set: &[(&str, &str)]| visit.with(&[&[("after", ""), ("before", "")], set].concat());
    let head = |column: &Column| {
        let now = column.order.as_ref().zip(order).filter(|(own, (asked, _))| own.name == asked.name);
        let way = now.map(|(_, (_, way))| way);
        let href = column.order.as_ref().map(|own| {
            let next = match way {
                Some(Way::Up) => Way::Down,
                Some(Way::Down) => Way::Up,
                None => own.first,
            };
            turned(&[("order", &own.option(next))])
        });
        let sorted = way.map(|way| if way == Way::Up { "ascending" } else { "descending" });
        Head { title: (column.word)(words), href, sorted }
    };
    let text = Field::text(frame, "q", words.name);
    let fields = L::FILTERS
        .iter()
        .map(|filter| (filter, if filter.name == COUNTRY { Field::of_countries } else { Field::of_groups }))
        .map(|(filter, field)| field(frame, filter.name, (filter.word)(words), choices.get(filter.name)));
    let fields: Vec<Field> = [text].into_iter().chain(fields).collect();
    let is_filtered = fields.iter().any(|field| !field.value.is_empty());
    let none: Vec<(&str, &str)> = fields.iter().map(|field| (field.name, "")).collect();
    let ends = &page.page_info;
    let to = |name: &str, cursor: &Option<String>| cursor.as_deref().map(|cursor| turned(&[(name, cursor)]));
    Written {
        frame,
        title: (L::TITLE)(words),
        total: page.total_count,
        form: Form::new(frame, fields, &["order", "asOf", "locale"]).with_way_out(is_filtered.then(|| turned(&none))),
        heads: L::COLUMNS.iter().map(head).collect(),
        rows: page.nodes.iter().map(|row| row.cells(frame)).collect(),
        away,
        before: to("before", &ends.start_cursor).filter(|_| ends.has_previous_page),
        after: to("after", &ends.end_cursor).filter(|_| ends.has_next_page),
    }
}
