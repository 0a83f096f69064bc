//! References, arrays and message names in SOAP encoding, tested on text.
// Tests may stop by a panic.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::costs;
use super::*;
use crate::error::ErrorKind;
use crate::text::Element;

const ENVELOPE: &str = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' \
    xmlns:i='http://www.w3.org/2001/XMLSchema-instance' xmlns:e='http://schemas.xmlsoap.org/soap/encoding/' \
    xmlns:e2='http://www.w3.org/2003/05/soap-encoding' xmlns:rpc='http://www.w3.org/2003/05/soap-rpc' \
    xmlns:q='urn:q'>";

fn envelope(body: &str) -> String {
    format!("{ENVELOPE}<s:Body>{body}</s:Body></s:Envelope>")
}

fn expand(text: &str, direction: Direction) -> Result<Option<Expanded>> {
    let document = Document::from_text(text, Limits::default());
    let parts: &[_] = if direction == Direction::Reply { &["result", "more"] } else { &[] };
    expanded(&document, Body::Encoded("urn:q", "GetResponse", parts), direction, Limits::default())
}

/// Expands a request with this body, and returns the body.
fn request(body: &str) -> String {
    let text = envelope(body);
    let text = match expand(&text, Direction::Request).unwrap() {
        Some(expanded) => expanded.document.text().to_owned(),
        None => text,
    };
    body_of(&text)
}

/// Expands a reply with this body, and returns the body.
fn reply(body: &str) -> String {
    let text = envelope(body);
    let text = match expand(&text, Direction::Reply).unwrap() {
        Some(expanded) => expanded.document.text().to_owned(),
        None => text,
    };
    body_of(&text)
}

fn body_of(text: &str) -> String {
    // The result must be well-formed, including its prefixes.
    Element::parse(text).unwrap();
    let (_, body) = text.split_once("<s:Body>").unwrap();
    let (body, _) = body.split_once("</s:Body>").unwrap();
    body.to_owned()
}

fn error(body: &str) -> Error {
    match expand(&envelope(body), Direction::Request) {
        Err(error) => error,
        Ok(_) => panic!("{body} has no error"),
    }
}

use crate::error::Error;

#[test]
fn a_message_without_references_is_not_converted() {
    for body in ["<q:Get><a id='1'>x</a></q:Get>", "<q:Get/>", "<q:Get><a href='http://x/'/></q:Get>", ""] {
        assert!(expand(&envelope(body), Direction::Request).unwrap().is_none(), "{body}");
    }
}

#[test]
fn references_are_replaced_by_their_values() {
    for (body, expected) in [
        // An independent element with an arbitrary name.
        ("<q:Get><a href='#1'/></q:Get><m id='1'>x</m>", "<q:Get><a>x</a></q:Get>"),
        // Two references to one value, and a reference inside a value.
        (
            "<q:Get><a href='#1'/><b href='#1'/></q:Get><m id='1' i:type='q:T'><n href='#2'/>-</m><m id='2'/>",
            "<q:Get><a i:type='q:T'><n/>-</a><b i:type='q:T'><n/>-</b></q:Get>",
        ),
        // A reference to an element inside the message.
        ("<q:Get><a id='1'>x</a> <b href='#1'/></q:Get>", "<q:Get><a id='1'>x</a> <b>x</b></q:Get>"),
        // A reference whose target is another reference.
        ("<q:Get><a href='#1'/></q:Get><m id='1' href='#2'/><m id='2'>x</m>", "<q:Get><a>x</a></q:Get>"),
        // The attributes of SOAP 1.2.
        ("<q:Get><a e2:ref='1'/><b e2:id='1'>x</b></q:Get>", "<q:Get><a>x</a><b e2:id='1'>x</b></q:Get>"),
        // The element `a` has content, so its `href` is not a reference. Nothing refers to the `id` of `c`, so
        // it is kept like any other attribute.
        (
            "<q:Get><a href='#1'>x</a><b href='#2'/></q:Get><m id='2'><c id='3'/></m>",
            "<q:Get><a href='#1'>x</a><b><c id='3'/></b></q:Get>",
        ),
        // An independent element to which nothing refers (`m id='2'`) is kept.
        ("<q:Get><a href='#1'/></q:Get><m id='1'/><m id='2'/>", "<q:Get><a/></q:Get><m id='2'/>"),
    ] {
        assert_eq!(request(body), expected);
    }
}

