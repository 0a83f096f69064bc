//! The golden files compile, and read and write what their schemas say.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::enum_variant_names,
    clippy::unwrap_used,
    clippy::panic
)]

/// One module for each golden file, and a test that none is missing.
macro_rules! golden {
    ($($name:ident)*) => {
        $(#[path = "fixtures/golden"] mod $name { include!(concat!("fixtures/golden/", stringify!($name), ".rs")); })*

        #[test]
        fn every_golden_file_is_compiled() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden");
            let mut files: Vec<_> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
                .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
                .collect();
            files.sort();
            assert_eq!(files, [$(stringify!($name)),*]);
        }
    };
}

golden! {
    ambiguous array_in_field choice conventions defaults derived_types dictionary dotnet encoded enumeration extension faults headers mixed names nil_attributes
    numbers occurrence optional_group ports qualified_names recursion repeated_group rpc secrets simple_content substituted_body substitution union validate
    wildcard_of_members wildcards
}

/// Reads a `Call`, writes it, and reads that again: both values and both texts must be equal.
fn round_trip<T: saponify::Value + PartialEq + std::fmt::Debug>(xml: &str) -> T {
    let value: T = saponify::from_str(xml).unwrap_or_else(|error| panic!("{xml}\n{error}"));
    let written =
        saponify::to_string(("urn:t", "Call"), &value).unwrap_or_else(|error| panic!("{xml}\n{error}"));
    let again: T = saponify::from_str(&written).unwrap_or_else(|error| panic!("{written}\n{error}"));
    assert_eq!(again, value, "{written}");
    assert_eq!(written, xml);
    value
}

/// Why a text is refused.
fn refused<T: saponify::Value + std::fmt::Debug>(xml: &str) -> String {
    saponify::from_str::<T>(xml).unwrap_err().to_string()
}

#[test]
fn required_optional_nillable_and_repeated_members_are_told_apart() {
    use occurrence::Call;
    let call: Call = round_trip(
        "<Call xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:t\"><Required>1</Required>\
         <RequiredNillable xsi:nil=\"true\"/><Many>a</Many><Many/><ManyNillable xsi:nil=\"true\"/><Some>s</Some></Call>",
    );
    assert_eq!((call.required, call.optional, call.required_nillable), (1, None, None));
    assert_eq!(call.many, ["a", ""]);
    assert_eq!(call.many_nillable, [None]);
}

#[test]
fn a_required_member_that_is_missing_is_named() {
    let error = refused::<occurrence::Call>("<Call xmlns=\"urn:t\"><Some/><RequiredNillable/></Call>");
    assert!(error.contains("Required") && !error.contains("RequiredNillable"), "{error}");
    let error =
        refused::<occurrence::Call>("<Call xmlns=\"urn:t\"><Required>1</Required><RequiredNillable/></Call>");
    assert!(error.contains("Some"), "{error}");
    let error = refused::<extension::Call>("<Call xmlns=\"urn:t\"><User version=\"1\"><Name/></User></Call>");
    assert!(error.contains("Must"), "{error}");
    let error = refused::<extension::Call>("<Call xmlns=\"urn:t\"><User><Must>1</Must><Name/></User></Call>");
    assert!(error.contains("version"), "{error}");
}

#[test]
fn a_member_that_comes_twice_is_refused() {
    let error = refused::<extension::Call>(
        "<Call xmlns=\"urn:t\"><User version=\"1\"><Must>1</Must><Name/><Must>2</Must></User></Call>",
    );
    assert!(error.contains("Must"), "{error}");
}

#[test]
fn an_array_stands_right_in_the_field() {
    let call: array_in_field::Call = round_trip(
        "<Call xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:t\"><Users><User><Id>1</Id></User>\
         <User xsi:nil=\"true\"/></Users><Names><Name>n</Name></Names></Call>",
    );
    assert_eq!(call.users.unwrap().iter().flatten().count(), 1);
    assert_eq!(call.names, ["n"]);
}

