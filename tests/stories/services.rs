//! The services of the guide, each from the first touch to what the centre holds in the end; the
//! kiosk without a screen, everything else real.

use anyhow::Result;
use town::{Outcome, Postgres, Store, Street};

const STATES: &str = "SELECT r.state FROM registrations r JOIN people p ON p.subject = r.subject \
                      ORDER BY p.number, r.house";

async fn on_both<F>(story: impl Fn(Street) -> F) -> Result<()>
where
    F: Future<Output = Result<()>>,
{
    let folder = tempfile::tempdir()?;
    let server = Store::AtScale(Postgres::start(folder.path()).await?);
    story(Street::open(1, &Store::Embedded).await?).await?;
    story(Street::open(1, &server).await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_code_is_scanned_and_the_owner_is_asked() -> Result<()> {
    on_both(|mut street| async move {
        street.declare("p5", "h1", Outcome::Absent)?;
        street.received().await?;
        street.books_say(STATES, &["AWAITING_CONFIRMATION"]).await
    })
    .await
}
