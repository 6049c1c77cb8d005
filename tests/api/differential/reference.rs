//! What lists ought to answer, found the slow and obvious way: all rows of a type, filtered, sorted and grouped one by
//! one. Filters, orders and groups are named like the fields that they read; the few that are not are listed here.

use std::cmp::Ordering;

use panorama::catalogue::{Filter, FilterKind, Order, Type};
use panorama::fold::fold;
use panorama::plan::global_id;
use panorama::plan::input::Input;
use serde_json::{Value, json};

use super::condition::{all, all_operators, any, compare, names, names_of, nulls_last, quantified, subject, timed};
use super::input;
use super::world::{World, text};

/// Evaluates lists over the rows of a world.
pub(super) struct Reference<'a>(pub(super) &'a World);

impl<'a> Reference<'a> {
    /// The rows of a list in its order.
    pub(super) fn list(&self, on: &Type, filter: Option<&Input>, order: Option<&Input>) -> Vec<&'a Value> {
        let fulfils = |row: &&Value| filter.is_none_or(|filter| self.holds(on, row, filter) == Some(true));
        let mut rows: Vec<&Value> = self.0.rows(on.name).iter().filter(fulfils).collect();
        let asked = order.map_or(&[] as &[Input], Input::items).iter().map(|key| {
            let name = key.get("field").and_then(Input::text).expect("a key has a field");
            let order = on.orders.iter().find(|order| order.name == name).expect("the order is the type's");
            (order, key.get("direction").and_then(Input::text) == Some("DESC"))
        });
        let mut keys: Vec<(&Order, bool)> = asked.collect();
        if keys.is_empty() {
            keys = own_order(on);
        }
        rows.sort_by(|a, b| {
            let by_key = keys.iter().map(|(order, descending)| {
                let (a, b) = (self.order_value(a, order.name), self.order_value(b, order.name));
                nulls_last(&a, &b, *descending)
            });
            by_key.fold(Ordering::Equal, Ordering::then).then_with(|| row_id(a).cmp(&row_id(b)))
        });
        rows
    }

    /// Groups of rows with their keys, the largest first.
    pub(super) fn groups(&self, rows: &[&'a Value], by: &[&str]) -> Vec<(Vec<Value>, Vec<&'a Value>)> {
        let mut groups: Vec<(Vec<Value>, Vec<&Value>)> = Vec::new();
        for &row in rows {
            for keys in self.group_keys(row, by) {
                match groups.iter_mut().find(|(found, _)| *found == keys) {
                    Some((_, members)) => members.push(row),
                    None => groups.push((keys, vec![row])),
                }
            }
        }
        groups.sort_by(|(a_keys, a), (b_keys, b)| {
            let by_key = a_keys.iter().zip(b_keys).map(|(a, b)| nulls_last(a, b, false));
            b.len().cmp(&a.len()).then(by_key.fold(Ordering::Equal, Ordering::then))
        });
        groups
    }

    fn holds(&self, on: &Type, row: &Value, filter: &Input) -> Option<bool> {
        all(filter.fields().iter().map(|(name, value)| match name.as_str() {
            "and" => all(value.items().iter().map(|item| self.holds(on, row, item))),
            "or" => any(value.items().iter().map(|item| self.holds(on, row, item))),
            "not" => self.holds(on, row, value).map(|holds| !holds),
            _ => {
                let condition = on.filters.iter().find(|filter| filter.name == name);
                self.condition(condition.expect("the filter is the type's"), row, value)
            }
        }))
    }

    fn condition(&self, condition: &Filter, row: &Value, input: &Input) -> Option<bool> {
        let value = match condition.name {
            "normalized" => &row["normalized"]["value"],
            "unit" => &row["unit"]["code"],
            "periodStart" => &row["period"]["start"],
            "periodEnd" => &row["period"]["end"],
            "links" => &Value::Null,
            name => row.get(name).unwrap_or_else(|| panic!("no field is named like the filter {name}")),
        };
        let related = || self.0.related(value);
        match &condition.kind {
            FilterKind::Flag(_) => Some(*value == input::json(input)),
            FilterKind::Names(_) => all_operators(input, |operator, operand| names(&names_of(row), operator, operand)),
            FilterKind::Aliases(_) => {
                let aliases: Vec<&Value> = value.as_array().expect("aliases are a list").iter().collect();
                all_operators(input, |operator, operand| names(&aliases, operator, operand))
            }
            FilterKind::Links { .. } => {
                let rows = self.links(row, input.get("direction").and_then(Input::text));
                let on = self.0.catalogue.get("Link");
                let holds = |filter: &Input| rows.iter().map(|row| self.holds(on, row, filter)).collect();
                quantified(&input.without("direction"), rows.len(), holds)
            }
            FilterKind::Text { exact, .. } if exact.len() > 1 => {
                let texts = [value, &row[format!("{}_zh", condition.name)]];
                all_operators(input, |operator, operand| names(&texts, operator, operand))
            }
            // Of a row that is not there only that is known, and the empty filter asks for it.
            FilterKind::One { .. } => match related().first() {
                Some((on, row)) => self.holds(on, row, input),
                None => input.fields().is_empty().then_some(false),
            },
            FilterKind::Relation { .. } => {
                let rows = related();
                quantified(input, rows.len(), |filter| {
                    rows.iter().map(|(on, row)| self.holds(on, row, filter)).collect()
                })
            }
            FilterKind::Subject { .. } => all(related().iter().map(|(on, row)| self.subject(on, row, input))),
            FilterKind::Subjects { .. } => {
                let rows = related();
                quantified(input, rows.len(), |filter| {
                    rows.iter().map(|(on, row)| self.subject(on, row, filter)).collect()
                })
            }
            FilterKind::Slice => panic!("slices are evaluated where they are tested"),
            FilterKind::Date(_) | FilterKind::DateTime(_) => {
                all_operators(input, |operator, operand| timed(value, operator, operand))
            }
            FilterKind::Code { .. } => {
                all_operators(input, |operator, operand| compare(value, operator, &in_upper_case(operand)))
            }
            _ => all_operators(input, |operator, operand| compare(value, operator, operand)),
        }
    }

    /// The links of a row by the side on which it stands.
    fn links(&self, row: &Value, direction: Option<&str>) -> Vec<&'a Value> {
        let ends = |link: &Value| {
            let (out, into) = (link["from"]["id"] == row["id"], link["to"]["id"] == row["id"]);
            match direction {
                Some("OUT") => out,
                Some("IN") => into,
                _ => out || into,
            }
        };
        self.0.rows("Link").iter().filter(|link| ends(link)).collect()
    }

    /// A condition on a part of the chain of any type: its own slug and names, or those of something that it is a part of.
    fn subject(&self, on: &Type, row: &'a Value, input: &Input) -> Option<bool> {
        let mut wholes = vec![row];
        if input.get("deep") == Some(&Input::Bool(true)) {
            let mut seen = 0;
            while let Some(part) = wholes.get(seen).copied() {
                seen += 1;
                let links = self.links(part, Some("OUT")).into_iter().filter(|link| link["kind"] == "PART_OF");
                let above =
                    links.flat_map(|link| self.0.related(&link["to"])).filter(|(other, _)| other.name == on.name);
                wholes.extend(above.map(|(_, row)| row));
            }
        }
        all(input.without("deep").fields().iter().map(|(name, value)| {
            any(wholes.iter().map(|whole| subject(on, whole, &Input::Object(vec![(name.clone(), value.clone())]))))
        }))
    }

    fn order_value(&self, row: &Value, name: &str) -> Value {
        match name {
            "NAME" => json!(fold(text(&row["name"]))),
            "VENDOR_NAME" => self.0.related(&row["vendor"]).first().map(|(_, maker)| fold(text(&maker["name"]))).into(),
            "MODEL_COUNT" => json!(self.0.related(&row["models"]).len()),
            "VENDOR_COUNT" => json!(self.0.related(&row["vendors"]).len()),
            "NORMALIZED" => row["normalized"]["value"].clone(),
            // The tree's own order is that of a list that asks for none.
            "POSITION" => json!(self.0.place(row)),
            "PERIOD_START" => row["period"]["start"].clone(),
            "PERIOD_END" => row["period"]["end"].clone(),
            name => field_named(row, name).clone(),
        }
    }

    /// The groups that a row is in: several where it belongs to several sectors.
    fn group_keys(&self, row: &Value, by: &[&str]) -> Vec<Vec<Value>> {
        let mut found = vec![Vec::new()];
        for name in by {
            // A metric is about one at most.
            let related = || ["sectors", "sector"].into_iter().flat_map(|field| self.0.related(&row[field]));
            let sectors = || related().map(|(_, sector)| sector["slug"].clone()).collect();
            let keys: Vec<Value> = match *name {
                "SECTOR" => sectors(),
                "FROM_SECTOR" => self.sectors_of_end(&row["from"]),
                "TO_SECTOR" => self.sectors_of_end(&row["to"]),
                name => vec![self.group_key(row, name)],
            };
            let keys = if keys.is_empty() { vec![Value::Null] } else { keys };
            found = found
                .iter()
                .flat_map(|known| keys.iter().map(|key| [known.as_slice(), std::slice::from_ref(key)].concat()))
                .collect();
        }
        found
    }

    /// Slugs of the sectors that an end of a link belongs to, or is.
    fn sectors_of_end(&self, end: &Value) -> Vec<Value> {
        let ends = self.0.related(end);
        let sectors = ends.iter().flat_map(|(on, row)| match on.name {
            "Sector" => vec![row["slug"].clone()],
            _ => self.0.related(&row["sectors"]).iter().map(|(_, sector)| sector["slug"].clone()).collect(),
        });
        sectors.collect()
    }

    fn group_key(&self, row: &Value, name: &str) -> Value {
        let related = |field: &str, wanted: &str| match self.0.related(&row[field]).first() {
            Some((_, other)) => other[wanted].clone(),
            None => Value::Null,
        };
        match name {
            "VENDOR" => related("vendor", "slug"),
            "VENDOR_COUNTRY" => related("vendor", "country"),
            "SOURCE" => related("source", "slug"),
            "UNIT" => row["unit"]["code"].clone(),
            "YEAR" | "QUARTER" | "MONTH" => bucket(&row["period"]["start"], &row["period"]["precision"], name),
            "RELEASE_YEAR" | "RELEASE_QUARTER" | "RELEASE_MONTH" => {
                bucket(&row["releasedOn"], &row["releasePrecision"], name)
            }
            "PUBLISHED_YEAR" | "PUBLISHED_QUARTER" | "PUBLISHED_MONTH" => {
                bucket(&row["publishedOn"], &row["publishedPrecision"], name)
            }
            name => field_named(row, name).clone(),
        }
    }
}