#[test]
fn an_array_of_arrays_keeps_rows_that_are_nil_or_empty() {
    let call: array_in_field::Call = round_trip(
        "<Call xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:t\"><Names/><Grid><ArrayOfint><int>1</int>\
         <int xsi:nil=\"true\"/></ArrayOfint><ArrayOfint xsi:nil=\"true\"/><ArrayOfint/></Grid></Call>",
    );
    let rows: Vec<_> = call.grid.unwrap().into_iter().map(|row| row.map(|row| row.int)).collect();
    assert_eq!(rows, [Some(vec![Some(1), None]), None, Some(vec![])]);
}

#[test]
fn a_dictionary_keeps_order_and_nil_values() {
    let call: dictionary::Call = round_trip(
        "<Call xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:t\"><Rights><Pair><Key>b</Key>\
         <Value>1</Value></Pair><Pair><Key>a</Key><Value xsi:nil=\"true\"/></Pair></Rights></Call>",
    );
    assert_eq!(call.rights.unwrap().get("b"), Some(&1));
}

#[test]
fn members_of_the_base_come_first_and_are_read_in_any_order() {
    let xml = "<Call xmlns=\"urn:t\"><User version=\"1\" lang=\"no\"><Right>r</Right><Must>2</Must><Name>n</Name></User></Call>";
    let call: extension::Call = round_trip(xml);
    let mixed = "<Call xmlns=\"urn:t\"><User lang=\"no\" version=\"1\"><Name>n</Name><Must>2</Must><Right>r</Right></User></Call>";
    assert_eq!(saponify::from_str::<extension::Call>(mixed).unwrap(), call);
}

#[test]
fn the_type_that_an_element_says_it_has_chooses_the_variant() {
    use derived_types::{AnyFigure, AnyShape, Call};
    let call: Call = round_trip(
        "<Call xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:t\"><Shape xsi:type=\"Circle\"><Name>c</Name>\
         <Radius>0.5</Radius></Shape><Figures xsi:type=\"Line\"><Length>1.50</Length></Figures></Call>",
    );
    assert!(matches!(&call.shape, Some(AnyShape::Circle(circle)) if circle.radius == 0.5));
    let unknown = "<Call xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:t\">\
                   <Figures xsi:type=\"Arc\"><Angle>90</Angle></Figures></Call>";
    let call: Call = saponify::from_str(unknown).unwrap();
    assert!(matches!(&call.figures[..], [AnyFigure::Other(_)]));
    let written = saponify::to_string(("urn:t", "Call"), &call).unwrap();
    assert!(written.contains("Arc\"") && written.contains(">90</Angle>"), "{written}");
    assert_eq!(saponify::from_str::<Call>(&written).unwrap(), call);
}

#[test]
fn an_unknown_value_of_an_enumeration_survives_and_an_unset_one_is_not_written() {
    use enumeration::{Call, Level};
    let call: Call =
        round_trip("<Call xmlns=\"urn:t\"><Level>unheard-of</Level><Rights>Read Fly</Rights></Call>");
    assert_eq!(call.level, "unheard-of");
    assert_eq!(call.level.to_string().parse(), Ok(call.level));
    let empty: Call = round_trip("<Call xmlns=\"urn:t\"><Level/></Call>");
    assert_eq!(empty.level, Level::Empty);
    let union = union::Call::default();
    assert!(saponify::to_string(("urn:t", "Call"), &union).is_ok(), "a number has a value from the start");
}

#[test]
fn a_union_is_the_first_member_that_takes_the_text() {
    use union::{Call, Size};
    let call: Call = round_trip("<Call xmlns=\"urn:t\"><Size>12</Size></Call>");
    assert_eq!(call.size, Size::Int(12));
    let call: Call = round_trip("<Call xmlns=\"urn:t\"><Size>large</Size><Code>A`</Code></Call>");
    assert!(!matches!(call.size, Size::Int(_)));
}

