//! Samples written by `samples.py`: envelopes by operation and variant, and their decoding by the generated code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use saponify::soap::server::{self, Received};
use saponify::transport::{Memory, Response};
use saponify::{Client, Operation, Reply, Version};

/// Samples by operation.
#[derive(Default)]
pub(crate) struct Samples(BTreeMap<String, Vec<Sample>>);

/// Request and reply of one variant.
pub(crate) struct Sample {
    /// Name of the variant, such as `filled` or `nil`.
    pub(crate) variant: String,
    /// Request envelope.
    pub(crate) request: String,
    /// Reply envelope.
    pub(crate) reply: String,
}

impl Samples {
    /// Reads the samples in a folder.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let mut samples = Self(BTreeMap::new());
        samples.add(folder)?;
        Ok(samples)
    }

    /// Reads the samples in the folders of several services.
    pub(crate) fn read_all(folders: &[PathBuf]) -> io::Result<Self> {
        let mut samples = Self(BTreeMap::new());
        folders.iter().try_for_each(|folder| samples.add(folder))?;
        Ok(samples)
    }

    fn add(&mut self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let [operation, variant, "request", "xml"] = name.split('.').collect::<Vec<_>>()[..] else {
                continue;
            };
            let reply = fs::read_to_string(folder.join(format!("{operation}.{variant}.reply.xml")))?;
            let sample = Sample { variant: variant.to_owned(), request: fs::read_to_string(&path)?, reply };
            self.0.entry(operation.to_owned()).or_default().push(sample);
        }
        Ok(())
    }

    /// Returns the samples of an operation; empty if the operation belongs to another service.
    pub(crate) fn of<O: Operation>(&self) -> &[Sample] {
        self.0.get(O::CONTRACT.name).map_or(&[], Vec::as_slice)
    }

    /// Returns the number of operations with samples.
    pub(crate) fn operations(&self) -> usize {
        self.0.len()
    }
}

impl Sample {
    /// Decodes the request with the generated code.
    pub(crate) fn request<O: Operation>(&self) -> saponify::Result<Received<O::RequestHeaders, O::Request>> {
        server::read_request::<O>(self.request.as_bytes())
    }

    /// Decodes the reply with the generated client.
    pub(crate) fn reply<O: Operation>(&self) -> saponify::Result<Reply<O::ReplyHeaders, O::Reply>> {
        let memory = Memory::new();
        memory.push(Response::envelope(self.reply.clone()));
        let client = Client::new(memory, "http://localhost/", Version::Soap11);
        client.call::<O>(Default::default()).send()
    }
}
