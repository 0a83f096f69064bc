//! Types of every shape that the generator knows, written as it writes them.
#![allow(dead_code, missing_docs, unreachable_pub)]

pub use saponify::Dictionary;
use saponify::generated::{Group, Pairs};
use saponify::{
    Content, Element, Enumeration, Found, List, Name, Nillable, Reader, Record, Required, Result, Secret,
    Value, Writer,
};

pub const NS: &str = "urn:zoo";
const CODES: &str = "urn:codes";
const LABELS: Pairs = Pairs::new(NS, "Label", "Key", "Value");

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    pub name: Option<String>,
    pub lang: Option<String>,
}

impl Record for Place {
    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "lang" => input.attribute(1, &mut self.lang),
            _ => Ok(Found::No),
        }
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Name" => input.once(0, &mut self.name),
            _ => Ok(Found::No),
        }
    }

    fn encode_attributes(&self, output: &mut Writer) {
        output.within("").attribute("lang", &self.lang);
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("Name", &self.name);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Zoo {
    pub base: Place,
    pub open: Option<bool>,
    pub keeper: Option<Box<Keeper>>,
    pub keepers: Option<Vec<Option<Keeper>>>,
    pub animals: Vec<Keeper>,
    pub days: Option<List<Day>>,
    pub tags: Option<List<String>>,
    pub codes: Option<Vec<i32>>,
    pub labels: Option<Dictionary<String, i32>>,
    pub shape: Option<Shape>,
    pub pets: Vec<Pet>,
    pub rows: Vec<Row>,
    pub vehicle: Option<Vehicle>,
    pub tip: Nillable<i32>,
    pub exact: Nillable<Keeper>,
}

impl Record for Zoo {
    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.base_attribute(20, &mut self.base, name)
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Open" => input.once(0, &mut self.open),
            "Keeper" => input.once(1, &mut self.keeper),
            "Keepers" => input.list(2, (NS, "Keeper"), &mut self.keepers),
            "Animal" => input.many(&mut self.animals),
            "Days" => input.once(4, &mut self.days),
            "Tags" => input.once(5, &mut self.tags),
            "Codes" => input.list(6, (CODES, "int"), &mut self.codes),
            "Labels" => input.dictionary(7, &LABELS, &mut self.labels),
            "Circle" => input.variant(8, &mut self.shape, Shape::Circle),
            "Square" => input.variant(8, &mut self.shape, Shape::Square),
            "Cat" => input.variants(&mut self.pets, Pet::Cat),
            "Dog" => input.variants(&mut self.pets, Pet::Dog),
            "A" | "B" => input.groups(name, &mut self.rows),
            "Vehicle" => input.once(11, &mut self.vehicle),
            "Tip" => input.once(12, &mut self.tip),
            "Exact" => input.once(13, &mut self.exact),
            _ => input.base(20, &mut self.base, name),
        }
    }

    fn encode_attributes(&self, output: &mut Writer) {
        Record::encode_attributes(&self.base, output);
    }

    fn encode_fields(&self, output: &mut Writer) {
        Record::encode_fields(&self.base, output);
        output
            .within(NS)
            .field("Open", &self.open)
            .field("Keeper", &self.keeper)
            .list("Keepers", (NS, "Keeper"), &self.keepers)
            .field("Animal", &self.animals)
            .field("Days", &self.days)
            .field("Tags", &self.tags)
            .list("Codes", (CODES, "int"), &self.codes)
            .dictionary("Labels", &LABELS, &self.labels)
            .group(&self.shape)
            .group(&self.pets)
            .group(&self.rows)
            .field("Vehicle", &self.vehicle)
            .field("Tip", &self.tip)
            .field("Exact", &self.exact);
    }
}

/// A type that contains itself (`Boss`). It has an attribute `age` and an element `Age`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keeper {
    pub name: Option<String>,
    pub age: Option<i32>,
    pub note: Option<i32>,
    pub boss: Option<Box<Keeper>>,
}

impl Record for Keeper {
    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "age" => input.attribute(2, &mut self.note),
            _ => Ok(Found::No),
        }
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Name" => input.once(0, &mut self.name),
            "Age" => input.once(1, &mut self.age),
            "Boss" => input.once(3, &mut self.boss),
            _ => Ok(Found::No),
        }
    }

    fn encode_attributes(&self, output: &mut Writer) {
        output.within("").attribute("age", &self.note);
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("Name", &self.name).field("Age", &self.age).field("Boss", &self.boss);
    }
}

/// Required members.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cage {
    pub number: i32,
    pub key: Option<String>,
    pub guests: Vec<String>,
}

impl Record for Cage {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Number" => input.once(0, &mut self.number),
            "Key" => input.once(1, &mut self.key),
            "Guest" => input.some(2, &mut self.guests),
            _ => Ok(Found::No),
        }
    }

    fn required(&self) -> &'static [Required] {
        &[(0, "Number"), (1, "Key"), (2, "Guest")]
    }

    fn encode_fields(&self, output: &mut Writer) {
        output
            .within(NS)
            .field("Number", &self.number)
            .nillable("Key", &self.key)
            .some("Guest", &self.guests);
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Day {
    #[default]
    Unset,
    Monday,
    Tuesday,
}

impl Enumeration for Day {
    const VALUES: &'static [&'static str] = &["Monday", "Tuesday"];

    fn as_str(&self) -> &str {
        match self {
            Self::Unset => "",
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "Monday" => Self::Monday,
            "Tuesday" => Self::Tuesday,
            _ => return None,
        })
    }
}

