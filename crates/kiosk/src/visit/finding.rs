//! Naming an address when there is no plate: searched, gone to step by step, or written by hand.
//!
//! The lists are found by the rim, which has the register; here it is decided what follows.

use protocol::wire;
use zeroize::Zeroizing;

use super::{Entry, Event, Facts, HouseSeen, Next, Stage, declaring::Declaring};
use crate::{
    intent::AddressEntry,
    register::{Row, To},
    screen::{Address, AddressProblem},
};

/// A part of an address that is longer is no part of one.
const PART_LENGTH_MAX: usize = 60;

/// Where the person who looks for an address has come to.
pub(crate) struct Finding {
    /// The steps so far; the last one is on the screen. Never empty.
    trail: Vec<Listing>,
    /// What was searched last, in place of the step.
    found: Option<(Zeroizing<String>, Vec<Row>)>,
    writing: Option<Writing>,
}

/// One step: where it is, and what can be chosen there.
#[derive(Clone)]
pub(crate) struct Listing {
    /// What was chosen to come here; empty at the start.
    pub(crate) name: String,
    /// Town and community, or the divisions, as they stand before a street.
    pub(crate) place: String,
    /// Twelve digits.
    pub(crate) division: String,
    pub(crate) rows: Vec<Row>,
}

/// An address that is written by hand.
#[derive(Default)]
pub(crate) struct Writing {
    pub(crate) said: Zeroizing<AddressEntry>,
    pub(crate) problem: Option<AddressProblem>,
    /// Houses of the register that may be meant.
    pub(crate) candidates: Vec<Row>,
}

impl Finding {
    pub(crate) fn begin(start: Listing) -> Self {
        Self {
            trail: vec![start],
            found: None,
            writing: None,
        }
    }

    /// Returns the steps so far, the last one on the screen.
    pub(crate) fn trail(&self) -> &[Listing] {
        &self.trail
    }

    /// Returns the word that was searched, while its answers are on the screen.
    pub(crate) fn query(&self) -> Option<&str> {
        self.found.as_ref().map(|(query, _)| query.as_str())
    }

    /// Returns what is being written.
    pub(crate) fn writing(&self) -> Option<&Writing> {
        self.writing.as_ref()
    }

    /// Returns the rows on the screen.
    pub(crate) fn rows(&self) -> &[Row] {
        match (&self.writing, &self.found, self.trail.last()) {
            (Some(writing), _, _) => &writing.candidates,
            (None, Some((_, rows)), _) => rows,
            (None, None, Some(listing)) => &listing.rows,
            (None, None, None) => &[],
        }
    }

    /// Returns where a row of the screen leads.
    pub(crate) fn leads_to(&self, place: usize) -> Option<(&str, &To)> {
        let row = self.rows().get(place)?;
        Some((&row.name, &row.to))
    }

    /// Goes one step back; `None` when this was the first.
    fn back(mut self) -> Option<Self> {
        if let Some(writing) = &mut self.writing {
            if writing.candidates.is_empty() {
                self.writing = None;
            } else {
                writing.candidates.clear();
            }
        } else if self.found.is_some() {
            self.found = None;
        } else {
            self.trail.pop();
        }
        (!self.trail.is_empty()).then_some(self)
    }

    fn written(&self) -> Option<HouseSeen> {
        let (writing, here) = (self.writing.as_ref()?, self.trail.last()?);
        let said = &writing.said;
        Some(HouseSeen {
            entry: Entry::ByHand(here.division.clone()),
            address: Zeroizing::new(Address {
                area: here.place.clone(),
                street: said.street.trim().to_owned(),
                number: said.number.trim().to_owned(),
                room: said.room.trim().to_owned(),
            }),
            in_register: false,
        })
    }
}

impl Declaring {
    /// Hears what belongs to looking for an address; every other event means nothing there.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing while an address is looked for"
    )]
    pub(super) fn find(mut self: Box<Self>, mut finding: Finding, event: Event) -> Next {
        match event {
            Event::GoBack => {
                self.finding = finding.back();
                return (Stage::Declaring(self), None);
            }
            Event::PlacesFound(query, rows) if finding.writing.is_none() => {
                finding.found = Some((query, rows));
            }
            Event::PlaceOpened(listing) if finding.writing.is_none() => {
                finding.found = None;
                finding.trail.push(*listing);
            }
            Event::HousePicked(house) => return self.live_at(*house),
            Event::WriteAddress => finding.writing = Some(Writing::default()),
            Event::AddressDescribed(said, candidates) => {
                let problem = address_problem(&said);
                let known = problem.is_none() && candidates.is_empty();
                finding.writing = Some(Writing {
                    candidates: if problem.is_none() {
                        candidates
                    } else {
                        Vec::new()
                    },
                    said,
                    problem,
                });
                if known && let Some(house) = finding.written() {
                    return self.live_at(house);
                }
            }
            Event::KeepAddress => {
                let offered = finding
                    .writing
                    .as_ref()
                    .is_some_and(|w| !w.candidates.is_empty());
                if let Some(house) = finding.written().filter(|_| offered) {
                    return self.live_at(house);
                }
            }
            _ => {}
        }
        self.finding = Some(finding);
        (Stage::Declaring(self), None)
    }

    /// Goes on as after a plate.
    fn live_at(mut self: Box<Self>, house: HouseSeen) -> Next {
        if house.is_by_hand() {
            // Nobody can be asked before the desk knows the house.
            self.owner_present = None;
        }
        self.house = Some(house);
        self.finding = None;
        self.turn_to_missing();
        (Stage::Declaring(self), None)
    }

    /// Tells whether the owner is asked at the kiosk.
    pub(super) fn asks_for_owner(&self, facts: &Facts) -> bool {
        let by_hand = self.house.as_ref().is_some_and(HouseSeen::is_by_hand);
        !facts.own_house && !by_hand
    }
}

/// Tells what is missing in a written address, or cannot stand in one.
pub(crate) fn address_problem(said: &AddressEntry) -> Option<AddressProblem> {
    let wrong = |text: &str| text.chars().count() > PART_LENGTH_MAX || !wire::is_sendable(text);
    if said.street.trim().is_empty() || wrong(&said.street) {
        Some(AddressProblem::Street)
    } else if said.number.trim().is_empty() || wrong(&said.number) {
        Some(AddressProblem::Number)
    } else {
        wrong(&said.room).then_some(AddressProblem::Room)
    }
}