#[test]
fn references_in_headers_are_replaced() {
    let text = format!(
        "{ENVELOPE}<s:Header><q:h href='#1'/></s:Header><s:Body><q:Get/><m id='1'>x</m></s:Body></s:Envelope>"
    );
    let expanded = expand(&text, Direction::Request).unwrap().unwrap();
    assert!(expanded.document.text().contains("<s:Header><q:h>x</q:h></s:Header><s:Body><q:Get/></s:Body>"));
    // A header block to which the body refers is kept, because the contract may declare it.
    let text = format!(
        "{ENVELOPE}<s:Header><h id='1'>x</h></s:Header><s:Body><q:Get><a href='#1'/></q:Get></s:Body></s:Envelope>"
    );
    let expanded = expand(&text, Direction::Request).unwrap().unwrap();
    let expected = "<h id='1'>x</h></s:Header><s:Body><q:Get><a>x</a></q:Get></s:Body>";
    assert!(expanded.document.text().contains(expected), "{}", expanded.document.text());
}

#[test]
fn prefixes_keep_their_meaning_where_a_value_is_copied() {
    for (body, expected) in [
        // The value itself declares its prefixes.
        (
            "<q:Get><a href='#1'/></q:Get><m id='1' xmlns:z='urn:z' i:type='z:T'/>",
            "<q:Get><a xmlns:z='urn:z' i:type='z:T'/></q:Get>",
        ),
        // The prefixes are declared on an ancestor.
        (
            "<q:Get><a href='#1'/><b xmlns:z='urn:z'><c id='1' i:type='z:T'/></b></q:Get>",
            "<q:Get><a xmlns:z=\"urn:z\" i:type='z:T'/><b xmlns:z='urn:z'><c id='1' i:type='z:T'/></b></q:Get>",
        ),
        // The prefix has another meaning at the place of the reference.
        (
            "<q:Get xmlns:z='urn:y'><z:a href='#1'/><b xmlns:z='urn:z'><z:c id='1'/></b></q:Get>",
            "<q:Get xmlns:z='urn:y'><r0:a xmlns:z=\"urn:z\" xmlns:r0=\"urn:y\"/><b xmlns:z='urn:z'><z:c id='1'/></b></q:Get>",
        ),
        (
            "<q:Get xmlns:q='urn:z'><a href='#1'/></q:Get><m id='1'><q:b/></m>",
            "<q:Get xmlns:q='urn:z'><a xmlns:q=\"urn:q\"><q:b/></a></q:Get>",
        ),
        // The default namespace of the value differs from that at the place of the reference.
        (
            "<Get xmlns='urn:q'><a href='#1'/></Get><m id='1'><b/></m>",
            "<Get xmlns='urn:q'><r0:a xmlns=\"\" xmlns:r0=\"urn:q\"><b/></r0:a></Get>",
        ),
        (
            "<q:Get><a href='#1'/></q:Get><m id='1' xmlns='urn:z' i:type='T'><b/>x<c xmlns=''/></m>",
            "<q:Get><a xmlns=\"\" xmlns:r1=\"urn:z\" i:type=\"r1:T\"><b xmlns=\"urn:z\"/>x<c xmlns=''/></a></q:Get>",
        ),
        // A prefix that looks like a generated one.
        (
            "<q:Get xmlns:r0='urn:y'><r0:a href='#1'/></q:Get><m id='1' xmlns:r0='urn:z'><r0:b/></m>",
            "<q:Get xmlns:r0='urn:y'><r1:a xmlns:r1=\"urn:y\" xmlns:r0='urn:z'><r0:b/></r1:a></q:Get>",
        ),
    ] {
        assert_eq!(request(body), expected);
    }
}

