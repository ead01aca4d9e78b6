//! Rounds over an honest link, over every kind of bad one, and against a centre that changed.

use protocol::{ExchangeError, House, codes::SeededCrypto};
use residence::HouseCode;

use super::*;
use crate::{
    carrier::CarrierError,
    testing::{Centre, Fault, Kiosk, Link, NOW_MS, bundle, draw, key, now, root, sync_key},
};

fn go(kiosk: &Kiosk, link: &mut Link) -> Result<Progress, Error> {
    round(
        &kiosk.journal,
        link,
        &*kiosk.crypto,
        &|| Moment {
            unix_ms: NOW_MS + 5_000,
            ..now()
        },
        "kiosk 0.1.0",
    )
}

fn house(n: usize) -> Change {
    Change::House(House {
        code: HouseCode::parse(&format!("449900-{n:04}")).unwrap(),
        town: "海榕街道".to_owned(),
        community: "榕荫社区".to_owned(),
        street: "榕荫一路".to_owned(),
        number: format!("{n}号"),
        room: String::new(),
        withdrawn: false,
        owner_tags: Vec::new(),
    })
}

fn has_house(kiosk: &Kiosk, n: usize) -> bool {
    let code = HouseCode::parse(&format!("449900-{n:04}")).unwrap();
    kiosk.journal.house(&code).unwrap().is_some()
}

fn with_records(records: u8) -> (Kiosk, Centre) {
    let kiosk = Kiosk::enrolled(1);
    (1..=records).for_each(|n| kiosk.save(n));
    let centre = kiosk.centre();
    (kiosk, centre)
}

#[test]
fn records_go_up_and_changes_come_down() {
    let (kiosk, mut centre) = with_records(3);
    (1..=4).for_each(|n| centre.publish(&house(n)));
    let mut link = Link::to(centre, &[]);
    let progress = go(&kiosk, &mut link).unwrap();
    assert_eq!(
        (progress.sent, progress.acknowledged, progress.waiting),
        (3, 3, 0)
    );
    assert_eq!((progress.received_changes, progress.more), (3, true));
    assert_eq!(
        (progress.server_ms, progress.clock_ahead_ms),
        (NOW_MS, 5_000)
    );
    assert_eq!(progress.notices, []);
    let progress = go(&kiosk, &mut link).unwrap();
    assert_eq!(
        (progress.sent, progress.received_changes, progress.more),
        (0, 1, false)
    );
    assert!((1..=4).all(|n| has_house(&kiosk, n)));
    assert!(!go(&kiosk, &mut link).unwrap().moved());
    assert_eq!(link.centre.lock().unwrap().counters, [1, 2, 3]);
}

#[test]
fn a_bad_exchange_changes_nothing() {
    for (fault, error) in [
        (
            Fault::LoseRequest,
            Error::Carrier(CarrierError::Unreachable),
        ),
        (Fault::LoseAnswer, Error::Carrier(CarrierError::Unreachable)),
        (Fault::OldAnswer, Error::Exchange(ExchangeError::Nonce)),
        (
            Fault::StrangersAnswer,
            Error::Exchange(ExchangeError::Signature),
        ),
        (Fault::OtherNonce, Error::Exchange(ExchangeError::Nonce)),
        (Fault::FlippedBit, Error::Exchange(ExchangeError::Signature)),
    ] {
        let (kiosk, mut centre) = with_records(2);
        centre.publish(&house(1));
        centre.backs_up = true;
        let mut link = Link::to(centre, &[Fault::None, fault]);
        go(&kiosk, &mut link).unwrap();
        kiosk.save(3);
        link.centre.lock().unwrap().publish(&house(2));
        assert_eq!(go(&kiosk, &mut link), Err(error), "{fault:?}");
        assert!(error.can_retry(), "{fault:?}");
        assert_eq!(
            kiosk.journal.outbox_status().unwrap().waiting,
            1,
            "{fault:?}"
        );
        assert!(!has_house(&kiosk, 2), "{fault:?}");

        let healed = go(&kiosk, &mut link).unwrap();
        assert_eq!((healed.acknowledged, healed.waiting), (1, 0), "{fault:?}");
        assert!(has_house(&kiosk, 2), "{fault:?}");
    }
}

