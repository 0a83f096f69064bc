//! The deepest message that the default limits allow is read, shown and dropped on a stack of 1 MB, in debug builds
//! too.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use saponify::soap::server;
use saponify::{
    Body, Contract, Element, ErrorKind, Found, Name, NoFault, Operation, Reader, Record, Result, Version,
    Writer, from_str,
};

macro_rules! node {
    ($($index:literal $field:ident)+) => {
        /// A recursive type with many members, as the generator writes it: it contains itself as a member, in lists and
        /// in choices.
        #[derive(Clone, Debug, Default, PartialEq)]
        struct Node {
            base: Base,
            child: Option<Box<Node>>,
            children: Vec<Node>,
            list: Option<Vec<Node>>,
            choice: Option<Choice>,
            group: Option<Group>,
            $($field: Option<String>,)+
        }

        impl Record for Node {
            fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
                match name.within("") {
                    "child" => input.once(0, &mut self.child),
                    "children" => input.many(&mut self.children),
                    "list" => input.list(2, ("", "item"), &mut self.list),
                    "choice" => input.variant(3, &mut self.choice, Choice::Node),
                    "group" => input.group::<Group>(4, name, &mut self.group),
                    $(stringify!($field) => input.once($index, &mut self.$field),)+
                    _ => input.base(100, &mut self.base, name),
                }
            }

            fn encode_fields(&self, output: &mut Writer) {
                Record::encode_fields(&self.base, output);
                let output = output
                    .within("")
                    .field("child", &self.child)
                    .field("children", &self.children)
                    .list("list", ("", "item"), &self.list)
                    .group(&self.choice)
                    .group(&self.group);
                output$(.field(stringify!($field), &self.$field))+;
            }
        }
    };
}

node! {
    5 f05 6 f06 7 f07 8 f08 9 f09 10 f10 11 f11 12 f12 13 f13 14 f14 15 f15 16 f16 17 f17 18 f18 19 f19 20 f20
    21 f21 22 f22 23 f23 24 f24 25 f25 26 f26 27 f27 28 f28 29 f29 30 f30 31 f31 32 f32 33 f33 34 f34 35 f35 36 f36
    37 f37 38 f38 39 f39 40 f40 41 f41 42 f42 43 f43 44 f44 45 f45 46 f46 47 f47 48 f48 49 f49 50 f50 51 f51 52 f52
}

#[derive(Clone, Debug, PartialEq)]
enum Choice {
    Node(Box<Node>),
}

impl saponify::generated::Group for Choice {
    fn encode_fields(&self, output: &mut Writer) {
        let Self::Node(node) = self;
        output.within("").field("choice", node);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Group {
    group: Option<Box<Node>>,
}

impl Record for Group {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "group" => input.once(0, &mut self.group),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").field("group", &self.group);
    }
}

/// The base type of [`Node`].
#[derive(Clone, Debug, Default, PartialEq)]
struct Base {
    based: Option<Box<Node>>,
}

impl Record for Base {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "based" => input.once(0, &mut self.based),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").field("based", &self.based);
    }
}

/// `count` nested elements: `root`, and then elements with these names in turn.
fn nested(names: &[&str], count: usize) -> String {
    let path: Vec<_> = ["root"].iter().chain(names.iter().cycle()).take(count).collect();
    let start = path.iter().map(|name| format!("<{name}>"));
    start.chain(path.iter().rev().map(|name| format!("</{name}>"))).collect()
}

/// Runs on a thread with a stack of 1 MB.
fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn records_of_every_kind_are_nested_to_the_limit() {
    let kinds: [&[&str]; 7] = [
        &["child"],
        &["children"],
        &["list", "item"],
        &["choice"],
        &["group"],
        &["based"],
        &["child", "choice", "group", "based", "list", "item", "children"],
    ];
    for names in kinds {
        on_small_stack(move || {
            // With the two names `list` and `item`, the innermost element must be an `item`, not a `list`
            // without items. The number of elements, which includes the root, is therefore odd.
            let xml = nested(names, if names.len() == 2 { 95 } else { 96 });
            let value: Node = from_str(&xml).unwrap();
            assert_eq!(
                saponify::to_string(("", "root"), &value).unwrap().matches("</").count(),
                xml.matches("</").count() - 1
            );
            assert!(value == value.clone());
            assert!(!format!("{value:?}").is_empty());
        });
    }
}

#[test]
fn records_that_take_more_stack_are_an_error_and_no_overflow() {
    /// A record whose decoding takes far more stack than generated code does.
    #[derive(Default)]
    struct Greedy(Option<Box<Greedy>>);

    impl Record for Greedy {
        fn decode_field(&mut self, _name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            let taken = std::hint::black_box([0_u8; 16_000]);
            let found = input.once(u16::from(taken[0]), &mut self.0);
            std::hint::black_box(&taken);
            found
        }

        fn encode_fields(&self, _output: &mut Writer) {}
    }

    on_small_stack(|| {
        assert!(from_str::<Greedy>(&nested(&["a"], 10)).is_ok());
        let error = from_str::<Greedy>(&nested(&["a"], 96)).map(drop).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::TooLarge { what, .. } if what.contains("stack")),
            "{error}"
        );
    });
}

#[test]
fn captured_xml_uses_no_stack() {
    std::thread::Builder::new()
        .stack_size(1 << 17)
        .spawn(|| {
            let element = Element::parse(&nested(&["a"], 96)).unwrap();
            assert_eq!(element.children().len(), 1);
            drop(element.clone());
            assert_eq!(Element::parse(&element.to_xml()).unwrap(), element);
        })
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn codes_of_a_fault_are_nested_to_the_limit() {
    on_small_stack(|| {
        let namespace = Version::Soap12.namespace();
        let codes = |count: usize| {
            format!(
                "<Envelope xmlns='{namespace}'><Body><Fault><Code><Value>Sender</Value>{}{}</Code></Fault></Body></Envelope>",
                "<Subcode><Value>x</Value>".repeat(count),
                "</Subcode>".repeat(count),
            )
        };
        let read = |text: String| server::read_request::<Nothing>(text.as_bytes()).map(drop).unwrap_err();
        let error = read(codes(88));
        assert_eq!(error.fault().map(|fault| fault.subcodes.len()), Some(88), "{error}");
        let error = read(codes(98));
        assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error}");
    });
}

enum Nothing {}

impl Operation for Nothing {
    type Request = ();
    type Reply = ();
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract {
        name: "Nothing",
        action: "",
        request: Body::Element("", "Nothing"),
        reply: Body::Element("", "NothingResponse"),
        request_headers: &[],
    };
}
