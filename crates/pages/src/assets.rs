//! What the pages fetch: one stylesheet, one script, one icon. All our own, all in the program.

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

/// The stylesheet of the report that stands alone; its variables and chart classes also dress the picture.
pub const REPORT_STYLE: &str = concat!(
    include_str!("../css/tokens.css"),
    include_str!("../css/base.css"),
    include_str!("../css/report.css"),
    include_str!("../css/chart.css"),
    include_str!("../css/strategy.css"),
);

/// The stylesheet of the pages. A file of one area's own looks goes at the end.
const SITE_STYLE: &str = concat!(
    include_str!("../css/tokens.css"),
    include_str!("../css/base.css"),
    include_str!("../css/chart.css"),
    include_str!("../css/site.css"),
    include_str!("../css/customers.css"),
    include_str!("../css/today.css"),
    include_str!("../css/data.css"),
    include_str!("../css/strategy.css"),
    include_str!("../css/signs.css"),
);

const SITE_SCRIPT: &str = include_str!("../js/site.js");

const ICON: &str = include_str!("../icon/icon.svg");

/// A file that pages fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its name below `/assets/`, with a digest of its content: it never changes under one name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub content: &'static str,
}

impl Asset {
    fn new(stem: &str, ending: &str, media_type: &'static str, content: &'static str) -> Self {
        let digest = Sha256::digest(content.as_bytes());
        let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { name: format!("{stem}.{digest}.{ending}"), media_type, content }
    }

    /// The path it is fetched from.
    pub fn path(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

struct Assets {
    style: Asset,
    script: Asset,
    icon: Asset,
}

fn assets() -> &'static Assets {
    static ASSETS: OnceLock<Assets> = OnceLock::new();
    ASSETS.get_or_init(|| Assets {
        style: Asset::new("site", "css", "text/css; charset=utf-8", SITE_STYLE),
        script: Asset::new("site", "js", "text/javascript; charset=utf-8", SITE_SCRIPT),
        icon: Asset::new("icon", "svg", "image/svg+xml", ICON),
    })
}

/// The stylesheet of the pages.
pub fn style() -> &'static Asset {
    &assets().style
}

/// The script of the pages.
pub fn script() -> &'static Asset {
    &assets().script
}

/// The icon of the pages.
pub fn icon() -> &'static Asset {
    &assets().icon
}

/// The file of this name.
pub fn asset(name: &str) -> Option<&'static Asset> {
    [style(), script(), icon()].into_iter().find(|asset| asset.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_a_digest_and_is_found_again() {
        for file in [style(), script(), icon()] {
            assert_eq!(asset(&file.name), Some(file));
            let digest = file.name.split('.').nth(1).unwrap();
            assert!(digest.len() == 16 && digest.bytes().all(|b| b.is_ascii_hexdigit()), "{}", file.name);
        }
        assert_eq!(asset("site.css"), None);
        assert_eq!(asset("../site.css"), None);
    }

    #[test]
    fn the_script_stays_small_and_nothing_is_fetched_from_elsewhere() {
        assert!(SITE_SCRIPT.len() <= 10 * 1024, "{} bytes", SITE_SCRIPT.len());
        for text in [SITE_STYLE, SITE_SCRIPT] {
            assert!(!text.contains("http://") && !text.contains("https://") && !text.contains("@import"));
        }
    }
}
