//! A kiosk without a screen: the real visit, journal and courier, answered by a script.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context as _, Result, bail};
use codes::SoftwareCrypto;
use kiosk::{
    CohabitantEntry, Errand, Intent, Kiosk, Matter, MyResidence, Now, Receipt, ReceiptAnswer,
    ScanPurpose, Screen, Settings, View,
};

use crate::{
    cast::{Cast, Cohabitant, Outcome, Visit},
    station::Centre,
};

const STEPS_MAX: usize = 60;

/// What the people of a visit bring along: codes and cards.
#[derive(Debug, Clone)]
pub struct Pockets {
    /// Text of the house's code.
    pub house: String,
    /// Text of the code of a house that was withdrawn.
    pub withdrawn_house: String,
    /// Text of the declarant's code.
    pub resident: String,
    /// Full number of the declarant.
    pub number: String,
    /// Text of the owner's code.
    pub owner: String,
    /// Full number of the owner.
    pub owner_number: String,
}

impl Pockets {
    /// Fills the pockets of the people of a cast with what the centre issued to them.
    pub fn filled(cast: &Cast, centre: &Centre) -> Result<Self> {
        let visit = &cast.visit;
        Ok(Self {
            house: centre.house_code(&visit.house)?,
            withdrawn_house: centre.house_code(&cast.mistakes.withdrawn_house)?,
            resident: centre.resident_code(&visit.declarant)?,
            number: cast.person(&visit.declarant).number.clone(),
            owner: centre.resident_code(&visit.owner)?,
            owner_number: cast.person(&visit.owner).number.clone(),
        })
    }
}

/// A running kiosk that nobody looks at.
pub struct Screenless {
    kiosk: Kiosk,
    agreeing: Vec<Duration>,
    /// How far its clocks were put ahead, in milliseconds.
    ahead_ms: Arc<AtomicU64>,
}

impl Screenless {
    /// Opens the kiosk in this folder, as the window does.
    pub fn open(data: &Path) -> Result<Self> {
        let settings = Settings {
            area: residence::ServiceArea::fictitious(),
            data_dir: data.to_owned(),
            idle_warning_ms: 60_000,
            idle_wipe_ms: 90_000,
            app: "screenless".to_owned(),
        };
        let kiosk = Kiosk::open(settings, Arc::new(SoftwareCrypto), now())
            .map_err(|failure| anyhow::anyhow!("the kiosk does not open: {:?}", failure.code))?;
        Ok(Self {
            kiosk,
            agreeing: Vec::new(),
            ahead_ms: Arc::default(),
        })
    }

    /// Lets the courier run.
    pub fn start_sync(&mut self) {
        // Nobody looks: `tick` finds the news by itself.
        let ahead = Arc::clone(&self.ahead_ms);
        self.kiosk
            .start_sync(Box::new(|| {}), Box::new(move || now_ahead(&ahead)));
        self.kiosk.start_enquiries(Arc::new(|| {}));
    }

    /// Gives the kiosk a printer.
    pub fn print_on(&mut self, printer: Arc<dyn kiosk::Printer>) {
        self.kiosk.print_on(printer);
    }

    /// Asks after a receipt and returns what the kiosk answers.
    pub fn ask_after(&mut self, number: &str) -> Result<ReceiptAnswer> {
        self.tell(Intent::EndVisit);
        self.tell(Intent::BeginVisit(Matter::CheckReceipt));
        let view = self.tell(Intent::AcceptCode(number.to_owned()));
        let Screen::ReceiptStatus(status) = view.screen else {
            bail!("the number was not taken");
        };
        Ok(status.answer)
    }

    /// Returns how long each "agree" took until the next screen was there.
    pub fn agreeing(&self) -> &[Duration] {
        &self.agreeing
    }

    /// Returns the kiosk, to look behind the view.
    pub fn kiosk(&self) -> &Kiosk {
        &self.kiosk
    }

    /// Tells an intent and returns the view after it.
    pub fn tell(&mut self, intent: Intent) -> View {
        let now = now_ahead(&self.ahead_ms);
        self.kiosk.handle(intent, now).clone()
    }

    /// Nobody touches anything for so long; the clocks of the machine are put ahead for it.
    pub fn left_alone(&mut self, time: Duration) -> View {
        let time_ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.ahead_ms.fetch_add(time_ms, Ordering::Relaxed);
        self.tick()
    }

    /// Lets time pass and returns the view.
    pub fn tick(&mut self) -> View {
        self.kiosk.tick(now_ahead(&self.ahead_ms));
        self.kiosk.view().clone()
    }

    /// Ends what was there and walks through a whole visit up to its receipt.
    pub fn declare(&mut self, visit: &Visit, pockets: &Pockets) -> Result<Receipt> {
        let mut view = self.tell(Intent::EndVisit);
        for _ in 0..STEPS_MAX {
            if let Screen::Receipt(receipt) = view.screen {
                return Ok(receipt);
            }
            let intent = answer(&view.screen, visit, pockets)?;
            let agrees = matches!(intent, Intent::Agree { .. });
            let started = Instant::now();
            view = self.tell(intent);
            if agrees {
                self.agreeing.push(started.elapsed());
            }
        }
        bail!(
            "no receipt after {STEPS_MAX} steps; the screen is {:?}",
            view.screen
        )
    }

