//! Code, family, permit and own data, for the page.

use chrono::NaiveDate;
use protocol::{HeldAddress, HeldMember, HeldPermit, HeldRegistration, StayCount, Summary};
use residence::{
    Addable, DocumentType, Exemption, Ground, HabitualState, Listed, PermitPaper, Relation,
    Shown as _, State, age_on, masked_mobile, masked_name, masked_number, may_be_added,
};

use super::centre;
use crate::{
    clock,
    screen::{
        Address, BigCode, Family, LivesDone, MemberProblem, MemberRow, MyCode, MyData, PermitPlace,
        PermitProblem, PermitRow, PermitView, Permits, PresentedRow, ProveIdentity, ScanPurpose,
        Screen,
    },
    view::Around,
    visit::{
        CONSENT_VERSION, Lives, LivesPage, NOTICE_VERSION, Person, SavedDeed, ShownCode, TRIES_MAX,
    },
};

/// So many presentations stand on the page; the rest is in their number.
const PRESENTED_MAX: usize = 30;

pub(super) fn draw(lives: &Lives, person: &Person, around: &Around) -> Screen {
    match &lives.page {
        LivesPage::Code(shown) => Screen::MyCode(code(person, shown.as_deref(), around)),
        LivesPage::Family(problem) => Screen::Family(family(person, problem.clone(), around)),
        LivesPage::Permits(problem) => Screen::Permits(Box::new(permits(person, *problem, around))),
        LivesPage::MyData {
            full_since_ms,
            problem,
        } => {
            let mut data = data(person, full_since_ms.is_some());
            data.problem = *problem;
            Screen::MyData(data)
        }
        LivesPage::Recheck(problem) => Screen::ProveIdentity(ProveIdentity {
            purpose: ScanPurpose::MyResidence,
            holder: super::holder(person),
            problem: *problem,
            tries_left: TRIES_MAX,
        }),
        LivesPage::Saved(saved) => Screen::LivesDone(done(saved)),
    }
}

fn told(person: &Person) -> Option<&Summary> {
    person.told.summary.as_deref()
}

fn code(person: &Person, shown: Option<&ShownCode>, around: &Around) -> MyCode {
    let told = told(person);
    MyCode {
        centre: centre(person),
        shown: shown.map(big),
        members: members(told, around),
        presentations: told
            .map(|told| told.presentations.iter().take(PRESENTED_MAX))
            .into_iter()
            .flatten()
            .map(|one| PresentedRow {
                on: one.on.to_string(),
                place: one.place.clone(),
                by_family: one.by_family,
            })
            .collect(),
        presented: told.map(|told| told.presented),
    }
}

fn big(shown: &ShownCode) -> BigCode {
    let drawing = codes::draw(&shown.text);
    BigCode {
        qr_path: drawing.svg_path(),
        qr_modules: u32::try_from(drawing.modules).expect("a QR code has at most 185 modules"),
        holder: shown.hint.as_ref().map(|hint| hint.to_string()),
        of_family: shown.member.is_some(),
        valid_until: clock::day_of(shown.expires_ms).to_string(),
        recorded: shown.recorded,
    }
}

fn members(told: Option<&Summary>, around: &Around) -> Vec<MemberRow> {
    let members = told.map(|told| told.members.as_slice()).unwrap_or_default();
    members.iter().map(|member| row(member, around)).collect()
}

fn row(member: &HeldMember, around: &Around) -> MemberRow {
    let policy = &around.policy.age;
    let age = age_on(*member.birth.reveal(), around.today, policy);
    MemberRow {
        name: masked_name(member.name.reveal()),
        relation: member.relation.code().to_owned(),
        age,
        guardian: member.guardian,
        has_code: member.code.is_some(),
        takes_over: may_be_added(age, policy) == Addable::No,
    }
}

fn family(person: &Person, problem: Option<MemberProblem>, around: &Around) -> Family {
    Family {
        centre: centre(person),
        members: members(told(person), around),
        relations: codes_of(Relation::SHOWN),
        documents: codes_of(DocumentType::SHOWN),
        problem,
        consent_version: CONSENT_VERSION,
    }
}

fn codes_of<T: Listed>(members: &[T]) -> Vec<String> {
    members.iter().map(|one| one.code().to_owned()).collect()
}

