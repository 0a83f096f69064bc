//! User service of the stand-in. The functions that operations share are in modules by topic.

mod credentials;
mod passwords;
mod roles;
mod users;
mod validation;

use saponify::server::Context;

use super::failure::Failure;
use super::net_server::next;
use super::shared::{Answered, Shared};
use crate::superoffice::RequestHeaders;
use crate::superoffice::services86::*;
use crate::superoffice::user::*;

/// The service. Operations that it does not implement answer with a fault.
pub(super) struct Users(pub(super) Shared);

/// Writes operations, all of which have the same shape: functions from the state and the request to the reply.
macro_rules! operations {
    ($(fn $name:ident($state:tt $(, $request:tt: $type:ty)?) -> $reply:ty $answer:block)*) => {$(
        async fn $name(
            &self,
            $($request: $type,)?
            headers: RequestHeaders,
            _: &Context,
        ) -> Answered<$reply> {
            self.0.for_user(&headers, |$state| $answer)
        }
    )*};
}

impl UserService for Users {
    operations! {
        fn get_user(net_server, request: GetUser) -> GetUserResponse {
            let user = net_server.user(request.user_id)?;
            Ok(GetUserResponse { response: Some(user.clone()) })
        }

        fn get_user_from_name(net_server, request: GetUserFromName) -> GetUserFromNameResponse {
            let user = net_server.user_of_name(request.user_name.as_deref())?;
            Ok(GetUserFromNameResponse { response: Some(user.clone()) })
        }

        fn get_user_from_person_id(net_server, request: GetUserFromPersonId) -> GetUserFromPersonIdResponse {
            let person = request.person_id.unwrap_or_default();
            let of_person =
                |user: &&User| user.person.as_ref().is_some_and(|own| own.person_id == Some(person));
            let users = net_server.users.values().filter(of_person).cloned().map(Some).collect();
            Ok(GetUserFromPersonIdResponse { response: Some(users) })
        }

        fn get_user_from_ej_user_id(net_server, request: GetUserFromEjUserId) -> GetUserFromEjUserIdResponse {
            let same =
                |user: &&User| user.ej_user_id.unwrap_or_default() == request.ej_user_id.unwrap_or_default();
            let users = net_server.users.values().filter(same).cloned().map(Some).collect();
            Ok(GetUserFromEjUserIdResponse { response: Some(users) })
        }

        fn get_user_info(net_server, request: GetUserInfo) -> GetUserInfoResponse {
            let user = net_server.user(request.user_info_id)?;
            Ok(GetUserInfoResponse { response: Some(users::short(user)) })
        }

        fn get_user_info_list(net_server, request: GetUserInfoList) -> GetUserInfoListResponse {
            // The reply has a nil item for each identifier without a user, so that positions correspond.
            let ids = request.user_info_ids.unwrap_or_default();
            let users = ids.into_iter().map(|id| net_server.users.get(&id).map(users::short)).collect();
            Ok(GetUserInfoListResponse { response: Some(users) })
        }

        fn create_default_user(net_server) -> CreateDefaultUserResponse {
            Ok(CreateDefaultUserResponse { response: Some(users::default(net_server, None)) })
        }

        fn create_default_user_from_user_type(net_server, request: CreateDefaultUserFromUserType) -> CreateDefaultUserFromUserTypeResponse {
            let user = users::default(net_server, request.user_type);
            Ok(CreateDefaultUserFromUserTypeResponse { response: Some(user) })
        }

        fn create_default_user_from_user_type_and_person_id(net_server, request: CreateDefaultUserFromUserTypeAndPersonId) -> CreateDefaultUserFromUserTypeAndPersonIdResponse {
            let mut user = users::default(net_server, request.user_type);
            user.person = Some(Person { person_id: request.person_id, ..Default::default() });
            Ok(CreateDefaultUserFromUserTypeAndPersonIdResponse { response: Some(user) })
        }

        fn save_user(net_server, request: SaveUser) -> SaveUserResponse {
            let user = request.user.ok_or_else(|| Failure::invalid("the request contains no user"))?;
            Ok(SaveUserResponse { response: Some(net_server.keep(user)) })
        }

        fn save_user_from_name(net_server, request: SaveUserFromName) -> SaveUserFromNameResponse {
            let known = net_server.user_of_name(request.user_name.as_deref())?.associate_id;
            let user = request.user.ok_or_else(|| Failure::invalid("the request contains no user"))?;
            let user = net_server.keep(User { associate_id: known, ..user });
            Ok(SaveUserFromNameResponse { response: Some(user) })
        }

        fn change_user_type(net_server, request: ChangeUserType) -> ChangeUserTypeResponse {
            let user = request.user.ok_or_else(|| Failure::invalid("the request contains no user"))?;
            let user = net_server.keep(User { type_: request.user_type, ..user });
            Ok(ChangeUserTypeResponse { response: Some(user) })
        }

        fn make_retired(net_server, request: MakeRetired) -> () {
            net_server.user(request.associate_id)?.deleted = request.retired;
            Ok(())
        }

        fn delete_user(net_server, request: DeleteUser) -> () {
            users::delete(net_server, request.user_id)?;
            Ok(())
        }

        fn delete_user_from_name(net_server, request: DeleteUserFromName) -> () {
            let id = net_server.user_of_name(request.user_name.as_deref())?.associate_id;
            users::delete(net_server, id)?;
            Ok(())
        }

        fn create_external_user(net_server, request: CreateExternalUser) -> CreateExternalUserResponse {
            let mut user = users::default(net_server, Some(UserType::ExternalAssociate));
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
        }

        fn delete_external_user(net_server, request: DeleteExternalUser) -> () {
            users::delete(net_server, request.associate_id)?;
            Ok(())
        }

        fn generate_new_password_for_external_user(net_server, request: GenerateNewPasswordForExternalUser) -> GenerateNewPasswordForExternalUserResponse {
            let user = net_server.user_of_name(request.associate_name.as_deref())?;
            if user.type_ != Some(UserType::ExternalAssociate) {
                return Err(Failure::invalid("the user is not an external user"));
            }
            let id = user.associate_id;
            let response = Some(passwords::generate(net_server, id).into());
            Ok(GenerateNewPasswordForExternalUserResponse { response })
        }

        fn set_generated_password(net_server, request: SetGeneratedPassword) -> SetGeneratedPasswordResponse {
            let id = net_server.user(request.associate_id)?.associate_id;
            Ok(SetGeneratedPasswordResponse { response: Some(passwords::generate(net_server, id).into()) })
        }

        fn set_generated_password_from_name(net_server, request: SetGeneratedPasswordFromName) -> SetGeneratedPasswordFromNameResponse {
            let id = net_server.user_of_name(request.associate_name.as_deref())?.associate_id;
            Ok(SetGeneratedPasswordFromNameResponse {
                response: Some(passwords::generate(net_server, id).into()),
            })
        }

        fn can_change_password(net_server, request: CanChangePassword) -> CanChangePasswordResponse {
            let deleted = net_server.user(request.associate_id)?.deleted;
            Ok(CanChangePasswordResponse { response: deleted.map(|deleted| !deleted) })
        }

        fn set_password(net_server, request: SetPassword) -> SetPasswordResponse {
            let id = net_server.user(request.associate_id)?.associate_id;
            Ok(SetPasswordResponse { response: Some(passwords::set(net_server, id, request.password)) })
        }

        fn set_password_from_name(net_server, request: SetPasswordFromName) -> SetPasswordFromNameResponse {
            let id = net_server.user_of_name(request.associate_name.as_deref())?.associate_id;
            Ok(SetPasswordFromNameResponse {
                response: Some(passwords::set(net_server, id, request.password)),
            })
        }

        fn change_password(net_server, request: ChangePassword) -> ChangePasswordResponse {
            let id = net_server.user(request.associate_id)?.associate_id;
            let changed = passwords::change(net_server, id, request.old_password, request.new_password);
            Ok(ChangePasswordResponse { response: Some(changed) })
        }

        fn change_password_from_name(net_server, request: ChangePasswordFromName) -> ChangePasswordFromNameResponse {
            let id = net_server.user_of_name(request.associate_name.as_deref())?.associate_id;
            let changed = passwords::change(net_server, id, request.old_password, request.new_password);
            Ok(ChangePasswordFromNameResponse { response: Some(changed) })
        }

        fn change_own_password(net_server, request: ChangeOwnPassword) -> ChangeOwnPasswordResponse {
            let changed = passwords::change(
                net_server,
                Some(net_server.caller),
                request.old_password,
                request.new_password,
            );
            Ok(ChangeOwnPasswordResponse { response: Some(changed) })
        }

        fn is_user_name_valid(net_server, request: IsUserNameValid) -> IsUserNameValidResponse {
            let reason = validation::name_refused(net_server, request.user_name.as_deref());
            Ok(IsUserNameValidResponse { response: Some(reason.is_none()) })
        }

        fn is_user_name_valid_with_reason(net_server, request: IsUserNameValidWithReason) -> IsUserNameValidWithReasonResponse {
            let reason = validation::name_refused(net_server, request.user_name.as_deref());
            Ok(IsUserNameValidWithReasonResponse { response: Some(validation::result(reason)) })
        }

        fn get_valid_user_name(net_server, request: GetValidUserName) -> GetValidUserNameResponse {
            let wanted =
                request.user_name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "user".to_owned());
            let numbered = (1..).map(|number| format!("{wanted}{number}"));
            let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
            let response = candidates.find(|name| validation::name_refused(net_server, Some(name)).is_none());
            Ok(GetValidUserNameResponse { response })
        }

