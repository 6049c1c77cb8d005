//! Where pages are for those outside: the map of the site, whole addresses, and where readers tell of errors.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use panorama::config::Settings;

use crate::support::{App, Backend, TestDatabase, on_both, on_each, run};

/// The texts of all elements of a name.
fn elements<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let end = format!("</{name}>");
    xml.split(&format!("<{name}>")).skip(1).map(|rest| rest.split(&end).next().unwrap_or_default()).collect()
}

async fn at(app: &App, host: &str, path: &str) -> String {
    let answer = app.send(Request::get(path).header("host", host).body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
    answer.text()
}

on_both! {
    async fn the_map_has_every_page_once_and_nothing_else(app) {
        let robots = at(app, "data.example", "/robots.txt").await;
        assert!(robots.ends_with("\nSitemap: http://data.example/sitemap.xml\n"), "{robots}");
        let index = at(app, "data.example", "/sitemap.xml").await;
        let parts = elements(&index, "loc");
        assert_eq!(parts.len(), 8, "{index}");
        let mut pages = Vec::new();
        for part in parts {
            let path = part.strip_prefix("http://data.example").unwrap_or_else(|| panic!("{part}"));
            let xml = at(app, "data.example", path).await;
            assert!(xml.starts_with("<?xml") && xml.ends_with("</urlset>\n"), "{part}: {xml}");
            for url in elements(&xml, "url") {
                let address = elements(url, "loc")[0].to_owned();
                assert!(url.contains(&format!("hreflang=\"zh-Hans\" href=\"{address}?locale=zh\"")), "{url}");
                pages.push(address.strip_prefix("http://data.example").expect("it is ours").to_owned());
            }
        }
        let data = app.data("{ vendors { totalCount } models { totalCount } sectors { totalCount } technologies { totalCount } \
            metrics { totalCount } trends { totalCount } sources { totalCount } }").await;
        let rows: u64 = data.as_object().expect("lists").values().filter_map(|list| list["totalCount"].as_u64()).sum();
        assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), pages.len(), "none is there twice");
        assert_eq!(pages.len() as u64, rows + 12, "every row, seven lists, the first page, the search and what computes");
        for page in pages.iter().step_by(97).chain(["/metric/china-data-element-market-size", "/indicators"].map(str::to_owned).iter()) {
            assert!(pages.contains(page), "{page}");
            assert_eq!(app.get(page).await.status.as_u16(), 200, "{page} is where it says");
        }
        for none in ["/sitemap/vendors-0.xml", "/sitemap/vendors-1.xml", "/sitemap/vendors", "/sitemap/pages-2.xml", "/sitemap/regions.xml"] {
            assert_eq!(app.get(none).await.status.as_u16(), 404, "{none}");
        }
        let empty = at(app, "data.example", "/sitemap/vendors-2.xml").await;
        assert!(elements(&empty, "loc").is_empty() && empty.ends_with("</urlset>\n"), "{empty}");
    }

    async fn whole_addresses_are_those_of_the_request(app) {
        let described = |html: &str| html.split("\"url\":\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
        let path = "/metric/china-data-element-market-size";
        assert_eq!(described(&at(app, "Data.example:8080", path).await), Some(format!("http://data.example:8080{path}")));
        let odd = at(app, "a\"><script>", path).await;
        assert_eq!(described(&odd), Some(format!("http://localhost{path}")), "what is no host is nowhere");
    }

    async fn nobody_is_asked_for_reports_unless_somebody_reads_them(app) {
        let html = at(app, "data.example", "/vendor/nvidia?locale=en").await;
        assert!(!html.contains("Report an error") && !html.contains("mailto:"), "{html}");
    }
}

async fn what_the_operator_says_goes_first(backend: Backend) {
    let set = |settings: &mut Settings| {
        settings.origin = Some("https://data.example".to_owned());
        settings.prefix = "/panorama".to_owned();
        let read = Settings::read(None, [("PANORAMA_REPORT".to_owned(), "data@example.org".to_owned())]);
        settings.report = read.expect("it is an address").report;
    };
    let app = App::on(TestDatabase::loaded(backend).await, set).await;
    let robots = at(&app, "10.0.0.1:8000", "/robots.txt").await;
    assert!(robots.contains("Disallow: /panorama/graphql\n"), "{robots}");
    assert!(robots.ends_with("Sitemap: https://data.example/panorama/sitemap.xml\n"), "{robots}");
    let index = at(&app, "10.0.0.1:8000", "/panorama/sitemap.xml").await;
    assert!(index.contains("<loc>https://data.example/panorama/sitemap/vendors.xml</loc>"), "{index}");
    let part = at(&app, "10.0.0.1:8000", "/panorama/sitemap/vendors.xml").await;
    assert!(part.contains("<loc>https://data.example/panorama/vendor/nvidia</loc>"), "{part}");

    let html = at(&app, "10.0.0.1:8000", "/panorama/vendor/nvidia?locale=en&asOf=2026-11-01").await;
    let links = html
        .split("href=\"mailto:")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap_or_default().replace("&#38;", "&"));
    let links: Vec<String> = links.collect();
    let figures = html.matches("<tr class=\"figure\">").count();
    assert!(
        figures > 5 && links.len() == figures + 1,
        "one beside each of {figures} figures and one of the page: {links:?}"
    );
    for link in &links {
        let (mail, query) = link.split_once('?').expect("it begins with something");
        let options: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!((mail, options[0].0.as_str(), options[1].0.as_str()), ("data@example.org", "subject", "body"));
        assert!(
            options[1].1.starts_with("https://data.example/panorama/vendor/nvidia?asOf=2026-11-01&locale=en\n"),
            "{options:?}"
        );
    }
    let told = links.iter().filter(|link| link.contains("Figure%20")).count();
    assert_eq!(told, figures, "each names its figure: {links:?}");
}

on_each! {
    what_the_operator_says_goes_first
}
