//! A claim of a code, for the page.

use residence::{DocumentType, Listed as _, Shown as _};

use crate::{
    clock,
    screen::{ClaimCheck, ClaimForm, ClaimState, CollectCode, Screen},
    visit::{ClaimPage, Claimed, Claiming, NOTICE_VERSION},
};

pub(super) fn claiming(claiming: &Claiming) -> Screen {
    match &claiming.page {
        ClaimPage::Form(problem) => Screen::ClaimForm(ClaimForm {
            documents: documents(),
            problem: problem.clone(),
        }),
        ClaimPage::Check => {
            let claimant = claiming
                .claimant
                .as_ref()
                .expect("reading back follows the form");
            Screen::ClaimCheck(ClaimCheck {
                name: claimant.name.masked(),
                document: claimant.document.kind().code().to_owned(),
                number: claimant.document.masked(),
                phone: claimant.phone.as_ref().map(residence::Phone::masked),
                notice_version: NOTICE_VERSION,
            })
        }
        ClaimPage::Saved(claimed) => Screen::ClaimState(state(claimed, claiming.seen_by.is_some())),
        ClaimPage::Collect(collecting) => Screen::CollectCode(CollectCode {
            documents: documents(),
            problem: collecting.problem.clone(),
            asking: collecting.asked.is_some(),
        }),
    }
}

fn state(claimed: &Claimed, seen: bool) -> ClaimState {
    let receipt = claimed.receipt.to_string();
    let code = claimed.code.as_ref();
    let drawing = codes::draw(code.map_or(receipt.as_str(), |code| code.text.as_str()));
    ClaimState {
        qr_path: drawing.svg_path(),
        qr_modules: u32::try_from(drawing.modules).expect("a QR code has at most 185 modules"),
        ready: code.is_some(),
        holder: code.and_then(|code| code.hint.as_ref().map(|hint| hint.to_string())),
        valid_until: code.map(|code| clock::day_of(code.expires_ms).to_string()),
        denied: claimed.denied.clone(),
        seen,
        receipt,
    }
}

fn documents() -> Vec<String> {
    DocumentType::SHOWN
        .iter()
        .map(|kind| kind.code().to_owned())
        .collect()
}
