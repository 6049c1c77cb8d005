//! What is compared with: values drawn from the rows, values next to them, and what is refused.

use panorama::plan::global_id;
use panorama::plan::input::Input;
use serde_json::Value;

use super::generate::Draft;
use super::input::About;
use super::random::Random;
use super::world::text;

impl<'a> Draft<'a> {
    /// A value of a scalar, more often than not one that is there.
    pub(super) fn scalar(&mut self, name: &str, about: About<'a>) -> Input {
        let (world, random) = (self.world, &mut self.random);
        let found = |random: &mut _| world.sample(random, about.object, about.field, name).unwrap_or_default();
        match name {
            "Boolean" => Input::Bool(random.chance(50)),
            "ID" => {
                let listed: Vec<&str> = world.listed().iter().map(|on| on.name).collect();
                let object = if about.object.is_empty() { random.one_of(&listed) } else { about.object };
                let tag = world.catalogue.get(object).tag.unwrap_or_default();
                let unknown = global_id::encode(tag, 12_345);
                let row = random.pick(world.rows(object));
                Input::Text(if random.chance(8) { unknown } else { text(&row["id"]).to_owned() })
            }
            "Int" => {
                let value = found(random).as_i64().unwrap_or_default();
                Input::Int(match random.below(8) {
                    0 => value + 1,
                    1 => random.one_of(&[0, -1, i32::MAX.into(), i32::MIN.into()]),
                    _ => value,
                })
            }
            "Float" => {
                let value = found(random).as_f64().unwrap_or_default();
                match random.below(8) {
                    0 => Input::Int(random.one_of(&[0, -1, 100, 1_000_000_000_000])),
                    1 => Input::Float(random.one_of(&[1e-300, -1e300, 0.1, 1e12])),
                    2 => Input::Float(value / 3.0),
                    _ => Input::Float(value),
                }
            }
            "Date" => match found(random) {
                Value::String(day) if random.chance(85) => Input::Text(partial(&day, random)),
                _ => text_input(random.one_of(&["0001-01-01", "2023-12-31", "2024-02-29", "9999-12-31"])),
            },
            "DateTime" => match found(random) {
                Value::String(moment) if random.chance(40) => Input::Text(moment),
                Value::String(moment) if random.chance(40) => Input::Text(partial(&moment[..10], random)),
                _ => text_input(random.one_of(MOMENTS)),
            },
            _ if about.operator == "slug" && random.chance(90) => text_input(text(&found(random))),
            _ => {
                let like = found(random);
                Input::Text(random.text_like(text(&like), about.operator))
            }
        }
    }

    /// What a filter or lookup refuses.
    pub(super) fn fault(&mut self) -> Input {
        let texts = ["2024-02-30", "0000-01-01", "2024-1-1", "yesterday", "\0", "VkVORE9SOjE", "Tk9ORTox"];
        match self.random.below(3) {
            0 => Input::Null,
            1 => Input::Int(i64::MAX),
            _ => text_input(self.random.one_of(&texts)),
        }
    }
}

/// Moments around the one at which the rows were stored.
const MOMENTS: &[&str] = &[
    "2025-12-31T23:59:59.999999Z",
    "2026-01-01T00:00:00Z",
    "2026-01-01T08:00:00+08:00",
    "2026-01-01T00:00:00.000001Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-12:00",
];

/// A day, or a longer time that it is in, or a moment of it.
fn partial(day: &str, random: &mut Random) -> String {
    let quarter = || day[5..7].parse::<u32>().expect("a date has a month").div_ceil(3);
    match random.below(8) {
        0 => day[..4].to_owned(),
        1 => day[..7].to_owned(),
        2 => format!("{}-Q{}", &day[..4], quarter()),
        3 => format!("{day}T23:59:59Z"),
        _ => day.to_owned(),
    }
}

fn text_input(text: &str) -> Input {
    Input::Text(text.to_owned())
}
