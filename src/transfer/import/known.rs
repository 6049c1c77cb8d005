//! The formats that the binary knows, and those that files describe.

use std::path::Path;

use super::format::Format;
use super::{ImportError, place, read};
use crate::nearest::{ask, nearest};

/// Names and texts of the formats that the binary knows.
const FORMATS: &[(&str, &str)] = &[
    ("ai-supply-chain", include_str!("../../../data/formats/ai-supply-chain.toml")),
    ("epoch-clusters", include_str!("../../../data/formats/epoch-clusters.toml")),
    ("epoch-companies", include_str!("../../../data/formats/epoch-companies.toml")),
    ("epoch-hardware", include_str!("../../../data/formats/epoch-hardware.toml")),
    ("epoch-models", include_str!("../../../data/formats/epoch-models.toml")),
    ("litellm", include_str!("../../../data/formats/litellm.toml")),
    ("llm-stats", include_str!("../../../data/formats/llm-stats.toml")),
    ("llms-in-china", include_str!("../../../data/formats/llms-in-china.toml")),
    ("owid", include_str!("../../../data/formats/owid.toml")),
];

/// The names of the formats that the binary knows.
pub fn formats() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|(name, _)| *name)
}

/// Says that there is no such format.
pub(super) fn no_format(name: &str) -> String {
    let list = formats().collect::<Vec<_>>().join(", ");
    let message = format!("there is no format {name:?}; there are {list}, and any file that describes one");
    ask(&message, &nearest(name, formats()))
}

/// The format of this name, or the one that a file describes.
pub(super) fn find(name: &str) -> Result<(String, Format), ImportError> {
    let built_in =
        FORMATS.iter().find(|(known, _)| *known == name).map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let (name, text) = match built_in {
        Some(found) => found,
        None => {
            let path = Path::new(name);
            let is_file = path.extension().is_some_and(|extension| extension == "toml");
            let text = read::existing(path).and_then(|()| std::fs::read_to_string(path)).ok().filter(|_| is_file);
            let stem = path.file_stem().map(place::text).unwrap_or_default();
            (stem, text.ok_or_else(|| ImportError::NoFormat(name.to_owned()))?)
        }
    };
    let format = Format::read(&text).map_err(|faults| ImportError::Format { name: name.clone(), faults })?;
    Ok((name, format))
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, Format};

    #[test]
    fn the_formats_that_the_binary_knows_are_sound() {
        for (name, text) in FORMATS {
            assert_eq!(Format::read(text).err(), None, "{name}");
        }
    }
}
