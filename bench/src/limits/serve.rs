//! The limits as a server: what is left when nothing is parsed, planned or written by anyone but PostgreSQL, and when
//! nothing is worked out at all.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};

use super::question::{self, Plan};
use crate::Failure;

/// The command that serves the limits.
pub(crate) const SERVE: &str = "serve-limits";

/// Connections for each way of planning.
const CONNECTIONS: usize = 6;

/// `/sql/{question}` has PostgreSQL answer, `/memory/{question}` gives what that gave for the same parameters before. The
/// body is the list of parameters.
pub(crate) async fn router(url: &str) -> Result<Router, Failure> {
    let (auto, once) = (connect(url, Plan::Auto).await?, connect(url, Plan::Once).await?);
    let limits =
        Limits { pools: [(Plan::Auto, auto), (Plan::Once, once)], next: AtomicUsize::new(0), kept: RwLock::default() };
    let router =
        Router::new().route("/sql/{question}", post(by_statement)).route("/memory/{question}", post(from_memory));
    Ok(router.with_state(Arc::new(limits)))
}

struct Limits {
    pools: [(Plan, Vec<Connection>); 2],
    next: AtomicUsize,
    kept: RwLock<HashMap<(String, Bytes), Bytes>>,
}

/// A connection with the statements that it has prepared.
struct Connection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
}

async fn connect(url: &str, plan: Plan) -> Result<Vec<Connection>, Failure> {
    let mut pool = Vec::with_capacity(CONNECTIONS);
    for _ in 0..CONNECTIONS {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        if plan == Plan::Once {
            client.batch_execute("SET plan_cache_mode = force_generic_plan").await?;
        }
        let mut statements = HashMap::new();
        for question in question::all().filter(|question| question.plan == plan) {
            statements.insert(question.name, client.prepare(question.statement).await?);
        }
        pool.push(Connection { client, statements });
    }
    Ok(pool)
}

impl Limits {
    async fn answer(&self, question: &str, parameters: &[u8]) -> Result<Bytes, Failure> {
        let parameters: Vec<String> = serde_json::from_slice(parameters)?;
        let parameters: Vec<&(dyn ToSql + Sync)> = parameters.iter().map(|text| text as _).collect();
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let found = self.pools.iter().find_map(|(_, pool)| {
            let connection = &pool[turn % pool.len()];
            Some((&connection.client, connection.statements.get(question)?))
        });
        let (client, statement) = found.ok_or("there is no such question")?;
        let row = client.query_one(statement, &parameters).await?;
        Ok(Bytes::copy_from_slice(row.try_get::<_, &str>(0)?.as_bytes()))
    }
}

async fn by_statement(State(limits): State<Arc<Limits>>, Path(question): Path<String>, body: Bytes) -> Response {
    reply(limits.answer(&question, &body).await)
}

async fn from_memory(State(limits): State<Arc<Limits>>, Path(question): Path<String>, body: Bytes) -> Response {
    let key = (question, body);
    let kept = limits.kept.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some(answer) = kept {
        return reply(Ok(answer));
    }
    let answer = limits.answer(&key.0, &key.1).await;
    if let Ok(answer) = &answer {
        limits.kept.write().unwrap_or_else(PoisonError::into_inner).insert(key, answer.clone());
    }
    reply(answer)
}

fn reply(answer: Result<Bytes, Failure>) -> Response {
    match answer {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(failure) => (StatusCode::INTERNAL_SERVER_ERROR, failure.to_string()).into_response(),
    }
}
