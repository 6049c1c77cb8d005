//! The map of the site, as search engines read it: an index of parts, and in each part the addresses of pages as they are without
//! any option, with those of the page in either language.

use std::fmt::Write;

use serde_json::{Map, Value as Json};

use super::answer::{Counted, PageInfo};
use super::ask::{Trouble, ask};
use super::kind::Kind;
use super::visit::Visit;
use crate::service::{Caller, Service};

/// Addresses that are asked for at once.
const AT_ONCE: usize = 100;
/// Addresses of a part: what the protocol allows is more, but nobody waits long for so many.
const PART: usize = 10_000;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const INDEX: &str = "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
const URLS: &str =
    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
const INDEX_END: &str = "</sitemapindex>\n";
const URLS_END: &str = "</urlset>\n";

/// The part with pages that are no thing's own.
const PAGES: &str = "pages";
/// Pages that compute, as they are before anything is asked of them.
const TOOLS: [&str; 4] = ["/search", "/compare", "/path", "/data"];

/// What robots are told: where the map is, that data has files and an API of its own, and that nobody walks through all that could
/// be computed.
pub fn robots(visit: &Visit) -> String {
    let path = |path: &str| visit.file(path, &[]);
    let apart = ["/graphql", "/export/", "/impact/", "/compare?", "/path?"];
    let apart: String = apart.into_iter().map(|begins| format!("Disallow: {}\n", path(begins))).collect();
    format!("User-agent: *\n{apart}\nSitemap: {}\n", visit.whole(path("/sitemap.xml")))
}

/// The index of all parts.
///
/// # Errors
/// What is to be said instead.
pub async fn index(service: &Service, visit: &Visit, caller: &Caller) -> Result<String, Trouble> {
    let mut names = vec![PAGES.to_owned()];
    for kind in Kind::ALL {
        let document =
            format!("query SitemapIndex {{ page: {} {{ totalCount }} dataset {{ version updatedAt }} }}", field(kind));
        let data = ask::<Counted>(service, &document, Map::new(), caller).await?;
        let parts = data.page.total_count.div_ceil(PART);
        names.extend(
            (0..parts).map(
                |place| if place == 0 { field(kind).to_owned() } else { format!("{}-{}", field(kind), place + 1) },
            ),
        );
    }
    let mut text = [HEAD, INDEX].concat();
    for name in names {
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "<sitemap><loc>{}</loc></sitemap>",
            visit.whole(visit.file(&format!("/sitemap/{name}.xml"), &[]))
        );
    }
    text.push_str(INDEX_END);
    Ok(text)
}

/// A part on its way: what was told of it, and what comes next.
#[derive(Debug)]
pub struct Part {
    /// Whose pages; none of pages that are no thing's own.
    kind: Option<Kind>,
    /// Addresses that stand in parts before.
    left_out: usize,
    /// Addresses that it has still room for.
    room: usize,
    place: Place,
}

/// Where the next piece begins.
#[derive(Debug)]
enum Place {
    Start,
    Behind(String),
    End,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Slugs {
    nodes: Vec<Slug>,
    page_info: PageInfo,
}

#[derive(Debug, serde::Deserialize)]
struct Slug {
    slug: String,
}

impl Part {
    /// The part that a file is; none where there is no such file.
    pub fn of_file(file: &str) -> Option<Self> {
        let name = file.strip_suffix(".xml")?;
        let part = |kind, place: usize| Self { kind, left_out: place * PART, room: PART, place: Place::Start };
        if name == PAGES {
            return Some(part(None, 0));
        }
        Kind::ALL.into_iter().find_map(|kind| {
            let place = match name.strip_prefix(field(kind))? {
                "" => 0,
                rest => rest.strip_prefix('-')?.parse::<u32>().ok().filter(|place| *place > 1)? - 1,
            };
            Some(part(Some(kind), usize::try_from(place).ok()?))
        })
    }

    /// The next piece of its text; none behind the last.
    ///
    /// # Errors
    /// What is to be said instead.
    pub async fn next(&mut self, service: &Service, visit: &Visit, caller: &Caller) -> Result<Option<String>, Trouble> {
        let mut text = String::new();
        let after = match std::mem::replace(&mut self.place, Place::End) {
            Place::Start => {
                text.push_str(HEAD);
                text.push_str(URLS);
                None
            }
            Place::Behind(cursor) => Some(cursor),
            Place::End => return Ok(None),
        };
        let Some(kind) = self.kind else {
            let lists = Kind::ALL.map(Kind::list);
            ["/"].iter().chain(&lists).chain(&TOOLS).for_each(|path| write(&mut text, visit, path));
            text.push_str(URLS_END);
            return Ok(Some(text));
        };
        let slugs = slugs(service, kind, after, caller).await?;
        for Slug { slug } in slugs.nodes {
            if self.left_out > 0 {
                self.left_out -= 1;
            } else if self.room > 0 {
                self.room -= 1;
                write(&mut text, visit, &kind.path(&slug));
            }
        }
        match slugs.page_info.end_cursor.filter(|_| slugs.page_info.has_next_page && self.room > 0) {
            Some(cursor) => self.place = Place::Behind(cursor),
            None => text.push_str(URLS_END),
        }
        Ok(Some(text))
    }
}

async fn slugs(service: &Service, kind: Kind, after: Option<String>, caller: &Caller) -> Result<Slugs, Trouble> {
    let document = format!(
        "query Sitemap($first: Int!, $after: String) {{ page: {}(first: $first, after: $after) {{ nodes {{ slug }} \
         pageInfo {{ hasNextPage endCursor }} }} dataset {{ version updatedAt }} }}",
        field(kind)
    );
    let mut variables = Map::from_iter([("first".to_owned(), Json::from(AT_ONCE))]);
    variables.extend(after.map(|cursor| ("after".to_owned(), Json::from(cursor))));
    let data = ask::<Slugs>(service, &document, variables, caller).await?;
    Ok(data.page)
}

/// Writes the address of a page, and those of it in either language.
fn write(text: &mut String, visit: &Visit, path: &str) {
    let address = |options: &[(&str, &str)]| visit.whole(visit.file(path, options));
    let _ = write!(text, "<url><loc>{}</loc>", address(&[]));
    for (lang, locale) in [("en", "en"), ("zh-Hans", "zh")] {
        let href = address(&[("locale", locale)]);
        let _ = write!(text, "<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{href}\"/>");
    }
    text.push_str("</url>\n");
}

/// The list of the API.
fn field(kind: Kind) -> &'static str {
    match kind {
        Kind::Vendor => "vendors",
        Kind::Model => "models",
        Kind::Sector => "sectors",
        Kind::Technology => "technologies",
        Kind::Trend => "trends",
        Kind::Metric => "metrics",
        Kind::Source => "sources",
    }
}
