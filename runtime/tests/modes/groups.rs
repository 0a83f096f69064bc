//! Groups that are interrupted by another element. This element is undeclared, or it is a member of the
//! record around the group.

use super::*;

/// A group whose first member is required.
#[derive(Clone, Debug, Default, PartialEq)]
struct Pair {
    key: String,
    value: Option<String>,
    note: Option<String>,
}

impl Record for Pair {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Key" => input.once(0, &mut self.key),
            "Value" => input.once(1, &mut self.value),
            "Note" => input.once(2, &mut self.note),
            _ => Ok(Found::No),
        }
    }

    fn required(&self) -> &'static [Required] {
        &[(0, "Key"), (1, "Value")]
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").field("Key", &self.key).field("Value", &self.value).field("Note", &self.note);
    }
}

/// A group of optional members.
#[derive(Clone, Debug, Default, PartialEq)]
struct Span {
    from: Option<i32>,
    to: Option<i32>,
}

impl Record for Span {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "From" => input.once(0, &mut self.from),
            "To" => input.once(1, &mut self.to),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").field("From", &self.from).field("To", &self.to);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Branch {
    #[default]
    Unset,
    Pair(Pair),
    Span(Span),
    Rest(i32),
}

fn pair(branch: &mut Branch) -> Option<&mut Pair> {
    match branch {
        Branch::Pair(pair) => Some(pair),
        _ => None,
    }
}

fn span(branch: &mut Branch) -> Option<&mut Span> {
    match branch {
        Branch::Span(span) => Some(span),
        _ => None,
    }
}

impl saponify::generated::Group for Branch {
    fn encode_fields(&self, output: &mut Writer) {
        match self {
            Self::Unset => {}
            Self::Pair(pair) => Record::encode_fields(pair, output),
            Self::Span(span) => Record::encode_fields(span, output),
            Self::Rest(rest) => _ = output.within("").field("Rest", rest),
        }
    }
}

/// Repeated groups beside a member.
#[derive(Clone, Debug, Default, PartialEq)]
struct Table {
    pairs: Vec<Pair>,
    spans: Vec<Span>,
    title: Option<String>,
    inner: Option<Box<Table>>,
}

impl Record for Table {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Key" | "Value" | "Note" => input.groups(name, &mut self.pairs),
            "From" | "To" => input.groups(name, &mut self.spans),
            "Title" => input.once(0, &mut self.title),
            "Inner" => input.once(1, &mut self.inner),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        let fields = output.within("").group(&self.pairs).group(&self.spans);
        fields.field("Title", &self.title).field("Inner", &self.inner);
    }
}

/// A choice of groups.
#[derive(Clone, Debug, Default, PartialEq)]
struct Single {
    branch: Option<Branch>,
    title: Option<String>,
}

impl Record for Single {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Key" | "Value" | "Note" => input.variant_group(0, name, &mut self.branch, Branch::Pair, pair),
            "From" | "To" => input.variant_group(0, name, &mut self.branch, Branch::Span, span),
            "Title" => input.once(1, &mut self.title),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").group(&self.branch).field("Title", &self.title);
    }
}

/// A repeated choice of groups.
#[derive(Clone, Debug, Default, PartialEq)]
struct Series {
    branches: Vec<Branch>,
    title: Option<String>,
}

impl Record for Series {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Key" | "Value" | "Note" => input.variants_group(name, &mut self.branches, Branch::Pair, pair),
            "From" | "To" => input.variants_group(name, &mut self.branches, Branch::Span, span),
            "Rest" => input.variants(&mut self.branches, Branch::Rest),
            "Title" => input.once(1, &mut self.title),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").group(&self.branches).field("Title", &self.title);
    }
}

/// A repeated group that contains a choice of groups and a member.
#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    branch: Option<Branch>,
    end: i32,
}

impl Record for Row {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Key" | "Value" | "Note" => input.variant_group(0, name, &mut self.branch, Branch::Pair, pair),
            "From" | "To" => input.variant_group(0, name, &mut self.branch, Branch::Span, span),
            "End" => input.once(1, &mut self.end),
            _ => Ok(Found::No),
        }
    }

    fn required(&self) -> &'static [Required] {
        &[(1, "End")]
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").group(&self.branch).field("End", &self.end);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Nested {
    rows: Vec<Row>,
    title: Option<String>,
}