/// The year, quarter or month of a date, as far as it is known.
fn bucket(date: &Value, precision: &Value, name: &str) -> Value {
    let Some(date) = date.as_str() else { return Value::Null };
    let month = || date[5..7].parse::<u32>().expect("a date has a month");
    match (name.rsplit('_').next(), text(precision)) {
        (Some("YEAR"), _) => json!(date[..4]),
        (Some("QUARTER"), "DAY" | "MONTH" | "QUARTER") => json!(format!("{}-Q{}", &date[..4], month().div_ceil(3))),
        (Some("MONTH"), "DAY" | "MONTH") => json!(date[..7]),
        _ => Value::Null,
    }
}

/// What codes are asked for in, whatever case that is.
fn in_upper_case(operand: &Value) -> Value {
    match operand {
        Value::String(code) => json!(fold(code).to_uppercase()),
        Value::Array(codes) => codes.iter().map(in_upper_case).collect(),
        other => other.clone(),
    }
}

/// The order of a list that asks for none.
fn own_order(on: &Type) -> Vec<(&Order, bool)> {
    let named = |name: &str| on.orders.iter().find(|order| order.name == name).expect("the order is the type's");
    match on.name {
        "Model" => vec![(named("RELEASED_ON"), true), (named("SLUG"), false)],
        "Sector" => vec![(named("POSITION"), false)],
        _ => {
            let own = on.default_order.iter().map(|key| {
                let order = on.orders.iter().find(|order| order.expression == key.expression);
                (order.expect("a default order is one that can be asked for"), key.descending)
            });
            own.collect()
        }
    }
}

fn row_id(row: &Value) -> i64 {
    global_id::decode(text(&row["id"])).expect("a row has a global id").1
}

/// The field that an order or a group is named after: `RELEASED_ON` for `releasedOn`.
fn field_named<'a>(row: &'a Value, name: &str) -> &'a Value {
    let mut words = name.split('_').map(str::to_lowercase);
    let first = words.next().unwrap_or_default();
    let rest = words.map(|word| format!("{}{}", word[..1].to_uppercase(), &word[1..]));
    let field = std::iter::once(first).chain(rest).collect::<String>();
    row.get(&field).unwrap_or_else(|| panic!("no field is named like {name}"))
}
