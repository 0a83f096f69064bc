//! `saponify diff` on contracts that differ in one respect: reported changes, their effects, and exit codes. Each
//! mutation of `cli/parcels.wsdl` is compared in both directions, as the next version and as the previous one.
#![cfg(feature = "cli")]
// Helper functions may panic like the tests that call them.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// Returns the output of the command, without the summary, and its exit code.
fn diff(old: &Path, new: &Path, options: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saponify"));
    let Output { status, stdout, stderr } =
        command.arg("diff").args([old, new]).args(options).output().unwrap();
    assert_eq!(String::from_utf8(stderr).unwrap(), "");
    let text = String::from_utf8(stdout).unwrap();
    (text.split("\n\n").next().unwrap().trim_end().to_owned(), status.code())
}

/// Replaces the first occurrence of each part in a text.
fn replaced(text: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(text.to_owned(), |text, (part, other)| {
        assert!(text.contains(part), "{part}");
        text.replacen(part, other, 1)
    })
}

/// Compares `parcels.wsdl` with a mutation of it, in both directions.
#[track_caller]
fn mutated(pairs: &[(&str, &str)], forth: &[&str], back: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = ["old.wsdl", "new.wsdl"].map(|name| folder.path().join(name));
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/parcels.wsdl")).unwrap();
    fs::write(&old, &text).unwrap();
    fs::write(&new, replaced(&text, pairs)).unwrap();
    for (from, to, expected) in [(&old, &new, forth), (&new, &old, back)] {
        let (text, code) = diff(from, to, &[]);
        let found: Vec<_> =
            text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(found, expected);
        let breaks = expected.iter().any(|line| line.starts_with("breaks "));
        assert_eq!(code, Some(i32::from(breaks)));
    }
}

const WEIGHT: &str = r#"<xs:element name="Weight" type="xs:decimal" minOccurs="0"/>"#;
const INSIDE: &str = r#"<xs:element name="Inside" type="p:Parcel" minOccurs="0" maxOccurs="unbounded"/>"#;
const STATE: &str = r#"<xs:element name="State" type="p:State"/>"#;
const NOTHING: &[&str] = &["nothing changed for callers"];

