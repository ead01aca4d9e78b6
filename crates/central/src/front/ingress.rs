//! What may enter: the chain of each kiosk, checked before anything is opened (trust.md 2.4).
//!
//! This side holds no opening key. It checks, stores and tells what it refused. Many requests are
//! stored by one commit; each is judged as if it had come alone.

use std::{collections::BTreeMap, sync::Arc};

use protocol::{Checked, Envelope, Header, RejectCode};
use residence::{KioskId, RecordId};

use super::chain::{ChainRuling, Known, content, judge};
use crate::{
    events,
    refusal::Refusal,
    store::{Row, Statement, Store, StoreError},
    tables::{
        alarms::{self, Alarm},
        envelopes::{self, Place, Stage, StoredEnvelope},
        kiosks::{self, ChainHead, Kiosk, Standing},
        recoveries,
    },
};

/// What a verified request brings.
#[derive(Clone)]
pub(super) struct Incoming {
    /// Who sent it.
    pub(super) kiosk: KioskId,
    /// The key that its signatures were verified with.
    pub(super) signing: Vec<u8>,
    /// Its envelopes, and what their run says of each.
    pub(super) up: Arc<[(Envelope, Checked)]>,
    /// What is written besides, once the kiosk may speak.
    pub(super) notes: Vec<Statement>,
    /// When it came.
    pub(super) now_ms: u64,
}

/// What became of the envelopes of one request.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// The chain before them.
    pub(crate) before: ChainHead,
    /// The chain after them.
    pub(crate) chain: ChainHead,
    /// What was refused, and why.
    pub(crate) rejects: Vec<(RecordId, RejectCode)>,
}

impl Received {
    /// Tells whether nothing could be stored because earlier records are missing.
    pub(super) fn is_gap(&self) -> bool {
        let first = self.rejects.first().map(|(_, code)| code);
        self.before == self.chain && matches!(first, Some(RejectCode::Gap { .. }))
    }
}

/// Checks what many requests bring, in their order, and stores what follows the chains.
///
/// All is durable when this returns. The caller lets one such act in at a time.
pub(super) async fn receive(
    store: &dyn Store,
    all: Vec<Incoming>,
) -> Vec<Result<Received, Refusal>> {
    match Act::read(store, &all, false).await {
        Ok(act) => match act.carry_out(store, &all).await {
            Ok(outcomes) => return outcomes,
            Err(StoreError::Conflict) => {}
            Err(error) if all.len() == 1 || is_passing(error) => return failed(error, all.len()),
            Err(_) => {}
        },
        Err(error) if all.len() == 1 || is_passing(error) => return failed(error, all.len()),
        Err(_) => {}
    }
    // Somebody's record stands elsewhere already, or somebody's rows are damaged: each by itself,
    // so that nobody pays for another.
    let mut outcomes = Vec::with_capacity(all.len());
    for one in all {
        outcomes.push(
            receive_one(store, one)
                .await
                .unwrap_or_else(|error| Err(error.into())),
        );
    }
    outcomes
}

async fn receive_one(
    store: &dyn Store,
    one: Incoming,
) -> Result<Result<Received, Refusal>, StoreError> {
    let one = [one];
    let act = Act::read(store, &one, true).await?;
    let mut outcomes = act.carry_out(store, &one).await?;
    Ok(outcomes.pop().unwrap_or(Err(Refusal::Later)))
}

/// Tells whether trying each by itself would fail the same way.
fn is_passing(error: StoreError) -> bool {
    match error {
        StoreError::Connection | StoreError::Busy | StoreError::Full => true,
        StoreError::Conflict
        | StoreError::Corrupt
        | StoreError::Sqlite(_)
        | StoreError::Postgres(_) => false,
    }
}

fn failed(error: StoreError, times: usize) -> Vec<Result<Received, Refusal>> {
    let refusal = Refusal::from(error);
    std::iter::repeat_with(|| Err(refusal))
        .take(times)
        .collect()
}

/// The books of all kiosks that speak in one act.
struct Act {
    books: BTreeMap<KioskId, Option<Book>>,
}