#[test]
fn omitted_items_of_arrays_are_nil() {
    const NIL: &str = "<item xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>";
    for (body, expected) in [
        ("e:arrayType='q:T[5]' e:offset='[2]'><a>1</a><a>2</a>", "[5]'>NN<a>1</a><a>2</a>N"),
        ("e:arrayType='q:T[]' e:offset='[1]'><a>1</a>", "[]'>N<a>1</a>"),
        (
            "e:arrayType='q:T[4]'><a e:position='[2]'>2</a><a e:position='[0]'>0</a>",
            "[4]'><a e:position='[0]'>0</a>N<a e:position='[2]'>2</a>N",
        ),
        ("e:arrayType='q:T[2,3]'><a e:position='[1,1]'/>", "[2,3]'>NNNN<a e:position='[1,1]'/>N"),
        ("e:arrayType='q:T[3]' e:offset='[3]'>", "[3]'>NNN"),
        // Without `offset` and `position` no item counts as omitted, even if the declared length differs from
        // the number of items.
        ("e:arrayType='q:T[1000000000]'><a/>", "[1000000000]'><a/>"),
        ("e:arrayType='q:T[1]'><a/><a/>", "[1]'><a/><a/>"),
    ] {
        let (tag, items) = expected.split_once('>').unwrap();
        let size = body.split_once("q:T").unwrap().1.split_once('\'').unwrap().0;
        let expected = format!("<q:Get><x e:arrayType='q:T{size}'>{}</x></q:Get>", items.replace('N', NIL));
        assert!(tag.starts_with(size), "{tag}");
        assert_eq!(request(&format!("<q:Get><x {body}</x></q:Get>")), expected);
    }
}

#[test]
fn a_nil_array_has_no_items() {
    for attributes in
        ["e:arrayType='q:T[2,2]' i:nil='true'", "e:arrayType='q:T[9]' e:offset='[1]' i:nil=' 1 '"]
    {
        for array in [format!("<x {attributes}></x>"), format!("<x {attributes}/>")] {
            let expected = array.replace(" e:offset='[1]'", "");
            assert_eq!(request(&format!("<q:Get>{array}</q:Get>")), format!("<q:Get>{expected}</q:Get>"));
        }
    }
}

#[test]
fn an_array_without_transmitted_items_may_be_an_empty_element() {
    let nil = "<item xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>";
    for array in ["<x e:arrayType='q:T[1,2]'/>", "<x e:arrayType='q:T[2]' e:offset='[0]'/>"] {
        let expected = format!("{nil}{nil}</x><y/></q:Get>");
        let found = request(&format!("<q:Get>{array}<y/></q:Get>"));
        assert!(found.ends_with(&expected), "{found}");
    }
}

#[test]
fn names_of_older_schemas_are_replaced_without_moving_positions() {
    for (year, pad) in [("1999", ""), ("2000/10", "   ")] {
        let body = |xsi: &str, xsd: &str, nil: &str| {
            format!("<q:Get {xsi}><a o:type='d:int' {xsd}/><b {nil}/><c>{xsi} o:null</c></q:Get>")
        };
        let xsi = format!("xmlns:o='http://www.w3.org/{year}/XMLSchema-instance'");
        let xsd = format!("xmlns:d='http://www.w3.org/{year}/XMLSchema'");
        let received = body(&xsi, &xsd, "o:null='1'");
        let found = request(&received);
        let current = |text: &str| text.replace(year, "2001") + pad;
        let mut expected = body(&current(&xsi), &current(&xsd), "o:nil='1' ");
        expected = expected.replacen(&format!("<c>{}", current(&xsi)), &format!("<c>{xsi}"), 1);
        assert_eq!(found, expected);
        assert_eq!(found.len(), received.len());
    }
    // A prefix with a letter of two bytes.
    let received = "<q:Get xmlns:é='http://www.w3.org/2000/10/XMLSchema-instance'><a é:null='1'/></q:Get>";
    let expected = "<q:Get xmlns:é='http://www.w3.org/2001/XMLSchema-instance'   ><a é:nil='1' /></q:Get>";
    assert_eq!(request(received), expected);
    // The attribute of the draft in the namespace of XML Schema 1.0.
    assert_eq!(request("<q:Get><a i:null='true'/></q:Get>"), "<q:Get><a i:nil='true' /></q:Get>");
    // Nothing is replaced if an attribute would occur twice.
    let both = "<q:Get><a xmlns:o='http://www.w3.org/1999/XMLSchema-instance' i:nil='1' o:null='1'/></q:Get>";
    assert_eq!(request(both), both);
    // An attribute of another namespace.
    assert_eq!(request("<q:Get><a q:null='true'/></q:Get>"), "<q:Get><a q:null='true'/></q:Get>");
}

