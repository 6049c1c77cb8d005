//! What the marks mean, and by which rules the picture shows what it shows.

use entity::choice::{NodeType, ObservationStatus};

use super::super::mark;
use super::super::thing::{self, called};
use super::ask::CANDIDATES;
use super::grid::{SIDE, WIDTH};
use crate::domain::display::Language;
use crate::drawing::{Anchor, Colour, Face, Look, Path, Svg};

const FACE: Face = Face { size: 11.5, colour: Colour::Ink, weight: 400 };
const RULE: Face = Face { size: 11.0, colour: Colour::Muted, weight: 400 };
/// What lies between two lines.
const LINE: f64 = 22.0;

/// The legend with its places.
#[derive(Debug)]
pub(super) struct Legend {
    pub(super) items: Vec<Item>,
    /// Lines of rules, and how high the first one stands.
    rules: Vec<String>,
    from: f64,
    pub(super) bottom: f64,
}

/// A mark with what it means.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) at: [f64; 2],
    sign: Sign,
    pub(super) text: &'static str,
}

#[derive(Debug, Clone, Copy)]
enum Sign {
    Kind(NodeType),
    Status(ObservationStatus),
    Flow,
}

/// Places the legend below a height.
pub(super) fn place(language: Language, top: f64) -> Legend {
    let kinds = [NodeType::Vendor, NodeType::Model, NodeType::Technology];
    let statuses = [
        ObservationStatus::Actual,
        ObservationStatus::Estimate,
        ObservationStatus::Forecast,
        ObservationStatus::Plan,
        ObservationStatus::Claim,
        ObservationStatus::Definition,
    ];
    let flow = language.choose(["Flow to what depends on it, with its links", "流向依赖方，附关系数"]);
    let kinds = kinds.into_iter().map(|kind| (Sign::Kind(kind), called(kind, language)));
    let statuses = statuses.into_iter().map(|status| (Sign::Status(status), mark::word(status, language)));
    let (mut x, mut y, mut items) = (SIDE, top, Vec::new());
    for (sign, text) in kinds.chain(statuses).chain([(Sign::Flow, flow)]) {
        let width = sign.width() + 7.0 + FACE.width(text) + 20.0;
        if x + width > WIDTH - SIDE {
            (x, y) = (SIDE, y + LINE);
        }
        items.push(Item { at: [x, y], sign, text });
        x += width;
    }
    let rules = RULE.wrap(&rule(language), WIDTH - 2.0 * SIDE, 4);
    let bottom = y + LINE + 15.0 * rules.len() as f64;
    Legend { items, rules, from: y + LINE + 2.0, bottom }
}

/// By which rules the picture shows what it shows.
fn rule(language: Language) -> String {
    language.choose([
        format!(
            "Shown in each box: of the vendors with most models, the newest models and the newest technologies ({CANDIDATES} of each at most) \
             those with most relations; + says how many more there are. The figure is the newest that tells how much a part as a whole \
             amounts to, else the newest of something in it. Flows count links by which one end supplies or serves the other, or is what it \
             depends on, is trained on, runs on, derives from, uses or is deployed in; a link whose end is in several sectors counts in each. \
             The largest are drawn."
        ),
        format!(
            "每框所示：模型最多的厂商、最新的模型、最新的技术（各至多{CANDIDATES}项）中关系最多者；“+”为未列出的数目。\
             数值为该部分总体规模的最新值，如无则取其中某项的最新值。连线统计一端供应、服务于另一端，或为另一端所依赖、训练、运行、衍生、使用、部署的关系；\
             一端属于多个环节的关系在各环节均计。仅绘出最大的若干条。"
        ),
    ])
}

impl Sign {
    fn width(self) -> f64 {
        match self {
            Self::Kind(_) | Self::Status(_) => 9.0,
            Self::Flow => 34.0,
        }
    }
}

impl Legend {
    /// Draws it.
    pub(super) fn draw(&self, svg: &mut Svg) {
        for Item { at: [x, y], sign, text } in &self.items {
            let width = sign.width();
            let middle = [x + width / 2.0, *y];
            match sign {
                Sign::Kind(kind) => thing::mark(svg, middle, *kind),
                Sign::Status(status) => mark::mark(svg, middle, *status),
                Sign::Flow => {
                    let (x, y) = (*x, *y);
                    let line = Path::from([x, y]).level(x + width - 6.0);
                    svg.path(&line, Look::line(Colour::Muted, 2.5));
                    let (tip, back) = (x + width, x + width - 7.0);
                    let head = Path::from([back, y - 4.0]).line([tip, y]).line([back, y + 4.0]).close();
                    svg.path(&head, Look::filled(Colour::Muted));
                }
            }
            svg.label([x + width + 7.0, y + 4.0], Anchor::Start, FACE, text);
        }
        for (place, line) in self.rules.iter().enumerate() {
            svg.label([SIDE, self.from + 4.0 + 15.0 * place as f64], Anchor::Start, RULE, line);
        }
    }
}
