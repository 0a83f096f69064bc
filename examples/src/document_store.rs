//! An archive of documents in memory: the service of `wsdl/Archive.wsdl`.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use saponify::Fault;
use saponify::server;

use crate::archive::{
    ArchiveService, Convert, ConvertMessage, ConvertResponse, ConvertResponseMessage, Download,
    DownloadResponse, Upload, UploadResponse,
};

/// Stores documents until it is dropped.
#[derive(Default)]
pub struct DocumentStore {
    documents: Mutex<HashMap<String, Vec<u8>>>,
}

impl ArchiveService for DocumentStore {
    async fn upload(&self, request: Upload, _: &server::Context) -> Result<UploadResponse, server::Failure> {
        let size = i64::try_from(request.content.len()).unwrap_or(i64::MAX);
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        documents.insert(request.name, request.content.into_vec());
        Ok(UploadResponse { size })
    }

    async fn download(
        &self,
        request: Download,
        _: &server::Context,
    ) -> Result<DownloadResponse, server::Failure> {
        let documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        match documents.get(&request.name) {
            Some(content) => Ok(DownloadResponse { content: content.clone().into() }),
            None => Err(Fault::client(format!("no document is called {}", request.name)).into()),
        }
    }

    /// Returns the manuscript unchanged, and the number of its pages: one for each 2,000 bytes.
    async fn convert(
        &self,
        request: ConvertMessage,
        _: &server::Context,
    ) -> Result<ConvertResponseMessage, server::Failure> {
        let Convert { title } = request.convert;
        if title.is_empty() {
            return Err(Fault::client("the title is empty").into());
        }
        let pages = i32::try_from(request.manuscript.len().div_ceil(2_000)).unwrap_or(i32::MAX);
        Ok(ConvertResponseMessage {
            convert_response: ConvertResponse { pages },
            document: request.manuscript,
        })
    }
}
