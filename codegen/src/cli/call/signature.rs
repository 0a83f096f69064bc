//! Signatures of requests and replies with X.509 certificates. Without the feature `security-x509`, the
//! command-line options for signatures are errors.

#[cfg(feature = "security-x509")]
pub(super) use with::Signature;
#[cfg(not(feature = "security-x509"))]
pub(super) use without::Signature;

#[cfg(feature = "security-x509")]
mod with {
    use std::{fmt, fs, path::Path};

    use saponify::{
        Client,
        security::x509::{Certificate, Identity, Part, Sign, Verify, X509},
    };

    use crate::cli::{call::arguments::Protocols, failure::Failure, tls::unusable};

    /// A key that signs requests, and the certificate that replies must be signed with.
    #[derive(Clone)]
    pub(in crate::cli) struct Signature {
        sign: Option<Sign>,
        verify: Option<Verify>,
        /// Signed parts.
        parts: Vec<Part>,
    }

    impl fmt::Debug for Signature {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("Signature")
        }
    }

    impl Signature {
        /// Reads keys and certificates. Returns `None` if no option names one.
        ///
        /// # Errors
        ///
        /// If a file cannot be used.
        pub(in crate::cli) fn new(arguments: &Protocols) -> Result<Option<Self>, Failure> {
            let read = |path: &Path| fs::read_to_string(path).map_err(|error| unusable(path, &error));
            let sign = match (&arguments.sign_cert, &arguments.sign_key) {
                (Some(cert), Some(key)) => {
                    let identity = Identity::from_pem(&read(key)?, &read(cert)?);
                    // The error may concern either file.
                    let identity = identity.map_err(|error| {
                        let (key, cert) = (key.display(), cert.display());
                        Failure::Arguments(format!("cannot use `{key}` with `{cert}`: {error}"))
                    });
                    Some(Sign::new(identity?))
                }
                _ => None,
            };
            let verify = match &arguments.verify_cert {
                Some(path) => {
                    let certificate = Certificate::from_pem(&read(path)?);
                    Some(Verify::pinned(certificate.map_err(|error| unusable(path, &error))?))
                }
                None => None,
            };
            let is_any = sign.is_some() || verify.is_some();
            Ok(is_any.then(|| Self { sign, verify, parts: vec![Part::Body] }))
        }

        /// Returns `true` if requests are signed.
        pub(in crate::cli) fn signs(&self) -> bool {
            self.sign.is_some()
        }

        /// Adds the time stamp and the WS-Addressing headers to the signed parts if the request has them.
        pub(in crate::cli) fn of(&self, has_timestamp: bool, has_addressing: bool) -> Self {
            let mut signature = self.clone();
            signature.parts.extend(has_timestamp.then_some(Part::Timestamp));
            signature.parts.extend(has_addressing.then_some(Part::Addressing));
            signature
        }

        /// Sets signing and verification of a client.
        pub(in crate::cli) fn apply<T>(&self, client: Client<T>) -> Client<T> {
            let mut steps = X509::new();
            if let Some(sign) = &self.sign {
                steps = steps.sign(sign.clone().parts(self.parts.clone()));
            }
            if let Some(verify) = &self.verify {
                steps = steps.verify(verify.clone());
            }
            client.with_extension(steps)
        }
    }
}

#[cfg(not(feature = "security-x509"))]
mod without {
    use saponify::Client;

    use crate::cli::{call::arguments::Protocols, failure::Failure};

    /// Placeholder for signatures in a binary that was built without the feature. It is never created.
    #[derive(Clone, Debug)]
    pub(in crate::cli) enum Signature {}

    impl Signature {
        /// Refuses the options for signatures.
        ///
        /// # Errors
        ///
        /// If an option is given.
        pub(in crate::cli) fn new(arguments: &Protocols) -> Result<Option<Self>, Failure> {
            let given = [&arguments.sign_cert, &arguments.sign_key, &arguments.verify_cert];
            match given.iter().any(|path| path.is_some()) {
                false => Ok(None),
                true => Err(Failure::Arguments(
                    "this binary was built without signatures; install it with `cargo install --features security-x509`"
                        .to_owned(),
                )),
            }
        }

        pub(in crate::cli) fn signs(&self) -> bool {
            match *self {}
        }

        pub(in crate::cli) fn of(&self, _has_timestamp: bool, _has_addressing: bool) -> Self {
            match *self {}
        }

        pub(in crate::cli) fn apply<T>(&self, _client: Client<T>) -> Client<T> {
            match *self {}
        }
    }
}
