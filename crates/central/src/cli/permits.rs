//! `central permits`: what officers see and decide about residence permits, and what people ask
//! about their own data.

use std::collections::BTreeSet;

use clap::Subcommand;
use data_encoding::HEXLOWER;
use residence::{
    DataRefusal, Listed as _, Permit, PermitCancelReason, PermitDenial, PermitEvent, PermitPaper,
    PolicyBook, ServiceArea, guangdong_date, permit_status,
};
use serde_json::json;

use super::{Failure, Place, Printer, Rim, decide};
use crate::{
    centre::{Centre, Config},
    registry::mine::DataDecision,
    tables::{
        mine,
        permits::{self, Kept},
    },
};

/// What is done; RECORD is the application, 32 hexadecimal digits.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Lists the applications that wait, the most urgent first, without a name.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Begins the review of an application.
    StartReview(Which),
    /// Asks for all papers that are missing, once.
    AskCorrection {
        #[command(flatten)]
        which: Which,
        /// The papers, such as JOB_PROOF; without any, those that were not shown.
        #[arg(long, value_name = "CODE", value_delimiter = ',')]
        papers: Vec<String>,
    },
    /// Notes that the papers were seen.
    Supplied(Which),
    /// Issues the permit.
    Issue(Which),
    /// Refuses an application with all reasons.
    Refuse {
        #[command(flatten)]
        which: Which,
        /// The reasons, such as NO_GROUND.
        #[arg(long, value_name = "CODE", value_delimiter = ',', required = true)]
        reasons: Vec<String>,
    },
    /// Cancels a permit, as the authority.
    Cancel {
        #[command(flatten)]
        which: Which,
        /// Why: BECAME_LOCAL, DEATH, LEFT, FRAUD or SUSPENDED_TOO_LONG.
        #[arg(long, value_name = "CODE")]
        reason: String,
    },
    /// Notes what an elder said when the desk called back about a link of the family.
    CalledBack {
        #[command(flatten)]
        which: Which,
        /// The elder agreed.
        #[arg(long)]
        agreed: bool,
    },
    /// Lists what people ask about their own data, without the data.
    Requests {
        #[command(flatten)]
        place: Place,
    },
    /// Decides about such a request.
    Request {
        #[command(flatten)]
        which: Which,
        /// It is not carried out: NOT_PROVEN, NOTHING_WRONG, KEPT_BY_LAW or NOT_THE_PERSON.
        #[arg(long, value_name = "CODE")]
        refuse: Option<String>,
        /// Digits of the division, when the registered address is corrected.
        #[arg(long, value_name = "DIGITS")]
        registered: Option<String>,
    },
}

/// Which record, and where it lies.
#[derive(clap::Args)]
pub(super) struct Which {
    /// The record, 32 hexadecimal digits.
    record: String,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::List { place } => list(&rim.config(place), printer).await,
        Act::Requests { place } => requests(&rim.config(place), printer).await,
        Act::StartReview(which) => officer(which, PermitEvent::StartReview, rim, printer).await,
        Act::AskCorrection { which, papers } => correction(which, &papers, rim, printer).await,
        Act::Supplied(which) => officer(which, PermitEvent::Supply, rim, printer).await,
        Act::Issue(which) => officer(which, PermitEvent::Issue, rim, printer).await,
        Act::Refuse { which, reasons } => {
            let found = reasons.iter().map(|name| PermitDenial::refusal(name));
            let reasons: Option<Vec<PermitDenial>> = found.collect();
            let reasons = reasons.ok_or(Failure::Usage("this is no reason for a refusal"))?;
            officer(which, PermitEvent::Refuse(reasons), rim, printer).await
        }
        Act::Cancel { which, reason } => {
            let reason = PermitCancelReason::from_code(&reason);
            let reason = reason.ok_or(Failure::Usage("this is no reason of the list"))?;
            let event = PermitEvent::CancelByAuthority(reason);
            officer(which, event, rim, printer).await
        }
        Act::CalledBack { which, agreed } => called_back(which, agreed, rim, printer).await,
        Act::Request {
            which,
            refuse,
            registered,
        } => {
            let decision = match refuse {
                Some(code) => {
                    let reason = DataRefusal::from_code(&code);
                    let reason = reason.ok_or(Failure::Usage("this is no reason of the list"))?;
                    DataDecision::Refuse(reason)
                }
                None => DataDecision::Grant(registered),
            };
            request(which, &decision, rim, printer).await
        }
    }
}

