//! How the kiosks are: last contact, what waits, version, certificate, alarms.

use residence::guangdong_date;

use super::Desk;
use crate::{
    store::StoreError,
    tables::{
        alarms::{self, Alarm, Raised},
        certificates, contacts,
        envelopes::{self, Waiting},
        kiosks::{self, Kiosk, Standing},
        record_times,
    },
};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;
/// Kiosks speak every minute; after so long somebody should ask why.
const QUIET_MS: u64 = 15 * MINUTE_MS;
const SILENT_MS: u64 = DAY_MS;
const CERTIFICATE_WATCH_DAYS: u64 = 14;
const CERTIFICATE_STOP_DAYS: u64 = 3;
/// Alarms of so long are still news.
const NEWS_MS: u64 = 7 * DAY_MS;

/// How much something asks for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// 正常.
    Fine,
    /// 要留意.
    Watch,
    /// 要马上看.
    Stop,
}

impl Level {
    /// Returns the word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Fine => "正常",
            Self::Watch => "要留意",
            Self::Stop => "要马上看",
        }
    }
}

/// A kiosk as the desk sees it.
pub(super) struct Seen {
    /// What the centre keeps of it.
    pub(super) kiosk: Kiosk,
    /// When it last spoke.
    pub(super) last_ms: Option<u64>,
    /// Program and version with which it spoke.
    pub(super) app: String,
    /// What came and was not decided yet.
    pub(super) waiting: Waiting,
    /// When its last record was made and when it came.
    pub(super) last_record: Option<(u64, u64)>,
    /// Until when its certificate holds, in milliseconds since 1970.
    pub(super) expires_ms: Option<u64>,
    /// Alarms about it, the latest first.
    pub(super) alarms: Vec<Raised>,
    /// How much it asks for a person.
    pub(super) level: Level,
    /// Why, the gravest first.
    pub(super) troubles: Vec<(Level, String)>,
}

impl Seen {
    /// Returns for how many days the certificate still holds.
    pub(super) fn certificate_days(&self, now_ms: u64) -> Option<u64> {
        self.expires_ms
            .map(|until| until.saturating_sub(now_ms) / DAY_MS)
    }
}

/// Looks at all kiosks, those that ask most first.
pub(super) async fn all(desk: &Desk) -> Result<Vec<Seen>, StoreError> {
    let (store, front) = (desk.vault.store(), desk.vault.front());
    let mut raised = alarms::all(store).await?;
    raised.extend(alarms::all(front).await?);
    let mut fleet = Vec::new();
    // Who waits to be enrolled is known to the front alone.
    for kiosk in kiosks::all(front).await? {
        fleet.push(look(desk, kiosk, &raised).await?);
    }
    fleet.sort_by(|a, b| b.level.cmp(&a.level).then(a.kiosk.id.cmp(&b.kiosk.id)));
    Ok(fleet)
}

async fn look(desk: &Desk, kiosk: Kiosk, raised: &[Raised]) -> Result<Seen, StoreError> {
    let (store, front) = (desk.vault.store(), desk.vault.front());
    let (id, now_ms) = (&kiosk.id, desk.vault.now_ms());
    let last_record = match envelopes::last_of(store, id).await? {
        Some((record, came_ms)) => {
            let made = record_times::of_record(store, &record).await?;
            Some((made.map_or(came_ms, |(lo_ms, _)| lo_ms), came_ms))
        }
        None => None,
    };
    let issued = certificates::newest(store, id).await?;
    let of_it = raised.iter().filter(|alarm| alarm.kiosk == id.as_str());
    let mut seen = Seen {
        last_ms: contacts::last(front, id).await?,
        app: contacts::app(front, id).await?.unwrap_or(kiosk.app.clone()),
        waiting: envelopes::waiting(front, id).await?,
        last_record,
        expires_ms: issued.map(|issued| issued.expires_s.saturating_mul(1_000)),
        alarms: of_it.cloned().collect(),
        level: Level::Fine,
        troubles: Vec::new(),
        kiosk,
    };
    seen.troubles = troubles(&seen, now_ms);
    seen.troubles
        .sort_by_key(|(level, _)| std::cmp::Reverse(*level));
    seen.level = seen
        .troubles
        .first()
        .map_or(Level::Fine, |(level, _)| *level);
    Ok(seen)
}