#[test]
fn a_response_gets_the_names_of_the_contract() {
    for (body, expected) in [
        ("<q:Get><result>1</result></q:Get>", "<q:GetResponse><result>1</result></q:GetResponse>"),
        (
            "<q:GetResponse><return>1</return></q:GetResponse>",
            "<q:GetResponse><result>1</result></q:GetResponse>",
        ),
        ("<x><q:y/><more/></x>", "<r0:x/>"),
        // A part that names an element is in a namespace.
        ("<q:Get><q:result>1</q:result></q:Get>", "<q:GetResponse><q:result>1</q:result></q:GetResponse>"),
        // The return value `result` is null, so the response contains only the second part, `more`.
        ("<q:GetResponse><more/></q:GetResponse>", "<q:GetResponse><more/></q:GetResponse>"),
        (
            "<q:GetResponse><more>1</more><rpc:result>value</rpc:result><value>2</value></q:GetResponse>",
            "<q:GetResponse><more>1</more><result>2</result></q:GetResponse>",
        ),
        (
            "<q:GetResponse><rpc:result>result</rpc:result><result>2</result></q:GetResponse>",
            "<q:GetResponse><result>2</result></q:GetResponse>",
        ),
        // The response names the second part as its return value.
        (
            "<q:GetResponse><rpc:result>more</rpc:result><more>1</more><result>2</result></q:GetResponse>",
            "<q:GetResponse><more>1</more><result>2</result></q:GetResponse>",
        ),
        // The values precede the message.
        (
            "<m id='1'>1</m><q:Get e:root='1'><return href='#1'/></q:Get>",
            "<q:GetResponse e:root='1'><result>1</result></q:GetResponse>",
        ),
        (
            "<m e:root='0'/><q:GetResponse><result/></q:GetResponse>",
            "<q:GetResponse><result/></q:GetResponse>",
        ),
        ("<s:Fault><faultcode>a</faultcode></s:Fault>", "<s:Fault><faultcode>a</faultcode></s:Fault>"),
    ] {
        let expected = match expected {
            "<r0:x/>" => "<r0:GetResponse xmlns:r0=\"urn:q\"><result/><more/></r0:GetResponse>",
            expected => expected,
        };
        assert_eq!(reply(body), expected);
    }
}

#[test]
fn the_name_of_the_return_value_is_no_member_of_a_response_without_parts() {
    let text = envelope("<q:GetResponse><rpc:result>x</rpc:result></q:GetResponse>");
    let document = Document::from_text(&text, Limits::default());
    let form = Body::Encoded("urn:q", "GetResponse", &[]);
    let expanded = expanded(&document, form, Direction::Reply, Limits::default()).unwrap().unwrap();
    assert_eq!(body_of(expanded.document.text()), "<q:GetResponse></q:GetResponse>");
}

#[test]
fn only_the_references_of_encoded_headers_are_replaced() {
    let text = |blocks: &str, body: &str| {
        format!("{ENVELOPE}<s:Header>{blocks}</s:Header><s:Body>{body}</s:Body></s:Envelope>")
    };
    let read = text(
        "<q:h href='#1'/><other href='#9'/><v id='1'><a href='#2'/><b href='#3'/></v>",
        "<q:Get href='#1'/><v id='2'><c href='#3'/></v><v id='3'/><v id='4'/>",
    );
    let document = Document::from_text(&read, Limits::default());
    let expanded = with_expanded_headers(&document, &[("urn:q", "h")], Limits::default()).unwrap().unwrap();
    let expected = text("<q:h><a><c/></a><b/></q:h><other href='#9'/>", "<q:Get href='#1'/><v id='4'/>");
    assert_eq!(expanded.document.text(), expected);
    // A block with a namespace may be declared by the contract, so it is kept.
    let read = text("<q:h href='#1'/><q:v id='1'><a/></q:v>", "<q:Get/>");
    let document = Document::from_text(&read, Limits::default());
    let expanded = with_expanded_headers(&document, &[("urn:q", "h")], Limits::default()).unwrap().unwrap();
    assert_eq!(expanded.document.text(), text("<q:h><a/></q:h><q:v id='1'><a/></q:v>", "<q:Get/>"));
    // Without a reference in the block, nothing is replaced.
    let read = text("<q:h/>", "<q:Get href='#9'/>");
    let document = Document::from_text(&read, Limits::default());
    assert!(with_expanded_headers(&document, &[("urn:q", "h")], Limits::default()).unwrap().is_none());
}

