//! Reading modes: deviations from the schema that generated code accepts, and how it reports them.

use saponify::{DepartureKind, ReadingMode, Value, from_str_as};

use super::*;

/// Removes the namespace from all elements of a document except its root.
fn unqualified(xml: &str) -> String {
    xml.replacen("<Call", "<t:Call", 1)
        .replace("</Call>", "</t:Call>")
        .replace("xmlns=\"urn:t\"", "xmlns:t=\"urn:t\"")
}

/// Reads a valid document in all modes, then the same document with unqualified elements in the modes that accept it.
fn reads_wrongly_qualified<T: Value + PartialEq + std::fmt::Debug>(xml: &str) {
    let mut expected = T::default();
    for mode in [ReadingMode::Strict, ReadingMode::Lenient, ReadingMode::Standard] {
        let (value, account) =
            from_str_as::<T>(xml, mode).unwrap_or_else(|error| panic!("{mode:?} {xml}\n{error}"));
        assert!(account.is_empty(), "{mode:?} {xml}\n{account:?}");
        expected = value;
    }
    let xml = unqualified(xml);
    let (value, account) =
        from_str_as::<T>(&xml, ReadingMode::Standard).unwrap_or_else(|error| panic!("{xml}\n{error}"));
    assert_eq!(value, expected, "{xml}");
    let is_form = account.iter().all(|departure| departure.kind == DepartureKind::OtherForm);
    assert!(is_form && !account.is_empty(), "{xml}\n{account:?}");
    assert!(from_str_as::<T>(&xml, ReadingMode::Strict).is_err(), "{xml}");
}

#[test]
fn members_of_every_kind_are_accepted_if_wrongly_qualified() {
    reads_wrongly_qualified::<extension::Call>(
        "<Call xmlns=\"urn:t\"><User version=\"1\" lang=\"no\"><Right>r</Right><Must>2</Must><Name>n</Name></User></Call>",
    );
    reads_wrongly_qualified::<array_in_field::Call>(
        "<Call xmlns=\"urn:t\"><Users><User><Id>1</Id></User><User/></Users><Names><Name>n</Name></Names></Call>",
    );
    reads_wrongly_qualified::<dictionary::Call>(
        "<Call xmlns=\"urn:t\"><Rights><Pair><Key>b</Key><Value>1</Value></Pair></Rights></Call>",
    );
    reads_wrongly_qualified::<repeated_group::Call>(
        "<Call xmlns=\"urn:t\"><Before>1</Before><Key>a</Key><Value>1</Value><Key>b</Key><Key>c</Key><After>2</After></Call>",
    );
    reads_wrongly_qualified::<ambiguous::Call>("<Call xmlns=\"urn:t\"><A>1</A><B>x</B><A>2</A></Call>");
    for content in [
        "<Ids><int>1</int></Ids><Id>2</Id><Rights><Pair><Key>k</Key><Value>1</Value></Pair></Rights><Ids><int>3</int></Ids>",
        "<Names><Name>n</Name><Name>m</Name></Names>",
        "<Labels><Pair><Key>k</Key><Value>1</Value></Pair></Labels>",
    ] {
        reads_wrongly_qualified::<choice_of_lists::Call>(&format!("<Call xmlns=\"urn:t\">{content}</Call>"));
    }
    reads_wrongly_qualified::<recursion::Call>(
        "<Call xmlns=\"urn:t\"><Tree><Left><Children/></Left><Branch><Tree><Branch><Leaf>l</Leaf></Branch></Tree></Branch></Tree></Call>",
    );
}

#[test]
fn a_list_in_a_choice_that_is_both_qualified_and_unqualified_is_an_error() {
    let (ids, rights) =
        ("<ids><int>1</int></ids>", "<rights><Pair><Key>k</Key><Value>1</Value></Pair></rights>");
    for (branch, local) in [(ids, "Ids"), (rights, "Rights")] {
        let exact = branch.replace('<', "<t:").replace("<t:/", "</t:");
        let name = |branch: &str| branch.replace(&local.to_lowercase(), local);
        let xml = format!("<t:Call xmlns:t=\"urn:t\">{}{}</t:Call>", name(&exact), name(branch));
        let error =
            from_str_as::<choice_of_lists::Call>(&xml, ReadingMode::Standard).unwrap_err().to_string();
        assert!(error.contains(&format!("found `{local}` qualified and unqualified")), "{xml}\n{error}");
    }
}

