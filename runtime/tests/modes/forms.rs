//! Wrongly qualified members: qualified where the contract has unqualified ones, or the reverse.

use super::*;

#[test]
fn a_wrongly_qualified_member_is_accepted_and_recorded() {
    let other = "qualified instead of unqualified, or the reverse";
    // Members declared unqualified and sent qualified.
    let value = row::<Ship>(
        &ship("<s:Name>N</s:Name><s:Port>a</s:Port><s:Port>b</s:Port>"),
        [
            Err("Ship/Name: expected only elements"),
            Ok(&format!(
                "Ship/Name: {other}, found \"{{urn:ship}}Name\"\nShip/Port: {other}, found \"{{urn:ship}}Port\"\n\
                 Ship/Port: {other}, found \"{{urn:ship}}Port\""
            )),
            Ok(&format!(
                "Ship/Name: {other}, found \"{{urn:ship}}Name\"\nShip/Port: {other}, found \"{{urn:ship}}Port\"\n\
                 Ship/Port: {other}, found \"{{urn:ship}}Port\""
            )),
        ],
    );
    assert_eq!((value.name.as_deref(), value.ports.len()), (Some("N"), 2));
    // Unqualified although declared qualified: a record with its children, a list with its items, and a dictionary.
    let captain = format!("Ship/Captain: {other}, found \"Captain\"");
    let value = row::<Ship>(
        &ship("<Captain><Name>N</Name></Captain>"),
        [Err("Ship/Captain: expected only"), Ok(&captain), Ok(&captain)],
    );
    assert_eq!(value.captain.and_then(|captain| captain.name).as_deref(), Some("N"));
    let crew = format!(
        "Ship/Crew: {other}, found \"{{urn:ship}}Crew\"\nShip/Crew/Sailor: {other}, found \"{{urn:ship}}Sailor\""
    );
    let value = row::<Ship>(
        &ship("<s:Crew><s:Sailor>A</s:Sailor></s:Crew>"),
        [Err("Ship/Crew: expected only"), Ok(&crew), Ok(&crew)],
    );
    assert_eq!(value.crew, Some(vec![Some("A".to_owned())]));
    let labels = ["Label", "Label/Key", "Label/Value"];
    let labels = labels
        .map(|path| format!("Ship/Labels/{path}: {other}, found {:?}", path.rsplit('/').next().unwrap()))
        .join("\n")
        .replace("Label/", "Label[0]/");
    let value = row::<Ship>(
        &ship("<Labels><Label><Key>a</Key><Value>1</Value></Label></Labels>"),
        [Err("Ship/Labels/Label: expected only"), Ok(&labels), Ok(&labels)],
    );
    assert_eq!(value.labels, Some([("a".to_owned(), 1)].into()));
}

/// Two members with the same local name in different namespaces.
#[derive(Debug, Default)]
struct Twins {
    one: Option<i32>,
    other: Option<i32>,
    plain: Option<i32>,
}

impl Record for Twins {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("urn:one") {
            "x" => input.once(0, &mut self.one),
            _ => match name.within("urn:other") {
                "x" => input.once(1, &mut self.other),
                _ => match name.within("") {
                    "plain" => input.once(2, &mut self.plain),
                    _ => Ok(Found::No),
                },
            },
        }
    }
}

#[test]
fn a_wrongly_qualified_element_that_matches_several_members_is_an_error() {
    let error = "t/x: expected a qualified name, found `x`, which matches several members";
    row::<Twins>("<t><x>1</x></t>", [Err("t/x: expected only elements"), Err(error), Err(error)]);
    let value = row::<Twins>("<t><x xmlns='urn:other'>1</x></t>", [Ok(""); 3]);
    assert_eq!((value.one, value.other, value.plain), (None, Some(1), None));
    // A qualified element is read as an unqualified member only if the element around it has the same
    // namespace. Here the element around it, `t`, has no namespace.
    let noted = "t/plain: unknown element, found \"1\"";
    row::<Twins>("<t><plain xmlns='urn:one'>1</plain></t>", [Err("t/plain"), Ok(noted), Ok(noted)]);
}

