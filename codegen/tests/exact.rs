//! Round trips of unusual but valid documents: generated code reads a document and writes it without loss.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::enum_variant_names,
    clippy::unwrap_used,
    clippy::panic
)]

macro_rules! golden {
    ($($name:ident)*) => {
        $(#[path = "fixtures/golden"] mod $name { include!(concat!("fixtures/golden/", stringify!($name), ".rs")); })*
    };
}

golden! { defaults masked nil_attributes optional_group qualified_names substituted_body substitution wildcard_of_members }

const XSI: &str = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

/// Reads a `Call` with this content, and writes it back to the same text.
fn round_trip<T: saponify::Value>(content: &str) -> T {
    let declared = if content.contains("xsi:") { format!(" {XSI}") } else { String::new() };
    let xml = format!("<Call{declared} xmlns=\"urn:t\">{content}</Call>");
    let value: T = saponify::from_str(&xml).unwrap_or_else(|error| panic!("{xml}\n{error}"));
    let written = saponify::to_string(("urn:t", "Call"), &value);
    assert_eq!(written.unwrap_or_else(|error| panic!("{xml}\n{error}")), xml);
    value
}

/// Returns the error for a `Call` with this content, which must be rejected.
fn refused<T: saponify::Value + std::fmt::Debug>(content: &str) -> String {
    saponify::from_str::<T>(&format!("<Call {XSI} xmlns=\"urn:t\">{content}</Call>")).unwrap_err().to_string()
}

#[test]
fn a_nil_element_keeps_its_attributes() {
    use nil_attributes::{Call, Plain, Price, Row};
    let call: Call = round_trip(
        "<Row id=\"1\" xsi:nil=\"true\"/><Rows xsi:nil=\"true\"/><Rows id=\"2\" xsi:nil=\"true\"/>\
         <Rows id=\"3\"><Note>n</Note><Nil>4</Nil></Rows>\
         <Price currency=\"NOK\" xmlns:n1=\"urn:o\" n1:extra=\"e\" xsi:nil=\"true\"/>",
    );
    let row = Row { plain: Plain { id: 1, ..Default::default() }, nil_element: true, ..Default::default() };
    assert_eq!(call.row, Some(row));
    assert_eq!(
        call.rows.iter().map(|row| row.as_ref().map(|row| row.nil_element)).collect::<Vec<_>>(),
        [None, Some(true), Some(false)]
    );
    assert_eq!(call.price.as_ref().map(|price| price.nil), Some(true));
    assert_eq!(round_trip::<Call>("<Row xsi:nil=\"true\"/>").row, None);
    let open: Call =
        round_trip("<Row xsi:nil=\"true\"/><Price xmlns:n1=\"urn:o\" n1:extra=\"e\" xsi:nil=\"true\"/>");
    assert_eq!(open.price.map(|Price { any_attributes, .. }| any_attributes.len()), Some(1));
}

#[test]
fn a_nil_element_has_no_content_and_all_required_attributes() {
    use nil_attributes::Call;
    let error = refused::<Call>("<Row id=\"1\" xsi:nil=\"true\"><Note>n</Note></Row>");
    assert!(error.contains("in a nil element"), "{error}");
    let error = refused::<Call>("<Row id=\"x\" xsi:nil=\"true\"/>");
    assert!(error.contains("Row/@id"), "{error}");
    let error = refused::<Call>("<Row xsi:nil=\"false\"/>");
    assert!(error.contains("the required"), "{error}");
    // Attributes that the contract does not declare are ignored.
    let call: Call =
        saponify::from_str(&format!("<Call {XSI} xmlns=\"urn:t\"><Row odd=\"1\" xsi:nil=\"1\"/></Call>"))
            .unwrap();
    assert_eq!(call.row, None);
}

#[test]
fn a_nil_element_keeps_an_xsi_type_other_than_the_declared_type() {
    use nil_attributes::{AnyShape, Call};
    let nil = "<Row xsi:nil=\"true\"/>";
    let circle: Call = round_trip(&format!("{nil}<Shape xsi:type=\"Circle\" xsi:nil=\"true\" name=\"c\"/>"));
    let Some(AnyShape::Other(element)) = circle.shape else { panic!("{circle:?}") };
    assert!(element.is_nil() && element.type_name().is_some_and(|name| name.local() == "Circle"));
    let named: Call = round_trip(&format!("{nil}<Shape xsi:nil=\"true\" name=\"c\"/>"));
    assert!(matches!(named.shape, Some(AnyShape::Other(_))));
    let declared =
        format!("<Call {XSI} xmlns=\"urn:t\">{nil}<Shape xsi:type=\"Shape\" xsi:nil=\"true\"/></Call>");
    assert_eq!(saponify::from_str::<Call>(&declared).unwrap().shape, None);
}

#[test]
fn an_empty_element_has_its_default() {
    use defaults::{Call, CallChoice, Cost};
    let read = |content: &str| -> Call {
        saponify::from_str(&format!("<Call xmlns=\"urn:t\"><Nil>1</Nil>{content}</Call>")).unwrap()
    };
    let cost =
        |text: &str, per: Option<&str>| Cost { value: text.parse().unwrap(), per: per.map(str::to_owned) };
    let call = read("<Required/><Cost per=\"day\"/><Left></Left>");
    assert_eq!(
        (call.required, call.cost, call.choice),
        (1, Some(cost("2.50", Some("day"))), Some(CallChoice::Left(3)))
    );
    assert_eq!(
        read("<Required>2</Required><Right> </Right>").choice,
        Some(CallChoice::Right(cost("4.50", None)))
    );
    // The default applies to the element, not to its attributes.
    let error = refused::<Call>("<Required/><Cost>x</Cost>");
    assert!(error.contains("Cost"), "{error}");
}

/// Returns the request that a server decodes from the content of a SOAP body.
fn request<O: saponify::Operation>(body: &str) -> saponify::Result<O::Request> {
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    let envelope = format!("<s:Envelope xmlns:s=\"{soap}\"><s:Body>{body}</s:Body></s:Envelope>");
    saponify::soap::server::read_request::<O>(envelope.as_bytes()).map(|received| received.body)
}

#[test]
fn a_member_of_the_substitution_group_replaces_the_element_of_a_body() {
    use substituted_body::{Call, CallCall, CallMessage, Count, operations};
    let body = "<Count xmlns=\"urn:t\" limit=\"2\"><Id>1</Id></Count>";
    let read = request::<operations::Call>(body).unwrap();
    let expected = CallMessage { call: CallCall::Count(Count { call: Call { id: 1 }, limit: Some(2) }) };
    assert_eq!(read, expected);
    let written =
        saponify::soap::server::write_reply::<Mirror>(saponify::Version::Soap11, &(), &read).unwrap();
    assert!(written.contains(&format!("<soap:Body>{body}</soap:Body>")), "{written}");
    let error =
        request::<operations::Call>("<Call xmlns=\"urn:t\"><Id>1</Id></Call>").unwrap_err().to_string();
    assert!(error.contains("`Count` or `Search`"), "{error}");
}

/// The operation in the reverse direction: its request type is the reply type of the original.
enum Mirror {}

impl saponify::Operation for Mirror {
    type Request = ();
    type Reply = substituted_body::CallMessage;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = saponify::NoFault;
    const CONTRACT: saponify::Contract = saponify::Contract {
        name: "Call",
        action: "",
        request: saponify::Body::Empty,
        reply: saponify::Body::Parts,
        request_headers: &[],
    };
}

#[test]
fn a_repeated_group_ends_at_a_member_that_precedes_the_last_one_read() {
    use optional_group::Call;
    let call: Call =
        round_trip("<B>1</B><A>2</A><B>3</B><B>4</B><D>5</D><C>6</C><A>7</A><A>8</A><C>9</C><B>10</B>");
    let groups: Vec<_> =
        call.groups.iter().map(|group| (group.a, group.b.as_slice(), group.choice.is_some())).collect();
    let expected: [(_, &[i32], _); 6] = [
        (None, &[1], false),
        (Some(2), &[3, 4], true),
        (None, &[], true),
        (Some(7), &[], false),
        (Some(8), &[], true),
        (None, &[10], false),
    ];
    assert_eq!(groups, expected);
}

#[test]
fn a_group_in_a_repeated_choice_ends_at_a_member_that_precedes_the_last_one_read() {
    let call: optional_group::Call =
        round_trip("<Choices><F>1</F><E>2</E><F>3</F><G>4</G><E>5</E><E>6</E></Choices>");
    assert_eq!(call.choices.map(|choices| choices.choices.len()), Some(5));
}

#[test]
fn a_repeated_group_without_a_fixed_order_is_a_list() {
    let call: optional_group::Call =
        round_trip("<Loose><I>1</I><J>2</J><H>3</H><J>4</J><J>5</J><H>6</H></Loose>");
    assert_eq!(call.loose.map(|loose| loose.content.len()), Some(6));
}

#[test]
fn a_wildcard_accepts_an_element_named_like_a_member_that_was_read() {
    use wildcard_of_members::{Call, CallChoice};
    let call: Call =
        round_trip("<Known>1</Known><Right>2</Right><Known>3</Known><Left>4</Left><Known>x</Known>");
    assert_eq!((call.known, call.choice, call.any.len()), (1, CallChoice::Right(2), 3));
    // Members are still accepted in any order.
    let xml = "<Call xmlns=\"urn:t\"><Left>2</Left><Other/><Known>1</Known></Call>";
    let call: Call = saponify::from_str(xml).unwrap();
    assert_eq!((call.known, call.any.len()), (1, 1));
}

#[test]
fn substitutes_for_a_repeated_branch_of_a_choice_keep_their_order() {
    let call: substitution::Call =
        round_trip("<item>i</item><either><left>1</left><right>2</right><left>3</left></either>");
    assert_eq!(call.either.map(|either| either.choices.len()), Some(3));
}

#[test]
fn the_xsi_type_of_a_value_of_any_simple_type_is_kept() {
    let call: qualified_names::Call = round_trip(
        "<Code>Odd</Code><Format>png</Format><Anything xmlns:n1=\"urn:x\" xsi:type=\"n1:T\">1</Anything>",
    );
    let anything = call.anything.unwrap();
    assert_eq!(
        (anything.text().as_deref(), anything.type_name().map(|name| name.local())),
        (Some("1"), Some("T"))
    );
}

#[test]
fn secrets_of_every_type_are_absent_from_debug_and_errors() {
    let call: masked::Call = round_trip_with(
        "session-id=\"31337\"",
        "<level_token>hunter2</level_token><CODES-TOKEN>hunter2 hunter3</CODES-TOKEN><EitherToken>31337</EitherToken>\
         <Password Type=\"hunter2\">hunter2</Password><PrivateKey>aHVudGVyMg==</PrivateKey><password2>31337</password2>\
         <Passwords><text>hunter2</text></Passwords><Cookie><a xmlns=\"urn:t\" b=\"hunter2\">hunter2</a></Cookie>\
         <Ticket><Part>hunter2</Part></Ticket><TokenType>shown</TokenType><HasPassword>true</HasPassword>\
         <ApiKey>aHVudGVyMg==</ApiKey>",
    );
    let shown = format!("{call:?}");
    for secret in ["hunter", "31337", "aHVu", "104, 117"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("shown") && shown.contains("has_password: Some(true)"), "{shown}");

    for (content, path) in [
        ("<PrivateKey>hunter2!</PrivateKey>", "PrivateKey"),
        ("<password2>hunter2</password2>", "password2"),
        ("<ApiKey>hunter2!</ApiKey>", "ApiKey"),
    ] {
        let error = refused::<masked::Call>(content);
        assert!(error.contains(path) && !error.contains("hunter2"), "{error}");
    }
    let error =
        saponify::from_str::<masked::Call>("<Call xmlns=\"urn:t\" session-id=\"hunter2\"/>").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
}

/// Reads a `Call` with these attributes and this content, and writes it back to the same text.
fn round_trip_with<T: saponify::Value>(attributes: &str, content: &str) -> T {
    let xml = format!("<Call xmlns=\"urn:t\" {attributes}>{content}</Call>");
    let value: T = saponify::from_str(&xml).unwrap_or_else(|error| panic!("{xml}\n{error}"));
    assert_eq!(saponify::to_string(("urn:t", "Call"), &value).unwrap(), xml);
    value
}
