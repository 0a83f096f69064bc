//! Members: required and optional ones, their order, and the containers that hold them.

use super::*;

#[test]
fn required_optional_nillable_and_repeated_members_are_distinguished() {
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
fn a_duplicate_member_is_rejected() {
    let error = refused::<extension::Call>(
        "<Call xmlns=\"urn:t\"><User version=\"1\"><Must>1</Must><Name/><Must>2</Must></User></Call>",
    );
    assert!(error.contains("Must"), "{error}");
}

#[test]
fn an_array_is_a_vec_in_the_field() {
    let call: array_in_field::Call = round_trip(
        "<Call xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:t\"><Users><User><Id>1</Id></User>\
         <User xsi:nil=\"true\"/></Users><Names><Name>n</Name></Names></Call>",
    );
    assert_eq!(call.users.unwrap().iter().flatten().count(), 1);
    assert_eq!(call.names, ["n"]);
}

#[test]
fn an_array_that_is_the_only_member_is_absent_empty_or_has_items() {
    let team = |content: &str| -> Option<Vec<Option<array_in_field::User>>> {
        let start = match content.contains("nil") {
            true => "<Call xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:t\">",
            false => "<Call xmlns=\"urn:t\">",
        };
        let xml = format!("{start}<Names/><Team>{content}</Team></Call>");
        let call: array_in_field::Call = round_trip(&xml.replace("<Team></Team>", "<Team/>"));
        call.team.unwrap().users
    };
    assert_eq!(team(""), None);
    assert_eq!(team("<Users/>"), Some(vec![]));
    let user = array_in_field::User { id: Some(1) };
    let users = team("<Users><User><Id>1</Id></User><User xsi:nil=\"true\"/></Users>");
    assert_eq!(users, Some(vec![Some(user), None]));
    let other = "<Call xmlns=\"urn:t\"><Names/><Team><Users xmlns=\"urn:other\"/></Team></Call>";
    assert_eq!(saponify::from_str::<array_in_field::Call>(other).unwrap().team.unwrap().users, None);
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
fn keys_and_values_of_a_dictionary_are_nil_only_if_they_are_nillable() {
    use dictionary::Call;
    use saponify::{ReadingMode, from_str_as};
    let call = |pair: &str| {
        format!(
            "<Call xmlns=\"urn:t\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
             <Sizes><Size>{pair}</Size></Sizes></Call>"
        )
    };
    for (pair, path) in [
        ("<Key>a</Key><Value xsi:nil=\"true\"/>", "Value"),
        ("<Key xsi:nil=\"true\"/><Value>1</Value>", "Key"),
    ] {
        let xml = call(pair);
        let error = from_str_as::<Call>(&xml, ReadingMode::Strict).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("Call/Sizes/Size[0]/{path}: expected a value, found nil")),
            "{error}"
        );
        for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
            let (read, account) = from_str_as::<Call>(&xml, mode).unwrap();
            let noted = format!("Call/Sizes/Size[0]/{path}: nil, although not nillable");
            assert_eq!(account.iter().map(ToString::to_string).collect::<Vec<_>>(), [noted]);
            // A nil element would not be valid.
            let error = saponify::to_string(("urn:t", "Call"), &read).unwrap_err().to_string();
            assert!(error.contains(&format!("{path} is not set")), "{error}");
        }
    }
    // The strict mode checks the order of key and value.
    let xml = call("<Value>1</Value><Key>a</Key>");
    let error = from_str_as::<Call>(&xml, ReadingMode::Strict).unwrap_err().to_string();
    assert!(error.starts_with("Call/Sizes/Size[0]/Value: expected `Key` before this element"), "{error}");
    assert!(from_str_as::<Call>(&xml, ReadingMode::Standard).unwrap().1.is_empty());
}

#[test]
fn a_pair_whose_value_is_optional_is_a_record() {
    let call = round_trip::<dictionary::Call>(
        "<Call xmlns=\"urn:t\"><Notes><Note><Key>a</Key></Note><Note><Key>b</Key><Value>c</Value></Note></Notes></Call>",
    );
    let values: Vec<_> = call.notes.unwrap().note.into_iter().map(|note| (note.key, note.value)).collect();
    assert_eq!(values, [("a".to_owned(), None), ("b".to_owned(), Some("c".to_owned()))]);
}

#[test]
fn members_of_the_base_are_written_first_and_read_in_any_order() {
    let xml = "<Call xmlns=\"urn:t\"><User version=\"1\" lang=\"no\"><Right>r</Right><Must>2</Must><Name>n</Name></User></Call>";
    let call: extension::Call = round_trip(xml);
    let mixed = "<Call xmlns=\"urn:t\"><User lang=\"no\" version=\"1\"><Name>n</Name><Must>2</Must><Right>r</Right></User></Call>";
    assert_eq!(saponify::from_str::<extension::Call>(mixed).unwrap(), call);
}

#[test]
fn xsi_type_chooses_the_variant() {
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
    assert!(error.contains("no branch of the choice is set"), "{error}");
}

#[test]
fn a_branch_of_a_choice_may_be_a_list_or_a_dictionary() {
    use choice_of_lists::{Call, CallChoice};
    let call: Call = round_trip(
        "<Call xmlns=\"urn:t\"><Ids><int>1</int><int>2</int></Ids><Id>3</Id><Rights><Pair><Key>k</Key><Value>1</Value></Pair>\
         </Rights><Ids><int>4</int></Ids><Names><Name>n</Name></Names></Call>",
    );
    assert_eq!(call.choices.len(), 4);
    assert_eq!(call.choices[3], CallChoice::Ids(vec![4]));
}

