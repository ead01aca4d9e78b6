//! Where the code was presented (亮码): the last ones as a list, and how many in twelve months.

use protocol::HeldPresentation;

use super::Asked;
use crate::{
    store::StoreError,
    tables::{
        meta::{self, Fact},
        presentations,
    },
};

/// Most presentations of one summary; the number says how many there are.
const LISTED_MAX: usize = 50;

/// Lists the presentations, the newest first, and counts all that are kept.
///
/// An older one is kept without its place (domain.md 6.2) and says none.
pub(super) async fn of(asked: &Asked<'_>) -> Result<(Vec<HeldPresentation>, u32), StoreError> {
    let place = meta::text(asked.store, Fact::Place).await?;
    let place = place.unwrap_or_default();
    let kept = presentations::of_subject(asked.store, &asked.person.subject).await?;
    let count = u32::try_from(kept.len()).unwrap_or(u32::MAX);
    let shown = kept.into_iter().take(LISTED_MAX);
    let listed = shown.map(|one| HeldPresentation {
        on: one.on,
        place: if one.coarse {
            String::new()
        } else {
            place.clone()
        },
        by_family: false,
    });
    Ok((listed.collect(), count))
}
