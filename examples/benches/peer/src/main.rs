//! Decodes or encodes a document with the code of xsd-parser, once for each line on standard input, and prints the
//! seconds that each run took: `peer decode|encode ELEMENT FILE`.

use std::{env, fs, hint::black_box, io, time::Instant};

use xsd_parser_types::quick_xml::{DeserializeSync, SerializeSync, SliceReader, Writer};

#[allow(warnings, clippy::all)]
mod types {
    include!(concat!(env!("OUT_DIR"), "/types.rs"));
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [way, element, file] = &arguments[..] else { panic!("decode or encode, an element, and a file") };
    let xml = fs::read_to_string(file).unwrap();
    match element.as_str() {
        "GetUserInfoListResponse" => answer::<types::GetUserInfoListResponse>(way, element, &xml),
        "GetUserResponse" => answer::<types::GetUserResponse>(way, element, &xml),
        "SaveUser" => answer::<types::SaveUser>(way, element, &xml),
        other => panic!("{other} is not generated"),
    }
}

fn answer<T>(way: &str, element: &str, xml: &str)
where
    T: SerializeSync<Error: std::fmt::Debug>
        + for<'s> DeserializeSync<'s, SliceReader<'s>, Error: std::fmt::Debug>,
{
    let read = || T::deserialize(&mut SliceReader::new(xml)).unwrap();
    let value = read();
    let write = || {
        let mut output = Vec::new();
        value.serialize(element, &mut Writer::new(&mut output)).unwrap();
        output
    };
    for _ in io::stdin().lines() {
        let seconds = if way == "decode" { timed(&read) } else { timed(&write) };
        println!("{seconds:e}");
    }
}

fn timed<T>(run: &dyn Fn() -> T) -> f64 {
    let start = Instant::now();
    let result = black_box(run());
    let seconds = start.elapsed().as_secs_f64();
    drop(result);
    seconds
}