impl Record for Nested {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Key" | "Value" | "Note" | "From" | "To" | "End" => input.groups(name, &mut self.rows),
            "Title" => input.once(1, &mut self.title),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").group(&self.rows).field("Title", &self.title);
    }
}

/// Inserts an unknown element at each place of a content: the value must stay the same, and the elements are
/// recorded as departures.
#[track_caller]
fn interrupted<V: Value + PartialEq + std::fmt::Debug>(elements: &[&str]) -> V {
    let root = |content: &str| format!("<R>{content}</R>");
    let clean = root(&elements.concat());
    let expected = row::<V>(&clean, [Ok(""); 3]);
    for unknown in ["<New/>", "<New><Key>x</Key>y</New>\n <Newer/>"] {
        for place in 0..=elements.len() {
            let (before, after) = elements.split_at(place);
            let xml = root(&format!("{}{unknown}{}", before.concat(), after.concat()));
            let [strict, standard, lenient] = read::<V>(&xml);
            assert!(strict.is_err(), "{xml}");
            for read in [standard, lenient] {
                let (value, account) = read.unwrap_or_else(|error| panic!("{xml}\n{error}"));
                assert_eq!(value, expected, "{xml}");
                assert!(account.lines().all(|line| line.starts_with("R/New")), "{xml}\n{account}");
                assert_eq!(account.lines().count(), unknown.matches("<New").count(), "{xml}");
            }
        }
    }
    let everywhere = root(&format!("<New/>{}<New/>", elements.join("<New/>")));
    let (value, account) = from_str_as::<V>(&everywhere, ReadingMode::Standard).unwrap();
    assert_eq!((&value, account.total()), (&expected, elements.len() + 1), "{everywhere}");
    expected
}

const PAIR: [&str; 2] = ["<Key>k</Key>", "<Value>v</Value>"];

#[test]
fn an_unknown_element_does_not_end_a_group() {
    let [key, value] = PAIR;
    let (note, from, to, title) = ("<Note>n</Note>", "<From>1</From>", "<To>2</To>", "<Title>t</Title>");
    let table: Table =
        interrupted(&[key, value, note, key, value, key, value, from, to, from, to, to, title]);
    assert_eq!((table.pairs.len(), table.spans.len()), (3, 3));
    let series: Series = interrupted(&[
        key,
        value,
        key,
        value,
        note,
        "<Rest>3</Rest>",
        from,
        to,
        from,
        "<Rest>4</Rest>",
        to,
        title,
    ]);
    assert_eq!(series.branches.len(), 7);
    interrupted::<Single>(&[key, value, note, title]);
    interrupted::<Single>(&[from, to]);
    let end = "<End>1</End>";
    let nested: Nested = interrupted(&[key, value, end, from, to, end, end, key, value, note, end, title]);
    assert_eq!(nested.rows.len(), 4);
}

#[test]
fn an_incomplete_group_continues_after_a_member_outside_the_group() {
    let [key, value] = PAIR;
    let table = format!("<R>{key}<Title>t</Title>{value}{key}{value}</R>");
    let table = row::<Table>(&table, [Err("R: expected the required `Value`"), Ok(""), Ok("")]);
    assert_eq!((table.pairs.len(), table.title.as_deref()), (2, Some("t")));
    let inner = format!("{key}<Inner>{key}<Title>t</Title>{value}</Inner>{value}<New/>");
    let [_, standard, lenient] = read::<Table>(&format!("<R>{inner}</R>"));
    assert_eq!(standard, lenient);
    let (table, account) = standard.unwrap();
    assert_eq!(table.pairs, table.inner.unwrap().pairs);
    assert_eq!(account, "R/New: unknown element\n");
    let [_, standard, _] = read::<Single>(&format!("<R>{key}<Title>t</Title>{value}<Note>n</Note></R>"));
    let (single, _) = standard.unwrap();
    let full = Pair { key: "k".into(), value: Some("v".into()), note: Some("n".into()) };
    assert_eq!(single.branch, Some(Branch::Pair(full)));
}

