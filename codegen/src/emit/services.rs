//! Prints the service side: traits for implementations, and the code that writes declared faults.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{names::Names, text::docs};
use crate::{
    lists::CollectVec,
    plan::{ContractDocument, DocumentPiece, FaultVariant, Faults, ServiceMethod, ServiceTrait},
};

/// Prints the trait of a service: one method per operation, and the conversion of an implementation to a
/// `tower::Service`.
pub(super) fn service<'p>(service: &'p ServiceTrait, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let (ident, documentation) = (format_ident!("{}", service.ident), docs(&service.docs));
    let server = names.runtime("server");
    let [send, sync, sized] = ["Send", "Sync", "Sized"].map(|name| names.marker(name));
    let methods = service.methods.iter().map(|method| self::method(method, &send, names)).collect_vec();
    let operations = service.methods.iter().map(|method| registration(method, names)).collect_vec();
    let documents: Vec<_> = service
        .documents
        .iter()
        .map(|(query, document)| {
            let document = names.item(document);
            quote!((#query, #document))
        })
        .collect_vec();
    let base = service.action_base.as_ref().map(|base| quote!(.with_action_base(#base)));
    let contract = (!documents.is_empty()).then(|| quote!(.with_contract(&[#(#documents),*])));
    let definition = quote! {
        #documentation
        pub trait #ident: #send + #sync + #sized + 'static {
            #(#methods)*

            /// Creates the service that answers HTTP requests with this implementation.
            fn into_service(self) -> #server::Service {
                #server::Operations::new(self) #(#operations)* .into_service() #base #contract
            }
        }
    };
    vec![(&service.ident, definition)]
}

/// Prints a constant with a document of the contract.
pub(super) fn document<'p>(
    document: &'p ContractDocument,
    names: &mut Names<'_>,
) -> Vec<(&'p str, TokenStream)> {
    let (ident, documentation) = (format_ident!("{}", document.ident), docs(&document.docs));
    let server = names.runtime("server");
    let pieces = document.pieces.iter().map(|piece| match piece {
        DocumentPiece::Text(text) => quote!(#server::Piece::Text(#text)),
        DocumentPiece::Address => quote!(#server::Piece::Address),
        DocumentPiece::Document(query) => quote!(#server::Piece::Document(#query)),
    });
    let constant = quote!(#documentation const #ident: &[#server::Piece] = &[#(#pieces),*];);
    vec![(&document.ident, constant)]
}

/// Prints a method that answers with the fault "not implemented".
fn method(method: &ServiceMethod, send: &TokenStream, names: &mut Names<'_>) -> TokenStream {
    let (ident, documentation) = (format_ident!("{}", method.ident), docs(&method.docs));
    let (server, result) = (names.runtime("server"), names.runtime("Result"));
    let request = method.request.as_ref().map(|ty| names.ty(ty));
    let headers = method.headers.as_ref().map(|ty| names.ty(ty));
    let reply = names.ty(&method.reply);
    let reply = match &method.reply_headers {
        Some(headers) => {
            let headers = names.ty(headers);
            quote!(#server::Answer<#reply, #headers>)
        }
        None => reply,
    };
    let faults = method.faults.as_ref().map(|ty| names.ty(ty));
    let failure = match faults {
        Some(faults) => quote!(#server::Failure<#faults>),
        None => quote!(#server::Failure),
    };
    let request_argument = request.as_ref().map(|ty| quote!(request: #ty,));
    let headers_argument = headers.as_ref().map(|ty| quote!(headers: #ty,));
    let unused = match (&request, &headers) {
        (Some(_), Some(_)) => quote!((request, headers)),
        (Some(_), None) => quote!(request),
        (None, Some(_)) => quote!(headers),
        (None, None) => quote!(()),
    };
    quote! {
        #documentation
        fn #ident(
            &self,
            #request_argument
            #headers_argument
            context: &#server::Context,
        ) -> impl std::future::Future<Output = #result<#reply, #failure>> + #send {
            #server::not_implemented(#unused, context)
        }
    }
}

/// Prints the call that adds an operation to the service.
fn registration(method: &ServiceMethod, names: &mut Names<'_>) -> TokenStream {
    let (ident, operation) = (format_ident!("{}", method.ident), names.item(&method.operation));
    let server = names.runtime("server");
    let with = match (method.validates, method.validates_headers) {
        (true, _) => quote!(with_validated),
        (false, true) => quote!(with_validated_headers),
        (false, false) => quote!(with),
    };
    let request = method.request.as_ref().map(|_| quote!(call.request,));
    let headers = method.headers.as_ref().map(|_| quote!(call.headers,));
    quote! {
        .#with(|service, call: #server::Message<#operation>| async move {
            Self::#ident(&service, #request #headers &call.context).await
        })
    }
}

/// Prints the code that writes declared faults as entries of a `detail` element.
pub(super) fn declared(faults: &Faults, names: &mut Names<'_>) -> TokenStream {
    let ident = format_ident!("{}", faults.ident);
    let (server, element, result) =
        (names.runtime("server"), names.runtime("Element"), names.runtime("Result"));
    let arms: Vec<_> = faults
        .variants
        .iter()
        .map(|variant| {
            let (ident, wire) = (format_ident!("{}", variant.ident), names.wire(&variant.name));
            let ty = variant.written_type.as_ref();
            if variant.is_encoded {
                let ty = match ty.map(|ty| names.wire(ty)) {
                    Some(ty) => quote!(Some(#ty)),
                    None => quote!(None),
                };
                let encoded_element = names.runtime("encoded_element");
                return quote!(Self::#ident(fault) => #encoded_element(#wire, #ty, fault));
            }
            match ty {
                Some(ty) => {
                    let (ty, typed_element) = (names.wire(ty), names.runtime("typed_element"));
                    quote!(Self::#ident(fault) => #typed_element(#wire, #ty, fault))
                }
                None => quote!(Self::#ident(fault) => #element::of(#wire, fault)),
            }
        })
        .collect_vec();
    let actions = faults.variants.iter().map(|variant| {
        let (ident, action) = (format_ident!("{}", variant.ident), &variant.action);
        quote!(Self::#ident(_) => #action)
    });
    let is_default = |variant: &&FaultVariant| variant.has_default_action;
    let defaults = faults.variants.iter().filter(is_default).collect_vec();
    let defaults = (!defaults.is_empty()).then(|| {
        let idents = defaults.iter().map(|variant| format_ident!("{}", variant.ident));
        let all = match defaults.len() == faults.variants.len() {
            true => quote!(true),
            false => quote!(matches!(self, #(Self::#idents(_))|*)),
        };
        quote! {
            fn has_default_action(&self) -> bool {
                #all
            }
        }
    });
    quote! {
        impl #server::Declared for #ident {
            fn to_element(&self) -> #result<#element> {
                match self { #(#arms,)* }
            }

            fn action(&self) -> &'static str {
                match self { #(#actions,)* }
            }

            #defaults
        }
    }
}
