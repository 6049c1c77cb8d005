//! Everything that the API shows: every row of every list, read once page by page, the schema, and cursors in several
//! orders. Queries are made from it, and answers compared with it.

use std::collections::HashMap;

use apollo_compiler::Schema;
use apollo_compiler::validation::Valid;
use panorama::catalogue::{Catalogue, Field, FieldKind, FilterKind, Item, Order, Type};
use panorama::plan::input::Input;
use serde_json::{Value, json};

use super::input;
use super::random::Random;
use crate::support::App;

/// The rows of one application, and what describes them.
pub(super) struct World {
    /// What each type has.
    pub(super) catalogue: Catalogue,
    /// The schema that follows from it.
    pub(super) schema: Valid<Schema>,
    rows: HashMap<&'static str, Vec<Value>>,
    places: HashMap<String, (&'static str, usize)>,
    marks: HashMap<&'static str, Vec<Marks>>,
}

/// An order of the lists of a type, and cursors in it.
pub(super) struct Marks {
    /// What `orderBy` is; none for the order of a list that asks for none.
    pub(super) order: Option<Input>,
    /// The cursors of the first page.
    pub(super) cursors: Vec<String>,
}

impl World {
    /// Reads an application.
    pub(super) async fn read(app: &App) -> Self {
        let catalogue = Catalogue::new();
        let dynamic = panorama::schema::build(&catalogue).expect("the catalogue is sound");
        let schema = Schema::parse_and_validate(panorama::schema::sdl(&dynamic), "schema.graphql");
        let schema = schema.unwrap_or_else(|faulty| panic!("{}", faulty.errors));
        let (mut rows, mut places, mut marks) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut random = Random::new(1);
        for on in catalogue.types.iter().filter(|on| on.is_listed()) {
            let Some(list) = path_to(&catalogue, "Query", on.name, 2) else {
                rows.insert(on.name, read_below(app, &catalogue, on).await);
                marks.insert(on.name, vec![Marks { order: None, cursors: Vec::new() }]);
                continue;
            };
            let found = read_rows(app, &list, &selection(&catalogue, on)).await;
            for (i, row) in found.iter().enumerate() {
                if let Some(id) = row["id"].as_str() {
                    places.insert(id.to_owned(), (on.name, i));
                }
            }
            rows.insert(on.name, found);
            let orders: Vec<Option<Input>> =
                std::iter::once(None).chain((0..6).map(|_| Some(random_order(&mut random, on)))).collect();
            let mut found = Vec::new();
            for order in orders {
                let cursors = read_cursors(app, &list, on.name, order.as_ref()).await;
                found.push(Marks { order, cursors });
            }
            marks.insert(on.name, found);
        }
        Self { catalogue, schema, rows, places, marks }
    }

    /// The types that have lists at the root.
    pub(super) fn listed(&self) -> Vec<&Type> {
        listed(&self.catalogue).collect()
    }

    /// The field of `Query` that lists a type.
    pub(super) fn root_list(&self, object: &str) -> &'static str {
        root_list(&self.catalogue, object).expect("the type is listed at the root")
    }

    /// The rows of a type, in the order of a list that asks for none.
    pub(super) fn rows(&self, object: &str) -> &[Value] {
        &self.rows[object]
    }

    /// Orders of a type with their cursors.
    pub(super) fn marks(&self, object: &str) -> &[Marks] {
        &self.marks[object]
    }

    /// The place of a row among those of its type.
    pub(super) fn place(&self, row: &Value) -> usize {
        self.places[text(&row["id"])].1
    }

    /// The rows whose global ids stand in a field of another row.
    pub(super) fn related(&self, field: &Value) -> Vec<(&Type, &Value)> {
        match field {
            Value::Object(fields) => match fields.get("id") {
                Some(id) => {
                    let (object, place) = self.places[text(id)];
                    vec![(self.catalogue.get(object), &self.rows[object][place])]
                }
                None => fields.values().flat_map(|value| self.related(value)).collect(),
            },
            Value::Array(items) => items.iter().flat_map(|item| self.related(item)).collect(),
            _ => Vec::new(),
        }
    }

