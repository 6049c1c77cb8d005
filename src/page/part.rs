//! A page for every part: its document is asked for one slug, and its template writes what comes of it.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::ask::{Trouble, ask_near};
use super::frame::{Frame, Question};
use super::kind::Kind;
use super::visit::Visit;
use crate::service::{Caller, Service};

/// A page of something that has a slug.
pub(super) trait Part: DeserializeOwned {
    /// The document; its field at the root is called `page`, and takes `$slug`, `$locale` and `$asOf`.
    fn document() -> &'static str;
    /// The variables that are cursors, which an address can set.
    const CURSORS: &[&str];

    /// The slug as it is.
    fn slug(&self) -> &str;

    /// Variables of its own.
    fn variables(_slug: &str, _visit: &Visit) -> Map<String, Json> {
        Map::new()
    }

    /// The page as HTML, with what the answer has for drawings.
    ///
    /// # Errors
    /// Where the template fails, which is a fault of ours.
    fn write(&self, frame: &Frame<'_>, drawn: Map<String, Json>) -> askama::Result<String>;
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
    let mut variables = P::variables(slug, visit);
    variables.insert("slug".to_owned(), Json::from(slug));
    variables.insert("locale".to_owned(), Json::from(if visit.chinese { "ZH" } else { "EN" }));
    for name in P::CURSORS.iter().chain(&["asOf"]) {
        if let Some(text) = visit.option(name) {
            variables.insert((*name).to_owned(), Json::from(text));
        }
    }
    let question = Question::new(visit, P::document(), &variables);
    let (data, near) = ask_near::<Option<P>>(service, P::document(), variables, caller).await?;
    let part = data.page.ok_or(Trouble::Missing(near))?;
    if part.slug() != slug {
        return Err(Trouble::Moved(visit.moved(&kind.path(part.slug()))));
    }
    let frame = Frame::new(visit, question, data.dataset, data.warnings);
    part.write(&frame, data.rest).map_err(|error| Trouble::fault(&error))
}
