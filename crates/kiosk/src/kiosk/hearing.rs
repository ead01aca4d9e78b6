//! From an intent to an event: codes are verified and numbers compared before the visit hears.

use codes::{Meaning, ResidentClaims, Verdict};
use protocol::{Assurance, House};
use residence::{DocumentType, HouseCode, HouseStanding, IdentityDocument, Subject};
use zeroize::Zeroizing;

use super::{
    Kiosk,
    checking::{carried_on, refusal},
};
use crate::{
    draft::{DRAFT_AGE_MAX_MS, Draft, Ticket},
    failure,
    intent::Intent,
    screen::{Address, NumberProblem, ScanRefusal},
    visit::{
        ActSaid, CarriedOn, Code, Entry, Event, Holder, HouseSeen, Ownership, Stage, StaySaid,
        is_bound_to, number_problem,
    },
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
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each intent, and nothing else"
    )]
    pub(super) fn hear(&self, intent: Intent) -> Option<Event> {
        if self.trust.is_none() && !matches!(intent, Intent::ChooseLanguage(_)) {
            return None;
        }
        Some(match intent {
            Intent::BeginVisit(matter) => Event::Begin(matter),
            Intent::ResumeVisit(ticket) if self.visit.is_home() => self.find_draft(&ticket),
            Intent::AcceptCode(text) => self.hear_code(&Zeroizing::new(text))?,
            Intent::ProveIdentity(number) => {
                let number = Zeroizing::new(number);
                let holder = self.visit.stage.proving()?;
                self.compare(holder, &number)
            }
            // A ticket in the middle of a visit, a mere touch, a passphrase when all is open.
            Intent::ResumeVisit(_) | Intent::StayHere | Intent::Unlock(_) => return None,
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
            Intent::AddCohabitant(entry) => Event::AddCohabitant(Zeroizing::new(entry)),
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
            Intent::OpenTopic(topic) => Event::OpenTopic(topic),
            Intent::BeginLogin => Event::BeginLogin,
            Intent::EnterWorker(number) => {
                self.visit.stage.asking()?;
                Event::Worker(self.find_worker(&number))
            }
            Intent::EnterPin(pin) => Event::Pin(self.check_pin(&pin)?),
            Intent::LogOut => Event::LogOut,
            Intent::BeginIssue(category) => Event::BeginIssue(category),
            Intent::SkipHouse => Event::SkipHouse,
            Intent::DescribeHolder(entry) => Event::DescribeHolder(Zeroizing::new(entry)),
            Intent::Issue => Event::Issue,
            Intent::PrintCode => Event::PrintCode,
            Intent::PrintReceipt => Event::PrintReceipt,
            Intent::VoidCode => Event::VoidCode,
            Intent::BeginStateTime => Event::BeginStateTime,
            Intent::StateTime { day, time } => Event::StateTime { day, time },
            Intent::BeginFind => self.begin_find()?,
            Intent::SearchPlaces(query) => self.search_places(query)?,
            Intent::OpenPlace(place) => self.open_place(place)?,
            Intent::WriteAddress => Event::WriteAddress,
            Intent::DescribeAddress(entry) => self.describe_address(entry)?,
            Intent::KeepAddress => Event::KeepAddress,
            Intent::DescribeClaim(entry) => Event::DescribeClaim(Zeroizing::new(entry)),
            Intent::ClaimCode {
                notice_version,
                seen,
            } => Event::Claim {
                notice_version,
                seen,
            },
            Intent::BeginCollect => Event::BeginCollect,
            Intent::ShowCode { member } => self.show_code(member)?,
            Intent::AddMember(entry) => Event::AddMember(Zeroizing::new(entry)),
            Intent::RemoveMember(place) => Event::RemoveMember(place),
            Intent::PermitDo(entry) => Event::PermitDo(Zeroizing::new(entry)),
            Intent::RevealData => Event::RevealData,
            Intent::CorrectData { field, text } => Event::Correct(field, Zeroizing::new(text)),
            Intent::EraseData => Event::Erase,
            Intent::SendFeedback(text) => Event::Feedback(Zeroizing::new(text)),
            Intent::CollectCode(entry) => {
                let entry = Zeroizing::new(entry);
                let Stage::Claiming(_) = self.visit.stage else {
                    return None;
                };
                self.collect(&entry)
            }
            Intent::OpenErrand(errand) => Event::OpenErrand(errand),
            Intent::OpenItem(item) => Event::OpenItem(item),
            Intent::AskAct { matter, about } => Event::AskAct(matter, about),
            Intent::DoAct {
                refuse,
                reason,
                day,
                last_day,
            } => Event::DoAct(Box::new(ActSaid {
                refuse,
                reason,
                day,
                last_day,
            })),
        })
    }

    /// Judges a code while one is looked for; in any other moment it means nothing.
    fn hear_code(&self, text: &str) -> Option<Event> {
        if !self.visit.stage.looks_for_code() {
            return None;
        }
        Some(if matches!(self.visit.stage, Stage::Checking(_)) {
            self.examine(text)
        } else if matches!(self.visit.stage, Stage::Receipts(_)) {
            self.find_receipt(text)
        } else {
            Event::Code(self.verify(text))
        })
    }

    fn find_draft(&self, ticket: &str) -> Event {
        let Some(ticket) = Ticket::parse(ticket) else {
            return Event::Resume(None);
        };
        let reading = &self.time.reading;
        match self
            .journal
            .load_draft(ticket.as_str(), reading.guess_ms, DRAFT_AGE_MAX_MS)
        {
            Ok(bytes) => {
                let draft =
                    bytes.and_then(|bytes| Draft::decode(ticket, &bytes, reading.last_day()).ok());
                Event::Resume(draft.map(Box::new))
            }
            Err(error) => Event::Failed(failure::trouble(error, true)),
        }
    }

    fn verify(&self, text: &str) -> Result<Code, ScanRefusal> {
        let (meaning, assurance) = match self.judge(text).ok_or(ScanRefusal::AskStaff)? {
            Verdict::Green(meaning) => (meaning, Assurance::Verified),
            Verdict::Amber(meaning, _) => (meaning, Assurance::Unverified),
            Verdict::Newer => return Err(ScanRefusal::Newer),
            Verdict::Red(reason) => return Err(refusal(reason.public())),
        };
        match meaning {
            Meaning::House(claims) => self.see_house(claims, assurance),
            Meaning::Resident(claims) => self.see_resident(claims, assurance, text),
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
        let address = Zeroizing::new(house_address(known, claims.address.as_deref()));
        let code = claims.code;
        let seen = HouseSeen {
            entry: Entry::Plate {
                code,
                serial: claims.serial,
                assurance,
            },
            address,
            in_register,
        };
        Ok(Code::House(Box::new(seen)))
    }

    fn see_resident(
        &self,
        claims: ResidentClaims,
        assurance: Assurance,
        text: &str,
    ) -> Result<Code, ScanRefusal> {
        let carried_on = carried_on(&claims.form);
        if carried_on == CarriedOn::Screen && !self.time.reading.may_judge_minutes() {
            return Err(ScanRefusal::AskStaff);
        }
        let holder = Holder {
            subject: claims.subject,
            serial: claims.serial,
            assurance,
            carried_on,
            answered_by: None,
            hint: claims.hint.map(Zeroizing::new),
            child: claims.category == codes::Category::Child,
            text: Some(Zeroizing::new(text.to_owned())),
            id_bind: claims.id_bind,
            bind_epoch: claims.bind_epoch,
        };
        let house = self.visit.stage.house().and_then(HouseSeen::code);
        let ownership = match house {
            Some(code) => self.ownership(&holder.subject, code),
            None => Ownership::Unknown,
        };
        Ok(Code::Resident(Box::new(holder), ownership))
    }

    /// Checks an entered number and compares it with the one bound to a code.
    ///
    /// A code on a telephone is bound to none: then a worker has to have seen the card.
    fn compare(&self, holder: &Holder, number: &str) -> Event {
        let today = self.time.reading.last_day();
        match IdentityDocument::parse(DocumentType::ResidentId, number, today) {
            Err(error) => Event::Number(Err(number_problem(error))),
            Ok(document) if is_unbound(holder) => Event::UnboundNumber(Box::new(document)),
            Ok(document) => Event::Number(self.hold_against(holder, document)),
        }
    }

    fn hold_against(
        &self,
        holder: &Holder,
        document: IdentityDocument,
    ) -> Result<IdentityDocument, NumberProblem> {
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
        let subject = self.visit.stage.subject();
        if let Some(subject) = &subject {
            // The centre applies the rule again, so an unreadable index lets the person go on.
            standing.live_addresses = self.journal.live_addresses(subject).unwrap_or(0);
        }
        let Some(code) = house.code() else {
            return standing;
        };
        if self.house_of(code).is_some_and(|known| known.withdrawn) {
            standing.house = HouseStanding::Withdrawn;
        }
        if let Some(subject) = &subject {
            standing.own_house = self.ownership(subject, code) == Ownership::Recorded;
            standing.live_at_same_house = self.journal.live_at(subject, code).unwrap_or(false);
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

    pub(super) fn house_of(&self, code: &HouseCode) -> Option<House> {
        self.journal.house(code).ok().flatten()
    }
}

fn is_unbound(holder: &Holder) -> bool {
    holder.carried_on == CarriedOn::Screen && holder.id_bind.is_none()
}

/// The address of the register, else the one on the plate.
pub(super) fn house_address(known: Option<House>, printed: Option<&str>) -> Address {
    known.map_or_else(|| plate_address(printed), address)
}

pub(super) fn address(house: House) -> Address {
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
