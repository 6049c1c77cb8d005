//! Figures that a file has and that cannot be taken: as far as it is known which they are, what is stored of them is not gone.

use super::about::places_of;
use super::label::fill;
use crate::write::import::Intake;
use crate::write::import::draft::{Draft, Figure, Subject, Unread};
use crate::write::import::resolve::Found;
use crate::write::lineage::{Missed, lineage};

impl Intake<'_> {
    /// Takes note of a figure that cannot be read.
    pub(super) fn miss(&mut self, draft: &Draft, unread: &Unread) {
        let Some(subject) = &unread.subject else {
            self.unread.push(Missed::Any(draft.scope.to_string()));
            return;
        };
        let measure = unread.measure.as_deref().and_then(|name| self.measure(draft, name));
        // Of what is not known nothing is stored.
        for subject in self.meant(draft, subject) {
            let missed = match (&measure, &unread.period) {
                (None, _) => Missed::About { source: draft.source.to_string(), subject },
                (Some(measure), None) => Missed::undated(&draft.source, measure, subject, &unread.key),
                (Some(measure), Some(period)) => {
                    let lineage = lineage(&draft.source, measure, subject, period, &unread.key);
                    Missed::Figure(self.count(lineage, unread.several))
                }
            };
            self.unread.push(missed);
        }
    }

    /// Which figure of the source it is, whatever its value, and whatever its subject is called there or here.
    pub(super) fn lineage(&mut self, draft: &Draft, figure: &Figure, subject: i64) -> String {
        let measure = fill(figure.measure.name(), &self.ids_of(draft));
        let period = figure.claim.period.as_deref().filter(|_| !figure.single).unwrap_or_default();
        self.count(lineage(&draft.source, &measure, subject, period, &figure.key), figure.several)
    }

    /// A lineage of which there may be several in a file: each but the first has a number behind it.
    fn count(&mut self, lineage: String, several: bool) -> String {
        if !several {
            return lineage;
        }
        let again = self.repeated.entry(lineage.clone()).and_modify(|n| *n += 1).or_insert(0);
        format!("{lineage}|{again}")
    }

    /// What a figure measures, whatever its metric is called; nothing where a thing that it is named after is not known.
    fn measure(&self, draft: &Draft, name: &str) -> Option<String> {
        let ids = self.ids_of(draft);
        let is_known = |place: usize| ids.get(place).is_some_and(|id| !id.is_empty());
        places_of(name).all(is_known).then(|| fill(name, &ids))
    }

    /// The rows that a subject may mean, whether or not the draft may say something of them.
    fn meant(&self, draft: &Draft, subject: &Subject) -> Vec<i64> {
        match subject {
            Subject::Thing(place) => {
                let thing = draft.things.get(*place);
                let found = thing.and_then(|thing| self.resolver.found(thing.kind?, &thing.key));
                match found {
                    Some(Found::Row(known)) => vec![known.id],
                    Some(Found::Not(_, _, candidates)) => candidates.clone(),
                    None => Vec::new(),
                }
            }
            Subject::Node(kind, slug) => self.build.ids.get(&(*kind, slug.clone())).copied().into_iter().collect(),
        }
    }
}
