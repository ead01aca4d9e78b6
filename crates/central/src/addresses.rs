//! Who knocks in vain too often is told to wait, by the address they come from.
//!
//! Enrolment is the one door that strangers may try. What is refused there takes a turn from the
//! address; kiosks that are enrolled behind the same address of a network take none.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::{centre::Clock, front::rate::Rates, refusal::Refusal};

/// The turns of each address.
#[derive(Clone)]
pub(crate) struct Addresses {
    rates: Arc<Rates>,
    clock: Clock,
}

impl Addresses {
    /// Begins with full turns for everybody.
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            rates: Arc::default(),
            clock,
        }
    }
}

/// Lets a request in, unless its address has used up its turns with refused ones.
pub(crate) async fn admit(
    State(addresses): State<Addresses>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let Addresses { rates, clock } = addresses;
    let name = network(from.ip()).to_string();
    if let Some(seconds) = rates.wait(&name, clock()) {
        return Refusal::TooOften { seconds }.into_response();
    }
    let response = next.run(request).await;
    if response.status().is_client_error() {
        // With no turn left the next one waits; this one was answered already.
        rates.take(&name, clock()).unwrap_or_default();
    }
    response
}

/// An address of IPv6 is one of very many that the same line has: its network counts.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(network.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_one_name() {
        for (address, name) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2::", "2001:db8:1:2::"),
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!(network(address).to_string(), name);
        }
    }
}
