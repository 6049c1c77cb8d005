//! Every page of the built-in data is read from the first link to the last.

use std::collections::BTreeSet;

use futures_util::stream::{self, StreamExt};

use crate::support::{App, Backend, run, shared};

/// Where a reader comes in.
const STARTS: [&str; 6] = [
    "/?locale=en",
    "/sector/upstream?locale=en",
    "/sector/midstream?locale=en",
    "/sector/downstream?locale=en",
    "/compare?models=gpt-4,deepseek-v3&locale=en",
    "/path?from=nvidia&to=healthcare&locale=en",
];
/// Pages that are read at once.
const AT_ONCE: usize = 4;
/// What is set in addresses that are followed: the language and one option more.
const SET: usize = 2;
/// The most bytes of a page before it is packed; packed it is a quarter or less.
const MOST: usize = 200_000;

/// The addresses of this service that a page has: without those of the same page in the other language, of what a process counts
/// of itself, of the explorer's thousands of queries, and of all that can be set at once.
fn links(html: &str) -> BTreeSet<String> {
    let texts = html.split(" href=\"").skip(1).chain(html.split(" src=\"").skip(1));
    let links =
        texts.map(|rest| rest.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&"));
    let is_followed = |link: &String| {
        let is_ours = link.starts_with('/') && !link.starts_with("/graphiql?") && link != "/metrics";
        // Forms in which one end is filled in are all alike.
        let is_form = link.starts_with("/path?from=") && !link.starts_with("/path?from=vendor");
        is_ours && !is_form && !link.contains("locale=zh") && link.matches('=').count() <= SET
    };
    links.filter(is_followed).collect()
}

/// What stands behind an address on both databases: the same bytes.
async fn page(apps: [&'static App; 2], address: String) -> String {
    let (one, other) = tokio::join!(apps[0].get(&address), apps[1].get(&address));
    assert_eq!(one.status.as_u16(), 200, "{address}: {}", String::from_utf8_lossy(&one.body));
    assert!(one.body == other.body, "{address} differs:\n{}\n{}", one.text(), other.text());
    // The explorer has links of its own, and files have as many bytes as they need.
    let page = String::from_utf8(one.body).ok().filter(|text| text.contains("<header class=\"bar\">"));
    let page = page.unwrap_or_default();
    assert!(page.len() < MOST, "{address} has {} bytes", page.len());
    page
}

#[test]
fn every_link_on_every_page_leads_somewhere() {
    let apps = [shared(Backend::Sqlite), shared(Backend::Postgres)];
    run(async {
        let mut known: BTreeSet<String> = STARTS.map(str::to_owned).into();
        let mut open: Vec<String> = known.iter().cloned().collect();
        while !open.is_empty() {
            let pages = stream::iter(std::mem::take(&mut open)).map(|address| tokio::spawn(page(apps, address)));
            let found: Vec<BTreeSet<String>> =
                pages.buffer_unordered(AT_ONCE).map(|html| links(&html.expect("it is the same"))).collect().await;
            open.extend(found.into_iter().flatten().filter(|link| known.insert(link.clone())));
        }
        for (kind, count) in [
            ("/vendor/", 90),
            ("/model/", 100),
            ("/sector/", 42),
            ("/technology/", 140),
            ("/metric/", 500),
            ("/source/", 200),
            ("/trend/", 10),
        ] {
            let pages = known.iter().filter(|link| link.starts_with(kind) && !link.contains('&')).count();
            assert!(pages >= count, "{pages} of {kind}");
        }
        for (kind, count) in [("/impact/", 380), ("/compare?", 700), ("/path?", 90)] {
            let pages = known.iter().filter(|link| link.starts_with(kind)).count();
            assert!(pages >= count, "{pages} of {kind}");
        }
    });
}
