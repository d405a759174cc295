//! What all scalar functions over the models share: numbers in by name, one number out, row by row.

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use arrow::{
    array::{Array, AsArray, Float64Array, Float64Builder},
    datatypes::{DataType, Float64Type},
};
use datafusion::{
    common::{DataFusionError, Result, ScalarValue, exec_err, plan_err},
    logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility},
};

/// Answers one row after the other; may keep what it made of the row before.
pub(super) type Answer = Box<dyn FnMut(&[f64]) -> std::result::Result<f64, String>>;

/// A scalar function: its name says what it is.
pub(super) struct ModelFunction {
    name: String,
    arguments: Vec<&'static str>,
    signature: Signature,
    prepare: Box<dyn Fn() -> Answer + Send + Sync>,
}

impl ModelFunction {
    /// `prepare` is called once for each batch of rows.
    pub(super) fn new(
        name: impl Into<String>,
        arguments: Vec<&'static str>,
        prepare: impl Fn() -> Answer + Send + Sync + 'static,
    ) -> Self {
        let signature = Signature::user_defined(Volatility::Immutable);
        Self { name: name.into(), arguments, signature, prepare: Box::new(prepare) }
    }

    /// The call with this row's values, for errors.
    fn call(&self, row: &[f64]) -> String {
        let values: Vec<String> =
            self.arguments.iter().zip(row).map(|(name, value)| format!("{name} = {value}")).collect();
        format!("{}({})", self.name, values.join(", "))
    }
}

impl fmt::Debug for ModelFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name, self.arguments.join(", "))
    }
}

impl PartialEq for ModelFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for ModelFunction {}

impl Hash for ModelFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for ModelFunction {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        if given.len() != self.arguments.len() {
            return plan_err!(
                "{self:?} takes {} arguments, not {}: write {}({})",
                self.arguments.len(),
                given.len(),
                self.name,
                self.arguments.join(", ")
            );
        }
        for (kind, name) in given.iter().zip(&self.arguments) {
            if !(kind.is_numeric() || kind.is_null()) {
                return plan_err!("{self:?}: {name} must be a number, not {kind}");
            }
        }
        Ok(vec![DataType::Float64; given.len()])
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let columns = args.args.iter().map(Numbers::new).collect::<Result<Vec<_>>>()?;
        let constant = columns.iter().all(|c| matches!(c, Numbers::Same(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let mut answer = (self.prepare)();
        let mut out = Float64Builder::with_capacity(rows);
        let mut row = vec![0.0; columns.len()];
        for i in 0..rows {
            let known = columns.iter().zip(&mut row).all(|(column, slot)| {
                column.at(i).is_some_and(|value| {
                    *slot = value;
                    true
                })
            });
            if !known {
                out.append_null();
                continue;
            }
            match answer(&row) {
                Ok(value) => out.append_value(value),
                Err(why) => return exec_err!("{}: {why}", self.call(&row)),
            }
        }
        let out = out.finish();
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&out, 0)?));
        }
        Ok(ColumnarValue::Array(Arc::new(out)))
    }
}

/// An argument: the same number for all rows, or a column of them.
enum Numbers<'a> {
    Same(Option<f64>),
    Column(&'a Float64Array),
}

impl<'a> Numbers<'a> {
    fn new(argument: &'a ColumnarValue) -> Result<Self> {
        let other = |kind: DataType| DataFusionError::Execution(format!("an argument came as {kind}"));
        match argument {
            ColumnarValue::Scalar(ScalarValue::Float64(value)) => Ok(Self::Same(*value)),
            ColumnarValue::Scalar(value) => Err(other(value.data_type())),
            ColumnarValue::Array(array) => match array.as_primitive_opt::<Float64Type>() {
                Some(column) => Ok(Self::Column(column)),
                None => Err(other(array.data_type().clone())),
            },
        }
    }

    fn at(&self, row: usize) -> Option<f64> {
        match self {
            Self::Same(value) => *value,
            Self::Column(column) => column.is_valid(row).then(|| column.value(row)),
        }
    }
}

/// A number that counts something: whole, not negative, below 2^32.
pub(super) fn count(name: &str, value: f64) -> std::result::Result<u32, String> {
    if value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value) {
        Ok(value as u32)
    } else {
        Err(format!("{name} must be a whole number of 0 or more"))
    }
}

/// A length of time: finite, not negative.
pub(super) fn duration(name: &str, value: f64) -> std::result::Result<f64, String> {
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err(format!("{name} must be finite and not negative"))
    }
}

/// A number that must be finite and above 0.
pub(super) fn above_zero(name: &str, value: f64) -> std::result::Result<f64, String> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(format!("{name} must be finite and above 0"))
    }
}

/// Keeps what was last made of some parameters, since they are mostly the same for all rows.
pub(super) struct Kept<const N: usize, M> {
    last: Option<([f64; N], M)>,
}

impl<const N: usize, M> Kept<N, M> {
    pub(super) const fn new() -> Self {
        Self { last: None }
    }

    /// The model of these parameters, made anew only where they differ from the row before.
    pub(super) fn model<E: fmt::Display>(
        &mut self,
        parameters: &[f64],
        make: impl FnOnce([f64; N]) -> std::result::Result<M, E>,
    ) -> std::result::Result<&M, String> {
        let parameters: [f64; N] =
            parameters.try_into().map_err(|_| format!("takes {N} parameters, not {}", parameters.len()))?;
        if self.last.as_ref().is_none_or(|(last, _)| *last != parameters) {
            let model = make(parameters).map_err(|e| e.to_string())?;
            self.last = Some((parameters, model));
        }
        self.last.as_ref().map(|(_, model)| model).ok_or_else(|| "has no model".to_owned())
    }
}