#[test]
fn a_member_that_is_both_qualified_and_unqualified_in_one_record_is_an_error() {
    for content in [
        "<Port>a</Port><s:Port>b</s:Port>",
        "<s:Port>a</s:Port><Name>N</Name><Port>b</Port>",
        "<Crew><Sailor>A</Sailor><s:Sailor>B</s:Sailor></Crew>",
        "<Crew><s:Sailor>A</s:Sailor><Sailor>B</Sailor></Crew>",
    ] {
        for (mode, read) in MODES.into_iter().zip(read::<Ship>(&ship(content))).skip(1) {
            let error = read.expect_err(content);
            assert!(
                error.contains("expected elements that are all qualified or all unqualified, found `"),
                "{mode:?} {content}: {error}"
            );
        }
    }
    let content = "<Name>a</Name><s:Name>b</s:Name>";
    row::<Ship>(
        &ship(content),
        [
            Err("Ship/Name: expected only"),
            Err("Ship/Name: expected one occurrence"),
            Err("Ship/Name: expected one occurrence"),
        ],
    );
    // Different members of a record may be qualified differently, and so may the same member in two records.
    let value = read::<Ship>(&ship("<s:Name>a</s:Name><Tons>1</Tons><s:Captain><Name>b</Name></s:Captain>"));
    assert!(value[1].is_ok());
}

#[test]
fn a_branch_that_is_both_qualified_and_unqualified_in_one_choice_is_an_error() {
    let zoo = |content: &str| format!("<z:Zoo xmlns:z='urn:zoo'><z:Name>n</z:Name>{content}</z:Zoo>");
    for content in ["<z:Cat>c</z:Cat><Cat>d</Cat>", "<Cat>c</Cat><z:Dog>1</z:Dog><z:Cat>d</z:Cat>"] {
        for read in read::<Zoo>(&zoo(content)).into_iter().skip(1) {
            let error = read.expect_err(content);
            assert!(
                error.contains("Zoo/Cat: expected elements that are all qualified or all unqualified"),
                "{content}: {error}"
            );
        }
    }
    // Each branch is a separate member.
    let [_, standard, _] = read::<Zoo>(&zoo("<z:Dog>1</z:Dog><Cat>c</Cat><z:Dog>2</z:Dog><Cat>d</Cat>"));
    assert!(standard.is_ok(), "{standard:?}");
}

#[test]
fn wrongly_qualified_members_equal_correctly_qualified_ones() {
    let zoo = |content: &str| format!("<z:Zoo xmlns:z='urn:zoo'>{content}</z:Zoo>");
    let plain = |prefix: &str| {
        let content = "<P:Name>n</P:Name><P:Open>true</P:Open><P:Keepers><P:Keeper><P:Name>k</P:Name></P:Keeper></P:Keepers>\
            <P:Circle>1</P:Circle><P:Cat>c</P:Cat><P:Dog>2</P:Dog><P:Cat>d</P:Cat><P:A>1</P:A><P:B>2</P:B><P:A>3</P:A>";
        zoo(&content.replace("P:", prefix))
    };
    // The content has members of a base, a choice, a repeated choice and repeated groups.
    let (qualified, account) = from_str_as::<Zoo>(&plain("z:"), ReadingMode::Standard).unwrap();
    assert!(account.is_empty());
    let (unqualified, account) = from_str_as::<Zoo>(&plain(""), ReadingMode::Standard).unwrap();
    assert_eq!(unqualified, qualified);
    assert_eq!(account.total(), 12);
    assert_eq!(qualified.rows.len(), 2);
}

/// A group of a required member and two optional ones.
#[derive(Clone, Debug, Default, PartialEq)]
struct Leg {
    from: String,
    to: Option<String>,
    note: Option<i32>,
}

impl Record for Leg {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "To" => input.once(0, &mut self.to),
            "From" => input.once(1, &mut self.from),
            "Note" => input.once(2, &mut self.note),
            _ => Ok(Found::No),
        }
    }

    fn required(&self) -> &'static [Required] {
        &[(1, "From")]
    }
}

/// A group of two optional members.
#[derive(Clone, Debug, Default, PartialEq)]
struct Hop {
    gate: Option<String>,
    seat: Option<i32>,
}

impl Record for Hop {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Gate" => input.once(0, &mut self.gate),
            "Seat" => input.once(2, &mut self.seat),
            _ => Ok(Found::No),
        }
    }
}

/// A repeated group. A member with the local name of a group member, but in no namespace, may follow it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Route {
    legs: Vec<Leg>,
    note: Option<i32>,
}

/// A group that occurs at most once.
#[derive(Clone, Debug, Default, PartialEq)]
struct Trip {
    leg: Option<Leg>,
}

/// A repeated choice between two groups and an element.
#[derive(Clone, Debug, Default, PartialEq)]
struct Plan {
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Leg(Leg),
    Hop(Hop),
    Rest(i32),
}

impl Record for Route {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "To" | "From" | "Note" => input.groups(name, &mut self.legs),
            _ => match name.within("") {
                "Note" => input.once(0, &mut self.note),
                _ => Ok(Found::No),
            },
        }
    }
}

impl Record for Trip {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "To" | "From" | "Note" => input.group::<Leg>(0, name, &mut self.leg),
            _ => Ok(Found::No),
        }
    }
}