#[test]
fn an_id_in_literal_content_does_not_make_a_reference_of_a_header_ambiguous() {
    let text = |blocks: &str, body: &str| {
        format!("{ENVELOPE}<s:Header>{blocks}</s:Header><s:Body>{body}</s:Body></s:Envelope>")
    };
    let expand = |read: &str| {
        let document = Document::from_text(read, Limits::default());
        with_expanded_headers(&document, &[("urn:q", "h")], Limits::default())
            .map(|expanded| expanded.unwrap().document.text().to_owned())
    };
    for (block, value, after) in [
        // A value among the header blocks, and one after the message in the body.
        ("<q:h href='#1'/>", "<v id='1'><a/></v>", ""),
        ("<q:h href='#1'/>", "", "<v id='1'><a/></v>"),
    ] {
        for body in ["<q:Get id='1'/>", "<q:Get><q:Row id='1'/><q:Row id='1'/></q:Get>"] {
            let read = text(&format!("{block}{value}"), &format!("{body}{after}"));
            assert_eq!(expand(&read).unwrap(), text("<q:h><a/></q:h>", body));
        }
    }
    let literal = "<q:v id='1'><a/></q:v>";
    let read = text(&format!("<q:h href='#1'/>{literal}"), "<q:Get id='1'/>");
    assert_eq!(expand(&read).unwrap(), text(&format!("<q:h><a/></q:h>{literal}"), "<q:Get id='1'/>"));
    let read = text(&format!("<q:h href='#1'/>{literal}<w id='1'><b/></w>"), "<q:Get/>");
    assert_eq!(expand(&read).unwrap(), text(&format!("<q:h><b/></q:h>{literal}"), "<q:Get/>"));
    // Two values in SOAP encoding.
    let read = text("<q:h href='#1'/><v id='1'/><w id='1'/>", "<q:Get/>");
    assert!(expand(&read).unwrap_err().to_string().contains("a reference to exactly one value"));
}

#[test]
fn an_error_about_a_reference_has_its_place() {
    for (body, path, expected, found) in [
        ("<q:Get>\n <a href='#9'/></q:Get>", "Body/Get/a", "the `id` of an element", "9"),
        ("<q:Get>\n <a href='#1'/><b id='1'/><b id='1'/></q:Get>", "Body/Get/a", "one value", "1"),
        ("<q:Get>\n <a id='1'><b href='#1'/></a></q:Get>", "Body/Get/a/b", "does not contain itself", "a"),
        (
            "<q:Get>\n <a href='#1'/></q:Get><a id='1' href='#2'/><b id='2' href='#1'/>",
            "Body/Get/a",
            "does not contain itself",
            "",
        ),
        (
            "<q:Get>\n <a href='#1'/></q:Get><m id='1'><n href='#1'/></m>",
            "Body/m/n",
            "does not contain itself",
            "m",
        ),
        (
            "<q:Get>\n <a e:arrayType='q:T[2]' e:offset='[2]'><b/></a></q:Get>",
            "Body/Get/a/b",
            "within the array",
            "[2]",
        ),
        ("<q:Get>\n <a><b e:position='x'/></a></q:Get>", "Body/Get/a/b", "in brackets", "x"),
        (
            "<q:Get>\n <a><b e:position='[0]'/><b e:position='[0]'/></a></q:Get>",
            "Body/Get/a/b",
            "one item",
            "two items at index 0",
        ),
    ] {
        let error = error(body);
        let ErrorKind::Contract { path: at, expected: what, found: is, place } = error.kind() else {
            panic!("{body}: {error}");
        };
        assert!(at == path && what.contains(expected), "{body}: {error}");
        assert!(is.as_deref().is_some_and(|is| is.contains(found)), "{body}: {error}");
        assert!(place.line == 2 || at == "Body/m/n", "{body}: {error}");
    }
}

#[test]
fn offsets_are_mapped_to_the_received_message() {
    let text = envelope(
        "<q:Get><a href='#1'/><b>here</b></q:Get><m id='1'>yonder<c href='#2'/></m><m id='2'>deep</m>",
    );
    let expanded = expand(&text, Direction::Request).unwrap().unwrap();
    for word in ["here", "yonder", "deep", "<b>", "</q:Get>"] {
        let kind = ErrorKind::Contract {
            path: String::new(),
            expected: "".into(),
            found: None,
            place: crate::error::Place::of(
                expanded.document.text(),
                expanded.document.text().find(word).unwrap(),
            ),
        };
        let place = expanded.origin.restore(Error::new(kind), &text).place().unwrap();
        assert_eq!(text.find(word), Some(place.offset), "{word}");
    }
}

