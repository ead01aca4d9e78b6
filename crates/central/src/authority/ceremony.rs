//! What the roots are fetched for: founding an authority, certifying the key of bundles, and
//! handing over to the next root.

use codes::{
    Algorithm, Crypto, Kid, Kind, TrustBundle, TrustKey, certify_bundle_key, issue_bundle,
};

use super::{
    Authority, AuthorityError, BundleFacts, DAY_SECONDS, FrontKeys, IN_MEMORY, KeyEntry, KeyTable,
    KeyUse, PublicKey, RootKeys, VaultKeys,
    stored::IssuingKey,
    vault::{CertifiedKey, entry},
};

/// Answers are signed by a machine at the network: its key is changed sooner than others.
const SYNC_SECONDS: u64 = 2 * 365 * DAY_SECONDS;
/// The longest life that readers of bundles accept; the roots are fetched once a year.
pub(super) const BUNDLE_KEY_SECONDS: u64 = 366 * DAY_SECONDS;

impl RootKeys {
    /// Draws the keys of front and vault, with the table that names them and the roots.
    pub fn found(
        &self,
        algorithm: Algorithm,
        now_s: u64,
        crypto: &dyn Crypto,
    ) -> Result<Authority, AuthorityError> {
        let vault = VaultKeys::draw(algorithm, now_s, crypto);
        let sync = IssuingKey::draw(algorithm, now_s, SYNC_SECONDS, crypto);
        let mut entries: Vec<KeyEntry> = self.keys().map(|key| line(KeyUse::Root, key)).collect();
        entries.push(line(KeyUse::Sync, &sync));
        entries.extend(vault.entries());
        // Stable, so that the active root stays before the one that stands by.
        entries.sort_by_key(|entry| entry.usage);
        let mut authority = Authority {
            front: FrontKeys::new(sync),
            vault,
            table: KeyTable {
                generation: 0,
                demo: self.is_demo(),
                entries,
            },
        };
        authority.renew_bundle_key(self, algorithm, now_s, crypto)?;
        Ok(authority)
    }

    /// Certifies a key for bundles with the active root of a table.
    pub(super) fn certify(
        &self,
        table: &KeyTable,
        key: &TrustKey,
        crypto: &dyn Crypto,
    ) -> Result<Vec<u8>, AuthorityError> {
        certify_bundle_key(key, self.named(table, 0)?, crypto).map_err(|_| AuthorityError::Sign)
    }
}

impl Authority {
    /// Draws a new key of bundles and lets the active root certify it for a year.
    pub fn renew_bundle_key(
        &mut self,
        roots: &RootKeys,
        algorithm: Algorithm,
        now_s: u64,
        crypto: &dyn Crypto,
    ) -> Result<(), AuthorityError> {
        let issuing = IssuingKey::draw(algorithm, now_s, BUNDLE_KEY_SECONDS, crypto);
        let certificate = roots.certify(&self.table, &bundle_key(&issuing), crypto)?;
        self.take_bundle_key(CertifiedKey {
            issuing,
            certificate,
        });
        Ok(())
    }

    pub(super) fn take_bundle_key(&mut self, key: CertifiedKey) {
        self.table.add(line(KeyUse::Bundle, &key.issuing));
        self.vault.set_bundle_key(key);
    }

    /// Draws the key that follows another; `next_seq` is the number of the next bundle.
    ///
    /// Roots and the key of bundles need a ceremony; for them nothing is done.
    pub fn rotate(
        &mut self,
        usage: KeyUse,
        from_s: u64,
        next_seq: u64,
        crypto: &dyn Crypto,
    ) -> Option<KeyEntry> {
        let entry = if usage == KeyUse::Sync {
            let algorithm = self.front.sync_key().algorithm();
            let next = IssuingKey::draw(algorithm, from_s, SYNC_SECONDS, crypto);
            let entry = line(usage, &next);
            self.front.add(next, next_seq);
            entry
        } else {
            self.vault.rotate(usage, from_s, crypto)?
        };
        self.table.add(entry);
        Some(entry)
    }

    /// Makes the root that stands by the active one, draws the next to stand by, and signs the
    /// bundle that tells kiosks so.
    ///
    /// The bundle is signed by the root that becomes active: kiosks have pinned it since they were
    /// installed, and from this bundle on they drop the former one.
    pub fn rotate_root(
        &mut self,
        roots: &mut RootKeys,
        facts: BundleFacts,
        crypto: &dyn Crypto,
    ) -> Result<String, AuthorityError> {
        let now_s = facts.now_s;
        let standing = self.table.of(KeyUse::Root).nth(1).copied();
        let standing = standing.ok_or(AuthorityError::OtherAuthority)?;
        let signer = roots.named(&self.table, 1)?.clone();
        let next = roots
            .succeed(now_s, crypto)
            .ok_or(AuthorityError::Missing)?;
        self.table.set_roots([standing, line(KeyUse::Root, &next)]);
        self.renew_bundle_key(roots, signer.algorithm(), now_s, crypto)?;
        let said = TrustBundle {
            roots: self.table.roots(),
            ..self.said(facts)
        };
        Ok(issue_bundle(&said, &signer, crypto).expect(IN_MEMORY))
    }

    /// Takes a key out of the table at once; tells whether it was there.
    pub fn distrust(&mut self, kid: Kid) -> bool {
        self.table.distrust(kid)
    }
}

/// A key of bundles as its certificate names it.
pub(super) fn bundle_key(issuing: &IssuingKey) -> TrustKey {
    TrustKey {
        verifying: issuing.key.verifying_key(),
        may: vec![Kind::Bundle],
        nbf: issuing.from_s,
        exp: issuing.until_s,
    }
}

fn line(usage: KeyUse, held: &IssuingKey) -> KeyEntry {
    let public = PublicKey::Signing(held.key.verifying_key());
    entry(usage, public, held.from_s, Some(held.until_s))
}
