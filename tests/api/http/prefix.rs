//! Everything behind a prefix.

use serde_json::json;

use crate::support::on_both;

on_both! {
    async fn everything_is_behind_the_prefix(app) {
        let app = &app.beside(|settings| settings.prefix = "/data/panorama".to_owned());
        for path in ["", "/", "/graphiql", "/graphiql/form", "/graphiql/form.js", "/schema.graphql", "/healthz", "/readyz", "/metrics"] {
            assert_eq!(app.get(&format!("/data/panorama{path}")).await.status, 200, "{path}");
        }
        let asked = "/data/panorama/graphql?query=%7Bdataset%7Bversion%7D%7D";
        assert_eq!(app.get(asked).await.json(), json!({ "data": { "dataset": { "version": 1 } } }));
        assert_eq!(app.get("/data/panorama/export/vendors.csv").await.status, 200);
        for path in ["/", "/graphql", "/graphiql", "/data", "/data/panoramax", "/data/panorama/nothing"] {
            assert_eq!(app.get(path).await.status, 404, "{path}");
        }
        for path in ["/healthz", "/readyz", "/metrics"] {
            assert_eq!(app.get(path).await.status, 200, "{path}: probes come past the proxy");
        }
    }

    async fn pages_lead_to_what_is_behind_the_prefix(app) {
        let behind = app.beside(|settings| settings.prefix = "/p".to_owned());
        for (app, prefix) in [(app, ""), (&behind, "/p")] {
            for (page, base) in [("/graphiql", "/graphiql/"), ("/graphiql/form", "/graphiql/")] {
                let text = app.get(&format!("{prefix}{page}")).await.text();
                assert!(text.contains(&format!("<base href=\"{prefix}{base}\" />")), "{text}");
                let links = text.split("href=\"").skip(1).chain(text.split("src=\"").skip(1));
                let absolute: Vec<&str> = links.filter_map(|rest| rest.split('"').next()).filter(|link| link.starts_with('/')).collect();
                assert_eq!(absolute, [format!("{prefix}{base}")], "but the base itself");
            }
        }
    }
}
