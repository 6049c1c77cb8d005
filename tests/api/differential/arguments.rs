//! Arguments of fields: which part of a list, in which order, of which rows; which row, which language.

use apollo_compiler::ast::FieldDefinition;
use panorama::catalogue::Type;
use panorama::plan::input::Input;

use super::generate::{Draft, is_list};
use super::input::{About, literal};
use super::world::{random_order, text};

impl<'a> Draft<'a> {
    /// The arguments of a field as they stand behind its name, with pages of at most so many rows.
    pub(super) fn arguments(&mut self, field: &'a FieldDefinition, most: usize) -> String {
        let mut given = if is_list(field) { self.window(field, most) } else { Vec::new() };
        let mut referred = Vec::new();
        if field.name == "concentration" {
            let sector = self.random.one_of(&["ai-chips", "cloud-compute", "finance"]);
            given.push(("sector", Input::Text(sector.to_owned())));
        }
        for argument in &field.arguments {
            let required = argument.ty.is_non_null();
            let is_window = ["first", "after", "last", "before", "filter", "orderBy"].contains(&argument.name.as_str());
            let is_settled = field.name == "concentration" && argument.name != "top";
            if is_settled || (is_window && is_list(field)) || !(required || self.random.chance(40)) {
                continue;
            }
            let value = match argument.name.as_str() {
                _ if !required && self.random.chance(8) => Input::Null,
                // Few figures have what these need; tests of series ask for them.
                "convertTo" | "resample" | "method" | "window" if !self.faulty => continue,
                "transform" if !self.faulty => Input::Choice(self.random.one_of(&["NONE", "CHANGE"]).to_owned()),
                "from" | "to" if field.name == "changed" => {
                    let day = if argument.name == "from" { "2023-01-01" } else { "2099-12-31" };
                    Input::Text(
                        if self.faulty { self.random.one_of(&["2024-02-30", "0001-01-01"]) } else { day }.to_owned(),
                    )
                }
                "from" | "to" if field.name == "series" => {
                    let days = if argument.name == "from" {
                        ["2019-05-01", "2022-01-01"]
                    } else {
                        ["2022-12-31", "2030-01-01"]
                    };
                    Input::Text(self.random.one_of(&days).to_owned())
                }
                "models" | "technologies" | "metrics" => {
                    let object = match argument.name.as_str() {
                        "models" => "Model",
                        "technologies" => "Technology",
                        _ => "Metric",
                    };
                    let rows = self.world.rows(object);
                    let count = 1 + self.random.below(3);
                    let slugs = self.random.some(rows, count).into_iter().map(|row| text(&row["slug"]).to_owned());
                    Input::List(slugs.map(Input::Text).collect())
                }
                "query" => {
                    let listed = ["Vendor", "Model", "Technology", "Metric"];
                    let object = self.random.one_of(&listed);
                    let row = self.random.pick(self.world.rows(object));
                    Input::Text(self.random.text_like(text(&row["name"]), "contains"))
                }
                "filter" => self.slice(),
                "window" | "top" => Input::Int(2),
                "first" | "limit" | "maxDepth" if self.faulty && self.random.chance(20) => Input::Int(0),
                "first" | "limit" | "maxDepth" => {
                    Input::Int(i64::try_from(1 + self.random.below(4)).expect("a small number"))
                }
                "from" | "to" => self.reference(&mut referred),
                "of" => Input::List((0..=self.random.below(3)).map(|_| self.reference(&mut referred)).collect()),
                _ => self.input(&argument.ty, About::rows("")),
            };
            given.push((argument.name.as_str(), value));
        }
        let given: Vec<String> = given.iter().map(|(name, value)| format!("{name}: {}", literal(value))).collect();
        if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) }
    }

    /// A filter of a slice, of one to three conditions.
    fn slice(&mut self) -> Input {
        let given = |text: &str| Input::Text(text.to_owned());
        let slug = |this: &mut Self, object: &str| {
            let row = this.random.pick(this.world.rows(object));
            Input::List(vec![given(text(&row["slug"]))])
        };
        let conditions = [
            (
                "stages",
                Input::List(vec![Input::Choice(
                    self.random.one_of(&["UPSTREAM", "MIDSTREAM", "DOWNSTREAM"]).to_owned(),
                )]),
            ),
            ("sectors", slug(self, "Sector")),
            ("countries", Input::List(vec![given(self.random.one_of(&["CN", "US"]))])),
            ("vendors", slug(self, "Vendor")),
            ("from", given(self.random.one_of(&["2022-06-01", "2024-01-01"]))),
            ("to", given(self.random.one_of(&["2024-01-01", "2025-12-31"]))),
            ("text", given(self.random.one_of(&["nvidia", "模型", "AI", "ywd"]))),
        ];
        let count = 1 + self.random.below(3);
        let chosen = self.random.some(&conditions, count);
        Input::Object(chosen.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// A part of the chain that was not referred to before.
    fn reference(&mut self, referred: &mut Vec<Input>) -> Input {
        let nodes: Vec<&str> = self.world.catalogue.implementers("ChainNode").map(|node| node.name).collect();
        let object = self.random.one_of(&nodes);
        let row = self.random.pick(self.world.rows(object));
        let by = if self.random.chance(30) { "id".to_owned() } else { object.to_lowercase() };
        self.asked.insert(format!("ChainNodeRef.{by}"));
        let name = text(&row[if by == "id" { "id" } else { "slug" }]).to_owned();
        if self.faulty && self.random.chance(50) {
            return Input::Object(vec![(by, Input::Text(self.random.text_like(&name, "contains")))]);
        }
        let id = Input::Text(text(&row["id"]).to_owned());
        if referred.contains(&id) {
            return self.reference(referred);
        }
        referred.push(id);
        Input::Object(vec![(by, Input::Text(name))])
    }

    /// Which part of a list, in which order, of which rows.
    fn window(&mut self, field: &'a FieldDefinition, most: usize) -> Vec<(&'a str, Input)> {
        let world = self.world;
        let object = field.ty.inner_named_type().trim_end_matches("Connection");
        let mut given = Vec::new();
        if !world.catalogue.find(object).is_some_and(Type::is_listed) {
            let size = Input::Int(i64::try_from(self.random.below(most + 1)).expect("a page is small"));
            return vec![(self.random.one_of(&["first", "last"]), size)];
        }
        // Cursors and orders of other lists of figures are not those of changes.
        let is_of_changes =
            object == "Observation" && field.argument_by_name("asOf").is_none() && field.name != "observations";
        if is_of_changes {
            let size = Input::Int(i64::try_from(self.random.below(most + 1)).expect("a page is small"));
            let filter = field.argument_by_name("filter").filter(|_| self.random.chance(40));
            let filter = filter.map(|filter| ("filter", self.input(&filter.ty, About::rows(object))));
            return std::iter::once((self.random.one_of(&["first", "last"]), size)).chain(filter).collect();
        }
        let marks = self.random.pick(world.marks(object));
        let mut order = marks.order.clone();
        if self.random.chance(25) && marks.cursors.len() > 1 {
            // Between two cursors there is something, unless the filter leaves nothing.
            let middle = self.random.below(marks.cursors.len());
            let (before_it, behind_it) = marks.cursors.split_at(middle);
            for (name, cursors) in [("after", before_it), ("before", behind_it)] {
                if self.random.chance(60) && !cursors.is_empty() {
                    let cursor = Input::Text(self.random.pick(cursors).clone());
                    given.push((name, self.perhaps_variable("String", cursor)));
                }
            }
        } else if self.random.chance(60) {
            order = Some(random_order(&mut self.random, world.catalogue.get(object)));
        }
        if let Some(order) = order {
            // Left out it would be another order, of which the cursors are not.
            let required = if given.is_empty() { "" } else { "!" };
            given.push(("orderBy", self.perhaps_variable(&format!("[{object}Order!]{required}"), order)));
        }
        let size = Input::Int(i64::try_from(self.random.below(most + 1)).expect("a page is small"));
        match self.random.below(10) {
            0..=4 => given.push(("first", self.perhaps_variable("Int", size))),
            5..=8 => given.push(("last", self.perhaps_variable("Int", size))),
            _ => {}
        }
        if self.faulty && self.random.chance(40) {
            let text = |text: &str| Input::Text(text.to_owned());
            let (name, value) = match self.random.below(5) {
                0 => ("first", Input::Int(101)),
                1 => ("last", Input::Int(-1)),
                2 => ("last", Input::Int(1)),
                3 => ("after", text("WzEsMl0")),
                _ => match world.marks(object).get(1) {
                    // A cursor of another order.
                    Some(mark) => ("before", Input::Text(self.random.pick(&mark.cursors).clone())),
                    None => ("before", text("W10")),
                },
            };
            given.retain(|(other, _)| *other != name);
            given.push((name, value));
        }
        if let Some(filter) = field.argument_by_name("filter").filter(|_| self.random.chance(40)) {
            given.push(("filter", self.input(&filter.ty, About::rows(object))));
        }
        given
    }

    fn perhaps_variable(&mut self, ty: &str, value: Input) -> Input {
        if self.random.chance(15) { self.variable(ty, value) } else { value }
    }
}
