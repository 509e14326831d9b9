/// Makes ring the process's TLS provider. Idempotent; every entry point that may open a TLS connection calls it.
pub fn install_crypto() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // A racing caller installed the same provider first: both outcomes are the wanted one.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