#[test]
fn an_open_member_of_a_union_takes_only_what_no_other_takes() {
    use union::{Call, Limit, LimitMember1, Limits, Size, SizeMember2};
    let call: Call = round_trip(
        "<Call xmlns=\"urn:t\"><Size>huge</Size><Limit>7</Limit><Limits>2024-02-29</Limits></Call>",
    );
    assert_eq!(call.size, Size::SizeMember2(SizeMember2::Other("huge".into())));
    assert_eq!(call.limit, Some(Limit::LimitMember2(7)));
    assert!(matches!(call.limits, Some(Limits::Date(_))));
    let call: Call = round_trip(
        "<Call xmlns=\"urn:t\"><Size>small</Size><Limit>unbounded</Limit><Limits>unbounded</Limits></Call>",
    );
    assert_eq!(call.limit, Some(Limit::LimitMember1(LimitMember1::Unbounded)));
    assert_eq!(call.limits, Some(Limits::Limit(Limit::LimitMember1(LimitMember1::Unbounded))));
    let call: Call =
        round_trip("<Call xmlns=\"urn:t\"><Size>1</Size><Limit>-1</Limit><Limits>-1</Limits></Call>");
    assert_eq!(call.limit, Some(Limit::LimitMember1(LimitMember1::Other("-1".into()))));
}

#[test]
fn defaults_stand_for_what_is_absent() {
    use defaults::{Call, Level};
    let call: Call = round_trip("<Call xmlns=\"urn:t\"><Required>2</Required></Call>");
    assert_eq!((call.level_or_default(), call.mode_or_default()), (&Level::Low, &Level::High));
    assert_eq!(call.levels_or_default(), [Level::Low, Level::High].into());
    assert_eq!((call.name_or_default(), call.count_or_default()), ("Ada", 7));
    assert_eq!(call.words_or_default(), ["a".to_owned(), "b".to_owned()].into());
    assert_eq!(call.effective_from_date().to_string(), "2024-02-28");
    assert_eq!(call.price_or_default().to_string(), "1.50");
    let call: Call =
        round_trip("<Call xmlns=\"urn:t\" mode=\"low\"><Level>x</Level><Required>2</Required></Call>");
    assert_eq!((call.level_or_default(), call.mode_or_default()), (&Level::Other("x".into()), &Level::Low));
}

#[test]
fn qualified_names_keep_their_namespace() {
    use qualified_names::Call;
    let xml = "<c:Call xmlns:c=\"urn:t\" any=\" a\"><c:Code xmlns:x=\"urn:x\">x:Odd</c:Code><c:Format>c:png</c:Format>\
               <c:Anything>1</c:Anything></c:Call>";
    let call: Call = saponify::from_str(xml).unwrap();
    assert_eq!((call.code.namespace(), call.code.local()), ("urn:x", "Odd"));
    assert_eq!((call.format.namespace(), call.format.local()), ("urn:t", "png"));
    assert_eq!(
        (call.any.as_deref(), call.anything.as_ref().and_then(|one| one.text()).as_deref()),
        (Some(" a"), Some("1"))
    );
    let written = saponify::to_string(("urn:t", "Call"), &call).unwrap();
    assert_eq!(saponify::from_str::<Call>(&written).unwrap(), call);
}

#[test]
fn a_value_is_held_against_the_facets_of_its_types() {
    use saponify::Validate;
    use validate::{AnyShape, Call, CallChoice, CallGroup, CallSize, Circle, Level, Price, Shape};
    let date = |text: &str| text.parse().unwrap();
    let right = Call {
        base: validate::Base { id: Some("a1".into()) },
        code: Some("ABC".into()),
        share: vec!["0".parse().unwrap(), "0.990".parse().unwrap()],
        level: Some(Level::Low),
        size: Some(CallSize::Int(-7)),
        choices: vec![CallChoice::Until(date("2099-12-31")), CallChoice::Anything("x".into())],
        words: Some([Level::Low, Level::High].into()),
        ..Default::default()
    };
    assert_eq!(right.validate(), Ok(()));
    assert_eq!(
        Call { size: Some(CallSize::ShortCode("XX".into())), ..right.clone() }.validate().unwrap_err().len(),
        1
    );
    let shape = Shape { price: Some(Price { value: "1".parse().unwrap() }) };
    let wrong = Call {
        base: validate::Base { id: Some("1a".into()) },
        code: Some("aX12345".into()),
        share: vec!["0.999".parse().unwrap()],
        level: Some(Level::Other("odd".into())),
        size: Some(CallSize::ShortCode("low".into())),
        figure: Some(AnyShape::Circle(Box::new(Circle { shape, id: Some("a:b".into()) }))),
        codes: Some(vec!["AB".into(), "abc".into()]),
        choices: vec![
            CallChoice::Unset,
            CallChoice::FromAndTo(CallGroup { from: date("2024-01-01"), to: date("2100-01-01") }),
        ],
        words: Some([Level::Low, Level::Other("x".into()), Level::High].into()),
        plain: Some(validate::Plain::default()),
        ..Default::default()
    };
    let found: Vec<_> = wrong.validate().unwrap_err().iter().map(ToString::to_string).collect();
    let expected = [
        r"Id: expected a text that matches `[\i-[:]][\c-[:]]*`, found `1a`",
        "Code: expected a text that matches `[^X]*`, found `aX12345`",
        r"Code: expected a text that matches `[A-Z]+` or `\d+`, found `aX12345`",
        "Code: expected at most 4 characters, not 7, found `aX12345`",
        "Share: expected at least 2 of it, not 1",
        "Share[1]: expected at most 2 digits of fraction, found `0.999`",
        "Level: expected one of the values that the contract lists, found `odd`",
        "Figure/Price: expected less than 1, found `1`",
        r"Figure/@id: expected a text that matches `[\i-[:]][\c-[:]]*`, found `a:b`",
        r"Codes/Code[2]: expected a text that matches `[A-Z]+` or `\d+`, found `abc`",
        "Plain: expected a choice, but nothing was chosen",
        "the value: expected a choice, but nothing was chosen",
        "To: expected at most 2099-12-31, found `2100-01-01`",
        "@words: expected one of the values that the contract lists, found `low x high`",
        "@words: expected at most 2 items, not 3, found `low x high`",
    ];
    assert_eq!(found, expected);
}

