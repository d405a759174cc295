//! The current facts of several statements about each: field by field the latest known value.
//!
//! The engine splits and sorts the statements, on disk where memory does not hold them; one pass
//! over them then merges those of one fact. Nothing is kept but one row.

mod step;

use std::{fmt, pin::Pin, sync::Arc};

use arrow::datatypes::SchemaRef;
use datafusion::{
    catalog::{Session, TableProvider},
    common::{DataFusionError, Result, tree_node::TreeNodeRecursion},
    datasource::TableType,
    execution::TaskContext,
    logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder},
    physical_expr::{
        Distribution, EquivalenceProperties, LexRequirement, OrderingRequirements, PhysicalExpr,
        PhysicalSortRequirement,
    },
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, InputDistributionRequirements,
        Partitioning, PlanProperties, ReplaceChildrenOptions, SendableRecordBatchStream,
        execution_plan::{Boundedness, EmissionType},
        expressions::{Column, col as physical_column},
        projection::ProjectionExec,
        stream::RecordBatchReceiverStream,
    },
    prelude::ident,
};

use self::step::Run;
pub(super) use self::step::Step;
use super::columns::{CONTENT, TIE, VERSION};

/// A table of facts made of a plan of statements.
#[derive(Debug)]
pub(super) struct Current {
    statements: LogicalPlan,
    schema: SchemaRef,
    steps: Vec<Step>,
}

impl Current {
    /// The steps are done one after the other; the last one merges.
    pub(super) fn new(statements: LogicalPlan, schema: SchemaRef, steps: Vec<Step>) -> Self {
        Self { statements, schema, steps }
    }

    async fn plan(&self, state: &dyn Session, asked: &[usize]) -> Result<Arc<dyn ExecutionPlan>> {
        let asked: Vec<&str> = asked.iter().map(|at| self.schema.field(*at).name().as_str()).collect();
        let mut read = asked.clone();
        let needed = self.steps.iter().flat_map(|step| step.needs()).chain([VERSION, TIE, CONTENT]);
        for name in needed {
            if !read.contains(&name) {
                read.push(name);
            }
        }
        let statements = LogicalPlanBuilder::from(self.statements.clone())
            .project(read.iter().map(|name| ident(*name)))?
            .build()?;
        let mut plan = state.create_physical_plan(&statements).await?;
        for step in &self.steps {
            plan = Arc::new(StepExec::new(*step, plan));
        }
        let columns = asked.iter().enumerate().map(|(at, name)| {
            let column: Arc<dyn PhysicalExpr> = Arc::new(Column::new(name, at));
            (column, (*name).to_owned())
        });
        Ok(Arc::new(ProjectionExec::try_new(columns.collect::<Vec<_>>(), plan)?))
    }
}

impl TableProvider for Current {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::View
    }

    fn scan<'a, 'b, 'c, 'd, 'e>(
        &'a self,
        state: &'b dyn Session,
        projection: Option<&'c Vec<usize>>,
        _filters: &'d [Expr],
        _limit: Option<usize>,
    ) -> Pin<Box<dyn Future<Output = Result<Arc<dyn ExecutionPlan>>> + Send + 'e>>
    where
        'a: 'e,
        'b: 'e,
        'c: 'e,
        'd: 'e,
        Self: 'e,
    {
        let asked = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        Box::pin(async move { self.plan(state, &asked).await })
    }
}

/// One pass over statements that the engine brought into order.
#[derive(Debug)]
struct StepExec {
    step: Step,
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

impl StepExec {
    fn new(step: Step, input: Arc<dyn ExecutionPlan>) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(input.schema()),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self { step, input, properties: Arc::new(properties) }
    }

    fn column(&self, name: &str) -> Option<Arc<dyn PhysicalExpr>> {
        physical_column(name, &self.input.schema()).ok()
    }
}

impl DisplayAs for StepExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatementsExec: {:?}", self.step)
    }
}

impl ExecutionPlan for StepExec {
    fn name(&self) -> &'static str {
        "StatementsExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        let by = self.column(self.step.by());
        InputDistributionRequirements::new(vec![
            by.map_or(Distribution::SinglePartition, |by| Distribution::KeyPartitioned(vec![by])),
        ])
    }

    fn required_input_ordering(&self) -> Vec<Option<OrderingRequirements>> {
        let order = self.step.order().filter_map(|(name, options)| {
            Some(PhysicalSortRequirement::new(self.column(name)?, Some(options)))
        });
        vec![LexRequirement::new(order).map(OrderingRequirements::new)]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let one = children.pop().ok_or_else(|| DataFusionError::Internal("no statements".to_owned()))?;
        Ok(Arc::new(Self::new(self.step, one)))
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let recompute = datafusion::physical_plan::ChildrenPropertiesMode::Recompute;
        self.replace_children(children, ReplaceChildrenOptions::new(recompute))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let mut input = self.input.execute(partition, context)?;
        let mut run = Run::new(self.step);
        let mut builder = RecordBatchReceiverStream::builder(self.schema(), 2);
        let out = builder.tx();
        builder.spawn(async move {
            while let Some(rows) = std::future::poll_fn(|context| input.as_mut().poll_next(context)).await {
                let rows = run.take(&rows?)?;
                // Nobody listens any more when the question was stopped.
                if rows.num_rows() > 0 && out.send(Ok(rows)).await.is_err() {
                    return Ok(());
                }
            }
            if let Some(rows) = run.end() {
                out.send(Ok(rows)).await.ok();
            }
            Ok(())
        });
        Ok(builder.build())
    }
}
