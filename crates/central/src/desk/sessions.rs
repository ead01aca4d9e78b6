//! Who is logged in, in memory: a centre that starts again asks everybody anew.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use codes::Crypto;
use data_encoding::HEXLOWER;
use protocol::WorkerId;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// Nobody sits there any more.
const IDLE_MS: u64 = 10 * 60 * 1_000;
/// The longest day of work.
const WHOLE_MS: u64 = 8 * 3_600 * 1_000;

/// What a browser proves itself with: 32 random bytes.
pub(super) struct Token(Zeroizing<[u8; 32]>);

/// What is kept of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TokenHash([u8; 32]);

impl Token {
    /// Draws a token.
    pub(super) fn draw(crypto: &dyn Crypto) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        crypto.random(bytes.as_mut());
        Self(bytes)
    }

    /// Reads a token as a cookie holds it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(HEXLOWER.decode(text.as_bytes()).ok()?);
        let bytes = <[u8; 32]>::try_from(bytes.as_slice()).ok()?;
        Some(Self(Zeroizing::new(bytes)))
    }

    /// Returns the text for the cookie.
    pub(super) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(HEXLOWER.encode(self.0.as_ref()))
    }

    /// Returns what is kept.
    pub(super) fn hash(&self) -> TokenHash {
        TokenHash(self.derived(b"yj1/desk-session"))
    }

    /// Returns what each form carries: nobody who does not hold the token can make it.
    pub(super) fn form_mark(&self) -> String {
        HEXLOWER.encode(&self.derived(b"yj1/desk-form"))
    }

    fn derived(&self, purpose: &[u8]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(purpose);
        hasher.update(self.0.as_ref());
        hasher.finalize().into()
    }
}

/// Somebody who is logged in.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Session {
    /// Who.
    pub(super) worker: WorkerId,
    /// When the number was drawn by which they logged in; another one ends the session.
    pub(super) pin_set_ms: u64,
    began_ms: u64,
    seen_ms: u64,
}

/// All who are logged in.
#[derive(Default)]
pub(super) struct Sessions {
    held: Mutex<BTreeMap<TokenHash, Session>>,
}

impl Sessions {
    /// Begins a session; an earlier one of the same worker ends.
    pub(super) fn begin(&self, token: &Token, worker: WorkerId, pin_set_ms: u64, now_ms: u64) {
        self.with(|held| {
            held.retain(|_, other| other.worker != worker && other.is_alive(now_ms));
            let session = Session {
                worker,
                pin_set_ms,
                began_ms: now_ms,
                seen_ms: now_ms,
            };
            held.insert(token.hash(), session);
        });
    }

    /// Finds who holds a token and notes that they were seen.
    pub(super) fn seen(&self, hash: TokenHash, now_ms: u64) -> Option<Session> {
        self.with(|held| {
            let session = held.get_mut(&hash)?;
            if !session.is_alive(now_ms) {
                held.remove(&hash);
                return None;
            }
            session.seen_ms = now_ms.max(session.seen_ms);
            Some(session.clone())
        })
    }

    /// Ends a session.
    pub(super) fn end(&self, hash: TokenHash) {
        self.with(|held| drop(held.remove(&hash)));
    }

    fn with<T>(&self, act: impl FnOnce(&mut BTreeMap<TokenHash, Session>) -> T) -> T {
        // Each act leaves a whole map behind, also one that panicked.
        act(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Session {
    fn is_alive(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.seen_ms) < IDLE_MS
            && now_ms.saturating_sub(self.began_ms) < WHOLE_MS
    }
}

#[cfg(test)]
mod tests {
    use codes::SeededCrypto;

    use super::*;

    #[test]
    fn a_session_ends_with_rest_with_the_day_and_with_the_next() {
        let (crypto, sessions) = (SeededCrypto::new(3), Sessions::default());
        let worker = WorkerId::parse("W1001").unwrap();
        let begin = |now_ms| {
            let token = Token::draw(&crypto);
            sessions.begin(&token, worker.clone(), 0, now_ms);
            token.hash()
        };
        let first = begin(0);
        assert!(sessions.seen(first, IDLE_MS - 1).is_some());
        assert!(sessions.seen(first, 2 * IDLE_MS - 2).is_some());
        assert!(sessions.seen(first, 3 * IDLE_MS - 2).is_none(), "rested");
        assert!(sessions.seen(first, 1).is_none(), "and gone");

        let second = begin(0);
        for minute in 0..480 {
            assert!(sessions.seen(second, minute * 60_000).is_some());
        }
        assert!(sessions.seen(second, WHOLE_MS).is_none(), "a whole day");

        let (third, fourth) = (begin(0), begin(0));
        assert!(sessions.seen(third, 0).is_none(), "one session a worker");
        sessions.end(fourth);
        assert!(sessions.seen(fourth, 0).is_none(), "logged out");
    }

    #[test]
    fn a_token_survives_its_cookie_and_its_mark_is_another_text() {
        let token = Token::draw(&SeededCrypto::new(4));
        let again = Token::parse(&token.text()).unwrap();
        assert!(again.hash() == token.hash() && again.form_mark() == token.form_mark());
        assert_ne!(*token.text(), token.form_mark());
        for wrong in ["", "00", "zz", &"0".repeat(63), &"0".repeat(66)] {
            assert!(Token::parse(wrong).is_none());
        }
    }
}
