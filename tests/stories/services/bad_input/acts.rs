//! What a proven person asks for and cannot mean: members, permits, data, days, reasons.

use anyhow::{Context as _, Result, bail, ensure};
use kiosk::{
    ActMatter, ActProblem, DataProblem, Errand, Intent, MemberEntry, MemberProblem, PermitEntry,
    PermitProblem, Screen,
};
use town::{Outcome, Street};

use super::{
    super::{ask, enter, family::child, only_home, open, open_anew},
    TOO_LONG, wrong_numbers,
};

pub(super) async fn a_member_of_the_family(street: &mut Street) -> Result<()> {
    enter(street, "p1").await?;
    open_anew(street, Errand::Family).await?;
    let right = child(&street.cast);
    let with = |change: &dyn Fn(&mut MemberEntry)| {
        let mut changed = right.clone();
        change(&mut changed);
        changed
    };
    let mut wrong = vec![
        (with(&|one| one.name.clear()), MemberProblem::Name),
        (with(&|one| one.relation.clear()), MemberProblem::Relation),
        (
            with(&|one| one.guardian_consent = false),
            MemberProblem::Consent,
        ),
    ];
    for (number, problem) in wrong_numbers(&right.number) {
        let entry = with(&|one| one.number.clone_from(&number));
        wrong.push((entry, MemberProblem::Number(problem)));
    }
    for (entry, problem) in wrong {
        let view = street.tell(Intent::AddMember(entry));
        let Screen::Family(page) = view.screen else {
            bail!("{problem:?}: {:?}", view.screen);
        };
        ensure!(
            page.problem == Some(problem.clone()),
            "{problem:?}: {page:?}"
        );
    }
    Ok(())
}

pub(super) async fn a_permit_and_the_own_data(street: &mut Street) -> Result<()> {
    street.declare("p5", "h1", Outcome::Confirms)?;
    street.received().await?;
    enter(street, "p5").await?;
    let home = only_home(street)?;
    open(street, Errand::Permits);
    let right = PermitEntry {
        step: "APPLY".to_owned(),
        registration: home,
        grounds: "JOB".to_owned(),
        exemption: String::new(),
        papers: String::new(),
        evidence: String::new(),
        card: false,
    };
    let with = |change: &dyn Fn(&mut PermitEntry)| {
        let mut changed = right.clone();
        change(&mut changed);
        changed
    };
    for (entry, problem) in [
        (
            with(&|one| one.registration.clear()),
            PermitProblem::Address,
        ),
        (with(&|one| one.grounds.clear()), PermitProblem::Grounds),
        (
            with(&|one| one.grounds = "X".to_owned()),
            PermitProblem::Grounds,
        ),
        (
            with(&|one| one.evidence = "9".repeat(TOO_LONG)),
            PermitProblem::Evidence,
        ),
        (
            with(&|one| one.step = "ENDORSE".to_owned()),
            PermitProblem::NotNow,
        ),
        (
            with(&|one| one.step = "X".to_owned()),
            PermitProblem::NotNow,
        ),
    ] {
        let view = street.tell(Intent::PermitDo(entry));
        let Screen::Permits(page) = view.screen else {
            bail!("{problem:?}: {:?}", view.screen);
        };
        ensure!(page.problem == Some(problem), "{problem:?}: {page:?}");
    }
    open(street, Errand::MyData);
    let correct = |field: &str, text: &str| Intent::CorrectData {
        field: field.to_owned(),
        text: text.to_owned(),
    };
    let long = "长".repeat(TOO_LONG);
    for intent in [
        correct("phone", " "),
        correct("name", &long),
        correct("birth", "1990-01-01"),
        Intent::SendFeedback(String::new()),
        Intent::SendFeedback(long.clone()),
    ] {
        let view = street.tell(intent);
        let Screen::MyData(page) = view.screen else {
            bail!("saved: {:?}", view.screen);
        };
        ensure!(page.problem == Some(DataProblem::Words), "{page:?}");
    }
    Ok(())
}

pub(super) async fn days_and_reasons(street: &mut Street) -> Result<()> {
    enter(street, "p5").await?;
    let home = only_home(street)?;
    ask(street, ActMatter::Cancel, &home)?;
    for reason in [None, Some("X")] {
        let problem = said(street, (false, reason), [None; 2])?;
        ensure!(problem == ActProblem::Reason, "{reason:?}: {problem:?}");
    }
    enter(street, "p2").await?;
    open(street, Errand::Houses);
    let code = street.cast.house("h1").code.clone();
    let Screen::House(house) = street.tell(Intent::OpenItem(code.clone())).screen else {
        bail!("no house");
    };
    let resident = house.residents.first().context("a resident")?;
    let about = resident.about.clone();
    ask(street, ActMatter::ReportMoveOut, &about)?;
    for day in [
        None,
        Some("2026-02-30"),
        Some("2199-01-01"),
        Some("1999-01-01"),
    ] {
        let problem = said(street, (false, None), [day, None])?;
        ensure!(problem == ActProblem::Day, "{day:?}: {problem:?}");
    }
    open(street, Errand::Houses);
    street.tell(Intent::OpenItem(code.clone()));
    street.tell(Intent::AskAct {
        matter: ActMatter::Appoint,
        about: code,
    });
    let trustee = street.centre.resident_code("p7")?;
    street.tell(Intent::AcceptCode(trustee));
    let today = street.cast.today.clone();
    for (days, wanted) in [
        ([Some(today.as_str()), None], ActProblem::Day),
        (
            [Some(today.as_str()), Some("2001-01-01")],
            ActProblem::Dates,
        ),
    ] {
        let problem = said(street, (false, None), days)?;
        ensure!(problem == wanted, "{days:?}: {problem:?}");
    }
    Ok(())
}

/// Says something to an act that is not done, and returns what was wrong; what it is about stays.
fn said(
    street: &mut Street,
    (refuse, reason): (bool, Option<&str>),
    [day, last_day]: [Option<&str>; 2],
) -> Result<ActProblem> {
    let before = street.kiosk().tick().screen;
    let view = street.tell(Intent::DoAct {
        refuse,
        reason: reason.map(str::to_owned),
        day: day.map(str::to_owned),
        last_day: last_day.map(str::to_owned),
    });
    let (Screen::AskAct(before), Screen::AskAct(page)) = (before, view.screen) else {
        bail!("done");
    };
    let same = page.address == before.address && page.follows == before.follows;
    ensure!(same && page.who == before.who, "{page:?}");
    page.problem.context("nothing is said")
}
