//! Finds the document length from which filling the cache of tags pays off.

use std::time::Instant;

use saponify::{Document, Limits};

/// Document lengths in kB, and numbers of distinct tags.
const LENGTHS: [usize; 11] = [1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64];
const TAGS: [usize; 6] = [10, 25, 50, 100, 150, 200];

/// Prints the speedup of the cache for each length and number of tags.
pub(crate) fn run() {
    println!(
        "time without the cache of tags, divided by the time with it: above 1 the cache is worth filling"
    );
    table("tags without attributes", "");
    // SOAP encoding has an `xsi:type` on each element. The cache stores tags with this attribute.
    table("each leaf with an xsi:type", " xsi:type=\"xsd:string\"");
    // The cache stores no tag with an attribute such as `id`.
    table("each leaf with an attribute of its own", " id=\"1\"");
}

fn table(title: &str, attributes: &str) {
    println!("\n{title}");
    print!("{:>8}", "kB");
    TAGS.iter().for_each(|tags| print!("{:>10}", format!("{tags} tags")));
    println!();
    for length in LENGTHS {
        print!("{length:8}");
        for tags in TAGS {
            let xml = document(length << 10, tags, attributes);
            let (mut cached, mut direct) = (f64::MAX, f64::MAX);
            let begin = Instant::now();
            while begin.elapsed().as_secs_f64() < 0.2 {
                cached = cached.min(seconds(&xml, Limits::default().cached_from(0)));
                direct = direct.min(seconds(&xml, Limits::default().cached_from(usize::MAX)));
            }
            print!("{:10.2}", direct / cached);
        }
        println!();
    }
}

/// Returns a list of records with a few leaf elements each, whose names rotate.
fn document(length: usize, tags: usize, attributes: &str) -> String {
    let mut xml = String::from(
        "<List xmlns=\"urn:list\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">",
    );
    let kinds = ["Id", "Name", "Description", "IsDeleted", "UpdatedBy"];
    let leaves: Vec<String> = (0..tags.saturating_sub(2))
        .zip(kinds.iter().cycle())
        .map(|(leaf, kind)| {
            let text = &"a text of some length"[..leaf * 7 % 21];
            format!("<{kind}{leaf}{attributes}>{text}</{kind}{leaf}>")
        })
        .collect();
    let mut leaves = leaves.iter().cycle();
    while xml.len() < length {
        xml.push_str("<Item>");
        leaves.by_ref().take(20).for_each(|leaf| xml.push_str(leaf));
        xml.push_str("</Item>");
    }
    xml + "</List>"
}

fn seconds(xml: &str, limits: Limits) -> f64 {
    let begin = Instant::now();
    let document = Document::from_text(xml, limits);
    let mut input = document.reader();
    let end = input.root().and_then(|_| input.skip()).and_then(|()| input.end());
    let seconds = begin.elapsed().as_secs_f64();
    end.unwrap();
    seconds
}
