//! Functions for operations that validate names and passwords.

use saponify::Secret;

use crate::stand_in::net_server::NetServer;
use crate::superoffice::services86::*;

pub(super) fn name_refused(net_server: &mut NetServer, name: Option<&str>) -> Option<&'static str> {
    if name.unwrap_or_default().trim().is_empty() {
        return Some("a name must have at least one character");
    }
    net_server.user_of_name(name).is_ok().then_some("the name is in use")
}

pub(super) fn password_refused(password: Option<&Secret<String>>) -> Option<&'static str> {
    let length = password.map_or(0, |password| password.expose().chars().count());
    (length < 8).then_some("a password must have at least eight characters")
}

pub(super) fn result(reason: Option<&str>) -> UserValidationResult {
    UserValidationResult {
        reason: reason.map(str::to_owned),
        result: Some(reason.is_none()),
        ..Default::default()
    }
}
