//! Corrupted and malicious messages cause an error, never a panic.

use std::path::Path;

use saponify::{Operation, Result, soap::server};
use user_alone::user::operations;

use crate::{
    recordings::{Recording, recordings},
    samples::Mirror,
    with_operation,
};

/// Corrupts every recording in every way.
pub(crate) fn check(shared: &Path) {
    let mut documents = 0;
    for ending in [".request.xml", ".response.xml"] {
        for recording in recordings(shared, ending) {
            let read = |bytes: &[u8]| with_operation!(recording.name.as_str(), read, ending, bytes);
            documents += cut(&recording, &read) + changed(&recording, &read);
        }
    }
    let recordings = recordings(shared, ".response.xml");
    let recording = recordings.iter().find(|recording| recording.name.contains("jaxws/04-getuser.")).unwrap();
    documents += spoiled(&String::from_utf8(recording.bytes.clone()).unwrap());
    println!("{documents} corrupted documents are read without a panic");
}

/// Reads a document, and returns the error if it is rejected.
type Read<'r> = &'r dyn Fn(&[u8]) -> Result<()>;

fn read<O: Operation>(ending: &str, bytes: &[u8]) -> Result<()> {
    match ending {
        ".request.xml" => server::read_request::<O>(bytes).map(drop),
        _ => server::read_request::<Mirror<O>>(bytes).map(drop),
    }
}

/// Truncates a recording at every byte.
fn cut(recording: &Recording, read: Read<'_>) -> usize {
    let end = recording.bytes.trim_ascii_end().len();
    for length in 0..end {
        assert!(read(&recording.bytes[..length]).is_err(), "{} cut at {length}", recording.name);
    }
    end
}

/// Replaces bytes by characters with a meaning in XML. Most results are errors; none causes a panic.
fn changed(recording: &Recording, read: Read<'_>) -> usize {
    let mut bytes = recording.bytes.clone();
    let mut count = 0;
    for place in (0..bytes.len()).step_by(3) {
        let kept = bytes[place];
        for other in [b'<', b'>', b'&', b'"', b'/', b'!', b':', b' ', 0, 0x80, 0xff] {
            bytes[place] = other;
            // Both a value and an error are acceptable.
            let _ = read(&bytes);
            count += 1;
        }
        bytes[place] = kept;
    }
    count
}

