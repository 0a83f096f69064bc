//! Operations on passwords.

use saponify::Secret;

use crate::stand_in::failure::Failure;
use crate::stand_in::net_server::{NetServer, generated_password};
use crate::stand_in::operations::Operations;
use crate::superoffice::services86::*;
use crate::superoffice::user::*;

/// Password in a request.
type Password = Option<Secret<String>>;

pub(super) fn add(known: Operations) -> Operations {
    known
        .on::<operations::GenerateNewPasswordForExternalUser>(|net_server, request| {
            let user = net_server.user_of_name(request.associate_name.as_deref())?;
            if user.type_ != Some(UserType::ExternalAssociate) {
                return Err(Failure::invalid("the user is not an external user"));
            }
            let id = user.associate_id;
            let response = Some(generate(net_server, id).into());
            Ok(GenerateNewPasswordForExternalUserResponse { response })
        })
        .on::<operations::SetGeneratedPassword>(|net_server, request| {
            let id = net_server.user(request.associate_id)?.associate_id;
            Ok(SetGeneratedPasswordResponse { response: Some(generate(net_server, id).into()) })
        })
        .on::<operations::SetGeneratedPasswordFromName>(|net_server, request| {
            let id = net_server.user_of_name(request.associate_name.as_deref())?.associate_id;
            Ok(SetGeneratedPasswordFromNameResponse { response: Some(generate(net_server, id).into()) })
        })
        .on::<operations::CanChangePassword>(|net_server, request| {
            let deleted = net_server.user(request.associate_id)?.deleted;
            Ok(CanChangePasswordResponse { response: deleted.map(|deleted| !deleted) })
        })
        .on::<operations::SetPassword>(|net_server, request| {
            let id = net_server.user(request.associate_id)?.associate_id;
            Ok(SetPasswordResponse { response: Some(set(net_server, id, request.password)) })
        })
        .on::<operations::SetPasswordFromName>(|net_server, request| {
            let id = net_server.user_of_name(request.associate_name.as_deref())?.associate_id;
            Ok(SetPasswordFromNameResponse { response: Some(set(net_server, id, request.password)) })
        })
        .on::<operations::ChangePassword>(|net_server, request| {
            let id = net_server.user(request.associate_id)?.associate_id;
            let changed = change(net_server, id, request.old_password, request.new_password);
            Ok(ChangePasswordResponse { response: Some(changed) })
        })
        .on::<operations::ChangePasswordFromName>(|net_server, request| {
            let id = net_server.user_of_name(request.associate_name.as_deref())?.associate_id;
            let changed = change(net_server, id, request.old_password, request.new_password);
            Ok(ChangePasswordFromNameResponse { response: Some(changed) })
        })
        .on::<operations::ChangeOwnPassword>(|net_server, request| {
            let changed =
                change(net_server, Some(net_server.caller), request.old_password, request.new_password);
            Ok(ChangeOwnPasswordResponse { response: Some(changed) })
        })
}

fn generate(net_server: &mut NetServer, id: Option<i32>) -> String {
    let password = generated_password();
    net_server.passwords.insert(id.unwrap_or_default(), password.clone());
    password
}

fn set(net_server: &mut NetServer, id: Option<i32>, password: Password) -> bool {
    let password = password.map(Secret::into_exposed).unwrap_or_default();
    net_server.passwords.insert(id.unwrap_or_default(), password);
    true
}

fn change(net_server: &mut NetServer, id: Option<i32>, old: Password, new: Password) -> bool {
    let known = net_server.passwords.get(&id.unwrap_or_default());
    known == old.map(Secret::into_exposed).as_ref() && set(net_server, id, new)
}
