//! Operations on groups of users.

use crate::stand_in::failure::Failure;
use crate::stand_in::net_server::next;
use crate::stand_in::operations::Operations;
use crate::superoffice::services86::*;
use crate::superoffice::user::*;

pub(super) fn add(known: Operations) -> Operations {
    known
        .on::<operations::CreateUserGroup>(|_, _| {
            let group = UserGroup { id: Some(0), rank: Some(0), deleted: Some(0), ..Default::default() };
            Ok(CreateUserGroupResponse { response: Some(group) })
        })
        .on::<operations::GetUserGroup>(|net_server, request| {
            let id = request.user_group_id.unwrap_or_default();
            let group = net_server.groups.get(&id).ok_or_else(|| Failure::not_found("group", id))?;
            Ok(GetUserGroupResponse { response: Some(group.clone()) })
        })
        .on::<operations::GetUserGroupList>(|net_server, request| {
            let ids = request.user_group_ids.unwrap_or_default();
            let groups = ids.iter().map(|id| net_server.groups.get(id).cloned()).collect();
            Ok(GetUserGroupListResponse { response: Some(groups) })
        })
        .on::<operations::GetAllUserGroups>(|net_server, request| {
            let all = request.include_deleted.unwrap_or_default();
            let shown = |group: &&UserGroup| all || group.deleted.unwrap_or_default() == 0;
            let groups = net_server.groups.values().filter(shown).cloned().map(Some).collect();
            Ok(GetAllUserGroupsResponse { response: Some(groups) })
        })
        .on::<operations::SaveUserGroup>(|net_server, request| {
            let mut group =
                request.user_group.ok_or_else(|| Failure::invalid("the request contains no group"))?;
            let id = group.id.filter(|id| *id != 0).unwrap_or_else(|| next(&net_server.groups));
            group.id = Some(id);
            net_server.groups.insert(id, group.clone());
            Ok(SaveUserGroupResponse { response: Some(group) })
        })
        .on::<operations::DeleteUserGroup>(|net_server, request| {
            let id = request.user_group_to_delete.unwrap_or_default();
            net_server.groups.remove(&id).ok_or_else(|| Failure::not_found("group", id))?;
            let heir = request.user_group_to_move_to.and_then(|heir| net_server.groups.get(&heir).cloned());
            for user in net_server.users.values_mut() {
                if user.user_group.as_ref().and_then(|group| group.id) == Some(id) {
                    user.user_group = heir.clone();
                }
            }
            Ok(())
        })
}
