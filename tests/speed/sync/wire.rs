//! A forwarder on the loopback address that counts what passes.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinHandle,
};

/// A forwarder; it ends with this value.
pub(crate) struct Wire {
    port: u16,
    bytes: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Wire {
    /// Forwards from a free port to another.
    pub(crate) async fn to(port: u16) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let own = listener.local_addr()?.port();
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&bytes);
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let Ok(far) = TcpStream::connect(("127.0.0.1", port)).await else {
                    continue;
                };
                near.set_nodelay(true).ok();
                far.set_nodelay(true).ok();
                let (near_in, near_out) = near.into_split();
                let (far_in, far_out) = far.into_split();
                drop(tokio::spawn(pass(near_in, far_out, Arc::clone(&counted))));
                drop(tokio::spawn(pass(far_in, near_out, Arc::clone(&counted))));
            }
        });
        Ok(Self {
            port: own,
            bytes,
            task,
        })
    }

    /// Where it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Bytes of TCP payload in both directions until now.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, counted: Arc<AtomicU64>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read) = from.read(&mut buffer).await {
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        counted.fetch_add(u64::try_from(read).unwrap_or(0), Ordering::Relaxed);
        if to.write_all(bytes).await.is_err() {
            break;
        }
    }
    to.shutdown().await.ok();
}
