//! Style and scripts of the pages. Their addresses change with their content, so that browsers may keep them.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// A file that pages load.
#[derive(Debug)]
pub struct Asset {
    /// Its name in an address.
    pub name: &'static str,
    /// Its media type.
    pub media: &'static str,
    /// What is in it.
    pub text: &'static str,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

static ASSETS: [Asset; 7] = [
    Asset { name: "icon.svg", media: "image/svg+xml", text: include_str!("../../web/src/icon.svg") },
    Asset { name: "pages.css", media: "text/css; charset=utf-8", text: include_str!("../../web/pages/pages.css") },
    Asset { name: "pages.js", media: SCRIPT, text: include_str!("../../web/pages/pages.js") },
    Asset { name: "picture.js", media: SCRIPT, text: include_str!("../../web/pages/picture.js") },
    Asset { name: "suggest.js", media: SCRIPT, text: include_str!("../../web/pages/suggest.js") },
    Asset { name: "theme.js", media: SCRIPT, text: include_str!("../../web/pages/theme.js") },
    Asset { name: "trace.js", media: SCRIPT, text: include_str!("../../web/pages/trace.js") },
];

/// The file of a name.
pub fn asset(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// What tells the files of this build from those of others.
pub(super) fn build() -> &'static str {
    static BUILD: LazyLock<String> = LazyLock::new(|| {
        let digest = ASSETS.iter().fold(Sha256::new(), |digest, asset| digest.chain_update(asset.text)).finalize();
        digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    });
    &BUILD
}
