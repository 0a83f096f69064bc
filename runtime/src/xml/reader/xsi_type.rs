//! The attribute `xsi:type`: which type it names, and whether that type fits the declared one.

use std::borrow::Cow;
use std::sync::Arc;

use super::Reader;
use super::attribute::AttributeIn;
use super::scan::{self, shortened};
use super::start::Flags;
use crate::error::{Error, ErrorKind, Result};
use crate::text::namespaces::{self, ENCODING_11, ENCODING_12, XSD, XSI};
use crate::text::{Element, Name};
use crate::xml::attributes::copied;
use crate::xml::{Attributes, DepartureKind, Record};

impl<'s> Reader<'s> {
    /// The type that the current element names by `xsi:type`. In the lenient mode, a text that is not a name is
    /// ignored, and recorded as a departure.
    #[cold]
    pub(super) fn read_type_name(&mut self) -> Result<Option<Name<'s>>> {
        match self.parse_type_name() {
            Err(_) if self.is_lenient() => {
                let attribute =
                    self.attributes.iter().find(|attribute| attribute.name == Name::new(XSI, "type"));
                let (offset, value) = attribute
                    .map_or((self.start.offset, Cow::Borrowed("")), |found| (found.offset, found.value()));
                self.note_at(DepartureKind::InvalidValue, "@type", &value, offset);
                Ok(None)
            }
            name => name.map(Some),
        }
    }

    /// The type that the current element names by `xsi:type`.
    pub(super) fn parse_type_name(&mut self) -> Result<Name<'s>> {
        self.type_read_at = Some(self.start.offset);
        if let Some(name) = self.item_types.of_item_at(self.start.offset) {
            return Ok(name);
        }
        let attribute = self.attributes.iter().find(|attribute| attribute.name == Name::new(XSI, "type"));
        let Some(&AttributeIn { offset, .. }) = attribute else { return Ok(Name::default()) };
        let value = attribute.map_or(Cow::Borrowed(""), AttributeIn::value);
        let value = match value {
            Cow::Borrowed(value) => value,
            Cow::Owned(value) => {
                let (value, arena) = self.arena.keep(value);
                self.arena = arena;
                value
            }
        };
        let value = crate::xml::simple::trim(value);
        let (prefix, local) = value.split_once(':').unwrap_or(("", value));
        let is_name = scan::is_name(local) && (scan::is_name(prefix) || value == local);
        match self.find(prefix) {
            Some(namespace) if is_name => Ok(Name::new(namespace, local)),
            _ if is_name && self.is_lenient() => Ok(self.undeclared_type((prefix, local), offset)),
            _ if is_name => Err(self.undeclared_type_error(value, offset)),
            _ => Err(self.contract(offset, "an xsi:type that is a qualified name", Some(shortened(value)))),
        }
    }

    #[cold]
    pub(super) fn undeclared_type_error(&self, value: &str, offset: usize) -> Error {
        self.contract(offset, "an xsi:type whose prefix is declared", Some(shortened(value)))
    }

    /// Keeps an element as XML because its type is unknown: its `xsi:type` names a type that the contract
    /// does not declare, or it has no `xsi:type` and its declared type is abstract.
    ///
    /// # Errors
    ///
    /// If the element is not well-formed. In the strict mode, always [`ErrorKind::Contract`], except in SOAP
    /// encoding.
    pub fn undeclared<T>(&mut self, slot: &mut T, wrap: fn(Element) -> T) -> Result<()> {
        if self.is_strict() && !self.is_graph {
            return Err(self.no_declared_type());
        }
        self.derived(slot, wrap)
    }

    /// Records a departure for the `xsi:type` of an element with a simple value, unless it names the built-in
    /// type `builtin`, or the type from which the Rust type `own` was generated.
    ///
    /// In SOAP encoding every value has an `xsi:type`, and servers without a contract choose it by the value: `xsd:int`
    /// for the text `55`. There, only a binary type is recorded, because its text has another meaning: SOAP::Lite sends
    /// a text with letters outside ASCII as `xsd:base64Binary`.
    ///
    /// # Errors
    ///
    /// If its prefix is not declared, except in the lenient mode, and except for a nil element in the standard mode.
    #[cold]
    pub(crate) fn note_type(&mut self, builtin: &str, own: &str) -> Result<()> {
        if !self.is(Flags::TYPE) || (self.is_graph && !self.is(Flags::BINARY_TYPE)) {
            return Ok(());
        }
        let attribute = self.attributes.iter().find(|attribute| attribute.name == Name::new(XSI, "type"));
        let Some(&AttributeIn { offset, .. }) = attribute else { return Ok(()) };
        let value = attribute.map(AttributeIn::value).unwrap_or_default();
        let (prefix, local) = crate::xml::simple::trim(&value).split_once(':').unwrap_or(("", &value));
        let declared = self.find(prefix);
        if self.is_graph {
            let binary = local.trim_ascii();
            let binary = if binary == "base64" { "base64Binary" } else { binary };
            if matches!(declared, Some(XSD | ENCODING_11 | ENCODING_12))
                && !binary.eq_ignore_ascii_case(builtin)
            {
                self.note_at(DepartureKind::OtherType, "@type", &value, offset);
            }
            return Ok(());
        }
        if declared.is_none() {
            self.undeclared_prefix(&value, offset, self.type_may_be_undeclared())?;
            if matches!(prefix, "xs" | "xsd") && local.trim_ascii().eq_ignore_ascii_case(builtin) {
                return Ok(());
            }
        }
        let is_builtin = declared == Some(XSD) && local.trim_ascii().eq_ignore_ascii_case(builtin);
        let is_common =
            || ["alloc::", "core::", "saponify::", "std::"].iter().any(|path| own.starts_with(path));
        let is_own = own.contains("::") && !is_common() && is_rust_name(own, local);
        if !is_builtin && !is_own {
            self.note_at(DepartureKind::OtherType, "@type", &value, offset);
            if declared != Some(XSD) {
                self.start.flags = self.start.flags.with(Flags::MAY_BE_COMPLEX);
            }
        }
        Ok(())
    }

    /// Whether the current element has an `xsi:type`.
    #[inline]
    pub(crate) fn has_type(&self) -> bool {
        self.is(Flags::TYPE)
    }

    /// Checks the `xsi:type` of a list or dictionary against the declared type, whose local name is `own`. If
    /// `own` is empty, the expected name is `ArrayOf` followed by the name of the items; the case of the first
    /// letter after `ArrayOf` is not compared.
    ///
    /// Another name is recorded as a departure. In the strict mode it is an error, because the types of lists
    /// and dictionaries have no derived types.
    ///
    /// # Errors
    ///
    /// Also if the prefix in the `xsi:type` is not declared, except in the lenient mode, and except for a nil element
    /// in the standard mode.
    #[cold]
    pub(crate) fn check_list_type(&mut self, item: &str, own: &str) -> Result<()> {
        let Some((value, offset)) = self.type_to_note(self.type_may_be_undeclared())? else { return Ok(()) };
        self.type_read_at = Some(self.start.offset);
        let local = value.split_once(':').map_or(&*value, |(_, local)| local).trim_ascii();
        let is_own = if own.is_empty() { is_list_of(local, item) } else { local == own };
        if is_own { Ok(()) } else { self.other_type(&value, offset) }
    }

    /// Whether the prefix in the `xsi:type` of a simple value, a list or a dictionary may be undeclared. The standard
    /// mode allows it for nil elements, because their type decides nothing.
    fn type_may_be_undeclared(&self) -> bool {
        self.is_lenient() || (self.is(Flags::NIL) && !self.is_strict())
    }

    /// The `xsi:type` of the current element and its offset; `None` if there is no type to compare with the
    /// declared one: the element has no `xsi:type`, the document is a graph, or the type was read before. An
    /// undeclared prefix is recorded if `may_be_undeclared`, and otherwise an error.
    fn type_to_note(&mut self, may_be_undeclared: bool) -> Result<Option<(Cow<'s, str>, usize)>> {
        let is_known = self.type_read_at == Some(self.start.offset);
        if self.is_graph || is_known {
            return Ok(None);
        }
        let attribute = self.attributes.iter().find(|attribute| attribute.name == Name::new(XSI, "type"));
        let Some(&AttributeIn { offset, .. }) = attribute else { return Ok(None) };
        let value = attribute.map(AttributeIn::value).unwrap_or_default();
        let prefix = value.split_once(':').map_or("", |(prefix, _)| prefix);
        if self.find(prefix.trim_ascii()).is_none() {
            self.undeclared_prefix(&value, offset, may_be_undeclared)?;
        }
        Ok(Some((value, offset)))
    }

    /// Records a departure for an `xsi:type` that names a type which is neither the declared one nor derived from
    /// it. In the strict mode, it is an error.
    fn other_type(&mut self, value: &str, offset: usize) -> Result<()> {
        if self.is_strict() {
            return Err(self.other_type_error(value, offset));
        }
        self.note_at(DepartureKind::OtherType, "@type", value, offset);
        Ok(())
    }

    fn other_type_error(&mut self, value: &str, offset: usize) -> Error {
        let found = Some(shortened(value));
        let mut error = self.contract(offset, "the declared type, or a type that is derived from it", found);
        if let ErrorKind::Contract { path, .. } = error.kind_mut() {
            *path = self.path_to("@type");
        }
        error
    }

    /// The error of an element that the strict mode does not keep as XML: its `xsi:type` names a type that the
    /// contract does not declare, or its declared type is abstract and it has no `xsi:type`.
    #[cold]
    fn no_declared_type(&mut self) -> Error {
        let attribute = self.attributes.iter().find(|attribute| attribute.name == Name::new(XSI, "type"));
        match attribute.map(|attribute| (attribute.value(), attribute.offset)) {
            Some((value, offset)) => self.other_type_error(&value, offset),
            None => {
                self.contract(self.start.offset, "an `xsi:type`, because the declared type is abstract", None)
            }
        }
    }

    /// Records a departure for an `xsi:type` whose prefix is not declared, or returns an error if it must be declared.
    fn undeclared_prefix(&mut self, value: &str, offset: usize, may_be_undeclared: bool) -> Result<()> {
        if !may_be_undeclared {
            return Err(self.undeclared_type_error(value, offset));
        }
        self.note_at(DepartureKind::UndeclaredPrefix, "@type", value, offset);
        Ok(())
    }

    /// Compares the `xsi:type` of an element that is read into a record with the type of the record. Does
    /// nothing if this `xsi:type` was read before.
    ///
    /// Another type is recorded as a departure. In the strict mode it is an error. It cannot be a valid derived
    /// type, because an element whose type has derived types is read into an enum, not into a record.
    ///
    /// # Errors
    ///
    /// Also if the prefix in the `xsi:type` is not declared, unless `may_be_undeclared` is set.
    #[cold]
    pub(super) fn note_type_of(&mut self, record: &dyn Record, may_be_undeclared: bool) -> Result<()> {
        let Some((value, offset)) = self.type_to_note(may_be_undeclared)? else { return Ok(()) };
        let local = value.split_once(':').map_or(&*value, |(_, local)| local);
        // The records of this crate, for envelopes, lists and pairs of dictionaries, do not know the schema types of
        // their elements.
        let own = record.details().type_name;
        if own.is_empty() || own.starts_with("saponify::") || is_rust_name(own, local) {
            return Ok(());
        }
        self.other_type(&value, offset)
    }

    /// Returns the type that the `xsi:type` of the current element names, and the attributes of the element.
    /// `keep` converts the local name and the namespace of the type. Returns `None` if the name is not a
    /// qualified name, if its prefix is not declared, or if `keep` returns `None`;
    /// [`note_type`](Self::note_type) then records a departure for the name or rejects it. In the strict
    /// mode, an invalid name is an error.
    #[inline]
    pub(crate) fn named_type<T>(
        &mut self,
        keep: impl FnOnce(&str, Arc<str>) -> Option<T>,
    ) -> Result<Option<(T, Attributes)>> {
        match self.is(Flags::TYPE) && !self.is_graph {
            true => self.read_named_type(keep),
            false => Ok(None),
        }
    }

    #[cold]
    fn read_named_type<T>(
        &mut self,
        keep: impl FnOnce(&str, Arc<str>) -> Option<T>,
    ) -> Result<Option<(T, Attributes)>> {
        let name = match self.parse_type_name() {
            Ok(name) => name,
            Err(error) if self.is_strict() => return Err(error),
            Err(_) => return Ok(None),
        };
        let shared = self.bindings.share(name.namespace());
        let Some(name) = keep(name.local(), shared) else { return Ok(None) };
        let mut attributes = Attributes::new();
        let mut growth = 0;
        for attribute in self.attributes_here() {
            let namespace = attribute.name.namespace();
            if namespace != XSI && !namespaces::is_protocol(namespace) {
                let value = attribute.value().into_owned();
                let scope = self.scope_of(&value)?;
                growth += copied(attribute.name, &scope);
                attributes.put(attribute.name, value, scope);
            }
        }
        self.grow(growth)?;
        self.allocate(attributes.allocated())?;
        self.start.flags = self.start.flags.without(Flags::TYPE);
        self.attributes_are_read();
        Ok(Some((name, attributes)))
    }

    /// Guesses the type that an `xsi:type` with an undeclared prefix means. With the prefix `xs` or `xsd`, it
    /// is a type of XML Schema. With any other prefix, it is a type in the namespace of the element, or of
    /// the nearest element around it that has a namespace.
    #[cold]
    pub(super) fn undeclared_type(&mut self, (prefix, local): (&str, &'s str), offset: usize) -> Name<'s> {
        self.note_at(DepartureKind::UndeclaredPrefix, "@type", &format!("{prefix}:{local}"), offset);
        let namespace = match (prefix, self.name().namespace()) {
            ("xs" | "xsd", _) => XSD,
            (_, "") => self.namespace_around(),
            (_, namespace) => namespace,
        };
        Name::new(namespace, local)
    }
}

/// Whether the name of a list type is `ArrayOf` followed by the name of its items. The case of the first letter after
/// `ArrayOf` is not compared: .NET writes `ArrayOfString` for items `string`.
fn is_list_of(local: &str, item: &str) -> bool {
    let (mut own, mut other) = (local.strip_prefix("ArrayOf").unwrap_or("").chars(), item.chars());
    let (first, second) = (own.next(), other.next());
    let is_same = |first: char, second: char| first.to_lowercase().eq(second.to_lowercase());
    first.zip(second).is_some_and(|(first, second)| is_same(first, second)) && own.as_str() == other.as_str()
}

/// Whether the name of a Rust type may be derived from a type of the schema: the identifier and the local
/// name have the same letters and digits. The name of the Rust type begins with a module path, and may end
/// with type parameters.
fn is_rust_name(own: &str, local: &str) -> bool {
    let own = own.split('<').next().unwrap_or_default();
    let own = own.rsplit("::").next().unwrap_or_default();
    let letters = |name: &str| {
        name.chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    letters(own) == letters(local)
}
