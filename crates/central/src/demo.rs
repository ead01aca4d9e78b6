//! `central demo`: a whole small town in a folder, with keys, codes, pictures and a token.

use std::{
    fs,
    path::{Path, PathBuf},
};

use codes::{Algorithm, Crypto, draw};
use residence::{IdentityProof, Listed as _, PolicyBook, ServiceArea, Subject, guangdong_date};

use crate::{
    authority::{Authority, RootKeys},
    bundle,
    centre::{Config, Error, PERSONS_FILE, bundle_file, keys_folder},
    files,
    front::enrol,
    issuing::{self, Issuing},
    picture,
    store::{Statement, Store},
    tables::{
        houses::{self, RegisteredHouse},
        identities::{self, Identity},
        meta::{self, Fact},
        people::{self, Person},
        printed,
    },
    tls,
    town::{Town, TownError, TownPerson},
};

/// Fictitious people of the population register who are not of the town.
const OTHER_PERSONS: &str = include_str!("../demo/persons.csv");

/// The site that the token of a demonstration enrols.
pub const SITE: &str = "rongyin";

/// Why a town was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DemoError {
    /// The folder holds a town already; keys are never overwritten.
    #[error("the folder holds a town already; choose another or remove it")]
    Exists,
    /// The town file is wrong.
    #[error(transparent)]
    Town(#[from] TownError),
    /// The centre could not be made.
    #[error(transparent)]
    Centre(#[from] Error),
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Number of house codes.
    pub houses: usize,
    /// Number of people in the register.
    pub people: usize,
    /// Number of resident codes.
    pub residents: usize,
    /// The site of the token.
    pub site: &'static str,
    /// The token that enrols one kiosk.
    pub token: String,
}

/// Makes a town in the folder of the configuration; `names` are those the server is reached by.
pub async fn make(config: &Config, town_text: &str, names: &[String]) -> Result<Made, DemoError> {
    let now_ms = (config.clock)();
    let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
    let town = Town::parse(town_text, today)?;
    if keys_folder(&config.data).exists() {
        return Err(DemoError::Exists);
    }
    let maker = Maker::start(config, now_ms)?;
    let (residents, subjects, mut writes) = maker.people(&town.people)?;
    writes.extend(maker.houses(&town, &subjects)?);
    writes.extend(maker.facts(&town));
    let store = config.store().await.map_err(Error::from)?;
    store.commit(writes).await.map_err(Error::from)?;
    maker.trust(store.as_ref(), names).await?;
    files::write_public(&config.data.join("town.json"), town_text.as_bytes()).map_err(io)?;
    let persons = persons_file(&town.people);
    files::write_private(&config.data.join(PERSONS_FILE), persons.as_bytes()).map_err(io)?;
    let crypto = config.crypto.as_ref();
    let front = config.front_store().await.map_err(Error::from)?;
    let token = enrol::make_token(front.as_ref(), crypto, SITE, None, now_ms)
        .await
        .map_err(Error::from)?;
    let line = format!("{SITE} {token}\n");
    files::write_private(&config.data.join("tokens.txt"), line.as_bytes()).map_err(io)?;
    Ok(Made {
        houses: town.houses.len(),
        people: town.people.len(),
        residents,
        site: SITE,
        token,
    })
}

struct Maker<'a> {
    data: &'a Path,
    crypto: &'a dyn Crypto,
    authority: Authority,
    now_ms: u64,
}

impl<'a> Maker<'a> {
    fn start(config: &'a Config, now_ms: u64) -> Result<Self, Error> {
        let crypto = config.crypto.as_ref();
        let now_s = now_ms / 1_000;
        let algorithm = Algorithm::Ed25519;
        let roots = RootKeys::draw(algorithm, true, now_s, crypto);
        let authority = roots.found(algorithm, now_s, crypto)?;
        for folder in ["trust", "codes/houses", "codes/residents"] {
            fs::create_dir_all(config.data.join(folder)).map_err(io)?;
        }
        // Beside the centre they protect nothing; an authority keeps its own in a safe.
        roots.save(&config.data.join("roots"), &None, crypto)?;
        authority.save(&config.data)?;
        Ok(Self {
            data: &config.data,
            crypto,
            authority,
            now_ms,
        })
    }

