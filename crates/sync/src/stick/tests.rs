//! Exports and imports against an honest centre, in any order, repeated, and beside a line.

use protocol::{Change, House, StickError, codes::SeededCrypto};
use residence::{HouseCode, KioskId};

use super::*;
use crate::{
    round::round,
    testing::{Centre, Kiosk, Link, NOW_MS, bundle, key, now, root, sync_key},
};

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

fn leave(kiosk: &Kiosk) -> Exported {
    let app = "kiosk 0.1.0";
    export(&kiosk.journal, &*kiosk.crypto, app, NOW_MS, &mut |_| ()).unwrap()
}

fn come(kiosk: &Kiosk, bytes: &[u8]) -> Result<Progress, Error> {
    import(&kiosk.journal, &*kiosk.crypto, bytes, &mut |_, _| ())
}

fn requests(kiosk: &Kiosk, bytes: &[u8]) -> Vec<Vec<u8>> {
    let device = kiosk.journal.device().unwrap().signing.verifying_key();
    let file = StickFile::open(bytes, StickKind::Requests, &device).unwrap();
    file.objects
}

fn answers(centre: &mut Centre, requests: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let sign = |request: &Vec<u8>| {
        let answer = centre.answer(request);
        answer.sign(&sync_key(), &SeededCrypto::new(6)).unwrap()
    };
    requests.iter().map(sign).collect()
}

fn file(kiosk: &str, objects: Vec<Vec<u8>>) -> Vec<u8> {
    let file = StickFile {
        kind: StickKind::Answers,
        kiosk: KioskId::parse(kiosk).unwrap(),
        objects,
    };
    file.sign(&sync_key(), &SeededCrypto::new(6)).unwrap()
}

/// Carries a file to the centre and its answers into another one.
fn carried(kiosk: &Kiosk, centre: &mut Centre, bytes: &[u8]) -> Vec<u8> {
    let requests = requests(kiosk, bytes);
    file("rongyin-01", answers(centre, &requests))
}

fn waiting(kiosk: &Kiosk) -> u32 {
    kiosk.journal.outbox_status().unwrap().waiting
}

fn with_records(records: u8) -> (Kiosk, Centre) {
    let kiosk = Kiosk::enrolled(1);
    (1..=records).for_each(|n| kiosk.save(n));
    let centre = kiosk.centre();
    (kiosk, centre)
}

#[test]
fn a_stick_does_what_a_line_does() {
    let (kiosk, mut centre) = with_records(5);
    centre.publish(&house(1));
    let left = leave(&kiosk);
    assert_eq!((left.requests, left.records, left.more), (1, 5, false));
    assert_eq!(waiting(&kiosk), 5, "an export takes nothing away");
    let back = carried(&kiosk, &mut centre, &left.bytes);
    let moved = come(&kiosk, &back).unwrap();
    assert_eq!((moved.acknowledged, moved.received_changes), (5, 1));
    assert_eq!((moved.waiting, moved.notices.as_slice()), (0, &[][..]));
    assert!(has_house(&kiosk, 1));
    let clock = kiosk.journal.clock_state().unwrap();
    assert_eq!((clock.floor_ms, clock.anchor), (NOW_MS, None));

    for _ in 0..2 {
        let again = come(&kiosk, &back).unwrap();
        assert!(!again.moved(), "{again:?}");
    }
    let empty = leave(&kiosk);
    assert_eq!((empty.requests, empty.records), (1, 0));
    assert!(empty.number > left.number, "no name of a file comes twice");
}

#[test]
fn what_does_not_belong_here_is_refused_by_name() {
    let (kiosk, mut centre) = with_records(2);
    let left = leave(&kiosk);
    let own = answers(&mut centre, &requests(&kiosk, &left.bytes));
    let back = file("rongyin-01", own.clone());
    let strangers = file("rongyin-02", own);
    let stranger = Kiosk::enrolled(2);
    let foreign = SeededCrypto::new(6);
    let forged = StickFile {
        kind: StickKind::Answers,
        kiosk: KioskId::parse("rongyin-01").unwrap(),
        objects: vec![],
    }
    .sign(&key(9), &foreign)
    .unwrap();
    for (bytes, error) in [
        (strangers, Error::OtherKiosk),
        (left.bytes.clone(), Error::Stick(StickError::OtherWay)),
        (
            back[..back.len() / 2].to_vec(),
            Error::Stick(StickError::Damaged),
        ),
        (b"holiday".to_vec(), Error::Stick(StickError::Foreign)),
        (forged, Error::Stick(StickError::Signature)),
        (file("rongyin-01", vec![]), Error::NoExport),
    ] {
        assert_eq!(come(&kiosk, &bytes), Err(error));
        assert_eq!(waiting(&kiosk), 2, "{error:?}");
    }
    assert_eq!(
        come(&stranger, &back),
        Err(Error::NoExport),
        "a kiosk of the same name that never asked"
    );
    assert_eq!(come(&kiosk, &back).unwrap().acknowledged, 2);
}

