//! Two kiosks with their keys in TPMs at one centre, and what the centre made of what they told.

use std::sync::{Arc, atomic::AtomicU64};

use central::{
    Centre, Config,
    store::Store,
    tables::{
        alarms::{self, Alarm},
        presentations, withdrawn,
    },
};
use protocol::{CodeSerial, Presentation, Record, TakenAs};
use residence::{RecordId, Subject};

use super::{device::Device, enrolled, town, with_clock};

pub(crate) struct World {
    pub(crate) config: Config,
    pub(crate) centre: Centre,
    pub(crate) clock: Arc<AtomicU64>,
    pub(crate) one: Device,
    pub(crate) other: Device,
}

impl World {
    pub(crate) async fn open(folder: &std::path::Path, database: Option<String>) -> Self {
        let (config, clock) = with_clock(&town(folder, database).await);
        let centre = Centre::open(&config).await.unwrap();
        let mut one = Device::with_tpm(folder);
        enrolled(&config, &centre, &mut one).await;
        let mut other = Device::with_tpm(folder);
        enrolled(&config, &centre, &mut other).await;
        for device in [&mut one, &mut other] {
            device.sync(&centre, Vec::new()).await;
        }
        Self {
            config,
            centre,
            clock,
            one,
            other,
        }
    }

    pub(crate) async fn store(&self) -> std::sync::Arc<dyn Store> {
        self.config.store().await.unwrap()
    }

    pub(crate) async fn raised(&self, kind: Alarm) -> usize {
        let all = alarms::all(self.store().await.as_ref()).await.unwrap();
        all.iter().filter(|alarm| alarm.kind == kind).count()
    }

    pub(crate) async fn review_of(&self, record: &RecordId) -> (bool, String) {
        let all = presentations::all(self.store().await.as_ref()).await;
        let all = all.unwrap();
        let found = all.iter().find(|one| one.record == *record).unwrap();
        (found.counts, found.review.clone())
    }

    pub(crate) async fn is_withdrawn(&self, serial: &CodeSerial) -> bool {
        let store = self.store().await;
        withdrawn::is_listed(store.as_ref(), serial).await.unwrap()
    }
}

pub(crate) fn shown(subject: Subject, serial: CodeSerial, form: u8, at: u64) -> Record {
    Record::Presentation(Presentation {
        subject,
        serial,
        form,
        house: None,
        verdict: TakenAs::Green,
        at: (at, at),
    })
}

pub(crate) fn good() -> (bool, String) {
    (true, String::new())
}

pub(crate) fn set_aside(why: &str) -> (bool, String) {
    (false, why.to_owned())
}