#[test]
fn each_occurrence_of_a_repeated_group_is_a_record() {
    let call: repeated_group::Call = round_trip(
        "<Call xmlns=\"urn:t\"><Before>0</Before><Key>a</Key><Value>1</Value><Key>b</Key><Key>c</Key><Value>3</Value>\
         <After>9</After></Call>",
    );
    let groups: Vec<_> = call.groups.iter().map(|group| (group.key.as_str(), group.value)).collect();
    assert_eq!(groups, [("a", Some(1)), ("b", None), ("c", Some(3))]);
    assert_eq!(call.after, Some(9));
}

#[test]
fn elements_of_a_name_that_is_declared_twice_keep_their_order() {
    let call: ambiguous::Call = round_trip("<Call xmlns=\"urn:t\"><A>1</A><B>x</B><A>2</A></Call>");
    assert_eq!(call.content.len(), 3);
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
fn content_of_wildcards_is_kept() {
    let call: wildcards::Call = round_trip(
        "<Call xmlns=\"urn:t\" extra=\"e\"><Known>1</Known><Anything><x xmlns=\"urn:x\">y</x></Anything><z xmlns=\"urn:z\"/></Call>",
    );
    assert_eq!(call.any.len(), 1);
}

#[test]
fn recursive_types_contain_themselves() {
    let call: recursion::Call = round_trip(
        "<Call xmlns=\"urn:t\"><Tree><Left><Children/></Left><Branch><Tree><Branch><Leaf>l</Leaf></Branch></Tree></Branch>\
         </Tree></Call>",
    );
    assert_eq!(call.tree.left.unwrap().children.len(), 1);
    let call: recursion_of_choices::Call = round_trip(
        "<Call xmlns=\"urn:t\"><Option><Inner><Inner><Text>t</Text></Inner></Inner></Option><Box><Label>a</Label><Content>\
         <Label>b</Label><Option><Text>t</Text></Option></Content></Box></Call>",
    );
    assert_eq!(call.box_.label, "a");
}

#[test]
fn members_of_a_substitution_group_replace_its_head() {
    let call: substitution::Call =
        round_trip("<Call xmlns=\"urn:t\"><number>1</number><item>i</item><right>2</right></Call>");
    assert_eq!(call.item.len(), 2);
}

#[test]
fn elements_of_an_extension_follow_those_of_its_base_with_the_same_name() {
    use extension_repeats::{Call, TourContent};
    let call: Call = round_trip(
        "<Call xmlns=\"urn:t\"><Ticket Number=\"9\"><Number>1</Number><Note>n</Note><Number>2</Number></Ticket>\
         <Trip><Stop>a</Stop><Border>-</Border><Stop>b</Stop><Stop>c</Stop></Trip>\
         <Tour><Stop>a</Stop><Leg>1</Leg><Stop>b</Stop><Stop>c</Stop></Tour></Call>",
    );
    let (ticket, trip) = (call.ticket.unwrap(), call.trip.unwrap());
    assert_eq!((ticket.paper.number, ticket.number, ticket.number_attribute), (1, 2, Some(9)));
    assert_eq!((trip.route.stop, trip.stop), (vec!["a".to_owned()], vec!["b".to_owned(), "c".to_owned()]));
    let stop = |name: &str| TourContent::Stop(name.to_owned());
    assert_eq!(call.tour.unwrap().content, [stop("a"), TourContent::Leg(1), stop("b"), stop("c")]);
    let call: Call = round_trip("<Call xmlns=\"urn:t\"><Trip><Border>-</Border><Stop>b</Stop></Trip></Call>");
    assert_eq!(call.trip.map(|trip| (trip.route.stop.len(), trip.stop.len())), Some((0, 1)));
    let error = refused::<Call>(
        "<Call xmlns=\"urn:t\"><Ticket><Number>1</Number><Number>2</Number><Number>3</Number></Ticket></Call>",
    );
    assert!(error.contains("Ticket") && error.contains("Number"), "{error}");
}

#[test]
fn elements_that_only_their_number_assigns_to_a_base_or_an_extension_are_one_list() {
    use extension_repeats::Call;
    let call: Call = round_trip(
        "<Call xmlns=\"urn:t\"><Three><Stop>1</Stop><Stop>2</Stop><Stop>3</Stop></Three>\
         <Marked><None>1</None><Mark>2</Mark></Marked></Call>",
    );
    assert_eq!(call.three.map(|three| three.content.len()), Some(3));
    assert_eq!(call.marked.map(|marked| marked.content.len()), Some(2));
    let call: Call = round_trip(
        "<Call xmlns=\"urn:t\"><Marked><Mark>1</Mark><Mark>2</Mark><Mark>3</Mark></Marked></Call>",
    );
    assert_eq!(call.marked.map(|marked| marked.content.len()), Some(3));
    for content in [
        "<Three><Stop>1</Stop></Three>",
        "<Three><Stop>1</Stop><Stop>1</Stop><Stop>1</Stop><Stop>1</Stop></Three>",
        "<Marked><Mark>1</Mark><Mark>2</Mark></Marked>",
    ] {
        let xml = format!("<Call xmlns=\"urn:t\">{content}</Call>");
        assert!(saponify::from_str_as::<Call>(&xml, saponify::ReadingMode::Strict).is_err(), "{xml}");
    }
}

#[test]
fn the_wildcard_of_an_extension_accepts_elements_after_its_members() {
    use extension_repeats::Call;
    let call: Call = round_trip(
        "<Call xmlns=\"urn:t\"><Open><Name>n</Name><x xmlns=\"urn:x\">1</x><Seat>1</Seat><Seat>2</Seat>\
         <x xmlns=\"urn:x\">2</x></Open></Call>",
    );
    let open = call.open.unwrap();
    assert_eq!((open.open_route.any.len(), open.seat, open.any.len()), (1, vec![1, 2], 1));
}