/// Files and rounds of a line in any order: the centre has each record once, the kiosk each change.
#[test]
fn a_line_beside_the_stick_is_harmless() {
    for order in 0..6 {
        let (kiosk, mut centre) = with_records(3);
        (1..=2).for_each(|n| centre.publish(&house(n)));
        let first = leave(&kiosk);
        kiosk.save(4);
        let second = leave(&kiosk);
        let files = if order % 2 == 0 {
            [first, second]
        } else {
            [second, first]
        };
        let backs = files.map(|left| carried(&kiosk, &mut centre, &left.bytes));
        kiosk.save(5);
        let mut link = Link::to(centre, &[]);
        let mut by_line = || {
            let clock = || now();
            let by_line = round(&kiosk.journal, &mut link, &*kiosk.crypto, &clock, "kiosk");
            by_line.unwrap();
        };
        for (place, back) in backs.iter().enumerate() {
            if order / 2 == place {
                by_line();
            }
            come(&kiosk, back).unwrap();
        }
        if order / 2 == backs.len() {
            by_line();
        }
        assert_eq!(waiting(&kiosk), 0, "order {order}");
        assert!(
            has_house(&kiosk, 1) && has_house(&kiosk, 2),
            "order {order}"
        );
        assert_eq!(link.centre.lock().unwrap().through(), 5, "order {order}");
    }
}

#[test]
fn no_change_is_passed_over() {
    let (kiosk, mut centre) = with_records(1);
    (1..=2).for_each(|n| centre.publish(&house(n)));
    let left = leave(&kiosk);
    let request = requests(&kiosk, &left.bytes).remove(0);
    let whole = centre.answer(&request);
    let sign = |answer: &SyncAnswer| answer.sign(&sync_key(), &SeededCrypto::new(6)).unwrap();
    let mut pages = [whole.clone(), whole];
    pages[0].down.truncate(1);
    pages[1].down.remove(0);
    // The first page does not open here: the second one waits for it.
    let mut damaged = pages[0].clone();
    damaged.down[0].sealed.ct[0] ^= 1;
    let back = file("rongyin-01", vec![sign(&damaged), sign(&pages[1])]);
    let moved = come(&kiosk, &back).unwrap();
    assert_eq!((moved.acknowledged, moved.received_changes), (1, 0));
    assert_eq!(moved.notices, [Notice::ChangeUnreadable { cursor: 1 }]);
    assert!(!has_house(&kiosk, 2));

    let back = file("rongyin-01", pages.iter().map(sign).collect());
    assert_eq!(come(&kiosk, &back).unwrap().received_changes, 2);
    assert!(has_house(&kiosk, 1) && has_house(&kiosk, 2));
}

#[test]
fn bundles_and_new_epochs_come_by_stick_too() {
    let (kiosk, mut centre) = with_records(2);
    centre.bundle = Some(bundle(2, &sync_key(), &root()));
    let first = leave(&kiosk);
    let back = carried(&kiosk, &mut centre, &first.bytes);
    come(&kiosk, &back).unwrap();
    assert_eq!(kiosk.journal.bundle_floor().unwrap(), 2);
    let again = come(&kiosk, &back).unwrap();
    assert_eq!(again.notices, [], "the same bundle again is no news");

    kiosk.save(3);
    let second = leave(&kiosk);
    centre.deaf = true;
    centre.chain_epoch = 2;
    centre.received.clear();
    let back = carried(&kiosk, &mut centre, &second.bytes);
    let moved = come(&kiosk, &back).unwrap();
    assert!(moved.epoch_begun(), "{moved:?}");
    assert_eq!(kiosk.journal.chain().unwrap().epoch, 2);
    let again = come(&kiosk, &back).unwrap();
    assert!(!again.epoch_begun());
}
