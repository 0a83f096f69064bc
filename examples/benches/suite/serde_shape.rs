//! The same message types for serde, as a user of quick-xml would write them by hand.

use serde::{Deserialize, Serialize};

/// Declares structs whose members are all optional.
macro_rules! records {
    ($($name:ident { $($member:ident: $kind:ty,)* })*) => { $(
        #[derive(Debug, Default, Deserialize, Serialize)]
        #[serde(rename_all = "PascalCase")]
        pub(crate) struct $name {
            $(#[serde(skip_serializing_if = "Option::is_none")]
            pub(crate) $member: Option<$kind>,)*
        }
    )* };
}

/// Declares structs for list elements with repeated children of one name.
macro_rules! arrays {
    ($($name:ident { $element:literal: $kind:ty })*) => { $(
        #[derive(Debug, Default, Deserialize, Serialize)]
        pub(crate) struct $name {
            #[serde(rename = $element, default)]
            pub(crate) items: Vec<$kind>,
        }
    )* };
}

/// Declares body structs that contain one element each.
macro_rules! bodies {
    ($($name:ident { $element:literal: $kind:ty })*) => { $(
        #[derive(Debug, Default, Deserialize, Serialize)]
        pub(crate) struct $name {
            #[serde(rename = $element)]
            pub(crate) content: $kind,
        }
    )* };
}

#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Envelope<B> {
    #[serde(rename = "Body")]
    pub(crate) body: B,
}

bodies! {
    ListBody { "GetUserInfoListResponse": GetUserInfoListResponse }
    UserBody { "GetUserResponse": GetUserResponse }
    SaveBody { "SaveUser": SaveUser }
}

arrays! {
    ArrayOfUserInfo { "UserInfo": UserInfo }
    ArrayOfUserGroup { "UserGroup": UserGroup }
    ArrayOfString { "string": String }
    FieldProperties { "FieldPropertyDictionaryKeyValuePair": FieldPropertyPair }
}

records! {
    GetUserInfoListResponse { response: ArrayOfUserInfo, }
    GetUserResponse { response: User, }
    SaveUser { user: User, }

    TableRight { mask: String, reason: String, }
    FieldRight { mask: String, reason: String, }
    FieldProperty { field_right: FieldRight, field_type: String, field_length: i32, }
    FieldPropertyPair { key: String, value: FieldProperty, }

    UserInfo {
        table_right: TableRight, field_properties: FieldProperties, deleted: bool, user_info_id: i32, user_name: String,
        person_id: i32, rank: i16, tooltip: String, user_group_id: i32, ej_user_id: i32, user_type: UserType,
        granted_licenses: ArrayOfString, can_logon: bool, role_name: String, role_tooltip: String,
        user_group_name: String, user_group_tooltip: String,
    }

    User {
        table_right: TableRight, field_properties: FieldProperties, associate_id: i32, name: String, rank: i16,
        tooltip: String, role: Role, user_group: UserGroup, other_groups: ArrayOfUserGroup, person: Person,
        deleted: bool, lastlogin: String, lastlogout: String, ej_user_id: i32, r#type: UserType,
        is_person_retired: bool, is_on_travel: bool, user_name: String,
    }

    Role { table_right: TableRight, field_properties: FieldProperties, id: i32, value: String, tooltip: String, }

    UserGroup {
        table_right: TableRight, field_properties: FieldProperties, value: String, tooltip: String, id: i32, rank: i16,
        deleted: i16,
    }

    Person {
        table_right: TableRight, field_properties: FieldProperties, position: String, person_id: i32, mrmrs: String,
        firstname: String, lastname: String, middle_name: String, title: String, description: String, email: String,
        full_name: String, direct_phone: String, formal_name: String, country_id: i32, contact_id: i32,
        contact_name: String, retired: i16, rank: i16, active_interests: i16, contact_department: String,
        contact_country_id: i32, contact_org_nr: String, fax_phone: String, mobile_phone: String,
        contact_phone: String, associate_name: String, associate_id: i32, use_person_address: bool,
        contact_fax: String, kanafname: String, kanalname: String, post1: String, post2: String, post3: String,
        email_name: String, contact_full_name: String, active_erp_links: i32, ticket_priority_id: i32,
        support_language_id: i32, support_associate_id: i32,
    }
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) enum UserType {
    Unknown,
    InternalAssociate,
    ResourceAssociate,
    ExternalAssociate,
    AnonymousAssociate,
    SystemAssociate,
}
