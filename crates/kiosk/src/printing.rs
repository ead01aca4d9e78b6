//! The way to a printer: one slip at a time, on a thread of its own, so that no visit waits for paper.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, channel},
    },
    thread,
};

use paper::{Language as PaperLanguage, NotPrinted, Printer, Slip};
use protocol::CodeSerial;

use crate::{
    screen::{Language, PrintState},
    session::Worker,
    visit::Paper,
};

/// What a slip on its way is, to know what follows when it does not come out.
pub(crate) enum Job {
    /// What a screen shows.
    Paper(Paper),
    /// A provisional code, and the worker who answers for it.
    Code {
        serial: CodeSerial,
        worker: Box<Worker>,
    },
}

/// How a slip ended.
pub(crate) type Printed = Result<(), NotPrinted>;

struct Running {
    job: Job,
    ended: Receiver<Printed>,
}

/// The printer of this machine, if it has one, and the slip that it prints now.
#[derive(Default)]
pub(crate) struct Press {
    printer: Option<Arc<dyn Printer>>,
    running: Option<Running>,
}

impl Press {
    /// Takes the printer of this machine.
    pub(crate) fn take(&mut self, printer: Arc<dyn Printer>) {
        self.printer = Some(printer);
    }

    /// Begins to print; without a printer it says so at once.
    pub(crate) fn begin(&mut self, slip: Slip, job: Job) -> PrintState {
        let Some(printer) = self.printer.clone() else {
            return PrintState::NoPrinter;
        };
        if self.running.is_some() {
            // The slip of somebody before still comes out; touching the button again helps.
            return PrintState::Stopped;
        }
        let (tell, ended) = channel();
        let print = move || {
            let printed = printer.print(&slip);
            // The slip goes before anybody hears of its end.
            drop(slip);
            // A kiosk that is gone asks no more.
            tell.send(printed).unwrap_or_default();
        };
        let spawned = thread::Builder::new().name("print".to_owned()).spawn(print);
        if spawned.is_err() {
            return PrintState::Stopped;
        }
        self.running = Some(Running { job, ended });
        PrintState::Printing
    }

    /// Returns the slip that has ended since it was asked last.
    pub(crate) fn ended(&mut self) -> Option<(Job, Printed)> {
        let printed = match self.running.as_ref()?.ended.try_recv() {
            Ok(printed) => printed,
            Err(TryRecvError::Empty) => return None,
            // The thread ended without a word: nobody knows what came out.
            Err(TryRecvError::Disconnected) => Err(NotPrinted::Failed),
        };
        self.running.take().map(|running| (running.job, printed))
    }
}

/// What a person is told of a slip by which nothing is lost.
pub(crate) fn state_of(printed: Printed) -> PrintState {
    match printed {
        Ok(()) => PrintState::Printed,
        Err(NotPrinted::NoPrinter) => PrintState::NoPrinter,
        Err(NotPrinted::Empty | NotPrinted::RanOut) => PrintState::Empty,
        Err(NotPrinted::Stopped | NotPrinted::Stuck | NotPrinted::Failed | NotPrinted::Drawing) => {
            PrintState::Stopped
        }
    }
}

/// What becomes of a code: one of which a part may be on paper counts for nothing.
pub(crate) fn state_of_code(printed: Printed) -> PrintState {
    match printed {
        Err(why) if !why.is_clean() => PrintState::Failed,
        printed => state_of(printed),
    }
}

/// The language of a slip.
pub(crate) fn language(language: Language) -> PaperLanguage {
    match language {
        Language::ZhHans => PaperLanguage::ZhHans,
        Language::ZhHant => PaperLanguage::ZhHant,
        Language::En => PaperLanguage::En,
    }
}