#[test]
fn an_unknown_element_does_not_end_a_group() {
    use choice::CallChoiceChoice;
    let call = |content: &str| format!("<Call xmlns=\"urn:t\">{content}</Call>");
    let xml = call(
        "<Before>1</Before><Key>a</Key><New/><Value>1</Value><New/><Key>b</Key><New/><Key>c</Key><Value>3</Value>\
         <New/><After>2</After>",
    );
    let (read, account) = from_str_as::<repeated_group::Call>(&xml, ReadingMode::Standard).unwrap();
    let groups: Vec<_> = read.groups.iter().map(|group| (group.key.as_str(), group.value)).collect();
    assert_eq!((groups, account.total()), (vec![("a", Some(1)), ("b", None), ("c", Some(3))], 4));
    let xml = call(
        "<Circle>1</Circle><Between>true</Between><Left>1</Left><New/><Right>2</Right><Left>3</Left><New/><Up>4</Up>\
         <Left>5</Left>",
    );
    let (read, account) = from_str_as::<choice::Call>(&xml, ReadingMode::Standard).unwrap();
    let group = |left, right| CallChoiceChoice::LeftAndRight(choice::CallGroup { left, right });
    let expected = [group(1, Some(2)), group(3, None), CallChoiceChoice::Up(4), group(5, None)];
    assert_eq!((read.choices, account.total()), (expected.to_vec(), 2));
}

#[test]
fn strict_checks_order_and_occurrence_of_generated_code() {
    let strict = |xml: &str| {
        from_str_as::<occurrence::Call>(xml, ReadingMode::Strict)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let right = "<Call xmlns=\"urn:t\"><Required>1</Required><RequiredNillable/><Many/><Many/><Some/></Call>";
    assert_eq!(strict(right), Ok(()));
    let error =
        strict("<Call xmlns=\"urn:t\"><Required>1</Required><Many/><RequiredNillable/><Some/></Call>")
            .unwrap_err();
    assert!(error.starts_with("Call/Many: expected `RequiredNillable` before this element"), "{error}");
    let error =
        strict("<Call xmlns=\"urn:t\"><Required>1</Required><RequiredNillable/><Many/><Some/><Many/></Call>");
    assert!(error.unwrap_err().contains("in the order of the schema"));
}

/// Returns the errors of the strict mode, without their positions. The other modes must accept all contents.
fn strict_errors<T: Value + std::fmt::Debug>(contents: &[&str]) -> Vec<String> {
    let read = |content: &&str| {
        let xml = format!("<Call xmlns=\"urn:t\">{content}</Call>");
        for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
            from_str_as::<T>(&xml, mode).unwrap();
        }
        let error = from_str_as::<T>(&xml, ReadingMode::Strict).unwrap_err().to_string();
        error.split(" at line").next().unwrap_or_default().to_owned()
    };
    contents.iter().map(read).collect()
}

