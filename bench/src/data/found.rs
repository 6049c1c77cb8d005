//! What searches find: the texts of nodes, and what the index has of them.

use std::collections::HashMap;

use entity::choice::{NameRole, NodeType};
use entity::search_entry;
use panorama::domain::search::{Role, tokens};

use super::Rows;

impl Rows {
    /// Lets searches find a node by texts.
    pub(super) fn entry(&mut self, kind: NodeType, id: i64, place: &str, texts: &[(Role, &str)]) {
        let stored: Vec<[&str; 2]> = texts.iter().map(|(role, text)| [role.text(), *text]).collect();
        self.search.push(search_entry::Model {
            id,
            r#type: kind.text().to_owned(),
            node_id: Some(id),
            source_id: None,
            place: place.to_owned(),
            texts: serde_json::json!(stored).to_string(),
            tokens: tokens(texts.iter().copied()).into_iter().collect::<Vec<_>>().join(" "),
            known: 0,
            released_on: None,
        });
    }

    /// Lets searches find every node by all its names.
    pub(super) fn entries(&mut self) {
        let mut names: HashMap<i64, Vec<(Role, String)>> = HashMap::new();
        for name in &self.names {
            let role = if name.role == NameRole::Alias { Role::Alias } else { Role::Name };
            names.entry(name.node_id).or_default().push((role, name.text.clone()));
        }
        let nodes: Vec<(NodeType, i64, String)> =
            self.nodes.iter().map(|node| (node.r#type, node.id, node.place.clone())).collect();
        for (kind, id, place) in nodes {
            let texts: Vec<(Role, &str)> =
                names.get(&id).into_iter().flatten().map(|(role, text)| (*role, text.as_str())).collect();
            self.entry(kind, id, &place, &texts);
        }
    }
}
