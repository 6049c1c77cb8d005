//! What a reader is told where there is no page: a whole page all the same, in the reader's language.

use askama::Template;

use super::ask::Trouble;
use super::cell::Cell;
use super::frame::Frame;
use super::kind::Kind;
use super::visit::{Visit, Wrong};
use super::words::filled_in;
use crate::error::Code;
use crate::nearest::nearest;

/// The most characters of an address that are told again.
const TOLD: usize = 80;

#[derive(Debug, Template)]
#[template(path = "trouble/trouble.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    title: &'static str,
    hint: String,
    /// What the API says, in English.
    detail: &'a str,
    near: Vec<Cell>,
}

/// The page that says what is wrong.
///
/// `of` is what was looked for: its sort and its slug; without it what is near are paths.
pub fn tell(visit: &Visit, trouble: &Trouble, of: Option<(Kind, &str)>) -> String {
    // It may be the day that is wrong.
    let visit = &visit.without_day();
    let frame = Frame::bare(visit);
    let words = frame.words;
    let (title, hint) = match (trouble, &visit.wrong) {
        (_, Some(Wrong::Locale(_))) => (words.bad_address, words.bad_locale.to_owned()),
        (_, Some(Wrong::Day(text))) => (words.bad_address, frame.fill(words.bad_day, &cut(text))),
        (_, Some(Wrong::Twice(name))) => (words.bad_address, frame.fill(words.bad_twice, &cut(name))),
        (Trouble::Missing(_), None) => {
            let slug = of.map_or(visit.path.as_str(), |(_, slug)| slug);
            (words.not_found, frame.fill(words.not_found_hint, &cut(slug)))
        }
        (Trouble::Choice { name, text, known }, None) => {
            let known = known.join(if visit.chinese { "、" } else { ", " });
            let blanks = [("{name}", *name), ("{text}", &cut(text)), ("{known}", &known)];
            (words.bad_address, filled_in(words.choice_wrong, &blanks))
        }
        (Trouble::Same, None) => (words.bad_address, words.path_same.to_owned()),
        (Trouble::Unclear { name, is_several: true, .. }, None) => {
            (words.unclear, frame.fill(words.unclear_hint, &cut(name)))
        }
        (Trouble::Unclear { name, .. }, None) => (words.not_found, frame.fill(words.not_found_hint, &cut(name))),
        (Trouble::Refused(Code::NotFound, _), None) => (words.not_found, String::new()),
        (Trouble::Refused(Code::Unavailable | Code::Timeout, _), None) => (words.busy, words.busy_hint.to_owned()),
        (Trouble::Refused(Code::Internal, _), None) => (words.failed, words.busy_hint.to_owned()),
        (Trouble::Refused(Code::MethodNotAllowed, _), None) => (words.only_read, String::new()),
        _ => (words.bad_address, String::new()),
    };
    let near = match (trouble, of) {
        (Trouble::Missing(near), Some((kind, _))) => {
            let cell = |slug: &String| Cell::link(slug.as_str(), frame.page(kind, slug));
            near.iter().map(cell).collect()
        }
        (Trouble::Missing(near), None) => {
            near.iter().map(|path| Cell::link(path.as_str(), visit.to(path, &[]))).collect()
        }
        (Trouble::Unclear { near, .. }, _) => {
            near.iter().map(|(text, href)| Cell::link(text.as_str(), href.clone())).collect()
        }
        _ => Vec::new(),
    };
    let detail = match trouble {
        Trouble::Refused(_, message) => message.as_str(),
        _ => "",
    };
    let page = Page { frame: &frame, title, hint, detail, near };
    page.render().unwrap_or_else(|error| {
        tracing::error!(error.message = %error, "a page that says what is wrong could not be made");
        title.to_owned()
    })
}

/// The pages whose paths are near to one that leads nowhere.
pub fn near(visit: &Visit) -> Vec<String> {
    let paths = Kind::ALL.map(Kind::list);
    let near = nearest(&visit.path, paths.into_iter().chain(["/search", "/compare", "/path", "/data", "/graphiql"]));
    near.into_iter().map(str::to_owned).collect()
}

/// The beginning of a text.
fn cut(text: &str) -> String {
    let mut cut: String = text.chars().take(TOLD).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}
