//! Secret members of other types than `Secret`: their byte ranges are recorded, to mask them in logs and in
//! replies that repeat them.

use super::{Fields, Writer};
use crate::error::Error;
use crate::redaction::mask::named;
use crate::redaction::names::{is_secret_name, may_end_in_secret};
use crate::redaction::references::unescaped;

impl Fields<'_> {
    /// Writes secret members. Errors do not show them, and their byte ranges are recorded.
    pub fn secret(self, write: impl FnOnce(Fields<'_>) -> Fields<'_>) -> Self {
        let namespace = self.namespace;
        self.output.secret(|output| {
            write(Fields { output, namespace });
        });
        self
    }
}

impl Writer {
    /// Calls `write`, which writes secrets: an attribute, elements or text. Error messages omit them. The
    /// writer records their byte ranges, so that logs and replies that repeat them can be masked.
    pub fn secret(&mut self, write: impl FnOnce(&mut Self)) {
        let outer = self.secret_start();
        write(self);
        self.secret_end(outer);
    }

    fn secret_start(&mut self) -> Outer {
        let place = self.secrets.len();
        // Store the range now: namespace declarations that are inserted later shift all stored ranges.
        self.secrets.push(self.output.len()..self.output.len());
        let is_secret = std::mem::replace(&mut self.is_secret, true);
        Outer { place, in_tag: self.in_tag, had_error: self.error.is_some(), is_secret }
    }

    fn secret_end(&mut self, outer: Outer) {
        self.is_secret = outer.is_secret;
        if !outer.had_error {
            self.error = self.error.take().map(Error::redacted);
        }
        let Some(place) = self.secrets.get_mut(outer.place) else { return };
        let written = self.output.get(place.start..).unwrap_or_default();
        let (before, behind) = match (outer.in_tag && self.in_tag, written.find('<')) {
            // An attribute: its value is the last one written, because prefixes are declared before it.
            (true, _) => (written.rfind("=\"").map_or(0, |equals| equals + 2), 1),
            (false, Some(element)) => (element, 0),
            // The secret is a text. If it began in an open start tag, skip the `>` that ends this tag.
            (false, None) => (usize::from(outer.in_tag && !written.is_empty()), 0),
        };
        *place = place.start + before..(place.start + written.len()).saturating_sub(behind);
        if place.start >= place.end {
            *place = 0..0;
        }
    }

    /// Records the byte ranges of secrets in the user's XML that was written since `start`. The names of
    /// elements and attributes identify them.
    #[cold]
    pub(crate) fn note_named_secrets(&mut self, start: usize) {
        let written = self.output.get(start..).unwrap_or_default();
        let places = named(written, None).into_iter();
        self.secrets.extend(places.map(|place| start + place.start..start + place.end));
    }

    /// Whether the text of the key of a dictionary entry suggests a secret. The key is the last element that
    /// was written since `start`.
    pub(crate) fn last_text_is_secret_name(&self, start: usize) -> bool {
        let written = self.output.get(start..).unwrap_or_default();
        // The last `<` begins the end tag, and the text follows the `>` before it.
        let end_tag = written.bytes().rposition(|byte| byte == b'<').unwrap_or(0);
        let before = written.get(..end_tag).unwrap_or_default();
        if !may_end_in_secret(before) {
            return false;
        }
        let from = memchr::memrchr(b'>', before.as_bytes()).map_or(end_tag, |tag| tag + 1);
        let text = before.get(from..).unwrap_or_default();
        match memchr::memchr(b'&', text.as_bytes()) {
            None => is_secret_name(text),
            Some(_) => is_secret_name(&unescaped(text)),
        }
    }

    /// Length of the output, where the next text is written.
    pub(crate) fn position(&self) -> usize {
        self.output.len()
    }
}

/// The writer's state at the beginning of a secret.
struct Outer {
    /// Index of the secret's range in `Writer::secrets`.
    place: usize,
    in_tag: bool,
    had_error: bool,
    is_secret: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redaction::mask::{mask_places, spread};
    use crate::text::Element;
    use crate::text::Name;
    use crate::value::List;

