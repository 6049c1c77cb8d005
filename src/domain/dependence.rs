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

impl Dependence {
    /// What stands for it in a link's row: 1 where it flows from the start to the end, -1 the other way, 0 not at all.
    pub fn flow(self) -> i64 {
        match self {
            Self::End => 1,
            Self::Start => -1,
            Self::None => 0,
        }
    }
}

/// True where a link only says that one end is to be had at the other, or is used there: a model on a cloud, a product in a
/// sector. Neither would be lost with the other. `on` is the type of what the other one depends on.
pub fn is_offer(kind: LinkKind, on: NodeType, dependent: NodeType) -> bool {
    match kind {
        LinkKind::DeployedIn | LinkKind::Serves => true,
        LinkKind::Supplies => dependent == NodeType::Sector,
        LinkKind::RunsOn => on == NodeType::Vendor,
        _ => false,
    }
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