/// The amount of its budget that a message spends; `None` if it exceeds the budget.
fn spent(text: &str) -> Option<usize> {
    let document = Document::from_text(text, Limits::default().namespaces(1_000));
    let mut tree = Tree::read(&document).unwrap();
    assert!(tree.note_changes());
    let budget = costs::budget(text.len(), 16);
    let mut expansion = Expansion::new(tree, Vec::new(), budget, 256);
    match expansion.run() {
        Ok(()) => Some(expansion.spent()),
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error}");
            // The text written before the error is within the budget, too.
            assert!(expansion.finish().0.len() <= 17 * text.len() + (1 << 20) + 70_000);
            None
        }
    }
}

#[test]
fn the_content_of_references_is_limited_in_proportion_to_the_message() {
    let doubled = |levels: usize| {
        let values: String = (0..levels)
            .map(|level| format!("<m id='{level}'><a href='#{0}'/><a href='#{0}'/></m>", level + 1))
            .collect();
        envelope(&format!("<q:Get><a href='#0'/></q:Get>{values}<m id='{levels}'/>"))
    };
    let shared = |count: usize, value: &str| {
        let items = "<item href='#1'/>".repeat(count);
        envelope(&format!("<q:Get>{items}</q:Get>{value}"))
    };
    let attributes: String = (0..490).map(|number| format!(" a{number}='x'")).collect();
    let namespaces: String = (0..490).map(|number| format!(" xmlns:p{number}='urn:{number}'")).collect();
    let text = "x".repeat(10_000);
    let chain = |length: usize| {
        let steps: String =
            (0..length).map(|step| format!("<m id='{step}' href='#{}'/>", step + 1)).collect();
        let starts = "<a href='#0'/>".repeat(length);
        envelope(&format!("<q:Get>{starts}</q:Get>{steps}<m id='{length}'/>"))
    };
    for (text, is_small) in [
        (doubled(5), true),
        (doubled(19), false),
        (doubled(250), false),
        (shared(1_000, "<m id='1'><a>1</a><b>2</b></m>"), true),
        (shared(1_000, &format!("<m id='1'{attributes}/>")), false),
        (shared(1_000, &format!("<m id='1'{namespaces}/>")), false),
        // The declarations are on an ancestor of the value.
        (shared(1_000, &format!("<n{namespaces}><m id='1'/></n>")), false),
        (shared(1_000, &format!("<m id='1'>{text}</m>")), false),
        (shared(1_000, &format!("<m id='1'>{}</m>", "<a/>".repeat(1_000))), false),
        (chain(100), true),
        (chain(1_000), false),
        (envelope("<q:Get><a e:arrayType='q:T[1000000000]' e:offset='[0]'><b/></a></q:Get>"), false),
        (envelope("<q:Get><a><b e:position='[18446744073709551615]'/></a></q:Get>"), false),
        (
            envelope(
                "<q:Get><a e:arrayType='q:T[99999999,99999999,99999999]'><b e:position='[1,1,1]'/></a></q:Get>",
            ),
            false,
        ),
    ] {
        assert_eq!(spent(&text).is_some(), is_small, "{}", text.get(..600).unwrap_or(&text));
    }
}

#[test]
fn the_work_is_proportional_to_the_message() {
    let orders = |count: usize| {
        let items: String = (0..count).map(|number| format!("<item href='#{number}'/>")).collect();
        let values: String = (0..count)
            .map(|number| format!("<m id='{number}' i:type='q:T'><a>x</a><customer href='#c'/></m>"))
            .collect();
        envelope(&format!("<q:Get>{items}</q:Get>{values}<m id='c'><name>y</name></m>"))
    };
    let spent: Vec<_> = [100, 200, 400].map(|count| spent(&orders(count)).unwrap()).into();
    let [one, two, four] = spent.as_slice() else { panic!() };
    assert!(*two <= one * 21 / 10 && *four <= two * 21 / 10, "{spent:?}");
}

#[test]
fn a_caller_can_raise_the_limit_on_the_content_of_references() {
    let text = envelope(&format!(
        "<q:Get>{}</q:Get><m id='1'>{}</m>",
        "<item href='#1'/>".repeat(100),
        "x".repeat(20_000)
    ));
    let expand = |limits: Limits| {
        let document = Document::from_text(&text, limits);
        expanded(&document, Body::EncodedParts, Direction::Request, limits).map(|expanded| expanded.is_some())
    };
    let error = expand(Limits::default()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error}");
    assert!(expand(Limits::default().references(100)).unwrap());
}
