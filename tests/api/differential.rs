//! Generated queries: both databases give the same bytes, and lists are what a plain evaluation of all rows finds.
//! What is generated follows from the schema and the catalogue, so that a new field is covered as soon as it is there.

mod arguments;
mod condition;
mod generate;
mod input;
mod list;
mod operand;
mod random;
mod reference;
mod world;

use std::collections::BTreeSet;

use panorama::config::Settings;
use panorama::limits::Limit;
use panorama::plan::input::Input;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use self::generate::Draft;
use self::list::List;
use self::world::{World, text};
use crate::import::bring_samples;
use crate::support::{App, Backend, TestDatabase, on_each, run};

/// Queries that must be answered, and queries with faults that must be refused, alike on both databases.
const QUERIES: u64 = 2_000;
const FAULTY_QUERIES: u64 = 400;
/// Lists that are compared with a plain evaluation, on each database.
const LISTS: u64 = 200;
/// Conditions on each relation.
const RELATIONS: usize = 5;

#[test]
fn generated_queries_are_answered_alike_on_both_databases() {
    let (sqlite, postgres) = (imported(Backend::Sqlite), imported(Backend::Postgres));
    run(async {
        let world = world(sqlite).await;
        let (mut asked, mut too_large) = (BTreeSet::new(), 0);
        for seed in 0..QUERIES {
            let mut draft = Draft::new(world, seed);
            let mut call = draft.call();
            call["extensions"] = json!({ "cost": true });
            let answer = alike(sqlite, postgres, seed, &call).await;
            if answer["errors"][0]["extensions"]["code"] == "TOO_MANY_CONDITIONS" {
                too_large += 1;
                continue;
            }
            assert_eq!(answer.get("errors"), None, "{}", shown(seed, &call));
            assert_counted(seed, &call, &answer);
            asked.append(&mut draft.asked);
        }
        let missing: Vec<String> = everything(world).into_iter().filter(|name| !asked.contains(name)).collect();
        assert!(missing.is_empty(), "no query asked for {missing:?}");
        assert!(too_large < 10, "{too_large} of the queries were too large");
    });
}

#[test]
fn faulty_queries_are_refused_alike_on_both_databases() {
    let (sqlite, postgres) = (imported(Backend::Sqlite), imported(Backend::Postgres));
    run(async {
        let world = world(sqlite).await;
        let mut codes = BTreeSet::new();
        for seed in 0..FAULTY_QUERIES {
            let mut draft = Draft::new(world, seed);
            draft.faulty = true;
            let call = draft.call();
            let answer = alike(sqlite, postgres, seed, &call).await;
            let errors = answer["errors"].as_array().cloned().unwrap_or_default();
            codes.extend(errors.iter().map(|error| text(&error["extensions"]["code"]).to_owned()));
        }
        let refusals = [
            "ARGUMENT_INVALID",
            "CURSOR_INVALID",
            "FILTER_INVALID",
            "ID_INVALID",
            "NOT_FOUND",
            "PAGE_SIZE_OUT_OF_RANGE",
            "VALIDATION_FAILED",
            "VARIABLE_INVALID",
        ];
        assert_eq!(codes.iter().map(String::as_str).collect::<Vec<_>>(), refusals);
    });
}

#[test]
fn both_databases_hold_the_same_rows_in_the_same_order() {
    let (sqlite, postgres) = (imported(Backend::Sqlite), imported(Backend::Postgres));
    run(async {
        let (one, other) = (World::read(sqlite).await, World::read(postgres).await);
        for on in one.listed() {
            assert!(!one.rows(on.name).is_empty(), "{}", on.name);
            assert_eq!(one.rows(on.name), other.rows(on.name), "{}", on.name);
        }
    });
}

#[test]
fn numbers_of_groups_are_the_same_on_both_databases() {
    let (sqlite, postgres) = (imported(Backend::Sqlite), imported(Backend::Postgres));
    run(async {
        let world = world(sqlite).await;
        for on in world.listed().into_iter().filter(|on| !on.numbers.is_empty()) {
            let list = world.root_list(on.name);
            let numbers: Vec<&str> = on.numbers.iter().map(|number| number.name).collect();
            let numbers = numbers.join(" ");
            let pairs = on.groups.iter().flat_map(|one| on.groups.iter().map(|other| (one.name, other.name)));
            for (i, (one, other)) in pairs.enumerate() {
                let by = if one == other { one.to_owned() } else { format!("{one}, {other}") };
                let query = format!(
                    "{{ {list} {{ groups(by: [{by}]) {{ keys count min {{ {numbers} }} max {{ {numbers} }} \
                     average {{ {numbers} }} sum {{ {numbers} }} }} }} }}"
                );
                alike(sqlite, postgres, i as u64, &json!({ "query": query })).await;
            }
        }
    });
}

