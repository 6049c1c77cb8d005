//! A connection as the protocol sees it: messages that go and come, and how far its transaction is. Nothing opens one by
//! name: PostgreSQL keeps all that comes before the next `Sync` in one, which saves two statements a request.

use std::fmt;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use bytes::{Buf, BytesMut};
use postgres_protocol::message::backend::{Header, Message};
use postgres_protocol::message::frontend;
use tokio::io::{AsyncReadExt, AsyncWrite};

use super::connect::Stopper;
use super::failure::{Failure, answered};
use super::socket::Transport;
use super::statements::Statements;
use crate::database::ReadError;

/// Room for what arrives at once.
const INBOX: usize = 1 << 16;

/// A connection.
pub(super) struct Connection {
    transport: Box<dyn Transport>,
    /// Stops what runs on it.
    pub(super) stopper: Stopper,
    pub(super) inbox: BytesMut,
    pub(super) outbox: BytesMut,
    pub(super) statements: Statements,
    pub(super) state: State,
    /// True while the server is asked for something and the answer is not there as a whole.
    pub(super) is_asked: bool,
    /// When it came to rest.
    pub(super) rested: Instant,
}

/// How far a connection's transaction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// The server waits for the next.
    Rest,
    /// From the first message on.
    Open,
    /// From the message that ends it to the server's word that it is over.
    Ending,
    /// Nobody knows.
    Broken,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Connection {
    /// A connection that is logged in.
    pub(super) fn new(transport: Box<dyn Transport>, stopper: Stopper) -> Self {
        Self {
            transport,
            stopper,
            inbox: BytesMut::with_capacity(INBOX),
            outbox: BytesMut::new(),
            statements: Statements::default(),
            state: State::Rest,
            is_asked: false,
            rested: Instant::now(),
        }
    }

    /// True where nothing is under way and the server has nothing to say: an idle connection that it closed has.
    pub(super) fn is_quiet(&mut self) -> bool {
        let mut cx = Context::from_waker(Waker::noop());
        self.state == State::Rest
            && self.inbox.is_empty()
            && pin!(self.transport.read_buf(&mut self.inbox)).poll(&mut cx).is_pending()
    }

    /// Ends what is under way, however far it is, and waits for the server's word that it is over. It may be given up and
    /// taken up again.
    pub(super) async fn rest(&mut self) -> Result<(), ReadError> {
        if self.state == State::Open {
            self.statements.forget_unknown(&mut self.outbox)?;
            frontend::sync(&mut self.outbox);
            self.state = State::Ending;
        }
        while self.state == State::Ending {
            match Message::parse(&mut self.inbox) {
                Ok(Some(Message::ReadyForQuery(body))) if body.status() == b'I' => self.at_rest(),
                // A scan begins its transaction by name, and so it has to be ended.
                Ok(Some(Message::ReadyForQuery(_))) => frontend::query("ROLLBACK", &mut self.outbox)?,
                Ok(Some(_)) => {}
                Ok(None) => self.more().await?,
                Err(error) => return Err(self.broken(error)),
            }
        }
        if self.state == State::Rest { Ok(()) } else { Err(ReadError::Unavailable("the connection broke".to_owned())) }
    }

    /// Runs commands that have no rows.
    pub(super) async fn command(&mut self, sql: &str) -> Result<(), ReadError> {
        frontend::query(sql, &mut self.outbox)?;
        self.state = State::Ending;
        let mut failure = None;
        while self.state == State::Ending {
            match self.receive().await {
                Ok(Message::ReadyForQuery(_)) => self.at_rest(),
                Ok(_) => {}
                Err(error @ Failure::Broken(_)) => return Err(error.into()),
                Err(error) => failure = Some(error),
            }
        }
        failure.map_or(Ok(()), |error| Err(error.into()))
    }

    /// Sends what is not answered, but acknowledged by a host that is there: where nothing is, the socket soon fails.
    pub(super) fn nudge(&mut self) {
        frontend::flush(&mut self.outbox);
    }

    /// Asks the server for a sign of life.
    pub(super) async fn greet(&mut self) -> Result<(), ReadError> {
        self.state = State::Open;
        self.rest().await
    }

    pub(super) fn at_rest(&mut self) {
        self.state = State::Rest;
        self.is_asked = false;
        self.rested = Instant::now();
    }

    /// The next message, which has to be one that the protocol has here.
    pub(super) async fn expect(&mut self, wanted: impl Fn(&Message) -> bool) -> Result<(), Failure> {
        let message = self.receive().await?;
        if wanted(&message) { Ok(()) } else { Err(super::failure::unexpected()) }
    }

    /// The next message that answers something; where it is an error the statement failed.
    pub(super) async fn receive(&mut self) -> Result<Message, Failure> {
        loop {
            match Message::parse(&mut self.inbox)? {
                Some(Message::ErrorResponse(body)) => return Err(answered(&body)),
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

    /// How long the next message is, where it is a row that is there as a whole.
    pub(super) fn row_at_hand(&self) -> io::Result<Option<usize>> {
        let Some(header) = Header::parse(&self.inbox)? else { return Ok(None) };
        let length = usize::try_from(header.len()).unwrap_or(0) + 1;
        Ok((header.tag() == b'D' && self.inbox.len() >= length).then_some(length))
    }

    /// True where a message is there as a whole.
    pub(super) fn has_message(&self) -> io::Result<bool> {
        let header = Header::parse(&self.inbox)?;
        Ok(header.is_some_and(|header| self.inbox.len() > usize::try_from(header.len()).unwrap_or(0)))
    }

    /// Waits for bytes, and sends meanwhile what is to be sent: a server that cannot get rid of its answers reads nothing.
    pub(super) async fn more(&mut self) -> io::Result<()> {
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
        match read.await {
            Ok(1..) => Ok(()),
            Ok(0) => Err(self.broken(io::ErrorKind::UnexpectedEof.into())),
            Err(error) => Err(self.broken(error)),
        }
    }

    fn broken<E: From<io::Error>>(&mut self, error: io::Error) -> E {
        self.state = State::Broken;
        error.into()
    }
}
