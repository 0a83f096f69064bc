//! Records: their elements and members.

use super::Writer;
use super::state::DEPTH;
use crate::text::Name;
use crate::xml::Record;

impl Writer {
    /// Writes an element that contains a record.
    pub fn record(&mut self, name: Name<'_>, record: &dyn Record) {
        // The recursion ends here for values that are nested too deep.
        if self.has_room() {
            self.open(name);
            record.encode_attributes(self);
            self.members(record);
            self.close_named(name.local());
        }
    }

    /// Writes the content of a record after its attributes, unless the record is nil.
    pub(crate) fn members(&mut self, record: &dyn Record) {
        if std::mem::take(&mut self.is_nil) {
            return;
        }
        match self.instead_of_empty {
            None => record.encode_fields(self),
            Some(_) => self.never_empty_members(record),
        }
    }

    /// Writes the child elements of a record, down to `levels` levels, into an element `outline`. The reader
    /// takes the expected order of the members from it.
    pub(crate) fn outline(record: &dyn Record, levels: u16) -> String {
        let mut output = Self { depth: DEPTH - 1 - levels, ..Self::new() };
        output.open(Name::new("", "outline"));
        output.root = output.output.len();
        record.encode_fields(&mut output);
        output.close();
        // Only the names of the elements matter, so values that cannot be written are ignored.
        output.error = None;
        output.finish().unwrap_or_default()
    }

    /// Writes only the listed members of a record. Each is a pair of namespace and local name. Leaves out
    /// those in `without`.
    pub(crate) fn members_only(
        &mut self,
        record: &dyn Record,
        members: &'static [(&'static str, &'static str)],
        without: Vec<&'static [(&'static str, &'static str)]>,
    ) {
        let outer_without = std::mem::replace(&mut self.without, without);
        let outer = self.only.replace((members, self.depth));
        record.encode_fields(self);
        self.only = outer;
        self.without = outer_without;
    }

    /// Whether one of these members of a record is set.
    pub(crate) fn has_any(record: &dyn Record, members: &'static [(&'static str, &'static str)]) -> bool {
        let mut output = Self::new();
        output.open(Name::new("", "outline"));
        output.only = Some((members, output.depth));
        let empty = output.output.len();
        record.encode_fields(&mut output);
        output.output.len() > empty
    }
}
