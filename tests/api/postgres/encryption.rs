//! A server that takes encrypted connections with passwords only, under an authority that nobody else knows.

use std::fs;
use std::time::Duration;

use panorama::database::{self, Address, OpenError};
use serde_json::json;

use super::certificates::Authority;
use super::cluster::Cluster;
use super::{LONG, bound, connections, number, rows, until};
use crate::process::{complaint, folder, panorama};
use crate::support::{App, TestDatabase, run};

const PASSWORD: &str = "c0rrect:horse";

/// The server, known as `localhost`.
fn encrypted() -> Cluster {
    let cluster = Cluster::make();
    let authority = Authority::new("A private authority");
    let (certificate, key) = authority.sign("localhost");
    for (file, text) in [
        ("root.pem", &authority.certificate),
        ("other.pem", &Authority::new("Another authority").certificate),
        ("data/server.crt", &certificate),
        ("data/server.key", &key),
    ] {
        cluster.write(file, text);
    }
    cluster.append("data/postgresql.conf", "ssl = on\npassword_encryption = 'scram-sha-256'\n");
    cluster.start();
    run(async {
        let observer = super::Observer::of(&cluster.url("postgres")).await;
        observer.run(&format!("CREATE ROLE guest SUPERUSER LOGIN PASSWORD '{PASSWORD}'")).await;
        observer.run("CREATE DATABASE chain").await;
        cluster.write("data/pg_hba.conf", "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        observer.run("SELECT pg_reload_conf()").await;
        // The file is read a moment later.
        let refused = async || sea_orm::Database::connect(cluster.url("postgres")).await.is_err();
        until(Duration::from_secs(5), "the rules hold", refused).await;
    });
    cluster
}

fn url(cluster: &Cluster, host: &str, password: &str, query: &str) -> String {
    let password = password.replace(':', "%3A");
    let query = query.replace("ROOT", &cluster.folder.display().to_string());
    format!("postgres://guest:{password}@{host}:{}/chain{query}", cluster.port)
}

/// What goes wrong where a database is opened, to write and to read.
async fn failure(url: &str) -> String {
    let address = Address::parse(url).expect("an address");
    let written = match database::open(&address).await {
        Ok(_) => panic!("{address} must not open"),
        Err(OpenError::Open(text)) => text,
        Err(other) => panic!("{other}"),
    };
    let read = rows(&connections(&address, 1, LONG), bound("SELECT 1")).await.expect_err("it is not read either");
    let read = read.to_string();
    assert!(read.ends_with(&written), "both say the same: {read} / {written}");
    written
}

#[test]
fn certificates_and_passwords_are_checked_as_the_address_says() {
    let cluster = encrypted();
    run(async {
        for (host, query) in [
            ("localhost", "?sslmode=verify-full&sslrootcert=ROOT/root.pem"),
            ("127.0.0.1", "?sslmode=verify-ca&sslrootcert=ROOT/root.pem"),
            ("127.0.0.1", "?sslmode=require"),
            ("127.0.0.1", "?sslmode=prefer"),
            ("127.0.0.1", "?sslmode=allow"),
            ("127.0.0.1", ""),
            ("127.0.0.1:1,localhost", "?sslmode=verify-full&sslrootcert=ROOT/root.pem"),
        ] {
            let address = Address::parse(&url(&cluster, host, PASSWORD, query)).expect("an address");
            let encrypted = "SELECT ssl::int FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
            assert_eq!(number(&connections(&address, 1, LONG), encrypted).await, 1, "{host} {query}");
            let writer = database::open(&address).await.unwrap_or_else(|error| panic!("{host} {query}: {error}"));
            sea_orm::ConnectionTrait::execute_unprepared(&writer, "SELECT 1").await.expect("it writes");
            writer.close().await.expect("it closes");
        }
        for (host, query, told) in [
            ("localhost", "?sslmode=verify-full&sslrootcert=ROOT/other.pem", "UnknownIssuer"),
            ("localhost", "?sslmode=verify-ca&sslrootcert=ROOT/other.pem", "UnknownIssuer"),
            ("localhost", "?sslmode=require&sslrootcert=ROOT/other.pem", "UnknownIssuer"),
            ("localhost", "?sslmode=verify-full", "UnknownIssuer"),
            ("127.0.0.1", "?sslmode=verify-full&sslrootcert=ROOT/root.pem", "not valid for name"),
            ("localhost", "?sslmode=disable", "no encryption"),
        ] {
            let text = failure(&url(&cluster, host, PASSWORD, query)).await;
            assert!(text.contains(told), "{host} {query}: {text}");
        }
        let text = failure(&url(&cluster, "localhost", "wr0ng", "?sslmode=require")).await;
        assert!(text.contains("password authentication failed") && !text.contains("wr0ng"), "{text}");
    });
    let line = complaint(
        panorama(&folder("encryption"))
            .env("DATABASE_URL", url(&cluster, "localhost", PASSWORD, "?sslmode=verify-full&sslrootcert=none.pem")),
    );
    assert!(line.contains("sslrootcert: none.pem cannot be used") && !line.contains("horse"), "{line}");
}

#[test]
fn everything_goes_through_encrypted_connections() {
    let cluster = encrypted();
    let url = url(&cluster, "localhost", PASSWORD, "?sslmode=verify-full&sslrootcert=ROOT/root.pem");
    let bridges = || {
        let name = format!("panorama-{}-", std::process::id());
        let all = fs::read_dir(std::env::temp_dir()).expect("the folder").flatten();
        all.filter(|entry| entry.file_name().to_string_lossy().starts_with(&name)).count()
    };
    run(async {
        let address = Address::parse(&url).expect("an address");
        let database = TestDatabase::at(address).await;
        let writer = database.writer().await;
        let app = App::on(database, |settings| settings.cache_bytes = 1 << 20).await;
        let query = "{ vendor(by: {slug: \"nvidia\"}) { website } }";
        let kept = async || {
            app.data(query).await;
            app.figure("panorama_kept_answers_total").await > 0.0
        };
        until(Duration::from_secs(5), "changes are followed", kept).await;
        let change = "UPDATE vendor SET website = 'https://new.example' WHERE slug = 'nvidia'; \
                      UPDATE dataset SET version = version + 1";
        sea_orm::ConnectionTrait::execute_unprepared(&writer, change).await.expect("it writes");
        let seen = async || app.data(query).await["vendor"]["website"] == json!("https://new.example");
        until(Duration::from_secs(5), "the change is seen", seen).await;
        let plain =
            "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE client_port > 0 AND NOT ssl";
        assert_eq!(number(&connections(&app.database.address, 1, LONG), plain).await, 0);
        assert!(app.get("/export/vendors.csv").await.status.is_success());
        drop(app);
        writer.close().await.expect("it closes");
        until(Duration::from_secs(5), "no way of the writing driver's is left", async || bridges() == 0).await;
    });
}
