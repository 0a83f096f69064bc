//! Messages of a root: header and body as declared in the model, and the corresponding operation in Rust.

use std::{collections::BTreeMap, path::PathBuf};

use saponify_codegen::internals::{
    config::Config,
    emit,
    model::{
        BindingKind, BindingMessage, ElementId, MessageId, Model, Operation, OperationKind, PartContent,
        QName, Style, UseKind,
    },
    plan::{self, Item, ModuleId, Plan, Ty},
    problem::Problems,
    read::{self, ReadOptions},
    source::Sources,
};

use crate::{
    choices::Choices,
    index::{Index, Root},
    instance::{Instances, Made, NoInstance},
    node::{Content, Layout, Node},
    schema_root,
};

/// The model, the generated code and the messages of a root. A root is a WSDL or schema, with the files that
/// it imports.
pub(crate) struct Contract {
    pub(crate) root: Root,
    pub(crate) document: PathBuf,
    pub(crate) model: Model,
    /// The complete generated code.
    pub(crate) text: String,
    pub(crate) messages: Vec<Message>,
    /// Numbers of skipped messages by reason.
    pub(crate) left_out: BTreeMap<&'static str, usize>,
}

/// Message of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) operation: String,
    pub(crate) is_request: bool,
    /// Path of the operation in the test program, a crate that contains the generated code of several roots.
    pub(crate) path: String,
    pub(crate) headers: Vec<(QName, PartContent)>,
    pub(crate) body: Body,
    /// Whether the type of the body is a struct or enum whose method `validate` the test program calls.
    pub(crate) is_checked: bool,
    /// Fault enum, if the message is a fault.
    pub(crate) faults: Option<FaultEnum>,
}

/// Fault enum of an operation.
#[derive(Clone, Debug)]
pub(crate) struct FaultEnum {
    pub(crate) path: String,
    pub(crate) variants: Vec<String>,
}

/// Content of a body.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Element(ElementId),
    /// Wrapper element of an rpc message, with its parts.
    Wrapper(QName, Vec<(QName, PartContent)>),
    /// Wrapper element in SOAP encoding, which no schema can validate.
    Encoded(QName, Vec<(QName, PartContent)>),
    /// Parts without a wrapper element.
    Parts(Vec<(QName, PartContent)>),
    /// Fault with one of these details, with the `use` of all faults or, if that differs, of the reply.
    Fault(Vec<(QName, PartContent)>, UseKind),
    /// Body for which no random instance is generated: name of its element, if it has one, and the reason.
    Untried(Option<QName>, &'static str),
}

impl Body {
    /// Returns the name of the first element in the body.
    pub(crate) fn element<'b>(&'b self, model: &'b Model) -> Option<&'b QName> {
        match self {
            Self::Element(id) => Some(&model.elements[*id].name),
            Self::Wrapper(name, _) | Self::Encoded(name, _) => Some(name),
            Self::Parts(parts) => match parts.first()? {
                (_, PartContent::Element(id)) => Some(&model.elements[*id].name),
                (name, _) => Some(name),
            },
            Self::Fault(..) => None,
            Self::Untried(name, _) => name.as_ref(),
        }
    }
}

impl Message {
    pub(crate) fn label(&self) -> String {
        let what = match (self.is_request, &self.faults) {
            (true, _) => "request",
            (false, None) => "reply",
            (false, Some(_)) => "fault",
        };
        format!("{} {what}", self.operation)
    }

    /// Returns `true` if the message uses SOAP encoding, which no schema can validate.
    pub(crate) fn is_encoded(&self) -> bool {
        matches!(self.body, Body::Encoded(..) | Body::Fault(_, UseKind::Encoded))
    }

    /// Generates a random instance: header blocks and body elements.
    pub(crate) fn instance(
        &self,
        of: &Instances<'_>,
        choices: Choices<'_>,
    ) -> Made<(Vec<Node>, Vec<Node>, Layout)> {
        let mut making = of.making(choices);
        making.encoded = self.is_encoded();
        let style = Layout {
            prefixed: making.choices.once_in(3),
            spaced: making.choices.once_in(3),
            cdata: making.choices.once_in(5),
            soap12: making.choices.once_in(2) && !making.encoded,
            fault: self.faults.is_some(),
        };
        let body = match &self.body {
            Body::Element(id) => vec![making.element(*id)?],
            Body::Wrapper(name, parts) | Body::Encoded(name, parts) => {
                let mut node = Node::new(name.clone());
                for (name, content) in parts {
                    node.content.push(Content::Node(part(&mut making, name, *content)?));
                }
                node.blanks = true;
                vec![node]
            }
            Body::Fault(details, _) => {
                let (name, content) = making.choices.one(details).ok_or(NoInstance)?;
                // The name of the detail identifies the fault, so it must not be substituted.
                vec![match content {
                    PartContent::Element(id) => making.exactly(*id)?,
                    content => part(&mut making, name, *content)?,
                }]
            }
            Body::Untried(..) => return Err(NoInstance),
            Body::Parts(parts) => {
                let parts = parts.iter().map(|(name, content)| part(&mut making, name, *content));
                parts.collect::<Made<Vec<_>>>()?
            }
        };
        let mut headers = Vec::new();
        for (name, content) in &self.headers {
            if making.choices.once_in(2) {
                headers.push(part(&mut making, name, *content)?);
            }
        }
        Ok((headers, body, style))
    }
}