async fn officer(
    which: Which,
    event: PermitEvent,
    rim: &Rim,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let record = decide::record(&which.record)?;
    let config = rim.config(which.place);
    let centre = Centre::open(&config).await?;
    if let Err(denials) = centre.decide_permit_at_desk(&record, &event).await? {
        let names: Vec<String> = denials.iter().map(ToString::to_string).collect();
        let sentence = format!("refused by the rule {}", names.join(", "));
        printer.line(&sentence, &json!({ "refused": names }))?;
        return Err(Failure::No("a rule refuses it; see central permits list"));
    }
    let kept = permits::by_record(config.store().await?.as_ref(), &record).await?;
    match kept {
        Some(kept) => print(&config, &kept, printer),
        None => Err(Failure::No("no application of this id")),
    }
}

async fn correction(
    which: Which,
    papers: &[String],
    rim: &Rim,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let record = decide::record(&which.record)?;
    let named: Option<BTreeSet<PermitPaper>> = papers
        .iter()
        .map(|code| PermitPaper::from_code(code))
        .collect();
    let mut papers = named.ok_or(Failure::Usage("this is no paper of the list"))?;
    if papers.is_empty() {
        let config = rim.config(which.place.clone());
        papers = Centre::open(&config).await?.papers_missing(&record).await?;
    }
    officer(which, PermitEvent::AskCorrection(papers), rim, printer).await
}

async fn list(config: &Config, printer: &mut Printer<'_>) -> Result<(), Failure> {
    for kept in permits::waiting(config.store().await?.as_ref()).await? {
        print(config, &kept, printer)?;
    }
    Ok(())
}

fn print(config: &Config, kept: &Kept, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let now_ms = i64::try_from((config.clock)()).unwrap_or(i64::MAX);
    let today = guangdong_date(now_ms);
    let policy = PolicyBook::built_in().rules(&ServiceArea::fictitious(), today);
    let state = permit_status(&kept.permit, today, &policy.permit)
        .state
        .code();
    let issued = match &kept.permit {
        Permit::Issued(issued) => Some(issued.issued_on.to_string()),
        Permit::Application(_)
        | Permit::Refused { .. }
        | Permit::Withdrawn { .. }
        | Permit::Cancelled { .. } => None,
    };
    let record = HEXLOWER.encode(kept.record.as_bytes());
    let object = json!({
        "record": record, "state": state, "due_on": kept.due_on.to_string(),
        "issued_on": issued, "unsettled": kept.unsettled, "because": kept.because,
        "card": kept.card_asked,
    });
    printer.line(
        &format!("{record}  {state:14} due {}", kept.due_on),
        &object,
    )
}

async fn called_back(
    which: Which,
    agreed: bool,
    rim: &Rim,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let record = decide::record(&which.record)?;
    let centre = Centre::open(&rim.config(which.place)).await?;
    if !centre.called_back(&record, agreed).await? {
        return Err(Failure::No("nobody was linked by this record"));
    }
    let said = if agreed { "agreed" } else { "did not agree" };
    printer.line(&format!("the elder {said}"), &json!({ "agreed": agreed }))
}

async fn requests(config: &Config, printer: &mut Printer<'_>) -> Result<(), Failure> {
    for open in mine::open(config.store().await?.as_ref()).await? {
        let record = HEXLOWER.encode(open.record.as_bytes());
        let wish = match open.wish {
            mine::Wish::Correct(_) => "CORRECT",
            mine::Wish::Erase => "ERASE",
        };
        let on = open.asked_on.to_string();
        let object = json!({ "record": record, "wish": wish, "asked_on": on });
        printer.line(&format!("{record}  {wish:8} asked {on}"), &object)?;
    }
    Ok(())
}

async fn request(
    which: Which,
    decision: &DataDecision,
    rim: &Rim,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let record = decide::record(&which.record)?;
    let config = rim.config(which.place);
    let centre = Centre::open(&config).await?;
    if let Err(rule) = centre.decide_data(&record, decision).await? {
        let sentence = format!("refused by the rule {rule}");
        printer.line(&sentence, &json!({ "refused": rule }))?;
        return Err(Failure::No("it cannot be carried out so; see --help"));
    }
    let held = mine::by_record(config.store().await?.as_ref(), &record).await?;
    let kept = held.map(|held| held.kept).unwrap_or_default();
    let sentence = if kept.is_empty() {
        "decided; nothing had to stay".to_owned()
    } else {
        format!("decided; what must stay: {}", kept.join(", "))
    };
    printer.line(&sentence, &json!({ "decided": true, "kept": kept }))
}
