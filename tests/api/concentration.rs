//! Concentration: bounds from published shares, never a share from a bound.

use serde_json::{Value, json};

use crate::support::on_both;

const QUERY: &str = "query($s: String, $m: String, $t: Int) { concentration(sector: $s, metric: $m, top: $t) { sector { slug } region top hhi { value low high unit { code } } \
    topShare { value low high } shares { metric { slug subjects { slug } } observation { value low source { slug } } share { low } } \
    singleSources { technology { slug } vendor { slug } dependents } } }";

on_both! {
    async fn more_than_80_percent_bounds_the_index_of_chips(app) {
        let data = app.answer(QUERY, json!({ "s": "ai-chips", "t": 1 })).await["data"]["concentration"].clone();
        assert_eq!(data.as_array().map(Vec::len), Some(1), "forecasts and shares of what is no vendor do not count: {data}");
        let market = &data[0];
        assert_eq!((&market["sector"]["slug"], &market["region"]), (&json!("ai-chips"), &json!("WORLD")));
        assert_eq!(market["hhi"], json!({ "value": null, "low": 6400, "high": 10000, "unit": { "code": "HHI" } }));
        assert_eq!(market["topShare"], json!({ "value": null, "low": 0.8, "high": 1 }));
        assert_eq!(market["shares"][0]["metric"]["slug"], "nvidia-high-performance-ai-chip-share");
        assert_eq!(market["shares"][0]["observation"], json!({ "value": null, "low": 80, "source": { "slug": "100ec-report" } }));
    }

    async fn a_joint_share_stays_joint(app) {
        let data = app.answer(QUERY, json!({ "s": "cloud-compute" })).await["data"]["concentration"].clone();
        let market = &data[0];
        assert_eq!(market["shares"][0]["metric"]["subjects"].as_array().map(Vec::len), Some(3));
        // 70 % of three together: at least a third of it each, in the least concentrated case.
        assert_eq!((&market["hhi"]["low"], &market["hhi"]["high"]), (&json!(1633.33333333333), &json!(10000)));
        assert_eq!((&market["top"], &market["topShare"]["low"], &market["topShare"]["value"]), (&json!(3), &json!(0.7), &Value::Null));
        let one = app.answer(QUERY, json!({ "m": "aws-azure-google-cloud-joint-share" })).await["data"]["concentration"].clone();
        assert_eq!(one, data, "a metric names its market");
    }

    async fn what_only_one_vendor_makes_and_others_need_is_a_single_source(app) {
        let data = app.answer(QUERY, json!({ "s": "ai-chips" })).await["data"]["concentration"].clone();
        let sources = data[0]["singleSources"].as_array().expect("a list");
        assert!(sources.len() > 5, "{sources:?}");
        let counts: Vec<u64> = sources.iter().filter_map(|source| source["dependents"].as_u64()).collect();
        assert!(counts.is_sorted_by(|a, b| a >= b) && counts.iter().all(|count| *count > 0), "{counts:?}");
        for source in sources {
            let slug = source["technology"]["slug"].as_str().expect("a slug");
            let query = "query($t: String!) { technology(by: {slug: $t}) { links(direction: IN, first: 100, filter: {kind: {in: [MAKES, SUPPLIES]}}) { nodes { from { __typename slug } } } } }";
            let links = app.answer(query, json!({ "t": slug })).await["data"]["technology"]["links"]["nodes"].clone();
            let makers = links.as_array().expect("a list").iter().filter(|link| link["from"]["__typename"] == "Vendor");
            let makers: std::collections::BTreeSet<&str> = makers.filter_map(|link| link["from"]["slug"].as_str()).collect();
            assert_eq!(makers.into_iter().collect::<Vec<_>>(), [source["vendor"]["slug"].as_str().expect("a slug")], "{slug}");
        }
    }

    async fn where_nothing_is_published_there_is_no_market(app) {
        assert_eq!(app.answer(QUERY, json!({ "s": "healthcare" })).await["data"]["concentration"], json!([]));
    }

    async fn what_is_asked_wrongly_is_refused(app) {
        for (variables, code) in [
            (json!({}), "ARGUMENT_INVALID"),
            (json!({ "s": "no-such" }), "NOT_FOUND"),
            (json!({ "m": "no-such" }), "NOT_FOUND"),
            (json!({ "s": "healthcare", "m": "aws-azure-google-cloud-joint-share" }), "ARGUMENT_INVALID"),
            (json!({ "s": "ai-chips", "t": 0 }), "ARGUMENT_INVALID"),
        ] {
            let errors = app.errors(QUERY, variables.clone()).await;
            assert_eq!(errors, [(code.to_owned(), json!(["concentration"]))], "{variables}");
        }
    }
}
