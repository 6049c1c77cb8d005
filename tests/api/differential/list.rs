//! One generated list: its whole, its groups and windows of it, compared with a plain evaluation.

use std::collections::BTreeSet;

use panorama::catalogue::Type;
use panorama::plan::input::Input;
use serde_json::{Value, json};

use super::generate::Draft;
use super::input::literal;
use super::reference::Reference;
use super::world::{random_order, text};
use crate::support::App;

/// The most rows that a page has.
const PAGE: usize = 100;

/// A list to compare with a plain evaluation.
pub(super) struct List<'a> {
    /// The type of its rows.
    pub(super) on: &'a Type,
    filter: Option<Input>,
    order: Option<Input>,
    by: Vec<&'static str>,
}

impl<'a> List<'a> {
    /// A list of any type; its filter may add variables to the draft.
    pub(super) fn generate(draft: &mut Draft<'a>) -> Self {
        draft.sliced = false;
        let on = draft.random.one_of(&draft.world.listed());
        let filter = draft.random.chance(90).then(|| draft.filter(on.name));
        let order = draft.random.chance(70).then(|| random_order(&mut draft.random, on));
        let groups: Vec<&str> = on.groups.iter().map(|group| group.name).collect();
        let count = 1 + draft.random.below(3);
        Self { on, filter, order, by: draft.random.some(&groups, count) }
    }

    /// A list with this filter alone.
    pub(super) fn filtered(on: &'a Type, filter: Input) -> Self {
        Self { on, filter: Some(filter), order: None, by: on.groups.iter().take(1).map(|group| group.name).collect() }
    }

    /// Compares the whole list and windows of it; says how many rows it has.
    pub(super) async fn check(&self, app: &App, draft: &mut Draft<'_>) -> usize {
        let (ids, cursors) = self.check_whole(app, draft).await;
        for _ in 0..4 {
            self.check_window(app, draft, &ids, &cursors).await;
        }
        ids.len()
    }

