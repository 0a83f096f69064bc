//! Functions for operations on credentials: the credentials of NetServer itself, and the credentials that it
//! stores for other systems.

use crate::stand_in::failure::Failure;
use crate::stand_in::net_server::NetServer;
use crate::superoffice::services86::*;

pub(super) fn password_type() -> CredentialType {
    CredentialType {
        type_: Some("Password".to_owned()),
        display_type: Some("Password".to_owned()),
        value_control: Some(CredentialControlType::Password),
        can_create_person: Some(false),
        is_user_name_supported: Some(true),
        ..Default::default()
    }
}

/// Returns the key of credentials: user and type. Without `associate`, the user is the caller.
pub(super) fn key(net_server: &NetServer, associate: Option<i32>, kind: Option<String>) -> (i32, String) {
    (associate.unwrap_or(net_server.caller), kind.unwrap_or_default())
}

pub(super) fn untrusted(
    net_server: &NetServer,
    associate: Option<i32>,
    kind: Option<String>,
) -> Option<Vec<Option<UntrustedCredentials>>> {
    let known = net_server.untrusted.get(&key(net_server, associate, kind));
    Some(known.into_iter().flatten().cloned().map(Some).collect())
}

pub(super) fn save_untrusted(
    net_server: &mut NetServer,
    associate: Option<i32>,
    kind: Option<String>,
    credentials: Option<UntrustedCredentials>,
) -> Result<(), Failure> {
    let credentials = credentials.ok_or_else(|| Failure::invalid("the request contains no credentials"))?;
    let key = key(net_server, associate, kind);
    net_server.untrusted.entry(key).or_default().push(credentials);
    Ok(())
}

pub(super) fn remove_untrusted(
    net_server: &mut NetServer,
    associate: Option<i32>,
    kind: Option<String>,
    public_value: Option<String>,
) {
    let key = key(net_server, associate, kind);
    let known = net_server.untrusted.entry(key).or_default();
    known.retain(|credentials| credentials.public_value != public_value);
}
