//! Functions for operations on roles and their rights.

use crate::stand_in::failure::Failure;
use crate::stand_in::net_server::NetServer;
use crate::superoffice::services86::*;

pub(super) fn default(role_type: Option<RoleType>) -> RoleEntity {
    RoleEntity {
        role_id: Some(0),
        role_type: role_type.or(Some(RoleType::Employee)),
        created: "0001-01-01T00:00:00".parse().ok(),
        ..Default::default()
    }
}

pub(super) fn role(net_server: &NetServer, id: Option<i32>) -> Result<&RoleEntity, Failure> {
    let id = id.unwrap_or_default();
    net_server.roles.get(&id).ok_or_else(|| Failure::not_found("role", id))
}

pub(super) fn list_item(role: &RoleEntity) -> SelectableMDOListItem {
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