        fn is_password_valid(_, request: IsPasswordValid) -> IsPasswordValidResponse {
            let reason = validation::password_refused(request.password.as_ref());
            Ok(IsPasswordValidResponse { response: Some(reason.is_none()) })
        }

        fn is_password_valid_with_reason(_, request: IsPasswordValidWithReason) -> IsPasswordValidWithReasonResponse {
            let reason = validation::password_refused(request.password.as_ref());
            Ok(IsPasswordValidWithReasonResponse { response: Some(validation::result(reason)) })
        }

        fn create_user_group(_) -> CreateUserGroupResponse {
            let group = UserGroup { id: Some(0), rank: Some(0), deleted: Some(0), ..Default::default() };
            Ok(CreateUserGroupResponse { response: Some(group) })
        }

        fn get_user_group(net_server, request: GetUserGroup) -> GetUserGroupResponse {
            let id = request.user_group_id.unwrap_or_default();
            let group = net_server.groups.get(&id).ok_or_else(|| Failure::not_found("group", id))?;
            Ok(GetUserGroupResponse { response: Some(group.clone()) })
        }

        fn get_user_group_list(net_server, request: GetUserGroupList) -> GetUserGroupListResponse {
            let ids = request.user_group_ids.unwrap_or_default();
            let groups = ids.iter().map(|id| net_server.groups.get(id).cloned()).collect();
            Ok(GetUserGroupListResponse { response: Some(groups) })
        }

