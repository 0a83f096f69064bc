//! The User contract with the preset for WCF services. A program reads a user, changes it and saves it; the
//! tests check the request that it sends.

#![allow(missing_docs, clippy::unwrap_used)]

use saponify::transport::{Memory, Response};
use saponify_examples::user_dotnet::{GetUser, SaveUser, User, UserClient};

const NS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services86";

fn answering(element: &str, response: &str) -> Memory {
    let memory = Memory::new();
    memory.push(Response::envelope(format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><s:Header><Succeeded xmlns=\"{NS}\">true</Succeeded></s:Header>\
         <s:Body><{element} xmlns=\"{NS}\"><Response>{response}</Response></{element}></s:Body></s:Envelope>"
    )));
    memory
}

fn read(response: &str) -> User {
    let client = UserClient::new(answering("GetUserResponse", response), "http://localhost/");
    client.get_user(GetUser { user_id: 7 }).send().unwrap().body.response.unwrap()
}

fn saved(user: User) -> String {
    let client = UserClient::new(Memory::new(), "http://localhost/");
    client.save_user(SaveUser { user: Some(user) }).envelope().unwrap()
}

#[test]
fn a_number_that_was_absent_is_not_sent_back_as_zero() {
    let mut user = read("<AssociateId>7</AssociateId><UserName>jdoe</UserName>");
    assert_eq!((user.associate_id, user.rank, user.deleted), (7, 0, false));
    user.user_name = Some("kari".to_owned());
    let envelope = saved(user.clone());
    assert!(envelope.contains(">7</"), "{envelope}");
    assert!(envelope.contains(">kari</"), "{envelope}");
    for absent in ["Rank", "Deleted", "PersonId", ">0<", ">false<"] {
        assert!(!envelope.contains(absent), "{absent} in {envelope}");
    }
    // Members that the program sets are sent.
    user.rank = 3;
    user.deleted = true;
    let envelope = saved(user);
    assert!(envelope.contains("Rank>3</") || envelope.contains(">3</"), "{envelope}");
    assert!(envelope.contains(">true</"), "{envelope}");
}

#[test]
fn a_nil_item_of_a_list_is_an_error_with_its_path() {
    let groups = "<OtherGroups><UserGroup><Id>1</Id></UserGroup><UserGroup i:nil=\"true\"/></OtherGroups>";
    let client = UserClient::new(answering("GetUserResponse", groups), "http://localhost/");
    let error = client.get_user(GetUser { user_id: 7 }).send().unwrap_err().to_string();
    assert!(error.contains("OtherGroups/UserGroup[1]"), "{error}");
}
