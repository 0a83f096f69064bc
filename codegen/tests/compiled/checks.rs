//! Violations that `validate` reports.

use super::*;

#[test]
fn a_value_is_checked_against_the_facets_of_its_types() {
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
    // The sequence with the items may be absent.
    assert_eq!(Call { spares: Some(Vec::new()), ..right.clone() }.validate(), Ok(()));
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
        "Share: expected at least 2 occurrences, found 1",
        "Share[1]: expected at most 2 fraction digits, found `0.999`",
        "Level: expected one of the enumeration values of the contract, found `odd`",
        "Figure/Price: expected less than 1, found `1`",
        r"Figure/@id: expected a text that matches `[\i-[:]][\c-[:]]*`, found `a:b`",
        r"Codes/Code[2]: expected a text that matches `[A-Z]+` or `\d+`, found `abc`",
        "Plain: expected one alternative of the choice, found none",
        "the value: expected one alternative of the choice, found none",
        "To: expected at most 2099-12-31, found `2100-01-01`",
        "@words: expected one of the enumeration values of the contract, found `low x high`",
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
    // The empty text cannot be written either: a receiver would read the empty element as the fixed value.
    let empty = Call { unit: Some(String::new()), ..right.clone() };
    assert!(empty.validate().is_err() && saponify::to_string(("urn:t", "Call"), &empty).is_err());
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
        "Few/Word: expected at least 1 occurrences, found 0",
        r"Rights[2]/Key: expected a text that matches `[A-Z]+` or `\d+`, found `ab`",
        "Rights[2]/Value: expected less than 1, found `1`",
        "Unit: expected `kg`, the only allowed value, found `g`",
        "Factor: expected `0.50`, the only allowed value, found `0.51`",
        "@version: expected `7`, the only allowed value, found `8`",
    ];
    assert_eq!(found, expected);
}

#[test]
fn enumerations_are_checked_by_value_and_patterns_by_text() {
    use saponify::Validate;
    use validate_values::Call;
    let call = |content: &str| -> Call {
        let xml = format!("<Call xmlns=\"urn:t\" xmlns:q=\"urn:a\" xmlns:long=\"urn:a\">{content}</Call>");
        saponify::from_str(&xml).unwrap_or_else(|error| panic!("{xml}\n{error}"))
    };
    for right in [
        "<Name>q:x</Name>",
        "<t:Name xmlns:t=\"urn:t\" xmlns=\"\">y</t:Name>",
        "<Names>q:x long:y</Names>",
        "<Names>\n q:y </Names>",
        "<Short>q:x</Short>",
        "<Pair>1.0\n2.5</Pair>",
        "<Speed>4.2E3</Speed>",
        "<Scale>1.0 2.5</Scale>",
        "<Limit>2</Limit>",
        "<Box steps=\"1.0 2\" any=\"x\"/>",
        "<Key>long:x</Key>",
        "<Choice>long:x</Choice>",
        "<Choice>05</Choice>",
        "<Choices>05 q:y</Choices>",
        "<Choices/>",
        "<Mass unit=\"kg\">1.5</Mass><Mass>01.50</Mass>",
        "<Mass/>",
        "<Note>a b</Note>",
        "<Note/>",
        "<Raw>raw</Raw>",
        "<Marks><Mark>m  n</Mark><Mark/></Marks>",
        "<Masses><Mass>2.0</Mass></Masses>",
    ] {
        let value = call(right);
        assert_eq!(value.validate(), Ok(()), "{right}");
        let written = saponify::to_string(("urn:t", "Call"), &value).unwrap();
        assert_eq!(saponify::from_str::<Call>(&written).unwrap(), value, "{written}");
    }
    for wrong in [
        "<Name>x</Name>",
        "<Name>q:y</Name>",
        "<Names>q:x</Names>",
        "<Names>q:y q:x</Names>",
        "<Short>long:x</Short>",
        "<Short>x</Short>",
        "<Pair>2.5 1</Pair>",
        "<Speed>4200</Speed>",
        "<Speed>5.1E3</Speed>",
        "<Scale>1 2</Scale>",
        "<Limit>2.1</Limit>",
        "<Limit>two</Limit>",
        "<Box steps=\"2 1\"/>",
        "<Box any=\"y\"/>",
        "<Key>q:y</Key>",
        "<Choice>q:y</Choice>",
        "<Choice>x</Choice>",
        "<Choice>6</Choice>",
        "<Choices>q:x 6</Choices>",
        "<Choices>q:y 5</Choices>",
        "<Key>x</Key>",
        "<Key>1</Key>",
        "<Mass>1.5</Mass><Mass>1.6</Mass>",
        "<Note>a  b</Note>",
        "<Note>a <Bold>b</Bold></Note>",
        "<Raw>other</Raw>",
        "<Raw><raw/></Raw>",
        "<Marks><Mark>m n</Mark><Mark>o</Mark></Marks>",
        "<Masses><Mass>2</Mass><Mass>3</Mass></Masses>",
    ] {
        let found = call(wrong).validate().map_err(|violations| violations.len());
        assert!(found.is_err(), "{wrong}: {found:?}");
    }
}

#[test]
fn global_elements_of_simple_types_are_validated() {
    use schema_validate::{CODE, ITEM, Item, SHARE, SIZE, SPARE, UNIT};
    let found = |violations: Result<(), saponify::validate::Violations>| {
        violations.err().map(|violations| violations.to_string()).unwrap_or_default()
    };
    let code = CODE.read("<code xmlns=\"urn:t\">ABCDE</code>").unwrap();
    assert_eq!(found(CODE.validate(&code)), "code: expected at most 4 characters, not 5, found `ABCDE`");
    assert_eq!(CODE.validate(&"ABC".to_owned()), Ok(()));
    assert_eq!(SPARE.validate(&None), Ok(()));
    assert_eq!(
        found(SPARE.validate(&Some("a".to_owned()))),
        "spare: expected a text that matches `[A-Z]+`, found `a`"
    );
    assert!(found(UNIT.validate(&"g".to_owned())).starts_with("unit: expected"));
    assert_eq!(UNIT.validate(&"kg".to_owned()), Ok(()));
    assert_eq!(found(SHARE.validate(&"1.5".parse().unwrap())), "share: expected at most 1, found `1.5`");
    assert_eq!(SIZE.validate(&7), Ok(()));
    assert_eq!(
        found(ITEM.validate(&Item { code: "a".to_owned() })),
        "code: expected a text that matches `[A-Z]+`, found `a`"
    );
}

#[test]
fn an_element_of_an_abstract_type_without_known_types_is_kept_and_validates() {
    use saponify::Validate;
    let xml = "<Call xmlns=\"urn:t\"><Event xmlns:x=\"urn:x\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"x:Login\">\
        <User>u</User></Event><Length>10</Length></Call>";
    let call: validate_abstract::Call = saponify::from_str(xml).unwrap();
    let violations = call.validate().unwrap_err();
    assert_eq!(violations.len(), 1, "{violations}");
    assert!(violations.to_string().contains("Length"), "{violations}");
}
