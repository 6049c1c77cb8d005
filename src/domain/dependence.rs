//! Which way a link carries dependence: what happens to one end is felt at the other.

use entity::choice::{LinkKind, NodeType};

/// Which end of a link depends on the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dependence {
    /// The end depends on the start: it is downstream of it. NVIDIA makes the H100.
    End,
    /// The start depends on the end. A model is trained on the H100.
    Start,
    /// Neither depends on the other. Two clouds compete.
    None,
}

/// What a link of a kind says of dependence, by the type of its end.
pub fn of_link(kind: LinkKind, to: NodeType) -> Dependence {
    match kind {
        LinkKind::Supplies
        | LinkKind::Makes
        | LinkKind::InvestsIn
        | LinkKind::DeployedIn
        | LinkKind::Serves
        | LinkKind::Regulates
        | LinkKind::Drives
        | LinkKind::Enables
        | LinkKind::Limits
        | LinkKind::Lowers
        | LinkKind::Proposes
        | LinkKind::Issues => Dependence::End,
        LinkKind::DependsOn
        | LinkKind::TrainedOn
        | LinkKind::RunsOn
        | LinkKind::DerivesFrom
        | LinkKind::ImprovesOn
        | LinkKind::Uses => Dependence::Start,
        // A sector is made of its members; a brand depends on its company, a variant on its family.
        LinkKind::PartOf if to == NodeType::Sector => Dependence::End,
        LinkKind::PartOf => Dependence::Start,
        LinkKind::CompetesWith | LinkKind::Precedes | LinkKind::Forecasts | LinkKind::IsA => Dependence::None,
    }
}
