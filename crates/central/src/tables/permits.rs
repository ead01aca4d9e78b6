//! Permits, the applications for them, and what happened to each.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use residence::{
    Application, ApplicationStep, CityCode, Correction, Exemption, Ground, HistoryEntry,
    IssuedPermit, KioskId, Listed, Permit, PermitCancelReason, PermitPaper, PermitRecord,
    PermitState, PolicyVersion, RecordId, Subject, Term,
};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// What an applicant showed.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    /// Grounds that are claimed.
    pub grounds: BTreeSet<Ground>,
    /// An exemption from the half year, with the day since when.
    pub exemption: Option<(Exemption, Option<NaiveDate>)>,
    /// Papers that the applicant has at hand.
    pub papers: BTreeSet<PermitPaper>,
    /// Number of a contract or certificate; personal data.
    pub evidence: String,
}

/// A permit as the centre holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// The application.
    pub record: RecordId,
    /// Whose.
    pub subject: Subject,
    /// The kiosk at which it was applied for; its site chooses the rules.
    pub kiosk: KioskId,
    /// City.
    pub city: CityCode,
    /// The registration whose address it names.
    pub registration: RecordId,
    /// Where it stands.
    pub permit: Permit,
    /// Day of acceptance.
    pub accepted_on: NaiveDate,
    /// Last day to decide, as promised.
    pub due_on: NaiveDate,
    /// What was shown.
    pub shown: Shown,
    /// Somebody applied for the holder.
    pub by_agent: bool,
    /// The card is asked for.
    pub card_asked: bool,
    /// Reasons of a refusal or of the end, by name.
    pub because: Vec<String>,
    /// What the rules could not settle, by name; an officer looks at it.
    pub unsettled: Vec<String>,
    /// Rules of the last decision.
    pub under: PolicyVersion,
    /// The last day that its calendar was followed.
    pub ticked_on: NaiveDate,
}

macro_rules! select_permits {
    ($which:literal) => {
        concat!(
            "SELECT record, subject, kiosk, city, registration, accepted_on, due_on, stage, missing,
                missing_until, issued_on, endorsed_on, term, card_serial, address_ended_on,
                not_qualified_since, ended_on, because, grounds, exemption, exempt_since, papers,
                evidence, by_agent, card_asked, unsettled, decided_under, ticked_on
             FROM permits ",
            $which
        )
    };
}

/// Finds a permit by its application.
pub async fn by_record(store: &dyn Store, record: &RecordId) -> Result<Option<Kept>, StoreError> {
    let select = Statement::new(
        select_permits!("WHERE record = $1"),
        [record.as_bytes().into()],
    );
    first_row(store, select).await?.map(kept).transpose()
}

/// Lists the permits and applications of a person, the newest first.
pub async fn of_subject(store: &dyn Store, subject: &Subject) -> Result<Vec<Kept>, StoreError> {
    let select = Statement::new(
        select_permits!("WHERE subject = $1 ORDER BY accepted_on DESC, record DESC"),
        [subject.as_bytes().into()],
    );
    listed(store, select).await
}

/// Lists the permits that name the address of a registration.
pub async fn at_registration(
    store: &dyn Store,
    registration: &RecordId,
) -> Result<Vec<Kept>, StoreError> {
    let select = Statement::new(
        select_permits!("WHERE registration = $1 ORDER BY record"),
        [registration.as_bytes().into()],
    );
    listed(store, select).await
}

/// Lists the applications that wait for an officer or for papers, the most urgent first.
pub async fn waiting(store: &dyn Store) -> Result<Vec<Kept>, StoreError> {
    let select = Statement::new(
        select_permits!(
            "WHERE stage = 'ACCEPTED' OR stage = 'CORRECTION' OR stage = 'UNDER_REVIEW'
             ORDER BY due_on, record"
        ),
        [],
    );
    listed(store, select).await
}

/// Lists the issued permits whose calendar was not followed until a day.
pub async fn to_tick(store: &dyn Store, today: NaiveDate) -> Result<Vec<Kept>, StoreError> {
    let select = Statement::new(
        select_permits!("WHERE stage = 'ISSUED' AND ticked_on < $1 ORDER BY record"),
        [today.into()],
    );
    listed(store, select).await
}

async fn listed(store: &dyn Store, select: Statement) -> Result<Vec<Kept>, StoreError> {
    store.rows(select).await?.into_iter().map(kept).collect()
}

/// Tells whether a permit or application keeps its holder from applying.
pub fn is_live(permit: &Permit) -> bool {
    match permit {
        Permit::Application(_) | Permit::Issued(_) => true,
        Permit::Refused { .. } | Permit::Withdrawn { .. } | Permit::Cancelled { .. } => false,
    }
}