        fn get_all_user_groups(net_server, request: GetAllUserGroups) -> GetAllUserGroupsResponse {
            let all = request.include_deleted.unwrap_or_default();
            let shown = |group: &&UserGroup| all || group.deleted.unwrap_or_default() == 0;
            let groups = net_server.groups.values().filter(shown).cloned().map(Some).collect();
            Ok(GetAllUserGroupsResponse { response: Some(groups) })
        }

        fn save_user_group(net_server, request: SaveUserGroup) -> SaveUserGroupResponse {
            let mut group =
                request.user_group.ok_or_else(|| Failure::invalid("the request contains no group"))?;
            let id = group.id.filter(|id| *id != 0).unwrap_or_else(|| next(&net_server.groups));
            group.id = Some(id);
            net_server.groups.insert(id, group.clone());
            Ok(SaveUserGroupResponse { response: Some(group) })
        }

        fn delete_user_group(net_server, request: DeleteUserGroup) -> () {
            let id = request.user_group_to_delete.unwrap_or_default();
            net_server.groups.remove(&id).ok_or_else(|| Failure::not_found("group", id))?;
            let heir = request.user_group_to_move_to.and_then(|heir| net_server.groups.get(&heir).cloned());
            for user in net_server.users.values_mut() {
                if user.user_group.as_ref().and_then(|group| group.id) == Some(id) {
                    user.user_group = heir.clone();
                }
            }
            Ok(())
        }

