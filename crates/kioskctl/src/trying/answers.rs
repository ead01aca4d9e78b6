//! From a line to its answer; field names and order are those of the contract.

use std::{collections::BTreeSet, fmt};

use chrono::NaiveDate;
use residence::{
    Addable, Eligibility, EligibilityInput, Habitual, IdentityDocument, IssuedPermit, Listed as _,
    Permit, PermitAction, PermitDenial, Policy, Proof, Segment, Stated, age_on, can, eligibility,
    first_eligible, guardian_consent_needed, may_be_added, may_self_declare, permit_status,
    population, schedule, stay_start,
};
use serde::{Serialize, Serializer};

use super::cases::{
    AgeCase, DocumentCase, EligibleCase, EndorsementCase, Head, Object, SegmentCase, StayCase,
};

/// An age that no rule looks at twice, for a case that names none.
const ADULT_YEARS: u32 = 30;

/// Why a line is no case. It never repeats what the line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum LineError {
    #[error("LINE_TOO_LONG")]
    LineTooLong,
    #[error("NOT_UTF8")]
    NotUtf8,
    #[error("NOT_JSON")]
    NotJson { column: usize },
    #[error("NO_FUNCTION")]
    NoFunction,
    #[error("UNKNOWN_FUNCTION")]
    UnknownFunction,
    #[error("WRONG_FIELDS")]
    WrongFields { column: Option<usize> },
    #[error("ENDORSED_TOO_EARLY")]
    EndorsedTooEarly,
    #[error("ENDORSED_AFTER_CANCELLATION")]
    EndorsedAfterCancellation,
    #[error("ON_TOO_EARLY")]
    OnTooEarly,
}

/// The line of an error; the column helps to find a slip in a long case.
#[derive(Serialize)]
pub(super) struct Told {
    #[serde(serialize_with = "as_text")]
    error: LineError,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

impl LineError {
    pub(super) fn told(self) -> Told {
        let column = match self {
            Self::NotJson { column } => Some(column),
            Self::WrongFields { column } => column,
            Self::LineTooLong
            | Self::NotUtf8
            | Self::NoFunction
            | Self::UnknownFunction
            | Self::EndorsedTooEarly
            | Self::EndorsedAfterCancellation
            | Self::OnTooEarly => None,
        };
        Told {
            error: self,
            column,
        }
    }
}

/// One line of the answer.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Answer {
    Document {
        ok: bool,
        key: String,
        birth: Option<Shown<NaiveDate>>,
        sex: Option<&'static str>,
        warnings: Vec<&'static str>,
    },
    NoDocument {
        ok: bool,
        error_code: Shown<residence::DocumentError>,
    },
    Age {
        age: u32,
        addable: &'static str,
        self_declare: bool,
        guardian_consent: bool,
    },
    FirstEligible {
        first_eligible: Shown<NaiveDate>,
    },
    Stay {
        start: Option<Shown<NaiveDate>>,
        first_eligible: Option<Shown<NaiveDate>>,
    },
    Endorsement {
        state: &'static str,
        window_from: Shown<NaiveDate>,
        window_to: Shown<NaiveDate>,
        lapse_on: Shown<NaiveDate>,
        allowed: bool,
    },
    Eligible {
        verdict: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        since: Option<Shown<NaiveDate>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        route: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        on: Option<Shown<NaiveDate>>,
        denials: Vec<Shown<PermitDenial>>,
    },
}