    /// A value of a scalar's shape from a field of a random row, or from the rest of the row where it has none.
    pub(super) fn sample(&self, random: &mut Random, object: &str, field: &str, shape: &str) -> Option<Value> {
        let rows = self.rows.get(object)?;
        for attempt in 0..20 {
            let row = random.pick(rows);
            let mut found = Vec::new();
            for (name, value) in row.as_object().expect("a row is an object") {
                let named = name.strip_suffix("_zh").unwrap_or(name) == field || (field == "name" && name == "aliases");
                if named || attempt >= 15 {
                    leaves(value, shape, &mut found);
                }
            }
            if !found.is_empty() {
                return Some(random.one_of(&found).clone());
            }
        }
        None
    }
}

/// Up to three keys of a type's orders.
pub(super) fn random_order(random: &mut Random, on: &Type) -> Input {
    let count = 1 + random.below(3);
    let keys = random.some(&on.orders, count).into_iter().map(|order: Order| {
        let mut fields = vec![("field".to_owned(), Input::Choice(order.name.to_owned()))];
        if random.chance(70) {
            let direction = if random.chance(60) { "DESC" } else { "ASC" };
            fields.push(("direction".to_owned(), Input::Choice(direction.to_owned())));
        }
        Input::Object(fields)
    });
    Input::List(keys.collect())
}

/// The text of a JSON string; empty for anything else.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Types with a list at the root.
fn listed(catalogue: &Catalogue) -> impl Iterator<Item = &Type> {
    catalogue.types.iter().filter(|on| on.is_listed() && root_list(catalogue, on.name).is_some())
}

fn root_list(catalogue: &Catalogue, object: &str) -> Option<&'static str> {
    let fields = &catalogue.get("Query").fields;
    let list = fields.iter().find(|field| matches!(&field.kind, FieldKind::Many(many) if many.object == object));
    list.map(|field| field.name)
}

/// The fields that lead to a list of a type, through objects that need no argument.
fn path_to(catalogue: &Catalogue, on: &str, object: &str, depth: usize) -> Option<Vec<&'static str>> {
    let fields = &catalogue.get(on).fields;
    let list = fields.iter().find(|field| matches!(&field.kind, FieldKind::Many(many) if many.object == object));
    if let Some(list) = list {
        return Some(vec![list.name]);
    }
    fields.iter().filter(|_| depth > 0).find_map(|field| match &field.kind {
        FieldKind::Fixed { object: inner } | FieldKind::Single { object: inner, .. } => {
            let further = path_to(catalogue, inner, object, depth - 1)?;
            Some(std::iter::once(field.name).chain(further).collect())
        }
        _ => None,
    })
}

/// A selection at the end of a path, and where its value stands in the answer.
fn along(path: &[&str], list: &str) -> (String, String) {
    let open: String = path[..path.len() - 1].iter().map(|field| format!("{field} {{ ")).collect();
    let close = " }".repeat(path.len() - 1);
    (format!("{open}{}{list}{close}", path[path.len() - 1]), format!("/data/{}", path.join("/")))
}

/// Every value of a row, and the ids of the rows that filters and orders reach from it.
fn selection(catalogue: &Catalogue, on: &Type) -> String {
    let plain = |object: &str| {
        let fields = catalogue.get(object).fields.iter().filter(|f| matches!(f.kind, FieldKind::Scalar(_)));
        fields.map(|field| field.name).collect::<Vec<_>>().join(" ")
    };
    let fields = on.fields.iter().map(|field| {
        let name = field.name;
        match &field.kind {
            FieldKind::Scalar(scalar) if scalar.render.is_localized() => {
                format!("{name}: {name}(locale: EN) {name}_zh: {name}(locale: ZH)")
            }
            FieldKind::Scalar(_) | FieldKind::List { item: Item::Text(_), .. } => name.to_owned(),
            FieldKind::Embedded { object, .. } => format!("{name} {{ {} }}", plain(object)),
            FieldKind::One { object, .. } => format!("{name} {{ {} }}", catalogue.get(object).fields[0].name),
            FieldKind::List { item: Item::Object(object), .. } if catalogue.get(object).field("id").is_none() => {
                format!("{name} {{ {} }}", plain(object))
            }
            FieldKind::AnyNode { .. } | FieldKind::List { .. } | FieldKind::Latest { .. } => format!("{name} {{ id }}"),
            FieldKind::Many(_) if is_related(on, name) => {
                format!("{name}(first: 100) {{ nodes {{ id }} pageInfo {{ hasNextPage }} }}")
            }
            _ => String::new(),
        }
    });
    fields.collect::<Vec<_>>().join(" ")
}

