//! What is reached from a part of the chain, and ways between two of them.

use sea_orm::ConnectionTrait;

use crate::support::{App, Backend, TestDatabase, on_both, on_each, run};

/// The list item of a name.
fn item<'a>(html: &'a str, name: &str) -> &'a str {
    let items = html.split("<li").filter(|item| item.contains(&format!(">{name}</a>")));
    items
        .map(|item| item.split("</li>").next().unwrap_or_default())
        .next()
        .unwrap_or_else(|| panic!("no {name} in {html}"))
}

on_both! {
    async fn what_depends_stands_in_rings_by_distance(app) {
        let html = app.get("/impact/nvidia?locale=en").await.text();
        assert!(html.contains("<h1><bdi>What depends on NVIDIA</bdi> "), "{html}");
        let rings: Vec<&str> = html.split("<section class=\"ring-of\">").skip(1).collect();
        assert!(rings.len() >= 2 && rings[0].contains("<h2>1 away</h2>") && rings[1].contains("<h2>2 away</h2>"), "{html}");
        assert!(rings[0].contains("<dt>Makes</dt>") && item(rings[0], "H100").contains("class=\"cite\" href=\"/source/"), "{}", rings[0]);
        assert!(rings[0].contains("<h3>Depends on it</h3>") && html.contains("<h3>Offered there: it may be had elsewhere, too</h3>"), "{html}");
        assert!(rings[1].contains("by way of "), "{}", rings[1]);
        let chinese = app.get("/impact/nvidia?type=vendor&direction=upstream&locale=zh").await.text();
        assert!(chinese.contains("<h1><bdi>英伟达所依赖的内容</bdi> ") && chinese.contains("<option value=\"upstream\" selected>"), "{chinese}");
    }

    async fn numbers_and_sorts_are_those_of_the_api(app) {
        let html = app.get("/impact/h100?depth=2&types=model,sector&locale=en").await.text();
        let query = "{ impact(of: [{technology: \"h100\"}], direction: DOWNSTREAM, types: [MODEL, SECTOR], maxDepth: 2) { reached { totalCount } } }";
        let total = app.data(query).await["impact"]["reached"]["totalCount"].as_u64().expect("a number");
        assert!(total > 0 && html.contains(&format!("<span class=\"other\">{total}</span>")), "{total}: {html}");
        let items = html.split("<section class=\"ring-of\">").skip(1).flat_map(|ring| ring.split("<li").skip(1));
        let links: Vec<&str> = items.filter_map(|item| item.split(" href=\"").nth(1)).collect();
        assert!(links.iter().any(|link| link.starts_with("/model/")), "{links:?}");
        assert!(links.iter().all(|link| link.starts_with("/model/") || link.starts_with("/sector/")), "{links:?}");
        assert!(html.contains("query ImpactPage(") && html.contains("&#34;technology&#34;: &#34;h100&#34;"), "{html}");
        let none = app.get("/impact/data-element-x-action-plan?direction=upstream&types=technology&locale=zh").await;
        assert_eq!((none.status.as_u16(), none.text().contains("没有到达任何内容。")), (200, true));
    }

    async fn a_way_is_told_link_by_link(app) {
        let html = app.get("/path?from=nvidia&to=sector/healthcare&locale=en").await.text();
        assert!(html.contains("<h1 dir=\"auto\">NVIDIA → "), "{html}");
        let ways: Vec<&str> = html.split("<section class=\"way\">").skip(1).collect();
        assert!(!ways.is_empty() && html.contains(&format!("Ways found: {}", ways.len())), "{html}");
        for way in &ways {
            let (steps, cites) = (way.matches("<p class=\"step\">").count(), way.matches("class=\"cite\" href=\"/source/").count());
            assert!(steps > 0 && steps == cites && way.matches("class=\"stop\"").count() == steps + 1, "{way}");
            assert!(way.contains(&format!("<h2>Links: {steps}</h2>")), "{way}");
        }
        assert!(html.contains("name=\"from\" value=\"nvidia\"") && html.contains("query PathPage("), "{html}");
        let none = app.get("/path?from=nvidia&to=data-element-x-action-plan&depth=1&locale=zh").await;
        assert_eq!((none.status.as_u16(), none.text().contains("没有已知的不超过1条关系的路径。")), (200, true), "{}", none.text());
        let start = app.get("/path?from=vendor/nvidia&locale=zh").await;
        assert_eq!((start.status.as_u16(), start.text().contains("value=\"vendor/nvidia\"")), (200, true));
    }

    async fn names_lead_to_what_they_mean(app) {
        for (path, expected) in [
            ("/path?from=NVIDIA&to=healthcare&locale=en", "/path?to=healthcare&from=vendor%2Fnvidia&locale=en"),
            ("/path?from=%E8%8B%B1%E4%BC%9F%E8%BE%BE&locale=zh", "/path?from=vendor%2Fnvidia&locale=zh"),
            ("/impact/Qwen2.5%2072B?depth=2", "/impact/qwen2-5-72b?depth=2&type=model"),
        ] {
            let answer = app.get(path).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (308, expected), "{path}: {}", answer.text());
            assert_eq!(app.get(expected).await.status.as_u16(), 200, "{expected}");
        }
    }

    async fn what_cannot_be_walked_is_told(app) {
        let long = "x".repeat(10_000);
        for (path, status, part) in [
            ("/impact/nvidea?locale=en".to_owned(), 404, "href=\"/impact/nvidia?type=vendor&#38;locale=en\">NVIDIA (vendor/nvidia)</a>"),
            ("/impact/nvidia?type=model&locale=zh".to_owned(), 404, "没有这个页面"),
            ("/impact/nvidia?type=metric&locale=zh".to_owned(), 400, "“type”不能是“metric”，可以是：vendor、model、sector、technology、trend。"),
            ("/impact/nvidia?direction=sideways&locale=en".to_owned(), 400, "“direction” cannot be “sideways”. It can be: downstream, upstream."),
            ("/impact/nvidia?depth=9&locale=en".to_owned(), 400, "“depth” cannot be “9”"),
            ("/impact/nvidia?types=model,metric&locale=zh".to_owned(), 400, "“types”不能是“model,metric”"),
            ("/impact/nvidia?after=abc&locale=en".to_owned(), 400, "cursor"),
            (format!("/impact/{long}"), 404, "</html>"),
            ("/impact/%00".to_owned(), 404, "</html>"),
            (format!("/impact/nvidia?direction={long}"), 400, "</html>"),
            ("/path?from=nvidia&to=nvidia&locale=en".to_owned(), 400, "Both ends are the same"),
            ("/path?from=nvidia&to=vendor/nvidia&locale=zh".to_owned(), 400, "起点与终点相同"),
            ("/path?from=nvidia&to=nvidea&locale=en".to_owned(), 404, "href=\"/path?from=nvidia&#38;to=vendor%2Fnvidia&#38;locale=en\""),
            ("/path?from=nvidia&to=healthcare&walk=back&locale=en".to_owned(), 400, "“walk” cannot be “back”. It can be: both, directed."),
            (format!("/path?from={long}&to=nvidia"), 404, "</html>"),
            ("/path?from=%00".to_owned(), 400, "</html>"),
            ("/path?from=a&from=b&locale=en".to_owned(), 400, "“from” is there twice"),
        ] {
            let answer = app.get(&path).await;
            let html = answer.text();
            let path: String = path.chars().take(80).collect();
            assert_eq!((answer.status.as_u16(), answer.header("content-type")), (status, "text/html; charset=utf-8"), "{path}: {html}");
            assert!(html.contains(part) && html.len() < 100_000, "{path}: {part} in {html}");
        }
    }
}

