//! Texts: whitespace, enumerations compared by value, and defaults of empty elements.

use saponify::DepartureKind;

use super::*;

/// Reads a `Call` with this content.
fn read<T: saponify::Value>(content: &str) -> T {
    let xml = format!("<Call xmlns=\"urn:t\">{content}</Call>");
    saponify::from_str(&xml).unwrap_or_else(|error| panic!("{xml}\n{error}"))
}

#[test]
fn white_space_is_normalized_by_the_type() {
    use white_space::{Call, CallChoice, Size};
    let call: Call = saponify::from_str(
        "<Call xmlns=\"urn:t\" lang=\" en&#10;\"><Any> a\n b </Any><Line> a\n\tb </Line><Address>\n http://x \n</Address>\
         <Tag>a\n  b</Tag><Tag>c</Tag><Tag><![CDATA[ d ]]></Tag><Tag> </Tag><Tags><Tag> e&#9; f</Tag><Tag>g</Tag></Tags>\
         <Tidy> h  i </Tidy><Title short=\" j&#10;k\">  l\n m<!-- -->n </Title><Size> o  p </Size><Name>\nq</Name></Call>",
    )
    .unwrap();
    assert_eq!(call.lang.as_deref(), Some("en"));
    assert_eq!((call.any.as_deref(), call.line.as_deref()), (Some(" a\n b "), Some(" a  b ")));
    assert_eq!(call.address.as_deref(), Some("http://x"));
    assert_eq!(call.tag, ["a b", "c", "d", ""]);
    assert_eq!(call.tags, Some(vec!["e f".to_owned(), "g".to_owned()]));
    assert_eq!(call.tidy.as_deref(), Some("h i"));
    let title = call.title.unwrap();
    assert_eq!((title.value.as_str(), title.short.as_deref()), ("l mn", Some(" j k")));
    assert_eq!(call.size.map(|size| matches!(size, Size::Token(text) if text == "o p")), Some(true));
    assert_eq!(call.choice, Some(CallChoice::Name("q".to_owned())));
    let call: Call = read("<Names><Tag> r </Tag></Names>");
    assert_eq!(call.choice, Some(CallChoice::Names(vec!["r".to_owned()])));
}

#[test]
fn enumerations_of_strings_compare_with_the_white_space_that_their_type_declares() {
    use white_space_enumerations::{Call, Exact, Line, Size, Tidy};
    let call: Call = saponify::from_str(
        "<Call xmlns=\"urn:t\" derived=\" open \"><Exact>on\thold</Exact><Tidy> on\n hold </Tidy><Line>on\thold</Line>\
         <Derived> on  hold</Derived><Derived>open</Derived><Size>on\nhold</Size></Call>",
    )
    .unwrap();
    assert_eq!(call.exact, Some(Exact::Other("on\thold".into())));
    assert_eq!((call.tidy, call.line), (Some(Tidy::OnHold), Some(Line::OnHold)));
    assert_eq!(call.derived, [Exact::OnHold, Exact::Open]);
    assert_eq!(call.derived_attribute, Some(Exact::Open));
    assert_eq!(call.size, Some(Size::Tidy(Tidy::OnHold)));
    // `whiteSpace="replace"` keeps the number of white space characters.
    let call: Call = read("<Line> on hold</Line>");
    assert_eq!(call.line, Some(Line::Other(" on hold".into())));
}

