//! How the kiosk of the golden files became known.

use protocol::{EnrolAnswer, EnrolRequest, EnrolToken};

use super::{NOW_MS, device, kiosk, kiosk_sealing};

pub fn token() -> EnrolToken {
    EnrolToken::from_random([0x88; 16])
}

pub fn enrol_request() -> EnrolRequest {
    let (signing, sealing) = (device().verifying_key(), kiosk_sealing().public());
    let nonce = [0x99; 16];
    EnrolRequest {
        site: "榕荫社区服务站".to_owned(),
        token_proof: token().proof(&signing, &sealing, &nonce),
        signing,
        sealing,
        nonce,
        app: "kiosk 0.1.0".to_owned(),
        tpm: false,
        os: String::new(),
        app_hash: [0; 32],
    }
}

pub fn enrol_approved() -> EnrolAnswer {
    EnrolAnswer::Approved {
        kiosk: kiosk(),
        place: "海榕街道榕荫社区服务站".to_owned(),
        certificate: "YJ1K:EXAMPLE".to_owned(),
        bundle: "YJ1T:EXAMPLE".to_owned(),
        server_ms: NOW_MS,
    }
}
