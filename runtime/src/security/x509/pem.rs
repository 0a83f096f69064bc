//! Texts in PEM (RFC 7468).

use zeroize::Zeroizing;

use super::{from_base64, unusable};
use crate::error::Result;

/// An item of a text in PEM.
pub(super) struct Item<'t> {
    pub(super) label: &'t str,
    pub(super) der: Zeroizing<Vec<u8>>,
}

/// The items of a text in PEM. Text around the items, such as the attributes that OpenSSL writes, is skipped.
pub(super) fn items(text: &str) -> Result<Vec<Item<'_>>> {
    let mut items = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let Some((label, after)) = after.split_once("-----") else { break };
        let end = format!("-----END {label}-----");
        let Some((content, after)) = after.split_once(&end) else {
            return Err(unusable(format!("the PEM text has no `{end}`")));
        };
        if content.contains("Proc-Type:") {
            return Err(unusable(format!(
                "the PEM item `{label}` is encrypted in the old form of OpenSSL: convert it with `openssl pkcs8 -topk8`"
            )));
        }
        let der =
            from_base64(content).ok_or_else(|| unusable(format!("the PEM item `{label}` is not Base64")))?;
        items.push(Item { label, der: Zeroizing::new(der) });
        rest = after;
    }
    Ok(items)
}
