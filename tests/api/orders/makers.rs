//! What triggers keep of links: the first maker, its name, how many models a vendor made, and how many members a sector has.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::json;

use crate::support::{App, Backend, on_each, run};

/// Rows that say something else than their links.
const WRONG: &str = "SELECT count(*) FROM ( \
    SELECT m.id FROM model m LEFT JOIN vendor v ON v.id = m.maker_id WHERE coalesce(m.maker_name, '') <> coalesce(v.name_fold, '') OR \
    coalesce(m.maker_id, 0) <> coalesce((SELECT l.from_id FROM link l WHERE l.to_id = m.id AND l.kind = 'MAKES' \
    AND l.from_type = 'VENDOR' ORDER BY l.position, l.from_id LIMIT 1), 0) \
    UNION ALL SELECT t.id FROM technology t LEFT JOIN vendor v ON v.id = t.maker_id \
    WHERE coalesce(t.maker_name, '') <> coalesce(v.name_fold, '') OR \
    coalesce(t.maker_id, 0) <> coalesce((SELECT l.from_id FROM link l WHERE l.to_id = t.id \
    AND (l.kind = 'MAKES' OR (l.kind = 'PROPOSES' AND t.kind = 'TECHNIQUE')) \
    AND l.from_type = 'VENDOR' ORDER BY l.kind, l.position, l.from_id LIMIT 1), 0) \
    UNION ALL SELECT v.id FROM vendor v WHERE v.model_count <> \
    (SELECT count(*) FROM link l WHERE l.from_id = v.id AND l.kind = 'MAKES' AND l.to_type = 'MODEL') \
    UNION ALL SELECT s.id FROM sector s WHERE s.vendor_count <> (SELECT count(*) FROM vendor v JOIN link l ON l.from_id = v.id \
    WHERE l.to_id = s.id AND l.kind = 'PART_OF') OR s.model_count <> (SELECT count(*) FROM model m JOIN link l ON l.from_id = m.id \
    WHERE l.to_id = s.id AND l.kind = 'PART_OF')) wrong";

async fn wrong(connection: &DatabaseConnection) -> i64 {
    let statement = Statement::from_string(connection.get_database_backend(), WRONG);
    let row = connection.query_one_raw(statement).await.expect("it can be counted").expect("a row");
    row.try_get_by_index(0).expect("a number")
}

async fn what_is_kept_of_links_is_what_they_say(backend: Backend) {
    let app = App::start(backend).await;
    let connection = app.database.writer().await;
    assert_eq!(wrong(&connection).await, 0, "the built-in data");
    let made = "kind = 'MAKES' AND to_type = 'MODEL' AND to_id = (SELECT id FROM model WHERE slug = 'gpt-4o')";
    let of = |slug: &str| format!("(SELECT id FROM vendor WHERE slug = '{slug}')");
    for (change, maker) in [
        // Somebody else, named second, then first; then nobody else.
        (
            format!(
                "INSERT INTO link (id, kind, from_id, from_type, from_place, to_id, to_type, to_place, flow, position, stated, source_id, \
                 built_in, version, updated_at) SELECT 7, kind, {0}, from_type, 'nvidia', to_id, to_type, to_place, flow, 5, stated, \
                 source_id, built_in, 1, 0 FROM link WHERE {made}",
                of("nvidia")
            ),
            "openai",
        ),
        ("UPDATE link SET position = -1 WHERE id = 7".to_owned(), "nvidia"),
        (format!("UPDATE link SET from_id = {0}, from_place = 'google' WHERE id = 7", of("google")), "google"),
        ("UPDATE vendor SET name_fold = 'zzz' WHERE slug = 'google'".to_owned(), "google"),
        (format!("DELETE FROM link WHERE {made} AND id <> 7"), "google"),
        (
            "UPDATE link SET (to_id, to_place) = (SELECT id, place FROM model WHERE slug = 'gpt-4') WHERE id = 7"
                .to_owned(),
            "",
        ),
        (
            "UPDATE link SET (to_id, to_place) = (SELECT id, place FROM model WHERE slug = 'gpt-4o') WHERE id = 7"
                .to_owned(),
            "google",
        ),
        ("DELETE FROM link WHERE id = 7".to_owned(), ""),
    ] {
        connection.execute_unprepared(&change).await.unwrap_or_else(|error| panic!("{error}: {change}"));
        assert_eq!(wrong(&connection).await, 0, "{change}");
        let data = app.data("{ model(by: {slug: \"gpt-4o\"}) { vendor { slug } } }").await;
        let expected = if maker.is_empty() { json!(null) } else { json!({ "slug": maker }) };
        assert_eq!(data["model"]["vendor"], expected, "{change}");
    }
    let last = "{ models(first: 1, orderBy: [{field: VENDOR_NAME, direction: DESC}]) { nodes { vendor { slug } } } }";
    assert_eq!(app.data(last).await["models"]["nodes"], json!([{ "vendor": { "slug": "google" } }]), "by its new name");
}

