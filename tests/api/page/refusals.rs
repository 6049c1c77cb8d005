//! What a browser is told where there is nothing to show, and what programs are told at the same addresses.

use axum::body::Body;
use axum::http::{Request, header};

use crate::support::{Answer, App, Backend, TestDatabase, on_both, on_each, run};

/// What browsers send with an address that is opened.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
const HTML: &str = "text/html; charset=utf-8";

async fn send(app: &App, method: &str, path: &str, accept: &str, language: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::ACCEPT, accept);
    let request = request.header(header::ACCEPT_LANGUAGE, language).body(Body::empty());
    app.send(request.expect("a request")).await
}

on_both! {
    async fn a_browser_is_told_in_a_page_of_its_language(app) {
        for (method, path, status, words) in [
            ("GET", "/no/such/page", 404, ["There is no such page", "没有这个页面"]),
            ("GET", "/vendor", 404, ["href=\"/vendors\"", "href=\"/vendors\""]),
            ("GET", "/pages/none.css", 404, ["There is no such page", "没有这个页面"]),
            ("GET", "/sitemap/none.xml", 404, ["There is no such page", "没有这个页面"]),
            ("GET", "/graphiql/none.js", 404, ["There is no such page", "没有这个页面"]),
            ("POST", "/vendor/nvidia", 405, ["can only be read", "只能读取"]),
            ("DELETE", "/sectors", 405, ["can only be read", "只能读取"]),
            ("GET", "/chart/metric/none.svg", 404, ["there is no metric &#34;none&#34;", "没有这个页面"]),
            ("GET", "/chart/chain.svg?locale=fr", 400, ["locale is zh or en", "无法识别此地址"]),
            ("GET", "/export/nothing.csv", 404, ["there is no export of &#34;nothing&#34;", "没有这个页面"]),
            ("GET", "/export/models.csv?filter=%7B", 400, ["This address cannot be read", "无法识别此地址"]),
            ("GET", "/graphql", 400, ["This address cannot be read", "无法识别此地址"]),
        ] {
            for (place, language, lang) in [(0, "en", "en"), (1, "zh-CN", "zh-Hans")] {
                let answer = send(app, method, path, BROWSER, language).await;
                let html = answer.text();
                assert_eq!((answer.status.as_u16(), answer.header("content-type")), (status, HTML), "{method} {path}: {html}");
                // The address says its language where it names one that there is.
                assert!(html.contains(&format!("<html lang=\"{lang}\">")) && html.contains("</html>"), "{path}: {html}");
                assert!(html.contains(words[place]), "{path}: {html}");
                let varies = answer.headers.get_all("vary").iter().any(|vary| vary.as_bytes().eq_ignore_ascii_case(b"accept, accept-language"));
                assert!(varies || answer.header("vary") == "accept-language", "{path}: {:?}", answer.headers);
                assert!(answer.header("content-security-policy").contains("script-src 'self'"), "{path}");
            }
        }
        let refused = send(app, "POST", "/vendor/nvidia", BROWSER, "en").await;
        assert_eq!(refused.header("allow"), "GET,HEAD");
        let head = send(app, "HEAD", "/no/such/page", BROWSER, "en").await;
        assert_eq!((head.status.as_u16(), head.body.len()), (404, 0));
    }

    async fn programs_are_told_what_they_always_are(app) {
        for accept in ["*/*", "application/json", "image/avif,image/webp,*/*;q=0.8", "text/html;q=0, */*", "text/html, application/json"] {
            let answer = send(app, "GET", "/no/such/page", accept, "zh").await;
            assert_eq!((answer.status.as_u16(), answer.text().as_str()), (404, "there is nothing here; see /\n"), "{accept}");
            let answer = send(app, "GET", "/export/nothing.csv", accept, "zh").await;
            assert_eq!((answer.status.as_u16(), answer.json()["errors"][0]["extensions"]["code"].as_str()), (404, Some("NOT_FOUND")), "{accept}");
        }
        let posted = Request::post("/graphql").header(header::ACCEPT, "text/html").header(header::CONTENT_TYPE, "application/json");
        let posted = app.send(posted.body(Body::from("{\"query\":\"{ __typename }\"}")).expect("a request")).await;
        assert_eq!((posted.status.as_u16(), posted.header("content-type").starts_with("application/json")), (406, true));
    }
}

async fn a_page_of_errors_needs_no_database(backend: Backend) {
    let app = App::on(TestDatabase::loaded(backend).await, |_| ()).await;
    app.database.lose().await;
    for path in [
        "/vendor/nvidia",
        "/models",
        "/search?q=a",
        "/sitemap.xml",
        "/sitemap/vendors.xml",
        "/chart/chain.svg",
        "/export/models.csv",
        "/readyz",
    ] {
        let answer = send(&app, "GET", path, BROWSER, "zh").await;
        let html = answer.text();
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (503, HTML), "{path}: {html}");
        assert!(html.contains("暂时无法读取数据") && html.contains("</html>"), "{path}: {html}");
    }
    assert_eq!(send(&app, "GET", "/no/such/page", BROWSER, "zh").await.status, 404);
}

on_each! {
    a_page_of_errors_needs_no_database
}
