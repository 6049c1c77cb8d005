//! The version of the data set: one commit counts once, whoever makes it, and waits for nobody before it commits.

use entity::observation;
use panorama::dataset;
use panorama::transfer::import::import;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, Statement, TransactionTrait};

use crate::import::{request, sample};
use crate::support::{Backend, LOADED_AT, TestDatabase, on_each, run};

const PLAIN: &str = "UPDATE vendor SET website = 'https://one.example' WHERE slug = 'nvidia'; \
    UPDATE vendor SET website = 'https://two.example' WHERE slug = 'amd'; \
    DELETE FROM name WHERE role = 'ALIAS'; INSERT INTO region (code, name_en, name_zh) VALUES ('ZZ', 'Nowhere', '无')";

/// The version, and when it was of.
async fn state(connection: &DatabaseConnection) -> (i64, i64) {
    let sql = Statement::from_string(connection.get_database_backend(), panorama::database::STATE);
    let row = connection.query_one_raw(sql).await.expect("it is read").expect("there is a row");
    let number = |column| row.try_get_by_index(column).expect("a number");
    (number(0), number(1))
}

async fn what_is_taken_back_does_not_count(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let writer = database.writer().await;
    let before = state(&writer).await;
    let transaction = writer.begin().await.expect("it begins");
    transaction.execute_unprepared(PLAIN).await.expect("it is written");
    transaction.rollback().await.expect("it is taken back");
    assert_eq!(state(&writer).await, before);
    let savepoint = format!("BEGIN; SAVEPOINT a; {PLAIN}; ROLLBACK TO a; COMMIT");
    writer.execute_unprepared(&savepoint).await.expect("it is taken back");
    assert_eq!(state(&writer).await, before);
    writer
        .execute_unprepared(&format!("BEGIN; SAVEPOINT a; {PLAIN}; ROLLBACK TO a; {PLAIN}; COMMIT"))
        .await
        .expect("it is written");
    assert!(state(&writer).await.0 > before.0, "what came after it counts");
}

async fn an_import_counts_once(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let writer = database.writer().await;
    let (before, _) = state(&writer).await;
    let path = sample("litellm/model_prices_and_context_window.json");
    let mut asked = request("litellm", &path);
    for count in 1..=2 {
        import(&writer, &asked, || LOADED_AT + count, |_| ()).await.expect("it is imported");
        assert_eq!(state(&writer).await, (before + count, LOADED_AT + count));
    }
    asked.dry_run = true;
    import(&writer, &asked, || LOADED_AT + 9, |_| ()).await.expect("it is looked at");
    assert_eq!(state(&writer).await.0, before + 2, "nothing was changed");
    writer.execute_unprepared(PLAIN).await.expect("it is written");
    assert!(state(&writer).await.0 > before + 2, "who comes after an import is counted");
    let (before, _) = state(&writer).await;
    let row = observation::Entity::find().one(&writer).await.expect("it can be read").expect("there are figures");
    let row = observation::Model { id: row.id + 1, key: None, lineage: "another".to_owned(), ..row };
    observation::Entity::insert(row.into_active_model()).exec_without_returning(&writer).await.expect("it is written");
    assert!(state(&writer).await.0 > before, "a new figure is counted");
}

async fn a_load_counts_once(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let writer = database.writer().await;
    let (before, _) = state(&writer).await;
    let mut files = dataset::built_in().to_vec();
    files.push(("more.toml", "[[unit]]\ncode = \"MORE\"\nen = \"more\"\nzh = \"更多\"\ndimension = \"COUNT\"\nbase = \"MORE\"\nmultiplier = 1\n"));
    for count in [1, 1] {
        dataset::load(&writer, &files, LOADED_AT + 5).await.expect("it is loaded");
        assert_eq!(state(&writer).await, (before + count, LOADED_AT + 5));
    }
}

async fn a_commit_counts_once() {
    let database = TestDatabase::loaded(Backend::Postgres).await;
    let writer = database.writer().await;
    let (before, _) = state(&writer).await;
    writer.execute_unprepared(PLAIN).await.expect("it is written");
    assert_eq!(state(&writer).await.0, before + 1, "statements of one commit");
    // Deleting a node deletes its rows in a dozen tables.
    writer.execute_unprepared("DELETE FROM node WHERE id IN (SELECT node_id FROM name WHERE NOT EXISTS (SELECT FROM link WHERE node_id IN (from_id, to_id)) AND NOT EXISTS (SELECT FROM metric_subject WHERE subject_id = node_id) AND NOT EXISTS (SELECT FROM observation WHERE metric_id = node_id) AND NOT EXISTS (SELECT FROM metric WHERE sector_id = node_id))").await.expect("it is deleted");
    assert_eq!(state(&writer).await.0, before + 2, "what a commit brings with it");
    let at_once = format!("BEGIN; SET CONSTRAINTS ALL IMMEDIATE; {}; COMMIT", PLAIN.replace("'ZZ'", "'YY'"));
    writer.execute_unprepared(&at_once).await.expect("it is written");
    assert!(state(&writer).await.0 > before + 2, "however early it is counted");
    let left = Statement::from_string(writer.get_database_backend(), "SELECT tx::text FROM change_mark");
    assert!(writer.query_all_raw(left).await.expect("it is read").is_empty(), "no mark is left");
}

/// Two who change different rows meet in their commits only.
async fn nobody_waits_before_a_commit() {
    let database = TestDatabase::loaded(Backend::Postgres).await;
    let writer = database.writer().await;
    let (before, _) = state(&writer).await;
    let change =
        |slug| format!("SET LOCAL lock_timeout = '100ms'; UPDATE vendor SET website = 'x' WHERE slug = '{slug}'");
    let one = writer.begin().await.expect("it begins");
    one.execute_unprepared(&change("nvidia")).await.expect("it is written");
    let other = writer.begin().await.expect("it begins");
    other.execute_unprepared(&change("amd")).await.expect("it does not wait for the first");
    other.commit().await.expect("it is committed");
    one.execute_unprepared(&change("intel")).await.expect("it goes on");
    one.commit().await.expect("it is committed");
    assert_eq!(state(&writer).await.0, before + 2);
}

/// As documented: whoever asks for one state of the data from first to last has to be ready to begin again.
async fn repeatable_reads_that_meet_are_told_to_begin_again() {
    let database = TestDatabase::loaded(Backend::Postgres).await;
    let writer = database.writer().await;
    let (before, _) = state(&writer).await;
    let begin = async |slug| {
        let level = Some(sea_orm::IsolationLevel::RepeatableRead);
        let transaction = writer.begin_with_config(level, None).await.expect("it begins");
        let sql = format!("UPDATE vendor SET website = 'x' WHERE slug = '{slug}'");
        transaction.execute_unprepared(&sql).await.expect("it is written");
        transaction
    };
    let (one, other) = (begin("nvidia").await, begin("amd").await);
    one.commit().await.expect("it is committed");
    let refused = other.commit().await.expect_err("its state of the data is over");
    assert!(refused.to_string().contains("could not serialize access"), "{refused}");
    assert_eq!(state(&writer).await.0, before + 1);
}

#[test]
fn a_commit_counts_once_on_postgres() {
    run(a_commit_counts_once());
}

#[test]
fn nobody_waits_before_a_commit_on_postgres() {
    run(nobody_waits_before_a_commit());
}

#[test]
fn repeatable_reads_that_meet_on_postgres() {
    run(repeatable_reads_that_meet_are_told_to_begin_again());
}

on_each! {
    what_is_taken_back_does_not_count
    an_import_counts_once
    a_load_counts_once
}