/// Whatever the link does, in the end the centre has each record once and the kiosk each change.
#[test]
fn every_record_arrives_once_over_any_link() {
    for seed in 0..10 {
        let (kiosk, chance) = (Kiosk::enrolled(seed), SeededCrypto::new(seed));
        let faults: Vec<Fault> = (0..30)
            .map(|_| Fault::ALL[usize::try_from(draw(&chance, 8)).unwrap()])
            .collect();
        let mut centre = kiosk.centre();
        centre.backs_up = seed % 2 == 0;
        let mut link = Link::to(centre, &faults);
        let mut saved: u8 = 0;
        for step in 0..45 {
            if step < 30 && draw(&chance, 2) == 0 {
                saved += 1;
                kiosk.save(saved);
                link.centre
                    .lock()
                    .unwrap()
                    .publish(&house(usize::from(saved)));
            }
            let entries_max = usize::try_from(1 + draw(&chance, 4)).unwrap();
            let (journal, crypto) = (&kiosk.journal, &*kiosk.crypto);
            drop(round_of(
                entries_max,
                journal,
                &mut link,
                crypto,
                &now,
                "kiosk 0.1.0",
            ));
        }
        let centre = link.centre.lock().unwrap();
        let places: Vec<u64> = centre.received.keys().copied().collect();
        assert_eq!(
            places,
            (1..=u64::from(saved)).collect::<Vec<_>>(),
            "seed {seed}"
        );
        assert_eq!(
            kiosk.journal.outbox_status().unwrap().waiting,
            0,
            "seed {seed}"
        );
        assert!(
            (1..=usize::from(saved)).all(|n| has_house(&kiosk, n)),
            "seed {seed}"
        );
        assert!(centre.counters.is_sorted(), "seed {seed}");
    }
}

#[test]
fn one_bad_record_does_not_block_the_others() {
    let (kiosk, mut centre) = with_records(4);
    centre.quarantine = Some(2);
    let progress = go(&kiosk, &mut Link::to(centre, &[])).unwrap();
    assert_eq!((progress.acknowledged, progress.waiting), (4, 0));
    assert_eq!(progress.notices, [Notice::Rejected { records: 1 }]);
}

#[test]
fn a_restored_centre_gets_again_what_it_lost() {
    let (kiosk, centre) = with_records(5);
    let mut link = Link::to(centre, &[]);
    go(&kiosk, &mut link).unwrap();
    link.centre.lock().unwrap().restore(2);
    assert_eq!(go(&kiosk, &mut link).unwrap().waiting, 3);
    let progress = go(&kiosk, &mut link).unwrap();
    assert_eq!((progress.acknowledged, progress.waiting), (3, 0));
    assert_eq!(link.centre.lock().unwrap().through(), 5);
}

#[test]
fn acknowledgements_of_another_chain_mean_nothing() {
    let (kiosk, mut centre) = with_records(2);
    centre.chain_epoch = 0;
    let progress = go(&kiosk, &mut Link::to(centre, &[])).unwrap();
    assert_eq!((progress.acknowledged, progress.waiting), (0, 2));
    assert_eq!(progress.notices, [Notice::OtherEpoch { expected: 0 }]);
    assert_eq!(kiosk.journal.chain().unwrap().epoch, 1);
}

/// An administrator approved a recovery: the centre signs that it expects a new epoch.
#[test]
fn an_approved_epoch_is_begun_and_nothing_is_lost() {
    let (kiosk, centre) = with_records(3);
    let mut link = Link::to(centre, &[]);
    go(&kiosk, &mut link).unwrap();
    (4..=6).for_each(|n| kiosk.save(n));
    {
        let mut centre = link.centre.lock().unwrap();
        centre.chain_epoch = 2;
        centre.received.clear();
        // What of the old epoch comes now is for nobody.
        centre.deaf = true;
    }
    let progress = go(&kiosk, &mut link).unwrap();
    let notices = [
        Notice::OtherEpoch { expected: 2 },
        Notice::EpochBegun { records: 6 },
    ];
    assert_eq!(progress.notices, notices);
    assert!(progress.moved() && progress.epoch_begun());
    link.centre.lock().unwrap().deaf = false;
    let progress = go(&kiosk, &mut link).unwrap();
    assert_eq!(
        (progress.acknowledged, progress.waiting),
        (7, 0),
        "six and a checkpoint"
    );
    let centre = link.centre.lock().unwrap();
    assert_eq!(centre.through(), 7);
}

#[test]
fn a_round_anchors_the_clock_with_half_its_own_length() {
    let (kiosk, centre) = with_records(0);
    let mut link = Link::to(centre, &[]);
    let boot = std::cell::Cell::new(60_000);
    let clock = || {
        boot.set(boot.get() + 500);
        Moment {
            boot_ms: boot.get(),
            ..now()
        }
    };
    round(
        &kiosk.journal,
        &mut link,
        &*kiosk.crypto,
        &clock,
        "kiosk 0.1.0",
    )
    .unwrap();
    let held = kiosk.journal.clock_state().unwrap();
    let anchor = held.anchor.unwrap();
    assert_eq!((held.floor_ms, anchor.server_ms), (NOW_MS, NOW_MS));
    assert_eq!((anchor.boot_ms, anchor.uncertainty_ms), (60_750, 250));
    assert_eq!(anchor.boot_id, now().boot_id);
}

