//! Loading data files: everything is checked first, a changed set updates what it made, users' rows stay.

use entity::{observation, search_entry, vendor};
use panorama::database;
use panorama::dataset::{self, LoadError};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, Statement,
};

use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_each, run};

const BASE: &str = r#"
[[region]]
code = "CN"
en = "China"
zh = "中国"

[[unit]]
code = "PERCENT"
en = "per cent"
zh = "%"
dimension = "SHARE"
base = "PERCENT"
multiplier = 1

[[source]]
slug = "report"
title.en = "A report"
kind = "REPORT"
published_on = "2024-05"

[[sector]]
slug = "upstream"
en = "Upstream"
stage = "UPSTREAM"
cite = [{ source = "report", at = "1" }]

[[sector]]
slug = "chips"
en = "Chips"
stage = "UPSTREAM"
parent = "upstream"
cite = [{ source = "report", at = "1" }]
"#;

const VENDOR: &str = r#"
[[vendor]]
slug = "acme"
en = "Acme"
aliases = ["ACM"]
kind = "COMPANY"
country = "CN"
sectors = ["chips"]
cite = [{ source = "report", at = "2" }]
"#;

const METRIC: &str = r#"
[[metric]]
slug = "acme-share"
en = "Share of Acme"
kind = "SHARE"
unit = "PERCENT"
subjects = ["vendor/acme"]
sector = "chips"

[[metric.observation]]
key = "F1"
period = "2024"
low = 80
cmp = "GREATER_THAN"
status = "CLAIM"
cite = [{ source = "report", at = "3" }]
"#;