    /// The document that `write` creates, with its secrets masked.
    fn masked(write: impl FnOnce(&mut Writer)) -> String {
        let mut output = Writer::new();
        output.open(Name::new("urn:a", "root"));
        write(&mut output);
        output.close();
        let (text, places) = output.finish_with_secrets().unwrap_or_default();
        assert!(!text.is_empty());
        mask_places(&text, spread(&text, &places)).into_owned()
    }

    #[test]
    fn members_of_all_kinds_are_masked() {
        for (write, expected) in [
            (
                &(|output: &mut Writer| {
                    output.within("urn:a").field("Id", &1).secret(|fields| fields.field("Pin", &4711));
                }) as &dyn Fn(&mut Writer),
                "<Id>1</Id><Pin>[redacted]</Pin>",
            ),
            (
                &|output| _ = output.within("urn:a").secret(|fields| fields.field("Pin", &vec![47, 11])),
                "<Pin>[redacted]</Pin><Pin>[redacted]</Pin>",
            ),
            (
                &|output| {
                    let pins = Some(vec![Some(47), None]);
                    output.within("urn:a").secret(|fields| fields.list("Pins", ("urn:b", "Pin"), &pins));
                },
                "<Pins xmlns:n1=\"urn:b\"><n1:Pin>[redacted]</n1:Pin><n1:Pin xsi:nil=\"true\"/></Pins>",
            ),
            (
                // This element has no namespace, so the writer changes the root from `<root xmlns="urn:a">`
                // to `<n1:root xmlns:n1="urn:a">`.
                &|output| _ = output.within("").secret(|fields| fields.field("Pin", &47)),
                "<Pin>[redacted]</Pin>",
            ),
            (&|output| _ = output.within("urn:a").secret(|fields| fields.field("Pin", &None::<i32>)), ""),
            (&|output| output.secret(|output| output.text(&47)), "[redacted]"),
            (&|output| output.secret(|output| output.text(&List(vec![47, 11]))), "[redacted]"),
        ] {
            let text = masked(write);
            let content = text.split_once('>').map_or("", |(_, content)| content);
            let content = content.rsplit_once("</").map_or("", |(content, _)| content);
            assert_eq!(content, expected, "{text}");
        }
    }

    #[test]
    fn attributes_are_masked() {
        let text = masked(|output| {
            output.within("").attribute("id", &1);
            output.within("urn:b").secret(|fields| fields.attribute("pin", &"a=\"4711>".to_owned()));
            output.within("").secret(|fields| fields.attribute("none", &None::<i32>));
            output.within("").attribute("after", &2);
            output.within("urn:a").secret(|fields| fields.field("Pin", &4711));
        });
        assert_eq!(
            text,
            "<root xmlns=\"urn:a\" id=\"1\" xmlns:n1=\"urn:b\" n1:pin=\"[redacted]\" after=\"2\"><Pin>[redacted]</Pin></root>"
        );
    }

    #[test]
    fn xml_of_a_user_is_masked_by_its_names() {
        let element = Element::parse("<o:User xmlns:o='urn:o'><o:Password>4711</o:Password></o:User>");
        let text = masked(|output| _ = output.within("urn:a").any(element.as_ref().ok()));
        assert!(text.ends_with("<o:Password>[redacted]</o:Password></User></root>"), "{text}");
    }

    #[test]
    fn an_error_in_a_secret_does_not_show_it() {
        let mut output = Writer::new();
        output.open(Name::new("", "root"));
        output.within("").secret(|fields| fields.field("Pin", &List(vec!["a b".to_owned()])));
        let error = output.finish().map_err(|error| error.to_string());
        assert_eq!(
            error,
            Err("root/Pin cannot be written: an item of a list contains white space".to_owned())
        );
        let mut output = Writer::new();
        output.open(Name::new("", "root"));
        output.within("").secret(|fields| fields.field("Pin", &"4711\0".to_owned()));
        let error = output.finish().map_err(|error| error.to_string());
        assert!(error.as_ref().is_err_and(|error| !error.contains("4711")), "{error:?}");
    }
}
