//! Places for work that only so much can be done of at a time, shared out fairly: who waits gets one in turn with the other
//! clients, and one client never has them all.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::deadline::{Deadline, Stop};

/// Whose share of the places work counts towards: a client's address; what has none shares one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Share(Option<IpAddr>);

impl From<IpAddr> for Share {
    fn from(address: IpAddr) -> Self {
        // A client of the newer protocol has all addresses that begin like its own.
        Self(Some(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
            old => old,
        }))
    }
}

/// Places. A quarter of them is for clients that have none.
#[derive(Debug, Clone)]
pub struct Places(Arc<Mutex<Hall>>);

#[derive(Debug)]
struct Hall {
    /// How many there are.
    all: usize,
    /// How many of them one client may fill.
    open: usize,
    taken: usize,
    /// How many each client has; few have any.
    held: Vec<(Share, usize)>,
    /// Clients that wait, each with its requests; who was served goes behind the others.
    waiting: VecDeque<(Share, VecDeque<oneshot::Sender<Place>>)>,
}

/// A place, as long as it is kept.
#[derive(Debug)]
pub struct Place {
    hall: Option<Arc<Mutex<Hall>>>,
    share: Share,
}

impl Places {
    /// So many places.
    pub fn new(all: usize) -> Self {
        let all = all.max(1);
        let open = all - (all / 4).max(usize::from(all > 1));
        let (held, waiting) = (Vec::new(), VecDeque::new());
        Self(Arc::new(Mutex::new(Hall { all, open, taken: 0, held, waiting })))
    }

    /// A place, where one is free.
    pub fn try_take(&self, share: Share) -> Option<Place> {
        let mut hall = lock(&self.0);
        hall.may_take(share).then(|| {
            hall.enter(share);
            Place { hall: Some(Arc::clone(&self.0)), share }
        })
    }

    /// Waits for a place.
    ///
    /// # Errors
    /// Where none becomes free in time.
    pub async fn take(&self, share: Share, deadline: &Deadline) -> Result<Place, Stop> {
        if let Some(place) = self.try_take(share) {
            return Ok(place);
        }
        let turn = lock(&self.0).queue(share);
        // The sender is dropped with the hall only, and that is held here.
        deadline.limit(turn).await?.map_err(|_| Stop::Gone)
    }
}

impl Hall {
    fn may_take(&self, share: Share) -> bool {
        let has_one = self.held.iter().any(|(holder, _)| *holder == share);
        let most = if has_one { self.open } else { self.all };
        self.taken < most
    }

    fn enter(&mut self, share: Share) {
        self.taken += 1;
        match self.held.iter_mut().find(|(holder, _)| *holder == share) {
            Some((_, held)) => *held += 1,
            None => self.held.push((share, 1)),
        }
    }

    fn leave(&mut self, share: Share) {
        self.taken -= 1;
        if let Some(holder) = self.held.iter().position(|(holder, _)| *holder == share) {
            self.held[holder].1 -= 1;
            if self.held[holder].1 == 0 {
                self.held.swap_remove(holder);
            }
        }
    }

    fn queue(&mut self, share: Share) -> oneshot::Receiver<Place> {
        let (sender, receiver) = oneshot::channel();
        match self.waiting.iter_mut().find(|(waiting, _)| *waiting == share) {
            Some((_, requests)) => requests.push_back(sender),
            None => self.waiting.push_back((share, VecDeque::from([sender]))),
        }
        receiver
    }

    /// The request whose turn it is, of the first client that may take a place.
    fn next(&mut self) -> Option<(Share, oneshot::Sender<Place>)> {
        let first = self.waiting.iter().position(|(share, _)| self.may_take(*share))?;
        let (share, mut requests) = self.waiting.remove(first)?;
        let request = requests.pop_front()?;
        if !requests.is_empty() {
            self.waiting.push_back((share, requests));
        }
        Some((share, request))
    }

    /// Gives free places to who waits.
    fn serve(&mut self, hall: &Arc<Mutex<Self>>) {
        while let Some((share, request)) = self.next() {
            self.enter(share);
            if let Err(mut place) = request.send(Place { hall: Some(Arc::clone(hall)), share }) {
                // Nobody waits for it any more.
                place.hall = None;
                self.leave(share);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(hall) = self.hall.take() {
            let mut inside = lock(&hall);
            inside.leave(self.share);
            inside.serve(&hall);
        }
    }
}

fn lock(hall: &Mutex<Hall>) -> MutexGuard<'_, Hall> {
    hall.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::pin::pin;
    use std::time::Duration;

    use futures_util::FutureExt;

    use super::{Places, Share};
    use crate::deadline::{Deadline, Stop};

    fn client(number: u8) -> Share {
        Share::from(IpAddr::from(Ipv4Addr::new(10, 0, 0, number)))
    }

    fn long() -> Deadline {
        Deadline::after(Duration::from_secs(60))
    }

    #[tokio::test]
    async fn one_client_leaves_room_for_another() {
        let (places, deadline) = (Places::new(8), long());
        let mut held = Vec::new();
        while let Some(place) = places.take(client(1), &deadline).now_or_never() {
            held.push(place.expect("there is time"));
        }
        assert_eq!(held.len(), 6);
        for _ in 0..2 {
            assert!(places.take(client(1), &deadline).now_or_never().is_none());
        }
        let second = places.take(client(2), &deadline).now_or_never();
        let third = places.take(client(3), &deadline).now_or_never();
        assert!(second.is_some() && third.is_some() && places.take(client(4), &deadline).now_or_never().is_none());
    }

    #[tokio::test]
    async fn who_waits_is_served_in_turn_with_other_clients() {
        let (places, deadline) = (Places::new(1), long());
        let held = places.take(client(1), &deadline).await.expect("it is free");
        let mut greedy = [pin!(places.take(client(1), &deadline)), pin!(places.take(client(1), &deadline))];
        let mut modest = pin!(places.take(client(2), &deadline));
        assert!(greedy.iter_mut().all(|turn| turn.as_mut().now_or_never().is_none()));
        assert!(modest.as_mut().now_or_never().is_none());
        drop(held);
        let first = greedy[0].as_mut().now_or_never().expect("its turn").expect("there is time");
        drop(first);
        assert!(greedy[1].as_mut().now_or_never().is_none(), "the other client goes first");
        drop(modest.now_or_never().expect("its turn"));
        assert!(greedy[1].as_mut().now_or_never().is_some());
    }

    #[tokio::test]
    async fn a_turn_that_nobody_takes_goes_to_the_next() {
        let (places, deadline) = (Places::new(1), long());
        let held = places.take(client(1), &deadline).await.expect("it is free");
        let over = Deadline::after(Duration::ZERO);
        assert_eq!(places.take(client(2), &over).await.expect_err("there is no time"), Stop::Over);
        let mut waits = pin!(places.take(client(3), &deadline));
        assert!(waits.as_mut().now_or_never().is_none());
        drop(held);
        assert!(waits.now_or_never().is_some_and(|place| place.is_ok()));
        assert!(places.take(client(1), &deadline).now_or_never().is_some(), "nothing is lost");
    }
}
