//! Known answers for every kind under three algorithms: tests/golden/codes-kinds.json.

use codes::{
    Algorithm, BundleError, Clock, CodeForm, Meaning, SeenCodes, TrustList, Verdict, VerifyingKey,
    judge,
};
use serde_json::Value;

use crate::{
    golden::{clock, meaning_json, verdict},
    known::{NOW_MS, kinds, list, text, unhex},
};

/// Either everything was seen before, or nothing.
struct Seen(bool);

impl SeenCodes for Seen {
    fn was_seen(&self, _: &[u8; 8]) -> bool {
        self.0
    }
}

/// One algorithm's part of the file.
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    pub(crate) algorithm: Algorithm,
    pub(crate) trust: TrustList,
    file: Value,
}

impl Profile {
    fn roots(&self) -> Vec<VerifyingKey> {
        roots(&self.file)
    }

    /// Returns the text of a good code by its name.
    pub(crate) fn good(&self, name: &str) -> &str {
        let case = list(&self.file, "good")
            .iter()
            .find(|case| text(case, "name") == name);
        text(case.expect("the file has this case"), "text")
    }
}

fn roots(file: &Value) -> Vec<VerifyingKey> {
    list(file, "roots")
        .iter()
        .map(|root| VerifyingKey::from_tagged(&unhex(root.as_str().unwrap())).unwrap())
        .collect()
}

pub(crate) fn profiles() -> Vec<Profile> {
    let file = kinds();
    let profile = |algorithm: Algorithm| {
        let file = file["profiles"][algorithm.name()].clone();
        let bundle = text(&file, "bundle");
        let trust = TrustList::open(bundle, &roots(&file), 0, Clock::exact(NOW_MS)).unwrap();
        Profile {
            name: algorithm.name(),
            algorithm,
            trust,
            file,
        }
    };
    Algorithm::ALL.map(profile).into()
}

fn form(meaning: &Meaning) -> Option<String> {
    let Meaning::Resident(claims) = meaning else {
        return None;
    };
    Some(match &claims.form {
        CodeForm::Printed => "printed".to_owned(),
        CodeForm::Screen => "screen".to_owned(),
        CodeForm::Provisional(kiosk) => format!("provisional by {}", kiosk.kiosk.as_str()),
    })
}

fn with_form(verdict: &Verdict) -> Value {
    match verdict {
        Verdict::Green(meaning) | Verdict::Amber(meaning, _) => {
            let mut json = meaning_json(meaning);
            if let Some(form) = form(meaning) {
                json["form"] = Value::from(form);
            }
            json
        }
        Verdict::Newer | Verdict::Red(_) => Value::Null,
    }
}

fn check(part: &str, least: usize) {
    for profile in profiles() {
        let cases = list(&profile.file, part);
        assert!(cases.len() >= least, "{part}: {}", cases.len());
        for case in cases {
            let name = format!("{}: {}", profile.name, text(case, "name"));
            let flag = |name: &str| case[name].as_bool().unwrap_or(false);
            let judged = judge(
                text(case, "text"),
                &profile.trust,
                clock(case),
                &Seen(flag("seen")),
            );
            assert_eq!(verdict(&judged.verdict).0, text(case, "expected"), "{name}");
            assert_eq!(judged.dropped_text, flag("dropped"), "{name}");
            if !case["meaning"].is_null() {
                assert_eq!(with_form(&judged.verdict), case["meaning"], "{name}");
            }
        }
    }
}

#[test]
fn every_kind_is_accepted_under_every_algorithm() {
    check("good", 13);
}

#[test]
fn every_rule_is_kept_under_every_algorithm() {
    check("bad", 60);
}

#[test]
fn bundles_are_judged_under_every_algorithm() {
    for profile in profiles() {
        let roots = profile.roots();
        for case in list(&profile.file, "bundles") {
            let floor = case["floor"].as_u64().unwrap();
            let now = Clock::exact(NOW_MS);
            let opened = if case["onto_the_bundle"].as_bool().unwrap_or(false) {
                TrustList::open_onto(&profile.trust, text(case, "text"), &roots, floor, now)
            } else {
                TrustList::open(text(case, "text"), &roots, floor, now)
            };
            let got = match opened {
                Ok(_) => "Accepted".to_owned(),
                Err(error) => format!("{error:?}"),
            };
            let name = format!("{}: {}", profile.name, text(case, "name"));
            assert_eq!(got, text(case, "expected"), "{name}");
        }
    }
}

/// The next bundle after a change of roots opens under the new ones, and this one still does.
#[test]
fn roots_change_hands() {
    for profile in profiles() {
        let roots = profile.roots();
        let cases = list(&profile.file, "bundles");
        let find = |name: &str| {
            let case = cases.iter().find(|case| text(case, "name") == name);
            text(case.expect("the file has this case"), "text")
        };
        let open = |text: &str, roots: &[VerifyingKey]| {
            TrustList::open(text, roots, 0, Clock::exact(NOW_MS))
        };
        let same = open(find("by the standby root"), &roots).unwrap();
        assert_eq!(same.roots(), roots);
        let changed = open(find("new roots by an old one"), &roots).unwrap();
        let after = changed.roots();
        assert_eq!(after.len(), 2, "the new root, and the old one that signed");
        assert_eq!(after[0].algorithm(), profile.algorithm);
        assert_eq!(after[1], roots[0]);
        assert!(open(find("new roots by an old one"), after).is_ok());
        assert!(open(find("new roots by themselves"), after).is_ok());
        let standby = open(find("by the standby root"), after);
        assert_eq!(standby.unwrap_err(), BundleError::UnknownRoot);
        let bundle = changed.bundle();
        assert_eq!(bundle.min_app.unwrap().to_string(), "1.2.3");
        assert!(bundle.recovery_seal.is_some() && bundle.sealed_bind.is_some());
    }
}

#[test]
fn a_difference_gives_the_whole_list() {
    for profile in profiles() {
        let cases = list(&profile.file, "bundles");
        let case = cases
            .iter()
            .find(|case| text(case, "name") == "difference")
            .unwrap();
        let now = Clock::exact(NOW_MS);
        let roots = profile.roots();
        let open =
            |base: &TrustList| TrustList::open_onto(base, text(case, "text"), &roots, 0, now);
        let list = open(&profile.trust).unwrap();
        let expected = [[0x01; 8], [0x44; 8], *b"revoked!", [0xfe; 8]];
        assert_eq!(list.bundle().revoked, expected);
        assert!(list.has_revoked(&[0x44; 8]) && !list.has_revoked(&[0x50; 8]));
        // A difference is no base for another one: only whole lists are.
        assert_eq!(open(&list).unwrap_err(), BundleError::WrongBase);
    }
}
