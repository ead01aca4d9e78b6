//! What leaves the kiosk and the centre on paper: sheets of whole dots, slips, and the printer.
//!
//! Invariant: nothing here knows a screen, a rule, SQL or the network. A slip carries what is printed
//! and not more, masked before it comes here; its pages live in memory only, are handed to a
//! printer through a pipe under a title that says nothing, and no copy of them is kept.

mod cups;
mod folder;
mod printer;
mod roll;
mod sheet;
mod slip;
mod slips;
mod words;

pub use cups::Cups;
pub use folder::Folder;
pub use printer::{NotPrinted, Printer};
pub use sheet::{
    Area, Faces, Fonts, Ink, Mark, PrintError, Sheet, Weight, Words, column, dots, module_dots,
    pdf, png, real, svg, whole,
};
pub use slip::{
    CalendarSlip, CardCategory, CardSlip, DayKind, Language, Matter, MessageLine, MessageSlip,
    Owner, Progress, ReceiptSlip, Rule, Saved, Slip, Stretch, TaskKind, TicketSlip,
};
pub use slips::draw;
pub use words::day_in;