fn troubles(seen: &Seen, now_ms: u64) -> Vec<(Level, String)> {
    match seen.kiosk.standing {
        // What is out of use asks for nobody.
        Standing::Revoked => return Vec::new(),
        Standing::Waiting => {
            let words = "等着启用：请管理员核对字符".to_owned();
            return vec![(Level::Watch, words)];
        }
        Standing::Approved => {}
    }
    let mut found = Vec::new();
    match seen.last_ms.map(|last| now_ms.saturating_sub(last)) {
        Some(quiet) if quiet >= SILENT_MS => {
            found.push((Level::Stop, format!("{}没有联系", span(quiet))));
        }
        Some(quiet) if quiet >= QUIET_MS => {
            found.push((Level::Watch, format!("{}没有联系", span(quiet))));
        }
        Some(_) => {}
        None => found.push((Level::Watch, "启用后还没有联系过".to_owned())),
    }
    match seen.certificate_days(now_ms) {
        Some(days) if days <= CERTIFICATE_STOP_DAYS => {
            found.push((Level::Stop, format!("证书还剩 {days} 天")));
        }
        Some(days) if days <= CERTIFICATE_WATCH_DAYS => {
            found.push((Level::Watch, format!("证书还剩 {days} 天")));
        }
        Some(_) => {}
        None => found.push((Level::Watch, "没有证书".to_owned())),
    }
    if let Some(oldest) = seen.waiting.oldest_ms {
        let age = now_ms.saturating_sub(oldest);
        if age >= QUIET_MS {
            found.push((Level::Watch, format!("收到的记录等了{}还没有办", span(age))));
        }
    }
    let news = seen.alarms.iter();
    let news = news.filter(|alarm| now_ms.saturating_sub(alarm.last_ms) < NEWS_MS);
    found.extend(news.map(|alarm| (alarm_level(alarm.kind), alarm_words(alarm.kind).to_owned())));
    found
}

fn alarm_level(alarm: Alarm) -> Level {
    match alarm {
        Alarm::Fork | Alarm::OtherKeys | Alarm::BeyondPowers | Alarm::AuditBroken => Level::Stop,
        Alarm::Quarantined | Alarm::WrongToken | Alarm::NeverIssued | Alarm::Presentations => {
            Level::Watch
        }
    }
}

/// Returns what an alarm means.
pub(super) fn alarm_words(alarm: Alarm) -> &'static str {
    match alarm {
        Alarm::Fork => "发来的记录和以前的矛盾：可能有人复制了磁盘",
        Alarm::Quarantined => "有记录打不开或签名不对，已隔离",
        Alarm::WrongToken => "有人用错误的启用码",
        Alarm::OtherKeys => "前台显示的密钥和批准的不同",
        Alarm::NeverIssued => "有人出示了没有签发记录的临时码",
        Alarm::BeyondPowers => "签发了它无权签发的码",
        Alarm::AuditBroken => "审计链断了",
        Alarm::Presentations => "同一个码出示得太多或太远",
    }
}

/// Writes how long something took.
pub(super) fn span(ms: u64) -> String {
    match ms {
        0..MINUTE_MS => "不到 1 分钟".to_owned(),
        MINUTE_MS..HOUR_MS => format!(" {} 分钟", ms / MINUTE_MS),
        HOUR_MS..172_800_000 => format!(" {} 小时", ms / HOUR_MS),
        172_800_000.. => format!(" {} 天", ms / DAY_MS),
    }
}

/// Returns until which day a certificate holds.
pub(super) fn expires_on(expires_ms: u64) -> chrono::NaiveDate {
    guangdong_date(i64::try_from(expires_ms).unwrap_or(i64::MAX))
}
