//! The reference central server: takes in what kiosks send, decides again by the same rules, and
//! sends down what was decided.
//!
//! Invariant: it never believes a kiosk: each signature is verified, each rule applied from its own
//! tables. It knows nothing of a kiosk's journal, screens or cameras; it reads no clock and draws
//! no randomness but what it is given; and nothing personal leaves in an error, a log or a path.

mod addresses;
mod audit;
mod authority;
mod backup;
mod bundle;
mod cards;
mod carrying;
mod centre;
pub mod cli;
mod demo;
mod desk;
mod devices;
mod events;
mod feed;
mod files;
mod front;
mod gate;
mod http;
mod issuing;
mod metrics;
mod picture;
mod pin;
mod plates;
pub mod population;
pub mod presence;
mod recovery;
mod refusal;
mod register;
mod registry;
mod ruling;
mod stick;
pub mod store;
mod summary;
pub mod tables;
mod tls;
mod town;
mod vault;

pub use authority::{
    Authority, AuthorityError, BundleFacts, BundleKeyAnswer, BundleKeyRequest, FrontKeys,
    IssuingKey, KeyEntry, KeyTable, KeyUse, Passphrase, PublicKey, RootKeys, VaultKeys,
};
pub use backup::{Copied, back_up, restore};
pub use centre::{Centre, Clock, Config, Error};
pub use demo::{DemoError, Made, SITE, make as make_demo};
pub use devices::characters_of;
pub use front::enrol::{SITE_CHARACTERS_MAX, make_token};
pub use http::{Doors, serve, serve_front, work_as_vault};
pub use refusal::Refusal;
pub use registry::mine::DataDecision;
pub use stick::{NotTaken, Taken, take_in};
pub use town::{BUILT_IN, Town, TownError, TownHouse, TownPerson};
pub use vault::{Approval, Halves, approve, recover, revoke};
