//! The demands of a service's policy, in the documentation of its client.

use std::collections::BTreeSet;

use crate::{docs, model::Demand};

/// Lines that name the demands, and the part of the runtime that meets them.
pub(super) fn documentation(demands: &BTreeSet<&Demand>) -> Vec<String> {
    if demands.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "The policy of the service demands:".to_owned(), String::new()];
    lines.extend(demands.iter().map(|demand| format!("- {}", docs::code(&demand.to_string()))));
    let security = |demand: &&&Demand| {
        !matches!(
            demand,
            Demand::Https
                | Demand::ClientCertificate
                | Demand::HttpBasic
                | Demand::HttpDigest
                | Demand::Addressing
                | Demand::Mtom
        )
    };
    if demands.iter().any(|demand| security(&demand)) {
        let feature = match demands.contains(&Demand::X509) {
            true => "security-x509",
            false => "security",
        };
        lines.push(String::new());
        lines.extend(docs::wrapped(
            "The module {}, with the feature {}, meets those of WS-Security.",
            &["saponify::security".to_owned(), feature.to_owned()],
        ));
    }
    lines
}
