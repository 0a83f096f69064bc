//! The same types for serde, as one writes them for quick-xml.
#![allow(dead_code, unreachable_pub)]

use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Envelope {
    #[serde(rename = "Body")]
    pub body: Body,
}

#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Body {
    #[serde(rename = "GetUserInfoListResponse")]
    pub response: GetUserInfoListResponse,
}

#[derive(Debug, Default, Deserialize, Serialize)]
pub struct GetUserInfoListResponse {
    #[serde(rename = "Response")]
    pub response: Option<ArrayOfUserInfo>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
pub struct ArrayOfUserInfo {
    #[serde(rename = "UserInfo", default)]
    pub items: Vec<UserInfo>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_info_id: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tooltip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_group_id: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ej_user_id: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_type: Option<UserType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted_licenses: Option<ArrayOfString>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_logon: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_tooltip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_group_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_group_tooltip: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub enum UserType {
    Unknown,
    InternalAssociate,
    ExternalAssociate,
    AnonymousAssociate,
    ResourceAssociate,
    SystemAssociate,
}

#[derive(Debug, Default, Deserialize, Serialize)]
pub struct ArrayOfString {
    #[serde(rename = "string", default)]
    pub items: Vec<String>,
}