#[test]
fn enumerations_compare_as_values_of_their_base() {
    use enumeration_values::{Call, Count, Limit, Mark, Pair, Rate, Ratio, Start, State, Word};
    for (content, expected) in [
        ("<Word> on</Word>", Call { word: Some(Word::On), ..Call::default() }),
        ("<Word>on</Word>", Call { word: Some(Word::OnValue), ..Call::default() }),
        ("<Word>on </Word>", Call { word: Some(Word::Other("on ".into())), ..Call::default() }),
        ("<State>\n not\tfound</State>", Call { state: Some(State::NotFound), ..Call::default() }),
        ("<State> no  idea</State>", Call { state: Some(State::Other("no idea".into())), ..Call::default() }),
        ("<Rate>1</Rate>", Call { rate: Some(Rate::Value1_0), ..Call::default() }),
        ("<Rate>+2.5</Rate>", Call { rate: Some(Rate::Value2_50), ..Call::default() }),
        ("<Rate>2.51</Rate>", Call { rate: Some(Rate::Other("2.51".into())), ..Call::default() }),
        ("<Count>01</Count>", Call { count: Some(Count::Value1), ..Call::default() }),
        ("<Count> 2 </Count>", Call { count: Some(Count::Value02), ..Call::default() }),
        ("<Count/>", Call { count: Some(Count::Value1), ..Call::default() }),
        ("<Ratio>1000</Ratio>", Call { ratio: Some(Ratio::Value1E3), ..Call::default() }),
        ("<Ratio>NaN</Ratio>", Call { ratio: Some(Ratio::NaN), ..Call::default() }),
        (
            "<Start>2024-02-29T14:00:00.0+02:00</Start>",
            Call { start: Some(Start::Value2024_02_29T12_00_00Z), ..Call::default() },
        ),
        ("<Mark>0AfF</Mark>", Call { mark: Some(Mark::Value0aFF), ..Call::default() }),
        ("<Pair>+1\n02</Pair>", Call { pair: Some(Pair::Value1_2), ..Call::default() }),
        ("<Pair>1 2 3</Pair>", Call { pair: Some(Pair::Other("1 2 3".into())), ..Call::default() }),
        ("<Limit>07</Limit>", Call { limit: Some(Limit::Value7), ..Call::default() }),
        ("<Limit> no  limit</Limit>", Call { limit: Some(Limit::NoLimit), ..Call::default() }),
    ] {
        assert_eq!(read::<Call>(content), expected, "{content}");
    }
    assert_eq!(Count::from("001"), Count::Value1);
    assert_eq!(Call::default().count_or_default(), &Count::Value1);
}

#[test]
fn a_list_contains_base64_without_the_blanks_of_its_enumeration() {
    use enumeration_values::Call;
    let call: Call = read("<Keys>BAUG AQID</Keys>");
    let xml = saponify::to_string(("urn:t", "Call"), &call).unwrap();
    assert!(xml.contains(">BAUG AQID<"), "{xml}");
    assert_eq!(saponify::from_str::<Call>(&xml).unwrap(), call);
}

#[test]
fn the_declared_type_of_an_enumeration_is_no_departure() {
    let xml = "<Call xmlns=\"urn:t\" xmlns:t=\"urn:t\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
               <Word xsi:type=\"t:Odd\">on</Word><State xsi:type=\"t:State\">not found</State></Call>";
    let mode = saponify::ReadingMode::Standard;
    let (_, account) = saponify::from_str_as::<enumeration_values::Call>(xml, mode).unwrap();
    let noted: Vec<_> = account.iter().map(|departure| departure.found.as_str()).collect();
    assert_eq!(noted, ["t:Odd"]);
}

