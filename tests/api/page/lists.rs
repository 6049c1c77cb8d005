//! Lists: what they can be filtered and ordered by, their pages, and what is found by searching.

use crate::support::{App, on_both};

/// Every list, with how many rows the built-in data has.
const LISTS: [(&str, usize, [&str; 2]); 7] = [
    ("/vendors", 92, ["Organisations", "机构"]),
    ("/models", 102, ["Models", "模型"]),
    ("/sectors", 42, ["Sectors", "环节"]),
    ("/technologies", 143, ["Technologies", "技术"]),
    ("/indicators", 551, ["Indicators", "指标"]),
    ("/trends", 10, ["Trends", "趋势"]),
    ("/sources", 247, ["Sources", "来源"]),
];

/// The addresses of the things that a page of a list shows, in their order.
fn rows(html: &str) -> Vec<String> {
    let rows = html.split("<th scope=\"row\"><bdi><a href=\"").skip(1);
    rows.map(|rest| rest.split(['"', '?']).next().unwrap_or_default().to_owned()).collect()
}

/// Where a link of a page leads to, by what it is to the page.
fn turned(html: &str, to: &str) -> Option<String> {
    let before = html.split(&format!("\" rel=\"{to}\"")).next().filter(|before| before.len() < html.len())?;
    before.rsplit(" href=\"").next().map(|link| link.replace("&#38;", "&"))
}

/// The text of a page that has to be there.
async fn page(app: &App, path: &str) -> String {
    let answer = app.get(path).await;
    let html = answer.text();
    assert_eq!(answer.status.as_u16(), 200, "{path}: {html}");
    html
}

/// How many rows a list says that it has.
fn total(html: &str) -> usize {
    let text = html.split("<h1>").nth(1).and_then(|rest| rest.split("class=\"other\">").nth(1));
    text.and_then(|rest| rest.split('<').next()?.parse().ok()).unwrap_or_else(|| panic!("{html}"))
}

