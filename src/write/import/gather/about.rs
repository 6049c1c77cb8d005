//! What figures and relations are about: the rows that their subjects mean.

use entity::choice::NodeType;

use crate::write::import::Intake;
use crate::write::import::draft::{Draft, Figure, Subject, Unread};
use crate::write::import::resolve::word;

/// A draft with its figures.
pub(super) type Stated<'a> = (&'a Draft, Vec<&'a Figure>);

/// What a figure is about.
pub(super) struct About {
    pub(super) kind: NodeType,
    pub(super) id: i64,
    pub(super) slug: String,
    /// What the publisher tells it by.
    pub(super) key: String,
}

impl Intake<'_> {
    /// The row that a subject means, where it is there.
    pub(super) fn about(&self, draft: &Draft, subject: &Subject) -> Option<About> {
        match subject {
            Subject::Thing(place) => {
                let thing = draft.things.get(*place)?;
                let known = self.known(draft, *place)?;
                let (kind, key) = (thing.kind?, thing.key.clone());
                self.build.ids.get(&(kind, known.slug.clone()))?;
                Some(About { kind, id: known.id, slug: known.slug.clone(), key })
            }
            Subject::Node(kind, slug) => {
                let id = *self.build.ids.get(&(*kind, slug.clone()))?;
                Some(About { kind: *kind, id, slug: slug.clone(), key: format!("{}/{slug}", word(*kind)) })
            }
        }
    }
}

/// Places of the things that a figure names: its subject, who says so, and those that its metric is named after.
pub(super) fn named(figure: &Figure) -> Vec<usize> {
    let mut places: Vec<usize> = figure.by.into_iter().collect();
    if let Subject::Thing(place) = figure.subject {
        places.push(place);
    }
    places.extend(places_of(figure.measure.name()));
    places
}

/// Places of the things that a figure names which cannot be read.
pub(super) fn named_unread(unread: &Unread) -> Vec<usize> {
    let subject = match unread.subject {
        Some(Subject::Thing(place)) => Some(place),
        _ => None,
    };
    subject.into_iter().chain(unread.measure.iter().flat_map(|name| places_of(name))).collect()
}

/// Places of the things that something is named after. Braces around anything but a number are a part of its name.
pub(super) fn places_of(name: &str) -> impl Iterator<Item = usize> {
    name.split('{').skip(1).filter_map(|part| part.split('}').next()?.parse().ok())
}
