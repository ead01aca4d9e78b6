//! A courier on its thread: woken by hand, started over after failures, stopped cleanly.

use std::sync::mpsc;

use super::*;
use crate::testing::{Fault, Kiosk, Link, now};

const PATIENT: Pacing = Pacing {
    retry_ms_min: 600_000,
    retry_ms_max: 600_000,
    eager_ms_max: 600_000,
    poll_ms_max: 600_000,
};
const HASTY: Pacing = Pacing {
    retry_ms_min: 1,
    retry_ms_max: 2,
    eager_ms_max: 2,
    poll_ms_max: 600_000,
};
const SOON: Duration = Duration::from_secs(20);

fn start(kiosk: &Kiosk, link: &Link, pacing: Pacing) -> (Courier, Receiver<Report>) {
    let link = link.clone();
    let route = Route {
        journal: kiosk.journal.clone(),
        carriers: Box::new(move || Ok(Box::new(link.clone()))),
        crypto: kiosk.crypto.clone(),
        app: "kiosk 0.1.0".to_owned(),
        clock: Box::new(now),
        pacing,
    };
    let (reports, received) = mpsc::channel();
    let courier = Courier::spawn(route, Box::new(move |report| reports.send(report).unwrap()));
    (courier, received)
}

#[test]
fn a_courier_starts_at_once_and_goes_when_woken() {
    let kiosk = Kiosk::enrolled(1);
    let link = Link::to(kiosk.centre(), &[]);
    let (courier, reports) = start(&kiosk, &link, PATIENT);
    let first = reports.recv_timeout(SOON).unwrap();
    assert_eq!(first.result.unwrap().sent, 0);
    assert!(first.next_ms >= 300_000);
    kiosk.save(1);
    courier.waker().wake();
    assert_eq!(
        reports
            .recv_timeout(SOON)
            .unwrap()
            .result
            .unwrap()
            .acknowledged,
        1
    );
    drop(courier);
    assert!(
        reports.recv_timeout(SOON).is_err(),
        "a stopped courier reports nothing"
    );
}

#[test]
fn a_courier_never_gives_up() {
    let kiosk = Kiosk::enrolled(1);
    kiosk.save(1);
    let link = Link::to(kiosk.centre(), &[Fault::LoseRequest; 50]);
    let (courier, reports) = start(&kiosk, &link, HASTY);
    let mut failures = 0;
    while reports.recv_timeout(SOON).unwrap().result.is_err() {
        failures += 1;
    }
    assert_eq!(failures, 50);
    assert_eq!(kiosk.journal.outbox_status().unwrap().waiting, 0);
    drop(courier);
}

#[test]
fn a_carrier_that_cannot_be_made_is_asked_for_again() {
    let kiosk = Kiosk::enrolled(1);
    let link = Link::to(kiosk.centre(), &[]);
    let mut refusals = 3;
    let carriers: MakeCarrier = Box::new(move || {
        refusals -= 1;
        if refusals >= 0 {
            Err(CarrierError::Address)
        } else {
            Ok(Box::new(link.clone()))
        }
    });
    let route = Route {
        journal: kiosk.journal.clone(),
        carriers,
        crypto: kiosk.crypto.clone(),
        app: "kiosk 0.1.0".to_owned(),
        clock: Box::new(now),
        pacing: HASTY,
    };
    let (reports, received) = mpsc::channel();
    let courier = Courier::spawn(route, Box::new(move |report| reports.send(report).unwrap()));
    let results: Vec<bool> = (0..4)
        .map(|_| received.recv_timeout(SOON).unwrap().result.is_ok())
        .collect();
    assert_eq!(results, [false, false, false, true]);
    drop(courier);
}

#[test]
fn what_a_round_came_to_decides_the_pace() {
    let progress = |acknowledged, received_changes, waiting, more| Progress {
        sent: 5,
        acknowledged,
        received_changes,
        waiting,
        more,
        server_ms: 0,
        clock_ahead_ms: 0,
        time_pending: false,
        busy_ms: None,
        notices: Vec::new(),
    };
    let moved = |more, sent, full| Event::Progressed {
        more,
        sent,
        full,
        took_ms: 7,
    };
    for (progress, event) in [
        (progress(5, 0, 3, false), moved(true, true, true)),
        (progress(5, 0, 0, false), moved(false, true, true)),
        (progress(0, 2, 0, true), moved(true, false, true)),
        (progress(0, 2, 3, false), moved(false, false, true)),
        (progress(0, 0, 3, false), Event::Stuck),
        (progress(0, 0, 0, false), Event::Quiet),
    ] {
        assert_eq!(event_of(&Ok(progress.clone()), 5, 7), event, "{progress:?}");
    }
    let busy = Error::Carrier(CarrierError::Busy { wait_ms: Some(9) });
    assert_eq!(
        event_of(&Err(busy), 5, 7),
        Event::Failed { wait_ms: Some(9) }
    );
    assert_eq!(
        event_of(&Err(Error::NotEnrolled), 5, 7),
        Event::Failed { wait_ms: None }
    );
}
