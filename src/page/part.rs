//! A page for every part: its document is asked for one slug, and its template writes what comes of it.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::ask::{Trouble, ask};
use super::frame::{Frame, Question};
use super::kind::Kind;
use super::visit::Visit;
use crate::service::{Caller, Service};

/// A page of something that has a slug.
pub(super) trait Part: DeserializeOwned {
    /// The document; its field at the root is called `page`, and takes `$slug`, `$locale` and `$asOf`.
    const DOCUMENT: &str;
    /// The variables that are cursors, which an address can set.
    const CURSORS: &[&str];

    /// The slug as it is.
    fn slug(&self) -> &str;

    /// The page as HTML.
    ///
    /// # Errors
    /// Where the template fails, which is a fault of ours.
    fn write(&self, frame: &Frame<'_>) -> askama::Result<String>;
}

/// The page of a slug, as HTML.
///
/// # Errors
/// What is to be said instead.
pub(super) async fn page<P: Part>(
    service: &Service,
    kind: Kind,
    slug: &str,
    visit: &Visit,
    caller: &Caller,
) -> Result<String, Trouble> {
    if visit.wrong.is_some() {
        return Err(Trouble::Wrong);
    }
    let mut variables = Map::from_iter([
        ("slug".to_owned(), Json::from(slug)),
        ("locale".to_owned(), Json::from(if visit.chinese { "ZH" } else { "EN" })),
    ]);
    for name in P::CURSORS.iter().chain(&["asOf"]) {
        if let Some(text) = visit.option(name) {
            variables.insert((*name).to_owned(), Json::from(text));
        }
    }
    let question = Question::new(visit, P::DOCUMENT, &variables);
    let (data, near) = ask::<Option<P>>(service, P::DOCUMENT, variables, caller).await?;
    let part = data.page.ok_or(Trouble::Missing(near))?;
    if part.slug() != slug {
        return Err(Trouble::Moved(visit.moved(&kind.path(part.slug()))));
    }
    let frame = Frame::new(visit, Some(data.dataset), Some(question));
    part.write(&frame).map_err(|error| Trouble::fault(&error))
}
