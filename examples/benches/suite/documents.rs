//! Documents for the benchmarks: an envelope as WCF writes it, and a type that reads one.

use saponify::{Found, Name, Reader, Record, Result, Value, Writer};
use saponify_examples::superoffice::services86::{UserInfo, UserType};
use saponify_examples::superoffice::user::GetUserInfoListResponse;

pub(crate) const NS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services86";

/// Returns a list of `count` users. All are different, and some members are absent.
pub(crate) fn users(count: i32) -> GetUserInfoListResponse {
    let users = (0..count).map(|index| {
        Some(UserInfo {
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
            ..Default::default()
        })
    });
    GetUserInfoListResponse { response: Some(users.collect()) }
}

/// Wraps a body in an envelope. Like WCF, it declares namespaces that are not used.
pub(crate) fn envelope(body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>\
         <Succeeded xmlns=\"{NS}\">true</Succeeded></s:Header>\
         <s:Body xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">{body}</s:Body></s:Envelope>"
    )
}

/// Envelope with the content of its body.
#[derive(Default)]
pub(crate) struct Envelope<T> {
    pub(crate) content: T,
}

impl<T: Value> Record for Envelope<T> {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.local() {
            "Body" => {
                input.record(self)?;
                Ok(Found::Many)
            }
            "Header" => {
                input.skip()?;
                Ok(Found::Many)
            }
            _ => {
                self.content.decode(input)?;
                Ok(Found::Many)
            }
        }
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}