#[test]
fn lists_dictionaries_and_fixed_values_are_checked() {
    use saponify::Validate;
    use validate::Call;
    let right = Call {
        few: Some(vec!["a".into(), "b".into()]),
        rights: Some([("AB".to_owned(), "0.5".parse().unwrap())].into_iter().collect()),
        unit: Some(" kg".into()),
        factor: Some("0.5".parse().unwrap()),
        version: Some(7),
        share: vec![Default::default(); 2],
        ..Default::default()
    };
    assert_eq!(right.validate(), Ok(()));
    // An empty element has the fixed value.
    assert_eq!(Call { unit: Some(String::new()), ..right.clone() }.validate(), Ok(()));
    let wrong = Call {
        few: Some(vec![]),
        rights: Some(
            [("AB".to_owned(), "0.5".parse().unwrap()), ("ab".to_owned(), "1".parse().unwrap())]
                .into_iter()
                .collect(),
        ),
        unit: Some("g".into()),
        factor: Some("0.51".parse().unwrap()),
        version: Some(8),
        ..right
    };
    let found: Vec<_> = wrong.validate().unwrap_err().iter().map(ToString::to_string).collect();
    let expected = [
        "Few/Word: expected at least 1 of it, not 0",
        r"Rights[2]/Key: expected a text that matches `[A-Z]+` or `\d+`, found `ab`",
        "Rights[2]/Value: expected less than 1, found `1`",
        "Unit: expected `kg`, the only value, or nothing, found `g`",
        "Factor: expected `0.50`, the only value, found `0.51`",
        "@version: expected `7`, the only value, found `8`",
    ];
    assert_eq!(found, expected);
}

#[test]
fn faults_with_one_element_are_one() {
    use faults::{CallFault, Problem};
    let read = |xml: &str| {
        let element: saponify::Element = saponify::from_str(xml).unwrap();
        <CallFault as saponify::Detail>::from_element(&element).map(Result::unwrap)
    };
    let problem = |reason: &str| Problem { reason: reason.into() };
    let expected = [
        ("<Problem xmlns=\"urn:t\"><Reason>a</Reason></Problem>", Some(CallFault::Wrong(problem("a")))),
        ("<Refusal xmlns=\"urn:t\"><Reason>b</Reason></Refusal>", Some(CallFault::Refused(problem("b")))),
        ("<typed><Reason xmlns=\"urn:t\">c</Reason></typed>", Some(CallFault::Typed(problem("c")))),
        ("<Problem/>", None),
    ];
    for (xml, fault) in expected {
        assert_eq!(read(xml), fault, "{xml}");
    }
}

