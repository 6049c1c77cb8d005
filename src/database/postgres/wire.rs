//! A connection as the protocol sees it. Statements are prepared once, those of a wave are sent together, and their rows
//! are read where they arrive. Nothing opens a transaction by name: PostgreSQL keeps all that comes before the next `Sync`
//! in one, which saves two statements a request.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::{Buf, BytesMut};
use postgres_protocol::IsNull;
use postgres_protocol::message::backend::{ErrorResponseBody, Header, Message};
use postgres_protocol::message::frontend;
use tokio::io::{AsyncReadExt, AsyncWrite};
use tokio_postgres::CancelToken;
use tokio_postgres::error::SqlState;
use tokio_postgres::fallible_iterator::FallibleIterator;
use tokio_postgres::types::{ToSql, Type};

use super::connect::Transport;
use super::decode::{self, Kind};
use crate::database::{ReadError, Rows, Value};

/// Prepared statements that a connection keeps; texts vary with the filters that clients write.
const STATEMENTS: usize = 512;
/// Room for what arrives at once.
const INBOX: usize = 1 << 16;
/// Rows of a portal that the server sends before it is asked for more. It sends them as they are taken: a turn is not held
/// anywhere.
const TURN: i32 = 16_384;
/// Values go to and fro in the server's binary form.
const BINARY: [i16; 1] = [1];

/// A statement with its parameters.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a> {
    /// The text.
    pub sql: &'a str,
    /// The parameters behind the keys.
    pub values: &'a [Value],
    /// Keys to run for: they are the first parameter, and the first column is the key's place, counted from 1.
    pub keys: Option<&'a [i64]>,
    /// True where the best way to run it depends on what is bound: it is planned anew each time.
    pub anew: bool,
}

/// A connection.
pub(super) struct Connection {
    transport: Box<dyn Transport>,
    /// Stops what runs on it.
    pub(super) token: CancelToken,
    inbox: BytesMut,
    outbox: BytesMut,
    statements: HashMap<String, Arc<Prepared>>,
    /// Statements prepared so far, for their names.
    named: u64,
    state: State,
}

/// How far a connection's transaction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The server waits for the next.
    Rest,
    /// From the first message on.
    Open,
    /// From the message that ends it to the server's word that it is over.
    Ending,
}

