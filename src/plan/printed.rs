//! Numbers as they are printed, each in a unit of its own: 671 (billion) is more than 1.8 (trillion). Where a list sorts or compares
//! them over several units the answer says so. Whether units differ is asked beside the list, of the rows at both ends of their order:
//! what is printed in larger units has smaller numbers.

use super::arguments::Arguments;
use super::input::{Input, Variables};
use super::related::inner;
use super::sql::Writer;
use super::statement::{Build, Compared, Statement};
use crate::catalogue::{Catalogue, Number, Printed, Type};
use crate::error::{Code, Refusal};

/// How many rows are looked at at each end.
const END: i64 = 25;
/// Conditions of a filter that are asked a second time for the sake of units.
const CONDITIONS: u64 = 50;
/// Arguments that make a page of a list.
const PAGE: &[&str] = &["first", "after", "last", "before", "orderBy"];

/// What the arguments of a list compare as it is printed.
struct Found {
    argument: String,
    printed: Printed,
    /// True where it is the list's own rows that are compared, whose units can be looked at.
    is_own: bool,
}

/// True where a list may compare what is printed, once variables are known.
pub(super) fn may_compare(catalogue: &Catalogue, on: &Type, arguments: &Arguments) -> bool {
    let undecided = arguments.get("filter").is_some_and(|filter| is_undecided(catalogue, on, filter));
    let given = [arguments.get("orderBy"), arguments.part.get("orderBy"), arguments.part.get("having")];
    let ordered = given.into_iter().flatten().any(|given| on.printed.is_some() && given.has_variable());
    undecided || ordered || find(catalogue, on, arguments).is_some()
}

/// True where a variable stands for conditions on rows.
fn is_undecided(catalogue: &Catalogue, on: &Type, filter: &Input) -> bool {
    let any = |given: &Input| given.items().iter().any(|filter| is_undecided(catalogue, on, filter));
    matches!(filter, Input::Variable(_))
        || filter.fields().iter().any(|(name, value)| match name.as_str() {
            "and" | "or" | "not" => any(value),
            name => inner(catalogue, on, name, value).any(|(_, on, value)| is_undecided(catalogue, on, value)),
        })
}

/// The first comparison of what is printed.
fn find(catalogue: &Catalogue, on: &Type, arguments: &Arguments) -> Option<Found> {
    let filter = arguments.get("filter").unwrap_or(&Input::Null);
    if let Some(printed) = on.printed.filter(|printed| !is_one(filter, *printed)) {
        let found = match arguments.part {
            Input::Null => ordered(arguments, printed).or_else(|| compared(on, filter)),
            _ => aggregated(on, &arguments.part),
        };
        if let Some(argument) = found {
            return Some(Found { argument, printed, is_own: true });
        }
    }
    let beyond = Some(filter).filter(|_| arguments.part == Input::Null);
    let (argument, printed) = beyond.and_then(|filter| related(catalogue, on, filter))?;
    Some(Found { argument: format!("filter.{argument}"), printed, is_own: false })
}

/// True where a filter names one unit, so that all of what it takes is comparable.
fn is_one(filter: &Input, printed: Printed) -> bool {
    filter.fields().iter().any(|(name, value)| match name.as_str() {
        "and" => value.items().iter().any(|filter| is_one(filter, printed)),
        name => name == printed.unit && (value.get("eq").is_some() || value.get("in").is_some_and(is_single)),
    })
}

fn is_single(list: &Input) -> bool {
    list.items().len() == 1
}

/// The order of a list, where it is that of what is printed.
fn ordered(arguments: &Arguments, printed: Printed) -> Option<String> {
    let asked = arguments.get("orderBy").map_or(&[] as &[Input], Input::items);
    let mut fields = asked.iter().filter_map(|key| key.get("field").and_then(Input::text));
    fields.any(|name| name == printed.order).then(|| "orderBy".to_owned())
}

/// What of groups is compared: each has a unit of its own.
fn aggregated(on: &Type, part: &Input) -> Option<String> {
    let asked = part.get("orderBy").map_or(&[] as &[Input], Input::items);
    let ordered = asked.iter().filter_map(|key| key.get("field").and_then(Input::text)).any(|field| {
        let number = field.split_once('_').map_or("", |(_, number)| number);
        numbers(on).any(|printed| printed.order_name() == number)
    });
    let mut having = part.get("having").map_or(&[] as &[(String, Input)], Input::fields).iter();
    let compared = having.find_map(|(aggregate, value)| {
        let named = numbers(on).find(|number| value.get(number.name).is_some_and(is_sized))?;
        Some(format!("groups.having.{aggregate}.{}", named.name))
    });
    ordered.then(|| "groups.orderBy".to_owned()).or(compared)
}

/// The first condition of a filter on what the row itself prints.
fn compared(on: &Type, filter: &Input) -> Option<String> {
    filter.fields().iter().find_map(|(name, value)| match name.as_str() {
        "and" | "or" | "not" => value.items().iter().find_map(|filter| compared(on, filter)),
        name if numbers(on).any(|number| number.name == name) => is_sized(value).then(|| format!("filter.{name}")),
        _ => None,
    })
}

