//! The real centre in this process: its databases, its power, and several requests at once, in an
//! order that chance chooses.

use std::{
    future::poll_fn,
    path::{Path, PathBuf},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use central::{Centre, Config, Halves, Refusal};
use codes::SeededCrypto;
use tokio::runtime::{Builder, Runtime};

use crate::{
    chance::Chance,
    power::{Powered, Switch},
};

/// What came of a request: nothing, when the power failed or its connection broke.
pub(crate) type Answered = Option<Result<Vec<u8>, Refusal>>;

pub(crate) struct SimCentre {
    pub(crate) config: Config,
    pub(crate) runtime: Runtime,
    pub(crate) folder: PathBuf,
    switch: Arc<Switch>,
    centre: Option<Centre>,
    /// It was started again this often.
    pub(crate) starts: u64,
}

/// What the power and the connections do while a few requests are served.
#[derive(Default)]
pub(crate) struct Weather {
    /// The power fails at this operation of a database.
    pub(crate) cut_at: Option<u64>,
    /// After the operation was done, not before.
    pub(crate) after: bool,
    /// This request's connection breaks when it was polled this often.
    pub(crate) broken: Option<(usize, u64)>,
}

impl SimCentre {
    pub(crate) fn new(folder: &Path, now: &Arc<AtomicU64>, seed: u64) -> Self {
        let read = Arc::clone(now);
        Self {
            config: Config {
                data: folder.to_owned(),
                front: None,
                database: None,
                front_database: None,
                clock: Arc::new(move || read.load(Ordering::SeqCst)),
                crypto: Arc::new(SeededCrypto::new(seed)),
                population: None,
            },
            runtime: Builder::new_current_thread().enable_time().build().unwrap(),
            folder: folder.to_owned(),
            switch: Switch::on(seed),
            centre: None,
            starts: 0,
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.centre.is_some()
    }

    /// Starts it; the power may fail once more while it starts. Tells whether it runs.
    pub(crate) fn start(&mut self, cut_at: Option<u64>, after: bool) -> bool {
        self.stop();
        self.switch.arm(cut_at, after);
        self.starts += 1;
        let opened = self.runtime.block_on(async {
            let halves = self.config.halves().await.unwrap();
            let powered = |store| -> Arc<dyn central::store::Store> {
                Arc::new(Powered {
                    store,
                    switch: Arc::clone(&self.switch),
                })
            };
            let halves = Halves {
                front: powered(halves.front),
                vault: powered(halves.vault),
            };
            Centre::open_on(&self.config, halves).await
        });
        let dead = self.switch.is_dead();
        self.switch.arm(None, false);
        match opened {
            Ok(centre) if !dead => self.centre = Some(centre),
            Ok(_) => {}
            Err(error) => assert!(dead, "the centre does not start: {error}"),
        }
        self.centre.is_some()
    }

    /// Ends the process, whatever it was doing.
    pub(crate) fn stop(&mut self) {
        self.centre = None;
    }

    /// Lets days pass.
    pub(crate) fn let_days_pass(&self) {
        if let Some(centre) = &self.centre {
            self.runtime.block_on(centre.let_days_pass()).unwrap();
        }
    }

    /// Serves requests at once.
    pub(crate) fn serve(
        &mut self,
        requests: &[Vec<u8>],
        weather: &Weather,
        chance: &mut Chance,
    ) -> Vec<Answered> {
        let Some(centre) = &self.centre else {
            return requests.iter().map(|_| None).collect();
        };
        self.switch.arm(weather.cut_at, weather.after);
        let jobs = requests.iter().enumerate().map(|(place, request)| {
            let broken = weather.broken.filter(|(broken, _)| *broken == place);
            Job::new(
                Box::pin(centre.sync(request)),
                broken.map(|(_, polls)| polls),
            )
        });
        let together = Together {
            jobs: jobs.collect(),
            switch: &self.switch,
        };
        let answers = self.runtime.block_on(together.run(chance));
        let dead = self.switch.is_dead();
        self.switch.arm(None, false);
        if dead {
            self.centre = None;
            return requests.iter().map(|_| None).collect();
        }
        answers
    }

    /// Opens both databases beside the centre, to look at them.
    pub(crate) fn halves(&self) -> Halves {
        self.runtime.block_on(self.config.halves()).unwrap()
    }
}

type Serving<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, Refusal>> + 'a>>;

struct Job<'a> {
    serving: Option<Serving<'a>>,
    answer: Answered,
    called: Arc<Called>,
    polls: u64,
    broken_at: Option<u64>,
}

impl<'a> Job<'a> {
    fn new(serving: Serving<'a>, broken_at: Option<u64>) -> Self {
        Self {
            serving: Some(serving),
            answer: None,
            called: Arc::new(Called {
                called: AtomicBool::new(true),
                outer: Mutex::new(None),
            }),
            polls: 0,
            broken_at,
        }
    }

    fn poll(&mut self) {
        self.called.called.store(false, Ordering::SeqCst);
        let waker = Waker::from(Arc::clone(&self.called));
        let Some(serving) = &mut self.serving else {
            return;
        };
        self.polls += 1;
        match serving.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(answer) => {
                self.answer = Some(answer);
                self.serving = None;
            }
            Poll::Pending if self.broken_at == Some(self.polls) => self.serving = None,
            Poll::Pending => {}
        }
    }
}

/// Remembers that a request wants to go on.
struct Called {
    called: AtomicBool,
    outer: Mutex<Option<Waker>>,
}

impl Wake for Called {
    fn wake(self: Arc<Self>) {
        self.called.store(true, Ordering::SeqCst);
        if let Some(outer) = self.outer.lock().unwrap().as_ref() {
            outer.wake_by_ref();
        }
    }
}

/// Requests that are served at once, one step of one of them at a time.
struct Together<'a> {
    jobs: Vec<Job<'a>>,
    switch: &'a Switch,
}

impl Together<'_> {
    async fn run(mut self, chance: &mut Chance) -> Vec<Answered> {
        poll_fn(|context| {
            for job in &self.jobs {
                *job.called.outer.lock().unwrap() = Some(context.waker().clone());
            }
            let at_work = |job: &Job<'_>| job.serving.is_some();
            if self.switch.is_dead() || !self.jobs.iter().any(at_work) {
                return Poll::Ready(());
            }
            let wants = |job: &Job<'_>| at_work(job) && job.called.called.load(Ordering::SeqCst);
            let mut ready: Vec<&mut Job<'_>> =
                self.jobs.iter_mut().filter(|job| wants(job)).collect();
            if ready.is_empty() {
                return Poll::Pending;
            }
            let place = chance.place(ready.len());
            ready[place].poll();
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        self.jobs.into_iter().map(|job| job.answer).collect()
    }
}