fn kept(mut row: Row) -> Result<Kept, StoreError> {
    let (record, subject): (_, _) = (row.take()?, row.take()?);
    let (kiosk, city): (String, String) = (row.take()?, row.take()?);
    let registration = RecordId::from_bytes(row.take()?);
    let (accepted_on, due_on) = (row.take()?, row.take()?);
    let city = CityCode::parse(&city).map_err(|_| StoreError::Corrupt)?;
    let (permit, because) = permit(&mut row, city, (accepted_on, due_on))?;
    Ok(Kept {
        record: RecordId::from_bytes(record),
        subject: Subject::from_bytes(subject),
        kiosk: KioskId::parse(&kiosk).map_err(|_| StoreError::Corrupt)?,
        city,
        registration,
        permit,
        accepted_on,
        due_on,
        because,
        shown: shown(&mut row)?,
        by_agent: row.take()?,
        card_asked: row.take()?,
        unsettled: words(&row.take::<String>()?),
        under: PolicyVersion::parse(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
        ticked_on: row.take()?,
    })
}

fn shown(row: &mut Row) -> Result<Shown, StoreError> {
    let grounds = members(&row.take::<String>()?)?;
    let exemption: Option<String> = row.take()?;
    let since: Option<NaiveDate> = row.take()?;
    let exemption = exemption.map(|code| Exemption::from_code(&code).ok_or(StoreError::Corrupt));
    Ok(Shown {
        grounds,
        exemption: exemption.transpose()?.map(|exemption| (exemption, since)),
        papers: members(&row.take::<String>()?)?,
        evidence: row.take()?,
    })
}

/// Reads the columns from `stage` to `because`.
fn permit(
    row: &mut Row,
    city: CityCode,
    (accepted_on, due_on): (NaiveDate, NaiveDate),
) -> Result<(Permit, Vec<String>), StoreError> {
    let stage: String = row.take()?;
    let papers = members(&row.take::<String>()?)?;
    let until: Option<NaiveDate> = row.take()?;
    let issued_on: Option<NaiveDate> = row.take()?;
    let endorsed: String = row.take()?;
    let term: Option<String> = row.take()?;
    let card_serial = row.take()?;
    let (address_ended_on, not_qualified_since) = (row.take()?, row.take()?);
    let ended_on: Option<NaiveDate> = row.take()?;
    let because = words(&row.take::<String>()?);
    let application = |step| {
        Permit::Application(Application {
            step,
            accepted_on,
            due_on,
            correction: until.map(|until| Correction {
                papers: papers.clone(),
                until,
            }),
        })
    };
    let on = || ended_on.ok_or(StoreError::Corrupt);
    let permit = match stage.as_str() {
        "ACCEPTED" => application(ApplicationStep::Accepted),
        "CORRECTION" => application(ApplicationStep::Correction),
        "UNDER_REVIEW" => application(ApplicationStep::UnderReview),
        "ISSUED" => Permit::Issued(IssuedPermit {
            city,
            issued_on: issued_on.ok_or(StoreError::Corrupt)?,
            endorsed_on: days(&endorsed)?,
            term: term
                .and_then(|term| Term::parse(&term))
                .ok_or(StoreError::Corrupt)?,
            card_serial,
            address_ended_on,
            not_qualified_since,
        }),
        // A final state needs no reasons to be judged by; they are kept by name beside it.
        "REFUSED" => Permit::Refused {
            reasons: Vec::new(),
            on: on()?,
        },
        "WITHDRAWN" => Permit::Withdrawn { on: on()? },
        "CANCELLED" => Permit::Cancelled {
            reason: because
                .first()
                .and_then(|code| PermitCancelReason::from_code(code))
                .ok_or(StoreError::Corrupt)?,
            on: on()?,
        },
        _ => return Err(StoreError::Corrupt),
    };
    Ok((permit, because))
}

/// Adds an application.
pub fn add(held: &Kept) -> [Statement; 2] {
    let (exemption, since) = held
        .shown
        .exemption
        .map_or((None, None), |(exemption, since)| {
            (Some(exemption.code()), since)
        });
    let added = Statement::new(
        "INSERT INTO permits (record, subject, kiosk, city, registration, stage, accepted_on,
             due_on, missing, endorsed_on, card_serial, card_asked, because, grounds, exemption,
             exempt_since, papers, evidence, by_agent, unsettled, decided_under, ticked_on)
         VALUES ($1, $2, $3, $4, $5, 'ACCEPTED', $6, $7, '', '', 1, 0, '', $8, $9, $10, $11, $12,
             $13, '', $14, $15)",
        [
            held.record.as_bytes().into(),
            held.subject.as_bytes().into(),
            held.kiosk.as_str().into(),
            held.city.to_string().into(),
            held.registration.as_bytes().into(),
            held.accepted_on.into(),
            held.due_on.into(),
            codes(&held.shown.grounds).into(),
            exemption.into(),
            since.into(),
            codes(&held.shown.papers).into(),
            held.shown.evidence.as_str().into(),
            held.by_agent.into(),
            held.under.text().into(),
            held.ticked_on.into(),
        ],
    );
    [added, set(held)]
}

