//! Malicious documents: each causes an error quickly, without a panic and with bounded memory and stack.

// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod both_ways;
mod shapes;

use std::time::{Duration, Instant};

use both_ways::{both_ways, from_slice, from_str};
use saponify::{Attributes, Element, ErrorKind, Found, Name, Reader, Record, Result, Typed, Value, Writer};
use shapes::{Keeper, Story, Zoo};

/// Reads a document in every way that the crate offers. All must agree on whether it is well-formed, and be fast.
fn refused(xml: &str) -> String {
    let begin = Instant::now();
    let error = from_str::<()>(xml).expect_err("it is not right").to_string();
    for result in [
        from_str::<Element>(xml).map(drop),
        from_str::<Zoo>(xml).map(drop),
        from_str::<Keeper>(xml).map(drop),
        from_str::<Story>(xml).map(drop),
        from_str::<String>(xml).map(drop),
    ] {
        assert!(result.is_err());
    }
    // The limit covers six reads in a debug build on a busy machine.
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    error
}

#[test]
fn deep_nesting_is_refused_at_the_limit() {
    for (open, close) in
        [("<a>", "</a>"), ("<Boss xmlns='urn:zoo'>", "</Boss>"), ("<p:a xmlns:p='u'>", "</p:a>")]
    {
        let depth = 100_000;
        let xml = format!("{}{}", open.repeat(depth), close.repeat(depth));
        assert_eq!(refused(&xml), "the depth of elements exceeds the limit of 96");
        assert_eq!(refused(&open.repeat(depth)), "the depth of elements exceeds the limit of 96");
    }
}

#[test]
fn entities_cannot_be_declared() {
    let laughs = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><a>&b;</a>";
    assert!(refused(laughs).contains("document type declaration"));
    let external = "<!DOCTYPE a SYSTEM 'http://localhost/x'><a/>";
    assert!(refused(external).contains("document type declaration"));
}

#[test]
fn a_long_namespace_name_is_refused() {
    let longest = "n".repeat(1_024);
    assert!(from_str::<Element>(&format!("<p:a xmlns:p='{longest}'/>")).is_ok());
    let expected = "the length of a namespace name exceeds the limit of 1024";
    assert_eq!(refused(&format!("<p:a xmlns:p='{longest}n'/>")), expected);
    assert_eq!(refused(&format!("<a xmlns='{longest}n'><b/></a>")), expected);
}

#[test]
fn captured_elements_cannot_multiply_their_namespaces() {
    let namespace = "n".repeat(1_024);
    let limit = |xml: &str| (xml.len() * 16 + (1 << 20)) as u64;
    // Each captured `<b/>` repeats the declaration of the default namespace, whose name has 1,024 bytes.
    let xml = format!("<p:a xmlns:p='urn:p' xmlns='{namespace}'>{}</p:a>", "<b/>".repeat(20_000));
    let error = from_str::<Element>(&xml).expect_err("20 MB of declarations");
    let ErrorKind::TooLarge { limit: found, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(*found, limit(&xml));
    let xml = format!("<p:a xmlns:p='urn:p' xmlns='urn:b'>{}</p:a>", "<b/>".repeat(20_000));
    assert!(from_str::<Element>(&xml).is_ok());
}

/// A type with a wildcard for attributes, and any number of children of the same type.
#[derive(Debug, Default)]
struct Open {
    attributes: Attributes,
    children: Vec<Open>,
}

impl Record for Open {
    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.any_attribute(name, &mut self.attributes)
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("urn:open") {
            "a" => input.many(&mut self.children),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("urn:open").some("a", &self.children);
    }
}

#[test]
fn captured_attributes_cannot_multiply_their_namespaces() {
    let namespace = "n".repeat(1_024);
    for (item, kind) in [("<a p:b=''/>", "names"), ("<a b='p:x'/>", "values")] {
        let document = |namespace: &str| {
            format!("<a xmlns:p='{namespace}' xmlns='urn:open'>{}</a>", item.repeat(20_000))
        };
        let xml = document(&namespace);
        let error = from_str::<Open>(&xml).expect_err(kind);
        let ErrorKind::TooLarge { limit, .. } = error.kind() else { panic!("{kind}: {error}") };
        assert_eq!(*limit, (xml.len() * 16 + (1 << 20)) as u64);
        assert_eq!(from_str::<Open>(&document("urn:p")).expect(kind).children.len(), 20_000);
    }
    let item = "<a xsi:type='xs:int' p:b=''>1</a>";
    let xml = format!(
        "<a xmlns:p='{namespace}' xmlns='urn:open' xmlns:xs='http://www.w3.org/2001/XMLSchema' \
         xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>{}</a>",
        item.repeat(40_000)
    );
    let error = from_str::<Numbers>(&xml).expect_err("types");
    assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error}");
}

/// The elements `a`, which contain numbers and may have an `xsi:type`.
#[derive(Debug, Default, PartialEq)]
struct Numbers(Vec<Typed<i32>>);

impl Record for Numbers {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("urn:open") {
            "a" => input.many(&mut self.0),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("urn:open").some("a", &self.0);
    }
}