#[test]
fn an_empty_element_has_its_default() {
    use empty_elements::{Call, CallChoice, Day, Size};
    let xml = "<Call xmlns=\"urn:t\"><City/><Kind></Kind><Lang/><Lang>de</Lang><Bytes/><Note by=\"me\"/><Size/>\
               <Ports><Port/><Port>81</Port></Ports><Days><Day>mon</Day><Day/></Days><Words><Word/><Word>c</Word><Word><!-- --></Word>\
               </Words><Left/></Call>";
    let document = saponify::Document::new(xml.as_bytes(), saponify::Limits::default()).unwrap();
    let mut reader = document.reader();
    reader.root().unwrap();
    let mut call = Call::default();
    saponify::Value::decode(&mut call, &mut reader).unwrap();
    assert_eq!((call.city.as_deref(), call.kind.as_deref()), (Some("Oslo"), Some("X")));
    assert_eq!(call.lang, ["en", "de"]);
    assert_eq!(call.bytes.as_ref().map(|bytes| bytes.to_vec()), Some(vec![10, 255]));
    let note = call.note.as_ref().unwrap();
    assert_eq!((note.value.as_str(), note.by.as_deref()), ("none", Some("me")));
    assert!(matches!(&call.size, Some(Size::String(text)) if text == "small"));
    assert_eq!(call.ports, Some(vec![80, 81]));
    assert_eq!(call.days, Some(vec![Day::Mon, Day::Tue]));
    assert_eq!(call.words, Some(["a b", "c", "a b"].map(str::to_owned).to_vec()));
    assert_eq!(call.choice, Some(CallChoice::Left("l".to_owned())));
    // The types of `Port` and `Day` do not accept an empty text. An empty element can only mean the default,
    // so it is not recorded as a departure.
    let noted: Vec<_> = reader.account().iter().map(|departure| departure.path.as_str()).collect();
    let expected =
        ["City", "Kind", "Lang[0]", "Bytes", "Note", "Size", "Words/Word[0]", "Words/Word[2]", "Left"];
    assert_eq!(noted, expected.map(|path| format!("Call/{path}")));
    assert!(reader.account().iter().all(|departure| departure.kind == DepartureKind::Default));

    let nil: Call = read("<City xsi:nil=\"true\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"/>");
    assert_eq!(nil.city, None);
    let blank: Call = read("<City> </City><Words><Word> </Word></Words>");
    assert_eq!((blank.city.as_deref(), blank.words), (Some(" "), Some(vec![String::new()])));
}

#[test]
fn an_empty_element_of_mixed_content_has_its_default_as_text() {
    use empty_elements::{Call, ProseContent};
    let call: Call = read("<Prose/><Prose></Prose><Prose><B/></Prose><Prose><B></B></Prose><Prose> </Prose>");
    let text = |text: &str| vec![ProseContent::Text(text.to_owned())];
    let content: Vec<_> = call.prose.into_iter().map(|prose| prose.content).collect();
    let b = vec![ProseContent::B(3)];
    assert_eq!(content, [text("no text"), text("no text"), b.clone(), b, text(" ")]);
}

#[test]
fn an_empty_element_of_any_type_has_its_default_as_text() {
    let call: empty_elements::Call = read(
        "<Any/><Any></Any><Any> </Any><Any kind=\"k\"/><Any xsi:nil=\"true\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"/><Any><x/></Any><Plain/>",
    );
    let texts: Vec<_> = call.any.iter().map(|any| any.text()).collect();
    let default = Some("a < b");
    assert_eq!(
        texts.iter().map(Option::as_deref).collect::<Vec<_>>(),
        [default, default, Some(" "), default, Some(""), None]
    );
    assert_eq!(call.plain.as_ref().and_then(|plain| plain.text()).as_deref(), Some("7"));
    let written = saponify::to_string(("urn:t", "Call"), &call).unwrap();
    assert_eq!(saponify::from_str::<empty_elements::Call>(&written).unwrap(), call);
    let xml = "<Call xmlns=\"urn:t\"><Any/><Plain></Plain></Call>";
    let (_, account) =
        saponify::from_str_as::<empty_elements::Call>(xml, saponify::ReadingMode::Strict).unwrap();
    let noted: Vec<_> = account.iter().map(|departure| (departure.kind, departure.path.as_str())).collect();
    assert_eq!(noted, [(DepartureKind::Default, "Call/Any[0]"), (DepartureKind::Default, "Call/Plain")]);
}

#[test]
fn white_space_is_read_as_a_default_only_by_modes_that_record_it() {
    use saponify::ReadingMode;
    let xml = "<Call xmlns=\"urn:t\"><Ports><Port> </Port></Ports></Call>";
    for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
        let (call, account) =
            saponify::Element::parse(xml).unwrap().decode_as::<empty_elements::Call>(mode).unwrap();
        let noted: Vec<_> = account.iter().map(|departure| departure.path.as_str()).collect();
        assert_eq!((call.ports, noted), (Some(vec![80]), vec!["Call/Ports/Port[0]"]));
    }
    let strict =
        saponify::Element::parse(xml).unwrap().decode_as::<empty_elements::Call>(ReadingMode::Strict);
    assert!(strict.unwrap_err().to_string().contains("Port[0]"));
}

