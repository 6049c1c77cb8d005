//! Pages for people: what they say, at which addresses, and what is said where there is none.

mod addresses;
mod chain;
mod compare;
mod crawl;
mod data;
mod hostile;
mod lists;
mod refusals;
mod site;
mod walks;

use axum::body::Body;
use axum::http::{Request, header};
use sea_orm::ConnectionTrait;
use serde_json::Value;

use crate::support::{Answer, App, Backend, TestDatabase, on_both, on_each, run};

/// A page of every kind, with its names in English and in Chinese and a word that it has to have in either language.
const KINDS: [(&str, [&str; 2], [&str; 2]); 7] = [
    ("/vendor/nvidia", ["NVIDIA", "英伟达"], ["What it makes", "研制与产品"]),
    ("/model/deepseek-v3", ["DeepSeek-V3", "DeepSeek-V3"], ["Specification", "规格"]),
    ("/sector/ai-chips", ["AI chips", "AI芯片"], ["Organisations", "机构"]),
    ("/technology/h100", ["H100", "H100"], ["Made by", "研制者"]),
    ("/trend/data-element-x-action-plan", ["Three-year action plan", "“数据要素×”三年行动计划"], ["Theme", "主题"]),
    (
        "/metric/china-data-element-market-size",
        ["Size of the data-element market, China", "中国数据要素市场规模"],
        ["Forecast", "预测"],
    ),
    (
        "/source/100ec-report",
        ["Report on the AI large-model industry chain", "AI大模型产业链报告"],
        ["Cite it", "引用"],
    ),
];

/// The most bytes of all scripts of a page.
const SCRIPTS: usize = 20_000;

/// Sends `GET path` with a header.
async fn get_with(app: &App, path: &str, name: header::HeaderName, value: &str) -> Answer {
    app.send(Request::get(path).header(name, value).body(Body::empty()).expect("a request")).await
}

/// The text of the only element of a name.
fn element<'a>(html: &'a str, name: &str) -> &'a str {
    let (_, rest) = html.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("no {name} in {html}"));
    rest.split_once(&format!("</{name}>")).expect("it ends").0
}

