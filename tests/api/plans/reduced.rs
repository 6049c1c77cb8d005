//! Plans without what changes from run to run and from edit to edit: kinds of steps, tables and indexes are left, and which columns an
//! index is entered by.

use std::collections::{BTreeMap, HashMap};

use crate::support::{Backend, Planner};

/// How plans of a database are reduced.
pub(super) struct Reduction {
    backend: Backend,
    /// On PostgreSQL, what each index is of.
    indexes: BTreeMap<String, Vec<String>>,
}

const KEYS: &str = "SELECT i.indexrelid::regclass || ' ' || pg_get_indexdef(i.indexrelid, n, true) FROM pg_index i \
    JOIN pg_class c ON c.oid = i.indexrelid AND c.relnamespace = 'public'::regnamespace, \
    generate_series(1, i.indnkeyatts) n ORDER BY i.indexrelid, n";

impl Reduction {
    /// For the database of a planner.
    pub(super) async fn on(planner: &Planner) -> Self {
        let mut indexes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        if planner.backend == Backend::Postgres {
            for line in planner.texts(KEYS).await {
                let (index, key) = line.split_once(' ').expect("two words");
                indexes.entry(index.to_owned()).or_default().push(key.to_owned());
            }
        }
        Self { backend: planner.backend, indexes }
    }

    /// The steps of a statement's plan.
    pub(super) fn of(&self, sql: &str, steps: &[String]) -> Vec<String> {
        match self.backend {
            Backend::Sqlite => {
                let tables = tables(sql);
                steps.iter().map(|step| of_sqlite(step, &tables)).collect()
            }
            Backend::Postgres => self.of_postgres(steps),
        }
    }

    fn of_postgres(&self, steps: &[String]) -> Vec<String> {
        let mut reduced: Vec<String> = Vec::new();
        for (place, step) in steps.iter().enumerate() {
            let words = step.trim_start();
            if let Some(condition) = words.strip_prefix("Index Cond: ") {
                // It stands below the scan that it is of.
                if let Some(scan) = reduced.last_mut() {
                    let entered = self.entered(scan, condition);
                    scan.push_str(&format!(" ({entered})"));
                }
            } else if place == 0 || words.starts_with("->  ") || is_named(words) {
                reduced.push(without_alias(&without_number(step)));
            }
        }
        reduced
    }

    /// The keys of a scan's index that its condition names.
    fn entered(&self, scan: &str, condition: &str) -> String {
        let index = scan.split(" using ").nth(1).or_else(|| scan.split(" on ").nth(1)).unwrap_or_default();
        let keys = self.indexes.get(index.split(' ').next().unwrap_or_default());
        let named: Vec<&str> = words(condition).collect();
        let is_named = |key: &&String| words(key).all(|word| named.contains(&word));
        let entered: Vec<&str> = keys.into_iter().flatten().filter(is_named).map(String::as_str).collect();
        entered.join(", ")
    }
}

/// True where what follows stands for itself: a part of a statement.
fn is_named(words: &str) -> bool {
    ["SubPlan", "InitPlan", "CTE "].iter().any(|begin| words.starts_with(begin))
}

/// A part of a statement without its number, and without the parameter that it gives.
fn without_number(step: &str) -> String {
    let counted =
        ["SubPlan ", "InitPlan ", "SUBQUERY "].iter().find_map(|word| Some(step.find(word)? + word.len() - 1));
    step[..counted.unwrap_or(step.len())].to_owned()
}

/// `… on model t0` as `… on model`.
fn without_alias(step: &str) -> String {
    match step.rsplit_once(" on ") {
        // What has no name is given one in quotes.
        Some((before, table)) if !table.starts_with('"') => {
            format!("{before} on {}", table.split(' ').next().unwrap_or_default())
        }
        _ => step.to_owned(),
    }
}

/// The words of an expression, without texts, numbers and the types that they are read as.
fn words(expression: &str) -> impl Iterator<Item = &str> {
    let outside = expression.split('\'').step_by(2);
    let untyped = outside.flat_map(|part| {
        part.split("::")
            .enumerate()
            .map(|(place, part)| if place == 0 { part } else { part.trim_start_matches(is_of_word) })
    });
    untyped
        .flat_map(|part| part.split(|c| !is_of_word(c)))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// A step with the table for its alias.
fn of_sqlite(step: &str, tables: &HashMap<&str, &str>) -> String {
    let step = without_number(step);
    let inside = step.len() - step.trim_start().len();
    let kind = ["SCAN ", "SEARCH ", "BLOOM FILTER ON "].into_iter().find(|kind| step[inside..].starts_with(kind));
    let Some((kind, rest)) = kind.and_then(|kind| step.split_at_checked(inside + kind.len())) else { return step };
    let (alias, rest) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
    format!("{kind}{}{rest}", tables.get(alias).unwrap_or(&alias))
}

/// The tables of a statement by their aliases.
fn tables(sql: &str) -> HashMap<&str, &str> {
    let words: Vec<&str> = sql.split([' ', '(', ')', ',']).collect();
    let named = words.windows(3).filter(|words| matches!(words[0], "FROM" | "JOIN") && !words[1].is_empty());
    named.map(|words| (words[2], words[1])).collect()
}

#[test]
fn tables_stand_for_their_aliases() {
    let sql = "SELECT (SELECT 1 FROM vendor v) FROM model t0 LEFT JOIN vendor j0 ON j0.id = t0.maker_id";
    let tables = tables(sql);
    assert_eq!(
        of_sqlite("  SEARCH j0 USING INDEX x (id=?) LEFT-JOIN", &tables),
        "  SEARCH vendor USING INDEX x (id=?) LEFT-JOIN"
    );
    assert_eq!(of_sqlite("SCAN t0", &tables), "SCAN model");
    assert_eq!(of_sqlite("BLOOM FILTER ON v (id=?)", &tables), "BLOOM FILTER ON vendor (id=?)");
    assert_eq!(of_sqlite("SCAN p0", &tables), "SCAN p0");
    assert_eq!(of_sqlite("CORRELATED SCALAR SUBQUERY 3", &tables), "CORRELATED SCALAR SUBQUERY");
}

#[test]
fn an_index_is_named_with_the_columns_that_it_is_entered_by() {
    let keys = ["slug", "COALESCE(day, 'infinity'::date)", "id"].map(str::to_owned).to_vec();
    let reduction = Reduction { backend: Backend::Postgres, indexes: BTreeMap::from([("by_slug".to_owned(), keys)]) };
    let steps = [
        "Limit",
        "  ->  Index Scan using by_slug on model t0",
        "        Index Cond: (((slug)::text = 'id'::text) AND (COALESCE(day, 'infinity'::date) > $1))",
        "        Filter: (id > 3)",
        "        SubPlan 2",
        "          ->  Seq Scan on vendor v",
    ];
    let expected = [
        "Limit",
        "  ->  Index Scan using by_slug on model (slug, COALESCE(day, 'infinity'::date))",
        "        SubPlan",
        "          ->  Seq Scan on vendor",
    ];
    assert_eq!(reduction.of("", &steps.map(str::to_owned)), expected);
}