/// A value whose text is its answer.
#[derive(Serialize)]
pub(super) struct Shown<T: fmt::Display>(#[serde(serialize_with = "as_text")] T);

fn as_text<T: fmt::Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Answers one line under one policy.
pub(super) fn answer(line: &[u8], policy: &Policy) -> Result<Answer, LineError> {
    let text = std::str::from_utf8(line).map_err(|_| LineError::NotUtf8)?;
    let head: Object<Head<'_>> = read(text)?;
    let function = head.0.function.ok_or(LineError::NoFunction)?;
    match &*function.0 {
        "document" => read(text).map(|Object(case)| document(&case)),
        "age" => read(text).map(|Object(case)| age(&case, policy)),
        "stay" => stay(read::<Object<StayCase>>(text)?.0, policy),
        "endorsement" => endorsement(&read::<Object<EndorsementCase>>(text)?.0, policy),
        "eligible" => eligible(&read::<Object<EligibleCase>>(text)?.0, policy),
        _ => Err(LineError::UnknownFunction),
    }
}

fn read<'a, T: serde::Deserialize<'a>>(text: &'a str) -> Result<T, LineError> {
    serde_json::from_str(text).map_err(|error| {
        let column = error.column();
        if error.is_data() {
            // What is wrong as a whole has no column.
            LineError::WrongFields {
                column: (column > 0).then_some(column),
            }
        } else {
            LineError::NotJson { column }
        }
    })
}

fn document(case: &DocumentCase<'_>) -> Answer {
    let mut stated = Stated::default();
    if let Some(birth) = case.birth {
        stated = stated.with_birth(birth.0);
    }
    if let Some(sex) = case.sex {
        stated = stated.with_sex(sex.0);
    }
    if let Some(state) = &case.state {
        stated = stated.with_issuing_state(&state.0);
    }
    match IdentityDocument::parse_stated(case.kind.0, &case.number.0, &stated, case.on.0) {
        Ok(document) => Answer::Document {
            ok: true,
            key: document.reveal_key().to_owned(),
            birth: document.reveal_birth().map(Shown),
            sex: document.sex().map(residence::Listed::code),
            warnings: document
                .warnings()
                .iter()
                .map(|warning| warning.code())
                .collect(),
        },
        Err(error) => Answer::NoDocument {
            ok: false,
            error_code: Shown(error),
        },
    }
}

fn age(case: &AgeCase, policy: &Policy) -> Answer {
    let age = age_on(case.birth.0, case.on.0, &policy.age);
    Answer::Age {
        age,
        addable: match may_be_added(age, &policy.age) {
            Addable::Minor => "minor",
            Addable::Elder => "elder",
            Addable::No => "none",
        },
        self_declare: may_self_declare(age, &policy.age),
        guardian_consent: guardian_consent_needed(age, &policy.age),
    }
}

fn stay(case: StayCase, policy: &Policy) -> Result<Answer, LineError> {
    match (case.start, case.city, case.on, case.segments) {
        (Some(start), None, None, None) => Ok(Answer::FirstEligible {
            first_eligible: Shown(first_eligible(start.0, &policy.stay)),
        }),
        (None, Some(city), Some(on), Some(segments)) => {
            let start = stay_start(&segments_of(&segments), city.0, on.0, &policy.stay);
            Ok(Answer::Stay {
                start: start.map(Shown),
                first_eligible: start.map(|start| Shown(first_eligible(start, &policy.stay))),
            })
        }
        _ => Err(LineError::WrongFields { column: None }),
    }
}

fn segments_of(cases: &[Object<SegmentCase>]) -> Vec<Segment> {
    let segment = |Object(case): &Object<SegmentCase>| Segment {
        voided: case.voided,
        ..Segment::new(case.city.0, case.from.0, case.to.map(|day| day.0))
    };
    cases.iter().map(segment).collect()
}

fn endorsement(case: &EndorsementCase, policy: &Policy) -> Result<Answer, LineError> {
    let endorsed_on: Vec<_> = case.endorsed.iter().map(|day| day.0).collect();
    let last = endorsed_on.iter().copied().max();
    if case.on.0 < case.issued.0 || last.is_some_and(|last| case.on.0 < last) {
        return Err(LineError::OnTooEarly);
    }
    let term = schedule(case.issued.0, &endorsed_on, &policy.permit).map_err(|denial| {
        if matches!(denial, PermitDenial::WindowNotOpen { .. }) {
            LineError::EndorsedTooEarly
        } else {
            LineError::EndorsedAfterCancellation
        }
    })?;
    // The city plays no part in the dates.
    let city = residence::CityCode::parse("4400").expect("four digits");
    let permit = Permit::Issued(IssuedPermit {
        endorsed_on,
        term,
        ..IssuedPermit::new(city, case.issued.0)
    });
    let allowed = |action| can(action, &permit, case.on.0, &policy.permit).is_ok();
    let schedule = term.schedule(case.on.0, &policy.permit);
    Ok(Answer::Endorsement {
        state: permit_status(&permit, case.on.0, &policy.permit)
            .state
            .code(),
        window_from: Shown(schedule.window_from),
        window_to: Shown(schedule.window_to),
        lapse_on: Shown(schedule.lapse_on),
        allowed: allowed(PermitAction::Endorse) || allowed(PermitAction::EndorseLate),
    })
}

fn eligible(case: &EligibleCase, policy: &Policy) -> Result<Answer, LineError> {
    let input = input_of(case, policy).ok_or(LineError::WrongFields { column: None })?;
    let denials = |why: Vec<PermitDenial>| why.into_iter().map(Shown).collect();
    let verdict = |verdict, why| Answer::Eligible {
        verdict,
        since: None,
        route: None,
        on: None,
        denials: denials(why),
    };
    Ok(match eligibility(&input, policy, case.on.0).verdict {
        Eligibility::Eligible { since, route } => Answer::Eligible {
            verdict: "ELIGIBLE",
            since: Some(Shown(since)),
            route: Some(route.code()),
            on: None,
            denials: Vec::new(),
        },
        Eligibility::NotYet { on, missing } => Answer::Eligible {
            verdict: "NOT_YET",
            since: None,
            route: None,
            on: Some(Shown(on)),
            denials: denials(missing),
        },
        Eligibility::No { why } => verdict("NO", why),
        Eligibility::Review { why } => verdict("REVIEW", why),
    })
}

/// `None` when two fields say the same thing, or one that another needs is missing.
fn input_of(case: &EligibleCase, policy: &Policy) -> Option<EligibilityInput> {
    let city = case.city.0;
    let population = match (case.population, case.hukou) {
        (Some(population), None) => population.0,
        (None, Some(registered)) => population(
            residence::DocumentType::ResidentId,
            Some(registered.0),
            city.into(),
            policy.floating,
        )?,
        (Some(_), Some(_)) | (None, None) => return None,
    };
    let age = match (case.age, case.birth) {
        (Some(age), None) => age,
        (None, Some(birth)) => age_on(birth.0, case.on.0, &policy.age),
        (None, None) => ADULT_YEARS,
        (Some(_), Some(_)) => return None,
    };
    let habitual = match (case.habitual_since, case.habitual_pending) {
        (Some(since), false) => Some(Habitual::Approved { since: since.0 }),
        (None, true) => Some(Habitual::Pending),
        (None, false) => None,
        (Some(_), true) => return None,
    };
    let exemption = match (case.exemption, case.exemption_since) {
        (Some(exemption), since) => Some(Proof {
            exemption: exemption.0,
            since: since.map(|day| day.0),
        }),
        (None, None) => None,
        (None, Some(_)) => return None,
    };
    Some(EligibilityInput {
        population,
        age,
        agent: case.guardian || case.agent,
        city,
        habitual,
        segments: segments_of(&case.segments),
        presentations: case.presentations.iter().map(|day| day.0).collect(),
        grounds: case
            .grounds
            .iter()
            .map(|ground| ground.0)
            .collect::<BTreeSet<_>>(),
        exemption,
        live_permit: case.live_permit,
        live_application: case.live_application,
    })
}
