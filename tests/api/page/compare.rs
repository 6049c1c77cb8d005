//! Side by side: a table of what is known, columns that come and go by addresses, and what cannot be compared.

use crate::support::{App, on_both};

/// The cells of a row of the table, by what the row is called.
fn cells(html: &str, row: &str) -> Vec<String> {
    let row =
        html.split(&format!("<th scope=\"row\">{row}</th>")).nth(1).unwrap_or_else(|| panic!("no {row} in {html}"));
    let row = row.split("</tr>").next().unwrap_or_default();
    row.split("<td>").skip(1).map(|cell| cell.split("</td>").next().unwrap_or_default().to_owned()).collect()
}

/// Where an address is sent on to.
async fn moved(app: &App, path: &str) -> String {
    let answer = app.get(path).await;
    assert_eq!(answer.status.as_u16(), 308, "{path}: {}", answer.text());
    answer.header("location").to_owned()
}

on_both! {
    async fn figures_stand_side_by_side_with_who_says_so(app) {
        let html = app.get("/compare?models=gpt-4,deepseek-v3,llama-3-1-405b&locale=en").await.text();
        assert!(html.contains("<h1>Compare: <span class=\"whole\"><bdi>GPT-4</bdi>,</span> <span class=\"whole\"><bdi>DeepSeek-V3</bdi>,</span> <span class=\"whole\"><bdi>Llama 3.1 405B</bdi></span> </h1>"), "{html}");
        let parameters = cells(&html, "Parameters");
        assert_eq!(parameters.len(), 3);
        assert_eq!(parameters[0].trim(), "", "what was leaked stands for nothing");
        for part in ["<a href=\"/metric/deepseek-v3-parameters?locale=en\">671 billion parameters</a>", "Claim", "class=\"cite\" href=\"/source/"] {
            assert!(parameters[1].contains(part), "{part} in {}", parameters[1]);
        }
        assert!(cells(&html, "Openness")[0].contains("Proprietary"));
        let chinese = app.get("/compare?models=gpt-4,deepseek-v3&locale=zh").await.text();
        assert!(chinese.contains("<h1>比较：<span class=\"whole\"><bdi>GPT-4</bdi>、</span> <span class=\"whole\"><bdi>DeepSeek-V3</bdi></span> </h1>") && cells(&chinese, "开放程度")[0].contains("专有"), "{chinese}");
        for part in ["id=\"query\"", "query CompareModels(", "/export/models.csv?filter="] {
            assert!(html.contains(part), "{part}");
        }
    }

    async fn technologies_and_metrics_stand_side_by_side_too(app) {
        let chips = app.get("/compare?technologies=h100-sxm5-80gb,a100-pcie&locale=en").await.text();
        assert!(cells(&chips, "Memory")[0].contains("80 GB"), "{:?}", cells(&chips, "Memory"));
        let markets = app.get("/compare?metrics=china-ai-industry-size,ai-cloud-market-size&locale=en").await.text();
        let year = cells(&markets, "2022");
        assert!(year[0].contains("371.6 billion") && year[1].trim().is_empty(), "{year:?}");
        assert!(markets.contains("/export/observations.csv?filter="), "{markets}");
    }

    async fn columns_come_and_go_by_addresses(app) {
        let html = app.get("/compare?models=gpt-4,deepseek-v3&locale=en").await.text();
        assert!(html.contains("href=\"/compare?models=deepseek-v3&#38;locale=en\" title=\"Remove GPT-4\""), "{html}");
        assert!(html.contains("<input type=\"hidden\" name=\"models\" value=\"gpt-4,deepseek-v3\" />"), "{html}");
        for name in ["deepseek-r1", "DeepSeek-R1", "deepseek+r1"] {
            let to = moved(app, &format!("/compare?models=gpt-4&locale=en&add={name}")).await;
            assert_eq!(to, "/compare?models=gpt-4%2Cdeepseek-r1&locale=en", "{name}");
            assert_eq!(app.get(&to).await.status.as_u16(), 200);
        }
        assert_eq!(moved(app, "/compare?models=gpt-4&add=gpt-4").await, "/compare?models=gpt-4", "what is there stays once");
        assert_eq!(moved(app, "/compare?kind=technology&add=h100&locale=zh").await, "/compare?technologies=h100&locale=zh");
        assert_eq!(moved(app, "/compare?kind=metric&add=china-ai-industry-size").await, "/compare?metrics=china-ai-industry-size");
        let start = app.get("/compare?locale=zh").await.text();
        assert!(start.contains("最新模型") && start.contains("href=\"/compare?models="), "{start}");
    }

    async fn what_cannot_be_compared_is_told(app) {
        let many: Vec<String> = (0..50).map(|i| format!("m{i}")).collect();
        let long = "x".repeat(10_000);
        for (path, status, part) in [
            ("/compare?models=gpt-4,gtp-4&locale=en".to_owned(), 404, "did you mean &#34;gpt-4&#34;?"),
            ("/compare?models=no-such-thing&locale=zh".to_owned(), 404, "没有这个页面"),
            (format!("/compare?models={}&locale=en", many.join(",")), 400, "models names 50; it can name 1 to 20"),
            ("/compare?models=,&locale=en".to_owned(), 400, "models names 0"),
            ("/compare?models=gpt-4&technologies=h100&locale=zh".to_owned(), 400, "无法识别此地址"),
            ("/compare?models=gpt-4&add=gpt-44444&locale=en".to_owned(), 404, "There is no such page"),
            ("/compare?models=gpt-4&models=gpt-4&locale=en".to_owned(), 400, "“models” is there twice"),
            ("/compare?kind=vendor&locale=zh".to_owned(), 400, "“kind”不能是“vendor”，可以是：model、technology、metric。"),
            (format!("/compare?models={long}"), 404, "</html>"),
            (format!("/compare?models=gpt-4&add={long}"), 404, "</html>"),
        ] {
            let answer = app.get(&path).await;
            let html = answer.text();
            assert_eq!((answer.status.as_u16(), answer.header("content-type")), (status, "text/html; charset=utf-8"), "{path}: {html}");
            assert!(html.contains(part) && html.len() < 100_000, "{part} in {html}");
        }
    }
}