#[test]
fn a_choice_keeps_its_branch_and_a_repeated_one_its_order() {
    use choice::{Call, CallChoice, CallChoiceChoice};
    let call: Call = round_trip(
        "<Call xmlns=\"urn:t\"><Corner>1.5</Corner><Corner>2.5</Corner><Between>true</Between><Left>1</Left><Right>2</Right>\
         <Up>3</Up><Left>4</Left><Left>5</Left></Call>",
    );
    assert_eq!(call.choice, CallChoice::Corner(vec![1.5, 2.5]));
    assert_eq!(call.choices.len(), 4);
    assert!(matches!(&call.choices[0], CallChoiceChoice::LeftAndRight(group) if group.right == Some(2)));
    let error = refused::<Call>("<Call xmlns=\"urn:t\"><Between>true</Between></Call>");
    assert!(error.contains("Circle"), "{error}");
    let error =
        refused::<Call>("<Call xmlns=\"urn:t\"><Circle>1</Circle><Square/><Between>true</Between></Call>");
    assert!(error.contains("Square") || error.contains("Circle"), "{error}");
    let unset = Call { between: true, ..Default::default() };
    let error = saponify::to_string(("urn:t", "Call"), &unset).unwrap_err().to_string();
    assert!(error.contains("nothing was chosen"), "{error}");
}

#[test]
fn a_repeated_group_is_read_as_many_records_as_there_are() {
    let call: repeated_group::Call = round_trip(
        "<Call xmlns=\"urn:t\"><Before>0</Before><Key>a</Key><Value>1</Value><Key>b</Key><Key>c</Key><Value>3</Value>\
         <After>9</After></Call>",
    );
    let groups: Vec<_> = call.groups.iter().map(|group| (group.key.as_str(), group.value)).collect();
    assert_eq!(groups, [("a", Some(1)), ("b", None), ("c", Some(3))]);
    assert_eq!(call.after, Some(9));
}

#[test]
fn a_name_in_two_places_keeps_its_order() {
    let call: ambiguous::Call = round_trip("<Call xmlns=\"urn:t\"><A>1</A><B>x</B><A>2</A></Call>");
    assert_eq!(call.content.len(), 3);
}

#[test]
fn simple_content_is_a_value_and_its_attributes() {
    let call: simple_content::Call =
        round_trip("<Call xmlns=\"urn:t\"><Price value=\"7\">1.50</Price></Call>");
    assert_eq!(call.price.value.to_string(), "1.50");
    assert_eq!((call.price.currency.as_deref(), call.price.currency_or_default()), (None, "NOK"));
    assert!(call.price.net_or_default());
}

#[test]
fn mixed_content_keeps_text_and_elements_in_order() {
    use mixed::{Call, CallNoteContent as C};
    let call: Call =
        round_trip("<Call xmlns=\"urn:t\"><Note type=\"t\">a <B>b</B> c<Text>1</Text></Note></Call>");
    let expected = [C::TextContent("a ".into()), C::B("b".into()), C::TextContent(" c".into()), C::Text(1)];
    assert_eq!(call.note.content, expected);
}

#[test]
fn what_the_contract_leaves_open_is_kept() {
    let call: wildcards::Call = round_trip(
        "<Call xmlns=\"urn:t\" extra=\"e\"><Known>1</Known><Anything><x xmlns=\"urn:x\">y</x></Anything><z xmlns=\"urn:z\"/></Call>",
    );
    assert_eq!(call.any.len(), 1);
}

#[test]
fn recursive_types_hold_themselves() {
    let call: recursion::Call = round_trip(
        "<Call xmlns=\"urn:t\"><Tree><Left><Children/></Left><Branch><Tree><Branch><Leaf>l</Leaf></Branch></Tree></Branch>\
         </Tree></Call>",
    );
    assert_eq!(call.tree.left.unwrap().children.len(), 1);
}

#[test]
fn secrets_do_not_show() {
    let call: secrets::Call = round_trip(
        "<Call xmlns=\"urn:t\" access-token=\"tok\"><Password>hunter2</Password><TicketId>id</TicketId></Call>",
    );
    let shown = format!("{call:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("tok\"") && shown.contains("\"id\""), "{shown}");
    assert_eq!(call.password.unwrap().expose(), "hunter2");
}

