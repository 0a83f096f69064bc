//! Members of a contract that are treated as secrets.
// Clippy exempts test functions, but not their helpers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "shared/mod.rs"]
mod shared;

use std::{fs, path::Path};

use saponify_codegen::Builder;

/// Returns the notes and the code for an operation of this name, whose reply has this content.
fn generated(operation: &str, reply: &str, configure: impl FnOnce(Builder) -> Builder) -> (String, String) {
    generated_of(&contract(operation, reply), configure)
}

fn contract(operation: &str, reply: &str) -> String {
    format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
  <types><xs:schema targetNamespace="urn:t" elementFormDefault="qualified">
    <xs:element name="{operation}"><xs:complexType><xs:sequence><xs:element name="Id" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="{operation}Response">{reply}</xs:element>
  </xs:schema></types>
  <message name="In"><part name="parameters" element="t:{operation}"/></message>
  <message name="Out"><part name="parameters" element="t:{operation}Response"/></message>
  <message name="PartOut"><part name="return" type="xs:string"/></message>
  <portType name="Test">
    <operation name="{operation}"><input message="t:In"/><output message="t:Out"/></operation>
    <operation name="{operation}ByPart"><input message="t:PartOut"/><output message="t:PartOut"/></operation>
  </portType>
  <binding name="Test" type="t:Test">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="{operation}"><soap:operation soapAction="a"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
    <operation name="{operation}ByPart"><soap:operation soapAction="b" style="rpc"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
  </binding>
</definitions>"#
    )
}

fn generated_of(wsdl: &str, configure: impl FnOnce(Builder) -> Builder) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("test.wsdl");
    fs::write(&document, wsdl).unwrap();
    let generated = configure(Builder::new().wsdl(&document)).run(Path::new("test.rs")).unwrap();
    (generated.notes.join("\n"), generated.files[0].text.clone())
}

fn members(members: &str) -> String {
    format!("<xs:complexType><xs:sequence>{members}</xs:sequence></xs:complexType>")
}

