//! From an intent to an event: codes are verified and numbers compared before the visit hears.

use codes::{Meaning, PublicReason, ResidentClaims, Verdict};
use protocol::{Assurance, House};
use residence::{DocumentType, HouseCode, HouseStanding, IdentityDocument, Subject};
use zeroize::Zeroizing;

use super::{Kiosk, Now, today};
use crate::{
    draft::{DRAFT_AGE_MAX_MS, Draft, Ticket},
    failure,
    intent::Intent,
    screen::{Address, NumberProblem, ScanRefusal},
    visit::{Code, Event, Holder, HouseSeen, Ownership, StaySaid, is_bound_to, number_problem},
};

/// What is known of the house of a visit and its declarant.
pub(super) struct Standing {
    pub(super) house: HouseStanding,
    pub(super) own_house: bool,
    pub(super) live_at_same_house: bool,
    /// Live registrations that this kiosk knows of.
    pub(super) live_addresses: usize,
}

impl Kiosk {
    /// Turns an intent into an event; `None` when it cannot mean anything now.
    pub(super) fn hear(&self, intent: Intent, now: Now) -> Option<Event> {
        if self.trust.is_none() && !matches!(intent, Intent::ChooseLanguage(_)) {
            return None;
        }
        Some(match intent {
            Intent::BeginVisit(matter) => Event::Begin(matter),
            Intent::ResumeVisit(ticket) if self.visit.is_welcome() => self.find_draft(&ticket, now),
            Intent::AcceptCode(text) if self.visit.stage.looks_for_code() => {
                Event::Code(self.verify(&text, now))
            }
            Intent::ProveIdentity(number) => {
                let number = Zeroizing::new(number);
                let holder = self.visit.stage.proving()?;
                Event::Number(self.compare(holder, &number, now))
            }
            // A code in the wrong moment, a ticket in the middle of a visit, a mere touch.
            Intent::ResumeVisit(_) | Intent::AcceptCode(_) | Intent::StayHere => return None,
            Intent::ConfirmDoor => Event::ConfirmDoor,
            Intent::DescribeStay {
                dwelling,
                reason,
                moved_in_on,
            } => Event::DescribeStay(StaySaid {
                dwelling,
                reason,
                moved_in_on,
            }),
            Intent::AddCohabitant(entry) => Event::AddCohabitant(entry),
            Intent::RemoveCohabitant(place) => Event::RemoveCohabitant(place),
            Intent::FinishCohabitants => Event::FinishCohabitants,
            Intent::AnswerOwnerPresent(present) => Event::AnswerOwnerPresent(present),
            Intent::Agree { notice_version } => Event::Agree { notice_version },
            Intent::DecideAsOwner(refusal) => Event::DecideAsOwner(refusal),
            Intent::SkipOwner => Event::SkipOwner,
            Intent::GoBack => Event::GoBack,
            Intent::EndVisit => Event::EndVisit,
            Intent::CallWorker => Event::CallWorker,
            Intent::ChooseLanguage(language) => Event::ChooseLanguage(language),
            Intent::ChooseTextSize(size) => Event::ChooseTextSize(size),
            Intent::BeginLogin
            | Intent::EnterWorker(_)
            | Intent::EnterPin(_)
            | Intent::LogOut
            | Intent::BeginIssue(_)
            | Intent::SkipHouse
            | Intent::DescribeHolder(_)
            | Intent::Issue
            | Intent::PrintCode
            | Intent::VoidCode
            | Intent::BeginStateTime
            | Intent::StateTime { .. }
            | Intent::Unlock(_) => return None,
        })
    }

    fn find_draft(&self, ticket: &str, now: Now) -> Event {
        let Some(ticket) = Ticket::parse(ticket) else {
            return Event::Resume(None);
        };
        match self
            .journal
            .load_draft(ticket.as_str(), now.unix_ms, DRAFT_AGE_MAX_MS)
        {
            Ok(bytes) => {
                let draft = bytes.and_then(|bytes| Draft::decode(ticket, &bytes, today(now)).ok());
                Event::Resume(draft.map(Box::new))
            }
            Err(error) => Event::Failed(failure::trouble(error, true)),
        }
    }

    fn verify(&self, text: &str, now: Now) -> Result<Code, ScanRefusal> {
        let trust = self.trust.as_ref().ok_or(ScanRefusal::Foreign)?;
        let (meaning, assurance) = match codes::verify(text, &trust.list, trust.clock(now)) {
            Verdict::Green(meaning) => (meaning, Assurance::Verified),
            Verdict::Amber(meaning, _) => (meaning, Assurance::Unverified),
            Verdict::Newer => return Err(ScanRefusal::Newer),
            Verdict::Red(reason) => return Err(refusal(reason.public())),
        };
        match meaning {
            Meaning::House(claims) => self.see_house(claims, assurance),
            Meaning::Resident(claims) => Ok(self.see_resident(&claims, assurance)),
            Meaning::Kiosk(_) => Err(ScanRefusal::Foreign),
        }
    }