#[test]
fn an_empty_text_that_would_be_read_as_a_default_is_not_written() {
    use empty_elements::{Call, CallChoice, Note, Prose, ProseContent, Size};
    use saponify::Element;
    let call = |change: fn(&mut Call)| {
        let mut call = Call::default();
        change(&mut call);
        saponify::to_string(("urn:t", "Call"), &call)
    };
    for (change, path, default) in [
        ((|call| call.city = Some(String::new())) as fn(&mut Call), "Call/City", "Oslo"),
        (|call| call.lang = vec!["en".into(), String::new()], "Call/Lang[1]", "en"),
        (|call| call.bytes = Some(Default::default()), "Call/Bytes", "0AFF"),
        (|call| call.note = Some(Note::default()), "Call/Note", "none"),
        (|call| call.size = Some(Size::String(String::new())), "Call/Size", "small"),
        (|call| call.words = Some(vec![String::new()]), "Call/Words/Word[0]", "a b"),
        (|call| call.choice = Some(CallChoice::Left(String::new())), "Call/Left", "l"),
        (|call| call.prose = vec![Prose::default()], "Call/Prose[0]", "no text"),
        (
            |call| call.prose = vec![Prose { content: vec![ProseContent::Text(String::new())] }],
            "Call/Prose[0]",
            "no text",
        ),
        (|call| call.any = vec![Element::parse("<Any/>").unwrap()], "Call/Any[0]", "a < b"),
        (|call| call.plain = Some(Element::parse("<Plain/>").unwrap()), "Call/Plain", "7"),
    ] {
        let error = call(change).unwrap_err().to_string();
        assert!(error.contains(path) && error.contains(&format!("`{default}`")), "{error}");
    }
    assert!(call(|call| call.words = Some(Vec::new())).is_ok(), "a list without items is not an empty text");
    let inner = call(|call| call.prose = vec![Prose { content: vec![ProseContent::I(String::new())] }]);
    assert!(inner.is_ok(), "mixed content with an empty element is not empty: {inner:?}");
    let nil = Element::parse("<Any xsi:nil='true' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'/>");
    let with_nil = Call { any: vec![nil.unwrap()], ..Call::default() };
    assert!(saponify::to_string(("urn:t", "Call"), &with_nil).is_ok());
    let twice = call(|call| {
        call.city = Some("x".into());
        call.ports = Some(vec![1]);
    });
    assert!(twice.is_ok(), "{twice:?}");
}

#[test]
fn a_value_keeps_the_lexical_form_that_a_pattern_may_require() {
    use patterns::Call;
    let call: Call = round_trip(
        "<Call xmlns=\"urn:t\" code=\"007\"><Speed>4.2E3</Speed><Code>042</Code><Count>42</Count><Mark>0aff</Mark>\
         <Bytes>0AFF</Bytes><Bits>1 0 1</Bits><Codes>001 020</Codes><Flag>1</Flag><Either>012</Either></Call>",
    );
    let (speed, code) = (call.speed.as_ref().unwrap(), call.code.as_ref().unwrap());
    assert_eq!((**speed, **code, call.count), (4200.0, 42, Some(42)));
    assert_eq!(call.mark.as_ref().map(|mark| mark.to_vec()), Some(vec![10, 255]));
    assert_eq!(call.bits.as_ref().map(|bits| bits.to_vec()), Some(vec![true, false, true]));
    assert_eq!(call.codes.as_ref().map(|codes| codes.iter().map(|code| **code).sum()), Some(21));
    assert_eq!(call.flag.as_deref(), Some("1"));
    assert_eq!(Call::default().speed_or_default().to_string(), "1.0E0");
    let made = Call { code: "007".parse().ok(), ..Call::default() };
    let written = saponify::to_string(("urn:t", "Call"), &made).unwrap();
    assert_eq!(written, "<Call xmlns=\"urn:t\"><Code>007</Code></Call>");
    let other: Call = read("<Flag>\n 1 </Flag><Code> 007\n</Code>");
    assert_eq!((other.flag.as_deref(), other.code.unwrap().to_string().as_str()), (Some("1"), "007"));
}