#[test]
fn members_of_a_substitution_group_stand_for_its_head() {
    let call: substitution::Call =
        round_trip("<Call xmlns=\"urn:t\"><number>1</number><item>i</item><right>2</right></Call>");
    assert_eq!(call.item.len(), 2);
}

#[test]
fn numbers_keep_their_extremes_and_their_digits() {
    let call: numbers::Call = round_trip(
        "<Call xmlns=\"urn:t\"><Number><Byte>-128</Byte><UnsignedByte>0</UnsignedByte><Short>-32768</Short><UnsignedShort>0\
         </UnsignedShort><Int>-2147483648</Int><UnsignedInt>0</UnsignedInt><Long>-9223372036854775808</Long><UnsignedLong>0\
         </UnsignedLong><Integer>-99999999999999999999999999</Integer><NonNegative>0</NonNegative><Positive>1</Positive>\
         <Negative>-1</Negative><NonPositive>0</NonPositive><Decimal>-79228162514264337593543950335</Decimal>\
         <Float>-INF</Float><Double>-1.7976931348623157E308</Double></Number><Number><Byte>127</Byte><UnsignedByte>255\
         </UnsignedByte><Short>32767</Short><UnsignedShort>65535</UnsignedShort><Int>2147483647</Int><UnsignedInt>4294967295\
         </UnsignedInt><Long>9223372036854775807</Long><UnsignedLong>18446744073709551615</UnsignedLong>\
         <Integer>99999999999999999999999999</Integer><NonNegative>99999999999999999999</NonNegative>\
         <Decimal>0.0000000000000000000000000010</Decimal><Float>0.1</Float><Double>5E-324</Double></Number></Call>",
    );
    assert_eq!(call.number[1].unsigned_long, Some(u64::MAX));
    for (member, text) in [
        ("Byte", "128"),
        ("UnsignedByte", "-1"),
        ("UnsignedShort", "65536"),
        ("UnsignedInt", "4294967296"),
        ("UnsignedLong", "18446744073709551616"),
        ("Positive", "0"),
        ("Negative", "0"),
        ("NonNegative", "-1"),
        ("NonPositive", "1"),
        ("Decimal", "1E3"),
        ("Int", "1.0"),
        ("Double", ""),
    ] {
        let xml = format!("<Call xmlns=\"urn:t\"><Number><{member}>{text}</{member}></Number></Call>");
        let error = refused::<numbers::Call>(&xml);
        assert!(error.contains(member), "{error}");
    }
}

#[test]
fn what_dotnet_adds_to_schemas_is_read_and_told() {
    let call: dotnet::Call = round_trip(
        "<Call xmlns=\"urn:t\"><Id>00000000-0000-0000-0000-00000000000a</Id><Letter>65</Letter><Wait>P0DT2H</Wait>\
         <Kind>Large</Kind><Kinds><Kind>None</Kind><Kind>Negative</Kind></Kinds></Call>",
    );
    assert_eq!((call.letter, call.kind), (Some(65), Some(dotnet::Kind::Large)));
    let code = include_str!("fixtures/golden/dotnet.rs");
    assert!(code.contains("/// Larger than others.") && code.contains("/// In .NET: 16387."), "{code}");
}

/// What a server reads from an envelope that holds this in its body.
fn request<O: saponify::Operation>(body: &str) -> saponify::Result<O::Request> {
    let envelope = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\
         <s:Body>{body}</s:Body></s:Envelope>"
    );
    saponify::soap::server::read_request::<O>(envelope.as_bytes()).map(|received| received.body)
}

#[test]
fn parts_of_rpc_stand_unqualified_in_an_element_named_like_the_operation() {
    use rpc::{Call, Row, operations};
    let read =
        request::<operations::Call>("<t:Call xmlns:t=\"urn:t\"><row><Id>1</Id></row><name>n</name></t:Call>");
    let expected = Call { row: Row { id: 1, note: None }, name: "n".into() };
    assert_eq!(read.unwrap(), expected);
    let version = saponify::Version::Soap11;
    let reply = rpc::CallResponse { return_: Row { id: 2, note: None } };
    let reply = saponify::soap::server::write_reply::<operations::Call>(version, &(), &reply).unwrap();
    assert!(reply.contains(":CallResponse xmlns:n1=\"urn:t\"><return><Id>2</Id></return>"), "{reply}");
}

