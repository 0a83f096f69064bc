//! The reply of `GetUserInfoList`, as a generator would write its types, and documents of it in any number.
#![allow(missing_docs, dead_code, unreachable_pub)]

use saponify::{Dictionary, Found, List, Name, Pairs, Reader, Record, Result, Value, Writer};

pub const NS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services86";
pub const ARRAYS: &str = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";
const FIELD_PROPERTY_DICTIONARY: Pairs =
    Pairs::new(NS, "FieldPropertyDictionaryKeyValuePair", "Key", "Value");

#[derive(Clone, Debug, Default, PartialEq)]
pub struct GetUserInfoListResponse {
    pub response: Option<Vec<Option<UserInfo>>>,
}

impl Record for GetUserInfoListResponse {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Response" => input.list(0, (NS, "UserInfo"), &mut self.response),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).list("Response", (NS, "UserInfo"), &self.response);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Carrier {
    pub table_right: Option<TableRight>,
    pub field_properties: Option<Dictionary<String, FieldProperty>>,
}

impl Record for Carrier {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "TableRight" => input.once(0, &mut self.table_right),
            "FieldProperties" => input.dictionary(1, &FIELD_PROPERTY_DICTIONARY, &mut self.field_properties),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("TableRight", &self.table_right).dictionary(
            "FieldProperties",
            &FIELD_PROPERTY_DICTIONARY,
            &self.field_properties,
        );
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRight {
    pub mask: Option<List<String>>,
    pub reason: Option<String>,
}

impl Record for TableRight {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Mask" => input.once(0, &mut self.mask),
            "Reason" => input.once(1, &mut self.reason),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("Mask", &self.mask).field("Reason", &self.reason);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldProperty {
    pub field_right: Option<List<String>>,
    pub field_type: Option<i32>,
    pub field_length: Option<i32>,
}

impl Record for FieldProperty {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "FieldRight" => input.once(0, &mut self.field_right),
            "FieldType" => input.once(1, &mut self.field_type),
            "FieldLength" => input.once(2, &mut self.field_length),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output
            .within(NS)
            .field("FieldRight", &self.field_right)
            .field("FieldType", &self.field_type)
            .field("FieldLength", &self.field_length);
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum UserType {
    Unknown,
    InternalAssociate,
    ExternalAssociate,
    AnonymousAssociate,
    ResourceAssociate,
    SystemAssociate,
    Other(String),
}

impl saponify::Enumeration for UserType {
    const VALUES: &'static [&'static str] = &[
        "Unknown",
        "InternalAssociate",
        "ExternalAssociate",
        "AnonymousAssociate",
        "ResourceAssociate",
        "SystemAssociate",
    ];

