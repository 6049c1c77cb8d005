//! How lines between parts look: by what their relation is, and whether a source says so or only implies it.

use entity::choice::LinkKind;

use crate::catalogue::labels;
use crate::domain::display::Language;
use crate::drawing::{Colour, Look, Path, Svg};

/// Kinds of relations that look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Making,
    Using,
    Deriving,
    Serving,
    Belonging,
    Moving,
}

/// Families in the order of the legend, with what they are called.
pub(super) const FAMILIES: [(Family, [&str; 2]); 6] = [
    (Family::Making, ["makes, supplies", "研制、供应"]),
    (Family::Using, ["is trained on, runs on, uses, depends on", "训练于、运行于、使用、依赖"]),
    (Family::Deriving, ["derives from, improves on", "衍生自、改进"]),
    (Family::Serving, ["serves, is deployed in", "服务、部署于"]),
    (Family::Belonging, ["is part of", "隶属"]),
    (Family::Moving, ["drives, enables, limits, regulates, invests", "推动、支撑、制约、监管、投资"]),
];

impl Family {
    /// That of a kind of link.
    pub(super) fn of(kind: LinkKind) -> Self {
        match kind {
            LinkKind::Supplies | LinkKind::Makes | LinkKind::Proposes | LinkKind::Issues | LinkKind::Forecasts => {
                Self::Making
            }
            LinkKind::DependsOn | LinkKind::TrainedOn | LinkKind::RunsOn | LinkKind::Uses => Self::Using,
            LinkKind::DerivesFrom | LinkKind::ImprovesOn | LinkKind::Precedes | LinkKind::IsA => Self::Deriving,
            LinkKind::DeployedIn | LinkKind::Serves => Self::Serving,
            LinkKind::PartOf => Self::Belonging,
            LinkKind::CompetesWith
            | LinkKind::InvestsIn
            | LinkKind::Regulates
            | LinkKind::Drives
            | LinkKind::Enables
            | LinkKind::Limits
            | LinkKind::Lowers => Self::Moving,
        }
    }

    fn dashes(self) -> &'static str {
        match self {
            Self::Making => "",
            Self::Using => "7 3",
            Self::Deriving => "2 3",
            Self::Serving => "13 4",
            Self::Belonging => "9 3 2 3",
            Self::Moving => "4 3 1 3 1 3",
        }
    }

    pub(super) fn colour(self) -> Colour {
        match self {
            Self::Making => Colour::First,
            Self::Using => Colour::Technology,
            Self::Deriving => Colour::Model,
            Self::Serving => Colour::Third,
            Self::Belonging => Colour::Muted,
            Self::Moving => Colour::Trend,
        }
    }
}

/// What a kind of link is called.
pub(super) fn word(kind: LinkKind, language: Language) -> &'static str {
    labels("LinkKind", kind.text()).map_or("", |words| language.choose(words))
}

/// Draws a line from one point to another, which is on its right: with a full head where it is stated, with a hollow one else.
pub(super) fn draw(svg: &mut Svg, [a, b]: [f64; 2], [c, d]: [f64; 2], family: Family, is_stated: bool) {
    let (back, middle) = (c - 7.0, f64::midpoint(a, c));
    let ink = family.colour();
    let line = Look::line(ink, if is_stated { 1.8 } else { 1.1 }).dashed(family.dashes());
    svg.path(&Path::from([a, b]).curve([middle, b], [middle, d], [back, d]), line);
    let head = Path::from([back, d - 4.0]).line([c, d]).line([back, d + 4.0]).close();
    let ground = if is_stated { ink } else { Colour::Paper };
    svg.path(&head, Look::line(ink, 1.1).on(ground));
}
