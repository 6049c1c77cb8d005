//! Links of a whole family: those of its variants, versions and sub-sectors, however far below, each once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{App, on_both};

/// All links: id, kind, both ends.
async fn links(app: &App) -> Vec<(String, String, [String; 2])> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let query = format!(
            "{{ links(first: 100{after}) {{ nodes {{ id kind from {{ __typename slug }} to {{ __typename slug }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let data = app.data(&query).await;
        let end = |link: &Value, side: &str| {
            format!("{}/{}", link[side]["__typename"].as_str().unwrap_or_default(), text(&link[side]["slug"]))
        };
        for link in data["links"]["nodes"].as_array().expect("a list") {
            all.push((text(&link["id"]), text(&link["kind"]), [end(link, "from"), end(link, "to")]));
        }
        let page = &data["links"]["pageInfo"];
        if page["hasNextPage"] == false {
            return all;
        }
        after = format!(", after: {}", page["endCursor"]);
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A node and all that is a part of it and of its type.
fn family(links: &[(String, String, [String; 2])], of: &str) -> BTreeSet<String> {
    let kind = |node: &str| node.split('/').next().map(str::to_owned);
    let mut found = BTreeSet::from([of.to_owned()]);
    loop {
        let parts = links
            .iter()
            .filter(|(_, link, [from, to])| link == "PART_OF" && found.contains(to) && kind(from) == kind(to));
        let parts: Vec<String> =
            parts.map(|(_, _, [from, _])| from.clone()).filter(|part| !found.contains(part)).collect();
        if parts.is_empty() {
            return found;
        }
        found.extend(parts);
    }
}

on_both! {
    async fn deep_links_are_those_of_the_family(app) {
        let links = links(app).await;
        for (field, node) in [("technology", "Technology/h100"), ("sector", "Sector/compute"), ("sector", "Sector/ai-chips"), ("vendor", "Vendor/nvidia"), ("model", "Model/gpt-4")] {
            let slug = node.split('/').next_back().unwrap_or_default();
            let family = family(&links, node);
            for (direction, sides) in [("", [true, true]), (", direction: OUT", [true, false]), (", direction: IN", [false, true])] {
                let query = format!("{{ {field}(by: {{slug: \"{slug}\"}}) {{ links(deep: true, first: 100{direction}) {{ totalCount nodes {{ id }} }} }} }}");
                let found = app.data(&query).await;
                let found = &found[field]["links"];
                let expected: BTreeMap<&str, ()> = links.iter()
                    .filter(|(_, _, ends)| ends.iter().zip(sides).any(|(end, side)| side && family.contains(end)))
                    .map(|(id, _, _)| (id.as_str(), ())).collect();
                assert_eq!(found["totalCount"], expected.len(), "{node}{direction}");
                let nodes = found["nodes"].as_array().expect("a list");
                assert_eq!(nodes.len(), expected.len().min(100), "{node}{direction}");
                assert!(nodes.iter().all(|link| expected.contains_key(link["id"].as_str().unwrap_or_default())), "{node}{direction}");
            }
        }
    }

    async fn what_was_trained_on_a_variant_is_found_at_its_family(app) {
        let query = |deep: bool| format!(
            "{{ technology(by: {{slug: \"h100\"}}) {{ links(deep: {deep}, direction: IN, filter: {{kind: {{eq: TRAINED_ON}}}}) {{ nodes {{ from {{ slug }} }} }} }} }}"
        );
        let at = async |deep: bool| app.data(&query(deep)).await["technology"]["links"]["nodes"].as_array().expect("a list").len();
        assert_eq!((at(false).await, at(true).await > 0), (0, true));
        let data = app.data("{ technology(by: {slug: \"h100\"}) { links(deep: true, first: 3) { pageInfo { endCursor } nodes { id } } } }").await;
        let cursor = &data["technology"]["links"]["pageInfo"]["endCursor"];
        let next = app.data(&format!("{{ technology(by: {{slug: \"h100\"}}) {{ links(deep: true, first: 3, after: {cursor}) {{ nodes {{ id }} pageInfo {{ hasPreviousPage }} }} }} }}")).await;
        let next = &next["technology"]["links"];
        assert_eq!(next["pageInfo"]["hasPreviousPage"], true);
        assert_ne!(next["nodes"][0], data["technology"]["links"]["nodes"][0]);
    }
}