async fn who_proposed_a_technique_stands_for_its_maker(backend: Backend) {
    let app = App::start(backend).await;
    let connection = app.database.writer().await;
    let transformer = "(SELECT id FROM technology WHERE slug = 'transformer')";
    let proposed = format!("kind = 'PROPOSES' AND to_id = {transformer}");
    for (change, maker) in [
        (String::new(), Some("google")),
        ("UPDATE technology SET kind = 'FRAMEWORK' WHERE slug = 'transformer'".to_owned(), None),
        ("UPDATE technology SET kind = 'TECHNIQUE' WHERE slug = 'transformer'".to_owned(), Some("google")),
        // Who makes it goes before who proposed it.
        (
            format!(
                "INSERT INTO link (id, kind, from_id, from_type, from_place, to_id, to_type, to_place, flow, position, stated, source_id, \
                 built_in, version, updated_at) SELECT 7, 'MAKES', (SELECT id FROM vendor WHERE slug = 'nvidia'), from_type, 'nvidia', \
                 to_id, to_type, to_place, flow, 5, stated, source_id, built_in, 1, 0 FROM link WHERE {proposed}"
            ),
            Some("nvidia"),
        ),
        ("DELETE FROM link WHERE id = 7".to_owned(), Some("google")),
        (format!("UPDATE link SET kind = 'DRIVES' WHERE {proposed}"), None),
    ] {
        connection.execute_unprepared(&change).await.unwrap_or_else(|error| panic!("{error}: {change}"));
        assert_eq!(wrong(&connection).await, 0, "{change}");
        let data = app.data("{ technology(by: {slug: \"transformer\"}) { vendor { slug } } }").await;
        let expected = maker.map_or(json!(null), |maker| json!({ "slug": maker }));
        assert_eq!(data["technology"]["vendor"], expected, "{change}");
    }
}

/// A vendor joins a sector, moves to another, is a part of something else, and leaves.
async fn what_is_kept_of_members_is_what_links_say(backend: Backend) {
    let app = App::start(backend).await;
    let connection = app.database.writer().await;
    let of = |table: &str, slug: &str| format!("(SELECT id FROM {table} WHERE slug = '{slug}')");
    let place = |slug: &str| format!("(SELECT place FROM sector WHERE slug = '{slug}')");
    let query = "{ sectors(filter: {slug: {in: [\"finance\", \"ai-chips\"]}}, orderBy: [{field: SLUG}]) { nodes { vendors { totalCount } models { totalCount } } } }";
    let before = app.data(query).await;
    for change in [
        format!(
            "INSERT INTO link (id, kind, from_id, from_type, from_place, to_id, to_type, to_place, flow, position, stated, source_id, \
             built_in, version, updated_at) SELECT 7, 'PART_OF', {0}, 'VENDOR', 'meta', {1}, 'SECTOR', {2}, 0, 5, stated, \
             source_id, built_in, 1, 0 FROM link l ORDER BY l.id LIMIT 1",
            of("vendor", "meta"),
            of("sector", "finance"),
            place("finance")
        ),
        format!("UPDATE link SET to_id = {}, to_place = {} WHERE id = 7", of("sector", "ai-chips"), place("ai-chips")),
        format!(
            "UPDATE link SET from_id = {0}, from_type = 'MODEL', from_place = (SELECT place FROM model WHERE slug = 'gpt-4') WHERE id = 7",
            of("model", "gpt-4")
        ),
        "UPDATE link SET kind = 'DEPLOYED_IN' WHERE id = 7".to_owned(),
        "UPDATE link SET kind = 'PART_OF' WHERE id = 7".to_owned(),
        "DELETE FROM link WHERE id = 7".to_owned(),
    ] {
        connection.execute_unprepared(&change).await.unwrap_or_else(|error| panic!("{error}: {change}"));
        assert_eq!(wrong(&connection).await, 0, "{change}");
    }
    assert_eq!(app.data(query).await, before);
}

on_each! {
    who_proposed_a_technique_stands_for_its_maker
    what_is_kept_of_links_is_what_they_say
    what_is_kept_of_members_is_what_links_say
}