#[test]
fn a_complete_group_that_occurs_once_continues_after_a_member_outside_the_group() {
    let [key, value] = PAIR;
    let (note, title) = ("<Note>n</Note>", "<Title>t</Title>");
    let single = |content: &str| format!("<R>{content}</R>");
    let [strict, standard, lenient] = read::<Single>(&single(&format!("{key}{value}{title}{note}")));
    assert!(strict.is_err());
    assert_eq!(standard, lenient);
    let full = Pair { key: "k".into(), value: Some("v".into()), note: Some("n".into()) };
    let expected = Single { branch: Some(Branch::Pair(full)), title: Some("t".into()) };
    assert_eq!(standard.unwrap(), (expected, String::new()));
    let span =
        row::<Single>(&single("<From>1</From><Title>t</Title><To>2</To>"), [Err("R/"), Ok(""), Ok("")]);
    assert_eq!(span.branch, Some(Branch::Span(Span { from: Some(1), to: Some(2) })));
    // A member of the group that occurs twice, or a member of another branch, remains an error.
    for content in [
        format!("{key}{value}{title}{value}"),
        format!("{key}{value}{note}{title}{note}"),
        format!("{key}{value}{title}<To>2</To>"),
        format!("<From>1</From>{title}<From>2</From>"),
    ] {
        let [_, standard, lenient] = read::<Single>(&single(&content));
        assert!(standard.is_err() && lenient.is_err(), "{content}");
    }
    // Each record has its own group.
    let rows = format!("<L><R>{key}{value}{note}{title}</R><R>{title}{key}{value}{note}</R></L>");
    let rows = row::<Singles>(&rows, [Err("L/R[1]"), Ok(""), Ok("")]);
    assert_eq!(rows.0[0], rows.0[1]);
}

/// A repeated group that begins with a choice of groups.
#[derive(Clone, Debug, Default, PartialEq)]
struct Legs {
    legs: Vec<Leg>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Leg {
    branch: Option<Branch>,
    title: Option<String>,
}

impl Record for Legs {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "From" | "To" | "Rest" | "Title" => input.groups(name, &mut self.legs),
            _ => Ok(Found::No),
        }
    }
}

impl Record for Leg {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "From" | "To" => input.variant_group(0, name, &mut self.branch, Branch::Span, span),
            "Rest" => input.variant(0, &mut self.branch, Branch::Rest),
            "Title" => input.once(1, &mut self.title),
            _ => Ok(Found::No),
        }
    }
}

#[test]
fn a_group_does_not_continue_in_the_next_occurrence_of_the_group_around_it() {
    let xml = "<R><From>1</From><Title>a</Title><To>2</To><Title>b</Title></R>";
    let Legs { legs } = row::<Legs>(xml, [Ok(""); 3]);
    let branches: Vec<_> = legs.iter().map(|leg| leg.branch.clone()).collect();
    let [from, to] =
        [(Some(1), None), (None, Some(2))].map(|(from, to)| Some(Branch::Span(Span { from, to })));
    assert_eq!(branches, [from, to]);
}

/// A record with an optional and a required group, both outside of choices.
#[derive(Clone, Debug, Default, PartialEq)]
struct Trip {
    span: Option<Span>,
    pair: Pair,
    title: Option<String>,
    next: Option<Box<Trip>>,
}

impl Record for Trip {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "From" | "To" => input.group::<Span>(0, name, &mut self.span),
            "Key" | "Value" | "Note" => input.group::<Pair>(1, name, &mut self.pair),
            "Title" => input.once(2, &mut self.title),
            "Next" => input.once(3, &mut self.next),
            _ => Ok(Found::No),
        }
    }

    fn required(&self) -> &'static [Required] {
        &[(1, "Key")]
    }

    fn encode_fields(&self, output: &mut Writer) {
        let fields = output.within("").group(&self.span).group(&self.pair);
        fields.field("Title", &self.title).field("Next", &self.next);
    }
}

