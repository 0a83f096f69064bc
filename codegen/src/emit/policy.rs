//! Prints the function that returns the policy of a service. Users add passwords, keys and certificates to its
//! result.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{names::Names, text::docs};
use crate::{
    model::{Demand, Password, Reference, SignedPart},
    plan::Client,
};

/// The method of the runtime's client that meets a demand without further configuration.
pub(super) fn requiring(demand: &Demand) -> Option<&'static str> {
    match demand {
        Demand::Addressing => Some("requiring_addressing"),
        Demand::Addressing2004 => Some("requiring_addressing_2004"),
        Demand::Mtom => Some("requiring_mtom"),
        _ => None,
    }
}

/// Prints the function of a client that returns the policy of the service. It is an associated function of the client
/// with the transport `()`, so that callers need not name a transport type.
pub(super) fn function(client: &Client, names: &mut Names<'_>) -> Option<TokenStream> {
    if client.policy.is_empty() {
        return None;
    }
    let (ident, documentation) = (format_ident!("{}", client.ident), docs(&client.policy_docs));
    let module = names.runtime("policy");
    let demands = client.policy.iter().map(|demand| self::demand(demand, &module));
    Some(quote! {
        impl #ident<()> {
            #documentation
            pub fn policy() -> #module::Policy {
                #module::Policy::new(&[#(#demands),*])
            }
        }
    })
}

fn demand(demand: &Demand, module: &proc_macro2::Ident) -> TokenStream {
    let variant = match demand {
        Demand::Https => quote!(Https),
        Demand::ClientCertificate => quote!(ClientCertificate),
        Demand::HttpBasic => quote!(HttpBasic),
        Demand::HttpDigest => quote!(HttpDigest),
        Demand::UsernameToken(form) => {
            let form = match form {
                Password::Text => quote!(Text),
                Password::Digest => quote!(Digest),
                Password::Absent => quote!(Absent),
            };
            quote!(UsernameToken(#module::PasswordForm::#form))
        }
        Demand::UsernameTokenNonce => quote!(UsernameTokenNonce),
        Demand::UsernameTokenCreated => quote!(UsernameTokenCreated),
        Demand::SamlToken => quote!(SamlToken),
        Demand::Timestamp => quote!(Timestamp),
        Demand::X509 => quote!(Signature),
        Demand::SignedReplies => quote!(SignedReplies),
        Demand::SignedPart(part) => {
            let part = match part {
                SignedPart::Body => quote!(Body),
                SignedPart::Timestamp => quote!(Timestamp),
                SignedPart::UsernameToken => quote!(UsernameToken),
                SignedPart::Token => quote!(Token),
                SignedPart::Headers => quote!(Headers),
                SignedPart::HeadersOf(namespace) => {
                    let namespace = &**namespace;
                    quote!(HeadersOf(#namespace))
                }
                SignedPart::Header(namespace, local) => {
                    let (namespace, local) = (&**namespace, &**local);
                    quote!(Header(#namespace, #local))
                }
            };
            quote!(Signed(#module::SignedPart::#part))
        }
        Demand::EncryptedBody => quote!(EncryptedBody),
        Demand::Algorithms(suite) => {
            let suite = &**suite;
            quote!(Algorithms(#suite))
        }
        Demand::ClientReference(reference) => {
            let reference = self::reference(*reference, module);
            quote!(ClientReference(#reference))
        }
        Demand::ServiceReference(reference) => {
            let reference = self::reference(*reference, module);
            quote!(ServiceReference(#reference))
        }
        Demand::Addressing | Demand::Addressing2004 => quote!(Addressing),
        Demand::Mtom => quote!(Mtom),
    };
    quote!(#module::Demand::#variant)
}

fn reference(reference: Reference, module: &proc_macro2::Ident) -> TokenStream {
    let variant = match reference {
        Reference::IssuerSerial => quote!(IssuerSerial),
        Reference::KeyIdentifier => quote!(KeyIdentifier),
        Reference::Thumbprint => quote!(Thumbprint),
    };
    quote!(#module::CertificateReference::#variant)
}
