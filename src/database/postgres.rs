//! Reading PostgreSQL: pooled connections with prepared statements, a snapshot for each request, statements of one
//! depth sent side by side.

mod scan;

use std::error::Error;
use std::pin::pin;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use futures_util::stream::{BoxStream, poll_fn};
use futures_util::{StreamExt, TryStreamExt};
use rustls::{ClientConfig, RootCertStore};
pub use tokio_postgres::Statement as Prepared;
use tokio_postgres::config::SslMode;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{AsyncMessage, Client, NoTls, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Cell, ReadError, Rows, Value};

/// Prepared statements that a connection keeps; texts vary with the filters that clients write.
const STATEMENTS: usize = 512;

/// Connections to read from.
#[derive(Debug, Clone)]
pub struct Postgres {
    pool: Pool,
    encrypted: bool,
}

impl Postgres {
    /// Reads the database at `url` over at most `connections` connections; a statement runs at most `timeout`.
    ///
    /// # Errors
    /// Where the address is not one of PostgreSQL.
    pub fn new(url: &str, connections: usize, timeout: Duration) -> Result<Self, ReadError> {
        let mut config: tokio_postgres::Config =
            url.parse().map_err(|_| ReadError::Fault("the address is not one of PostgreSQL".to_owned()))?;
        config.application_name("panorama");
        config.connect_timeout(Duration::from_secs(5));
        config.options(format!("-c statement_timeout={} -c default_transaction_read_only=on", timeout.as_millis()));
        let encrypted = config.get_ssl_mode() == SslMode::Require;
        let pool = Pool::builder(manager(config))
            .max_size(connections)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(timeout))
            .create_timeout(Some(Duration::from_secs(5)))
            .build()
            .map_err(|error| ReadError::Fault(error.to_string()))?;
        Ok(Self { pool, encrypted })
    }

    /// How many connections there are, and how many of them are idle.
    pub fn connections(&self) -> (usize, usize) {
        let status = self.pool.status();
        (status.size, status.available)
    }

    /// One state of the database. Where `single` statement is all that runs it needs no transaction.
    ///
    /// # Errors
    /// `Unavailable` where no connection can be had.
    pub async fn snapshot(&self, single: bool) -> Result<Snapshot, ReadError> {
        let client = self.pool.get().await.map_err(|error| ReadError::Unavailable(error.to_string()))?;
        if client.statement_cache.size() > STATEMENTS {
            client.statement_cache.clear();
        }
        Ok(Snapshot { client, single })
    }
}

/// One state of the database, once it was begun.
#[derive(Debug)]
pub struct Snapshot {
    client: Object,
    single: bool,
}

impl Snapshot {
    /// Opens the transaction; to be sent just before, or together with, the first statements.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn begin(&self) -> Result<(), ReadError> {
        if !self.single {
            self.client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        }
        Ok(())
    }

    /// Ends the transaction; to be sent together with, and behind, the last statements.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn end(&self) -> Result<(), ReadError> {
        if !self.single {
            self.client.batch_execute("COMMIT").await?;
        }
        Ok(())
    }

    /// Gives the connection up after a failure: nobody gets it with a transaction still open.
    pub fn abandon(self) {
        if !self.single {
            drop(Object::take(self.client));
        }
    }

    /// Runs a statement once, or for a list of keys as its first parameter; then its first column is the key's place.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn query(&self, sql: &str, values: &[Value], keys: Option<&[i64]>) -> Result<Rows, ReadError> {
        self.run(&self.prepare(sql).await?, values, keys).await
    }

    /// Prepares a statement, unless the connection has it already.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn prepare(&self, sql: &str) -> Result<Prepared, ReadError> {
        Ok(self.client.prepare_cached(sql).await?)
    }

    /// Runs a prepared statement, as `query` does: it is sent as soon as this is polled.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn run(&self, statement: &Prepared, values: &[Value], keys: Option<&[i64]>) -> Result<Rows, ReadError> {
        let kinds: Vec<Kind> = statement.columns().iter().map(|column| Kind::of(column.type_())).collect();
        let keyed = keys.map(|keys| Value::Ints(keys.to_vec()));
        let skipped = usize::from(keyed.is_some());
        let parameters = keyed.iter().chain(values).map(|value| value as &(dyn ToSql + Sync));
        let stream = self.client.query_raw(statement, parameters.collect::<Vec<_>>()).await?;
        let mut stream = pin!(stream);
        let mut rows = Rows::new(kinds.len() - skipped);
        let mut places = Vec::new();
        while let Some(row) = stream.try_next().await? {
            if keyed.is_some() {
                let Raw(place) = row.try_get(0)?;
                places.push(usize::try_from(place.map_or(1, int) - 1).unwrap_or(0));
            }
            push_row(&mut rows, &row, &kinds, skipped)?;
        }
        match keys {
            Some(keys) => rows.group(&places, keys.len()),
            None => rows.end_key(),
        }
        Ok(rows)
    }
}