#[test]
fn texts_in_dictionaries_and_faults_are_normalized_by_their_types() {
    use text_rules::{Call, CallFault};
    let call: Call = read(
        "<Labels><Label><Key> a\n b </Key><Value/></Label><Label><Key>c</Key><Value> d </Value></Label></Labels>",
    );
    let labels = call.labels.clone().unwrap();
    assert_eq!(labels.get("a b"), Some(&"none".to_owned()));
    assert_eq!(labels.get("c"), Some(&" d ".to_owned()));
    let empty = Call { labels: Some([("a".to_owned(), String::new())].into()), ..Call::default() };
    let error = saponify::to_string(("urn:t", "Call"), &empty).unwrap_err().to_string();
    assert!(error.contains("Value") && error.contains("`none`"), "{error}");

    let fault = |xml: &str| {
        let mut fault = saponify::Fault::default();
        fault.detail.push(saponify::Element::parse(xml).unwrap());
        fault.detail::<CallFault>().unwrap()
    };
    let refused = fault("<Refused xmlns=\"urn:t\"> no\n  way </Refused>");
    assert_eq!(refused, Some(CallFault::Refused("no way".to_owned())));
    assert_eq!(fault("<Delay xmlns=\"urn:t\"/>"), Some(CallFault::Delay(5)));
}

#[test]
fn elements_that_replace_the_element_of_a_fault_are_decoded() {
    use fault_heads::{CallFault, Missing, Problem};
    let fault = |xml: &str| {
        let mut fault = saponify::Fault::default();
        fault.detail.push(saponify::Element::parse(xml).unwrap());
        fault.detail::<CallFault>().unwrap()
    };
    let missing = Missing { name: "n".to_owned(), problem: Problem::default() };
    let found = fault("<NotFound xmlns=\"urn:t\"><Name>n</Name></NotFound>");
    assert_eq!(found, Some(CallFault::NotFound(missing)));
    assert!(matches!(fault("<Refused xmlns=\"urn:t\"/>"), Some(CallFault::Refused(_))));
    // `NoRight` is declared as a fault itself, although it substitutes for the element of another fault.
    assert!(matches!(fault("<NoRight xmlns=\"urn:t\"/>"), Some(CallFault::Forbidden(_))));
    assert_eq!(fault("<Delay xmlns=\"urn:t\">1</Delay>"), Some(CallFault::Delay(1)));
    assert_eq!(fault("<LongDelay xmlns=\"urn:t\">2</LongDelay>"), Some(CallFault::LongDelay(2)));
    assert_eq!(fault("<AnyProblem xmlns=\"urn:t\"/>"), None);
}

#[test]
fn the_default_of_a_name_has_the_namespace_of_the_schema() {
    let call: text_rules::Call = read("<Kind/><Bare xmlns:k=\"urn:other\"/>");
    let (kind, bare) = (call.kind.unwrap(), call.bare.unwrap());
    assert_eq!((kind.namespace(), kind.local()), ("urn:kinds", "plain"));
    assert_eq!((bare.namespace(), bare.local()), ("http://schemas.xmlsoap.org/wsdl/", "plain"));
}

#[test]
fn an_enumerated_number_keeps_the_lexical_form_that_a_pattern_requires() {
    let xml = "<Call xmlns=\"urn:t\"><Level>02</Level><High>09</High></Call>";
    let call: text_rules::Call = round_trip(xml);
    assert_eq!(call.level.as_deref(), Some(&text_rules::Level::Value2));
    assert_eq!(call.high.as_deref(), Some(&text_rules::Rank::Value9));
}