#[test]
fn groups_outside_of_choices_continue_too() {
    let [key, value] = PAIR;
    let (from, to, note, title) = ("<From>1</From>", "<To>2</To>", "<Note>n</Note>", "<Title>t</Title>");
    let ordered = format!("<R>{from}{to}{key}{value}{note}{title}</R>");
    let expected = row::<Trip>(&ordered, [Ok(""); 3]);
    let standard = |content: String| read::<Trip>(&format!("<R>{content}</R>"))[1].clone();
    for content in
        [format!("{from}{title}{to}{key}{value}{note}"), format!("{key}{value}{title}{note}{from}{to}")]
    {
        assert_eq!(standard(content).unwrap(), (expected.clone(), String::new()));
    }
    // A group does not continue after another group.
    assert!(standard(format!("{key}{value}{from}{to}{note}{title}")).is_err());
    assert!(standard(format!("{from}{key}{value}{to}{title}{note}")).is_err());
    // The group of a nested record is another group: the group of the outer record does not continue after
    // it.
    let nested = format!("<R>{key}{value}<Next>{key}{value}{title}</Next>{note}</R>");
    let [_, standard, _] = read::<Trip>(&nested);
    assert!(standard.is_err(), "{standard:?}");
    let nested = format!("<R>{key}{value}{title}<Next>{from}{key}{value}{title}{note}</Next></R>");
    let trip = row::<Trip>(&nested, [Err("R/Next"), Ok(""), Ok("")]);
    assert_eq!(trip.next.unwrap().pair.note.as_deref(), Some("n"));
}

/// Records of one type, each with a group.
#[derive(Clone, Debug, Default, PartialEq)]
struct Singles(Vec<Single>);

impl Record for Singles {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "R" => input.many(&mut self.0),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").field("R", &self.0);
    }
}

#[test]
fn a_group_still_incomplete_at_the_end_of_its_record_is_an_error() {
    let [key, value] = PAIR;
    for (content, least) in [
        (format!("{key}<New/>"), "Value"),
        (format!("{key}<New/><Title>t</Title>"), "Value"),
        (format!("{key}<Title>t</Title>"), "Value"),
        (format!("{key}<New/>{key}{value}"), "Value"),
        (format!("{value}<New/>{key}"), "Key"),
    ] {
        let missing = format!(
            "R: expected the required `{least}`, found no such element or attribute at line 1, column 4"
        );
        let [_, standard, lenient] = read::<Table>(&format!("<R>{content}</R>"));
        assert!(standard.clone().is_err_and(|error| error.starts_with(&missing)), "{content} {standard:?}");
        let (_, account) = lenient.unwrap();
        assert!(account.contains(&format!("R/{least}: required, but missing")), "{content} {account}");
        let [_, standard, _] = read::<Series>(&format!("<R>{content}</R>"));
        assert!(standard.clone().is_err_and(|error| error.starts_with(&missing)), "{content} {standard:?}");
    }
    // Another branch of a repeated choice ends the group.
    let [_, standard, _] = read::<Series>(&format!("<R>{key}<Rest>1</Rest>{value}</R>"));
    assert!(standard.is_err_and(|error| error.starts_with("R: expected the required `")));
    // One group contains another. A required member of the inner group (`Value`) or of the outer group
    // (`End`) is missing.
    let [_, standard, _] = read::<Nested>(&format!("<R>{key}<New/><End>1</End></R>"));
    assert!(standard.is_err_and(|error| error.starts_with("R: expected the required `Value`")));
    let [_, standard, _] = read::<Nested>(&format!("<R>{key}<New/>{value}<Title>t</Title></R>"));
    assert!(standard.is_err_and(|error| error.starts_with("R: expected the required `End`")));
}

#[test]
fn a_group_continues_with_a_wrongly_qualified_member_after_an_unknown_element() {
    let xml = "<R xmlns:s='urn:s' xmlns='urn:r'><Key xmlns=''>k</Key><New/><Value>v</Value></R>";
    let (table, account) = from_str_as::<Table>(xml, ReadingMode::Standard).unwrap();
    assert_eq!((table.pairs.len(), account.total()), (1, 2), "{account:?}");
    assert_eq!(table.pairs[0].value.as_deref(), Some("v"));
}