    /// The rows that a plain evaluation finds, in order.
    fn rows<'w>(&self, draft: &Draft<'w>) -> Vec<&'w Value> {
        let filter = self.filter.as_ref().and_then(|filter| draft.plain(filter));
        Reference(draft.world).list(self.on, filter.as_ref(), self.order.as_ref())
    }

    /// Compares the total, the groups and the pages at both ends; says how many rows there are.
    pub(super) async fn check_ends(&self, app: &App, draft: &Draft<'_>) -> usize {
        let rows = self.rows(draft);
        let ids: Vec<&str> = rows.iter().map(|row| text(&row["id"])).collect();

        let mut data = self.ask(app, draft, json!({ "first": PAGE, "whole": true, "ends": true })).await;
        let (end, list) = (data["end"].take(), data["list"].take());
        assert_eq!(list["totalCount"], ids.len(), "{}", self.shown(draft));
        assert_eq!(nodes(&list), ids[..ids.len().min(PAGE)], "{}", self.shown(draft));
        assert_eq!(nodes(&end), ids[ids.len().saturating_sub(PAGE)..], "{}", self.shown(draft));
        self.check_groups(&list["groups"], &Reference(draft.world).groups(&rows, &self.by), &self.shown(draft));
        ids.len()
    }

    /// Compares all rows and their groups; says what the rows' ids and cursors are.
    async fn check_whole<'w>(&self, app: &App, draft: &Draft<'w>) -> (Vec<&'w str>, Vec<Value>) {
        let rows = self.rows(draft);
        let ids: Vec<&str> = rows.iter().map(|row| text(&row["id"])).collect();

        let whole = self.ask(app, draft, json!({ "first": 0, "whole": true })).await["list"].take();
        assert_eq!(whole["totalCount"], ids.len(), "{}", self.shown(draft));
        let groups = Reference(draft.world).groups(&rows, &self.by);
        self.check_groups(&whole["groups"], &groups, &self.shown(draft));

        let mut cursors = Vec::new();
        while cursors.len() < ids.len() {
            let page = self.ask(app, draft, json!({ "first": PAGE, "after": cursors.last() })).await["list"].take();
            let end = ids.len().min(cursors.len() + PAGE);
            assert_eq!(nodes(&page), ids[cursors.len()..end], "{}", self.shown(draft));
            assert_eq!(page["pageInfo"]["hasNextPage"], end < ids.len(), "{}", self.shown(draft));
            cursors.extend(page["edges"].as_array().into_iter().flatten().map(|edge| edge["cursor"].clone()));
        }
        (ids, cursors)
    }

    /// Compares a page in either direction, within cursors or without.
    async fn check_window(&self, app: &App, draft: &mut Draft<'_>, ids: &[&str], cursors: &[Value]) {
        let backward = draft.random.chance(50);
        let size = draft.random.below(9);
        let mut mark = || {
            let given = draft.random.chance(60) && !ids.is_empty();
            given.then(|| draft.random.below(ids.len()))
        };
        let (after, before) = (mark(), mark());
        let start = after.map_or(0, |place| place + 1);
        let end = before.unwrap_or(ids.len()).max(start);
        let cut = size < end - start;
        let (start, end) = match (cut, backward) {
            (false, _) => (start, end),
            (true, false) => (start, start + size),
            (true, true) => (end - size, end),
        };
        let cursor = |place: Option<usize>| place.map(|place| &cursors[place]);
        let window = json!({
            "after": cursor(after), "before": cursor(before), (if backward { "last" } else { "first" }): size,
        });
        let page = self.ask(app, draft, window.clone()).await["list"].take();
        let shown = || format!("{}, {window}", self.shown(draft));
        assert_eq!(nodes(&page), ids[start..end], "{}", shown());
        let (more_after, more_before) = if backward { (before.is_some(), cut) } else { (cut, after.is_some()) };
        let ends = |place: usize| if start < end { cursors[place].clone() } else { Value::Null };
        let info = json!({
            "hasNextPage": more_after,
            "hasPreviousPage": more_before,
            "startCursor": ends(start),
            "endCursor": ends(end.saturating_sub(1)),
        });
        assert_eq!(page["pageInfo"], info, "{}", shown());
    }

    fn check_groups(&self, answer: &Value, groups: &[(Vec<Value>, Vec<&Value>)], shown: &str) {
        let answer = answer.as_array().expect("a list");
        let keys: Vec<Value> = answer.iter().map(|group| json!([group["keys"], group["count"]])).collect();
        let expected: Vec<Value> = groups.iter().map(|(keys, rows)| json!([keys, rows.len()])).collect();
        assert_eq!(keys, expected, "{shown}");
        for (group, (_, rows)) in answer.iter().zip(groups) {
            for number in &self.on.numbers {
                let values: Vec<f64> = rows.iter().filter_map(|row| row[number.name].as_f64()).collect();
                let sum = values.iter().sum::<f64>();
                #[expect(clippy::cast_precision_loss, reason = "there are fewer rows than a float can count")]
                let average = sum / values.len() as f64;
                let aggregates = [
                    ("min", values.iter().copied().fold(f64::INFINITY, f64::min)),
                    ("max", values.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
                    ("average", average),
                    ("sum", sum),
                ];
                let units = rows.iter().filter_map(|row| row["unit"]["code"].as_str().or(row["contextUnit"].as_str()));
                let units: BTreeSet<&str> = units.collect();
                let mixed = number.unit.is_some() && units.len() > 1;
                for (aggregate, expected) in aggregates {
                    if mixed {
                        assert_eq!(group[aggregate][number.name], Value::Null, "several units: {shown}");
                        continue;
                    }
                    let close = match group[aggregate][number.name].as_f64() {
                        Some(found) => (found - expected).abs() <= expected.abs() * 1e-12,
                        None => values.is_empty(),
                    };
                    assert!(close, "{aggregate} of {}: {shown}", number.name);
                }
            }
        }
    }

    async fn ask(&self, app: &App, draft: &Draft<'_>, window: Value) -> Value {
        let mut variables = Value::Object(draft.variables.clone());
        let object = variables.as_object_mut().expect("variables are an object");
        object.extend(window.as_object().cloned().unwrap_or_default());
        let query = self.query(draft);
        let mut answer = app.answer(&query, variables).await;
        assert_eq!(answer.get("errors"), None, "{}", self.shown(draft));
        answer["data"].take()
    }

    fn query(&self, draft: &Draft<'_>) -> String {
        let list = draft.world.root_list(self.on.name);
        let argument = |name: &str, value: &Option<Input>| {
            value.as_ref().map(|value| format!(", {name}: {}", literal(value))).unwrap_or_default()
        };
        let numbers: Vec<&str> = self.on.numbers.iter().map(|number| number.name).collect();
        let aggregates = ["min", "max", "average", "sum"].map(|name| format!("{name} {{ {} }}", numbers.join(" ")));
        format!(
            "query($first: Int, $after: String, $last: Int, $before: String, $whole: Boolean = false, \
             $ends: Boolean = false{}) {{ \
             list: {list}(first: $first, after: $after, last: $last, before: $before{}{}) {{ \
             edges {{ cursor node {{ id }} }} \
             pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} \
             totalCount @include(if: $whole) groups(by: [{}]) @include(if: $whole) {{ keys count {} }} }} \
             end: {list}(last: {PAGE}{}{}) @include(if: $ends) {{ edges {{ node {{ id }} }} }} }}",
            draft.definitions.iter().map(|definition| format!(", {definition}")).collect::<String>(),
            argument("filter", &self.filter),
            argument("orderBy", &self.order),
            self.by.join(", "),
            if numbers.is_empty() { String::new() } else { aggregates.join(" ") },
            argument("filter", &self.filter),
            argument("orderBy", &self.order),
        )
    }

    fn shown(&self, draft: &Draft<'_>) -> String {
        format!("seed {}: {} with {}", draft.seed, self.query(draft), Value::Object(draft.variables.clone()))
    }
}

fn nodes(page: &Value) -> Vec<&str> {
    page["edges"].as_array().into_iter().flatten().map(|edge| text(&edge["node"]["id"])).collect()
}