/// Row 16 of the threats: what is not the centre's answer to this request moves no clock.
#[test]
fn no_bad_answer_sets_a_clock() {
    for fault in [
        Fault::OldAnswer,
        Fault::StrangersAnswer,
        Fault::OtherNonce,
        Fault::FlippedBit,
    ] {
        let (kiosk, centre) = with_records(1);
        let before = kiosk.journal.clock_state().unwrap();
        let mut link = Link::to(centre, &[fault]);
        assert!(go(&kiosk, &mut link).is_err(), "{fault:?}");
        assert_eq!(kiosk.journal.clock_state().unwrap(), before, "{fault:?}");
        assert_eq!(
            kiosk.journal.outbox_status().unwrap().waiting,
            1,
            "{fault:?}"
        );
    }
}

#[test]
fn what_was_noted_reaches_the_centre_as_a_checkpoint_and_then_is_quiet() {
    let (kiosk, centre) = with_records(1);
    let entry = AuditEntry {
        event: AuditEvent::LoginTry,
        actor: None,
        object: None,
        result: AuditResult::Refused,
    };
    kiosk.journal.audit(entry, (NOW_MS, NOW_MS)).unwrap();
    let mut link = Link::to(centre, &[]);
    assert_eq!(go(&kiosk, &mut link).unwrap().sent, 2);
    for _ in 0..3 {
        assert!(
            !go(&kiosk, &mut link).unwrap().moved(),
            "one exchange breeds no other"
        );
    }
    let tip = kiosk.journal.verify_audit().unwrap();
    assert_eq!(tip.n, 2, "the try, and the exchange that moved something");
}

#[test]
fn an_unreadable_change_holds_the_later_ones_only() {
    let (kiosk, mut centre) = with_records(2);
    (1..=3).for_each(|n| centre.publish(&house(n)));
    centre.feed[1].sealed.ct[0] ^= 1;
    let mut link = Link::to(centre, &[]);
    let progress = go(&kiosk, &mut link).unwrap();
    assert_eq!((progress.acknowledged, progress.received_changes), (2, 1));
    assert_eq!(progress.notices, [Notice::ChangeUnreadable { cursor: 2 }]);
    assert!(has_house(&kiosk, 1) && !has_house(&kiosk, 3));
    link.centre.lock().unwrap().feed[1].sealed.ct[0] ^= 1;
    assert_eq!(go(&kiosk, &mut link).unwrap().received_changes, 2);
    assert!(has_house(&kiosk, 2) && has_house(&kiosk, 3));
}

#[test]
fn changes_out_of_order_are_not_taken() {
    let (kiosk, mut centre) = with_records(0);
    (1..=2).for_each(|n| centre.publish(&house(n)));
    centre.feed.swap(0, 1);
    let progress = go(&kiosk, &mut Link::to(centre, &[])).unwrap();
    assert_eq!(progress.notices, [Notice::ChangeUnreadable { cursor: 1 }]);
}

#[test]
fn a_new_bundle_is_taken_if_a_root_signed_it() {
    let (kiosk, mut centre) = with_records(1);
    centre.bundle = Some(bundle(2, &key(7), &root()));
    let mut link = Link::to(centre, &[]);
    assert_eq!(go(&kiosk, &mut link).unwrap().notices, []);
    assert_eq!(kiosk.journal.bundle_floor().unwrap(), 2);
    assert_eq!(
        go(&kiosk, &mut link),
        Err(Error::Exchange(ExchangeError::Signature))
    );
    link.centre.lock().unwrap().signs_with = key(7);
    assert!(go(&kiosk, &mut link).is_ok());
}

#[test]
fn a_bundle_that_is_refused_stops_nothing_else() {
    for text in [
        bundle(2, &key(7), &key(8)),
        bundle(0, &key(7), &root()),
        bundle(1, &key(7), &root()),
        "YJ1T:".to_owned(),
    ] {
        let (kiosk, mut centre) = with_records(1);
        centre.bundle = Some(text);
        let progress = go(&kiosk, &mut Link::to(centre, &[])).unwrap();
        assert_eq!(progress.notices, [Notice::BundleRefused]);
        assert_eq!(progress.acknowledged, 1);
        assert_eq!(
            kiosk.journal.bundle().unwrap(),
            Some(bundle(1, &sync_key(), &root()))
        );
    }
}

#[test]
fn nobody_talks_before_enrolment() {
    let stranger = Kiosk::fresh(1);
    let mut link = Link::to(stranger.centre(), &[]);
    assert_eq!(go(&stranger, &mut link), Err(Error::NotEnrolled));
    assert!(link.centre.lock().unwrap().counters.is_empty());
}

mod at_once;