    fn see_house(
        &self,
        claims: codes::HouseClaims,
        assurance: Assurance,
    ) -> Result<Code, ScanRefusal> {
        let known = self.house_of(&claims.code);
        if known.as_ref().is_some_and(|house| house.withdrawn) {
            return Err(ScanRefusal::Withdrawn);
        }
        let in_register = known.is_some();
        let address = known.map_or_else(|| plate_address(claims.address.as_deref()), address);
        let code = claims.code;
        let seen = HouseSeen {
            code,
            serial: claims.serial,
            assurance,
            address,
            in_register,
        };
        Ok(Code::House(Box::new(seen)))
    }

    fn see_resident(&self, claims: &ResidentClaims, assurance: Assurance) -> Code {
        let holder = Holder {
            subject: claims.subject,
            serial: claims.serial,
            assurance,
            hint: claims.hint.clone(),
            child: claims.category == codes::Category::Child,
            id_bind: claims.id_bind,
            bind_epoch: claims.bind_epoch,
        };
        let ownership = match self.visit.stage.house() {
            Some(house) => self.ownership(&holder.subject, &house.code),
            None => Ownership::Unknown,
        };
        Code::Resident(Box::new(holder), ownership)
    }

    /// Checks an entered number and compares it with the one bound to a code.
    fn compare(
        &self,
        holder: &Holder,
        number: &str,
        now: Now,
    ) -> Result<IdentityDocument, NumberProblem> {
        let document = IdentityDocument::parse(DocumentType::ResidentId, number, today(now))
            .map_err(number_problem)?;
        let (epoch, key) = self
            .journal
            .bind_key()
            .ok()
            .flatten()
            .ok_or(NumberProblem::CannotCompare)?;
        let other_key = holder
            .bind_epoch
            .is_some_and(|made_under| made_under != epoch);
        if holder.id_bind.is_none() || other_key {
            return Err(NumberProblem::CannotCompare);
        }
        if is_bound_to(&document, holder, &key) {
            Ok(document)
        } else {
            Err(NumberProblem::OtherPerson)
        }
    }

    /// Tells what the rules need to know of the house of this visit.
    pub(super) fn house_standing(&self) -> Standing {
        let mut standing = Standing {
            // A code that the authority signed names a house, in this register or not.
            house: HouseStanding::Known,
            own_house: false,
            live_at_same_house: false,
            live_addresses: 0,
        };
        let Some(house) = self.visit.stage.house() else {
            return standing;
        };
        if self
            .house_of(&house.code)
            .is_some_and(|known| known.withdrawn)
        {
            standing.house = HouseStanding::Withdrawn;
        }
        if let Some(subject) = self.visit.stage.subject() {
            standing.own_house = self.ownership(&subject, &house.code) == Ownership::Recorded;
            // The centre applies the rule again, so an unreadable index lets the person go on.
            standing.live_at_same_house =
                self.journal.live_at(&subject, &house.code).unwrap_or(false);
            standing.live_addresses = self.journal.live_addresses(&subject).unwrap_or(0);
        }
        standing
    }

    fn ownership(&self, subject: &Subject, code: &HouseCode) -> Ownership {
        let Some(house) = self.house_of(code) else {
            return Ownership::Unknown;
        };
        let Ok(Some((_, key))) = self.journal.bind_key() else {
            return Ownership::Unknown;
        };
        if house.owner_tags.contains(&key.owner_tag(subject, code)) {
            Ownership::Recorded
        } else {
            Ownership::NotRecorded
        }
    }

    fn house_of(&self, code: &HouseCode) -> Option<House> {
        self.journal.house(code).ok().flatten()
    }
}

fn address(house: House) -> Address {
    Address {
        area: format!("{}{}", house.town, house.community),
        street: house.street,
        number: house.number,
        room: house.room,
    }
}

/// Reads `street|number|room` of a plate whose house is not in the register.
fn plate_address(printed: Option<&str>) -> Address {
    let mut parts = printed.unwrap_or("").splitn(3, '|').map(str::to_owned);
    Address {
        area: String::new(),
        street: parts.next().unwrap_or_default(),
        number: parts.next().unwrap_or_default(),
        room: parts.next().unwrap_or_default(),
    }
}

fn refusal(reason: PublicReason) -> ScanRefusal {
    match reason {
        PublicReason::Foreign => ScanRefusal::Foreign,
        PublicReason::Damaged => ScanRefusal::Damaged,
        PublicReason::Expired => ScanRefusal::Expired,
        PublicReason::NotYetValid => ScanRefusal::NotYetValid,
        PublicReason::Withdrawn => ScanRefusal::Withdrawn,
    }
}