saponify::closed_enumeration!(Day);

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Shape {
    #[default]
    Unset,
    Circle(i32),
    Square(i32),
}

impl Group for Shape {
    fn encode_fields(&self, output: &mut Writer) {
        let output = output.within(NS);
        match self {
            Self::Unset => output.unset("Circle or Square"),
            Self::Circle(circle) => output.field("Circle", circle),
            Self::Square(square) => output.field("Square", square),
        };
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Pet {
    Cat(String),
    Dog(i32),
}

impl Group for Pet {
    fn encode_fields(&self, output: &mut Writer) {
        let output = output.within(NS);
        match self {
            Self::Cat(cat) => output.field("Cat", cat),
            Self::Dog(dog) => output.field("Dog", dog),
        };
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub a: Option<i32>,
    pub b: Vec<i32>,
}

impl Record for Row {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "A" => input.once(0, &mut self.a),
            "B" => input.many(&mut self.b),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("A", &self.a).field("B", &self.b);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Boat {
    pub length: Option<i32>,
}

impl Record for Boat {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Length" => input.once(0, &mut self.length),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("Length", &self.length);
    }
}

/// A member whose declared type has derived types.
#[derive(Clone, Debug, PartialEq)]
pub enum Vehicle {
    Any(Box<Keeper>),
    Boat(Box<Boat>),
    Other(Element),
}

impl Default for Vehicle {
    fn default() -> Self {
        Self::Any(Box::default())
    }
}

impl Value for Vehicle {
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        match input.type_name()? {
            None => input.derived(self, Self::Any),
            Some(name) => match name.within(NS) {
                "Boat" => input.derived(self, Self::Boat),
                "Keeper" => input.derived(self, Self::Any),
                _ => input.undeclared(self, Self::Other),
            },
        }
    }

    fn encode_attributes(&self, output: &mut Writer) {
        match self {
            Self::Any(value) => Record::encode_attributes(value, output),
            Self::Boat(value) => {
                output.type_name(NS, "Boat");
                Record::encode_attributes(value, output);
            }
            Self::Other(element) => element.encode_attributes(output),
        }
    }

    fn encode(&self, output: &mut Writer) {
        match self {
            Self::Any(value) => Record::encode_fields(value, output),
            Self::Boat(value) => Record::encode_fields(value, output),
            Self::Other(element) => element.encode(output),
        }
    }
}

/// Mixed content in document order. The text of an element is stored in brackets: `[text]`.
#[derive(Debug, Default)]
pub struct Story(pub Vec<String>);

impl Record for Story {
    fn content(&self) -> Content {
        Content::Mixed
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Name" => {
                let text = input.content()?;
                self.0.push(format!("[{text}]"));
                Ok(Found::Many)
            }
            _ => Ok(Found::No),
        }
    }

    fn decode_text(&mut self, input: &mut Reader<'_>) -> Result<()> {
        self.0.push(input.text().to_owned());
        Ok(())
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Price {
    pub value: i32,
    pub currency: String,
}

impl Record for Price {
    fn content(&self) -> Content {
        Content::Text
    }

    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "currency" => input.attribute(0, &mut self.currency),
            _ => Ok(Found::No),
        }
    }

    fn decode_text(&mut self, input: &mut Reader<'_>) -> Result<()> {
        input.value(&mut self.value)
    }

    fn required(&self) -> &'static [Required] {
        &[(0, "currency")]
    }

    fn encode_attributes(&self, output: &mut Writer) {
        output.within("").attribute("currency", &self.currency);
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.text(&self.value);
    }
}

#[derive(Clone, Debug, Default)]
pub struct Vault {
    pub code: Option<Secret<i32>>,
    pub ticket: Option<Secret<String>>,
}

impl Record for Vault {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Code" => {
                let mut keyed = Keyed::default();
                keyed.decode(input)?;
                self.code = Some(keyed.value);
                Ok(Found::Many)
            }
            "Ticket" => input.once(1, &mut self.ticket),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").field("Code", &self.code).field("Ticket", &self.ticket);
    }
}

/// Simple content and an attribute, both secret.
#[derive(Clone, Debug, Default)]
pub struct Keyed {
    pub value: Secret<i32>,
    pub key: Option<Secret<i32>>,
}

impl Record for Keyed {
    fn content(&self) -> Content {
        Content::Text
    }

    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "key" => input.attribute(0, &mut self.key),
            _ => Ok(Found::No),
        }
    }

    fn decode_text(&mut self, input: &mut Reader<'_>) -> Result<()> {
        input.value(&mut self.value)
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.text(&self.value);
    }
}

/// A zoo in an envelope.
#[derive(Debug, Default)]
pub struct Within(pub Zoo);

impl Record for Within {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.local() {
            "Body" => input.record(self)?,
            "Zoo" => self.0.decode(input)?,
            _ => return Ok(Found::No),
        }
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}
