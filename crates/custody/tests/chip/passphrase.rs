//! A kiosk that starts locked.

use custody::{CustodyError, Environment, Kind, passphrase_wait_ms};
use tempfile::TempDir;

use crate::kiosk::{enrol, open, with_passphrase};

const RIGHT: &str = "ten characters or more";

#[test]
fn a_kiosk_is_locked_until_its_passphrase_is_given() {
    let folder = TempDir::new().unwrap();
    let opened = with_passphrase(RIGHT)
        .establish(folder.path(), Kind::Passphrase)
        .unwrap();
    drop(enrol(folder.path(), &opened));
    let locked = custody::open(folder.path(), Environment::default());
    assert_eq!(locked.unwrap_err(), CustodyError::Locked);

    let wrong = with_passphrase("ten characters or less").environment;
    for wait_ms in [1_000, 2_000, 4_000] {
        let refused = custody::open(folder.path(), wrong.clone());
        assert_eq!(
            refused.unwrap_err(),
            CustodyError::WrongPassphrase { wait_ms }
        );
        assert_eq!(passphrase_wait_ms(folder.path()), Ok(wait_ms));
    }
    let opened = custody::open(folder.path(), with_passphrase(RIGHT).environment).unwrap();
    open(folder.path(), &opened).unwrap();
    assert_eq!(passphrase_wait_ms(folder.path()), Ok(0));
}

/// What a kill in the middle of choosing leaves behind: a wrapped key, or half of one, but no
/// choice. The next try begins anew, and no database ever lived under the lost key.
#[test]
fn a_stop_while_the_key_is_wrapped_leaves_no_half_choice() {
    for left in [
        "kiosk.key.pass.draft",
        "kiosk.key.pass.waiting",
        "kiosk.key.pass",
    ] {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join(left), b"YJW1half").unwrap();
        let refused = custody::open(folder.path(), Environment::default());
        assert_eq!(refused.unwrap_err(), CustodyError::NotChosen, "{left}");
        let opened = with_passphrase(RIGHT)
            .establish(folder.path(), Kind::Passphrase)
            .unwrap();
        drop(enrol(folder.path(), &opened));
        let again = with_passphrase(RIGHT).open(folder.path()).unwrap();
        open(folder.path(), &again).unwrap();
    }
}

#[test]
fn no_chip_is_said_and_not_replaced_by_a_passphrase() {
    for kind in [Kind::Tpm, Kind::Systemd] {
        let folder = TempDir::new().unwrap();
        let refused = with_passphrase(RIGHT).establish(folder.path(), kind);
        assert_eq!(refused.unwrap_err(), CustodyError::NoModule);
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 0, "nothing was made");
    }
}
