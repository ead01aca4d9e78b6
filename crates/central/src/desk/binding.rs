//! Which house an address is that was written by hand: the words beside the houses they may mean.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use maud::{Markup, html};
use protocol::HandAddress;
use residence::HouseCode;

use super::{
    Desk,
    case::{self, Extra, record_of},
    deciding::by,
    facts::Facts,
    frame,
    guard::{Posted, Stop, Visitor},
    tasks::address,
    words,
};
use crate::{
    store::StoreError,
    tables::houses::{self, RegisteredHouse},
};

const CANDIDATES_MAX: usize = 3;

/// A house that the words may mean.
pub(super) struct Candidate {
    house: RegisteredHouse,
    owners: usize,
    likeness: u32,
}

/// How far a word agrees with the one of the register.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Agreement {
    Same,
    Near,
    Other,
}

impl Agreement {
    fn weight(self) -> u32 {
        match self {
            Self::Same => 2,
            Self::Near => 1,
            Self::Other => 0,
        }
    }
}

/// Compares two words as people write them: without 号 and 室, and 18 is not 18-1.
fn agreement(written: &str, held: &str) -> Agreement {
    let bare = |text: &str| -> String {
        let skipped = |c: &char| !c.is_whitespace() && !"号室房-－".contains(*c);
        text.chars().filter(skipped).collect()
    };
    let (written, held) = (bare(written), bare(held));
    if written == held {
        return Agreement::Same;
    }
    let shared = written.chars().filter(|c| held.contains(*c)).count();
    let longer = written.chars().count().max(held.chars().count());
    // Most characters of the longer word: 榕荫路 and 榕荫一路, not 榕荫路 and 望潮街.
    if !written.is_empty() && shared * 3 >= longer * 2 {
        Agreement::Near
    } else {
        Agreement::Other
    }
}

/// Finds the houses that are most like the words.
pub(super) async fn candidates(
    desk: &Desk,
    written: &HandAddress,
) -> Result<Vec<Candidate>, StoreError> {
    let store = desk.vault.store();
    let mut likely: Vec<(u32, RegisteredHouse)> = houses::all(store)
        .await?
        .into_iter()
        .filter(|house| !house.withdrawn)
        .map(|house| (likeness(written, &house), house))
        .filter(|(likeness, _)| *likeness > 0)
        .collect();
    likely.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.code.cmp(&b.1.code)));
    let mut found = Vec::new();
    for (likeness, house) in likely.into_iter().take(CANDIDATES_MAX) {
        found.push(Candidate {
            owners: houses::owners(store, &house.code).await?.len(),
            likeness,
            house,
        });
    }
    Ok(found)
}

fn likeness(written: &HandAddress, house: &RegisteredHouse) -> u32 {
    let words = rows(written, house).into_iter();
    words
        .map(|(_, written, held)| agreement(&written, &held).weight())
        .sum()
}

/// The words one beside the other.
fn rows(written: &HandAddress, house: &RegisteredHouse) -> [(&'static str, String, String); 3] {
    [
        (
            "街路巷",
            written.street.reveal().clone(),
            house.street.clone(),
        ),
        (
            "门牌号",
            written.number.reveal().clone(),
            house.number.clone(),
        ),
        ("房号", written.room.reveal().clone(), house.room.clone()),
    ]
}

/// The table of candidates and the answer; nothing for an address that is bound.
pub(super) fn table(visitor: &Visitor, facts: &Facts, candidates: &[Candidate]) -> Markup {
    let Some(written) = facts.written.as_ref().filter(|_| facts.house.is_none()) else {
        return html! {};
    };
    let record = &facts.registration.record;
    html! {
        section {
            h3 { "是哪一处房屋？" }
            p class="note" { "居民填的：" (facts.whole_address()) "。原话不会改。" }
            form method="post" action={ (address(record)) "/bind" } {
                (frame::mark(visitor))
                @for (place, one) in candidates.iter().enumerate() {
                    label class="radio" {
                        input type="radio" name="house" value=(one.house.code)
                            checked[place == 0 && one.likeness > 3];
                        span class="code" { (one.house.code) }
                    }
                    (candidate(written, one))
                }
                div class="bar bar--below" {
                    label class="field" { b { "都不是？写房屋编码" }
                        input class="in code" name="other" maxlength="40" accesskey="f"
                            autocomplete="off";
                    }
                    button class="btn btn--main" accesskey="y" { "绑定到这处房屋" (frame::next()) }
                }
                p class="note" { "绑定后请业主确认；没有登记业主的，由服务窗口确认。本人会收到通知。" }
            }
        }
    }
}

fn candidate(written: &HandAddress, one: &Candidate) -> Markup {
    html! {
        table class="match" {
            tbody {
                @for (name, written, held) in rows(written, &one.house) {
                    tr {
                        th scope="row" { (name) }
                        td class="typed" { @if written.is_empty() { "没有填" } @else { (written) } }
                        td { @match agreement(&written, &held) {
                            Agreement::Same => span class="same" { (frame::ok()) (held) },
                            Agreement::Near => span class="diff" { (frame::warn()) (held) "（相近）" },
                            Agreement::Other => span class="diff" { (frame::warn()) (held) "（不同）" },
                        } }
                    }
                }
                tr {
                    th scope="row" { "确认人" }
                    td class="typed" { "房屋登记里的" }
                    td { @if one.owners == 0 { "没有登记，由窗口确认" }
                        @else { (one.owners) " 位业主" } }
                }
            }
        }
    }
}

/// Binds an address to the house that was chosen.
pub(super) async fn bind(
    State(desk): State<Arc<Desk>>,
    Path(record): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let visitor = &posted.visitor;
    visitor.works_on_cases()?;
    let record = record_of(&record)?;
    let typed = match posted.field("other") {
        "" => posted.field("house"),
        other => other,
    };
    let wrong = match HouseCode::parse(typed) {
        Err(_) => "请选一处房屋，或写房屋编码。".to_owned(),
        Ok(house) => match desk
            .vault
            .bind_address(&record, &house, &by(visitor))
            .await?
        {
            Ok(()) => return Ok(Redirect::to(&address(&record)).into_response()),
            Err(denial) => format!("{}。规则 {}", words::denial(denial), denial.rule()),
        },
    };
    let extra = Extra {
        shown: None,
        wrong: Some(wrong),
    };
    case::page(&desk, visitor, &record, extra, "OPEN").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_agree_as_people_read_them() {
        for (written, held, same) in [
            ("榕荫一路", "榕荫一路", true),
            ("18", "18号", true),
            ("２栋 301", "2栋301", false),
            ("2栋 301室", "2栋301", true),
            ("", "", true),
            ("18", "18-1号", false),
        ] {
            let found = agreement(written, held) == Agreement::Same;
            assert_eq!(found, same, "{written} {held}");
        }
        assert!(agreement("榕荫路", "榕荫一路") == Agreement::Near);
        assert!(agreement("榕荫路", "望潮街") == Agreement::Other);
        assert!(agreement("", "401") == Agreement::Other);
    }
}
