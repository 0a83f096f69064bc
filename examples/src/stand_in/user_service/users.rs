//! Functions for operations on users.

use crate::stand_in::failure::Failure;
use crate::stand_in::net_server::NetServer;
use crate::superoffice::services86::*;

pub(super) fn default(net_server: &NetServer, user_type: Option<UserType>) -> User {
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

pub(super) fn delete(net_server: &mut NetServer, id: Option<i32>) -> Result<(), Failure> {
    let id = id.unwrap_or_default();
    net_server.forget(id).map(drop).ok_or_else(|| Failure::not_found("user", id))
}

/// Returns the short form of a user.
pub(super) fn short(user: &User) -> UserInfo {
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