/// The faults of a file, as a person reads them.
fn faults(text: &str) -> Vec<String> {
    dataset::check(&[("base.toml", BASE), ("vendor.toml", VENDOR), ("test.toml", text)])
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_built_in_files_are_sound() {
    let faults = dataset::check(dataset::built_in());
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_sound_file_has_no_faults() {
    assert_eq!(faults(METRIC), Vec::<String>::new());
    for printed in ["80", "0.80", "8e9", "80,000,000.0", "some 81"] {
        let text =
            METRIC.replace("low = 80\ncmp = \"GREATER_THAN\"", &format!("value = 80\npublished = \"{printed}\""));
        assert_eq!(faults(&text), Vec::<String>::new(), "{printed}");
    }
}

#[test]
fn faults_name_file_line_row_and_reason() {
    let cases: &[(&str, &str, &str)] = &[
        (
            "subjects = [\"vendor/acme\"]",
            "subjects = [\"vendor/acne\"]",
            "test.toml:2: metric acme-share: there is no vendor \"acne\"",
        ),
        (
            "subjects = [\"vendor/acme\"]",
            "subjects = [\"acme\"]",
            "test.toml:2: metric acme-share: \"acme\" is not a reference: write it like vendor/nvidia",
        ),
        ("unit = \"PERCENT\"", "unit = \"PER_CENT\"", "test.toml:2: metric acme-share: there is no unit \"PER_CENT\""),
        ("sector = \"chips\"", "sector = \"chip\"", "test.toml:2: metric acme-share: there is no sector \"chip\""),
        (
            "period = \"2024\"",
            "period = \"24\"",
            "test.toml:2: metric acme-share: \"24\" is not a period: write it like 2024, 2024-Q1, 2024/2026 or P3Y",
        ),
        ("low = 80\n", "value = 80\n", "test.toml:2: metric acme-share: cmp does not fit value, low and high"),
        (
            "low = 80\ncmp = \"GREATER_THAN\"\n",
            "low = 80\n",
            "test.toml:2: metric acme-share: one bound alone needs cmp",
        ),
        (
            "low = 80\ncmp = \"GREATER_THAN\"\n",
            "value = 80\npublished = \"0.81\"\n",
            "test.toml:2: metric acme-share: the value is not the figure as printed, \"0.81\"",
        ),
        (
            "source = \"report\", at = \"3\"",
            "source = \"rapport\", at = \"3\"",
            "test.toml:2: metric acme-share: there is no source \"rapport\"",
        ),
        (
            "cite = [{ source = \"report\", at = \"3\" }]",
            "cite = []",
            "test.toml:2: metric acme-share: the observation has no source",
        ),
        (
            "slug = \"acme-share\"",
            "slug = \"Acme Share\"",
            "test.toml:2: metric Acme Share: the slug is not lower case and hyphenated",
        ),
        (
            "kind = \"SHARE\"",
            "region = \"XX\"\nkind = \"SHARE\"",
            "test.toml:2: metric acme-share: there is no region \"XX\"",
        ),
    ];
    for (right, wrong, expected) in cases {
        let text = METRIC.replacen(right, wrong, 1);
        assert_ne!(text, METRIC, "{right} is in the file");
        let found = faults(&text);
        assert!(found.iter().any(|fault| fault == expected), "{expected} is not among {found:#?}");
    }
}

#[test]
fn what_is_no_row_is_refused_with_its_line() {
    let unknown = faults("\n[[vendor]]\nslug = \"b\"\nen = \"B\"\nkind = \"COMPANY\"\ncolour = \"red\"\ncite = []\n");
    assert!(unknown[0].starts_with("test.toml:6: file: unknown field `colour`"), "{unknown:?}");
    let kind = faults("\n[[vendor]]\nslug = \"b\"\nen = \"B\"\nkind = \"FIRM\"\ncite = []\n");
    assert!(kind[0].contains("unknown variant `FIRM`"), "{kind:?}");
    assert!(faults("[[vendor]\n")[0].starts_with("test.toml:1: file:"));
}

#[test]
fn duplicates_circles_and_dangling_links_are_refused() {
    assert_eq!(faults(VENDOR), ["test.toml:2: vendor acme: duplicate slug"]);
    let link = "\n[[link]]\nkind = \"SUPPLIES\"\nfrom = \"vendor/acme\"\nto = \"sector/none\"\nstated = true\ncite = [{ source = \"report\" }]\n";
    assert_eq!(faults(link), ["test.toml:2: link vendor/acme sector/none: there is no sector \"none\""]);
    let circle = "\n[[sector]]\nslug = \"a\"\nen = \"A\"\nstage = \"UPSTREAM\"\nparent = \"b\"\ncite = [{ source = \"report\" }]\n\n[[sector]]\nslug = \"b\"\nen = \"B\"\nstage = \"UPSTREAM\"\nparent = \"a\"\ncite = [{ source = \"report\" }]\n";
    assert!(faults(circle).iter().any(|f| f.contains("its parents go in a circle")));
    let vendor = |slug: &str, parent: &str| {
        format!(
            "\n[[vendor]]\nslug = \"{slug}\"\nen = \"{slug}\"\nkind = \"COMPANY\"\nparent = \"{parent}\"\ncite = [{{ source = \"report\" }}]\n"
        )
    };
    let line = [vendor("a", "b"), vendor("b", "c"), vendor("c", "a")].concat();
    assert_eq!(faults(&line), ["test.toml:16: vendor c: this would lead from it back to itself"]);
    let stray = "\n[[sector]]\nslug = \"a\"\nen = \"A\"\nstage = \"DOWNSTREAM\"\nparent = \"upstream\"\ncite = [{ source = \"report\" }]\n";
    assert!(faults(stray).iter().any(|f| f.contains("its stage is not that of the sectors above it")));
}

async fn migrated(backend: Backend) -> (TestDatabase, DatabaseConnection) {
    let database = TestDatabase::empty(backend).await;
    let connection = database.writer().await;
    database::migrate(&connection).await.expect("an empty database can be migrated");
    (database, connection)
}

/// What is looked up how: every index as it is made.
async fn indexes(connection: &DatabaseConnection) -> Vec<String> {
    let backend = connection.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY sql",
        _ => "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexdef",
    };
    let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await.expect("they can be read");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

async fn the_first_load_leaves_every_index_as_it_was(backend: Backend) {
    let (_database, connection) = migrated(backend).await;
    let before = indexes(&connection).await;
    let broken = METRIC.replace("vendor/acme", "vendor/nobody");
    let faulty = dataset::load(&connection, &[("a", BASE), ("b", VENDOR), ("c", &broken)], LOADED_AT).await;
    assert!(matches!(faulty, Err(LoadError::Faults(_))));
    assert_eq!(indexes(&connection).await, before);
    dataset::load_built_in(&connection, LOADED_AT).await.expect("it is sound").expect("it is new");
    assert_eq!(indexes(&connection).await, before);
}

/// Where there was nothing before, entries wait for what names them, up to a bound: of these some are stored before.
async fn a_large_first_load_is_found_as_what_is_added_later(backend: Backend) {
    let branch = |number: usize| {
        format!(
            "\n[[vendor]]\nslug = \"branch-{number}\"\nen = \"Branch {number}\"\nkind = \"COMPANY\"\nparent = \"acme\"\n\
             sectors = [\"chips\"]\ncite = [{{ source = \"report\" }}]\n"
        )
    };
    let branches: String = (0..3_000).map(branch).collect();
    let whole = [("a", BASE), ("b", VENDOR), ("c", &branches)];
    let mut found = Vec::new();
    for steps in [&[whole.as_slice()], [&whole[..1], &whole].as_slice()] {
        let (_database, connection) = migrated(backend).await;
        for files in steps {
            dataset::load(&connection, files, LOADED_AT).await.expect("it is sound").expect("it is new");
        }
        let entries = search_entry::Entity::find().order_by_asc(search_entry::Column::Id).all(&connection).await;
        found.push(entries.expect("they can be read"));
    }
    let known = |slug: &str| found[0].iter().find(|entry| entry.place == slug).map(|entry| entry.known);
    assert_eq!(found[0].len(), 3_004);
    assert_eq!((known("acme"), known("branch-0")), (Some(3_002), Some(3)));
    assert_eq!(found[0], found[1]);
}

async fn a_set_of_sources_alone_grows(backend: Backend) {
    let (_database, connection) = migrated(backend).await;
    let sources = BASE.split_once("[[sector]]").map(|(sources, _)| sources).expect("sectors come last");
    for files in [[("a", sources)].as_slice(), &[("a", BASE), ("b", VENDOR)]] {
        dataset::load(&connection, files, LOADED_AT).await.expect("it is sound").expect("it is new");
    }
    assert!(vendor(&connection, "acme").await.is_some());
}

async fn vendor(connection: &DatabaseConnection, slug: &str) -> Option<vendor::Model> {
    let found = vendor::Entity::find().filter(vendor::Column::Slug.eq(slug)).one(connection).await;
    found.expect("vendors can be read")
}

async fn a_faulty_set_changes_nothing(backend: Backend) {
    let (_database, connection) = migrated(backend).await;
    let broken = METRIC.replace("vendor/acme", "vendor/nobody");
    let result = dataset::load(&connection, &[("a", BASE), ("b", VENDOR), ("c", &broken)], LOADED_AT).await;
    assert!(matches!(result, Err(LoadError::Faults(_))));
    assert_eq!(vendor(&connection, "acme").await, None);
}

async fn a_changed_set_updates_what_it_made_and_nothing_else(backend: Backend) {
    let (_database, connection) = migrated(backend).await;
    let first = [("a", BASE), ("b", VENDOR), ("c", METRIC)];
    let outcome = dataset::load(&connection, &first, LOADED_AT).await.expect("it is sound").expect("it is new");
    assert_eq!((outcome.updated, outcome.removed), (0, 0));
    let before = vendor(&connection, "acme").await.expect("it was loaded");
    assert_eq!((before.version, before.updated_at), (1, LOADED_AT));
    assert_eq!(
        dataset::load(&connection, &first, LOADED_AT + 1).await.expect("it is sound"),
        None,
        "the same set again"
    );

    let renamed = VENDOR.replace("\"ACM\"", "\"ACM\", \"Acme Corp\"");
    let second = [("a", BASE), ("b", &renamed), ("c", METRIC)];
    let outcome = dataset::load(&connection, &second, LOADED_AT + 2).await.expect("it is sound").expect("it changed");
    assert_eq!((outcome.added, outcome.updated, outcome.removed), (0, 1, 0));
    let after = vendor(&connection, "acme").await.expect("it is there");
    assert_eq!((after.id, after.version, after.updated_at), (before.id, 2, LOADED_AT + 2));

    let third = [("a", BASE), ("b", &renamed)];
    let outcome = dataset::load(&connection, &third, LOADED_AT + 3).await.expect("it is sound").expect("it changed");
    assert_eq!((outcome.added, outcome.updated, outcome.removed), (0, 0, 2), "the metric and its observation");
    assert_eq!(observation::Entity::find().all(&connection).await.expect("readable"), []);
}

async fn a_row_that_a_user_edited_is_left_alone_and_reported(backend: Backend) {
    let (_database, connection) = migrated(backend).await;
    dataset::load(&connection, &[("a", BASE), ("b", VENDOR)], LOADED_AT).await.expect("it is sound");
    let row = vendor(&connection, "acme").await.expect("it was loaded");
    let id = row.id;
    let mut edited = row.into_active_model();
    edited.built_in = Set(false);
    edited.website = Set(Some("https://acme.example".to_owned()));
    edited.update(&connection).await.expect("users may edit");
    let changed = VENDOR.replace("en = \"Acme\"", "en = \"Acme Incorporated\"");
    let outcome = dataset::load(&connection, &[("a", BASE), ("b", &changed)], LOADED_AT + 1).await;
    assert_eq!(outcome.expect("it is sound").expect("it changed").kept, [id]);
    let row = vendor(&connection, "acme").await.expect("it is there");
    assert_eq!(row.name_en.as_deref(), Some("Acme"));
    let gone = dataset::load(&connection, &[("a", BASE)], LOADED_AT + 2).await.expect("it is sound");
    assert_eq!(gone.expect("it changed").removed, 1, "its membership was the data set's");
    assert!(vendor(&connection, "acme").await.is_some(), "users' rows are never removed");
}

/// Two models of one maker in two sectors.
const MODELS: &str = r#"
[[sector]]
slug = "clouds"
en = "Clouds"
stage = "UPSTREAM"
parent = "upstream"
cite = [{ source = "report", at = "1" }]

[[model]]
slug = "one"
en = "One"
vendors = ["acme"]
sectors = ["chips", "clouds"]
released = "2024-05"
openness = "UNKNOWN"
disclosure = "UNKNOWN"
cite = [{ source = "report", at = "2" }]

[[model]]
slug = "two"
en = "Two"
vendors = ["acme"]
released = "2023"
openness = "UNKNOWN"
disclosure = "UNKNOWN"
cite = [{ source = "report", at = "2" }]
"#;

async fn a_row_that_moves_moves_in_every_list(backend: Backend) {
    let (database, connection) = migrated(backend).await;
    let first = [("a", BASE), ("b", VENDOR), ("c", MODELS)];
    dataset::load(&connection, &first, LOADED_AT).await.expect("it is sound");
    let app = App::on(database, |_| ()).await;
    let query = "{ models { nodes { slug } } vendor(by: {slug: \"acme\"}) { models { nodes { slug } } } \
                 model(by: {slug: \"one\"}) { sectors { nodes { slug } } } }";
    let slugs =
        |names: [&str; 2]| serde_json::json!({ "nodes": names.map(|slug| serde_json::json!({ "slug": slug })) });
    let data = app.data(query).await;
    assert_eq!(data["models"], slugs(["one", "two"]));
    assert_eq!(data["vendor"]["models"], slugs(["one", "two"]));
    assert_eq!(data["model"]["sectors"], slugs(["chips", "clouds"]));

    // A later release, and a branch of the tree that now comes after the other one.
    let base = BASE
        .split_once("[[sector]]\nslug = \"chips\"")
        .map(|(rest, chips)| (rest, format!("[[sector]]\nslug = \"chips\"{chips}")));
    let (base, chips) = base.expect("the tree has chips");
    let later = format!("{}{chips}", MODELS.replace("released = \"2023\"", "released = \"2025\""));
    let outcome = dataset::load(&connection, &[("a", base), ("b", VENDOR), ("c", &later)], LOADED_AT + 1).await;
    assert!(outcome.expect("it is sound").is_some(), "it changed");
    let data = app.data(query).await;
    assert_eq!(data["models"], slugs(["two", "one"]));
    assert_eq!(data["vendor"]["models"], slugs(["two", "one"]));
    assert_eq!(data["model"]["sectors"], slugs(["clouds", "chips"]));
}

/// Plans hang on it: without, SQLite reads all models for those of a sector.
async fn a_loaded_database_knows_how_much_there_is(backend: Backend) {
    let (_database, connection) = migrated(backend).await;
    dataset::load(&connection, dataset::built_in(), LOADED_AT).await.expect("the built-in set is sound");
    let known = match backend {
        Backend::Sqlite => "SELECT count(DISTINCT tbl) FROM sqlite_stat1 WHERE tbl IN ('link', 'model', 'observation')",
        Backend::Postgres => {
            "SELECT count(*) FROM pg_class WHERE relname IN ('link', 'model', 'observation') AND relkind = 'r' AND reltuples > 0"
        }
    };
    let known = Statement::from_string(connection.get_database_backend(), known);
    let row = connection.query_one_raw(known).await.expect("it can be asked").expect("a row");
    assert_eq!(row.try_get_by_index::<i64>(0).expect("a number"), 3);
}

on_each! {
    a_loaded_database_knows_how_much_there_is
    a_row_that_moves_moves_in_every_list
    the_first_load_leaves_every_index_as_it_was
    a_large_first_load_is_found_as_what_is_added_later
    a_set_of_sources_alone_grows
    a_faulty_set_changes_nothing
    a_changed_set_updates_what_it_made_and_nothing_else
    a_row_that_a_user_edited_is_left_alone_and_reported
}
