//! The kiosks: what asks for a person first, then all of them; and one kiosk.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use maud::{Markup, html};

use super::{
    Desk,
    fleet::{self, Level, Seen, alarm_words, span},
    frame::{self, Frame, Tab, day, moment},
    guard::{Stop, Visitor},
};
use crate::{
    devices,
    tables::{alarms, kiosks::Standing},
};

/// Shows all kiosks.
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
) -> Result<Response, Stop> {
    let (fleet, now_ms) = (fleet::all(&desk).await?, desk.vault.now_ms());
    let today = desk.vault.today();
    let frame = Frame::of(&desk, &visitor, Tab::Kiosks).await?;
    let count = |level| fleet.iter().filter(|seen| seen.level == level).count();
    let (stop, watch, fine) = (count(Level::Stop), count(Level::Watch), count(Level::Fine));
    let title = match (fleet.len(), stop) {
        (0, _) => "还没有自助机".to_owned(),
        (all, 0) => format!("{all} 台自助机，没有要马上看的"),
        (all, stop) => format!("{all} 台自助机，{stop} 台要马上看"),
    };
    let body = html! {
        main class="page page--flow" id="main" {
            div class="head" {
                div { h1 { (title) } }
                div class="lamps" {
                    @for (level, count) in [(Level::Stop, stop), (Level::Watch, watch), (Level::Fine, fine)] {
                        (frame::state(level, &format!("{} {count}", level.word())))
                    }
                    span class="note" { (moment(now_ms, today)) " 更新" }
                }
            }
            @if stop + watch > 0 { (urgent(&fleet)) }
            div class="frame" {
                table class="tbl" {
                    thead { tr {
                        th { "状态" } th { "自助机" } th { "服务站" } th { "上次联系" }
                        th { "收到没办" } th { "已收到" } th { "版本" } th { "证书还剩" } th { "警报" }
                    } }
                    tbody { @for seen in &fleet { (row(seen, now_ms)) } }
                }
            }
            p class="note" {
                "还在机器里没有上传的份数，中心不知道：自助机一联系就会上传。登记封存在机器里，不会丢。"
            }
        }
    };
    Ok(frame.page("自助机", &body))
}

fn urgent(fleet: &[Seen]) -> Markup {
    let pressing = fleet.iter().flat_map(|seen| {
        let troubles = seen.troubles.iter();
        troubles.map(move |(level, words)| (*level, seen, words))
    });
    html! {
        section class="card" {
            h2 { "现在要处理" }
            @for (level, seen, words) in pressing {
                div class="alarm" {
                    @match level {
                        Level::Stop => (frame::stop()),
                        Level::Watch | Level::Fine => (frame::warn()),
                    }
                    span { b { (seen.kiosk.id) "，" (words) }
                        small { a href={ "/desk/kiosks/" (seen.kiosk.id) } { "看这一台" } }
                    }
                }
            }
        }
    }
}

fn row(seen: &Seen, now_ms: u64) -> Markup {
    html! {
        tr {
            td class="nb" { (state(seen)) }
            th scope="row" { a href={ "/desk/kiosks/" (seen.kiosk.id) } { (seen.kiosk.id) } }
            td { (seen.kiosk.site) }
            td class="nb" { (last_contact(seen, now_ms)) }
            td class="nb" { (waiting(seen, now_ms)) }
            td class="nb" { "第 " (seen.kiosk.chain.seq) " 份" }
            td class="nb code" { (seen.app) }
            td class="nb" { (certificate(seen, now_ms)) }
            td class="nb" { (seen.alarms.len()) }
        }
    }
}

fn state(seen: &Seen) -> Markup {
    match seen.kiosk.standing {
        Standing::Revoked => html! { span class="state" { (frame::stop()) "已停用" } },
        Standing::Waiting => frame::state(Level::Watch, "等待启用"),
        Standing::Approved => frame::state(seen.level, seen.level.word()),
    }
}

fn last_contact(seen: &Seen, now_ms: u64) -> String {
    match seen.last_ms.map(|last| now_ms.saturating_sub(last)) {
        None => "没有联系过".to_owned(),
        Some(0..60_000) => "刚才".to_owned(),
        Some(quiet) => format!("{}前", span(quiet).trim()),
    }
}