        fn create_default_role_entity(_) -> CreateDefaultRoleEntityResponse {
            Ok(CreateDefaultRoleEntityResponse { response: Some(roles::default(None)) })
        }

        fn create_default_role_entity_from_type(_, request: CreateDefaultRoleEntityFromType) -> CreateDefaultRoleEntityFromTypeResponse {
            Ok(CreateDefaultRoleEntityFromTypeResponse { response: Some(roles::default(request.type_)) })
        }

        fn get_role(net_server, request: GetRole) -> GetRoleResponse {
            let id = request.role_id.unwrap_or_default();
            let role = net_server.role(id).ok_or_else(|| Failure::not_found("role", id))?;
            Ok(GetRoleResponse { response: Some(role) })
        }

        fn get_role_entity(net_server, request: GetRoleEntity) -> GetRoleEntityResponse {
            let role = roles::role(net_server, request.role_entity_id)?;
            Ok(GetRoleEntityResponse { response: Some(role.clone()) })
        }

        fn get_all_roles(net_server, request: GetAllRoles) -> GetAllRolesResponse {
            let of_type = |role: &&RoleEntity| role.role_type == request.role_type;
            let roles =
                net_server.roles.values().filter(of_type).map(|role| Some(roles::list_item(role))).collect();
            Ok(GetAllRolesResponse { response: Some(roles) })
        }

        fn save_role_entity(net_server, request: SaveRoleEntity) -> SaveRoleEntityResponse {
            let mut role =
                request.role_entity.ok_or_else(|| Failure::invalid("the request contains no role"))?;
            let id = role.role_id.filter(|id| *id != 0).unwrap_or_else(|| next(&net_server.roles));
            role.role_id = Some(id);
            net_server.roles.insert(id, role.clone());
            Ok(SaveRoleEntityResponse { response: Some(role) })
        }

        fn delete_role(net_server, request: DeleteRole) -> () {
            let id = request.role_id_to_delete.unwrap_or_default();
            net_server.roles.remove(&id).ok_or_else(|| Failure::not_found("role", id))?;
            let heir = net_server.role(request.replacing_role_id.unwrap_or_default());
            for user in net_server.users.values_mut() {
                if user.role.as_ref().and_then(|role| role.id) == Some(id) {
                    user.role = heir.clone();
                }
            }
            Ok(())
        }

        fn set_data_right(net_server, request: SetDataRight) -> () {
            let relation = request
                .relation_to_owner
                .ok_or_else(|| Failure::invalid("the request contains no relation to the owner"))?;
            let of = (request.role_id.unwrap_or_default(), request.table_name.unwrap_or_default());
            let rights = net_server.data_rights.entry(of).or_default();
            rights.insert(relation.to_string(), request.data_right_value);
            Ok(())
        }

        fn get_data_right(net_server, request: GetDataRight) -> GetDataRightResponse {
            let of = (request.role_id.unwrap_or_default(), request.table_name.unwrap_or_default());
            let relation = request
                .relation_to_owner
                .ok_or_else(|| Failure::invalid("the request contains no relation to the owner"))?;
            let rights = net_server.data_rights.get(&of);
            let right = rights.and_then(|rights| rights.get(relation.as_ref()));
            Ok(GetDataRightResponse { response: right.cloned() })
        }

        fn get_data_rights(net_server, request: GetDataRights) -> GetDataRightsResponse {
            let of = (request.role_id.unwrap_or_default(), request.table_name.unwrap_or_default());
            let rights = net_server.data_rights.get(&of).cloned().unwrap_or_default();
            Ok(GetDataRightsResponse { response: Some(rights) })
        }

        fn get_credential_types(_) -> GetCredentialTypesResponse {
            Ok(GetCredentialTypesResponse { response: Some(vec![Some(credentials::password_type())]) })
        }

        fn get_credential_types_for_user_type(_, _: GetCredentialTypesForUserType) -> GetCredentialTypesForUserTypeResponse {
            Ok(GetCredentialTypesForUserTypeResponse {
                response: Some(vec![Some(credentials::password_type())]),
            })
        }