fn part(making: &mut crate::instance::Making<'_, '_, '_>, name: &QName, content: PartContent) -> Made<Node> {
    match content {
        PartContent::Element(id) => making.element(id),
        PartContent::Type(id) => making.of_type(name.clone(), id),
        PartContent::Missing => Err(NoInstance),
    }
}

impl Contract {
    /// Reads and plans a root. The error is the reason why no code is generated.
    pub(crate) fn read(index: &Index, root: &Root) -> Result<Self, String> {
        let catalogs = vec![index.catalog()].into_iter().filter(|path| path.is_file()).collect();
        let options = ReadOptions { catalogs, ..ReadOptions::default() };
        let derives = vec!["PartialEq".to_owned()];
        let config = Config { nil_kept: true, validate: true, derives, ..Config::default() };
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        let path = index.folder.join(&root.path);
        let document = match path.extension().is_some_and(|extension| extension == "xsd") {
            true => schema_root::written(&path, &root.module()).ok_or("it declares no element")?,
            false => path,
        };
        let model = read::read(std::slice::from_ref(&document), &options, &mut sources, &mut problems);
        let plan = plan::plan(&model, &config, &mut problems);
        if problems.has_errors() {
            return Err("the documents have errors".to_owned());
        }
        let text = emit::single(&plan)?;
        let (messages, left_out) = messages(&model, &plan, &root.module());
        Ok(Self { root: root.clone(), document, model, text, messages, left_out })
    }
}

type Operations<'m> =
    BTreeMap<String, Vec<(&'m Operation, &'m saponify_codegen::internals::model::BindingOperation, &'m str)>>;

/// Returns the messages of all generated operations.
fn messages(model: &Model, plan: &Plan, home: &str) -> (Vec<Message>, BTreeMap<&'static str, usize>) {
    let mut planned: BTreeMap<String, Vec<Planned>> = BTreeMap::new();
    for (index, module) in plan.modules.iter().enumerate() {
        for item in &module.items {
            if let Item::Operation(operation) = item {
                let path = format!("{home}{}::{}", module_path(plan, ModuleId(index)), operation.ident);
                let faults = operation.faults.as_ref().and_then(|ty| fault_enum(plan, ty, home));
                let reply = operation.reply.as_ref();
                let checked = [Some(&operation.request), reply]
                    .map(|one| one.is_some_and(|one| is_checked(plan, &one.ty)));
                planned.entry(operation.name.clone()).or_default().push(Planned { path, faults, checked });
            }
        }
    }
    let mut left_out: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut messages = Vec::new();
    for (name, bound) in bound(model) {
        let paths = planned.remove(&name).unwrap_or_default();
        if paths.len() != bound.len() {
            *left_out.entry("operations that are not generated").or_default() += 2 * bound.len();
            continue;
        }
        for ((operation, binding, namespace), planned) in bound.into_iter().zip(paths) {
            let Planned { path, faults, checked } = planned;
            let input = operation.input.as_ref().zip(binding.input.as_ref());
            let output = operation.output.as_ref().zip(binding.output.as_ref());
            for (is_request, message) in [(true, input), (false, output)] {
                let Some(((message, _), bound)) = message else { continue };
                let wrapper = if is_request { name.clone() } else { format!("{name}Response") };
                let body = body(model, *message, bound, binding.style, &wrapper, namespace);
                if let Body::Untried(_, reason) = body {
                    *left_out.entry(reason).or_default() += 1;
                }
                messages.push(Message {
                    operation: name.clone(),
                    is_request,
                    path: path.clone(),
                    headers: headers(model, bound),
                    body,
                    is_checked: checked[usize::from(!is_request)],
                    faults: None,
                });
            }
            if let Some(faults) = faults {
                let reply = binding.output.as_ref().map_or(UseKind::Literal, |bound| bound.body.usage);
                let first = binding.faults.first().map_or(reply, |fault| fault.usage);
                let usage =
                    if binding.faults.iter().all(|fault| fault.usage == first) { first } else { reply };
                messages.push(Message {
                    operation: name.clone(),
                    is_request: false,
                    path,
                    headers: Vec::new(),
                    body: Body::Fault(details(model, operation), usage),
                    is_checked: false,
                    faults: Some(faults),
                });
            }
        }
    }
    (messages, left_out)
}

/// Returns the operations of all SOAP bindings by name. Each operation of a port type occurs once, in the order of the
/// plan.
fn bound(model: &Model) -> Operations<'_> {
    let mut ids: Vec<_> =
        model.services.iter().flat_map(|service| &service.ports).map(|port| port.binding).collect();
    ids.extend(model.bindings.iter().map(|(id, _)| id));
    let mut operations: Operations<'_> = BTreeMap::new();
    for id in ids {
        let binding = &model.bindings[id];
        let BindingKind::Soap { .. } = binding.kind else { continue };
        let port_type = &model.port_types[binding.port_type];
        for one in &binding.operations {
            let Some(operation) = one.operation.and_then(|place| port_type.operations.get(place)) else {
                continue;
            };
            let calls =
                !matches!(operation.kind, OperationKind::SolicitResponse | OperationKind::Notification);
            let parts = |bound: &Option<BindingMessage>| {
                bound.as_ref().is_some_and(|b| b.mime.as_ref().is_some_and(|mime| !mime.parts.is_empty()))
            };
            if !calls || one.input.is_none() || parts(&one.input) || parts(&one.output) {
                continue;
            }
            let known = operations.entry(operation.name.to_string()).or_default();
            if !known.iter().any(|(other, ..)| std::ptr::eq(*other, operation)) {
                known.push((operation, one, &*port_type.name.namespace));
            }
        }
    }
    operations
}