/// A statement that the server knows.
#[derive(Debug)]
struct Prepared {
    /// Empty for one that is planned anew: PostgreSQL plans what has no name for the values of each run.
    name: String,
    parameters: Vec<Type>,
    kinds: Vec<Kind>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Connection {
    /// A connection that is logged in.
    pub(super) fn new(transport: Box<dyn Transport>, token: CancelToken) -> Self {
        Self {
            transport,
            token,
            inbox: BytesMut::with_capacity(INBOX),
            outbox: BytesMut::new(),
            statements: HashMap::new(),
            named: 0,
            state: State::Rest,
        }
    }

    /// True where nothing is under way and the server has nothing to say: an idle connection that it closed has.
    pub(super) fn is_quiet(&mut self) -> bool {
        let mut cx = Context::from_waker(Waker::noop());
        self.state == State::Rest
            && self.inbox.is_empty()
            && pin!(self.transport.read_buf(&mut self.inbox)).poll(&mut cx).is_pending()
    }

    /// Runs statements in the transaction at hand, which the `last` ones end.
    pub(super) async fn wave(&mut self, queries: &[Bound<'_>], last: bool) -> Result<Vec<Rows>, ReadError> {
        self.state = State::Open;
        let result = self.run(queries, last).await;
        if let Err(Failure::Answer(error)) = result {
            // The server skips what is left until it is told where to go on.
            if self.state == State::Open {
                frontend::sync(&mut self.outbox);
            }
            while !matches!(self.receive().await?, Message::ReadyForQuery(_)) {}
            self.state = State::Rest;
            return Err(error);
        }
        Ok(result?)
    }

    async fn run(&mut self, queries: &[Bound<'_>], last: bool) -> Result<Vec<Rows>, Failure> {
        let prepared = self.prepare(queries).await?;
        for (query, prepared) in queries.iter().zip(&prepared) {
            self.bind(query, prepared)?;
            frontend::execute("", 0, &mut self.outbox)?;
        }
        if last {
            frontend::sync(&mut self.outbox);
            self.state = State::Ending;
        } else {
            frontend::flush(&mut self.outbox);
        }
        let mut answers = Vec::with_capacity(queries.len());
        for (query, prepared) in queries.iter().zip(&prepared) {
            answers.push(self.rows(query, prepared).await?);
        }
        if last {
            self.expect(|message| matches!(message, Message::ReadyForQuery(_))).await?;
            self.state = State::Rest;
        }
        Ok(answers)
    }

    /// Makes the statements known to the server, all new ones in one exchange.
    async fn prepare(&mut self, queries: &[Bound<'_>]) -> Result<Vec<Arc<Prepared>>, Failure> {
        if self.statements.len() > STATEMENTS {
            for (_, prepared) in self.statements.drain() {
                frontend::close(b'S', &prepared.name, &mut self.outbox)?;
            }
        }
        let mut new: Vec<(&str, String)> = Vec::new();
        for query in queries {
            if self.statements.contains_key(query.sql) || new.iter().any(|(sql, _)| *sql == query.sql) {
                continue;
            }
            self.named += 1;
            let name = if query.anew { String::new() } else { format!("s{}", self.named) };
            frontend::parse(&name, query.sql, [], &mut self.outbox)?;
            frontend::describe(b'S', &name, &mut self.outbox)?;
            new.push((query.sql, name));
        }
        if !new.is_empty() {
            frontend::flush(&mut self.outbox);
        }
        for (sql, name) in new {
            let prepared = self.described(name).await?;
            self.statements.insert(sql.to_owned(), Arc::new(prepared));
        }
        let known = |query: &Bound<'_>| self.statements.get(query.sql).cloned();
        let missing = || Failure::Broken(ReadError::Fault("a statement was not prepared".to_owned()));
        queries.iter().map(|query| known(query).ok_or_else(missing)).collect()
    }

    async fn described(&mut self, name: String) -> Result<Prepared, Failure> {
        self.expect(|message| matches!(message, Message::ParseComplete)).await?;
        let type_of = |oid| Type::from_oid(oid).unwrap_or(Type::TEXT);
        let parameters = match self.receive().await? {
            Message::ParameterDescription(body) => body.parameters().map(|oid| Ok(type_of(oid))).collect()?,
            _ => return Err(unexpected()),
        };
        let kinds = match self.receive().await? {
            Message::RowDescription(body) => {
                body.fields().map(|field| Ok(Kind::of(&type_of(field.type_oid())))).collect()?
            }
            Message::NoData => Vec::new(),
            _ => return Err(unexpected()),
        };
        Ok(Prepared { name, parameters, kinds })
    }

    fn bind(&mut self, query: &Bound<'_>, prepared: &Prepared) -> Result<(), Failure> {
        if query.anew {
            frontend::parse("", query.sql, [], &mut self.outbox)?;
        }
        let keys = query.keys.as_ref().map(|keys| keys as &(dyn ToSql + Sync));
        let values = query.values.iter().map(|value| value as &(dyn ToSql + Sync));
        let given = keys.into_iter().chain(values).zip(&prepared.parameters);
        let write = |(value, ty): (&(dyn ToSql + Sync), &Type), out: &mut BytesMut| {
            Ok(match value.to_sql_checked(ty, out)? {
                tokio_postgres::types::IsNull::Yes => IsNull::Yes,
                tokio_postgres::types::IsNull::No => IsNull::No,
            })
        };
        frontend::bind("", &prepared.name, BINARY, given, write, BINARY, &mut self.outbox).map_err(
            |error| match error {
                frontend::BindError::Conversion(error) => Failure::Broken(ReadError::Fault(error.to_string())),
                frontend::BindError::Serialization(error) => error.into(),
            },
        )
    }

    async fn rows(&mut self, query: &Bound<'_>, prepared: &Prepared) -> Result<Rows, Failure> {
        if query.anew {
            self.expect(|message| matches!(message, Message::ParseComplete)).await?;
        }
        self.expect(|message| matches!(message, Message::BindComplete)).await?;
        let mut rows = Rows::new(prepared.kinds.len() - usize::from(query.keys.is_some()));
        let mut places = query.keys.map(|_| Vec::new());
        loop {
            while let Some(length) = self.row_at_hand()? {
                let body = self.inbox.get(5..length).unwrap_or_default();
                decode::row(body, &prepared.kinds, &mut rows, places.as_mut()).map_err(Failure::Broken)?;
                self.inbox.advance(length);
            }
            if self.has_message()? {
                break;
            }
            self.more().await?;
            // An answer comes in pieces. Others go first, so that most of it is there before it is looked at again.
            tokio::task::yield_now().await;
        }
        self.expect(|message| matches!(message, Message::CommandComplete(_) | Message::EmptyQueryResponse)).await?;
        match (query.keys, places) {
            (Some(keys), Some(places)) => rows.group(&places, keys.len()),
            _ => rows.end_key(),
        }
        Ok(rows)
    }

    /// Opens a portal, whose rows are taken as they are wanted.
    pub(super) async fn open(&mut self, query: &Bound<'_>) -> Result<Portal, ReadError> {
        self.state = State::Open;
        let prepared = self.prepare(std::slice::from_ref(query)).await?.swap_remove(0);
        self.bind(query, &prepared)?;
        self.execute_turn()?;
        self.expect(|message| matches!(message, Message::BindComplete)).await?;
        Ok(Portal { prepared, is_done: false })
    }

    /// The next rows of a portal, at most so many; none behind the last.
    pub(super) async fn next(&mut self, portal: &mut Portal, most: usize) -> Result<Option<Rows>, ReadError> {
        let mut rows = Rows::with_capacity(portal.prepared.kinds.len(), most);
        while !portal.is_done && rows.len() < most {
            if let Some(length) = self.row_at_hand()? {
                let body = self.inbox.get(5..length).unwrap_or_default();
                decode::row(body, &portal.prepared.kinds, &mut rows, None)?;
                self.inbox.advance(length);
            } else if self.has_message()? {
                match self.receive().await? {
                    Message::PortalSuspended => self.execute_turn()?,
                    Message::CommandComplete(_) => portal.is_done = true,
                    _ => return Err(unexpected().into()),
                }
            } else {
                self.more().await?;
            }
        }
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }

    fn execute_turn(&mut self) -> Result<(), Failure> {
        frontend::execute("", TURN, &mut self.outbox)?;
        frontend::flush(&mut self.outbox);
        Ok(())
    }

    /// How long the next message is, where it is a row that is there as a whole.
    fn row_at_hand(&self) -> io::Result<Option<usize>> {
        let Some(header) = Header::parse(&self.inbox)? else { return Ok(None) };
        let length = usize::try_from(header.len()).unwrap_or(0) + 1;
        Ok((header.tag() == b'D' && self.inbox.len() >= length).then_some(length))
    }

    /// True where a message is there as a whole.
    fn has_message(&self) -> io::Result<bool> {
        let header = Header::parse(&self.inbox)?;
        Ok(header.is_some_and(|header| self.inbox.len() > usize::try_from(header.len()).unwrap_or(0)))
    }

    /// The next message, which has to be one that the protocol has here.
    async fn expect(&mut self, wanted: impl Fn(&Message) -> bool) -> Result<(), Failure> {
        let message = self.receive().await?;
        if wanted(&message) { Ok(()) } else { Err(unexpected()) }
    }

    /// The next message that answers something; where it is an error the statement failed.
    async fn receive(&mut self) -> Result<Message, Failure> {
        loop {
            match Message::parse(&mut self.inbox)? {
                Some(Message::ErrorResponse(body)) => return Err(Failure::Answer(error_of(&body))),
                Some(
                    Message::NoticeResponse(_)
                    | Message::ParameterStatus(_)
                    | Message::NotificationResponse(_)
                    | Message::CloseComplete,
                ) => {}
                Some(message) => return Ok(message),
                None => self.more().await?,
            }
        }
    }

    /// Waits for bytes, and sends meanwhile what is to be sent: a server that cannot get rid of its answers reads nothing.
    async fn more(&mut self) -> io::Result<()> {
        let Self { transport, inbox, outbox, .. } = self;
        let read = std::future::poll_fn(|cx| {
            while !outbox.is_empty() {
                match Pin::new(&mut *transport).poll_write(cx, outbox) {
                    Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                    Poll::Ready(Ok(written)) => outbox.advance(written),
                    Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                    Poll::Pending => break,
                }
            }
            if let Poll::Ready(Err(error)) = Pin::new(&mut *transport).poll_flush(cx) {
                return Poll::Ready(Err(error));
            }
            inbox.reserve(INBOX);
            pin!(transport.read_buf(inbox)).poll(cx)
        });
        if read.await? == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

/// A statement that runs as far as its rows are taken.
#[derive(Debug)]
pub(super) struct Portal {
    prepared: Arc<Prepared>,
    is_done: bool,
}

/// Why a wave failed.
enum Failure {
    /// The server refused a statement; the connection is as good as before.
    Answer(ReadError),
    /// The connection is in a state that nobody knows.
    Broken(ReadError),
}

impl From<Failure> for ReadError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Answer(error) | Failure::Broken(error) => error,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<tokio_postgres::Error> for ReadError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(_) => Self::Fault(format!("{error}: {:?}", error.as_db_error())),
            None => Self::Unavailable(error.to_string()),
        }
    }
}

/// The protocol has another message here: what is under way is not known any more.
fn unexpected() -> Failure {
    Failure::Broken(ReadError::Fault("a message of the protocol came out of turn".to_owned()))
}

/// What an error says: its code decides what it is for the request.
fn error_of(body: &ErrorResponseBody) -> ReadError {
    let mut fields = HashMap::new();
    let mut found = body.fields();
    while let Ok(Some(field)) = found.next() {
        fields.insert(field.type_(), String::from_utf8_lossy(field.value_bytes()).into_owned());
    }
    let field = |name| fields.get(&name).map_or("", String::as_str);
    let text = format!("{} ({}) {}", field(b'M'), field(b'C'), field(b'D'));
    match field(b'C') {
        code if code == SqlState::QUERY_CANCELED.code() => ReadError::Timeout,
        // The server goes down, or takes no more connections.
        code if code.starts_with("57P") || code.starts_with("08") => ReadError::Unavailable(text),
        _ => ReadError::Fault(text),
    }
}
