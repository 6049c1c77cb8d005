//! Which columns a table reads: of others it does not matter what they say, or how often they are there.

use super::{Cell, Table};

impl Table {
    /// The columns that it reads: of each group one is enough. Those that files have none of, like `@file`, are not among them.
    pub(in crate::transfer::import) fn wants(&self) -> Vec<Vec<&str>> {
        let cells = self.cells().flat_map(|(_, cell)| cell.columns());
        let whens = self.thing.iter().map(|thing| &thing.when);
        let whens = whens.chain(self.claim.iter().flat_map(|claim| [&claim.when, &claim.unless]));
        let whens = whens.chain(self.link.iter().map(|link| &link.when)).flat_map(|when| when.keys());
        let keys = self.claim.iter().flat_map(|claim| &claim.key);
        let plain = self.needs.iter().chain(whens).chain(keys).map(String::as_str);
        let metrics = self.claim.iter().filter_map(|claim| claim.metric.as_ref());
        let templates = metrics.flat_map(|metric| {
            let texts = [metric.en.as_ref(), metric.zh.as_ref(), metric.about.en.as_ref(), metric.about.zh.as_ref()];
            [Some(&metric.slug), Some(&metric.unit), metric.sector.as_ref()].into_iter().chain(texts).flatten()
        });
        let named = templates.flat_map(|template| placeholders(template));
        let named = named.filter(|name| self.thing.iter().all(|thing| thing.id != *name));
        let mut wants: Vec<Vec<&str>> = Vec::new();
        for want in plain.chain(named).map(|name| vec![name]).chain(cells) {
            if !want.iter().any(|name| name.starts_with('@')) && !wants.contains(&want) {
                wants.push(want);
            }
        }
        wants
    }

    /// True where one of the columns that the table reads is like this.
    pub(in crate::transfer::import) fn reads(&self, is: impl Fn(&str) -> bool) -> bool {
        self.wants().into_iter().flatten().any(is)
    }

    /// The cells that are periods and come from columns.
    pub(in crate::transfer::import) fn periods(&self) -> impl Iterator<Item = &Cell> {
        let claims = self.claim.iter().filter_map(|claim| claim.period.as_ref());
        let links = self.link.iter().filter_map(|link| link.period.as_ref());
        claims.chain(links).filter(|cell| cell.columns().next().is_some())
    }
}

/// What stands between braces in a text.
pub(in crate::transfer::import) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0))
}
