//! A server whose disk takes no more.

use std::fmt::Write;

use panorama::database::Address;
use panorama::transfer::import::{ImportError, import};

use super::cluster::Cluster;
use super::{Observer, until};
use crate::import::{file, request};
use crate::support::{App, LOADED_AT, TestDatabase, run};

const SOON: std::time::Duration = std::time::Duration::from_secs(5);

#[test]
fn a_server_whose_disk_is_full_stores_nothing_and_is_read_on() {
    run(async {
        let cluster = Cluster::trusting();
        let address = Address::parse(&cluster.url("postgres")).expect("an address");
        let app = App::on(TestDatabase::at(address).await, |_| ()).await;
        let version = "{ dataset { version } observations { totalCount } }";
        let before = app.data(version).await;
        let size = Observer::of(&cluster.url("postgres")).await.numbers("SELECT pg_relation_size('observation')").await;
        cluster.stop();
        // Files as large as the table are there: it is the first that cannot grow.
        cluster.start_full(u64::try_from(size[0]).expect("a size").max(1 << 20));
        until(SOON, "it is read", async || app.answer(version, serde_json::json!({})).await["data"] == before).await;

        let mut rows = "Entity,Code,Year,All,All (projected) (Projected)\n".to_owned();
        for year in 1_000..6_000 {
            writeln!(rows, "China,CHN,{year},{year}000,").expect("a text takes it");
        }
        let path = file("owid/private-investment-in-artificial-intelligence-cset.csv", rows.as_bytes());
        let request = request("owid", &path);
        let connection = app.database.writer().await;
        let refused = import(&connection, &request, || LOADED_AT + 1, |_| ()).await;
        let text = refused.as_ref().err().map(ToString::to_string).unwrap_or_default();
        assert!(matches!(refused, Err(ImportError::Store(_))), "{text}");
        assert_eq!(app.data(version).await, before);
        connection.close().await.expect("the connection closes");

        cluster.restart("immediate");
        let connection = app.database.writer().await;
        import(&connection, &request, || LOADED_AT + 1, |_| ()).await.expect("there is room again");
        connection.close().await.expect("the connection closes");
        let after = app.data(version).await;
        assert_eq!(
            after["dataset"]["version"].as_i64(),
            before["dataset"]["version"].as_i64().map(|version| version + 1)
        );
        drop(app);
    });
}
