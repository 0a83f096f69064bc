//! Writes every message of the generated code, for validation by libxml2 and for comparison with the samples.

use std::error::Error;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use saponify::soap::server;
use saponify::transport::Memory;
use saponify::{Client, Operation, Version};

use crate::operations::{self, Visit};
use crate::samples::Samples;

type Outcome = Result<(), Box<dyn Error>>;

/// Writes several envelopes for each message: one without members, and one with the members of each sample.
/// Writes all of them in both SOAP versions and with both variants of the client.
pub(crate) fn write(samples: &Samples, out: &Path) -> Outcome {
    fs::create_dir_all(out)?;
    let mut written = 0;
    for flavour in ["plain", "kept"] {
        let mut writing = Writing { samples, out, flavour, operations: 0, files: 0, failed: Ok(()) };
        match flavour {
            "plain" => operations::plain(&mut writing),
            _ => operations::kept(&mut writing),
        }
        writing.failed?;
        if writing.operations != samples.operations() {
            return Err(
                format!("{} operations, {} with samples", writing.operations, samples.operations()).into()
            );
        }
        written += writing.files;
    }
    println!("{} operations, {written} envelopes", samples.operations());
    Ok(())
}

struct Writing<'a> {
    samples: &'a Samples,
    out: &'a Path,
    flavour: &'a str,
    operations: usize,
    files: usize,
    failed: Outcome,
}

impl<H, R> Visit<H, R> for Writing<'_> {
    fn visit<O>(&mut self)
    where
        O: Operation<RequestHeaders = H, ReplyHeaders = R> + 'static,
        O::Request: PartialEq + Debug,
        O::Reply: PartialEq + Debug,
    {
        if self.failed.is_ok() && !self.samples.of::<O>().is_empty() {
            self.failed =
                self.operation::<O>().map_err(|error| format!("{}: {error}", O::CONTRACT.name).into());
            self.operations += 1;
        }
    }
}

impl Writing<'_> {
    fn operation<O: Operation>(&mut self) -> Outcome {
        for (version, soap) in [(Version::Soap11, "11"), (Version::Soap12, "12")] {
            let client = Client::new(Memory::new(), "http://localhost/", version);
            let nothing = client.call::<O>(Default::default()).envelope()?;
            self.file::<O>(soap, "default", "request", &nothing)?;
            let nothing = server::write_reply::<O>(version, &Default::default(), &Default::default())?;
            self.file::<O>(soap, "default", "reply", &nothing)?;

            for sample in self.samples.of::<O>() {
                let request = sample.request::<O>()?;
                let envelope = client.call::<O>(request.body).headers(request.headers).envelope()?;
                self.file::<O>(soap, &sample.variant, "request", &envelope)?;
                let reply = sample.reply::<O>()?;
                let envelope = server::write_reply::<O>(version, &reply.headers, &reply.body)?;
                self.file::<O>(soap, &sample.variant, "reply", &envelope)?;
            }
        }
        Ok(())
    }

    fn file<O: Operation>(&mut self, soap: &str, variant: &str, side: &str, envelope: &str) -> Outcome {
        let name = format!("{}.{soap}.{}.{variant}.{side}.xml", self.flavour, O::CONTRACT.name);
        fs::write(self.out.join(name), envelope)?;
        self.files += 1;
        Ok(())
    }
}
