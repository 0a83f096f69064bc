//! Signs, verifies, encrypts and decrypts envelopes. The script `run` in this folder calls this program to
//! compare it with other stacks. Each command reads an envelope from standard input.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use saponify::security::x509::{
    Certificate, Cipher, Decrypt, DigestAlgorithm, Encrypt, Identity, KeyReference, KeyTransport, Part,
    PrivateKey, Sign, SignatureAlgorithm, Verify,
};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Signs the Body and the Timestamp, and prints the envelope
    Sign {
        /// Private key and certificate, in PEM
        key: PathBuf,
        /// How the message refers to the certificate
        reference: Reference,
        /// Sign with SHA-1
        #[arg(long)]
        sha1: bool,
        /// Prefixes for InclusiveNamespaces
        #[arg(long)]
        inclusive: Vec<String>,
    },
    /// Verifies the signature of the Body and the Timestamp by a trusted certificate
    Verify {
        /// The trusted certificate, in PEM
        certificate: PathBuf,
        /// Accept SHA-1
        #[arg(long)]
        sha1: bool,
    },
    /// Changes each byte of a signed envelope, one at a time, and prints the envelopes whose signature is still valid, each
    /// followed by NUL
    Changes {
        /// The trusted certificate, in PEM
        certificate: PathBuf,
    },
    /// Encrypts the content of the Body, and prints the envelope
    Encrypt {
        /// Certificate of the receiver, in PEM
        certificate: PathBuf,
        /// How the message refers to the certificate
        reference: Reference,
        /// URI of the cipher
        cipher: String,
        /// URI of the algorithm that encrypts the key
        transport: String,
    },
    /// Decrypts the content of the Body, and prints the envelope
    Decrypt {
        /// Private key, in PEM
        key: PathBuf,
    },
    /// Changes bytes of an encrypted envelope, one at a time, and prints the envelopes that can be decrypted, each followed
    /// by NUL
    DecryptChanges {
        /// Private key, in PEM
        key: PathBuf,
        /// Distance between the bytes that are changed
        #[arg(long, default_value_t = 1)]
        step: usize,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Reference {
    Token,
    IssuerSerial,
    KeyIdentifier,
    Thumbprint,
}

impl From<Reference> for KeyReference {
    fn from(reference: Reference) -> Self {
        match reference {
            Reference::Token => Self::BinarySecurityToken,
            Reference::IssuerSerial => Self::IssuerSerial,
            Reference::KeyIdentifier => Self::SubjectKeyIdentifier,
            Reference::Thumbprint => Self::Thumbprint,
        }
    }
}

const PARTS: [Part; 2] = [Part::Body, Part::Timestamp];

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(output) => {
            print!("{output}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<String, Box<dyn std::error::Error>> {
    let mut envelope = String::new();
    std::io::stdin().read_to_string(&mut envelope)?;
    match command {
        Command::Sign { key, reference, sha1, inclusive } => {
            let pem = std::fs::read_to_string(key)?;
            let mut sign = Sign::new(Identity::from_pem(&pem, &pem)?)
                .parts(PARTS)
                .reference(reference.into())
                .inclusive_namespaces(inclusive);
            if sha1 {
                sign = sign.algorithm(SignatureAlgorithm::RsaSha1).digest(DigestAlgorithm::Sha1);
            }
            Ok(sign.apply(&envelope)?)
        }
        Command::Verify { certificate, sha1 } => {
            let mut verify = Verify::pinned(read_certificate(&certificate)?).parts(PARTS);
            if sha1 {
                verify = verify.allow(SignatureAlgorithm::RsaSha1).allow_digest(DigestAlgorithm::Sha1);
            }
            let verified = verify.check(&envelope)?;
            Ok(format!("signed by {}\n", verified.certificate().subject()))
        }
        Command::Changes { certificate } => {
            let verify = Verify::pinned(read_certificate(&certificate)?).parts(PARTS);
            Ok(changes(&envelope, 1).filter(|changed| verify.check(changed).is_ok()).map(ended).collect())
        }
        Command::Encrypt { certificate, reference, cipher, transport } => {
            let ciphers = [Cipher::Aes128Cbc, Cipher::Aes256Cbc, Cipher::Aes128Gcm, Cipher::Aes256Gcm];
            let transports = [KeyTransport::RsaOaep, KeyTransport::RsaOaepSha256, KeyTransport::Rsa15];
            let cipher = ciphers.into_iter().find(|known| known.uri() == cipher).ok_or("unknown cipher")?;
            let transport = transports
                .into_iter()
                .find(|known| known.uri() == transport)
                .ok_or("unknown key transport")?;
            let encrypt = Encrypt::new(read_certificate(&certificate)?)
                .cipher(cipher)
                .key_transport(transport)
                .reference(reference.into());
            Ok(encrypt.apply(&envelope)?)
        }
        Command::DecryptChanges { key, step } => {
            let decrypt = Decrypt::new(PrivateKey::from_pem(&std::fs::read_to_string(key)?)?)?;
            let decrypted =
                |changed: String| decrypt.apply(&changed).ok().map(|text| ended(text.into_owned()));
            Ok(changes(&envelope, step).filter_map(decrypted).collect())
        }
        Command::Decrypt { key } => {
            let key = PrivateKey::from_pem(&std::fs::read_to_string(key)?)?;
            let decrypt = Decrypt::new(key)?.allow(KeyTransport::Rsa15);
            let decrypt = decrypt.allow_cipher(Cipher::Aes128Cbc).allow_cipher(Cipher::Aes256Cbc);
            Ok(decrypt.apply(&envelope)?.into_owned())
        }
    }
}

/// The texts that differ from a text in one byte. The new byte depends on the place.
fn changes(text: &str, step: usize) -> impl Iterator<Item = String> {
    (0..text.len()).step_by(step).filter_map(|at| {
        let mut changed = text.as_bytes().to_vec();
        let new = *b" <>&\"'/:=#ax0A-".get(at % 15)?;
        let old = std::mem::replace(changed.get_mut(at)?, new);
        String::from_utf8(changed).ok().filter(|_| old != new)
    })
}

fn ended(text: String) -> String {
    text + "\0"
}

fn read_certificate(path: &Path) -> Result<Certificate, Box<dyn std::error::Error>> {
    Ok(Certificate::from_pem(&std::fs::read_to_string(path)?)?)
}
