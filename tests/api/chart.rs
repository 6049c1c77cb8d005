//! Charts: the same drawing from both databases, with what a reader of a report has to know on it.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, header};
use sea_orm::ConnectionTrait;

use super::series::{app_of, metric};
use crate::support::{App, Backend, TestDatabase, on_both, on_each, run, shared};

const MARKET: &str = "/chart/metric/china-data-element-market-size.svg";

#[test]
fn both_databases_draw_the_same() {
    let apps = [shared(Backend::Sqlite), shared(Backend::Postgres)];
    run(async {
        let query = "{ metrics(first: 100, filter: {kind: {notIn: [STATEMENT, SPECIFICATION]}}) { nodes { slug series { points { status } } } } }";
        let data = apps[0].data(query).await;
        let metrics = data["metrics"]["nodes"].as_array().expect("a list");
        let mut drawn = 0;
        for metric in metrics {
            let path = format!("/chart/metric/{}.svg?locale=zh", metric["slug"].as_str().expect("a slug"));
            let [one, other] = [apps[0].get(&path).await, apps[1].get(&path).await];
            assert_eq!((one.status, &one.body), (other.status, &other.body), "{path}");
            let empty = metric["series"]["points"].as_array().is_some_and(Vec::is_empty);
            assert_eq!(one.status.as_u16(), if empty { 400 } else { 200 }, "{path}");
            drawn += usize::from(!empty);
        }
        assert!(drawn > 10, "{drawn}");
    });
}

/// An application in which the market has a figure for each of so many days since 1970.
async fn daily(backend: Backend, count: usize) -> App {
    let database = TestDatabase::loaded(backend).await;
    let day = match backend {
        Backend::Sqlite => "date('1970-01-01', '+' || i || ' days')",
        Backend::Postgres => "DATE '1970-01-01' + i",
    };
    let sql = format!(
        "INSERT INTO observation (id, metric_id, key, rank, period_start, period_end, period_precision, period_label, value, unit_code, \
         normalized_value, normalized_unit, comparator, published, status, source_id, recorded_at, lineage, known_on, confidence, built_in, version, updated_at) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         SELECT i, m.id, 'day-' || i, 0, {day}, {day}, 'DAY', 'day ' || i, i * 0.1, o.unit_code, \
         i * 0.1, o.normalized_unit, 'EQUAL', '1', 'ACTUAL', o.source_id, 1700000000000000 + i, 'day-' || i, o.known_on, 'HIGH', 1 = 1, 1, o.updated_at \
         FROM n CROSS JOIN metric m CROSS JOIN observation o WHERE m.slug = 'china-data-element-market-size' \
         AND o.id = (SELECT min(id) FROM observation WHERE metric_id = m.id AND normalized_unit IS NOT NULL)"
    );
    database.writer().await.execute_unprepared(&sql).await.expect("the rows can be stored");
    App::on(database, |settings| settings.request_timeout = Duration::from_secs(20)).await
}

async fn a_long_series_is_refused_and_a_part_of_it_drawn(backend: Backend) {
    let app = daily(backend, 20_000).await;
    let refused = app.get(&format!("{MARKET}?to=2024-12-31&status=ACTUAL")).await;
    let error = refused.json()["errors"][0].clone();
    assert_eq!((refused.status.as_u16(), &error["extensions"]["code"]), (400, &"TOO_MANY_ROWS".into()), "{error}");
    let message = error["message"].as_str().unwrap_or_default();
    for part in ["20001 points", "1000", "from", "to", "resample=MONTH&method=LAST"] {
        assert!(message.contains(part), "{part} in {message}");
    }
    // The days from 1970-01-02 to the last one, with the disc of the legend; the market has a figure of its own later.
    for (asked, points) in [("to=1972-09-27", 1000), ("to=2024-12-31&resample=YEAR&method=LAST", 55)] {
        let chart = app.get(&format!("{MARKET}?{asked}&status=ACTUAL")).await;
        assert_eq!(chart.status.as_u16(), 200, "{asked}: {}", chart.text());
        assert_eq!(chart.text().matches("<circle").count(), points + 1, "{asked}");
    }
    let refused = app.get(&format!("{MARKET}?to=1972-09-28&status=ACTUAL")).await;
    assert_eq!(refused.status.as_u16(), 400, "one more");
}

async fn figures_at_the_ends_of_all_numbers_are_drawn(backend: Backend) {
    let huge = [("2024", "value = 1.7e308", "ACTUAL")];
    let tiny = [("2024", "value = 5e-324", "ACTUAL")];
    let sets = [("huge", &huge), ("tiny", &tiny)];
    let app = app_of(backend, &sets.map(|(slug, figures)| metric(slug, "COUNT", figures)).concat()).await;
    for (slug, _) in sets {
        let start = Instant::now();
        let chart = app.get(&format!("/chart/metric/{slug}.svg")).await;
        let text = chart.text();
        assert_eq!(chart.status.as_u16(), 200, "{slug}: {text}");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{slug}: {text}");
        assert!(start.elapsed() < Duration::from_secs(1) && text.len() < 10_000, "{slug}: {:?}", start.elapsed());
    }
}

