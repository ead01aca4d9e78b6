//! What the people at the centre do on the day, by the commands that they have for it.

use anyhow::{Context as _, Result};
use town::{Cast, Centre, Desk, Step};

const DAY_MS: u64 = 86_400_000;

/// Carries out a line of the timetable that belongs to the desk.
pub(crate) async fn decide(centre: &Centre, cast: &Cast, desk: Desk, step: &Step) -> Result<()> {
    let who = step.who.as_deref().context("somebody is looked at")?;
    let number = &cast.person(who).number;
    let record = |table: &'static str| record_of(centre, table, number);
    match desk {
        Desk::Bind => {
            let house = step.house.as_deref().context("a house")?;
            let record = record("registrations").await?;
            let code = &cast.house(house).code;
            centre.command(&["decide", "bind", &record, code]).await?;
            centre.command(&["decide", "confirm", &record]).await?;
        }
        Desk::Verify => {
            let record = record("house_claims").await?;
            centre.command(&["decide", "verify-owner", &record]).await?;
        }
        Desk::Registered => {
            let record = record("data_requests").await?;
            let words = ["permits", "request", &record, "--registered", "430100"];
            centre.command(&words).await?;
        }
        Desk::Issue => {
            let record = record("permits").await?;
            for act in ["start-review", "issue"] {
                centre.command(&["permits", act, &record]).await?;
            }
        }
        Desk::HalfAYearPasses => set_back(centre, step, &cast.today, number).await?,
    }
    Ok(())
}

async fn record_of(centre: &Centre, table: &str, number: &str) -> Result<String> {
    let sql = format!(
        "SELECT {{record}} FROM {table} r JOIN people p ON p.subject = r.subject \
         WHERE p.number = '{number}'"
    );
    let found = centre.books().column(&sql).await?;
    found.into_iter().next().context("the centre has it")
}

/// The days of one stay and of the showings are set back in the books: nobody waits half a year.
async fn set_back(centre: &Centre, step: &Step, today: &str, number: &str) -> Result<()> {
    let days = u64::from(step.days.context("so many days")?);
    let today: chrono::NaiveDate = today.parse()?;
    let begun = today.checked_sub_days(chrono::Days::new(days));
    let begun = begun.context("a day")?;
    let hers = format!("subject = (SELECT subject FROM people WHERE number = '{number}')");
    let month_ms = 30 * DAY_MS;
    let earlier = format!(
        "{month_ms} * (1 + (SELECT count(*) FROM presentations o \
         WHERE o.{hers} AND o.record < p.record))"
    );
    let sql = format!(
        "UPDATE registrations SET moved_in_on = '{begun}', declared_on = '{begun}', \
             effective_on = '{begun}' WHERE {hers};
         UPDATE standings SET since = '{begun}' \
             WHERE record IN (SELECT record FROM registrations WHERE {hers});
         UPDATE habituals SET since = '{begun}', habitual_on = '{begun}' WHERE {hers};
         UPDATE presentations AS p SET at_lo_ms = at_lo_ms - {earlier}, \
             at_hi_ms = at_hi_ms - {earlier} WHERE {hers};"
    );
    centre.books().set_back(&sql).await
}
