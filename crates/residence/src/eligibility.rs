//! Whether a person may apply for a residence permit, with every reason at once.
//!
//! 居住证暂行条例 art. 9 has missing papers told once and completely, so no test stops at its
//! first finding.

mod denial;
#[cfg(test)]
mod tests;

pub use denial::PermitDenial;

use std::{collections::BTreeSet, fmt};

use chrono::NaiveDate;

use crate::{
    age::{Addable, may_be_added},
    civil::{DateRange, months_after},
    division::CityCode,
    lists::named,
    policy::{AgePolicy, GroundRule, Policy, PolicyVersion},
    population::Population,
    presence::{Presence, presence},
    stay::{Segment, counted_from, first_eligible, stay_start},
};

named! {
    /// A lawful ground for living here (居住证暂行条例 art. 2); talent only where the city knows it
    /// (深圳经济特区居住证条例 2014 art. 19).
    Ground {
        Job = "JOB", "合法稳定就业", "lawful stable employment";
        Home = "HOME", "合法稳定住所", "lawful stable home";
        Study = "STUDY", "连续就读", "continuous study";
        Talent = "TALENT", "人才", "recognised talent";
    }
}

named! {
    /// What documents may show in place of the registered half year (public guide of the province).
    Exemption {
        OwnOrRelativeHome = "OWN_OR_RELATIVE_HOME", "在自有或直系亲属住房居住满半年", "half a year in an own home or a direct relative's";
        Enrolled = "ENROLLED", "全日制连续就读满半年", "half a year of full-time study";
    }
}

named! {
    /// On what way a person became eligible.
    Route {
        Stay = "STAY", "居住满半年", "by the registered stay";
        OwnHome = "OWN_HOME", "自有或直系亲属住房", "by an own home or a direct relative's";
        Enrolled = "ENROLLED", "连续就读", "by full-time study";
    }
}

/// Where the habitual residence stands in the service city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habitual {
    /// 待屋主审核.
    Pending,
    /// 常住地.
    Approved {
        /// First approval of the unbroken chain, see [`crate::habitual_since`].
        since: NaiveDate,
    },
}

/// An exemption and the documents for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// What is shown.
    pub exemption: Exemption,
    /// Since when, by the documents; `None` when they show the full half year without a day.
    pub since: Option<NaiveDate>,
}

/// Everything the rules ask of a person who wants a permit.
#[derive(Clone, PartialEq, Eq)]
pub struct EligibilityInput {
    /// Part of the actual population.
    pub population: Population,
    /// Age in full years.
    pub age: u32,
    /// Whether a guardian or near relative acts for the person.
    pub agent: bool,
    /// City in which the permit is asked for.
    pub city: CityCode,
    /// Habitual residence in that city.
    pub habitual: Option<Habitual>,
    /// Confirmed registrations, in any order and any city.
    pub segments: Vec<Segment>,
    /// Days on which the code was presented.
    pub presentations: Vec<NaiveDate>,
    /// Grounds that are shown.
    pub grounds: BTreeSet<Ground>,
    /// An exemption from the registered half year, if documents show one.
    pub exemption: Option<Proof>,
    /// Holds a permit of this city that is not cancelled.
    pub live_permit: bool,
    /// Has an application of this city that is not decided.
    pub live_application: bool,
}

/// Days of presentations are traces of a person and stay out of logs.
impl fmt::Debug for EligibilityInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EligibilityInput [private]")
    }
}

/// The answer to "may this person apply?".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Eligibility {
    /// May apply.
    Eligible {
        /// First day on which it was so.
        since: NaiveDate,
        /// On what way.
        route: Route,
    },
    /// Only time is missing, or time and presentations.
    NotYet {
        /// The day on which the time is full.
        on: NaiveDate,
        /// All that is missing.
        missing: Vec<PermitDenial>,
    },
    /// Something is missing that waiting does not bring.
    No {
        /// All that is missing, also what waiting would bring.
        why: Vec<PermitDenial>,
    },
    /// A person must look at it.
    Review {
        /// What the rules could not settle.
        why: Vec<PermitDenial>,
    },
}

/// An answer with the rules it was given under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The answer.
    pub verdict: Eligibility,
    /// Profile and version of the rules.
    pub policy: PolicyVersion,
}

/// Weighs all conditions of a first permit (居住证暂行条例 arts. 2 and 9).
///
/// `today` is the civil date in Guangdong. Lacking presentations lead to a review and never to a
/// refusal; they are own decisions, as is the order in which findings become one answer.
pub fn eligibility(input: &EligibilityInput, policy: &Policy, today: NaiveDate) -> Assessment {
    let mut denials = standing(input, policy);
    let (since, route) = match by_exemption(input, policy, today) {
        Some((since, exemption)) => (Some(since), route_of(exemption)),
        None => {
            let (since, lacking) = by_stay(input, policy, today);
            denials.extend(lacking);
            (since, Route::Stay)
        }
    };
    Assessment {
        verdict: verdict(denials, since.unwrap_or(today), route),
        policy: policy.version,
    }
}

/// Lets an officer look at an applicant whose registered address is not known here: nobody is
/// refused for what an office did not tell, and nothing is issued without it (own decision).
pub fn without_registered_place(assessed: Assessment) -> Assessment {
    let unknown = PermitDenial::RegisteredPlaceUnknown;
    let verdict = match assessed.verdict {
        Eligibility::Eligible { .. } => Eligibility::Review { why: vec![unknown] },
        Eligibility::Review { mut why } => {
            why.push(unknown);
            Eligibility::Review { why }
        }
        settled @ (Eligibility::NotYet { .. } | Eligibility::No { .. }) => settled,
    };
    Assessment {
        verdict,
        ..assessed
    }
}