#[test]
fn strict_compares_content_that_is_one_list_with_its_content_model() {
    let strict = |xml: &str| {
        from_str_as::<ambiguous::Call>(xml, ReadingMode::Strict)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    assert_eq!(strict("<Call xmlns=\"urn:t\"><A>1</A><A>2</A></Call>"), Ok(()));
    assert_eq!(strict("<Call xmlns=\"urn:t\"><A>1</A><B>x</B><A>2</A></Call>"), Ok(()));
    let errors = strict_errors::<ambiguous::Call>(&[
        "<A>1</A>",
        "",
        "<B>x</B><A>1</A>",
        "<A>1</A><B>x</B><B>y</B>",
        "<A>1</A><A>1</A><A>1</A>",
    ]);
    let expected = [
        "Call: expected one of `B`, `A`, found no further element",
        "Call: expected `A`, found no further element",
        "Call/B: expected `A`, found `B`",
        "Call/B: expected `A`, found `B`",
        "Call/A: expected no further element, found `A`",
    ];
    assert_eq!(errors, expected);
}

#[test]
fn strict_compares_repeated_branches_and_optional_sequences_with_their_content_model() {
    use content_models::Call;
    for content in [
        "",
        "<From>1</From><To>2</To>",
        "<Port>a</Port><Port>b</Port>",
        "<Open><Key>1</Key><x xmlns=\"urn:x\"/><y xmlns=\"urn:y\"/><End>1</End></Open>",
        "<Text>a <Bold>b</Bold> c <x xmlns=\"\"/></Text>",
        "<Tour><Stop>a</Stop><Leg>1</Leg><Stop>b</Stop><Price>1</Price></Tour>",
        "<Ring><Key>a</Key><Key>b</Key><Key xmlns=\"urn:x\"/></Ring>",
        "<Chain><Key>a</Key><Key>b</Key><Key xmlns=\"\">1</Key></Chain>",
    ] {
        let xml = format!("<Call xmlns=\"urn:t\">{content}</Call>");
        let (_, account) = from_str_as::<Call>(&xml, ReadingMode::Strict).unwrap();
        assert!(account.is_empty(), "{account:?}");
    }
    let errors = strict_errors::<Call>(&[
        "<From>1</From>",
        "<To>1</To>",
        "<Port>a</Port>",
        "<Port>a</Port><Port>a</Port><Port>a</Port><Port>a</Port>",
        "<Open/>",
        "<Open><End>1</End></Open>",
        "<Open><x xmlns=\"urn:x\"/><x xmlns=\"urn:x\"/><x xmlns=\"urn:x\"/></Open>",
        "<Text/>",
        "<Text><x xmlns=\"\"/><Bold/></Text>",
        "<Tour><Price>1</Price></Tour>",
        "<Tour><Stop>a</Stop><Leg>1</Leg><Stop>b</Stop><Stop>c</Stop><Price>1</Price></Tour>",
        "<Ring><Key>a</Key><Key xmlns=\"urn:x\"/></Ring>",
        "<Ring><Key>a</Key><Key>b</Key><Key>c</Key><Key>d</Key></Ring>",
        "<Chain><Key>a</Key><Key xmlns=\"\">1</Key></Chain>",
    ]);
    let expected = [
        "Call: expected `To`, found no further element",
        "Call/To: expected one of `From`, `Port`, `Sea`, `Open`, `Text`, `Tour`, `Ring`, `Chain`, found `To`",
        "Call: expected `Port`, found no further element",
        "Call/Port: expected one of `Open`, `Text`, `Tour`, `Ring`, `Chain`, found `Port`",
        "Call/Open: expected one of `Key`, an element that the wildcard allows, found no further element",
        "Call/Open/End: expected one of `Key`, an element that the wildcard allows, found `End`",
        "Call/Open/x: expected `End`, found `x`",
        "Call/Text: expected `Bold`, found no further element",
        "Call/Text/x: expected `Bold`, found `x`",
        "Call/Tour/Price: expected `Stop`, found `Price`",
        "Call/Tour/Stop: expected `Price`, found `Stop`",
        "Call/Ring/Key: expected `Key`, found `Key`",
        "Call/Ring/Key: expected an element that the wildcard allows, found `Key`",
        "Call/Chain/Key: expected `Key`, found `Key`",
    ];
    assert_eq!(errors, expected);
}

#[test]
fn lenient_mode_reads_an_invalid_value_of_an_optional_choice_as_none() {
    let xml = "<Call xmlns=\"urn:t\"><Sea>North</Sea></Call>";
    assert!(from_str_as::<content_models::Call>(xml, ReadingMode::Standard).is_err());
    let (call, account) = from_str_as::<content_models::Call>(xml, ReadingMode::Lenient).unwrap();
    assert!(call.choice.is_none());
    assert_eq!(account.departures()[0].to_string(), "Call/Sea: not a value of its type, found \"North\"");
    // A required choice with an invalid value gets its default.
    let xml = "<Call xmlns=\"urn:t\"><Circle>big</Circle><Between>true</Between></Call>";
    assert!(from_str_as::<choice::Call>(xml, ReadingMode::Standard).is_err());
    let (_, account) = from_str_as::<choice::Call>(xml, ReadingMode::Lenient).unwrap();
    let kinds: Vec<_> = account.iter().map(|departure| departure.kind).collect();
    assert_eq!(kinds, [DepartureKind::InvalidValue, DepartureKind::Missing]);
}

#[test]
fn lenient_mode_reads_nil_in_another_spelling_like_nil() {
    use nil_attributes::{AnyShape, Call};
    let call = |attributes: &str| {
        let xml = format!(
            "<Call xmlns=\"urn:t\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
             <Row xmlns=\"\" id=\"1\"><Note/><Nil>1</Nil></Row><Shape xmlns=\"\" {attributes}/></Call>"
        );
        let standard = from_str_as::<Call>(&xml, ReadingMode::Standard).map(|(call, _)| call.shape);
        let (call, account) = from_str_as::<Call>(&xml, ReadingMode::Lenient).unwrap();
        let noted = account.iter().filter(|departure| departure.kind == DepartureKind::Spelling).count();
        (standard.ok(), call.shape, noted)
    };
    assert_eq!(call("xsi:nil=\"true\""), (Some(None), None, 0));
    assert_eq!(call("xsi:nil=\"True\""), (None, None, 1));
    assert!(matches!(call("xsi:nil=\"True\" name=\"n\""), (None, Some(AnyShape::Other(_)), 1)));
}

#[test]
fn a_body_element_without_its_namespace_is_accepted_and_recorded() {
    use names_of_lists::operations::Call;
    use saponify::soap::server::read_request_as;
    let envelope = |call: &str| {
        format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{call}</s:Body></s:Envelope>"
        )
    };
    let xml = envelope("<Call><Usual xmlns=\"urn:t\"><port>a</port></Usual></Call>");
    for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
        let read = read_request_as::<Call>(xml.as_bytes(), mode).unwrap();
        assert_eq!(read.body.usual, Some(vec!["a".to_owned()]));
        let noted: Vec<_> = read.account.iter().map(|one| (one.path.as_str(), one.kind)).collect();
        assert_eq!(noted, [("Body/Call", DepartureKind::OtherForm)]);
    }
    assert!(read_request_as::<Call>(xml.as_bytes(), ReadingMode::Strict).is_err());
    for other in ["<Call xmlns=\"urn:u\"/>", "<Other/>", ""] {
        assert!(read_request_as::<Call>(envelope(other).as_bytes(), ReadingMode::Lenient).is_err());
    }
}

