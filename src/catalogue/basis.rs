//! What the rows of a type rest on: the sources that they cite.

use super::{Belonging, FieldKind, Type, Via};

/// How sources are found for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The row is a source itself.
    Own,
    /// The one source with this id, computed from the row.
    One(&'static str),
    /// Sources (`{t}`) that belong to the row (`{k}`).
    Many(&'static str),
}

impl Type {
    /// What its rows rest on, as its fields `source` or `sources` say.
    pub fn basis(&self) -> Basis {
        let found = self.fields.iter().find_map(|field| match (field.name, &field.kind) {
            ("source", FieldKind::One { key, .. }) => Some(Basis::One(key)),
            ("sources", FieldKind::Many(many)) => match many.via {
                Via::Fixed(Belonging::Where(condition)) => Some(Basis::Many(condition)),
                _ => None,
            },
            _ => None,
        });
        found.unwrap_or(Basis::Own)
    }
}

/// The queries of a condition that sources (`{t}`) are among what they find: `{t}.id IN (SELECT ...)`, several joined by OR.
pub fn selects(condition: &'static str) -> impl Iterator<Item = &'static str> {
    condition.split("{t}.id IN (").skip(1).map(|part| {
        let query = part.trim_end_matches(" OR ");
        // The parentheses that it does not open are those of the condition.
        let open = query.matches('(').count();
        let close = query.matches(')').count();
        &query[..query.len() - close.saturating_sub(open)]
    })
}

#[cfg(test)]
mod tests {
    use super::{Basis, selects};
    use crate::catalogue::Catalogue;

    #[test]
    fn all_sources_of_a_row_are_found_by_queries() {
        let mut met = 0;
        for on in &Catalogue::new().types {
            let Basis::Many(cited) = on.basis() else { continue };
            for condition in [Some(cited), on.figures].into_iter().flatten() {
                let each: Vec<&str> = selects(condition).collect();
                let balanced = |select: &&str| select.matches('(').count() == select.matches(')').count();
                assert!(each.iter().all(|select| select.starts_with("SELECT ") && balanced(select)), "{each:?}");
                let again =
                    each.iter().map(|select| format!("{{t}}.id IN ({select})")).collect::<Vec<_>>().join(" OR ");
                assert_eq!(if each.len() > 1 { format!("({again})") } else { again }, condition);
                met += 1;
            }
        }
        assert!(met > 5, "{met}");
    }
}
