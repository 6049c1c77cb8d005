//! The chain as a page: one drawing in which everything is a link, a slice of it, and the same one level deeper in a sector's page.

use crate::support::{App, Backend, TestDatabase, on_both, on_each, run};

/// The drawing in a page.
fn drawing<'a>(html: &'a str, id: &str) -> &'a str {
    let figure = html
        .split(&format!("<figure class=\"drawing\" id=\"{id}\">"))
        .nth(1)
        .unwrap_or_else(|| panic!("no {id} in {html}"));
    let svg = figure.split_once("<svg ").expect("it is drawn").1;
    svg.split_once("</svg>").expect("it ends").0
}

/// Where the links of a drawing lead to.
fn links(drawing: &str) -> Vec<String> {
    let links = drawing.split("<a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
    links.map(|link| link.replace("&amp;", "&")).collect()
}

on_both! {
    async fn the_chain_is_one_drawing_whose_parts_are_links(app) {
        for (locale, title, legend) in [("en", "The AI large-model industry chain", "Technology"), ("zh", "AI大模型产业链全景图", "技术")] {
            let html = app.get(&format!("/?locale={locale}")).await.text();
            let drawing = drawing(&html, "chain");
            assert!(drawing.contains(title) && drawing.contains(&format!(">{legend}</text>")), "{locale}: {drawing}");
            let links = links(drawing);
            for part in ["/sector/upstream", "/sector/ai-chips", "/vendor/nvidia", "/metric/", "/source/", "/model/", "/technology/"] {
                let found = links.iter().find(|link| link.starts_with(part));
                assert!(found.is_some_and(|link| link.ends_with(&format!("?locale={locale}"))), "{part}: {found:?}");
            }
            assert!(html.contains("<html lang=") && !html.contains("<img"), "it is drawn in the page");
        }
    }

    async fn the_way_in_leads_to_all_else(app) {
        let html = app.get("/?locale=en").await.text();
        for link in ["/sectors", "/models", "/search", "/compare", "/path", "/data"] {
            assert!(html.contains(&format!("href=\"{link}?locale=en\"")), "{link}");
        }
        for link in ["/graphiql", "/schema.graphql", "/healthz", "/readyz", "/metrics"] {
            assert!(html.contains(&format!("href=\"{link}\"")), "{link}");
        }
        assert!(html.contains("Organisations</a> <b>92</b>"), "{html}");
        for part in ["id=\"query\"", "query ChainPage(", "fragment ChainPicture on Query", "/chart/chain.svg?locale=en", "”, Panorama, data version 1 of 20"] {
            assert!(html.contains(part), "{part}");
        }
        assert!(html.len() < 200_000, "{}", html.len());
    }

    async fn what_is_drawn_is_what_the_file_has(app) {
        for (page, id, file) in [
            ("/?locale=zh&countries=CN&stages=midstream,downstream&from=2024", "chain", "/chart/chain.svg?stages=midstream%2Cdownstream&countries=CN&from=2024&locale=zh"),
            ("/sector/compute?locale=en", "chain", "/chart/chain.svg?sector=compute&locale=en"),
            ("/vendor/nvidia?locale=en", "around", "/chart/neighbourhood.svg?vendor=nvidia&locale=en"),
            ("/sector/ai-chips?locale=zh", "around", "/chart/neighbourhood.svg?sector=ai-chips&locale=zh"),
        ] {
            let html = app.get(page).await.text();
            let svg = app.get(file).await.text();
            let alone = svg.split_once("<svg ").and_then(|(_, svg)| svg.split_once("</svg>")).expect("a drawing").0;
            let shown = drawing(&html, id).replace("?locale=en\"", "\"").replace("?locale=zh\"", "\"");
            assert_eq!(shown, alone, "{page}");
            assert!(html.contains(&file.replace('&', "&#38;")), "{page} leads to its file");
        }
    }

    async fn a_slice_is_the_address(app) {
        let html = app.get("/?locale=en&countries=CN&stages=MIDSTREAM&text=deepseek&asOf=2025-12-31").await.text();
        for part in [
            "<option value=\"MIDSTREAM\" selected>Midstream</option>", "<option value=\"CN\" selected>", "name=\"text\" value=\"deepseek\"",
            "<input type=\"hidden\" name=\"asOf\" value=\"2025-12-31\" />", "href=\"/?asOf=2025-12-31&#38;locale=en\">All of them</a>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        let links = links(drawing(&html, "chain"));
        assert!(links.iter().any(|link| link == "/model/deepseek-v3?asOf=2025-12-31&locale=en"), "{links:?}");
        assert!(!links.iter().any(|link| link.starts_with("/vendor/nvidia")), "{links:?}");
        let empty = app.get("/?locale=zh&countries=XX").await.text();
        assert!(drawing(&empty, "chain").contains("产业链中没有符合条件的内容。"), "{empty}");
    }

    async fn figures_of_the_drawing_are_those_of_the_day(app) {
        let figures = async |day: &str| {
            let html = app.get(&format!("/?locale=en{day}")).await.text();
            links(drawing(&html, "chain")).iter().filter(|link| link.starts_with("/metric/")).count()
        };
        assert!(figures("").await > 5);
        assert_eq!(figures("&asOf=1990-01-01").await, 0, "nothing was known then");
    }

    async fn what_is_wrong_with_a_slice_is_told(app) {
        for (path, part) in [
            ("/?stages=sidestream&locale=en", "“stages” cannot be “sidestream”. It can be: UPSTREAM, MIDSTREAM, DOWNSTREAM."),
            ("/?stages=sidestream&locale=zh", "“stages”不能是“sidestream”，可以是：UPSTREAM、MIDSTREAM、DOWNSTREAM。"),
            ("/?from=soon&locale=zh", "无法识别此地址"),
            ("/?asOf=soon&locale=en", "soon"),
            ("/?text=a&text=b&locale=en", "“text” is there twice"),
        ] {
            let answer = app.get(path).await;
            assert_eq!((answer.status.as_u16(), answer.header("content-type")), (400, "text/html; charset=utf-8"), "{path}");
            assert!(answer.text().contains(part), "{path}: {}", answer.text());
        }
        let long = "x".repeat(10_000);
        for option in ["text", "from", "countries", "sectors", "stages", "asOf"] {
            let answer = app.get(&format!("/?{option}={long}")).await;
            assert!([200, 400].contains(&answer.status.as_u16()), "{option}: {}", answer.status);
            assert!(answer.text().contains("</html>"), "{option}");
        }
    }
}

async fn behind_a_prefix_the_way_in_has_its_own_address(backend: Backend) {
    let app = App::on(TestDatabase::loaded(backend).await, |settings| settings.prefix = "/p".to_owned()).await;
    for path in ["/p", "/p/"] {
        let html = app.get(&format!("{path}?locale=en&countries=CN")).await.text();
        assert!(
            html.contains("hreflang=\"zh-Hans\" href=\"http://localhost/p/?countries=CN&#38;locale=zh\""),
            "{path}: {html}"
        );
        let astray: Vec<String> =
            links(drawing(&html, "chain")).into_iter().filter(|link| !link.starts_with("/p/")).collect();
        assert!(astray.is_empty(), "{path}: {astray:?}");
    }
}

on_each! {
    behind_a_prefix_the_way_in_has_its_own_address
}
