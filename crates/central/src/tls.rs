//! The centre's own certificate authority: kiosks pin it and trust no other.

use std::{path::Path, sync::Arc};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

use crate::{centre::Error, files};

const SERVER_CERTIFICATE: &str = "tls.pem";
const SERVER_KEY: &str = "tls.key";

/// Makes an authority and a server certificate, and returns the authority's certificate as PEM.
///
/// The authority's key is dropped: another server name needs another town.
pub(crate) fn make(keys: &Path, names: &[String]) -> Result<String, Error> {
    let (authority, server, key) = certificates(names).map_err(|_| Error::Tls)?;
    let write = |name: &str, text: &str| files::write_private(&keys.join(name), text.as_bytes());
    write(SERVER_CERTIFICATE, &server).map_err(|_| Error::Io)?;
    write(SERVER_KEY, &key).map_err(|_| Error::Io)?;
    Ok(authority)
}

/// Copies the certificate of the server and its key to a folder of another process.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    for name in [SERVER_CERTIFICATE, SERVER_KEY] {
        let bytes = files::read_private(&from.join(name)).map_err(|_| Error::Tls)?;
        files::write_private(&to.join(name), &bytes).map_err(|_| Error::Io)?;
    }
    Ok(())
}

fn certificates(names: &[String]) -> Result<(String, String, String), rcgen::Error> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority
        .distinguished_name
        .push(DnType::CommonName, "Residence registration");
    let authority_key = KeyPair::generate()?;
    let authority_pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let mut server = CertificateParams::new(names.to_vec())?;
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    server
        .distinguished_name
        .push(DnType::CommonName, "central");
    let server_key = KeyPair::generate()?;
    let server_pem = server.signed_by(&server_key, &issuer)?.pem();
    Ok((authority_pem, server_pem, server_key.serialize_pem()))
}

/// Reads the server certificate for TLS; ring is the one provider of the workspace.
pub(crate) fn load(keys: &Path) -> Result<Arc<ServerConfig>, Error> {
    let read = |name: &str| files::read_private(&keys.join(name)).map_err(|_| Error::Tls);
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(&read(SERVER_CERTIFICATE)?)
            .collect::<Result<_, _>>()
            .map_err(|_| Error::Tls)?;
    let key = PrivateKeyDer::from_pem_slice(&read(SERVER_KEY)?).map_err(|_| Error::Tls)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| Error::Tls)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|_| Error::Tls)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // A fleet that comes back at once would overflow a memory of sessions; kiosks carry their own.
    config.ticketer = rustls::crypto::ring::Ticketer::new().map_err(|_| Error::Tls)?;
    Ok(Arc::new(config))
}
