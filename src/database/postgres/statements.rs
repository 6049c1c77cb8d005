//! The statements that a connection keeps prepared: as many as are worth it, those that were used last.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use bytes::BytesMut;
use postgres_protocol::message::frontend;
use tokio_postgres::types::Type;

use super::decode::Kind;

/// Statements that a connection keeps; texts vary with the filters that clients write.
const STATEMENTS: usize = 512;
/// Bytes of their texts together: the server keeps a tree and a plan of some ten times the size of each.
const BYTES: usize = 2 << 20;

/// A statement that the server knows.
#[derive(Debug)]
pub(super) struct Prepared {
    /// Empty for one that is planned anew: PostgreSQL plans what has no name for the values of each run.
    pub(super) name: String,
    pub(super) parameters: Vec<Type>,
    pub(super) kinds: Vec<Kind>,
}

/// Statements by their texts.
#[derive(Debug, Default)]
pub(super) struct Statements {
    kept: HashMap<String, Kept>,
    bytes: usize,
    /// Grows with every use.
    clock: u64,
    /// Statements prepared so far, for their names.
    named: u64,
    /// Names that were sent and of which nothing is known yet.
    unknown: Vec<String>,
}

#[derive(Debug)]
struct Kept {
    prepared: Arc<Prepared>,
    used: u64,
}

impl Statements {
    /// A statement by its text.
    pub(super) fn find(&mut self, sql: &str) -> Option<Arc<Prepared>> {
        self.clock += 1;
        let kept = self.kept.get_mut(sql)?;
        kept.used = self.clock;
        Some(Arc::clone(&kept.prepared))
    }

    /// A name for a statement that is about to be prepared.
    pub(super) fn name(&mut self) -> String {
        self.named += 1;
        let name = format!("s{}", self.named);
        self.unknown.push(name.clone());
        name
    }

    /// Keeps a statement that the server has described.
    pub(super) fn keep(&mut self, sql: &str, prepared: Prepared) {
        self.clock += 1;
        self.unknown.retain(|name| *name != prepared.name);
        let kept = Kept { prepared: Arc::new(prepared), used: self.clock };
        self.bytes += sql.len();
        if self.kept.insert(sql.to_owned(), kept).is_some() {
            self.bytes -= sql.len();
        }
    }

    /// Gives up what was used longest ago, as long as there is too much. A wave comes to its end with the statements that it
    /// began with, since this is called before it adds any.
    pub(super) fn trim(&mut self, outbox: &mut BytesMut) -> io::Result<()> {
        while self.kept.len() > STATEMENTS || self.bytes > BYTES {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.used).map(|(sql, _)| sql.clone());
            let Some(sql) = oldest else { break };
            self.forget(&sql, outbox)?;
        }
        Ok(())
    }

    /// Gives up all: a table is another one, or the server has none of them any more.
    pub(super) fn forget_all(&mut self, outbox: &mut BytesMut) -> io::Result<()> {
        for sql in self.kept.keys().cloned().collect::<Vec<_>>() {
            self.forget(&sql, outbox)?;
        }
        Ok(())
    }

    /// Gives up what was being prepared when it was interrupted.
    pub(super) fn forget_unknown(&mut self, outbox: &mut BytesMut) -> io::Result<()> {
        self.unknown.drain(..).try_for_each(|name| frontend::close(b'S', &name, outbox))
    }

    fn forget(&mut self, sql: &str, outbox: &mut BytesMut) -> io::Result<()> {
        let Some(kept) = self.kept.remove(sql) else { return Ok(()) };
        self.bytes -= sql.len();
        // What has no name is replaced by the next that has none.
        if kept.prepared.name.is_empty() { Ok(()) } else { frontend::close(b'S', &kept.prepared.name, outbox) }
    }
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;

    use super::{BYTES, Prepared, STATEMENTS, Statements};

    fn keep(statements: &mut Statements, sql: &str) {
        let name = statements.name();
        statements.keep(sql, Prepared { name, parameters: Vec::new(), kinds: Vec::new() });
    }

    #[test]
    fn one_that_was_used_longest_ago_goes_for_one_that_comes() {
        let (mut statements, mut outbox) = (Statements::default(), BytesMut::new());
        for number in 0..=STATEMENTS {
            keep(&mut statements, &format!("SELECT {number}"));
        }
        assert!(statements.find("SELECT 0").is_some(), "it is used now");
        statements.trim(&mut outbox).expect("names are short");
        assert!(statements.find("SELECT 1").is_none(), "it was used longest ago");
        assert!(statements.find("SELECT 0").is_some());
        assert_eq!(statements.kept.len(), STATEMENTS, "one goes, and no more");
        assert_eq!(&outbox[5..], b"Ss2\0", "the server is told");
    }

    #[test]
    fn long_texts_count_for_more() {
        let (mut statements, mut outbox) = (Statements::default(), BytesMut::new());
        for letter in ["a", "b", "c"] {
            keep(&mut statements, &letter.repeat(BYTES / 2));
        }
        statements.trim(&mut outbox).expect("names are short");
        assert_eq!((statements.kept.len(), statements.bytes), (2, BYTES / 2 * 2));
        statements.forget_all(&mut outbox).expect("names are short");
        assert_eq!((statements.kept.len(), statements.bytes), (0, 0));
    }
}