#[test]
fn many_attributes_are_refused() {
    let attributes: String = (0..100_000).map(|index| format!(" a{index}='1'")).collect();
    assert_eq!(refused(&format!("<a{attributes}/>")), "the number of attributes exceeds the limit of 1000");
    let declarations: String = (0..100_000).map(|index| format!(" xmlns:a{index}='u'")).collect();
    assert_eq!(refused(&format!("<a{declarations}/>")), "the number of attributes exceeds the limit of 1000");
    let nested: String = (0..200)
        .map(|depth| {
            format!("<a{}>", (0..100).map(|index| format!(" xmlns:a{depth}x{index}='u'")).collect::<String>())
        })
        .collect();
    assert_eq!(refused(&nested), "the number of namespace declarations exceeds the limit of 256");
}

#[test]
fn many_attributes_are_compared_in_time_that_grows_with_them() {
    let limits = saponify::Limits::default().attributes(usize::MAX);
    let attributes: String = (0..100_000).map(|index| format!(" a{index}='1'")).collect();
    for (xml, is_right) in [(format!("<a{attributes}/>"), true), (format!("<a{attributes} a77='2'/>"), false)]
    {
        for limits in both_ways(limits) {
            let document = saponify::Document::from_text(&xml, limits);
            let begin = Instant::now();
            assert_eq!(document.reader().root().is_ok(), is_right);
            assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        }
    }
}

#[test]
fn megabytes_of_one_construct_are_read() {
    let name = "n".repeat(1 << 20);
    assert!(from_str::<()>(&format!("<{name}></{name}>")).is_ok());
    assert!(refused(&format!("<{name}></{name}x>")).len() < 300);
    assert!(refused(&format!("<{name}:a/>")).len() < 300);
    assert!(refused(&format!("<a {name}:b='1'/>")).len() < 300);
    assert!(refused(&format!("<a {name}='1' {name}='1'/>")).len() < 300);
    assert!(refused(&format!("<a>&{name};</a>")).len() < 300);
    assert!(refused(&format!("<a>&{name}</a>")).len() < 300);
    assert!(refused(&"&".repeat(1 << 20)).len() < 300);
    assert!(refused(&format!("<a>{}</a>", "&".repeat(1 << 20))).len() < 300);
    assert!(refused(&format!("<a {}/>", "b".repeat(1 << 20))).len() < 300);
    assert!(refused(&format!("<a b='{}", "c".repeat(1 << 20))).len() < 300);
    assert!(refused(&"<".repeat(1 << 20)).len() < 300);
    assert!(refused(&format!("<a>{}", "<!--".repeat(1 << 18))).len() < 300);
    assert!(refused(&format!("<a>{}", "<![CDATA[".repeat(1 << 18))).len() < 300);
    assert!(refused(&format!("<a>{}", "<?a".repeat(1 << 18))).len() < 300);
    assert!(refused(&format!("<a>{}", "]]".repeat(1 << 18))).len() < 300);
    assert!(from_str::<String>(&format!("<a>{}</a>", "]=&lt;\r\n".repeat(1 << 16))).is_ok());
    assert!(from_str::<String>(&format!("<a>{}</a>", "<![CDATA[]]><!---->x".repeat(1 << 14))).is_ok());
    assert!(from_str::<String>(&format!("<a>{}</a>", "<!-- -->".repeat(1 << 16))).is_ok());
    assert!(from_str::<()>(&format!("<a>{}</a>", "<b/>".repeat(1 << 16))).is_ok());
    assert!(from_str::<()>(&format!("<a>{}</a>", "<b xmlns='u' xmlns:p='&amp;'/>".repeat(1 << 14))).is_ok());
}

#[test]
fn a_document_with_many_different_names_is_read() {
    let names: String = (0..50_000).map(|index| format!("<n{index} a='1'/><n{index}>x</n{index}>")).collect();
    assert!(from_str::<()>(&format!("<a>{names}</a>")).is_ok());
    assert!(from_str::<Element>(&format!("<a>{names}</a>")).is_ok());
    let namespaces: String =
        (0..20_000).map(|index| format!("<p:n xmlns:p='u{index}'><p:m/></p:n>")).collect();
    assert!(from_str::<()>(&format!("<a>{namespaces}</a>")).is_ok());
}

/// The cache of start tags is cleared when it is full. A wrong end tag must be found all the same.
#[test]
fn a_wrong_end_tag_is_found_among_any_number_of_names() {
    for count in (1..20).chain(185..200).chain(380..385) {
        let names: String = (0..count).map(|index| format!("<name{index:03}>x</name{index:03}>")).collect();
        let right = format!("<root><outer00><other/>{names}</outer00></root>");
        assert!(from_str::<()>(&right).is_ok(), "{count}");
        for index in 0..count {
            // The reader compares the tag together with the bytes after it, so the document must go on.
            let rest = "<!-- long enough for the longest look ahead -->";
            let wrong = format!("<root><outer00>{names}</name{index:03}>{rest}</root>");
            let error = from_str::<()>(&wrong).expect_err("a wrong end tag").to_string();
            assert!(error.contains("expected `</outer00>`"), "{count} {index}: {error}");
        }
    }
}