#[test]
fn a_header_declared_by_a_type_is_called_like_its_part() {
    use headers::{RequestHeaders, Session, operations};
    let session = Session { id: "s".into() };
    let headers = RequestHeaders { trace: Some(1), session: Some(session), bare: Some(2) };
    let client = saponify::Client::new((), "", saponify::Version::Soap11);
    let envelope = client.call::<operations::Call>(&headers, &"x".to_owned()).envelope().unwrap();
    for part in [
        "<Trace xmlns=\"urn:t\">1</Trace>",
        "<session xmlns=\"urn:h\"><Id xmlns=\"urn:t\">s</Id></session>",
        "<bare>2</bare>",
    ] {
        assert!(envelope.contains(part), "{part} in {envelope}");
    }
    let received = saponify::soap::server::read_request::<operations::Call>(envelope.as_bytes()).unwrap();
    assert_eq!(received.headers, headers);
}

#[test]
fn encoded_values_are_read_wherever_they_stand_and_written_with_their_type() {
    use encoded::{Call, CallResponse, Row, Rows, operations};
    let inline = "<t:Call xmlns:t=\"urn:t\"><rows><item><Id>1</Id></item><any><Id>1</Id></any></rows><name>n</name></t:Call>";
    let elsewhere = "<t:Call xmlns:t=\"urn:t\"><rows href=\"#1\"/><name href=\"#3\"/></t:Call>\
                     <multiRef id=\"1\"><item href=\"#2\"/><item href=\"#2\"/></multiRef>\
                     <multiRef id=\"2\" xsi:type=\"x:Row\" xmlns:x=\"urn:t\"><Id xsi:type=\"xsd:int\">1</Id></multiRef>\
                     <multiRef id=\"3\" xsi:type=\"xsd:string\">n</multiRef>";
    let row = Row { id: 1, note: None };
    let expected = Call { rows: Rows { items: vec![row.clone(), row.clone()] }, name: "n".into() };
    for body in [inline, elsewhere] {
        assert_eq!(request::<operations::Call>(body).unwrap(), expected, "{body}");
    }
    let circle = "<t:Call xmlns:t=\"urn:t\"><rows href=\"#1\"/></t:Call><multiRef id=\"1\"><item href=\"#1\"/></multiRef>";
    let error = request::<operations::Call>(circle).unwrap_err().to_string();
    assert!(error.contains("does not hold itself"), "{error}");
    let dangling = "<t:Call xmlns:t=\"urn:t\"><rows href=\"#7\"/></t:Call>";
    assert!(request::<operations::Call>(dangling).is_err());

    // What a few bytes can blow up by references is refused before it takes memory or the stack.
    let large = format!(
        "<t:Call xmlns:t=\"urn:t\"><rows>{}</rows></t:Call><multiRef id=\"1\">{}</multiRef>",
        "<item href=\"#1\"/>".repeat(20_000),
        "x".repeat(1 << 20)
    );
    let nest = |id: usize| {
        let (open, close) = ("<a>".repeat(200), "</a>".repeat(200));
        format!("<multiRef id=\"{id}\">{open}<a href=\"#{}\"/>{close}</multiRef>", id + 1)
    };
    let deep = format!(
        "<t:Call xmlns:t=\"urn:t\"><rows href=\"#0\"/></t:Call>{}<multiRef id=\"100\"/>",
        (0..100).map(nest).collect::<String>()
    );
    for (body, what) in [(large, "what references bring"), (deep, "the depth of elements")] {
        let error = request::<operations::Call>(&body).unwrap_err().to_string();
        assert!(error.starts_with(what), "{error}");
    }

    let version = saponify::Version::Soap11;
    let reply = CallResponse { return_: row };
    let reply = saponify::soap::server::write_reply::<operations::Call>(version, &(), &reply).unwrap();
    for part in [
        "encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"",
        ":Row\"><Id xsi:type=\"xsd:int\">1</Id>",
    ] {
        assert!(reply.contains(part), "{reply}");
    }
    let element = saponify::to_string(("urn:t", "Call"), &expected).unwrap();
    assert!(element.contains(":Row[2]\""), "{element}");
    assert_eq!(saponify::from_str::<Call>(&element).unwrap(), expected);
}