/// True where a condition asks how large a number is, not whether it is known.
fn is_sized(condition: &Input) -> bool {
    matches!(condition, Input::Variable(_)) || condition.fields().iter().any(|(operator, _)| operator != "isNull")
}

/// The first condition on what other rows print, whatever their units: which rows those are nobody can tell from here.
fn related(catalogue: &Catalogue, on: &Type, filter: &Input) -> Option<(String, Printed)> {
    filter.fields().iter().find_map(|(name, value)| match name.as_str() {
        "and" | "or" | "not" => value.items().iter().find_map(|filter| related(catalogue, on, filter)),
        name => inner(catalogue, on, name, value).find_map(|(quantifier, on, filter)| {
            let own = on.printed.filter(|printed| !is_one(filter, *printed));
            let own = own.and_then(|printed| Some((compared(on, filter)?.split_off("filter.".len()), printed)));
            let (argument, printed) = own.or_else(|| related(catalogue, on, filter))?;
            Some((format!("{name}.{quantifier}{argument}"), printed))
        }),
    })
}

/// The numbers that rows print each in a unit of its own.
fn numbers(on: &Type) -> impl Iterator<Item = &Number> {
    on.numbers.iter().filter(|number| number.unit.is_some())
}

/// A filter without what it says of numbers that are printed: what it leaves out for their sake is compared as well.
fn without_numbers(on: &Type, filter: &Input) -> Input {
    // Of a list that holds without a number, or with one of several, the rest says nothing of what was left out.
    let is_number = |name: &str, value: &Input| match name {
        "or" | "not" => value.items().iter().any(|filter| compared(on, filter).is_some()),
        name => numbers(on).any(|number| number.name == name) && is_sized(value),
    };
    let kept = filter.fields().iter().filter(|(name, value)| !is_number(name, value));
    let fields = kept.map(|(name, value)| match (name.as_str(), value) {
        ("and", Input::List(filters)) => {
            (name.clone(), Input::List(filters.iter().map(|filter| without_numbers(on, filter)).collect()))
        }
        _ => (name.clone(), value.clone()),
    });
    Input::Object(fields.collect())
}

/// What is read of a row to tell units apart; none where numbers have one unit each.
pub(super) fn unit(on: &Type) -> Option<String> {
    let unit = numbers(on).find_map(|number| number.unit)?;
    let known: Vec<String> = numbers(on).map(|number| format!("{} IS NOT NULL", number.expression)).collect();
    let unit = format!("CASE WHEN {} THEN coalesce({unit}, '') END AS unit", known.join(" OR "));
    Some(unit.replace("{t}", "t0"))
}

impl Build<'_> {
    /// A row where what the list compares is printed in several units; nothing is asked where it compares nothing such.
    pub(super) fn units(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
        let on = self.on.ok_or_else(|| Refusal::new(Code::Internal, "units of nothing"))?;
        let conditions = self.arguments.get("filter").map_or(0, |filter| filter.conditions(&Variables::default()));
        let found = find(self.catalogue, on, self.arguments).filter(|found| !found.is_own || conditions <= CONDITIONS);
        let Some(Found { argument, printed, is_own }) = found else {
            statement.is_needless = true;
            return Ok(());
        };
        let differ = if is_own { "and their units differ" } else { "whatever their units" };
        // Groups have no numbers in base units.
        let instead = match self.arguments.part {
            Input::Null => printed.instead.to_owned(),
            _ => format!("filter by one {}", printed.unit),
        };
        let message = format!("{argument} compares numbers as they are printed, {differ}: {instead}");
        statement.compared = Some(Compared { argument, message });
        statement.is_needless = !is_own;
        if !is_own {
            return Ok(());
        }
        self.writer.push("SELECT min(u.unit) FROM (");
        self.ends(on, printed)?;
        self.writer.push(") u HAVING min(u.unit) <> max(u.unit)");
        Ok(())
    }

    /// The units of the first rows of the list in the order of their numbers, in one direction and in the other.
    fn ends(&mut self, on: &Type, printed: Printed) -> Result<(), Refusal> {
        for (place, direction) in ["DESC", "ASC"].into_iter().enumerate() {
            let choice = |name: &str| Input::Choice(name.to_owned());
            let key = vec![("field".to_owned(), choice(printed.order)), ("direction".to_owned(), choice(direction))];
            let page = [("orderBy", Input::Object(key)), ("first", Input::Int(END))];
            let page = page.map(|(name, value)| (name.to_owned(), value));
            let others = self.arguments.field.fields().iter().filter(|(name, _)| !PAGE.contains(&name.as_str()));
            let others = others.map(|(name, value)| match name.as_str() {
                "filter" => (name.clone(), without_numbers(on, value)),
                _ => (name.clone(), value.clone()),
            });
            let arguments = Arguments { field: Input::Object(others.chain(page).collect()), ..self.arguments.clone() };
            let empty = Writer::new(self.writer.dialect(), false);
            let writer = std::mem::replace(&mut self.writer, empty);
            let mut end = Build { writer, arguments: &arguments, ..*self };
            end.writer.open_part(place);
            end.page(&mut Statement::default())?;
            end.writer.close_part("e", place);
            self.writer = end.writer;
        }
        Ok(())
    }
}
