//! Lives a whole company, in order, on any number of threads.

use std::sync::mpsc;

use facts::Day;
use rand_chacha::ChaCha8Rng;

use crate::company::months_after;
use crate::life::{Laws, midnight};
use crate::stream::Streams;
use crate::{Company, CustomerLife};

/// Customers a thread lives at a time.
const CHUNK: u64 = 2_048;

/// A checked plan that can be lived.
#[derive(Debug, Clone)]
pub struct Generator {
    company: Company,
    laws: Laws,
    streams: Streams,
    export_end: i64,
    truth_end: i64,
}

/// One order as a plain file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainOrder {
    /// The customer's number.
    pub customer: u64,
    /// The day of the order.
    pub day: Day,
    /// What was paid, in cents.
    pub amount_minor: i64,
}

impl Generator {
    pub(crate) fn new(company: Company) -> Result<Self, crate::SampleError> {
        let acquired = months_after(company.first_day, company.acquisition_months);
        Ok(Self {
            laws: Laws::new(&company, acquired)?,
            streams: Streams::new(company.seed),
            export_end: midnight(company.last_day().plus(1)),
            truth_end: midnight(company.last_true_day().plus(1)),
            company,
        })
    }

    /// The plan.
    #[must_use]
    pub const fn company(&self) -> &Company {
        &self.company
    }

    pub(crate) const fn streams(&self) -> &Streams {
        &self.streams
    }

    /// When a customer without a name orders within the export, and for how many cents.
    pub(crate) fn guest_order(&self, rng: &mut ChaCha8Rng) -> (i64, i64) {
        self.laws.guest_order(rng, self.export_end)
    }

    /// The life of customer `number`, to the end of what the truth knows.
    #[must_use]
    pub fn life(&self, number: u64) -> CustomerLife {
        self.live(number, self.truth_end)
    }

    fn live(&self, number: u64, until: i64) -> CustomerLife {
        self.laws.live(number, &self.streams, until)
    }

    /// All lives, by number.
    pub fn lives(&self) -> impl Iterator<Item = CustomerLife> + '_ {
        (0..self.company.customers).map(|number| self.life(number))
    }

    /// The orders up to the export's last day, customer after customer, oldest first.
    pub fn plain_orders(&self) -> impl Iterator<Item = PlainOrder> + '_ {
        (0..self.company.customers).flat_map(|number| {
            let orders = self.live(number, self.export_end).orders;
            orders.into_iter().map(move |order| PlainOrder {
                customer: number,
                day: order.day(),
                amount_minor: order.amount_minor,
            })
        })
    }

    /// Hands every life to `each`, by number, whatever the `threads` (0 counts as 1).
    ///
    /// Memory holds a few thousand lives for each thread, however large the company.
    ///
    /// # Errors
    ///
    /// The first error of `each`, which ends the work.
    pub fn generate<E>(
        &self,
        threads: usize,
        each: impl FnMut(CustomerLife) -> Result<(), E>,
    ) -> Result<(), E> {
        self.generate_until(self.truth_end, threads, each)
    }

    /// The same lives, each cut after the export's last day: less work where the truth about the
    /// future is not asked.
    ///
    /// # Errors
    ///
    /// The first error of `each`, which ends the work.
    pub fn generate_until_last_day<E>(
        &self,
        threads: usize,
        each: impl FnMut(CustomerLife) -> Result<(), E>,
    ) -> Result<(), E> {
        self.generate_until(self.export_end, threads, each)
    }

    fn generate_until<E>(
        &self,
        until: i64,
        threads: usize,
        mut each: impl FnMut(CustomerLife) -> Result<(), E>,
    ) -> Result<(), E> {
        let customers = self.company.customers;
        if threads <= 1 {
            return (0..customers).try_for_each(|number| each(self.live(number, until)));
        }
        let threads = threads.min(64) as u64;
        let chunks = customers.div_ceil(CHUNK);
        // Thread k lives chunks k, k + threads, ...; taking them in turn keeps the order.
        std::thread::scope(|scope| {
            let queues: Vec<_> = (0..threads)
                .map(|k| {
                    let (send, receive) = mpsc::sync_channel::<Vec<CustomerLife>>(2);
                    scope.spawn(move || {
                        for chunk in (k..chunks).step_by(threads as usize) {
                            let numbers = chunk * CHUNK..((chunk + 1) * CHUNK).min(customers);
                            let lives = numbers.map(|number| self.live(number, until)).collect();
                            // Nobody listens any more: an earlier life met an error.
                            if send.send(lives).is_err() {
                                return;
                            }
                        }
                    });
                    receive
                })
                .collect();
            for chunk in 0..chunks {
                let queue = &queues[(chunk % threads) as usize];
                // The sender ends early only by a panic, which the scope passes on.
                let Ok(lives) = queue.recv() else { break };
                lives.into_iter().try_for_each(&mut each)?;
            }
            Ok(())
        })
    }
}
