//! Runs a question on threads of its own, so that the asking thread can stop waiting.

use std::{
    any::Any,
    ops::ControlFlow,
    panic,
    path::PathBuf,
    sync::{
        Arc, Once,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use arrow::{datatypes::SchemaRef, record_batch::RecordBatch};
use datafusion::{physical_plan::SendableRecordBatchStream, prelude::DataFrame};
use facts::schema::Kind;

use super::{
    Answered, AskError, Limits, NamedFile, allowed, files,
    scratch::Scratch,
    session::{self, sql_error},
    write::Take,
};
use crate::store::Prepared;

/// Planning is recursive, and debug builds take much stack for it; what is not used costs nothing.
const STACK_BYTES: usize = 64 << 20;

/// By this name the panic hook knows the engine's threads.
const THREAD_NAME: &str = "goodwill-sql";

enum Message {
    Schema(SchemaRef),
    Rows(RecordBatch),
    End,
    Failed(AskError),
}

pub(super) fn run(
    sql: &str,
    files: &[NamedFile],
    history: Option<Arc<Prepared>>,
    limits: &Limits,
    take: &mut dyn Take,
) -> Result<Answered, AskError> {
    let deadline = Instant::now() + limits.time;
    let scratch = Scratch::new(&std::env::temp_dir())?;
    keep_panics_of_the_engine_quiet();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(limits.threads.max(1))
        .thread_name(THREAD_NAME)
        .thread_stack_size(STACK_BYTES)
        .enable_time()
        .build()?;
    let (sender, receiver) = sync_channel(2);
    let question = Question {
        sql: sql.to_owned(),
        files: files.to_vec(),
        history,
        limits: *limits,
        scratch: scratch.path().to_owned(),
    };
    runtime.spawn(async move {
        let answering = tokio::spawn(question.answer(sender.clone()));
        if let Some(panic) = answering.await.err().and_then(|e| e.try_into_panic().ok()) {
            send(&sender, Message::Failed(gave_up(panic.as_ref())));
        }
    });
    let answered = receive(&receiver, deadline, limits, take);
    drop(receiver);
    let_go(runtime);
    answered
}

/// How long the engine's threads are waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Ends the engine's threads. One deep in a long step cannot be stopped: it is left behind after a while.
///
/// They are joined by a thread of their own. To detach a thread that is just ending is no safe thing:
/// the C library of GNU may look at it once more when its stack is gone (`pthread_detach`, with stacks
/// as large as these), and the program dies of it.
fn let_go(runtime: tokio::runtime::Runtime) {
    let (ended, has_ended) = sync_channel(1);
    let joining = thread::Builder::new().name("goodwill-sql-end".to_owned()).spawn(move || {
        drop(runtime);
        let _ = ended.send(());
    });
    if has_ended.recv_timeout(PATIENCE).is_ok()
        && let Ok(joining) = joining
    {
        let _ = joining.join();
    }
}

/// A fault of the engine is told as an error of the question, not in the engine's own way.
/// Panics of all other threads are told as before.
fn keep_panics_of_the_engine_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if thread::current().name() != Some(THREAD_NAME) {
                tell(panic);
            }
        }));
    });
}

fn gave_up(panic: &dyn Any) -> AskError {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied());
    let why = text.and_then(|text| text.lines().next()).unwrap_or_default();
    let sentence = if why.contains("overflow") {
        // Offsets of a column of texts have 31 bits.
        "the engine gave up: a column of texts or lists grew beyond 2 GiB in one step; make them shorter"
            .to_owned()
    } else if why.is_empty() {
        "the engine gave up on this question".to_owned()
    } else {
        format!("the engine gave up on this question: {why}")
    };
    AskError::Sql(sentence)
}

