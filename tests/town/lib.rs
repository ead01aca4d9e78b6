//! The town: one centre, kiosks, a display, a database server and a window, all real, started and
//! stopped by the tests and by the demonstration.
//!
//! Invariant: nothing here knows a rule of residence. What must come out is said by `cast.mjs`,
//! which shares no code with the product.

mod canary;
mod cast;
mod centre;
mod corner;
mod day;
mod deadline;
mod display;
mod guest;
mod link;
mod mint;
mod pace;
mod paths;
mod places;
mod postgres;
mod processes;
mod screenless;
mod stage;
mod station;
mod street;
mod visit;
mod webdriver;

pub use canary::{Needles, files_below, search_for_canary};
pub use cast::{
    Cast, Cohabitant, Expected, ExpectedCohabitant, House, Mistakes, Outcome, Person, Town, Visit,
};
pub use centre::{Books, ReceivedEnvelope, compare, unhex};
pub use corner::{Corner, later};
pub use day::{Day, Desk, Does, Evening, Network, Power, Step, compare_evenings, evening_of};
pub use deadline::{wait_for, wait_until};
pub use display::Display;
pub use guest::Guest;
pub use link::{Link, Weather};
pub use mint::{MINTED_NUMBER, MINTED_S, Mint};
pub use paths::{
    acting::Said,
    claiming::{Proof, Worker},
    declaring::{Home, Way, relative},
    living::Request,
};
pub use places::{
    HOUSES, Query, Register, RegisteredHouse, SEED, make_queries, places_day, read_queries,
};
pub use postgres::Postgres;
pub use processes::{Running, binary, free_port, run, run_allowing};
pub use screenless::{Pockets, Screenless, entry, now};
pub use stage::Stage;
pub use station::{Centre, Station};
pub use street::{Store, Street};
pub use visit::{Visitor, tell};
pub use webdriver::{Album, Driver, Window};