async fn a_slug_of_two_parts_asks_which(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let rename = "UPDATE node SET slug = 'nvidia' WHERE slug = 'h100' AND type = 'TECHNOLOGY'";
    database.writer().await.execute_unprepared(rename).await.expect("types have slugs of their own");
    let app = App::on(database, |_| ()).await;
    for (path, parts) in [
        (
            "/impact/nvidia?locale=en",
            [
                "href=\"/impact/nvidia?type=vendor&#38;locale=en\"",
                "href=\"/impact/nvidia?type=technology&#38;locale=en\"",
            ],
        ),
        (
            "/path?to=nvidia&locale=en",
            ["href=\"/path?to=vendor%2Fnvidia&#38;locale=en\"", "href=\"/path?to=technology%2Fnvidia&#38;locale=en\""],
        ),
    ] {
        let answer = app.get(path).await;
        let html = answer.text();
        assert_eq!(answer.status.as_u16(), 400, "{path}: {html}");
        assert!(html.contains("Which one is meant?") && parts.iter().all(|part| html.contains(part)), "{path}: {html}");
    }
    let html = app.get("/impact/nvidia?type=technology&locale=en").await.text();
    assert!(html.contains("<h1><bdi>What depends on H100"), "{html}");
}

on_each! {
    a_slug_of_two_parts_asks_which
}
