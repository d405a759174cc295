//! The engine as a question finds it: no file but the named ones, and no more than its limits.

use std::{path::Path, sync::Arc};

use datafusion::{
    common::DataFusionError,
    execution::{
        disk_manager::{DiskManagerBuilder, DiskManagerMode},
        memory_pool::{FairSpillPool, TrackConsumersPool},
        runtime_env::RuntimeEnvBuilder,
    },
    prelude::{SessionConfig, SessionContext},
};

use super::{AskError, Limits};
use crate::functions;

/// Functions that make a list or a text as long as a number says: nothing else bounds their memory.
const UNBOUNDED: [&str; 10] = [
    "array_repeat",
    "list_repeat",
    "array_resize",
    "list_resize",
    "gen_series",
    "generate_series",
    "range",
    "repeat",
    "lpad",
    "rpad",
];

/// A session whose scratch files lie in `scratch`.
pub(super) fn session(limits: &Limits, scratch: &Path) -> Result<SessionContext, AskError> {
    let biggest = std::num::NonZeroUsize::new(5).unwrap_or(std::num::NonZeroUsize::MIN);
    let pool = TrackConsumersPool::new(FairSpillPool::new(limits.memory_bytes), biggest);
    let disk = DiskManagerBuilder::default()
        .with_mode(DiskManagerMode::Directories(vec![scratch.to_owned()]))
        .with_max_temp_directory_size(limits.scratch_bytes);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(pool))
        .with_disk_manager_builder(disk)
        .build_arc()
        .map_err(|e| sql_error(&e))?;
    let config = SessionConfig::new()
        .with_target_partitions(limits.threads.max(1))
        .with_information_schema(true)
        // Plans that travel to other machines name pushed-down struct fields differently; one
        // setting everywhere keeps one answer everywhere.
        .set_bool("datafusion.optimizer.enable_leaf_expression_pushdown", false);
    let session = SessionContext::new_with_config_rt(config, runtime);
    for name in UNBOUNDED {
        session.deregister_udf(name);
    }
    functions::register_all(&session);
    Ok(session)
}

/// The engine's error as a sentence, without its layers.
pub(crate) fn sql_error(error: &DataFusionError) -> AskError {
    let root = error.find_root();
    let text = root.strip_backtrace();
    let layers = [
        "Execution error: ",
        "Error during planning: ",
        "Schema error: ",
        "Arrow error: ",
        "SQL error: ",
        "Resources exhausted: ",
        "External error: ",
        "This feature is not implemented: ",
    ];
    let mut text = text.as_str();
    while let Some(rest) = layers.iter().find_map(|layer| text.strip_prefix(layer)) {
        text = rest;
    }
    let parsed = text.strip_prefix("ParserError(\"").and_then(|rest| rest.strip_suffix("\")"));
    if let Some(why) = parsed.or_else(|| text.strip_prefix("sql parser error: ")) {
        return AskError::Sql(format!("the question is not SQL: {}", why.replace("\\\"", "\"")));
    }
    match root {
        // Scratch files fail as files do.
        _ if text.contains("used disk space during the spilling process") => {
            AskError::TooLarge("the scratch space is full".to_owned())
        }
        DataFusionError::ResourcesExhausted(_) => AskError::TooLarge(text.to_owned()),
        _ => AskError::Sql(text.to_owned()),
    }
}