impl Act {
    /// Reads what judging needs: heads of chains, and what is held under the names of records that
    /// may have come before. A record that continues its chain is new, unless it stands elsewhere:
    /// then storing it conflicts, and the act is repeated `thorough`ly.
    async fn read(store: &dyn Store, all: &[Incoming], thorough: bool) -> Result<Self, StoreError> {
        let mut books = BTreeMap::new();
        let ids: Vec<&KioskId> = all.iter().map(|one| &one.kiosk).collect();
        let selects = ids.iter().map(|id| kiosks::select(id)).collect();
        for (id, rows) in ids.into_iter().zip(store.rows_each(selects).await?) {
            books.insert(id.clone(), kiosks::read(rows)?.map(Book::new));
        }
        let mut act = Self { books };
        let doubtful: Vec<(&KioskId, &Header, u64)> = all
            .iter()
            .flat_map(|one| {
                one.up
                    .iter()
                    .map(move |(envelope, _)| (one, envelope.header()))
            })
            .filter(|(one, header)| thorough || act.is_doubtful(&one.kiosk, header))
            .map(|(one, header)| (&one.kiosk, header, one.now_ms))
            .collect();
        act.look_up(store, &doubtful).await?;
        Ok(act)
    }

    fn is_doubtful(&self, kiosk: &KioskId, header: &Header) -> bool {
        let Some(Some(Book { kiosk, .. })) = self.books.get(kiosk) else {
            return false;
        };
        let chain = &kiosk.chain;
        chain.seq > 0 && (header.epoch != chain.epoch || header.seq <= chain.seq)
    }

    async fn look_up(
        &mut self,
        store: &dyn Store,
        doubtful: &[(&KioskId, &Header, u64)],
    ) -> Result<(), StoreError> {
        let selects = doubtful.iter().flat_map(|(kiosk, header, now_ms)| {
            [
                envelopes::select(&header.record),
                recoveries::select_headers_of(&header.record),
                recoveries::select_approved(kiosk, *now_ms),
            ]
        });
        let mut found = store.rows_each(selects.collect()).await?.into_iter();
        for (kiosk, header, _) in doubtful {
            let mut next = || found.next().ok_or(StoreError::Corrupt);
            let (stored, later, approved) = (next()?, next()?, next()?);
            let Some(Some(book)) = self.books.get_mut(kiosk) else {
                continue;
            };
            book.approved = !approved.is_empty();
            if let Some(known) = known(stored, later)? {
                book.known.insert(header.record, known);
            }
        }
        Ok(())
    }

    /// Judges each request in its order, then writes all that follows from it at once.
    async fn carry_out(
        mut self,
        store: &dyn Store,
        all: &[Incoming],
    ) -> Result<Vec<Result<Received, Refusal>>, StoreError> {
        let mut outcomes = Vec::with_capacity(all.len());
        for one in all {
            let book = self.books.get_mut(&one.kiosk).and_then(Option::as_mut);
            outcomes.push(match book {
                Some(book) => book.receive(one),
                None => Err(Refusal::KioskUnknown),
            });
        }
        let books = self.books.into_values().flatten();
        let writes: Vec<Statement> = books.flat_map(Book::into_writes).collect();
        if !writes.is_empty() {
            store.commit(writes).await?;
        }
        Ok(outcomes)
    }
}

fn known(stored: Vec<Row>, later: Vec<Row>) -> Result<Option<Known>, StoreError> {
    let Some(stored) = envelopes::read(stored)? else {
        return Ok(None);
    };
    let envelope = Envelope::decode(&stored.bytes).map_err(|_| StoreError::Corrupt)?;
    let later = later.into_iter().map(|mut row| row.take());
    Ok(Some(Known {
        place: stored.place,
        first: stored.header_hash,
        content: content(envelope.header()),
        later: later.collect::<Result<_, _>>()?,
        stage: stored.stage,
    }))
}

/// One kiosk in one act.
struct Book {
    kiosk: Kiosk,
    chain: ChainHead,
    /// A new epoch is approved and not begun.
    approved: bool,
    known: BTreeMap<RecordId, Known>,
    writes: Vec<Statement>,
}

impl Book {
    fn new(kiosk: Kiosk) -> Self {
        Self {
            chain: kiosk.chain,
            kiosk,
            approved: false,
            known: BTreeMap::new(),
            writes: Vec::new(),
        }
    }

    fn into_writes(mut self) -> Vec<Statement> {
        if self.chain != self.kiosk.chain {
            self.writes
                .push(kiosks::set_chain(&self.kiosk.id, &self.chain));
        }
        self.writes
    }