fn is_related(on: &Type, name: &str) -> bool {
    on.filters.iter().any(|filter| filter.name == name && matches!(filter.kind, FilterKind::Relation { .. }))
}

async fn read_rows(app: &App, path: &[&str], selection: &str) -> Vec<Value> {
    let page =
        format!("(first: 100, after: $after) {{ nodes {{ {selection} }} pageInfo {{ hasNextPage endCursor }} }}");
    let (list, place) = along(path, &page);
    let query = format!("query($after: String) {{ {list} }}");
    let (mut rows, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut answer = app.answer(&query, json!({ "after": after })).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        let page = answer.pointer_mut(&place).expect("a page");
        rows.append(page["nodes"].as_array_mut().expect("a list"));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].take();
    }
    let cut = |field: &Value| field["pageInfo"]["hasNextPage"] == true;
    let whole = rows.iter().flat_map(|row| row.as_object()).all(|row| !row.values().any(cut));
    assert!(whole, "a row of {path:?} has more than 100 related rows: read them page by page");
    rows
}

/// The rows of a type that stands below rows of another type alone.
async fn read_below(app: &App, catalogue: &Catalogue, on: &Type) -> Vec<Value> {
    let holds = |field: &&Field| matches!(&field.kind, FieldKind::Many(many) if many.object == on.name);
    let above = listed(catalogue).find_map(|above| Some((above, above.fields.iter().find(holds)?)));
    let (above, field) = above.expect("every list can be reached");
    let list = root_list(catalogue, above.name).expect("the type is listed at the root");
    let selection = selection(catalogue, on);
    let query =
        format!("{{ {list}(first: 100) {{ nodes {{ {}(first: 100) {{ nodes {{ {selection} }} }} }} }} }}", field.name);
    let mut data = app.data(&query).await;
    let rows = data[list]["nodes"].as_array_mut().expect("a list").iter_mut();
    rows.flat_map(|row| row[field.name]["nodes"].as_array_mut().map(std::mem::take).unwrap_or_default()).collect()
}

async fn read_cursors(app: &App, path: &[&str], object: &str, order: Option<&Input>) -> Vec<String> {
    let (list, place) = along(path, "(first: 100, orderBy: $order) { edges { cursor } }");
    let query = format!("query($order: [{object}Order!]) {{ {list} }}");
    let answer = app.answer(&query, json!({ "order": order.map(input::json) })).await;
    assert_eq!(answer.get("errors"), None, "{query}");
    let edges = answer.pointer(&place).and_then(|page| page["edges"].as_array());
    let edges = edges.expect("a list");
    edges.iter().map(|edge| text(&edge["cursor"]).to_owned()).collect()
}

/// The values of a scalar's shape in a value, however deep.
fn leaves<'a>(value: &'a Value, shape: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => fields.values().for_each(|value| leaves(value, shape, found)),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, shape, found)),
        value if fits(value, shape) => found.push(value),
        _ => {}
    }
}

fn fits(value: &Value, shape: &str) -> bool {
    match (shape, value) {
        ("Float", Value::Number(_)) | ("String", Value::String(_)) => true,
        ("Int", Value::Number(number)) => number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
        ("Date", Value::String(text)) => chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok(),
        ("DateTime", Value::String(text)) => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        _ => false,
    }
}