#[test]
fn the_xsi_type_of_a_list_or_dictionary_is_compared_with_its_type() {
    let call = |content: String| {
        format!(
            "<Call xmlns=\"urn:t\" xmlns:t=\"urn:t\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">{content}</Call>"
        )
    };
    for (member, name) in [
        ("Usual", "ArrayOfPort"),
        ("Other", "ArrayOfHarbours"),
        ("Days", "ArrayOfWorkingDays"),
        ("Rights", "Rights"),
        ("Id", "ArrayOfNumber"),
    ] {
        let xml = |name: &str| call(format!("<{member} xsi:type=\"t:{name}\"/>"));
        for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
            let (_, account) = from_str_as::<names_of_lists::Call>(&xml(name), mode).unwrap();
            assert!(account.is_empty(), "{account:?}");
        }
        for other in ["ArrayOfOther", "ArrayOfDay", "ArrayOfId", "ArrayOfRight", "Dictionary"] {
            let (_, account) =
                from_str_as::<names_of_lists::Call>(&xml(other), ReadingMode::Standard).unwrap();
            assert_eq!(account.departures()[0].kind, DepartureKind::OtherType);
            let error = from_str_as::<names_of_lists::Call>(&xml(other), ReadingMode::Strict).unwrap_err();
            assert!(error.to_string().contains("@type: expected the declared type"), "{error}");
        }
    }
}

#[test]
fn an_element_that_is_not_an_item_of_a_named_list_is_an_error() {
    let xml = "<Call xmlns=\"urn:t\"><Names/><Grid><ArrayOfint><int>1</int><long>2</long></ArrayOfint></Grid></Call>";
    let error = from_str_as::<array_in_field::Call>(xml, ReadingMode::Standard).unwrap_err().to_string();
    assert!(error.starts_with("Call/Grid/ArrayOfint[0]/long: expected only items of the list"), "{error}");
    let (call, account) = from_str_as::<array_in_field::Call>(xml, ReadingMode::Lenient).unwrap();
    assert_eq!((call.grid.map(|rows| rows.len()), account.total()), (Some(1), 1));
}

