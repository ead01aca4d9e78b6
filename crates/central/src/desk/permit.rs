//! One application or permit: what the rules find, condition by condition, and what may be done.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use residence::{
    Habitual, Named as _, Permit, PermitDenial, PermitState, Population, Presence, RecordId,
    elapsed_days, masked_name, papers_needed,
};

use super::{
    Desk,
    case::record_of,
    deciding::by,
    fleet::Level,
    frame::{self, Frame, Tab, day},
    guard::{Posted, Stop, Visitor},
    permit_acts, permit_stay, permit_words as words,
    values::{self, Field},
};
use crate::{
    registry::Review,
    store::{Store, StoreError},
    tables::{desk, houses, ledger, permit_news, registrations},
};

/// The address of the page of a permit.
pub(super) fn address(record: &RecordId) -> String {
    format!("/desk/permits/{}", HEXLOWER.encode(record.as_bytes()))
}

/// Shows an application or a permit; that it was opened is noted first.
pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(record): Path<String>,
) -> Result<Response, Stop> {
    visitor.works_on_cases()?;
    let record = record_of(&record)?;
    page(&desk, &visitor, &record, (None, None), "OPEN").await
}

/// Shows one value of it in full, for a moment.
pub(super) async fn reveal(
    State(desk): State<Arc<Desk>>,
    Path(record): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    posted.visitor.works_on_cases()?;
    let record = record_of(&record)?;
    let field = Field::from_code(posted.field("field")).ok_or(Stop::Form)?;
    let shown = (Some(field), None);
    let response = page(&desk, &posted.visitor, &record, shown, "SHOW").await?;
    Ok(values::for_a_moment(response, &address(&record)))
}

/// Makes the page; what is seen on it is in the ledger before anybody sees it.
pub(super) async fn page(
    desk: &Arc<Desk>,
    visitor: &Visitor,
    record: &RecordId,
    (shown, wrong): (Option<Field>, Option<&str>),
    act: &'static str,
) -> Result<Response, Stop> {
    let review = desk.vault.review_permit(record, &by(visitor)).await?;
    let review = review.ok_or(Stop::NotFound)?;
    let store = desk.vault.store();
    let object = HEXLOWER.encode(record.as_bytes());
    let mut entry = desk.entry(visitor.id.as_str(), act, object, "OK");
    entry.detail = shown.map_or("", Field::code).to_owned();
    ledger::commit(store, &entry, &[]).await?;

    let today = desk.vault.today();
    let place = place(store, &review).await?;
    let frame = Frame::of(desk, visitor, Tab::Permits).await?;
    let body = html! {
        main class="page page--flow" id="main" {
            (head(&review, today))
            @if let Some(wrong) = wrong {
                div class="notice notice--stop" role="alert" {
                    (frame::stop()) div { b { "没有办成" } (wrong) }
                }
            }
            div class="two two--l" {
                div class="stack" {
                    (conditions(&review, &place, today))
                    (history(store, record, today).await?)
                }
                div class="stack" {
                    (permit_stay::strip(&review.findings, today))
                    (applicant(visitor, &review, shown, today))
                }
            }
            (permit_acts::cards(visitor, &review))
            (permit_acts::foot(visitor, &review))
        }
    };
    let status = if wrong.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let title = format!("居住证 {}", record.receipt_number());
    Ok((status, frame.page(&title, &body)).into_response())
}

/// Street and number of the address that the permit names.
async fn place(store: &dyn Store, review: &Review) -> Result<String, StoreError> {
    let registration = registrations::by_record(store, &review.kept.registration).await?;
    let Some(code) = registration.and_then(|registration| registration.house) else {
        return Ok("没有房屋编码的地址".to_owned());
    };
    let house = houses::by_code(store, &code).await?;
    Ok(house.map_or(code.to_string(), |house| {
        format!("{}{}", house.street, house.number)
    }))
}

