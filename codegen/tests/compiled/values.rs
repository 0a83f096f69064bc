//! Values: enumerations, unions, defaults, names, numbers, and text with attributes.

use super::*;

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
    assert!(saponify::to_string(("urn:t", "Call"), &union).is_ok(), "a number has a default value");
}

#[test]
fn a_union_value_belongs_to_the_first_member_that_accepts_the_text() {
    use union::{Call, Size};
    let call: Call = round_trip("<Call xmlns=\"urn:t\"><Size>12</Size></Call>");
    assert_eq!(call.size, Size::Int(12));
    let call: Call = round_trip("<Call xmlns=\"urn:t\"><Size>large</Size><Code>A`</Code></Call>");
    assert!(!matches!(call.size, Size::Int(_)));
}

#[test]
fn an_open_enumeration_in_a_union_accepts_only_texts_that_no_other_member_accepts() {
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
fn absent_members_have_their_default() {
    use defaults::{Call, Level};
    let call: Call = round_trip("<Call xmlns=\"urn:t\"><Required>2</Required><Nil>1</Nil></Call>");
    assert_eq!((call.level_or_default(), call.mode_or_default()), (&Level::Low, &Level::High));
    assert_eq!(call.levels_or_default(), [Level::Low, Level::High].into());
    assert_eq!((call.name_or_default(), call.count_or_default()), ("Ada", 7));
    assert_eq!(call.words_or_default(), ["a".to_owned(), "b".to_owned()].into());
    assert_eq!(call.effective_from_date().to_string(), "2024-02-28");
    assert_eq!(call.price_or_default().to_string(), "1.50");
    assert_eq!((call.label_or_default(), &*call.colour_or_default()), ("a b", &[0x0a, 0xff][..]));
    let call: Call = round_trip(
        "<Call xmlns=\"urn:t\" mode=\"low\"><Level>x</Level><Required>2</Required><Nil>1</Nil></Call>",
    );
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
    // An empty element has the default of the schema. The prefixes in this default are those of the schema, although
    // the message binds `u` to another namespace.
    let xml =
        "<Call xmlns=\"urn:t\"><Code>Sender</Code><Format>png</Format><Codes xmlns:u=\"urn:else\"/></Call>";
    let call: Call = saponify::from_str(xml).unwrap();
    let codes: Vec<_> = call.codes.unwrap_or_default().0.iter().map(ToString::to_string).collect();
    assert_eq!(codes, ["{urn:t}Sender", "{urn:u}Odd"]);
    // The same rule holds for a union (`Cause`) and for a list of unions (`Causes`): the prefix `s` in their
    // defaults is that of the schema, although the element `Cause` binds `s` to another namespace.
    let xml = "<Call xmlns=\"urn:t\"><Code>Sender</Code><Format>png</Format><Cause xmlns:s=\"urn:else\"/><Causes/></Call>";
    let call: Call = saponify::from_str(xml).unwrap();
    let Some(qualified_names::Reason::Code(cause)) = call.cause else { panic!("{call:?}") };
    assert_eq!(cause.to_string(), "{urn:t}Sender");
    let causes = call.causes.unwrap_or_default().0;
    assert_eq!(causes, [qualified_names::Reason::Int(7), qualified_names::Reason::Code(cause)]);
    // The name in a union keeps its namespace and its prefix.
    let xml = "<Call xmlns=\"urn:t\"><Code>Sender</Code><Format>png</Format><Reason xmlns:x=\"urn:x\">x:Odd</Reason></Call>";
    let call: Call = round_trip(xml);
    let Some(qualified_names::Reason::Code(reason)) = &call.reason else { panic!("{call:?}") };
    assert_eq!((reason.namespace(), reason.prefix()), ("urn:x", "x"));
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
fn qualified_names_in_simple_content_keep_their_namespace() {
    for code in ["<Code xmlns:x=\"urn:x\">x:a</Code>", "<Code xmlns:x=\"urn:x\" parent=\"x:b\">x:a</Code>"] {
        let call: simple_content::Call =
            round_trip(&format!("<Call xmlns=\"urn:t\"><Price value=\"7\">1.50</Price>{code}</Call>"));
        assert_eq!(call.code.map(|code| code.value.to_string()).as_deref(), Some("{urn:x}a"));
    }
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
fn dotnet_additions_to_schemas_are_read_and_documented() {
    let call: dotnet::Call = round_trip(
        "<Call xmlns=\"urn:t\"><Id>00000000-0000-0000-0000-00000000000a</Id><Letter>65</Letter><Wait>P0DT2H</Wait>\
         <Kind>Large</Kind><Kinds><Kind>None</Kind><Kind>Negative</Kind></Kinds></Call>",
    );
    assert_eq!((call.letter, call.kind), (Some(65), Some(dotnet::Kind::Large)));
    let code = include_str!("../fixtures/golden/dotnet.rs");
    assert!(
        code.contains("/// Larger than others.") && code.contains("/// Number in .NET: 16387."),
        "{code}"
    );
}

#[test]
fn each_global_element_of_a_schema_reads_and_writes_documents() {
    use schema_alone::{CIRCLE, COUNT, HOME, NAMES, ORDER, SIZE, Size, WORK};
    let xml = "<order xmlns=\"urn:t\"><line>a</line><line>b</line><size>large</size></order>";
    let order = ORDER.read(xml).unwrap();
    assert_eq!((order.line.len(), &order.size), (2, &Some(Size::Large)));
    assert_eq!(ORDER.write(&order).unwrap(), xml);
    // Two elements share one type.
    let home = HOME.read("<home xmlns=\"urn:t\"><street>s</street></home>").unwrap();
    let work = WORK.write(&Some(home.clone())).unwrap();
    assert_eq!(work, "<work xmlns=\"urn:t\"><street>s</street></work>");
    assert_eq!(WORK.read(&work).unwrap(), Some(home));
    assert!(HOME.read(&work).unwrap_err().to_string().contains("`home`"));
    assert_eq!(SIZE.read("<size xmlns=\"urn:t\">small</size>").unwrap(), Size::Small);
    assert_eq!(COUNT.read("<count xmlns=\"urn:t\"/>").unwrap(), 1);
    let names = "<names xmlns=\"urn:t\"><string>a</string><string/></names>";
    assert_eq!(NAMES.write(&NAMES.read(names).unwrap()).unwrap(), names);
    assert_eq!(CIRCLE.read("<circle xmlns=\"urn:t\">c</circle>").unwrap(), "c");
}

#[test]
fn the_xsi_type_of_elements_with_simple_types_is_kept() {
    use saponify::{ReadingMode, Typed, xsd::QName};
    use schema_types_kept::{LABEL, PARCEL};
    let xml = "<parcel xmlns=\"urn:t\" id=\"p\">\
        <weight xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" \
        xsi:type=\"xs:integer\">7</weight>\
        <label xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"LabelIn\" lang=\"de\">a</label>\
        <grade xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Grade\">high</grade>\
        <marks><mark>b</mark>\
        <mark xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"ShortLabel\">c</mark></marks>\
        <note xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:o=\"urn:o\" xsi:type=\"o:Other\">d</note>\
        <note>e</note>\
        <password xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"ShortLabel\">f</password>\
        <days xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" \
        xsi:type=\"xs:short\">3</days></parcel>";
    for mode in [ReadingMode::Standard, ReadingMode::Lenient, ReadingMode::Strict] {
        let (parcel, account) = PARCEL.read_as(xml, mode).unwrap();
        assert!(account.is_empty(), "{account:?}");
        let written = PARCEL.write(&parcel).unwrap();
        let again = PARCEL.read(&written).unwrap();
        assert_eq!(again, parcel, "{written}");
        for named in ["xs:integer", "LabelIn", "\"de\"", "Grade", "ShortLabel", ":Other", "xs:short"] {
            let named = named.trim_start_matches("xs:");
            assert_eq!(written.matches(named).count(), xml.matches(named).count(), "{named}: {written}");
        }
        assert_eq!(parcel.weight.to_string(), "7");
        assert!(!format!("{parcel:?}").contains("\"f\""), "{parcel:?}");
    }
    let plain = PARCEL.read("<parcel xmlns=\"urn:t\"><weight>7</weight></parcel>").unwrap();
    assert_eq!(plain.weight.type_name(), None);
    assert_eq!((plain.unit_or_default(), plain.count_or_default()), ("kg", 1));
    assert_eq!(plain.tare_or_default().to_string(), "0.5");
    assert_eq!(*plain.grade_or_default(), schema_types_kept::Grade::Low);

    let label = Typed::new("x".to_owned()).with_type(QName::new("urn:t", "ShortLabel").unwrap());
    let written = LABEL.write(&label).unwrap();
    assert_eq!(LABEL.read(&written).unwrap(), label, "{written}");
}

#[test]
fn an_xsi_type_with_an_undeclared_prefix_is_rejected_except_in_the_lenient_mode() {
    use saponify::{DepartureKind, ReadingMode};
    use schema_types_kept::LABEL;
    let xml = "<label xmlns=\"urn:t\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"x:Short\">a</label>";
    for mode in [ReadingMode::Strict, ReadingMode::Standard] {
        let error = LABEL.read_as(xml, mode).unwrap_err().to_string();
        assert!(error.contains("an xsi:type whose prefix is declared"), "{error}");
    }
    let (label, account) = LABEL.read_as(xml, ReadingMode::Lenient).unwrap();
    let kinds: Vec<_> = account.iter().map(|departure| departure.kind).collect();
    assert_eq!((label.as_str(), kinds), ("a", vec![DepartureKind::UndeclaredPrefix]));
}

#[test]
fn an_element_is_checked_against_the_type_that_it_names() {
    use schema_validate_types_kept::PARCEL;
    let check = |content: &str| {
        let xml = format!(
            "<parcel xmlns=\"urn:t\" xmlns:t=\"urn:t\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">{content}</parcel>"
        );
        let parcel = PARCEL.read(&xml).unwrap_or_else(|error| panic!("{xml}\n{error}"));
        PARCEL.validate(&parcel).err().map(|violations| violations.to_string()).unwrap_or_default()
    };
    for valid in [
        "<label>whatever it is</label>",
        "<label xsi:type=\"t:ShortLabel\">abc</label>",
        "<label xsi:type=\"t:Code\">ab</label>",
        "<label xsi:type=\"t:MarkedLabel\" by=\"me\">whatever it is</label>",
        "<label xsi:type=\"t:MarkedCode\" by=\"me\">ABCD</label>",
        "<weight xsi:type=\"t:Load\">50</weight><weight>51.5</weight><weight xsi:type=\"xs:byte\">7</weight>",
        "<size xsi:type=\"t:Wide\">10</size>",
        "<size>9</size>",
        "<unit xsi:type=\"xs:token\">kg</unit>",
        // The contract does not define the type.
        "<label xsi:type=\"t:Unknown\">abcd</label>",
    ] {
        assert_eq!(check(valid), "", "{valid}");
    }
    for (content, expected) in [
        ("<label xsi:type=\"t:ShortLabel\">abcd</label>", "label: expected at most 3 characters, not 4"),
        ("<label xsi:type=\"t:Code\">AB</label>", "label: expected a text that matches `[a-z]+`"),
        ("<label xsi:type=\"t:Code\">abcd</label>", "label: expected at most 3 characters, not 4"),
        ("<label xsi:type=\"t:MarkedCode\">abcd</label>", "label: expected a text that matches `[A-Z]+`"),
        ("<weight>1</weight><weight xsi:type=\"t:Load\">51</weight>", "weight[2]: expected at most 50"),
        (
            "<weight xsi:type=\"xs:byte\">128</weight>",
            "weight[1]: expected a value of the type that `xsi:type` names",
        ),
        (
            "<weight xsi:type=\"xs:integer\">1.5</weight>",
            "expected a value of the type that `xsi:type` names, found `1.5`",
        ),
        ("<size xsi:type=\"t:Wide\">9</size>", "size: expected at least 10"),
        // A built-in type does not replace the facets of the declared type.
        ("<short xsi:type=\"xs:NCName\">abcd</short>", "short: expected at most 3 characters, not 4"),
        ("<short xsi:type=\"xs:NCName\">a b</short>", "short: expected a text that matches"),
        ("<size xsi:type=\"t:Wide\">big</size>", "size: expected a value of the type that `xsi:type` names"),
    ] {
        let found = check(content);
        assert!(found.contains(expected), "{content}: {found}");
    }
}

#[test]
fn a_prohibited_attribute_in_a_group_leaves_the_attribute_of_the_type() {
    use prohibited_attributes::Call;
    let call: Call = round_trip("<Call xmlns=\"urn:t\" lang=\"en\" page=\"1\"><Plain page=\"2\"/></Call>");
    assert_eq!((call.lang.as_deref(), call.page, call.plain.unwrap().page), (Some("en"), Some(1), Some(2)));
}
