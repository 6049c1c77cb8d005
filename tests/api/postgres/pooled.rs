//! PgBouncer between: one that gives a client a connection for as long as it stays is as good as none, and one that does not is
//! refused at the start.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use panorama::database::Address;
use serde_json::json;

use super::cluster::{Cluster, free_port};
use super::{LONG, connections, number, until};
use crate::process::{complaint, folder, panorama};
use crate::support::{App, TestDatabase, run};

/// A pool before a server, ended with it.
struct Pool {
    child: Child,
    port: u16,
}

impl Pool {
    fn start(cluster: &Cluster, mode: &str) -> Self {
        let port = free_port();
        let folder = cluster.folder.display();
        let settings = format!(
            "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = trust\nauth_file = {folder}/users\npool_mode = {mode}\nlogfile = {folder}/{mode}.log\n",
            cluster.port
        );
        cluster.write("users", "\"postgres\" \"\"\n");
        cluster.write(&format!("{mode}.ini"), &settings);
        let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].map(PathBuf::from);
        let program =
            program.into_iter().find(|path| Path::exists(path)).expect("this test starts PgBouncer: install it");
        let mut command = cluster.command(&program);
        command.arg(format!("{mode}.ini")).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("PgBouncer starts");
        Self { child, port }
    }

    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    async fn is_up(&self) {
        let answers = async || tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_ok();
        until(Duration::from_secs(10), "PgBouncer answers", answers).await;
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // To be asked, since it is the child of who runs it as another user.
        let process = self.child.id().to_string();
        drop(std::process::Command::new("kill").args(["-TERM", &process]).status());
        drop(self.child.wait());
    }
}

#[test]
fn a_pool_of_sessions_is_as_good_as_none() {
    let cluster = Cluster::trusting();
    let pool = Pool::start(&cluster, "session");
    run(async {
        pool.is_up().await;
        let database = TestDatabase::at(Address::parse(&pool.url()).expect("an address")).await;
        let app = App::on(database, |settings| settings.cache_bytes = 1 << 20).await;
        let query = "{ vendor(by: {slug: \"nvidia\"}) { slug } }";
        assert_eq!(app.data(query).await, json!({ "vendor": { "slug": "nvidia" } }));
        let kept = async || {
            app.data(query).await;
            app.figure("panorama_kept_answers_total").await > 0.0
        };
        until(Duration::from_secs(5), "changes are followed", kept).await;
        let postgres = connections(&app.database.address, 1, LONG);
        let told = "SELECT (current_setting('default_transaction_read_only') = 'on' \
                    AND current_setting('transaction_isolation') = 'repeatable read')::int";
        assert_eq!(number(&postgres, told).await, 1);
    });
}

#[test]
fn a_pool_of_transactions_is_refused_in_one_line() {
    let cluster = Cluster::trusting();
    for mode in ["transaction", "statement"] {
        let pool = Pool::start(&cluster, mode);
        run(pool.is_up());
        let line = complaint(panorama(&folder(mode)).env("DATABASE_URL", pool.url()));
        assert!(line.contains("name PostgreSQL itself, or a pool with pool_mode = session"), "{mode}: {line}");
    }
}
