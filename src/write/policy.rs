//! Who may overwrite whom, and make what.

use entity::choice::NodeType;

/// The types whose rows imports make, and whose names can be declared.
pub(crate) const MADE: [NodeType; 3] = [NodeType::Vendor, NodeType::Model, NodeType::Technology];

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    /// The data set that comes with the program: it is complete, so that what it no longer says goes.
    BuiltIn,
    /// An import of a source: a file says what it says, and takes nothing else away.
    Source(i64),
}

/// Whose a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The data set's.
    BuiltIn,
    /// That of a source whose import made it.
    Source(i64),
    /// An editor's: whoever changed it by hand.
    Editor,
}

/// What may be done to a row that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    /// It becomes what is said of it now.
    Replace,
    /// What it leaves open is filled.
    Fill,
    /// It stays as it is.
    Leave,
}

impl Policy {
    /// What may be done to a row of somebody's. The data set takes over what imports made, nobody what an editor did.
    pub(super) fn right(self, owner: Owner) -> Right {
        match (self, owner) {
            (Self::BuiltIn, Owner::BuiltIn | Owner::Source(_)) => Right::Replace,
            (Self::Source(own), Owner::Source(other)) if own == other => Right::Replace,
            (Self::Source(_), Owner::Source(_)) => Right::Fill,
            (_, Owner::Editor) | (Self::Source(_), Owner::BuiltIn) => Right::Leave,
        }
    }

    /// True for what whoever writes makes rows of: figures make metrics, whoever has them; what else there is imports only find.
    pub(super) fn makes(self, kind: NodeType) -> bool {
        self.is_complete() || kind == NodeType::Metric || MADE.contains(&kind)
    }

    /// The source whose import writes.
    pub(super) fn source(self) -> Option<i64> {
        match self {
            Self::BuiltIn => None,
            Self::Source(id) => Some(id),
        }
    }

    /// True where all is said: what is not, is not so.
    pub(super) fn is_complete(self) -> bool {
        self == Self::BuiltIn
    }
}

#[cfg(test)]
mod tests {
    use super::{Owner, Policy, Right};

    #[test]
    fn everybody_writes_over_what_is_theirs_and_nobody_over_an_editor() {
        let owners = [Owner::BuiltIn, Owner::Source(1), Owner::Source(2), Owner::Editor];
        let rights = |policy: Policy| owners.map(|owner| policy.right(owner));
        assert_eq!(rights(Policy::BuiltIn), [Right::Replace, Right::Replace, Right::Replace, Right::Leave]);
        assert_eq!(rights(Policy::Source(1)), [Right::Leave, Right::Replace, Right::Fill, Right::Leave]);
    }
}