    /// Scans the own code on "my business", proves the number and returns what the kiosk knows.
    pub fn look_up(&mut self, pockets: &Pockets) -> Result<MyResidence> {
        self.tell(Intent::EndVisit);
        self.tell(Intent::BeginVisit(Matter::MyResidence));
        self.tell(Intent::AcceptCode(pockets.resident.clone()));
        self.tell(Intent::ProveIdentity(pockets.number.clone()));
        let view = self.tell(Intent::OpenErrand(Errand::Residence));
        let Screen::MyResidence(residence) = view.screen else {
            bail!("the code was not taken");
        };
        Ok(residence)
    }
}

/// Answers the question of a screen as the people of the visit do.
fn answer(screen: &Screen, visit: &Visit, pockets: &Pockets) -> Result<Intent> {
    let owner_is_there = matches!(visit.outcome, Outcome::Confirms | Outcome::Refuses);
    Ok(match screen {
        Screen::Welcome => Intent::BeginVisit(Matter::Declare),
        Screen::Scan(scan) => {
            if let Some(refusal) = scan.refusal {
                bail!("a code was not taken: {refusal:?}");
            }
            Intent::AcceptCode(code_for(scan.purpose, pockets).to_owned())
        }
        Screen::ProveIdentity(prove) => {
            if let Some(problem) = prove.problem {
                bail!("a number was not taken: {problem:?}");
            }
            let is_owner = prove.purpose == ScanPurpose::Owner;
            let number = if is_owner {
                &pockets.owner_number
            } else {
                &pockets.number
            };
            Intent::ProveIdentity(number.clone())
        }
        Screen::ConfirmDoor(_) => Intent::ConfirmDoor,
        Screen::Stay(_) => Intent::DescribeStay {
            dwelling: visit.dwelling.clone(),
            reason: visit.reason.clone(),
            moved_in_on: visit.moved_in_on.clone(),
        },
        Screen::Cohabitants(page) => match visit.cohabitants.get(page.people.len()) {
            Some(_) if page.problem.is_some() => bail!("refused: {:?}", page.problem),
            Some(next) => Intent::AddCohabitant(entry(next)),
            None => Intent::FinishCohabitants,
        },
        Screen::OwnerPresent(_) => Intent::AnswerOwnerPresent(owner_is_there),
        Screen::ReadBack(page) => Intent::Agree {
            notice_version: page.notice_version,
        },
        Screen::OwnerDecides(_) => Intent::DecideAsOwner(visit.refusal.clone()),
        Screen::Failure(failure) => bail!("failed: {:?}", failure.code),
        Screen::Receipt(_) | Screen::MyResidence(_) => Intent::EndVisit,
        Screen::Checked(_)
        | Screen::Help(_)
        | Screen::WorkerLogin(_)
        | Screen::WorkerHome(_)
        | Screen::WorkerNeeded(_)
        | Screen::IssueFor(_)
        | Screen::IssueCheck(_)
        | Screen::Issued(_)
        | Screen::ReceiptStatus(_)
        | Screen::StateTime(_)
        | Screen::Locked(_)
        | Screen::Services(_)
        | Screen::Calendar(_)
        | Screen::Messages(_)
        | Screen::Message(_)
        | Screen::Houses(_)
        | Screen::House(_)
        | Screen::AskAct(_)
        | Screen::MyCode(_)
        | Screen::Family(_)
        | Screen::Permits(_)
        | Screen::MyData(_)
        | Screen::LivesDone(_)
        | Screen::FindAddress(_)
        | Screen::WriteAddress(_)
        | Screen::ClaimForm(_)
        | Screen::ClaimCheck(_)
        | Screen::ClaimState(_)
        | Screen::CollectCode(_)
        | Screen::ActDone(_) => bail!("this is no page of a declaration: {screen:?}"),
    })
}

fn code_for(purpose: ScanPurpose, pockets: &Pockets) -> &str {
    match purpose {
        ScanPurpose::House | ScanPurpose::IssueHouse | ScanPurpose::ClaimHouse => &pockets.house,
        ScanPurpose::Resident
        | ScanPurpose::MyResidence
        | ScanPurpose::Check
        | ScanPurpose::Guardian
        | ScanPurpose::Receipt
        | ScanPurpose::Trustee => &pockets.resident,
        ScanPurpose::Owner => &pockets.owner,
    }
}

/// Fills in the form for a cohabitant.
pub fn entry(cohabitant: &Cohabitant) -> CohabitantEntry {
    CohabitantEntry {
        name: cohabitant.name.clone(),
        document: cohabitant.document.clone(),
        number: cohabitant.number.clone(),
        phone: cohabitant.phone.clone(),
        relation: cohabitant.relation.clone(),
        guardian_consent: cohabitant.guardian_consent,
    }
}

/// Reads the clocks: the town lives today, on the machine it runs on.
#[expect(
    clippy::disallowed_methods,
    reason = "the town is the rim: it hands time to the kiosk"
)]
pub fn now() -> Now {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let unix_ms = since
        .ok()
        .and_then(|time| u64::try_from(time.as_millis()).ok());
    Now {
        unix_ms: unix_ms.context("a clock after 1970").unwrap_or_default(),
        boot_ms: running_ms().unwrap_or_default(),
        boot_id: [7; 16],
    }
}

fn now_ahead(ahead_ms: &AtomicU64) -> Now {
    let (now, ahead_ms) = (now(), ahead_ms.load(Ordering::Relaxed));
    Now {
        unix_ms: now.unix_ms + ahead_ms,
        boot_ms: now.boot_ms + ahead_ms,
        ..now
    }
}

/// How long the machine has run, those of its sleep included, in milliseconds.
fn running_ms() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, rest) = text.split_once('.')?;
    let hundredths: u64 = rest.get(..2)?.parse().ok()?;
    Some(seconds.parse::<u64>().ok()? * 1_000 + hundredths * 10)
}
