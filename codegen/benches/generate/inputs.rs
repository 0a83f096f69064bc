//! Inputs of the benchmark: single contracts of several sizes, and the 56 services of SuperOffice NetServer
//! as one family. To double and quadruple the family, it is generated together with one or three copies of
//! itself.

use std::{
    fs,
    path::{Path, PathBuf},
};

const NAMESPACE: &str = "http://www.superoffice.net/ws/crm/NetServer/Services86";

pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) wsdls: Vec<PathBuf>,
    /// Only the schemas, for generators that do not read WSDL.
    pub(crate) schemas: Option<PathBuf>,
    /// All documents that are read, including the imports of the WSDLs.
    documents: Vec<PathBuf>,
}

impl Input {
    fn of(name: &str, wsdls: Vec<PathBuf>, documents: Vec<PathBuf>) -> Self {
        Self { name: name.to_owned(), wsdls, schemas: None, documents }
    }

    pub(crate) fn megabytes(&self) -> f64 {
        let size = |path: &PathBuf| fs::metadata(path).map_or(0, |data| data.len());
        self.documents.iter().map(size).sum::<u64>() as f64 / 1e6
    }
}

pub(crate) fn all() -> Vec<Input> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let shared = std::env::var_os("SAPONIFY_SHARED").map_or_else(|| project.join("../shared"), PathBuf::from);
    let mut inputs = vec![Input::of(
        "User, in documents",
        vec![project.join("wsdl/User.wsdl")],
        documents(&project.join("wsdl"), ""),
    )];
    inputs[0].schemas = Some(project.join("wsdl/user-service.xsd"));
    let services = shared.join("superoffice/wsdl");
    for name in ["User", "List"] {
        let wsdl = services.join(format!("Services86-{name}.wsdl"));
        inputs.push(Input::of(name, vec![wsdl.clone()], vec![wsdl]));
    }
    let mut family = documents(&services, ".wsdl");
    inputs.push(Input::of("family of 56", family.clone(), family.clone()));
    for times in [2, 4] {
        let copies = std::env::temp_dir().join("saponify-generate");
        for copy in times / 2..times {
            let more = documents(&services, ".wsdl");
            family.extend(more.iter().map(|wsdl| copied(wsdl, copy, &copies)));
        }
        inputs.push(Input::of(&format!("family, {times} times"), family.clone(), family.clone()));
    }
    let vsphere = shared.join("corpora/vsphere-govmomi/gen/sdk");
    inputs.push(Input::of(
        "vSphere",
        vec![vsphere.join("vim.wsdl")],
        ["vim", "core", "query", "reflect"].iter().flat_map(|start| documents(&vsphere, start)).collect(),
    ));
    let ews = shared.join("corpora/ews365/wsdl");
    inputs.push(Input::of(
        "EWS",
        vec![ews.join("services.wsdl")],
        ["services.wsdl", "messages.xsd", "types.xsd"].map(|name| ews.join(name)).to_vec(),
    ));
    inputs.retain(|input| !input.wsdls.is_empty() && input.wsdls.iter().all(|wsdl| wsdl.exists()));
    inputs
}

/// Returns the files in a folder and its subfolders whose file name contains `part`, sorted by path.
fn documents(folder: &Path, part: &str) -> Vec<PathBuf> {
    let mut documents = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            documents.extend(self::documents(&path, part));
        } else if entry.file_name().to_string_lossy().contains(part) {
            documents.push(path);
        }
    }
    documents.sort();
    documents
}

/// Writes a copy of the service with a different namespace, so that it shares no type with the original.
fn copied(wsdl: &Path, copy: usize, folder: &Path) -> PathBuf {
    let text = fs::read_to_string(wsdl).unwrap();
    let folder = folder.join(copy.to_string());
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(wsdl.file_name().unwrap());
    fs::write(&path, text.replace(NAMESPACE, &format!("{NAMESPACE}/Copy{copy}"))).unwrap();
    path
}