async fn figures_that_differ_look_different(backend: Backend) {
    let close = [("2001", "value = 1e15", "ACTUAL"), ("2002", "value = 1.00000000000001e15", "ACTUAL")];
    let cents = [("2001", "value = 1234.56", "ACTUAL"), ("2002", "value = 1234.58", "ACTUAL")];
    let wide = [("2023", "value = -1e308", "ACTUAL"), ("2024", "value = 1.7e308", "ACTUAL")];
    let open = [("2023", "value = 1", "ACTUAL"), ("2024/..", "value = 2", "ACTUAL")];
    let sets = [("close", &close), ("cents", &cents), ("wide", &wide), ("open", &open)];
    let app = app_of(backend, &sets.map(|(slug, figures)| metric(slug, "COUNT", figures)).concat()).await;
    for (slug, _) in sets {
        let chart = app.get(&format!("/chart/metric/{slug}.svg")).await;
        let text = chart.text();
        assert_eq!(chart.status.as_u16(), 200, "{slug}: {text}");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{slug}: {text}");
        for part in ["class=\"axis\" text-anchor=\"end\"", "class=\"figure\""] {
            let texts = text.split("<text").filter(|element| element.contains(part));
            let mut texts: Vec<&str> = texts.filter_map(|element| element.split(['>', '<']).nth(1)).collect();
            assert!(texts.len() > 1, "{slug} {part}: {text}");
            texts.sort_unstable();
            assert!(texts.windows(2).all(|pair| pair[0] != pair[1]), "{slug}: {texts:?}");
        }
    }
}

async fn lines_join_what_can_be_compared(backend: Backend) {
    let lengths = ["2024-Q1", "2024-Q2", "2024-Q3", "2024-01", "2024-02", "2024-03", "2024-01/2024-09"];
    let lengths = lengths.map(|period| (period, "value = 3", "ACTUAL"));
    let words = [
        ("2021", "value = 5\ncmp = \"ABOUT\"", "ACTUAL"),
        ("2022", "low = -3\nhigh = 4", "ACTUAL"),
        ("2023", "low = 2\nhigh = 4", "ACTUAL"),
    ];
    let metrics = metric("lengths", "COUNT", &lengths) + &metric("words", "COUNT", &words);
    let app = app_of(backend, &metrics).await;
    let lines = app.get("/chart/metric/lengths.svg").await.text();
    assert_eq!(lines.matches("<polyline").count(), 4, "three quarters, three months, and what stands alone: {lines}");
    for (locale, parts) in [
        ("en", [">≈ 5</text>", ">−3 to 4</text>", ">2–4</text>"]),
        ("zh", [">约 5</text>", ">−3 至 4</text>", ">2–4</text>"]),
    ] {
        let drawn = app.get(&format!("/chart/metric/words.svg?locale={locale}")).await.text();
        for part in parts {
            assert!(drawn.contains(part), "{part} in {drawn}");
        }
    }
}

on_each! {
    lines_join_what_can_be_compared
    figures_that_differ_look_different
    figures_at_the_ends_of_all_numbers_are_drawn
    a_long_series_is_refused_and_a_part_of_it_drawn
}

on_both! {
    async fn what_is_expected_is_told_apart_from_what_has_happened(app) {
        let chart = app.get(&format!("{MARKET}?locale=en")).await;
        assert_eq!((chart.status.as_u16(), chart.header("content-type")), (200, "image/svg+xml; charset=utf-8"));
        let text = chart.text();
        assert!(text.starts_with("<svg xmlns=") && text.ends_with("</svg>\n"), "{text}");
        for part in ["class=\"hoped\"", "class=\"hoped-mark\"", "class=\"known-mark\"", ">Forecast</text>", ">Actual</text>", ">2,042.9</text>", ">2025</text>", ">Source: "] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let chinese = app.get(&format!("{MARKET}?locale=zh")).await.text();
        assert!(chinese.contains(">来源：") && chinese.contains(">预测</text>"), "{chinese}");
    }

    async fn a_bound_is_drawn_as_a_bound(app) {
        let text = app.get("/chart/metric/aws-azure-google-cloud-joint-share.svg").await.text();
        assert!(text.contains(">&gt; 70</text>") && text.contains("<polygon "), "{text}");
        assert_eq!(text.matches("<circle").count(), 1, "only the legend has a disc: there is no value");
    }

    async fn what_a_chart_cannot_show_is_refused(app) {
        for (path, status, code) in [
            ("/chart/metric/no-such.svg".to_owned(), 404, "NOT_FOUND"),
            ("/chart/metric/gpt-4.png".to_owned(), 404, "NOT_FOUND"),
            ("/chart/metric/large-model-definition.svg".to_owned(), 400, "NOT_COMPUTABLE"),
            (format!("{MARKET}?colour=red"), 400, "BAD_REQUEST"),
            (format!("{MARKET}?locale=fr"), 400, "BAD_REQUEST"),
            (format!("{MARKET}?from=2024-13-01"), 400, "ARGUMENT_INVALID"),
            (format!("{MARKET}?transform=SIDEWAYS"), 400, "VARIABLE_INVALID"),
            (format!("{MARKET}?convertTo=GPU_HOURS_NOT"), 400, "NOT_FOUND"),
        ] {
            let answer = app.get(&path).await;
            let error = answer.json()["errors"][0].clone();
            assert_eq!(error["extensions"]["code"], code, "{path}: {error}");
            let status = if code == "NOT_FOUND" { 404 } else { status };
            assert_eq!(answer.status.as_u16(), status, "{path}");
            assert_eq!((error.get("locations"), error.get("path")), (None, None), "{path}: {error}");
        }
    }

    async fn what_did_not_change_is_not_sent_again(app) {
        let first = app.get(MARKET).await;
        let tag = first.header("etag").to_owned();
        let ask = async |tag: &str| {
            let request = Request::get(MARKET).header(header::IF_NONE_MATCH, tag).body(Body::empty());
            app.send(request.expect("a request")).await
        };
        let again = ask(&tag).await;
        assert_eq!((again.status.as_u16(), again.body.len(), again.header("etag")), (304, 0, tag.as_str()));
        assert_eq!(ask("\"other\"").await.status, 200);
        let past = app.get(&format!("{MARKET}?asOf=2999-01-01")).await;
        assert_ne!(past.header("etag"), tag, "the day stands on the drawing");
    }
}