#[test]
fn an_element_that_is_not_an_item_of_an_extended_list_is_an_error() {
    use lists_extended::Call;
    let call = |content: &str| format!("<Call xmlns=\"urn:t\">{content}</Call>");
    for content in [
        "<Counted count=\"1\"><Port>a</Port></Counted>",
        "<Group><Car>a</Car><Tram>b</Tram></Group>",
        "<Paged><Name>a</Name><Name>b</Name><Page>1</Page><Pages>2</Pages></Paged>",
        "<Open><Name>a</Name><x xmlns=\"urn:x\"/></Open>",
    ] {
        for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
            let read = from_str_as::<Call>(&call(content), mode);
            let (_, account) = read.unwrap_or_else(|error| panic!("{mode:?} {content} {error}"));
            assert!(account.is_empty(), "{account:?}");
        }
    }
    for (content, path) in [
        ("<Counted count=\"1\"><Pier>a</Pier></Counted>", "Call/Counted/Pier"),
        ("<Group><Car>a</Car><Truck>b</Truck></Group>", "Call/Group/Truck"),
        ("<Paged><Nick>a</Nick><Page>1</Page><Pages>2</Pages></Paged>", "Call/Paged/Nick"),
    ] {
        for mode in [ReadingMode::Strict, ReadingMode::Standard] {
            let error = from_str_as::<Call>(&call(content), mode).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{path}: expected only items of the list")), "{error}");
        }
        let (_, account) = from_str_as::<Call>(&call(content), ReadingMode::Lenient).unwrap();
        assert_eq!(account.departures()[0].path, path);
    }
    let (_, account) = from_str_as::<Call>(&call("<Open><Nick/></Open>"), ReadingMode::Standard).unwrap();
    assert_eq!(account.total(), 1);
    // The type of `Paged` extends a list of `Name` by `Page` and `Pages`, so these two must follow all names.
    // Only the strict mode requires this order.
    let xml = call("<Paged><Page>1</Page><Name>a</Name><Pages>2</Pages></Paged>");
    assert!(from_str_as::<Call>(&xml, ReadingMode::Standard).is_ok());
    assert!(from_str_as::<Call>(&xml, ReadingMode::Strict).is_err());
}

#[test]
fn lenient_mode_gives_missing_and_nil_members_their_default() {
    let xml = "<Call xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:t\"><Required xsi:nil=\"true\"/>\
        <Optional>n/a</Optional><Many xsi:nil=\"true\"/></Call>";
    let (call, account) = from_str_as::<occurrence::Call>(xml, ReadingMode::Lenient).unwrap();
    assert_eq!((call.required, call.optional, call.required_nillable), (0, None, None));
    assert_eq!((call.many, call.some), (vec![String::new()], Vec::new()));
    let kinds: Vec<_> = account.iter().map(|departure| (departure.path.as_str(), departure.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("Call/Required", DepartureKind::Nil),
            ("Call/Optional", DepartureKind::InvalidValue),
            ("Call/Many[0]", DepartureKind::Nil),
            ("Call/RequiredNillable", DepartureKind::Missing),
            ("Call/Some", DepartureKind::Missing),
        ]
    );
}

#[test]
fn elements_that_the_wildcard_other_excludes_are_members_or_kept_and_recorded() {
    let read = |xml: &str, mode| from_str_as::<wildcards::Call>(xml, mode);
    // `##other` excludes names without a namespace. The element `Known` is therefore read as the member
    // `t:Known`.
    let xml = "<t:Call xmlns:t=\"urn:t\"><Known>1</Known><x:More xmlns:x=\"urn:x\"/></t:Call>";
    let (call, account) = read(xml, ReadingMode::Standard).unwrap();
    assert_eq!((call.known, call.any.len(), account.total()), (Some(1), 1, 1));
    assert_eq!(account.departures()[0].kind, DepartureKind::OtherForm);
    assert!(read(xml, ReadingMode::Strict).is_err());
    // An element that is not a member stays among the wildcard's elements.
    let xml = "<t:Call xmlns:t=\"urn:t\"><t:More>1</t:More><Other/></t:Call>";
    let (call, account) = read(xml, ReadingMode::Standard).unwrap();
    assert_eq!((call.any.len(), account.total()), (2, 2));
    assert_eq!(
        account.departures()[0].to_string(),
        "Call/More: in a namespace that the wildcard excludes, found \"{urn:t}More\""
    );
    let error = read(xml, ReadingMode::Strict).unwrap_err().to_string();
    assert!(error.starts_with("Call/More: expected only elements that the type declares"), "{error}");
}