on_both! {
    async fn every_kind_of_page_is_whole_in_both_languages(app) {
        for (path, names, words) in KINDS {
            for (place, locale, lang) in [(0, "en", "en"), (1, "zh", "zh-Hans")] {
                let answer = app.get(&format!("{path}?locale={locale}")).await;
                let html = answer.text();
                assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
                assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{path}");
                let title = element(&html, "h1");
                assert!(title.starts_with(&format!("<bdi>{}", names[place])), "{path} {locale}: {title}");
                assert!(title.contains(names[1 - place]), "{path} {locale}: {title}");
                assert!(html.contains(words[place]), "{path} {locale}");
                assert_eq!(html.matches("<h1").count(), 1, "{path}");
                for part in ["<main ", "<footer>", "</html>", "id=\"query\"", "See the query\0", "查看查询\0"] {
                    let part = part.trim_end_matches('\0');
                    let other = ["See the query", "查看查询"][1 - place];
                    assert!(part == other || html.contains(part), "{part} in {path} {locale}");
                }
            }
        }
    }

    async fn a_figure_is_never_bare(app) {
        let html = app.get("/vendor/nvidia?locale=en").await.text();
        let rows: Vec<&str> = html.split("<tr class=\"figure\">").skip(1).collect();
        assert!(rows.len() >= 5, "{}", rows.len());
        for row in rows {
            let row = row.split("</tr>").next().unwrap_or_default();
            for part in ["class=\"period\"", "class=\"value", "class=\"mark", "<td class=\"cite\"><a href=\"/source/", "<details class=\"card\">", "Confidence"] {
                assert!(row.contains(part), "{part} in {row}");
            }
        }
        for part in ["&#62; 80 %", "80–90 %", "≈ 90 %", "Other claims for this period", "As printed", "Where in the source"] {
            let html = [html.as_str(), &app.get("/model/deepseek-v3?locale=en").await.text()].concat();
            assert!(html.contains(part), "{part}");
        }
        let market = app.get("/metric/china-data-element-market-size?locale=en").await.text();
        assert!(market.contains("src=\"/chart/metric/china-data-element-market-size.svg?locale=en\""), "{market}");
        assert!(market.contains("class=\"mark expected\">Forecast"), "{market}");
    }

    async fn what_follows_is_told_from_what_is_stated(app) {
        let html = app.get("/vendor/nvidia?locale=en").await.text();
        let makes = html.split("id=\"makes\"").nth(1).and_then(|rest| rest.split("</section>").next()).expect("it makes something");
        let item = |name: &str| makes.split("<li").find(|item| item.contains(&format!(">{name}</a>"))).unwrap_or_else(|| panic!("{name} in {makes}"));
        assert!(item("H100").starts_with(" class=\"implied\"") && item("H100").contains(">implied</span>"), "{}", item("H100"));
        assert!(!item("B200").contains("implied"), "{}", item("B200"));
    }

    async fn the_language_is_the_readers_unless_the_address_says_it(app) {
        let language = async |path: &str, preferred: &str| {
            let answer = get_with(app, path, header::ACCEPT_LANGUAGE, preferred).await;
            let html = answer.text();
            let lang = html.split("<html lang=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned();
            (lang, answer.header("vary").contains("accept-language"))
        };
        assert_eq!(language("/vendor/nvidia", "zh-CN,en;q=0.5").await, ("zh-Hans".to_owned(), true));
        assert_eq!(language("/vendor/nvidia", "de").await, ("en".to_owned(), true));
        assert_eq!(language("/vendor/nvidia?locale=en", "zh").await, ("en".to_owned(), false));
        assert_eq!(language("/vendor/nvidea", "zh").await, ("zh-Hans".to_owned(), true));
        let html = app.get("/vendor/nvidia?locale=zh&asOf=2025-06-30").await.text();
        assert!(html.contains("href=\"/technology/h100?asOf=2025-06-30&#38;locale=zh\""), "links take both along: {html}");
        assert!(html.contains("截至 2025年6月30日 所知"), "{html}");
    }

    async fn what_is_not_there_is_told_with_what_is_near(app) {
        for (path, lang, parts) in [
            ("/vendor/nvidea?locale=en", "en", ["There is no such page", "nvidea", "href=\"/vendor/nvidia?locale=en\""]),
            ("/vendor/nvidea?locale=zh", "zh-Hans", ["没有这个页面", "nvidea", "href=\"/vendor/nvidia?locale=zh\""]),
            ("/model/no-such-thing-at-all?locale=en", "en", ["There is no such page", "no-such-thing-at-all", "<h1>"]),
        ] {
            let answer = app.get(path).await;
            let html = answer.text();
            assert_eq!((answer.status.as_u16(), answer.header("content-type")), (404, "text/html; charset=utf-8"), "{path}");
            assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{path}");
            for part in parts {
                assert!(html.contains(part), "{part} in {html}");
            }
        }
    }

    async fn what_is_wrong_in_an_address_is_told(app) {
        for (path, part) in [
            ("/vendor/nvidia?asOf=soon&locale=en", "“soon” is no day"),
            ("/vendors?asOf=soon&locale=en", "“soon” is no day"),
            ("/search?q=gpt&asOf=2024-02-30&locale=en", "“2024-02-30” is no day"),
            ("/metric/china-data-element-market-size?asOf=2024-13-01&locale=en", "2024-13-01"),
            ("/vendor/nvidia?locale=fr", "locale=zh"),
            ("/vendor/nvidia?asOf=2024&asOf=2025", "“asOf” is there twice"),
            ("/vendor/nvidia?relations=abc", "cursor"),
        ] {
            let answer = app.get(path).await;
            let html = answer.text();
            assert_eq!((answer.status.as_u16(), answer.header("content-type")), (400, "text/html; charset=utf-8"), "{path}");
            assert!(html.contains(part) && html.contains("</html>"), "{part} in {html}");
            assert!(!html.contains("href=\"/sector/upstream?asOf"), "other pages are told without it: {html}");
        }
        let chinese = app.get("/vendor/nvidia?asOf=soon&locale=zh").await.text();
        assert!(chinese.contains("无法识别此地址") && chinese.contains("“soon”不是日期"), "{chinese}");
        assert_eq!(app.get("/vendor/nvidia?utm_source=letter&asOf=").await.status, 200, "what is not ours is nobody's fault");
    }

    async fn what_did_not_change_is_not_sent_again(app) {
        let path = "/vendor/nvidia?locale=en";
        let first = app.get(path).await;
        let tag = first.header("etag").to_owned();
        assert_eq!(first.header("cache-control"), "no-cache");
        let again = get_with(app, path, header::IF_NONE_MATCH, &tag).await;
        assert_eq!((again.status.as_u16(), again.body.len(), again.header("etag")), (304, 0, tag.as_str()));
        assert_eq!(get_with(app, "/vendor/nvidia?locale=zh", header::IF_NONE_MATCH, &tag).await.status, 200);
    }

    async fn only_what_reads_is_answered(app) {
        let send = async |method: &str| {
            app.send(Request::builder().method(method).uri("/vendor/nvidia").body(Body::empty()).expect("a request")).await
        };
        let head = send("HEAD").await;
        assert_eq!((head.status.as_u16(), head.body.len(), head.header("content-type")), (200, 0, "text/html; charset=utf-8"));
        for method in ["POST", "PUT", "DELETE"] {
            let answer = send(method).await;
            assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "GET,HEAD"), "{method}");
        }
    }

    async fn the_query_of_a_page_can_be_asked_by_anybody(app) {
        for (path, names, _) in KINDS {
            let html = app.get(&format!("{path}?locale=en&asOf=2026-11-01")).await.text();
            let link = html.split(" href=\"").find_map(|rest| rest.strip_prefix("/graphiql?")).and_then(|rest| rest.split('"').next());
            let link = link.unwrap_or_else(|| panic!("{html}")).replace("&#38;", "&");
            let options: Vec<(String, String)> = form_urlencoded::parse(link.as_bytes()).into_owned().collect();
            let [(query, document), (names_of, variables)] = &options[..] else { panic!("{options:?}") };
            assert_eq!((query.as_str(), names_of.as_str()), ("query", "variables"));
            let variables: Value = serde_json::from_str(variables).expect("variables are JSON");
            assert_eq!(variables["asOf"], "2026-11-01");
            let answer = app.answer(document, variables).await;
            assert_eq!(answer.get("errors"), None, "{path}");
            let name = answer["data"]["page"]["en"].as_str().unwrap_or_default();
            assert!(name.starts_with(names[0]), "{path}: {name}");
            let body = html.split("-d '").nth(1).and_then(|rest| rest.split("'</code>").next()).expect("a command");
            let body = ["&#34;\"", "&#39;'", "&#60;<", "&#62;>", "&#38;&"].iter().fold(body.to_owned(), |body, pair| body.replace(&pair[..5], &pair[5..]));
            let body: Value = serde_json::from_str(&body.replace("'\\''", "'")).expect("the body is JSON");
            assert_eq!(app.post(&body).await.json(), answer, "{path}: the command asks the same");
        }
    }

    async fn what_a_page_shows_can_be_taken_away(app) {
        let market = app.get("/metric/china-data-element-market-size?locale=en").await.text();
        let list = app.get("/models?openness=OPEN_WEIGHTS&order=-parameters&locale=en").await.text();
        for (html, rows) in [(&market, 3), (&list, 12)] {
            let links = html.split(" href=\"/export/").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
            let files: Vec<String> = links.map(|link| format!("/export/{}", link.replace("&#38;", "&"))).collect();
            assert_eq!(files.len(), 4, "{files:?}");
            for file in &files {
                assert_eq!(app.get(file).await.status.as_u16(), 200, "{file}");
            }
            assert_eq!(app.get(&files[0]).await.text().lines().count(), rows + 1, "{}: a header and the rows of the page", files[0]);
        }
        let largest = list.split("<th scope=\"row\"><bdi><a href=\"/model/").nth(1).and_then(|rest| rest.split('?').next()).expect("a row");
        let file = list.split(" href=\"/export/models.csv").nth(1).and_then(|rest| rest.split('"').next()).expect("a file");
        let rows = app.get(&format!("/export/models.csv{}", file.replace("&#38;", "&"))).await.text();
        assert!(rows.lines().nth(1).is_some_and(|row| row.contains(largest)), "in the order of the page: {largest} {rows}");
        assert!(market.contains("”, Panorama, data version 1 of 20"), "{market}");
    }

    async fn a_metric_describes_itself_to_search_engines(app) {
        let html = app.get("/metric/china-data-element-market-size?locale=en").await.text();
        let text = html.split("<script type=\"application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
        let described: Value = serde_json::from_str(text.expect("a description")).expect("it is JSON");
        assert_eq!((&described["@type"], &described["name"]), (&"Dataset".into(), &"Size of the data-element market, China".into()));
        assert_eq!((&described["version"], &described["variableMeasured"]["unitText"]), (&1.into(), &"100 million yuan".into()));
    }

    async fn files_of_pages_keep_and_ask_nobody_else(app) {
        let html = app.get("/vendor/nvidia?locale=en").await.text();
        let mut scripts = 0;
        for file in ["pages.css", "pages.js", "suggest.js", "picture.js", "trace.js", "theme.js", "icon.svg"] {
            let address = html.split('"').find(|text| text.starts_with(&format!("/pages/{file}?v="))).unwrap_or_else(|| panic!("{file} in {html}"));
            let answer = app.get(address).await;
            assert_eq!(answer.status.as_u16(), 200, "{address}");
            assert!(answer.header("cache-control").contains("immutable"), "{address}");
            scripts += if file.ends_with(".js") { answer.body.len() } else { 0 };
        }
        assert!(scripts > 0 && scripts < SCRIPTS, "{scripts}");
        assert_eq!(app.get("/pages/none.css").await.status, 404);
        assert!(!html.contains(" style=") && !html.contains("<style") && !html.contains(" onclick"), "{html}");
        let loaded = html.split(" src=\"").skip(1).chain(html.split("rel=\"stylesheet\" href=\"").skip(1));
        assert!(loaded.clone().count() >= 3 && loaded.clone().all(|rest| rest.starts_with('/')), "{html}");
    }
}

