//! Renewed certificates, and codes counted against them.

use protocol::{
    Change, Circumstances, ProvisionalIssue, Record,
    codes::{
        Category, Kind, KioskCertificate, Powers, SigningKey, TrustBundle, TrustKey, issue_bundle,
        issue_certificate,
    },
};
use residence::{DocumentType, IdentityDocument, KioskId, PersonName, RecordId};

use super::*;
use crate::{
    AppliedAnswer, NewRecord, Saved,
    testing::{Bench, NOW_MS, answer, centre_secret, day, enrolment, root, subject, worker},
};

const NOW_S: u64 = NOW_MS / 1_000;

fn authority() -> SigningKey {
    SigningKey::from_bytes(&[8; 32])
}

/// A kiosk with a bundle whose authority may certify kiosks.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.journal.set_enrolment(&enrolment()).unwrap();
    let bundle = TrustBundle {
        seq: 1,
        iat: NOW_S - 60,
        next: NOW_S + 86_400,
        exp: NOW_S + 30 * 86_400,
        keys: vec![TrustKey {
            verifying: authority().verifying_key(),
            may: vec![Kind::Kiosk],
            nbf: NOW_S - 60,
            exp: NOW_S + 30 * 86_400,
        }],
        ..TrustBundle::empty(centre_secret().public(), root().verifying_key())
    };
    let text = issue_bundle(&bundle, &root(), &bench.crypto).unwrap();
    bench.journal.set_bundle(&text, 1).unwrap();
    bench
}

fn own(bench: &Bench, quota: u32, serial: u8) -> KioskCertificate {
    KioskCertificate {
        kiosk: enrolment().kiosk,
        signing: bench.journal.device().unwrap().signing.verifying_key(),
        community: 449_900_001_001,
        powers: Powers::from_bits(0b1100),
        max_days: 30,
        quota: Some(quota),
        assurance: Some(1),
        iat: NOW_S,
        exp: NOW_S + 90 * 86_400,
        serial: [serial; 8],
    }
}

fn send(bench: &Bench, cursor: u64, certificate: &KioskCertificate, by: &SigningKey) -> bool {
    let text = issue_certificate(certificate, by, &bench.crypto).unwrap();
    let applied = AppliedAnswer {
        changes: vec![(cursor, Change::Certificate(text))],
        ..answer(0, 0)
    };
    !bench
        .journal
        .apply_answer(&applied)
        .unwrap()
        .certificate_refused
}

fn issue(bench: &Bench, n: u8) -> Result<Saved, Error> {
    let today = day("2026-11-23");
    let number = crate::testing::NUMBER;
    let record = Record::ProvisionalIssue(Box::new(ProvisionalIssue {
        subject: subject(n),
        serial: [n; 8],
        category: Category::Elder,
        name: PersonName::parse("陈桂花").unwrap(),
        document: IdentityDocument::parse(DocumentType::ResidentId, number, today).unwrap(),
        guardian: None,
        guardian_consent: None,
        house: None,
        worker: worker("100001"),
        issued_s: NOW_S,
        expires_s: NOW_S + 30 * 86_400,
    }));
    let act = NewRecord {
        record: &record,
        id: RecordId::compose(NOW_MS, [n; 10]),
        at: (NOW_MS, NOW_MS),
        circumstances: Circumstances::GOOD,
        index: None,
        provisional_for: None,
        drop_draft: None,
    };
    bench.journal.append(act, &bench.crypto)
}

#[test]
fn codes_are_counted_with_the_record_and_by_certificate() {
    let bench = bench();
    assert_eq!(
        bench.journal.provisional_left(),
        Ok(0),
        "no certificate that verifies"
    );
    assert_eq!(issue(&bench, 1), Err(Error::QuotaSpent));
    assert!(send(&bench, 1, &own(&bench, 2, 1), &authority()));
    assert_eq!(bench.journal.provisional_left(), Ok(2));
    assert_eq!(issue(&bench, 1), Ok(Saved { seq: 1 }));
    assert_eq!(issue(&bench, 1), Ok(Saved { seq: 1 }), "asked again");
    assert_eq!(bench.journal.provisional_left(), Ok(1));
    assert_eq!(issue(&bench, 2), Ok(Saved { seq: 2 }));
    assert_eq!(issue(&bench, 3), Err(Error::QuotaSpent));
    let bench = bench.reopened();
    assert_eq!(bench.journal.provisional_left(), Ok(0));
    assert_eq!(
        bench.journal.chain().unwrap().last_seq,
        2,
        "nothing of the third"
    );
    assert!(send(&bench, 2, &own(&bench, 5, 2), &authority()));
    assert_eq!(bench.journal.provisional_left(), Ok(5));
    assert_eq!(issue(&bench, 3), Ok(Saved { seq: 3 }));
}

#[test]
fn a_certificate_without_a_quota_allows_none() {
    let bench = bench();
    let none = KioskCertificate {
        quota: None,
        powers: Powers::NONE,
        ..own(&bench, 0, 1)
    };
    assert!(send(&bench, 1, &none, &authority()));
    assert_eq!(bench.journal.provisional_left(), Ok(0));
    assert_eq!(issue(&bench, 1), Err(Error::QuotaSpent));
}

#[test]
fn an_older_certificate_that_comes_again_changes_nothing() {
    let bench = bench();
    let older = own(&bench, 2, 1);
    let newer = KioskCertificate {
        iat: older.iat + 1,
        ..own(&bench, 3, 2)
    };
    for (cursor, certificate, left) in [(1, &older, 2), (2, &newer, 3), (3, &older, 3)] {
        assert!(send(&bench, cursor, certificate, &authority()));
        assert_eq!(bench.journal.provisional_left(), Ok(left), "{cursor}");
    }
}

#[test]
fn only_a_certificate_of_this_kiosk_and_key_takes_its_place() {
    let bench = bench();
    let good = own(&bench, 1, 1);
    assert!(send(&bench, 1, &good, &authority()));
    let held = bench.journal.certificate().unwrap();
    let other_key = KioskCertificate {
        signing: SigningKey::from_bytes(&[5; 32]).verifying_key(),
        ..good.clone()
    };
    let other_kiosk = KioskCertificate {
        kiosk: KioskId::parse("other-2").unwrap(),
        ..good.clone()
    };
    for (cursor, certificate, by) in [
        (2, &other_key, authority()),
        (3, &other_kiosk, authority()),
        (4, &good, SigningKey::from_bytes(&[6; 32])),
    ] {
        assert!(!send(&bench, cursor, certificate, &by), "{cursor}");
        assert_eq!(bench.journal.certificate().unwrap(), held, "{cursor}");
    }
    assert_eq!(
        bench.journal.sync_state().unwrap().down_cursor,
        4,
        "and holds up nothing"
    );
    assert_eq!(
        bench.journal.enrolment().unwrap().unwrap().kiosk,
        enrolment().kiosk
    );
}
