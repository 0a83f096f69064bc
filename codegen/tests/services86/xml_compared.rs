//! The comparison used for round trips finds exactly the significant differences.

use roxmltree::Document;

use crate::xml::differences;

fn compared(original: &str, written: &str) -> Vec<String> {
    let wrap = |inner: &str| {
        format!(
            "<r xmlns='urn:t' xmlns:a='urn:t' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' \
             xmlns:b='urn:b'>{inner}</r>"
        )
    };
    let (original, written) = (wrap(original), wrap(written));
    let (original, written) = (Document::parse(&original).unwrap(), Document::parse(&written).unwrap());
    differences(original.root_element(), written.root_element())
}

#[test]
fn equivalent_documents_are_equal() {
    for (original, written) in [
        ("<x/>", "<a:x></a:x>"),
        (" <x>1</x>\n<y/> ", "<x>1</x><y/>"),
        ("<x xsi:type='b:T'>1</x>", "<x>1</x>"),
        ("<x xsi:type='b:T'/>", "<x xmlns:c='urn:b' xsi:type='c:T'/>"),
        ("<x xsi:nil='true'/>", "<x xsi:nil='1'/>"),
        ("<x> </x>", "<x/>"),
        ("<x xsi:type='b:double'>0.0</x>", "<x>0</x>"),
        ("<x p='1' q='2'/>", "<x q='2' p='1'/>"),
        ("<x>a<!-- c -->b</x>", "<x><![CDATA[ab]]></x>"),
    ] {
        assert_eq!(compared(original, written), Vec::<String>::new(), "{original} {written}");
    }
}

#[test]
fn lost_and_added_content_is_reported() {
    for (original, written) in [
        ("<x/>", ""),
        ("", "<x/>"),
        ("<x/>", "<x xsi:nil='true'/>"),
        ("<x xsi:nil='true'/>", ""),
        ("<x xsi:nil='true'/>", "<x/>"),
        ("<x> 1</x>", "<x>1</x>"),
        ("<x>1</x>", "<x/>"),
        ("<x/>", "<x> </x>"),
        ("<x xsi:type='b:string'>0.0</x>", "<x>0</x>"),
        ("<x xsi:type='b:double'>0.5</x>", "<x>0</x>"),
        ("<x xmlns:s='http://www.w3.org/2001/XMLSchema' xsi:type='s:string'> </x>", "<x/>"),
        ("<x/>", "<b:x/>"),
        ("<x/><y/>", "<y/><x/>"),
        ("<x/><x/>", "<x/>"),
        ("<x><y/></x>", "<x/>"),
        ("<x xsi:type='b:T'/>", "<x xsi:type='T'/>"),
        ("<x/>", "<x xsi:type='T'/>"),
        ("<x p='1'/>", "<x p='2'/>"),
        ("<x p='1'/>", "<x b:p='1'/>"),
    ] {
        assert!(!compared(original, written).is_empty(), "{original} {written}");
    }
}