#[test]
fn a_wildcard_accepts_elements_of_its_namespaces_and_wrongly_qualified_members_are_read() {
    let read = |xml: &str, mode| from_str_as::<wildcard_namespaces::Call>(xml, mode);
    let call = |content: &str| format!("<t:Call xmlns:t=\"urn:t\">{content}</t:Call>");
    // The document is valid in all modes.
    let xml = call(
        "<t:Known>1</t:Known><t:Other><t:Name>n</t:Name><x xmlns=\"urn:z\"/></t:Other>\
         <t:Listed><t:More/></t:Listed><x xmlns=\"urn:x\"/><y xmlns=\"urn:y\"/>",
    );
    for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
        let (read, account) = read(&xml, mode).unwrap();
        assert!(account.is_empty(), "{account:?}");
        assert_eq!((read.known, read.any.len()), (Some(1), 2));
        assert_eq!(read.other.map(|other| other.choices.len()), Some(2));
    }
    // Wrongly qualified members are read as members, because no wildcard accepts their namespace.
    let xml =
        call("<Known>1</Known><Other><Name>n</Name><Name>m</Name></Other><Listed><Name>o</Name></Listed>");
    let (found, account) = read(&xml, ReadingMode::Standard).unwrap();
    let names = ["n", "m"].map(|name| wildcard_namespaces::CallOtherChoice::Name(name.to_owned()));
    assert_eq!((found.known, found.other.unwrap().choices), (Some(1), names.to_vec()));
    let listed = found.listed.unwrap().choice;
    assert_eq!(listed, wildcard_namespaces::CallListedChoice::Name("o".to_owned()));
    assert_eq!(account.total(), 6);
    assert!(account.iter().all(|departure| departure.kind == DepartureKind::OtherForm), "{account:?}");
    assert!(read(&xml, ReadingMode::Strict).is_err());
    // Elements that are neither members nor in a namespace of the wildcard are kept and recorded as
    // departures. The strict mode rejects them.
    let kept = |content: &str| {
        let xml = call(content);
        let (call, account) = read(&xml, ReadingMode::Standard).unwrap();
        let kinds: Vec<_> = account.iter().map(|departure| departure.kind).collect();
        assert_eq!(kinds, [DepartureKind::WildcardNamespace], "{content}");
        assert!(read(&xml, ReadingMode::Strict).is_err(), "{content}");
        call
    };
    assert_eq!(kept("<z xmlns=\"urn:z\"/>").any.len(), 1);
    assert_eq!(kept("<t:More/>").any.len(), 1);
    assert_eq!(kept("<t:Other><t:More/></t:Other>").other.unwrap().choices.len(), 1);
    let listed = kept("<t:Listed><z xmlns=\"urn:z\"/></t:Listed>").listed.unwrap();
    assert!(matches!(listed.choice, wildcard_namespaces::CallListedChoice::Any(_)));
}

#[test]
fn nil_of_an_optional_member_is_a_departure_unless_the_schema_allows_it() {
    let xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    let read = |content: &str, mode| {
        let xml = format!("<Call xmlns=\"urn:t\" {xsi}><Required>1</Required>{content}<Some/></Call>");
        from_str_as::<occurrence::Call>(&xml, mode).map(|(call, account)| (call.optional, account.total()))
    };
    let nillable = "<RequiredNillable xsi:nil=\"true\"/>";
    for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
        assert_eq!(read(nillable, mode).ok(), Some((None, 0)), "{mode:?}");
        let found = read(&format!("<Optional xsi:nil=\"true\"/>{nillable}"), mode);
        match mode {
            ReadingMode::Strict => {
                let error = found.unwrap_err().to_string();
                assert!(error.starts_with("Call/Optional: expected a value, found nil"), "{error}");
            }
            _ => assert_eq!(found.ok(), Some((None, 1)), "{mode:?}"),
        }
    }
}

#[test]
fn nil_of_an_element_with_a_fixed_value_is_a_departure_although_it_is_declared_nillable() {
    let xml = "<Call xmlns=\"urn:t\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
        <City xsi:nil=\"true\"/><Kind xsi:nil=\"true\"/></Call>";
    let error = from_str_as::<empty_elements::Call>(xml, ReadingMode::Strict).unwrap_err().to_string();
    assert!(error.starts_with("Call/Kind: expected a value, found nil"), "{error}");
    for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
        let (call, account) = from_str_as::<empty_elements::Call>(xml, mode).unwrap();
        assert_eq!((call.city, call.kind), (None, None));
        let noted: Vec<_> = account.iter().map(ToString::to_string).collect();
        assert_eq!(noted, ["Call/Kind: nil, although not nillable"]);
    }
}

