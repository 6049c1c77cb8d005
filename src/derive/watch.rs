//! Looking at the clock while something is computed.

use crate::deadline::{Deadline, Stop};

/// After how many steps the deadline is looked at.
const STEPS: u32 = 256;

/// Counts steps, and looks at the deadline every few hundred of them.
#[derive(Debug)]
pub(super) struct Watch<'a> {
    deadline: &'a Deadline,
    left: u32,
}

impl<'a> Watch<'a> {
    /// The first step looks.
    pub(super) fn new(deadline: &'a Deadline) -> Self {
        Self { deadline, left: 0 }
    }

    /// Takes a step.
    ///
    /// # Errors
    /// Where the request is over.
    pub(super) fn step(&mut self) -> Result<(), Stop> {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => {
                self.deadline.check()?;
                self.left = STEPS;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{STEPS, Watch};
    use crate::deadline::{Deadline, Stop};

    #[test]
    fn whoever_leaves_is_noticed_within_a_few_hundred_steps() {
        let deadline = Deadline::after(Duration::from_secs(60));
        let waiting = deadline.waiting();
        let mut watch = Watch::new(&deadline);
        assert_eq!(watch.step(), Ok(()));
        drop(waiting);
        assert_eq!((0..=STEPS).find_map(|_| watch.step().err()), Some(Stop::Gone));
    }
}