impl Record for Plan {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "To" | "From" | "Note" => {
                input.variants_group(name, &mut self.steps, Step::Leg, |step| match step {
                    Step::Leg(leg) => Some(leg),
                    _ => None,
                })
            }
            "Gate" | "Seat" => input.variants_group(name, &mut self.steps, Step::Hop, |step| match step {
                Step::Hop(hop) => Some(hop),
                _ => None,
            }),
            "Rest" => input.variants(&mut self.steps, Step::Rest),
            _ => Ok(Found::No),
        }
    }
}

/// Reads the content of a route, trip or plan in the standard mode. `noted` departures must be recorded, each for an
/// element that is wrongly qualified or unqualified.
fn route<V: Value>(content: &str, noted: usize) -> V {
    let xml = format!("<s:R xmlns:s='{NS}'>{content}</s:R>");
    let (value, account) =
        from_str_as::<V>(&xml, ReadingMode::Standard).unwrap_or_else(|error| panic!("{content}: {error}"));
    assert_eq!(account.total(), noted, "{content} {account:?}");
    assert!(account.iter().all(|noted| noted.kind == saponify::DepartureKind::OtherForm));
    value
}

#[test]
fn a_wrongly_qualified_member_belongs_to_the_group_that_precedes_it() {
    let leg = |from: &str, to: Option<&str>, note| Leg { from: from.into(), to: to.map(str::to_owned), note };
    // The wrongly qualified `From` belongs to the group before it, which contains no `From` yet.
    let found: Route = route("<s:To>b</s:To><From>a</From><s:To>d</s:To><From>c</From><s:Note>1</s:Note>", 2);
    assert_eq!(found.legs, [leg("a", Some("b"), None), leg("c", Some("d"), Some(1))]);
    // The wrongly qualified `Note` belongs to the group before it, although this group lacks no required
    // member.
    let found: Trip = route("<s:From>a</s:From><Note>1</Note>", 1);
    assert_eq!(found.leg, Some(leg("a", None, Some(1))));
    // The record around the group has a member of exactly this name, so the element does not continue the group.
    let found: Route = route("<s:From>a</s:From><Note>1</Note><s:From>b</s:From>", 0);
    assert_eq!((found.legs, found.note), (vec![leg("a", None, None), leg("b", None, None)], Some(1)));
    // The wrongly qualified members begin the next occurrence of the group.
    let found: Route = route("<s:To>b</s:To><s:From>a</s:From><To>d</To><From>c</From>", 2);
    assert_eq!(found.legs, [leg("a", Some("b"), None), leg("c", Some("d"), None)]);
    let found: Plan = route("<s:To>b</s:To><s:From>a</s:From><To>d</To><From>c</From><Rest>1</Rest>", 3);
    let both = Step::Leg(leg("c", Some("d"), None));
    assert_eq!(found.steps, [Step::Leg(leg("a", Some("b"), None)), both, Step::Rest(1)]);
    // Two branches take turns: a group of one branch ends where a member of the other branch begins.
    let found: Plan = route("<From>a</From><Seat>2</Seat><From>b</From>", 3);
    let hop = Step::Hop(Hop { gate: None, seat: Some(2) });
    assert_eq!(found.steps, [Step::Leg(leg("a", None, None)), hop, Step::Leg(leg("b", None, None))]);
    // The group may also be a branch of a repeated choice. The wrongly qualified `Note` belongs to it.
    let found: Plan = route("<s:From>a</s:From><Note>1</Note>", 1);
    assert_eq!(found.steps, [Step::Leg(leg("a", None, Some(1)))]);
}

/// A group that contains a group.
#[derive(Clone, Debug, Default, PartialEq)]
struct Part {
    leg: Option<Leg>,
    stop: Option<i32>,
}

/// A repeated group that contains a group.
#[derive(Clone, Debug, Default, PartialEq)]
struct Journey {
    parts: Vec<Part>,
}

/// Two repeated groups.
#[derive(Clone, Debug, Default, PartialEq)]
struct Mixture {
    legs: Vec<Leg>,
    hops: Vec<Hop>,
}

impl Record for Part {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "To" | "From" | "Note" => input.group::<Leg>(0, name, &mut self.leg),
            "Stop" => input.once(1, &mut self.stop),
            _ => Ok(Found::No),
        }
    }
}

impl Record for Journey {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "To" | "From" | "Note" | "Stop" => input.groups(name, &mut self.parts),
            _ => Ok(Found::No),
        }
    }
}

impl Record for Mixture {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "To" | "From" | "Note" => input.groups(name, &mut self.legs),
            "Gate" | "Seat" => input.groups(name, &mut self.hops),
            _ => Ok(Found::No),
        }
    }
}