#[test]
fn nil_that_is_not_nillable_keeps_no_attributes_if_another_element_of_its_type_does() {
    use nil_attributes::Call;
    for member in ["Flat", "Side"] {
        for attributes in ["name=\"n\" id=\"1\"", "id=\"\"", "xsi:type=\"t:Circle\"", "xsi:type=\"d3p1:Row\""]
        {
            let xml = format!(
                "<t:Call xmlns:t=\"urn:t\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
                 <t:Row id=\"1\"><t:Note/><t:Nil>1</t:Nil></t:Row><t:{member} {attributes} xsi:nil=\"true\"/></t:Call>"
            );
            let error = from_str_as::<Call>(&xml, ReadingMode::Strict).unwrap_err().to_string();
            assert!(error.starts_with(&format!("Call/{member}: expected a value, found nil")), "{error}");
            for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
                let (call, account) = from_str_as::<Call>(&xml, mode).unwrap();
                assert!(call.flat.is_none() && call.side.is_none(), "{xml}\n{call:?}");
                let noted = account.departures()[0].to_string();
                assert_eq!(noted, format!("Call/{member}: nil, although not nillable"));
            }
        }
    }
}

#[test]
fn attributes_that_a_wildcard_excludes_are_kept_and_recorded() {
    use wildcard_of_attributes::Call;
    let read = |attributes: &str, content: &str, mode| {
        let xml =
            format!("<Call xmlns='urn:t' xmlns:t='urn:t' xmlns:x='urn:x' {attributes}>{content}</Call>");
        from_str_as::<Call>(&xml, mode).map_err(|error| error.to_string())
    };
    let content = "<Local a='1'/><Grouped x:a='1'/>";
    for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
        let (call, account) = read("known='1' x:a='2' xml:lang='no'", content, mode).unwrap();
        assert_eq!((call.known, call.any_attributes.len(), account.total()), (Some(1), 2, 0), "{account:?}");
        let (local, grouped) = (call.local.unwrap(), call.grouped.unwrap());
        assert_eq!((local.any_attributes.len(), grouped.any_attributes.len()), (1, 1));
    }
    for (attributes, content, path) in [
        ("foo='1'", "", "Call/@foo"),
        ("t:foo='1'", "", "Call/@foo"),
        ("", "<Local x:foo='1'/>", "Call/Local/@foo"),
        ("", "<Grouped foo='1'/>", "Call/Grouped/@foo"),
        ("", "<Grouped t:foo='1'/>", "Call/Grouped/@foo"),
    ] {
        for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
            let (call, account) = read(attributes, content, mode).unwrap();
            let found: Vec<_> = account.iter().map(|found| (found.path.as_str(), found.kind)).collect();
            assert_eq!(found, [(path, DepartureKind::WildcardNamespace)], "{attributes} {content}");
            let kept = call.any_attributes.len()
                + call.local.map_or(0, |local| local.any_attributes.len())
                + call.grouped.map_or(0, |grouped| grouped.any_attributes.len());
            assert_eq!(kept, 1, "{attributes} {content}");
        }
        let error = read(attributes, content, ReadingMode::Strict).unwrap_err();
        assert!(
            error.starts_with(&format!("{path}: expected only attributes that the type declares")),
            "{error}"
        );
    }
    // A wrongly qualified attribute is read as the declared member.
    let (call, account) = read("t:known='1'", "", ReadingMode::Standard).unwrap();
    assert_eq!((call.known, call.any_attributes.len(), account.total()), (Some(1), 0, 1));
    assert_eq!(account.departures()[0].kind, DepartureKind::OtherForm);
}

