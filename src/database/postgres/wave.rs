//! Waves: statements are prepared once, those of a wave are sent together, and their rows are read where they arrive.

use std::sync::Arc;

use bytes::{Buf, BytesMut};
use postgres_protocol::IsNull;
use postgres_protocol::message::backend::{Message, RowDescriptionBody};
use postgres_protocol::message::frontend;
use tokio_postgres::fallible_iterator::FallibleIterator;
use tokio_postgres::types::{ToSql, Type};

use super::decode::{self, Kind};
use super::encode::unfit;
use super::failure::{Failure, unexpected};
use super::statements::Prepared;
use super::wire::{Connection, State};
use crate::database::{Bound, Keys, ReadError, Rows};

/// Values go to and fro in the server's binary form.
const BINARY: [i16; 1] = [1];

impl Connection {
    /// Runs statements in the transaction at hand, which the `last` ones end; their rows take at most `room` bytes together.
    /// Where they are the first, and a table is not any more what it was when they were prepared, they are prepared and run
    /// once more.
    pub(super) async fn wave(
        &mut self,
        queries: &[Bound<'_>],
        last: bool,
        room: usize,
    ) -> Result<Vec<Rows>, ReadError> {
        let is_first = self.state == State::Rest;
        match self.attempt(queries, last, room).await {
            Err(Failure::Stale(_)) if is_first => Ok(self.attempt(queries, last, room).await?),
            other => Ok(other?),
        }
    }

    async fn attempt(&mut self, queries: &[Bound<'_>], last: bool, room: usize) -> Result<Vec<Rows>, Failure> {
        self.state = State::Open;
        self.is_asked = true;
        let result = self.run(queries, last, room).await;
        match &result {
            Ok(_) => self.is_asked = false,
            // The rest of the rows is not waited for: the connection is brought to rest by whoever does that for all.
            Err(Failure::Answer(ReadError::TooLarge)) => {}
            Err(Failure::Broken(_)) => self.state = State::Broken,
            Err(failure) => {
                if matches!(failure, Failure::Stale(_)) {
                    self.statements.forget_all(&mut self.outbox)?;
                }
                // The server skips what is left until it is told where to go on. Where it says no more, the error before
                // says why.
                drop(self.rest().await);
            }
        }
        result
    }

    async fn run(&mut self, queries: &[Bound<'_>], last: bool, room: usize) -> Result<Vec<Rows>, Failure> {
        let prepared = self.prepare(queries).await?;
        let begin = self.outbox.len();
        for (query, prepared) in queries.iter().zip(&prepared) {
            let bound = self.bind(query, prepared);
            if bound.is_err() {
                // Nothing of the wave was sent yet, and nothing is.
                self.outbox.truncate(begin);
            }
            bound?;
            frontend::execute("", 0, &mut self.outbox)?;
        }
        if last {
            frontend::sync(&mut self.outbox);
            self.state = State::Ending;
        } else {
            frontend::flush(&mut self.outbox);
        }
        let (mut answers, mut room) = (Vec::with_capacity(queries.len()), room);
        for (query, prepared) in queries.iter().zip(&prepared) {
            let rows = self.rows(query, prepared, room).await?;
            room = room.saturating_sub(rows.bytes());
            answers.push(rows);
        }
        if last {
            self.expect(|message| matches!(message, Message::ReadyForQuery(_))).await?;
            self.at_rest();
        }
        Ok(answers)
    }

    /// Makes the statements known to the server, all new ones in one exchange.
    pub(super) async fn prepare(&mut self, queries: &[Bound<'_>]) -> Result<Vec<Arc<Prepared>>, Failure> {
        self.statements.trim(&mut self.outbox)?;
        let known: Vec<_> = queries.iter().map(|query| self.statements.find(query.sql)).collect();
        let mut new: Vec<(&str, String)> = Vec::new();
        for (query, known) in queries.iter().zip(&known) {
            if known.is_some() || new.iter().any(|(sql, _)| *sql == query.sql) {
                continue;
            }
            let name = if query.anew { String::new() } else { self.statements.name() };
            frontend::parse(&name, query.sql, [], &mut self.outbox)?;
            frontend::describe(b'S', &name, &mut self.outbox)?;
            new.push((query.sql, name));
        }
        if new.is_empty() {
            return known.into_iter().map(|known| known.ok_or_else(unexpected)).collect();
        }
        frontend::flush(&mut self.outbox);
        for (sql, name) in new {
            let prepared = self.described(name).await?;
            self.statements.keep(sql, prepared);
        }
        queries.iter().map(|query| self.statements.find(query.sql).ok_or_else(unexpected)).collect()
    }

    async fn described(&mut self, name: String) -> Result<Prepared, Failure> {
        self.expect(|message| matches!(message, Message::ParseComplete)).await?;
        let parameters = match self.receive().await? {
            Message::ParameterDescription(body) => {
                body.parameters().map(|oid| Ok(Type::from_oid(oid).unwrap_or(Type::TEXT))).collect()?
            }
            _ => return Err(unexpected()),
        };
        let kinds = self.kinds().await?;
        Ok(Prepared { name, parameters, kinds })
    }

    /// What the columns are.
    async fn kinds(&mut self) -> Result<Vec<Kind>, Failure> {
        match self.receive().await? {
            Message::RowDescription(body) => kinds_of(&body),
            Message::NoData => Ok(Vec::new()),
            _ => Err(unexpected()),
        }
    }

    pub(super) fn bind(&mut self, query: &Bound<'_>, prepared: &Prepared) -> Result<(), Failure> {
        if query.anew {
            frontend::parse("", query.sql, [], &mut self.outbox)?;
        }
        let keys: Option<&(dyn ToSql + Sync)> = match &query.keys {
            Keys::None => None,
            Keys::One(key) => Some(key),
            Keys::Each(keys) => Some(keys),
        };
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
                frontend::BindError::Conversion(error) => Failure::Answer(unfit(&*error)),
                frontend::BindError::Serialization(error) => Failure::Answer(ReadError::Fault(error.to_string())),
            },
        )?;
        if query.anew {
            // Nothing keeps the server from giving other columns than the last time.
            frontend::describe(b'P', "", &mut self.outbox)?;
        }
        Ok(())
    }

    async fn rows(&mut self, query: &Bound<'_>, prepared: &Prepared, room: usize) -> Result<Rows, Failure> {
        let anew;
        if query.anew {
            self.expect(|message| matches!(message, Message::ParseComplete)).await?;
        }
        self.expect(|message| matches!(message, Message::BindComplete)).await?;
        let kinds = if query.anew {
            anew = self.kinds().await?;
            &anew
        } else {
            &prepared.kinds
        };
        let mut places = matches!(query.keys, Keys::Each(_)).then(Vec::new);
        let mut rows = Rows::new(kinds.len().saturating_sub(usize::from(places.is_some())));
        loop {
            while let Some(length) = self.row_at_hand()? {
                let body = self.inbox.get(5..length).unwrap_or_default();
                decode::row(body, kinds, &mut rows, places.as_mut()).map_err(Failure::Answer)?;
                self.inbox.advance(length);
                if rows.bytes() > room {
                    return Err(Failure::Answer(ReadError::TooLarge));
                }
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
            (Keys::Each(keys), Some(places)) => rows.group(&places, keys.len()),
            _ => rows.end_key(),
        }
        Ok(rows)
    }
}

fn kinds_of(body: &RowDescriptionBody) -> Result<Vec<Kind>, Failure> {
    let mut kinds = Vec::new();
    let mut fields = body.fields();
    while let Some(field) = fields.next()? {
        let ty = Type::from_oid(field.type_oid());
        let kind = ty.as_ref().and_then(Kind::of).ok_or_else(|| {
            let name = ty.map_or_else(|| format!("of the oid {}", field.type_oid()), |ty| ty.name().to_owned());
            Failure::Answer(ReadError::Fault(format!(
                "the column {:?} has the type {name}, which is not read",
                field.name()
            )))
        })?;
        kinds.push(kind);
    }
    Ok(kinds)
}
