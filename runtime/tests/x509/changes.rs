//! A changed message is refused, or its signed parts have the canonical form that was signed.

use proptest::prelude::*;
use saponify::security::x509::{Cipher, Decrypt, Encrypt, Part, Sign, Verify};

use crate::{certificate, envelope, p256, rsa};

/// Returns an envelope with a signed body and a signed timestamp.
fn signed() -> String {
    Sign::new(p256()).parts([Part::Body, Part::Timestamp]).apply(&envelope()).unwrap()
}

/// The elements and texts of the body, without markup that has no meaning.
fn meaning(text: &str) -> Option<String> {
    let document = roxmltree::Document::parse(text).ok()?;
    let body = document.root_element().children().find(|child| child.tag_name().name() == "Body")?;
    let mut meaning = String::new();
    for node in body.descendants() {
        if node.is_element() {
            meaning.push_str(&format!("<{:?}", node.tag_name()));
            let mut attributes: Vec<_> = node
                .attributes()
                .map(|attribute| {
                    format!(" {:?}{:?}={}", attribute.namespace(), attribute.name(), attribute.value())
                })
                .collect();
            attributes.sort();
            meaning.extend(attributes);
        } else if node.is_text() {
            meaning.push_str(node.text().unwrap_or_default());
        } else if let Some(instruction) = node.pi() {
            meaning.push_str(&format!("{instruction:?}"));
        }
    }
    Some(meaning)
}

/// Checks one changed message.
fn check(verify: &Verify, changed: &str, expected: &Option<String>) {
    if verify.check(changed).is_ok() {
        assert_eq!(&meaning(changed), expected, "{changed}");
    }
}

#[test]
fn a_change_of_one_byte_is_refused_or_has_no_meaning() {
    let signed = signed();
    let expected = meaning(&signed);
    let verify = Verify::pinned(certificate(&p256())).parts([Part::Body, Part::Timestamp]);
    let mut accepted = 0;
    for at in 0..signed.len() {
        // Every byte is changed; the new byte depends on its place.
        let new = b" <>&\"'/:=#ax0A-"[at % 15];
        let mut changed = signed.clone().into_bytes();
        if changed[at] == new {
            continue;
        }
        changed[at] = new;
        let Ok(changed) = String::from_utf8(changed) else { continue };
        check(&verify, &changed, &expected);
        accepted += usize::from(verify.check(&changed).is_ok());
    }
    // Some changes are accepted, because they concern unsigned headers or markup without a meaning. For
    // these, `check` has compared the bodies.
    assert!((10..1_000).contains(&accepted), "{accepted}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn inserted_and_removed_texts_are_refused_or_have_no_meaning(
        at in any::<prop::sample::Index>(),
        length in 0_usize..40,
        new in prop::sample::select(vec![
            "", " ", "<!-- c -->", "<?p i?>", "<a/>", "</a>", "&amp;", "&#32;", "<![CDATA[]]>", "\n", "xmlns:q='urn:q' ",
            "</s:Body><s:Body>", "Id='x' ",
        ]),
    ) {
        let signed = signed();
        let at = at.index(signed.len());
        let end = (at + length).min(signed.len());
        let changed = [&signed[..at], new, &signed[end..]].concat();
        let verify = Verify::pinned(certificate(&p256())).parts([Part::Body, Part::Timestamp]);
        check(&verify, &changed, &meaning(&signed));
    }

    #[test]
    fn whatever_can_be_signed_is_verified_and_restored(
        edits in prop::collection::vec(
            (
                any::<prop::sample::Index>(),
                0_usize..12,
                prop::sample::select(vec![
                    "", " ", "\r\n", "&#13;\r", "<!-- > -->", "<?p a='>'?>", "<![CDATA[</s:Body>]]>", "<b c='/>'/>", "<w>x</w>",
                    " Id='7'", " xmlns:wsu='urn:other'", " xmlns='urn:d'", " xmlns=''", "\u{e9}\u{1d11e}", "/",
                ]),
            ),
            1..4,
        ),
    ) {
        let mut text = envelope();
        for (at, length, new) in edits {
            // Edit within and after tags: such an edit often keeps the message well-formed.
            let places: Vec<_> = text.match_indices(['<', '>', ' ']).map(|(at, found)| at + found.len() - 1).collect();
            let at = places[at.index(places.len())];
            let length = if length > 6 { 0 } else { length };
            let end = (at + length).min(text.len());
            if text.is_char_boundary(at) && text.is_char_boundary(end) {
                text.replace_range(at..end, new);
            }
        }
        let Ok(signed) = Sign::new(p256()).parts([Part::Body, Part::Timestamp]).apply(&text) else { return Ok(()) };
        let verify = Verify::pinned(certificate(&p256())).parts([Part::Body, Part::Timestamp]);
        verify.check(&signed).unwrap_or_else(|error| panic!("{error}: {signed}"));
        let encrypt = Encrypt::new(certificate(&rsa())).cipher(Cipher::Aes128Cbc);
        let encrypted = encrypt.apply(&signed).unwrap();
        let decrypted = Decrypt::new(rsa().key().clone()).unwrap().allow_cipher(Cipher::Aes128Cbc).apply(&encrypted).unwrap().into_owned();
        verify.check(&decrypted).unwrap_or_else(|error| panic!("{error}: {decrypted}"));
        prop_assert_eq!(meaning(&decrypted), meaning(&signed));
    }
}
