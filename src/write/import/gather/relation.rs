//! Relations of drafts: those that they list, and those that their things declare to what was not known at first.

use entity::choice::{LinkKind, NoteKind};

use super::about::About;
use crate::write::import::draft::{Draft, Relation, Subject};
use crate::write::import::resolve::word;
use crate::write::import::{Intake, Pass};
use crate::write::record::{Cite, Link, Text};
use crate::write::report::Remark;

impl Intake<'_> {
    /// Builds the relations of a draft: those that it lists, and those that its things declare to what waited.
    pub(super) fn relations(&mut self, draft: &Draft, pass: Pass, remarks: &mut Vec<Remark>) {
        let takes = |subject: &Subject| matches!(subject, Subject::Thing(place) if draft.fate.takes(pass, *place));
        for relation in &draft.links {
            if pass == Pass::First || takes(&relation.from) || takes(&relation.to) {
                self.relation(draft, relation, remarks);
            }
        }
        if pass == Pass::Last {
            declared(draft).iter().for_each(|relation| self.relation(draft, relation, remarks));
        }
    }

    /// Builds a relation, where both of its ends are known.
    fn relation(&mut self, draft: &Draft, relation: &Relation, remarks: &mut Vec<Remark>) {
        let (Some(from), Some(to)) = (self.about(draft, &relation.from), self.about(draft, &relation.to)) else {
            return;
        };
        let (kind, source) = (relation.kind, draft.source.to_string());
        if from.id == to.id || !self.joined.insert((kind, from.id, to.id)) {
            return;
        }
        let reference = |about: &About| format!("{}/{}", word(about.kind), about.slug);
        let mark = self.build.batch.rows.mark();
        self.build.link(&Link {
            key: None,
            kind,
            from: reference(&from),
            to: reference(&to),
            stated: relation.stated,
            share: None,
            period: relation.period.clone(),
            group: None,
            note: relation.note.clone(),
            cite: vec![Cite { source, at: relation.at.clone() }],
        });
        for reason in self.build.take_faults() {
            self.build.batch.rows.rewind(mark);
            remarks.push(Remark { kind: NoteKind::Refused, field: None, raw: None, reason });
        }
    }
}

/// What things that a draft describes derive from and are a part of, where that was not known at first.
fn declared(draft: &Draft) -> Vec<Relation> {
    let mut relations = Vec::new();
    for place in &draft.fate.described {
        let thing = &draft.things[*place];
        for (kind, other) in [(LinkKind::DerivesFrom, thing.details.base), (LinkKind::PartOf, thing.details.parent)] {
            let other = other.filter(|other| draft.fate.waiting.contains(other));
            relations.extend(other.map(|other| Relation {
                kind,
                from: Subject::Thing(*place),
                to: Subject::Thing(other),
                stated: true,
                period: None,
                at: Some(thing.key.clone()),
                note: Text::default(),
            }));
        }
    }
    relations
}
