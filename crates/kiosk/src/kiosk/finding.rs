//! Looking for an address: the visit asks, the register answers.

use zeroize::Zeroizing;

use super::{Kiosk, Now, hearing::address};
use crate::{
    intent::AddressEntry,
    register::{Register, Spot, To},
    visit::{Entry, Event, HouseSeen, Listing, Stage, address_problem},
};

/// Nobody types a longer word before the list shows what was meant.
const QUERY_LENGTH_MAX: usize = 60;
/// Nobody waits at a kiosk that nobody touched for so long; whoever comes earlier waits once.
const QUIET_MS: u64 = 3_000;

impl Kiosk {
    /// Gathers the register after the start and after news of the centre, while nobody is here.
    pub(super) fn keep_register_in_time(&mut self, now: Now) {
        let quiet_ms = now.boot_ms.saturating_sub(self.touched_ms);
        if quiet_ms >= QUIET_MS && self.visit.is_welcome() {
            self.keep_register();
        }
    }

    /// Gathers the register unless it is as new as the journal.
    pub(super) fn keep_register(&mut self) {
        let Ok(as_of) = self.journal.last_change() else {
            return;
        };
        if self
            .register
            .as_ref()
            .is_some_and(|known| known.as_of == as_of)
        {
            return;
        }
        // A list that cannot be read leaves the one before; a house is checked when it is chosen.
        if let Ok(houses) = self.journal.houses() {
            let today = self.time.reading.today();
            self.register = Register::gather(&houses, &self.settings.area, today, as_of);
        }
    }

    pub(super) fn begin_find(&self) -> Option<Event> {
        let register = self.register.as_ref()?;
        let start = listing(register, &Spot::Start, "");
        Some(Event::BeginFind(Box::new(start)))
    }

    pub(super) fn search_places(&self, query: String) -> Option<Event> {
        let register = self.register.as_ref()?;
        self.finding()?;
        let query = Zeroizing::new(query);
        let short: String = query.chars().take(QUERY_LENGTH_MAX).collect();
        let rows = register.search(&short);
        Some(Event::PlacesFound(query, rows))
    }

    pub(super) fn open_place(&self, place: usize) -> Option<Event> {
        let register = self.register.as_ref()?;
        let (name, to) = self.finding()?.leads_to(place)?;
        match to {
            To::Spot(spot) => Some(Event::PlaceOpened(Box::new(listing(register, spot, name)))),
            To::House(code) => {
                let house = self.house_of(code).filter(|house| !house.withdrawn)?;
                Some(Event::HousePicked(Box::new(HouseSeen {
                    entry: Entry::Listed(code.clone()),
                    address: Zeroizing::new(address(house)),
                    in_register: true,
                })))
            }
        }
    }

    pub(super) fn describe_address(&self, entry: AddressEntry) -> Option<Event> {
        let said = Zeroizing::new(entry);
        self.finding()?.writing()?;
        let candidates = match (&self.register, address_problem(&said)) {
            (Some(register), None) => register.candidates(&said.street, &said.number, &said.room),
            (_, _) => Vec::new(),
        };
        Some(Event::AddressDescribed(said, candidates))
    }

    fn finding(&self) -> Option<&crate::visit::Finding> {
        let Stage::Declaring(declaring) = &self.visit.stage else {
            return None;
        };
        declaring.finding.as_ref()
    }
}

fn listing(register: &Register, spot: &Spot, name: &str) -> Listing {
    Listing {
        name: name.to_owned(),
        place: register.name_of(spot),
        division: register.division_of(spot),
        rows: register.rows(spot),
    }
}