    fn as_str(&self) -> &str {
        match self {
            Self::Unknown => "Unknown",
            Self::InternalAssociate => "InternalAssociate",
            Self::ExternalAssociate => "ExternalAssociate",
            Self::AnonymousAssociate => "AnonymousAssociate",
            Self::ResourceAssociate => "ResourceAssociate",
            Self::SystemAssociate => "SystemAssociate",
            Self::Other(other) => other,
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "Unknown" => Self::Unknown,
            "InternalAssociate" => Self::InternalAssociate,
            "ExternalAssociate" => Self::ExternalAssociate,
            "AnonymousAssociate" => Self::AnonymousAssociate,
            "ResourceAssociate" => Self::ResourceAssociate,
            "SystemAssociate" => Self::SystemAssociate,
            other => Self::Other(other.to_owned()),
        })
    }
}

saponify::enumeration!(UserType);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserInfo {
    pub carrier: Carrier,
    pub deleted: Option<bool>,
    pub user_info_id: Option<i32>,
    pub user_name: Option<String>,
    pub person_id: Option<i32>,
    pub rank: Option<i16>,
    pub tooltip: Option<String>,
    pub user_group_id: Option<i32>,
    pub ej_user_id: Option<i32>,
    pub user_type: Option<UserType>,
    pub granted_licenses: Option<Vec<Option<String>>>,
    pub can_logon: Option<bool>,
    pub role_name: Option<String>,
    pub role_tooltip: Option<String>,
    pub user_group_name: Option<String>,
    pub user_group_tooltip: Option<String>,
}

impl Record for UserInfo {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Deleted" => input.once(0, &mut self.deleted),
            "UserInfoId" => input.once(1, &mut self.user_info_id),
            "UserName" => input.once(2, &mut self.user_name),
            "PersonId" => input.once(3, &mut self.person_id),
            "Rank" => input.once(4, &mut self.rank),
            "Tooltip" => input.once(5, &mut self.tooltip),
            "UserGroupId" => input.once(6, &mut self.user_group_id),
            "EjUserId" => input.once(7, &mut self.ej_user_id),
            "UserType" => input.once(8, &mut self.user_type),
            "GrantedLicenses" => input.list(9, (ARRAYS, "string"), &mut self.granted_licenses),
            "CanLogon" => input.once(10, &mut self.can_logon),
            "RoleName" => input.once(11, &mut self.role_name),
            "RoleTooltip" => input.once(12, &mut self.role_tooltip),
            "UserGroupName" => input.once(13, &mut self.user_group_name),
            "UserGroupTooltip" => input.once(14, &mut self.user_group_tooltip),
            _ => input.base(15, &mut self.carrier, name),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        self.carrier.encode_fields(output);
        output
            .within(NS)
            .field("Deleted", &self.deleted)
            .field("UserInfoId", &self.user_info_id)
            .field("UserName", &self.user_name)
            .field("PersonId", &self.person_id)
            .field("Rank", &self.rank)
            .field("Tooltip", &self.tooltip)
            .field("UserGroupId", &self.user_group_id)
            .field("EjUserId", &self.ej_user_id)
            .field("UserType", &self.user_type)
            .list("GrantedLicenses", (ARRAYS, "string"), &self.granted_licenses)
            .field("CanLogon", &self.can_logon)
            .field("RoleName", &self.role_name)
            .field("RoleTooltip", &self.role_tooltip)
            .field("UserGroupName", &self.user_group_name)
            .field("UserGroupTooltip", &self.user_group_tooltip);
    }
}

/// A list of this many users, all different, some members absent.
pub fn users(count: usize) -> GetUserInfoListResponse {
    let users = (0..count as i32).map(|index| {
        Some(UserInfo {
            carrier: Carrier::default(),
            deleted: Some(index % 17 == 0),
            user_info_id: Some(index),
            user_name: Some(format!("user{index}")),
            person_id: Some(100_000 + index),
            rank: Some((index % 100) as i16),
            tooltip: Some(format!("Name {index} Surname, Company & Sons")),
            user_group_id: Some(index % 9),
            ej_user_id: Some(index % 1000),
            user_type: Some(match index % 3 {
                0 => UserType::ExternalAssociate,
                _ => UserType::InternalAssociate,
            }),
            granted_licenses: Some(vec![Some("Sales".into()), Some("Marketing".into())]),
            can_logon: Some(true),
            role_name: Some("User level 0".into()),
            role_tooltip: (index % 5 != 0).then(|| "A user who may see and change all".into()),
            user_group_name: Some(format!("Group {}", index % 9)),
            user_group_tooltip: Some("Sales and marketing, Oslo".into()),
        })
    });
    GetUserInfoListResponse { response: Some(users.collect()) }
}

/// An envelope as WCF writes it.
pub fn envelope(list: &GetUserInfoListResponse) -> String {
    let body = saponify::to_string((NS, "GetUserInfoListResponse"), list).unwrap_or_default();
    // WCF declares what is not used, and writes the prefix of arrays anew at each of them.
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>\
         <Succeeded xmlns=\"{NS}\">true</Succeeded></s:Header>\
         <s:Body xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">{body}</s:Body></s:Envelope>"
    )
}

/// The envelope around the list.
#[derive(Default)]
pub struct Envelope {
    pub list: GetUserInfoListResponse,
}

impl Record for Envelope {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.local() {
            "Body" => {
                input.record(self)?;
                Ok(Found::Many)
            }
            "GetUserInfoListResponse" => {
                self.list.decode(input)?;
                Ok(Found::Many)
            }
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}
