//! The desk page over TLS, met as a browser without scripts meets it: cookies, forms, redirects.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use central::{
    Centre, Config, Doors,
    cli::{Cli, Rim, run},
    serve,
    store::Store,
};
use clap::Parser as _;
use reqwest::{Certificate, Client, RequestBuilder, StatusCode, redirect::Policy};
use residence::RecordId;
use tokio::{sync::oneshot, task::JoinHandle};

use super::{device::Device, enrolled, town, with_clock};

const LIN: &str = "449900199104120024";
const WU: &str = "449900199707280406";

/// A centre with a kiosk and two tenants, whose desk page is open.
pub(crate) struct Site {
    pub(crate) config: Config,
    pub(crate) clock: Arc<AtomicU64>,
    pub(crate) device: Device,
    pub(crate) centre: Centre,
    pub(crate) url: String,
    /// Waits for the desk: nobody is bound to the house.
    pub(crate) ownerless: RecordId,
    /// Waits for its owner.
    pub(crate) owned: RecordId,
    serving: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Site {
    pub(crate) async fn open(folder: &Path, database: Option<String>) -> Self {
        let (config, clock) = with_clock(&town(folder, database).await);
        let centre = Centre::open(&config).await.unwrap();
        let mut device = Device::with_tpm(folder);
        enrolled(&config, &centre, &mut device).await;
        device.sync(&centre, Vec::new()).await;
        let declare = |device: &Device, who: &str, number: &str, house: &str| {
            let (person, house) = (device.person(who, number), device.house(house));
            device.declaration(person, house, Vec::new())
        };
        let record = declare(&device, "p7", WU, "h6");
        let (ownerless, _) = device.tell(&centre, &record).await;
        let record = declare(&device, "p1", LIN, "h1");
        let (owned, _) = device.tell(&centre, &record).await;
        let mut site = Self {
            config,
            clock,
            device,
            centre,
            url: String::new(),
            ownerless,
            owned,
            serving: None,
        };
        site.start().await;
        site
    }

    /// Serves; what was served before ends first.
    pub(crate) async fn start(&mut self) {
        self.stop().await;
        let bind = || TcpListener::bind("127.0.0.1:0").unwrap();
        let (kiosks, desk) = (bind(), bind());
        self.url = format!("https://localhost:{}", desk.local_addr().unwrap().port());
        let doors = Doors {
            kiosks,
            desk: Some(desk),
            metrics: None,
        };
        let (end, ended) = oneshot::channel::<()>();
        let config = self.config.clone();
        let serving = tokio::spawn(async move {
            let done = serve(config, doors, async { drop(ended.await) }).await;
            done.unwrap();
        });
        self.serving = Some((end, serving));
    }

    pub(crate) async fn stop(&mut self) {
        if let Some((end, serving)) = self.serving.take() {
            end.send(()).unwrap();
            serving.await.unwrap();
        }
    }

    pub(crate) async fn store(&self) -> Arc<dyn Store> {
        self.config.store().await.unwrap()
    }

    pub(crate) fn wait_ms(&self, ms: u64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    /// Runs a command of the operator; returns its exit code and what it said.
    pub(crate) async fn command(&self, arguments: &[&str]) -> (u8, String) {
        let data = self.config.data.to_str().unwrap();
        let mut all = vec!["central"];
        all.extend_from_slice(arguments);
        all.extend(["--data", data]);
        let database = self.config.database.clone();
        if let Some(url) = &database {
            all.extend(["--database", url.as_str()]);
        }
        let rim = Rim {
            clock: Arc::clone(&self.config.clock),
            crypto: Arc::clone(&self.config.crypto),
        };
        let cli = Cli::try_parse_from(all).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = run(cli, rim, std::future::pending(), &mut out, &mut err).await;
        (code, String::from_utf8(out).unwrap())
    }

    /// Makes an account of the desk page and returns its PIN.
    pub(crate) async fn account(&self, name: &str, role: &str) -> String {
        let (code, said) = self
            .command(&["workers", "add", name, "--name", "何文杰"])
            .await;
        assert_eq!(code, 0);
        let (code, _) = self.command(&["workers", "desk", name, role]).await;
        assert_eq!(code, 0);
        said.trim().rsplit(' ').next().unwrap().to_owned()
    }

    pub(crate) fn browser(&self) -> Browser {
        let pem = std::fs::read(self.config.data.join("trust/ca.pem")).unwrap();
        drop(rustls::crypto::ring::default_provider().install_default());
        Browser {
            client: Client::builder()
                .tls_certs_only([Certificate::from_pem(&pem).unwrap()])
                .redirect(Policy::none())
                .build()
                .unwrap(),
            url: self.url.clone(),
            jar: BTreeMap::new(),
            page: String::new(),
            refresh: None,
        }
    }

    /// A browser in which somebody is logged in.
    pub(crate) async fn logged_in(&self, name: &str, pin: &str) -> Browser {
        let mut browser = self.browser();
        assert_eq!(browser.log_in(name, pin).await, StatusCode::SEE_OTHER);
        browser
    }
}

/// A browser of one person.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) client: Client,
    pub(crate) url: String,
    pub(crate) jar: BTreeMap<String, String>,
    pub(crate) page: String,
    pub(crate) refresh: Option<String>,
}

impl Browser {
    pub(crate) async fn get(&mut self, path: &str) -> StatusCode {
        let request = self.client.get(format!("{}{path}", self.url));
        self.send(request).await
    }