fn head(review: &Review, today: NaiveDate) -> Markup {
    let kept = &review.kept;
    let state = words::state_of(&kept.permit, today);
    let name = masked_name(&review.holder.name);
    let open = review.findings.lacking.len() + review.missing.len();
    let title = match &kept.permit {
        Permit::Application(_) if open > 0 => format!("{name}申领居住证，还差 {open} 项"),
        Permit::Application(_) => format!("{name}申领居住证，规则都符合"),
        Permit::Issued(_) => format!("{name}的居住证"),
        Permit::Refused { .. } | Permit::Withdrawn { .. } | Permit::Cancelled { .. } => {
            format!("{name}的居住证，已办结")
        }
    };
    html! {
        div class="head" {
            div {
                p class="crumb" { a href="/desk/permits" { "居住证" } " · 受理号 "
                    span class="code" { (kept.record.receipt_number()) } }
                h1 { (title) }
                p { (day(kept.accepted_on, today)) "受理，最迟 " (day(kept.due_on, today)) "办结。"
                    @if !kept.because.is_empty() {
                        "原因：" (because(&kept.because)) "。"
                    }
                }
            }
            div class="head__acts" { (frame::state(level(state), state.zh())) }
        }
    }
}

fn because(names: &[String]) -> String {
    let cancelled = |name: &String| {
        use residence::Listed as _;
        residence::PermitCancelReason::from_code(name).map(|reason| reason.zh().to_owned())
    };
    let words = names
        .iter()
        .map(|name| cancelled(name).unwrap_or_else(|| words::named(name)));
    words.collect::<Vec<_>>().join("、")
}

fn level(state: PermitState) -> Level {
    match state {
        PermitState::Valid | PermitState::Eligible => Level::Fine,
        PermitState::Accepted | PermitState::Correction | PermitState::UnderReview => Level::Watch,
        PermitState::Suspended
        | PermitState::Refused
        | PermitState::Cancelled
        | PermitState::Withdrawn => Level::Stop,
    }
}

/// One line: the condition, how it stands, what was computed, and the rule behind it.
type Condition = (&'static str, Level, String, &'static str);

const ARTICLE_2: &str = "《居住证暂行条例》第二条";
const ARTICLE_9: &str = "《居住证暂行条例》第九条";
const OWN: &str = "本市规则";

fn conditions(review: &Review, place: &str, today: NaiveDate) -> Markup {
    let mut rows = standing(review, place, today);
    rows.extend(shown_by_days(review));
    rows.extend(papers(review));
    rows.push((
        "数据比对",
        Level::Watch,
        "没有比对结果：中心没有接比对的数据，请看原件".to_owned(),
        "材料看原件，不留影像",
    ));
    html! {
        section class="frame" {
            table class="tbl" {
                thead { tr {
                    th class="c-7" { "条件" } th { "结果" } th { "系统算出来的" } th class="c-15" { "依据" }
                } }
                tbody {
                    @for (name, level, told, rule) in rows {
                        tr {
                            th scope="row" { (name) }
                            td class="nb" { (frame::state(level, word(level))) }
                            td { (told) }
                            td class="note" { (rule) }
                        }
                    }
                }
            }
        }
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Fine => "符合",
        Level::Watch => "要人工看",
        Level::Stop => "还差",
    }
}

fn standing(review: &Review, place: &str, today: NaiveDate) -> Vec<Condition> {
    let (kept, findings) = (&review.kept, &review.findings);
    let who = if kept.by_agent {
        "由人代办"
    } else {
        "本人申请"
    };
    let age = findings.age;
    let person = match findings.population {
        Some(Population::Floating) => (Level::Fine, format!("外市户籍，{age} 岁，{who}")),
        Some(other) => {
            let word = words::population(other);
            (Level::Stop, format!("{word}，{age} 岁，{who}"))
        }
        None => (Level::Watch, format!("户籍地址没有登记，{age} 岁，{who}")),
    };
    let effective = findings.address.and_then(|address| address.effective_on);
    let home = match effective {
        Some(on) => (Level::Fine, format!("{place}，{}起有效", day(on, today))),
        None => (Level::Stop, format!("{place}，没有有效的登记")),
    };
    let habitual = match findings.habitual {
        Some(Habitual::Approved { since }) => {
            (Level::Fine, format!("{}审核通过", day(since, today)))
        }
        Some(Habitual::Pending) => (Level::Stop, "还在等审核".to_owned()),
        None => (Level::Stop, "没有设为常住地".to_owned()),
    };
    let ground = if findings.lacking.contains(&PermitDenial::NoGround) {
        Level::Stop
    } else {
        Level::Fine
    };
    let mut told = words::grounds(&kept.shown.grounds);
    if let Some((exemption, _)) = kept.shown.exemption {
        told = format!("{told}；{}", exemption.zh());
    }
    vec![
        ("人员类别", person.0, person.1, ARTICLE_2),
        ("居住登记", home.0, home.1, ARTICLE_2),
        ("常住地", habitual.0, habitual.1, "粤居码指南（三）"),
        ("申领理由", ground, told, ARTICLE_2),
    ]
}

