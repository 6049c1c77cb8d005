//! Which columns a table reads: of others it does not matter what they say, or how often they are there.

use super::{Cell, OneOrMany, Table};

impl Table {
    /// True where one of the columns that the table reads is like this.
    pub(in crate::transfer::import) fn reads(&self, is: impl Fn(&str) -> bool) -> bool {
        let texts = self.cells().flat_map(Cell::columns);
        let whens = self.thing.iter().map(|thing| &thing.when);
        let whens = whens.chain(self.claim.iter().flat_map(|claim| [&claim.when, &claim.unless]));
        let whens = whens.chain(self.link.iter().map(|link| &link.when)).flat_map(|when| when.keys());
        let keys = self.claim.iter().flat_map(|claim| &claim.key);
        let metrics = self.claim.iter().filter_map(|claim| claim.metric.as_ref());
        let templates = metrics.flat_map(|metric| [Some(&metric.slug), metric.en.as_ref(), metric.zh.as_ref()]);
        let named = templates.flatten().flat_map(|template| placeholders(template));
        let named = named.filter(|name| self.thing.iter().all(|thing| thing.id != *name));
        let plain = self.needs.iter().chain(whens).chain(keys).map(String::as_str);
        texts.chain(plain).chain(named).any(is)
    }

    /// The cells that are periods and come from columns.
    pub(in crate::transfer::import) fn periods(&self) -> impl Iterator<Item = &Cell> {
        let claims = self.claim.iter().filter_map(|claim| claim.period.as_ref());
        let links = self.link.iter().filter_map(|link| link.period.as_ref());
        claims.chain(links).filter(|cell| cell.columns().next().is_some())
    }
}

impl Cell {
    /// The columns that it is made of.
    fn columns(&self) -> impl Iterator<Item = &str> {
        let (own, text) = match self {
            Self::Column(column) => (std::slice::from_ref(column), ""),
            Self::Recipe(recipe) => (
                recipe.column.as_ref().map(OneOrMany::items).unwrap_or_default(),
                recipe.text.as_deref().unwrap_or_default(),
            ),
        };
        own.iter().map(String::as_str).chain(placeholders(text))
    }
}

/// What stands between braces in a text.
pub(in crate::transfer::import) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0))
}