async fn every_row_is_found_from_the_cursors_of_its_neighbours(backend: Backend) {
    let app = imported_here(backend).await;
    let world = world(app).await;
    for on in world.listed() {
        let list = world.root_list(on.name);
        for (order, direction) in on.orders.iter().flat_map(|order| [(order.name, "ASC"), (order.name, "DESC")]) {
            let order = format!("orderBy: [{{field: {order}, direction: {direction}}}]");
            let query = format!("{{ {list}(first: 100, {order}) {{ edges {{ cursor node {{ id }} }} }} }}");
            let data = app.data(&query).await;
            let edges = data[list]["edges"].as_array().expect("a list");
            let pages = edges.iter().enumerate().map(|(i, edge)| {
                let cursor = &edge["cursor"];
                format!(
                    "n{i}: {list}(first: 1, after: {cursor}, {order}) {{ nodes {{ id }} }} \
                     p{i}: {list}(last: 1, before: {cursor}, {order}) {{ nodes {{ id }} }} "
                )
            });
            let found = app.data(&format!("{{ {} }}", pages.collect::<String>())).await;
            for (i, pair) in edges.windows(2).enumerate() {
                let (next, previous) = (&found[format!("n{i}")], &found[format!("p{}", i + 1)]);
                assert_eq!(next["nodes"], json!([pair[1]["node"]]), "after row {i} of {query}");
                assert_eq!(previous["nodes"], json!([pair[0]["node"]]), "before row {} of {query}", i + 1);
            }
            assert_eq!(found["p0"]["nodes"], json!([]), "before the first row of {query}");
            if edges.len() < 100 {
                assert_eq!(found[format!("n{}", edges.len() - 1)]["nodes"], json!([]), "after the last of {query}");
            }
        }
    }
}

async fn every_operator_and_its_opposite_find_what_a_plain_evaluation_finds(backend: Backend) {
    let app = imported_here(backend).await;
    let world = world(app).await;
    for on in world.listed() {
        for (seed, filter) in on.filters.iter().filter(|filter| filter.name != "slice").enumerate() {
            let mut draft = Draft::new(world, seed as u64);
            draft.sliced = false;
            for condition in draft.operators(on.name, filter.name) {
                for condition in [Input::Object(vec![("not".to_owned(), condition.clone())]), condition] {
                    List::filtered(on, condition).check_ends(app, &draft).await;
                }
            }
        }
    }
}

async fn relations_and_their_opposites_find_what_a_plain_evaluation_finds(backend: Backend) {
    let app = imported_here(backend).await;
    let world = world(app).await;
    let not = |condition: &Input| Input::Object(vec![("not".to_owned(), condition.clone())]);
    let mut undecided = 0;
    for on in world.listed() {
        for (seed, filter) in on.filters.iter().filter(|filter| filter.name != "slice").enumerate() {
            let mut draft = Draft::new(world, seed as u64);
            draft.sliced = false;
            for condition in draft.relations(on.name, filter.name, RELATIONS) {
                let opposite = not(&condition);
                let found = List::filtered(on, condition.clone()).check_ends(app, &draft).await;
                let others = List::filtered(on, opposite.clone()).check_ends(app, &draft).await;
                let again = List::filtered(on, not(&opposite)).check_ends(app, &draft).await;
                assert_eq!(again, found, "the opposite of the opposite is the same");
                undecided += usize::from(found + others < world.rows(on.name).len());
            }
        }
    }
    assert!(undecided > 20, "only {undecided} conditions leave rows undecided");
}