fn waiting(seen: &Seen, now_ms: u64) -> String {
    match seen.waiting.oldest_ms {
        None => "没有".to_owned(),
        Some(oldest) => {
            let age = span(now_ms.saturating_sub(oldest));
            format!("{} 份，最久{age}", seen.waiting.count)
        }
    }
}

fn certificate(seen: &Seen, now_ms: u64) -> String {
    let days = seen.certificate_days(now_ms);
    days.map_or("没有证书".to_owned(), |days| format!("{days} 天"))
}

/// Shows one kiosk.
pub(super) async fn one(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(kiosk): Path<String>,
) -> Result<Response, Stop> {
    let fleet = fleet::all(&desk).await?;
    let seen = fleet.iter().find(|seen| seen.kiosk.id.as_str() == kiosk);
    let seen = seen.ok_or(Stop::NotFound)?;
    let characters = devices::characters_of(desk.vault.front(), &seen.kiosk).await?;
    let (now_ms, today) = (desk.vault.now_ms(), desk.vault.today());
    let frame = Frame::of(&desk, &visitor, Tab::Kiosks).await?;
    let trouble = seen.troubles.first().map_or("正常", |(_, words)| words);
    let body = html! {
        main class="page page--flow" id="main" {
            div class="head" {
                div {
                    p class="crumb" { a href="/desk/kiosks" { "自助机" } " · " (seen.kiosk.site) }
                    h1 { (seen.kiosk.id) "，" (trouble) }
                }
                div class="head__acts" { (state(seen)) }
            }
            @if seen.level == Level::Stop {
                div class="notice notice--stop" role="alert" {
                    (frame::stop())
                    div { b { "先打电话问：机器亮着吗？网线插好吗？" }
                        "登记封存在机器里，不会丢；联不上网，请技术员用 U 盘带回。"
                    }
                }
            }
            div class="two two--l" {
                section class="frame" { (alarm_table(&seen.alarms, today)) }
                section class="card" {
                    h2 { "最近一次报告" }
                    p class="note" { (last_contact(seen, now_ms)) "，之后的情况不知道" }
                    (report(seen, &characters, now_ms, today))
                }
            }
        }
    };
    Ok(frame.page(seen.kiosk.id.as_str(), &body))
}

fn report(seen: &Seen, characters: &str, now_ms: u64, today: NaiveDate) -> Markup {
    let expires = seen
        .expires_ms
        .map(|until| day(fleet::expires_on(until), today));
    html! {
        dl class="facts" {
            dt { "收到没办" } dd { (waiting(seen, now_ms)) }
            dt { "已收到第" } dd { (seen.kiosk.chain.seq) " 份，连续，没有缺号" }
            dt { "最近一份" } dd {
                @match seen.last_record {
                    None => "还没有",
                    Some((made, came)) => {
                        (moment(made, today)) " 填写，" (moment(came, today)) " 收到"
                    }
                }
            }
            dt { "机器里还有" } dd { "不知道，联系上就会上传" }
            dt { "版本" } dd class="code" { (seen.app) }
            dt { "证书" } dd {
                (certificate(seen, now_ms))
                @if let Some(expires) = expires { "，" (expires) "到期" }
            }
            dt { "核对字符" } dd class="code" { (characters) }
        }
    }
}

fn alarm_table(raised: &[alarms::Raised], today: NaiveDate) -> Markup {
    html! {
        table class="tbl" {
            thead { tr { th class="c-10" { "时间" } th { "发生了什么" } } }
            tbody {
                @if raised.is_empty() {
                    tr { td class="nb soft" { "—" } td { "没有警报" } }
                }
                @for alarm in raised {
                    tr {
                        td class="nb soft" { (moment(alarm.last_ms, today)) }
                        td {
                            b { (alarm_words(alarm.kind)) }
                            small {
                                span class="code" { (alarm.kind.code()) }
                                " · " (alarm.times) " 次，第一次 " (moment(alarm.first_ms, today))
                                " · " span class="code" { (HEXLOWER.encode(&alarm.object)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