fn shown_by_days(review: &Review) -> [Condition; 2] {
    let (findings, policy) = (&review.findings, &review.policy.presence);
    let short = |denial: &PermitDenial| matches!(denial, PermitDenial::StayTooShort { .. });
    let too_short = findings.lacking.iter().any(short);
    let stay = match findings.from.zip(findings.full_on) {
        Some((from, full)) if too_short => (
            Level::Stop,
            format!("要满 {} 天，还没有满", elapsed_days(from, full)),
        ),
        Some((from, full)) => (Level::Fine, format!("满 {} 天", elapsed_days(from, full))),
        None if review.kept.shown.exemption.is_some() => {
            (Level::Watch, "按免满半年申请".to_owned())
        }
        None => (Level::Stop, "还没有开始计算".to_owned()),
    };
    let presence = match findings.presence {
        Presence::Proven => (Level::Fine, format!("{} 天", findings.presented.len())),
        Presence::Insufficient {
            days,
            months,
            longest_gap,
        } => (
            Level::Watch,
            format!(
                "{days} 天，要 {} 天；{months} 个月，要 {} 个月；最长隔 {longest_gap} 天，要 {} 天内",
                policy.distinct_days_min, policy.distinct_months_min, policy.gap_days_max
            ),
        ),
    };
    [
        ("连续居住", stay.0, stay.1, OWN),
        ("亮码记录", presence.0, presence.1, "本市规则，不足不拒绝"),
    ]
}

fn papers(review: &Review) -> Vec<Condition> {
    let shown = &review.kept.shown;
    let exemption = shown.exemption.map(|(exemption, _)| exemption);
    let needed = papers_needed(&shown.grounds, exemption, review.kept.by_agent);
    let row = |paper: residence::PermitPaper| {
        if review.missing.contains(&paper) {
            (
                paper.zh(),
                Level::Stop,
                "申请人没有带来".to_owned(),
                ARTICLE_9,
            )
        } else {
            (
                paper.zh(),
                Level::Watch,
                "申请人说已带来，请看原件".to_owned(),
                ARTICLE_9,
            )
        }
    };
    needed.into_iter().map(row).collect()
}

fn applicant(visitor: &Visitor, review: &Review, shown: Option<Field>, today: NaiveDate) -> Markup {
    let kept = &review.kept;
    let base = address(&kept.record);
    let evidence = &kept.shown.evidence;
    let full = shown == Some(Field::Evidence);
    let number = values::masked_or(full, evidence, |_| "******".to_owned());
    let card = if kept.card_asked {
        "要实体卡"
    } else {
        "只要电子居住证"
    };
    html! {
        section class="card" {
            h2 { "申请人" }
            dl class="facts" {
                (values::person(visitor, &base, shown, Some(&review.holder)))
                @if evidence.is_empty() {
                    dt { "凭据号码" } dd { "没有写" }
                } @else {
                    (values::row(visitor, &base, shown, Field::Evidence,
                        &html! { span class="code" { (number) } }))
                }
                dt { "要不要卡" } dd { (card) }
                @if let Permit::Issued(issued) = &kept.permit {
                    dt { "签发" } dd { (day(issued.issued_on, today)) "，第 " (issued.card_serial) " 张" }
                }
                dt { "从哪里来" } dd { "自助机 " (kept.kiosk) }
            }
        }
    }
}

/// What happened, and what the applicant was told.
async fn history(
    store: &dyn Store,
    record: &RecordId,
    today: NaiveDate,
) -> Result<Markup, StoreError> {
    let events = permit_news::of_record(store, record).await?;
    let told = desk::messages_of(store, record).await?;
    if events.is_empty() && told.is_empty() {
        return Ok(html! {});
    }
    Ok(html! {
        section class="card" {
            h2 { "经过" }
            ul class="checks" {
                @for (entry, state, under) in &events {
                    li {
                        span class="is-info" { (frame::wait()) }
                        span { (day(entry.on, today)) " " (entry.record.zh()) " → " (state.zh()) }
                        span class="note" { (under) }
                    }
                }
            }
            @if let Some(last) = told.last() {
                div class="notice" {
                    (frame::wait()) div { b { "本人看到的，" (day(last.made_on, today)) } (last.zh) }
                }
            }
        }
    })
}
