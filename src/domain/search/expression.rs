//! What something has to have to be looked at, in tokens.

/// A condition on tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// It has this token.
    Token(String),
    /// It has a token that begins like this.
    Prefix(String),
    /// All of these hold.
    All(Vec<Self>),
    /// One of these holds.
    Any(Vec<Self>),
}