#[test]
fn many_prefixes_and_many_captured_elements_are_read() {
    #[derive(Default)]
    struct Any(Vec<Element>);

    impl saponify::Record for Any {
        fn decode_field(
            &mut self,
            _name: saponify::Name<'_>,
            input: &mut saponify::Reader<'_>,
        ) -> saponify::Result<saponify::Found> {
            input.any(&mut self.0)
        }

        fn encode_fields(&self, _output: &mut saponify::Writer) {}
    }

    let prefixes: String = (0..999).map(|index| format!(" xmlns:a{index}='u{index}'")).collect();
    let elements = "<x a='b'>a1:b a999:c :</x>".repeat(20_000);
    let xml = format!("<a{prefixes}>{elements}</a>");
    for limits in both_ways(saponify::Limits::default().namespaces(1_000)) {
        let document = saponify::Document::from_text(&xml, limits);
        let mut input = document.reader();
        let mut any = Any::default();
        let begin = Instant::now();
        input.root().and_then(|_| any.decode(&mut input)).and_then(|()| input.end()).expect("well-formed");
        assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
        assert_eq!(any.0.len(), 20_000);
        assert_eq!(any.0[7].to_xml(), "<x xmlns:a1=\"u1\" a=\"b\">a1:b a999:c :</x>");
    }
}

#[test]
fn a_document_that_is_cut_is_an_error_wherever_it_is_cut() {
    let xml = "<?xml version='1.0' encoding='utf-8'?><!-- c --><s:Envelope xmlns:s='urn:s'><s:Body>\
        <z:Zoo xmlns:z='urn:zoo' lang='é&amp;'><z:Name>a &lt; é漢😀 <![CDATA[b]]></z:Name><z:Open/><?p i?>\
        <z:Keepers><z:Keeper age='1'/><z:Keeper xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='1'/></z:Keepers>\
        </z:Zoo></s:Body></s:Envelope>"
        .replace("<z:Open/>", "<z:Open>1</z:Open>");
    let is_error = |bytes: &[u8]| {
        [
            from_slice::<()>(bytes).is_err(),
            from_slice::<Element>(bytes).is_err(),
            from_slice::<shapes::Within>(bytes).is_err(),
        ]
    };
    assert_eq!(is_error(xml.as_bytes()), [false; 3]);
    let utf16: Vec<u8> = format!("\u{FEFF}{}", xml.replace("utf-8", "utf-16"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(is_error(&utf16), [false; 3]);
    for bytes in [xml.as_bytes(), &utf16] {
        for end in 0..bytes.len() {
            assert_eq!(is_error(&bytes[..end]), [true; 3], "{end}");
        }
    }
}

/// Values of more than 2 kB each are nested to the maximum depth, on a thread with a stack of 1 MB.
#[test]
fn recursive_types_are_read_to_the_depth_limit_on_a_small_stack() {
    macro_rules! large {
        ($($member:ident)+) => {
            #[derive(Default)]
            struct Large { $($member: Option<Keeper>,)+ items: Vec<Large>, last: Option<Box<Large>> }

            impl saponify::Record for Large {
                fn decode_field(&mut self, name: saponify::Name<'_>, input: &mut saponify::Reader<'_>) -> saponify::Result<saponify::Found> {
                    match name.within("") {
                        $(stringify!($member) => input.once(0, &mut self.$member),)+
                        "items" => input.many(&mut self.items),
                        "last" => input.once(1, &mut self.last),
                        _ => Ok(saponify::Found::No),
                    }
                }

                fn encode_fields(&self, output: &mut saponify::Writer) {
                    output.within("")$(.field(stringify!($member), &self.$member))+.field("items", &self.items).field("last", &self.last);
                }
            }
        };
    }
    large!(a b c d e f g h i j k l m n o p q r s t u v w x y z aa bb cc dd ee ff gg hh ii jj kk ll mm nn oo pp qq rr);
    for name in ["items", "last"] {
        let xml = format!("<a>{}{}</a>", format!("<{name}>").repeat(95), format!("</{name}>").repeat(95));
        let read = std::thread::Builder::new().stack_size(1 << 20).spawn(move || {
            let mut large = Large::default();
            let document = saponify::Document::from_text(&xml, saponify::Limits::default());
            let mut input = document.reader();
            let read = input.root().and_then(|_| large.decode(&mut input));
            saponify::to_string(("", "a"), &large).expect("it was read");
            read
        });
        let read = read.expect("a thread").join().expect("no overflow");
        assert!(read.is_ok(), "{read:?}");
    }
    assert!(std::mem::size_of::<Large>() > 2_000);
}

#[test]
fn errors_distinguish_malformed_xml_from_a_violated_contract() {
    for (xml, is_malformed) in [("<a", true), ("<a>&b;</a>", true), ("<a>x</a>", false)] {
        let kind = from_str::<i32>(xml).expect_err(xml).into_kind();
        assert_eq!(matches!(kind, ErrorKind::NotWellFormed { .. }), is_malformed);
        assert_eq!(matches!(kind, ErrorKind::Contract { .. }), !is_malformed);
    }
}