fn day(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn permits(person: &Person, problem: Option<PermitProblem>, around: &Around) -> Permits {
    let told = told(person);
    let stay = told.and_then(|told| told.stay.as_ref());
    let own = told
        .map(|told| told.registrations.as_slice())
        .unwrap_or_default();
    let history = told
        .map(|told| told.permit_history.as_slice())
        .unwrap_or_default();
    Permits {
        centre: centre(person),
        permit: person.permit().map(permit),
        offers: codes_of(&person.permit_offers(around.today)),
        missing: stay.map(|stay| stay.missing.clone()).unwrap_or_default(),
        first_eligible: day(stay.and_then(|stay| stay.first_eligible)),
        places: own.iter().filter_map(place).collect(),
        grounds: codes_of(Ground::ALL),
        exemptions: exemptions(stay),
        papers: codes_of(PermitPaper::ALL),
        history: history
            .iter()
            .map(|entry| PermitRow {
                on: entry.on.to_string(),
                what: entry.what.clone(),
                state: entry.state.code().to_owned(),
            })
            .collect(),
        problem,
    }
}

/// Documents are asked for only where the registered stay is too short.
fn exemptions(stay: Option<&StayCount>) -> Vec<String> {
    if stay.is_some_and(|stay| stay.days < stay.needed) {
        codes_of(Exemption::ALL)
    } else {
        Vec::new()
    }
}

/// An own address that is registered; which one a permit may name, the centre decides.
fn place(held: &HeldRegistration) -> Option<PermitPlace> {
    let lives = held.state.is_some_and(State::is_registered);
    (lives && held.member.is_none()).then(|| PermitPlace {
        receipt: held.record.receipt_number(),
        address: address(&held.address),
        habitual: held
            .habitual
            .as_ref()
            .is_some_and(|habitual| habitual.state == HabitualState::Habitual),
    })
}

fn address(held: &HeldAddress) -> Address {
    Address {
        area: held.area.reveal().clone(),
        street: held.street.reveal().clone(),
        number: held.number.reveal().clone(),
        room: held.room.reveal().clone(),
    }
}

fn permit(held: &HeldPermit) -> PermitView {
    PermitView {
        state: held.state.code().to_owned(),
        suspended_for: held.suspended_for.map(|reason| reason.code().to_owned()),
        address: held.address.as_ref().map(address),
        receipt: held.record.receipt_number(),
        accepted_on: day(held.accepted_on),
        due_on: day(held.due_on),
        missing: codes_of(&held.missing),
        missing_until: day(held.missing_until),
        issued_on: day(held.issued_on),
        valid_until: day(held.valid_until),
        endorse_from: day(held.window.map(|(from, _)| from)),
        endorse_until: day(held.window.map(|(_, until)| until)),
        card: held.card_serial,
        because: held.because.clone(),
    }
}

fn data(person: &Person, full: bool) -> MyData {
    let held = told(person).map(|told| &told.person);
    let choose = |whole: &str, masked: String| if full { whole.to_owned() } else { masked };
    MyData {
        centre: centre(person),
        name: held.map(|held| choose(held.name.reveal(), masked_name(held.name.reveal()))),
        document: held.map(|held| held.document.code().to_owned()),
        number: held.map(|held| choose(held.number.reveal(), masked_number(held.number.reveal()))),
        phone: held
            .filter(|held| !held.phone.reveal().is_empty())
            .map(|held| choose(held.phone.reveal(), masked_mobile(held.phone.reveal()))),
        birth: held.map(|held| {
            let birth = held.birth.reveal();
            choose(&birth.to_string(), birth.format("%Y").to_string())
        }),
        full,
        problem: None,
        notice_version: NOTICE_VERSION,
    }
}

pub(crate) fn done(saved: &SavedDeed) -> LivesDone {
    let receipt = saved.record.receipt_number();
    let drawing = codes::draw(&receipt);
    LivesDone {
        deed: saved.deed,
        qr_path: drawing.svg_path(),
        qr_modules: u32::try_from(drawing.modules).expect("a QR code has at most 185 modules"),
        decided: saved.outcome.is_some(),
        denied: saved
            .outcome
            .as_ref()
            .and_then(|outcome| outcome.denied.clone()),
        receipt,
    }
}
