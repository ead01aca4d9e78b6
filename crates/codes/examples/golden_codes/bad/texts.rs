//! Steps 1 and 2: length, prefix, kind, base45.

use crate::{Case, bad::resident_code, good::resident, world::World};

pub(crate) fn cases(world: &World) -> Vec<Case> {
    let good = resident_code(world, &resident());
    let body = good.trim_start_matches("YJ1S:");
    [
        foreign(&good, body),
        kinds(world, body),
        spellings(&good, body),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn foreign(good: &str, body: &str) -> Vec<Case> {
    let case = |name, text: String| Case::new(name, "1: prefix", text, "Foreign");
    vec![
        case("web address", "https://example.org/h?id=18".to_owned()),
        case("very long web address", "https://".repeat(400)),
        case("other health code", format!("HC1:{body}")),
        case("prefix in lower case", format!("yj1s:{body}")),
        case("space before the prefix", format!(" {good}")),
        case("prefix without its colon", format!("YJ1S{body}")),
        case("empty", String::new()),
    ]
}

fn kinds(world: &World, body: &str) -> Vec<Case> {
    let long = format!("YJ1S:{}", "0".repeat(1_396));
    let newer = "1.2: newer, not fake";
    let kind = "1: known kind";
    vec![
        Case::new(
            "1 401 characters",
            "1: length <= 1 400",
            long,
            "Damaged(Length)",
        ),
        Case::new("later format", newer, format!("YJ2S:{body}"), "Newer"),
        Case::new("dynamic code", newer, format!("YJ1D:{body}"), "Newer"),
        Case::new("provisional code", newer, format!("YJ1P:{body}"), "Newer"),
        Case::new(
            "kind that does not exist",
            kind,
            format!("YJ1X:{body}"),
            "UnknownKind",
        ),
        Case::new(
            "bundle held to the camera",
            kind,
            world.bundle_text(),
            "UnknownKind",
        ),
    ]
}

fn spellings(good: &str, body: &str) -> Vec<Case> {
    let case = |name, text: String| {
        Case::new(
            name,
            "2: base45, re-encode must equal",
            text,
            "Damaged(Base45)",
        )
    };
    vec![
        case(
            "body in lower case",
            format!("YJ1S:{}", body.to_lowercase()),
        ),
        case("space after the text", format!("{good} ")),
        case("line end after the text", format!("{good}\n")),
        case("one lone character more", format!("YJ1S:{body}0")),
        case("triple above 65535", "YJ1S:GGW".to_owned()),
        case("pair above 255", "YJ1S:V5".to_owned()),
    ]
}
