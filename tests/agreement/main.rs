//! Kiosk and centre agree: 10,000 random histories of 200 commands, each judged twice.
//!
//! The first side hears the commands as they happen. The second hears what was carried: declarations
//! and owners' answers as bytes of the wire, some of them twice, and people who have nothing to do
//! with each other in another order. Each lets the days pass when it likes. Afterwards both hold the
//! same registrations, the same habitual residences and gave the same answers.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod command;
mod side;

use command::{Carried, Dice, PEOPLE, history};
use side::Side;

const HISTORIES: u64 = 10_000;
const COMMANDS: usize = 200;

#[test]
fn kiosk_and_centre_agree_on_every_history() {
    let mut met = side::Met::default();
    for seed in 1..=HISTORIES {
        let mut dice = Dice::new(seed);
        let happened = history(&mut dice, COMMANDS);
        let mut kiosk = Side::new(seed);
        for command in &happened {
            if dice.roll(3) == 0 {
                kiosk.let_days_pass(command.on);
            }
            kiosk.hear(command);
        }
        let carried: Vec<Carried> = happened.iter().map(Carried::from).collect();
        let mut centre = Side::new(seed);
        for place in delivery(&mut dice, &carried) {
            centre.hear(&carried[place].read());
        }
        kiosk.end();
        centre.end();
        assert_eq!(kiosk, centre, "history {seed}");
        met.count(&kiosk);
    }
    met.saw_everything();
}

/// The order of delivery: each person's commands in their order, people woven anew, a tenth of the
/// commands once more.
fn delivery(dice: &mut Dice, carried: &[Carried]) -> Vec<usize> {
    let mut queues: Vec<Vec<usize>> = vec![Vec::new(); PEOPLE];
    for (place, command) in carried.iter().enumerate().rev() {
        queues[command.person].push(place);
    }
    let mut order = Vec::with_capacity(carried.len() * 2);
    while queues.iter().any(|queue| !queue.is_empty()) {
        let queue = &mut queues[dice.roll(PEOPLE)];
        if let Some(place) = queue.pop() {
            order.push(place);
            if dice.roll(10) == 0 {
                order.push(order[dice.roll(order.len())]);
            }
        }
    }
    order
}
