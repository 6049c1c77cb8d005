//! What is asked of a series.

use chrono::NaiveDate;
use entity::choice::Precision;

use super::transform::Transform;
use crate::derive::links::number;
use crate::error::{Code, Refusal};
use crate::plan::argument;
use crate::plan::input::Input;

/// How many points a moving average is over where no argument says.
const DEFAULT_WINDOW: i64 = 3;
/// The most points that a moving average is over; more cause `ARGUMENT_INVALID`.
const MAX_WINDOW: i64 = 100;

/// The arguments of a series.
#[derive(Debug, Clone)]
pub(super) struct Options {
    /// Only periods that end on this day or later are shown.
    pub(super) from: Option<NaiveDate>,
    /// Only periods that start on this day or earlier.
    pub(super) to: Option<NaiveDate>,
    /// Only observations of these statuses.
    pub(super) status: Option<Vec<String>>,
    /// What was known on this day, instead of what is known now.
    pub(super) as_of: Option<NaiveDate>,
    /// Also what its source has no longer.
    pub(super) withdrawn: bool,
    pub(super) transform: Transform,
    pub(super) window: usize,
    /// One point for each period of this length, and how it is made of several.
    pub(super) resample: Option<(Precision, Method)>,
    pub(super) convert_to: Option<String>,
}

/// How several points become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    First,
    Last,
    Mean,
    Sum,
    Min,
    Max,
}

impl Options {
    pub(super) fn read(arguments: &Input) -> Result<Self, Refusal> {
        let (from, to) = (argument::from_day(arguments, "from")?, argument::until_day(arguments, "to")?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(Refusal::new(Code::ArgumentInvalid, "from is after to"));
        }
        let word = |name: &str| arguments.get(name).and_then(Input::text);
        let texts = |list: &Input| list.items().iter().filter_map(Input::text).map(str::to_owned).collect();
        let pace = word("resample").map(|pace| match pace {
            "DAY" => Precision::Day,
            "MONTH" => Precision::Month,
            "QUARTER" => Precision::Quarter,
            _ => Precision::Year,
        });
        let method = word("method").map(|method| match method {
            "FIRST" => Method::First,
            "MEAN" => Method::Mean,
            "SUM" => Method::Sum,
            "MIN" => Method::Min,
            "MAX" => Method::Max,
            _ => Method::Last,
        });
        let resample = match (pace, method) {
            (Some(pace), Some(method)) => Some((pace, method)),
            (None, None) => None,
            (Some(_), None) => return Err(incomplete("resample needs a method: how several figures become one")),
            (None, Some(_)) => return Err(incomplete("method goes with resample: to which periods")),
        };
        let transform = Transform::named(word("transform"));
        if arguments.get("window").is_some() && transform != Transform::MovingAverage {
            return Err(incomplete("window goes with transform MOVING_AVERAGE: how many points it is over"));
        }
        Ok(Self {
            from,
            to,
            status: arguments.get("status").map(texts),
            as_of: argument::as_of(arguments)?,
            withdrawn: arguments.get("withdrawn") == Some(&Input::Bool(true)),
            transform,
            window: number(arguments, "window", DEFAULT_WINDOW, MAX_WINDOW)?,
            resample,
            convert_to: word("convertTo").map(str::to_owned),
        })
    }
}

fn incomplete(message: &str) -> Refusal {
    Refusal::new(Code::ArgumentInvalid, message)
}
