//! What the screens know, in the words of a slip.

use paper::{Matter, MessageLine, Owner, Progress, Rule, Saved, TaskKind};
use protocol::{HeldTask, TaskMatter};
use residence::{Listed as _, PermitState, ProfileName};
use zeroize::Zeroizing;

use crate::screen::{ActMatter, Address, LivesDeed, PermitView, SavedState};

/// A task on paper: what it is and where, but neither a room nor who asks.
pub(super) fn task_line(task: &HeldTask, said: paper::Language) -> MessageLine {
    let kind = match task.matter {
        TaskMatter::MoveIn => TaskKind::MoveIn,
        TaskMatter::Cancel => TaskKind::Cancel,
        TaskMatter::Habitual => TaskKind::Habitual,
        TaskMatter::Trust => TaskKind::Trust,
        TaskMatter::MovedOut => TaskKind::MovedOut,
        TaskMatter::TakeOver => TaskKind::TakeOver,
    };
    let place = task.address.as_ref().map(|held| {
        let parts = [&held.area, &held.street, &held.number];
        parts.map(|part| part.reveal().as_str()).concat()
    });
    MessageLine {
        title: Zeroizing::new(kind.name(said).to_owned()),
        text: Zeroizing::new(place.unwrap_or_default()),
        until: task.until,
    }
}

pub(in crate::kiosk) fn without_room(address: &Address) -> Zeroizing<String> {
    let Address {
        area,
        street,
        number,
        room: _,
    } = address;
    Zeroizing::new(format!("{area}{street}{number}"))
}

pub(super) fn here(owner: Owner) -> Progress {
    let saved = if owner == Owner::Refused {
        Saved::Received
    } else {
        Saved::Here
    };
    Progress { saved, owner }
}

pub(super) fn saved(state: SavedState) -> Saved {
    match state {
        SavedState::OnThisMachine => Saved::Here,
        SavedState::Received | SavedState::Decided => Saved::Received,
    }
}

pub(super) fn rule(profile: ProfileName) -> Rule {
    match profile {
        ProfileName::GdDefault => Rule::Guangdong,
        ProfileName::GdFoshan => Rule::Foshan,
        ProfileName::GdZhongshan => Rule::Zhongshan,
        ProfileName::GdShenzhen => Rule::Shenzhen,
        ProfileName::Gd2010 => Rule::Guangdong2010,
    }
}

pub(super) fn matter_of(matter: ActMatter) -> Matter {
    match matter {
        ActMatter::Cancel | ActMatter::KeepHome | ActMatter::Object => Matter::Cancellation,
        ActMatter::Habitual | ActMatter::WithdrawHabitual | ActMatter::RemoveHabitual => {
            Matter::Habitual
        }
        ActMatter::Withdraw | ActMatter::AddCohabitants => Matter::Registration,
        ActMatter::ClaimHouse => Matter::House,
        ActMatter::MoveIn
        | ActMatter::AnswerCancel
        | ActMatter::AnswerHabitual
        | ActMatter::AnswerTrust
        | ActMatter::TakeOver
        | ActMatter::ReportMoveOut
        | ActMatter::Appoint
        | ActMatter::RevokeTrust => Matter::Other,
    }
}

pub(super) fn matter_of_deed(deed: LivesDeed) -> Matter {
    match deed {
        LivesDeed::Apply
        | LivesDeed::Supply
        | LivesDeed::Endorse
        | LivesDeed::EndorseLate
        | LivesDeed::ChangeAddress
        | LivesDeed::Replace
        | LivesDeed::Reissue
        | LivesDeed::AskCard
        | LivesDeed::CancelPermit => Matter::Permit,
        LivesDeed::AddMember
        | LivesDeed::RemoveMember
        | LivesDeed::Correct
        | LivesDeed::Erase
        | LivesDeed::Feedback => Matter::Other,
    }
}

/// Tells an application for a permit as the third state of a receipt.
pub(super) fn permit_progress(permit: &PermitView) -> Progress {
    let day = |text: &Option<String>| text.as_deref().and_then(|day| day.parse().ok());
    let owner = match PermitState::from_code(&permit.state) {
        Some(PermitState::Accepted | PermitState::UnderReview | PermitState::Eligible) => {
            Owner::Centre(day(&permit.due_on))
        }
        Some(PermitState::Correction) => Owner::Centre(day(&permit.missing_until)),
        Some(PermitState::Valid) => Owner::Effective(day(&permit.issued_on)),
        Some(PermitState::Refused) => Owner::Refused,
        Some(PermitState::Suspended | PermitState::Cancelled | PermitState::Withdrawn) | None => {
            Owner::Over
        }
    };
    Progress {
        saved: Saved::Received,
        owner,
    }
}