on_both! {
    async fn lists_are_whole_in_both_languages(app) {
        for (path, count, titles) in LISTS {
            for (locale, title) in ["en", "zh"].into_iter().zip(titles) {
                let html = page(app, &format!("{path}?locale={locale}")).await;
                assert!(html.contains(&format!("<h1>{title} ")), "{path} {locale}");
                assert_eq!((total(&html), rows(&html).len()), (count, count.min(50)), "{path}");
                assert!(html.contains("aria-current=\"true\"") && html.contains("<caption") && html.contains("scope=\"col\""), "{path}");
            }
        }
    }

    async fn pages_lead_through_the_list_and_back(app) {
        for (path, count) in [("/models?locale=en", 102), ("/models?locale=en&order=-parameters", 102), ("/indicators?order=name", 551)] {
            let (mut there, mut address) = (Vec::new(), path.to_owned());
            let last = loop {
                let html = page(app, &address).await;
                there.push(rows(&html));
                match turned(&html, "next") {
                    Some(next) => address = next,
                    None => break html,
                }
            };
            let all: Vec<&String> = there.iter().flatten().collect();
            assert_eq!(all.len(), count, "{path}");
            assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), count, "{path}: none twice");
            let end = count - there.last().map_or(0, Vec::len);
            let before = rows(&page(app, &turned(&last, "prev").expect("there is one before")).await);
            assert_eq!(before.iter().collect::<Vec<_>>(), all[end - 50..end], "{path}");
        }
    }

    async fn a_page_beyond_the_end_says_so(app) {
        let answer = app.data("{ models(last: 1) { pageInfo { endCursor } } }").await;
        let cursor = answer["models"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
        let html = page(app, &format!("/models?locale=en&after={cursor}")).await;
        assert!(rows(&html).is_empty() && html.contains("the list ends before this page"), "{html}");
        assert!(turned(&html, "next").is_none(), "{html}");
    }

    async fn conditions_and_orders_are_the_addresses(app) {
        let html = page(app, "/models?locale=en&openness=OPEN_WEIGHTS&country=CN&year=2025&q=r1&order=-released").await;
        assert_eq!(rows(&html), ["/model/deepseek-r1"], "{html}");
        assert!(html.contains("<option value=\"OPEN_WEIGHTS\" selected>Open weights (12)</option>"), "{html}");
        assert!(html.contains("<input type=\"hidden\" name=\"order\" value=\"-released\" />"), "{html}");
        assert!(html.contains("aria-sort=\"descending\"><a href=\"/models?openness=OPEN_WEIGHTS&#38;country=CN&#38;year=2025&#38;q=r1&#38;order=released&#38;locale=en\""), "{html}");
        let largest = page(app, "/models?order=-parameters&locale=en").await;
        assert_eq!(rows(&largest)[0], "/model/pangu-sigma");
        assert!(largest.contains(">1.085 trillion parameters</a></bdi> <span class=\"note\">Claim · "), "a figure is never bare: {largest}");
        for (path, count) in [("/vendors?kind=UNIVERSITY", 1), ("/vendors?country=US", 24), ("/sources?q=&kind=", 247), ("/indicators?attribute=mmlu", 42)] {
            let shown = total(&page(app, path).await);
            assert!(shown == count || (path.contains("UNIVERSITY") && shown > 0), "{path}: {shown}");
        }
    }

    async fn figures_of_lists_are_as_of_the_day_and_what_has_none_says_so(app) {
        let then = "asOf=2020-12-31&locale=en";
        for (path, cell) in [("/models?q=deepseek-v3", "parameters</a>"), ("/indicators?q=data-element", "billion</a>"), ("/technologies?q=h100", "-pcie-memory?")] {
            let [now, before] = [page(app, &format!("{path}&locale=en")).await, page(app, &format!("{path}&{then}")).await];
            assert!(now.contains(cell) && !now.contains("class=\"as-of\""), "{path}: {now}");
            assert!(!before.contains(cell) && before.contains("Figures as known on 31 Dec 2020"), "{path}: {before}");
        }
        for (options, figures) in [("locale=en", "<td><bdi>120</bdi></td>"), (then, "<td><bdi></bdi></td>")] {
            let html = page(app, &format!("/sources?q=industry%20chain&{options}")).await;
            let row = html.split("<tbody>").nth(1).and_then(|rows| rows.split("</tr>").next()).unwrap_or_default();
            assert!(row.trim_end().ends_with(figures), "{options}: {row}");
        }
        for path in ["/vendors", "/sectors", "/trends", "/search"] {
            let html = page(app, &format!("{path}?q=a&{then}")).await;
            assert!(html.contains("This page is as it is now; where it leads to, figures are as known on 31 Dec 2020"), "{path}: {html}");
            assert!(html.contains("?asOf=2020-12-31&#38;locale=en\""), "{path}: {html}");
        }
    }

    async fn numbers_that_cannot_be_compared_are_warned_of(app) {
        for (locale, told) in [("en", "Numbers are compared as they are printed, and their units differ (orderBy)."), ("zh", "数值按原文比较，而其单位不同（orderBy）。")] {
            assert!(page(app, &format!("/models?order=-context&locale={locale}")).await.contains(told), "{locale}");
            assert!(!page(app, &format!("/models?order=-parameters&locale={locale}")).await.contains(told), "{locale}");
        }
    }

    async fn what_cannot_be_asked_for_is_told(app) {
        for (path, part) in [
            ("/models?order=paramters&locale=en", "did you mean &#34;parameters&#34;?"),
            ("/models?openness=NO&locale=zh", "无法识别此地址"),
            ("/models?year=soon&locale=en", "soon"),
            ("/models?after=abc&locale=en", "cursor"),
            ("/models?after=abc&before=def", "</html>"),
            ("/models?q=a&q=b&locale=en", "“q” is there twice"),
        ] {
            let answer = app.get(path).await;
            assert_eq!((answer.status.as_u16(), answer.header("content-type")), (400, "text/html; charset=utf-8"), "{path}");
            assert!(answer.text().contains(part), "{path}: {}", answer.text());
        }
    }

    async fn what_is_looked_for_is_found(app) {
        for (query, slug) in [("yingweida", "/vendor/nvidia"), ("%E8%8B%B1%E4%BC%9F%E8%BE%BE", "/vendor/nvidia"), ("deepseek-v3", "/model/deepseek-v3"), ("nvidea", "/vendor/nvidia")] {
            let html = page(app, &format!("/search?q={query}&locale=en")).await;
            let first = html.split("<ol class=\"found\">").nth(1).and_then(|list| list.split(" href=\"").nth(1)).unwrap_or_default();
            assert!(first.starts_with(slug), "{query}: {first}");
        }
        let none = page(app, "/search?q=xyzzyxyzzy&locale=zh").await;
        assert!(none.contains("没有此名称"), "{none}");
        assert!(!page(app, "/search?locale=en").await.contains("Nothing has this name"));
        let odd = page(app, "/search?q=%3Cscript%3Envidia&locale=en").await;
        assert!(!odd.contains("<script>nvidia"), "{odd}");
        let long = app.get(&format!("/search?q={}", "x".repeat(10_000))).await;
        assert_eq!(long.status.as_u16(), 400);
        assert!(long.body.len() < 100_000 && long.text().contains("</html>"), "{}", long.body.len());
        assert_eq!(app.get("/search?q=%00").await.status.as_u16(), 400);
    }
}
