//! Portals: statements that run as far as their rows are taken.

use std::sync::Arc;

use bytes::Buf;
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;

use super::decode;
use super::failure::{Failure, unexpected};
use super::statements::Prepared;
use super::wire::{Connection, State};
use crate::database::{Bound, ReadError, Rows};

/// Rows of a portal that the server sends before it is asked for more. It sends them as they are taken: a turn is not held
/// anywhere.
const TURN: i32 = 16_384;

/// A statement under way.
#[derive(Debug)]
pub(super) struct Portal {
    prepared: Arc<Prepared>,
    is_done: bool,
}

impl Connection {
    /// Opens a portal, whose rows are taken as they are wanted.
    pub(super) async fn open(&mut self, query: &Bound<'_>) -> Result<Portal, ReadError> {
        self.state = State::Open;
        self.is_asked = true;
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
}
