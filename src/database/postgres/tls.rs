//! Encryption: which certificate a server may show, as `sslmode` says.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::database::ReadError;
use crate::database::address::{Check, Encryption, Roots};

/// Encrypts sockets.
#[derive(Clone)]
pub(super) struct Tls(TlsConnector);

impl Tls {
    /// What an address asks for; its files are read here.
    pub(super) fn new(encryption: &Encryption) -> Result<Self, ReadError> {
        let provider = Arc::new(ring::default_provider());
        let verifier = Arc::new(Verifier::new(encryption, &provider)?);
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map_err(|error| ReadError::Fault(error.to_string()))?;
        let config = config.dangerous().with_custom_certificate_verifier(verifier);
        let config = match &encryption.identity {
            None => config.with_no_client_auth(),
            Some((certificate, key)) => {
                let chain = certificates(certificate, "sslcert")?;
                let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unusable("sslkey", key, &error))?;
                let config = config.with_client_auth_cert(chain, key);
                config.map_err(|error| unusable("sslcert", certificate, &error))?
            }
        };
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// Encrypts a socket to a server of that name.
    pub(super) async fn handshake(&self, name: &str, socket: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let name = ServerName::try_from(name.to_owned()).map_err(io::Error::other)?;
        let failed = |error: io::Error| io::Error::new(error.kind(), format!("it cannot be encrypted: {error}"));
        self.0.connect(name, socket).await.map_err(failed)
    }
}

fn unusable(word: &str, path: &Path, error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Fault(format!("{word}: {} cannot be used: {error}", path.display()))
}

fn certificates(path: &Path, word: &str) -> Result<Vec<CertificateDer<'static>>, ReadError> {
    let found = CertificateDer::pem_file_iter(path).map_err(|error| unusable(word, path, &error))?;
    let found: Vec<_> = found.collect::<Result<_, _>>().map_err(|error| unusable(word, path, &error))?;
    if found.is_empty() { Err(unusable(word, path, &"it holds no certificate")) } else { Ok(found) }
}

/// Looks at a server's certificate as closely as it is told to.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    check: Check,
    /// None where nothing is checked.
    chain: Option<Arc<WebPkiServerVerifier>>,
    /// What the user named: a server's own certificate may be among it.
    named: Vec<CertificateDer<'static>>,
}

impl Verifier {
    fn new(encryption: &Encryption, provider: &Arc<CryptoProvider>) -> Result<Self, ReadError> {
        let (check, provider) = (encryption.check, Arc::clone(provider));
        if check == Check::Nothing {
            return Ok(Self { provider, check, chain: None, named: Vec::new() });
        }
        let mut store = RootCertStore::empty();
        let named = match &encryption.roots {
            Roots::File(path) => certificates(path, "sslrootcert")?,
            Roots::System => Vec::new(),
        };
        if named.is_empty() {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if store.is_empty() {
                store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            }
        } else {
            store.add_parsable_certificates(named.iter().cloned());
        }
        let chain = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(&provider)).build();
        let chain = chain.map_err(|error| ReadError::Fault(format!("sslrootcert: {error}")))?;
        Ok(Self { provider, check, chain: Some(chain), named })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        let verified = if self.named.contains(certificate) {
            let parsed = ParsedCertificate::try_from(certificate)?;
            rustls::client::verify_server_name(&parsed, name).map(|()| ServerCertVerified::assertion())
        } else {
            chain.verify_server_cert(certificate, between, name, ocsp, now)
        };
        match verified {
            // The name comes last: whoever gets there has shown a certificate of an authority that is trusted.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.check == Check::Authority => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