fn receive(
    receiver: &Receiver<Message>,
    deadline: Instant,
    limits: &Limits,
    take: &mut dyn Take,
) -> Result<Answered, AskError> {
    let most = limits.rows.unwrap_or(u64::MAX);
    let mut rows = 0;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let message = match receiver.recv_timeout(left.max(Duration::from_millis(1))) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout) => return Err(AskError::TooSlow(limits.time.as_secs())),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(gave_up(&""));
            }
        };
        match message {
            Message::Schema(schema) => take.begin(&schema)?,
            Message::Rows(batch) => {
                let room = usize::try_from(most - rows).unwrap_or(usize::MAX);
                let kept = batch.slice(0, batch.num_rows().min(room));
                let enough = take.rows(&kept)? == ControlFlow::Break(());
                rows += kept.num_rows() as u64;
                if enough || kept.num_rows() < batch.num_rows() {
                    take.end()?;
                    return Ok(Answered { rows, complete: false });
                }
            }
            Message::End => {
                take.end()?;
                return Ok(Answered { rows, complete: true });
            }
            Message::Failed(error) => return Err(error),
        }
    }
}

struct Question {
    sql: String,
    files: Vec<NamedFile>,
    history: Option<Arc<Prepared>>,
    limits: Limits,
    scratch: PathBuf,
}

impl Question {
    async fn answer(self, sender: SyncSender<Message>) {
        let end = match self.send_rows(&sender).await {
            Ok(()) => Message::End,
            Err(error) => Message::Failed(error),
        };
        // Nobody listens any more when time is up.
        send(&sender, end);
    }

    async fn send_rows(&self, sender: &SyncSender<Message>) -> Result<(), AskError> {
        let mut stream = self.stream().await?;
        // Not even a header is written for a question that fails before its first row.
        let mut next = futures_next(&mut stream).await.transpose().map_err(|e| sql_error(&e))?;
        if !send(sender, Message::Schema(stream.schema())) {
            return Ok(());
        }
        while let Some(batch) = next {
            if !send(sender, Message::Rows(batch)) {
                return Ok(());
            }
            next = futures_next(&mut stream).await.transpose().map_err(|e| sql_error(&e))?;
        }
        Ok(())
    }

    /// The tables of the data folder, where one is asked.
    fn kept(&self) -> Vec<&'static str> {
        if self.history.is_none() {
            return Vec::new();
        }
        Kind::tables().map(Kind::name).collect()
    }

    async fn stream(&self) -> Result<SendableRecordBatchStream, AskError> {
        let statement = allowed::one_query(&self.sql)?;
        let session = session::session(&self.limits, &self.scratch)?;
        let mut named: Vec<String> = self.files.iter().map(|file| file.name.clone()).collect();
        let mut scanned = Vec::new();
        if let Some(history) = &self.history {
            let tables = history.register(&session).await?;
            for name in tables.named {
                if named.contains(&name) {
                    // The file that was named is meant.
                    session.deregister_table(name.as_str()).map_err(|e| sql_error(&e))?;
                } else {
                    named.push(name);
                }
            }
            scanned = tables.below;
        }
        for file in &self.files {
            files::register(&session, file, &self.scratch, self.limits.scratch_bytes).await?;
        }
        let state = session.state();
        let plan = state
            .statement_to_plan(statement)
            .await
            .map_err(|e| allowed::unplanned(&e, &self.sql, &named, &self.kept()))?;
        allowed::check(&plan, &named, &scanned)?;
        DataFrame::new(state, plan).execute_stream().await.map_err(|e| sql_error(&e))
    }
}

/// Hands a message over; waits while the asking thread is writing. `false` if it has gone.
fn send(sender: &SyncSender<Message>, message: Message) -> bool {
    tokio::task::block_in_place(|| sender.send(message)).is_ok()
}

async fn futures_next(
    stream: &mut SendableRecordBatchStream,
) -> Option<datafusion::common::Result<RecordBatch>> {
    std::future::poll_fn(|context| stream.as_mut().poll_next(context)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_engine_is_a_sentence() {
        let told = |panic: &dyn Any| gave_up(panic).to_string();
        assert!(told(&"byte array offset overflow").contains("beyond 2 GiB"));
        assert!(told(&"offset overflow: Execution(\"x\")".to_owned()).contains("beyond 2 GiB"));
        assert_eq!(told(&"index 3\nstack"), "the engine gave up on this question: index 3");
        assert_eq!(told(&7), "the engine gave up on this question");
    }
}
