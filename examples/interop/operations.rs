//! Lists all operations of both services, for code that performs the same action on each: once for the default
//! client, once for the client that distinguishes nil from absent.

use std::fmt::Debug;

use saponify::Operation;
use saponify::server::Declared;
use saponify_examples::{superoffice, superoffice_nil_kept};

/// Action on an operation.
pub(crate) trait Visit<Requests, Replies> {
    /// Performs the action on the operation `O`.
    fn visit<O>(&mut self)
    where
        O: Operation<RequestHeaders = Requests, ReplyHeaders = Replies, Fault: Declared + Send> + 'static,
        O::Request: PartialEq + Debug,
        O::Reply: PartialEq + Debug + Send;
}

macro_rules! operations {
    ($($service:ident: $($name:ident)*;)*) => {
        /// Visits the operations of the default client.
        pub(crate) fn plain(visit: &mut impl Visit<superoffice::RequestHeaders, superoffice::ReplyHeaders>) {
            $($(visit.visit::<superoffice::$service::operations::$name>();)*)*
        }

        /// Visits the operations of the client that distinguishes nil from absent.
        pub(crate) fn kept(visit: &mut impl Visit<superoffice_nil_kept::RequestHeaders, superoffice_nil_kept::ReplyHeaders>) {
            $($(visit.visit::<superoffice_nil_kept::$service::operations::$name>();)*)*
        }
    };
}

operations! {
    so_principal:
        AuthenticateGeneric
        AuthenticateImplicit
        AuthenticateUsernamePassword
        AuthenticateWithAccessToken
        GetSystemInfo
    ;
    user:
        AddOwnerContact
        CanChangePassword
        ChangeOwnPassword
        ChangePassword
        ChangePasswordFromName
        ChangeUserType
        CreateDefaultRoleEntity
        CreateDefaultRoleEntityFromType
        CreateDefaultServiceAuth
        CreateDefaultUntrustedCredentials
        CreateDefaultUser
        CreateDefaultUserFromUserType
        CreateDefaultUserFromUserTypeAndCredential
        CreateDefaultUserFromUserTypeAndPersonId
        CreateExternalUser
        CreateUserGroup
        DeleteCredential
        DeleteExternalUser
        DeleteRole
        DeleteServiceAuth
        DeleteUser
        DeleteUserFromName
        DeleteUserGroup
        ExecuteUserCommand
        FindCredentialUsers
        FindCredentialsGroups
        FindRolesWithFunctionalRight
        FindRolesWithFunctionalRights
        FindRolesWithoutFunctionalRights
        GenerateNewPasswordForExternalUser
        GetAllFunctionalRights
        GetAllRoles
        GetAllUserGroups
        GetCredentialTypes
        GetCredentialTypesForUserType
        GetCredentialUsersInGroup
        GetDataRight
        GetDataRights
        GetFunctionalRights
        GetRole
        GetRoleEntity
        GetServiceAuth
        GetUntrustedCredentials
        GetUntrustedCredentialsForAssociate
        GetUser
        GetUserCommands
        GetUserFromEjUserId
        GetUserFromName
        GetUserFromPersonId
        GetUserGroup
        GetUserGroupList
        GetUserInfo
        GetUserInfoList
        GetValidUserName
        IsPasswordValid
        IsPasswordValidWithReason
        IsUserNameValid
        IsUserNameValidWithReason
        MakeRetired
        RemoveLicenses
        RemoveOwnerContact
        RemoveUntrustedCredentials
        RemoveUntrustedCredentialsForAssociate
        ResolveUserFromInfo
        SaveCredential
        SaveRoleEntity
        SaveServiceAuth
        SaveUntrustedCredentials
        SaveUntrustedCredentialsForAssociate
        SaveUser
        SaveUserFromName
        SaveUserGroup
        SetDataRight
        SetExternalUserInfo
        SetFunctionalRights
        SetGeneratedPassword
        SetGeneratedPasswordFromName
        SetPassword
        SetPasswordFromName
    ;
}