async fn former_and_loose_names_lead_to_the_page(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let former = "INSERT INTO redirect (type, slug, node_id) SELECT 'VENDOR', 'nvidia-corp', id FROM node WHERE slug = 'nvidia' AND type = 'VENDOR'";
    database.writer().await.execute_unprepared(former).await.expect("a former slug");
    let app = App::on(database, |_| ()).await;
    for (path, expected) in [
        ("/vendor/nvidia-corp", "/vendor/nvidia"),
        ("/vendor/nvidia-corp?locale=zh&asOf=2025", "/vendor/nvidia?asOf=2025&locale=zh"),
        ("/model/Qwen2.5%2072B?locale=en", "/model/qwen2-5-72b?locale=en"),
    ] {
        let answer = app.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (308, expected), "{path}");
        assert_eq!(app.get(expected).await.status, 200, "{expected}");
    }
}

async fn a_page_behind_a_prefix_links_behind_it(backend: Backend) {
    let app = App::on(TestDatabase::loaded(backend).await, |settings| settings.prefix = "/panorama".to_owned()).await;
    let html = app.get("/panorama/vendor/nvidia?locale=en").await.text();
    let links: Vec<&str> =
        html.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect();
    let astray = |link: &&&str| !link.starts_with("/panorama/") && !link.starts_with("http") && !link.starts_with('#');
    assert_eq!(links.iter().filter(astray).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert!(html.contains("http://localhost/panorama/graphql'"), "{html}");
}

async fn a_database_that_is_gone_is_a_page_as_well(backend: Backend) {
    let app = App::start(backend).await;
    app.database.writer().await.execute_unprepared("DROP TABLE redirect").await.expect("a table goes");
    let broken = app.get("/vendor/nvidea?locale=zh").await;
    let html = broken.text();
    assert_eq!((broken.status.as_u16(), html.contains("服务出现故障")), (500, true), "{html}");
    assert!(!html.contains("redirect") && html.contains("</html>"), "{html}");
    app.database.lose().await;
    let gone = app.get("/vendor/nvidia?locale=zh").await;
    let html = gone.text();
    assert_eq!((gone.status.as_u16(), html.contains("暂时无法读取数据")), (503, true), "{html}");
    assert!(html.contains("href=\"/vendor/nvidia?locale=en\"") && html.contains("</html>"), "{html}");
}

on_each! {
    former_and_loose_names_lead_to_the_page
    a_page_behind_a_prefix_links_behind_it
    a_database_that_is_gone_is_a_page_as_well
}