    fn receive(&mut self, one: &Incoming) -> Result<Received, Refusal> {
        match self.kiosk.standing {
            Standing::Approved => {}
            Standing::Waiting => return Err(Refusal::KioskUnknown),
            Standing::Revoked => return Err(Refusal::KioskRevoked),
        }
        if self.kiosk.signing != one.signing {
            // It was given another key in this very moment.
            return Err(Refusal::Later);
        }
        self.writes.extend(one.notes.iter().cloned());
        let before = self.chain;
        let mut rejects = Vec::new();
        for (envelope, checked) in one.up.iter() {
            let reject = self.take(envelope, *checked, one.now_ms);
            rejects.extend(reject.map(|code| (envelope.header().record, code)));
            if matches!(reject, Some(RejectCode::Gap { .. })) {
                break;
            }
        }
        Ok(Received {
            before,
            chain: self.chain,
            rejects,
        })
    }

    fn take(&mut self, envelope: &Envelope, checked: Checked, now_ms: u64) -> Option<RejectCode> {
        let header = envelope.header();
        if header.kiosk != self.kiosk.id {
            return Some(RejectCode::Signature);
        }
        let stored = self.known.get(&header.record);
        match judge(&self.chain, self.approved, stored, header, &checked.hash) {
            ChainRuling::Next => self.store(envelope, checked, now_ms),
            ChainRuling::Carried => self.carry(header, checked),
            ChainRuling::Again => stored
                .filter(|known| known.stage == Stage::Quarantined)
                .map(|_| RejectCode::Quarantined),
            ChainRuling::Fork => Some(self.fork(envelope, checked.hash, now_ms)),
            ChainRuling::Gap { expected } => Some(RejectCode::Gap { expected }),
        }
    }

    /// Stores the next envelope. One with a bad signature is stored in its place too: the request
    /// around it was signed by the same kiosk, and refusing it for ever would block all that
    /// follow. The vault sets it aside.
    fn store(&mut self, envelope: &Envelope, checked: Checked, now_ms: u64) -> Option<RejectCode> {
        let header = envelope.header();
        if !checked.is_signed {
            events::quarantined(&self.kiosk.id, header.seq);
        }
        self.writes.push(envelopes::add(&StoredEnvelope {
            place: self.place(header),
            record: header.record,
            header_hash: checked.hash,
            bytes: envelope.encode(),
            received_at_ms: now_ms,
            stage: Stage::Received,
        }));
        let known = Known {
            place: self.place(header),
            first: checked.hash,
            content: content(header),
            later: Vec::new(),
            stage: Stage::Received,
        };
        self.known.insert(header.record, known);
        self.advance(header, checked.hash);
        (!checked.is_signed).then_some(RejectCode::Signature)
    }

    /// Moves the chain over a record that is held already and came again after a recovery.
    fn carry(&mut self, header: &Header, checked: Checked) -> Option<RejectCode> {
        self.writes.push(recoveries::note(
            &self.place(header),
            &header.record,
            &checked.hash,
        ));
        if let Some(known) = self.known.get_mut(&header.record) {
            known.later.push(checked.hash);
        }
        self.advance(header, checked.hash);
        (!checked.is_signed).then_some(RejectCode::Signature)
    }

    fn fork(&mut self, envelope: &Envelope, hash: [u8; 32], now_ms: u64) -> RejectCode {
        let id = &self.kiosk.id;
        events::fork(id, envelope.header().seq);
        let bytes = envelope.encode();
        self.writes
            .push(envelopes::keep_fork(id, &hash, &bytes, now_ms));
        self.writes
            .push(alarms::raise(Alarm::Fork, id, &hash, now_ms));
        RejectCode::Fork
    }

    fn place(&self, header: &Header) -> Place {
        Place {
            kiosk: self.kiosk.id.clone(),
            epoch: header.epoch,
            seq: header.seq,
        }
    }

    fn advance(&mut self, header: &Header, hash: [u8; 32]) {
        if self.approved && self.chain.seq > 0 && header.epoch != self.chain.epoch {
            self.approved = false;
            self.writes.push(recoveries::use_up(&self.kiosk.id));
        }
        self.chain = ChainHead {
            epoch: header.epoch,
            seq: header.seq,
            hash,
        };
    }
}