/// Notes where a permit stands from now on.
pub fn set(held: &Kept) -> Statement {
    let (stage, correction, issued, ended_on) = match &held.permit {
        Permit::Application(application) => {
            let stage = match application.step {
                ApplicationStep::Accepted => "ACCEPTED",
                ApplicationStep::Correction => "CORRECTION",
                ApplicationStep::UnderReview => "UNDER_REVIEW",
            };
            (stage, application.correction.as_ref(), None, None)
        }
        Permit::Issued(issued) => ("ISSUED", None, Some(issued), None),
        Permit::Refused { on, .. } => ("REFUSED", None, None, Some(*on)),
        Permit::Withdrawn { on } => ("WITHDRAWN", None, None, Some(*on)),
        Permit::Cancelled { on, .. } => ("CANCELLED", None, None, Some(*on)),
    };
    let endorsed = issued.map_or_else(String::new, |issued| {
        let days = issued.endorsed_on.iter().map(NaiveDate::to_string);
        days.collect::<Vec<_>>().join(",")
    });
    Statement::new(
        "UPDATE permits SET registration = $1, stage = $2, missing = $3, missing_until = $4,
             issued_on = COALESCE($5, issued_on), endorsed_on = $6, term = COALESCE($7, term),
             card_serial = COALESCE($8, card_serial), card_asked = $9, address_ended_on = $10,
             not_qualified_since = $11, ended_on = $12, because = $13, papers = $14,
             unsettled = $15, decided_under = $16, ticked_on = $17
         WHERE record = $18",
        [
            held.registration.as_bytes().into(),
            stage.into(),
            correction
                .map_or_else(String::new, |asked| codes(&asked.papers))
                .into(),
            correction.map(|asked| asked.until).into(),
            issued.map(|issued| issued.issued_on).into(),
            endorsed.into(),
            issued.map(|issued| issued.term.text()).into(),
            issued.map(|issued| issued.card_serial).into(),
            held.card_asked.into(),
            issued.and_then(|issued| issued.address_ended_on).into(),
            issued.and_then(|issued| issued.not_qualified_since).into(),
            ended_on.into(),
            held.because.join(",").into(),
            codes(&held.shown.papers).into(),
            held.unsettled.join(",").into(),
            held.under.text().into(),
            held.ticked_on.into(),
            held.record.as_bytes().into(),
        ],
    )
}

/// Adds a line of the history.
pub fn add_event(
    record: &RecordId,
    kind: PermitRecord,
    on: NaiveDate,
    state: PermitState,
    under: PolicyVersion,
) -> Statement {
    Statement::new(
        "INSERT INTO permit_events (record, place, kind, on_day, state, decided_under)
         VALUES ($1, (SELECT COALESCE(MAX(place), 0) + 1 FROM permit_events WHERE record = $1),
             $2, $3, $4, $5)",
        [
            record.as_bytes().into(),
            kind.code().into(),
            on.into(),
            state.code().into(),
            under.text().into(),
        ],
    )
}

/// Lists what happened to the permits of a person, in order, each with the state it led to.
pub async fn events_of(
    store: &dyn Store,
    subject: &Subject,
) -> Result<Vec<(HistoryEntry, PermitState)>, StoreError> {
    let select = Statement::new(
        "SELECT kind, on_day, state FROM permit_events e JOIN permits p ON p.record = e.record
         WHERE p.subject = $1 ORDER BY on_day, e.record, place",
        [subject.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            let record = PermitRecord::from_code(&row.take::<String>()?);
            let entry = HistoryEntry {
                record: record.ok_or(StoreError::Corrupt)?,
                on: row.take()?,
            };
            let state = PermitState::from_code(&row.take::<String>()?);
            Ok((entry, state.ok_or(StoreError::Corrupt)?))
        })
        .collect()
}

fn codes<T: Listed>(list: &BTreeSet<T>) -> String {
    let codes: Vec<&str> = list.iter().map(|member| member.code()).collect();
    codes.join(",")
}

fn members<T: Listed + Ord>(text: &str) -> Result<BTreeSet<T>, StoreError> {
    let codes = text.split(',').filter(|code| !code.is_empty());
    codes
        .map(|code| T::from_code(code).ok_or(StoreError::Corrupt))
        .collect()
}

fn days(text: &str) -> Result<Vec<NaiveDate>, StoreError> {
    let days = text.split(',').filter(|day| !day.is_empty());
    days.map(|day| day.parse().map_err(|_| StoreError::Corrupt))
        .collect()
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(',').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}
