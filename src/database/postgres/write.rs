//! Opening a database for writing, as reading opens it: the writing driver is told one server and one way to it.

use std::sync::Arc;

use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
use sea_orm::{ConnectOptions, DatabaseConnection};

use super::bridge::{self, Bridge};
use super::connect::Connector;
use super::probe::probe;
use crate::database::address::{Host, PostgresAddress};
use crate::database::{OpenError, ReadError};

/// Connections that write.
const CONNECTIONS: u32 = 4;

/// Opens the database.
///
/// # Errors
/// Where it cannot be reached or refuses whoever asks.
pub(in crate::database) async fn open(address: &PostgresAddress) -> Result<DatabaseConnection, OpenError> {
    let failed = |error: ReadError| match error {
        ReadError::Unavailable(text) | ReadError::Fault(text) => OpenError::Open(text),
        other => OpenError::Open(other.to_string()),
    };
    let connector = Arc::new(Connector::new(address).map_err(failed)?);
    let route = probe(&connector).await.map_err(failed)?;
    let host = connector.host(route).clone();
    let bridge = if route.is_encrypted {
        let bridge = Bridge::open(connector, route);
        Some(bridge.map_err(|error| OpenError::Open(format!("the folder for temporary files (TMPDIR): {error}")))?)
    } else {
        None
    };
    let driver = driver(address, &host, bridge.as_ref())?;
    let mut options = ConnectOptions::new("postgres://");
    options
        .max_connections(CONNECTIONS)
        .min_connections(0)
        .connect_timeout(address.connect_timeout)
        .acquire_timeout(address.connect_timeout)
        .sqlx_logging(false)
        .connect_lazy(true)
        .map_sqlx_postgres_opts(move |_| driver.clone());
    let connection = sea_orm::Database::connect(options).await?;
    if let Some(bridge) = bridge {
        let closed = connection.get_postgres_connection_pool().close_event();
        tokio::spawn(bridge.serve(closed));
    }
    Ok(connection)
}

/// What the writing driver is told. It looks at the environment by itself, in the same way as the address did: what the
/// address leaves open is open here too.
fn driver(address: &PostgresAddress, host: &Host, bridge: Option<&Bridge>) -> Result<PgConnectOptions, OpenError> {
    let login = &address.login;
    let mut driver = match login.get_options() {
        Some(options) => {
            let pair = form_urlencoded::Serializer::new(String::new()).append_pair("options", options).finish();
            let text = format!("postgres:///?{pair}");
            text.parse().map_err(|_| OpenError::Open("its options cannot be used".to_owned()))?
        }
        None => PgConnectOptions::new_without_pgpass(),
    };
    driver = driver.ssl_mode(PgSslMode::Disable).application_name(login.get_application_name().unwrap_or_default());
    // Pools between refuse the digits, and no float is sent as a text.
    driver = driver.extra_float_digits(None).disable_statement_logging();
    if let Some(user) = login.get_user() {
        driver = driver.username(user);
    }
    if let Some(name) = login.get_dbname() {
        driver = driver.database(name);
    }
    if let Some(password) = login.get_password() {
        driver = driver.password(&String::from_utf8_lossy(password));
    }
    Ok(match (bridge, host) {
        (Some(bridge), _) => driver.socket(bridge.folder()).port(bridge::PORT),
        (None, Host::Unix { folder, port }) => driver.socket(folder).port(*port),
        (None, Host::Tcp { address: Some(address), port, .. }) => driver.host(&address.to_string()).port(*port),
        (None, Host::Tcp { name, port, .. }) => driver.host(name).port(*port),
    })
}