#[test]
fn a_text_reply_is_secret_if_the_name_of_its_operation_suggests_it() {
    let text = members(r#"<xs:element name="Response" type="xs:string"/>"#);
    for operation in ["GenerateNewPasswordForUser", "get_tokens", "TicketOf", "MakeSecret2"] {
        let (notes, code) = generated(operation, &text, |builder| builder);
        assert!(code.contains("pub response: Secret<String>"), "{operation}: {code}");
        assert!(code.contains("pub return_: Secret<String>"), "{operation}: {code}");
        assert!(notes.contains("Response/Response`"), "{notes}");
    }
    let two = members(
        r#"<xs:element name="New" type="xs:string"/><xs:element name="Hint" type="xs:token" minOccurs="0"/>"#,
    );
    let (_, code) = generated("NewPassword", &two, |builder| builder);
    assert!(
        code.contains("pub new: Secret<String>") && code.contains("pub hint: Option<Secret<String>>"),
        "{code}"
    );
    let (_, code) =
        generated("NewPassword", &text, |builder| builder.not_secret("NewPasswordResponse/Response"));
    assert!(code.contains("pub response: String"), "{code}");
}

#[test]
fn the_text_of_a_document_style_part_is_secret_like_that_of_an_element() {
    let text = members(r#"<xs:element name="Response" type="xs:string"/>"#);
    let document = |operation| contract(operation, &text).replace(r#" style="rpc""#, r#" style="document""#);
    let (_, code) = generated_of(&document("NewPassword"), |builder| builder);
    assert!(
        code.contains("type Request = String;") && code.contains("type Reply = Secret<String>;"),
        "{code}"
    );
    let exempt = |builder: Builder| builder.not_secret("NewPasswordByPartResponse/return");
    let (_, code) = generated_of(&document("NewPassword"), exempt);
    assert!(code.contains("type Reply = String;"), "{code}");
    // The part has a complex type whose only members are texts.
    let typed = format!(
        r#"</xs:element><xs:complexType name="Both">{}"#,
        text.trim_start_matches("<xs:complexType>")
    );
    let wsdl = document("NewPassword").replace(&format!("{text}</xs:element>"), &format!("{text}{typed}"));
    let (_, code) = generated_of(
        &wsdl.replace(r#"type="xs:string"/></message>"#, r#"type="t:Both"/></message>"#),
        |builder| builder,
    );
    assert!(
        code.contains(
            "pub struct Both {\n    /// The element `Response`.\n    pub response: Secret<String>,"
        ),
        "{code}"
    );
}

#[test]
fn replies_with_several_members_or_a_harmless_operation_name_are_not_secret() {
    let text = members(r#"<xs:element name="Response" type="xs:string"/>"#);
    let (notes, code) = generated("TokenizeText", &text, |builder| builder);
    assert!(code.contains("pub response: String") && !notes.contains("secret"), "{notes} {code}");
    let mixed =
        members(r#"<xs:element name="Name" type="xs:string"/><xs:element name="Count" type="xs:int"/>"#);
    let (_, code) = generated("FindTickets", &mixed, |builder| builder);
    assert!(code.contains("pub name: String") && code.contains("pub count: i32"), "{code}");
}

#[test]
fn any_member_can_be_made_secret_or_exempt() {
    let reply =
        members(r#"<xs:element name="Pin" type="xs:int"/><xs:element name="SessionId" type="xs:int"/>"#);
    let secret = |builder: Builder| builder.secret("OpenResponse/Pin").not_secret("SessionId");
    let (notes, code) = generated("Open", &reply, secret);
    assert!(code.contains(r#".field("pin", &Redacted)"#), "{code}");
    assert!(code.contains(r#".field("session_id", &self.session_id)"#), "{code}");
    assert!(notes.contains("`OpenResponse/Pin`") && !notes.contains("SessionId"), "{notes}");
}

/// Secrets in the 56 services of SuperOffice NetServer, reviewed by hand.
///
/// Two are false positives. They stay, because their names suggest a secret and only `Debug` and errors are
/// affected: `ChatSessionId` is the number of a conversation, and the `Ticket` of a message is a customer's
/// request. The session keys of messages are true secrets, like `CsSessionKey`: whoever has the session key
/// of a messaging plugin can continue its session.
#[test]
fn the_secrets_of_netserver_are_the_reviewed_ones() {
    let Some(shared) = shared::shared() else { return };
    let mut paths: Vec<_> =
        fs::read_dir(shared.join("superoffice/wsdl")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let generated = Builder::new().wsdls(paths).run(Path::new("netserver")).unwrap();
    let note = generated
        .notes
        .iter()
        .find_map(|note| note.strip_prefix("secret members, which `Debug` and errors do not show: "));
    let names = note.unwrap().split(';').next().unwrap();
    let names: Vec<_> = names.split(", ").map(|name| name.trim_matches('`')).collect();
    assert_eq!(names, REVIEWED);
}

const REVIEWED: &[&str] = &[
    "AuthenticateUsernamePassword/Password",
    "AuthenticateWithAccessToken/AccessToken",
    "ChangeOwnPassword/NewPassword",
    "ChangeOwnPassword/OldPassword",
    "ChangePassword/NewPassword",
    "ChangePassword/OldPassword",
    "ChangePasswordFromName/NewPassword",
    "ChangePasswordFromName/OldPassword",
    "ChatSession/ChatSessionId",
    "CreateExternalUser/Password",
    "EMailConnectionInfo/Password",
    "EMailConnectionInfoExtended/Password",
    "GenerateNewPasswordForExternalUserResponse/Response",
    "IncomingMessage/SessionKey",
    "IsPasswordValid/Password",
    "IsPasswordValidWithReason/Password",
    "OutgoingMessage/SuggestedSessionKey",
    "RequestHeaders/ApplicationToken",
    "ServiceAuth/Password",
    "SessionIsValid/CsSessionKey",
    "SetExternalUserInfo/Password",
    "SetGeneratedPasswordFromNameResponse/Response",
    "SetGeneratedPasswordResponse/Response",
    "SetPassword/Password",
    "SetPasswordFromName/Password",
    "SoCredentials/Ticket",
    "TicketMessageEntity/Ticket",
    "UntrustedCredentials/SecretValue",
    "Webhook/Secret",
];
