//! Operations on users.

use crate::stand_in::failure::Failure;
use crate::stand_in::net_server::NetServer;
use crate::stand_in::operations::Operations;
use crate::superoffice::services86::*;
use crate::superoffice::user::*;

pub(super) fn add(known: Operations) -> Operations {
    known
        .on::<operations::GetUser>(|net_server, request| {
            let user = net_server.user(request.user_id)?;
            Ok(GetUserResponse { response: Some(user.clone()) })
        })
        .on::<operations::GetUserFromName>(|net_server, request| {
            let user = net_server.user_of_name(request.user_name.as_deref())?;
            Ok(GetUserFromNameResponse { response: Some(user.clone()) })
        })
        .on::<operations::GetUserFromPersonId>(|net_server, request| {
            let person = request.person_id.unwrap_or_default();
            let of_person =
                |user: &&User| user.person.as_ref().is_some_and(|own| own.person_id == Some(person));
            let users = net_server.users.values().filter(of_person).cloned().map(Some).collect();
            Ok(GetUserFromPersonIdResponse { response: Some(users) })
        })
        .on::<operations::GetUserFromEjUserId>(|net_server, request| {
            let same =
                |user: &&User| user.ej_user_id.unwrap_or_default() == request.ej_user_id.unwrap_or_default();
            let users = net_server.users.values().filter(same).cloned().map(Some).collect();
            Ok(GetUserFromEjUserIdResponse { response: Some(users) })
        })
        .on::<operations::GetUserInfo>(|net_server, request| {
            let user = net_server.user(request.user_info_id)?;
            Ok(GetUserInfoResponse { response: Some(short(user)) })
        })
        .on::<operations::GetUserInfoList>(|net_server, request| {
            // The reply has a nil item for each identifier without a user, so that positions correspond.
            let ids = request.user_info_ids.unwrap_or_default();
            let users = ids.into_iter().map(|id| net_server.users.get(&id).map(short)).collect();
            Ok(GetUserInfoListResponse { response: Some(users) })
        })
        .on::<operations::CreateDefaultUser>(|net_server, _| {
            Ok(CreateDefaultUserResponse { response: Some(default(net_server, None)) })
        })
        .on::<operations::CreateDefaultUserFromUserType>(|net_server, request| {
            let user = default(net_server, request.user_type);
            Ok(CreateDefaultUserFromUserTypeResponse { response: Some(user) })
        })
        .on::<operations::CreateDefaultUserFromUserTypeAndPersonId>(|net_server, request| {
            let mut user = default(net_server, request.user_type);
            user.person = Some(Person { person_id: request.person_id, ..Default::default() });
            Ok(CreateDefaultUserFromUserTypeAndPersonIdResponse { response: Some(user) })
        })
        .on::<operations::SaveUser>(|net_server, request| {
            let user = request.user.ok_or_else(|| Failure::invalid("the request contains no user"))?;
            Ok(SaveUserResponse { response: Some(net_server.keep(user)) })
        })
        .on::<operations::SaveUserFromName>(|net_server, request| {
            let known = net_server.user_of_name(request.user_name.as_deref())?.associate_id;
            let user = request.user.ok_or_else(|| Failure::invalid("the request contains no user"))?;
            let user = net_server.keep(User { associate_id: known, ..user });
            Ok(SaveUserFromNameResponse { response: Some(user) })
        })
        .on::<operations::ChangeUserType>(|net_server, request| {
            let user = request.user.ok_or_else(|| Failure::invalid("the request contains no user"))?;
            let user = net_server.keep(User { type_: request.user_type, ..user });
            Ok(ChangeUserTypeResponse { response: Some(user) })
        })
        .on::<operations::MakeRetired>(|net_server, request| {
            net_server.user(request.associate_id)?.deleted = request.retired;
            Ok(())
        })
        .on::<operations::DeleteUser>(|net_server, request| {
            delete(net_server, request.user_id)?;
            Ok(())
        })
        .on::<operations::DeleteUserFromName>(|net_server, request| {
            let id = net_server.user_of_name(request.user_name.as_deref())?.associate_id;
            delete(net_server, id)?;
            Ok(())
        })
        .on::<operations::CreateExternalUser>(|net_server, request| {
            let mut user = default(net_server, Some(UserType::ExternalAssociate));
            user.name = request.user_name.clone();
            user.user_name = request.user_name;
            user.person = Some(Person { person_id: request.person_id, ..Default::default() });
            user.role = net_server.role(request.role_id.unwrap_or_default());
            user.deleted = request.is_active.map(|active| !active);
            let id = net_server.keep(user).associate_id;
            if let (Some(id), Some(password)) = (id, request.password) {
                net_server.passwords.insert(id, password.into_exposed());
            }
            Ok(CreateExternalUserResponse { response: id })
        })
        .on::<operations::DeleteExternalUser>(|net_server, request| {
            delete(net_server, request.associate_id)?;
            Ok(())
        })
}

fn default(net_server: &NetServer, user_type: Option<UserType>) -> User {
    User {
        associate_id: Some(0),
        rank: Some(0),
        user_group: net_server.groups.values().next().cloned(),
        role: net_server.role(1),
        deleted: Some(false),
        // Year 1, the value of .NET for a user who never logged in.
        lastlogin: "0001-01-01T00:00:00".parse().ok(),
        lastlogout: "0001-01-01T00:00:00".parse().ok(),
        type_: user_type.or(Some(UserType::InternalAssociate)),
        ..Default::default()
    }
}

fn delete(net_server: &mut NetServer, id: Option<i32>) -> Result<(), Failure> {
    let id = id.unwrap_or_default();
    net_server.forget(id).map(drop).ok_or_else(|| Failure::not_found("user", id))
}

/// Returns the short form of a user.
fn short(user: &User) -> UserInfo {
    let group = user.user_group.as_ref();
    let role = user.role.as_ref();
    UserInfo {
        carrier: user.carrier.clone(),
        deleted: user.deleted,
        user_info_id: user.associate_id,
        user_name: user.name.clone(),
        person_id: user.person.as_ref().and_then(|person| person.person_id),
        rank: user.rank,
        tooltip: user.tooltip.clone(),
        user_group_id: group.and_then(|group| group.id),
        ej_user_id: user.ej_user_id,
        user_type: user.type_.clone(),
        granted_licenses: Some(Vec::new()),
        can_logon: user.deleted.map(|deleted| !deleted),
        role_name: role.and_then(|role| role.value.clone()),
        role_tooltip: role.and_then(|role| role.tooltip.clone()),
        user_group_name: group.and_then(|group| group.value.clone()),
        user_group_tooltip: group.and_then(|group| group.tooltip.clone()),
    }
}
