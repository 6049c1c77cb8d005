//! Addresses that were given out: each of them leads somewhere for good. One that is new is added to the list; none is taken off it.

use crate::support::{App, on_both};

/// An address a line: of every route, with every option.
const ADDRESSES: &str = include_str!("addresses.txt");
/// Where routes are made.
const ROUTES: [&str; 2] = [include_str!("../../../src/http.rs"), include_str!("../../../src/http/pages.rs")];
/// What nobody is given: files whose addresses are those of a build.
const OF_A_BUILD: [&str; 1] = ["/pages/{file}"];

/// The path of an address.
fn path(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

/// True where a path is one of a route.
fn fits(route: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (route.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(rest), Some(_)) if rest.starts_with("{*") => return true,
            (Some(wanted), Some(given)) if wanted.starts_with('{') || wanted == given => {}
            _ => return false,
        }
    }
}

/// Follows an address to what is there.
async fn lead(app: &App, address: &str) {
    let answer = app.get(address).await;
    let answer = match answer.header("location") {
        "" => answer,
        sent_on => {
            assert_eq!(answer.status.as_u16(), 308, "{address}");
            app.get(sent_on).await
        }
    };
    assert_eq!(answer.status.as_u16(), 200, "{address}: {}", answer.text());
}

on_both! {
    async fn addresses_lead_somewhere_for_good(app) {
        for address in ADDRESSES.lines() {
            lead(app, address).await;
        }
    }
}

#[test]
fn every_route_is_among_the_addresses() {
    // What stands before the first is no route.
    let routes = ROUTES.iter().flat_map(|text| text.split(".route(\"").skip(1));
    let routes: Vec<&str> = routes.filter_map(|rest| rest.split('"').next()).collect();
    assert!(routes.len() > 15, "{routes:?}");
    let is_given = |route: &&str| ADDRESSES.lines().any(|address| fits(route, path(address)));
    let missing: Vec<&str> =
        routes.into_iter().filter(|route| !OF_A_BUILD.contains(route) && !is_given(route)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