#[test]
fn a_member_added_may_break_and_a_member_removed_breaks() {
    let colour = format!(r#"{WEIGHT}<xs:element name="Colour" type="xs:string" minOccurs="0"/>"#);
    mutated(
        &[(WEIGHT, &colour)],
        &["may break member Parcel.colour: added as `Option<String>`"],
        &["breaks member Parcel.colour: removed"],
    );
    mutated(
        &[(
            WEIGHT,
            &colour
                .replace(r#" minOccurs="0"/>"#, "/>")
                .replace(r#""xs:decimal"/>"#, r#""xs:decimal" minOccurs="0"/>"#),
        )],
        &["breaks member Parcel.colour: added as `String`: it is required"],
        &["breaks member Parcel.colour: removed"],
    );
    mutated(
        &[(WEIGHT, &WEIGHT.replace("Weight", "Mass"))],
        &[
            "breaks member Parcel.weight: removed",
            "may break member Parcel.mass: added as `Option<xsd::Decimal>`",
        ],
        &[
            "breaks member Parcel.mass: removed",
            "may break member Parcel.weight: added as `Option<xsd::Decimal>`",
        ],
    );
    let attribute = format!(r#"{INSIDE}</xs:sequence><xs:attribute name="id" type="xs:int"/>"#);
    mutated(
        &[(&format!("{INSIDE}\n        </xs:sequence>"), &attribute)],
        &["may break member Parcel.id: added as `Option<i32>`"],
        &["breaks member Parcel.id: removed"],
    );
}

#[test]
fn changes_of_type_or_optionality_break() {
    mutated(
        &[(WEIGHT, &WEIGHT.replace(r#" minOccurs="0""#, ""))],
        &["breaks member Parcel.weight: was `Option<xsd::Decimal>`, is `xsd::Decimal`: it is now required"],
        &["breaks member Parcel.weight: was `xsd::Decimal`, is `Option<xsd::Decimal>`: it is now optional"],
    );
    mutated(
        &[(WEIGHT, &WEIGHT.replace("decimal", "double"))],
        &["breaks member Parcel.weight: was `Option<xsd::Decimal>`, is `Option<f64>`"],
        &["breaks member Parcel.weight: was `Option<f64>`, is `Option<xsd::Decimal>`"],
    );
    mutated(
        &[(WEIGHT, &WEIGHT.replace("/>", r#" maxOccurs="unbounded"/>"#))],
        &["breaks member Parcel.weight: was `Option<xsd::Decimal>`, is `Vec<xsd::Decimal>`"],
        &["breaks member Parcel.weight: was `Vec<xsd::Decimal>`, is `Option<xsd::Decimal>`"],
    );
    mutated(
        &[(INSIDE, &INSIDE.replace("/>", r#" nillable="true"/>"#))],
        &["breaks member Parcel.inside: was `Vec<Parcel>`, is `Vec<Option<Parcel>>`"],
        &["breaks member Parcel.inside: was `Vec<Option<Parcel>>`, is `Vec<Parcel>`"],
    );
    mutated(
        &[(STATE, &STATE.replace("/>", r#" nillable="true"/>"#))],
        &["breaks member Parcel.state: was `State`, is `Option<State>`: it is now optional"],
        &["breaks member Parcel.state: was `Option<State>`, is `State`: it is now required"],
    );
    mutated(
        &[(STATE, &STATE.replace("p:State", "xs:string"))],
        &["breaks member Parcel.state: was `State`, is `String`", "breaks type State: removed"],
        &["breaks member Parcel.state: was `String`, is `State`", "fine type State: added, an enumeration"],
    );
    mutated(
        &[(r#""State">"#, r#""Status">"#), (STATE, &STATE.replace("p:State", "p:Status"))],
        &[
            "breaks member Parcel.state: was `State`, is `Status`",
            "breaks type State: removed",
            "fine type Status: added, an enumeration",
        ],
        &[
            "breaks member Parcel.state: was `Status`, is `State`",
            "breaks type Status: removed",
            "fine type State: added, an enumeration",
        ],
    );
    mutated(
        &[(r#"name="Session" type="xs:string""#, r#"name="Session" type="xs:int""#)],
        &["breaks member RequestHeaders.session: was `Option<String>`, is `Option<i32>`"],
        &["breaks member RequestHeaders.session: was `Option<i32>`, is `Option<String>`"],
    );
}

#[test]
fn changes_that_do_not_alter_the_rust_type_are_reported() {
    let swapped = format!("{STATE}\n          <xs:element name=\"Number\" type=\"p:Number\"/>");
    let order = ["fine type Parcel: the order of its members on the wire changed"];
    let first = format!("<xs:element name=\"Number\" type=\"p:Number\"/>\n          {STATE}");
    mutated(&[(&first, &swapped)], &order, &order);
    mutated(
        &[(INSIDE, &INSIDE.replace("unbounded", "5"))],
        &["may break list type Parcel > element Inside: allowed 0..unbounded items, now allows 0..5"],
        &["may break list type Parcel > element Inside: allowed 0..5 items, now allows 0..unbounded"],
    );
    mutated(
        &[(r#"base="xs:string""#, r#"base="xs:token""#)],
        &["may break text type Number: was `xs:string`, is `xs:token`: the same in Rust"],
        &["may break text type Number: was `xs:token`, is `xs:string`: the same in Rust"],
    );
    mutated(
        &[("[0-9]{6}", "[0-9]{7}")],
        &[
            "may break facet type Number: allowed pattern `[A-Z]{2}[0-9]{6}`, now allows pattern `[A-Z]{2}[0-9]{7}`",
        ],
        &[
            "may break facet type Number: allowed pattern `[A-Z]{2}[0-9]{7}`, now allows pattern `[A-Z]{2}[0-9]{6}`",
        ],
    );
    mutated(
        &[(WEIGHT, &WEIGHT.replace("/>", r#" default="1"/>"#))],
        &["may break member Parcel.weight: the default was none, is 1"],
        &["may break member Parcel.weight: the default was 1, is none"],
    );
    let none = |ty: &str, members: &str| {
        format!("fine type {ty}: its members {members} are no longer namespace-qualified on the wire")
    };
    let forth = [
        none("Track", "number, since"),
        none("TrackResponse", "parcel"),
        none("Forget", "number"),
        none("Unknown", "number"),
        none("Parcel", "number, state, weight, inside"),
    ];
    let back = forth
        .clone()
        .map(|line| line.replace("are no longer namespace-qualified", "are now namespace-qualified"));
    mutated(
        &[(r#" elementFormDefault="qualified""#, "")],
        &forth.each_ref().map(String::as_str),
        &back.each_ref().map(String::as_str),
    );
}

#[test]
fn a_value_added_may_break_and_a_value_removed_breaks() {
    let underway = r#"<xs:enumeration value="Underway"/>"#;
    mutated(
        &[(underway, &format!(r#"{underway}<xs:enumeration value="Lost"/>"#))],
        &["may break value State::Lost: added; before, it was read as `Other`"],
        &["breaks value State::Lost: removed"],
    );
    mutated(
        &[(underway, &underway.replace('U', "u"))],
        &["fine value State::Underway: the value was `Underway`, is `underway`"],
        &["fine value State::Underway: the value was `underway`, is `Underway`"],
    );
}

#[test]
fn an_operation_added_is_fine_and_an_operation_removed_breaks() {
    mutated(
        &[
            ("<operation name=\"Forget\">\n      <input message=\"p:ForgetIn\"/>\n    </operation>", ""),
            (
                "<operation name=\"Forget\">\n      <soap:operation soapAction=\"urn:parcels/Forget\"/>\n      \
                 <input><soap:body use=\"literal\"/></input>\n    </operation>",
                "",
            ),
        ],
        &["breaks operation ParcelsClient::forget: removed"],
        &["fine operation ParcelsClient::forget: added"],
    );
}

#[test]
fn a_message_that_gets_its_first_member_or_loses_its_last_breaks_the_method() {
    let request = "<xs:element name=\"Forget\">\n        <xs:complexType>\n          <xs:sequence>\n            \
                   <xs:element name=\"Number\" type=\"p:Number\"/>";
    mutated(
        &[(request, &request.replace("<xs:element name=\"Number\" type=\"p:Number\"/>", ""))],
        &[
            "breaks operation ParcelsClient::forget: the method no longer takes an argument, because the request has no members",
            "breaks type Forget: removed",
        ],
        &[
            "breaks operation ParcelsClient::forget: the method now takes an argument, the request",
            "fine type Forget: added, a struct",
        ],
    );
    let reply = "<xs:element name=\"TrackResponse\">\n        <xs:complexType>\n          <xs:sequence>\n            \
                 <xs:element name=\"Parcel\" type=\"p:Parcel\" minOccurs=\"0\" maxOccurs=\"unbounded\"/>";
    let (kept, _) = reply.split_once("<xs:element name=\"Parcel\"").unwrap();
    mutated(
        &[(reply, kept)],
        &[
            "breaks operation ParcelsClient::track: the reply was `TrackResponse`, is `()`",
            "breaks type TrackResponse: removed",
            "breaks type Parcel: removed",
            "breaks type State: removed",
        ],
        &[
            "breaks operation ParcelsClient::track: the reply was `()`, is `TrackResponse`",
            "fine type TrackResponse: added, a struct",
            "fine type Parcel: added, a struct",
            "fine type State: added, an enumeration",
        ],
    );
}

#[test]
fn messages_headers_faults_and_actions_of_an_operation_are_compared() {
    let reply = "<output><soap:body use=\"literal\"/></output>\n      <fault";
    let header = "<soap:header message=\"p:SessionIn\" part=\"session\" use=\"literal\"/>";
    mutated(
        &[
            (
                r#"<input message="p:ForgetIn"/>"#,
                r#"<input message="p:ForgetIn"/><output message="p:TrackOut"/>"#,
            ),
            (
                "<input><soap:body use=\"literal\"/></input>\n    </operation>",
                "<input><soap:body use=\"literal\"/></input><output><soap:body use=\"literal\"/></output></operation>",
            ),
        ],
        &["breaks operation ParcelsClient::forget: now has a reply"],
        &["breaks operation ParcelsClient::forget: no longer has a reply"],
    );
    mutated(
        &[(
            r#"<part name="parameters" element="p:Forget"/>"#,
            r#"<part name="parameters" element="p:Unknown"/>"#,
        )],
        &[
            "breaks operation ParcelsClient::forget: the request was `Forget`, is `Unknown`",
            "breaks type Forget: removed",
        ],
        &[
            "breaks operation ParcelsClient::forget: the request was `Unknown`, is `Forget`",
            "fine type Forget: added, a struct",
        ],
    );
    mutated(
        // The header is removed from one of the two bindings. They now differ, and each of them needs a
        // separate client.
        &[(header, "")],
        &[
            "may break operation ParcelsClient::track: no longer sends the header Session",
            "fine client ParcelsSoap12Client: added, with 1 operations",
        ],
        &[
            "breaks client ParcelsSoap12Client: removed",
            "may break operation ParcelsClient::track: now also sends the header Session",
        ],
    );
    mutated(
        &[(reply, &reply.replace("<soap:body", &format!("{header}<soap:body")))],
        &[
            // The bindings differ in the header, and each of them needs a separate client.
            "fine client ParcelsSoap12Client: added, with 1 operations",
            "fine type ReplyHeaders: added, a struct",
            "fine operation Track: replies now also have the header session",
        ],
        &[
            "breaks client ParcelsSoap12Client: removed",
            "breaks type ReplyHeaders: removed",
            "may break operation Track: replies no longer have the header session",
        ],
    );
    mutated(
        &[
            (r#"<fault name="Unknown" message="p:UnknownOut"/>"#, ""),
            (r#"<fault name="Unknown"><soap:fault name="Unknown" use="literal"/></fault>"#, ""),
            (r#"<fault name="Unknown"><soap12:fault name="Unknown" use="literal"/></fault>"#, ""),
        ],
        &[
            "breaks operation ParcelsClient::track: the fault type was `TrackFault`, is `none`",
            "breaks type TrackFault: removed",
            "breaks type Unknown: removed",
        ],
        &[
            "breaks operation ParcelsClient::track: the fault type was `none`, is `TrackFault`",
            "fine type TrackFault: added, an enum of faults",
            "fine type Unknown: added, a struct",
        ],
    );
    mutated(
        // Both bindings change, since bindings that differ would need separate clients.
        &[
            (
                r#"<soap:operation soapAction="urn:parcels/Track""#,
                r#"<soap:operation soapAction="urn:parcels/Find""#,
            ),
            (
                r#"<soap12:operation soapAction="urn:parcels/Track""#,
                r#"<soap12:operation soapAction="urn:parcels/Find""#,
            ),
        ],
        &["fine operation ParcelsClient::track: the SOAP action is now `urn:parcels/Find`"],
        &["fine operation ParcelsClient::track: the SOAP action is now `urn:parcels/Track`"],
    );
    mutated(
        &[(r#"location="http://localhost/parcels""#, r#"location="http://localhost/2""#)],
        &["fine client ParcelsClient: the endpoint address in the contract is now http://localhost/2"],
        &["fine client ParcelsClient: the endpoint address in the contract is now http://localhost/parcels"],
    );
}

#[test]
fn differences_without_effect_on_callers_are_not_reported() {
    mutated(&[("Finds parcels by", "Finds a parcel by")], NOTHING, NOTHING);
    mutated(&[(WEIGHT, &WEIGHT.replace("/>", r#" nillable="true"/>"#))], NOTHING, NOTHING);
    mutated(
        &[(r#"xmlns:p="urn:parcels""#, r#"xmlns:q="urn:parcels" xmlns:p="urn:parcels""#)],
        NOTHING,
        NOTHING,
    );
}

#[test]
fn a_folder_is_a_family_whose_shared_types_are_compared_once() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wsdl");
    assert_eq!(diff(&own, &own, &[]), (NOTHING.concat(), Some(0)));

    let work = tempfile::tempdir().unwrap();
    for entry in ["", "operations"].iter().flat_map(|folder| fs::read_dir(own.join(folder)).unwrap()) {
        let from = entry.unwrap().path();
        if from.is_file() {
            let to = work.path().join(from.strip_prefix(&own).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            let text = fs::read_to_string(&from).unwrap();
            let text = text.replace(r#"value="SystemAssociate""#, r#"value="Robot""#);
            fs::write(
                &to,
                text.replace(
                    r#"name="UserName" type="xs:string" minOccurs="0""#,
                    r#"name="UserName" type="xs:int" minOccurs="0""#,
                ),
            )
            .unwrap();
        }
    }
    let (text, code) = diff(
        &own,
        work.path(),
        &["--json", "--operation", "AuthenticateUsernamePassword", "--operation", "GetUserFromName"],
    );
    assert_eq!(code, Some(1));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let reported: Vec<_> = json["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let text = |name: &str| change[name].as_str().unwrap_or("-").to_owned();
            [text("effect"), text("kind"), text("thing"), text("rust"), text("name")].join(" ")
        })
        .collect();
    // Both services use the enumeration `UserType`, but its changes are reported once. Each of the three
    // types with a changed member is used by one service.
    assert_eq!(
        reported,
        [
            "breaks removed value UserType::SystemAssociate SystemAssociate",
            "breaks retyped member User.user_name User/UserName",
            "breaks retyped member so_principal::AuthenticateUsernamePassword.user_name AuthenticateUsernamePassword/UserName",
            "breaks retyped member user::GetUserFromName.user_name GetUserFromName/UserName",
            "may break added value UserType::Robot Robot",
        ]
    );
    assert_eq!(json["counts"]["breaks"], 4);
}

#[test]
fn a_folder_without_documents_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_saponify"));
    let output = command.arg("diff").args([folder.path(), folder.path()]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().contains("found no WSDL in the folder"));
}

#[test]
fn other_media_types_of_binary_content_may_break() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden/attachments.wsdl"),
    );
    let [old, new] = ["old.wsdl", "new.wsdl"].map(|name| folder.path().join(name));
    let text = text.unwrap();
    fs::write(&old, &text).unwrap();
    for (pair, expected) in [
        (("image/png, image/gif", "image/jpeg"), "media types"),
        (("application/pdf", "application/postscript"), "attachments"),
    ] {
        fs::write(&new, replaced(&text, &[pair])).unwrap();
        let (found, code) = diff(&old, &new, &[]);
        assert!(found.starts_with(&format!("may break  {expected} ")), "{found}");
        assert!(found.contains(pair.0) && found.contains(pair.1), "{found}");
        assert_eq!(found.lines().count(), 1, "{found}");
        assert_eq!(code, Some(0));
    }
}