/// A connection outside the pool, and what the server says on it by itself.
pub(super) async fn listen(url: &str) -> Result<(Client, Messages), ReadError> {
    let mut config: tokio_postgres::Config =
        url.parse().map_err(|_| ReadError::Fault("the address is not one of PostgreSQL".to_owned()))?;
    config.application_name("panorama changes").connect_timeout(Duration::from_secs(5));
    if config.get_ssl_mode() != SslMode::Require {
        config.ssl_mode(SslMode::Disable);
        let (client, mut connection) = config.connect(NoTls).await?;
        return Ok((client, poll_fn(move |cx| connection.poll_message(cx)).boxed()));
    }
    let (client, mut connection) = config.connect(tls()).await?;
    Ok((client, poll_fn(move |cx| connection.poll_message(cx)).boxed()))
}

/// What a server sends without being asked.
pub(super) type Messages = BoxStream<'static, Result<AsyncMessage, tokio_postgres::Error>>;

fn tls() -> MakeRustlsConnect {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    MakeRustlsConnect::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}

/// With `sslmode=require` the connection is encrypted and the server's certificate checked; else it is plain.
fn manager(mut config: tokio_postgres::Config) -> Manager {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    if config.get_ssl_mode() != SslMode::Require {
        config.ssl_mode(SslMode::Disable);
        return Manager::from_config(config, NoTls, recycling);
    }
    Manager::from_config(config, tls(), recycling)
}

/// How a column's bytes are to be read.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Int,
    Float,
    Bool,
    Date,
    Text,
}

impl Kind {
    fn of(ty: &Type) -> Self {
        match *ty {
            Type::INT2 | Type::INT4 | Type::INT8 => Self::Int,
            Type::FLOAT8 => Self::Float,
            Type::BOOL => Self::Bool,
            Type::DATE => Self::Date,
            _ => Self::Text,
        }
    }
}

fn push_row(rows: &mut Rows, row: &Row, kinds: &[Kind], skipped: usize) -> Result<(), ReadError> {
    for (column, kind) in kinds.iter().enumerate().skip(skipped) {
        let Raw(bytes) = row.try_get(column)?;
        push(rows, *kind, bytes)?;
    }
    Ok(())
}

fn push(rows: &mut Rows, kind: Kind, bytes: Option<&[u8]>) -> Result<(), ReadError> {
    let Some(bytes) = bytes else {
        rows.push(Cell::Null);
        return Ok(());
    };
    match kind {
        Kind::Int => rows.push(Cell::Int(int(bytes))),
        Kind::Bool => rows.push(Cell::Int(i64::from(bytes != [0]))),
        #[expect(clippy::cast_sign_loss, reason = "the bits of the number are what arrived")]
        Kind::Float => rows.push(Cell::Float(f64::from_bits(int(bytes) as u64))),
        Kind::Date => {
            let day = chrono::NaiveDate::from_ymd_opt(2000, 1, 1)
                .and_then(|origin| origin.checked_add_signed(chrono::TimeDelta::days(int(bytes))))
                .ok_or_else(|| ReadError::Fault("a date beyond the calendar".to_owned()))?;
            rows.push_date(day);
        }
        Kind::Text => {
            let text = std::str::from_utf8(bytes).map_err(|error| ReadError::Fault(error.to_string()))?;
            rows.push_text(text);
        }
    }
    Ok(())
}

/// A big-endian whole number of any width.
fn int(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    bytes.iter().fold(if negative { -1 } else { 0 }, |value, byte| (value << 8) | i64::from(*byte))
}

/// A value as the server sent it.
struct Raw<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Float(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Bool(value) => value.to_sql(ty, out),
            Self::Derived => "[]".to_sql(ty, out),
            Self::Date(value) => {
                let origin = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
                i32::try_from((*value - origin).num_days())?.to_sql(&Type::INT4, out)
            }
            Self::Ints(values) => values.to_sql(ty, out),
            Self::Floats(values) => values.to_sql(ty, out),
            Self::Texts(values) => values.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl From<tokio_postgres::Error> for ReadError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        match error.code() {
            Some(code) if *code == SqlState::QUERY_CANCELED => Self::Timeout,
            Some(_) => Self::Fault(format!("{error}: {:?}", error.as_db_error())),
            None => Self::Unavailable(error.to_string()),
        }
    }
}