#[test]
fn elements_beyond_the_max_occurs_of_a_wildcard_are_unknown() {
    use wildcard_of_one::{Call, CallChosenChoice};
    let call = |content: &str| format!("<t:Call xmlns:t=\"urn:t\" xmlns:x=\"urn:x\">{content}</t:Call>");
    for (content, path) in [
        ("<x:a/><x:b/>", "Call/b"),
        ("<x:a/><x:a/>", "Call/a"),
        ("<x:a/><t:b/>", "Call/b"),
        ("<t:Chosen><t:Name>n</t:Name><x:b/></t:Chosen>", "Call/Chosen/b"),
        ("<t:Chosen><x:a/><x:b/></t:Chosen>", "Call/Chosen/b"),
        ("<t:ChosenOfAny><t:Name>n</t:Name><b/></t:ChosenOfAny>", "Call/ChosenOfAny/b"),
        ("<t:ChosenOfAny><x:a/><b/></t:ChosenOfAny>", "Call/ChosenOfAny/b"),
        ("<t:Anything><x:a/><b/></t:Anything>", "Call/Anything/b"),
    ] {
        let xml = call(content);
        for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
            let (value, account) =
                from_str_as::<Call>(&xml, mode).unwrap_or_else(|error| panic!("{xml}\n{error}"));
            let [departure] = account.departures() else { panic!("{xml}\n{account:?}") };
            assert_eq!((departure.path.as_str(), departure.kind), (path, DepartureKind::UnknownElement));
            let first = value.any.map(|element| element.name().local().to_owned());
            assert_eq!(first.as_deref(), content.starts_with("<x:a").then_some("a"));
            if let Some(chosen) = value.chosen {
                let is_name = matches!(chosen.choice, CallChosenChoice::Name(_));
                assert_eq!(is_name, content.contains("Name"));
            }
        }
        let error = from_str_as::<Call>(&xml, ReadingMode::Strict).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("{path}: expected only elements that the type declares")),
            "{error}"
        );
    }
    // An element of another branch, after one that the wildcard accepts, is an error.
    let xml = call("<t:Chosen><x:a/><t:Name>n</t:Name></t:Chosen>");
    assert!(from_str_as::<Call>(&xml, ReadingMode::Standard).is_err());
}

#[test]
fn strict_mode_rejects_a_wrong_number_of_choices_or_groups() {
    let call = |member: &str, groups: &str| {
        format!("<Call xmlns=\"urn:t\"><Member>{member}</Member>{groups}</Call>")
    };
    let (one, two, key) = ("<One>1</One>", "<Two>2</Two>", "<Key>k</Key><Value>v</Value>");
    let (left, right) = ("<Left>1</Left>", "<Right>2</Right>");
    let pair = format!("{left}{right}");
    for (member, groups) in [
        (one.repeat(3), pair.repeat(2)),
        // The choice occurs three times: each occurrence consists of two elements `Two`.
        (two.repeat(6), right.repeat(2)),
        (format!("{one}{two}{key}<Key>k</Key>"), pair.repeat(2)),
    ] {
        let xml = call(&member, &groups);
        for mode in [ReadingMode::Strict, ReadingMode::Standard] {
            let (_, account) = from_str_as::<group_counts::Call>(&xml, mode).unwrap();
            assert!(account.is_empty(), "{account:?}");
        }
    }
    for (member, groups, error) in [
        (one.to_string(), pair.repeat(2), "Call/Member: expected 2 to 6 choices of `One` or `Two`, found 1"),
        (two.repeat(7), pair.repeat(2), "Call/Member: expected 2 to 6 choices of `One` or `Two`, found 7"),
        (String::new(), pair.repeat(2), "Call/Member: expected 2 to 6 choices of `One` or `Two`, found 0"),
        (
            format!("{}{}", one.repeat(2), key.repeat(3)),
            pair.repeat(2),
            "Call/Member: expected 0 to 2 groups of `Key` and `Value`, found 3",
        ),
        (one.repeat(2), pair.clone(), "Call: expected 2 to 2 groups of `Left` and `Right`, found 1"),
        (one.repeat(2), pair.repeat(3), "Call: expected 2 to 2 groups of `Left` and `Right`, found 3"),
    ] {
        let xml = call(&member, &groups);
        let found = from_str_as::<group_counts::Call>(&xml, ReadingMode::Strict).unwrap_err().to_string();
        assert!(found.starts_with(error), "{xml}\n{found}");
        for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
            let (_, account) = from_str_as::<group_counts::Call>(&xml, mode).unwrap();
            assert!(account.is_empty(), "{xml} {account:?}");
        }
    }
}

#[test]
fn strict_refuses_values_that_no_member_of_a_union_lists() {
    let size = |size: &str| {
        let xml = format!("<Call xmlns=\"urn:t\"><Size>{size}</Size></Call>");
        [ReadingMode::Standard, ReadingMode::Strict]
            .map(|mode| from_str_as::<union::Call>(&xml, mode).map(|(call, _)| call.size).ok())
    };
    for listed in ["12", "small"] {
        let [standard, strict] = size(listed);
        assert!(strict.is_some() && strict == standard, "{listed}");
    }
    let [standard, strict] = size("huge");
    assert!(standard.is_some() && strict.is_none());
}