        fn save_credential(net_server, request: SaveCredential) -> SaveCredentialResponse {
            let credentials = net_server.user(request.user_id)?.credentials.get_or_insert_default();
            credentials.push(request.credential);
            Ok(SaveCredentialResponse { response: Some(true) })
        }

        fn delete_credential(net_server, request: DeleteCredential) -> DeleteCredentialResponse {
            let credentials = net_server.user(request.user_id)?.credentials.get_or_insert_default();
            let before = credentials.len();
            credentials.retain(|credential| {
                let own = credential.as_ref().and_then(|credential| credential.type_.as_ref());
                own.and_then(|own| own.type_.as_ref()) != request.credential_type.as_ref()
            });
            let deleted = credentials.len() < before;
            Ok(DeleteCredentialResponse { response: Some(deleted) })
        }

        fn create_default_service_auth(_) -> CreateDefaultServiceAuthResponse {
            let service_auth = ServiceAuth { service_auth_id: Some(0), port: Some(0), ..Default::default() };
            Ok(CreateDefaultServiceAuthResponse { response: Some(service_auth) })
        }

        fn get_service_auth(net_server, request: GetServiceAuth) -> GetServiceAuthResponse {
            let id = request.service_auth_id.unwrap_or_default();
            let known = net_server.service_auths.get(&id).ok_or_else(|| Failure::not_found("service", id))?;
            Ok(GetServiceAuthResponse { response: Some(known.clone()) })
        }

        fn save_service_auth(net_server, request: SaveServiceAuth) -> SaveServiceAuthResponse {
            let mut service_auth =
                request.service_auth.ok_or_else(|| Failure::invalid("the request contains no service"))?;
            let id = service_auth.service_auth_id.filter(|id| *id != 0);
            let id = id.unwrap_or_else(|| next(&net_server.service_auths));
            service_auth.service_auth_id = Some(id);
            net_server.service_auths.insert(id, service_auth.clone());
            Ok(SaveServiceAuthResponse { response: Some(service_auth) })
        }

        fn delete_service_auth(net_server, request: DeleteServiceAuth) -> () {
            let id = request.service_auth_id.unwrap_or_default();
            net_server.service_auths.remove(&id).ok_or_else(|| Failure::not_found("service", id))?;
            Ok(())
        }

        fn create_default_untrusted_credentials(_) -> CreateDefaultUntrustedCredentialsResponse {
            let credentials = UntrustedCredentials {
                valid_from: "0001-01-01T00:00:00".parse().ok(),
                valid_to: "9999-12-31T23:59:59.9999999".parse().ok(),
                is_active: Some(true),
                ..Default::default()
            };
            Ok(CreateDefaultUntrustedCredentialsResponse { response: Some(credentials) })
        }

        fn get_untrusted_credentials(net_server, request: GetUntrustedCredentials) -> GetUntrustedCredentialsResponse {
            Ok(GetUntrustedCredentialsResponse {
                response: credentials::untrusted(net_server, None, request.type_),
            })
        }

        fn get_untrusted_credentials_for_associate(net_server, request: GetUntrustedCredentialsForAssociate) -> GetUntrustedCredentialsForAssociateResponse {
            let response = credentials::untrusted(net_server, request.associate_id, request.type_);
            Ok(GetUntrustedCredentialsForAssociateResponse { response })
        }

        fn save_untrusted_credentials(net_server, request: SaveUntrustedCredentials) -> () {
            credentials::save_untrusted(net_server, None, request.type_, request.credentials)?;
            Ok(())
        }

        fn save_untrusted_credentials_for_associate(net_server, request: SaveUntrustedCredentialsForAssociate) -> () {
            credentials::save_untrusted(
                net_server,
                request.associate_id,
                request.type_,
                request.credentials,
            )?;
            Ok(())
        }

        fn remove_untrusted_credentials(net_server, request: RemoveUntrustedCredentials) -> () {
            credentials::remove_untrusted(net_server, None, request.type_, request.public_value);
            Ok(())
        }

        fn remove_untrusted_credentials_for_associate(net_server, request: RemoveUntrustedCredentialsForAssociate) -> () {
            credentials::remove_untrusted(
                net_server,
                request.associate_id,
                request.type_,
                request.public_value,
            );
            Ok(())
        }
    }
}
