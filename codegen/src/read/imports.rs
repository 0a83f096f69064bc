//! The imports of a document in memory, for `saponify fetch`.

use std::{path::PathBuf, sync::Arc};

use super::{
    guard,
    links::{File, LinkKind, requests},
    load::is_known,
    location::Base,
    parse, uri,
};
use crate::{
    lists::CollectVec,
    problem::Problems,
    source::{Position, Sources},
};

/// The properties of a document that `saponify fetch` needs.
pub(crate) struct Contents {
    /// Whether the document is a WSDL. Otherwise it is a schema.
    pub(crate) is_wsdl: bool,
    /// Target namespace of the document; may be empty.
    pub(crate) namespace: String,
    /// The imports, includes and redefines with a location.
    pub(crate) imports: Vec<Import>,
}

/// An import, include or redefine with a location.
pub(crate) struct Import {
    /// Position among the imports of the document.
    pub(crate) number: usize,
    /// The location as it is in the document.
    pub(crate) location: String,
    /// Whether the element is an import of WSDL. Otherwise it is one of XML Schema.
    pub(crate) is_wsdl: bool,
    /// The imported namespace, if the element names one.
    pub(crate) namespace: Option<String>,
    /// Position of the location in the document.
    pub(crate) position: Position,
}

/// Reads the imports of a document.
///
/// # Errors
///
/// Returns the problems and the sources that they refer to if the bytes are neither a WSDL nor a schema.
pub(crate) fn imports(name: &str, bytes: &[u8]) -> Result<Contents, (Problems, Sources)> {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let text: Arc<str> = match crate::source::decode(bytes.to_vec()) {
        Ok(text) => text.into(),
        Err(error) => {
            problems.error(None, format!("`{name}` cannot be read: {error}"));
            return Err((problems, sources));
        }
    };
    let source = sources.add(name, Arc::clone(&text));
    let Some(document) = parse::parse(&text, source, &mut guard::MAX_TAGS.clone(), &mut problems) else {
        return Err((problems, sources));
    };
    let file = File::new(source, document, Base { path: PathBuf::from(name), url: None });
    if !is_known(file.root(), &mut problems) {
        return Err((problems, sources));
    }
    let imports = requests(&file).into_iter().filter(|request| {
        // The namespace of XML Schema is built in, see `follow` in `load`. References to policies are left
        // out, because the absolute URI in such a reference may be the name of a policy instead of a
        // location.
        request.kind != LinkKind::Policy
            && !request.location.is_empty()
            && !request.namespace.as_deref().is_some_and(uri::is_schema)
    });
    let is_wsdl = |link: usize| file.kind(link) == Some(LinkKind::Wsdl);
    let imports = imports.map(|request| Import {
        number: request.link,
        is_wsdl: is_wsdl(request.link),
        location: request.location,
        namespace: request.namespace,
        position: sources.position(request.span),
    });
    Ok(Contents {
        is_wsdl: file.root().wsdl_name() == "definitions",
        namespace: file.root().attribute("targetNamespace").unwrap_or_default().to_owned(),
        imports: imports.collect_vec(),
    })
}