#[test]
fn a_wrongly_qualified_member_belongs_to_the_nested_group_that_precedes_it() {
    let part = |from: &str, note, stop| Part { leg: Some(Leg { from: from.into(), to: None, note }), stop };
    let found: Journey = route("<s:From>a</s:From><Note>1</Note><Stop>2</Stop>", 2);
    assert_eq!(found.parts, [part("a", Some(1), Some(2))]);
    // Wrongly qualified members begin the next occurrence of the group.
    let found: Journey =
        route("<s:From>a</s:From><From>b</From><Stop>2</Stop><From>c</From><Note>3</Note>", 4);
    assert_eq!(found.parts, [part("a", None, None), part("b", None, Some(2)), part("c", Some(3), None)]);
}

#[test]
fn a_wrongly_qualified_member_does_not_continue_a_group_before_another_one() {
    let found: Mixture = route("<s:From>a</s:From><s:Gate>g</s:Gate><Seat>1</Seat>", 1);
    assert_eq!(found.hops, [Hop { gate: Some("g".into()), seat: Some(1) }]);
    // `Note` begins a group without its required `From`, whether the element is correctly qualified or not.
    for form in ["s:Note", "Note"] {
        let xml = format!("<s:R xmlns:s='{NS}'><s:From>a</s:From><s:Gate>g</s:Gate><{form}>1</{form}></s:R>");
        let error = from_str_as::<Mixture>(&xml, ReadingMode::Standard).unwrap_err().to_string();
        assert!(error.contains("From"), "{error}");
    }
}

/// Qualified and unqualified attributes, and a base type with attributes.
#[derive(Clone, Debug, Default, PartialEq)]
struct Flag {
    length: Option<i32>,
    colour: Option<String>,
    either: Option<i32>,
    other: Option<i32>,
    nil: Option<bool>,
}

impl Record for Flag {
    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "length" => input.attribute(0, &mut self.length),
            _ => match name.within(NS) {
                "colour" => input.attribute(1, &mut self.colour),
                "either" => input.attribute(2, &mut self.either),
                _ => match name.within("urn:other") {
                    "either" => input.attribute(3, &mut self.other),
                    _ => match name.within("http://www.w3.org/2001/XMLSchema-instance") {
                        "nil" => input.attribute(4, &mut self.nil),
                        _ => Ok(Found::No),
                    },
                },
            },
        }
    }
}

#[test]
fn a_wrongly_qualified_attribute_is_accepted_and_recorded() {
    let flag = |attributes: &str| format!("<s:Flag xmlns:s='{NS}' xmlns:o='urn:other' {attributes}/>");
    let value = row::<Flag>(&flag("s:colour='red' length='3' o:either='1'"), [Ok(""); 3]);
    assert_eq!((value.length, value.colour.as_deref(), value.other), (Some(3), Some("red"), Some(1)));
    // `length` is declared unqualified and sent qualified; `colour` is declared qualified and sent
    // unqualified.
    let noted = "Flag/@length: qualified instead of unqualified, or the reverse, found \"{urn:ship}length\"\n\
        Flag/@colour: qualified instead of unqualified, or the reverse, found \"colour\"";
    let value = row::<Flag>(
        &flag("s:length='3' colour='red'"),
        [Err("Flag/@length: expected only attributes"), Ok(noted), Ok(noted)],
    );
    assert_eq!((value.length, value.colour.as_deref()), (Some(3), Some("red")));
    // A qualified and an unqualified occurrence of one attribute are an error, in either order.
    for attributes in ["length='3' s:length='4'", "s:length='4' length='3'"] {
        let error = "Flag/@length: expected attributes that are all qualified or all unqualified, found `{urn:ship}length`, qualified and unqualified";
        row::<Flag>(&flag(attributes), [Err("Flag/@length: expected only"), Err(error), Err(error)]);
    }
    let error = "Flag/@either: expected a qualified name, found `either`, which matches several members";
    row::<Flag>(&flag("either='1'"), [Err("Flag/@either: expected only"), Err(error), Err(error)]);
    // `length` in a namespace other than that of the element is another attribute. `nil` without a namespace
    // is not read as `xsi:nil`.
    for (attribute, name) in [("o:length='3'", "length"), ("nil='true'", "nil")] {
        let noted = format!("Flag/@{name}: unknown attribute, found ");
        let found = read::<Flag>(&flag(attribute));
        assert!(
            matches!(&found[1], Ok((flag, lines)) if *flag == Flag::default() && lines.starts_with(&noted))
        );
    }
    // An invalid value is an error, as in a correctly qualified attribute.
    let [_, standard, _] = read::<Flag>(&flag("s:length='x'"));
    assert!(standard.unwrap_err().starts_with("Flag/@length: expected"));
}
