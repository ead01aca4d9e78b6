//! Several requests of one round.

use super::*;

/// Several requests on their way at once, over links that lose and repeat: everything arrives once
/// and in order, and what one loses costs the others nothing.
#[test]
fn several_requests_at_once_leave_no_hole() {
    let load = Load {
        entries_max: 2,
        requests_max: 3,
    };
    let clock = || now();
    let at_once = |kiosk: &Kiosk, link: &mut Link| {
        let app = "kiosk 0.1.0";
        round_with(load, &kiosk.journal, link, &*kiosk.crypto, &clock, app)
    };
    let (kiosk, mut centre) = with_records(9);
    (1..=2).for_each(|n| centre.publish(&house(n)));
    let mut link = Link::to(centre, &[]);
    let first = at_once(&kiosk, &mut link).unwrap();
    assert_eq!((first.sent, first.acknowledged, first.waiting), (6, 6, 3));
    assert_eq!(first.received_changes, 2, "changes come by one of them");
    let second = at_once(&kiosk, &mut link).unwrap();
    assert_eq!(
        (second.sent, second.acknowledged, second.waiting),
        (3, 3, 0)
    );

    for faults in [
        [Fault::LoseRequest, Fault::None, Fault::None],
        [Fault::None, Fault::LoseRequest, Fault::None],
        [Fault::LoseAnswer, Fault::None, Fault::SendTwice],
        [Fault::None, Fault::FlippedBit, Fault::LoseAnswer],
    ] {
        let (kiosk, centre) = with_records(6);
        let mut link = Link::to(centre, &faults);
        let halting = at_once(&kiosk, &mut link).unwrap();
        assert!(
            halting
                .notices
                .iter()
                .any(|notice| matches!(notice, Notice::RequestsLost { .. })),
            "{faults:?}"
        );
        assert_eq!(kiosk.journal.held_back(), Ok(0), "nobody is to blame");
        let healed = at_once(&kiosk, &mut link).unwrap();
        assert_eq!(healed.waiting, 0, "{faults:?}");
        assert_eq!(link.centre.lock().unwrap().through(), 6, "{faults:?}");
    }
    let (kiosk, centre) = with_records(6);
    let mut link = Link::to(centre, &[Fault::LoseRequest; 3]);
    let nothing = at_once(&kiosk, &mut link);
    assert_eq!(nothing, Err(Error::Carrier(CarrierError::Unreachable)));
}
