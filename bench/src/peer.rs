//! The peer: what a competent team writes by hand with async-graphql and SeaORM. Object types with resolvers, a
//! DataLoader for each relation, keyset pages, nested lists cut to their first N in SQL. It knows nothing of Panorama
//! but its tables.

mod loader;
mod model;
mod page;
mod query;
mod vendor;

use async_graphql::dataloader::DataLoader;
use async_graphql::{EmptyMutation, EmptySubscription, Schema};
use async_graphql_axum::GraphQL;
use axum::Router;
use axum::routing::post_service;
use panorama::database::Address;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};

use self::loader::{ModelsByVendor, VendorByModel};
use self::query::Query;
use crate::Failure;

/// The command that serves the peer as a process of its own.
pub(crate) const SERVE: &str = "serve-peer";

/// As many connections as Panorama takes by default.
const CONNECTIONS: u32 = 16;

/// The routes of the peer, on the database at `address`.
pub(crate) async fn router(address: &Address) -> Result<Router, Failure> {
    let connection = connect(address).await?;
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription)
        .data(DataLoader::new(ModelsByVendor(connection.clone()), tokio::spawn))
        .data(DataLoader::new(VendorByModel(connection.clone()), tokio::spawn))
        .data(connection)
        .finish();
    Ok(Router::new().route("/graphql", post_service(GraphQL::new(schema))))
}

/// A pool with everything on that makes it fast: no log lines, no question whether a connection is still there, and on
/// SQLite the same memory that Panorama's connections have.
async fn connect(address: &Address) -> Result<DatabaseConnection, DbErr> {
    let url = match address {
        Address::Sqlite(file) => format!("sqlite://{}?mode=ro", file.path.display()),
        Address::Postgres(_) => address.url(),
    };
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(CONNECTIONS)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(|options| options.pragma("mmap_size", "268435456").pragma("cache_size", "-65536"));
    Database::connect(options).await
}
