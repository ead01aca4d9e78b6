//! Enrolling at an honest centre, and at ones that hand over the wrong thing.

use protocol::codes::{
    Kind, KioskCertificate, Powers, TrustBundle, TrustKey, issue_bundle, issue_certificate,
};
use residence::KioskId;

use super::*;
use crate::{
    carrier::CarrierError,
    testing::{Kiosk, NOW_MS, key, kiosk_id, root, sync_key},
};

const NOW_S: u64 = NOW_MS / 1_000;

/// A centre that answers whatever the test wants, built from the request.
struct Desk<F>(F);

impl<F: FnMut(EnrolRequest) -> EnrolAnswer + Send> Carrier for Desk<F> {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>, CarrierError> {
        let request = EnrolRequest::open(request).unwrap();
        assert!(request.proves(&token()), "the token is proved");
        Ok((self.0)(request).encode())
    }
}

fn token() -> EnrolToken {
    EnrolToken::from_random([8; 16])
}

fn order() -> EnrolOrder {
    EnrolOrder {
        server: "https://localhost:8443".to_owned(),
        ca_pem: "pinned".to_owned(),
        token: token().text(),
        site: "榕荫社区服务站".to_owned(),
        roots: vec![root().verifying_key()],
        app: "kiosk 0.1.0".to_owned(),
        measured: true,
        os: "Debian 12".to_owned(),
        app_hash: [7; 32],
    }
}

fn bundle(kiosk: &Kiosk, root_byte: u8) -> String {
    let bundle = TrustBundle {
        seq: 1,
        iat: NOW_S - 60,
        next: NOW_S + 86_400,
        exp: NOW_S + 30 * 86_400,
        keys: vec![TrustKey {
            verifying: key(5).verifying_key(),
            may: vec![Kind::Kiosk],
            nbf: NOW_S - 60,
            exp: NOW_S + 30 * 86_400,
        }],
        demo: true,
        ..TrustBundle::empty(
            kiosk.journal.device().unwrap().sealing.public(),
            sync_key().verifying_key(),
        )
    };
    issue_bundle(&bundle, &key(root_byte), &*kiosk.crypto).unwrap()
}

fn certificate(kiosk: &Kiosk, id: &KioskId, signing: VerifyingKey, by: u8) -> String {
    let certificate = KioskCertificate {
        kiosk: id.clone(),
        signing,
        community: 449_900_001_001,
        powers: Powers::NONE,
        max_days: 30,
        quota: None,
        assurance: Some(2),
        iat: NOW_S,
        exp: NOW_S + 90 * 86_400,
        serial: [6; 8],
    };
    issue_certificate(&certificate, &key(by), &*kiosk.crypto).unwrap()
}

fn approved(certificate: String, bundle: String) -> EnrolAnswer {
    EnrolAnswer::Approved {
        kiosk: kiosk_id(),
        place: "海榕街道榕荫社区服务站".to_owned(),
        certificate,
        bundle,
        server_ms: NOW_MS,
    }
}

#[test]
fn a_kiosk_waits_and_is_approved() {
    let kiosk = Kiosk::fresh(1);
    let mut asked = 0;
    let mut desk = Desk(|request: EnrolRequest| {
        asked += 1;
        if asked == 1 {
            return EnrolAnswer::Waiting;
        }
        let certificate = certificate(&kiosk, &kiosk_id(), request.signing, 5);
        approved(certificate, bundle(&kiosk, 1))
    });
    let waiting = enrol_by(&mut desk, &order(), &kiosk.journal, &*kiosk.crypto).unwrap();
    let EnrolProgress::Waiting { key_characters } = waiting else {
        panic!("{waiting:?}")
    };
    assert_eq!(key_characters.len(), 8);
    assert_eq!(kiosk.journal.enrolment().unwrap(), None);
    let done = enrol_by(&mut desk, &order(), &kiosk.journal, &*kiosk.crypto);
    assert_eq!(done, Ok(EnrolProgress::Done));
    let enrolment = kiosk.journal.enrolment().unwrap().unwrap();
    assert_eq!(
        (enrolment.kiosk, enrolment.ca_pem.as_str()),
        (kiosk_id(), "pinned")
    );
    assert_eq!(kiosk.journal.bundle_floor().unwrap(), 1);
}

#[test]
fn what_the_roots_do_not_cover_is_refused() {
    type Answer = fn(&Kiosk, EnrolRequest) -> EnrolAnswer;
    let answers: [Answer; 4] = [
        |kiosk, request| {
            approved(
                certificate(kiosk, &kiosk_id(), request.signing, 5),
                bundle(kiosk, 9),
            )
        },
        |kiosk, request| {
            approved(
                certificate(kiosk, &kiosk_id(), request.signing, 9),
                bundle(kiosk, 1),
            )
        },
        |kiosk, _| {
            let stranger = key(7).verifying_key();
            approved(
                certificate(kiosk, &kiosk_id(), stranger, 5),
                bundle(kiosk, 1),
            )
        },
        |kiosk, request| {
            let other = KioskId::parse("other-02").unwrap();
            approved(
                certificate(kiosk, &other, request.signing, 5),
                bundle(kiosk, 1),
            )
        },
    ];
    for (case, answer) in answers.into_iter().enumerate() {
        let kiosk = Kiosk::fresh(1);
        let mut desk = Desk(|request| answer(&kiosk, request));
        let refused = enrol_by(&mut desk, &order(), &kiosk.journal, &*kiosk.crypto);
        let expected = |error| matches!(error, Error::Bundle(_)) == (case == 0);
        assert!(refused.is_err_and(expected), "case {case}");
        assert_eq!(kiosk.journal.enrolment().unwrap(), None, "case {case}");
        assert_eq!(kiosk.journal.bundle().unwrap(), None, "case {case}");
    }
}

#[test]
fn a_mistyped_token_is_not_sent() {
    let kiosk = Kiosk::fresh(1);
    let mut desk = Desk(|_| panic!("nothing is sent"));
    let order = EnrolOrder {
        token: "ABCD-EFGH".to_owned(),
        ..order()
    };
    let refused = enrol_by(&mut desk, &order, &kiosk.journal, &*kiosk.crypto);
    assert_eq!(refused, Err(Error::Token));
}
