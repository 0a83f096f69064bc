//! Operations on roles and their rights.

use crate::stand_in::failure::Failure;
use crate::stand_in::net_server::{NetServer, next};
use crate::stand_in::operations::Operations;
use crate::superoffice::services86::*;
use crate::superoffice::user::*;

pub(super) fn add(known: Operations) -> Operations {
    known
        .on::<operations::CreateDefaultRoleEntity>(|_, _| {
            Ok(CreateDefaultRoleEntityResponse { response: Some(default(None)) })
        })
        .on::<operations::CreateDefaultRoleEntityFromType>(|_, request| {
            Ok(CreateDefaultRoleEntityFromTypeResponse { response: Some(default(request.type_)) })
        })
        .on::<operations::GetRole>(|net_server, request| {
            let id = request.role_id.unwrap_or_default();
            let role = net_server.role(id).ok_or_else(|| Failure::not_found("role", id))?;
            Ok(GetRoleResponse { response: Some(role) })
        })
        .on::<operations::GetRoleEntity>(|net_server, request| {
            let role = role(net_server, request.role_entity_id)?;
            Ok(GetRoleEntityResponse { response: Some(role.clone()) })
        })
        .on::<operations::GetAllRoles>(|net_server, request| {
            let of_type = |role: &&RoleEntity| role.role_type == request.role_type;
            let roles = net_server.roles.values().filter(of_type).map(|role| Some(list_item(role))).collect();
            Ok(GetAllRolesResponse { response: Some(roles) })
        })
        .on::<operations::SaveRoleEntity>(|net_server, request| {
            let mut role =
                request.role_entity.ok_or_else(|| Failure::invalid("the request contains no role"))?;
            let id = role.role_id.filter(|id| *id != 0).unwrap_or_else(|| next(&net_server.roles));
            role.role_id = Some(id);
            net_server.roles.insert(id, role.clone());
            Ok(SaveRoleEntityResponse { response: Some(role) })
        })
        .on::<operations::DeleteRole>(|net_server, request| {
            let id = request.role_id_to_delete.unwrap_or_default();
            net_server.roles.remove(&id).ok_or_else(|| Failure::not_found("role", id))?;
            let heir = net_server.role(request.replacing_role_id.unwrap_or_default());
            for user in net_server.users.values_mut() {
                if user.role.as_ref().and_then(|role| role.id) == Some(id) {
                    user.role = heir.clone();
                }
            }
            Ok(())
        })
        .on::<operations::SetDataRight>(|net_server, request| {
            let relation = request
                .relation_to_owner
                .ok_or_else(|| Failure::invalid("the request contains no relation to the owner"))?;
            let of = (request.role_id.unwrap_or_default(), request.table_name.unwrap_or_default());
            let rights = net_server.data_rights.entry(of).or_default();
            rights.insert(relation.to_string(), request.data_right_value);
            Ok(())
        })
        .on::<operations::GetDataRight>(|net_server, request| {
            let of = (request.role_id.unwrap_or_default(), request.table_name.unwrap_or_default());
            let relation = request
                .relation_to_owner
                .ok_or_else(|| Failure::invalid("the request contains no relation to the owner"))?;
            let rights = net_server.data_rights.get(&of);
            let right = rights.and_then(|rights| rights.get(relation.as_ref()));
            Ok(GetDataRightResponse { response: right.cloned() })
        })
        .on::<operations::GetDataRights>(|net_server, request| {
            let of = (request.role_id.unwrap_or_default(), request.table_name.unwrap_or_default());
            let rights = net_server.data_rights.get(&of).cloned().unwrap_or_default();
            Ok(GetDataRightsResponse { response: Some(rights) })
        })
}

fn default(role_type: Option<RoleType>) -> RoleEntity {
    RoleEntity {
        role_id: Some(0),
        role_type: role_type.or(Some(RoleType::Employee)),
        created: "0001-01-01T00:00:00".parse().ok(),
        ..Default::default()
    }
}

fn role(net_server: &NetServer, id: Option<i32>) -> Result<&RoleEntity, Failure> {
    let id = id.unwrap_or_default();
    net_server.roles.get(&id).ok_or_else(|| Failure::not_found("role", id))
}

fn list_item(role: &RoleEntity) -> SelectableMDOListItem {
    SelectableMDOListItem {
        id: role.role_id,
        name: role.name.clone(),
        tool_tip: role.tooltip.clone(),
        deleted: role.deleted.map(|deleted| deleted != 0),
        rank: role.rank.map(i32::from),
        last_changed: role.updated.clone(),
        child_items: Some(Vec::new()),
        ..Default::default()
    }
}
