//! Prints clients, operations and their faults.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{
    arms::{Arm, matched},
    names::Names,
    policy,
    records::{debug_variants, derives, usual},
    services, simple,
    text::docs,
};
use crate::{
    lists::CollectVec,
    model::SoapVersion,
    plan::{
        Body, Client, Endpoint, FaultVariant, Faults, HeaderNames, Method, Operation, OperationMessage, Ty,
    },
};

/// Prints a client: a struct with one method per operation.
pub(super) fn client<'p>(client: &'p Client, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let (ident, documentation) = (format_ident!("{}", client.ident), docs(&client.docs));
    let inner = names.runtime("Client");
    let headers = client.headers.as_ref().map(|ty| names.ty(ty));
    let field = headers.as_ref().map(|headers| quote!(headers: std::sync::Arc<#headers>,));
    let definition = quote! {
        #documentation
        #[derive(Clone, Debug)]
        pub struct #ident<T> {
            client: #inner<T>,
            #field
        }
    };
    let version = names.runtime("Version");
    let soap = match client.version {
        SoapVersion::Soap11 => quote!(#version::Soap11),
        SoapVersion::Soap12 => quote!(#version::Soap12),
    };
    let default = headers.as_ref().map(|_| quote!(headers: Default::default(),));
    let with_headers = headers.as_ref().map(|headers| {
        quote! {
            /// Sends these headers with every call.
            #[must_use]
            pub fn with_headers(mut self, headers: #headers) -> Self {
                self.headers = headers.into();
                self
            }
        }
    });
    let operation = headers.as_ref().map(|headers| {
        let (call, operation) = (names.runtime("Call"), names.runtime("Operation"));
        quote! {
            /// Creates a call with the headers of this client.
            fn operation<O>(&self, request: O::Request) -> #call<T, O>
            where
                O: #operation<RequestHeaders = #headers>,
            {
                self.client.call_with_headers(request, &self.headers)
            }
        }
    });
    let methods = client.methods.iter().map(|method| self::method(method, names)).collect_vec();
    let other = client.both_versions.then(|| other_version(client, &inner, &version));
    let configured = configured(client, &inner, &version);
    let implementation = quote! {
        impl<T> #ident<T> {
            /// Creates a client that calls the service at `endpoint`.
            pub fn new(transport: T, endpoint: impl Into<String>) -> Self {
                Self::from_client(#inner::new(transport, endpoint, #soap))
            }

            #other

            /// Creates a client of the service from a configured `saponify::Client`.
            pub fn from_client(client: #inner<T>) -> Self {
                Self { #configured, #default }
            }

            #with_headers

            /// Configures the underlying client: its timeout, limits, further headers and observer.
            #[must_use]
            pub fn with(mut self, configure: impl FnOnce(#inner<T>) -> #inner<T>) -> Self {
                self.client = configure(self.client);
                self
            }

            #operation

            #(#methods)*
        }
    };
    let policy = policy::function(client, names);
    let items = [definition, implementation].into_iter().chain(policy);
    items.map(|tokens| (client.ident.as_str(), tokens)).collect_vec()
}

/// Prints the constructor for the version of SOAP that `new` does not use.
fn other_version(client: &Client, inner: &Ident, version: &Ident) -> TokenStream {
    let (name, version_name, other) = match client.version {
        SoapVersion::Soap11 => (format_ident!("new_soap12"), "1.2", quote!(#version::Soap12)),
        SoapVersion::Soap12 => (format_ident!("new_soap11"), "1.1", quote!(#version::Soap11)),
    };
    let documentation =
        docs(&[format!("Creates a client for the SOAP {version_name} port of the contract.")]);
    quote! {
        #documentation
        pub fn #name(transport: T, endpoint: impl Into<String>) -> Self {
            Self::from_client(#inner::new(transport, endpoint, #other))
        }
    }
}

/// Prints the field with the client, configured for the policy of its port.
fn configured(client: &Client, inner: &Ident, version: &Ident) -> TokenStream {
    let base = client.action_base.as_ref().map(|base| quote!(.with_action_base(#base)));
    let requirements = client.requirements.iter().filter_map(|(demand, only)| {
        let method = format_ident!("{}", policy::requiring(demand)?);
        Some(match only {
            None => quote!(.#method()),
            Some(SoapVersion::Soap11) => quote!(.in_version(#version::Soap11, #inner::#method)),
            Some(SoapVersion::Soap12) => quote!(.in_version(#version::Soap12, #inner::#method)),
        })
    });
    let requirements = requirements.collect_vec();
    match (&base, requirements.as_slice()) {
        (None, []) => quote!(client),
        _ => quote!(client: client #base #(#requirements)*),
    }
}

/// Prints a constant with the address of a port.
pub(super) fn endpoint(endpoint: &Endpoint) -> Vec<(&str, TokenStream)> {
    let (ident, documentation) = (format_ident!("{}", endpoint.ident), docs(&endpoint.docs));
    let address = &endpoint.address;
    vec![(&endpoint.ident, quote!(#documentation pub const #ident: &str = #address;))]
}

fn method(method: &Method, names: &mut Names<'_>) -> TokenStream {
    let (ident, documentation) = (format_ident!("{}", method.ident), docs(&method.docs));
    let (call, operation) = (names.runtime("Call"), names.item(&method.operation));
    let begun = |request: TokenStream| match method.headers {
        true => quote!(self.operation(#request)),
        false => quote!(self.client.call(#request)),
    };
    let request = names.ty(&method.request);
    let (argument, body) = match (&method.request, method.takes_request) {
        (_, true) => (Some(quote!(request: #request)), begun(quote!(request))),
        (Ty::Unit, false) => (None, begun(quote!(()))),
        (_, false) => (None, begun(quote!(#request {}))),
    };
    quote! {
        #documentation
        pub fn #ident(&self, #argument) -> #call<T, #operation> {
            #body
        }
    }
}

/// Prints an operation: a type that implements `Operation`.
pub(super) fn operation<'p>(operation: &'p Operation, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let (ident, documentation) = (format_ident!("{}", operation.ident), docs(&operation.docs));
    let (trait_name, contract) = (names.runtime("Operation"), names.runtime("Contract"));
    let no_reply = OperationMessage {
        ty: Ty::Unit,
        body: crate::plan::Body::Empty,
        headers_ty: Ty::Unit,
        headers: None,
    };
    let reply = operation.reply.as_ref().unwrap_or(&no_reply);
    let (request_ty, request_headers_ty) =
        (names.ty(&operation.request.ty), names.ty(&operation.request.headers_ty));
    let (reply_ty, reply_headers_ty) = (names.ty(&reply.ty), names.ty(&reply.headers_ty));
    let fault = match &operation.faults {
        Some(ty) => names.ty(ty),
        None => {
            let ident = names.runtime("NoFault");
            quote!(#ident)
        }
    };
    let (name, action) = (&operation.name, &operation.action);
    let headers = match &operation.request.headers {
        Some(headers) => names.item(headers),
        None => quote!(&[]),
    };
    let value = match operation.wrapped_reply() {
        Some(reply) => {
            let (namespace, reply) = (names.namespace(reply.namespace.as_ref()), &reply.local);
            quote!(#contract::wrapped(#namespace, #name, #reply, #action, #headers))
        }
        None => {
            let body = names.runtime("Body");
            let request = body_tokens(&operation.request.body, &body, names);
            let reply = match &operation.reply {
                Some(reply) => body_tokens(&reply.body, &body, names),
                None => quote!(#body::OneWay),
            };
            quote! {
                #contract {
                    name: #name,
                    action: #action,
                    request: #request,
                    reply: #reply,
                    request_headers: #headers,
                }
            }
        }
    };
    let actions = operation.addressing.as_ref().map(|(request, reply)| {
        let actions = names.runtime("Actions");
        quote!(const ACTIONS: #actions<'static> = #actions { request: #request, reply: #reply };)
    });
    let replacements = (!operation.replacements.is_empty()).then(|| {
        let replacement = names.runtime("Replacement");
        let replacements: Vec<_> = operation
            .replacements
            .iter()
            .map(|one| {
                let of = one.of.iter().map(|name| names.wire(name)).collect_vec();
                let by = one.by.iter().map(|name| names.wire(name)).collect_vec();
                quote!(#replacement { of: &[#(#of),*], by: &[#(#by),*] })
            })
            .collect_vec();
        quote!(const REPLACEMENTS: &'static [#replacement] = &[#(#replacements),*];)
    });
    let definition = quote! {
        #documentation
        pub enum #ident {}
    };
    let implementation = quote! {
        impl #trait_name for #ident {
            type Request = #request_ty;
            type Reply = #reply_ty;
            type RequestHeaders = #request_headers_ty;
            type ReplyHeaders = #reply_headers_ty;
            type Fault = #fault;

            const CONTRACT: #contract = #value;

            #actions

            #replacements
        }
    };
    let messages = std::iter::once(&operation.request).chain(&operation.reply);
    let has_attachments =
        messages.map(|message| &message.body).any(|body| matches!(body, Body::Attached(..)));
    let marked = has_attachments.then(|| (operation.ident.as_str(), quote!(saponify::attachments!(#ident);)));
    let items = [(operation.ident.as_str(), definition), (operation.ident.as_str(), implementation)];
    items.into_iter().chain(marked).collect_vec()
}

/// Prints a constant with the names of the headers that some operations declare.
pub(super) fn header_names<'p>(
    headers: &'p HeaderNames,
    names: &mut Names<'_>,
) -> Vec<(&'p str, TokenStream)> {
    let ident = format_ident!("{}", headers.ident);
    let wires = headers.names.iter().map(|name| names.wire(name));
    vec![(&headers.ident, quote!(const #ident: &[(&str, &str)] = &[#(#wires),*];))]
}

fn body_tokens(body: &Body, ty: &proc_macro2::Ident, names: &Names<'_>) -> TokenStream {
    match body {
        Body::Element(name) => {
            let (namespace, local) = (names.namespace(name.namespace.as_ref()), &name.local);
            quote!(#ty::Element(#namespace, #local))
        }
        Body::Encoded(name, parts) => {
            let (namespace, local) = (names.namespace(name.namespace.as_ref()), &name.local);
            quote!(#ty::Encoded(#namespace, #local, &[#(#parts),*]))
        }
        Body::EncodedElement(name) => {
            let (namespace, local) = (names.namespace(name.namespace.as_ref()), &name.local);
            quote!(#ty::EncodedElement(#namespace, #local))
        }
        Body::EncodedParts => quote!(#ty::EncodedParts),
        Body::Parts => quote!(#ty::Parts),
        Body::Empty => quote!(#ty::Empty),
        Body::Attached(envelope, parts) => {
            let envelope = body_tokens(envelope, ty, names);
            let parts = parts.iter().map(|(name, content_type)| quote!((#name, #content_type)));
            quote!(#ty::Attached(&#envelope, &[#(#parts),*]))
        }
        Body::EncodedFaults(reply) => {
            let reply = body_tokens(reply, ty, names);
            quote!(#ty::EncodedFaults(&#reply))
        }
        Body::EncodedHeaders(body, blocks) => {
            let body = body_tokens(body, ty, names);
            let blocks = blocks.iter().map(|name| names.wire(name)).collect_vec();
            quote!(#ty::EncodedHeaders(&#body, &[#(#blocks),*]))
        }
    }
}

/// Prints an enum of the faults that an operation declares, and the code that decodes this enum from the
/// detail of a fault.
pub(super) fn faults<'p>(faults: &'p Faults, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let (ident, documentation) = (format_ident!("{}", faults.ident), docs(&faults.docs));
    let derived = derives(
        &usual(&["Clone", "Debug"], !faults.masked.is_empty()),
        &faults.derives.iter().filter(|derive| *derive != "Default").cloned().collect_vec(),
    );
    let variants = faults.variants.iter().map(|variant| {
        let (documentation, ident, ty) =
            (docs(&variant.docs), format_ident!("{}", variant.ident), names.ty(&variant.ty));
        quote!(#documentation #ident(#ty))
    });
    let definition = quote! {
        #documentation
        #derived
        pub enum #ident { #(#variants,)* }
    };
    let (detail, element, result) =
        (names.runtime("Detail"), names.runtime("DetailElement"), names.runtime("Result"));
    let arms: Vec<_> = faults
        .variants
        .iter()
        .filter(|variant| variant.is_named)
        .map(|variant| {
            let value = fault_value(variant, names);
            Arm::new(&variant.name, quote!(Some(#value)))
        })
        .collect_vec();
    let by_name = match arms.as_slice() {
        [] => quote!(None),
        arms => {
            let arms = matched(arms, quote!(None), names);
            quote! {
                let name = element.name();
                #arms
            }
        }
    };
    let mut types: Vec<(TokenStream, TokenStream)> = Vec::new();
    for variant in &faults.variants {
        if !variant.types.is_empty() {
            let wires = variant.types.iter().map(|name| names.wire(name)).collect_vec();
            types.push((quote!(#(#wires)|*), fault_value(variant, names)));
        }
        if !variant.types_with_name.is_empty() {
            let wires = variant.types_with_name.iter().map(|name| names.wire(name)).collect_vec();
            let local = &variant.name.local;
            let pattern = match (variant.has_unique_builtin, variant.is_named) {
                (false, _) => quote!(#(#wires)|* if element.name().local() == #local),
                (true, false) => {
                    quote!(#(#wires)|* if element.name().local() == #local || element.is_of_encoding())
                }
                // `by_name` finds the element with the name of the fault.
                (true, true) => quote!(#(#wires)|* if element.is_of_encoding()),
            };
            types.push((pattern, fault_value(variant, names)));
        }
    }
    let by_type = match types.as_slice() {
        [] => quote!(),
        [(types, value)] => quote! {
            if element.type_name().is_some_and(|name| matches!((name.namespace(), name.local()), #types)) {
                return Some(#value);
            }
        },
        several => {
            let arms = several.iter().map(|(types, value)| quote!(#types => return Some(#value)));
            quote! {
                if let Some(name) = element.type_name() {
                    match (name.namespace(), name.local()) {
                        #(#arms,)*
                        _ => {}
                    }
                }
            }
        }
    };
    let implementation = quote! {
        impl #detail for #ident {
            fn from_element(element: &#element<'_>) -> Option<#result<Self>> {
                #by_type
                #by_name
            }
        }
    };
    let idents = faults.variants.iter().map(|variant| variant.ident.as_str()).collect_vec();
    let debug = debug_variants(&faults.ident, None, &idents, &faults.masked, names);
    let declared = names.has_services().then(|| services::declared(faults, names));
    let parts = [definition, implementation].into_iter().chain(declared).chain(debug);
    parts.map(|tokens| (faults.ident.as_str(), tokens)).collect_vec()
}

/// Prints the expression that decodes a declared fault. In the generated code, `element` is the child of the
/// `detail` element that is decoded.
fn fault_value(variant: &FaultVariant, names: &mut Names<'_>) -> TokenStream {
    let ident = format_ident!("{}", variant.ident);
    let encoded = variant.is_encoded.then(|| quote!(.encoded()));
    match simple::text_rule(&variant.rule, names) {
        Some(rule) => quote!(element #encoded.decode_by(#rule).map(Self::#ident)),
        None => quote!(element #encoded.decode().map(Self::#ident)),
    }
}
