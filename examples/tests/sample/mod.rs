//! Messages for measurements: a reply of common size, a long reply, a request, and its headers.

#![allow(dead_code)]

use saponify_examples::superoffice::RequestHeaders;
use saponify_examples::superoffice::services86::{
    Carrier, EFieldRightItem, ETableRightItem, FieldProperty, FieldRight, Person, Role, SoCredentials,
    TableRight, User, UserGroup, UserInfo, UserType,
};
use saponify_examples::superoffice::user::{GetUserInfoListResponse, GetUserResponse, SaveUser};

pub(crate) fn headers() -> RequestHeaders {
    RequestHeaders {
        application_token: Some("0123456789abcdef0123456789abcdef".into()),
        credentials: Some(SoCredentials { ticket: Some("7T:ZABjADgAMgBmADQAYQBiADsAMQA2ADsA".into()) }),
        ..Default::default()
    }
}

pub(crate) fn get_user_response() -> GetUserResponse {
    GetUserResponse { response: Some(user()) }
}

/// A request of less than 2 kB, which fits into the initial buffer of the writer.
pub(crate) fn save_user() -> SaveUser {
    SaveUser {
        user: Some(User {
            carrier: Carrier::default(),
            role: None,
            user_group: None,
            other_groups: None,
            ..user()
        }),
    }
}

/// A list of `count` users of about 700 bytes each, some of them nil.
pub(crate) fn user_info_list(count: i32) -> GetUserInfoListResponse {
    let one = |id: i32| UserInfo {
        carrier: carrier(),
        deleted: Some(id % 7 == 0),
        user_info_id: Some(id),
        user_name: Some(format!("user.{id}@example.com")),
        person_id: Some(id * 3),
        rank: Some(1),
        tooltip: text("Sales & marketing, Oslo"),
        user_type: Some(UserType::InternalAssociate),
        user_group_id: Some(id % 5),
        role_name: text("User level 1"),
        user_group_name: text("Sales"),
        ..Default::default()
    };
    let all = (1..=count).map(|id| (id % 100 != 0).then(|| one(id)));
    GetUserInfoListResponse { response: Some(all.collect()) }
}

fn user() -> User {
    User {
        carrier: carrier(),
        associate_id: Some(7),
        name: text("JD"),
        rank: Some(3),
        tooltip: text("John Doe & Sons, Oslo"),
        role: Some(Role { carrier: carrier(), id: Some(2), value: text("User level 1"), tooltip: text("") }),
        user_group: Some(group(1, "Sales")),
        other_groups: Some((2..5).map(|id| Some(group(id, "Support"))).collect()),
        person: Some(person()),
        deleted: Some(false),
        lastlogin: "2020-03-31T12:30:15.1234567".parse().ok(),
        lastlogout: "0001-01-01T00:00:00".parse().ok(),
        ej_user_id: Some(0),
        type_: Some(UserType::InternalAssociate),
        is_person_retired: Some(false),
        user_name: text("john.doe@example.com"),
        ..Default::default()
    }
}

fn person() -> Person {
    Person {
        position: text("Sales manager"),
        person_id: Some(93),
        firstname: text("John"),
        lastname: text("Doe"),
        title: text("Dr."),
        description: text("Met at the fair in Hannover"),
        email: text("john.doe@example.com"),
        full_name: text("John Doe"),
        direct_phone: text("+47 23 35 40 00"),
        formal_name: text("Dr. John Doe"),
        country_id: Some(578),
        contact_id: Some(12),
        contact_name: text("Doe & Sons"),
        associate_id: Some(7),
        use_person_address: Some(false),
        ..Default::default()
    }
}

fn group(id: i32, value: &str) -> UserGroup {
    UserGroup {
        value: text(value),
        tooltip: text("A group"),
        id: Some(id),
        rank: Some(1),
        ..Default::default()
    }
}

fn carrier() -> Carrier {
    let mask = vec![ETableRightItem::Select, ETableRightItem::Update, ETableRightItem::Insert];
    let rights = TableRight { mask: Some(mask.into()), reason: text("") };
    let property = |kind: &str| {
        let right = FieldRight { mask: Some(vec![EFieldRightItem::Read].into()), reason: text("") };
        FieldProperty { field_right: Some(right), field_type: text(kind), field_length: Some(239) }
    };
    let properties = ["name", "rank"].map(|name| (name.to_owned(), property("String")));
    Carrier { table_right: Some(rights), field_properties: Some(properties.into_iter().collect()) }
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}
