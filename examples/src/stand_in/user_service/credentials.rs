//! Operations on credentials for logging in here and elsewhere.

use crate::stand_in::failure::Failure;
use crate::stand_in::net_server::{NetServer, next};
use crate::stand_in::operations::Operations;
use crate::superoffice::services86::*;
use crate::superoffice::user::*;

pub(super) fn add(known: Operations) -> Operations {
    known
        .on::<operations::GetCredentialTypes>(|_, _| {
            Ok(GetCredentialTypesResponse { response: Some(vec![Some(password_type())]) })
        })
        .on::<operations::GetCredentialTypesForUserType>(|_, _| {
            Ok(GetCredentialTypesForUserTypeResponse { response: Some(vec![Some(password_type())]) })
        })
        .on::<operations::SaveCredential>(|net_server, request| {
            let credentials = net_server.user(request.user_id)?.credentials.get_or_insert_default();
            credentials.push(request.credential);
            Ok(SaveCredentialResponse { response: Some(true) })
        })
        .on::<operations::DeleteCredential>(|net_server, request| {
            let credentials = net_server.user(request.user_id)?.credentials.get_or_insert_default();
            let before = credentials.len();
            credentials.retain(|credential| {
                let own = credential.as_ref().and_then(|credential| credential.type_.as_ref());
                own.and_then(|own| own.type_.as_ref()) != request.credential_type.as_ref()
            });
            let deleted = credentials.len() < before;
            Ok(DeleteCredentialResponse { response: Some(deleted) })
        })
        .on::<operations::CreateDefaultServiceAuth>(|_, _| {
            let service_auth = ServiceAuth { service_auth_id: Some(0), port: Some(0), ..Default::default() };
            Ok(CreateDefaultServiceAuthResponse { response: Some(service_auth) })
        })
        .on::<operations::GetServiceAuth>(|net_server, request| {
            let id = request.service_auth_id.unwrap_or_default();
            let known = net_server.service_auths.get(&id).ok_or_else(|| Failure::not_found("service", id))?;
            Ok(GetServiceAuthResponse { response: Some(known.clone()) })
        })
        .on::<operations::SaveServiceAuth>(|net_server, request| {
            let mut service_auth =
                request.service_auth.ok_or_else(|| Failure::invalid("the request contains no service"))?;
            let id = service_auth.service_auth_id.filter(|id| *id != 0);
            let id = id.unwrap_or_else(|| next(&net_server.service_auths));
            service_auth.service_auth_id = Some(id);
            net_server.service_auths.insert(id, service_auth.clone());
            Ok(SaveServiceAuthResponse { response: Some(service_auth) })
        })
        .on::<operations::DeleteServiceAuth>(|net_server, request| {
            let id = request.service_auth_id.unwrap_or_default();
            net_server.service_auths.remove(&id).ok_or_else(|| Failure::not_found("service", id))?;
            Ok(())
        })
        .on::<operations::CreateDefaultUntrustedCredentials>(|_, _| {
            let credentials = UntrustedCredentials {
                valid_from: "0001-01-01T00:00:00".parse().ok(),
                valid_to: "9999-12-31T23:59:59.9999999".parse().ok(),
                is_active: Some(true),
                ..Default::default()
            };
            Ok(CreateDefaultUntrustedCredentialsResponse { response: Some(credentials) })
        })
        .on::<operations::GetUntrustedCredentials>(|net_server, request| {
            Ok(GetUntrustedCredentialsResponse { response: untrusted(net_server, None, request.type_) })
        })
        .on::<operations::GetUntrustedCredentialsForAssociate>(|net_server, request| {
            let response = untrusted(net_server, request.associate_id, request.type_);
            Ok(GetUntrustedCredentialsForAssociateResponse { response })
        })
        .on::<operations::SaveUntrustedCredentials>(|net_server, request| {
            save_untrusted(net_server, None, request.type_, request.credentials)?;
            Ok(())
        })
        .on::<operations::SaveUntrustedCredentialsForAssociate>(|net_server, request| {
            save_untrusted(net_server, request.associate_id, request.type_, request.credentials)?;
            Ok(())
        })
        .on::<operations::RemoveUntrustedCredentials>(|net_server, request| {
            remove_untrusted(net_server, None, request.type_, request.public_value);
            Ok(())
        })
        .on::<operations::RemoveUntrustedCredentialsForAssociate>(|net_server, request| {
            remove_untrusted(net_server, request.associate_id, request.type_, request.public_value);
            Ok(())
        })
}

fn password_type() -> CredentialType {
    CredentialType {
        type_: Some("Password".to_owned()),
        display_type: Some("Password".to_owned()),
        value_control: Some(CredentialControlType::Password),
        can_create_person: Some(false),
        is_user_name_supported: Some(true),
        ..Default::default()
    }
}

/// Returns the key of credentials: user and type. Without a user, the caller is meant.
fn key(net_server: &NetServer, associate: Option<i32>, kind: Option<String>) -> (i32, String) {
    (associate.unwrap_or(net_server.caller), kind.unwrap_or_default())
}

fn untrusted(
    net_server: &NetServer,
    associate: Option<i32>,
    kind: Option<String>,
) -> Option<Vec<Option<UntrustedCredentials>>> {
    let known = net_server.untrusted.get(&key(net_server, associate, kind));
    Some(known.into_iter().flatten().cloned().map(Some).collect())
}

fn save_untrusted(
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

fn remove_untrusted(
    net_server: &mut NetServer,
    associate: Option<i32>,
    kind: Option<String>,
    public_value: Option<String>,
) {
    let key = key(net_server, associate, kind);
    let known = net_server.untrusted.entry(key).or_default();
    known.retain(|credentials| credentials.public_value != public_value);
}