/// Adds invalid content to a reply.
fn spoiled(reply: &str) -> usize {
    const END: &str = "<Rank>-7</Rank>";
    let inside = |xml: &str| {
        assert!(reply.contains(END));
        reply.replacen(END, xml, 1).into_bytes()
    };
    let read = |bytes: &[u8]| read::<operations::GetUser>(".response.xml", bytes);
    assert!(read(reply.as_bytes()).is_ok());
    let many = |text: &str, count: usize| text.repeat(count);
    let group = "<OtherGroups><UserGroup><Value>";
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", many(&format!("&l{};", n - 1), 10))).collect();
    let laughs = format!("<!DOCTYPE e [<!ENTITY l0 \"ha\">{laughs}]>");
    let mut refused: Vec<(&str, Vec<u8>)> = vec![
        ("unknown elements, deep", inside(&(many("<a>", 100_000) + &many("</a>", 100_000)))),
        ("unknown elements, deep and never closed", inside(&many("<a>", 100_000))),
        ("a text member, deep", inside(&format!("<Name>{}", many("<a>", 100_000)))),
        ("a member that does not belong to a list", inside(&format!("{group}{}", many(group, 100_000)))),
        ("a billion laughs", [laughs.as_bytes(), inside("<Name>&l9;</Name>").as_slice()].concat()),
        ("a DTD", [b"<!DOCTYPE e SYSTEM 'file:///etc/passwd'>", reply.as_bytes()].concat()),
        ("an unknown entity", inside("<Name>&l9;</Name>")),
        ("a wrong end tag", inside("<Name>x</Nam>")),
        ("crossed end tags", inside("<a><b></a></b>")),
        ("an extra end tag", inside("</Response></Response>")),
        ("an attribute without quotes", inside("<a b=c/>")),
        ("a duplicate attribute", inside("<a b='1' b='2'/>")),
        ("a duplicate attribute under two prefixes", inside("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>")),
        ("an undeclared prefix", inside("<p:a/>")),
        ("an undeclared prefix of an attribute", inside("<a p:b=''/>")),
        ("an illegal character", inside("<Name>\u{1}</Name>")),
        ("a reference to an illegal character", inside("<Name>&#0;</Name>")),
        ("a reference to a surrogate", inside("<Name>&#xD800;</Name>")),
        ("a reference beyond U+10FFFF", inside("<Name>&#x110000;</Name>")),
        ("a reference of many digits", inside(&format!("<Name>&#{};</Name>", many("9", 1_000_000)))),
        ("the end of CDATA in text", inside("<Name>]]></Name>")),
        ("CDATA without an end", inside("<Name><![CDATA[")),
        ("a comment with two hyphens", inside("<!-- -- -->")),
        ("an XML declaration in the middle", inside("<?xml version='1.0'?>")),
        ("two roots", [reply.as_bytes(), b"<a/>"].concat()),
        ("text after the root", [reply.as_bytes(), b"x"].concat()),
        ("a number that is too large", inside("<Rank>32768</Rank>")),
        ("a number of a million digits", inside(&format!("<Rank>{}</Rank>", many("9", 1_000_000)))),
        ("a duplicate member", inside("<Rank>1</Rank><Rank>1</Rank>")),
        ("a date that does not exist", inside("<Lastlogin>2023-02-29T00:00:00</Lastlogin>")),
        ("invalid UTF-8", inside("<Name>?</Name>")),
        ("an unknown encoding", reply.replacen("'UTF-8'", "'EBCDIC-NO'", 1).into_bytes()),
        ("nothing", Vec::new()),
        ("zeros", vec![0; 1_000_000]),
        ("only a byte order mark", vec![0xff, 0xfe]),
    ];
    for (what, bytes) in &mut refused {
        if *what == "invalid UTF-8" {
            let place = bytes.windows(3).position(|window| window == b">?<").unwrap();
            bytes[place + 1] = 0xc0;
        }
        assert!(read(bytes).is_err(), "{what} was accepted");
    }
    // These documents are unusual. They may be accepted or rejected, but the time must be proportional to
    // their size.
    let large = [
        // The document declares UTF-16 and is UTF-8, as its bytes show: it has no byte order mark and no zero
        // bytes. Servers send such documents if they write XML to a UTF-16 string, and then encode the string
        // as UTF-8.
        reply.replacen("'UTF-8'", "'UTF-16'", 1).into_bytes(),
        inside(&format!("<{0}></{0}>", many("a", 1 << 20))),
        inside(&format!("<a {}/>", (0..100_000).map(|n| format!("b{n}='' ")).collect::<String>())),
        inside(&format!("<a {}/>", (0..100_000).map(|n| format!("xmlns:b{n}='u{n}' ")).collect::<String>())),
        inside(&format!("<Name>{}</Name>", many("&amp;", 1 << 20))),
        inside(&format!("<!--{}-->", many("x", 1 << 20))),
        inside(&many("<Unknown/>", 100_000)),
    ];
    let start = std::time::Instant::now();
    for bytes in &large {
        let _ = read(bytes);
    }
    let taken = start.elapsed();
    assert!(taken.as_secs() < 20, "{taken:?} for documents of a few megabytes");
    // The exception in a header contains an inner exception, nested arbitrarily deep.
    let inner = "<InnerException>";
    let header = format!("<FriendlyText/>{}{}", many(inner, 100_000), many("</InnerException>", 100_000));
    let nil = "<ExtraInfo ";
    let deep = format!(
        "<ExceptionInfo xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services86\">{header}</ExceptionInfo>{nil}"
    );
    let place = reply.find("<ExceptionInfo").unwrap()..reply.find(nil).unwrap() + nil.len();
    let mut bytes = reply.to_owned();
    bytes.replace_range(place, &deep);
    assert!(read(bytes.as_bytes()).is_err(), "an exception of 100,000 levels was accepted");
    refused.len() + large.len() + 1
}
