//! The demands of a service's policy, in the documentation of its client.

use crate::{
    docs,
    lists::{CollectVec, PushAll},
    model::Demand,
    plan::selection::Client,
};

/// Returns the demands that the function `policy` of a client contains: all demands, if users must add
/// something to meet at least one of them; otherwise none.
pub(super) fn to_complete(demands: &[&Demand]) -> Vec<Demand> {
    let is_open = |demand: &&Demand| {
        matches!(
            demand,
            Demand::HttpBasic
                | Demand::HttpDigest
                | Demand::UsernameToken(_)
                | Demand::SamlToken
                | Demand::Timestamp
                | Demand::X509
        )
    };
    match demands.iter().any(is_open) {
        true => demands.iter().map(|demand| (*demand).clone()).collect_vec(),
        false => Vec::new(),
    }
}

/// Lines that name the demands, and describe how they are met.
pub(super) fn documentation(client: &Client<'_>) -> Vec<String> {
    let (demands, first) = (client.demands(), client.first_demands());
    if demands.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "The policy of the service demands:".to_owned(), String::new()];
    lines.push_all(demands.iter().map(|demand| {
        let only = if first.contains(demand) { "" } else { " (only for ports other than the first)" };
        format!("- {}{only}", docs::code(&demand.to_string()))
    }));
    if client.requirements().iter().any(|requirement| *requirement.demand == Demand::Mtom) {
        lines.push(String::new());
        lines.push_all(docs::wrapped(
            "The client sends MTOM, which needs the feature {} of {}.",
            &["mime".to_owned(), "saponify".to_owned()],
        ));
    }
    if to_complete(&first).is_empty() {
        return lines;
    }
    lines.push(String::new());
    let mut names = vec!["policy".to_owned(), "saponify::Client::with_policy".to_owned()];
    let features = features(&first);
    let needed = match features.len() {
        0 => "",
        1 => " (feature {})",
        _ => " (features {} and {})",
    };
    names.push_all(features.into_iter().map(str::to_owned));
    lines.push_all(docs::wrapped(
        &format!("To meet this policy, call {{}}, complete the result, and pass it to {{}}{needed}."),
        &names,
    ));
    lines
}

/// The features of the runtime that meet the demands.
fn features(demands: &[&Demand]) -> Vec<&'static str> {
    let security = match demands.contains(&&Demand::X509) {
        true => Some("security-x509"),
        false => demands
            .iter()
            .any(|demand| matches!(demand, Demand::UsernameToken(_) | Demand::SamlToken | Demand::Timestamp))
            .then_some("security"),
    };
    security.into_iter().chain(demands.contains(&&Demand::HttpDigest).then_some("digest")).collect_vec()
}

/// Doc comment of the generated function `policy`, as lines: lists what the user must still set, such as the
/// password or a certificate.
pub(super) fn to_add(demands: &[Demand]) -> Vec<String> {
    let has = |demand: &Demand| demands.contains(demand);
    let mut lines = vec!["Returns the policy of the service. Before use, add:".to_owned(), String::new()];
    let has_user = demands
        .iter()
        .any(|demand| matches!(demand, Demand::HttpBasic | Demand::HttpDigest | Demand::UsernameToken(_)));
    if has_user {
        lines.push("- the user and the password: `user`".to_owned());
    }
    if has(&Demand::SamlToken) {
        lines.push("- the SAML assertion: `token`".to_owned());
    }
    if has(&Demand::X509) {
        lines.push("- the key and the certificate of the client: `identity`".to_owned());
    }
    if has(&Demand::SignedReplies) || has(&Demand::EncryptedBody) {
        lines.push("- the certificate of the service: `service`".to_owned());
    }
    if has(&Demand::ClientCertificate) {
        lines.push("- the client certificate of TLS, in the transport".to_owned());
    }
    if lines.len() == 2 {
        return vec!["Returns the policy of the service.".to_owned()];
    }
    lines
}