async fn lists_are_what_a_plain_evaluation_finds(backend: Backend) {
    let app = imported_here(backend).await;
    let world = world(app).await;
    let mut parted = 0;
    for seed in 0..LISTS {
        let mut draft = Draft::new(world, seed);
        let list = List::generate(&mut draft);
        let found = list.check(app, &mut draft).await;
        parted += usize::from(found > 0 && found < world.rows(list.on.name).len());
    }
    assert!(parted > 50, "only {parted} filters tell rows apart: the others check little");
}

on_each! {
    every_row_is_found_from_the_cursors_of_its_neighbours
    every_operator_and_its_opposite_find_what_a_plain_evaluation_finds
    relations_and_their_opposites_find_what_a_plain_evaluation_finds
    lists_are_what_a_plain_evaluation_finds
}

/// Applications with the built-in data and what samples of imports add to it.
fn imported(backend: Backend) -> &'static App {
    run(imported_here(backend))
}

async fn imported_here(backend: Backend) -> &'static App {
    static SQLITE: OnceCell<App> = OnceCell::const_new();
    static POSTGRES: OnceCell<App> = OnceCell::const_new();
    let cell = match backend {
        Backend::Sqlite => &SQLITE,
        Backend::Postgres => &POSTGRES,
    };
    cell.get_or_init(|| async {
        let database = TestDatabase::loaded(backend).await;
        bring_samples(&database).await;
        // Queries may ask for more than a page needs: what they are counted as is compared with what is written.
        let set = |settings: &mut Settings| {
            for limit in [Limit::Rows, Limit::Values, Limit::Aliases, Limit::Fields, Limit::Lists] {
                settings.limits.set(limit, 1 << 40);
            }
        };
        App::on(database, set).await
    })
    .await
}

/// An answer holds at most as many rows and fields as were counted before it was made.
fn assert_counted(seed: u64, call: &Value, answer: &Value) {
    let cost = &answer["extensions"]["cost"]["counted"];
    let (mut rows, mut fields) = (0, 0);
    let mut open = vec![&answer["data"]];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(object) => {
                fields += object.len() as u64;
                open.extend(object.values());
            }
            Value::Array(items) => {
                rows += items.iter().filter(|item| item.is_object()).count() as u64;
                open.extend(items);
            }
            _ => {}
        }
    }
    let counted = |name: &str| cost[name].as_u64().unwrap_or_default();
    assert!(counted("rows") >= rows, "{rows} rows, counted as {cost}: {}", shown(seed, call));
    assert!(counted("values") >= fields, "{fields} fields, counted as {cost}: {}", shown(seed, call));
}

/// The rows of the first application that a test asks: those of the other are the same.
async fn world(app: &App) -> &'static World {
    static WORLD: OnceCell<World> = OnceCell::const_new();
    WORLD.get_or_init(|| World::read(app)).await
}

/// The answer to a call, which must be the same on both databases and must not be a failure.
async fn alike(sqlite: &App, postgres: &App, seed: u64, call: &Value) -> Value {
    let (one, other) = (sqlite.post(call).await, postgres.post(call).await);
    assert_eq!(one.status, other.status, "{}", shown(seed, call));
    if one.body != other.body {
        let place = one.body.iter().zip(&other.body).take_while(|(a, b)| a == b).count();
        let around = |body: &[u8]| {
            let end = body.len().min(place + 200);
            String::from_utf8_lossy(&body[place.saturating_sub(200)..end]).into_owned()
        };
        panic!("{}\nSQLite: {}\nPostgreSQL: {}", shown(seed, call), around(&one.body), around(&other.body));
    }
    for code in ["INTERNAL", "UNAVAILABLE", "TIMEOUT"] {
        assert!(!one.text().contains(&format!("\"code\":\"{code}\"")), "{}\n{}", shown(seed, call), one.text());
    }
    one.json()
}

fn shown(seed: u64, call: &Value) -> String {
    format!("seed {seed}: {} with {}", text(&call["query"]), call["variables"])
}

/// Whatever the catalogue has to ask for.
fn everything(world: &World) -> Vec<String> {
    let types = world.catalogue.types.iter().flat_map(|on| {
        let name = on.name;
        let fields = on.fields.iter().map(move |field| format!("{name}.{}", field.name));
        let filters = on.filters.iter().map(move |filter| format!("{name}Filter.{}", filter.name));
        let groups = on.groups.iter().map(move |group| format!("{name}GroupBy.{}", group.name));
        fields.chain(filters).chain(groups)
    });
    types.collect()
}
