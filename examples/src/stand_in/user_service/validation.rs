//! Operations that validate names and passwords.

use saponify::Secret;

use crate::stand_in::net_server::NetServer;
use crate::stand_in::operations::Operations;
use crate::superoffice::services86::*;
use crate::superoffice::user::*;

pub(super) fn add(known: Operations) -> Operations {
    known
        .on::<operations::IsUserNameValid>(|net_server, request| {
            let reason = name_refused(net_server, request.user_name.as_deref());
            Ok(IsUserNameValidResponse { response: Some(reason.is_none()) })
        })
        .on::<operations::IsUserNameValidWithReason>(|net_server, request| {
            let reason = name_refused(net_server, request.user_name.as_deref());
            Ok(IsUserNameValidWithReasonResponse { response: Some(result(reason)) })
        })
        .on::<operations::GetValidUserName>(|net_server, request| {
            let wanted =
                request.user_name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "user".to_owned());
            let numbered = (1..).map(|number| format!("{wanted}{number}"));
            let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
            let response = candidates.find(|name| name_refused(net_server, Some(name)).is_none());
            Ok(GetValidUserNameResponse { response })
        })
        .on::<operations::IsPasswordValid>(|_, request| {
            let reason = password_refused(request.password.as_ref());
            Ok(IsPasswordValidResponse { response: Some(reason.is_none()) })
        })
        .on::<operations::IsPasswordValidWithReason>(|_, request| {
            let reason = password_refused(request.password.as_ref());
            Ok(IsPasswordValidWithReasonResponse { response: Some(result(reason)) })
        })
}

fn name_refused(net_server: &mut NetServer, name: Option<&str>) -> Option<&'static str> {
    if name.unwrap_or_default().trim().is_empty() {
        return Some("a name must have at least one character");
    }
    net_server.user_of_name(name).is_ok().then_some("the name is in use")
}

fn password_refused(password: Option<&Secret<String>>) -> Option<&'static str> {
    let length = password.map_or(0, |password| password.expose().chars().count());
    (length < 8).then_some("a password must have at least eight characters")
}

fn result(reason: Option<&str>) -> UserValidationResult {
    UserValidationResult {
        reason: reason.map(str::to_owned),
        result: Some(reason.is_none()),
        ..Default::default()
    }
}
