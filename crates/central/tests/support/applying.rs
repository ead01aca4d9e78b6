//! An application for a permit that nobody has looked at, as it stands at the centre.

use central::tables::permits::{self, Kept, Shown};
use residence::{
    Application, ApplicationStep, CityCode, Ground, Permit, PermitPaper, Policy, RecordId,
};

use super::{NOW_MS, browser::Site};

pub(crate) const EVIDENCE: &str = "HT-2026-118";

/// Puts it there; `on` is the day of acceptance, `due` the last day to decide.
pub(crate) async fn application(
    site: &Site,
    who: (&str, &str),
    (n, registration): (u8, RecordId),
    (on, due): (&str, &str),
) -> RecordId {
    let (accepted_on, due_on) = (on.parse().unwrap(), due.parse().unwrap());
    let record = RecordId::compose(NOW_MS, [n; 10]);
    let kept = Kept {
        record,
        subject: site.device.person(who.0, who.1).subject,
        kiosk: site.device.kiosk.clone(),
        city: CityCode::parse("4499").unwrap(),
        registration,
        permit: Permit::Application(Application {
            step: ApplicationStep::Accepted,
            accepted_on,
            due_on,
            correction: None,
        }),
        accepted_on,
        due_on,
        shown: Shown {
            grounds: [Ground::Job, Ground::Home].into(),
            exemption: None,
            papers: [PermitPaper::IdentityCard, PermitPaper::Photograph].into(),
            evidence: EVIDENCE.to_owned(),
        },
        by_agent: false,
        card_asked: true,
        because: Vec::new(),
        unsettled: vec!["PRESENCE_UNPROVEN".to_owned()],
        under: Policy::GD_DEFAULT.version,
        ticked_on: accepted_on,
    };
    let added = Vec::from(permits::add(&kept));
    site.store().await.commit(added).await.unwrap();
    record
}