/// Returns what a holder of a permit is missing to have it endorsed; empty when nothing is.
///
/// The half year and the presentations were weighed when the permit was issued; what must still
/// hold is the rest (居住证暂行条例 art. 10: 连续居住; own decision for what that asks).
pub fn still_qualified(
    input: &EligibilityInput,
    policy: &Policy,
    today: NaiveDate,
) -> Vec<PermitDenial> {
    let why = match eligibility(input, policy, today).verdict {
        Eligibility::Eligible { .. } => Vec::new(),
        Eligibility::NotYet { missing, .. } => missing,
        Eligibility::No { why } | Eligibility::Review { why } => why,
    };
    why.into_iter()
        .filter(|denial| {
            !matches!(
                denial,
                PermitDenial::StayTooShort { .. }
                    | PermitDenial::PresenceUnproven
                    | PermitDenial::HasPermit
                    | PermitDenial::HasApplication
                    | PermitDenial::AgentRequired
            )
        })
        .collect()
}

/// Tells whether a guardian or near relative must act: below 16 (居住证暂行条例 art. 9), and for
/// minors of the policy, whether or not these may declare a residence alone.
pub fn agent_required(age: u32, policy: &AgePolicy) -> bool {
    age < 16 || may_be_added(age, policy) == Addable::Minor
}

/// What does not depend on time: who the person is, and what they hold and show.
fn standing(input: &EligibilityInput, policy: &Policy) -> BTreeSet<PermitDenial> {
    let population = match input.population {
        Population::LocalHukou => Some(PermitDenial::LocalHukou),
        Population::Floating => None,
        Population::HkMacaoTw | Population::Foreign | Population::ForeignPr => {
            Some(PermitDenial::NotPermitPopulation)
        }
    };
    let without_agent = agent_required(input.age, &policy.age) && !input.agent;
    [
        population,
        (!has_ground(input, policy.permit.grounds)).then_some(PermitDenial::NoGround),
        input.live_permit.then_some(PermitDenial::HasPermit),
        input
            .live_application
            .then_some(PermitDenial::HasApplication),
        without_agent.then_some(PermitDenial::AgentRequired),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An exemption shows its own ground: the home, or the study.
fn has_ground(input: &EligibilityInput, rule: GroundRule) -> bool {
    let exempt = input.exemption.map(|proof| proof.exemption);
    let shown = |ground| input.grounds.contains(&ground);
    let job = shown(Ground::Job);
    let home = shown(Ground::Home) || exempt == Some(Exemption::OwnOrRelativeHome);
    let study = shown(Ground::Study) || exempt == Some(Exemption::Enrolled);
    match rule {
        GroundRule::AnyOne => job || home || study,
        GroundRule::HomeAndJob => (job && home) || study || shown(Ground::Talent),
    }
}

/// Returns since when an exemption holds; one whose half year is not full yet is none.
fn by_exemption(
    input: &EligibilityInput,
    policy: &Policy,
    today: NaiveDate,
) -> Option<(NaiveDate, Exemption)> {
    let proof = input.exemption?;
    let months = policy.permit.study_months_min;
    let full_on = proof
        .since
        .map_or(today, |since| months_after(since, months));
    (full_on <= today).then_some((full_on, proof.exemption))
}

fn route_of(exemption: Exemption) -> Route {
    match exemption {
        Exemption::OwnOrRelativeHome => Route::OwnHome,
        Exemption::Enrolled => Route::Enrolled,
    }
}

/// Returns the first eligible day by the registered stay, and what that way lacks today.
fn by_stay(
    input: &EligibilityInput,
    policy: &Policy,
    today: NaiveDate,
) -> (Option<NaiveDate>, BTreeSet<PermitDenial>) {
    let stay = stay_start(&input.segments, input.city, today, &policy.stay);
    let habitual = match input.habitual {
        Some(Habitual::Approved { .. }) => None,
        Some(Habitual::Pending) => Some(PermitDenial::HabitualPending),
        None => Some(PermitDenial::NoHabitual),
    };
    let mut denials: BTreeSet<_> = habitual.into_iter().collect();
    if stay.is_none() {
        denials.insert(PermitDenial::NoEffectiveRegistration);
    }
    let Some(from) = counted_from(stay, input.habitual, &policy.stay) else {
        return (None, denials);
    };
    let first = first_eligible(from, &policy.stay);
    if today < first {
        denials.insert(PermitDenial::StayTooShort { first });
    }
    let period = DateRange { from, to: today };
    if presence(&input.presentations, period, &policy.presence) != Presence::Proven {
        denials.insert(PermitDenial::PresenceUnproven);
    }
    (Some(first), denials)
}

/// What waiting does not cure says no; then time; then what a person must weigh.
fn verdict(denials: BTreeSet<PermitDenial>, since: NaiveDate, route: Route) -> Eligibility {
    let cured_otherwise = |denial: &PermitDenial| {
        !matches!(
            denial,
            PermitDenial::StayTooShort { .. } | PermitDenial::PresenceUnproven
        )
    };
    let too_short = denials
        .iter()
        .any(|denial| matches!(denial, PermitDenial::StayTooShort { .. }));
    let lasting = denials.iter().any(cured_otherwise);
    let why: Vec<_> = denials.into_iter().collect();
    if lasting {
        Eligibility::No { why }
    } else if too_short {
        Eligibility::NotYet {
            on: since,
            missing: why,
        }
    } else if why.is_empty() {
        Eligibility::Eligible { since, route }
    } else {
        Eligibility::Review { why }
    }
}
