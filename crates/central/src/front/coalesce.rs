//! One commit for many requests: whoever comes while the disk is at work goes with the next one.
//!
//! Nobody waits for company. The first who finds nobody at work takes along all who wait by then;
//! the others wait for their outcome, or for their turn to lead. There is no task of its own: when
//! a leader is dropped in the middle, those it took along are told so, and all that it wrote before
//! is as durable as ever.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

/// Work that is done together, at most this heavy at once.
pub(crate) struct Coalesced<T, R> {
    waiting: Mutex<VecDeque<Waiting<T, R>>>,
    turn: tokio::sync::Mutex<()>,
    weight_max: usize,
}

struct Waiting<T, R> {
    work: T,
    weight: usize,
    outcome: oneshot::Sender<R>,
}

impl<T, R> Coalesced<T, R> {
    /// Makes a place where work waits; one piece may be heavier than what is done at once.
    pub(crate) fn new(weight_max: usize) -> Self {
        Self {
            waiting: Mutex::new(VecDeque::new()),
            turn: tokio::sync::Mutex::new(()),
            weight_max,
        }
    }

    /// Has a piece of work done with others, in the order in which they came; nothing when the
    /// leader that took it along was dropped.
    ///
    /// `together` returns an outcome for each piece, in their order.
    pub(crate) async fn run<F>(
        &self,
        work: T,
        weight: usize,
        together: impl Fn(Vec<T>) -> F,
    ) -> Option<R>
    where
        F: Future<Output = Vec<R>>,
    {
        let (outcome, mut told) = oneshot::channel();
        self.queue().push_back(Waiting {
            work,
            weight,
            outcome,
        });
        loop {
            let _turn = tokio::select! {
                biased;
                outcome = &mut told => return outcome.ok(),
                turn = self.turn.lock() => turn,
            };
            // Done by the leader before, while this one waited for the turn.
            match told.try_recv() {
                Ok(outcome) => return Some(outcome),
                Err(oneshot::error::TryRecvError::Closed) => return None,
                Err(oneshot::error::TryRecvError::Empty) => {}
            }
            let (pieces, tellers) = self.take();
            for (teller, outcome) in tellers.into_iter().zip(together(pieces).await) {
                // One that hung up does not need it.
                drop(teller.send(outcome));
            }
        }
    }

    /// Keeps all work waiting as long as the value is held.
    pub(crate) async fn alone(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Takes from the front what may be done at once.
    fn take(&self) -> (Vec<T>, Vec<oneshot::Sender<R>>) {
        let mut queue = self.queue();
        let (mut pieces, mut tellers, mut weight) = (Vec::new(), Vec::new(), 0);
        while let Some(next) = queue.front() {
            weight += next.weight;
            if weight > self.weight_max && !pieces.is_empty() {
                break;
            }
            let next = queue.pop_front().expect("it was just looked at");
            if next.outcome.is_closed() {
                weight -= next.weight;
                continue;
            }
            pieces.push(next.work);
            tellers.push(next.outcome);
        }
        (pieces, tellers)
    }

    fn queue(&self) -> MutexGuard<'_, VecDeque<Waiting<T, R>>> {
        // A panic elsewhere leaves whole pieces behind.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        time::Duration,
    };

    use super::*;

    /// Doubles numbers, slowly, and counts how often it was asked.
    async fn doubled(at_work: &AtomicUsize, times: &AtomicUsize, all: Vec<u64>) -> Vec<u64> {
        assert_eq!(at_work.fetch_add(1, Ordering::SeqCst), 0, "one at a time");
        times.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(5)).await;
        at_work.fetch_sub(1, Ordering::SeqCst);
        all.into_iter().map(|number| number * 2).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn many_go_together_and_each_gets_its_own() {
        let place = Arc::new(Coalesced::new(1_000));
        let (at_work, times) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut all = Vec::new();
        for number in 0..200 {
            let (place, at_work, times) = (place.clone(), at_work.clone(), times.clone());
            all.push(tokio::spawn(async move {
                let together = |all| doubled(&at_work, &times, all);
                place.run(number, 1, together).await
            }));
        }
        for (number, one) in (0..).zip(all) {
            assert_eq!(one.await.unwrap(), Some(number * 2));
        }
        let times = times.load(Ordering::SeqCst);
        assert!(times < 100, "200 pieces were done in {times} turns");
    }

    #[tokio::test]
    async fn what_is_too_heavy_for_one_turn_is_done_in_several() {
        let place = Coalesced::new(10);
        let turns = Mutex::new(Vec::new());
        let together = |pieces: Vec<usize>| {
            turns.lock().unwrap().push(pieces.clone());
            async move {
                tokio::task::yield_now().await;
                pieces
            }
        };
        let [first, second, third] =
            [(0, 4), (1, 11), (2, 1)].map(|(n, weight)| place.run(n, weight, together));
        let all = tokio::join!(first, second, third);
        assert_eq!(all, (Some(0), Some(1), Some(2)));
        assert_eq!(*turns.lock().unwrap(), [vec![0], vec![1], vec![2]]);
    }

    #[tokio::test]
    async fn whoever_was_taken_along_hears_that_the_leader_is_gone() {
        let place = Coalesced::<u8, u8>::new(10);
        let never = |_| std::future::pending();
        {
            let led = place.run(1, 1, never);
            let with = place.run(2, 1, never);
            tokio::pin!(led, with);
            // Both wait; then one of them leads and takes both along.
            let both = async { tokio::join!(&mut with, &mut led) };
            let waited = tokio::time::timeout(Duration::from_millis(20), both).await;
            assert!(waited.is_err());
        }
        let fine = |all: Vec<u8>| async { all };
        assert_eq!(place.run(3, 1, fine).await, Some(3), "others go on");
    }
}