    fn issuing(&self) -> Issuing<'_> {
        Issuing {
            authority: &self.authority,
            crypto: self.crypto,
            now_ms: self.now_ms,
        }
    }

    /// Registers the people and issues their codes; returns how many, and each one's pseudonym.
    fn people(
        &self,
        people: &[TownPerson],
    ) -> Result<(usize, Vec<Subject>, Vec<Statement>), Error> {
        let today = guangdong_date(i64::try_from(self.now_ms).unwrap_or(i64::MAX));
        let rules = PolicyBook::built_in().rules(&ServiceArea::fictitious(), today);
        let mut issued = 0;
        let mut subjects = Vec::new();
        let mut writes = Vec::new();
        for person in people {
            let subject = Subject::from_bytes(self.draw());
            let serial = if person.code {
                let category = issuing::category(person.birth(), today, &rules);
                let number = person.document.reveal_number();
                let hint = Some(person.name.masked());
                let card = self.issuing().card(&subject, category, number, hint);
                self.write_code("codes/residents", &person.key, &card.text)?;
                writes.push(printed::add_card(&subject, &card));
                issued += 1;
                Some(card.serial)
            } else {
                None
            };
            writes.push(people::add(&Person {
                subject,
                number: person.document.reveal_number().to_owned(),
                name: person.name.reveal().to_owned(),
                phone: person
                    .phone
                    .as_ref()
                    .map_or("", |phone| phone.reveal())
                    .to_owned(),
                birth: person.birth(),
                serial,
            }));
            let identity = Identity {
                document: person.document.kind(),
                registered: person.registered.clone(),
            };
            let proof = IdentityProof::PoliceGrade;
            writes.push(identities::set(&subject, &identity, proof, today));
            subjects.push(subject);
        }
        Ok((issued, subjects, writes))
    }

    /// Registers the houses with their owners and issues their plates.
    fn houses(&self, town: &Town, subjects: &[Subject]) -> Result<Vec<Statement>, Error> {
        let mut writes = Vec::new();
        for house in &town.houses {
            let address = Some(format!("{}|{}|{}", house.street, house.number, house.room));
            let serial = self.issuing().serial();
            let area = town.community;
            let plate = self.issuing().plate(&house.code, area, address, serial);
            self.write_code("codes/houses", &house.key, &plate.text)?;
            writes.push(printed::add_plate(&house.code, area, &plate));
            writes.push(houses::add(&RegisteredHouse {
                code: house.code.clone(),
                town: house.town.clone(),
                community: house.community.clone(),
                street: house.street.clone(),
                number: house.number.clone(),
                room: house.room.clone(),
                serial,
                withdrawn: house.withdrawn,
            }));
            let owners = house.owners.iter().filter_map(|place| subjects.get(*place));
            writes.extend(owners.map(|owner| houses::add_owner(&house.code, owner)));
        }
        Ok(writes)
    }

    fn facts(&self, town: &Town) -> [Statement; 3] {
        [
            meta::set_number(Fact::CentreEpoch, u64::from_be_bytes(self.draw()) >> 1),
            meta::set_text(Fact::Place, &town.place),
            meta::set_number(Fact::Community, town.community),
        ]
    }

    /// Writes what an installer carries: pinned roots, pinned certificate, first bundle.
    async fn trust(&self, store: &dyn Store, names: &[String]) -> Result<(), Error> {
        let trust = self.data.join("trust");
        let authority_pem = tls::make(&keys_folder(self.data), names)?;
        files::write_public(&trust.join("ca.pem"), authority_pem.as_bytes()).map_err(io)?;
        let bundle = bundle::renew(store, &self.authority, self.crypto, self.now_ms).await?;
        files::write_public(&bundle_file(self.data), bundle.text.as_bytes()).map_err(io)
    }

    /// Writes a code as text, as a drawing and as a picture; the caption is the key, never a name.
    fn write_code(&self, folder: &str, key: &str, text: &str) -> Result<(), Error> {
        let file = |extension: &str| -> PathBuf {
            self.data.join(folder).join(key).with_extension(extension)
        };
        let drawing = draw(text);
        files::write_public(&file("txt"), text.as_bytes()).map_err(io)?;
        files::write_public(&file("svg"), drawing.svg().as_bytes()).map_err(io)?;
        picture::write(&file("png"), &drawing, key).map_err(io)
    }

    fn draw<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.crypto.random(&mut bytes);
        bytes
    }
}

/// The extract of the population register: the people of the town, and others who have no code yet.
fn persons_file(people: &[TownPerson]) -> String {
    let mut file = OTHER_PERSONS.to_owned();
    for person in people {
        let (kind, number) = (
            person.document.kind().code(),
            person.document.reveal_number(),
        );
        let registered = person.registered.as_deref().unwrap_or_default();
        let name = person.name.reveal();
        file.push_str(&format!("{name},{kind},{number},{registered}\n"));
    }
    file
}

/// What the disk said is not kept: it may name a folder of the machine.
fn io<E>(_: E) -> Error {
    Error::Io
}