fn headers(model: &Model, bound: &BindingMessage) -> Vec<(QName, PartContent)> {
    let mut found: Vec<(QName, PartContent)> = Vec::new();
    for header in &bound.headers {
        if let (Some(part), Some(name)) = (model.header_part(header), model.header_name(header))
            && !found.iter().any(|(known, _)| *known == name)
        {
            found.push((name, part.content));
        }
    }
    found
}

/// Planned operation.
struct Planned {
    path: String,
    faults: Option<FaultEnum>,
    /// Whether the types of request and reply check that their members are present.
    checked: [bool; 2],
}

/// Returns `true` if a type is a struct or enum whose method `validate` the test program calls.
fn is_checked(plan: &Plan, ty: &Ty) -> bool {
    match ty {
        Ty::Option(inner) | Ty::Boxed(inner) => is_checked(plan, inner),
        Ty::Item(item) => plan.modules[item.module.0].items.iter().any(|known| {
            let is_struct_or_choice = matches!(known, Item::Record(_) | Item::Choice(_) | Item::Variants(_));
            is_struct_or_choice && known.ident() == item.ident
        }),
        _ => false,
    }
}

/// Returns the elements that may be the detail of a fault.
fn details(model: &Model, operation: &Operation) -> Vec<(QName, PartContent)> {
    let parts = operation.faults.iter().filter_map(|fault| model.messages[fault.message].parts.first());
    let named = parts.filter_map(|part| match part.content {
        PartContent::Element(id) => Some((model.elements[id].name.clone(), part.content)),
        PartContent::Type(_) => Some((QName::new("", part.name.clone()), part.content)),
        PartContent::Missing => None,
    });
    named.collect()
}

/// Returns the planned fault enum of an operation.
fn fault_enum(plan: &Plan, ty: &Ty, home: &str) -> Option<FaultEnum> {
    let Ty::Item(item) = ty else { return None };
    let faults = plan.modules[item.module.0].items.iter().find_map(|known| match known {
        Item::Faults(faults) if faults.ident == item.ident => Some(faults),
        _ => None,
    })?;
    let path = format!("{home}{}::{}", module_path(plan, item.module), item.ident);
    Some(FaultEnum { path, variants: faults.variants.iter().map(|variant| variant.ident.clone()).collect() })
}

fn body(
    model: &Model,
    message: MessageId,
    bound: &BindingMessage,
    style: Style,
    wrapper: &str,
    namespace: &str,
) -> Body {
    let is_header = |place: usize| {
        !bound.body.parts_given
            && bound.headers.iter().any(|header| header.message == message && header.part == Some(place))
    };
    let parts = bound.body.parts.iter().filter(|place| !is_header(**place));
    let parts: Vec<_> = parts.filter_map(|place| model.messages[message].parts.get(*place)).collect();
    let named = || parts.iter().map(|part| (QName::new("", part.name.clone()), part.content)).collect();
    let wrapper = QName::new(bound.body.namespace.as_deref().unwrap_or(namespace), wrapper);
    match (style, parts.as_slice()) {
        (Style::Rpc, _) if bound.body.usage == UseKind::Encoded => Body::Encoded(wrapper, named()),
        (Style::Rpc, _) => Body::Wrapper(wrapper, named()),
        (Style::Document, _) if bound.body.usage == UseKind::Encoded => {
            Body::Untried(None, "encoded without a wrapper")
        }
        (Style::Document, []) => Body::Untried(None, "an empty body"),
        (Style::Document, [part]) => match part.content {
            PartContent::Element(id) => Body::Element(id),
            _ => Body::Untried(None, "a body that is the content of a type"),
        },
        (Style::Document, _) => Body::Parts(named()),
    }
}

fn module_path(plan: &Plan, mut id: ModuleId) -> String {
    let mut path = String::new();
    while id.0 != 0 {
        let module = &plan.modules[id.0];
        path = format!("::{}{path}", module.name);
        id = module.parent;
    }
    path
}