    /// Sends a form with the mark of the page that is open.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> StatusCode {
        let mark = self.mark();
        let mut all = fields.to_vec();
        all.push(("mark", &mark));
        self.post_bare(path, &all, &[]).await
    }

    /// Sends exactly these fields and headers.
    pub(crate) async fn post_bare(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> StatusCode {
        let pairs = fields.iter();
        let pairs = pairs.map(|(key, value)| format!("{key}={}", encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let mut request = self
            .client
            .post(format!("{}{path}", self.url))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request).await
    }

    pub(crate) async fn log_in(&mut self, name: &str, pin: &str) -> StatusCode {
        assert_eq!(self.get("/desk/login").await, StatusCode::OK);
        self.post("/desk/login", &[("worker", name), ("pin", pin)])
            .await
    }

    /// The mark in the page that is open.
    pub(crate) fn mark(&self) -> String {
        let (_, after) = self.page.split_once("name=\"mark\" value=\"").unwrap();
        after.split('"').next().unwrap().to_owned()
    }

    async fn send(&mut self, request: RequestBuilder) -> StatusCode {
        let cookies: Vec<String> = self.jar.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let answer = request.header("cookie", cookies.join("; ")).send().await;
        let answer = answer.unwrap();
        let status = answer.status();
        let headers = answer.headers().clone();
        is_hardened(&headers);
        for set in headers.get_all("set-cookie") {
            let set = set.to_str().unwrap();
            let (pair, attributes) = set.split_once("; ").unwrap();
            for needed in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
                assert!(attributes.contains(needed), "{set}");
            }
            let (name, value) = pair.split_once('=').unwrap();
            assert!(name.starts_with("__Host-"), "{set}");
            if value.is_empty() {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let text = |name: &str| {
            headers
                .get(name)
                .map(|text| text.to_str().unwrap().to_owned())
        };
        self.refresh = text("refresh");
        self.page = match text("location") {
            Some(to) => to,
            None => answer.text().await.unwrap(),
        };
        assert!(!self.page.contains("<script"), "no page has a script");
        assert!(
            !self.page.contains(" style="),
            "no page has a style of its own"
        );
        status
    }
}

/// What every answer tells the browser, also a refusal.
fn is_hardened(headers: &reqwest::header::HeaderMap) {
    let told = |name: &str| headers.get(name).unwrap().to_str().unwrap();
    let policy = told("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"));
    assert_eq!(told("cache-control"), "no-store");
    assert_eq!(told("x-content-type-options"), "nosniff");
    assert_eq!(told("x-frame-options"), "DENY");
    assert_eq!(told("referrer-policy"), "same-origin");
}

fn encoded(text: &str) -> String {
    let byte = |b: u8| match b {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(b).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}
